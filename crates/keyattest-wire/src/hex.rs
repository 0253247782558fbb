//! Hexadecimal text.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// Lower-case hexadecimal digits, two a byte.
pub fn encode(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Whole bytes from hexadecimal digits of either case, and nothing else.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}
