//! The closed words of results, the same in JSON and in reports.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The tier of an appraisal, in the words of AR4SI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// Verified, and all that the policy requires is met.
    Affirming,
    /// Not verified, or a rule of the policy is not met.
    Contraindicated,
    /// Verified, and no policy was applied.
    None,
    /// Verified and no rule broken, but something that the policy requires is unproven.
    Warning,
}

/// What became of the evidence before any policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verification {
    /// It was read, and a check did not hold or was not made.
    Failed,
    /// It could not be read.
    Malformed,
    /// It is of no format that is known.
    Unrecognized,
    /// Every mandatory check of its format was made and held.
    Verified,
}

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
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
    /// An OpenSSH public key line.
    SshPublicKey,
    /// An OpenSSH public key line of a FIDO security key.
    SshSecurityKey,
}

impl Status {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Affirming => "affirming",
            Self::Contraindicated => "contraindicated",
            Self::None => "none",
            Self::Warning => "warning",
        }
    }
}

impl Verification {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Malformed => "malformed",
            Self::Unrecognized => "unrecognized",
            Self::Verified => "verified",
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
            Self::SshPublicKey => "ssh-public-key",
            Self::SshSecurityKey => "ssh-security-key",
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

display_word!(Status, Verification, Outcome, RequirementOutcome, Severity, AnchorStatus, SubjectKind);
