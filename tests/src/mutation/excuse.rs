//! The rules by which a mutant may verify with the same claims: per format, each with its reason.

use super::certificates::{self, Field};
use super::{Change, elements, json, pem_text};
use crate::pattern::matches;
use keyattest::Part;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// One rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Excuse {
    /// Why such a change changes nothing, with the sentence of the specification.
    pub reason: String,
    /// The cases that it is for, by the end of their name: one `*` stands for anything. All without it.
    #[serde(default = "anything")]
    pub cases: String,
    /// The parts that it is for, by name.
    #[serde(default = "anything")]
    pub part: String,
    /// What it excuses.
    pub what: What,
    /// Roles of which the result must name the same certificates as before.
    #[serde(default)]
    pub chain: Vec<String>,
    /// What claims of the module must have become, `absent` or another word: less is told, and all else is the same. Nothing without it.
    #[serde(default)]
    pub becomes: BTreeMap<String, String>,
    /// Whether the keys' claims or the module's may be those of the other submission, where something of another came in.
    #[serde(default)]
    pub mixed: bool,
}

/// What a rule excuses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum What {
    /// Bytes of one part, the first and the last included.
    Bytes(usize, usize),
    /// Whatever happens to the one part.
    Anything,
    /// A gzip that unpacks to the same bytes.
    Unpacked,
    /// A PEM text that has some of the blocks, and nothing else.
    FewerBlocks,
    /// A part that need not be there.
    PartDropped,
    /// A part given twice.
    PartDoubled,
    /// The parts in another order.
    PartOrder,
    /// A PEM block that need not be there.
    BlockDropped,
    /// A PEM block given twice.
    BlockDoubled,
    /// The PEM blocks of a part in another order.
    BlockOrder,
    /// A block more, or another in place of one, that is read over.
    BlockFromAnother,
    /// A part of another submission that says the same.
    PartFromAnother,
    /// Text and blanks outside of PEM blocks, and blanks at the ends of their lines.
    AroundBlocks,
    /// Blanks before or behind the part.
    BlanksAround,
    /// Zero bytes behind the part.
    ZerosBehind,
    /// A self-issued certificate in a PEM block that need not be there.
    RootDropped,
    /// A self-issued certificate in a PEM block in place of another of the same name.
    RootFromAnother,
    /// A self-issued certificate, outside of the fields that are judged.
    UnjudgedRoot {
        /// Fields that count.
        judged: Vec<Field>,
    },
    /// DER elements that nobody signs, or that need not be there.
    Elements {
        /// Where they are: see [`elements::differ_within`].
        at: Vec<String>,
    },
    /// JSON in which these members are the same.
    JsonBeside {
        /// Members that count.
        members: Vec<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    excuse: Vec<Excuse>,
}

fn anything() -> String {
    "*".to_owned()
}

/// The rules of a format; none where it has no file.
///
/// # Panics
/// A file that can not be read, or a rule without a reason.
pub fn excuses(format: &str) -> Vec<Excuse> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("mutation/excused").join(format!("{format}.toml"));
    let Ok(text) = std::fs::read_to_string(&path) else { return Vec::new() };
    let file: File = toml::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
    assert!(file.excuse.iter().all(|rule| rule.reason.len() > 20), "{}: a rule without a reason", path.display());
    file.excuse
}

impl Excuse {
    /// Whether the rule is for this case.
    pub fn is_for(&self, case: &str) -> bool {
        matches(&self.cases, case.rsplit('/').next().unwrap_or(case))
    }

    /// Whether the rule explains that the changed submission says the same.
    pub fn explains(&self, change: &Change, parts: &[Part], changed: &[Part]) -> bool {
        let is_part = |index: usize| matches(&self.part, parts[index].name());
        let one = match change {
            Change::Flip { part, .. }
            | Change::Cut { part, .. }
            | Change::Grown { part, .. }
            | Change::BlockDropped(part, _)
            | Change::BlockDoubled(part, _)
            | Change::BlocksSwapped(part, _)
            | Change::BlocksReversed(part)
            | Change::PartDropped(part)
            | Change::PartDoubled(part)
            | Change::PartFrom { part, .. }
            | Change::BlockFrom { part, .. } => Some(*part),
            Change::PartsReversed => None,
        };
        if one.is_some_and(|part| !is_part(part)) {
            return false;
        }
        match (&self.what, change) {
            (What::PartDropped, Change::PartDropped(_))
            | (What::PartDoubled, Change::PartDoubled(_))
            | (What::PartOrder, Change::PartsReversed)
            | (What::BlockDropped, Change::BlockDropped(..))
            | (What::BlockDoubled, Change::BlockDoubled(..))
            | (What::BlockOrder, Change::BlocksSwapped(..) | Change::BlocksReversed(_))
            | (What::BlockFromAnother, Change::BlockFrom { .. })
            | (What::PartFromAnother, Change::PartFrom { .. }) => true,
            (What::RootDropped, Change::BlockDropped(part, block)) => root(parts, *part, *block).is_some(),
            (What::RootFromAnother, Change::BlockFrom { part, block, .. }) => {
                let before = root(parts, *part, *block);
                before.is_some() && before == root(changed, *part, *block)
            }
            (What::Bytes(first, last), Change::Flip { byte, .. }) => (first..=last).contains(&byte),
            _ => match one {
                Some(part) if parts.len() == changed.len() => self.same(parts[part].bytes(), changed[part].bytes()),
                _ => false,
            },
        }
    }

    /// Whether two forms of one part are the same by the rule.
    fn same(&self, original: &[u8], mutant: &[u8]) -> bool {
        match &self.what {
            What::AroundBlocks => {
                let blocks = pem_text::blocks(original);
                !blocks.is_empty() && blocks == pem_text::blocks(mutant)
            }
            What::ZerosBehind => mutant.strip_prefix(original).is_some_and(|rest| rest.iter().all(|byte| *byte == 0)),
            What::Anything => true,
            What::Unpacked => gunzip(original).is_some_and(|content| gunzip(mutant) == Some(content)),
            What::FewerBlocks => {
                let ours = pem_text::blocks(original);
                !ours.is_empty() && pem_text::blocks(mutant).iter().all(|block| ours.contains(block))
            }
            What::BlanksAround => original.trim_ascii() == mutant.trim_ascii(),
            What::UnjudgedRoot { judged } => certificates::differ_in_unjudged_root(original, mutant, judged),
            What::Elements { at } => elements::differ_within(original, mutant, at),
            What::JsonBeside { members } => json::same_members(original, mutant, members),
            _ => false,
        }
    }
}

/// The content of a gzip of one member, nothing behind it.
fn gunzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    flate2::bufread::GzDecoder::new(bytes).take(1 << 20).read_to_end(&mut content).ok()?;
    Some(content)
}

/// The name of the self-issued certificate in a PEM block.
fn root(parts: &[Part], part: usize, block: usize) -> Option<Vec<u8>> {
    let bytes = parts[part].bytes();
    let found = pem_text::blocks(bytes);
    certificates::root_subject(&bytes[found.get(block)?.range.clone()])
}
