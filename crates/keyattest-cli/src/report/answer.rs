//! The answer in one sentence that a person can quote. It says what verified claims say, and no more.

use super::wrap::shorten;
use super::{Known, hints};
use keyattest::claims::{self, Claim, ClaimId, ClaimSet, Source};
use keyattest::result::{AttestationResult, KeyResult, RequirementOutcome, SubjectKind};
use keyattest::{Status, Verification, checks};

/// The sentence.
pub fn sentence(result: &AttestationResult, known: &Known<'_>) -> String {
    match (result.verification, result.status) {
        (Verification::Verified, Status::Affirming) => affirming(result, known),
        (Verification::Verified, Status::Warning) => {
            format!("The evidence is genuine, but does not prove {}.", rules(result, RequirementOutcome::Unproven))
        }
        (Verification::Verified, Status::Contraindicated) => {
            format!("The evidence is genuine, but the key breaks {}.", rules(result, RequirementOutcome::NotMet))
        }
        (Verification::Failed, _) => failed(result, known),
        (Verification::Malformed, _) => unread(result),
        (Verification::Unrecognized, _) => "What was submitted is evidence of no known format.".to_owned(),
        _ => shorten(&result.headline()),
    }
}

fn affirming(result: &AttestationResult, known: &Known<'_>) -> String {
    let policy = result.policy.as_ref().map(|policy| format!("{} {}", policy.id, policy.version)).unwrap_or_default();
    let meets = format!("meets all that policy {policy} requires");
    let key = match result.keys.as_slice() {
        [key] => key,
        keys => match result.subject_key() {
            Some(key) => key,
            None => return format!("The {} attested keys {}.", keys.len(), meets.replacen("meets", "meet", 1)),
        },
    };
    let told = |id, word: &str| believed(&key.claims, id).is_some_and(|claim| claim.value.to_string() == word);
    let generated = told(claims::GENERATED, "in-module");
    let stays = if told(claims::EXPORTABILITY, "none") {
        Some("cannot leave it")
    } else if told(claims::EXPORTABILITY, "same-domain") {
        Some("cannot leave the modules of its security domain")
    } else if told(claims::EXTRACTABLE, "false") {
        Some("cannot be extracted from it")
    } else {
        None
    };
    let verb = if generated { "was generated in" } else { "is kept in" };
    format!("{} {verb} {} and {}.", subject(result, key, known), module(&result.module.claims), stays.unwrap_or(&meets))
}

/// A claim that somebody vouches for.
fn believed(claims: &ClaimSet, id: ClaimId) -> Option<&Claim> {
    claims.get(id).filter(|claim| claim.source != Source::Asserted)
}

fn subject(result: &AttestationResult, key: &KeyResult, known: &Known<'_>) -> String {
    let kind = result.subject.as_ref().filter(|_| key.is_subject).map(|subject| subject.kind);
    match (kind, known.subject) {
        (None, _) => match &key.spki_sha256 {
            Some(hash) => format!("The key {}", shorten(hash)),
            None => "The secret key".to_owned(),
        },
        (Some(SubjectKind::Csr | SubjectKind::Certificate), Some(name)) => format!("The key of {name}"),
        (Some(SubjectKind::Csr), None) => "The key of the CSR".to_owned(),
        (Some(SubjectKind::Certificate), None) => "The key of the certificate".to_owned(),
        (Some(_), Some(name)) => format!("The private key of {name}"),
        (Some(_), None) => "The private key of the subject".to_owned(),
    }
}

/// `a Thales Luna K7 HSM (serial 521174)`
fn module(claims: &ClaimSet) -> String {
    let told = |id| believed(claims, id).map(|claim| claim.value.to_string());
    let (vendor, model) = (told(claims::VENDOR), told(claims::MODEL));
    let mut words = match (vendor, model) {
        (Some(vendor), Some(model)) if model.starts_with(&vendor) => vec![model],
        (vendor, model) => vendor.into_iter().chain(model).collect(),
    };
    let level = told(claims::SECURITY_LEVEL);
    let noun = noun(level.as_deref().unwrap_or_default());
    let ends_so = words.last().is_some_and(|name| name.to_lowercase().ends_with(&noun.to_lowercase()));
    if !ends_so {
        words.push(noun.to_owned());
    }
    let name = words.join(" ");
    let vowel = name.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) || name.starts_with("HSM");
    let serial = told(claims::SERIAL).map(|serial| format!(" (serial {serial})")).unwrap_or_default();
    format!("{} {name}{serial}", if vowel { "an" } else { "a" })
}

fn noun(level: &str) -> &str {
    match level {
        "cloud-hsm" => "cloud HSM",
        "hsm" => "HSM",
        "secure-element" => "secure element",
        "smartcard" => "smart card",
        "software" => "software module",
        "tee" => "trusted execution environment",
        "tpm" => "TPM",
        "virtual-tpm" => "virtual TPM",
        _ => "module",
    }
}

/// The clause of the one rule, or the ids of several.
fn rules(result: &AttestationResult, outcome: RequirementOutcome) -> String {
    let Some(policy) = &result.policy else { return "what is required".to_owned() };
    let found: Vec<_> = policy.requirements.iter().filter(|rule| rule.outcome == outcome).collect();
    match found.as_slice() {
        [rule] => format!("rule {} of policy {} {}", rule.id, policy.id, policy.version),
        rules => {
            let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
            format!("rules {} of policy {} {}", ids.join(", "), policy.id, policy.version)
        }
    }
}

fn failed(result: &AttestationResult, known: &Known<'_>) -> String {
    let Some(check) = result.failed_checks().next() else {
        return "The evidence is refused: not every check that its format demands was made.".to_owned();
    };
    let is_other_key = result
        .subject
        .as_ref()
        .is_none_or(|subject| result.keys.iter().all(|key| key.spki_sha256.as_ref() != Some(&subject.spki_sha256)));
    if check.id == checks::SUBJECT_BINDING && is_other_key {
        let attested = result.keys.first().and_then(|key| key.spki_sha256.as_deref());
        let attested = attested.map(|hash| format!(": it attests {}", shorten(hash)));
        let subject = result.subject.as_ref().map(|subject| {
            format!(", {} holds {}", known.subject.unwrap_or("the subject"), shorten(&subject.spki_sha256))
        });
        return match (attested, subject) {
            (Some(attested), Some(subject)) => format!("The evidence is for another key{attested}{subject}."),
            _ => "The evidence is for another key.".to_owned(),
        };
    }
    if let Some(why) = check.detail.as_ref().filter(|_| check.id == checks::SUBJECT_BINDING) {
        return format!("The evidence does not fit its subject: {}.", shorten(why));
    }
    let what = match (check.id, known.missing) {
        (_, []) => None,
        (checks::CHAIN_ANCHOR, _) => Some("leads to no accepted anchor"),
        (checks::CHAIN_POSITION, _) => Some("has no whole chain of the vendor's form"),
        _ => None,
    };
    match (what, known.missing) {
        (Some(what), [first, more @ ..]) => {
            let more = if more.is_empty() { String::new() } else { format!(", and {} more", more.len()) };
            format!("The evidence {what}. It lacks {first}{more}.")
        }
        _ => format!("The evidence is refused. {}.", hints::meaning(check.id).0),
    }
}

fn unread(result: &AttestationResult) -> String {
    let format = result.format.as_ref().map(|format| format!(" as {format}")).unwrap_or_default();
    let why =
        result.malformed.as_ref().map(|malformed| format!(": {}", shorten(&malformed.detail))).unwrap_or_default();
    format!("The evidence can not be read{format}{why}.")
}
