//! RSA: what is judged of key and signature before the library sees them.

use super::BadSignature;
use crate::Hash;
use crate::key::bit_length;
use crate::library::{aws, rustcrypto};
use keyattest_wire::spki::encode;

/// Whether a PKCS#1 v1.5 signature verifies; the modulus has 1024 to 8192 bits.
pub(super) fn pkcs1_verifies(
    hash: Hash,
    modulus: &[u8],
    exponent: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadSignature> {
    let bits = judge(1024, modulus, exponent, signature)?;
    Ok(aws::rsa_pkcs1(hash, bits, key, message, signature)
        .unwrap_or_else(|| rustcrypto::rsa_pkcs1(modulus, exponent, &digest_info(hash, message), signature)))
}

/// Whether a PKCS#1 v1.5 signature over the bare hash verifies, by the whole expected block; the modulus has 1024 to 8192 bits.
pub(super) fn bare_pkcs1_verifies(
    hash: Hash,
    modulus: &[u8],
    exponent: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadSignature> {
    judge(1024, modulus, exponent, signature)?;
    Ok(rustcrypto::rsa_pkcs1(modulus, exponent, &hash.digest(message), signature))
}

/// Whether a PSS signature verifies; the modulus has 2048 to 8192 bits.
pub(super) fn pss_verifies(
    hash: Hash,
    salt: u16,
    modulus: &[u8],
    exponent: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadSignature> {
    judge(2048, modulus, exponent, signature)?;
    aws::rsa_pss(hash, salt, key, message, signature).ok_or(BadSignature::Unsupported)
}

/// Bits of the modulus, where library and RFC have to do with such a key and signature.
///
/// Exponents above 33 bits are refused by the libraries, as they make verifying slow. With an exponent of 1 every block is its own
/// signature: that no such key verifies anything must not be left to a library. RFC 8017, 5.2.2 and 8.2.2: the signature is as long as the
/// modulus, and below it.
fn judge(least_bits: usize, modulus: &[u8], exponent: &[u8], signature: &[u8]) -> Result<usize, BadSignature> {
    let bits = bit_length(modulus);
    if !(least_bits..=8192).contains(&bits) || bit_length(exponent) > 33 {
        return Err(BadSignature::Unsupported);
    }
    if bit_length(exponent) < 2 || !is_odd(exponent) || !is_odd(modulus) {
        return Err(BadSignature::Key);
    }
    if signature.len() != modulus.len() {
        return Err(BadSignature::Form);
    }
    // Of one length, so that the order of the bytes is that of the numbers.
    if signature >= modulus { Err(BadSignature::Range) } else { Ok(bits) }
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}

/// ```text
/// DigestInfo ::= SEQUENCE { digestAlgorithm AlgorithmIdentifier, digest OCTET STRING }
/// ```
/// With NULL parameters (RFC 8017, 9.2, note 1).
fn digest_info(hash: Hash, message: &[u8]) -> Vec<u8> {
    let algorithm = encode(0x30, &[encode(0x06, hash.oid().as_der()), vec![0x05, 0x00]].concat());
    encode(0x30, &[algorithm, encode(0x04, &hash.digest(message))].concat())
}
