//! One change of a submission, and all changes of it.

use super::pem_text;
use super::{Depth, SAMPLE};
use keyattest::Part;
use std::fmt;

/// One change.
#[derive(Clone, Debug)]
pub enum Change {
    /// A part and the mask of one of its bytes.
    Flip {
        /// Which part.
        part: usize,
        /// Which byte.
        byte: usize,
        /// Which bits.
        mask: u8,
    },
    /// A part cut to a length.
    Cut {
        /// Which part.
        part: usize,
        /// To how many bytes.
        length: usize,
    },
    /// A byte more, at the beginning or at the end.
    Grown {
        /// Which part.
        part: usize,
        /// Which byte.
        byte: u8,
        /// Behind the part, else before it.
        behind: bool,
    },
    /// A part taken away.
    PartDropped(usize),
    /// A part given twice.
    PartDoubled(usize),
    /// The parts in reverse order.
    PartsReversed,
    /// A PEM block taken away.
    BlockDropped(usize, usize),
    /// A PEM block given twice.
    BlockDoubled(usize, usize),
    /// A PEM block exchanged with the next.
    BlocksSwapped(usize, usize),
    /// The PEM blocks in reverse order.
    BlocksReversed(usize),
    /// A part in place of another's, from another submission.
    PartFrom {
        /// Which part.
        part: usize,
        /// Whose takes its place.
        donor: usize,
        /// Which of the donor's parts.
        from: usize,
    },
    /// A PEM block in place of another's, from another submission.
    BlockFrom {
        /// Which part.
        part: usize,
        /// Which block.
        block: usize,
        /// Whose takes its place.
        donor: usize,
        /// Which of the donor's parts.
        from: usize,
        /// Which of its blocks.
        of: usize,
    },
}

/// Another submission of the same format that passes.
#[derive(Clone, Debug)]
pub struct Donor {
    /// The case's name.
    pub name: String,
    /// Its parts.
    pub parts: Vec<Part>,
}

impl Change {
    /// Whether it changes something inside of a part's bytes, and not only which parts or blocks there are.
    pub fn is_of_bytes(&self) -> bool {
        matches!(self, Self::Flip { .. } | Self::Cut { .. })
    }

    /// The changed submission; none where nothing is changed, or nothing of it is left.
    pub fn apply(&self, parts: &[Part], donors: &[Donor]) -> Option<Vec<Part>> {
        let mut changed = parts.to_vec();
        match self {
            Self::Flip { part, byte, mask } => edit(&mut changed, *part, |bytes| bytes[*byte] ^= mask),
            Self::Cut { part, length } => edit(&mut changed, *part, |bytes| bytes.truncate(*length)),
            Self::Grown { part, byte, behind } => edit(&mut changed, *part, |bytes| {
                let at = if *behind { bytes.len() } else { 0 };
                bytes.insert(at, *byte);
            }),
            Self::PartDropped(part) => drop(changed.remove(*part)),
            Self::PartDoubled(part) => changed.insert(*part, parts[*part].clone()),
            Self::PartsReversed => changed.reverse(),
            Self::BlockDropped(part, block) => blocks(&mut changed, *part, |blocks| drop(blocks.remove(*block))),
            Self::BlockDoubled(part, block) => {
                blocks(&mut changed, *part, |blocks| blocks.insert(*block, blocks[*block].clone()));
            }
            Self::BlocksSwapped(part, block) => blocks(&mut changed, *part, |blocks| blocks.swap(*block, block + 1)),
            Self::BlocksReversed(part) => blocks(&mut changed, *part, |blocks| blocks.reverse()),
            Self::PartFrom { part, donor, from } => {
                let given = donors[*donor].parts[*from].bytes().to_vec();
                edit(&mut changed, *part, |bytes| *bytes = given);
                let same = |(one, other): (&Part, &Part)| one.bytes() == other.bytes();
                let theirs = &donors[*donor].parts;
                // Another's whole evidence is no mutant of this one.
                if changed.len() == theirs.len() && changed.iter().zip(theirs).all(same) {
                    return None;
                }
            }
            Self::BlockFrom { part, block, donor, from, of } => {
                let theirs = donors[*donor].parts[*from].bytes();
                let given = pem_text::blocks(theirs).get(*of).map(|block| theirs[block.range.clone()].to_vec())?;
                blocks(&mut changed, *part, |blocks| blocks[*block] = given);
                let single = parts.len() == 1 && donors[*donor].parts.len() == 1;
                if single && pem_text::blocks(changed[*part].bytes()) == pem_text::blocks(theirs) {
                    return None;
                }
            }
        }
        let same = changed.len() == parts.len()
            && changed.iter().zip(parts).all(|(one, other)| one.bytes() == other.bytes() && one.role() == other.role());
        if same || changed.is_empty() { None } else { Some(changed) }
    }
}

/// All changes of a submission, those of its shape first.
pub fn changes(parts: &[Part], donors: &[Donor], depth: Depth) -> Vec<Change> {
    let mut all = Vec::new();
    for (part, given) in parts.iter().enumerate() {
        let count = pem_text::blocks(given.bytes()).len();
        for (byte, behind) in [(b'\n', true), (0, true), (b' ', false)] {
            all.push(Change::Grown { part, byte, behind });
        }
        all.extend([Change::PartDropped(part), Change::PartDoubled(part)]);
        all.extend((0..count).map(|block| Change::BlockDropped(part, block)));
        all.extend((0..count).map(|block| Change::BlockDoubled(part, block)));
        all.extend((1..count).map(|block| Change::BlocksSwapped(part, block - 1)));
        if count > 1 {
            all.push(Change::BlocksReversed(part));
        }
    }
    if parts.len() > 1 {
        all.push(Change::PartsReversed);
    }
    let shapes = all.len();
    for (donor, other) in donors.iter().enumerate() {
        for (part, from) in pairs(parts.len(), other.parts.len()) {
            all.push(Change::PartFrom { part, donor, from });
            let ours = pem_text::blocks(parts[part].bytes()).len();
            let theirs = pem_text::blocks(other.parts[from].bytes()).len();
            all.extend(pairs(ours, theirs).map(|(block, of)| Change::BlockFrom { part, block, donor, from, of }));
        }
    }
    if depth == Depth::Sample {
        let exchanges = all.split_off(shapes);
        all.extend(share(exchanges.len(), SAMPLE / 4).map(|index| exchanges[index].clone()));
    }
    let lengths: Vec<usize> = parts.iter().map(|part| part.bytes().len()).collect();
    let total: usize = lengths.iter().sum();
    let place = |mut index: usize| {
        let part = lengths.iter().position(|length| {
            let inside = index < *length;
            index -= if inside { 0 } else { *length };
            inside
        });
        (part.expect("an index below the total"), index)
    };
    for index in share(total, if depth == Depth::Full { total } else { SAMPLE }) {
        let (part, byte) = place(index);
        let masks: &[u8] = if depth == Depth::Full { &[0x01, 0x80] } else { &[[0x01, 0x80][index % 2]] };
        all.extend(masks.iter().map(|mask| Change::Flip { part, byte, mask: *mask }));
    }
    for index in share(total, if depth == Depth::Full { total } else { SAMPLE / 4 }) {
        let (part, length) = place(index);
        all.push(Change::Cut { part, length });
    }
    all
}

fn pairs(ours: usize, theirs: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..ours).flat_map(move |one| (0..theirs).map(move |other| (one, other)))
}

/// `most` indices below `total`, spread evenly; all of them where there are no more.
fn share(total: usize, most: usize) -> impl Iterator<Item = usize> {
    let count = total.min(most);
    (0..count).map(move |index| index * total / count)
}

fn edit(parts: &mut [Part], index: usize, change: impl FnOnce(&mut Vec<u8>)) {
    let part = &parts[index];
    let mut bytes = part.bytes().to_vec();
    change(&mut bytes);
    let role = part.role().map(str::to_owned);
    let changed = Part::new(part.name(), bytes);
    parts[index] = match role {
        Some(role) => changed.with_role(role),
        None => changed,
    };
}

/// Changes the list of PEM blocks and keeps the text between them.
fn blocks(parts: &mut [Part], index: usize, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    edit(parts, index, |bytes| {
        let found = pem_text::blocks(bytes);
        let mut texts: Vec<Vec<u8>> = found.iter().map(|block| bytes[block.range.clone()].to_vec()).collect();
        let (Some(first), Some(last)) = (found.first(), found.last()) else { return };
        let (before, behind) = (bytes[..first.range.start].to_vec(), bytes[last.range.end..].to_vec());
        change(&mut texts);
        *bytes = [before, texts.concat(), behind].concat();
    });
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flip { part, byte, mask } => write!(f, "part {part}: byte {byte} xor {mask:#04x}"),
            Self::Cut { part, length } => write!(f, "part {part}: cut to {length} bytes"),
            Self::Grown { part, byte, behind: true } => write!(f, "part {part}: {byte:#04x} added behind"),
            Self::Grown { part, byte, .. } => write!(f, "part {part}: {byte:#04x} put before"),
            Self::PartDropped(part) => write!(f, "part {part} dropped"),
            Self::PartDoubled(part) => write!(f, "part {part} doubled"),
            Self::PartsReversed => f.write_str("parts reversed"),
            Self::BlockDropped(part, block) => write!(f, "part {part}: PEM block {block} dropped"),
            Self::BlockDoubled(part, block) => write!(f, "part {part}: PEM block {block} doubled"),
            Self::BlocksSwapped(part, block) => write!(f, "part {part}: PEM blocks {block} and {} swapped", block + 1),
            Self::BlocksReversed(part) => write!(f, "part {part}: PEM blocks reversed"),
            Self::PartFrom { part, donor, from } => write!(f, "part {part}: is part {from} of donor {donor}"),
            Self::BlockFrom { part, block, donor, from, of } => {
                write!(f, "part {part}: PEM block {block} is block {of} of part {from} of donor {donor}")
            }
        }
    }
}
