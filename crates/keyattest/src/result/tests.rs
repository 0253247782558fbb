//! One result made by hand, and what is read from it.

use super::*;
use crate::checks;
use crate::claims::{ClaimSet, Scope};
use std::fmt;

fn requirement(id: &str, outcome: RequirementOutcome) -> Requirement {
    Requirement { id: id.into(), clause: "hardware-key".into(), outcome, detail: "said so".into() }
}

fn result() -> AttestationResult {
    let mut key = ClaimSet::new(Scope::Key);
    key.attested(claims::EXTRACTABLE, false, "rsa.p7b: certificate 0");
    let mut module = ClaimSet::new(Scope::Module);
    module.implied(claims::VENDOR, "Thales", "luna-pkc: anchor");
    module.attested(claims::SERIAL, "521174", "rsa.p7b: certificate 1");
    let time = |text| Time::parse_strict(text).unwrap();
    AttestationResult {
        schema: SCHEMA,
        status: Status::Affirming,
        verification: Verification::Verified,
        malformed: None,
        format: Some("luna-pkc".into()),
        formats_considered: vec!["luna-pkc".into()],
        evidence: vec![EvidencePart { name: "rsa.p7b".into(), sha256: "00".into(), bytes: 7029 }],
        subject: Some(SubjectResult {
            kind: SubjectKind::Csr,
            spki_sha256: "11".into(),
            matches: true,
            proof_of_possession: Some(true),
        }),
        keys: vec![KeyResult { spki_sha256: Some("11".into()), is_subject: true, claims: key }],
        module: PlaceResult { claims: module },
        transaction: PlaceResult { claims: ClaimSet::new(Scope::Transaction) },
        chain: vec![ChainEntry {
            subject: "CN=key".into(),
            sha256: "22".into(),
            not_before: Some(time("2022-01-01T00:00:00Z")),
            not_after: None,
            role: "attestation-key".into(),
        }],
        paths: Vec::new(),
        anchor: Some(AnchorUse { id: "thales/luna-rsa".into(), status: AnchorStatus::Active }),
        checks: vec![
            CheckRecord { id: checks::CHAIN_SIGNATURE, outcome: Outcome::Pass, detail: None },
            CheckRecord { id: checks::NONCE_MATCH, outcome: Outcome::NotApplicable, detail: Some("none asked".into()) },
        ],
        warnings: vec![Warning { id: "key-flags".into(), place: "certificate 0".into(), detail: "odd".into() }],
        tolerances: vec![ToleranceUse { id: "padded-serial".into(), place: "certificate 2".into() }],
        advisories: vec![AdvisoryMatch {
            id: "CVE-2017-15361".into(),
            severity: Severity::Low,
            matched_by: "key fingerprint".into(),
            about: None,
            action: None,
            url: None,
        }],
        policy: Some(PolicyResult {
            id: "hardware-key".into(),
            version: "1".into(),
            requirements: vec![requirement("not-exportable", RequirementOutcome::Met)],
        }),
        at: time("2023-01-01T00:00:00Z"),
        verifier: Software { name: "keyattest", version: "0.0.0" },
    }
}

#[test]
fn the_json_has_the_members_order_and_words_of_the_schema() {
    let json = serde_json::to_string(&result()).unwrap();
    let expected = concat!(
        r#"{"schema":"keyattest/result/1","status":"affirming","verification":"verified","format":"luna-pkc","#,
        r#""formats_considered":["luna-pkc"],"evidence":[{"name":"rsa.p7b","sha256":"00","bytes":7029}],"#,
        r#""subject":{"kind":"csr","spki_sha256":"11","matches":true,"proof_of_possession":true},"#,
        r#""keys":[{"spki_sha256":"11","is_subject":true,"claims":{"extractable":{"value":false,"source":"attested","from":"rsa.p7b: certificate 0"}}}],"#,
        r#""module":{"claims":{"vendor":{"value":"Thales","source":"implied","from":"luna-pkc: anchor"},"#,
        r#""serial":{"value":"521174","source":"attested","from":"rsa.p7b: certificate 1"}}},"transaction":{"claims":{}},"#,
        r#""chain":[{"subject":"CN=key","sha256":"22","not_before":"2022-01-01T00:00:00Z","not_after":null,"role":"attestation-key"}],"#,
        r#""anchor":{"id":"thales/luna-rsa","status":"active"},"#,
        r#""checks":[{"id":"chain.signature","outcome":"pass"},{"id":"nonce.match","outcome":"not-applicable","detail":"none asked"}],"#,
        r#""warnings":[{"id":"key-flags","where":"certificate 0","detail":"odd"}],"#,
        r#""tolerances":[{"id":"padded-serial","where":"certificate 2"}],"#,
        r#""advisories":[{"id":"CVE-2017-15361","severity":"low","matched_by":"key fingerprint"}],"#,
        r#""policy":{"id":"hardware-key","version":"1","requirements":[{"id":"not-exportable","clause":"hardware-key","outcome":"met","detail":"said so"}]},"#,
        r#""at":"2023-01-01T00:00:00Z","verifier":{"name":"keyattest","version":"0.0.0"}}"#,
    );
    assert_eq!(json, expected);
    let pretty = result().to_json();
    assert!(pretty.starts_with("{\n  \"schema\"") && pretty.ends_with("}\n"));
}

#[test]
fn what_is_not_there_is_null() {
    let unrecognized = AttestationResult {
        status: Status::Contraindicated,
        verification: Verification::Unrecognized,
        format: None,
        subject: None,
        anchor: None,
        policy: None,
        ..result()
    };
    let json = serde_json::to_value(&unrecognized).unwrap();
    for member in ["format", "subject", "anchor", "policy"] {
        assert_eq!(json[member], serde_json::Value::Null, "{member}");
    }
    assert!(json.get("malformed").is_none());
}

#[test]
fn words_are_the_same_in_json_and_reports() {
    fn same<T: Serialize + fmt::Display>(words: impl IntoIterator<Item = T>) {
        for word in words {
            assert_eq!(serde_json::to_value(&word).unwrap(), word.to_string());
        }
    }
    same([Status::Affirming, Status::Contraindicated, Status::None, Status::Warning]);
    same([Verification::Failed, Verification::Malformed, Verification::Unrecognized, Verification::Verified]);
    same([Outcome::Fail, Outcome::NotApplicable, Outcome::NotReached, Outcome::Pass, Outcome::Warn]);
    same([RequirementOutcome::Met, RequirementOutcome::NotMet, RequirementOutcome::Unproven]);
    same(Severity::ALL);
    same(AnchorStatus::ALL);
    same([SubjectKind::Certificate, SubjectKind::Csr, SubjectKind::PublicKey]);
}

#[test]
fn exit_codes_say_yes_for_verified_evidence_only() {
    let code = |verification, status| AttestationResult { verification, status, ..result() }.exit_code();
    assert_eq!(code(Verification::Verified, Status::Affirming), 0);
    assert_eq!(code(Verification::Verified, Status::None), 0);
    assert_eq!(code(Verification::Verified, Status::Contraindicated), 1);
    assert_eq!(code(Verification::Verified, Status::Warning), 3);
    for status in [Status::Affirming, Status::Contraindicated, Status::None, Status::Warning] {
        assert_eq!(code(Verification::Failed, status), 1);
    }
}

#[test]
fn a_key_is_the_subjects_only_in_a_verified_result() {
    let good = result();
    assert!(good.is_affirming());
    assert_eq!(good.subject_key().unwrap().spki_sha256.as_deref(), Some("11"));
    let failed = AttestationResult { verification: Verification::Failed, ..result() };
    assert!(!failed.is_affirming() && failed.subject_key().is_none());
    let unbound = AttestationResult { subject: None, ..result() };
    assert!(unbound.subject_key().is_none());
    let mut other = result();
    other.subject.as_mut().unwrap().matches = false;
    assert!(other.subject_key().is_none());
}

#[test]
fn the_headline_says_what_decided() {
    assert_eq!(
        result().headline(),
        "The CSR's key, in its module, Thales (serial 521174), meets all that policy hardware-key 1 requires."
    );
    let mut failed = AttestationResult { verification: Verification::Failed, ..result() };
    assert!(failed.headline().contains("not every check"));
    failed.checks.push(CheckRecord {
        id: checks::SUBJECT_BINDING,
        outcome: Outcome::Fail,
        detail: Some("another key".into()),
    });
    assert_eq!(failed.headline(), "The evidence is refused, subject.binding failed: another key.");
    let malformed = keyattest_wire::Malformed::new("no SEQUENCE").within("rsa.p7b");
    let malformed =
        AttestationResult { verification: Verification::Malformed, malformed: Some((&malformed).into()), ..result() };
    assert_eq!(malformed.headline(), "The evidence cannot be read: rsa.p7b: no SEQUENCE.");
    let mut warning = AttestationResult { status: Status::Warning, ..result() };
    warning.policy.as_mut().unwrap().requirements.push(requirement("subject-bound", RequirementOutcome::Unproven));
    assert_eq!(
        warning.headline(),
        "The evidence is genuine, but does not prove what policy hardware-key 1 requires: subject-bound."
    );
}
