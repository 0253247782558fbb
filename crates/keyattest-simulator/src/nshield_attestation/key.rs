//! Public keys as nCore has them, and their hashes.

use super::marshal::{KeyHash, number, word};
use crate::{OrderError, PrivateKey};
use keyattest_trust::{Curve, KeyKind, PublicKey, hash};
use keyattest_wire::Bytes;
use keyattest_wire::spki::{ec_spki, rsa_spki};

/// M_KeyData types of public keys.
const RSA: u32 = 1;
const DSA: u32 = 3;
pub(super) const EC: u32 = 44;
pub(super) const ECDSA: u32 = 46;

/// A public key; numbers are big-endian.
#[derive(Clone)]
pub(super) enum Key {
    Rsa {
        e: Vec<u8>,
        n: Vec<u8>,
    },
    Dsa {
        p: Vec<u8>,
        q: Vec<u8>,
        g: Vec<u8>,
        y: Vec<u8>,
    },
    /// The type: for key agreement too, or for signatures alone.
    Curve {
        kind: u32,
        curve: Curve,
        x: Vec<u8>,
        y: Vec<u8>,
    },
}

impl Key {
    /// The key of a SubjectPublicKeyInfo; one on a curve signs.
    pub(super) fn of(spki: &[u8]) -> Result<Self, OrderError> {
        let key = PublicKey::from_spki(Bytes::new("key", spki)).ok();
        let read = key.and_then(|key| match key.kind() {
            // A longer exponent has no hash that is known, and a shorter modulus nothing to cut off.
            KeyKind::Rsa { modulus, exponent } if exponent.len() > 4 || modulus.len() < 64 => None,
            KeyKind::Rsa { modulus, exponent } => Some(Self::Rsa { e: exponent.to_vec(), n: modulus.to_vec() }),
            KeyKind::Dsa { p, q, g, y } => {
                Some(Self::Dsa { p: p.to_vec(), q: q.to_vec(), g: g.to_vec(), y: y.to_vec() })
            }
            // The rule of its hash is not told.
            KeyKind::Ec { curve: Curve::P224, .. } => None,
            KeyKind::Ec { curve, point } => {
                number_of(*curve)?;
                let (x, y) = curve.coordinates(point)?;
                Some(Self::Curve { kind: ECDSA, curve: *curve, x: x.to_vec(), y: y.to_vec() })
            }
            _ => None,
        });
        let which = "nShield: a key that is none of RSA (with an exponent of at most 32 bits), P-256, P-384, P-521, secp256k1 and brainpoolP256r1, P384r1, P512r1";
        read.ok_or_else(|| OrderError::Together(which.to_owned()))
    }

    /// The key of a private key of this crate.
    ///
    /// # Panics
    /// One that nCore does not have: a defect of the simulator.
    pub(super) fn of_private(key: &PrivateKey) -> Self {
        match Self::of(&key.spki()) {
            Ok(key) => key,
            Err(problem) => panic!("{problem}"),
        }
    }

    /// M_KeyData
    pub(super) fn data(&self) -> Vec<u8> {
        match self {
            // The exponent comes first.
            Self::Rsa { e, n } => [word(RSA), number(e), number(n)].concat(),
            Self::Dsa { p, q, g, y } => [word(DSA), number(p), number(q), number(g), number(y)].concat(),
            Self::Curve { kind, curve, x, y } => {
                let curve = number_of(*curve).unwrap_or_default();
                [word(*kind), word(curve), word(0), number(x), number(y)].concat()
            }
        }
    }

    /// The SubjectPublicKeyInfo of a key that can be attested.
    pub(super) fn spki(&self) -> Vec<u8> {
        match self {
            Self::Rsa { e, n } => rsa_spki(n, e),
            Self::Dsa { .. } => Vec::new(),
            Self::Curve { curve, x, y, .. } => ec_spki(&curve.oid(), &[&[4][..], x, y].concat()),
        }
    }

    /// The nCore hash. What is hashed carries no lengths.
    pub(super) fn hash(&self) -> KeyHash {
        hash::sha1(&self.hashed())
    }

    /// What is hashed.
    pub(super) fn hashed(&self) -> Vec<u8> {
        let (prefix, material) = match self {
            Self::Rsa { e, n } => ("RSA00", [padded(e), padded(n)].concat()),
            Self::Dsa { p, q, g, y } => ("DSA00", [p, q, g, y].map(|number| padded(number)).concat()),
            Self::Curve { kind, curve, x, y } => {
                let prefix = if *kind == EC { "EC00" } else { "ECDSA00" };
                (prefix, [domain(*curve), padded(x), padded(y)].concat())
            }
        };
        let around = [b"nFast KeyHash\0", prefix.as_bytes(), &[0], &material, b"invented by nCipher 1997\0"];
        around.concat()
    }

    /// The type of its private half, as the parameters of its generation have it.
    pub(super) fn private_kind(&self) -> u32 {
        match self {
            Self::Rsa { .. } => 2,
            Self::Dsa { .. } => 19,
            Self::Curve { kind, .. } => kind + 1,
        }
    }
}

/// Little-endian in blocks of 64 bytes.
fn padded(big_endian: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = big_endian.iter().copied().skip_while(|byte| *byte == 0).collect();
    digits.reverse();
    digits.resize(digits.len().div_ceil(64).max(1) * 64, 0);
    digits
}

/// A curve over a prime field as it is hashed.
fn domain(curve: Curve) -> Vec<u8> {
    let Some(numbers) = curve.numbers() else { return Vec::new() };
    let bits = if curve == Curve::P521 { 521 } else { numbers.prime.len() as u32 * 8 };
    let (x, y) = numbers.generator;
    let hashed = [numbers.prime, numbers.a, numbers.b, x, y, numbers.order, vec![1]];
    [word(0), word(0), word(bits), hashed.map(|number| padded(&number)).concat()].concat()
}

/// M_ECName
pub(super) fn number_of(curve: Curve) -> Option<u32> {
    match curve {
        Curve::P224 => Some(3),
        Curve::P256 => Some(4),
        Curve::P384 => Some(5),
        Curve::P521 => Some(6),
        Curve::Secp256k1 => Some(22),
        Curve::BrainpoolP256r1 => Some(29),
        Curve::BrainpoolP384r1 => Some(33),
        Curve::BrainpoolP512r1 => Some(35),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest::hex;

    #[test]
    fn the_hash_of_the_documented_example() {
        // The coordinates of the vendor's example key, as its bundle has them.
        let turned = |text: &str| hex::decode(text).unwrap().into_iter().rev().collect::<Vec<u8>>();
        let x = turned("ddd0cf1bd34e4977c846d99cd39c124e57260db4dac4970830484cedefd062df");
        let y = turned("20cc83e6d0b5802aa624f9028a3dcb6151e65a546987c3e9ba8954ea77028e9d");
        let key = Key::Curve { kind: ECDSA, curve: Curve::P256, x, y };
        assert_eq!(hex::encode(&key.hash()), "523bbe0a73105e86757d83c75785e3dd76699da0");
    }

    #[test]
    fn the_same_bytes_cut_elsewhere_have_the_same_hash() {
        let whole = Key::Rsa { e: vec![1, 0, 1], n: [vec![3; 320], vec![5; 64]].concat() };
        let e = [vec![5; 64], vec![0; 61], vec![1, 0, 1]].concat();
        let cut = Key::Rsa { e, n: vec![3; 320] };
        assert_eq!(whole.hash(), cut.hash());
    }
}
