//! The ways to be wrong, and what they change before anything is signed.

use super::card::{Card, ROLE_DEVICE, ROLE_ISSUER, authorization, chain_key, key_domain};
use crate::cvc::{self, Form, Key};
use crate::order::hours;
use crate::{Order, PrivateKey, RefusedBy, Way, common, test_keys};
use keyattest::checks;
use keyattest_trust::{Curve, Hash};
use keyattest_wire::spki::ec_spki;

const ANCHOR: RefusedBy = RefusedBy::Check(checks::CHAIN_ANCHOR);
const SIGNATURE: RefusedBy = RefusedBy::Check(checks::CHAIN_SIGNATURE);
const POSITION: RefusedBy = RefusedBy::Check(checks::CHAIN_POSITION);
/// The issuer is missing, and another stands in its place.
const BOTH: RefusedBy = RefusedBy::Checks(&[checks::CHAIN_POSITION, checks::CHAIN_ANCHOR]);
const VALIDITY: RefusedBy = RefusedBy::Check(checks::CHAIN_VALIDITY);
const EVIDENCE: RefusedBy = RefusedBy::Check(checks::EVIDENCE_SIGNATURE);
const CURVE: RefusedBy = RefusedBy::Check(checks::SMARTCARD_HSM_CVC_CURVE);
const SELF: RefusedBy = RefusedBy::Check(checks::SMARTCARD_HSM_CVC_SELF_SIGNATURE);
const MALFORMED: RefusedBy = RefusedBy::Malformed;

pub(super) static WAYS: &[Way] = &[
    Way::new("anchor-other-key", ANCHOR, "another key has issued the issuer under the root's name"),
    Way::new("anchor-other-number", ANCHOR, "the issuer names a root with another sequence number"),
    Way::new("anchor-altered", ANCHOR, "one bit of the root's signature is another"),
    Way::new("anchor-other-hash", ANCHOR, "the root has signed with another hash than its algorithm names"),
    Way::new("anchor-no-device", ANCHOR, "the device's certificate is missing"),
    Way::new("anchor-no-issuer", ANCHOR, "the issuer's certificate is missing"),
    Way::new("anchor-no-certificates", ANCHOR, "the request comes alone"),
    Way::new("anchor-test-root", ANCHOR, "the root has the name of development cards, and the caller gives it"),
    Way::new("anchor-root-role", ANCHOR, "what the caller gives as root has the role of an issuer"),
    Way::new("anchor-root-curve", ANCHOR, "the root's curve is one that nobody knows"),
    Way::new("anchor-root-sha1", ANCHOR, "the root's algorithm is ECDSA with SHA-1"),
    Way::new("signature-altered", SIGNATURE, "one bit of the issuer's signature is another"),
    Way::new("signature-other-key", SIGNATURE, "another key has issued the device under the issuer's name"),
    Way::new("signature-by-root", SIGNATURE, "the root has issued the device under the issuer's name"),
    Way::new("signature-other-hash", SIGNATURE, "the issuer has signed with another hash than its algorithm names"),
    Way::new("signature-issuer-sha1", SIGNATURE, "the issuer's algorithm is ECDSA with SHA-1"),
    Way::new("signature-der", SIGNATURE, "the issuer's signature is written in DER"),
    Way::new("signature-zeros", SIGNATURE, "the issuer's signature is two zeros"),
    Way::new("position-root-beside", POSITION, "the root lies beside the chain"),
    Way::new("position-second-device", POSITION, "another device of the same issuer lies beside the chain"),
    Way::new("position-second-issuer", POSITION, "the device's issuer is below another issuer"),
    Way::new("position-other-role", POSITION, "a certificate of a role that there is not lies beside the chain"),
    Way::new("position-issuer-role", BOTH, "a device has issued the device"),
    Way::new("position-device-authority", POSITION, "the device names another issuer than the one that signed"),
    Way::new("position-reference-other", POSITION, "the card's signature is under another device's reference"),
    Way::new("position-reference-itself", POSITION, "the card's signature is under the reference of the key"),
    Way::new("validity-device-expired", VALIDITY, "the device's last day is over"),
    Way::new("validity-device-future", VALIDITY, "the device's first day is not there"),
    Way::new("validity-issuer-expired", VALIDITY, "the issuer's last day is over"),
    Way::new("validity-root-expired", VALIDITY, "the root's last day is over"),
    Way::new("evidence-altered", EVIDENCE, "one bit of the card's signature is another"),
    Way::new("evidence-holder", EVIDENCE, "one letter of the key's reference is another"),
    Way::new("evidence-other-key", EVIDENCE, "another key has signed in the device's place"),
    Way::new("evidence-by-issuer", EVIDENCE, "the issuer's key has signed in the device's place"),
    Way::new("evidence-by-itself", EVIDENCE, "the key itself has signed in the device's place"),
    Way::new("evidence-inner-only", EVIDENCE, "the card's signature leaves its reference out"),
    Way::new("evidence-other-hash", EVIDENCE, "the device has signed with another hash than its algorithm names"),
    Way::new("evidence-device-sha1", EVIDENCE, "the device's algorithm is ECDSA with SHA-1"),
    Way::new("evidence-der", EVIDENCE, "the card's signature is written in DER"),
    Way::new("evidence-zeros", EVIDENCE, "the card's signature is two zeros"),
    Way::new(
        "curve-generator",
        CURVE,
        "the generator is another one's public key, and so nobody needs his private key",
    ),
    Way::new("curve-prime", CURVE, "one bit of the prime is another"),
    Way::new("curve-a", CURVE, "one bit of a is another"),
    Way::new("curve-b", CURVE, "one bit of b is another"),
    Way::new("curve-order", CURVE, "one bit of the order is another"),
    Way::new("curve-cofactor", CURVE, "the cofactor is 2"),
    Way::new("curve-p224", CURVE, "the key is on secp224r1"),
    Way::new("self-other-key", SELF, "another key has signed in the place of the key itself"),
    Way::new("self-other-hash", SELF, "the key has signed with another hash than its algorithm names"),
    Way::new("self-sha1", SELF, "the key's algorithm is with SHA-1"),
    Way::new("self-pss", SELF, "the key's algorithm is RSASSA-PSS"),
    Way::new("self-der", SELF, "the key's signature is written in DER"),
    Way::new("self-zeros", SELF, "the key's signature is zeros"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    common::TRUNCATED,
    common::DOUBLED,
    Way::new("other-padding", MALFORMED, "a byte follows that is neither 00 nor FF"),
    Way::new("no-request", MALFORMED, "certificates come alone"),
    Way::new("two-requests", MALFORMED, "two requests of one card"),
    Way::new("inner-alone", MALFORMED, "the request comes without what the card wrote around it"),
    Way::new("x509-instead", MALFORMED, "an X.509 certificate has taken the request's place"),
    Way::new("backup-blob", MALFORMED, "a backup of the wrapped key, with the request in it"),
    Way::new("pka-other-type", MALFORMED, "a PKA file of an unknown type"),
    Way::new("long-length", MALFORMED, "a length with more bytes than it needs"),
    Way::new("indefinite-length", MALFORMED, "an indefinite length"),
    Way::new("profile-one", MALFORMED, "the request has another profile"),
    Way::new("key-twice", MALFORMED, "the request has a second public key"),
    Way::new("point-twice", MALFORMED, "the request's key has a second point"),
    Way::new("request-with-role", MALFORMED, "the request has a role and days, as if it were a certificate"),
    Way::new("domain-missing", MALFORMED, "the request's key has no parameters of its curve"),
    Way::new("cofactor-missing", MALFORMED, "the request's key has no cofactor"),
    Way::new("point-off-curve", MALFORMED, "the request's point is not on the curve"),
    Way::new("modulus-padded", MALFORMED, "the request's modulus begins with zero"),
    Way::new("rsa-under-ecdsa", MALFORMED, "the request's key is RSA under an algorithm of curves"),
    Way::new("holder-too-long", MALFORMED, "the key's reference has 17 characters"),
    Way::new("key-domain-twice", MALFORMED, "the key belongs to two domains"),
    Way::new("device-with-domain", MALFORMED, "the device states a curve of its own"),
    Way::new("authorization-other", MALFORMED, "the device's role is one of another scheme"),
    Way::new("day-impossible", MALFORMED, "the device's first day is the 30th of February"),
    Way::new("key-domain", RefusedBy::Unproven(&["not-exportable"]), "the key may leave for other modules of a domain"),
];

/// Ways of RSA keys.
pub(super) const OF_RSA: [&str; 3] = ["self-pss", "modulus-padded", "rsa-under-ecdsa"];
/// Ways of keys on curves, beside those that begin so.
pub(super) const OF_CURVES: [&str; 5] =
    ["self-der", "point-twice", "domain-missing", "cofactor-missing", "point-off-curve"];
/// Ways with more or fewer objects than the three.
pub(super) const OF_OBJECTS: [&str; 8] = [
    "anchor-no-device",
    "anchor-no-issuer",
    "anchor-no-certificates",
    "position-root-beside",
    "position-second-device",
    "position-second-issuer",
    "position-other-role",
    "no-request",
];

/// Whoever signs in the place of a key; signatures are as long, but for RSA.
pub(super) fn impostor(key: &PrivateKey) -> &'static PrivateKey {
    match key.curve() {
        None => &test_keys::OTHER_RSA_2048,
        Some(Curve::BrainpoolP384r1 | Curve::P384) => &test_keys::IMPOSTOR_P384,
        Some(Curve::BrainpoolP256r1) => &test_keys::IMPOSTOR_BRAINPOOL_P256,
        Some(_) => &test_keys::IMPOSTOR_P256,
    }
}

fn other(hash: Hash) -> Hash {
    if hash == Hash::Sha384 { Hash::Sha512 } else { Hash::Sha384 }
}

/// What is wrong before anything is signed.
pub(super) fn before_signing(order: &Order, card: &mut Card<'_>) {
    let way = order.wrong.as_deref().unwrap_or_default();
    match way.split_once('-').map_or(way, |(kind, _)| kind) {
        "anchor" | "signature" | "position" => chain(way, card),
        "validity" => validity(order, card),
        "evidence" => evidence(way, card),
        "curve" | "self" => key(way, card),
        _ => form(way, card),
    }
}

fn chain(way: &str, card: &mut Card<'_>) {
    let stranger = impostor(card.device.signer.key);
    match way {
        "anchor-other-key" => card.issuer.signer.key = stranger,
        "anchor-other-number" => card.issuer.body.set(cvc::AUTHORITY, b"XXTESTROOT00002".to_vec()),
        "anchor-other-hash" => card.issuer.signer.hash = other(card.issuer.signer.hash),
        "anchor-test-root" => {
            let name = b"UTSRCACC100001";
            card.root.body.set(cvc::HOLDER, name.to_vec());
            card.root.body.set(cvc::AUTHORITY, name.to_vec());
            card.issuer.body.set(cvc::AUTHORITY, name.to_vec());
        }
        "anchor-root-role" => card.root.body.set(cvc::AUTHORIZATION, authorization(ROLE_ISSUER)),
        "anchor-root-curve" => alter(&mut card.root.key, 0x83),
        "anchor-root-sha1" => {
            card.root.key.algorithm = cvc::ecdsa(1);
            card.issuer.signer.hash = Hash::Sha1;
        }
        "signature-other-key" => card.device.signer.key = stranger,
        "signature-by-root" => card.device.signer.key = card.issuer.signer.key,
        "signature-other-hash" => card.device.signer.hash = other(card.device.signer.hash),
        "signature-issuer-sha1" => {
            card.issuer.key.algorithm = cvc::ecdsa(1);
            card.device.signer.hash = Hash::Sha1;
        }
        "signature-der" => card.device.signer.form = Form::Der,
        "signature-zeros" => card.device.signer.form = Form::Zeros,
        "position-issuer-role" => card.issuer.body.set(cvc::AUTHORIZATION, authorization(ROLE_DEVICE)),
        "position-device-authority" => card.device.body.set(cvc::AUTHORITY, b"XXTESTIC99999".to_vec()),
        "position-reference-other" => card.reference = b"XXOTHERTEST00000".to_vec(),
        "position-reference-itself" => card.reference = card.holder(),
        _ => {}
    }
}

fn validity(order: &Order, card: &mut Card<'_>) {
    let (yesterday, tomorrow) = (cvc::day(hours(order.at(), -24)), cvc::day(hours(order.at(), 24)));
    match order.wrong.as_deref().unwrap_or_default() {
        "validity-device-expired" => card.device.body.set(cvc::LAST_DAY, yesterday),
        "validity-device-future" => card.device.body.set(cvc::FIRST_DAY, tomorrow),
        "validity-issuer-expired" => card.issuer.body.set(cvc::LAST_DAY, yesterday),
        _ => card.root.body.set(cvc::LAST_DAY, yesterday),
    }
}

fn evidence(way: &str, card: &mut Card<'_>) {
    match way {
        "evidence-other-key" => card.attester.key = impostor(card.attester.key),
        "evidence-by-issuer" => card.attester.key = card.device.signer.key,
        "evidence-by-itself" => card.attester.key = card.own.key,
        "evidence-inner-only" => card.is_reference_signed = false,
        "evidence-other-hash" => card.attester.hash = other(card.attester.hash),
        "evidence-device-sha1" => {
            card.device.key.algorithm = cvc::ecdsa(1);
            card.attester.hash = Hash::Sha1;
        }
        "evidence-der" => card.attester.form = Form::Der,
        "evidence-zeros" => card.attester.form = Form::Zeros,
        _ => {}
    }
}

fn key(way: &str, card: &mut Card<'_>) {
    let is_rsa = card.own.key.curve().is_none();
    match way {
        "curve-generator" => {
            *card.key.number(0x84) = card.key.number(0x86).clone();
            card.own.form = Form::OwnGenerator;
        }
        "curve-prime" => alter(&mut card.key, 0x81),
        "curve-a" => alter(&mut card.key, 0x82),
        "curve-b" => alter(&mut card.key, 0x83),
        "curve-order" => alter(&mut card.key, 0x85),
        "curve-cofactor" => *card.key.number(0x87) = vec![2],
        "curve-p224" => card.key = on_p224(),
        "self-other-key" => card.own.key = impostor(card.own.key),
        "self-other-hash" => card.own.hash = other(card.own.hash),
        "self-sha1" => {
            card.key.algorithm = if is_rsa { cvc::rsa(1) } else { cvc::ecdsa(1) };
            card.own.hash = Hash::Sha1;
        }
        "self-pss" => card.key.algorithm = cvc::rsa(4),
        "self-der" => card.own.form = Form::Der,
        "self-zeros" => card.own.form = Form::Zeros,
        _ => {}
    }
}

/// A key on a curve that cards have and the format does not read: its point is the generator.
fn on_p224() -> Key {
    let numbers = Curve::P224.numbers().map(|numbers| numbers.generator);
    let (x, y) = numbers.unwrap_or_default();
    let spki = ec_spki(&Curve::P224.oid(), &[vec![0x04], x, y].concat());
    match Key::of(&spki, cvc::ecdsa(3)) {
        Some(key) => key,
        None => unreachable!("a known curve"),
    }
}

/// Another last bit of a number.
fn alter(key: &mut Key, tag: u8) {
    crate::made::alter(key.number(tag));
}

/// What is written otherwise, and signed all the same.
fn form(way: &str, card: &mut Card<'_>) {
    match way {
        "profile-one" => card.request.set(cvc::PROFILE, vec![1]),
        "key-twice" => {
            let second = chain_key(impostor(card.attester.key));
            card.request.repeat(cvc::KEY, second.content());
        }
        "point-twice" => {
            let second = card.key.number(0x84).clone();
            let index = card.key.numbers.iter().position(|(tag, _)| *tag == 0x87).unwrap_or_default();
            card.key.numbers.insert(index, (0x86, second));
        }
        "request-with-role" => card.request.fields.extend_from_slice(&card.device.body.fields[4..]),
        "domain-missing" => card.key.numbers.retain(|(tag, _)| *tag == 0x86),
        "cofactor-missing" => card.key.numbers.retain(|(tag, _)| *tag != 0x87),
        "point-off-curve" => alter(&mut card.key, 0x86),
        "modulus-padded" => card.key.number(0x81).insert(0, 0),
        "rsa-under-ecdsa" => card.key.algorithm = cvc::ecdsa(3),
        "holder-too-long" => card.request.set(cvc::HOLDER, b"XXTEST12345000017".to_vec()),
        "key-domain-twice" => card.request.set(cvc::EXTENSIONS, [key_domain(&[1; 8]), key_domain(&[2; 8])].concat()),
        "device-with-domain" => card.device.key = chain_key(card.attester.key),
        "authorization-other" => {
            let mut authorization = authorization(ROLE_DEVICE);
            // The last arc of the type stands before three bytes of the role.
            let place = authorization.len().saturating_sub(3);
            crate::made::alter(&mut authorization[..place]);
            card.device.body.set(cvc::AUTHORIZATION, authorization);
        }
        "day-impossible" => card.device.body.set(cvc::FIRST_DAY, vec![2, 4, 0, 2, 3, 0]),
        _ => {}
    }
}
