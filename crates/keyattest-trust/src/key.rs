//! Public keys: which kind they are, and the words for it. Strength is judged in [`crate::weak`].

use crate::signature::pss_parameters;
use crate::{Curve, Hash, hash};
use keyattest_wire::der::{Reader, Tag};
use keyattest_wire::spki::{self, SubjectPublicKeyInfo};
use keyattest_wire::{Bytes, Malformed, Oid, Result, oids};

/// A public key as it was received. Two keys are one where their SubjectPublicKeyInfo is the same, byte for byte.
#[derive(Clone, Debug)]
pub struct PublicKey {
    spki: Bytes,
    bits: Bytes,
    algorithm: Oid,
    kind: KeyKind,
}

/// What a public key is for, with its numbers. Numbers are big-endian, without a leading zero.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyKind {
    /// id-dsa with its parameters: a key for statements about other keys. As an attested key it is not known: nothing here shows that p and q
    /// are primes, and no word of `key_type` says it.
    Dsa {
        /// The prime of the field.
        p: Bytes,
        /// The order of the subgroup.
        q: Bytes,
        /// The generator.
        g: Bytes,
        /// The key.
        y: Bytes,
    },
    /// On a named curve.
    Ec {
        /// The curve, which need not be known.
        curve: Curve,
        /// The point as it is, which need not lie on the curve: see [`PublicKey::point_on_curve`].
        point: Bytes,
    },
    /// Ed25519 (RFC 8410)
    Ed25519,
    /// Ed448 (RFC 8410)
    Ed448,
    /// id-alg-hss-lms-hashsig: a key for statements about other keys. As an attested key it is not known: no word of `key_type` says it.
    HssLms {
        /// What is inside the BIT STRING, without the OCTET STRING around 60 bytes that RFC 8708 had and RFC 9708 dropped. Its length and
        /// its types are not judged before a signature is.
        key: Bytes,
    },
    /// ML-DSA-44 (FIPS 204)
    MlDsa44,
    /// ML-DSA-65 (FIPS 204)
    MlDsa65,
    /// ML-DSA-87 (FIPS 204)
    MlDsa87,
    /// rsaEncryption
    Rsa {
        /// n
        modulus: Bytes,
        /// e
        exponent: Bytes,
    },
    /// id-RSASSA-PSS: an RSA key that makes signatures of this kind alone.
    RsaPss {
        /// n
        modulus: Bytes,
        /// e
        exponent: Bytes,
        /// The only hash that the key signs with, where it names one.
        hash: Option<Hash>,
        /// The shortest salt that it signs with, in bytes.
        least_salt: u16,
    },
    /// Another algorithm, or one with parameters that are not understood.
    Unknown,
    /// X25519 (RFC 8410), which signs nothing.
    X25519,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo, and keeps it. A point is not computed on here.
    ///
    /// # Errors
    /// Another structure; parameters that the algorithm does not have; an RSA key that is no RSAPublicKey or whose modulus is zero;
    /// id-ecPublicKey without parameters; a key of another length than its algorithm's. Unknown algorithms and explicit curve parameters are
    /// no errors: the kind is then [`KeyKind::Unknown`].
    pub fn from_spki(spki: Bytes) -> Result<Self> {
        let read = SubjectPublicKeyInfo::from_der(&spki)?;
        let algorithm = read.algorithm.algorithm;
        let kind = match algorithm {
            oids::RSA_ENCRYPTION => rsa(&spki, &read)?,
            oids::RSASSA_PSS => rsa_pss(&spki, &read)?,
            oids::DSA => dsa(&spki, &read).unwrap_or(KeyKind::Unknown),
            oids::EC_PUBLIC_KEY => ec(&spki, &read)?,
            oids::ED25519 => plain(&read, 32, KeyKind::Ed25519)?,
            oids::ED448 => plain(&read, 57, KeyKind::Ed448)?,
            oids::X25519 => plain(&read, 32, KeyKind::X25519)?,
            oids::HSS_LMS => hss(&spki, &read),
            oids::ML_DSA_44 => plain(&read, 1312, KeyKind::MlDsa44)?,
            oids::ML_DSA_65 => plain(&read, 1952, KeyKind::MlDsa65)?,
            oids::ML_DSA_87 => plain(&read, 2592, KeyKind::MlDsa87)?,
            _ => KeyKind::Unknown,
        };
        let bits = spki.span(read.key);
        Ok(Self { spki, bits, algorithm, kind })
    }

    /// The SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &Bytes {
        &self.spki
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    pub fn spki_sha256(&self) -> [u8; 32] {
        hash::sha256(&self.spki)
    }

    /// The content of subjectPublicKey: a point, an RSAPublicKey, or the key itself.
    pub fn bits(&self) -> &Bytes {
        &self.bits
    }

    /// The kind of the key.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// Bits of the modulus of an RSA key.
    pub fn rsa_bits(&self) -> Option<usize> {
        match &self.kind {
            KeyKind::Rsa { modulus, .. } | KeyKind::RsaPss { modulus, .. } => Some(bit_length(modulus)),
            _ => None,
        }
    }

    /// The word of the claim `key_type`.
    pub fn key_type(&self) -> String {
        match &self.kind {
            KeyKind::Ec { curve, .. } => format!("ec-{curve}"),
            KeyKind::Ed25519 => "ed25519".to_owned(),
            KeyKind::Ed448 => "ed448".to_owned(),
            KeyKind::MlDsa44 => "ml-dsa-44".to_owned(),
            KeyKind::MlDsa65 => "ml-dsa-65".to_owned(),
            KeyKind::MlDsa87 => "ml-dsa-87".to_owned(),
            KeyKind::Rsa { modulus, .. } | KeyKind::RsaPss { modulus, .. } => format!("rsa-{}", bit_length(modulus)),
            KeyKind::Dsa { .. } | KeyKind::HssLms { .. } | KeyKind::Unknown => self.algorithm.to_string(),
            KeyKind::X25519 => "x25519".to_owned(),
        }
    }

    /// Whether algorithm and curve are known, so that something can be said of the key's strength.
    pub fn is_known(&self) -> bool {
        match &self.kind {
            KeyKind::Ec { curve, .. } => curve.is_known(),
            KeyKind::Dsa { .. } | KeyKind::HssLms { .. } | KeyKind::Unknown => false,
            _ => true,
        }
    }

    /// Whether both are the same key, however each is written: parameters that may be there or not make no other key, nor does what an RSA key
    /// is kept for.
    pub fn is_same_as(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (
                KeyKind::Rsa { modulus, exponent } | KeyKind::RsaPss { modulus, exponent, .. },
                KeyKind::Rsa { modulus: other, exponent: others }
                | KeyKind::RsaPss { modulus: other, exponent: others, .. },
            ) => modulus == other && exponent == others,
            (KeyKind::Ec { curve, point }, KeyKind::Ec { curve: other, point: others }) => {
                curve == other && point == others
            }
            (one, another) => {
                std::mem::discriminant(one) == std::mem::discriminant(another) && self.bits() == other.bits()
            }
        }
    }

    /// Whether the point is uncompressed and lies on the curve: not on one that is not known. True of keys that have no point.
    pub fn point_on_curve(&self) -> bool {
        match &self.kind {
            KeyKind::Ec { curve, point } => curve.has_point(point),
            _ => true,
        }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

/// Bits of a big-endian number.
pub(crate) fn bit_length(number: &[u8]) -> usize {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let digits = number.get(start..).unwrap_or_default();
    let unused = digits.first().map_or(0, |first| first.leading_zeros());
    digits.len().saturating_mul(8).saturating_sub(usize::try_from(unused).unwrap_or(0))
}

fn rsa_numbers(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> Result<(Bytes, Bytes)> {
    let (modulus, exponent) = spki::rsa_public_key(read.key)?;
    if modulus == [0] {
        return Err(Malformed::new("RSA key whose modulus is zero"));
    }
    Ok((spki.span(modulus), spki.span(exponent)))
}

/// RFC 3279 demands NULL; genuine keys without it exist, and the numbers are the same.
fn rsa(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> Result<KeyKind> {
    if read.algorithm.parameters.is_some() && !read.algorithm.has_null() {
        return Err(Malformed::new("RSA key with parameters"));
    }
    let (modulus, exponent) = rsa_numbers(spki, read)?;
    Ok(KeyKind::Rsa { modulus, exponent })
}

/// RFC 4055, 1.2 and 3.1: parameters of the key bind hash and MGF1, and are a least length of the salt.
fn rsa_pss(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> Result<KeyKind> {
    let (modulus, exponent) = rsa_numbers(spki, read)?;
    if read.algorithm.parameters.is_none() {
        return Ok(KeyKind::RsaPss { modulus, exponent, hash: None, least_salt: 0 });
    }
    Ok(match pss_parameters(&read.algorithm) {
        Some((hash, least_salt)) => KeyKind::RsaPss { modulus, exponent, hash: Some(hash), least_salt },
        None => KeyKind::Unknown,
    })
}

/// RFC 3279, 2.3.2. Keys that inherit their parameters are not known.
///
/// ```text
/// Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }
/// DSAPublicKey ::= INTEGER
/// ```
fn dsa(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> Option<KeyKind> {
    let mut parameters = read.algorithm.parameters.filter(|element| element.tag == Tag::SEQUENCE)?.reader();
    let mut number = || parameters.unsigned().ok().map(|number| spki.span(number));
    let (p, q, g) = (number()?, number()?, number()?);
    parameters.end().ok()?;
    let mut key = Reader::new(read.key);
    let y = spki.span(key.unsigned().ok()?);
    key.end().ok()?;
    Some(KeyKind::Dsa { p, q, g, y })
}

fn ec(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> Result<KeyKind> {
    // Explicit parameters may state a curve on which anybody can sign: never matched, never computed on.
    if read.algorithm.parameters.is_some_and(|parameters| parameters.tag == Tag::SEQUENCE) {
        return Ok(KeyKind::Unknown);
    }
    Ok(KeyKind::Ec { curve: Curve::from_oid(spki::named_curve(&read.algorithm)?), point: spki.span(read.key) })
}

/// RFC 9802, 4: no parameters. RFC 8708 wrapped the key in an OCTET STRING, `04 3C`; RFC 9708 has it as it is.
fn hss(spki: &Bytes, read: &SubjectPublicKeyInfo<'_>) -> KeyKind {
    if read.algorithm.parameters.is_some() {
        return KeyKind::Unknown;
    }
    let unwrapped = read.key.strip_prefix(&[0x04, 0x3c]).filter(|key| key.len() == 60);
    KeyKind::HssLms { key: spki.span(unwrapped.unwrap_or(read.key)) }
}

/// A key of a fixed length whose algorithm has no parameters, not even NULL (RFC 8410, RFC 9881).
fn plain(read: &SubjectPublicKeyInfo<'_>, length: usize, kind: KeyKind) -> Result<KeyKind> {
    if read.algorithm.parameters.is_some() {
        return Err(Malformed::new("parameters for a key whose algorithm has none"));
    }
    if read.key.len() == length { Ok(kind) } else { Err(Malformed::new("key of another length than its algorithm's")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::spki::{dsa_spki, ec_spki, encode, encode_unsigned, plain_spki, rsa_spki};

    fn key(spki: Vec<u8>) -> Result<PublicKey> {
        PublicKey::from_spki(Bytes::new("key", spki))
    }

    /// SubjectPublicKeyInfo with any parameters.
    fn with_parameters(algorithm: &Oid, parameters: &[u8], bits: &[u8]) -> Vec<u8> {
        let algorithm = encode(0x30, &[encode(0x06, algorithm.as_der()), parameters.to_vec()].concat());
        encode(0x30, &[algorithm, encode(0x03, &[&[0][..], bits].concat())].concat())
    }

    fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
        encode(0x30, &[encode_unsigned(modulus), encode_unsigned(exponent)].concat())
    }

    #[test]
    fn words_of_the_key_types() {
        let x509 = "1.2.840.113549.1.1.7".to_owned();
        let other = Oid::parse(&x509).unwrap();
        for (spki, word, known) in [
            (rsa_spki(&[0xff; 256], &[3]), "rsa-2048".to_owned(), true),
            (rsa_spki(&[0x7f; 256], &[3]), "rsa-2047".to_owned(), true),
            (rsa_spki(&[1], &[3]), "rsa-1".to_owned(), true),
            (ec_spki(&oids::P256, &[4; 65]), "ec-p256".to_owned(), true),
            (ec_spki(&oids::SECP256K1, &[4; 65]), "ec-secp256k1".to_owned(), true),
            (ec_spki(&oids::BRAINPOOL_P256R1, &[4; 65]), "ec-brainpoolP256r1".to_owned(), true),
            (ec_spki(&other, &[4; 65]), format!("ec-{x509}"), false),
            (plain_spki(&oids::ED25519, &[1; 32]), "ed25519".to_owned(), true),
            (plain_spki(&oids::ED448, &[1; 57]), "ed448".to_owned(), true),
            (plain_spki(&oids::X25519, &[1; 32]), "x25519".to_owned(), true),
            (plain_spki(&oids::ML_DSA_44, &[1; 1312]), "ml-dsa-44".to_owned(), true),
            (plain_spki(&oids::ML_DSA_65, &[1; 1952]), "ml-dsa-65".to_owned(), true),
            (plain_spki(&oids::ML_DSA_87, &[1; 2592]), "ml-dsa-87".to_owned(), true),
            (plain_spki(&other, &[1; 32]), x509, false),
        ] {
            let key = key(spki).unwrap();
            assert_eq!((key.key_type(), key.is_known()), (word, known));
        }
    }

    #[test]
    fn the_received_bytes_are_kept() {
        let spki = rsa_spki(&[0xc1; 256], &[1, 0, 1]);
        let key = key(spki.clone()).unwrap();
        assert_eq!(key.spki().as_slice(), spki);
        assert_eq!(key.spki_sha256(), hash::sha256(&spki));
        assert_eq!(key.bits().as_slice(), rsa_key(&[0xc1; 256], &[1, 0, 1]));
        let KeyKind::Rsa { modulus, exponent } = key.kind() else { panic!("{key:?}") };
        assert_eq!((modulus.as_slice(), exponent.as_slice()), (&[0xc1; 256][..], &[1, 0, 1][..]));
    }

    #[test]
    fn rsa_parameters_are_null_or_absent_and_such_keys_differ() {
        let bits = rsa_key(&[0xc1; 256], &[3]);
        let null = key(with_parameters(&oids::RSA_ENCRYPTION, &[5, 0], &bits)).unwrap();
        let absent = key(with_parameters(&oids::RSA_ENCRYPTION, &[], &bits)).unwrap();
        assert!(matches!(absent.kind(), KeyKind::Rsa { .. }));
        assert_eq!(null.key_type(), absent.key_type());
        assert_ne!(null, absent);
        assert!(key(with_parameters(&oids::RSA_ENCRYPTION, &[0x30, 0], &bits)).is_err());
        assert!(key(with_parameters(&oids::RSA_ENCRYPTION, &[5, 1, 0], &bits)).is_err());
    }

    #[test]
    fn keys_for_pss_alone() {
        let bits = rsa_key(&[0xc1; 256], &[3]);
        let plain = key(with_parameters(&oids::RSASSA_PSS, &[], &bits)).unwrap();
        assert!(matches!(plain.kind(), KeyKind::RsaPss { hash: None, least_salt: 0, .. }));
        assert_eq!((plain.key_type(), plain.rsa_bits()), ("rsa-2048".to_owned(), Some(2048)));
        let unknown = key(with_parameters(&oids::RSASSA_PSS, &[5, 0], &bits)).unwrap();
        assert_eq!((unknown.key_type(), unknown.is_known()), ("1.2.840.113549.1.1.10".to_owned(), false));
    }

    #[test]
    fn structures_that_are_no_key() {
        let bits = rsa_key(&[0xc1; 256], &[3]);
        for spki in [
            Vec::new(),
            [rsa_spki(&[0xc1; 256], &[3]), vec![0]].concat(),
            rsa_spki(&[0], &[3]),
            with_parameters(&oids::RSA_ENCRYPTION, &[5, 0], &[bits.clone(), vec![0]].concat()),
            with_parameters(&oids::RSA_ENCRYPTION, &[5, 0], &encode(0x30, &encode_unsigned(&[0xc1; 256]))),
            with_parameters(&oids::RSA_ENCRYPTION, &[5, 0], &[0x30, 6, 2, 1, 0xc1, 2, 1, 3]),
            with_parameters(&oids::EC_PUBLIC_KEY, &[], &[4; 65]),
            with_parameters(&oids::EC_PUBLIC_KEY, &[5, 0], &[4; 65]),
            with_parameters(&oids::ED25519, &[5, 0], &[1; 32]),
            plain_spki(&oids::ED25519, &[1; 33]),
            plain_spki(&oids::ML_DSA_44, &[1; 1952]),
        ] {
            assert!(key(spki.clone()).is_err(), "{spki:02x?}");
        }
    }

    #[test]
    fn explicit_curve_parameters_are_not_known() {
        let key = key(with_parameters(&oids::EC_PUBLIC_KEY, &[0x30, 0], &[4; 65])).unwrap();
        assert_eq!((key.kind(), key.is_known()), (&KeyKind::Unknown, false));
        assert_eq!(key.key_type(), "1.2.840.10045.2.1");
    }

    #[test]
    fn hss_keys_with_and_without_the_wrapper() {
        let raw = [&[0, 0, 0, 1][..], &[7; 56]].concat();
        let content = |bits: &[u8]| match key(plain_spki(&oids::HSS_LMS, bits)).unwrap().kind() {
            KeyKind::HssLms { key } => key.to_vec(),
            other => panic!("{other:?}"),
        };
        assert_eq!(content(&raw), raw);
        assert_eq!(content(&encode(0x04, &raw)), raw);
        for other in [&raw[1..], &encode(0x04, &raw[1..]), &[&encode(0x04, &raw)[..], &[0]].concat(), &[]] {
            assert_eq!(content(other), other, "left as it is, and refused by every signature");
        }
        let parameters = key(with_parameters(&oids::HSS_LMS, &[5, 0], &raw)).unwrap();
        assert_eq!(parameters.kind(), &KeyKind::Unknown);
        let attested = key(plain_spki(&oids::HSS_LMS, &raw)).unwrap();
        assert_eq!((attested.key_type(), attested.is_known()), ("1.2.840.113549.1.9.16.3.17".to_owned(), false));
    }

    #[test]
    fn dsa_keys_with_their_parameters_and_without() {
        let numbers = [&[0xc1; 3][..], &[0xd1; 2], &[2], &[3]];
        let [p, q, g, y] = numbers;
        let read = key(dsa_spki(p, q, g, y)).unwrap();
        let KeyKind::Dsa { p, q, g, y } = read.kind() else { panic!("{read:?}") };
        assert_eq!([p, q, g, y].map(Bytes::as_slice), numbers);
        assert_eq!((read.key_type(), read.is_known()), ("1.2.840.10040.4.1".to_owned(), false));
        let two = encode(0x30, &[encode_unsigned(&[5]), encode_unsigned(&[3])].concat());
        let four = encode(0x30, &encode_unsigned(&[5]).repeat(4));
        let three = encode(0x30, &encode_unsigned(&[5]).repeat(3));
        let y = encode_unsigned(&[7]);
        for spki in [
            plain_spki(&oids::DSA, &y),
            with_parameters(&oids::DSA, &[5, 0], &y),
            with_parameters(&oids::DSA, &two, &y),
            with_parameters(&oids::DSA, &four, &y),
            with_parameters(&oids::DSA, &three, &[]),
            with_parameters(&oids::DSA, &three, &[&y[..], &[0]].concat()),
        ] {
            assert_eq!(key(spki).unwrap().kind(), &KeyKind::Unknown);
        }
    }

    #[test]
    fn the_same_key_written_in_two_ways() {
        let modulus = [&[0xc1][..], &[0x5a; 255]].concat();
        let plain = rsa_spki(&modulus, &[1, 0, 1]);
        // Without the NULL behind rsaEncryption.
        let null = plain.windows(2).position(|pair| pair == [5, 0]).unwrap();
        let mut bare = [&plain[..null], &plain[null + 2..]].concat();
        bare[3] -= 2;
        bare[5] -= 2;
        let [plain, bare] = [plain, bare].map(|spki| key(spki).unwrap());
        assert!(plain.is_same_as(&bare) && plain != bare);
        assert!(!plain.is_same_as(&key(rsa_spki(&modulus, &[3])).unwrap()));
        let point = ec_spki(&oids::P256, &[4; 65]);
        assert!(!plain.is_same_as(&key(point.clone()).unwrap()));
        assert!(!key(point).unwrap().is_same_as(&key(ec_spki(&oids::SECP256K1, &[4; 65])).unwrap()));
        let [one, other] = [1, 2].map(|byte| key(plain_spki(&oids::ED25519, &[byte; 32])).unwrap());
        assert!(one.is_same_as(&one) && !one.is_same_as(&other));
    }

    #[test]
    fn points() {
        assert!(!key(ec_spki(&oids::P256, &[4; 65])).unwrap().point_on_curve());
        assert!(!key(ec_spki(&oids::COMMON_NAME, &[4; 65])).unwrap().point_on_curve());
        assert!(key(plain_spki(&oids::ED25519, &[1; 32])).unwrap().point_on_curve());
    }
}
