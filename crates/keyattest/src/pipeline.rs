//! The one way of the data: parse, verify, bind, and only then claims.

use crate::bench::{Bench, Parts};
use crate::checks;
use crate::claims::Claims;
use crate::input::Input;
use crate::outline::Outline;
use crate::result::{CheckRecord, Outcome};
use crate::scheme::{About, Match, Scheme, Stop};
use crate::trust_store::TrustStore;
use crate::verifier::Environment;
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::Memo;
use keyattest_wire::Malformed;

/// A statement of which every mandatory check was recorded and held. Made here and nowhere else.
#[derive(Debug)]
pub struct Verified<S> {
    statement: S,
}

impl<S> Verified<S> {
    /// What was verified.
    pub fn statement(&self) -> &S {
        &self.statement
    }
}

/// How a verification ended.
pub(crate) enum Ended {
    /// Every check held.
    Verified {
        /// The attested public keys, in the order of the first sets of key claims; further sets are those of secret keys.
        keys: Vec<PublicKey>,
        /// What the evidence tells.
        claims: Claims,
    },
    /// A check failed, or a mandatory one was not reached.
    Failed,
    /// Something could not be read.
    Malformed(Malformed),
}

/// A scheme without its types: what the registry holds.
pub trait Format: Sync {
    /// The description.
    fn about(&self) -> &'static About;
    /// Whether the parts look like this format, by their bytes alone.
    fn detect(&self, input: &Input) -> Option<Match>;
    /// What parts that look like this format lack, each in words for whoever submitted them.
    fn missing(&self, input: &Input, trust: &TrustStore) -> Vec<String>;
    /// Whether the parts can be read as this format.
    ///
    /// # Errors
    /// What can not.
    fn read(&self, input: &Input) -> Result<(), Malformed>;
    /// Decodes without trust.
    ///
    /// # Errors
    /// The parts can not be read as this format.
    fn inspect(&self, input: &Input) -> Result<Outline, Malformed>;
    #[doc(hidden)]
    #[allow(private_interfaces)]
    fn run(&self, input: &Input, environment: &Environment<'_>) -> (Ended, Parts);
}

impl<E, S> Format for Scheme<E, S> {
    fn about(&self) -> &'static About {
        self.about
    }

    fn detect(&self, input: &Input) -> Option<Match> {
        (self.detect)(input)
    }

    fn missing(&self, input: &Input, trust: &TrustStore) -> Vec<String> {
        (self.missing)(input, trust)
    }

    fn read(&self, input: &Input) -> Result<(), Malformed> {
        (self.parse)(input).map(|_| ())
    }

    fn inspect(&self, input: &Input) -> Result<Outline, Malformed> {
        Ok((self.inspect)(&(self.parse)(input)?))
    }

    #[allow(private_interfaces)]
    fn run(&self, input: &Input, environment: &Environment<'_>) -> (Ended, Parts) {
        let memo = Memo::default();
        let mut bench = Bench::new(environment, &memo, self.about);
        bench.says_what_is_not_read();
        let ended = match (self.parse)(input) {
            Ok(evidence) => steps(self, &evidence, &mut bench),
            Err(malformed) => Ended::Malformed(malformed),
        };
        (ended, bench.into_parts())
    }
}

fn steps<E, S>(scheme: &Scheme<E, S>, evidence: &E, bench: &mut Bench<'_>) -> Ended {
    let about = scheme.about;
    let statement = match (scheme.verify)(evidence, bench) {
        Ok(statement) => statement,
        Err(Stop::Malformed(malformed)) => return Ended::Malformed(malformed),
        Err(Stop::Refused(_)) => return Ended::Failed,
    };
    let keys = (scheme.keys)(&statement).to_vec();
    bench.finish(&keys);
    if bench.failed() || !about.checks.iter().all(|id| bench.held(*id)) {
        return Ended::Failed;
    }
    let verified = Verified { statement };
    let claims = (scheme.claims)(&verified);
    // A claim outside of the registry is a defect of ours. It is never passed on: the result says that nothing was verified.
    if let Some(breach) = claims.breach(about.id) {
        debug_assert!(false, "{}: {breach}", about.id);
        return Ended::Failed;
    }
    Ended::Verified { keys, claims }
}

/// The ids of the checks that held: what policies may ask for.
pub(crate) fn passed(records: &[CheckRecord]) -> Vec<checks::CheckId> {
    records.iter().filter(|record| record.outcome == Outcome::Pass).map(|record| record.id).collect()
}
