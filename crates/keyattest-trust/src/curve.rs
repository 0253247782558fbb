//! Named curves: their identifiers, and whether a point lies on one.

mod number;
mod parameters;

use keyattest_wire::cvc::Domain;
use keyattest_wire::{Oid, oids};
pub(crate) use number::Number;
use parameters::Parameters;
use std::fmt;

/// A named curve. Explicit parameters are never computed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// brainpoolP256r1
    BrainpoolP256r1,
    /// brainpoolP384r1
    BrainpoolP384r1,
    /// brainpoolP512r1
    BrainpoolP512r1,
    /// secp224r1
    P224,
    /// secp256r1, also prime256v1
    P256,
    /// secp384r1
    P384,
    /// secp521r1
    P521,
    /// secp256k1
    Secp256k1,
    /// Any other, by its identifier.
    Unknown(Oid),
}

/// The numbers of a known curve, big-endian, each as long as a coordinate. Its cofactor is 1.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurveNumbers {
    /// The prime of the field.
    pub prime: Vec<u8>,
    /// The factor of x, not negative.
    pub a: Vec<u8>,
    /// The constant.
    pub b: Vec<u8>,
    /// Coordinates of the generator.
    pub generator: (Vec<u8>, Vec<u8>),
    /// Number of points.
    pub order: Vec<u8>,
}

impl Curve {
    const KNOWN: [Self; 8] = [
        Self::BrainpoolP256r1,
        Self::BrainpoolP384r1,
        Self::BrainpoolP512r1,
        Self::P224,
        Self::P256,
        Self::P384,
        Self::P521,
        Self::Secp256k1,
    ];

    /// The curve with the identifier.
    pub fn from_oid(oid: Oid) -> Self {
        Self::KNOWN.into_iter().find(|curve| curve.oid() == oid).unwrap_or(Self::Unknown(oid))
    }

    /// The known curve all of whose parameters are these, as numbers. A curve that differs in one of them, the generator as well, is none: whoever
    /// chooses it may know private keys of other people's points.
    pub fn from_domain(domain: &Domain) -> Option<Self> {
        Self::KNOWN.into_iter().find(|curve| {
            let same = |bytes: &[u8], number: &Number| Number::new(bytes).as_ref() == Some(number);
            let point = |x: &[u8], y: &[u8]| Number::new(x).zip(Number::new(y));
            let generator = curve.coordinates(&domain.generator).and_then(|(x, y)| point(x, y));
            curve.parameters().is_some_and(|known| {
                same(&domain.prime, &known.prime)
                    && same(&domain.a, &known.a)
                    && same(&domain.b, &known.b)
                    && generator == Some(known.generator)
                    && same(&domain.order, &known.order)
                    && same(&domain.cofactor, &Number::ONE)
            })
        })
    }

    /// The curve's identifier.
    pub const fn oid(self) -> Oid {
        match self {
            Self::BrainpoolP256r1 => oids::BRAINPOOL_P256R1,
            Self::BrainpoolP384r1 => oids::BRAINPOOL_P384R1,
            Self::BrainpoolP512r1 => oids::BRAINPOOL_P512R1,
            Self::P224 => oids::P224,
            Self::P256 => oids::P256,
            Self::P384 => oids::P384,
            Self::P521 => oids::P521,
            Self::Secp256k1 => oids::SECP256K1,
            Self::Unknown(oid) => oid,
        }
    }

    /// Whether anything is known of the curve but its identifier.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown(_))
    }

    /// Bytes of a coordinate, and of the order too, where the curve is known.
    pub const fn length(self) -> Option<usize> {
        match self {
            Self::P224 => Some(28),
            Self::BrainpoolP256r1 | Self::P256 | Self::Secp256k1 => Some(32),
            Self::BrainpoolP384r1 | Self::P384 => Some(48),
            Self::BrainpoolP512r1 => Some(64),
            Self::P521 => Some(66),
            Self::Unknown(_) => None,
        }
    }

    /// The coordinates of an uncompressed point of the curve's length, unjudged: `04`, x, y.
    pub fn coordinates(self, point: &[u8]) -> Option<(&[u8], &[u8])> {
        let length = self.length()?;
        let (x, y) = point.strip_prefix(&[0x04])?.split_at_checked(length)?;
        (y.len() == length).then_some((x, y))
    }

    /// Whether the bytes are an uncompressed point of the curve; never for a curve that is not known.
    pub fn has_point(self, point: &[u8]) -> bool {
        let Some((Some(x), Some(y))) = self.coordinates(point).map(|(x, y)| (Number::new(x), Number::new(y))) else {
            return false;
        };
        self.parameters().is_some_and(|curve| curve.contains(x, y))
    }

    /// The curve's numbers, where it is known.
    pub fn numbers(self) -> Option<CurveNumbers> {
        let (length, known) = (self.length()?, self.parameters()?);
        let bytes = |number: &Number| number.to_bytes(length);
        Some(CurveNumbers {
            prime: bytes(&known.prime),
            a: bytes(&known.a),
            b: bytes(&known.b),
            generator: (bytes(&known.generator.0), bytes(&known.generator.1)),
            order: bytes(&known.order),
        })
    }

    /// Whether a number is above zero and below the curve's order; never for a curve that is not known.
    pub(crate) fn is_scalar(self, number: &Number) -> bool {
        self.parameters().is_some_and(|curve| !number.is_zero() && *number < curve.order)
    }

    const fn parameters(self) -> Option<&'static Parameters> {
        match self {
            Self::BrainpoolP256r1 => Some(&parameters::BRAINPOOL_P256R1),
            Self::BrainpoolP384r1 => Some(&parameters::BRAINPOOL_P384R1),
            Self::BrainpoolP512r1 => Some(&parameters::BRAINPOOL_P512R1),
            Self::P224 => Some(&parameters::P224),
            Self::P256 => Some(&parameters::P256),
            Self::P384 => Some(&parameters::P384),
            Self::P521 => Some(&parameters::P521),
            Self::Secp256k1 => Some(&parameters::SECP256K1),
            Self::Unknown(_) => None,
        }
    }
}

impl fmt::Display for Curve {
    /// The name as in `key_type`, behind its `ec-`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BrainpoolP256r1 => f.write_str("brainpoolP256r1"),
            Self::BrainpoolP384r1 => f.write_str("brainpoolP384r1"),
            Self::BrainpoolP512r1 => f.write_str("brainpoolP512r1"),
            Self::P224 => f.write_str("p224"),
            Self::P256 => f.write_str("p256"),
            Self::P384 => f.write_str("p384"),
            Self::P521 => f.write_str("p521"),
            Self::Secp256k1 => f.write_str("secp256k1"),
            Self::Unknown(oid) => oid.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::signature::{self as aws, KeyPair};

    #[test]
    fn identifiers_and_curves_answer_each_other() {
        for curve in Curve::KNOWN {
            assert_eq!(Curve::from_oid(curve.oid()), curve);
            assert!(curve.is_known());
        }
        let other = Curve::from_oid(oids::COMMON_NAME);
        assert_eq!(
            (other, other.to_string(), other.length()),
            (Curve::Unknown(oids::COMMON_NAME), "2.5.4.3".into(), None)
        );
        assert!(!other.is_known() && !other.has_point(&[4; 65]) && !other.is_scalar(&Number::new(&[1]).unwrap()));
    }

    #[test]
    fn the_library_agrees_on_points() {
        for (curve, signing) in [
            (Curve::P256, &aws::ECDSA_P256_SHA256_ASN1_SIGNING),
            (Curve::P384, &aws::ECDSA_P384_SHA384_ASN1_SIGNING),
            (Curve::P521, &aws::ECDSA_P521_SHA512_ASN1_SIGNING),
            (Curve::Secp256k1, &aws::ECDSA_P256K1_SHA256_ASN1_SIGNING),
        ] {
            for _ in 0..4 {
                let pair = aws::EcdsaKeyPair::generate(signing).unwrap();
                let point = pair.public_key().as_ref();
                assert!(curve.has_point(point), "{curve}");
                for index in [1, point.len() / 2, point.len() - 1] {
                    let mut altered = point.to_vec();
                    altered[index] ^= 1;
                    assert!(!curve.has_point(&altered), "{curve} {index}");
                }
            }
        }
    }

    #[test]
    fn a_domain_is_a_curves_only_as_a_whole() {
        let bytes = |text: &str| keyattest_wire::Bytes::new("domain", keyattest_wire::hex::decode(text).unwrap());
        let domain = Domain {
            prime: bytes("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"),
            a: bytes(&"00".repeat(32)),
            b: bytes("07"),
            generator: bytes(
                "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
            ),
            order: bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
            cofactor: bytes("0001"),
        };
        assert_eq!(Curve::from_domain(&domain), Some(Curve::Secp256k1));
        // The generator's negative lies on the curve, and is another generator.
        let negative = "0479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798b7c52588d95c3b9aa25b0403f1eef75702e84bb7597aabe663b82f6f04ef2777";
        assert!(Curve::Secp256k1.has_point(&bytes(negative)));
        for altered in [
            Domain { prime: domain.order.clone(), ..domain.clone() },
            Domain { a: bytes("01"), ..domain.clone() },
            Domain { b: bytes("08"), ..domain.clone() },
            Domain { b: bytes(""), ..domain.clone() },
            Domain { generator: bytes(negative), ..domain.clone() },
            Domain { generator: bytes("04"), ..domain.clone() },
            Domain { order: domain.prime.clone(), ..domain.clone() },
            Domain { cofactor: bytes("02"), ..domain.clone() },
            Domain { prime: bytes(&"ff".repeat(100)), ..domain.clone() },
        ] {
            assert_eq!(Curve::from_domain(&altered), None, "{altered:?}");
        }
    }

    #[test]
    fn points_of_other_forms() {
        let pair = aws::EcdsaKeyPair::generate(&aws::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        assert!(!Curve::P256.has_point(&point[..64]));
        assert!(!Curve::P256.has_point(&[point, &[0]].concat()));
        assert!(!Curve::P256.has_point(&[&[0x02], &point[1..33]].concat()));
        assert!(!Curve::P256.has_point(&[&[0x06], &point[1..]].concat()));
        assert!(!Curve::P256.has_point(&[0]) && !Curve::P256.has_point(&[]));
        assert!(!Curve::Secp256k1.has_point(point) && !Curve::P384.has_point(point));
    }
}
