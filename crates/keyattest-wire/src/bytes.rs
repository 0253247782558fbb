//! A span of a part: the received bytes, and where they lie.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

/// Owned, cheap to clone, and never re-encoded: a named part's buffer and a range of it.
///
/// The name is that of the part, and of what was unpacked from it (`request.zip: key.xml`); offsets count from the start of the buffer that
/// was unpacked last.
#[derive(Clone)]
pub struct Bytes {
    part: Arc<str>,
    buffer: Arc<[u8]>,
    range: Range<usize>,
}

impl Bytes {
    /// A whole buffer of the part `part`.
    pub fn new(part: impl Into<Arc<str>>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let buffer = bytes.into();
        let range = 0..buffer.len();
        Self { part: part.into(), buffer, range }
    }

    /// The name of the part that the bytes lie in.
    pub fn part(&self) -> &str {
        &self.part
    }

    /// Where the bytes lie in the part's buffer.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        self.buffer.get(self.range.clone()).unwrap_or_default()
    }

    /// The span that `inner`, a slice of these bytes, has. A slice from elsewhere is copied, and has then a buffer of its own.
    #[must_use]
    pub fn span(&self, inner: &[u8]) -> Self {
        let offset = inner.as_ptr().addr().checked_sub(self.buffer.as_ptr().addr());
        let range = offset.and_then(|start| Some(start..start.checked_add(inner.len())?));
        match range {
            Some(range) if range.end <= self.buffer.len() => {
                Self { part: self.part.clone(), buffer: self.buffer.clone(), range }
            }
            _ => Self::new(self.part.clone(), inner),
        }
    }

    /// The same bytes under a longer name: `chain.p7b` becomes `chain.p7b: certificate 0`.
    #[must_use]
    pub fn named(&self, item: impl fmt::Display) -> Self {
        Self { part: format!("{}: {item}", self.part).into(), buffer: self.buffer.clone(), range: self.range.clone() }
    }

    /// The same bytes under another name, where what they were unpacked from has one that says more.
    #[must_use]
    pub fn renamed(&self, part: &str) -> Self {
        Self { part: part.into(), buffer: self.buffer.clone(), range: self.range.clone() }
    }

    /// Bytes that were unpacked or decoded from these, under the longer name.
    #[must_use]
    pub fn derived(&self, item: impl fmt::Display, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::new(format!("{}: {item}", self.part), bytes)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self.as_slice()
    }
}

impl PartialEq for Bytes {
    /// The same bytes, wherever they lie.
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Bytes {}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}..{}]", self.part, self.range.start, self.range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_knows_its_place_and_a_foreign_slice_is_copied() {
        let bytes = Bytes::new("part", &b"0123456789"[..]);
        let middle = bytes.span(&bytes[3..6]);
        assert_eq!((middle.as_slice(), middle.range()), (&b"345"[..], 3..6));
        assert_eq!(middle.span(&middle[1..]).range(), 4..6);
        let foreign = bytes.span(b"elsewhere");
        assert_eq!((foreign.as_slice(), foreign.range()), (&b"elsewhere"[..], 0..9));
    }
}
