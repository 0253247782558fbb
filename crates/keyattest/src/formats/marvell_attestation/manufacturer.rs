//! The manufacturer's chain: an anchor of the manufacturer's kind, a card, a partition. Nothing else, and never through an owner's certificate.

use super::blob::{Blob, Layout};
use super::carrier::Evidence;
use super::names::{self, CardName, PartitionName};
use crate::bench::{Bench, Trusted};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::Kind;
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, Policies, Rule, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, Memo, SignatureAlgorithm};
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, oids};

const ALGORITHMS: [SignatureAlgorithm; 1] = [SignatureAlgorithm::RsaPkcs1(Hash::Sha256)];
/// Extensions that may be critical.
pub(super) const CRITICAL: [Oid; 2] = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE];

/// One card and one partition by their names, and what was found of the chain.
pub(super) struct Path<'e> {
    pub(super) card: &'e Certificate,
    pub(super) card_name: CardName,
    pub(super) partition: &'e Certificate,
    pub(super) partition_name: PartitionName,
    judged: Judged,
}

/// The algorithm of the layout. It is never tried.
pub(super) fn algorithm(layout: Layout) -> SignatureAlgorithm {
    match layout {
        Layout::Firmware2 => SignatureAlgorithm::RsaPkcs1Bare(Hash::Sha256),
        Layout::Firmware3 => SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    }
}

/// Whether a partition's key may sign attestations: RSA-2048 with e = 65537.
pub(super) fn may_attest(key: &PublicKey) -> bool {
    matches!(key.kind(), KeyKind::Rsa { exponent, .. } if **exponent == [1, 0, 1]) && key.rsa_bits() == Some(2048)
}

/// Chooses among the paths that the names spell, and takes the chosen one.
///
/// One card may have several certificates of one key. Signatures come first, then what the partition's key signed, then extensions and
/// dates; where the names of those that are left differ, the module would be the submitter's choice.
///
/// # Errors
/// No path, or something is wrong with the chosen one.
pub(super) fn accept<'e>(evidence: &'e Evidence, bench: &mut Bench<'_>) -> Result<(Path<'e>, Trusted), Stop> {
    let mut paths = paths(evidence, bench)?;
    if paths.is_empty() {
        let why = "no card and partition, by the forms of their names, below an anchor of the manufacturer's";
        return Err(bench.refuse(checks::CHAIN_ANCHOR, why).into());
    }
    let memo = bench.memo();
    let signed = |path: &Path<'e>| path.judged.key().is_some_and(|key| signs(memo, key, &evidence.blobs));
    prefer(&mut paths, |path| path.judged.is_anchored());
    prefer(&mut paths, signed);
    prefer(&mut paths, |path| {
        !path.judged.faults().iter().any(|(fault, _)| matches!(fault, Fault::Constraints | Fault::Validity))
    });
    let differ = |path: &Path<'_>, other: &Path<'_>| {
        (&path.card_name, &path.partition_name) != (&other.card_name, &other.partition_name)
    };
    let several = paths.iter().skip(1).any(|path| paths.first().is_some_and(|first| differ(first, path)));
    let mut path = paths.swap_remove(0);
    if path.judged.is_anchored() {
        let several = several && signed(&path);
        position(&mut path, several);
    }
    let trusted = bench.accept(path.judged.clone())?;
    Ok((path, trusted))
}

/// Keeps those that fit, where some do.
fn prefer<'e>(paths: &mut Vec<Path<'e>>, fits: impl Fn(&Path<'e>) -> bool) {
    if paths.iter().any(&fits) {
        paths.retain(fits);
    }
}

/// Every card under a name of an anchor's, with every partition under the card's name.
fn paths<'e>(evidence: &'e Evidence, bench: &Bench<'_>) -> Result<Vec<Path<'e>>, Malformed> {
    let named = |one: &'e Certificate| Some((one, names::partition(one.subject())?));
    let partitions: Vec<(&Certificate, PartitionName)> = evidence.certificates.iter().filter_map(named).collect();
    let mut paths = Vec::new();
    for card in &evidence.certificates {
        let top = bench.top(Kind::Manufacturer, card.issuer().as_der(), &[Fault::Signature]);
        let Some(card_name) = names::card(card.subject()).filter(|_| !top.anchors.is_empty()) else { continue };
        for (partition, partition_name) in &partitions {
            if partition.issuer().as_der() != card.subject().as_der() {
                continue;
            }
            let judged = bench.judge(&[partition, card], &rules(), &top)?;
            let (card_name, partition_name) = (card_name.clone(), partition_name.clone());
            paths.push(Path { card, card_name, partition, partition_name, judged });
        }
    }
    Ok(paths)
}

/// Below the root no extension is expected; those that are there are obeyed.
fn rules() -> [Rule; 2] {
    let rule = |role, basic, usage| Rule {
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
        strong_key: true,
    };
    [
        rule("attestation-key", Basic::NotCa, Usage::IfPresent(KeyUsage::DIGITAL_SIGNATURE)),
        rule("device", Basic::CaIfPresent, Usage::IfPresent(KeyUsage::KEY_CERT_SIGN)),
    ]
}

fn position(path: &mut Path<'_>, several: bool) {
    let place = path.partition.bytes().part();
    if several {
        path.judged.add_fault(Fault::Position, format!("{place}: certificates of these keys have other names too"));
    }
    if path.card_name.fips_mode != path.partition_name.fips_mode {
        path.judged.add_fault(Fault::Position, format!("{place}: card and partition are for different modes"));
    }
    if path.partition_name.card.as_ref().is_some_and(|card| *card != path.card_name.serial) {
        path.judged.add_fault(Fault::Position, format!("{place}: the partition's name has another card's number"));
    }
}

fn signs(memo: &Memo, key: &PublicKey, blobs: &[Blob]) -> bool {
    let verifies =
        |blob: &Blob| memo.verify(algorithm(blob.layout), EcdsaForm::Der, key, &blob.signed, &blob.signature).is_ok();
    may_attest(key) && blobs.iter().all(verifies)
}
