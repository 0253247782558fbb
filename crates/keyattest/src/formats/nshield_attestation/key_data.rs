//! `M_KeyData` of public keys, and the hash that names a key.
//!
//! The hashed material carries no lengths: the same bytes cut elsewhere are another key of the same hash. A hash says which key it is only
//! together with the sizes that the steps of verification demand.

use super::marshal::{Hash, Reader, point};
use keyattest_trust::hash::sha1;
use keyattest_trust::key::PublicKey;
use keyattest_trust::{Curve, CurveNumbers};
use keyattest_wire::spki::{dsa_spki, ec_spki, rsa_spki};
use keyattest_wire::{Bytes, Malformed, Result};

const RSA_PUBLIC: u32 = 1;
const DSA_PUBLIC: u32 = 3;
const EC_PUBLIC: u32 = 44;
const ECDSA_PUBLIC: u32 = 46;
const X25519_PUBLIC: u32 = 59;
const ED25519_PUBLIC: u32 = 65;

/// What a key on a curve is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// Anything: types 44 and 45.
    Any,
    /// Signatures: types 46 and 47.
    Ecdsa,
}

/// A public key as the module writes it. Numbers are big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KeyData {
    Dsa {
        p: Vec<u8>,
        q: Vec<u8>,
        g: Vec<u8>,
        y: Vec<u8>,
    },
    /// On a known curve, and the point lies on it.
    Ec {
        purpose: Use,
        curve: Curve,
        point: Vec<u8>,
    },
    /// Of a type, or on a curve of this number, for which no key hash is known.
    Other(String),
    Rsa {
        exponent: Vec<u8>,
        modulus: Vec<u8>,
    },
}

/// The curve of this `M_ECName`, if its numbers are known here.
pub(super) fn curve(name: u32) -> Option<Curve> {
    Some(match name {
        4 => Curve::P256,
        5 => Curve::P384,
        6 => Curve::P521,
        22 => Curve::Secp256k1,
        29 => Curve::BrainpoolP256r1,
        33 => Curve::BrainpoolP384r1,
        35 => Curve::BrainpoolP512r1,
        _ => return None,
    })
}

impl KeyData {
    /// The one key that `bytes` are.
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let key = Self::read(&mut reader)?;
        reader.end()?;
        Ok(key)
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(match reader.word()? {
            RSA_PUBLIC => Self::Rsa { exponent: reader.number()?, modulus: reader.number()? },
            DSA_PUBLIC => {
                Self::Dsa { p: reader.number()?, q: reader.number()?, g: reader.number()?, y: reader.number()? }
            }
            EC_PUBLIC => Self::on_curve(Use::Any, reader)?,
            ECDSA_PUBLIC => Self::on_curve(Use::Ecdsa, reader)?,
            kind @ (X25519_PUBLIC | ED25519_PUBLIC) => {
                reader.block()?;
                Self::Other(format!("a key of type {kind}"))
            }
            kind => return Err(reader.malformed(format!("no public key of a known layout, but type {kind}"))),
        })
    }

    fn on_curve(purpose: Use, reader: &mut Reader<'_>) -> Result<Self> {
        let name = reader.word()?;
        // The only flag says that the point is the one at infinity, which is no key.
        reader.flags(0)?;
        let (x, y) = (reader.number()?, reader.number()?);
        let Some(curve) = curve(name) else { return Ok(Self::Other(format!("a key on the curve {name}"))) };
        let point = point(curve, &x, &y).ok_or_else(|| reader.malformed("a point that is not on its curve"))?;
        Ok(Self::Ec { purpose, curve, point })
    }

    /// The key, where it is of a kind that signs or is attested; none for the others.
    pub(super) fn public_key(&self, place: &Bytes) -> Result<Option<PublicKey>> {
        let spki = match self {
            Self::Dsa { p, q, g, y } => dsa_spki(p, q, g, y),
            Self::Ec { curve, point, .. } => ec_spki(&curve.oid(), point),
            Self::Other(_) => return Ok(None),
            Self::Rsa { exponent, modulus } => rsa_spki(modulus, exponent),
        };
        let key = PublicKey::from_spki(Bytes::new(place.part(), spki));
        key.map(Some).map_err(|malformed: Malformed| malformed.within(place.part()))
    }

    /// Whether it is a DSA key of 3072 and 256 bits with g and y above 1 and below p: only such a one has a hash of one meaning.
    pub(super) fn is_dsa_3072(&self) -> bool {
        let Self::Dsa { p, q, g, y } = self else { return false };
        let is_element = |number: &[u8]| number > &[1][..] && (number.len(), number) < (p.len(), p.as_slice());
        bits(p) == 3072 && bits(q) == 256 && is_element(g) && is_element(y)
    }

    /// Whether it is an ECDSA key on P-521.
    pub(super) fn is_ecdsa_p521(&self) -> bool {
        matches!(self, Self::Ec { purpose: Use::Ecdsa, curve: Curve::P521, .. })
    }

    /// Whether it is an ECDSA key.
    pub(super) fn is_ecdsa(&self) -> bool {
        matches!(self, Self::Ec { purpose: Use::Ecdsa, .. })
    }

    /// The nCore key hash with SHA-1; none where its rule is not known.
    pub(super) fn hash(&self) -> Option<Hash> {
        let (prefix, material) = match self {
            Self::Dsa { p, q, g, y } => (&b"DSA00"[..], [p, q, g, y].map(|number| block(number)).concat()),
            Self::Ec { purpose, curve, point } => {
                let (x, y) = curve.coordinates(point)?;
                let prefix = if *purpose == Use::Ecdsa { &b"ECDSA00"[..] } else { b"EC00" };
                (prefix, [of_curve(&curve.numbers()?)?, block(x), block(y)].concat())
            }
            Self::Other(_) => return None,
            Self::Rsa { exponent, .. } if bits(exponent) > 32 => return None,
            Self::Rsa { exponent, modulus } => (&b"RSA00"[..], [block(exponent), block(modulus)].concat()),
        };
        Some(sha1(&[b"nFast KeyHash\0", prefix, b"\0", &material, b"invented by nCipher 1997\0"].concat()))
    }
}

/// Bits of a big-endian number without leading zeros.
pub(super) fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros());
    number.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or(0))
}

/// A big-endian number, little-endian in whole blocks of 64 bytes. Zeros in front of it change nothing.
fn block(number: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    bytes.reverse();
    bytes.resize(bytes.len().max(1).next_multiple_of(64), 0);
    bytes
}

/// Field and curve as they are hashed: a prime field, its bits, then the curve's numbers.
fn of_curve(numbers: &CurveNumbers) -> Option<Vec<u8>> {
    let prime: Vec<u8> = numbers.prime.iter().copied().skip_while(|byte| *byte == 0).collect();
    let field = u32::try_from(bits(&prime)).ok()?;
    let (x, y) = &numbers.generator;
    let blocks = [&numbers.prime, &numbers.a, &numbers.b, x, y, &numbers.order].map(|number| block(number));
    Some([&[0; 8][..], &field.to_le_bytes(), &blocks.concat(), &block(&[1])].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::hex;

    fn words(words: &[u32]) -> Vec<u8> {
        words.iter().flat_map(|word| word.to_le_bytes()).collect()
    }

    /// `M_Bignum` of a big-endian number.
    fn number(bytes: &[u8]) -> Vec<u8> {
        let mut content: Vec<u8> = bytes.iter().rev().copied().collect();
        content.resize(content.len().next_multiple_of(4), 0);
        while content.len() > 4 && content.ends_with(&[0; 4]) {
            content.truncate(content.len() - 4);
        }
        [words(&[content.len() as u32]), content].concat()
    }

    fn parse(bytes: Vec<u8>) -> Result<KeyData> {
        KeyData::parse(&Bytes::new("pubkeydata", bytes))
    }

    /// The generator of a curve as the key.
    fn generator(kind: u32, name: u32) -> Vec<u8> {
        let (x, y) = curve(name).unwrap().numbers().unwrap().generator;
        [words(&[kind, name, 0]), number(&x), number(&y)].concat()
    }

    /// Made by another implementation of the rule, in another language.
    #[test]
    fn hashes_of_known_keys() {
        let rsa = [words(&[RSA_PUBLIC]), number(&[1, 0, 1]), number(&[0xc1; 256])].concat();
        let dsa =
            [words(&[DSA_PUBLIC]), number(&[0xd1; 384]), number(&[0xe1; 32]), number(&[2]), number(&[3])].concat();
        for (bytes, expected) in [
            (generator(ECDSA_PUBLIC, 4), "794fa8911022aaafbee7835857138a0e94cf2fbc"),
            (generator(EC_PUBLIC, 4), "047934bf008d7a10891afa7be3b61808d0acaaed"),
            (generator(ECDSA_PUBLIC, 6), "d0133d710e29929e2de1c08998129d0b01d0aee2"),
            (generator(ECDSA_PUBLIC, 22), "7e0ee38551d35a114799610ee4f93f4bb51a1405"),
            (rsa, "c1b83ab46bd3a62ced7e8a117df56b9af89c6bde"),
            (dsa, "f511eb5ee034f665201f92c7ff35eac7fd6efa1b"),
        ] {
            assert_eq!(hex::encode(&parse(bytes).unwrap().hash().unwrap()), expected);
        }
    }

    #[test]
    fn the_same_material_cut_elsewhere_is_another_key_of_the_same_hash() {
        let rsa = |exponent: &[u8], modulus: &[u8]| KeyData::Rsa { exponent: exponent.into(), modulus: modulus.into() };
        let wide = |exponent: &[u8], modulus: &[u8]| [block(exponent), block(modulus)].concat();
        let modulus = [0xc1; 256];
        let other_exponent = [&modulus[192..], &[0; 61][..], &[1, 0, 1]].concat();
        assert_eq!(wide(&[1, 0, 1], &modulus), wide(&other_exponent, &modulus[..192]));
        assert!(rsa(&[1, 0, 1], &modulus).hash().is_some());
        assert_eq!(rsa(&other_exponent, &modulus[..192]).hash(), None);
        assert_eq!(rsa(&[1, 0, 0, 0, 1], &modulus).hash(), None, "33 bits");
    }

    #[test]
    fn keys_that_are_read_and_others() {
        for (name, length) in [(4, 65), (5, 97), (6, 133), (22, 65), (29, 65), (33, 97), (35, 129)] {
            let KeyData::Ec { purpose, point, .. } = parse(generator(ECDSA_PUBLIC, name)).unwrap() else { panic!() };
            assert_eq!((purpose, point.len()), (Use::Ecdsa, length));
        }
        let on = |head: &[u32], x: &[u8], y: &[u8]| parse([words(head), number(x), number(y)].concat());
        let (x, y) = Curve::P256.numbers().unwrap().generator;
        assert!(on(&[46, 4, 0], &x, &y).is_ok());
        assert!(on(&[46, 4, 1], &x, &y).is_err(), "infinity");
        assert!(on(&[46, 4, 2], &x, &y).is_err(), "an unknown flag");
        assert!(on(&[46, 4, 0], &y, &x).is_err(), "not on the curve");
        assert!(on(&[46, 5, 0], &x, &y).is_err(), "not on that curve");
        assert!(matches!(on(&[46, 2, 0], &x, &y), Ok(KeyData::Other(_))), "P-192");
        assert!(matches!(parse([words(&[65, 32]), vec![9; 32]].concat()), Ok(KeyData::Other(_))), "Ed25519");
        assert!(parse([generator(46, 4), vec![0]].concat()).is_err(), "a byte behind");
        for kind in [0, 2, 19, 39, 47, 81, 82, 84, 86, 88, 200] {
            assert!(parse(words(&[kind, 4, 0])).is_err(), "{kind}");
        }
        let whole = generator(46, 4);
        assert!((0..whole.len()).all(|length| parse(whole[..length].to_vec()).is_err()));
    }

    #[test]
    fn a_dsa_key_has_its_sizes_and_ranges() {
        let dsa = |p: &[u8], q: &[u8], g: &[u8], y: &[u8]| {
            KeyData::Dsa { p: p.into(), q: q.into(), g: g.into(), y: y.into() }.is_dsa_3072()
        };
        let (p, q) = (&[0xd1; 384][..], &[0xe1; 32][..]);
        assert!(dsa(p, q, &[2], &[1, 0]));
        assert!(!dsa(&p[1..], q, &[2], &[3]) && !dsa(&[0x71; 384], q, &[2], &[3]) && !dsa(&[0xd1; 385], q, &[2], &[3]));
        assert!(!dsa(p, &q[1..], &[2], &[3]) && !dsa(p, &[0x7f; 32], &[2], &[3]));
        for wrong in [&[][..], &[1], p, &[0xd2; 384], &[1; 385]] {
            assert!(!dsa(p, q, wrong, &[3]) && !dsa(p, q, &[2], wrong), "{wrong:02x?}");
        }
    }
}
