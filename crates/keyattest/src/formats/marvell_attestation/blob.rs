//! The two layouts of an attestation, byte by byte. Integers are big-endian; the last 256 bytes are the signature over all before.
//!
//! Both are read strictly: nothing may stand between, behind or twice, and every size that is stated must be the one that is found.

use super::attributes;
use keyattest_wire::{Bytes, Malformed};
use std::collections::BTreeSet;

/// Largest attestation, in bytes.
pub(super) const MAXIMUM: usize = 64 * 1024;
/// Bytes of the signature.
const SIGNATURE: usize = 256;
/// Bytes of an object before its attributes.
const OBJECT_HEADER: usize = 12;

/// How an attestation is laid out. It decides how the signature is padded, and no signed version does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Firmware 2: one object.
    Firmware2,
    /// Firmware 3: one object or two.
    Firmware3,
}

/// An attribute of an object.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) number: u32,
    pub(super) value: Bytes,
}

/// A key object.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) handle: u32,
    pub(super) attributes: Vec<Attribute>,
}

impl Object {
    /// The value of the attribute, if it is there.
    pub(super) fn value(&self, number: u32) -> Option<&Bytes> {
        self.attributes.iter().find(|attribute| attribute.number == number).map(|attribute| &attribute.value)
    }

    /// The value where it is one byte.
    pub(super) fn byte(&self, number: u32) -> Option<u8> {
        let [byte] = **self.value(number)? else { return None };
        Some(byte)
    }

    /// The value where it is a number of four bytes.
    pub(super) fn number(&self, number: u32) -> Option<u32> {
        <[u8; 4]>::try_from(self.value(number)?.as_slice()).ok().map(u32::from_be_bytes)
    }
}

/// One attestation.
#[derive(Clone, Debug)]
pub(super) struct Blob {
    pub(super) layout: Layout,
    pub(super) signed: Bytes,
    pub(super) signature: Bytes,
    pub(super) objects: Vec<Object>,
    /// Whether a line feed stood behind it, which a tool left there.
    pub(super) line_feed: bool,
}

/// Which layout the bytes begin as.
pub(super) fn layout(bytes: &[u8]) -> Option<Layout> {
    match bytes.first_chunk::<16>()? {
        [0, 0, 0, 0, 0, 0, 0, 3, ..] => Some(Layout::Firmware3),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] => Some(Layout::Firmware2),
        _ => None,
    }
}

/// Whether the bytes begin so much like an attestation that something else is unlikely.
pub(super) fn resembles(bytes: &[u8]) -> bool {
    match (layout(bytes), bytes.get(16..32)) {
        (Some(Layout::Firmware3), Some(_)) => true,
        (Some(Layout::Firmware2), Some([a, b, c, d, .., e, f, g, h])) => {
            let (length, size) = (u32::from_be_bytes([*a, *b, *c, *d]), u32::from_be_bytes([*e, *f, *g, *h]));
            size.checked_add(12) == Some(length)
        }
        _ => false,
    }
}

/// Reads the one attestation that the bytes are.
///
/// # Errors
/// Neither layout; sizes, counts or handles that disagree; an attribute twice; anything between the objects or behind them.
pub(super) fn parse(bytes: &Bytes) -> Result<Blob, Malformed> {
    let read = match layout(bytes) {
        _ if bytes.len() > MAXIMUM => Err(Malformed::new("attestation of more than 64 KiB")),
        Some(Layout::Firmware2) => firmware_2(bytes),
        Some(Layout::Firmware3) => firmware_3(bytes),
        None => Err(Malformed::new("unsupported-layout: neither firmware 2's nor firmware 3's")),
    };
    read.map_err(|malformed| malformed.within(bytes.part()))
}

/// ```text
/// response u32 (0)  flags u32 (3)  total u32  buffer u32  handle u64 for each object
/// version u16 (1)  flags u16 (3)  offset u16 (8)  offset u16 (0: no second)  object  [object]  signature
/// ```
fn firmware_3(bytes: &Bytes) -> Result<Blob, Malformed> {
    let mut header = Fields::new(bytes);
    header.skip(8)?;
    let (total, buffer) = (header.size()?, header.size()?);
    let line_feed = bytes.len().checked_sub(1) == Some(total) && bytes.last() == Some(&b'\n');
    if total != bytes.len() && !line_feed {
        return Err(Malformed::new("total size is not the length"));
    }
    let whole = bytes.span(bytes.get(..total).unwrap_or_default());
    let (signed, signature) = split(&whole)?;
    let mut fields = Fields::new(&signed);
    fields.skip(16)?;
    let count = match signed.len().checked_sub(buffer) {
        Some(24) => 1,
        Some(32) => 2,
        _ => return Err(Malformed::new("buffer size is that of neither one object nor two")),
    };
    let first = fields.handle()?;
    let second = if count == 2 { Some(fields.handle()?) } else { None };
    let information = fields.rest.len();
    if (fields.u16()?, fields.u16()?, fields.u16()?) != (1, 3, 8) {
        return Err(Malformed::new("information header of another version, flags or offset"));
    }
    let second_offset = usize::from(fields.u16()?);
    let mut objects = vec![fields.sized_object(first)?];
    if let Some(handle) = second {
        if information.checked_sub(fields.rest.len()) != Some(second_offset) {
            return Err(Malformed::new("second object does not begin where the first one ends"));
        }
        objects.push(fields.sized_object(handle)?);
    } else if second_offset != 0 {
        return Err(Malformed::new("offset of a second object, and one handle"));
    }
    if !fields.rest.is_empty() {
        return Err(Malformed::new("bytes behind the last object"));
    }
    Ok(Blob { layout: Layout::Firmware3, signed, signature, objects, line_feed })
}

/// ```text
/// 16 zero bytes  N u32  handle u32  count u32  size u32 (N - 12)  attributes  zero bytes  signature
/// ```
/// `size` is some bytes more than the attributes have, so it does not end them; but they must fit in it.
fn firmware_2(bytes: &Bytes) -> Result<Blob, Malformed> {
    let (signed, signature) = split(bytes)?;
    let mut fields = Fields::new(&signed);
    fields.skip(16)?;
    let (length, handle, count, size) = (fields.size()?, fields.u32()?, fields.u32()?, fields.size()?);
    if length.checked_sub(OBJECT_HEADER) != Some(size) {
        return Err(Malformed::new("the two lengths of the object disagree"));
    }
    let before = fields.rest.len();
    let attributes = fields.attributes(count)?;
    if before.checked_sub(fields.rest.len()).is_none_or(|length| length > size) {
        return Err(Malformed::new("size of the object is less than that of its attributes"));
    }
    if fields.rest.iter().any(|byte| *byte != 0) {
        return Err(Malformed::new("bytes other than zero behind the attributes"));
    }
    let objects = vec![Object { handle, attributes }];
    Ok(Blob { layout: Layout::Firmware2, signed, signature, objects, line_feed: false })
}

fn split(whole: &Bytes) -> Result<(Bytes, Bytes), Malformed> {
    let (signed, signature) = whole.split_last_chunk::<SIGNATURE>().ok_or_else(short)?;
    Ok((whole.span(signed), whole.span(signature)))
}

fn short() -> Malformed {
    Malformed::new("attestation ends too early")
}

/// Fields from the front of the signed part.
struct Fields<'a> {
    whole: &'a Bytes,
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    fn new(whole: &'a Bytes) -> Self {
        Self { whole, rest: whole.as_slice() }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or_else(short)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Malformed> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(short)?;
        self.rest = rest;
        Ok(*taken)
    }

    fn skip(&mut self, count: usize) -> Result<(), Malformed> {
        self.take(count).map(|_| ())
    }

    fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    /// A `u32` that counts bytes.
    fn size(&mut self) -> Result<usize, Malformed> {
        usize::try_from(self.u32()?).map_err(|_| short())
    }

    /// The low half of a `u64`: what the object has as its handle.
    fn handle(&mut self) -> Result<u32, Malformed> {
        self.skip(4)?;
        self.u32()
    }

    /// `handle u32  count u32  size u32  attributes`, of exactly that size.
    fn sized_object(&mut self, handle: u32) -> Result<Object, Malformed> {
        if self.u32()? != handle {
            return Err(Malformed::new("handle of the object is not the header's"));
        }
        let (count, size) = (self.u32()?, self.size()?);
        let before = self.rest.len();
        let attributes = self.attributes(count)?;
        if before.checked_sub(self.rest.len()) != Some(size) {
            return Err(Malformed::new("size of the object is not that of its attributes"));
        }
        Ok(Object { handle, attributes })
    }

    /// `count` times `number u32  length u32  value`, no number twice.
    fn attributes(&mut self, count: u32) -> Result<Vec<Attribute>, Malformed> {
        let mut found = Vec::new();
        let mut numbers = BTreeSet::new();
        for _ in 0..count {
            let (number, length) = (self.u32()?, self.size()?);
            let value = self.take(length)?;
            if !numbers.insert(number) {
                return Err(Malformed::new(format!("attribute {number:#06x} {} twice", attributes::name(number))));
            }
            found.push(Attribute { number, value: self.whole.span(value) });
        }
        Ok(found)
    }
}
