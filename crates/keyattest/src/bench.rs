//! The bench: the one place where checks are recorded while evidence is verified.
//!
//! It owns what a verification may know (anchors, time, nonce, subject) and writes down what was checked. Only it makes a [`Refused`], so a
//! failure can not be lost; only it makes a [`Trusted`] key, so nothing is taken as vouched for that no anchor vouches for.

mod binding;

use crate::checks::{self, CheckId};
use crate::result::{AnchorUse, ChainEntry, CheckRecord, Outcome, PathEnd, ToleranceUse, Warning};
use crate::scheme::About;
use crate::subject::Subject;
use crate::verifier::Environment;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_trust::chain::{self, Fault, Judged, Rule, Top};
use keyattest_trust::key::PublicKey;
use keyattest_trust::revocation::{self, Revocation};
use keyattest_trust::signature::{EcdsaForm, Memo, SignatureAlgorithm};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Time};

/// A check failed; the bench has recorded which. Nothing else makes one.
#[derive(Debug)]
pub struct Refused(());

/// A key that an anchor vouches for.
#[derive(Clone, Debug)]
pub struct Trusted {
    key: PublicKey,
    anchor: Option<Anchor>,
}

impl Trusted {
    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The anchor at the end of its chain; none for a key that the caller accepted itself.
    pub fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }
}

/// Bytes whose signature holds under a trusted key.
#[derive(Clone, Debug)]
pub struct Signed {
    bytes: Bytes,
    algorithm: SignatureAlgorithm,
    anchor: Option<Anchor>,
}

impl Signed {
    /// The signed bytes.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// A key that the signed bytes name: trusted as far as the key that signed them. Whether they name it, and for what, the format has read.
    pub fn vouches(&self, key: PublicKey) -> Trusted {
        Trusted { key, anchor: self.anchor.clone() }
    }

    /// The algorithm under which the signature held.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }
}

/// What the subject's carriers and the caller's subject came to.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) subject: Subject,
    pub(crate) matches: bool,
    pub(crate) possession: Option<bool>,
}

/// See the module.
pub struct Bench<'a> {
    environment: &'a Environment<'a>,
    memo: &'a Memo,
    about: &'static About,
    records: Vec<CheckRecord>,
    warnings: Vec<Warning>,
    tolerances: Vec<ToleranceUse>,
    chain: Vec<ChainEntry>,
    paths: Vec<PathEnd>,
    anchors: Vec<AnchorUse>,
    carriers: Vec<Subject>,
    bindings: Vec<Binding>,
    keys: Vec<PublicKey>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(environment: &'a Environment<'a>, memo: &'a Memo, about: &'static About) -> Self {
        Self {
            environment,
            memo,
            about,
            records: Vec::new(),
            warnings: Vec::new(),
            tolerances: Vec::new(),
            chain: Vec::new(),
            paths: Vec::new(),
            anchors: Vec::new(),
            carriers: Vec::new(),
            bindings: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// The time for which certificates are judged: when the evidence came in.
    pub fn chain_time(&self) -> Time {
        self.environment.received_at
    }

    /// The signatures that this verification has verified: what a format asks of candidates is not verified again once one is chosen.
    pub fn memo(&self) -> &'a Memo {
        self.memo
    }

    /// Judges a chain, leaf first and without the anchor, by one rule each, for when the evidence came in.
    ///
    /// # Errors
    /// A certificate whose key or extensions can not be read.
    pub fn judge(&self, certificates: &[&Certificate], rules: &[Rule], top: &Top<'_>) -> Result<Judged, Malformed> {
        chain::judge(self.memo, certificates, rules, top, self.chain_time())
    }

    /// The challenge that is expected, if one is.
    pub fn expected_nonce(&self) -> Option<&'a [u8]> {
        self.environment.nonce
    }

    /// The caller's helper certificates.
    pub fn intermediates(&self) -> &'a [Certificate] {
        self.environment.intermediates
    }

    /// The caller's subject.
    pub fn subject(&self) -> Option<&'a Subject> {
        self.environment.subject
    }

    /// What the caller said under this key of `--context`.
    pub fn context(&self, key: &str) -> Option<&'a str> {
        self.environment.context.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    /// Whether the caller allows a tolerance that is off by default.
    pub fn allows(&self, tolerance: &str) -> bool {
        self.environment.allowed.iter().any(|known| known == tolerance)
    }

    /// Anchors of a kind with this name that this format may use.
    pub fn anchors(&self, kind: Kind, name: &[u8]) -> Vec<&'a Anchor> {
        self.environment.store.named(self.about.id, kind, name)
    }

    /// Bare keys among the anchors of a kind that this format may use.
    pub fn bare_anchors(&self, kind: Kind) -> Vec<&'a Anchor> {
        self.environment.store.bare(self.about.id, kind)
    }

    /// The entry of the built-in table with this key.
    pub fn known_anchor(&self, key: &PublicKey) -> Option<&'a Anchor> {
        self.environment.store.known(key)
    }

    /// The anchors of a kind with this name as the top of a path, where none of them verifying it is these faults.
    pub fn top(&self, kind: Kind, name: &[u8], unverified: &'static [Fault]) -> Top<'a> {
        Top { anchors: self.anchors(kind, name), unverified }
    }

    /// Records a check that goes on when it fails. A failure stays, whatever is recorded of the same check later.
    pub fn check(&mut self, id: CheckId, ok: bool, why: impl FnOnce() -> String) -> bool {
        let (outcome, detail) = if ok { (Outcome::Pass, None) } else { (Outcome::Fail, Some(why())) };
        self.record(id, outcome, detail);
        ok
    }

    /// Records a check that stops the verification when it fails.
    ///
    /// # Errors
    /// It failed.
    pub fn require(&mut self, id: CheckId, ok: bool, why: impl FnOnce() -> String) -> Result<(), Refused> {
        if self.check(id, ok, why) { Ok(()) } else { Err(Refused(())) }
    }

    /// Records a failure.
    pub fn refuse(&mut self, id: CheckId, why: impl Into<String>) -> Refused {
        self.record(id, Outcome::Fail, Some(why.into()));
        Refused(())
    }

    /// Records that a check has nothing to look at in this evidence, and why that is no failure.
    pub fn not_applicable(&mut self, id: CheckId, why: impl Into<String>) {
        self.record(id, Outcome::NotApplicable, Some(why.into()));
    }

    /// Stops if any check failed so far.
    ///
    /// # Errors
    /// One did.
    pub fn all_held(&self) -> Result<(), Refused> {
        if self.failed() { Err(Refused(())) } else { Ok(()) }
    }

    /// Adds a warning of the specification; it has no effect on the status.
    pub fn warn(&mut self, id: &'static str, place: impl Into<String>, detail: impl Into<String>) {
        self.warnings.push(Warning::new(id, place, detail));
    }

    /// Reports a departure that was tolerated.
    pub fn tolerate(&mut self, id: &'static str, place: impl Into<String>) {
        let used = ToleranceUse::new(id, place);
        if !self.tolerances.contains(&used) {
            self.tolerances.push(used);
        }
    }

    /// Notes an attested key as soon as it is read, so that a refusal can say which key it is about. No claim comes of it.
    pub fn reads(&mut self, key: &PublicKey) {
        if !self.keys.iter().any(|known| known.spki() == key.spki()) {
            self.keys.push(key.clone());
        }
    }

    /// Looks the certificates of a judged path up in the caller's revocation lists, at the time of appraisal: what was revoked since the evidence
    /// came in counts. A certificate of which nothing is known stays so, with a warning.
    pub fn revocation(&mut self, judged: &Judged) {
        let id = checks::CHAIN_REVOCATION;
        let lists = self.environment.revocation_lists;
        if lists.is_empty() {
            self.not_applicable(id, "no revocation list was given");
            return;
        }
        let (mut consulted, mut is_known) = (Vec::new(), true);
        for link in judged.links() {
            let place = link.certificate.bytes().part();
            match revocation::status(&link, lists, self.environment.at) {
                Revocation::Good { as_of, list } => consulted.push(format!("{place} by {list} of {as_of}")),
                Revocation::Revoked { since, list } => {
                    self.check(id, false, || format!("{place}: revoked since {since} by {list}"));
                }
                Revocation::Unknown(why) => {
                    is_known = false;
                    self.warn("revocation-unknown", place, why);
                }
            }
        }
        let good = format!("not revoked: {}", consulted.join(", "));
        if consulted.is_empty() {
            self.not_applicable(id, "no list that was given says anything of these certificates");
        } else if is_known {
            self.record(id, Outcome::Pass, Some(good));
        } else {
            self.not_applicable(id, format!("{good}; nothing is known of the others"));
        }
    }

    /// Takes a judged path: records every kind of fault that was looked for.
    ///
    /// # Errors
    /// Something is wrong with it.
    pub fn accept(&mut self, judged: Judged) -> Result<Trusted, Refused> {
        for (certificate, role) in judged.certificates() {
            self.chain.push(ChainEntry::new(certificate, role));
        }
        for fault in judged.reached() {
            let id = check_of(*fault);
            let found: Vec<&str> =
                judged.faults().iter().filter(|(kind, _)| kind == fault).map(|(_, detail)| detail.as_str()).collect();
            if found.is_empty() {
                self.record(id, Outcome::Pass, None);
            } else {
                self.record(id, Outcome::Fail, Some(found.join("; ")));
            }
        }
        for (fault, detail) in judged.faults().iter().filter(|(fault, _)| !judged.reached().contains(fault)) {
            self.record(check_of(*fault), Outcome::Fail, Some(detail.clone()));
        }
        self.paths.push(PathEnd::new(self.chain.len(), judged.anchor().map(AnchorUse::new)));
        if let Some(anchor) = judged.anchor() {
            self.uses(anchor);
        }
        if !judged.holds() {
            return Err(Refused(()));
        }
        for tolerated in judged.tolerated() {
            self.tolerate(tolerated.id, tolerated.place.clone());
        }
        match (judged.key(), judged.anchor()) {
            (Some(key), Some(anchor)) => Ok(Trusted { key: key.clone(), anchor: Some(anchor.clone()) }),
            _ => Err(Refused(())),
        }
    }

    /// Records what is wrong with a judged path whose top is no anchor of ours: it is asked to be right, and vouches for nothing, so that
    /// neither key nor anchor comes of it. Its signatures are the format's to judge.
    ///
    /// # Errors
    /// A fault other than those of anchor and signature.
    pub fn consistent(&mut self, judged: &Judged) -> Result<(), Refused> {
        let mut right = true;
        for (fault, detail) in judged.faults() {
            if !matches!(fault, Fault::Anchor | Fault::Signature) {
                right = self.check(check_of(*fault), false, || detail.clone());
            }
        }
        if right { Ok(()) } else { Err(Refused(())) }
    }

    /// The first bare key, among the anchors of a kind, for which `verifies` holds.
    pub fn bare(&mut self, kind: Kind, verifies: impl Fn(&PublicKey) -> bool) -> Option<Trusted> {
        let anchor = self.bare_anchors(kind).into_iter().find(|anchor| verifies(&anchor.key))?;
        self.uses(anchor);
        Some(Trusted { key: anchor.key.clone(), anchor: Some(anchor.clone()) })
    }

    /// The first attestation key that the caller accepts, as after an enrolment, for which `verifies` holds.
    pub fn pinned(&self, verifies: impl Fn(&PublicKey) -> bool) -> Option<Trusted> {
        let key = self.environment.attestation_keys.iter().find(|key| verifies(key))?;
        Some(Trusted { key: key.clone(), anchor: None })
    }

    /// Whether the caller gave keys that may stand for an attestation key: bare anchors or attestation keys.
    pub fn has_pins(&self, kind: Kind) -> bool {
        !self.environment.attestation_keys.is_empty() || !self.bare_anchors(kind).is_empty()
    }

    /// A key that the first of these anchors delegates to which signed `message` by its algorithm: for formats whose chains are no X.509. The
    /// key is what the signed bytes say that it is, given that anchor.
    ///
    /// # Errors
    /// None of them did.
    pub fn anchored(
        &mut self,
        id: CheckId,
        by: &[(&Anchor, SignatureAlgorithm)],
        form: EcdsaForm,
        message: &Bytes,
        signature: &Bytes,
        next: impl FnOnce(&Anchor) -> Option<PublicKey>,
    ) -> Result<Trusted, Refused> {
        let mut why = "no anchor of its issuer's name".to_owned();
        for (anchor, algorithm) in by {
            match self.memo.verify(*algorithm, form, &anchor.key, message, signature) {
                Ok(()) => {
                    let Some(key) = next(anchor) else { break };
                    self.uses(anchor);
                    self.record(id, Outcome::Pass, None);
                    return Ok(Trusted { key, anchor: Some((*anchor).clone()) });
                }
                Err(bad) => why = format!("{bad} (anchor {}, {algorithm})", anchor.id),
            }
        }
        Err(self.refuse(id, format!("{}: {why}", message.part())))
    }

    /// Requires that `by` signed `message` under one of the algorithms, tried in their order where the evidence does not name one.
    ///
    /// # Errors
    /// It did not.
    pub fn signed(
        &mut self,
        id: CheckId,
        by: &Trusted,
        algorithms: &[SignatureAlgorithm],
        form: EcdsaForm,
        message: &Bytes,
        signature: &Bytes,
    ) -> Result<Signed, Refused> {
        let mut why = "no algorithm fits the key".to_owned();
        for algorithm in algorithms {
            match self.memo.verify(*algorithm, form, by.key(), message, signature) {
                Ok(()) => {
                    self.record(id, Outcome::Pass, Some(algorithm.to_string()));
                    return Ok(Signed { bytes: message.clone(), algorithm: *algorithm, anchor: by.anchor.clone() });
                }
                Err(bad) => why = format!("{}: {bad} ({algorithm})", message.part()),
            }
        }
        Err(self.refuse(id, why))
    }

    /// A key that a trusted key delegates to by signing `message`, which names it.
    ///
    /// # Errors
    /// The signature does not hold.
    #[allow(clippy::too_many_arguments)]
    pub fn delegate(
        &mut self,
        id: CheckId,
        by: &Trusted,
        algorithm: SignatureAlgorithm,
        form: EcdsaForm,
        message: &Bytes,
        signature: &Bytes,
        next: PublicKey,
    ) -> Result<Trusted, Refused> {
        self.signed(id, by, &[algorithm], form, message, signature)?;
        Ok(Trusted { key: next, anchor: by.anchor.clone() })
    }

    /// Adds a line of the chain that is no X.509 certificate.
    pub fn chain_entry(&mut self, entry: ChainEntry) {
        self.chain.push(entry);
    }

    /// Says that the evidence travels inside something that has a key and a signature of its own: it speaks for that key, whether or not the
    /// caller names a subject.
    pub fn binds(&mut self, carrier: Subject) {
        self.carriers.push(carrier);
    }

    /// Warns of what the caller gave and this format does not read: it decides nothing.
    pub(crate) fn says_what_is_not_read(&mut self) {
        if !self.environment.revocation_lists.is_empty() && !self.about.checks.contains(&checks::CHAIN_REVOCATION) {
            let why = "certificates of this format are not looked up in revocation lists: those that were given decide nothing";
            self.warn("revocation-not-judged", "revocation lists", why);
        }
        if !self.environment.intermediates.is_empty() && !self.about.intermediates {
            let why = "this format's certificates come with the evidence: those that were given beside it are not used";
            self.warn("intermediates-not-read", "intermediates", why);
        }
        let environment = self.environment;
        for (key, _) in environment.context.iter().filter(|(key, _)| !self.about.context.contains(&key.as_str())) {
            self.warn("context-not-read", format!("context {key}"), "this format does not read it: it decides nothing");
        }
    }

    /// Whether a check failed.
    pub(crate) fn failed(&self) -> bool {
        self.records.iter().any(|record| record.outcome == Outcome::Fail)
    }

    /// Whether the check was recorded, and held or had nothing to look at.
    pub(crate) fn held(&self, id: CheckId) -> bool {
        let holds = |outcome: Outcome| matches!(outcome, Outcome::Pass | Outcome::NotApplicable);
        self.records.iter().any(|record| record.id == id && holds(record.outcome))
    }

    /// Every anchor that is used, once, in the order of use: the first one is the result's.
    fn uses(&mut self, anchor: &Anchor) {
        let used = AnchorUse::new(anchor);
        if !self.anchors.contains(&used) {
            self.anchors.push(used);
        }
    }

    /// A failure stays; a pass replaces what said that there was nothing to look at.
    fn record(&mut self, id: CheckId, outcome: Outcome, detail: Option<String>) {
        debug_assert!(self.about.checks.contains(&id), "{id} is not among the checks of {}", self.about.id);
        let Some(known) = self.records.iter_mut().find(|record| record.id == id) else {
            self.records.push(CheckRecord { id, outcome, detail });
            return;
        };
        match (known.outcome, outcome) {
            (Outcome::Fail, Outcome::Fail) => known.detail = joined(known.detail.take(), detail),
            // Of several signatures each algorithm is told.
            (Outcome::Pass, Outcome::Pass) if known.detail != detail => {
                known.detail = joined(known.detail.take(), detail);
            }
            (Outcome::Fail, _) | (Outcome::Pass, Outcome::NotApplicable | Outcome::Pass) => {}
            _ => (known.outcome, known.detail) = (outcome, detail),
        }
    }

    pub(crate) fn into_parts(self) -> Parts {
        let mut records = self.records;
        for id in self.about.checks {
            if !records.iter().any(|record| record.id == *id) {
                records.push(CheckRecord { id: *id, outcome: Outcome::NotReached, detail: None });
            }
        }
        records.sort_by_key(|record| self.about.checks.iter().position(|id| *id == record.id));
        Parts {
            checks: records,
            warnings: self.warnings,
            tolerances: self.tolerances,
            chain: self.chain,
            paths: self.paths,
            anchors: self.anchors,
            bindings: self.bindings,
            keys: self.keys,
        }
    }
}

/// What the bench wrote down.
pub(crate) struct Parts {
    pub(crate) checks: Vec<CheckRecord>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) tolerances: Vec<ToleranceUse>,
    pub(crate) chain: Vec<ChainEntry>,
    pub(crate) paths: Vec<PathEnd>,
    pub(crate) anchors: Vec<AnchorUse>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) keys: Vec<PublicKey>,
}

/// What is told of two records of one check.
fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    let both: Vec<String> = [first, second].into_iter().flatten().collect();
    (!both.is_empty()).then(|| both.join("; "))
}

fn check_of(fault: Fault) -> CheckId {
    match fault {
        Fault::Anchor => checks::CHAIN_ANCHOR,
        Fault::Signature => checks::CHAIN_SIGNATURE,
        Fault::Position => checks::CHAIN_POSITION,
        Fault::Constraints => checks::CHAIN_CONSTRAINTS,
        Fault::Validity => checks::CHAIN_VALIDITY,
        Fault::Strength => checks::KEY_STRENGTH,
    }
}
