//! The ways to be wrong, and what they change before anything is signed.

use super::chain::{Chain, UNIT, aaguid, leaf_name, test_name, yubico};
use super::claims::Said;
use super::registration::{
    ATTESTED, BACKED_UP, BACKUP_ELIGIBLE, EXTENSIONS, Registration, USER_PRESENT, USER_VERIFIED,
};
use crate::order::hours;
use crate::x509::{self, Critical, extension, name};
use crate::{Order, RefusedBy, Way, cbor, common, der, test_keys};
use keyattest::checks;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
/// A signature of the path that does not hold leaves it without an anchor.
const BROKEN: RefusedBy = RefusedBy::Checks(&[checks::CHAIN_SIGNATURE, checks::CHAIN_ANCHOR]);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);
const CONSTRAINTS: RefusedBy = RefusedBy::Check(checks::CHAIN_CONSTRAINTS);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
/// Another challenge and altered bytes can not be told apart.
const UNMATCHED: RefusedBy = RefusedBy::Checks(&[checks::EVIDENCE_SIGNATURE, checks::NONCE_MATCH]);
const MODEL: RefusedBy = RefusedBy::Check(checks::FIDO_AAGUID);
const APPLICATION: RefusedBy = RefusedBy::Check(checks::FIDO_RP_ID);
const SUBJECT: RefusedBy = RefusedBy::Check(checks::SUBJECT_BINDING);
const MALFORMED: RefusedBy = RefusedBy::Malformed;

/// A relying party that is no application of OpenSSH's.
pub(super) const WEBSITE: &str = "test.example";
/// The model that is written into a U2F registration.
pub(super) const ADDED_MODEL: &[u8; 16] = b"TEST model added";
/// An application that begins almost as OpenSSH's do.
pub(super) const LOOKALIKE: &str = "ssh.test.example";

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-name", ANCHOR, "the certificate's issuer is nobody that is known"),
    Way::new("anchor-itself", ANCHOR, "the certificate is signed by its own key"),
    Way::new("anchor-no-authority", ANCHOR, "the authority between certificate and root is not given"),
    Way::new("anchor-other-key", BROKEN, "another key has signed the certificate under the issuer's name"),
    Way::new("certificate-altered", BROKEN, "one bit of the certificate's signature is another"),
    Way::new("authority-altered", BROKEN, "one bit of the authority's signature is another"),
    Way::new("validity-expired", VALIDITY, "the certificate has ended"),
    Way::new("validity-future", VALIDITY, "the certificate has not begun"),
    Way::new("validity-authority", VALIDITY, "the authority has ended"),
    Way::new("validity-root", VALIDITY, "the root has ended"),
    Way::new("constraints-authority", CONSTRAINTS, "the certificate is a CA"),
    Way::new("constraints-open", CONSTRAINTS, "the certificate has no basic constraints"),
    Way::new("constraints-version", CONSTRAINTS, "the certificate is one of version 1"),
    Way::new("constraints-unit", CONSTRAINTS, "the certificate's organizational unit is another"),
    Way::new("constraints-country", CONSTRAINTS, "the certificate's country has three letters"),
    Way::new("constraints-name", CONSTRAINTS, "the certificate has no common name"),
    Way::new("constraints-names", CONSTRAINTS, "the certificate has two units"),
    Way::new("constraints-critical", CONSTRAINTS, "the certificate has a critical extension that is not known"),
    Way::new("constraints-aaguid", CONSTRAINTS, "the extension that names the model is critical"),
    Way::new("constraints-no-ca", CONSTRAINTS, "what has signed the certificate is no CA"),
    Way::new("constraints-usage", CONSTRAINTS, "what has signed the certificate may sign none"),
    Way::new("position-piv", POSITION, "the certificate is that of a key in a PIV slot"),
    Way::new("position-hsm", POSITION, "the certificate is that of a key in a YubiHSM"),
    Way::new("position-openpgp", POSITION, "the certificate is that of a key of the OpenPGP application"),
    Way::new("position-authority-piv", POSITION, "the authority is a PIV application's"),
    Way::new("position-other-branch", POSITION, "another branch of Yubico's root has signed the certificate"),
    Way::new("position-no-branch", POSITION, "Yubico's root has signed the certificate itself"),
    Way::check("authority-weak", checks::KEY_STRENGTH, "the authority's key is RSA with 1024 bits"),
    Way::new("signature-altered", UNMATCHED, "one bit of the signature is another"),
    Way::new("signature-other-key", UNMATCHED, "another key has signed than the certificate's"),
    Way::new("signature-own-key", UNMATCHED, "the key has signed for itself, with a certificate beside it"),
    Way::new("signature-numbers", UNMATCHED, "the signature is written as two numbers"),
    Way::new("signature-other-hash", UNMATCHED, "the signature is made with SHA-384"),
    Way::new("signature-p384", UNMATCHED, "the attestation key is on P-384"),
    Way::new("signature-no-challenge", UNMATCHED, "the signature leaves the challenge out"),
    Way::new("signature-other-kind", UNMATCHED, "a FIDO2 registration is signed in the way of U2F, or the reverse"),
    Way::new("u2f-with-model", UNMATCHED, "a model is written into a U2F registration, which nobody signed"),
    Way::new("data-counter", UNMATCHED, "the counter is another than was signed"),
    Way::new("data-flags", UNMATCHED, "the flag of user verification is another than was signed"),
    Way::new("data-credential", UNMATCHED, "the credential id is another than was signed"),
    Way::new("other-form", UNMATCHED, "the challenge is signed in the other form than the caller says"),
    Way::new(common::NONCE_OTHER.id, UNMATCHED, common::NONCE_OTHER.about),
    common::NONCE_MISSING,
    Way::check("nonce-short", checks::NONCE_MATCH, "a challenge of other than 32 bytes is signed as it is"),
    Way::check("self-attestation", checks::FIDO_NO_ATTESTATION, "no certificate: the key speaks for itself"),
    Way::check("user-absent", checks::FIDO_USER_PRESENT, "no user was present"),
    Way::new("aaguid-other", MODEL, "the certificate is for another model"),
    Way::new("aaguid-bare", MODEL, "the extension that names the model lacks the OCTET STRING"),
    Way::new("rp-id-other", APPLICATION, "the key is for another application than its line says"),
    Way::new("rp-id-website", APPLICATION, "a web site's registration, and a line that names the site"),
    Way::new("rp-id-hidden", APPLICATION, "a web site's registration, and a line that does not name the site"),
    Way::new("rp-id-lookalike", APPLICATION, "an application that begins almost as OpenSSH's do"),
    Way::new(common::SUBJECT_OTHER.id, SUBJECT, "the public key line is another key's"),
    Way::new("subject-ordinary", SUBJECT, "the line is one of an ordinary key with the same numbers"),
    Way::new("subject-request", SUBJECT, "the subject is a request: the key can sign none"),
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new("version-0", MALFORMED, "of OpenSSH before 8.4, by its first words"),
    Way::new("reserved-flags", MALFORMED, "flags that nobody signs"),
    Way::new("reserved-bytes", MALFORMED, "reserved bytes that nobody signs"),
    Way::new("text", MALFORMED, "the file as base64"),
    Way::new("not-wrapped", MALFORMED, "authenticator data that are in no byte string"),
    Way::new("wrapped-long", MALFORMED, "a byte string whose length has more bytes than it needs"),
    Way::new("wrapped-behind", MALFORMED, "a byte behind the byte string"),
    Way::new("data-behind", MALFORMED, "a byte behind the key, signed"),
    Way::new("two-certificates", MALFORMED, "the root behind the certificate"),
    Way::new("no-credential", MALFORMED, "flags without attested credential data"),
    Way::new("backed-up-only", MALFORMED, "backed up and not backup eligible"),
    Way::new("extensions-missing", MALFORMED, "flags with extensions, and none there"),
    Way::new("cred-protect-4", MALFORMED, "a level of credProtect that there is not"),
    Way::new("credential-long", MALFORMED, "a credential id of 1024 bytes"),
    Way::new("key-member", MALFORMED, "the key has one more member"),
    Way::new("key-algorithm", MALFORMED, "the key's algorithm is not its curve's"),
    Way::new("key-off-curve", MALFORMED, "the key's point is not on its curve"),
    Way::new("key-compressed", MALFORMED, "of the key's y there is only a bit"),
    Way::new("u2f-flags", MALFORMED, "a U2F registration with user verification"),
    Way::new("u2f-counter", MALFORMED, "a U2F registration with a counter"),
    Way::new("u2f-ed25519", MALFORMED, "a U2F registration of an Ed25519 key"),
    Way::new("backup-eligible", RefusedBy::NotMet(&["not-exportable"]), "the key may be synchronised"),
    Way::new("backed-up", RefusedBy::NotMet(&["not-exportable"]), "the key is synchronised"),
];

/// Whether a way can be shown in a carrier.
pub(super) fn goes_with(way: &str, carrier: &str) -> bool {
    let has_authority = matches!(carrier, "intermediate" | "shared-root");
    let (is_u2f, is_ed25519) = (carrier == "u2f", carrier == "ed25519");
    match way {
        "anchor-no-authority"
        | "authority-altered"
        | "authority-weak"
        | "validity-authority"
        | "constraints-no-ca"
        | "constraints-usage"
        | "position-authority-piv" => has_authority,
        "position-other-branch" | "position-no-branch" => carrier == "shared-root",
        // U2F says less of its certificates.
        "constraints-open"
        | "constraints-version"
        | "constraints-unit"
        | "constraints-country"
        | "constraints-name"
        | "constraints-names"
        | "signature-p384" => !is_u2f,
        // Ed25519 has one form, and one hash.
        "signature-numbers" | "signature-other-hash" => carrier != "attestation-ed25519",
        // U2F signs a point.
        "signature-other-kind" => !is_ed25519,
        "u2f-with-model" | "u2f-flags" | "u2f-counter" | "u2f-ed25519" => is_u2f,
        "aaguid-other" | "constraints-aaguid" | "aaguid-bare" => !is_u2f && carrier != "no-aaguid",
        // In a U2F registration nobody signs these, and so they may not be there at all.
        "data-counter" | "data-flags" | "user-absent" | "backup-eligible" | "backed-up" => !is_u2f,
        "nonce-short" => carrier == "raw",
        "key-off-curve" | "key-compressed" => !is_ed25519,
        "subject-ordinary" | "subject-request" | "rp-id-website" | "rp-id-lookalike" | "rp-id-hidden" => {
            carrier != "public-key"
        }
        // Its length needs both bytes.
        "wrapped-long" => carrier != "long-credential",
        _ => true,
    }
}

/// What is wrong with the certificates.
pub(super) fn certificates(order: &Order, said: &Said, chain: &mut Chain) {
    let (before, later) = (hours(order.at(), -1), hours(order.at(), 1));
    let leaf = &mut chain.leaf.certificate;
    let other = |number: u64| extension(&yubico(number, 3), Critical::No, &der::octet_string(&[5, 7, 4]));
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-other-name" => leaf.issuer = test_name("TEST FIDO root of another name"),
        "anchor-itself" => {
            leaf.issuer.clone_from(&leaf.subject);
            chain.leaf.signer = chain.attestation;
        }
        "anchor-other-key" => chain.leaf.signer = &test_keys::IMPOSTOR_P256,
        "validity-expired" => leaf.not_after = before,
        "validity-future" => leaf.not_before = later,
        "validity-root" => chain.root.certificate.not_after = before,
        "constraints-authority" => leaf.set(&oids::BASIC_CONSTRAINTS, x509::authority(Some(0))),
        "constraints-open" => leaf.remove(&oids::BASIC_CONSTRAINTS),
        "constraints-version" => {
            leaf.version = 1;
            leaf.extensions.clear();
        }
        "constraints-unit" => leaf.subject = leaf_name("CH", &said.vendor, "TEST Attestation", &said.model),
        "constraints-country" => leaf.subject = leaf_name("CHE", &said.vendor, UNIT, &said.model),
        "constraints-name" => {
            use x509::Attribute::{Country, Organization, Unit};
            leaf.subject = name(&[Country("CH"), Organization(&said.vendor), Unit(UNIT)]);
        }
        "constraints-names" => {
            use x509::Attribute::{CommonName, Country, Organization, Unit};
            let units = [Unit(UNIT), Unit("TEST Attestation"), CommonName(&said.model)];
            leaf.subject = name(&[&[Country("CH"), Organization(&said.vendor)][..], &units].concat());
        }
        "constraints-critical" => {
            const UNKNOWN: Oid = Oid::new(&[2, 999, 1]);
            leaf.extensions.push(extension(&UNKNOWN, Critical::Yes, &der::null()));
        }
        // As much as the certificate of a FIDO2 key as a U2F key's can be.
        "u2f-with-model" => {
            leaf.subject = leaf_name("CH", &said.vendor, UNIT, &said.model);
            leaf.extensions = vec![x509::no_authority(), aaguid(Critical::No, ADDED_MODEL)];
        }
        "position-piv" => leaf.extensions.push(other(3)),
        "position-hsm" => leaf.extensions.push(other(4)),
        "position-openpgp" => leaf.extensions.push(other(5)),
        "position-no-branch" => {
            leaf.issuer.clone_from(&chain.root.certificate.subject);
            chain.leaf.signer = chain.root.signer;
        }
        "signature-p384" => {
            chain.attestation = &test_keys::IMPOSTOR_P384;
            leaf.spki = chain.attestation.spki();
        }
        "aaguid-other" => {
            let mut model = said.aaguid;
            crate::made::alter(&mut model);
            leaf.set(&super::chain::AAGUID, aaguid(Critical::No, &model));
        }
        "constraints-aaguid" => leaf.set(&super::chain::AAGUID, aaguid(Critical::Yes, &said.aaguid)),
        "aaguid-bare" => {
            leaf.set(&super::chain::AAGUID, extension(&super::chain::AAGUID, Critical::No, &said.aaguid));
        }
        _ => authority(order, chain),
    }
}

/// What is wrong with the certificate between.
fn authority(order: &Order, chain: &mut Chain) {
    let Some(authority) = &mut chain.authority else { return };
    let certificate = &mut authority.certificate;
    match order.wrong.as_deref().unwrap_or_default() {
        "validity-authority" => certificate.not_after = hours(order.at(), -1),
        "constraints-no-ca" => certificate.set(&oids::BASIC_CONSTRAINTS, x509::no_authority()),
        "constraints-usage" => certificate.set(&oids::KEY_USAGE, x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE])),
        "position-authority-piv" => {
            certificate.extensions.push(extension(&yubico(3, 3), Critical::No, &der::octet_string(&[5, 7, 4])));
        }
        "position-other-branch" => {
            certificate.subject = test_name("Yubico PIV Attestation B 1");
            chain.leaf.certificate.issuer.clone_from(&certificate.subject);
        }
        "authority-weak" => {
            certificate.spki = test_keys::WEAK_RSA_1024.spki();
            chain.leaf.signer = &test_keys::WEAK_RSA_1024;
        }
        _ => {}
    }
}

/// What is wrong with the registration, and signed all the same.
pub(super) fn registration(order: &Order, registration: &mut Registration) {
    match order.wrong.as_deref().unwrap_or_default() {
        "user-absent" => registration.flags &= !USER_PRESENT,
        "rp-id-other" => "ssh:TEST-other".clone_into(&mut registration.application),
        "rp-id-website" | "rp-id-hidden" => WEBSITE.clone_into(&mut registration.application),
        "rp-id-lookalike" => LOOKALIKE.clone_into(&mut registration.application),
        "no-credential" => registration.flags &= !ATTESTED,
        "backed-up-only" => registration.flags |= BACKED_UP,
        "backup-eligible" => registration.flags |= BACKUP_ELIGIBLE,
        "backed-up" => registration.flags |= BACKUP_ELIGIBLE | BACKED_UP,
        "extensions-missing" => {
            registration.flags |= EXTENSIONS;
            registration.extensions.clear();
        }
        "cred-protect-4" => registration.protect(4),
        "credential-long" => registration.credential_id = vec![0x5a; 1024],
        "data-behind" => registration.extensions.push(0),
        "key-member" => registration.key.push((cbor::integer(2), cbor::bytes(b"TEST"))),
        "key-algorithm" => registration.set_member(3, cbor::integer(-35)),
        "key-off-curve" => {
            if let Some((_, y)) = registration.key.last_mut() {
                crate::made::alter(y);
            }
        }
        // CBOR's true.
        "key-compressed" => registration.set_member(-3, vec![0xf5]),
        "u2f-flags" => registration.flags |= USER_VERIFIED,
        "u2f-counter" => registration.counter = 1,
        _ => {}
    }
}
