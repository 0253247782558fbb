//! The owner's certificates, kept apart from the manufacturer's chain: who took this card and this partition as its own.
//!
//! An anchor of the owner's kind vouches for the manufacturer's card and partition by name and key, side by side; one of the partition
//! owner's kind for the partition's key alone. A root that only travels in the evidence vouches for nothing: what hangs below it must be
//! right all the same, and changes no claim.

use super::carrier::Evidence;
use super::manufacturer::{CRITICAL, Path};
use crate::bench::{Bench, Refused};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, PathLength, Policies, Rule, Top, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::name::Name;
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Oid, oids};

const OWNER_CHAIN: checks::CheckId = checks::MARVELL_ATTESTATION_OWNER_CHAIN;
const KINDS: [Kind; 3] = [Kind::Manufacturer, Kind::Owner, Kind::PartitionOwner];
const ALGORITHMS: [SignatureAlgorithm; 6] = [
    SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
    SignatureAlgorithm::Ecdsa(Hash::Sha256),
    SignatureAlgorithm::Ecdsa(Hash::Sha384),
    SignatureAlgorithm::Ecdsa(Hash::Sha512),
];
/// Extensions that may be critical where nothing is vouched for.
const USUAL: [Oid; 6] = [
    oids::BASIC_CONSTRAINTS,
    oids::KEY_USAGE,
    oids::EXTENDED_KEY_USAGE,
    oids::CERTIFICATE_POLICIES,
    oids::SUBJECT_KEY_IDENTIFIER,
    oids::AUTHORITY_KEY_IDENTIFIER,
];

/// An owner whom an anchor names.
pub(super) struct Owner {
    pub(super) name: String,
    /// Where it is said of the partition.
    pub(super) place: String,
}

/// The certificates that are left beside the manufacturer's chain, and which of them are accounted for.
struct Rest<'e> {
    path: &'e Path<'e>,
    left: Vec<&'e Certificate>,
}

/// Judges the owner's certificates.
///
/// # Errors
/// Certificates of an owner that are not this card's and partition's, or that do not hold.
pub(super) fn judge_owner<'e>(
    evidence: &'e Evidence,
    path: &'e Path<'e>,
    bench: &mut Bench<'_>,
) -> Result<Option<Owner>, Stop> {
    let is_used = |one: &&Certificate| one.bytes() == path.card.bytes() || one.bytes() == path.partition.bytes();
    let is_copy = |one: &&Certificate| KINDS.iter().any(|kind| is_copy_of_anchor(bench, *kind, one));
    let left = evidence.certificates.iter().filter(|one| !is_used(one) && !is_copy(one)).collect();
    let mut rest = Rest { path, left };
    let owner = rest.anchored(Kind::Owner, bench)?;
    let partition_owner = rest.anchored(Kind::PartitionOwner, bench)?;
    let carried = rest.carried_roots(bench)?;
    let others = rest.others(bench);
    if owner.is_some() || partition_owner.is_some() {
        bench.check(OWNER_CHAIN, true, String::new);
    } else if carried || others {
        bench.not_applicable(OWNER_CHAIN, "no certificate of an owner whom an anchor names");
    } else {
        bench.not_applicable(OWNER_CHAIN, "no certificate of an owner");
        bench.warn("owner-chain-missing", path.partition.bytes().part(), "who operates the module is not told");
    }
    Ok(owner.or(partition_owner))
}

/// Name and key: no byte else of a carried root counts.
fn is_copy_of_anchor(bench: &Bench<'_>, kind: Kind, one: &Certificate) -> bool {
    bench.anchors(kind, one.subject().as_der()).iter().any(|anchor| anchor.key.spki() == one.spki())
}

impl<'e> Rest<'e> {
    /// Takes the certificates that the filter says.
    fn take(&mut self, fits: impl Fn(&Certificate) -> bool) -> Vec<&'e Certificate> {
        let (taken, left) = self.left.iter().partition(|one| fits(one));
        self.left = left;
        taken
    }

    fn is_card(&self, one: &Certificate) -> bool {
        one.spki() == self.path.card.spki()
    }

    fn is_partition(&self, one: &Certificate) -> bool {
        one.spki() == self.path.partition.spki()
    }

    /// Certificates under the names of anchored owners; the first owner, if there is one.
    fn anchored(&mut self, kind: Kind, bench: &mut Bench<'_>) -> Result<Option<Owner>, Stop> {
        let mut first = None;
        while let Some(name) = self.left.iter().map(|one| one.issuer()).find(|name| is_anchored(bench, kind, *name)) {
            let issued = self.take(|one| one.issuer().as_der() == name.as_der());
            let owner = self.issued_by(kind, name, &issued, bench)?;
            first = first.or(owner);
        }
        Ok(first)
    }

    /// All that one anchored owner issued: exactly card and partition, or exactly the partition.
    fn issued_by(
        &self,
        kind: Kind,
        name: Name<'_>,
        issued: &[&Certificate],
        bench: &mut Bench<'_>,
    ) -> Result<Option<Owner>, Stop> {
        let same_name = |one: &Certificate, other: &Certificate| one.subject().as_der() == other.subject().as_der();
        let (card, partition) = (self.path.card, self.path.partition);
        let is_owner = kind == Kind::Owner;
        let card_fits = |one: &Certificate| self.is_card(one) && same_name(one, card);
        let partition_fits = |one: &Certificate| self.is_partition(one) && (!is_owner || same_name(one, partition));
        let of_partition = issued.iter().find(|one| partition_fits(one));
        let complete = match issued {
            [one, other] if is_owner => {
                (card_fits(one) && partition_fits(other)) || (partition_fits(one) && card_fits(other))
            }
            [one] if !is_owner => partition_fits(one),
            _ => false,
        };
        let Some(of_partition) = of_partition.filter(|_| complete) else {
            let what = if is_owner { "one of this card and one of this partition" } else { "one of this partition" };
            let why = format!("{name} must have issued exactly {what}, and issued: {}", places(issued));
            return Err(bench.refuse(OWNER_CHAIN, why).into());
        };
        let mut anchor: Option<Anchor> = None;
        for one in issued {
            let role = if self.is_card(one) { "owner-card" } else { "owner-partition" };
            let top = bench.top(kind, name.as_der(), &[Fault::Signature]);
            let judged = bench.judge(&[one], &[rule(role, kind)], &top)?;
            signatures_hold(&judged, bench)?;
            anchor = bench.accept(judged)?.anchor().cloned();
        }
        Ok(anchor.map(|anchor| Owner {
            place: format!("{}, issuer, which is anchor {}", of_partition.bytes().part(), anchor.id),
            name: owner_name(&anchor),
        }))
    }

    /// Self-signed roots that came along and issued others; whether there is one.
    fn carried_roots(&mut self, bench: &mut Bench<'_>) -> Result<bool, Stop> {
        let mut accounted: Vec<&'e Certificate> = Vec::new();
        for root in self.left.iter().copied().filter(|one| one.is_self_issued()) {
            let is_issued =
                |one: &&Certificate| one.issuer().as_der() == root.subject().as_der() && one.bytes() != root.bytes();
            let issued: Vec<&'e Certificate> = self.left.iter().copied().filter(is_issued).collect();
            if !issued.is_empty() {
                self.carried_root(root, &issued, bench)?;
                accounted.push(root);
                accounted.extend(issued);
            }
        }
        self.left.retain(|one| !accounted.iter().any(|other| std::ptr::eq(*one, *other)));
        Ok(!accounted.is_empty())
    }

    /// One root, and what it issued.
    fn carried_root(&self, root: &Certificate, issued: &[&Certificate], bench: &mut Bench<'_>) -> Result<(), Stop> {
        let count = |fits: &dyn Fn(&Certificate) -> bool| issued.iter().filter(|one| fits(one)).count();
        let partitions = count(&|one| self.is_partition(one));
        let cards = count(&|one| self.is_card(one) && !self.is_partition(one));
        let complete = partitions == 1 && cards <= 1 && partitions.checked_add(cards) == Some(issued.len());
        if !complete {
            let (name, issued) = (root.subject(), places(issued));
            let what = "must have issued one certificate of this partition and at most one of this card";
            return Err(bench.refuse(OWNER_CHAIN, format!("{name} {what}, and issued: {issued}")).into());
        }
        // The root stands for an anchor of itself, so that its own signature is judged too. Nothing of it is accepted.
        let itself = Anchor::from_certificate(root.bytes().part(), root)?;
        for one in issued {
            let top = Top { anchors: vec![&itself], unverified: &[Fault::Signature] };
            let judged = bench.judge(&[one, root], &unanchored_rules(), &top)?;
            signatures_hold(&judged, bench)?;
            bench.consistent(&judged)?;
        }
        let name = root.subject().one_common_name().unwrap_or("a root without a common name");
        bench.warn("owner-root-not-anchored", root.bytes().part(), format!("{name} names itself the owner"));
        Ok(())
    }

    /// What is left: certificates of these keys whose issuer is not known, and those that have nothing to do with them.
    fn others(&mut self, bench: &mut Bench<'_>) -> bool {
        let mut found = false;
        for one in &self.left {
            let place = one.bytes().part();
            let card = self.path.card;
            let makers = [card.issuer().as_der(), card.subject().as_der()];
            if (self.is_card(one) || self.is_partition(one)) && !makers.contains(&one.issuer().as_der()) {
                found = true;
                let detail = format!("issued by {}, which is neither anchored nor here", one.issuer());
                bench.warn("owner-root-not-anchored", place, detail);
            } else {
                bench.warn("further-certificate", place, "has no part in the chains of this key");
            }
        }
        found
    }
}

fn is_anchored(bench: &Bench<'_>, kind: Kind, name: Name<'_>) -> bool {
    !bench.anchors(kind, name.as_der()).is_empty()
}

fn places(certificates: &[&Certificate]) -> String {
    certificates.iter().map(|one| one.bytes().part()).collect::<Vec<_>>().join(", ")
}

/// A signature of an owner's that does not hold is the owner chain's failure, not the chain's. That it holds makes no check: whether an anchor
/// names the owner does.
fn signatures_hold(judged: &Judged, bench: &mut Bench<'_>) -> Result<(), Refused> {
    let broken = |(fault, _): &&(Fault, String)| matches!(fault, Fault::Anchor | Fault::Signature);
    let found: Vec<&str> = judged.faults().iter().filter(broken).map(|(_, why)| why.as_str()).collect();
    if found.is_empty() && judged.anchor().is_some() {
        Ok(())
    } else {
        Err(bench.refuse(OWNER_CHAIN, found.join("; ")))
    }
}

/// The table's word for the owner, else the anchor's common name.
fn owner_name(anchor: &Anchor) -> String {
    let common = || anchor.name.as_ref().and_then(|name| Name::new(name).one_common_name().map(str::to_owned));
    anchor.owner.clone().or_else(common).unwrap_or_else(|| anchor.title())
}

fn rule(role: &'static str, kind: Kind) -> Rule {
    let encipherment = KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::KEY_ENCIPHERMENT);
    let (basic, usage) = match kind {
        Kind::PartitionOwner => (Basic::NotCa, Usage::Without(KeyUsage::KEY_CERT_SIGN)),
        _ => (Basic::EndEntity, Usage::Exactly(encipherment)),
    };
    Rule {
        role,
        version_3: false,
        basic,
        usage,
        extended_usage: ExtendedUsage::Any,
        policies: Policies::Any,
        critical: &CRITICAL,
        algorithms: &ALGORITHMS,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        // These are the keys of the manufacturer's chain, where they were judged.
        strong_key: false,
    }
}

fn unanchored_rules() -> [Rule; 2] {
    let root = Rule {
        basic: Basic::Ca(PathLength::Any),
        usage: Usage::Bits { with: KeyUsage::KEY_CERT_SIGN, without: KeyUsage::NONE },
        critical: &USUAL,
        ..rule("owner-root", Kind::Owner)
    };
    let issued =
        Rule { basic: Basic::NotCa, usage: Usage::Any, critical: &USUAL, ..rule("owner-partition", Kind::Owner) };
    [issued, root]
}
