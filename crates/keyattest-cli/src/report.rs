//! Reports for people: the answer first, then what it rests on. Nothing that came with evidence reaches the terminal but printable
//! characters.

mod answer;
mod chain;
mod claims;
mod hints;
mod layout;
mod outline;
mod refusal;
mod wrap;

use keyattest::claims::{KEY_TYPE, MODEL, VENDOR};
use keyattest::result::{AttestationResult, KeyResult, Requirement, RequirementOutcome, Status, SubjectKind};
use keyattest::{Verification, formats};
use layout::{BAD, DOUBT, FAINT, GOOD, INDENT, PLAIN, Page, cell};
use wrap::shorten;

pub use layout::table;
pub use outline::{detection, outline};
pub use wrap::{clean, wrap};

/// What the program knows beside the result.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'k> {
    /// The name of the subject's file.
    pub subject: Option<&'k str>,
    /// What the evidence lacks, where that can be seen.
    pub missing: &'k [String],
}

/// The report on a result, in lines of at most `width` columns.
pub fn result(result: &AttestationResult, known: &Known<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    let (mark, style) = match result.status {
        Status::Affirming => ("✔", GOOD),
        Status::Warning | Status::None => ("!", DOUBT),
        _ => ("✘", BAD),
    };
    let word = match result.status {
        Status::None => "VERIFIED".to_owned(),
        status => status.as_str().to_uppercase(),
    };
    page.answer(&format!("{mark} {word}"), style, &answer::sentence(result, known));
    page.gap();
    let part = match result.evidence.as_slice() {
        [part] => Some(part.name.as_str()),
        _ => None,
    };
    if result.verification == Verification::Verified {
        verified(result, part, &mut page);
    } else {
        refusal::write(result, known, &mut page);
    }
    evidence(result, part, &mut page);
    chain::draw(result, &mut page);
    policy(result, &mut page);
    if let (Verification::Verified, Some(format)) =
        (result.verification, result.format.as_deref().and_then(formats::by_id))
    {
        page.section("Not told", &format.about().not_told.join(" · "));
    }
    remarks(result, part, &mut page);
    page.finish()
}

fn verified(result: &AttestationResult, part: Option<&str>, page: &mut Page) {
    let several = result.keys.len() > 1;
    for (index, key) in result.keys.iter().enumerate() {
        let label = if several { format!("Key {}", index + 1) } else { "Key".to_owned() };
        let kind = key.claims.get(KEY_TYPE).map(|claim| claim.value.to_string()).unwrap_or_default();
        let hash = key.spki_sha256.as_ref().map(|hash| format!("sha256 {}", shorten(hash)));
        page.section(
            &label,
            &format!("{kind}, {}", hash.as_deref().unwrap_or("a secret key, which has no public half")),
        );
        page.more(&bound(result, key), PLAIN);
        claims::table(&key.claims, &[KEY_TYPE], part, page);
    }
    let told = |id| result.module.claims.get(id).map(|claim| claim.value.to_string());
    let names: Vec<String> = [VENDOR, MODEL].into_iter().filter_map(told).collect();
    let unnamed = if result.module.claims.is_empty() { "nothing is told of it" } else { "" };
    page.section("Module", if names.is_empty() { unnamed.to_owned() } else { names.join(" ") }.as_str());
    claims::table(&result.module.claims, &[], part, page);
}

/// Whose key it is.
fn bound(result: &AttestationResult, key: &KeyResult) -> String {
    let Some(subject) = &result.subject else { return "no subject was given".to_owned() };
    if !key.is_subject {
        return "not the subject's key".to_owned();
    }
    let (whose, own) = match subject.kind {
        SubjectKind::Csr => ("the CSR's key", "the CSR's own signature is good"),
        SubjectKind::Certificate => ("the certificate's key", "the certificate's own signature is good"),
        _ => ("the subject's key", "its own signature is good"),
    };
    match subject.proof_of_possession {
        Some(true) => format!("{whose}; {own}"),
        _ => format!("{whose}; that the subject holds it is not shown"),
    }
}

/// What was judged, as what, and when.
fn evidence(result: &AttestationResult, part: Option<&str>, page: &mut Page) {
    let format = result.format.as_deref().and_then(formats::by_id);
    let title = format.map_or("no known format", |format| format.about().title);
    page.section("Evidence", title);
    for part in &result.evidence {
        page.more(&format!("{}: {} bytes, sha256 {}", part.name, part.bytes, shorten(&part.sha256)), FAINT);
    }
    page.more(&format!("judged for {} by {} {}", result.at, result.verifier.name, result.verifier.version), FAINT);
    claims::table(&result.transaction.claims, &[], part, page);
}

fn policy(result: &AttestationResult, page: &mut Page) {
    let Some(policy) = &result.policy else {
        if result.verification == Verification::Verified {
            page.section("Policy", "none was applied: what the evidence says was not judged");
        }
        return;
    };
    let count = |outcome| policy.requirements.iter().filter(|requirement| requirement.outcome == outcome).count();
    let words = [
        (RequirementOutcome::Met, "met"),
        (RequirementOutcome::NotMet, "not met"),
        (RequirementOutcome::Unproven, "unproven"),
    ];
    let counts: Vec<String> = words
        .iter()
        .filter(|(outcome, _)| count(*outcome) > 0)
        .map(|(outcome, word)| format!("{} {word}", count(*outcome)))
        .collect();
    page.section("Policy", &format!("{} {}: {}", policy.id, policy.version, counts.join(", ")));
    let widest = policy.requirements.iter().map(|rule| wrap::columns(&rule.id)).max().unwrap_or(0).min(26);
    for rule in &policy.requirements {
        requirement(rule, result, widest, page);
    }
}

fn requirement(rule: &Requirement, result: &AttestationResult, widest: usize, page: &mut Page) {
    let (mark, style) = match rule.outcome {
        RequirementOutcome::Met => ("✔", GOOD),
        RequirementOutcome::NotMet => ("✘", BAD),
        RequirementOutcome::Unproven => ("?", DOUBT),
    };
    let text_at = INDENT + 3 + widest + 2;
    let detail = cell_text(&rule.detail, result);
    let detail = cell(&detail, page.rest(text_at), FAINT);
    page.row(INDENT, &[cell(mark, 1, style), cell(&rule.id, widest, PLAIN), detail]);
    if rule.outcome != RequirementOutcome::Met {
        page.row(text_at, &[cell(&format!("asked: {}", rule.clause), page.rest(text_at), PLAIN)]);
    }
}

/// Where a claim stands is said with the claim itself: here who vouches for it is enough.
fn cell_text(detail: &str, result: &AttestationResult) -> String {
    let sets = result.keys.iter().map(|key| &key.claims).chain([&result.module.claims, &result.transaction.claims]);
    let claims = sets.flat_map(|set| set.iter());
    let short = claims.fold(detail.to_owned(), |text, (_, claim)| {
        text.replace(&format!("{}: {})", claim.source, claim.from), &format!("{})", claim.source))
    });
    shorten(&short)
}

fn remarks(result: &AttestationResult, part: Option<&str>, page: &mut Page) {
    for warning in &result.warnings {
        let text = format!("{}, {}: {}", warning.id, claims::within(&warning.place, part), warning.detail);
        page.styled_section("Warning", DOUBT, &text, PLAIN);
    }
    let mut allowed: Vec<(&str, Vec<String>)> = Vec::new();
    for used in &result.tolerances {
        let place = claims::within(&used.place, part);
        match allowed.iter_mut().find(|(id, _)| *id == used.id) {
            Some((_, places)) => places.push(place),
            None => allowed.push((&used.id, vec![place])),
        }
    }
    let mut label = "Allowed";
    for (id, places) in allowed {
        page.section(label, &format!("{id} ({})", places.join("; ")));
        label = "";
    }
    for advisory in &result.advisories {
        let mut text = format!("{} ({}), matched by {}", advisory.id, advisory.severity, advisory.matched_by);
        for more in [&advisory.about, &advisory.url].into_iter().flatten() {
            text = format!("{text}. {more}");
        }
        page.styled_section("Advisory", BAD, &text, PLAIN);
    }
}
