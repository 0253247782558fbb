//! Private keys in PKCS#8 (RFC 5208), as `openssl genpkey` writes them.

use super::elliptic::Elliptic;
use super::finite_field::FiniteField;
use super::{Kind, PrivateKey};
use crate::remembered::Remembered;
use keyattest_trust::Curve;
use keyattest_wire::der::{self, Tag};
use keyattest_wire::spki::{AlgorithmIdentifier, named_curve};
use keyattest_wire::{Bytes, Malformed, oids, pem};
use rsa::BoxedUint;
use std::fmt;

/// Why a key can not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// A private key in another form than PKCS#8 without a password: what stands in its label.
    Form(String),
    /// It can not be read.
    Malformed(Malformed),
    /// Neither private key, public key, request nor certificate, or numbers that are no key.
    NoKey,
    /// An algorithm or curve that this crate can not sign with.
    Unsupported,
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(label) => {
                write!(f, "a `{label}`, not a `PRIVATE KEY`: `openssl pkcs8 -topk8 -nocrypt` makes one of it")
            }
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::NoKey => f.write_str("no private key, public key, request or certificate"),
            Self::Unsupported => f.write_str("a private key that is none of RSA, Ed25519, P-256, P-384, P-521, secp256k1 and brainpoolP256r1, P384r1"),
        }
    }
}

impl std::error::Error for KeyError {}

impl From<Malformed> for KeyError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl PrivateKey {
    /// Reads a PEM `PRIVATE KEY`; `name` is the file's, for messages.
    ///
    /// # Errors
    /// It holds none, or one that can not be used.
    pub fn from_pem(name: &str, text: &[u8]) -> Result<Self, KeyError> {
        let blocks = pem::blocks(&Bytes::new(name, text))?;
        let Some(block) = blocks.into_iter().find(|block| block.label.ends_with("PRIVATE KEY")) else {
            return Err(KeyError::NoKey);
        };
        if block.label != "PRIVATE KEY" {
            return Err(KeyError::Form(block.label));
        }
        Self::from_pkcs8(&block.bytes)
    }

    /// ```text
    /// PrivateKeyInfo ::= SEQUENCE { version INTEGER, algorithm AlgorithmIdentifier, privateKey OCTET STRING, attributes [0] OPTIONAL, … }
    /// ```
    fn from_pkcs8(bytes: &[u8]) -> Result<Self, KeyError> {
        let mut outer = der::only(bytes, Tag::SEQUENCE)?.reader();
        outer.small()?;
        let algorithm = AlgorithmIdentifier::read(&mut outer)?;
        let key = outer.octet_string()?;
        let kind = match algorithm.algorithm {
            oids::RSA_ENCRYPTION => rsa(key)?,
            oids::EC_PUBLIC_KEY => {
                // ECPrivateKey ::= SEQUENCE { version INTEGER, privateKey OCTET STRING, parameters [0], publicKey [1] }
                let mut inner = der::only(key, Tag::SEQUENCE)?.reader();
                inner.small()?;
                let scalar = inner.octet_string()?;
                let curve = Curve::from_oid(named_curve(&algorithm)?);
                if !Elliptic::can(curve) {
                    return Err(KeyError::Unsupported);
                }
                Elliptic::new(curve, scalar).map(Kind::Elliptic).ok_or(KeyError::NoKey)?
            }
            oids::DSA => {
                // Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }, and the private number as an INTEGER (RFC 5958 leaves y out)
                let parameters = algorithm.parameters.ok_or(KeyError::NoKey)?;
                let mut numbers = der::only(parameters.whole, Tag::SEQUENCE)?.reader();
                let (p, q, g) = (numbers.unsigned()?, numbers.unsigned()?, numbers.unsigned()?);
                let x = der::only(key, Tag::INTEGER)?.content;
                FiniteField::new(p, q, g, x).map(|key| Kind::FiniteField(Box::new(key))).ok_or(KeyError::NoKey)?
            }
            oids::ED25519 => {
                let seed = der::only(key, Tag::OCTET_STRING)?.content;
                let seed = <[u8; 32]>::try_from(seed).map_err(|_| KeyError::NoKey)?;
                Kind::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed))
            }
            _ => return Err(KeyError::Unsupported),
        };
        Ok(Self { kind, made: Remembered::default() })
    }
}

/// ```text
/// RSAPrivateKey ::= SEQUENCE { version, modulus, publicExponent, privateExponent, prime1, prime2, … }
/// ```
fn rsa(key: &[u8]) -> Result<Kind, KeyError> {
    let mut inner = der::only(key, Tag::SEQUENCE)?.reader();
    if inner.small()? != 0 {
        return Err(KeyError::Unsupported);
    }
    let mut number = || inner.unsigned().map(BoxedUint::from_be_slice_vartime);
    let (n, e, d, p, q) = (number()?, number()?, number()?, number()?, number()?);
    let key = rsa::PrivateKey::from_components(n, e, d, vec![p, q]);
    key.map(|key| Kind::Rsa(Box::new(key))).map_err(|_| KeyError::NoKey)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_forms_are_told_apart() {
        let read = |label: &str| PrivateKey::from_pem("key.pem", pem::encode(label, &[0x30, 0]).as_bytes());
        assert!(matches!(read("EC PRIVATE KEY"), Err(KeyError::Form(label)) if label == "EC PRIVATE KEY"));
        assert!(matches!(read("ENCRYPTED PRIVATE KEY"), Err(KeyError::Form(_))));
        assert!(matches!(read("PUBLIC KEY"), Err(KeyError::NoKey)));
        assert!(matches!(read("PRIVATE KEY"), Err(KeyError::Malformed(_))));
    }
}
