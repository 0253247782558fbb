//! A writer of gzip (RFC 1952), the content stored as it is.

use crate::zip::crc32;

/// One member with the plain header: no name, no time.
pub fn packed(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0];
    // Stored blocks of DEFLATE (RFC 1951, 3.2.4): whether it is the last one, length, its complement.
    let mut blocks = content.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    out.extend(crc32(content).to_le_bytes());
    out.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::{Bytes, archive};

    #[test]
    fn it_is_unpacked_again() {
        for length in [1, 65_535, 65_536, 200_000] {
            let content = vec![0x5a; length];
            let found = archive::gunzip(&Bytes::new("content", packed(&content)), length).unwrap();
            assert_eq!(found.as_slice(), content);
        }
    }
}
