//! Object identifiers, compared whole.

use crate::{Malformed, Result};
use std::fmt;

const CAPACITY: usize = 63;

/// An object identifier by its DER content, at most 63 bytes long.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid {
    length: u8,
    content: [u8; CAPACITY],
}

impl Oid {
    /// The object identifier with these arcs, for constants.
    ///
    /// # Panics
    /// When there are fewer than two arcs, the first two are out of range, or the whole is too long: at compile time, in a constant.
    #[allow(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]
    pub const fn new(arcs: &[u64]) -> Self {
        assert!(arcs.len() >= 2 && arcs[0] <= 2 && (arcs[0] == 2 || arcs[1] < 40), "first two arcs");
        let mut content = [0; CAPACITY];
        let mut length = 0;
        let mut index = 1;
        while index < arcs.len() {
            let arc = if index == 1 { arcs[0] * 40 + arcs[1] } else { arcs[index] };
            let mut groups = 1;
            while groups < 10 && arc >> (7 * groups) != 0 {
                groups += 1;
            }
            while groups > 0 {
                groups -= 1;
                let more = if groups > 0 { 0x80 } else { 0 };
                content[length] = (((arc >> (7 * groups)) & 0x7f) as u8) | more;
                length += 1;
            }
            index += 1;
        }
        Self { length: length as u8, content }
    }

    /// Reads the content of a DER OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// Empty, longer than 63 bytes, an arc that is padded, unfinished, or above 2^63.
    pub fn from_der(content: &[u8]) -> Result<Self> {
        let mut stored = [0; CAPACITY];
        let (Some(place), Ok(length)) = (stored.get_mut(..content.len()), u8::try_from(content.len())) else {
            return Err(Malformed::new("object identifier longer than 63 bytes"));
        };
        place.copy_from_slice(content);
        let mut fresh = true;
        let mut bits = 0u32;
        for byte in content {
            if fresh && *byte == 0x80 {
                return Err(Malformed::new("object identifier with a padded arc"));
            }
            bits = bits.saturating_add(7);
            if bits > 63 {
                return Err(Malformed::new("object identifier with an arc above 2^63"));
            }
            fresh = byte & 0x80 == 0;
            if fresh {
                bits = 0;
            }
        }
        if content.is_empty() || !fresh {
            return Err(Malformed::new("object identifier that is empty or ends within an arc"));
        }
        Ok(Self { length, content: stored })
    }

    /// Reads dotted digits, as `1.2.840.113549`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut arcs = Vec::new();
        for arc in text.split('.') {
            let plain = arc == "0" || (!arc.starts_with('0') && arc.bytes().all(|byte| byte.is_ascii_digit()));
            arcs.push(arc.parse::<u64>().ok().filter(|arc| plain && *arc < 1 << 62)?);
        }
        let [first, second, ..] = arcs.as_slice() else { return None };
        let short = arcs.len() <= 6 || text.len() <= CAPACITY;
        (*first <= 2 && (*first == 2 || *second < 40) && short).then(|| Self::new(&arcs))
    }

    /// The DER content, without tag and length.
    pub fn as_der(&self) -> &[u8] {
        self.content.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// Whether this is an identifier below `arc`, not `arc` itself.
    pub fn is_below(&self, arc: &Self) -> bool {
        self.length > arc.length && self.as_der().starts_with(arc.as_der())
    }

    /// The arcs below `arc`, where this is below it.
    pub fn below(&self, arc: &Self) -> Option<Vec<u64>> {
        let rest = self.as_der().strip_prefix(arc.as_der()).filter(|rest| !rest.is_empty())?;
        Some(arcs(rest).collect())
    }
}

fn arcs(content: &[u8]) -> impl Iterator<Item = u64> {
    let mut value = 0u64;
    content.iter().filter_map(move |byte| {
        value = (value << 7) | u64::from(byte & 0x7f);
        let done = byte & 0x80 == 0;
        let arc = value;
        if done {
            value = 0;
        }
        done.then_some(arc)
    })
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in arcs(self.as_der()).enumerate() {
            match (index, arc) {
                (0, 0..40) => write!(f, "0.{arc}")?,
                (0, 40..80) => write!(f, "1.{}", arc.saturating_sub(40))?,
                (0, _) => write!(f, "2.{}", arc.saturating_sub(80))?,
                _ => write!(f, ".{arc}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_encode_as_der_and_print_as_dotted_digits() {
        const YUBICO: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 3, 3]);
        assert_eq!(YUBICO.as_der(), [0x2b, 6, 1, 4, 1, 0x82, 0xc4, 0x0a, 3, 3]);
        assert_eq!(YUBICO.to_string(), "1.3.6.1.4.1.41482.3.3");
        assert_eq!(Oid::parse("2.23.133.8.3").unwrap().to_string(), "2.23.133.8.3");
        assert_eq!(Oid::parse("1.3.6.1.4.1.41482.3.3"), Some(YUBICO));
    }

    #[test]
    fn padded_unfinished_and_empty_ones_are_malformed() {
        for content in [&[][..], &[0x2b, 0x80, 0x01], &[0x2b, 0x86], &[0x2b; 64]] {
            assert!(Oid::from_der(content).is_err(), "{content:02x?}");
        }
    }

    #[test]
    fn below_is_by_whole_arcs() {
        let arc = Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 1]);
        assert!(Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 1, 13]).is_below(&arc));
        assert!(!arc.is_below(&arc));
        assert!(!Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 10]).is_below(&arc));
        assert_eq!(Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 1, 13]).below(&arc), Some(vec![13]));
    }
}
