//! The ways to be wrong.

use super::chain::{self, Layout, Member, authority_usage, private, role};
use super::test_name;
use crate::order::hours;
use crate::x509::{self, Attribute, Critical, extension, name};
use crate::{Order, OrderError, PrivateKey, RefusedBy, Way, common, der, forgery, test_keys};
use keyattest::checks;
use keyattest_trust::Hash;
use keyattest_wire::oids;
use keyattest_wire::x509::KeyUsage;

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
const SIGNATURE: RefusedBy = RefusedBy::Check(checks::CHAIN_SIGNATURE);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
const CONSTRAINTS: RefusedBy = RefusedBy::Check(checks::CHAIN_CONSTRAINTS);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);
const SERIAL: RefusedBy = RefusedBy::Check(checks::LUNA_PKC_SERIAL);

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-key", ANCHOR, "the chain ends in a root of the vendor's name with another key"),
    Way::new("anchor-other-name", ANCHOR, "the chain ends in a root of the vendor's key with another name"),
    Way::new("signature-altered", SIGNATURE, "one bit of the leaf's signature is another"),
    Way::new("signature-other-key", SIGNATURE, "the leaf is signed by another key than its issuer's"),
    Way::new("signature-other-hash", SIGNATURE, "the leaf is signed with SHA-256"),
    Way::new(
        "signature-above-other-key",
        SIGNATURE,
        "the device's or hardware origin's certificate is signed by another key",
    ),
    Way::new(
        "signature-forged",
        SIGNATURE,
        "a cube root in place of the root's signature: its key has e = 3 (RSA layout)",
    ),
    Way::new("position-no-root", POSITION, "the root is missing"),
    Way::new("position-stray", POSITION, "a certificate lies beside the chain"),
    Way::new("position-below-the-leaf", POSITION, "the attested key issued another leaf"),
    Way::new("position-other-role", POSITION, "the certificate above the leaf has another role"),
    Way::new("position-role-not-critical", POSITION, "the leaf's role is not critical"),
    Way::new("position-origin-unknown", POSITION, "a kind of hardware origin that is not known"),
    Way::new("constraints-no-authority", CONSTRAINTS, "the certificate above the leaf is no CA"),
    Way::new("constraints-usage", CONSTRAINTS, "the certificate above the leaf may sign, not certify"),
    Way::new("constraints-leaf-authority", CONSTRAINTS, "the leaf is a CA"),
    Way::new("constraints-critical", CONSTRAINTS, "the leaf has a critical extension that is not known"),
    Way::new("validity-leaf-expired", VALIDITY, "the leaf has ended"),
    Way::new("validity-leaf-future", VALIDITY, "the leaf has not begun"),
    Way::new("validity-above-expired", VALIDITY, "the certificate above the leaf has ended"),
    Way::new("validity-anchor-expired", VALIDITY, "the anchor has ended"),
    Way::new("serial-missing", SERIAL, "the leaf does not say the HSM's serial number"),
    Way::new("serial-of-key", SERIAL, "the key's identifier ends in another serial number"),
    Way::new("serial-of-name", SERIAL, "the device's or hardware origin's name has another serial number"),
    Way::new("serial-of-origin", SERIAL, "the hardware origin's serial number is another"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    Way::new(
        "weak-device",
        RefusedBy::Check(checks::KEY_STRENGTH),
        "the device's key is RSA with 1024 bits (RSA layout)",
    ),
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new("certificate-doubled", RefusedBy::Malformed, "a certificate stands twice"),
    Way::new("algorithms-differ", RefusedBy::Malformed, "the leaf says one algorithm inside and another one outside"),
    Way::new("extension-twice", RefusedBy::Malformed, "the leaf has an extension twice"),
    Way::new("key-identifier", RefusedBy::Malformed, "the leaf's common name is no identifier of a key"),
    Way::new(
        "key-flags",
        RefusedBy::Unproven(&["generated", "not-exportable"]),
        "key flags whose meaning is not known (RSA layout)",
    ),
];

/// What stands above the leaf: the device, or the ECC layout's hardware origin.
const ABOVE: usize = 1;

fn origin(layout: Layout) -> usize {
    if layout == Layout::Rsa { 2 } else { 1 }
}

fn impostor(layout: Layout) -> &'static PrivateKey {
    match layout {
        Layout::Rsa => &test_keys::IMPOSTOR_RSA_4096,
        Layout::Ecc => &test_keys::IMPOSTOR_P384,
    }
}

/// What is wrong with the root that is believed.
pub(super) fn anchor(order: &Order, root: &mut Member) {
    if order.is("validity-anchor-expired") {
        root.certificate.not_after = hours(order.at(), -1);
    }
}

/// What is wrong with certificates before they are signed.
pub(super) fn before_signing(order: &Order, layout: Layout, members: &mut [Member]) {
    let last = members.len() - 1;
    let leaf = &mut members[0].certificate;
    match order.wrong.as_deref().unwrap_or_default() {
        "position-role-not-critical" => leaf.extensions[0] = x509::extended_key_usage(Critical::No, &role(13)),
        "constraints-leaf-authority" => leaf.extensions.push(x509::authority(None)),
        "constraints-critical" => leaf.extensions.push(extension(&private(99), Critical::Yes, &[5, 0])),
        "validity-leaf-expired" => leaf.not_after = hours(order.at(), -1),
        "validity-leaf-future" => leaf.not_before = hours(order.at(), 1),
        "serial-missing" => leaf.remove(&private(1)),
        "serial-of-key" => leaf.subject = name(&[Attribute::CommonName("41000000ae00000201000000")]),
        "extension-twice" => leaf.extensions.push(leaf.extensions[0].clone()),
        "key-identifier" => leaf.subject = name(&[Attribute::CommonName("TEST key")]),
        "key-flags" => {
            leaf.set(&private(5), extension(&private(5), Critical::ExplicitFalse, &[0x03, 0x02, 0x04, 0x70]))
        }
        "signature-other-hash" => members[0].hash = Hash::Sha256,
        "signature-other-key" => members[0].signer = impostor(layout),
        "signature-above-other-key" => members[ABOVE].signer = impostor(layout),
        "anchor-other-key" => {
            let key = impostor(layout);
            members[last - 1].signer = key;
            members[last].signer = key;
            members[last].certificate.spki = key.spki();
        }
        "anchor-other-name" => {
            let other = test_name("TEST", "TEST Luna Root of another name");
            members[last - 1].certificate.issuer.clone_from(&other);
            members[last].certificate.issuer.clone_from(&other);
            members[last].certificate.subject = other;
        }
        "position-other-role" => {
            members[ABOVE].certificate.extensions[0] = x509::extended_key_usage(Critical::Yes, &role(11));
        }
        "position-origin-unknown" => {
            let second = extension(&private(7), Critical::ExplicitFalse, &[0x0b, 0, 0, 0]);
            members[origin(layout)].certificate.set(&private(7), second);
        }
        "constraints-no-authority" => members[ABOVE].certificate.remove(&oids::BASIC_CONSTRAINTS),
        "constraints-usage" => {
            let usage = x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]);
            members[ABOVE].certificate.set(&oids::KEY_USAGE, usage);
        }
        "validity-above-expired" => members[ABOVE].certificate.not_after = hours(order.at(), -1),
        "serial-of-name" => {
            let common = if layout == Layout::Rsa { "TEST Luna K7-1" } else { "1" };
            let other = test_name("TEST", common);
            members[0].certificate.issuer.clone_from(&other);
            members[ABOVE].certificate.subject = other;
        }
        "serial-of-origin" => members[origin(layout)].certificate.serial = chain::origin_serial(1),
        "weak-device" => {
            members[0].signer = &test_keys::WEAK_RSA_1024;
            members[ABOVE].certificate.spki = test_keys::WEAK_RSA_1024.spki();
        }
        _ => {}
    }
}

/// Signs the chain, and does what is wrong with it then.
pub(super) fn sign(order: &Order, members: &[Member]) -> Result<Vec<Vec<u8>>, OrderError> {
    let mut certificates: Vec<Vec<u8>> = members.iter().map(Member::signed).collect();
    match order.wrong.as_deref() {
        Some("signature-altered") => crate::made::alter(&mut certificates[0]),
        Some("signature-forged") => {
            // Everything below the certificate that the root vouches for is the forger's own.
            let index = members.len() - 2;
            let forged = &members[index];
            let to_be_signed = forged.certificate.to_be_signed(forged.algorithm());
            let modulus = forged.signer.modulus().unwrap_or_default();
            let signature = forgery::cube_root(&modulus, forged.hash, &to_be_signed).unwrap_or_default();
            certificates[index] = der::signed(to_be_signed, forged.algorithm(), &signature);
        }
        Some("position-no-root") => {
            certificates.pop();
        }
        Some("position-stray") => {
            let mut stray = members[members.len() - 1].clone();
            stray.certificate.subject = test_name("TEST", "TEST stray");
            stray.certificate.issuer.clone_from(&stray.certificate.subject);
            certificates.push(stray.signed());
        }
        Some("position-below-the-leaf") => {
            let leaf = &members[0];
            let mut below = leaf.certificate.clone();
            below.issuer.clone_from(&leaf.certificate.subject);
            below.subject = name(&[Attribute::CommonName("42000000ae00000201000000")]);
            below.spki = test_keys::OTHER_RSA_2048.spki();
            below.set(&oids::KEY_USAGE, authority_usage());
            certificates.insert(0, order.by_attested(|key| below.signed(key, Hash::Sha384))?);
        }
        Some("certificate-doubled") => certificates.push(certificates[0].clone()),
        Some("algorithms-differ") => {
            let leaf = &members[0];
            let to_be_signed = leaf.certificate.to_be_signed(leaf.algorithm());
            let signature = leaf.signature(&to_be_signed);
            let outside = Member { hash: Hash::Sha256, ..leaf.clone() }.algorithm();
            certificates[0] = der::signed(to_be_signed, outside, &signature);
        }
        _ => {}
    }
    Ok(certificates)
}
