//! Keys and anchors of CV certificates (BSI TR-03110).

use crate::anchors::{Anchor, Validity};
use crate::curve::Curve;
use crate::hash::{Hash, sha256};
use crate::key::PublicKey;
use crate::signature::SignatureAlgorithm;
use keyattest_wire::cvc::{self, Certificate, Domain, Numbers};
use keyattest_wire::spki::{ec_spki, encode, encode_unsigned, rsa_spki};
use keyattest_wire::{Bytes, Malformed, Oid, oids};

const fn signed_by(kind: u64, number: u64) -> Oid {
    Oid::new(&[0, 4, 0, 127, 0, 7, 2, 2, 2, kind, number])
}

/// The algorithm that a key's identifier names: RSA (PKCS#1 v1.5) or ECDSA with SHA-256 and longer hashes. There is none for SHA-1, SHA-224
/// and RSASSA-PSS, of whose salt nothing is said.
pub fn algorithm(oid: &Oid) -> Option<SignatureAlgorithm> {
    const KNOWN: [(Oid, SignatureAlgorithm); 5] = [
        (signed_by(1, 2), SignatureAlgorithm::RsaPkcs1(Hash::Sha256)),
        (signed_by(1, 5), SignatureAlgorithm::RsaPkcs1(Hash::Sha512)),
        (signed_by(2, 3), SignatureAlgorithm::Ecdsa(Hash::Sha256)),
        (signed_by(2, 4), SignatureAlgorithm::Ecdsa(Hash::Sha384)),
        (signed_by(2, 5), SignatureAlgorithm::Ecdsa(Hash::Sha512)),
    ];
    KNOWN.iter().find(|(known, _)| known == oid).map(|(_, algorithm)| *algorithm)
}

/// The public key as X.509 has it; `curve` is the one that an elliptic-curve key is on. Whether its point lies there is not judged.
///
/// # Errors
/// An RSA key that is none.
pub fn public_key(key: &cvc::PublicKey, curve: Curve) -> Result<PublicKey, Malformed> {
    let (bytes, spki) = match &key.numbers {
        Numbers::Ec { point, .. } => (point, ec_spki(&curve.oid(), point)),
        Numbers::Rsa { modulus, exponent } => (modulus, rsa_spki(modulus, exponent)),
    };
    PublicKey::from_spki(bytes.derived("key", spki))
}

impl Anchor {
    /// A caller's anchor from a CV certificate, likewise. Its name is the holder reference as it stands, which is never the DER of a name: that
    /// begins with a digit's byte, 30, and a reference with a letter. A curve that is not known makes a key that verifies nothing.
    ///
    /// # Errors
    /// A key without the parameters of its curve, or one that can not be read.
    pub fn from_cv_certificate(id: impl Into<String>, certificate: &Certificate) -> Result<Self, Malformed> {
        let within = |malformed: Malformed| malformed.within(certificate.bytes.part());
        let key = match &certificate.key.numbers {
            Numbers::Ec { domain: Some(domain), point } => match Curve::from_domain(domain) {
                Some(curve) => public_key(&certificate.key, curve),
                None => PublicKey::from_spki(point.derived("key", explicit_spki(domain, point))),
            },
            Numbers::Ec { domain: None, .. } => Err(Malformed::new("a key without the parameters of its curve")),
            Numbers::Rsa { .. } => public_key(&certificate.key, Curve::P256),
        };
        let mut anchor = Self::from_key(id, key.map_err(within)?);
        anchor.name = Some(certificate.holder.clone());
        anchor.validity.push(Validity {
            from: certificate.not_before,
            until: certificate.not_after,
            certificate_sha256: Some(sha256(&certificate.bytes)),
        });
        anchor.received = Some(certificate.bytes.clone());
        Ok(anchor)
    }
}

/// SubjectPublicKeyInfo with explicit parameters (X9.62), which nothing is ever computed with.
fn explicit_spki(domain: &Domain, point: &Bytes) -> Vec<u8> {
    const PRIME_FIELD: Oid = Oid::new(&[1, 2, 840, 10045, 1, 1]);
    let field = encode(0x30, &[encode(0x06, PRIME_FIELD.as_der()), encode_unsigned(&domain.prime)].concat());
    let curve = encode(0x30, &[encode(0x04, &domain.a), encode(0x04, &domain.b)].concat());
    let generator = encode(0x04, &domain.generator);
    let numbers = [encode_unsigned(&domain.order), encode_unsigned(&domain.cofactor)].concat();
    let parameters = encode(0x30, &[encode_unsigned(&[1]), field, curve, generator, numbers].concat());
    let algorithm = encode(0x30, &[encode(0x06, oids::EC_PUBLIC_KEY.as_der()), parameters].concat());
    encode(0x30, &[algorithm, encode(0x03, &[&[0], point.as_slice()].concat())].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyKind;

    /// Up to the signature; the key is the generator of RFC 5639, 3.4.
    const ROOT: &str = "7f218201b47f4e82016c5f290100420e44455445535452303030303030317f4982011d060a04007f000702020202038120a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e537782207d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9832026dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b68441048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f0469978520a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a78641048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f0469978701015f200e44455445535452303030303030317f4c10060b2b0601040181c31f0301015301c05f25060102010100095f24060302010100085f3740";

    fn anchor(text: &str) -> Anchor {
        let bytes = Bytes::new("root.cvc", keyattest_wire::hex::decode(&format!("{text}{}", "00".repeat(64))).unwrap());
        Anchor::from_cv_certificate("root.cvc", &Certificate::read(&bytes).unwrap()).unwrap()
    }

    #[test]
    fn an_anchor_by_reference_and_key() {
        let anchor = anchor(ROOT);
        assert_eq!(anchor.name.as_ref().unwrap().as_slice(), b"DETESTR0000001");
        assert_eq!(anchor.title(), "DETESTR0000001");
        assert_eq!(anchor.key.key_type(), "ec-brainpoolP256r1");
        assert_eq!(anchor.validity[0].until.to_string(), "2032-11-08T23:59:59Z");
        assert!(anchor.key.point_on_curve() && anchor.received.is_some());
    }

    #[test]
    fn a_look_alike_curve_makes_a_key_that_verifies_nothing() {
        let altered = ROOT.replace("26dc5c6ce94a4b44f330b5d9bbd77cbf", "26dc5c6ce94a4b44f330b5d9bbd77cbe");
        assert_eq!(anchor(&altered).key.kind(), &KeyKind::Unknown);
    }

    #[test]
    fn algorithms_by_their_whole_identifier() {
        assert_eq!(algorithm(&signed_by(2, 4)), Some(SignatureAlgorithm::Ecdsa(Hash::Sha384)));
        for (kind, number) in [(1, 1), (1, 3), (1, 4), (1, 6), (2, 1), (2, 2), (2, 6), (3, 3)] {
            assert_eq!(algorithm(&signed_by(kind, number)), None, "{kind} {number}");
        }
    }
}
