//! Reports for people. Nothing that came with evidence reaches the terminal but printable characters.

mod layout;

use keyattest::claims::{self, ClaimId, ClaimSet};
use keyattest::result::{AttestationResult, Outcome, RequirementOutcome, Status};
use keyattest::{Verification, checks, formats};
use layout::{Report, clean};

pub use layout::table;

/// The report on a result: the answer first.
pub fn result(result: &AttestationResult) -> String {
    let mut report = Report::new();
    let (mark, style) = match result.status {
        Status::Affirming => ("✔", layout::GOOD),
        Status::Warning | Status::None => ("!", layout::DOUBT),
        _ => ("✘", layout::BAD),
    };
    let word = match result.status {
        Status::None => "VERIFIED".to_owned(),
        status => status.as_str().to_uppercase(),
    };
    report.answer(mark, &word, style, &headline(result));
    if result.verification == Verification::Verified {
        verified(result, &mut report);
    } else {
        refused(result, &mut report);
    }
    report.finish()
}

/// The answer in one sentence that can be quoted.
fn headline(result: &AttestationResult) -> String {
    let told = |id| result.module.claims.get(id).map(|claim| clean(&claim.value.to_string()));
    if !result.is_affirming() {
        return clean(&result.headline());
    }
    let name: Vec<String> = [claims::VENDOR, claims::MODEL].into_iter().filter_map(told).collect();
    let mut module = if name.is_empty() { "hardware module".to_owned() } else { name.join(" ") };
    if let Some(serial) = told(claims::SERIAL) {
        module = format!("{module} (serial {serial})");
    }
    let key = result.keys.iter().find(|key| key.is_subject).or(result.keys.first());
    let way = key.and_then(|key| key.claims.get(claims::EXPORTABILITY)).map(|claim| claim.value.to_string());
    let leave = match way.as_deref() {
        Some("same-domain") => "cannot leave the modules of its security domain",
        _ => "cannot leave it",
    };
    format!("The {} was generated in a {module} and {leave}.", whose(result))
}

fn whose(result: &AttestationResult) -> &'static str {
    match result.subject.as_ref().map(|subject| subject.kind.as_str()) {
        Some("csr") => "key of the CSR",
        Some("certificate") => "key of the certificate",
        Some(_) => "key of the subject",
        None => "attested key",
    }
}

fn verified(result: &AttestationResult, report: &mut Report) {
    for key in &result.keys {
        let bound = match (&result.subject, key.is_subject) {
            (None, _) => "no subject was given",
            (Some(_), false) => "not the subject's key",
            (Some(subject), true) => match subject.proof_of_possession {
                Some(true) => "the subject's key; the request's own signature is good",
                _ => "the subject's key; possession is not shown",
            },
        };
        let title = key.claims.get(claims::KEY_TYPE).map(|claim| claim.value.to_string()).unwrap_or_default();
        report.section("Key", &format!("{}, sha256 {}", clean(&title), key.spki_sha256));
        report.note(bound);
        claim_lines(&key.claims, &[claims::KEY_TYPE], report);
    }
    let told = |id: ClaimId| result.module.claims.get(id).map(|claim| clean(&claim.value.to_string()));
    let name: Vec<String> = [claims::VENDOR, claims::MODEL].into_iter().filter_map(told).collect();
    report.section("Module", &if name.is_empty() { "not named".to_owned() } else { name.join(" ") });
    claim_lines(&result.module.claims, &[], report);
    if !result.transaction.claims.is_empty() {
        report.section("Evidence", "");
        claim_lines(&result.transaction.claims, &[], report);
    }
    chain(result, report);
    policy(result, report);
    let format = result.format.as_deref().and_then(formats::by_id);
    if let Some(format) = format {
        report.section("Not told", &format.about().not_told.join(" · "));
    }
    remarks(result, report);
}

fn claim_lines(claims: &ClaimSet, but: &[ClaimId], report: &mut Report) {
    for (id, claim) in claims.iter().filter(|(id, _)| !but.contains(id)) {
        let value = clean(&claim.value.to_string());
        report.claim(&id.name().replace('_', " "), &value, claim.source.as_str(), &clean(&claim.from));
    }
}

fn chain(result: &AttestationResult, report: &mut Report) {
    if result.chain.is_empty() && result.anchor.is_none() {
        return;
    }
    let mut links: Vec<String> = result.chain.iter().map(|entry| clean(&entry.role)).collect();
    links.extend(result.anchor.as_ref().map(|anchor| format!("anchor {} ({})", clean(&anchor.id), anchor.status)));
    report.section("Chain", &links.join(" ← "));
    for entry in &result.chain {
        let day = |time: Option<keyattest::Time>| time.map(|time| time.date()).unwrap_or_else(|| "…".to_owned());
        let validity = format!("{} to {}", day(entry.not_before), day(entry.not_after));
        report.line(&clean(&entry.role), &format!("{}, {validity}", clean(&entry.subject)));
    }
}

fn policy(result: &AttestationResult, report: &mut Report) {
    let Some(policy) = &result.policy else {
        report.section("Policy", "none was applied");
        return;
    };
    let count = |outcome| policy.requirements.iter().filter(|requirement| requirement.outcome == outcome).count();
    let mut summary = format!("{} met", count(RequirementOutcome::Met));
    for (outcome, word) in [(RequirementOutcome::NotMet, "not met"), (RequirementOutcome::Unproven, "unproven")] {
        if count(outcome) > 0 {
            summary = format!("{summary}, {} {word}", count(outcome));
        }
    }
    report.section("Policy", &format!("{} {}: {summary}", clean(&policy.id), clean(&policy.version)));
    for requirement in &policy.requirements {
        let (mark, style) = match requirement.outcome {
            RequirementOutcome::Met => ("✔", layout::GOOD),
            RequirementOutcome::NotMet => ("✘", layout::BAD),
            RequirementOutcome::Unproven => ("?", layout::DOUBT),
        };
        report.rule(mark, style, &clean(&requirement.id), &clean(&requirement.detail));
    }
}

fn remarks(result: &AttestationResult, report: &mut Report) {
    for warning in &result.warnings {
        report.section("Warning", &format!("{}: {} ({})", warning.id, clean(&warning.detail), clean(&warning.place)));
    }
    for advisory in &result.advisories {
        let text = format!("{} ({}), by {}", clean(&advisory.id), advisory.severity, clean(&advisory.matched_by));
        report.section("Advisory", &text);
    }
    let mut allowed: Vec<(&str, Vec<String>)> = Vec::new();
    for used in &result.tolerances {
        match allowed.iter_mut().find(|(id, _)| *id == used.id) {
            Some((_, places)) => places.push(clean(&used.place)),
            None => allowed.push((&used.id, vec![clean(&used.place)])),
        }
    }
    for (id, places) in allowed {
        report.section("Allowed", &format!("{id} ({})", places.join("; ")));
    }
}

fn refused(result: &AttestationResult, report: &mut Report) {
    for check in result.failed_checks() {
        report.failed(check.id.as_str(), &clean(check.detail.as_deref().unwrap_or_default()));
        report.hint(checks::about(check.id));
    }
    match result.verification {
        Verification::Malformed => {
            report.hint("the evidence was cut, altered or re-encoded on its way, or is of another format: send the files as the vendor's tool wrote them.");
        }
        Verification::Unrecognized => {
            report.hint(
                "`keyattest formats` lists what is read; name the format with --format to see what is wrong with it.",
            );
        }
        _ => {}
    }
    let held = result.checks.iter().filter(|check| check.outcome == Outcome::Pass).count();
    let open = result.checks.iter().filter(|check| check.outcome == Outcome::NotReached).count();
    if !result.checks.is_empty() {
        report.plain(&format!("{held} other checks held, {open} were not reached (--output json lists them)."));
    }
    chain(result, report);
    remarks(result, report);
}
