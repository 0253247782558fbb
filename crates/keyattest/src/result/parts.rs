//! The parts of a result.

use crate::checks::CheckId;
use crate::claims::ClaimSet;
use crate::result::{AnchorStatus, Outcome, RequirementOutcome, Severity, SubjectKind};
use keyattest_wire::{Malformed, Time};
use serde::{Serialize, Serializer};
use std::fmt;

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
    /// SHA-256 of its SubjectPublicKeyInfo in hexadecimal; none for a secret key, which has no public half.
    pub spki_sha256: Option<String>,
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

/// Where one of the paths in the list of certificates ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PathEnd {
    /// How many entries of the list stand up to here, those of this path and of all before it.
    pub entries: usize,
    /// The anchor that ends it; none where it leads to none.
    pub anchor: Option<AnchorUse>,
}

impl PathEnd {
    pub(crate) fn new(entries: usize, anchor: Option<AnchorUse>) -> Self {
        Self { entries, anchor }
    }
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
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
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

/// RFC 3339 in UTC.
pub(super) fn time<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

fn some_time<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => serializer.collect_str(time),
        None => serializer.serialize_none(),
    }
}
