//! A synthetic YubiHSM 2: root, Sub-CA, device, attestations.

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
pub struct Yubihsm2;

const ROOT: &str = "TEST Yubico YubiHSM Root CA";
const SUB_CA: &str = "Yubico YubiHSM 7357 Sub-CA";
const OTHER_CA: &str = "Yubico PIV Attestation B 1";
const CAPABILITY_SIGN: u64 = 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8;
const CAPABILITY_EXPORTABLE: u64 = 1 << 0x10;

const fn hsm(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 4, number])
}

const WAYS: &[Way] = &[
    Way::check("device-missing", checks::CHAIN_ANCHOR, "the device certificate is missing"),
    Way::check("authority-missing", checks::CHAIN_ANCHOR, "the Sub-CA is missing"),
    Way::check(
        "attestation-other-key",
        checks::CHAIN_SIGNATURE,
        "the attestation is signed by another key than the device's",
    ),
    Way::check(
        "branch-other",
        checks::CHAIN_POSITION,
        "an authority of another application issued the device certificate",
    ),
    Way::check("stray-certificate", checks::CHAIN_POSITION, "a certificate lies beside the chain"),
    Way::check(
        "user-attester",
        checks::CHAIN_POSITION,
        "a key of the user attested, with a certificate of the user's making",
    ),
    Way::check("device-no-authority", checks::CHAIN_CONSTRAINTS, "the device certificate is no CA"),
    Way::check("device-expired", checks::CHAIN_VALIDITY, "device certificate and attestation have expired"),
    Way::check(
        "serial-other",
        checks::YUBIHSM2_SERIAL,
        "the attestation names another serial number than the device certificate",
    ),
    Way::check("object-other", checks::YUBIHSM2_OBJECT_ID, "the attestation names another object than its subject"),
    Way::check(
        "firmware-other",
        checks::YUBICO_FIRMWARE,
        "the attestation names another firmware than the device certificate",
    ),
    Way::check("validity-other", checks::YUBICO_VALIDITY, "the attestation's validity is not the device certificate's"),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new("capabilities-missing", RefusedBy::Malformed, "the attestation has no capabilities"),
    Way::new("origin-unknown", RefusedBy::Malformed, "the attestation has an origin that is not known"),
    Way::new("exportable", RefusedBy::NotMet(&["not-exportable"]), "the key is exportable under wrap"),
    Way::new("imported", RefusedBy::NotMet(&["generated", "not-exportable"]), "the key was imported"),
    Way::new(
        "wrapped-in",
        RefusedBy::NotMet(&["not-exportable"]),
        "the key came in under a wrap key, from whatever device",
    ),
];

const CARRIERS: &[Carrier] = &[
    Carrier { id: "der", about: "attestation and device certificate as two files in DER" },
    Carrier { id: "pem", about: "the whole chain in one PEM file" },
    Carrier { id: "helped", about: "the attestation alone; the certificates above are the caller's" },
];

const CLAIMS: &[Choice] = &[
    Choice { name: "serial", about: "ten decimal digits", usual: "0073570001", example: "0073570042" },
    Choice { name: "firmware", about: "three numbers with dots", usual: "2.4.1", example: "2.3.2" },
    Choice { name: "label", about: "text of at most 40 bytes", usual: "TEST key", example: "TEST label" },
];

impl Simulator for Yubihsm2 {
    fn format(&self) -> &'static str {
        "yubihsm2"
    }

    fn ways(&self) -> &'static [Way] {
        WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        match way {
            // The attestation's certificate is sought among the caller's by its signature.
            "attestation-other-key" | "stray-certificate" => carrier != "helped",
            // Text around PEM blocks means nothing.
            "truncated" | "trailing-byte" => carrier != "pem",
            _ => true,
        }
    }

    fn claims(&self) -> &'static [Choice] {
        CLAIMS
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let said = Said::new(order)?;
        let leaf = attestation(order, &said);
        let branch = if order.is("branch-other") { OTHER_CA } else { SUB_CA };
        let authority =
            authority(branch, ROOT, &test_keys::YUBIHSM_AUTHORITY, 1).signed(&test_keys::YUBIHSM_ROOT, Hash::Sha256);
        let device = device(order, &said, branch);
        let root = root(ROOT, &test_keys::YUBIHSM_ROOT);
        let helped = order.carrier.as_deref() == Some("helped");
        let mut above = vec![device, authority];
        if order.is("device-missing") {
            above.remove(0);
        }
        if order.is("authority-missing") {
            above.remove(1);
        }
        if order.is("stray-certificate") {
            above.push(super::root("TEST stray", &test_keys::YUBIHSM_DEVICE));
        }
        let evidence = match order.carrier.as_deref() {
            Some("pem") => vec![File::new("chain.pem", bundle::certificates(&[vec![leaf], above.clone()].concat()))],
            _ => {
                let mut files = vec![File::new("attestation.der", leaf)];
                if !helped {
                    files.extend(
                        above
                            .iter()
                            .enumerate()
                            .map(|(index, one)| File::new(format!("above-{index}.der"), one.clone())),
                    );
                }
                files
            }
        };
        let intermediates =
            if helped { vec![File::new("above.pem", bundle::certificates(&above))] } else { Vec::new() };
        Ok(Made {
            evidence,
            anchors: vec![File::new("root.pem", bundle::certificates(&[root]))],
            intermediates,
            claims: vec![
                ("serial", Value::from(said.serial_text.as_str())),
                ("firmware", Value::from(said.firmware_text.as_str())),
                ("label", Value::from(said.label.as_str())),
                ("generated", Value::from("in-module")),
                ("exportability", Value::from("none")),
            ],
            ..Made::default()
        })
    }
}

struct Said {
    serial: u32,
    serial_text: String,
    firmware: [u8; 3],
    firmware_text: String,
    label: String,
}

impl Said {
    fn new(order: &Order) -> Result<Self, OrderError> {
        let value = |name: &str| order.said(CLAIMS, name).to_owned();
        let serial_text = value("serial");
        let digits = serial_text.len() == 10 && serial_text.bytes().all(|byte| byte.is_ascii_digit());
        let serial = serial_text.parse().ok().filter(|_| digits);
        let serial = serial.ok_or(OrderError::Value { claim: "serial", expected: "ten decimal digits below 2^32" })?;
        let firmware_text = value("firmware");
        let firmware = super::firmware(&firmware_text)?;
        let label = value("label");
        if label.len() > 40 {
            return Err(OrderError::Value { claim: "label", expected: "at most 40 bytes" });
        }
        Ok(Self { serial, serial_text, firmware, firmware_text, label })
    }
}

fn plain(number: u64, value: Vec<u8>) -> Vec<u8> {
    x509::extension(&hsm(number), Critical::No, &value)
}

fn device_name(order: &Order, said: &Said) -> Vec<u8> {
    if order.is("user-attester") {
        return named("TEST attesting key of a user");
    }
    named(&format!("YubiHSM Attestation ({})", said.serial))
}

fn device(order: &Order, said: &Said, issuer: &str) -> Vec<u8> {
    let constraints = if order.is("device-no-authority") { x509::no_authority() } else { x509::authority(Some(0)) };
    let extensions =
        vec![constraints, plain(1, der::octet_string(&said.firmware)), plain(2, der::integer(u64::from(said.serial)))];
    let key = &*test_keys::YUBIHSM_DEVICE;
    let mut certificate = Certificate::new(device_name(order, said), named(issuer), key.spki(), extensions);
    if order.is("device-expired") {
        certificate.not_after = order.just_before();
    }
    certificate.signed(&test_keys::YUBIHSM_AUTHORITY, Hash::Sha256)
}

fn attestation(order: &Order, said: &Said) -> Vec<u8> {
    let serial = if order.is("serial-other") { said.serial ^ 1 } else { said.serial };
    let mut firmware = said.firmware;
    if order.is("firmware-other") {
        firmware[2] ^= 1;
    }
    let origin = match order.wrong.as_deref() {
        Some("imported") => 0x02,
        Some("wrapped-in") => 0x11,
        Some("origin-unknown") => 0x03,
        _ => 0x01,
    };
    let exportable = if order.is("exportable") { CAPABILITY_EXPORTABLE } else { 0 };
    let object: u64 = if order.is("object-other") { 0x0101 } else { 0x0100 };
    let mut extensions = vec![
        plain(1, der::octet_string(&firmware)),
        plain(2, der::integer(u64::from(serial))),
        plain(3, der::bit_string(&[origin])),
        plain(4, der::bit_string(&[0, 1])),
        plain(6, der::integer(object)),
        plain(9, der::utf8(&said.label)),
    ];
    if !order.is("capabilities-missing") {
        extensions.push(plain(5, der::bit_string(&(CAPABILITY_SIGN | exportable).to_be_bytes())));
    }
    let spki = order.attested().spki().to_vec();
    let mut certificate =
        Certificate::new(named("YubiHSM Attestation id:0x0100"), device_name(order, said), spki, extensions);
    if order.is("device-expired") {
        certificate.not_after = order.just_before();
    }
    if order.is("validity-other") {
        certificate.not_after =
            keyattest::Time::from_unix(certificate.not_after.unix() - 1).unwrap_or(certificate.not_after);
    }
    let signer =
        if order.is("attestation-other-key") { &*test_keys::IMPOSTOR_RSA_4096 } else { &*test_keys::YUBIHSM_DEVICE };
    certificate.signed(signer, Hash::Sha256)
}
