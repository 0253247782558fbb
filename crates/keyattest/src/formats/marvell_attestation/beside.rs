//! The key that Azure shows beside the attestation: unsigned, so that it proves nothing; another one shows that two things were mixed.

use super::key::Key;
use keyattest_trust::key::KeyKind;
use keyattest_wire::base64;
use keyattest_wire::json::Json;
use keyattest_wire::spki::{ec_spki, rsa_spki};
use keyattest_wire::{Oid, oids};

/// Members of a JSON key that are the key.
const MEMBERS: [&str; 6] = ["n", "e", "crv", "x", "y", "k"];

/// Holds the key beside the attestation against the attested one. A JSON object with neither type nor numbers is no key.
///
/// # Errors
/// Why it is another one.
pub(super) fn compare(beside: &Json, key: &Key) -> Result<(), String> {
    let other = || Err("the key beside the attestation is another one".to_owned());
    let Some(kind) = beside.member("kty") else {
        return if MEMBERS.iter().all(|name| beside.member(name).is_none()) { Ok(()) } else { other() };
    };
    match (kind.as_text(), key) {
        (Some("oct" | "oct-HSM"), Key::Secret(..)) => Ok(()),
        (Some("RSA" | "RSA-HSM"), Key::Public(key)) => {
            let numbers = number(beside, "n").zip(number(beside, "e"));
            let same =
                numbers.is_some_and(|(modulus, exponent)| rsa_spki(&modulus, &exponent) == key.spki().as_slice());
            if same { Ok(()) } else { other() }
        }
        (Some("EC" | "EC-HSM"), Key::Public(key)) => {
            let KeyKind::Ec { point, .. } = key.kind() else { return other() };
            let length = point.len().checked_sub(1).and_then(|both| both.checked_div(2)).unwrap_or(0);
            let same = point_of(beside, length)
                .zip(curve(beside))
                .is_some_and(|(point, curve)| ec_spki(&curve, &point) == key.spki().as_slice());
            if same { Ok(()) } else { other() }
        }
        _ => other(),
    }
}

fn number(beside: &Json, name: &str) -> Option<Vec<u8>> {
    base64::canonical_either(beside.member(name)?.as_text()?.as_bytes())
}

fn curve(beside: &Json) -> Option<Oid> {
    match beside.member("crv")?.as_text()? {
        "P-256" => Some(oids::P256),
        "P-256K" | "SECP256K1" | "secp256k1" => Some(oids::SECP256K1),
        "P-384" => Some(oids::P384),
        "P-521" => Some(oids::P521),
        _ => None,
    }
}

/// The uncompressed point, each coordinate of the curve's length (RFC 7518, 6.2.1.2); one that is shorter lacks zeros.
fn point_of(beside: &Json, length: usize) -> Option<Vec<u8>> {
    let mut point = vec![4];
    for name in ["x", "y"] {
        let coordinate = number(beside, name)?;
        point.resize(point.len().checked_add(length.checked_sub(coordinate.len())?)?, 0);
        point.extend(coordinate);
    }
    Some(point)
}

/// Whether the path of the key's URL is the attested identifier; nothing where no URL is shown. Recorders and aliases rename.
pub(super) fn names(beside: &Json, identifier: &str) -> Option<bool> {
    let url = beside.member("kid")?.as_text()?;
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let path = rest.find('/').and_then(|start| rest.get(start..)).unwrap_or_default();
    Some(path == identifier)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_trust::key::PublicKey;
    use keyattest_wire::Bytes;

    fn json(text: &str) -> Json {
        Json::parse(&Bytes::new("key.json", text.as_bytes()), 4).unwrap()
    }

    fn public(spki: Vec<u8>) -> Key {
        Key::Public(Box::new(PublicKey::from_spki(Bytes::new("key", spki)).unwrap()))
    }

    #[test]
    fn the_same_key_and_others() {
        let rsa = public(rsa_spki(&[0xc3; 256], &[1, 0, 1]));
        let numbers = |first: u8| base64::encode(&[&[first][..], &[0xc3; 255]].concat());
        let shown = |first, kind: &str| json(&format!(r#"{{"kty":"{kind}","n":"{}","e":"AQAB"}}"#, numbers(first)));
        assert_eq!(compare(&shown(0xc3, "RSA-HSM"), &rsa), Ok(()));
        assert_eq!(compare(&json(r#"{"kid":"https://a/keys/b"}"#), &rsa), Ok(()));
        assert!(compare(&shown(0xc2, "RSA-HSM"), &rsa).is_err());
        assert!(compare(&shown(0xc3, "oct-HSM"), &rsa).is_err());
        assert!(compare(&shown(0xc3, "other"), &rsa).is_err());
        assert!(compare(&json(r#"{"kty":1}"#), &rsa).is_err());
        assert!(compare(&json(r#"{"n":"w8PD"}"#), &rsa).is_err());
        let secret = Key::Secret("aes", 256);
        assert_eq!(compare(&json(r#"{"kty":"oct-HSM"}"#), &secret), Ok(()));
        assert!(compare(&shown(0xc3, "RSA"), &secret).is_err());
    }

    #[test]
    fn points_and_curves() {
        let point = [&[4][..], &[0], &[7; 31], &[8; 32]].concat();
        let key = public(ec_spki(&oids::P256, &point));
        let shown = |curve: &str, x: &[u8]| {
            let (x, y) = (base64::encode(x), base64::encode(&[8; 32]));
            json(&format!(r#"{{"kty":"EC","crv":"{curve}","x":"{x}","y":"{y}"}}"#))
        };
        assert_eq!(compare(&shown("P-256", &point[1..33]), &key), Ok(()));
        assert_eq!(compare(&shown("P-256", &[7; 31]), &key), Ok(()));
        assert!(compare(&shown("P-256K", &point[1..33]), &key).is_err());
        assert!(compare(&shown("P-256", &[7; 32]), &key).is_err());
        assert!(compare(&shown("P-256", &[7; 33]), &key).is_err());
    }

    #[test]
    fn paths_of_urls() {
        let named = |url: &str| names(&json(&format!(r#"{{"kid":"{url}"}}"#)), "/keys/a/b");
        assert_eq!(named("https://pool.managedhsm.azure.net/keys/a/b"), Some(true));
        assert_eq!(named("https://pool.managedhsm.azure.net/keys/a/c"), Some(false));
        assert_eq!(named("https://pool.managedhsm.azure.net"), Some(false));
        assert_eq!(names(&json("{}"), "/keys/a/b"), None);
    }
}
