//! Rules in plain sentences, for whoever must know what a policy asks without reading its language.

use super::{Condition, Rule, RuleKind, Test};
use crate::claims::{ClaimId, Source, Value};
use std::fmt;

impl Rule {
    /// What makes the rule met, not met or unproven: one sentence each.
    pub fn explain(&self) -> Vec<String> {
        let any =
            |conditions: &[Condition]| conditions.iter().map(Condition::to_string).collect::<Vec<_>>().join("; or ");
        let mut sentences = Vec::new();
        if !self.met.is_empty() {
            sentences.push(format!("Met where {}.", any(&self.met)));
        }
        if !self.not_met.is_empty() {
            sentences.push(format!("Not met where {}.", any(&self.not_met)));
        }
        sentences.push(match self.kind {
            RuleKind::Require => "Unproven where nothing of that is told: then the evidence is not enough.".to_owned(),
            RuleKind::Forbid => "Else met: silence is no objection.".to_owned(),
        });
        sentences
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Advisory(severity) => write!(f, "an advisory of severity {severity} or worse matches"),
            Self::Anchor(statuses) => {
                let words: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
                write!(f, "the anchor is {}", words.join(" or "))
            }
            Self::Check(id) => write!(f, "the check {id} was made and held"),
            Self::Claim { id, test, sources } => claim(*id, test, sources, f),
            Self::SubjectBound => {
                f.write_str("the subject was given, or carries the evidence, and holds the attested key")
            }
        }
    }
}

fn claim(id: ClaimId, test: &Test, sources: &[Source], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match test {
        Test::OneOf(values) => {
            let words: Vec<String> = values.iter().map(Value::to_string).collect();
            write!(f, "`{id}` is {}", words.join(" or "))?;
        }
        Test::Present => write!(f, "`{id}` is told")?,
        Test::Within { at_least: Some(least), at_most: Some(most) } => write!(f, "`{id}` is from {least} to {most}")?,
        Test::Within { at_least: Some(least), at_most: None } => write!(f, "`{id}` is at least {least}")?,
        Test::Within { at_least: None, at_most: Some(most) } => write!(f, "`{id}` is at most {most}")?,
        Test::Within { at_least: None, at_most: None } => write!(f, "`{id}` is a number")?,
    }
    // What is attested or implied is the rule; said is what departs from it.
    match sources {
        [Source::Attested, Source::Implied] => Ok(()),
        sources if sources.contains(&Source::Asserted) => f.write_str(", whoever says so"),
        sources => {
            let words: Vec<&str> = sources.iter().map(|source| source.as_str()).collect();
            write!(f, " and {}", words.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Policy;

    #[test]
    fn the_default_policy_in_plain_sentences() {
        let policy = Policy::built_in("hardware-key").unwrap();
        let rule = |id: &str| policy.rules().iter().find(|rule| rule.id() == id).unwrap().explain();
        assert_eq!(
            rule("generated"),
            [
                "Met where `generated` is in-module.",
                "Not met where `generated` is imported or derived.",
                "Unproven where nothing of that is told: then the evidence is not enough.",
            ]
        );
        assert_eq!(
            rule("no-critical-advisory"),
            ["Not met where an advisory of severity critical or worse matches.", "Else met: silence is no objection.",]
        );
        let test = rule("no-test").concat();
        assert!(
            test.contains("`debug` is true, whoever says so; or")
                && test.contains("the anchor is test-only or distrusted"),
            "{test}"
        );
    }

    #[test]
    fn ranges_and_sources_are_said() {
        let text = "id = \"x\"\nversion = \"1\"\nabout = \"a\"\n[[rule]]\nid = \"r\"\nkind = \"require\"\nclause = \"c\"\nabout = \"a\"\nmet = [{ claim = \"fips_level\", at-least = 2, sources = [\"attested\"] }, { claim = \"serial\", present = true }, { check = \"key.strength\" }]\n";
        let policy = Policy::parse(text, "x").unwrap();
        assert_eq!(
            policy.rules()[0].explain()[0],
            "Met where `fips_level` is at least 2 and attested; or `serial` is told; or the check key.strength was made and held."
        );
    }
}
