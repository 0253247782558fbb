//! The attestation result: everything that was found and decided, as one stable JSON object (`keyattest/result/1`).
//!
//! It only carries: which check held is the pipeline's, and which rule is met is the policy's. The same inputs give the same bytes.

mod parts;
mod words;

pub use parts::{
    AdvisoryMatch, AnchorUse, ChainEntry, CheckRecord, EvidencePart, KeyResult, MalformedResult, PathEnd, PlaceResult,
    PolicyResult, Requirement, Software, SubjectResult, ToleranceUse, Warning,
};
pub use words::{AnchorStatus, Outcome, RequirementOutcome, Severity, Status, SubjectKind, Verification};

use crate::claims::{self, ClaimId};
use keyattest_wire::Time;
use serde::Serialize;

/// The name and version of the JSON's form.
pub const SCHEMA: &str = "keyattest/result/1";

/// What a verifier answers about one evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AttestationResult {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The verdict.
    pub status: Status,
    /// What became of the evidence before any policy.
    pub verification: Verification,
    /// What could not be read, of malformed evidence only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub malformed: Option<MalformedResult>,
    /// The id of the evidence's format; none when unrecognized.
    pub format: Option<String>,
    /// The formats that were tried, in order.
    pub formats_considered: Vec<String>,
    /// The parts that were submitted.
    pub evidence: Vec<EvidencePart>,
    /// What the evidence must be for; none where nothing was given and the evidence carries nothing.
    pub subject: Option<SubjectResult>,
    /// The keys that the evidence speaks of.
    pub keys: Vec<KeyResult>,
    /// The module that keeps them.
    pub module: PlaceResult,
    /// The making of the evidence.
    pub transaction: PlaceResult,
    /// The certificates that were judged, the attestation key's first.
    pub chain: Vec<ChainEntry>,
    /// Where each path ends in [`chain`](Self::chain), of formats with several: for reports, not in the JSON.
    #[serde(skip)]
    pub paths: Vec<PathEnd>,
    /// The anchor that the chain leads to; none where it leads to none.
    pub anchor: Option<AnchorUse>,
    /// Every check of the format, with its outcome.
    pub checks: Vec<CheckRecord>,
    /// The specification's warnings, which have no effect on the status.
    pub warnings: Vec<Warning>,
    /// The tolerances that were made use of.
    pub tolerances: Vec<ToleranceUse>,
    /// The advisories that match.
    pub advisories: Vec<AdvisoryMatch>,
    /// The policy's rules and their outcomes; none without a policy.
    pub policy: Option<PolicyResult>,
    /// The time of appraisal.
    #[serde(serialize_with = "parts::time")]
    pub at: Time,
    /// Who made the result.
    pub verifier: Software,
}

impl AttestationResult {
    /// Whether the evidence verified and meets all that the policy requires.
    pub fn is_affirming(&self) -> bool {
        self.verification == Verification::Verified && self.status == Status::Affirming
    }

    /// The checks that did not hold, in the order in which they were made.
    pub fn failed_checks(&self) -> impl Iterator<Item = &CheckRecord> {
        self.checks.iter().filter(|check| check.outcome == Outcome::Fail)
    }

    /// The key that is bound to the subject, if the evidence verified and there is one.
    pub fn subject_key(&self) -> Option<&KeyResult> {
        let bound = self.verification == Verification::Verified && self.subject.as_ref()?.matches;
        self.keys.iter().find(|key| bound && key.is_subject)
    }

    /// The exit status of a program that answers with this result: 0 affirming, or verified without a policy; 1 contraindicated; 3 warning.
    pub fn exit_code(&self) -> u8 {
        match self.status {
            _ if self.verification != Verification::Verified => 1,
            Status::Affirming | Status::None => 0,
            Status::Contraindicated => 1,
            Status::Warning => 3,
        }
    }

    /// The answer in one plain sentence.
    pub fn headline(&self) -> String {
        match (self.verification, self.status) {
            (Verification::Malformed, _) => match &self.malformed {
                Some(malformed) => format!("The evidence cannot be read: {malformed}."),
                None => "The evidence cannot be read.".to_owned(),
            },
            (Verification::Unrecognized, _) => "The evidence is of no known format.".to_owned(),
            (Verification::Failed, _) => self.failure(),
            (Verification::Verified, Status::Affirming) => format!("{}, {}.", self.key_name(), self.assurance()),
            (Verification::Verified, Status::None) => {
                "The evidence is genuine; no policy was applied to what it says.".to_owned()
            }
            (Verification::Verified, Status::Contraindicated) => {
                format!("The evidence is genuine, but {}.", self.rules(RequirementOutcome::NotMet, "does not meet"))
            }
            (Verification::Verified, Status::Warning) => {
                format!("The evidence is genuine, but {}.", self.rules(RequirementOutcome::Unproven, "does not prove"))
            }
        }
    }

    /// Pretty-printed JSON with a newline at the end.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("every map key is a text, and nothing else can fail");
        json.push('\n');
        json
    }

    fn failure(&self) -> String {
        match self.failed_checks().next() {
            Some(check) => match &check.detail {
                Some(detail) => format!("The evidence is refused, {} failed: {detail}.", check.id),
                None => format!("The evidence is refused, {} failed.", check.id),
            },
            None => "The evidence is refused: not every check that its format demands was made.".to_owned(),
        }
    }

    fn key_name(&self) -> &'static str {
        match self.subject.as_ref().map(|subject| subject.kind) {
            None => "The key",
            Some(SubjectKind::Certificate) => "The certificate's key",
            Some(SubjectKind::Csr) => "The CSR's key",
            Some(SubjectKind::PublicKey | SubjectKind::SshPublicKey | SubjectKind::SshSecurityKey) => {
                "The private key of the public key"
            }
        }
    }

    /// What an affirming result says of the key: no more than that the policy is met, and in what module.
    fn assurance(&self) -> String {
        let told = |id: ClaimId| self.module.claims.get(id).map(|claim| claim.value.to_string());
        let names: Vec<String> = [claims::VENDOR, claims::MODEL].into_iter().filter_map(told).collect();
        let module =
            if names.is_empty() { "its module".to_owned() } else { format!("its module, {}", names.join(" ")) };
        let serial = told(claims::SERIAL).map(|serial| format!(" (serial {serial})")).unwrap_or_default();
        let policy = self.policy.as_ref().map(|policy| format!("{} {}", policy.id, policy.version));
        format!("in {module}{serial}, meets all that policy {} requires", policy.unwrap_or_default())
    }

    fn rules(&self, outcome: RequirementOutcome, does_not: &str) -> String {
        let Some(policy) = &self.policy else { return format!("{does_not} what is required") };
        let rules: Vec<&str> = policy
            .requirements
            .iter()
            .filter(|requirement| requirement.outcome == outcome)
            .map(|requirement| requirement.id.as_str())
            .collect();
        format!("{does_not} what policy {} {} requires: {}", policy.id, policy.version, rules.join(", "))
    }
}

#[cfg(test)]
mod tests;
