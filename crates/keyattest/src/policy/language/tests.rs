//! Texts that are no policy, each with the fault and where it lies.

use super::*;

/// The header takes three lines; `rule` begins on the fourth.
fn policy(rules: &str) -> Result<Policy, PolicyError> {
    parse(&format!("id = \"mine\"\nversion = \"1\"\nabout = \"a\"\n{rules}"), "mine.toml")
}

/// One rule of the kind, with these lines from the ninth on.
fn rule(kind: &str, conditions: &str) -> Result<Policy, PolicyError> {
    policy(&format!("[[rule]]\nid = \"one\"\nkind = \"{kind}\"\nclause = \"c\"\nabout = \"a\"\n{conditions}\n"))
}

fn require(condition: &str) -> Result<Policy, PolicyError> {
    rule("require", &format!("met = [\n{condition}\n]"))
}

/// The fault of one condition, which stands on the tenth line.
fn fault(condition: &str) -> PolicyFault {
    let error = require(condition).unwrap_err();
    assert_eq!((error.origin(), error.line(), error.rule()), ("mine.toml", Some(10), Some("one")), "{error}");
    error.fault().clone()
}

#[test]
fn every_kind_of_condition_is_read() {
    for condition in [
        r#"{ claim = "generated", is = "in-module" }"#,
        r#"{ claim = "key_type", in = ["ec-p256", "rsa-3072"] }"#,
        r#"{ claim = "extractable", is = false, sources = ["attested"] }"#,
        r#"{ claim = "fips_level", at-least = 2, at-most = 4 }"#,
        r#"{ claim = "purposes", present = true }"#,
        r#"{ claim = "attested_at", is = "2026-01-01T00:00:00Z" }"#,
        r#"{ subject = "bound" }"#,
        r#"{ check = "key.strength" }"#,
        r#"{ advisory = "high" }"#,
        r#"{ anchor-status = ["active"] }"#,
    ] {
        let policy = require(condition).unwrap();
        assert_eq!(policy.rules().len(), 1, "{condition}");
    }
}

#[test]
fn without_sources_what_is_only_asserted_does_not_count() {
    let policy = require(r#"{ claim = "extractable", is = false }"#).unwrap();
    let Condition::Claim { sources, .. } = &policy.rules[0].met[0] else { panic!("a claim's condition") };
    assert_eq!(*sources, [Source::Attested, Source::Implied]);
}

#[test]
fn unknown_fields_and_words_of_the_language_are_faults() {
    for condition in [
        r#"{ clam = "generated", is = "in-module" }"#,
        r#"{ claim = "generated", is = "in-module", soures = ["attested"] }"#,
        r#"{ claim = "generated", is = "in-module", sources = ["anyone"] }"#,
        r#"{ subject = "present" }"#,
        r#"{ advisory = "dire" }"#,
        r#"{ anchor-status = ["fine"] }"#,
        r#"{ claim = "fips_level", at-least = "2" }"#,
    ] {
        assert!(matches!(fault(condition), PolicyFault::Syntax(_)), "{condition}");
    }
    assert!(matches!(rule("allow", "met = []").unwrap_err().fault(), PolicyFault::Syntax(_)));
    assert!(matches!(rule("require", "meet = []").unwrap_err().fault(), PolicyFault::Syntax(_)));
    assert!(matches!(parse("id = \"mine\"", "mine.toml").unwrap_err().fault(), PolicyFault::Syntax(_)));
    assert!(matches!(parse("nonsense", "mine.toml").unwrap_err().fault(), PolicyFault::Syntax(_)));
}

#[test]
fn claims_words_types_and_checks_must_exist() {
    assert_eq!(fault(r#"{ claim = "generatd", is = "in-module" }"#), PolicyFault::UnknownClaim("generatd".into()));
    let word = PolicyFault::ForeignWord { claim: "generated", word: "inside".into() };
    assert_eq!(fault(r#"{ claim = "generated", in = ["in-module", "inside"] }"#), word);
    let kind = |claim, kind| PolicyFault::WrongType { claim, kind };
    assert_eq!(fault(r#"{ claim = "extractable", is = "false" }"#), kind("extractable", ClaimType::Bool));
    assert_eq!(fault(r#"{ claim = "generated", is = true }"#), kind("generated", ClaimType::Word));
    assert_eq!(fault(r#"{ claim = "generated", at-least = 1 }"#), kind("generated", ClaimType::Word));
    assert_eq!(fault(r#"{ claim = "purposes", is = "sign" }"#), kind("purposes", ClaimType::List));
    assert_eq!(fault(r#"{ claim = "tpm_name", is = "0x00" }"#), kind("tpm_name", ClaimType::Hex));
    assert_eq!(fault(r#"{ claim = "attested_at", is = "today" }"#), kind("attested_at", ClaimType::Time));
    assert_eq!(fault(r#"{ check = "key.strong" }"#), PolicyFault::UnknownCheck("key.strong".into()));
}

#[test]
fn a_condition_asks_one_question() {
    for condition in [
        "{}",
        r#"{ claim = "generated" }"#,
        r#"{ is = "in-module" }"#,
        r#"{ sources = ["attested"], check = "key.strength" }"#,
        r#"{ claim = "generated", is = "in-module", in = ["imported"] }"#,
        r#"{ claim = "fips_level", is = 2, at-least = 2 }"#,
        r#"{ claim = "generated", is = "in-module", subject = "bound" }"#,
        r#"{ check = "key.strength", advisory = "critical" }"#,
    ] {
        assert_eq!(fault(condition), PolicyFault::NotOneQuestion, "{condition}");
    }
}

#[test]
fn what_nothing_could_come_of_is_a_fault() {
    for condition in [
        r#"{ claim = "generated", in = [] }"#,
        r#"{ claim = "generated", is = "in-module", sources = [] }"#,
        r#"{ claim = "generated", present = false }"#,
        r#"{ claim = "fips_level", at-least = 3, at-most = 2 }"#,
        "{ anchor-status = [] }",
    ] {
        assert!(matches!(fault(condition), PolicyFault::Useless(_)), "{condition}");
    }
    let useless = |policy: Result<Policy, PolicyError>| {
        let error = policy.unwrap_err();
        assert!(matches!(error.fault(), PolicyFault::Useless(_)), "{error}");
    };
    useless(policy(""));
    useless(parse("id = \"\"\nversion = \"1\"\nabout = \"a\"\n", "mine.toml"));
    useless(rule("require", ""));
    useless(rule("forbid", ""));
    useless(rule("forbid", "met = [{ subject = \"bound\" }]"));
}

#[test]
fn two_rules_of_one_id_are_a_fault_at_the_second() {
    let one =
        "[[rule]]\nid = \"one\"\nkind = \"require\"\nclause = \"c\"\nabout = \"a\"\nmet = [{ subject = \"bound\" }]\n";
    let error = policy(&format!("{one}\n{one}")).unwrap_err();
    assert_eq!((error.line(), error.rule(), error.fault()), (Some(11), Some("one"), &PolicyFault::DuplicateRule));
    assert_eq!(error.to_string(), "mine.toml:11: rule one: another rule has the same id");
}
