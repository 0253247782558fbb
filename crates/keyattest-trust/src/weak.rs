//! Weak keys: what a public key alone shows.
//!
//! A key that passes is not proved strong. Which keys are judged, and whether a size is the policy's matter, the formats say.

mod close;

use crate::key::{KeyKind, PublicKey};
use std::fmt;

/// Primes whose residues are looked at; the product of each group is below 2^32.
const PRIME_GROUPS: [&[u64]; 9] = [
    &[3, 5, 7, 11, 13, 17, 19, 23],
    &[29, 31, 37, 41, 43],
    &[47, 53, 59, 61],
    &[67, 71, 73, 79],
    &[83, 89, 97, 101],
    &[103, 107, 109, 113],
    &[127, 131, 137, 139],
    &[149, 151, 157, 163],
    &[167],
];
const PRODUCTS: [u64; 9] = [111546435, 58642669, 8965109, 27433619, 72370439, 135745657, 316818391, 575771909, 167];

/// Why a key is weak.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Weakness {
    /// RSA with primes that are close to each other: factored by a few rounds of Fermat's method (CVE-2022-26320).
    ClosePrimes,
    /// A point that is compressed, or on no curve of its name: no key.
    Point,
    /// RSA with an even exponent, or one below 3: no key, or no encryption at all.
    RsaExponent,
    /// The fingerprint of CVE-2017-15361: made by Infineon's library, and factorable.
    Roca,
    /// An RSA modulus with a small prime factor.
    RsaFactor(u64),
    /// RSA above 16384 bits, which is not worth its computing.
    RsaTooLarge {
        /// Bits of the modulus.
        bits: usize,
    },
    /// RSA below 2048 bits.
    RsaTooSmall {
        /// Bits of the modulus.
        bits: usize,
    },
    /// An algorithm or curve that is not known, by its `key_type`.
    Unknown {
        /// As [`PublicKey::key_type`].
        key_type: String,
    },
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClosePrimes => f.write_str("the RSA modulus has close primes (CVE-2022-26320): it can be factored"),
            Self::Point => f.write_str("the point is not an uncompressed one of its curve"),
            Self::RsaExponent => f.write_str("the RSA exponent is even or below 3"),
            Self::Roca => f.write_str("the RSA modulus has the ROCA fingerprint (CVE-2017-15361): it can be factored"),
            Self::RsaFactor(prime) => write!(f, "the RSA modulus is divisible by {prime}"),
            Self::RsaTooLarge { bits } => write!(f, "an RSA modulus of {bits} bits is above 16384"),
            Self::RsaTooSmall { bits } => write!(f, "an RSA modulus of {bits} bits is below 2048"),
            Self::Unknown { key_type } => write!(f, "{key_type} is not known, nor is its strength"),
        }
    }
}

/// The first weakness that is found in an attested key, if any: as [`weakness`]; a point that is none, which no signature would show; and close
/// primes, which take as long as a signature to look for, and which CAs must look for in every key that they certify (CA/Browser Forum, Baseline
/// Requirements, 6.1.1.3).
pub fn attested_weakness(key: &PublicKey) -> Option<Weakness> {
    let more = || match key.kind() {
        KeyKind::Ec { .. } if !key.point_on_curve() => Some(Weakness::Point),
        KeyKind::Rsa { modulus, .. } | KeyKind::RsaPss { modulus, .. } if close::has_close_primes(modulus) => {
            Some(Weakness::ClosePrimes)
        }
        _ => None,
    };
    weakness(key).or_else(more)
}

/// The first weakness that is found in a key, if any.
pub fn weakness(key: &PublicKey) -> Option<Weakness> {
    match key.kind() {
        KeyKind::Rsa { modulus, exponent } | KeyKind::RsaPss { modulus, exponent, .. } => {
            rsa_weakness(key.rsa_bits().unwrap_or(0), modulus, exponent)
        }
        _ if key.is_known() => None,
        _ => Some(Weakness::Unknown { key_type: key.key_type() }),
    }
}

fn rsa_weakness(bits: usize, modulus: &[u8], exponent: &[u8]) -> Option<Weakness> {
    if bits > 16384 {
        return Some(Weakness::RsaTooLarge { bits });
    }
    if exponent.last().is_none_or(|last| last & 1 == 0) || exponent == [1] {
        return Some(Weakness::RsaExponent);
    }
    if modulus.last().is_none_or(|last| last & 1 == 0) {
        return Some(Weakness::RsaFactor(2));
    }
    let mut roca = true;
    for (prime, residue) in residues(modulus) {
        if residue == 0 {
            return Some(Weakness::RsaFactor(prime));
        }
        roca = roca && is_power_of_65537(residue, prime);
    }
    if roca {
        return Some(Weakness::Roca);
    }
    (bits < 2048).then_some(Weakness::RsaTooSmall { bits })
}

/// The residue of a number for each prime.
fn residues(number: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    PRIME_GROUPS.iter().zip(remainders(number)).flat_map(|(group, remainder)| {
        group.iter().map(move |prime| (*prime, remainder.checked_rem(*prime).unwrap_or(0)))
    })
}

/// A big-endian number modulo each product, in one pass: constants are divided by without a division, and nine sums that do not wait for each
/// other cost little more than one. Done one after the other they would be most of what a chain of RSA certificates costs beside its
/// signatures.
fn remainders(number: &[u8]) -> [u64; 9] {
    let (head, digits) = number.as_rchunks::<4>();
    let head = head.iter().fold(0u32, |digit, byte| (digit << 8) | u32::from(*byte));
    let digits = digits.iter().map(|digit| u32::from_be_bytes(*digit));
    let mut remainders = [0u64; 9];
    for digit in std::iter::once(head).chain(digits) {
        for (remainder, product) in remainders.iter_mut().zip(PRODUCTS) {
            *remainder = ((*remainder << 32) | u64::from(digit)).checked_rem(product).unwrap_or(0);
        }
    }
    remainders
}

/// Whether a residue lies in the group that 65537 generates: all that the faulty library's primes, and so their products, can have.
fn is_power_of_65537(residue: u64, prime: u64) -> bool {
    let mut power = 1u64;
    // The order of a group modulo a prime is below the prime.
    for _ in 1..prime {
        if power == residue {
            return true;
        }
        power = power.saturating_mul(65537).checked_rem(prime).unwrap_or(0);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::spki::{ec_spki, plain_spki, rsa_spki};
    use keyattest_wire::{Bytes, oids};

    fn judge(spki: Vec<u8>) -> Option<Weakness> {
        weakness(&PublicKey::from_spki(Bytes::new("key", spki)).unwrap())
    }

    /// The smallest number from `start` up whose residues all hold, the last bytes of a modulus with `length` bytes of FF before.
    fn modulus(length: usize, holds: impl Fn(u64, u64) -> bool) -> Vec<u8> {
        (1u64..)
            .step_by(2)
            .map(|tail| [&vec![0xff; length - 8][..], &tail.to_be_bytes()].concat())
            .find(|modulus| residues(modulus).all(|(prime, residue)| holds(prime, residue)))
            .unwrap()
    }

    fn strong(length: usize) -> Vec<u8> {
        let modulus = modulus(length, |_, residue| residue != 0);
        assert!(!residues(&modulus).all(|(prime, residue)| is_power_of_65537(residue, prime)));
        modulus
    }

    #[test]
    fn the_products_are_those_of_their_primes() {
        for (group, product) in PRIME_GROUPS.iter().zip(PRODUCTS) {
            assert!(group.iter().product::<u64>() == product && product < 1 << 32);
        }
    }

    #[test]
    fn strong_keys() {
        for length in [256, 257, 384, 512, 2048] {
            assert_eq!(judge(rsa_spki(&strong(length), &[1, 0, 1])), None, "{length}");
        }
        assert_eq!(judge(rsa_spki(&strong(256), &[3])), None);
        for curve in [oids::P224, oids::P256, oids::P521, oids::SECP256K1, oids::BRAINPOOL_P512R1] {
            assert_eq!(judge(ec_spki(&curve, &[4; 65])), None);
        }
        assert_eq!(judge(plain_spki(&oids::X25519, &[9; 32])), None);
    }

    #[test]
    fn attested_keys_that_are_none_or_can_be_factored() {
        let judge = |spki: Vec<u8>| attested_weakness(&PublicKey::from_spki(Bytes::new("key", spki)).unwrap());
        for curve in [oids::P224, oids::P256, oids::P521, oids::SECP256K1, oids::BRAINPOOL_P512R1] {
            assert_eq!(judge(ec_spki(&curve, &[4; 65])), Some(Weakness::Point));
        }
        assert_eq!(judge(rsa_spki(&strong(256), &[1, 0, 1])), None);
        // The square of a number without small factors.
        let root = strong(128);
        let mut square = vec![0u32; 256];
        for (i, one) in root.iter().rev().enumerate() {
            for (j, other) in root.iter().rev().enumerate() {
                square[i + j] += u32::from(*one) * u32::from(*other);
                square[i + j + 1] += square[i + j] >> 8;
                square[i + j] &= 0xff;
            }
        }
        let square: Vec<u8> = square.into_iter().rev().map(|digit| digit as u8).collect();
        assert_eq!(judge(rsa_spki(&square, &[1, 0, 1])), Some(Weakness::ClosePrimes));
        assert_eq!(judge(plain_spki(&oids::X25519, &[9; 32])), None);
    }

    #[test]
    fn sizes() {
        assert_eq!(judge(rsa_spki(&strong(255), &[3])), Some(Weakness::RsaTooSmall { bits: 2040 }));
        let mut short = strong(256);
        short[0] = 0x7f;
        short[255] = (0..=255)
            .step_by(2)
            .map(|low| low | 1)
            .find(|low| residues(&[&short[..255], &[*low]].concat()).all(|(_, residue)| residue != 0))
            .unwrap();
        assert_eq!(judge(rsa_spki(&short, &[3])), Some(Weakness::RsaTooSmall { bits: 2047 }));
        assert_eq!(judge(rsa_spki(&[0xff; 2049], &[3])), Some(Weakness::RsaTooLarge { bits: 16392 }));
        assert_eq!(judge(rsa_spki(&[1], &[3])), Some(Weakness::Roca));
    }

    #[test]
    fn exponents() {
        for exponent in [&[0][..], &[1], &[2], &[1, 0, 0]] {
            assert_eq!(judge(rsa_spki(&strong(256), exponent)), Some(Weakness::RsaExponent), "{exponent:?}");
        }
    }

    #[test]
    fn small_factors() {
        let mut even = strong(256);
        even[255] ^= 1;
        assert_eq!(judge(rsa_spki(&even, &[3])), Some(Weakness::RsaFactor(2)));
        let divisible = modulus(256, |prime, residue| (residue == 0) == (prime == 167));
        assert_eq!(judge(rsa_spki(&divisible, &[3])), Some(Weakness::RsaFactor(167)));
    }

    #[test]
    fn roca() {
        // 65537^127: its residue modulo every prime is a power of 65537, as with the products of the faulty primes.
        let mut power = vec![1u8];
        for _ in 0..127 {
            // times 65537 = shifted by two bytes, plus itself
            let shifted = [&power[..], &[0, 0]].concat();
            let mut carry = 0u16;
            let padded = [&[0, 0][..], &power].concat();
            let mut sum: Vec<u8> = shifted
                .iter()
                .rev()
                .zip(padded.iter().rev())
                .map(|(left, right)| {
                    let sum = u16::from(*left) + u16::from(*right) + carry;
                    carry = sum >> 8;
                    sum as u8
                })
                .collect();
            sum.reverse();
            power = sum;
        }
        let bits = power.len() * 8 - power[0].leading_zeros() as usize;
        assert!(bits > 2024, "{bits}");
        assert_eq!(judge(rsa_spki(&power, &[1, 0, 1])), Some(Weakness::Roca));
        *power.last_mut().unwrap() ^= 2;
        assert_ne!(judge(rsa_spki(&power, &[1, 0, 1])), Some(Weakness::Roca));
    }

    #[test]
    fn subgroups_have_the_published_sizes() {
        let size = |prime: u64| (0..prime).filter(|residue| is_power_of_65537(*residue, prime)).count();
        let published = [
            (11, 2),
            (13, 6),
            (17, 8),
            (19, 9),
            (37, 3),
            (53, 26),
            (61, 20),
            (71, 35),
            (73, 24),
            (79, 13),
            (97, 6),
            (103, 51),
            (107, 53),
            (109, 54),
            (127, 42),
            (151, 50),
            (157, 78),
        ];
        for (prime, expected) in published {
            assert_eq!(size(prime), expected, "{prime}");
        }
        let others =
            PRIME_GROUPS.concat().into_iter().filter(|prime| published.iter().all(|(known, _)| known != prime));
        assert!(others.clone().count() == 21 && others.into_iter().all(|prime| size(prime) as u64 == prime - 1));
    }

    #[test]
    fn residues_of_any_length() {
        let number = 0x0123_4567_89ab_cdef_0011_2233_4455_6677_u128;
        for length in 1..=16 {
            let bytes = &number.to_be_bytes()[..length];
            let value = number >> (8 * (16 - length));
            for (prime, residue) in residues(bytes) {
                assert_eq!(u128::from(residue), value % u128::from(prime));
            }
        }
    }

    #[test]
    fn unknown_algorithms_and_curves() {
        for (spki, word) in [
            (plain_spki(&oids::DSA, &[1; 32]), "1.2.840.10040.4.1"),
            (ec_spki(&oids::COMMON_NAME, &[4; 65]), "ec-2.5.4.3"),
        ] {
            let found = judge(spki).unwrap();
            assert_eq!(found.to_string(), format!("{word} is not known, nor is its strength"));
        }
    }
}
