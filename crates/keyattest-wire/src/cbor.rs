//! CBOR (RFC 8949), read strictly: definite lengths, the shortest form of every number, no map key twice, bounded depth and count.
//!
//! What is read keeps its received bytes, as signatures cover those. Floating-point numbers, `undefined` and other simple values are
//! refused: no format that is known has them. The order of map keys is not judged here.

use crate::{Bytes, Malformed, Result};
use std::collections::BTreeSet;

/// Most levels of lists, maps and tags that any caller is given.
pub const MOST_LEVELS: usize = 16;
/// Most items of one reading, those inside others included.
const MOST_ITEMS: usize = 65_536;

/// One data item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub value: Value,
    /// Its whole encoding as received.
    pub bytes: Bytes,
}

/// What a data item says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`
    Bool(bool),
    /// A byte string's content.
    Bytes(Bytes),
    /// A whole number from -2^64 to 2^64 - 1.
    Integer(i128),
    /// A list.
    List(Vec<Item>),
    /// Keys and values in their order, no key twice.
    Map(Vec<(Item, Item)>),
    /// `null`
    Null,
    /// A tagged item.
    Tag(u64, Box<Item>),
    /// A text string.
    Text(String),
}

impl Item {
    /// The one item that `bytes` are, with at most `levels` lists, maps and tags inside one another ([`MOST_LEVELS`] at most).
    ///
    /// # Errors
    /// Another form than the module says, or bytes behind the item.
    pub fn parse(bytes: &Bytes, levels: usize) -> Result<Self> {
        match Self::first(bytes, levels)? {
            (item, rest) if rest.is_empty() => Ok(item),
            _ => Err(Malformed::new("bytes behind the CBOR item").within(bytes.part())),
        }
    }

    /// The item that `bytes` begin with, and the bytes behind it.
    ///
    /// # Errors
    /// Another form than the module says.
    pub fn first(bytes: &Bytes, levels: usize) -> Result<(Self, Bytes)> {
        let mut reader = Reader { whole: bytes, rest: bytes.as_slice(), items: 0 };
        let item = reader.item(levels.min(MOST_LEVELS)).map_err(|malformed| malformed.within(bytes.part()))?;
        let rest = bytes.span(reader.rest);
        Ok((item, rest))
    }

    /// The number, if it is one; never a truth value.
    pub fn as_integer(&self) -> Option<i128> {
        if let Value::Integer(number) = self.value { Some(number) } else { None }
    }

    /// The byte string's content, if it is one.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        if let Value::Bytes(bytes) = &self.value { Some(bytes) } else { None }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// The list's items, if it is one.
    pub fn as_list(&self) -> Option<&[Self]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    /// The map's keys and values, if it is one.
    pub fn as_map(&self) -> Option<&[(Self, Self)]> {
        if let Value::Map(members) = &self.value { Some(members) } else { None }
    }

    /// A map's value under a key that is this text.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.as_map()?.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
    }

    /// A map's value under a key that is this number.
    pub fn numbered(&self, number: i128) -> Option<&Self> {
        self.as_map()?.iter().find(|(key, _)| key.as_integer() == Some(number)).map(|(_, value)| value)
    }
}

struct Reader<'a> {
    whole: &'a Bytes,
    rest: &'a [u8],
    items: usize,
}

impl<'a> Reader<'a> {
    fn item(&mut self, levels: usize) -> Result<Item> {
        self.items = self.items.saturating_add(1);
        if self.items > MOST_ITEMS {
            return Err(Malformed::new("more than 65,536 CBOR items"));
        }
        let before = self.rest;
        let value = self.value(levels)?;
        let length = before.len().saturating_sub(self.rest.len());
        Ok(Item { value, bytes: self.whole.span(before.get(..length).unwrap_or_default()) })
    }

    /// ```text
    /// initial byte: major type in the upper 3 bits, below 24 the argument itself, 24 to 27: it follows in 1, 2, 4 or 8 bytes
    /// 0 number, 1 -1 - number, 2 byte string, 3 text, 4 list, 5 map, 6 tag, 7 20 false 21 true 22 null
    /// ```
    fn value(&mut self, levels: usize) -> Result<Value> {
        let (major, argument) = self.head()?;
        let below = || levels.checked_sub(1).ok_or_else(|| Malformed::new("too many levels of CBOR"));
        Ok(match major {
            0 => Value::Integer(argument.into()),
            1 => Value::Integer((-1_i128).saturating_sub(argument.into())),
            2 => Value::Bytes(self.whole.span(self.take(argument)?)),
            3 => {
                let text = std::str::from_utf8(self.take(argument)?);
                Value::Text(text.map_err(|_| Malformed::new("CBOR text that is not UTF-8"))?.to_owned())
            }
            4 => {
                let below = below()?;
                let mut items = Vec::new();
                for _ in 0..argument {
                    items.push(self.item(below)?);
                }
                Value::List(items)
            }
            5 => self.map(argument, below()?)?,
            6 => Value::Tag(argument, Box::new(self.item(below()?)?)),
            _ => match argument {
                20 => Value::Bool(false),
                21 => Value::Bool(true),
                22 => Value::Null,
                _ => return Err(Malformed::new("CBOR of a kind that is not read")),
            },
        })
    }

    fn map(&mut self, count: u64, levels: usize) -> Result<Value> {
        let mut members: Vec<(Item, Item)> = Vec::new();
        let mut keys: BTreeSet<Vec<u8>> = BTreeSet::new();
        for _ in 0..count {
            let key = self.item(levels)?;
            // Every value has one form here, so equal keys are equal bytes.
            if !keys.insert(key.bytes.to_vec()) {
                return Err(Malformed::new("CBOR map with a key twice"));
            }
            members.push((key, self.item(levels)?));
        }
        Ok(Value::Map(members))
    }

    /// Major type and argument.
    fn head(&mut self) -> Result<(u8, u64)> {
        let first = self.byte()?;
        let (major, short) = (first >> 5, first & 0x1f);
        let (argument, least) = match short {
            0..24 => return Ok((major, short.into())),
            // Simple values and floating-point numbers.
            _ if major == 7 => return Err(Malformed::new("CBOR of a kind that is not read")),
            24 => (u64::from(self.byte()?), 24),
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 0x100),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 0x1_0000),
            27 => (u64::from_be_bytes(self.array()?), 0x1_0000_0000),
            _ => return Err(Malformed::new("CBOR of no definite length")),
        };
        if argument < least {
            return Err(Malformed::new("CBOR number that is not in its shortest form"));
        }
        Ok((major, argument))
    }

    fn byte(&mut self) -> Result<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(short)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn take(&mut self, count: u64) -> Result<&'a [u8]> {
        let split = usize::try_from(count).ok().and_then(|count| self.rest.split_at_checked(count));
        let (taken, rest) = split.ok_or_else(short)?;
        self.rest = rest;
        Ok(taken)
    }
}

fn short() -> Malformed {
    Malformed::new("CBOR ends too early")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Item> {
        Item::parse(&Bytes::new("p", bytes), 4)
    }

    fn what(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().what().to_owned()
    }

    #[test]
    fn every_kind_is_read() {
        for (bytes, number) in [
            (&[0x00][..], 0),
            (&[0x17], 23),
            (&[0x18, 24], 24),
            (&[0x19, 1, 0], 256),
            (&[0x1a, 0, 1, 0, 0], 65_536),
            (&[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], i128::from(u64::MAX)),
            (&[0x20], -1),
            (&[0x26], -7),
            (&[0x38, 0x18], -25),
            (&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -1 - i128::from(u64::MAX)),
        ] {
            assert_eq!(read(bytes).unwrap().as_integer(), Some(number));
        }
        let map = read(&[0xa3, 0x01, 0x42, 7, 8, 0x61, b'a', 0x82, 0xf4, 0xf5, 0x20, 0xd2, 0xf6]).unwrap();
        let bytes = map.numbered(1).unwrap().as_bytes().unwrap();
        assert_eq!((bytes.as_slice(), bytes.range()), (&[7, 8][..], 3..5));
        let list = map.member("a").unwrap();
        assert_eq!((list.as_list().unwrap().len(), list.bytes.range()), (2, 7..10));
        assert_eq!(list.as_list().unwrap()[1].value, Value::Bool(true));
        assert!(matches!(&map.numbered(-1).unwrap().value, Value::Tag(18, inner) if inner.value == Value::Null));
        assert_eq!((map.member("b"), map.numbered(0)), (None, None));
    }

    #[test]
    fn a_value_has_one_form_only() {
        for bytes in [
            &[0x18, 23][..],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
            &[0x58, 1, 7],
            &[0x78, 1, b'a'],
            &[0x98, 0],
            &[0xb8, 0],
            &[0xd8, 1, 0],
        ] {
            assert!(what(bytes).contains("shortest"), "{bytes:02x?}");
        }
        for bytes in [&[0x5f, 0xff][..], &[0x7f, 0xff], &[0x9f, 0xff], &[0xbf, 0xff], &[0x1c], &[0x1f]] {
            assert!(what(bytes).contains("definite"), "{bytes:02x?}");
        }
        for bytes in [&[0xf7][..], &[0xe0], &[0xf8, 32], &[0xf9, 0, 0], &[0xfa, 0, 0, 0, 0], &[0xff]] {
            assert!(what(bytes).contains("not read"), "{bytes:02x?}");
        }
        assert!(what(&[0xa2, 1, 2, 1, 3]).contains("twice"));
        assert!(what(&[0xa2, 0x61, b'a', 2, 0x61, b'a', 2]).contains("twice"));
        assert!(read(&[0xa2, 1, 2, 0x61, 1, 2]).is_ok());
        assert!(what(&[0x61, 0xff]).contains("UTF-8"));
    }

    #[test]
    fn depth_count_and_length_are_bounded() {
        assert!(read(&[0x81, 0x81, 0x81, 0x81, 0]).is_ok());
        assert!(what(&[0x81, 0x81, 0x81, 0x81, 0x80]).contains("levels"));
        assert!(what(&[0xc1, 0xc1, 0xc1, 0xc1, 0xc1, 0]).contains("levels"));
        let deep = Bytes::new("p", vec![0x81; 100_000]);
        assert!(Item::parse(&deep, usize::MAX).unwrap_err().what().contains("levels"));
        let many = [vec![0x9a, 0, 1, 0, 0], vec![0; 65_536]].concat();
        assert!(what(&many).contains("65,536"));
        assert!(what(&[0x9b, 0xff, 0, 0, 0, 0, 0, 0, 0, 0]).contains("too early"));
        assert!(what(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).contains("too early"));
    }

    #[test]
    fn the_rest_is_given_and_nothing_may_stand_behind_the_one_item() {
        let bytes = Bytes::new("p", &[0x01, 0x02][..]);
        let (item, rest) = Item::first(&bytes, 0).unwrap();
        assert_eq!((item.as_integer(), rest.as_slice(), rest.range()), (Some(1), &[2][..], 1..2));
        assert!(what(&[1, 2]).contains("behind"));
        assert!(what(&[]).contains("too early"));
    }

    #[test]
    fn no_cut_is_read_and_no_bytes_panic() {
        let whole = [0xa3, 0x01, 0x42, 7, 8, 0x61, b'a', 0x82, 0xf4, 0xf5, 0x20, 0xd2, 0xf6];
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err());
        }
        let mut state = 1_u32;
        for _ in 0..5000 {
            let mut bytes = whole;
            for _ in 0..2 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                bytes[(state >> 8) as usize % whole.len()] = (state >> 24) as u8;
            }
            let _ = read(&bytes);
        }
    }
}
