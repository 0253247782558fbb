//! nCore marshalling: words, numbers and texts, all little-endian, in one reading each.

use keyattest_trust::Curve;
use keyattest_trust::hash::Hash as HashFunction;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::SignatureAlgorithm;
use keyattest_wire::{Bytes, Malformed, Result};

/// `M_Hash`: a SHA-1, as keys are named by.
pub(super) type Hash = [u8; 20];

/// Mechanism of key hashes with SHA-1.
pub(super) const SHA1: u32 = 44;
const SHA256: u32 = 93;
const SHA512: u32 = 95;
/// Mechanism of DSA signatures with SHA-256.
pub(super) const DSA_SHA256: u32 = 170;
/// Mechanism of ECDSA signatures with SHA-512.
pub(super) const ECDSA_SHA512: u32 = 187;

/// Reads one structure from its first byte on.
pub(super) struct Reader<'a> {
    bytes: &'a Bytes,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a Bytes) -> Self {
        Self { bytes, rest: bytes.as_slice() }
    }

    /// What is wrong with what was read last.
    pub(super) fn malformed(&self, what: impl Into<std::borrow::Cow<'static, str>>) -> Malformed {
        let read = self.bytes.len().saturating_sub(self.rest.len());
        Malformed::new(what).within(format!("{}: before byte {read}", self.bytes.part()))
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(|| self.malformed("ends too early"))?;
        self.rest = rest;
        Ok(taken)
    }

    pub(super) fn word(&mut self) -> Result<u32> {
        let bytes = self.take(4)?.try_into().map_err(|_| self.malformed("no word"))?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// A word of flags, none of them but those of `known`: what they carry could not be read.
    pub(super) fn flags(&mut self, known: u32) -> Result<u32> {
        let flags = self.word()?;
        let unknown = flags & !known;
        if unknown == 0 { Ok(flags) } else { Err(self.malformed(format!("unknown flags {unknown:#x}"))) }
    }

    /// An array: its count, then its elements. Every element has a word at least, so that no count makes this long.
    pub(super) fn array<T>(&mut self, mut element: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.word()?;
        let mut elements = Vec::new();
        for _ in 0..count {
            elements.push(element(self)?);
        }
        Ok(elements)
    }

    pub(super) fn hash(&mut self) -> Result<Hash> {
        self.take(20)?.try_into().map_err(|_| self.malformed("no hash"))
    }

    /// `M_Bignum`: in no more words than it needs, zero in one. Big-endian here, without leading zeros.
    pub(super) fn number(&mut self) -> Result<Vec<u8>> {
        let length = self.length()?;
        let bytes = self.take(length)?;
        let (words, partial) = bytes.as_chunks::<4>();
        let shortest = words.len() == 1 || words.last().is_some_and(|highest| *highest != [0; 4]);
        if !partial.is_empty() || !shortest {
            return Err(self.malformed("a number of no whole words, or of more than it needs"));
        }
        Ok(bytes.iter().rev().copied().skip_while(|byte| *byte == 0).collect())
    }

    /// `M_ByteBlock`: zeros fill the last word.
    pub(super) fn block(&mut self) -> Result<&'a [u8]> {
        let length = self.length()?;
        let bytes = self.take(length)?;
        let padding = length.next_multiple_of(4).saturating_sub(length);
        if self.take(padding)?.iter().any(|byte| *byte != 0) {
            return Err(self.malformed("a block that is not filled with zeros"));
        }
        Ok(bytes)
    }

    /// `M_ASCIIString`: the NUL at its end is counted, and is its only one.
    pub(super) fn text(&mut self) -> Result<String> {
        let text = self.block()?.strip_suffix(&[0]).filter(|text| text.iter().all(|byte| matches!(byte, 0x20..=0x7e)));
        let text = text.and_then(|text| std::str::from_utf8(text).ok());
        Ok(text.ok_or_else(|| self.malformed("no printable text with one NUL at its end"))?.to_owned())
    }

    /// The bytes from where another reader of the same structure stood to here.
    pub(super) fn since(&self, start: usize) -> Bytes {
        let end = self.position();
        self.bytes.span(self.bytes.get(start..end).unwrap_or_default())
    }

    /// How many bytes were read.
    pub(super) fn position(&self) -> usize {
        self.bytes.len().saturating_sub(self.rest.len())
    }

    pub(super) fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.malformed("bytes behind the structure")) }
    }

    fn length(&mut self) -> Result<usize> {
        let length = self.word()?;
        usize::try_from(length).map_err(|_| self.malformed("too long"))
    }
}

/// `M_KeyHashEx`: the name of a key by a hash of this mechanism.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeyHash {
    pub(super) mechanism: u32,
    pub(super) hash: Vec<u8>,
}

impl KeyHash {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mechanism = reader.word()?;
        let length = match mechanism {
            SHA1 => 20,
            SHA256 => 32,
            SHA512 => 64,
            _ => return Err(reader.malformed(format!("a key hash of the unknown mechanism {mechanism}"))),
        };
        Ok(Self { mechanism, hash: reader.take(length)?.to_vec() })
    }

    /// The hash, if it is a SHA-1.
    pub(super) fn sha1(&self) -> Option<Hash> {
        if self.mechanism == SHA1 { self.hash.as_slice().try_into().ok() } else { None }
    }
}

/// `M_CipherText` of a signature: r and s, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) mechanism: u32,
    pub(super) r: Vec<u8>,
    pub(super) s: Vec<u8>,
}

impl Signature {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let mechanism = reader.word()?;
        if ![DSA_SHA256, ECDSA_SHA512].contains(&mechanism) {
            return Err(reader.malformed(format!("a signature of the unknown mechanism {mechanism}")));
        }
        Ok(Self { mechanism, r: reader.number()?, s: reader.number()? })
    }

    /// The algorithm, and r and s as long as the order, where the mechanism is the key's and both fit.
    pub(super) fn under(&self, key: &PublicKey) -> Option<(SignatureAlgorithm, Vec<u8>)> {
        let (algorithm, length) = match (self.mechanism, key.kind()) {
            (DSA_SHA256, KeyKind::Dsa { q, .. }) => (SignatureAlgorithm::Dsa(HashFunction::Sha256), q.len()),
            (ECDSA_SHA512, KeyKind::Ec { curve, .. }) => {
                (SignatureAlgorithm::Ecdsa(HashFunction::Sha512), curve.length()?)
            }
            _ => return None,
        };
        Some((algorithm, [padded(&self.r, length)?, padded(&self.s, length)?].concat()))
    }
}

/// A big-endian number in exactly this many bytes, if it fits.
pub(super) fn padded(number: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length.checked_sub(number.len())?];
    bytes.extend_from_slice(number);
    Some(bytes)
}

/// The uncompressed point with these coordinates, if it lies on the curve.
pub(super) fn point(curve: Curve, x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
    let length = curve.length()?;
    let point = [vec![0x04], padded(x, length)?, padded(y, length)?].concat();
    curve.has_point(&point).then_some(point)
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::oids;
    use keyattest_wire::spki::{dsa_spki, ec_spki};

    fn bytes(bytes: &[u8]) -> Bytes {
        Bytes::new("bundle.att: member", bytes)
    }

    fn read<T>(input: &[u8], read: impl FnOnce(&mut Reader<'_>) -> Result<T>) -> Option<T> {
        let input = bytes(input);
        let mut reader = Reader::new(&input);
        let value = read(&mut reader).ok()?;
        reader.end().ok()?;
        Some(value)
    }

    #[test]
    fn numbers_in_no_more_words_than_they_need() {
        let number = |input: &[u8]| read(input, |r| r.number());
        assert_eq!(number(&[4, 0, 0, 0, 1, 2, 0, 0]), Some(vec![2, 1]));
        assert_eq!(number(&[8, 0, 0, 0, 1, 2, 3, 4, 5, 0, 0, 0]), Some(vec![5, 4, 3, 2, 1]));
        assert_eq!(number(&[4, 0, 0, 0, 0, 0, 0, 0]), Some(Vec::new()));
        for wrong in [
            &[0, 0, 0, 0][..],
            &[3, 0, 0, 0, 1, 2, 3],
            &[5, 0, 0, 0, 1, 2, 3, 4, 5],
            &[8, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0],
            &[8, 0, 0, 0, 1, 2, 3, 4],
            &[4, 0, 0, 0, 1, 2, 3, 4, 5],
            &[0xff, 0xff, 0xff, 0xff],
        ] {
            assert_eq!(number(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn blocks_and_texts() {
        assert_eq!(read(&[1, 0, 0, 0, 9, 0, 0, 0], |r| Ok(r.block()?.to_vec())), Some(vec![9]));
        assert_eq!(read(&[1, 0, 0, 0, 9, 0, 1, 0], |r| Ok(r.block()?.to_vec())), None);
        let text = |input: &[u8]| read(input, |r| r.text());
        assert_eq!(text(b"\x03\0\0\0AB\0\0").as_deref(), Some("AB"));
        assert_eq!(text(b"\x01\0\0\0\0\0\0\0").as_deref(), Some(""));
        for wrong in [
            &b"\x02\0\0\0AB\0\0"[..],
            b"\x04\0\0\0AB\0\0",
            b"\x04\0\0\0A\0B\0",
            b"\x03\0\0\0A\n\0\0",
            b"\x03\0\0\0A\xe9\0\0",
            b"\0\0\0\0",
        ] {
            assert_eq!(text(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn flags_that_are_not_known_are_malformed() {
        assert_eq!(read(&[5, 0, 0, 0], |r| r.flags(7)), Some(5));
        assert_eq!(read(&[8, 0, 0, 0], |r| r.flags(7)), None);
        assert_eq!(read(&[0, 0, 0, 0x80], |r| r.flags(7)), None);
    }

    #[test]
    fn an_array_of_any_count_ends_with_the_bytes() {
        assert_eq!(read(&[2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0], |r| r.array(|r| r.word())), Some(vec![1, 2]));
        assert_eq!(read(&[0xff; 12], |r| r.array(|r| r.word())), None);
    }

    #[test]
    fn key_hashes_have_the_length_of_their_mechanism() {
        for (mechanism, length) in [(44, 20), (93, 32), (95, 64)] {
            let input = [&[mechanism, 0, 0, 0][..], &vec![7; length]].concat();
            let hash = read(&input, KeyHash::read).unwrap();
            assert_eq!((hash.hash.len(), hash.sha1().is_some()), (length, mechanism == 44));
            assert_eq!(read(&input[1..], KeyHash::read), None);
            assert_eq!(read(&[&input[..], &[0]].concat(), KeyHash::read), None);
        }
        assert_eq!(read(&[&[45, 0, 0, 0][..], &[7; 20]].concat(), KeyHash::read), None);
    }

    #[test]
    fn a_mechanism_goes_with_its_kind_of_key_and_numbers_that_fit() {
        let key = |spki: Vec<u8>| PublicKey::from_spki(bytes(&spki)).unwrap();
        let dsa = key(dsa_spki(&[0xff; 384], &[0xff; 32], &[2], &[3]));
        let ecdsa = key(ec_spki(&oids::P521, &[4; 133]));
        let signature = |mechanism, length| Signature { mechanism, r: vec![1], s: vec![2; length] };
        let (algorithm, fixed) = signature(DSA_SHA256, 32).under(&dsa).unwrap();
        assert_eq!((algorithm, fixed.len()), (SignatureAlgorithm::Dsa(HashFunction::Sha256), 64));
        assert_eq!((fixed[30], fixed[31], fixed[32]), (0, 1, 2));
        assert_eq!(signature(ECDSA_SHA512, 66).under(&ecdsa).unwrap().1.len(), 132);
        assert_eq!(signature(DSA_SHA256, 33).under(&dsa), None);
        assert_eq!(signature(ECDSA_SHA512, 67).under(&ecdsa), None);
        assert_eq!(signature(ECDSA_SHA512, 1).under(&dsa), None);
        assert_eq!(signature(DSA_SHA256, 1).under(&ecdsa), None);
        let one = [4, 0, 0, 0, 1, 0, 0, 0];
        let input = |mechanism: u8| [&[mechanism, 0, 0, 0][..], &one, &one].concat();
        assert!(read(&input(170), Signature::read).is_some() && read(&input(187), Signature::read).is_some());
        assert_eq!(read(&input(188), Signature::read), None);
    }
}
