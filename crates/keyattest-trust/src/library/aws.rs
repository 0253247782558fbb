//! aws-lc-rs: hashes and nearly all signatures.

use crate::{Curve, Hash};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{self as aws, RsaPssSaltLength, VerificationAlgorithm};

/// Whether a signature verifies; `None` where the library has no such algorithm.
type Answer = Option<bool>;

pub(crate) fn sha1(message: &[u8]) -> [u8; 20] {
    hash(&digest::SHA1_FOR_LEGACY_USE_ONLY, message)
}

pub(crate) fn sha256(message: &[u8]) -> [u8; 32] {
    hash(&digest::SHA256, message)
}

pub(crate) fn sha384(message: &[u8]) -> [u8; 48] {
    hash(&digest::SHA384, message)
}

pub(crate) fn sha512(message: &[u8]) -> [u8; 64] {
    hash(&digest::SHA512, message)
}

fn hash<const LENGTH: usize>(algorithm: &'static digest::Algorithm, message: &[u8]) -> [u8; LENGTH] {
    let digest = digest::digest(algorithm, message);
    // Each caller above states its algorithm's own length. A made-up hash would be worse than an end.
    let Ok(bytes) = digest.as_ref().try_into() else { unreachable!("a hash of another length than its algorithm's") };
    bytes
}

/// PKCS#1 v1.5 by the whole expected block. `key` is the RSAPublicKey, whose modulus has 1024 to 8192 bits.
pub(crate) fn rsa_pkcs1(hash: Hash, bits: usize, key: &[u8], message: &[u8], signature: &[u8]) -> Answer {
    let algorithm = match hash {
        Hash::Sha1 => &aws::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        Hash::Sha384 if bits >= 2048 => &aws::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha384 => return None,
        Hash::Sha512 => &aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY,
    };
    Some(algorithm.verify_sig(key, message, signature).is_ok())
}

/// PSS, MGF1 with the same hash, salt of exactly `salt` bytes. `key` is the RSAPublicKey, whose modulus has 2048 to 8192 bits.
pub(crate) fn rsa_pss(hash: Hash, salt: u16, key: &[u8], message: &[u8], signature: &[u8]) -> Answer {
    let algorithm = match hash {
        Hash::Sha1 => return None,
        Hash::Sha256 => aws::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => aws::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => aws::RSA_PSS_2048_8192_SHA512,
    };
    let algorithm = algorithm.with_pss_salt_length(RsaPssSaltLength::Custom(salt));
    Some(algorithm.verify_sig(key, message, signature).is_ok())
}

/// ECDSA with a signature in DER. `point` is uncompressed.
pub(crate) fn ecdsa(curve: Curve, hash: Hash, point: &[u8], message: &[u8], signature: &[u8]) -> Answer {
    let algorithm = match (curve, hash) {
        (Curve::P256, Hash::Sha1) => &aws::ECDSA_P256_SHA1_ASN1,
        (Curve::P256, Hash::Sha256) => &aws::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &aws::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &aws::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha256) => &aws::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &aws::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &aws::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha1) => &aws::ECDSA_P521_SHA1_ASN1,
        (Curve::P521, Hash::Sha256) => &aws::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &aws::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &aws::ECDSA_P521_SHA512_ASN1,
        (Curve::Secp256k1, Hash::Sha256) => &aws::ECDSA_P256K1_SHA256_ASN1,
        _ => return None,
    };
    Some(algorithm.verify_sig(point, message, signature).is_ok())
}

/// Ed25519. `key` has 32 bytes.
pub(crate) fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    aws::ED25519.verify_sig(key, message, signature).is_ok()
}

/// ML-DSA of the parameter set, pure, with an empty context. `key` has the length of the set.
pub(crate) fn ml_dsa(set: MlDsa, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let algorithm = match set {
        MlDsa::Set44 => &aws::ML_DSA_44,
        MlDsa::Set65 => &aws::ML_DSA_65,
        MlDsa::Set87 => &aws::ML_DSA_87,
    };
    algorithm.verify_sig(key, message, signature).is_ok()
}

/// Parameter set of ML-DSA (FIPS 204).
#[derive(Clone, Copy, Debug)]
pub(crate) enum MlDsa {
    Set44,
    Set65,
    Set87,
}
