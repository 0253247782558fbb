//! PEM, the textual encoding of RFC 7468, as people and tools really write it.
//!
//! Tolerated: text around the blocks, in any encoding; a byte order mark of UTF-8 in front; CRLF; blanks at both ends of a line; blank lines. Refused: whatever leaves it
//! open which bytes are meant. Labels are given as they are: which of them it takes is the format's matter.

use crate::{Bytes, Malformed, Result, base64, find};

/// Largest text that is split, in bytes.
pub const MOST_BYTES: usize = 1 << 20;
/// Most blocks in a text.
pub const MOST_BLOCKS: usize = 1024;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// One block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What the block says that it holds, as `CERTIFICATE`.
    pub label: String,
    /// The decoded bytes, named after the text and the block: `chain.pem: block 0 CERTIFICATE`.
    pub bytes: Bytes,
}

/// The blocks of a text in their order; text around them is passed over. A text without a block has none.
///
/// # Errors
/// A text or a number of blocks beyond [`MOST_BYTES`] and [`MOST_BLOCKS`]; a block that is not closed, or closed under another label; an
/// end without a beginning; headers in a block; base64 that is not canonical.
pub fn blocks(text: &Bytes) -> Result<Vec<Block>> {
    split(text, Around::Text).map_err(|malformed| malformed.within(text.part()))
}

/// As [`blocks`], of a text that holds blocks and blanks (space, tab, line ends) and nothing else.
///
/// # Errors
/// As [`blocks`]; text around the blocks.
pub fn blocks_alone(text: &Bytes) -> Result<Vec<Block>> {
    split(text, Around::Blanks).map_err(|malformed| malformed.within(text.part()))
}

/// Whether some line begins a block, whole or not.
pub fn contains(bytes: &[u8]) -> bool {
    // Most that is asked has none at all.
    find::holds(bytes, BEGIN) && find::lines(unmarked(bytes)).any(|line| trim(line).starts_with(BEGIN))
}

/// Whether the first bytes that are no blanks begin a block, whole or not.
pub fn leads(bytes: &[u8]) -> bool {
    let bytes = unmarked(bytes);
    let start = bytes.iter().position(|byte| !is_blank(*byte));
    start.and_then(|start| bytes.get(start..)).is_some_and(|rest| rest.starts_with(BEGIN))
}

/// One block, in lines of 64 digits that end in a line feed.
pub fn encode(label: &str, bytes: &[u8]) -> String {
    let mut out = format!("-----BEGIN {label}-----\n");
    let mut digits = base64::encode(bytes);
    while !digits.is_empty() {
        let rest = digits.split_off(digits.len().min(64));
        out.push_str(&digits);
        out.push('\n');
        digits = rest;
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// What may stand around blocks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Text,
    Blanks,
}

fn split(text: &Bytes, around: Around) -> Result<Vec<Block>> {
    if text.len() > MOST_BYTES {
        return Err(Malformed::new("more than 1 MiB of PEM text"));
    }
    let mut blocks = Vec::new();
    let mut open: Option<(String, Vec<u8>)> = None;
    for line in find::lines(unmarked(text)).map(trim) {
        let unfinished = open.take();
        if line.starts_with(BEGIN) {
            if unfinished.is_some() {
                return Err(unclosed());
            }
            if blocks.len() >= MOST_BLOCKS {
                return Err(Malformed::new("more than 1024 PEM blocks"));
            }
            open = Some((label(line, BEGIN)?, Vec::new()));
            continue;
        }
        match unfinished {
            None if line.starts_with(END) => return Err(Malformed::new("PEM block that ends and did not begin")),
            None if around == Around::Blanks && !line.is_empty() => {
                return Err(Malformed::new("text around the PEM blocks"));
            }
            None => {}
            Some((begun, body)) if line.starts_with(END) => {
                if label(line, END)? != begun {
                    return Err(Malformed::new("PEM block that ends under another label than it began"));
                }
                let item = format!("block {} {begun}", blocks.len());
                let Some(decoded) = base64::pem_body(&body) else {
                    return Err(Malformed::new("PEM block that is not canonical base64").within(item));
                };
                blocks.push(Block { bytes: text.derived(item, decoded), label: begun });
            }
            Some(_) if line.contains(&b':') => return Err(Malformed::new("PEM block with headers")),
            Some((begun, mut body)) => {
                body.extend_from_slice(line);
                open = Some((begun, body));
            }
        }
    }
    if open.is_some() { Err(unclosed()) } else { Ok(blocks) }
}

fn unclosed() -> Malformed {
    Malformed::new("PEM block that does not end")
}

/// Printable ASCII without hyphens, as every label in use.
fn label(line: &[u8], opening: &[u8]) -> Result<String> {
    let label = line.strip_prefix(opening).and_then(|rest| rest.strip_suffix(DASHES)).unwrap_or_default();
    let plain = label.iter().all(|byte| matches!(byte, b' '..=b'~') && *byte != b'-');
    let blank_ends = label.first() == Some(&b' ') || label.last() == Some(&b' ');
    match std::str::from_utf8(label) {
        Ok(text) if plain && !blank_ends && !text.is_empty() && text.len() <= 64 => Ok(text.to_owned()),
        _ => Err(Malformed::new("PEM line that begins or ends a block in no known form")),
    }
}

/// The text behind a byte order mark of UTF-8, which editors of Windows write.
fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Blanks, of which line ends are two.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// A line without the blanks at both ends.
fn trim(line: &[u8]) -> &[u8] {
    let start = line.iter().position(|byte| !is_blank(*byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !is_blank(*byte)).map_or(start, |last| last.saturating_add(1));
    line.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<Vec<Block>> {
        blocks(&Bytes::new("chain.pem", text.as_ref()))
    }

    fn what(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_byte_order_mark_in_front_is_none_of_the_text() {
        let text = [b"\xef\xbb\xbf", encode("CERTIFICATE", &[1; 100]).as_bytes()].concat();
        assert_eq!(read(&text).unwrap().len(), 1);
        assert!(contains(&text) && leads(&text));
        assert_eq!(blocks_alone(&Bytes::new("chain.pem", text.clone())).unwrap().len(), 1);
        assert!(!leads(&[b"\xef\xbb\xbf", text.as_slice()].concat()), "one and no more");
    }

    #[test]
    fn blocks_are_read_in_their_order_and_named() {
        let text = [encode("CERTIFICATE", &[1; 100]), encode("PKCS7", &[2])].concat();
        let read = read(&text).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].label.as_str(), read[0].bytes.as_slice()), ("CERTIFICATE", &[1; 100][..]));
        assert_eq!(read[0].bytes.part(), "chain.pem: block 0 CERTIFICATE");
        assert_eq!((read[1].label.as_str(), read[1].bytes.as_slice()), ("PKCS7", &[2][..]));
        assert_eq!(read[1].bytes.part(), "chain.pem: block 1 PKCS7");
    }

    #[test]
    fn text_line_ends_and_blanks_are_tolerated() {
        let block = encode("NEW CERTIFICATE REQUEST", &[7; 90]);
        let text = format!("subject: CN=x\n{block}trailing ----- text");
        let spread = block.replace('\n', " \t\r\n\r\n  ");
        let mut latin = b"Z\xfcrich\xff\n".to_vec();
        latin.extend_from_slice(spread.as_bytes());
        for text in [text.as_bytes(), spread.as_bytes(), block.trim_end().as_bytes(), &latin] {
            let read = read(text).unwrap();
            assert_eq!((read.len(), read[0].bytes.as_slice()), (1, &[7; 90][..]));
            assert!(contains(text));
        }
        assert_eq!(read("no block at all").unwrap(), []);
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn what_leaves_a_block_open_is_malformed() {
        let dot = |text: &str| format!("chain.pem: {text}");
        assert_eq!(what("-----BEGIN A-----\nQQ==\n"), dot("PEM block that does not end"));
        assert_eq!(
            what("-----BEGIN A-----\nQQ==\n-----BEGIN A-----\nQQ==\n-----END A-----"),
            dot("PEM block that does not end")
        );
        assert_eq!(what("-----END A-----\n"), dot("PEM block that ends and did not begin"));
        assert_eq!(
            what("-----BEGIN A-----\nQQ==\n-----END B-----\n"),
            dot("PEM block that ends under another label than it began")
        );
        assert_eq!(
            what("-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\n\nQQ==\n-----END A-----\n"),
            dot("PEM block with headers")
        );
        for body in ["QQ=", "QR==", "Q?==", "QQ==\nQQ==", "QQ==\n----"] {
            assert_eq!(
                what(&format!("-----BEGIN A-----\n{body}\n-----END A-----\n")),
                "chain.pem: block 0 A: PEM block that is not canonical base64"
            );
        }
        for line in [
            "-----BEGIN A----",
            "-----BEGIN -----",
            "-----BEGIN A-B-----",
            "-----BEGIN A----- QQ==",
            "-----BEGIN \u{e9}-----",
        ] {
            assert!(what(&format!("{line}\nQQ==\n-----END A-----")).contains("in no known form"), "{line}");
        }
    }

    #[test]
    fn text_around_blocks_can_be_refused() {
        let block = encode("CERTIFICATE", &[7]);
        let alone = |text: String| blocks_alone(&Bytes::new("p", text.into_bytes()));
        assert_eq!(alone(format!(" \r\n\t{block}\n\n{block} ")).unwrap().len(), 2);
        assert_eq!(alone(format!("{block}text")).unwrap_err().what(), "text around the PEM blocks");
        assert!(alone(format!("text\n{block}")).is_err());
        assert!(alone(format!("{block}\0")).is_err());
    }

    #[test]
    fn more_than_the_limits_is_malformed() {
        let block = "-----BEGIN A-----\nQQ==\n-----END A-----\n";
        assert_eq!(read(block.repeat(MOST_BLOCKS)).unwrap().len(), MOST_BLOCKS);
        assert!(what(&block.repeat(MOST_BLOCKS + 1)).contains("more than 1024"));
        assert!(read(vec![b' '; MOST_BYTES]).is_ok());
        assert!(read(vec![b' '; MOST_BYTES + 1]).is_err());
    }

    #[test]
    fn a_beginning_is_found_at_the_start_of_a_line_only() {
        assert!(contains(b"text\r\n-----BEGIN X"));
        assert!(!contains(b"text -----BEGIN X-----"));
        assert!(!contains(b"-----BEGINNING"));
        assert!(leads(b" \r\n\t-----BEGIN X"));
        assert!(!leads(b"text\n-----BEGIN X-----"));
        assert!(!leads(b"") && !leads(b"  "));
    }

    #[test]
    fn no_cut_reads_as_the_whole_and_none_panics() {
        let text = [encode("CERTIFICATE", &[1; 100]), encode("CERTIFICATE", &[2; 100])].concat();
        for length in 0..text.len() - 1 {
            match read(&text[..length]) {
                Ok(read) => assert!(read.len() < 2 || length == text.len() - 1, "{length}"),
                Err(malformed) => assert_eq!(malformed.place().unwrap().split(':').next(), Some("chain.pem")),
            }
        }
        let mut state = 1_u32;
        for _ in 0..2000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..3 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = state as usize % bytes.len();
                bytes[at] = (state >> 24) as u8;
            }
            let _ = (read(&bytes), contains(&bytes), leads(&bytes));
        }
    }
}
