//! DDDS, the encoding of warrants: values that begin with one byte of tag, big-endian, in one encoding each.
//!
//! A text is not the symbol of the same letters.

use keyattest_wire::{Bytes, Malformed, Result};

/// Most lists and maps inside one another.
const LEVELS: usize = 8;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// The whole encoding.
    pub(super) bytes: Bytes,
    pub(super) value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Bytes(Bytes),
    /// A number above 31, big-endian without leading zeros.
    Large(Vec<u8>),
    List(Vec<Item>),
    /// No name stands twice.
    Map(Vec<(String, Item)>),
    Small(u8),
    Symbol(String),
    Text(String),
}

impl PartialEq for Item {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Item {}

impl Item {
    /// The one value that `bytes` are.
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let mut rest = bytes.as_slice();
        let item = read(bytes, &mut rest, LEVELS)
            .and_then(|item| if rest.is_empty() { Ok(item) } else { Err(Malformed::new("bytes behind the value")) });
        item.map_err(|malformed| {
            let position = bytes.len().saturating_sub(rest.len());
            malformed.within(format!("{}: before byte {position}", bytes.part()))
        })
    }

    /// The member of this name, if this is a map that has it.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        self.as_map()?.iter().find(|(known, _)| known == name).map(|(_, item)| item)
    }

    pub(super) fn as_bytes(&self) -> Option<&Bytes> {
        if let Value::Bytes(bytes) = &self.value { Some(bytes) } else { None }
    }

    pub(super) fn as_list(&self) -> Option<&[Self]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    pub(super) fn as_map(&self) -> Option<&[(String, Self)]> {
        if let Value::Map(members) = &self.value { Some(members) } else { None }
    }

    /// A number, big-endian without leading zeros.
    pub(super) fn as_number(&self) -> Option<Vec<u8>> {
        match &self.value {
            Value::Large(number) => Some(number.clone()),
            Value::Small(0) => Some(Vec::new()),
            Value::Small(number) => Some(vec![*number]),
            _ => None,
        }
    }

    pub(super) fn as_small(&self) -> Option<u8> {
        if let Value::Small(number) = &self.value { Some(*number) } else { None }
    }

    pub(super) fn as_symbol(&self) -> Option<&str> {
        if let Value::Symbol(symbol) = &self.value { Some(symbol) } else { None }
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }
}

fn read(whole: &Bytes, rest: &mut &[u8], levels: usize) -> Result<Item> {
    let before = *rest;
    let value = match byte(rest)? {
        number @ 0x00..=0x1f => Value::Small(number),
        tag @ 0x20..=0x2f => Value::Text(letters(take(rest, low(tag))?)?),
        tag @ 0x30..=0x3f => Value::Symbol(letters(take(rest, low(tag))?)?),
        tag @ 0x90..=0x9f => {
            let below = below(levels)?;
            let mut items = Vec::new();
            for _ in 0..low(tag) {
                items.push(read(whole, rest, below)?);
            }
            Value::List(items)
        }
        tag @ 0xb0..=0xbf => Value::Map(map(low(tag), whole, rest, below(levels)?)?),
        0xc4 => {
            let length = usize::from(byte(rest)?);
            if length <= 15 {
                return Err(Malformed::new("a short symbol in the long form"));
            }
            Value::Symbol(letters(take(rest, length)?)?)
        }
        tag @ (0xc5 | 0xd5) => Value::Bytes(whole.span(block(tag, rest)?)),
        0xf4 => {
            let tag = byte(rest)?;
            let number = block(tag, rest)?;
            Value::Large(number.iter().copied().skip_while(|byte| *byte == 0).collect())
        }
        tag => return Err(Malformed::new(format!("the unknown tag {tag:#04x}"))),
    };
    let length = before.len().saturating_sub(rest.len());
    Ok(Item { bytes: whole.span(before.get(..length).unwrap_or_default()), value })
}

fn map(count: usize, whole: &Bytes, rest: &mut &[u8], levels: usize) -> Result<Vec<(String, Item)>> {
    let mut members: Vec<(String, Item)> = Vec::new();
    for _ in 0..count {
        let Value::Symbol(name) = read(whole, rest, levels)?.value else {
            return Err(Malformed::new("a member's name that is no symbol"));
        };
        if members.iter().any(|(known, _)| *known == name) {
            return Err(Malformed::new(format!("the member {name} stands twice")));
        }
        members.push((name, read(whole, rest, levels)?));
    }
    Ok(members)
}

/// The content of bytes with this tag, whose length takes the shortest form.
fn block<'a>(tag: u8, rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let length = match tag {
        0xc5 => usize::from(byte(rest)?),
        0xd5 => usize::from(u16::from_be_bytes([byte(rest)?, byte(rest)?])),
        _ => return Err(Malformed::new("a large number that is no bytes")),
    };
    if tag == 0xd5 && length <= 0xff {
        return Err(Malformed::new("few bytes in the long form"));
    }
    take(rest, length)
}

fn below(levels: usize) -> Result<usize> {
    levels.checked_sub(1).ok_or_else(|| Malformed::new("more than eight lists or maps inside one another"))
}

fn low(tag: u8) -> usize {
    usize::from(tag & 0x0f)
}

fn letters(bytes: &[u8]) -> Result<String> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)));
    text.map(str::to_owned).ok_or_else(|| Malformed::new("letters that are not printable ASCII"))
}

fn byte(rest: &mut &[u8]) -> Result<u8> {
    match take(rest, 1)? {
        [byte] => Ok(*byte),
        _ => Err(Malformed::new("ends too early")),
    }
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length).ok_or_else(|| Malformed::new("ends too early"))?;
    *rest = after;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Item> {
        Item::parse(&Bytes::new("warrant", bytes))
    }

    #[test]
    fn every_kind_of_value() {
        let bytes = [
            &[0x97, 0x1f, 0x22][..],
            b"ab\x32ab\xc5\x02xy\xf4\xc5\x03\0\x01\x02\xb1\x31k\x05",
            &[0xc4, 16],
            &[b's'; 16],
        ];
        let item = parse(&bytes.concat()).unwrap();
        let list = item.as_list().unwrap();
        assert_eq!((list[0].as_small(), list[0].as_number()), (Some(31), Some(vec![31])));
        assert_eq!((list[1].as_text(), list[1].as_symbol()), (Some("ab"), None));
        assert_eq!((list[2].as_symbol(), list[2].as_text()), (Some("ab"), None));
        assert_ne!(list[1], list[2]);
        assert_eq!(list[3].as_bytes().map(|bytes| (bytes.to_vec(), bytes.range())), Some((b"xy".to_vec(), 10..12)));
        assert_eq!(list[4].as_number(), Some(vec![1, 2]));
        assert_eq!(list[5].member("k").and_then(Item::as_small), Some(5));
        assert_eq!(list[5].bytes.as_slice(), b"\xb1\x31k\x05");
        assert_eq!(list[6].as_symbol(), Some("ssssssssssssssss"));
        let long = [&[0xd5, 1, 0][..], &[7; 256]].concat();
        assert_eq!(parse(&long).unwrap().as_bytes().map(|bytes| bytes.len()), Some(256));
        assert_eq!(parse(&[0]).unwrap().as_number(), Some(Vec::new()));
    }

    #[test]
    fn other_encodings_are_malformed() {
        for wrong in [
            &b""[..],
            b"\x22a",
            b"\x21\x0a",
            b"\x31\xe9",
            b"\xc4\x02ab",
            b"\xd5\x00\x02ab",
            b"\xc5\x02a",
            b"\xf4\x05",
            b"\xf4",
            b"\x91",
            b"\x90\x00",
            b"\xb1\x21k\x05",
            b"\xb2\x31k\x05\x31k\x06",
            b"\xb1\x31k",
            b"\x40",
            b"\xc0",
            b"\xff",
        ] {
            assert!(parse(wrong).is_err(), "{wrong:02x?}");
        }
    }

    #[test]
    fn eight_levels_and_no_more() {
        let lists = |levels: usize| [vec![0x91; levels], vec![0]].concat();
        assert!(parse(&lists(8)).is_ok());
        assert!(parse(&lists(9)).is_err());
        assert!(parse(&lists(60_000)).is_err());
    }
}
