//! Mutation: genuine evidence with one thing changed must be refused, or say exactly the same for a reason that was reviewed.
//!
//! A mutant that panics, or that verifies with another key or another claim, is a defect whatever a rule says. One that verifies with the same
//! claims must lie in a range that the format's file `tests/mutation/excused/FORMAT.toml` lists with its reason.

mod certificates;
mod change;
mod elements;
mod excuse;
mod json;
mod pem_text;
mod sweep;

pub use change::{Change, Donor, changes};
pub use excuse::{Excuse, excuses};
pub use sweep::{Sweep, Tally, Told, sweep};

use crate::case::Case;

/// The most changes of bytes that are tried of one case in a test run; the full sweep tries all.
const SAMPLE: usize = 160;

/// How much is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Every byte, twice, every length, every donor.
    Full,
    /// The same share of every case on every run.
    Sample,
}

impl Depth {
    /// Full where `KEYATTEST_MUTATION=full` is set.
    pub fn from_environment() -> Self {
        if std::env::var_os("KEYATTEST_MUTATION").is_some_and(|value| value == "full") {
            Self::Full
        } else {
            Self::Sample
        }
    }
}

/// The cases of a format whose evidence is mutated: those that pass and are a vendor's own or controls; where there are none, all that pass.
pub fn subjects(cases: &[Case], format: &str, depth: Depth) -> Vec<Case> {
    let passing = || cases.iter().filter(|case| case.format == format && case.expect.verdict == "pass");
    let named = |case: &Case, word: &str| case.name.contains(word);
    let mut chosen: Vec<Case> = passing().filter(|case| case.is_real() || named(case, "carrier")).cloned().collect();
    let controls: Vec<&Case> = passing().filter(|case| !case.is_real() && named(case, "control")).collect();
    let most = if depth == Depth::Full { controls.len() } else { 1 };
    chosen.extend(controls.into_iter().take(most).cloned());
    if chosen.is_empty() {
        chosen.extend(passing().take(if depth == Depth::Full { usize::MAX } else { 2 }).cloned());
    }
    chosen
}
