//! A writer of CBOR (RFC 8949), in its shortest form.

/// An item's first bytes: its kind, 0 to 7, and its number.
pub fn head(kind: u8, number: u64) -> Vec<u8> {
    let first = |low: u8| kind << 5 | low;
    match number {
        0..=23 => vec![first(number as u8)],
        24..=0xff => vec![first(24), number as u8],
        0x100..=0xffff => [vec![first(25)], (number as u16).to_be_bytes().to_vec()].concat(),
        0x1_0000..=0xffff_ffff => [vec![first(26)], (number as u32).to_be_bytes().to_vec()].concat(),
        _ => [vec![first(27)], number.to_be_bytes().to_vec()].concat(),
    }
}

/// A number.
pub fn integer(value: i64) -> Vec<u8> {
    if value < 0 { head(1, (-1 - value).unsigned_abs()) } else { head(0, value.unsigned_abs()) }
}

/// A byte string.
pub fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len() as u64), content.to_vec()].concat()
}

/// A text string.
pub fn text(content: &str) -> Vec<u8> {
    [head(3, content.len() as u64), content.as_bytes().to_vec()].concat()
}

/// A map, its pairs as they come.
pub fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let members = pairs.iter().flat_map(|(key, value)| [key.as_slice(), value].concat());
    head(5, pairs.len() as u64).into_iter().chain(members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_their_shortest_form() {
        assert_eq!(
            (integer(23), integer(24), integer(-1), integer(-7)),
            (vec![0x17], vec![0x18, 24], vec![0x20], vec![0x26])
        );
        assert_eq!(bytes(&[7; 256])[..3], [0x59, 1, 0]);
        assert_eq!(map(&[(integer(1), text("a"))]), [0xa1, 1, 0x61, b'a']);
        assert_eq!(head(0, 0x1_0000), [0x1a, 0, 1, 0, 0]);
    }
}
