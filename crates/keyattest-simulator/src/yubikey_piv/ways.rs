//! The ways to be wrong.
//!
//! A root of the vendor's name with another key is none of them: the format has that fail two checks at once.

use super::chain::Chain;
use super::yubico;
use crate::made::alter;
use crate::order::hours;
use crate::x509::{self, Attribute, Critical, Member, extension, name};
use crate::{File, Order, RefusedBy, Way, bundle, common, der, test_keys};
use keyattest::checks;
use keyattest_trust::Hash;
use keyattest_wire::oids;
use keyattest_wire::x509::KeyUsage;

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
const SIGNATURE: RefusedBy = RefusedBy::Check(checks::CHAIN_SIGNATURE);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
const CONSTRAINTS: RefusedBy = RefusedBy::Check(checks::CHAIN_CONSTRAINTS);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-name", ANCHOR, "the F9 certificate names an issuer that nobody knows"),
    Way::new("anchor-no-f9", ANCHOR, "the F9 certificate is missing"),
    Way::new("signature-altered", SIGNATURE, "one bit of the leaf's signature is another"),
    Way::new("signature-other-key", SIGNATURE, "the leaf is signed by another key than that of slot F9"),
    Way::new("signature-other-hash", SIGNATURE, "the leaf is signed with SHA-384"),
    Way::new("position-stray", POSITION, "a certificate lies beside the chain"),
    Way::new("position-f9-name", POSITION, "the certificate above the leaf has another name than F9's"),
    Way::new("position-f9-firmware", POSITION, "the certificate above the leaf says no firmware"),
    Way::new("position-other-branch", POSITION, "the CA above F9 is another product's"),
    Way::new("constraints-critical", CONSTRAINTS, "the leaf has a critical extension"),
    Way::new("constraints-leaf-authority", CONSTRAINTS, "the leaf is a CA"),
    Way::new("constraints-f9-no-authority", CONSTRAINTS, "the F9 certificate says that it is no CA"),
    Way::new("constraints-f9-usage", CONSTRAINTS, "the F9 certificate may sign, not certify"),
    Way::new("constraints-path-length", CONSTRAINTS, "the intermediate CA allows no CAs below it"),
    Way::new("validity-expired", VALIDITY, "leaf and F9 have ended"),
    Way::new("validity-future", VALIDITY, "leaf and F9 have not begun"),
    Way::new("validity-anchor-expired", VALIDITY, "the anchor has ended"),
    Way::new("validity-not-copied", RefusedBy::Check(checks::YUBICO_VALIDITY), "the leaf is valid longer than F9"),
    Way::new("firmware-differs", RefusedBy::Check(checks::YUBICO_FIRMWARE), "leaf and F9 say other firmware"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    Way::new("weak-f9", RefusedBy::Check(checks::KEY_STRENGTH), "the F9 key is RSA with 1024 bits"),
    common::DOUBLED,
    Way::new("unclosed", RefusedBy::Malformed, "the last line of the PEM is missing"),
    Way::new("slot", RefusedBy::Malformed, "the leaf names a slot that can not be attested"),
    Way::new("policies-length", RefusedBy::Malformed, "PIN and touch policy have one byte"),
    Way::new("serial-negative", RefusedBy::Malformed, "the serial number is negative"),
    Way::new("extension-twice", RefusedBy::Malformed, "the leaf says its firmware twice"),
];

/// What is wrong with the root that is believed.
pub(super) fn anchor(order: &Order, root: &mut Member) {
    if order.is("validity-anchor-expired") {
        root.certificate.not_after = hours(order.at(), -1);
    }
}

/// What is wrong with certificates before they are signed.
pub(super) fn before_signing(order: &Order, chain: &mut Chain) {
    let [leaf, f9, above @ ..] = chain.members.as_mut_slice() else { return };
    let common = |text: &str| name(&[Attribute::CommonName(text)]);
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-other-name" => f9.certificate.issuer = common("TEST Yubico PIV Root CA of another name"),
        "signature-other-key" => leaf.signer = &test_keys::OTHER_RSA_2048,
        "signature-other-hash" => leaf.hash = Hash::Sha384,
        "position-f9-name" => {
            let other = common("Yubico OPGP Attestation");
            f9.certificate.subject.clone_from(&other);
            leaf.certificate.issuer = other;
        }
        "position-f9-firmware" => f9.certificate.remove(&yubico(3)),
        "position-other-branch" => {
            let other = common("Yubico OPGP Attestation TEST B 1");
            f9.certificate.issuer.clone_from(&other);
            if let Some(ca) = above.first_mut() {
                ca.certificate.subject = other;
            }
        }
        "constraints-critical" => leaf.certificate.extensions.push(extension(&yubico(4), Critical::Yes, &[1])),
        "constraints-leaf-authority" => {
            // Not critical: nothing else is wrong with it.
            let value = der::sequence([der::boolean(true)]);
            let authority = extension(&oids::BASIC_CONSTRAINTS, Critical::No, &value);
            leaf.certificate.extensions.push(authority);
        }
        "constraints-f9-no-authority" => f9.certificate.set(&oids::BASIC_CONSTRAINTS, x509::no_authority()),
        "constraints-f9-usage" => {
            f9.certificate.extensions.push(x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]));
        }
        "constraints-path-length" => {
            if let Some(middle) = above.last_mut() {
                middle.certificate.set(&oids::BASIC_CONSTRAINTS, x509::authority(Some(0)));
            }
        }
        "validity-expired" => {
            for member in [leaf, f9] {
                member.certificate.not_after = hours(order.at(), -1);
            }
        }
        "validity-future" => {
            for member in [leaf, f9] {
                member.certificate.not_before = hours(order.at(), 1);
            }
        }
        "validity-not-copied" => f9.certificate.not_after = hours(f9.certificate.not_after, -1),
        "firmware-differs" => f9.certificate.set(&yubico(3), extension(&yubico(3), Critical::No, &[5, 7, 1])),
        "weak-f9" => {
            f9.certificate.spki = test_keys::WEAK_RSA_1024.spki();
            leaf.signer = &test_keys::WEAK_RSA_1024;
        }
        "slot" => leaf.certificate.subject = common("YubiKey PIV Attestation 00"),
        "policies-length" => leaf.certificate.set(&yubico(8), extension(&yubico(8), Critical::No, &[2])),
        "serial-negative" => leaf.certificate.set(&yubico(7), extension(&yubico(7), Critical::No, &[2, 1, 0x80])),
        "extension-twice" => leaf.certificate.extensions.push(leaf.certificate.extensions[0].clone()),
        _ => {}
    }
}

/// What is wrong with the signed certificates.
pub(super) fn after_signing(order: &Order, certificates: &mut Vec<Vec<u8>>) {
    match order.wrong.as_deref().unwrap_or_default() {
        "signature-altered" => alter(&mut certificates[0]),
        "anchor-no-f9" => certificates.truncate(1),
        "position-stray" => {
            let stray = name(&[Attribute::CommonName("TEST stray")]);
            let key = &test_keys::PIV_CA;
            let stray = x509::Certificate::new(stray.clone(), stray, key.spki(), Vec::new());
            certificates.push(stray.signed(key, Hash::Sha256));
        }
        _ => {}
    }
}

/// What is wrong with the files.
pub(super) fn carrier(order: &Order, evidence: &mut [File]) {
    if !order.is("unclosed") {
        return;
    }
    if let Some(file) = evidence.first_mut() {
        let end = bundle::END.len();
        file.bytes.truncate(file.bytes.len().saturating_sub(end));
    }
}
