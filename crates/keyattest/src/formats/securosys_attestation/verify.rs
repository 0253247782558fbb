//! The steps of verification: who signed, the signature, and only then the document.

use super::document::Document;
use super::parse::Evidence;
use super::path::{self, Path};
use crate::bench::{Bench, Trusted};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::Kind;
use keyattest_trust::hash::Hash;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_trust::weak::weakness;
use keyattest_wire::x509::Certificate;

const RSA: [SignatureAlgorithm; 2] =
    [SignatureAlgorithm::RsaPkcs1(Hash::Sha256), SignatureAlgorithm::RsaPss { hash: Hash::Sha256, salt: 32 }];
const EC: [SignatureAlgorithm; 1] = [SignatureAlgorithm::Ecdsa(Hash::Sha256)];
/// Java writes DER, PKCS#11 the two numbers side by side.
const FORM: EcdsaForm = EcdsaForm::DerOrFixed;
/// The most names of unknown elements that a warning tells.
const MAXIMUM_NAMES: usize = 8;

/// What an attestation says.
pub struct Statement {
    pub(super) document: Document,
    /// The device; none where the attestation key is pinned, of whose device nobody says anything.
    pub(super) device: Option<Device>,
}

/// The device that certified the attestation key.
pub(super) struct Device {
    pub(super) certificate: Certificate,
    pub(super) serial: String,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let (signer, device) = match &evidence.chain {
        Some(certificates) => {
            let Path { attestation_key, device, serial } = path::verify(certificates, bench)?;
            (attestation_key, Some(Device { certificate: device, serial }))
        }
        None => (pinned(evidence, bench)?, None),
    };
    let algorithms = algorithms(signer.key());
    let id = checks::EVIDENCE_SIGNATURE;
    let signed = bench.signed(id, &signer, algorithms, FORM, &evidence.document, &evidence.signature)?;

    let document = Document::read(signed.bytes())?;
    let key = &document.key.value;
    bench.reads(key);
    let device_key =
        device.as_ref().map(|device| PublicKey::from_spki(device.certificate.spki().clone())).transpose()?;
    for (who, known) in [("attestation", Some(signer.key())), ("device", device_key.as_ref())] {
        // As a subject's key it would sign what its owner likes. The same key may be written in two ways.
        let is_other = known.is_none_or(|known| known.bits() != key.bits());
        bench.require(checks::CHAIN_POSITION, is_other, || format!("the attested key is the {who} key itself"))?;
    }
    warn(bench, &document);
    Ok(Statement { document, device })
}

/// By the key's type alone: nothing in the evidence names the algorithm. Keys of other types are not known to attest.
fn algorithms(key: &PublicKey) -> &'static [SignatureAlgorithm] {
    match key.kind() {
        KeyKind::Rsa { .. } => &RSA,
        KeyKind::Ec { .. } => &EC,
        _ => &[],
    }
}

/// The attestation key that the caller accepts itself, where no chain came along.
fn pinned(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Trusted, Stop> {
    let kind = Kind::Manufacturer;
    if !bench.has_pins(kind) {
        let why = "chain-missing: no chain of certificates came along, so nobody vouches for the attestation key";
        return Err(bench.refuse(checks::CHAIN_ANCHOR, why).into());
    }
    let memo = bench.memo();
    let verifies = |key: &PublicKey| {
        algorithms(key)
            .iter()
            .any(|algorithm| memo.verify(*algorithm, FORM, key, &evidence.document, &evidence.signature).is_ok())
    };
    let found = bench.bare(kind, verifies).or_else(|| bench.pinned(verifies));
    let Some(signer) = found else {
        let why = format!("{}: none of the configured attestation keys made it", evidence.signature.part());
        return Err(bench.refuse(checks::EVIDENCE_SIGNATURE, why).into());
    };
    for id in [checks::CHAIN_ANCHOR, checks::CHAIN_SIGNATURE, checks::CHAIN_CONSTRAINTS, checks::CHAIN_VALIDITY] {
        bench.not_applicable(id, "the attestation key itself is configured, and no chain came along");
    }
    let weakness = weakness(signer.key());
    bench.require(checks::KEY_STRENGTH, weakness.is_none(), || {
        format!("attestation key: {}", weakness.map(|weakness| weakness.to_string()).unwrap_or_default())
    })?;
    Ok(signer)
}

fn warn(bench: &mut Bench<'_>, document: &Document) {
    let part = document.part.as_str();
    if document.is_derived {
        bench.warn(
            "derived-key",
            part,
            "the key was derived inside from another, whose creation is the one that is told",
        );
    }
    if let Some(word) = document.storage.as_deref().filter(|word| *word != super::claims::EXTERNAL) {
        let detail = format!("storage `{word}` is not known: where the key may go is not known");
        bench.warn("storage", part, detail);
    }
    if !document.unknown.is_empty() {
        let shown: Vec<&str> = document.unknown.iter().take(MAXIMUM_NAMES).map(String::as_str).collect();
        let more = match document.unknown.len().saturating_sub(shown.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        bench.warn("unknown-element", part, format!("not known, and ignored: {}{more}", shown.join(", ")));
    }
}
