//! Appraisal policies: what a relying party requires of verified claims, as data.
//!
//! A policy is a TOML file of rules (`policies/hardware-key.toml` shows the language). Here, and nowhere else, a yes or a no is said about
//! claims; nothing here knows a format. A claim that is missing, or that the signer only repeats, satisfies no rule that requires it.

mod error;
mod evaluate;
mod explain;
mod language;

pub use error::{PolicyError, PolicyFault};
pub use evaluate::{Appraisal, evaluate};
pub use language::RuleKind;

use crate::checks::CheckId;
use crate::claims::{ClaimId, Source, Value};
use crate::result::{AnchorStatus, Requirement, RequirementOutcome, Severity, Status, Verification};

/// The built-in policies' ids and texts.
const BUILT_IN: [(&str, &str); 1] = [("hardware-key", include_str!("../policies/hardware-key.toml"))];

/// Rules under an id and a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    id: String,
    version: String,
    about: String,
    rules: Vec<Rule>,
}

/// One rule of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    id: String,
    kind: RuleKind,
    clause: String,
    about: String,
    met: Vec<Condition>,
    not_met: Vec<Condition>,
}

/// Something that holds, or does not, of one appraisal.
#[derive(Clone, Debug, PartialEq)]
enum Condition {
    /// An advisory of this severity or above matches.
    Advisory(Severity),
    /// As `not-met`: an anchor has one of these statuses. As `met`: there is an anchor, and each has one of them.
    Anchor(Vec<AnchorStatus>),
    /// The check was made and held.
    Check(CheckId),
    /// The claim is told by one of the sources, and its value is one of those that are asked for.
    Claim { id: ClaimId, test: Test, sources: Vec<Source> },
    /// The subject holds the attested key.
    SubjectBound,
}

/// What is asked of a claim's value.
#[derive(Clone, Debug, PartialEq)]
enum Test {
    OneOf(Vec<Value>),
    Present,
    Within { at_least: Option<i64>, at_most: Option<i64> },
}

impl Policy {
    /// The built-in policy of this id, if there is one.
    pub fn built_in(id: &str) -> Option<Self> {
        let (_, text) = BUILT_IN.into_iter().find(|(known, _)| *known == id)?;
        Self::parse(text, id).ok()
    }

    /// The file of the built-in policy of this id: an example of the language.
    pub fn built_in_text(id: &str) -> Option<&'static str> {
        BUILT_IN.into_iter().find(|(known, _)| *known == id).map(|(_, text)| text)
    }

    /// The ids of the built-in policies.
    pub fn list_built_in() -> impl Iterator<Item = &'static str> {
        BUILT_IN.into_iter().map(|(id, _)| id)
    }

    /// The policy that requires nothing, and under which nothing is affirmed: the status is `none`.
    pub fn none() -> Self {
        let about = "Nothing is required, and nothing affirmed.".to_owned();
        Self { id: "none".to_owned(), version: "1".to_owned(), about, rules: Vec::new() }
    }

    /// Reads a policy's TOML; `origin` is the file's name, for messages.
    ///
    /// # Errors
    /// Anything that the language does not have: a policy is never applied in part.
    pub fn parse(text: &str, origin: &str) -> Result<Self, PolicyError> {
        language::parse(text, origin)
    }

    /// The id, as `hardware-key`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version, as `1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What it demands, in one sentence.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// The rules, in their order.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether it requires nothing.
    pub fn is_none(&self) -> bool {
        self.rules.is_empty()
    }
}

impl Rule {
    /// The id, as `not-exportable`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it requires or forbids.
    pub fn kind(&self) -> RuleKind {
        self.kind
    }

    /// Where it comes from: the clause of a document, or its own words.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// Why it is there.
    pub fn about(&self) -> &str {
        &self.about
    }
}

/// The status of an appraisal; `requirements` is `None` without a policy.
///
/// A policy without rules affirms nothing: it counts as none.
pub fn status(verification: Verification, requirements: Option<&[Requirement]>) -> Status {
    let requirements = requirements.unwrap_or_default();
    let any = |outcome| requirements.iter().any(|requirement| requirement.outcome == outcome);
    if verification != Verification::Verified || any(RequirementOutcome::NotMet) {
        Status::Contraindicated
    } else if requirements.is_empty() {
        Status::None
    } else if any(RequirementOutcome::Unproven) {
        Status::Warning
    } else {
        Status::Affirming
    }
}

#[cfg(test)]
mod tests;
