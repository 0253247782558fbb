//! What a format is: one implementation of [`Scheme`] and one line in the registry.

use crate::bench::{Bench, Refused};
use crate::checks::CheckId;
use crate::claims::Claims;
use crate::input::Input;
use crate::inspect::issuers;
use crate::outline::Outline;
use crate::pipeline::Verified;
use crate::trust_store::TrustStore;
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;

/// The description of a format: the one source of `keyattest formats`, of the documentation's table and of the tests over the registry.
#[derive(Debug)]
pub struct About {
    /// The id, the same word everywhere: `luna-pkc`.
    pub id: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Products that make it.
    pub products: &'static str,
    /// Carriers that are read.
    pub carriers: &'static str,
    /// By what detection is certain, as words that go on after "has": nothing else has it.
    pub known_by: &'static str,
    /// The checks of which each must be recorded as held, or as not applicable, before anything is verified; in the order of the report.
    pub checks: &'static [CheckId],
    /// Whether evidence of this format carries a challenge.
    pub has_nonce: bool,
    /// Whether its keys are FIDO security keys of OpenSSH: no other kind of SSH key stands for them, and no request or certificate is theirs.
    pub security_keys: bool,
    /// What no evidence of this format tells, for the report.
    pub not_told: &'static [&'static str],
    /// What no public sample could confirm: refused or unproven.
    pub unconfirmed: &'static str,
}

/// How sure detection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is of this format or of none.
    Certain,
    /// It may be; why.
    Possible(&'static str),
}

/// Why a verification went no further.
#[derive(Debug)]
pub enum Stop {
    /// Something could not be read.
    Malformed(Malformed),
    /// A check failed.
    Refused(Refused),
}

impl From<Malformed> for Stop {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// One format of evidence. The order of the steps is the pipeline's.
pub trait Scheme: Sync + 'static {
    /// What was parsed: owned, and untrusted. What may be read only once it is verified is still bytes in it.
    type Evidence;
    /// What verification understood: the only input of claims.
    type Statement;

    /// The description.
    fn about(&self) -> &'static About;

    /// Whether the parts look like this format, by their bytes alone.
    fn detect(&self, input: &Input) -> Option<Match>;

    /// What parts that look like this format lack, each in words for whoever submitted them; nothing where it is complete, or where that can
    /// not be seen. It explains, and decides nothing. Unless a format knows better: issuers that are neither there nor anchors.
    fn missing(&self, input: &Input, trust: &TrustStore) -> Vec<String> {
        issuers::missing(input, trust)
    }

    /// Reads the parts.
    ///
    /// # Errors
    /// They can not be read as this format.
    fn parse(&self, input: &Input) -> Result<Self::Evidence, Malformed>;

    /// Shows what was parsed. Nothing of it is verified.
    fn inspect(&self, evidence: &Self::Evidence) -> Outline;

    /// Makes every check of the format but those of subject, nonce and attested key, which are the pipeline's.
    ///
    /// # Errors
    /// A check that failed, or something that only now could be read and could not.
    fn verify(&self, evidence: &Self::Evidence, bench: &mut Bench<'_>) -> Result<Self::Statement, Stop>;

    /// The attested public keys, in the order in which [`claims`](Self::claims) tells of them. Secret keys have no public half: what is told of
    /// them comes after what is told of these.
    fn keys<'s>(&self, statement: &'s Self::Statement) -> &'s [PublicKey];

    /// What the evidence tells, with who vouches for it and where it says so.
    fn claims(&self, statement: &Verified<Self::Statement>) -> Claims;
}
