//! RustCrypto: what aws-lc-rs lacks.

use rsa::BoxedUint;
use rsa::pkcs1v15::Pkcs1v15Sign;

/// PKCS#1 v1.5 whose block is `block` behind the padding, by the whole expected block; the modulus has 1024 to 8192 bits.
///
/// `block` is the DigestInfo where the signer wrote one.
pub(crate) fn rsa_pkcs1(modulus: &[u8], exponent: &[u8], block: &[u8], signature: &[u8]) -> bool {
    let modulus = BoxedUint::from_be_slice_vartime(modulus);
    let exponent = BoxedUint::from_be_slice_vartime(exponent);
    rsa::PublicKey::new(modulus, exponent)
        .is_ok_and(|key| key.verify(Pkcs1v15Sign::new_unprefixed(), block, signature).is_ok())
}
