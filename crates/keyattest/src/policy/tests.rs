//! The built-in policies cell by cell, and the language's meaning where they do not use it.

use super::*;
use crate::checks;
use crate::claims::{self, ClaimSet, Claims, Scope};
use crate::result::{AdvisoryMatch, AnchorUse};
use RequirementOutcome::{Met, NotMet, Unproven};

/// What is appraised, owned, to change one thing of.
struct Case {
    claims: Claims,
    subject_bound: bool,
    subject_keys: Vec<usize>,
    passed_checks: Vec<CheckId>,
    advisories: Vec<AdvisoryMatch>,
    anchors: Vec<AnchorUse>,
}

fn key(claims: &[(ClaimId, Value)]) -> ClaimSet {
    let mut set = ClaimSet::new(Scope::Key);
    for (id, value) in claims {
        set.attested(*id, value.clone(), "key.der");
    }
    set
}

fn good_key() -> ClaimSet {
    key(&[(claims::GENERATED, "in-module".into()), (claims::EXTRACTABLE, false.into())])
}

fn module(claims: &[(ClaimId, Value)]) -> ClaimSet {
    let mut set = ClaimSet::new(Scope::Module);
    for (id, value) in claims {
        set.implied(*id, value.clone(), "issuing rule");
    }
    set
}

fn anchor(status: AnchorStatus) -> AnchorUse {
    AnchorUse { id: "maker/root".into(), status }
}

fn advisory(severity: Severity) -> AdvisoryMatch {
    AdvisoryMatch { id: "CVE-1".into(), severity, matched_by: "firmware".into(), about: None, action: None, url: None }
}

impl Case {
    /// A case in which `hardware-key` is met.
    fn good() -> Self {
        let mut claims = Claims::new();
        claims.keys.push(good_key());
        claims.module = module(&[(claims::SECURITY_LEVEL, "hsm".into())]);
        Self {
            claims,
            subject_bound: true,
            subject_keys: vec![0],
            passed_checks: vec![checks::KEY_STRENGTH],
            advisories: Vec::new(),
            anchors: vec![anchor(AnchorStatus::Active)],
        }
    }

    fn of_key(claims: &[(ClaimId, Value)]) -> Self {
        let mut case = Self::good();
        case.claims.keys = vec![key(claims)];
        case
    }

    fn of_module(claims: &[(ClaimId, Value)]) -> Self {
        let mut case = Self::good();
        case.claims.module = module(claims);
        case
    }

    fn apply(&self, policy: &Policy) -> Vec<Requirement> {
        evaluate(
            policy,
            &Appraisal {
                claims: &self.claims,
                subject_bound: self.subject_bound,
                subject_keys: &self.subject_keys,
                passed_checks: &self.passed_checks,
                advisories: &self.advisories,
                anchors: &self.anchors,
            },
        )
    }

    /// What `hardware-key` says of one rule.
    fn rule(&self, id: &str) -> (RequirementOutcome, String) {
        let requirements = self.apply(&Policy::built_in("hardware-key").unwrap());
        let found = requirements.into_iter().find(|requirement| requirement.id == id).unwrap();
        (found.outcome, found.detail)
    }

    fn outcome(&self, id: &str) -> RequirementOutcome {
        self.rule(id).0
    }
}

/// The outcome of one rule of a policy that is written for the test.
fn custom(case: &Case, rule: &str) -> RequirementOutcome {
    let head = "id = \"mine\"\nversion = \"1\"\nabout = \"a\"\n[[rule]]\nid = \"one\"\nclause = \"c\"\nabout = \"a\"\n";
    case.apply(&Policy::parse(&format!("{head}{rule}"), "mine.toml").unwrap())[0].outcome
}

#[test]
fn every_built_in_policy_reads_under_its_id() {
    for id in Policy::list_built_in() {
        let (_, text) = BUILT_IN.into_iter().find(|(known, _)| *known == id).unwrap();
        let policy = Policy::parse(text, id).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(policy.id(), id);
        assert_eq!(Policy::built_in(id), Some(policy));
    }
    assert_eq!(Policy::built_in("hardware"), None);
}

#[test]
fn hardware_key_has_its_seven_rules() {
    let policy = Policy::built_in("hardware-key").unwrap();
    let rules: Vec<_> = policy.rules().iter().map(|rule| (rule.id(), rule.kind())).collect();
    use RuleKind::{Forbid, Require};
    let expected = [
        ("subject-bound", Require),
        ("generated", Require),
        ("not-exportable", Require),
        ("hardware", Require),
        ("no-test", Forbid),
        ("no-critical-advisory", Forbid),
        ("strong-key", Require),
    ];
    assert_eq!(rules, expected);
    assert_eq!(policy.version(), "1");
    let requirements = Case::good().apply(&policy);
    assert!(requirements.iter().all(|requirement| requirement.outcome == Met), "{requirements:?}");
    assert_eq!(status(Verification::Verified, Some(&requirements)), Status::Affirming);
}

#[test]
fn subject_bound() {
    let mut case = Case::good();
    assert_eq!(case.rule("subject-bound"), (Met, "the subject holds the attested key".into()));
    case.subject_bound = false;
    assert_eq!(case.outcome("subject-bound"), Unproven);
    let nowhere = Case { subject_keys: vec![1], ..Case::good() };
    assert_eq!(nowhere.outcome("subject-bound"), Unproven);
    let no_key = Case { subject_keys: Vec::new(), ..Case::good() };
    assert_eq!(no_key.outcome("subject-bound"), Unproven);
}

#[test]
fn generated() {
    let of = |word: &str| Case::of_key(&[(claims::GENERATED, word.into())]).rule("generated");
    assert_eq!(of("in-module"), (Met, "generated is in-module (attested: key.der)".into()));
    assert_eq!(of("imported"), (NotMet, "generated is imported (attested: key.der)".into()));
    assert_eq!(of("derived").0, NotMet);
    assert_eq!(of("unknown"), (Unproven, "generated is unknown (attested: key.der)".into()));
    assert_eq!(Case::of_key(&[]).rule("generated"), (Unproven, "generated is not told".into()));
}

#[test]
fn what_is_only_asserted_leaves_a_rule_unproven() {
    let mut case = Case::of_key(&[]);
    case.claims.keys[0].asserted(claims::GENERATED, "in-module", "key.der");
    assert_eq!(case.rule("generated"), (Unproven, "generated is in-module (only asserted: key.der)".into()));
    let mut case = Case::of_key(&[]);
    case.claims.keys[0].implied(claims::GENERATED, "in-module", "issuing rule");
    assert_eq!(case.rule("generated"), (Met, "generated is in-module (implied: issuing rule)".into()));
}

#[test]
fn not_exportable() {
    let of = |claims: &[(ClaimId, Value)]| Case::of_key(claims).outcome("not-exportable");
    let extractable = |value: bool| (claims::EXTRACTABLE, Value::from(value));
    let exportability = |word: &str| (claims::EXPORTABILITY, Value::from(word));
    assert_eq!(of(&[extractable(false)]), Met);
    assert_eq!(of(&[exportability("none")]), Met);
    assert_eq!(of(&[exportability("same-domain")]), Met);
    assert_eq!(of(&[extractable(true)]), NotMet);
    assert_eq!(of(&[exportability("wrapped")]), NotMet);
    assert_eq!(of(&[exportability("plain")]), NotMet);
    assert_eq!(of(&[(claims::NEVER_EXTRACTABLE, false.into())]), NotMet);
    assert_eq!(of(&[]), Unproven);
    assert_eq!(of(&[(claims::NEVER_EXTRACTABLE, true.into())]), Unproven);
    // What is against it counts, whatever else is for it.
    assert_eq!(of(&[extractable(false), exportability("wrapped")]), NotMet);
    assert_eq!(of(&[extractable(false), (claims::NEVER_EXTRACTABLE, false.into())]), NotMet);
    assert_eq!(of(&[extractable(true), exportability("same-domain")]), NotMet);
    let told = Case::of_key(&[]).rule("not-exportable").1;
    assert_eq!(told, "extractable is not told; exportability is not told");
}

#[test]
fn hardware() {
    let of = |word: &str| Case::of_module(&[(claims::SECURITY_LEVEL, word.into())]).outcome("hardware");
    for word in ["tee", "secure-element", "smartcard", "tpm", "hsm", "cloud-hsm"] {
        assert_eq!(of(word), Met, "{word}");
    }
    assert_eq!(of("software"), NotMet);
    assert_eq!(of("virtual-tpm"), NotMet);
    assert_eq!(Case::of_module(&[]).outcome("hardware"), Unproven);
}

#[test]
fn no_test() {
    let of = |claims: &[(ClaimId, Value)]| Case::of_module(claims).outcome("no-test");
    assert_eq!(of(&[]), Met);
    assert_eq!(of(&[(claims::DEBUG, false.into()), (claims::DEVICE_LOCKED, true.into())]), Met);
    assert_eq!(of(&[(claims::DEBUG, true.into())]), NotMet);
    assert_eq!(of(&[(claims::DEVICE_LOCKED, false.into())]), NotMet);
    let mut against_itself = Case::good();
    against_itself.claims.module.asserted(claims::DEBUG, true, "key.der");
    assert_eq!(against_itself.rule("no-test"), (NotMet, "debug is true (asserted: key.der)".into()));
    let anchored = |status| Case { anchors: vec![anchor(AnchorStatus::Active), anchor(status)], ..Case::good() };
    assert_eq!(anchored(AnchorStatus::Active).outcome("no-test"), Met);
    assert_eq!(anchored(AnchorStatus::Retired).outcome("no-test"), Met);
    assert_eq!(anchored(AnchorStatus::Distrusted).outcome("no-test"), NotMet);
    assert_eq!(anchored(AnchorStatus::TestOnly).rule("no-test"), (NotMet, "anchor maker/root is test-only".into()));
    assert_eq!(Case { anchors: Vec::new(), ..Case::good() }.outcome("no-test"), Met);
}

#[test]
fn no_critical_advisory() {
    let of = |severity| Case { advisories: vec![advisory(severity)], ..Case::good() }.rule("no-critical-advisory");
    assert_eq!(of(Severity::High), (Met, "no critical advisory matches".into()));
    assert_eq!(of(Severity::Critical), (NotMet, "CVE-1 (critical) matches by firmware".into()));
    assert_eq!(Case::good().outcome("no-critical-advisory"), Met);
}

#[test]
fn strong_key() {
    assert_eq!(Case::good().rule("strong-key"), (Met, "check key.strength held".into()));
    let case = Case { passed_checks: vec![checks::CHAIN_ANCHOR], ..Case::good() };
    assert_eq!(case.outcome("strong-key"), Unproven);
}

#[test]
fn without_a_subject_the_worst_key_counts_and_with_one_its_own() {
    let imported = key(&[(claims::GENERATED, "imported".into())]);
    let silent = key(&[]);
    let mut case = Case::good();
    case.claims.keys = vec![good_key(), silent, imported];
    assert_eq!(case.outcome("generated"), Met);
    case.subject_keys = vec![0, 1];
    assert_eq!(case.rule("generated"), (Unproven, "key 2 of 2: generated is not told".into()));
    case.subject_bound = false;
    case.subject_keys = Vec::new();
    assert_eq!(case.rule("generated"), (NotMet, "key 3 of 3: generated is imported (attested: key.der)".into()));
    assert_eq!(case.rule("hardware").1, "security_level is hsm (implied: issuing rule)");
    case.claims.keys.clear();
    assert_eq!(case.rule("generated"), (Unproven, "generated is not told".into()));
}

#[test]
fn ranges_presence_and_sources() {
    let level = |level: i64| Case::of_module(&[(claims::FIPS_LEVEL, level.into())]);
    let least = r#"kind = "require"
        met = [{ claim = "fips_level", at-least = 2, at-most = 3 }]"#;
    let outcomes: Vec<_> = (1..=4).map(|number| custom(&level(number), least)).collect();
    assert_eq!(outcomes, [Unproven, Met, Met, Unproven]);
    assert_eq!(custom(&Case::good(), least), Unproven);
    let attested = r#"kind = "require"
        met = [{ claim = "fips_level", present = true, sources = ["attested"] }]"#;
    assert_eq!(custom(&level(2), attested), Unproven);
    let implied = r#"kind = "require"
        met = [{ claim = "fips_level", present = true, sources = ["implied"] }]"#;
    assert_eq!(custom(&level(2), implied), Met);
}

#[test]
fn a_rule_that_requires_a_status_requires_it_of_every_anchor() {
    let rule = r#"kind = "require"
        met = [{ anchor-status = ["active"] }]"#;
    let of = |anchors| custom(&Case { anchors, ..Case::good() }, rule);
    assert_eq!(of(vec![anchor(AnchorStatus::Active)]), Met);
    assert_eq!(of(vec![anchor(AnchorStatus::Active), anchor(AnchorStatus::Retired)]), Unproven);
    assert_eq!(of(Vec::new()), Unproven);
}

#[test]
fn no_policy_affirms_nothing() {
    let policy = Policy::none();
    assert!(policy.is_none());
    let requirements = Case::good().apply(&policy);
    assert_eq!(status(Verification::Verified, Some(&requirements)), Status::None);
}

#[test]
fn the_status_follows_from_verification_and_rules() {
    let requirement = |outcome| Requirement { id: "one".into(), clause: "c".into(), outcome, detail: "said so".into() };
    let of = |outcomes: &[RequirementOutcome]| {
        let requirements: Vec<_> = outcomes.iter().map(|outcome| requirement(*outcome)).collect();
        status(Verification::Verified, Some(&requirements))
    };
    assert_eq!(of(&[Met, Met]), Status::Affirming);
    assert_eq!(of(&[Met, Unproven]), Status::Warning);
    assert_eq!(of(&[Unproven, NotMet, Met]), Status::Contraindicated);
    assert_eq!(of(&[]), Status::None);
    assert_eq!(status(Verification::Verified, None), Status::None);
    for verification in [Verification::Failed, Verification::Malformed, Verification::Unrecognized] {
        let requirements = [requirement(Met)];
        assert_eq!(status(verification, Some(&requirements)), Status::Contraindicated);
        assert_eq!(status(verification, None), Status::Contraindicated);
    }
}
