//! Certificates and requests that are made here, right and wrong in one field.

use super::*;

fn element(tag: &[u8], content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 0x10000);
    let length = match u16::try_from(content.len()).unwrap().to_be_bytes() {
        [0, short @ 0..0x80] => vec![short],
        [0, long] => vec![0x81, long],
        [high, low] => vec![0x82, high, low],
    };
    [tag, &length, content].concat()
}

fn oid(arcs: &[u64]) -> Vec<u8> {
    element(&[0x06], Oid::new(arcs).as_der())
}

const ECDSA_SHA256: [u64; 11] = [0, 4, 0, 127, 0, 7, 2, 2, 2, 2, 3];
const RSA_SHA256: [u64; 11] = [0, 4, 0, 127, 0, 7, 2, 2, 2, 1, 2];

fn numbers(tags: &[u8]) -> Vec<u8> {
    tags.iter().flat_map(|tag| element(&[*tag], &[*tag; 4])).collect()
}

fn key(algorithm: &[u64], numbers: &[u8]) -> Vec<u8> {
    element(&[0x7f, 0x49], &[&oid(algorithm)[..], numbers].concat())
}

fn fields() -> Vec<Vec<u8>> {
    vec![
        element(&[0x5f, 0x29], &[0]),
        element(&[0x42], b"DETEST00001"),
        key(&ECDSA_SHA256, &numbers(&[0x86])),
        element(&[0x5f, 0x20], b"DEDEVICE00002"),
        element(&[0x7f, 0x4c], &[oid(&[1, 3, 6, 1]), element(&[0x53], &[0x80])].concat()),
        element(&[0x5f, 0x25], &[2, 6, 0, 2, 2, 8]),
        element(&[0x5f, 0x24], &[2, 8, 0, 2, 2, 9]),
    ]
}

fn whole(fields: &[Vec<u8>]) -> Bytes {
    let body = element(&[0x7f, 0x4e], &fields.concat());
    Bytes::new("file", element(&[0x7f, 0x21], &[body, element(&[0x5f, 0x37], &[7; 64])].concat()))
}

fn certificate(index: usize, field: Vec<u8>) -> Result<Certificate> {
    let mut fields = fields();
    if index < fields.len() {
        fields[index] = field;
    } else {
        fields.push(field);
    }
    Certificate::read(&whole(&fields))
}

#[test]
fn a_certificate() {
    let read = Certificate::read(&whole(&fields())).unwrap();
    assert_eq!((read.authority.as_slice(), read.holder.as_slice()), (&b"DETEST00001"[..], &b"DEDEVICE00002"[..]));
    assert_eq!((read.role, read.signature.len()), (0x80, 64));
    assert_eq!(read.not_before.to_string(), "2026-02-28T00:00:00Z");
    assert_eq!(read.not_after.to_string(), "2028-02-29T23:59:59Z");
    assert_eq!(read.body.as_slice(), element(&[0x7f, 0x4e], &fields().concat()));
    let Numbers::Ec { domain: None, point } = read.key.numbers else { panic!("another key") };
    assert_eq!(point.as_slice(), [0x86; 4]);
    let empty = certificate(7, element(&[0x65], &[])).unwrap();
    assert!(empty.extensions.is_empty());
}

#[test]
fn fields_of_another_form() {
    let reference = |name: &[u8]| element(&[0x42], name);
    for (index, field) in [
        (0, element(&[0x5f, 0x29], &[1])),
        (0, vec![]),
        (1, vec![]),
        (1, reference(b"dETEST00001")),
        (1, reference(b"DE00001")),
        (1, reference(b"DE0123456789A0001")),
        (1, reference(b"DETEST0000\n")),
        (1, [reference(b"DETEST00001"), reference(b"DETEST00001")].concat()),
        (2, key(&ECDSA_SHA256, &[])),
        (2, key(&ECDSA_SHA256, &numbers(&[0x86, 0x86]))),
        (2, key(&ECDSA_SHA256, &numbers(&[0x81, 0x82, 0x83, 0x84, 0x85, 0x86]))),
        (2, key(&ECDSA_SHA256, &numbers(&[0x81, 0x82, 0x83, 0x85, 0x84, 0x86, 0x87]))),
        (2, key(&ECDSA_SHA256, &numbers(&[0x81, 0x82]))),
        (2, key(&RSA_SHA256, &numbers(&[0x86]))),
        (2, key(&RSA_SHA256, &[numbers(&[0x81]), element(&[0x82], &[0, 3])].concat())),
        (2, key(&[0, 4, 0, 127, 0, 7, 2, 2, 2, 2], &numbers(&[0x86]))),
        (4, element(&[0x7f, 0x4c], &[oid(&[1, 3]), element(&[0x53], &[0, 0])].concat())),
        (5, element(&[0x5f, 0x25], &[2, 6, 0, 2, 3, 1])),
        (5, element(&[0x5f, 0x25], &[2, 6, 0, 2, 2, 10])),
        (5, element(&[0x5f, 0x25], &[2, 6, 0, 2, 2])),
        (6, vec![]),
        (7, element(&[0x65], &element(&[0x30], &[]))),
        (7, element(&[0x65], &element(&[0x73], &[oid(&[1, 3]), vec![0x80]].concat()))),
        (7, element(&[0x65], &element(&[0x73], &oid(&[1, 3])).repeat(2))),
        (7, element(&[0x5f, 0x24], &[2, 8, 0, 2, 2, 9])),
    ] {
        assert!(certificate(index, field.clone()).is_err(), "{index} {field:02x?}");
    }
}

#[test]
fn keys_with_their_numbers() {
    let domain = key(&ECDSA_SHA256, &numbers(&[0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87]));
    let Numbers::Ec { domain: Some(domain), .. } = certificate(2, domain).unwrap().key.numbers else {
        panic!("another key")
    };
    assert_eq!((domain.generator.as_slice(), domain.cofactor.as_slice()), (&[0x84; 4][..], &[0x87; 4][..]));
    let rsa = certificate(2, key(&RSA_SHA256, &numbers(&[0x81, 0x82]))).unwrap();
    assert_eq!(rsa.key.algorithm, Oid::new(&RSA_SHA256));
    assert!(matches!(rsa.key.numbers, Numbers::Rsa { .. }));
}

#[test]
fn a_request_has_neither_role_nor_dates() {
    let certificate = fields();
    let with = |fields: &[&[Vec<u8>]]| Request::read(&whole(&fields.concat()));
    assert_eq!(with(&[&certificate[..4]]).unwrap().authority.unwrap().as_slice(), b"DETEST00001");
    assert!(with(&[&certificate[..1], &certificate[2..4]]).unwrap().authority.is_none());
    let domain = element(&[0x73], &[oid(&[1, 3]), element(&[0x80], &[5])].concat());
    let extended = with(&[&certificate[..4], &[element(&[0x65], &domain)]]).unwrap();
    assert_eq!(extended.extensions[0].content.as_slice(), [0x80, 1, 5]);
    assert!(with(&[&certificate]).is_err());
    assert!(with(&[&certificate[..2], &certificate[1..4]]).is_err());
}

#[test]
fn nothing_behind_and_no_other_lengths() {
    let good = whole(&fields());
    assert!(Certificate::read(&Bytes::new("file", [&good[..], &[0]].concat())).is_err());
    for length in 0..good.len() {
        assert!(Certificate::read(&Bytes::new("file", &good[..length])).is_err(), "{length}");
    }
    let (head, content) = good.split_at(4);
    assert_eq!(head[..3], [0x7f, 0x21, 0x81]);
    let padded = [&[0x7f, 0x21, 0x82, 0, head[3]], content].concat();
    assert!(Certificate::read(&Bytes::new("file", padded)).is_err());
    let indefinite = [&[0x7f, 0x21, 0x80], content, &[0, 0]].concat();
    assert!(Certificate::read(&Bytes::new("file", indefinite)).is_err());
}
