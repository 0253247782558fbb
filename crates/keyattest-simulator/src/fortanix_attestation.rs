//! A synthetic Fortanix cluster: root, attestation CA, authority, statements.

use crate::x509::{self, Attribute, Certificate, Critical, name};
use crate::{
    Carrier, Choice, File, Made, Order, OrderError, PrivateKey, RefusedBy, Simulator, Way, bundle, common, der,
    test_keys,
};
use keyattest::Time;
use keyattest::checks;
use keyattest::claims::Value;
use keyattest_trust::{Hash, hash};
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, base64, oids};

/// The simulator.
pub struct FortanixAttestation;

const KEY_ID: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 1, 2, 2]);
const GENERATED: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 4, 1, 1]);
const NEVER_EXPORTABLE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 4, 1, 2]);
const ENROLLMENT: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 5]);
const PROFILE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 5, 1]);
const FX2200: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 5, 1, 1]);
const APPROVAL: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 2, 5, 2]);
const POLICY: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 6, 1, 2]);
const SIGNING: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 49690, 8, 1]);

const WAYS: &[Way] = &[
    Way::check("root-other", checks::CHAIN_ANCHOR, "the CA is signed by another key of the root's name"),
    Way::check("ca-missing", checks::CHAIN_ANCHOR, "the CA is missing"),
    Way::check(
        "authority-other-key",
        checks::CHAIN_SIGNATURE,
        "the authority is signed by another key of the CA's name",
    ),
    Way::check(
        "authority-other-policy",
        checks::CHAIN_POSITION,
        "the authority has no policy of key attestation: another purpose of the same root",
    ),
    Way::check("stray-certificate", checks::CHAIN_POSITION, "a certificate lies beside the chain"),
    Way::check(
        "authority-may-sign-certificates",
        checks::CHAIN_CONSTRAINTS,
        "the authority's key usage has keyCertSign",
    ),
    Way::check("authority-expired", checks::CHAIN_VALIDITY, "the authority's month is over"),
    Way::check("authority-revoked", checks::CHAIN_REVOCATION, "a list of the CA names the authority"),
    Way::check(
        "statement-other-key",
        checks::EVIDENCE_SIGNATURE,
        "the statement is signed by another key than the authority's",
    ),
    Way::check(
        "statement-other-identifier",
        checks::EVIDENCE_SIGNATURE,
        "the statement names another key identifier than the authority's",
    ),
    Way::check(
        "statement-is-authority",
        checks::FORTANIX_ATTESTATION_STATEMENT,
        "the statement has basic constraints, as no statement has",
    ),
    common::SUBJECT_OTHER,
    common::SUBJECT_SIGNATURE,
    common::NONCE_ASKED,
    common::WEAK_SIZE,
    common::WEAK_ROCA,
    common::TRUNCATED,
    common::TRAILING,
    common::DOUBLED,
    Way::new(
        "exportable",
        RefusedBy::Unproven(&["not-exportable"]),
        "the statement does not say that the key is never exportable",
    ),
    Way::new(
        "origin-not-told",
        RefusedBy::Unproven(&["generated"]),
        "the statement does not say that the key was generated in DSM",
    ),
    Way::new(
        "hardware-not-told",
        RefusedBy::Unproven(&["hardware"]),
        "no enrollment policy says what hardware the nodes are",
    ),
];

const CARRIERS: &[Carrier] = &[
    Carrier { id: "json", about: "the answer of the API" },
    Carrier { id: "pem", about: "the certificates as PEM, the statement first" },
];

const CLAIMS: &[Choice] = &[Choice {
    name: "key_id",
    about: "the key's UUID, in lower case",
    usual: "7e57c0de-0000-4000-8000-000000000001",
    example: "7e57c0de-0000-4000-8000-0000000000aa",
}];

impl Simulator for FortanixAttestation {
    fn format(&self) -> &'static str {
        "fortanix-attestation"
    }

    fn ways(&self) -> &'static [Way] {
        WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        // Text around PEM blocks means nothing, and certificates in excess are the chain's fault there.
        !(carrier == "pem" && matches!(way, "truncated" | "doubled"))
    }

    fn claims(&self) -> &'static [Choice] {
        CLAIMS
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let key_id = order.said(CLAIMS, "key_id");
        if !is_uuid(key_id) {
            return Err(OrderError::Value { claim: "key_id", expected: "a UUID in lower case" });
        }
        let [authority, ca, root] = chain(order);
        let statement = statement(order, key_id);
        let mut chain = vec![authority, ca, root.clone()];
        if order.is("ca-missing") {
            chain.remove(1);
        }
        if order.is("stray-certificate") {
            chain[2] =
                authority_of(order, "TEST CA of another purpose", &test_keys::FORTANIX_CA, &test_keys::FORTANIX_ROOT).1;
        }
        let evidence = match order.carrier.as_deref() {
            Some("pem") => {
                chain.insert(0, statement);
                File::new("key_attestation.pem", bundle::certificates(&chain))
            }
            _ => File::new("key_attestation.json", json(&statement, &chain)),
        };
        let revocation_lists =
            if order.is("authority-revoked") { vec![File::new("revoked.crl", revoked(order))] } else { Vec::new() };
        Ok(Made {
            evidence: vec![evidence],
            anchors: vec![File::new("root.pem", bundle::certificates(&[root]))],
            revocation_lists,
            claims: vec![
                ("key_id", Value::from(key_id)),
                ("vendor", Value::from("Fortanix")),
                ("generated", Value::from("in-module")),
                ("extractable", Value::from(false)),
                ("exportability", Value::from("same-domain")),
            ],
            ..Made::default()
        })
    }
}

fn is_uuid(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => is_hex(byte),
        })
}

fn named(common_name: &str) -> Vec<u8> {
    name(&[Attribute::Country("US"), Attribute::Organization("TEST Fortanix"), Attribute::CommonName(common_name)])
}

fn root_name() -> Vec<u8> {
    named("TEST Fortanix Attestation and Provisioning Root CA")
}

fn ca_name() -> Vec<u8> {
    named("TEST Fortanix Key Attestation CA")
}

/// The name by which authorities are known: the format leaves no room for TEST in its common name.
fn authority_name() -> Vec<u8> {
    named("Fortanix DSM SaaS Key Attestation Authority")
}

/// The vendor hashes the whole SubjectPublicKeyInfo.
fn key_identifier(key: &PrivateKey) -> [u8; 20] {
    hash::sha1(&key.spki())
}

fn chain(order: &Order) -> [Vec<u8>; 3] {
    let root_key = &*test_keys::FORTANIX_ROOT;
    let root = Certificate::new(root_name(), root_name(), root_key.spki(), vec![x509::authority(None)]);
    let (_, ca) = authority_of(order, "TEST Fortanix Key Attestation CA", &test_keys::FORTANIX_CA, root_key);
    let ca_signer =
        if order.is("authority-other-key") { &*test_keys::IMPOSTOR_RSA_4096 } else { &*test_keys::FORTANIX_CA };
    [authority(order).signed(ca_signer, Hash::Sha256), ca, root.signed(root_key, Hash::Sha256)]
}

/// A CA below the root, and its certificate.
fn authority_of(order: &Order, common_name: &str, key: &PrivateKey, root: &PrivateKey) -> (Certificate, Vec<u8>) {
    let extensions = vec![
        x509::authority(Some(0)),
        x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN]),
        x509::policy(Critical::No, &POLICY),
    ];
    let certificate = Certificate::new(named(common_name), root_name(), key.spki(), extensions);
    let signer = if order.is("root-other") { &*test_keys::IMPOSTOR_RSA_4096 } else { root };
    let signed = certificate.signed(signer, Hash::Sha256);
    (certificate, signed)
}

fn authority(order: &Order) -> Certificate {
    let key = &*test_keys::FORTANIX_AUTHORITY;
    let usage: &[KeyUsage] = if order.is("authority-may-sign-certificates") {
        &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_CERT_SIGN]
    } else {
        &[KeyUsage::DIGITAL_SIGNATURE]
    };
    let policy = if order.is("authority-other-policy") { SIGNING } else { POLICY };
    let mut extensions = vec![
        // The vendor writes the default FALSE out.
        x509::extension(&oids::BASIC_CONSTRAINTS, Critical::Yes, &der::sequence([der::boolean(false)])),
        x509::key_usage(usage),
        x509::extended_key_usage(Critical::No, &SIGNING),
        x509::policy(Critical::No, &policy),
        x509::extension(&oids::SUBJECT_KEY_IDENTIFIER, Critical::No, &der::octet_string(&key_identifier(key))),
    ];
    if !order.is("hardware-not-told") {
        let profile = der::sequence([der::oid(&PROFILE), der::oid(&FX2200)]);
        let items = der::sequence([profile, der::sequence([der::oid(&APPROVAL)])]);
        extensions.push(x509::extension(&ENROLLMENT, Critical::No, &items));
    }
    let mut certificate = Certificate::new(authority_name(), ca_name(), key.spki(), extensions);
    if order.is("authority-expired") {
        certificate.not_after = order.just_before();
    }
    certificate
}

fn statement(order: &Order, key_id: &str) -> Vec<u8> {
    let subject = der::sequence([
        der::set([der::sequence([der::oid(&oids::COMMON_NAME), der::utf8("Fortanix DSM Key Attestation")])]),
        der::set([der::sequence([der::oid(&KEY_ID), der::utf8(key_id)])]),
    ]);
    let identifier = if order.is("statement-other-identifier") {
        key_identifier(&test_keys::FORTANIX_CA)
    } else {
        key_identifier(&test_keys::FORTANIX_AUTHORITY)
    };
    let identifier = der::sequence([der::element(0x80, [identifier.to_vec()])]);
    let mut extensions = vec![
        x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]),
        x509::extension(&oids::AUTHORITY_KEY_IDENTIFIER, Critical::No, &identifier),
    ];
    let stated = der::sequence([]);
    if !order.is("origin-not-told") {
        extensions.push(x509::extension(&GENERATED, Critical::No, &stated));
    }
    if !order.is("exportable") {
        extensions.push(x509::extension(&NEVER_EXPORTABLE, Critical::No, &stated));
    }
    if order.is("statement-is-authority") {
        extensions.push(x509::extension(&oids::BASIC_CONSTRAINTS, Critical::No, &stated));
    }
    let signer =
        if order.is("statement-other-key") { &*test_keys::IMPOSTOR_RSA_4096 } else { &*test_keys::FORTANIX_AUTHORITY };
    Certificate::new(subject, authority_name(), order.attested().spki().to_vec(), extensions)
        .signed(signer, Hash::Sha256)
}

fn json(statement: &[u8], chain: &[Vec<u8>]) -> Vec<u8> {
    let chain: Vec<String> = chain.iter().map(|one| format!("\"{}\"", base64::encode(one))).collect();
    let statement = base64::encode(statement);
    format!(
        "{{\n  \"authority_chain\": [{}],\n  \"attestation_statement\": {{\"format\": \"x509_certificate\", \"statement\": \"{statement}\"}}\n}}",
        chain.join(", ")
    )
    .into_bytes()
}

/// A current list of the CA that names the authority.
fn revoked(order: &Order) -> Vec<u8> {
    let day = 86_400;
    let at = |offset: i64| Time::from_unix(order.at().unix() + offset).unwrap_or(order.at());
    let key = &*test_keys::FORTANIX_CA;
    let entry = der::sequence([der::unsigned(&authority(order).serial), der::time(at(-day))]);
    let list = der::sequence([
        der::integer(1),
        key.algorithm(Hash::Sha256),
        ca_name(),
        der::time(at(-day)),
        der::time(at(day)),
        der::sequence([entry]),
    ]);
    let signature = key.sign(Hash::Sha256, &list);
    der::signed(list, key.algorithm(Hash::Sha256), &signature)
}
