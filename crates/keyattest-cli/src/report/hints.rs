//! What to ask of the subscriber, or to do oneself, when evidence is refused.

use super::wrap::shorten;
use keyattest::checks::{self, CheckId};
use keyattest::result::{AttestationResult, SubjectKind};
use keyattest::{catalogue, formats};

/// What a failure of the check means, and what the table of checks says behind that: why it may be, or what to do.
pub fn meaning(id: CheckId) -> (&'static str, Option<String>) {
    let about = checks::about(id);
    match about.split_once(": ") {
        Some((meaning, rest)) => (meaning, Some(rest.to_owned())),
        None => (about.trim_end_matches('.'), None),
    }
}

/// What helps when this check fails, if more is known than the check's own words.
pub fn of_check(id: CheckId, result: &AttestationResult) -> Option<String> {
    let format = result.format.as_deref().and_then(formats::by_id).map(|format| format.about());
    Some(match id {
        checks::SUBJECT_BINDING => {
            let attested = result.keys.iter().filter_map(|key| key.spki_sha256.as_deref().map(shorten)).collect::<Vec<_>>().join(" or ");
            let document = match result.subject.as_ref().map(|subject| subject.kind) {
                Some(SubjectKind::Csr) => "the CSR that was made",
                Some(SubjectKind::Certificate) => "the certificate that was issued",
                _ => "the public key",
            };
            if attested.is_empty() {
                "ask for evidence of the key in the subject.".to_owned()
            } else {
                format!("ask for {document} for key {attested}, or for evidence of the key that the subject holds.")
            }
        }
        checks::SUBJECT_POSSESSION if detail(result, id).contains("no implementation") => {
            "nothing is wrong with it: this program can not verify signatures by such keys. Ask for a key of another algorithm, curve or size.".to_owned()
        }
        checks::SUBJECT_POSSESSION => {
            "ask for a new CSR, signed by the attested key itself with SHA-256 or better.".to_owned()
        }
        checks::NONCE_MATCH if format.is_some_and(|about| !about.has_nonce) => {
            "evidence of this format can never show that it is fresh: verify it without --nonce, and judge its age by other means.".to_owned()
        }
        checks::NONCE_MATCH if detail(result, id).starts_with("no challenge") => {
            "give the challenge for which the evidence was made, with --nonce.".to_owned()
        }
        checks::NONCE_MATCH => "ask for fresh evidence, made with exactly this challenge.".to_owned(),
        checks::CHAIN_ANCHOR => {
            "ask for the vendor's whole chain. Where the vendor has a root that is not built in (`keyattest anchors list`), get it from the vendor and give it with --anchors.".to_owned()
        }
        checks::CHAIN_VALIDITY => {
            "where the evidence came in while its certificates were valid, say when with --received-at; else ask for fresh evidence.".to_owned()
        }
        checks::EVIDENCE_SIGNATURE if result.failed_checks().any(|check| check.id == checks::NONCE_MATCH) => {
            "the challenge is part of what is signed: was it given with --nonce exactly as it was sent? (OpenSSH 8.4 to 8.6: with --context client-data-hash=raw.) Else ask for evidence that is made with it.".to_owned()
        }
        checks::CHAIN_SIGNATURE | checks::EVIDENCE_SIGNATURE => {
            "ask for the files again, as the vendor's tool wrote them: not opened, saved or sent through anything that changes line ends or encodings.".to_owned()
        }
        checks::KEY_STRENGTH => "ask for another key, of an algorithm and size that are in use.".to_owned(),
        _ => return None,
    })
}

fn detail(result: &AttestationResult, id: CheckId) -> &str {
    result.failed_checks().find(|check| check.id == id).and_then(|check| check.detail.as_deref()).unwrap_or_default()
}

/// What helps with evidence that can not be read.
pub fn of_malformed(result: &AttestationResult) -> String {
    match result.format.as_deref().and_then(formats::by_id).map(|format| format.about()) {
        Some(about) => format!(
            "it was cut, altered or re-encoded on its way, or is no {}. Ask for the files as the vendor's tool wrote them; these are read: {}. `keyattest inspect` shows how far it can be read.",
            about.title, about.carriers
        ),
        None => "`keyattest inspect` shows how far it can be read.".to_owned(),
    }
}

/// Where vendors describe how evidence of this format is made.
pub fn documentation(result: &AttestationResult) -> Vec<&'static str> {
    let Some(format) = result.format.as_deref() else { return Vec::new() };
    let modules = catalogue::all().iter().flat_map(|section| &section.modules);
    let of_format = modules.filter(|module| module.format.as_deref() == Some(format));
    let mut urls: Vec<&str> = Vec::new();
    for url in of_format.filter_map(|module| module.documentation.as_deref()) {
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    urls.truncate(2);
    urls
}

/// What helps with evidence of no known format.
pub fn of_unrecognized() -> &'static str {
    "`keyattest formats` lists what is read, and `keyattest inspect` shows what these files are. Where you know the format, --format says what is wrong with them."
}
