//! ECDSA keys on the curves that the formats know, with the nonces of RFC 6979.

use ecdsa::elliptic_curve::array::ArraySize;
use ecdsa::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use ecdsa::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize};
use ecdsa::hazmat::sign_prehashed_rfc6979;
use ecdsa::{EcdsaCurve, SignatureSize, SigningKey};
use keyattest_trust::{Curve, Hash};
use sha2::digest::Digest;
use sha2::digest::block_api::BlockSizeUser;

/// A private key on a curve.
pub(super) enum Elliptic {
    BrainpoolP256(SigningKey<bp256::BrainpoolP256r1>),
    BrainpoolP384(SigningKey<bp384::BrainpoolP384r1>),
    P256(SigningKey<p256::NistP256>),
    P384(SigningKey<p384::NistP384>),
    P521(SigningKey<p521::NistP521>),
    Secp256k1(SigningKey<k256::Secp256k1>),
}

impl Elliptic {
    /// The curves that can be signed on.
    pub(super) fn can(curve: Curve) -> bool {
        use Curve::{BrainpoolP256r1, BrainpoolP384r1, P256, P384, P521, Secp256k1};
        matches!(curve, BrainpoolP256r1 | BrainpoolP384r1 | P256 | P384 | P521 | Secp256k1)
    }

    /// The key with this private number; none where it is none of the curve's, or nothing can be signed on that.
    pub(super) fn new(curve: Curve, number: &[u8]) -> Option<Self> {
        match curve {
            Curve::BrainpoolP256r1 => SigningKey::from_slice(number).ok().map(Self::BrainpoolP256),
            Curve::BrainpoolP384r1 => SigningKey::from_slice(number).ok().map(Self::BrainpoolP384),
            Curve::P256 => SigningKey::from_slice(number).ok().map(Self::P256),
            Curve::P384 => SigningKey::from_slice(number).ok().map(Self::P384),
            Curve::P521 => SigningKey::from_slice(number).ok().map(Self::P521),
            Curve::Secp256k1 => SigningKey::from_slice(number).ok().map(Self::Secp256k1),
            _ => None,
        }
    }

    pub(super) fn curve(&self) -> Curve {
        match self {
            Self::BrainpoolP256(_) => Curve::BrainpoolP256r1,
            Self::BrainpoolP384(_) => Curve::BrainpoolP384r1,
            Self::P256(_) => Curve::P256,
            Self::P384(_) => Curve::P384,
            Self::P521(_) => Curve::P521,
            Self::Secp256k1(_) => Curve::Secp256k1,
        }
    }

    /// The public point, uncompressed.
    pub(super) fn point(&self) -> Vec<u8> {
        match self {
            Self::BrainpoolP256(key) => point(key),
            Self::BrainpoolP384(key) => point(key),
            Self::P256(key) => point(key),
            Self::P384(key) => point(key),
            Self::P521(key) => point(key),
            Self::Secp256k1(key) => point(key),
        }
    }

    /// The hash that goes with the curve where nothing else says which.
    pub(super) fn usual_hash(&self) -> Hash {
        match self {
            Self::BrainpoolP256(_) | Self::P256(_) | Self::Secp256k1(_) => Hash::Sha256,
            Self::BrainpoolP384(_) | Self::P384(_) => Hash::Sha384,
            Self::P521(_) => Hash::Sha512,
        }
    }

    /// r and s over a digest, each as long as the curve's order.
    pub(super) fn sign(&self, digest: &[u8]) -> Vec<u8> {
        let digest = at_least(self.curve().length().unwrap_or_default(), digest);
        match self {
            Self::BrainpoolP256(key) => signed::<_, sha2::Sha256>(key, &digest),
            Self::BrainpoolP384(key) => signed::<_, sha2::Sha384>(key, &digest),
            Self::P256(key) => signed::<_, sha2::Sha256>(key, &digest),
            Self::P384(key) => signed::<_, sha2::Sha384>(key, &digest),
            Self::P521(key) => signed::<_, sha2::Sha512>(key, &digest),
            Self::Secp256k1(key) => signed::<_, sha2::Sha256>(key, &digest),
        }
    }
}

fn point<C>(key: &SigningKey<C>) -> Vec<u8>
where
    C: EcdsaCurve + CurveArithmetic,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
    FieldBytesSize<C>: ModulusSize,
{
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn signed<C, D>(key: &SigningKey<C>, digest: &[u8]) -> Vec<u8>
where
    C: EcdsaCurve + CurveArithmetic,
    D: Digest + BlockSizeUser,
    SignatureSize<C>: ArraySize,
{
    sign_prehashed_rfc6979::<C, D>(key.as_nonzero_scalar(), digest, &[]).0.to_bytes().to_vec()
}

/// Zeros in front of a digest that is shorter than the curve's order: the number stays the same, and the library asks for half of the order
/// at least.
fn at_least(length: usize, digest: &[u8]) -> Vec<u8> {
    [&vec![0; length.saturating_sub(digest.len())][..], digest].concat()
}
