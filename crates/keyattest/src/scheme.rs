//! What a format is: one [`Scheme`] and one line in the registry.

use crate::bench::{Bench, Refused};
use crate::checks::CheckId;
use crate::claims::Claims;
use crate::input::Input;
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
    /// The keys of [`crate::context`] that it reads.
    pub context: &'static [&'static str],
    /// Whether its chains may be completed by certificates of the caller's.
    pub intermediates: bool,
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

/// One format of evidence: what it does at each step of the pipeline, whose order and laws are the pipeline's. `E` is what was parsed: owned,
/// and untrusted; what may be read only once it is verified is still bytes in it. `S` is what verification understood: the only input of
/// claims.
pub struct Scheme<E: 'static, S: 'static> {
    /// The description.
    pub about: &'static About,
    /// Whether the parts look like this format, by their bytes alone.
    pub detect: fn(&Input) -> Option<Match>,
    /// What parts that look like this format lack, each in words for whoever submitted them; nothing where it is complete, or where that can
    /// not be seen. It explains, and decides nothing.
    pub missing: fn(&Input, &TrustStore) -> Vec<String>,
    /// Reads the parts; refuses those that can not be read as this format.
    pub parse: fn(&Input) -> Result<E, Malformed>,
    /// Shows what was parsed. Nothing of it is verified.
    pub inspect: fn(&E) -> Outline,
    /// Makes every check of the format but those of subject, nonce and attested key, which are the pipeline's.
    pub verify: fn(&E, &mut Bench<'_>) -> Result<S, Stop>,
    /// The attested public keys, in the order in which `claims` tells of them. Secret keys have no public half: what is told of them comes
    /// after what is told of these.
    pub keys: fn(&S) -> &[PublicKey],
    /// What the evidence tells, with who vouches for it and where it says so.
    pub claims: fn(&Verified<S>) -> Claims,
}
