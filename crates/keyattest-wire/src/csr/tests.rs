//! Requests that the tests make.

use super::*;
use crate::sample::{algorithm, extension, name};
use crate::spki::{ec_spki, encode, encode_unsigned};

fn asked(values: &[Vec<u8>]) -> Vec<u8> {
    let oid = encode(0x06, oids::EXTENSION_REQUEST.as_der());
    encode(0x30, &[oid, encode(0x31, &values.concat())].concat())
}

fn request(version: u8, attributes: Option<&[Vec<u8>]>) -> Bytes {
    let attributes = attributes.map(|attributes| encode(0xa0, &attributes.concat())).unwrap_or_default();
    let info = [encode_unsigned(&[version]), name("TEST"), ec_spki(&oids::P256, &[4; 65]), attributes].concat();
    let parts = [encode(0x30, &info), algorithm(), encode(0x03, &[0, 9])];
    Bytes::new("made", encode(0x30, &parts.concat()))
}

fn extensions() -> Vec<u8> {
    encode(0x30, &extension(&oids::KEY_USAGE, None, &[3, 2, 7, 0x80]))
}

#[test]
fn a_request_and_what_it_asks_for() {
    let read = CertificationRequest::from_der(request(0, Some(&[asked(&[extensions()])]))).unwrap();
    assert_eq!(read.subject().only_common_name(), Some("TEST"));
    assert_eq!(read.signature().as_slice(), [9]);
    assert_eq!(read.extension_request().unwrap()[0].oid, oids::KEY_USAGE);
    assert_eq!(read.info().as_slice(), &read.bytes()[read.info().range()]);
}

#[test]
fn without_attributes_or_with_an_empty_set() {
    for attributes in [None, Some(&[][..])] {
        let read = CertificationRequest::from_der(request(0, attributes)).unwrap();
        assert!(read.extension_request().unwrap().is_empty());
    }
}

#[test]
fn extensions_asked_for_twice_are_malformed() {
    let refused = |attributes: &[Vec<u8>]| {
        let read = CertificationRequest::from_der(request(0, Some(attributes))).unwrap();
        read.extension_request().is_err()
    };
    assert!(refused(&[asked(&[extensions()]), asked(&[extensions()])]));
    assert!(refused(&[asked(&[extensions(), extensions()])]));
    assert!(refused(&[asked(&[])]));
    let twice =
        encode(0x30, &[extension(&oids::KEY_USAGE, None, &[]), extension(&oids::KEY_USAGE, None, &[])].concat());
    assert!(refused(&[asked(&[twice])]));
}

#[test]
fn other_versions_bytes_behind_and_truncation_are_malformed() {
    assert!(CertificationRequest::from_der(request(1, None)).is_err());
    let whole = request(0, None);
    let longer = Bytes::new("longer", [whole.as_slice(), &[0]].concat());
    assert!(CertificationRequest::from_der(longer).is_err());
    for length in 0..whole.len() {
        assert!(CertificationRequest::from_der(Bytes::new("cut", &whole[..length])).is_err());
    }
}
