//! The ways to be wrong.

use super::Submission;
use super::chain::{Chain, policy, test_name};
use super::document::Document;
use crate::made::alter;
use crate::order::hours;
use crate::x509::{self, Critical, Member, extension};
use crate::{File, Order, PrivateKey, RefusedBy, Way, common, der, test_keys};
use keyattest::checks;
use keyattest_trust::Hash;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
const SIGNATURE: RefusedBy = RefusedBy::Check(checks::CHAIN_SIGNATURE);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
const CONSTRAINTS: RefusedBy = RefusedBy::Check(checks::CHAIN_CONSTRAINTS);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);
const EVIDENCE: RefusedBy = RefusedBy::Check(checks::EVIDENCE_SIGNATURE);

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-key", ANCHOR, "the chain ends in a root of the vendor's name with another key"),
    Way::new("anchor-other-name", ANCHOR, "the device's issuer is nobody that is known"),
    Way::new("anchor-no-chain", ANCHOR, "the chain is missing"),
    Way::new("anchor-no-device", ANCHOR, "the device's certificate is missing"),
    Way::new("signature-altered", SIGNATURE, "one bit of the signature on the attestation key is another"),
    Way::new("signature-other-key", SIGNATURE, "the attestation key is certified by another key than the device's"),
    Way::new("signature-other-hash", SIGNATURE, "the attestation key is certified with SHA-384"),
    Way::new("position-stray", POSITION, "a certificate lies beside the chain"),
    Way::new("position-doubled", POSITION, "the device's certificate stands twice"),
    Way::new("position-root-policy", POSITION, "the anchor has another certificate policy"),
    Way::new("position-device-policy", POSITION, "the device has another certificate policy"),
    Way::new("position-device-name", POSITION, "the device's name is no serial number"),
    Way::new("position-leaf-policy", POSITION, "the attestation key has a certificate policy"),
    Way::new("position-leaf-purpose", POSITION, "the attestation key has an extended key usage"),
    Way::new("position-attests-itself", POSITION, "the attested key is the attestation key"),
    Way::new("constraints-path-length", CONSTRAINTS, "the device allows a CA below it"),
    Way::new("constraints-usage", CONSTRAINTS, "the device may not sign revocation lists"),
    Way::new("constraints-leaf-open", CONSTRAINTS, "the attestation key's certificate has no basic constraints"),
    Way::new("constraints-leaf-usage", CONSTRAINTS, "the attestation key may sign only"),
    Way::new("constraints-critical", CONSTRAINTS, "the attestation key has a critical extension that is not known"),
    Way::new("validity-leaf-expired", VALIDITY, "the attestation key has ended"),
    Way::new("validity-leaf-future", VALIDITY, "the attestation key has not begun"),
    Way::new("validity-device-expired", VALIDITY, "the device has ended"),
    Way::new("validity-anchor-expired", VALIDITY, "the anchor has ended"),
    Way::new("evidence-altered", EVIDENCE, "one letter of the document is another"),
    Way::new("evidence-trimmed", EVIDENCE, "the line feeds at the document's end are missing"),
    Way::new("evidence-other-key", EVIDENCE, "the document is signed by another key"),
    Way::new("evidence-truncated", EVIDENCE, "the last byte of the signature is missing"),
    Way::new("evidence-trailing-byte", EVIDENCE, "a byte follows the signature"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    Way::new(
        "weak-attestation-key",
        RefusedBy::Check(checks::KEY_STRENGTH),
        "the attestation key is RSA with 1024 bits",
    ),
    Way::new("document-doctype", RefusedBy::Malformed, "the document has a document type"),
    Way::new("document-other-root", RefusedBy::Malformed, "the document is of another kind of key"),
    Way::new("document-element-twice", RefusedBy::Malformed, "an element stands twice"),
    Way::new("document-flag", RefusedBy::Malformed, "a flag is neither true nor false"),
    Way::new("document-time", RefusedBy::Malformed, "a time that does not exist"),
    Way::new("two-signatures", RefusedBy::Malformed, "two signatures lie beside the document"),
    Way::new("imported", RefusedBy::NotMet(&["generated"]), "the key was imported"),
    Way::new("extractable", RefusedBy::NotMet(&["not-exportable"]), "the key may be extracted"),
    Way::new("external", RefusedBy::NotMet(&["not-exportable"]), "the key lies outside, encrypted"),
    Way::new("origin-unknown", RefusedBy::Unproven(&["generated"]), "a word for the key's origin that is not known"),
    Way::new(
        "flag-missing",
        RefusedBy::Unproven(&["not-exportable"]),
        "the document does not say whether the key is extractable",
    ),
];

/// What is wrong with the root that is believed.
pub(super) fn anchor(order: &Order, root: &mut Member) {
    if order.is("validity-anchor-expired") {
        root.certificate.not_after = hours(order.at(), -1);
    } else if order.is("position-root-policy") {
        root.certificate.set(&oids::CERTIFICATE_POLICIES, x509::policy(Critical::No, &policy(2)));
    }
}

/// The key in the place of another of the same kind.
fn impostor(key: &PrivateKey) -> &'static PrivateKey {
    if key.modulus().is_some() { &test_keys::IMPOSTOR_RSA_4096 } else { &test_keys::IMPOSTOR_P256 }
}

/// What is wrong with document and certificates.
pub(super) fn before_signing(order: &Order, document: &mut Document, chain: &mut Chain) {
    let [leaf, device] = &mut chain.members;
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-other-key" => {
            device.signer = impostor(device.signer);
            chain.root.signer = device.signer;
            chain.root.certificate.spki = device.signer.spki();
        }
        "anchor-other-name" => device.certificate.issuer = test_name("TEST root of another name"),
        "signature-other-key" => leaf.signer = impostor(leaf.signer),
        "signature-other-hash" => leaf.hash = Hash::Sha384,
        "position-device-policy" => {
            device.certificate.set(&oids::CERTIFICATE_POLICIES, x509::policy(Critical::No, &policy(2)));
        }
        "position-device-name" => {
            device.certificate.subject = test_name("TEST PRIMUS HSM KEY");
            leaf.certificate.issuer.clone_from(&device.certificate.subject);
        }
        "position-leaf-policy" => leaf.certificate.extensions.push(x509::policy(Critical::No, &policy(3))),
        "position-leaf-purpose" => {
            // id-kp-timeStamping
            const TIME_STAMPING: Oid = Oid::new(&[1, 3, 6, 1, 5, 5, 7, 3, 8]);
            leaf.certificate.extensions.push(x509::extended_key_usage(Critical::No, &TIME_STAMPING));
        }
        "position-attests-itself" => document.spki = chain.attestation.spki(),
        "constraints-path-length" => device.certificate.set(&oids::BASIC_CONSTRAINTS, x509::authority(Some(1))),
        "constraints-usage" => {
            let usage = x509::key_usage(&[KeyUsage::NON_REPUDIATION, KeyUsage::KEY_CERT_SIGN]);
            device.certificate.set(&oids::KEY_USAGE, usage);
        }
        "constraints-leaf-open" => leaf.certificate.remove(&oids::BASIC_CONSTRAINTS),
        "constraints-leaf-usage" => {
            leaf.certificate.set(&oids::KEY_USAGE, x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]));
        }
        "constraints-critical" => leaf.certificate.extensions.push(extension(&policy(99), Critical::Yes, &der::null())),
        "validity-leaf-expired" => leaf.certificate.not_after = hours(order.at(), -1),
        "validity-leaf-future" => leaf.certificate.not_before = hours(order.at(), 1),
        "validity-device-expired" => device.certificate.not_after = hours(order.at(), -1),
        "weak-attestation-key" => leaf.certificate.spki = test_keys::WEAK_RSA_1024.spki(),
        "document-other-root" => document.root = "secret_key",
        "document-flag" => flag(document, "sign", "TRUE"),
        "document-time" => "2026-02-30T00:00:00Z".clone_into(&mut document.create_time),
        "imported" => document.creation = "imported",
        "origin-unknown" => document.creation = "migrated",
        "extractable" => flag(document, "extractable", "true"),
        "external" => document.storage = Some("external"),
        "flag-missing" => document.flags.retain(|(name, _)| *name != "extractable"),
        _ => {}
    }
}

fn flag(document: &mut Document, name: &str, word: &str) {
    for (_, known) in document.flags.iter_mut().filter(|(known, _)| *known == name) {
        word.clone_into(known);
    }
}

/// Who signs the document.
pub(super) fn attester(order: &Order, attestation: &'static PrivateKey) -> &'static PrivateKey {
    match order.wrong.as_deref() {
        Some("evidence-other-key") => impostor(attestation),
        Some("weak-attestation-key") => &test_keys::WEAK_RSA_1024,
        _ => attestation,
    }
}

/// What is wrong with the document's text, and signed all the same; and with the signed certificates.
pub(super) fn before_attesting(order: &Order, submission: &mut Submission) {
    let text = String::from_utf8_lossy(&submission.xml).into_owned();
    match order.wrong.as_deref().unwrap_or_default() {
        "document-doctype" => {
            let text = text.replacen("?>\n", "?>\n<!DOCTYPE private_key>\n", 1);
            submission.xml = text.into_bytes();
        }
        "document-element-twice" => {
            let twice = "\t<attest_time>2026-01-01T00:00:00Z</attest_time>\n\t<public_key>";
            submission.xml = text.replacen("\t<public_key>", twice, 1).into_bytes();
        }
        "signature-altered" => submission.chain.first_mut().into_iter().for_each(|leaf| alter(leaf)),
        "anchor-no-device" => submission.chain.truncate(1),
        "position-doubled" => submission.chain.extend(submission.chain.get(1).cloned()),
        "position-stray" => {
            let stray = test_name("TEST stray");
            let key = &test_keys::OTHER_RSA_2048;
            let stray = x509::Certificate::new(stray, test_name("TEST elsewhere"), key.spki(), Vec::new());
            submission.chain.push(stray.signed(key, Hash::Sha256));
        }
        _ => {}
    }
}

/// What is wrong with document and signature when both are made.
pub(super) fn after_signing(order: &Order, submission: &mut Submission) {
    match order.wrong.as_deref().unwrap_or_default() {
        "evidence-altered" => {
            let text = String::from_utf8_lossy(&submission.xml).replacen("<extractable>false", "<extractable>fals3", 1);
            submission.xml = text.into_bytes();
        }
        "evidence-trimmed" => submission.xml.truncate(submission.xml.len().saturating_sub(2)),
        "evidence-truncated" => {
            submission.signature.pop();
        }
        "evidence-trailing-byte" => submission.signature.push(0),
        _ => {}
    }
}

/// What is wrong with the files.
pub(super) fn files(order: &Order, evidence: &mut Vec<File>) {
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-no-chain" => evidence.retain(|file| file.name != "chain.pem"),
        "two-signatures" => evidence.push(File::new("other.sig", vec![0x5a; 384])),
        _ => {}
    }
}
