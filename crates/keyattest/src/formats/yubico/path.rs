//! From the leaf over the certificate that attested to an anchor.
//!
//! Names and signatures order the path ([`keyattest_trust::ways`]), rules and shape judge it. Certificates of the evidence and of the caller may
//! complete it above the device; a root that the evidence carries never ends it.

use super::{CA_ALGORITHMS, DEVICE_ALGORITHMS, Pool};
use crate::bench::Bench;
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_trust::chain::{Fault, Judged, Rule, signed_by};
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::EcdsaForm;
use keyattest_trust::ways::{Search, Ways};
use keyattest_wire::Malformed;
use keyattest_wire::x509::Certificate;
use std::collections::BTreeSet;

/// What a format asks of its path.
pub(in super::super) struct Profile {
    /// The rule of the certificate at this place, counted from the leaf.
    pub(in super::super) rule: fn(usize) -> Rule,
    /// Why the path, with the anchor that ends it, is none of the format's shapes; none where it is one.
    pub(in super::super) shape: fn(&[&Certificate], &Anchor) -> Option<String>,
}

/// A judged path and its certificates.
pub(in super::super) struct Judgement<'e> {
    pub(in super::super) judged: Judged,
    pub(in super::super) path: Vec<&'e Certificate>,
}

/// The certificate that attested the leaf: by name in the evidence, else the caller's helper whose key verifies the leaf (such certificates
/// serve whole batches, so an authority may keep them: any number, all of one name).
///
/// # Errors
/// Two of that name in the evidence; none at all.
pub(in super::super) fn attester<'e, 'b: 'e>(
    leaf: &Certificate,
    pool: &'e Pool,
    bench: &mut Bench<'b>,
) -> Result<&'e Certificate, Stop> {
    let is_named = |one: &&Certificate| one.subject().as_der() == leaf.issuer().as_der();
    let mut named = pool.certificates().iter().filter(is_named);
    match (named.next(), named.next()) {
        (Some(one), None) => return Ok(one),
        (Some(_), Some(other)) => {
            let what = "a second certificate of the name that the attestation gives as its issuer";
            return Err(Malformed::new(what).within(other.bytes().part()).into());
        }
        (None, _) => {}
    }
    let signed = |one: &&Certificate| {
        let key = PublicKey::from_spki(one.spki().clone());
        key.is_ok_and(|key| signed_by(bench.memo(), leaf, &key, &DEVICE_ALGORITHMS, EcdsaForm::Der).is_ok())
    };
    let helpers = bench.intermediates();
    helpers.iter().filter(is_named).find(signed).ok_or_else(|| {
        let why = format!("{}: the certificate that attested it is missing: {}", leaf.bytes().part(), leaf.issuer());
        bench.refuse(checks::CHAIN_ANCHOR, why).into()
    })
}

/// The path from the leaf over the attesting certificate to an anchor: of those whose signatures hold the first that holds altogether, else the
/// first; where there are none, as far as one leads.
///
/// # Errors
/// A certificate that can not be read.
pub(in super::super) fn judge_path<'e, 'b: 'e>(
    leaf: &'e Certificate,
    attester: &'e Certificate,
    pool: &'e Pool,
    profile: &Profile,
    bench: &Bench<'b>,
) -> Result<Judgement<'e>, Malformed> {
    let named = |name: &[u8]| bench.anchors(Kind::Manufacturer, name);
    let mut seen: BTreeSet<&[u8]> = [leaf, attester].map(|one| one.bytes().as_slice()).into();
    let carried = pool.certificates().iter().chain(bench.intermediates());
    let between = carried.filter(|one| !one.is_self_issued() && seen.insert(one.bytes().as_slice()));
    let mut search = Search::new(between, named, &CA_ALGORITHMS, EcdsaForm::Der, bench.memo()).beyond_anchors();
    let ways = search.ways(attester, &named(attester.issuer().as_der()));
    let mut first: Option<Result<Judgement<'e>, Malformed>> = None;
    for chain in &ways.chains {
        let path: Vec<&Certificate> = [leaf].into_iter().chain(chain.iter().copied()).collect();
        let judgement = judge_one(&path, profile, bench).map(|mut judged| {
            shape(&path, pool, profile, &mut judged);
            Judgement { judged, path }
        });
        if judgement.as_ref().is_ok_and(|judgement| judgement.judged.holds()) {
            return judgement;
        }
        // What the evidence comes to is said of a path that can be read, where there is one.
        if first.is_none() || matches!((&first, &judgement), (Some(Err(_)), Ok(_))) {
            first = Some(judgement);
        }
    }
    first.unwrap_or_else(|| astray(leaf, &ways, profile, bench))
}

/// What is said where no way leads to an anchor: the longest one, and where signatures ended it.
fn astray<'e>(
    leaf: &'e Certificate,
    ways: &Ways<'e>,
    profile: &Profile,
    bench: &Bench<'_>,
) -> Result<Judgement<'e>, Malformed> {
    let path: Vec<&Certificate> = [leaf].into_iter().chain(ways.astray.iter().copied()).collect();
    let mut judged = judge_one(&path, profile, bench)?;
    let is_signature = |fault: &Fault| *fault == Fault::Signature;
    if !judged.faults().iter().any(|(fault, _)| is_signature(fault)) {
        for (fault, why) in ways.ends.iter().filter(|(fault, _)| is_signature(fault)) {
            judged.add_fault(*fault, why.clone());
        }
    }
    Ok(Judgement { judged, path })
}

fn judge_one(path: &[&Certificate], profile: &Profile, bench: &Bench<'_>) -> Result<Judged, Malformed> {
    let rules: Vec<Rule> = (0..path.len()).map(|index| (profile.rule)(index)).collect();
    let name = path.last().map(|last| last.issuer());
    let name = name.as_ref().map(|name| name.as_der()).unwrap_or_default();
    let top = bench.top(Kind::Manufacturer, name, &[Fault::Signature, Fault::Anchor]);
    bench.judge(path, &rules, &top)
}

/// The format's shape, and nothing of the evidence aside of the path but the anchor itself; once the signatures hold.
fn shape(path: &[&Certificate], pool: &Pool, profile: &Profile, judged: &mut Judged) {
    let Some(anchor) = judged.anchor().filter(|_| judged.is_anchored()).cloned() else { return };
    if let Some(why) = (profile.shape)(path, &anchor) {
        judged.add_fault(Fault::Position, why);
    }
    let is_anchor = |one: &Certificate| {
        anchor.key.spki() == one.spki() && anchor.name.as_ref().is_some_and(|name| name == one.subject_bytes())
    };
    let is_used = |one: &Certificate| path.iter().any(|used| used.bytes() == one.bytes());
    for stray in pool.certificates().iter().filter(|one| !is_used(one) && !is_anchor(one)) {
        judged.add_fault(Fault::Position, format!("{}: has no part in the chain", stray.bytes().part()));
    }
}
