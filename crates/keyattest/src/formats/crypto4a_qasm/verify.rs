//! Who signed: every block, and the way from its certificate to an anchor.

use super::message::Block;
use super::parse::Evidence;
use super::statement::{self, Statement};
use crate::bench::{Bench, Refused};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::Curve;
use keyattest_trust::anchors::Kind;
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, PathLength, Policies, Rule, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::key::KeyKind;
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_trust::ways::{Search, Ways};
use keyattest_wire::der::Reader;
use keyattest_wire::spki::AlgorithmIdentifier;
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Oid, oids};

/// May sign attestations.
const PURPOSE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 4, 1, 1]);
const CRITICAL: [Oid; 3] = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE, oids::EXTENDED_KEY_USAGE];
const CERTIFICATES: [SignatureAlgorithm; 1] = [SignatureAlgorithm::Ecdsa(Hash::Sha384)];

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let message = &evidence.message;
    let mut signers: Vec<&Certificate> = Vec::new();
    for (index, block) in message.blocks.iter().enumerate() {
        let Some(certificate) = &block.certificate else {
            let why = format!("{}: signature block {index} has no certificate", evidence.part);
            return Err(bench.refuse(checks::CHAIN_ANCHOR, why).into());
        };
        signers.push(certificate);
    }
    // Every way is found before one is judged: anchors and helpers are the bench's, which then writes down what is judged.
    let helpers = message.related.iter().chain(bench.intermediates());
    let anchors = |name: &[u8]| bench.anchors(Kind::Manufacturer, name);
    let mut search = Search::new(helpers, anchors, &CERTIFICATES, EcdsaForm::Der, bench.memo());
    let ways: Vec<Ways<'_>> =
        signers.iter().map(|signer| search.ways(signer, &anchors(signer.issuer().as_der()))).collect();

    for ((block, signer), ways) in message.blocks.iter().zip(&signers).zip(&ways) {
        let judged = best(ways, bench)?;
        let trusted = bench.accept(judged)?;
        let signed = algorithm(block, trusted.key().kind());
        let algorithm = signed.map_err(|why| {
            let why = format!("{}: {why}", signer.bytes().part());
            bench.refuse(checks::EVIDENCE_SIGNATURE, why)
        })?;
        let (message, signature) = (&message.signed, &block.signature);
        bench.signed(checks::EVIDENCE_SIGNATURE, &trusted, &[algorithm], EcdsaForm::Der, message, signature)?;
    }
    one_device(&signers, bench)?;
    statement::read(&message.claims, signers.into_iter().cloned().collect(), bench)
}

/// The first way that holds; where none does, the shortest one, so that its faults are told.
fn best(ways: &Ways<'_>, bench: &mut Bench<'_>) -> Result<Judged, Stop> {
    let mut first = None;
    for chain in &ways.chains {
        let Some(last) = chain.last() else { continue };
        let top = bench.top(Kind::Manufacturer, last.issuer().as_der(), &[Fault::Signature]);
        let judged = bench.judge(chain, &rules(chain.len()), &top).map(|mut judged| {
            no_authority(&mut judged);
            judged
        });
        if judged.as_ref().is_ok_and(Judged::holds) {
            return Ok(judged?);
        }
        first.get_or_insert(judged);
    }
    if let Some(judged) = first {
        return Ok(judged?);
    }
    let mut refused = None;
    for (fault, why) in &ways.ends {
        let id = if *fault == Fault::Signature { checks::CHAIN_SIGNATURE } else { checks::CHAIN_ANCHOR };
        refused = Some(bench.refuse(id, why.clone()));
    }
    Err(refused.unwrap_or_else(|| bench.refuse(checks::CHAIN_ANCHOR, "no way to an anchor")).into())
}

/// One rule a certificate: the attestation key's, then authorities'.
fn rules(length: usize) -> Vec<Rule> {
    let authority = Rule {
        role: "manufacturer",
        version_3: true,
        basic: Basic::Ca(PathLength::Enough),
        usage: Usage::Bits { with: KeyUsage::KEY_CERT_SIGN, without: KeyUsage::NONE },
        extended_usage: ExtendedUsage::Any,
        policies: Policies::Any,
        critical: &CRITICAL,
        algorithms: &CERTIFICATES,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: true,
    };
    let issuing = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    let mut rules = vec![Rule {
        role: "attestation-key",
        // That it is no authority is a matter of its position here: see below.
        basic: Basic::Any,
        usage: Usage::Bits { with: KeyUsage::DIGITAL_SIGNATURE, without: issuing },
        extended_usage: ExtendedUsage::Only(PURPOSE),
        // The signature that it must have made says which keys there are: P-384, and HSS of known types.
        strong_key: false,
        ..authority.clone()
    }];
    rules.resize(length, authority);
    rules
}

/// A certificate of an authority never is an attestation key's.
fn no_authority(judged: &mut Judged) {
    let Some((leaf, _)) = judged.certificates().first() else { return };
    let is_authority = leaf.basic_constraints().is_ok_and(|basic| basic.is_some_and(|basic| basic.ca));
    if is_authority && judged.reached().contains(&Fault::Position) {
        let detail = format!("{}: a certificate of an authority", leaf.bytes().part());
        judged.add_fault(Fault::Position, detail);
    }
}

/// The algorithm that the block names and the key has; there is no other pair.
fn algorithm(block: &Block, key: &KeyKind) -> Result<SignatureAlgorithm, String> {
    let identifier = AlgorithmIdentifier::read(&mut Reader::new(&block.algorithm));
    let identifier = identifier.map_err(|malformed| malformed.to_string())?;
    if identifier.parameters.is_some() {
        return Err("parameters behind the algorithm, which has none".to_owned());
    }
    let named = SignatureAlgorithm::identify(&identifier).map(|identified| identified.algorithm);
    match (named, key) {
        (Some(algorithm @ SignatureAlgorithm::Ecdsa(Hash::Sha384)), KeyKind::Ec { curve: Curve::P384, .. })
        | (Some(algorithm @ SignatureAlgorithm::HssLms), KeyKind::HssLms { .. }) => Ok(algorithm),
        _ => Err(format!("the block names the algorithm {}, which its key has not", identifier.algorithm)),
    }
}

/// Blocks of two modules were never seen, and would leave it open which of them speaks.
fn one_device(signers: &[&Certificate], bench: &mut Bench<'_>) -> Result<(), Refused> {
    let device = |signer: &Certificate| {
        let name = signer.subject().one_common_name()?;
        Some(name.split_once(" Assertion Authority").map_or(name, |(device, _)| device).to_owned())
    };
    let devices: Vec<Option<String>> = signers.iter().map(|signer| device(signer)).collect();
    let same = devices.windows(2).all(|pair| matches!(pair, [Some(one), Some(other)] if one == other));
    bench.require(checks::CHAIN_POSITION, same, || {
        let names: Vec<&str> = devices.iter().map(|device| device.as_deref().unwrap_or("no device")).collect();
        format!("the blocks are signed for different modules: {}", names.join(", "))
    })
}
