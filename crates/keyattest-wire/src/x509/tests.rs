//! Certificates that the tests make.

use super::*;
use crate::sample::{Parts, extension, name};
use crate::spki::{encode, encode_unsigned};

fn read(parts: &Parts) -> Result<Certificate> {
    Certificate::from_der(Bytes::new("made", parts.build()))
}

fn malformed(parts: &Parts) -> String {
    read(parts).expect_err("must be malformed").to_string()
}

#[test]
fn everything_is_a_span_of_the_received_bytes() {
    let der = Parts::default().build();
    let certificate = read(&Parts::default()).unwrap();
    assert_eq!(certificate.bytes().as_slice(), der);
    assert_eq!(certificate.tbs().as_slice(), &der[certificate.tbs().range()]);
    assert_eq!(certificate.subject().as_der(), name("TEST subject"));
    assert_eq!(certificate.subject().only_common_name(), Some("TEST subject"));
    assert_eq!(certificate.issuer().to_string(), "CN=TEST issuer");
    assert_eq!(certificate.not_after().to_string(), "2027-01-01T00:00:00Z");
    assert_eq!(certificate.signature().as_slice(), [1, 2, 3]);
    assert_eq!((certificate.version(), certificate.is_self_issued()), (3, false));
    assert!(certificate.oddities().is_empty());
}

#[test]
fn what_hides_meaning_is_malformed() {
    let twice = vec![extension(&oids::KEY_USAGE, None, &[]), extension(&oids::KEY_USAGE, None, &[1])];
    assert!(malformed(&Parts { extensions: twice, ..Parts::default() }).contains("twice"));
    let other = encode(0x30, &encode(0x06, oids::ECDSA_WITH_SHA384.as_der()));
    assert!(malformed(&Parts { outer_algorithm: other, ..Parts::default() }).contains("another than the outer"));
    assert!(malformed(&Parts { behind: vec![5, 0], ..Parts::default() }).contains("behind"));
    let extensions = vec![extension(&oids::KEY_USAGE, None, &[])];
    let version_1 = Parts { version: Vec::new(), extensions, ..Parts::default() };
    assert!(malformed(&version_1).contains("not version 3"));
    let version = encode(0xa0, &encode_unsigned(&[3]));
    assert!(malformed(&Parts { version, ..Parts::default() }).contains("unknown version"));
    let mut behind = Parts::default().build();
    behind.push(0);
    assert!(Certificate::from_der(Bytes::new("made", behind)).is_err());
}

#[test]
fn genuine_departures_are_read_and_named() {
    let oddities = |parts: &Parts| read(parts).unwrap().oddities().to_vec();
    let padded = Parts { serial: encode(0x02, &[0, 0, 3]), ..Parts::default() };
    assert_eq!(oddities(&padded), [Oddity::PaddedSerial]);
    let negative = Parts { serial: encode(0x02, &[0x80]), ..Parts::default() };
    assert_eq!(oddities(&negative), [Oddity::NegativeSerial]);
    let extensions = vec![extension(&oids::KEY_USAGE, Some(0), &[3, 2, 7, 0x80])];
    let explicit = Parts { extensions, ..Parts::default() };
    assert_eq!(oddities(&explicit), [Oddity::ExplicitFalse]);
    assert!(!read(&explicit).unwrap().extensions()[0].critical);
    assert_eq!(read(&Parts { version: Vec::new(), ..Parts::default() }).unwrap().version(), 1);
    let early = [encode(0x18, b"20260101000000Z"), encode(0x18, b"99991231235959Z")].concat();
    assert!(read(&Parts { validity: encode(0x30, &early), ..Parts::default() }).is_ok());
}

#[test]
fn booleans_of_ber_are_malformed() {
    let extensions = vec![extension(&oids::KEY_USAGE, Some(1), &[])];
    assert!(malformed(&Parts { extensions, ..Parts::default() }).contains("BOOLEAN"));
}

#[test]
fn usual_extensions() {
    let usage = encode(0x03, &[1, 0x06]);
    let basic = encode(0x30, &[encode(0x01, &[0xff]), encode_unsigned(&[1])].concat());
    let purpose = encode(0x30, &encode(0x06, oids::P256.as_der()));
    let policy = encode(0x30, &encode(0x30, &encode(0x06, oids::P384.as_der())));
    let authority = encode(0x30, &encode(0x80, b"key"));
    let extensions = vec![
        extension(&oids::KEY_USAGE, Some(0xff), &usage),
        extension(&oids::BASIC_CONSTRAINTS, Some(0xff), &basic),
        extension(&oids::EXTENDED_KEY_USAGE, None, &purpose),
        extension(&oids::CERTIFICATE_POLICIES, None, &policy),
        extension(&oids::AUTHORITY_KEY_IDENTIFIER, None, &authority),
        extension(&oids::SUBJECT_KEY_IDENTIFIER, None, &encode(0x04, b"own")),
    ];
    let read = read(&Parts { extensions, ..Parts::default() }).unwrap();
    assert_eq!(read.key_usage().unwrap(), Some(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN)));
    assert_eq!(read.basic_constraints().unwrap(), Some(BasicConstraints { ca: true, path_length: Some(1) }));
    assert_eq!(read.extended_key_usage().unwrap(), Some(vec![oids::P256]));
    assert_eq!(read.policies().unwrap(), Some(vec![oids::P384]));
    assert_eq!(read.authority_key_identifier().unwrap(), Some(&b"key"[..]));
    assert_eq!(read.subject_key_identifier().unwrap(), Some(&b"own"[..]));
}

#[test]
fn extensions_of_another_form_are_errors_when_they_are_asked_for() {
    let of = |oid: &Oid, value: &[u8]| {
        read(&Parts { extensions: vec![extension(oid, None, value)], ..Parts::default() }).unwrap()
    };
    assert!(of(&oids::KEY_USAGE, &encode(0x03, &[0, 1, 2, 3])).key_usage().is_err());
    assert!(of(&oids::KEY_USAGE, &[&encode(0x03, &[7, 0x80])[..], &[0]].concat()).key_usage().is_err());
    assert!(of(&oids::EXTENDED_KEY_USAGE, &encode(0x30, &[])).extended_key_usage().is_err());
    assert!(of(&oids::CERTIFICATE_POLICIES, &encode(0x30, &[])).policies().is_err());
    assert!(of(&oids::BASIC_CONSTRAINTS, &encode(0x30, &encode(0x01, &[1]))).basic_constraints().is_err());
}

#[test]
fn truncation_and_flips_never_panic() {
    let der = Parts { extensions: vec![extension(&oids::KEY_USAGE, Some(0xff), &[3, 2, 7, 0x80])], ..Parts::default() };
    let der = der.build();
    for length in 0..der.len() {
        assert!(Certificate::from_der(Bytes::new("cut", &der[..length])).is_err(), "{length}");
    }
    for index in 0..der.len() {
        for bit in 0..8 {
            let mut flipped = der.clone();
            flipped[index] ^= 1 << bit;
            let _ = Certificate::from_der(Bytes::new("flipped", flipped));
        }
    }
}
