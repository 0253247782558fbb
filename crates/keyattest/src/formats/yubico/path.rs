//! From the leaf over the certificate that attested to an anchor.
//!
//! Names order the path and signatures judge it. Certificates of the evidence and of the caller may complete it above the device; a root
//! that the evidence carries never ends it.

use super::{DEVICE_ALGORITHMS, Pool};
use crate::bench::Bench;
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_trust::chain::{Fault, Judged, Rule, judge, signed_by};
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::EcdsaForm;
use keyattest_wire::Malformed;
use keyattest_wire::x509::Certificate;

/// The most certificates of a path, anchor not counted: more than any shape has, so that a longer one is told as such.
const MAXIMUM_LENGTH: usize = 6;
/// The most paths by name that are tried: names may repeat, and a submission can be built to multiply them.
const MAXIMUM_PATHS: usize = 16;

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
/// serve whole batches, so an authority may keep them).
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
        key.is_ok_and(|key| signed_by(leaf, &key, &DEVICE_ALGORITHMS, EcdsaForm::Der).is_ok())
    };
    let helpers = bench.intermediates();
    helpers.iter().filter(is_named).take(MAXIMUM_PATHS).find(signed).ok_or_else(|| {
        let why = format!("{}: the certificate that attested it is missing: {}", leaf.bytes().part(), leaf.issuer());
        bench.refuse(checks::CHAIN_ANCHOR, why).into()
    })
}

/// The path from the leaf over the attesting certificate to an anchor: of those that the names allow, the first that holds; where none does, the one whose
/// signatures hold, else the first.
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
    let mut candidates = Candidates { pool, helpers: bench.intermediates(), bench, found: Vec::new() };
    candidates.extend(&mut vec![leaf, attester]);
    let mut best: Option<Judgement<'e>> = None;
    for path in candidates.found {
        let mut judged = judge_one(&path, profile, bench)?;
        if judged.is_anchored() {
            shape(&path, pool, profile, &mut judged);
        }
        let holds = judged.holds();
        let better = best.as_ref().is_none_or(|best| judged.is_anchored() && !best.judged.is_anchored());
        if holds || better {
            best = Some(Judgement { judged, path });
        }
        if holds {
            break;
        }
    }
    best.ok_or_else(|| Malformed::new("no path"))
}

fn judge_one(path: &[&Certificate], profile: &Profile, bench: &Bench<'_>) -> Result<Judged, Malformed> {
    let rules: Vec<Rule> = (0..path.len()).map(|index| (profile.rule)(index)).collect();
    let name = path.last().map(|last| last.issuer());
    let name = name.as_ref().map(|name| name.as_der()).unwrap_or_default();
    let top = bench.top(Kind::Manufacturer, name, &[Fault::Signature, Fault::Anchor]);
    judge(path, &rules, &top, bench.chain_time())
}

/// The format's shape, and nothing of the evidence aside of the path but the anchor itself.
fn shape(path: &[&Certificate], pool: &Pool, profile: &Profile, judged: &mut Judged) {
    let Some(anchor) = judged.anchor().cloned() else { return };
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

/// The paths that names allow.
struct Candidates<'e, 'c, 'b> {
    pool: &'e Pool,
    helpers: &'e [Certificate],
    bench: &'c Bench<'b>,
    found: Vec<Vec<&'e Certificate>>,
}

impl<'e> Candidates<'e, '_, '_> {
    /// Depth is bounded by the longest path, breadth by the most paths.
    fn extend(&mut self, path: &mut Vec<&'e Certificate>) {
        let Some(last) = path.last().copied() else { return };
        if self.found.len() == MAXIMUM_PATHS {
            return;
        }
        let issuer = last.issuer();
        if !self.bench.anchors(Kind::Manufacturer, issuer.as_der()).is_empty() {
            self.found.push(path.clone());
        }
        let before = self.found.len();
        if path.len() < MAXIMUM_LENGTH && !last.is_self_issued() {
            let (pool, helpers) = (self.pool, self.helpers);
            let mut tried: Vec<&Certificate> = Vec::new();
            for one in pool.certificates().iter().chain(helpers) {
                let is_new = !path.iter().chain(&tried).any(|used| used.bytes() == one.bytes());
                if is_new && one.subject().as_der() == issuer.as_der() && !one.is_self_issued() {
                    tried.push(one);
                    path.push(one);
                    self.extend(path);
                    path.pop();
                }
            }
        }
        // Nothing above it is known: the path ends here, and leads to no anchor.
        if self.found.len() == before && before == 0 {
            self.found.push(path.clone());
        }
    }
}
