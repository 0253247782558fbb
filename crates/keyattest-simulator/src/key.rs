//! Private keys that sign the same message the same way each time: PKCS#1 v1.5, ECDSA and DSA after RFC 6979, Ed25519.

mod elliptic;
mod finite_field;
mod ordered;
mod read;

pub use ordered::OrderedKey;
pub use read::KeyError;

use crate::der;
use crate::remembered::Remembered;
use elliptic::Elliptic;
use finite_field::FiniteField;
use keyattest_trust::{Curve, Hash};
use keyattest_wire::spki::{ec_spki, plain_spki, rsa_spki};
use keyattest_wire::{Oid, oids};
use rsa::traits::PublicKeyParts;
use std::fmt;

/// A private key.
pub struct PrivateKey {
    kind: Kind,
    /// RSA blocks, or digests as ECDSA and DSA sign them.
    made: Remembered,
}

enum Kind {
    Ed25519(ed25519_dalek::SigningKey),
    Elliptic(Elliptic),
    FiniteField(Box<FiniteField>),
    Rsa(Box<rsa::PrivateKey>),
}

impl PrivateKey {
    /// A key of this crate.
    ///
    /// # Panics
    /// No private key in PKCS#8: a defect of this crate.
    pub(crate) fn fixed(name: &str, pem: &str) -> Self {
        match Self::from_pem(name, pem.as_bytes()) {
            Ok(key) => key,
            Err(problem) => panic!("{name}: {problem}"),
        }
    }

    /// Its SubjectPublicKeyInfo.
    pub fn spki(&self) -> Vec<u8> {
        match &self.kind {
            Kind::Ed25519(key) => plain_spki(&oids::ED25519, key.verifying_key().as_bytes()),
            Kind::Elliptic(key) => ec_spki(&key.curve().oid(), &key.point()),
            Kind::FiniteField(key) => key.spki(),
            Kind::Rsa(key) => rsa_spki(&key.n().to_be_bytes(), &key.e().to_be_bytes()),
        }
    }

    /// The hash that goes with the key where nothing else says which.
    pub fn usual_hash(&self) -> Hash {
        match &self.kind {
            Kind::Elliptic(key) => key.usual_hash(),
            Kind::Ed25519(_) | Kind::FiniteField(_) | Kind::Rsa(_) => Hash::Sha256,
        }
    }

    /// The AlgorithmIdentifier of this key's signatures with a hash: RSA has NULL parameters, others have none. Ed25519 has its own hash.
    pub fn algorithm(&self, hash: Hash) -> Vec<u8> {
        let rsa = match hash {
            Hash::Sha256 => oids::SHA256_WITH_RSA,
            Hash::Sha384 => oids::SHA384_WITH_RSA,
            Hash::Sha512 => oids::SHA512_WITH_RSA,
            _ => oids::SHA1_WITH_RSA,
        };
        match &self.kind {
            Kind::Ed25519(_) => der::algorithm(&oids::ED25519, Vec::new()),
            Kind::Elliptic(_) => der::algorithm(&ecdsa_algorithm(hash), Vec::new()),
            Kind::FiniteField(_) => der::algorithm(&dsa_algorithm(hash), Vec::new()),
            Kind::Rsa(_) => der::algorithm(&rsa, der::null()),
        }
    }

    /// A signature over a message, in the form that certificates have.
    pub fn sign(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        let numbers = self.sign_fixed(hash, message);
        match &self.kind {
            Kind::Ed25519(_) | Kind::Rsa(_) => numbers,
            Kind::Elliptic(_) | Kind::FiniteField(_) => {
                let (r, s) = numbers.split_at(numbers.len() / 2);
                der::sequence([der::unsigned(r), der::unsigned(s)])
            }
        }
    }

    /// The same with ECDSA and DSA as r and s, each as long as the order.
    ///
    /// # Panics
    /// An RSA key too small for the hash.
    pub fn sign_fixed(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match &self.kind {
            Kind::Ed25519(key) => ed25519_dalek::Signer::sign(key, message).to_bytes().to_vec(),
            Kind::Elliptic(key) => self.made.signature(&hash.digest(message), |digest| key.sign(digest)),
            Kind::FiniteField(key) => self.made.signature(&hash.digest(message), |digest| key.sign(digest)),
            Kind::Rsa(_) => self.sign_bare(&der::digest_info(hash, message)),
        }
    }

    /// An RSA signature whose block is `00 01 FF … FF 00` and this content: a DigestInfo is PKCS#1 v1.5, and some modules leave that out.
    ///
    /// # Panics
    /// No RSA key, or one too small for the content.
    pub fn sign_bare(&self, content: &[u8]) -> Vec<u8> {
        let Kind::Rsa(key) = &self.kind else { panic!("{self:?} signs no block") };
        self.made.signature(content, |content| match key.sign(rsa::pkcs1v15::Pkcs1v15Sign::new_unprefixed(), content) {
            Ok(signature) => signature,
            Err(problem) => panic!("RSA signature: {problem}"),
        })
    }

    /// The curve of a key that is on one.
    pub(crate) fn curve(&self) -> Option<Curve> {
        match &self.kind {
            Kind::Elliptic(key) => Some(key.curve()),
            _ => None,
        }
    }

    /// Whether it is a DSA key: one for statements about other keys, which no format attests.
    pub(crate) fn is_dsa(&self) -> bool {
        matches!(self.kind, Kind::FiniteField(_))
    }

    /// The modulus of an RSA key, big-endian.
    pub(crate) fn modulus(&self) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::Rsa(key) => Some(key.n().to_be_bytes().to_vec()),
            _ => None,
        }
    }
}

impl fmt::Debug for PrivateKey {
    /// Never the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Ed25519(_) => f.write_str("PrivateKey(Ed25519)"),
            Kind::Elliptic(key) => write!(f, "PrivateKey({})", key.curve()),
            Kind::FiniteField(_) => f.write_str("PrivateKey(DSA)"),
            Kind::Rsa(_) => f.write_str("PrivateKey(RSA)"),
        }
    }
}

/// dsa-with-SHA256 and its like (NIST); dsa-with-SHA1 of RFC 3279 for another hash.
fn dsa_algorithm(hash: Hash) -> Oid {
    match hash {
        Hash::Sha256 => Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 2]),
        Hash::Sha384 => Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 3]),
        Hash::Sha512 => Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 4]),
        _ => Oid::new(&[1, 2, 840, 10040, 4, 3]),
    }
}

fn ecdsa_algorithm(hash: Hash) -> Oid {
    match hash {
        Hash::Sha256 => oids::ECDSA_WITH_SHA256,
        Hash::Sha384 => oids::ECDSA_WITH_SHA384,
        Hash::Sha512 => oids::ECDSA_WITH_SHA512,
        _ => oids::ECDSA_WITH_SHA1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_keys;
    use keyattest_trust::key::PublicKey;
    use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm, verify};
    use keyattest_wire::Bytes;

    fn verifies(key: &PrivateKey, hash: Hash, algorithm: SignatureAlgorithm) -> bool {
        let public = PublicKey::from_spki(Bytes::new("key", key.spki())).unwrap();
        let (der, fixed) = (key.sign(hash, b"message"), key.sign_fixed(hash, b"message"));
        assert_eq!(der, key.sign(hash, b"message"), "the same message has the same signature");
        let has_two = matches!(algorithm, SignatureAlgorithm::Dsa(_) | SignatureAlgorithm::Ecdsa(_));
        let other = has_two.then_some((EcdsaForm::Fixed, &fixed));
        [Some((EcdsaForm::Der, &der)), other]
            .into_iter()
            .flatten()
            .all(|(form, signature)| verify(algorithm, form, &public, b"message", signature).is_ok())
    }

    #[test]
    fn signatures_verify_and_repeat() {
        let ecdsa = SignatureAlgorithm::Ecdsa;
        for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
            assert!(verifies(&test_keys::KEY_RSA_3072, hash, SignatureAlgorithm::RsaPkcs1(hash)));
            assert!(verifies(&test_keys::LUNA_ROOT_ECC, hash, ecdsa(hash)), "P-384 {hash}");
            assert!(verifies(&test_keys::KEY_P256, hash, ecdsa(hash)), "P-256 {hash}");
            assert!(verifies(&test_keys::KEY_BRAINPOOL_P256, hash, ecdsa(hash)), "brainpoolP256r1 {hash}");
            assert!(verifies(&test_keys::KEY_BRAINPOOL_P384, hash, ecdsa(hash)), "brainpoolP384r1 {hash}");
            assert!(verifies(&test_keys::KEY_SECP256K1, hash, ecdsa(hash)), "secp256k1 {hash}");
        }
        assert!(verifies(&test_keys::NSHIELD_KML, Hash::Sha256, SignatureAlgorithm::Dsa(Hash::Sha256)));
    }
}
