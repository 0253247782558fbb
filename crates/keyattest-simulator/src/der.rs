//! A writer of DER. It writes what it is told, also what no reader should take.

use keyattest_trust::Hash;
use keyattest_wire::spki::{encode, encode_unsigned};
use keyattest_wire::{Oid, Time};

/// An element with a one-byte tag around the parts.
pub fn element(tag: u8, parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    encode(tag, &parts.into_iter().collect::<Vec<_>>().concat())
}

/// SEQUENCE
pub fn sequence(members: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    element(0x30, members)
}

/// SET with its members as they come: DER would sort them.
pub fn set(members: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    element(0x31, members)
}

/// Constructed `[number]`, below 31: EXPLICIT around one element, or IMPLICIT in place of SEQUENCE or SET.
pub fn context(number: u8, members: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    element(0xa0 | (number & 0x1f), members)
}

/// OBJECT IDENTIFIER
pub fn oid(oid: &Oid) -> Vec<u8> {
    encode(0x06, oid.as_der())
}

/// INTEGER
pub fn integer(value: u64) -> Vec<u8> {
    encode_unsigned(&value.to_be_bytes())
}

/// INTEGER of a big-endian number that is not negative.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    encode_unsigned(magnitude)
}

/// BOOLEAN
pub fn boolean(value: bool) -> Vec<u8> {
    encode(0x01, &[if value { 0xff } else { 0x00 }])
}

/// NULL
pub fn null() -> Vec<u8> {
    encode(0x05, &[])
}

/// OCTET STRING
pub fn octet_string(content: &[u8]) -> Vec<u8> {
    encode(0x04, content)
}

/// BIT STRING of whole bytes.
pub fn bit_string(content: &[u8]) -> Vec<u8> {
    encode(0x03, &[&[0], content].concat())
}

/// BIT STRING of named bits, the first in the highest bit; zeros at the end are dropped, as DER wants it.
pub fn named_bits(bits: u16) -> Vec<u8> {
    let bytes = bits.to_be_bytes();
    let used = if bits == 0 { 0 } else { 2 - usize::from(bytes[1] == 0) };
    let unused = if used == 0 { 0 } else { (bits.trailing_zeros() % 8) as u8 };
    encode(0x03, &[&[unused], &bytes[..used]].concat())
}

/// UTF8String
pub fn utf8(text: &str) -> Vec<u8> {
    encode(0x0c, text.as_bytes())
}

/// PrintableString
pub fn printable(text: &str) -> Vec<u8> {
    encode(0x13, text.as_bytes())
}

/// UTCTime until 2049, GeneralizedTime from 2050, as RFC 5280 wants it.
pub fn time(time: Time) -> Vec<u8> {
    let digits: String = time.to_string().chars().filter(char::is_ascii_digit).collect();
    let year: u16 = digits[..4].parse().unwrap_or(0);
    if (1950..2050).contains(&year) {
        encode(0x17, format!("{}Z", &digits[2..]).as_bytes())
    } else {
        encode(0x18, format!("{digits}Z").as_bytes())
    }
}

/// AlgorithmIdentifier whose parameters are as given; empty leaves them out.
pub fn algorithm(algorithm: &Oid, parameters: Vec<u8>) -> Vec<u8> {
    sequence([oid(algorithm), parameters])
}

/// `SEQUENCE { toBeSigned, algorithm, signature BIT STRING }`: certificates and requests.
pub fn signed(to_be_signed: Vec<u8>, algorithm: Vec<u8>, signature: &[u8]) -> Vec<u8> {
    sequence([to_be_signed, algorithm, bit_string(signature)])
}

/// DigestInfo (RFC 8017) of a message.
pub fn digest_info(hash: Hash, message: &[u8]) -> Vec<u8> {
    sequence([algorithm(&hash.oid(), null()), octet_string(&hash.digest(message))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_bits_are_minimal() {
        assert_eq!(named_bits(0), [3, 1, 0]);
        assert_eq!(named_bits(0x8000), [3, 2, 7, 0x80]);
        assert_eq!(named_bits(0x0600), [3, 2, 1, 0x06]);
        assert_eq!(named_bits(0x0080), [3, 3, 7, 0x00, 0x80]);
    }

    #[test]
    fn times_of_both_forms() {
        let at = |text| Time::parse_rfc3339(text).unwrap();
        assert_eq!(time(at("2049-12-31T23:59:59Z")), [&[0x17, 13][..], b"491231235959Z"].concat());
        assert_eq!(time(at("2050-01-01T00:00:00Z")), [&[0x18, 15][..], b"20500101000000Z"].concat());
    }
}
