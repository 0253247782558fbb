//! Ways from a certificate to an anchor, where evidence carries certificates in no order, or several of one name.
//!
//! A certificate that stands between counts by name and signature alone here; what it may do is judged on each way apart
//! ([`crate::chain::judge`]). Paths multiply: the certificates on a way, the ways and the steps of a search have a limit each, and no
//! signature of a certificate between is verified twice by one key.

use crate::anchors::Anchor;
use crate::chain::{Fault, signed_by};
use crate::key::PublicKey;
use crate::signature::{EcdsaForm, Memo, SignatureAlgorithm};
use keyattest_wire::x509::Certificate;
use std::collections::BTreeMap;

/// Most certificates between a leaf and an anchor.
const MOST_BETWEEN: usize = 4;
/// Most ways that are given.
const MOST_WAYS: usize = 16;
/// Most steps of one search.
const MOST_STEPS: usize = 4096;

/// The certificates that may stand between leaves and anchors, and what was found of them.
#[derive(Debug)]
pub struct Search<'a> {
    between: Vec<Between<'a>>,
    algorithms: &'static [SignatureAlgorithm],
    ecdsa: EcdsaForm,
    /// Whether the second certificate's key signed the first.
    signed: BTreeMap<(usize, usize), bool>,
    beyond_anchors: bool,
    memo: &'a Memo,
}

#[derive(Debug)]
struct Between<'a> {
    certificate: &'a Certificate,
    key: Option<PublicKey>,
    /// Of its issuer's name.
    anchors: Vec<&'a Anchor>,
    /// Whether one of them signed it, once that was asked.
    anchored: Option<bool>,
}

/// What a search found.
#[derive(Debug, Default)]
pub struct Ways<'a> {
    /// Chains, leaf first and without the anchor, each of which an anchor's key signed at its end: those with fewer certificates first.
    pub chains: Vec<Vec<&'a Certificate>>,
    /// Why other ways end: [`Fault::Signature`] where there are issuers of the name and none of them signed, [`Fault::Anchor`] where there are
    /// none, where the last one is its own, and where a limit was reached. Where there are no chains, there is at least one of these.
    pub ends: Vec<(Fault, String)>,
    /// The longest chain that led to no anchor, leaf first; the leaf alone where nothing signed it.
    pub astray: Vec<&'a Certificate>,
    steps: usize,
}

impl<'a> Search<'a> {
    /// A search through these certificates, each signed by one of the algorithms; `anchors` answers those of a name (DER), `memo` is that of the
    /// verification.
    pub fn new(
        between: impl IntoIterator<Item = &'a Certificate>,
        anchors: impl Fn(&[u8]) -> Vec<&'a Anchor>,
        algorithms: &'static [SignatureAlgorithm],
        ecdsa: EcdsaForm,
        memo: &'a Memo,
    ) -> Self {
        let between = between.into_iter().map(|certificate| {
            let anchors = anchors(certificate.issuer().as_der());
            Between { certificate, key: PublicKey::from_spki(certificate.spki().clone()).ok(), anchors, anchored: None }
        });
        Self { between: between.collect(), algorithms, ecdsa, signed: BTreeMap::new(), beyond_anchors: false, memo }
    }

    /// The same search, which goes on where an anchor signed: for formats that ask for a chain of a certain shape, which an authority that was
    /// made an anchor as well would cut short.
    #[must_use]
    pub fn beyond_anchors(self) -> Self {
        Self { beyond_anchors: true, ..self }
    }

    /// The ways from `leaf`; `anchors` are those of its issuer's name. One ends at the first anchor that signed, or at a certificate that
    /// names itself as its issuer: a root is never trusted because it was carried, and a copy of an anchor is passed over.
    pub fn ways(&mut self, leaf: &'a Certificate, anchors: &[&'a Anchor]) -> Ways<'a> {
        let mut ways = Ways::default();
        let start = Step { certificate: leaf, index: None, anchors };
        self.step(&start, &mut vec![leaf], &mut Vec::new(), &mut ways);
        ways.chains.sort_by_key(Vec::len);
        ways
    }

    fn step(
        &mut self,
        step: &Step<'_, 'a>,
        chain: &mut Vec<&'a Certificate>,
        used: &mut Vec<usize>,
        ways: &mut Ways<'a>,
    ) {
        let is_anchored = self.anchored(step);
        if is_anchored {
            ways.chains.push(chain.clone());
            if !self.beyond_anchors {
                return;
            }
        }
        let end = |fault: Fault, why: &str, ways: &mut Ways<'a>| {
            if !is_anchored {
                ways.end(step, chain, fault, why);
            }
        };
        if step.certificate.is_self_issued() {
            return end(Fault::Anchor, "a root that is no anchor", ways);
        }
        if used.len() >= MOST_BETWEEN {
            return end(Fault::Anchor, "too far from any anchor; its issuer is", ways);
        }
        let issuers = self.issuers(step, used);
        if step.anchors.is_empty() && issuers.is_empty() {
            return end(Fault::Anchor, "neither anchor nor certificate has its issuer's name", ways);
        }
        let signers: Vec<usize> = issuers.into_iter().filter(|issuer| self.signed(step, *issuer)).collect();
        if signers.is_empty() {
            return end(Fault::Signature, "no key of its issuer's name signed it", ways);
        }
        for index in signers {
            ways.steps = ways.steps.saturating_add(1);
            if ways.steps > MOST_STEPS || ways.chains.len() >= MOST_WAYS {
                return ways.end(step, chain, Fault::Anchor, "more ways than are followed from its issuer's name");
            }
            let Some(Between { certificate, anchors, .. }) = self.between.get(index) else { continue };
            let (certificate, anchors) = (*certificate, anchors.clone());
            used.push(index);
            chain.push(certificate);
            self.step(&Step { certificate, index: Some(index), anchors: &anchors }, chain, used, ways);
            chain.pop();
            used.pop();
        }
    }

    fn anchored(&mut self, step: &Step<'_, 'a>) -> bool {
        let place = step.index.and_then(|index| self.between.get_mut(index));
        if let Some(known) = place.as_ref().and_then(|place| place.anchored) {
            return known;
        }
        let (algorithms, ecdsa, memo) = (self.algorithms, self.ecdsa, self.memo);
        let is_signer = |anchor: &&Anchor| signed_by(memo, step.certificate, &anchor.key, algorithms, ecdsa).is_ok();
        let anchored = step.anchors.iter().any(is_signer);
        if let Some(place) = place {
            place.anchored = Some(anchored);
        }
        anchored
    }

    /// The certificates of the issuer's name that are not on the way, and no copies of anchors (beyond those: of roots).
    fn issuers(&self, step: &Step<'_, 'a>, used: &[usize]) -> Vec<usize> {
        let name = step.certificate.issuer();
        let is_copy = |key: &PublicKey| step.anchors.iter().any(|anchor| anchor.key == *key);
        let is_issuer = |(index, other): &(usize, &Between<'_>)| {
            other.certificate.subject().as_der() == name.as_der()
                && !used.contains(index)
                && (self.beyond_anchors && !other.certificate.is_self_issued()
                    || !other.key.as_ref().is_some_and(is_copy))
        };
        self.between.iter().enumerate().filter(is_issuer).map(|(index, _)| index).collect()
    }

    fn signed(&mut self, step: &Step<'_, 'a>, issuer: usize) -> bool {
        let pair = step.index.map(|index| (index, issuer));
        if let Some(known) = pair.and_then(|pair| self.signed.get(&pair)) {
            return *known;
        }
        let key = self.between.get(issuer).and_then(|other| other.key.as_ref());
        let verifies =
            key.is_some_and(|key| signed_by(self.memo, step.certificate, key, self.algorithms, self.ecdsa).is_ok());
        if let Some(pair) = pair {
            self.signed.insert(pair, verifies);
        }
        verifies
    }
}

/// Where a search stands.
struct Step<'s, 'a> {
    certificate: &'a Certificate,
    /// Its place among those between; none for the leaf.
    index: Option<usize>,
    anchors: &'s [&'a Anchor],
}

impl<'a> Ways<'a> {
    fn end(&mut self, step: &Step<'_, '_>, chain: &[&'a Certificate], fault: Fault, why: &str) {
        if chain.len() > self.astray.len() {
            self.astray = chain.to_vec();
        }
        let (place, issuer) = (step.certificate.bytes().part(), step.certificate.issuer());
        let end = (fault, format!("{place}: {why}, {issuer}"));
        if !self.ends.contains(&end) {
            self.ends.push(end);
        }
    }
}

#[cfg(test)]
mod tests;
