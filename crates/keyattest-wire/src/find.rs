//! Looking for bytes in bytes, at the speed of memory: detection asks this of every submission, for every format.
//!
//! The one file that names the crate `memchr`.

use memchr::{memchr_iter, memmem};

/// Whether `text` stands anywhere in `bytes`.
pub fn holds(bytes: &[u8], text: &[u8]) -> bool {
    memmem::find(bytes, text).is_some()
}

/// What stands between line feeds, the last one behind the last line feed: as `split` has it.
pub fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut start = 0usize;
    memchr_iter(b'\n', bytes).chain([bytes.len()]).map(move |end| {
        let line = bytes.get(start..end).unwrap_or_default();
        start = end.saturating_add(1);
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_wherever_they_stand() {
        for (bytes, found) in [(&b"abc"[..], true), (b"xxabcxx", true), (b"ababc", true), (b"ab", false), (b"", false)]
        {
            assert_eq!(holds(bytes, b"abc"), found, "{bytes:?}");
        }
    }

    #[test]
    fn lines_are_those_of_split() {
        for bytes in [&b""[..], b"\n", b"one", b"one\ntwo", b"one\r\n\ntwo\n", b"\n\n"] {
            let expected: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            assert_eq!(lines(bytes).collect::<Vec<_>>(), expected, "{bytes:?}");
        }
    }
}
