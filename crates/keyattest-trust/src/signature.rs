//! Signatures: the one function that says whether one verifies.
//!
//! It judges no strength: which algorithms, hashes and forms are allowed is the caller's list, and weak keys are those of [`crate::weak`].

mod dsa;
mod ecdsa;
mod hss;
mod identify;
mod memo;
pub mod observe;
mod rsa;

pub(crate) use identify::pss_parameters;
pub use identify::{Identified, SignatureAlgorithm};
pub use memo::Memo;

use crate::key::{KeyKind, PublicKey};
use crate::library::aws::{self, MlDsa};
use std::fmt;

/// How an ECDSA or DSA signature is written. Other algorithms have one form each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EcdsaForm {
    /// Ecdsa-Sig-Value in DER: two minimal INTEGERs that are not negative.
    Der,
    /// As DER, or where it is not of that form as [`Fixed`](Self::Fixed): for formats whose makers write either.
    DerOrFixed,
    /// r and s, each exactly as long as the order of the curve, or as q.
    Fixed,
    /// As DER, but the content of each INTEGER is an unsigned number of at most one byte more than the order has: what Luna modules write,
    /// whose numbers lack the zero in front.
    Unsigned,
}

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadSignature {
    /// It is not of the form that the algorithm has: its structure or its length.
    Form,
    /// The key is of another kind than the algorithm, is restricted to other parameters, or can not be one of its kind.
    Key,
    /// It does not verify: it was made over another message or by another key, or the key's point does not lie on its curve.
    Mismatch,
    /// A number in it is zero, or not below the key's order or modulus.
    Range,
    /// No implementation of the algorithm for this curve, hash or size of key: nothing was verified.
    Unsupported,
}

impl fmt::Display for BadSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "the signature is not of its algorithm's form",
            Self::Key => "the key can not make signatures of this algorithm",
            Self::Mismatch => "the signature does not verify",
            Self::Range => "a number in the signature is out of range",
            Self::Unsupported => "no implementation of the algorithm for this curve, hash or size of key",
        })
    }
}

impl std::error::Error for BadSignature {}

/// Verifies a signature over `message` as it is; the algorithm's own hash is applied here. `form` is how an ECDSA or DSA signature is written,
/// and means nothing to other algorithms.
///
/// # Errors
/// Why the signature is not accepted. There is no other failure.
pub fn verify(
    algorithm: SignatureAlgorithm,
    form: EcdsaForm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), BadSignature> {
    let verdict = verdict(algorithm, form, key, message, signature);
    observe::record(algorithm, form, key, message, signature);
    verdict
}

fn verdict(
    algorithm: SignatureAlgorithm,
    form: EcdsaForm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), BadSignature> {
    let verifies = match (algorithm, key.kind()) {
        (SignatureAlgorithm::Dsa(hash), KeyKind::Dsa { p, q, g, y }) => {
            dsa::verifies(dsa::Key { p, q, g, y }, hash, form, message, signature)?
        }
        (SignatureAlgorithm::Ecdsa(hash), KeyKind::Ec { curve, point }) => {
            ecdsa::verifies(*curve, hash, form, point, message, signature)?
        }
        (SignatureAlgorithm::Ed25519, KeyKind::Ed25519) => {
            exactly(64, signature)?;
            aws::ed25519(key.bits(), message, signature)
        }
        (SignatureAlgorithm::HssLms, KeyKind::HssLms { key }) => hss::verifies(key, message, signature)?,
        (SignatureAlgorithm::MlDsa44, KeyKind::MlDsa44) => {
            exactly(2420, signature)?;
            aws::ml_dsa(MlDsa::Set44, key.bits(), message, signature)
        }
        (SignatureAlgorithm::MlDsa65, KeyKind::MlDsa65) => {
            exactly(3309, signature)?;
            aws::ml_dsa(MlDsa::Set65, key.bits(), message, signature)
        }
        (SignatureAlgorithm::MlDsa87, KeyKind::MlDsa87) => {
            exactly(4627, signature)?;
            aws::ml_dsa(MlDsa::Set87, key.bits(), message, signature)
        }
        (SignatureAlgorithm::RsaPkcs1(hash), KeyKind::Rsa { modulus, exponent }) => {
            rsa::pkcs1_verifies(hash, modulus, exponent, key.bits(), message, signature)?
        }
        (SignatureAlgorithm::RsaPkcs1Bare(hash), KeyKind::Rsa { modulus, exponent }) => {
            rsa::bare_pkcs1_verifies(hash, modulus, exponent, message, signature)?
        }
        (SignatureAlgorithm::RsaPss { hash, salt }, KeyKind::Rsa { modulus, exponent }) => {
            rsa::pss_verifies(hash, salt, modulus, exponent, key.bits(), message, signature)?
        }
        (
            SignatureAlgorithm::RsaPss { hash, salt },
            KeyKind::RsaPss { modulus, exponent, hash: only_hash, least_salt },
        ) => {
            if only_hash.is_some_and(|only| only != hash) || salt < *least_salt {
                return Err(BadSignature::Key);
            }
            rsa::pss_verifies(hash, salt, modulus, exponent, key.bits(), message, signature)?
        }
        _ => return Err(BadSignature::Key),
    };
    if verifies { Ok(()) } else { Err(BadSignature::Mismatch) }
}

fn exactly(length: usize, signature: &[u8]) -> Result<(), BadSignature> {
    if signature.len() == length { Ok(()) } else { Err(BadSignature::Form) }
}

#[cfg(test)]
mod tests;
