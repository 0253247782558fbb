//! DER (X.690), read one element at a time from borrowed bytes.
//!
//! Lengths are definite and minimal, tags are of the short form below 31 and minimal above; anything else is malformed. Recursion
//! is the caller's: the reader itself never descends.

mod tag;

pub use tag::{Class, Tag};

use crate::{Malformed, Oid, Result, Time};

/// One element: its tag, its content, and the whole of it as received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// Tag.
    pub tag: Tag,
    /// What stands behind the length.
    pub content: &'a [u8],
    /// Tag, length and content.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// A reader over the content.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.content)
    }
}

/// A BIT STRING: its bytes, and how many bits of the last are unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    /// 0 to 7.
    pub unused: u8,
    /// The bits, the first in the highest bit of the first byte.
    pub bytes: &'a [u8],
}

impl<'a> BitString<'a> {
    /// The bytes, where all bits are used.
    ///
    /// # Errors
    /// Unused bits.
    pub fn whole_bytes(self) -> Result<&'a [u8]> {
        if self.unused == 0 { Ok(self.bytes) } else { Err(Malformed::new("BIT STRING of a part of a byte")) }
    }
}

/// Reads elements one after the other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// A reader over `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What was not read so far.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether all was read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element, if there is one that can be read.
    pub fn peek(&self) -> Option<Tag> {
        header(self.rest).ok().map(|(tag, _, _)| tag)
    }

    /// The next element, whatever its tag.
    ///
    /// # Errors
    /// Nothing left, a form that DER does not allow, or a length beyond the end.
    pub fn element(&mut self) -> Result<Element<'a>> {
        let (tag, header, length) = header(self.rest)?;
        let split = header.checked_add(length).and_then(|end| self.rest.split_at_checked(end));
        let Some((whole, rest)) = split else { return Err(Malformed::new("element longer than what holds it")) };
        self.rest = rest;
        Ok(Element { tag, content: whole.get(header..).unwrap_or_default(), whole })
    }

    /// The next element, which must have the tag.
    ///
    /// # Errors
    /// As [`Self::element`], or another tag; nothing is read then.
    pub fn expect(&mut self, tag: Tag) -> Result<Element<'a>> {
        let before = self.clone();
        let element = self.element()?;
        if element.tag == tag {
            return Ok(element);
        }
        *self = before;
        Err(Malformed::new(format!("{} where {tag} belongs", element.tag)))
    }

    /// The next element where it has the tag.
    ///
    /// # Errors
    /// An element that has the tag and can not be read.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>> {
        if self.peek() == Some(tag) { self.element().map(Some) } else { Ok(None) }
    }

    /// Nothing may be left.
    ///
    /// # Errors
    /// Something is.
    pub fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Malformed::new("bytes behind the last element")) }
    }

    /// A reader over the next element, a SEQUENCE.
    ///
    /// # Errors
    /// As [`Self::expect`].
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(Tag::SEQUENCE)?.reader())
    }

    /// A reader over the next element, a SET. Its order is not judged: genuine names are not always sorted.
    ///
    /// # Errors
    /// As [`Self::expect`].
    pub fn set(&mut self) -> Result<Reader<'a>> {
        Ok(self.expect(Tag::SET)?.reader())
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// As [`Self::expect`] and [`Oid::from_der`].
    pub fn oid(&mut self) -> Result<Oid> {
        Oid::from_der(self.expect(Tag::OID)?.content)
    }

    /// The content of an INTEGER, minimal and at least one byte, two's complement.
    ///
    /// # Errors
    /// As [`Self::expect`], or empty or padded.
    pub fn integer(&mut self) -> Result<&'a [u8]> {
        minimal_integer(self.expect(Tag::INTEGER)?.content)
    }

    /// An INTEGER that is not negative, big-endian without a leading zero (zero itself is one byte).
    ///
    /// # Errors
    /// As [`Self::integer`], or negative.
    pub fn unsigned(&mut self) -> Result<&'a [u8]> {
        unsigned_integer(self.expect(Tag::INTEGER)?.content)
    }

    /// An INTEGER from 0 to 2^64-1.
    ///
    /// # Errors
    /// As [`Self::unsigned`], or larger.
    pub fn small(&mut self) -> Result<u64> {
        small_unsigned(self.expect(Tag::INTEGER)?.content)
    }

    /// A BOOLEAN of DER: 00 or FF.
    ///
    /// # Errors
    /// As [`Self::expect`], or another value.
    pub fn boolean(&mut self) -> Result<bool> {
        boolean(self.expect(Tag::BOOLEAN)?.content)
    }

    /// A BIT STRING whose unused bits are zero.
    ///
    /// # Errors
    /// As [`Self::expect`], or without its first byte, or with unused bits that are set or not there.
    pub fn bit_string(&mut self) -> Result<BitString<'a>> {
        bit_string(self.expect(Tag::BIT_STRING)?.content)
    }

    /// An OCTET STRING.
    ///
    /// # Errors
    /// As [`Self::expect`].
    pub fn octet_string(&mut self) -> Result<&'a [u8]> {
        Ok(self.expect(Tag::OCTET_STRING)?.content)
    }

    /// A UTF8String.
    ///
    /// # Errors
    /// As [`Self::expect`], or no UTF-8.
    pub fn utf8(&mut self) -> Result<&'a str> {
        std::str::from_utf8(self.expect(Tag::UTF8_STRING)?.content)
            .map_err(|_| Malformed::new("UTF8String that is no UTF-8"))
    }

    /// A UTCTime or GeneralizedTime of DER's forms. GeneralizedTime before 2050 is read too, as some vendors write it.
    ///
    /// # Errors
    /// Another tag or form, or a time that does not exist.
    pub fn time(&mut self) -> Result<Time> {
        let element = self.element()?;
        match element.tag {
            Tag::UTC_TIME => Time::from_utc_time(element.content),
            Tag::GENERALIZED_TIME => Time::from_generalized_time(element.content),
            _ => Err(Malformed::new("no time where one belongs")),
        }
    }
}

/// The one element that `bytes` are, with the tag, and nothing behind it.
///
/// # Errors
/// As [`Reader::expect`], or bytes behind it.
pub fn only(bytes: &[u8], tag: Tag) -> Result<Element<'_>> {
    let mut reader = Reader::new(bytes);
    let element = reader.expect(tag)?;
    reader.end()?;
    Ok(element)
}

/// The content of an INTEGER, if minimal.
///
/// # Errors
/// Empty, or padded.
pub fn minimal_integer(content: &[u8]) -> Result<&[u8]> {
    match content {
        [] => Err(Malformed::new("INTEGER without content")),
        [0x00, second, ..] if second & 0x80 == 0 => Err(Malformed::new("padded INTEGER")),
        [0xff, second, ..] if second & 0x80 != 0 => Err(Malformed::new("padded INTEGER")),
        _ => Ok(content),
    }
}

/// The magnitude of an INTEGER that is not negative, without a leading zero byte (zero is one byte).
///
/// # Errors
/// Empty, padded or negative.
pub fn unsigned_integer(content: &[u8]) -> Result<&[u8]> {
    match minimal_integer(content)? {
        [first, ..] if first & 0x80 != 0 => Err(Malformed::new("negative INTEGER")),
        [0x00, magnitude @ ..] if !magnitude.is_empty() => Ok(magnitude),
        magnitude => Ok(magnitude),
    }
}

/// An INTEGER's content as a number from 0 to 2^64-1.
///
/// # Errors
/// Empty, padded, negative or larger.
pub fn small_unsigned(content: &[u8]) -> Result<u64> {
    let magnitude = unsigned_integer(content)?;
    if magnitude.len() > 8 {
        return Err(Malformed::new("INTEGER above 2^64"));
    }
    Ok(magnitude.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte)))
}

/// A BOOLEAN's content: 00 or FF.
///
/// # Errors
/// Another value.
pub fn boolean(content: &[u8]) -> Result<bool> {
    match content {
        [0x00] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(Malformed::new("BOOLEAN that is neither 00 nor FF")),
    }
}

/// A BIT STRING's content.
///
/// # Errors
/// Without its first byte, or with unused bits that are set or not there.
pub fn bit_string(content: &[u8]) -> Result<BitString<'_>> {
    let Some((unused, bytes)) = content.split_first() else { return Err(Malformed::new("BIT STRING without content")) };
    let last = bytes.last().copied();
    let mask = 1u8.checked_shl(u32::from(*unused)).unwrap_or(0).wrapping_sub(1);
    if *unused > 7 || (*unused > 0 && last.is_none_or(|byte| byte & mask != 0)) {
        return Err(Malformed::new("BIT STRING with unused bits that are set or not there"));
    }
    Ok(BitString { unused: *unused, bytes })
}

/// Tag, length of the header, and length of the content.
fn header(bytes: &[u8]) -> Result<(Tag, usize, usize)> {
    let truncated = || Malformed::new("truncated element");
    let (first, rest) = bytes.split_first().ok_or_else(truncated)?;
    let class = match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    };
    let (number, rest) = match first & 0x1f {
        0x1f => long_number(rest)?,
        number => (u32::from(number), rest),
    };
    let tag = Tag::other(class, first & 0x20 != 0, number);
    let (first, rest) = rest.split_first().ok_or_else(truncated)?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f)).ok_or_else(truncated)?;
            let length = digits.iter().fold(0u64, |length, byte| (length << 8) | u64::from(*byte));
            if digits.first() == Some(&0) || length < 0x80 {
                return Err(Malformed::new("length in more bytes than it needs"));
            }
            (usize::try_from(length).map_err(|_| truncated())?, rest)
        }
        0x80 => return Err(Malformed::new("indefinite length")),
        _ => return Err(Malformed::new("length of more than four bytes")),
    };
    Ok((tag, bytes.len().saturating_sub(rest.len()), length))
}

/// The number of a tag of the long form: 31 and above, in as few bytes as it needs.
fn long_number(mut bytes: &[u8]) -> Result<(u32, &[u8])> {
    let mut number = 0u32;
    for index in 0..4 {
        let (byte, rest) = bytes.split_first().ok_or_else(|| Malformed::new("truncated tag"))?;
        if index == 0 && *byte == 0x80 {
            return Err(Malformed::new("tag in more bytes than it needs"));
        }
        number = (number << 7) | u32::from(byte & 0x7f);
        bytes = rest;
        if byte & 0x80 == 0 {
            return if number < 31 {
                Err(Malformed::new("tag in more bytes than it needs"))
            } else {
                Ok((number, bytes))
            };
        }
    }
    Err(Malformed::new("tag above 2^28"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_one_after_the_other() {
        let mut reader = Reader::new(&[0x30, 0x03, 0x02, 0x01, 0x05, 0x05, 0x00]);
        let mut sequence = reader.sequence().unwrap();
        assert_eq!(sequence.small().unwrap(), 5);
        sequence.end().unwrap();
        assert_eq!(reader.peek(), Some(Tag::NULL));
        assert!(reader.end().is_err());
    }

    #[test]
    fn forms_that_der_does_not_allow() {
        for bytes in [
            &[0x30, 0x80, 0x00, 0x00][..],
            &[0x04, 0x81, 0x05, 0, 0, 0, 0, 0],
            &[0x04, 0x82, 0x00, 0x80],
            &[0x04, 0x85, 0, 0, 0, 0, 1],
            &[0x04, 0x02, 0x00],
            &[0x1f, 0x80, 0x01, 0x00],
            &[0x1f, 0x1e, 0x00],
            &[0x04],
            &[],
        ] {
            assert!(Reader::new(bytes).element().is_err(), "{bytes:02x?}");
        }
    }

    #[test]
    fn tags_above_thirty() {
        let mut reader = Reader::new(&[0xbf, 0x85, 0x3d, 0x02, 0x05, 0x00]);
        assert_eq!(reader.element().unwrap().tag, Tag::context(701));
    }

    #[test]
    fn integers() {
        assert_eq!(small_unsigned(&[0x00, 0xff]).unwrap(), 255);
        for content in [&[][..], &[0x00, 0x7f], &[0xff, 0x80], &[0x80], &[0x01, 0, 0, 0, 0, 0, 0, 0, 0]] {
            assert!(small_unsigned(content).is_err(), "{content:02x?}");
        }
        assert_eq!(unsigned_integer(&[0x00]).unwrap(), [0x00]);
    }

    #[test]
    fn bit_strings() {
        assert_eq!(bit_string(&[0x04, 0xf0]).unwrap(), BitString { unused: 4, bytes: &[0xf0] });
        for content in [&[][..], &[0x08, 0x00], &[0x04, 0xf8], &[0x01]] {
            assert!(bit_string(content).is_err(), "{content:02x?}");
        }
        assert!(boolean(&[0x01]).is_err());
    }

    #[test]
    fn truncation_at_every_length_is_an_error() {
        let whole = [0x30, 0x81, 0x80].into_iter().chain([0x05; 128]).collect::<Vec<u8>>();
        assert!(Reader::new(&whole).element().is_ok());
        for length in 0..whole.len() {
            assert!(Reader::new(&whole[..length]).element().is_err());
        }
    }
}
