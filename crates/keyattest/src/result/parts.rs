//! The parts of a result.

use crate::checks::CheckId;
use crate::claims::ClaimSet;
use keyattest_wire::{Malformed, Time};
use serde::{Serialize, Serializer};
use std::fmt;

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was made and did not hold.
    Fail,
    /// There is nothing for it in this submission.
    NotApplicable,
    /// It was not made, since an earlier one failed.
    NotReached,
    /// It was made and held.
    Pass,
    /// It was made and held with a reservation.
    Warn,
}

/// What came of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequirementOutcome {
    /// The rule holds.
    Met,
    /// The rule is broken.
    NotMet,
    /// What is told decides nothing.
    Unproven,
}

/// How much an advisory takes away, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Of little effect on attested keys.
    Low,
    /// Attacks that need much.
    Medium,
    /// Attacks that are practical with access to the module.
    High,
    /// Keys are not what they are attested to be.
    Critical,
}

/// What an anchor counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorStatus {
    /// In use.
    Active,
    /// Known to be bad: nothing below it is worth anything.
    Distrusted,
    /// No longer used by its vendor for new modules.
    Retired,
    /// Of tests and development.
    TestOnly,
}

/// What kind of document the subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SubjectKind {
    /// A certificate.
    Certificate,
    /// A certification request.
    Csr,
    /// A public key.
    PublicKey,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MalformedResult {
    /// Where, outermost first.
    #[serde(rename = "where")]
    pub place: Option<String>,
    /// What is wrong.
    pub detail: String,
}

/// One part of the evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EvidencePart {
    /// Its name; a name may repeat.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What the evidence must be for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SubjectResult {
    /// What kind of document it is.
    pub kind: SubjectKind,
    /// SHA-256 of its SubjectPublicKeyInfo in hexadecimal.
    pub spki_sha256: String,
    /// Whether the evidence attests its key.
    pub matches: bool,
    /// Whether its own signature is good; none where it has none or is not judged by it.
    pub proof_of_possession: Option<bool>,
}

/// One key of the evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct KeyResult {
    /// SHA-256 of its SubjectPublicKeyInfo in hexadecimal.
    pub spki_sha256: String,
    /// Whether it is the subject's.
    pub is_subject: bool,
    /// What is told of it; nothing unless the evidence verified.
    pub claims: ClaimSet,
}

/// What is told of the module, or of the transaction.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PlaceResult {
    /// Nothing unless the evidence verified.
    pub claims: ClaimSet,
}

/// One certificate of the chain, or what stands for one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ChainEntry {
    /// Whose it is.
    pub subject: String,
    /// SHA-256 of the whole certificate in hexadecimal.
    pub sha256: String,
    /// The beginning of its validity, if it has one.
    #[serde(serialize_with = "some_time")]
    pub not_before: Option<Time>,
    /// The end of its validity, if it has one.
    #[serde(serialize_with = "some_time")]
    pub not_after: Option<Time>,
    /// What it is in the format's scheme, as `attestation-key`.
    pub role: String,
}

/// The anchor that a chain leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AnchorUse {
    /// Its id in the table, as `thales/luna-rsa`.
    pub id: String,
    /// What it counts as.
    pub status: AnchorStatus,
}

/// A check and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CheckRecord {
    /// Which check.
    pub id: CheckId,
    /// What came of it.
    pub outcome: Outcome,
    /// What was found, and where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// A warning of the format's specification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Warning {
    /// Its id in the specification.
    pub id: String,
    /// What it is about, as `certificate 0`.
    #[serde(rename = "where")]
    pub place: String,
    /// What was found.
    pub detail: String,
}

/// A named tolerance that was made use of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ToleranceUse {
    /// Its id.
    pub id: String,
    /// What it was needed for, as `certificate 2`.
    #[serde(rename = "where")]
    pub place: String,
}

/// An advisory that matches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AdvisoryMatch {
    /// Its id, as `CVE-2017-15361`.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// By what it matches: the key's fingerprint, or the claims.
    pub matched_by: String,
    /// What it says, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Where it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The policy that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PolicyResult {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its rules, in the policy's order.
    pub requirements: Vec<Requirement>,
}

/// A rule of the policy, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Requirement {
    /// The rule's id.
    pub id: String,
    /// Where the rule comes from.
    pub clause: String,
    /// What came of it.
    pub outcome: RequirementOutcome,
    /// What decided it: the claim with who vouches for it and where it stands, or what is missing.
    pub detail: String,
}

/// A program and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Software {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Software {
    /// This library.
    pub fn this() -> Self {
        Self { name: "keyattest", version: env!("CARGO_PKG_VERSION") }
    }
}

impl From<&Malformed> for MalformedResult {
    fn from(malformed: &Malformed) -> Self {
        Self { place: malformed.place().map(str::to_owned), detail: malformed.what().to_owned() }
    }
}

impl fmt::Display for MalformedResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

impl Outcome {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::NotApplicable => "not-applicable",
            Self::NotReached => "not-reached",
            Self::Pass => "pass",
            Self::Warn => "warn",
        }
    }
}

impl RequirementOutcome {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unproven => "unproven",
        }
    }
}

impl Severity {
    /// Every severity, the least first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl AnchorStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Distrusted, Self::Retired, Self::TestOnly];

    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Distrusted => "distrusted",
            Self::Retired => "retired",
            Self::TestOnly => "test-only",
        }
    }
}

impl SubjectKind {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certificate => "certificate",
            Self::Csr => "csr",
            Self::PublicKey => "public-key",
        }
    }
}

/// The words of results, in reports too.
macro_rules! display_word {
    ($($of:ty),*) => {$(
        impl fmt::Display for $of {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )*};
}

display_word!(Outcome, RequirementOutcome, Severity, AnchorStatus, SubjectKind);

/// RFC 3339 in UTC.
pub(super) fn time<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

#[expect(clippy::ref_option, reason = "the form that serde's derive calls")]
fn some_time<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(time),
        None => serializer.serialize_none(),
    }
}
