//! The key that a private or secret object describes, rebuilt from its attributes and held against its check values.

use super::attributes::{self as numbers, AES, EC, GENERIC_SECRET, PRIVATE, RSA};
use super::blob::Object;
use keyattest_trust::hash;
use keyattest_trust::key::PublicKey;
use keyattest_wire::spki::{ec_spki, rsa_spki};
use keyattest_wire::{Bytes, Oid, oids};

/// The attested key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// With a public half.
    Public(Box<PublicKey>),
    /// Without one: the word for its type, and its bits.
    Secret(&'static str, u32),
}

impl Key {
    /// The word of the claim `key_type`.
    pub(super) fn key_type(&self) -> String {
        match self {
            Self::Public(key) => key.key_type(),
            Self::Secret(word, bits) => format!("{word}-{bits}"),
        }
    }
}

/// Rebuilds the key.
///
/// # Errors
/// Why its attributes give no sound key.
pub(super) fn rebuild(object: &Object) -> Result<Key, String> {
    let kind = object.byte(numbers::KEY_TYPE);
    if object.byte(numbers::CLASS) != Some(PRIVATE) {
        return secret(object, kind);
    }
    let modulus = object.value(numbers::MODULUS).ok_or("no MODULUS")?;
    let spki = match kind {
        Some(RSA) => {
            let exponent = object.value(numbers::PUBLIC_EXPONENT).ok_or("no PUBLIC_EXPONENT")?;
            rsa_spki(modulus, exponent)
        }
        Some(EC) => ec_spki(&curve(object)?, modulus),
        _ => return Err("KEY_TYPE of a private key is neither RSA nor EC".to_owned()),
    };
    let key = PublicKey::from_spki(Bytes::new(format!("{}: rebuilt key", modulus.part()), spki));
    let key = key.map_err(|malformed| malformed.to_string())?;
    if kind == Some(RSA) {
        sound_rsa(object, &key)?;
    } else if !key.point_on_curve() {
        return Err("the point is not an uncompressed one of its curve".to_owned());
    }
    check_values(object, &key)?;
    Ok(Key::Public(Box::new(key)))
}

/// OpenSSL's numbers of curves: points of several curves have one length, so nothing else tells.
fn curve(object: &Object) -> Result<Oid, String> {
    match object.number(numbers::MODULUS_BITS) {
        Some(415) => Ok(oids::P256),
        Some(714) => Ok(oids::SECP256K1),
        Some(715) => Ok(oids::P384),
        Some(716) => Ok(oids::P521),
        Some(other) => Err(format!("curve number {other} is not known")),
        None => Err("no curve number of four bytes".to_owned()),
    }
}

fn sound_rsa(object: &Object, key: &PublicKey) -> Result<(), String> {
    let bits = key.rsa_bits().and_then(|bits| u32::try_from(bits).ok());
    if bits.is_none() || object.number(numbers::MODULUS_BITS) != bits {
        return Err("MODULUS_BITS is not the length of MODULUS".to_owned());
    }
    let exponent = object.value(numbers::PUBLIC_EXPONENT).ok_or("no PUBLIC_EXPONENT")?;
    let (last, before) = exponent.split_last().ok_or("an empty PUBLIC_EXPONENT")?;
    let is_small = before.iter().all(|byte| *byte == 0) && *last < 3;
    if last & 1 == 0 || is_small { Err("PUBLIC_EXPONENT is even or below 3".to_owned()) } else { Ok(()) }
}

fn check_values(object: &Object, key: &PublicKey) -> Result<(), String> {
    let value = object.value(numbers::KCV).ok_or("no KCV")?;
    if hash::sha1(key.spki()).get(..3) != Some(value.as_slice()) {
        return Err("KCV is another key's".to_owned());
    }
    match object.value(numbers::EKCV) {
        Some(value) if **value != key.spki_sha256() => Err("EKCV is another key's".to_owned()),
        _ => Ok(()),
    }
}

/// The check values of a secret key can not be computed without it.
fn secret(object: &Object, kind: Option<u8>) -> Result<Key, String> {
    let word = match kind {
        Some(AES) => "aes",
        Some(GENERIC_SECRET) => "generic-secret",
        _ => return Err("KEY_TYPE of a secret key is neither AES nor generic secret".to_owned()),
    };
    if object.value(numbers::MODULUS).is_some() {
        return Err("a secret key with a MODULUS".to_owned());
    }
    let bytes = object.number(numbers::VALUE_LEN).filter(|bytes| *bytes > 0).ok_or("no VALUE_LEN of a secret key")?;
    if kind == Some(AES) && !matches!(bytes, 16 | 24 | 32) {
        return Err(format!("no AES key has {bytes} bytes"));
    }
    let bits = bytes.checked_mul(8).ok_or("VALUE_LEN of no key")?;
    Ok(Key::Secret(word, bits))
}
