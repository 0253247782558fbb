//! RustCrypto: what aws-lc-rs lacks.

use super::brainpool_p512r1::BrainpoolP512r1;
use crate::Curve;
use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{EcdsaCurve, Signature, SignatureSize, VerifyingKey};
use primeorder::elliptic_curve::array::ArraySize;
use primeorder::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use primeorder::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize};
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

/// ECDSA over a hash, on the brainpool curves; `None` for others. `point` is uncompressed; `signature` is r and s, each as long as the order.
pub(crate) fn ecdsa(curve: Curve, digest: &[u8], point: &[u8], signature: &[u8]) -> Option<bool> {
    match curve {
        Curve::BrainpoolP256r1 => Some(verifies::<bp256::BrainpoolP256r1>(digest, point, signature)),
        Curve::BrainpoolP384r1 => Some(verifies::<bp384::BrainpoolP384r1>(digest, point, signature)),
        Curve::BrainpoolP512r1 => Some(verifies::<BrainpoolP512r1>(digest, point, signature)),
        _ => None,
    }
}

fn verifies<C>(digest: &[u8], point: &[u8], signature: &[u8]) -> bool
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
    SignatureSize<C>: ArraySize,
{
    let key = VerifyingKey::<C>::from_sec1_bytes(point);
    let signature = Signature::<C>::from_slice(signature);
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(digest, &signature).is_ok())
}
