//! Base64 text (RFC 4648), read so that no two texts of one kind stand for the same bytes.
//!
//! Bits left over must be zero everywhere, and padding stands at the end or nowhere: `data-encoding` reads padded texts behind one
//! another as one, so padding is judged here and only digits are handed to it.

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, Encoding};

/// What may stand behind the digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Padding {
    Whole,
    WholeOrNone,
}

/// Standard alphabet, padded, on one line (section 4).
pub fn canonical(text: &[u8]) -> Option<Vec<u8>> {
    decode(text, &BASE64_NOPAD, Padding::Whole)
}

/// Alphabet that is safe in URLs, on one line, with all of the padding or none of it (section 5).
pub fn canonical_url(text: &[u8]) -> Option<Vec<u8>> {
    decode(text, &BASE64URL_NOPAD, Padding::WholeOrNone)
}

/// Either alphabet, but one of the two in a text, on one line, with all of the padding or none of it.
pub fn canonical_either(text: &[u8]) -> Option<Vec<u8>> {
    let url = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
    decode(text, &if url { BASE64URL_NOPAD } else { BASE64_NOPAD }, Padding::WholeOrNone)
}

/// As [`canonical`], with ASCII white space anywhere.
pub fn pem_body(text: &[u8]) -> Option<Vec<u8>> {
    // Mostly there is none left, and asking so, without an end in the middle, is many times cheaper than copying byte by byte.
    if !text.iter().fold(false, |found, byte| found | byte.is_ascii_whitespace()) {
        return canonical(text);
    }
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    canonical(&digits)
}

/// Standard alphabet, padded, on one line.
pub fn encode(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

fn decode(text: &[u8], digits_of: &Encoding, padding: Padding) -> Option<Vec<u8>> {
    let length = text.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last.saturating_add(1));
    let (digits, padded) = text.split_at_checked(length)?;
    let whole = match digits.len().checked_rem(4)? {
        0 => 0,
        2 => 2,
        3 => 1,
        _ => return None,
    };
    let fits = padded.len() == whole || (padding == Padding::WholeOrNone && padded.is_empty());
    if fits { digits_of.decode(digits).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_reads_back() {
        for length in 0..70 {
            let bytes: Vec<u8> = (0..length).map(|index: u8| index.wrapping_mul(37)).collect();
            let text = encode(&bytes);
            assert_eq!(canonical(text.as_bytes()), Some(bytes.clone()));
            assert_eq!(canonical_either(text.as_bytes()), Some(bytes.clone()));
            let url = text.replace('+', "-").replace('/', "_");
            for text in [url.as_str(), url.trim_end_matches('=')] {
                assert_eq!(canonical_url(text.as_bytes()), Some(bytes.clone()));
                assert_eq!(canonical_either(text.as_bytes()), Some(bytes.clone()));
            }
        }
    }

    #[test]
    fn a_text_that_is_not_canonical_is_refused() {
        for text in [
            "QQ", "QQ=", "QQ===", "QR==", "QQ==QQ==", "QQ==QUJD", "QQ= =", "Q", "Q===", "=", "====", "QUJD\n", " QUJD",
            "-_-_", "QUJ",
        ] {
            assert_eq!(canonical(text.as_bytes()), None, "{text:?}");
        }
        for text in ["QQ=", "QR", "QQ==QQ==", "+/+/", "QUJD\n", "Q", "QQ==="] {
            assert_eq!(canonical_url(text.as_bytes()), None, "{text:?}");
        }
        for text in ["QQ=", "QR", "QQ==QQ==", "+/-_", "QUJD\n", "Q"] {
            assert_eq!(canonical_either(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn white_space_is_passed_over_in_a_pem_body_only() {
        assert_eq!(pem_body(b"Q UJ\r\nDQ\tQ=\n=\n").as_deref(), Some(&b"ABCA"[..]));
        assert_eq!(pem_body(b"QQ"), None);
        assert_eq!(pem_body("QQ=\u{a0}=".as_bytes()), None);
        assert_eq!(pem_body(b"QQ==\nQQ=="), None);
    }

    #[test]
    fn no_bytes_make_it_panic() {
        for seed in 0..4096_u32 {
            let bytes: Vec<u8> = (0..seed % 9).map(|index| (seed.wrapping_mul(2_654_435_761) >> index) as u8).collect();
            let _ = (canonical(&bytes), canonical_url(&bytes), canonical_either(&bytes), pem_body(&bytes));
        }
    }
}
