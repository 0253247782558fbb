//! PEM blocks as text: a second reading, which knows nothing of the one under test.

use std::ops::Range;

/// A block, from the first byte of its first line to the end of its last.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it stands, line end included.
    pub range: Range<usize>,
    /// Its label.
    pub label: Vec<u8>,
    /// The base64 digits without blanks at the ends of lines.
    pub digits: Vec<u8>,
}

impl PartialEq for Block {
    /// The same block, wherever it stands.
    fn eq(&self, other: &Self) -> bool {
        (&self.label, &self.digits) == (&other.label, &other.digits)
    }
}

/// The closed blocks of a text; none where one is not closed.
pub fn blocks(text: &[u8]) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let (begin, end) = (start, start + line.len());
        start = end;
        let line = line.trim_ascii();
        let label = |lead: &[u8]| line.strip_prefix(lead)?.strip_suffix(b"-----");
        if let Some(label) = label(b"-----BEGIN ") {
            if open.is_some() {
                return Vec::new();
            }
            open = Some(Block { range: begin..end, label: label.to_vec(), digits: Vec::new() });
        } else if let Some(label) = label(b"-----END ") {
            match open.take() {
                Some(mut block) if block.label == label => {
                    block.range.end = end;
                    found.push(block);
                }
                _ => return Vec::new(),
            }
        } else if let Some(block) = &mut open {
            block.digits.extend_from_slice(line);
        }
    }
    if open.is_some() { Vec::new() } else { found }
}
