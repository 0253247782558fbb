//! A synthetic OpenPGP application of a YubiKey of the newer hierarchy: root, intermediate, branch, card, statements.

use super::{authority, named, root};
use crate::x509::{self, Certificate, Critical};
use crate::{
    Carrier, Choice, File, Made, Order, OrderError, RefusedBy, Simulator, Way, bundle, common, der, test_keys,
};
use keyattest::checks;
use keyattest::claims::Value;
use keyattest_trust::Hash;
use keyattest_wire::Oid;

/// The simulator.
pub struct YubikeyOpenpgp;

const ROOT: &str = "TEST Yubico Attestation Root";
const INTERMEDIATE: &str = "TEST Yubico Attestation Intermediate";
/// The shape leaves no room for TEST in this name.
const BRANCH: &str = "Yubico OPGP Attestation B 1";
const OTHER_BRANCH: &str = "Yubico PIV Attestation B 1";
const CARD: &str = "YubiKey OPGP Attestation";

const fn openpgp(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 5, number])
}

const WAYS: &[Way] = &[
    Way::check("card-missing", checks::CHAIN_ANCHOR, "the card certificate is missing"),
    Way::check("branch-missing", checks::CHAIN_ANCHOR, "the authority of card certificates is missing"),
    Way::check(
        "statement-other-key",
        checks::CHAIN_SIGNATURE,
        "the statement is signed by another key than the card's",
    ),
    Way::check(
        "branch-other",
        checks::CHAIN_POSITION,
        "an authority of another application issued the card certificate",
    ),
    Way::check("card-other-name", checks::CHAIN_POSITION, "what issued the statement has no card's name"),
    Way::check("stray-certificate", checks::CHAIN_POSITION, "a certificate lies beside the chain"),
    Way::check("card-no-authority", checks::CHAIN_CONSTRAINTS, "the card certificate is no CA"),
    Way::check("card-expired", checks::CHAIN_VALIDITY, "card certificate and statement have expired"),
    Way::check(
        "firmware-other",
        checks::YUBICO_FIRMWARE,
        "the statement names another firmware than the card certificate",
    ),
    Way::check("validity-other", checks::YUBICO_VALIDITY, "the statement's validity is not the card certificate's"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new("source-missing", RefusedBy::Malformed, "the statement does not say where the key is from"),
    Way::new("imported", RefusedBy::NotMet(&["generated"]), "the key was imported"),
];

const CARRIERS: &[Carrier] = &[
    Carrier { id: "der", about: "statement and card certificate as two files in DER" },
    Carrier { id: "pem", about: "both in one PEM file" },
];

const CLAIMS: &[Choice] = &[
    Choice { name: "slot", about: "SIG, DEC or AUT", usual: "SIG", example: "AUT" },
    Choice { name: "serial", about: "decimal, below 2^32", usual: "7357001", example: "7357042" },
    Choice { name: "firmware", about: "three numbers with dots", usual: "5.2.7", example: "5.4.3" },
    Choice { name: "cardholder", about: "text", usual: "TEST Holder", example: "Somebody TEST" },
];

impl Simulator for YubikeyOpenpgp {
    fn format(&self) -> &'static str {
        "yubikey-openpgp"
    }

    fn ways(&self) -> &'static [Way] {
        WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        // Text around PEM blocks means nothing.
        !(carrier == "pem" && matches!(way, "truncated" | "trailing-byte"))
    }

    fn claims(&self) -> &'static [Choice] {
        CLAIMS
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let value = |name: &str| order.said(CLAIMS, name).to_owned();
        let slot = value("slot");
        if !["SIG", "DEC", "AUT"].contains(&slot.as_str()) {
            return Err(OrderError::Value { claim: "slot", expected: "SIG, DEC or AUT" });
        }
        let serial: u32 = value("serial")
            .parse()
            .map_err(|_| OrderError::Value { claim: "serial", expected: "a number below 2^32" })?;
        let firmware = super::firmware(&value("firmware"))?;
        let statement = statement(order, &slot, serial, firmware, &value("cardholder"));
        let root_key = &*test_keys::OPENPGP_ROOT;
        let intermediate =
            authority(INTERMEDIATE, ROOT, &test_keys::OPENPGP_INTERMEDIATE, 2).signed(root_key, Hash::Sha512);
        let branch = authority(branch_name(order), INTERMEDIATE, &test_keys::OPENPGP_BRANCH, 1)
            .signed(&test_keys::OPENPGP_INTERMEDIATE, Hash::Sha256);
        let mut above = vec![card(order, firmware), branch, intermediate];
        if order.is("card-missing") {
            above.remove(0);
        }
        if order.is("branch-missing") {
            above.remove(1);
        }
        if order.is("stray-certificate") {
            above.push(root("TEST stray", &test_keys::OPENPGP_CARD));
        }
        let evidence = match order.carrier.as_deref() {
            Some("pem") => vec![File::new("chain.pem", bundle::certificates(&[vec![statement], above].concat()))],
            _ => {
                let above =
                    above.into_iter().enumerate().map(|(index, one)| File::new(format!("above-{index}.der"), one));
                [File::new("statement.der", statement)].into_iter().chain(above).collect()
            }
        };
        let anchor = root(ROOT, root_key);
        Ok(Made {
            evidence,
            anchors: vec![File::new("root.pem", bundle::certificates(&[anchor]))],
            claims: vec![
                ("slot", Value::from(slot)),
                ("serial", Value::from(serial.to_string())),
                ("firmware", Value::from(value("firmware"))),
                ("cardholder", Value::from(value("cardholder"))),
                ("generated", Value::from("in-module")),
            ],
            ..Made::default()
        })
    }
}

fn branch_name(order: &Order) -> &'static str {
    if order.is("branch-other") { OTHER_BRANCH } else { BRANCH }
}

fn card_name(order: &Order) -> Vec<u8> {
    named(if order.is("card-other-name") { "YubiKey PIV Attestation" } else { CARD })
}

fn plain(number: u64, value: Vec<u8>) -> Vec<u8> {
    x509::extension(&openpgp(number), Critical::No, &value)
}

fn card(order: &Order, firmware: [u8; 3]) -> Vec<u8> {
    let constraints = if order.is("card-no-authority") { x509::no_authority() } else { x509::authority(Some(0)) };
    let extensions = vec![constraints, plain(3, der::octet_string(&firmware))];
    let key = &*test_keys::OPENPGP_CARD;
    let mut certificate = Certificate::new(card_name(order), named(branch_name(order)), key.spki(), extensions);
    if order.is("card-expired") {
        certificate.not_after = order.just_before();
    }
    certificate.signed(&test_keys::OPENPGP_BRANCH, Hash::Sha256)
}

fn statement(order: &Order, slot: &str, serial: u32, firmware: [u8; 3], cardholder: &str) -> Vec<u8> {
    let mut said = firmware;
    if order.is("firmware-other") {
        said[2] ^= 1;
    }
    let mut extensions = vec![
        plain(3, der::octet_string(&said)),
        plain(7, der::integer(u64::from(serial))),
        plain(8, der::octet_string(&[2])),
        plain(9, der::octet_string(&[1])),
        plain(1, der::utf8(cardholder)),
        plain(4, der::octet_string(&[0x7e; 20])),
        plain(5, der::octet_string(&1_600_000_000u32.to_be_bytes())),
    ];
    if !order.is("source-missing") {
        extensions.push(plain(2, der::integer(u64::from(!order.is("imported")))));
    }
    let spki = order.attested().spki().to_vec();
    let subject = named(&format!("YubiKey OPGP Attestation {slot}"));
    let mut certificate = Certificate::new(subject, card_name(order), spki, extensions);
    if order.is("card-expired") {
        certificate.not_after = order.just_before();
    }
    if order.is("validity-other") {
        certificate.not_after =
            keyattest::Time::from_unix(certificate.not_after.unix() - 1).unwrap_or(certificate.not_after);
    }
    let signer =
        if order.is("statement-other-key") { &*test_keys::IMPOSTOR_RSA_4096 } else { &*test_keys::OPENPGP_CARD };
    certificate.signed(signer, Hash::Sha256)
}
