//! RustCrypto: what aws-lc-rs lacks.

use super::brainpool_p512r1::BrainpoolP512r1;
use crate::Curve;
use crypto_bigint::BoxedUint;
use dsa::{Components, VerifyingKey as DsaKey};
use ecdsa::signature::hazmat::PrehashVerifier;
use ecdsa::{EcdsaCurve, Signature, SignatureSize, VerifyingKey};
use primeorder::elliptic_curve::array::ArraySize;
use primeorder::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use primeorder::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize};
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

/// ECDSA over a hash, on the brainpool curves and secp256k1; `None` for others. `point` is uncompressed; `signature` is r and s, each as long as the order.
pub(crate) fn ecdsa(curve: Curve, digest: &[u8], point: &[u8], signature: &[u8]) -> Option<bool> {
    match curve {
        Curve::BrainpoolP256r1 => Some(verifies::<bp256::BrainpoolP256r1>(digest, point, signature)),
        Curve::BrainpoolP384r1 => Some(verifies::<bp384::BrainpoolP384r1>(digest, point, signature)),
        Curve::BrainpoolP512r1 => Some(verifies::<BrainpoolP512r1>(digest, point, signature)),
        Curve::Secp256k1 => Some(verifies::<k256::Secp256k1>(digest, point, signature)),
        _ => None,
    }
}

/// DSA over a hash as long as q. All numbers are big-endian, g and y padded to the length of p, r and s to that of q; g and y are below p, r and s
/// below q, p and q odd.
pub(crate) fn dsa(domain: [&[u8]; 3], y: &[u8], digest: &[u8], [r, s]: [&[u8]; 2]) -> bool {
    let number = BoxedUint::from_be_slice_vartime;
    let [p, q, g] = domain.map(number);
    // Refuses a key outside of the subgroup, too.
    let key = Components::from_components(p, q, g).and_then(|group| DsaKey::from_components(group, number(y)));
    let Ok(key) = key else { return false };
    let group = key.components();
    let (p, q, r) = (group.p(), group.q(), number(r));
    let Some(inverse) = number(s).invert_mod(q).into_option() else { return false };
    // (g^(digest / s) * y^(r / s) mod p) mod q. The library's own verification does the same with exponents that are as long as p, which
    // takes many times as long.
    let of_digest = group.g().pow_mod(&number(digest).rem_vartime(q).mul_mod(&inverse, q), p);
    let of_key = key.y().pow_mod(&r.mul_mod(&inverse, q), p);
    let found = of_digest.mul_mod(&of_key, p.as_nz_ref()).rem_vartime(q);
    bool::from(r.is_nonzero()) && found == r
}

/// Where Fermat's method begins to factor a number: the first a with a² not below it.
pub(crate) struct Fermat {
    number: BoxedUint,
    first: BoxedUint,
}

impl Fermat {
    pub(crate) fn new(number: &[u8]) -> Self {
        // Room for a².
        let number = BoxedUint::from_be_slice_vartime(&[&[0; 8], number].concat());
        let root = number.floor_sqrt_vartime();
        let is_exact = root.wrapping_mul(&root) == number;
        let first = if is_exact { root } else { root.wrapping_add(BoxedUint::one()) };
        Self { number, first }
    }

    /// The first a and a² minus the number, big-endian.
    pub(crate) fn start(&self) -> [Vec<u8>; 2] {
        let excess = self.first.wrapping_mul(&self.first).wrapping_sub(&self.number);
        [&self.first, &excess].map(|number| number.to_be_bytes().to_vec())
    }

    /// Whether the a of this round splits the number: a² minus the number is a square.
    pub(crate) fn splits(&self, round: u32) -> bool {
        let a = self.first.wrapping_add(BoxedUint::from(round));
        a.wrapping_mul(&a).wrapping_sub(&self.number).checked_sqrt_vartime().is_some()
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
    // One library refuses the higher of the two forms of s, as one use of its curve does; standards and cards know no such rule.
    let signature = Signature::<C>::from_slice(signature).map(|signature| signature.normalize_s());
    matches!((key, signature), (Ok(key), Ok(signature)) if key.verify_prehash(digest, &signature).is_ok())
}
