//! Why evidence is refused: what failed, where, what it means, and what to ask for.

use super::layout::{BAD, FAINT, LABEL, PLAIN, Page};
use super::wrap::shorten;
use super::{Known, hints};
use keyattest::result::{AttestationResult, Outcome};
use keyattest::{Verification, checks};

/// Each failure in its own lines, then what held.
pub fn write(result: &AttestationResult, known: &Known<'_>, page: &mut Page) {
    match (&result.malformed, result.verification) {
        (Some(malformed), _) => {
            page.styled_section("Unread", BAD, malformed.place.as_deref().unwrap_or("the submission"), LABEL);
            page.more(&shorten(&malformed.detail), PLAIN);
            page.section("hint:", &hints::of_malformed(result));
        }
        (None, Verification::Unrecognized) => page.section("hint:", hints::of_unrecognized()),
        _ => {}
    }
    for (index, check) in result.failed_checks().enumerate() {
        page.styled_section("Failed", BAD, check.id.as_str(), LABEL);
        for found in check.detail.as_deref().unwrap_or("no more is known").split("; ") {
            page.more(&shorten(found), PLAIN);
        }
        let (meaning, rest) = hints::meaning(check.id);
        // What the first one means is the answer, and stands above.
        if index > 0 {
            page.more(&format!("{meaning}."), FAINT);
        }
        // What is missing is said below, and better.
        let is_missing = check.id == checks::CHAIN_ANCHOR && !known.missing.is_empty();
        if let Some(hint) = hints::of_check(check.id, result).or(rest).filter(|_| !is_missing) {
            page.section("hint:", &hint);
        }
    }
    for missing in known.missing {
        page.styled_section("Missing", BAD, missing, PLAIN);
    }
    if !known.missing.is_empty() || result.malformed.is_some() {
        for url in hints::documentation(result) {
            page.section("See", url);
        }
    }
    let ids = |outcome| -> Vec<&str> {
        result.checks.iter().filter(|check| check.outcome == outcome).map(|check| check.id.as_str()).collect()
    };
    if result.verification != Verification::Failed {
        return;
    }
    let (held, open) = (ids(Outcome::Pass), ids(Outcome::NotReached));
    page.gap();
    let count = |number: usize| match number {
        0 => "No other check".to_owned(),
        1 => "1 other check".to_owned(),
        number => format!("{number} other checks"),
    };
    page.section("Checks", &format!("{} held, {} not reached (--output json has all)", count(held.len()), open.len()));
    if !open.is_empty() {
        page.more(&format!("not reached: {}", open.join(", ")), FAINT);
    }
    for hash in result.keys.iter().filter_map(|key| key.spki_sha256.as_ref()) {
        page.section("Key", &format!("sha256 {}, read and not verified", shorten(hash)));
    }
}
