//! Files that are made here: containers, and objects in them. Chains and signatures are tried with the cases.

use super::{curves, parse, verify};
use crate::input::{Input, Part};
use crate::scheme::Match;
use keyattest_wire::cvc::Domain;
use keyattest_wire::{Bytes, Oid, hex};

fn element(tag: &[u8], content: &[u8]) -> Vec<u8> {
    let length = match u16::try_from(content.len()).unwrap().to_be_bytes() {
        [0, short @ 0..0x80] => vec![short],
        [0, long] => vec![0x81, long],
        [high, low] => vec![0x82, high, low],
    };
    [tag, &length, content].concat()
}

fn oid(text: &str) -> Vec<u8> {
    element(&[0x06], Oid::parse(text).unwrap().as_der())
}

fn key(tags: &[u8]) -> Vec<u8> {
    let numbers: Vec<u8> = tags.iter().flat_map(|tag| element(&[*tag], &[*tag; 2])).collect();
    element(&[0x7f, 0x49], &[oid("0.4.0.127.0.7.2.2.2.2.3"), numbers].concat())
}

fn signed(fields: &[Vec<u8>]) -> Vec<u8> {
    let body = element(&[0x7f, 0x4e], &[element(&[0x5f, 0x29], &[0]), fields.concat()].concat());
    element(&[0x7f, 0x21], &[body, element(&[0x5f, 0x37], &[7; 64])].concat())
}

fn certificate(role: u8, authorization: &str, tags: &[u8]) -> Vec<u8> {
    signed(&[
        element(&[0x42], b"DETEST00001"),
        key(tags),
        element(&[0x5f, 0x20], b"DETEST00002"),
        element(&[0x7f, 0x4c], &[oid(authorization), element(&[0x53], &[role])].concat()),
        element(&[0x5f, 0x25], &[2, 6, 0, 1, 0, 1]),
        element(&[0x5f, 0x24], &[2, 7, 0, 1, 0, 1]),
    ])
}

const TYPE: &str = "1.3.6.1.4.1.24991.3.1.1";

fn device() -> Vec<u8> {
    certificate(0x00, TYPE, &[0x86])
}

fn issuer() -> Vec<u8> {
    certificate(0x80, TYPE, &[0x86])
}

fn request_of(holder: &[u8], tags: &[u8]) -> Vec<u8> {
    let request = signed(&[element(&[0x42], b"UTCA00001"), key(tags), element(&[0x5f, 0x20], holder)]);
    let outer = [request, element(&[0x42], b"DETEST00002"), element(&[0x5f, 0x37], &[9; 64])];
    element(&[0x67], &outer.concat())
}

const EC: [u8; 7] = [0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87];

fn request() -> Vec<u8> {
    request_of(b"DETEST00003", &EC)
}

fn input(files: &[Vec<u8>]) -> Input {
    Input::new(files.iter().map(|file| Part::new("file", file.clone())).collect())
}

fn count(files: &[Vec<u8>]) -> Option<usize> {
    parse::parse(&input(files)).ok().map(|evidence| evidence.certificates.len())
}

fn new_pka(members: &[Vec<u8>]) -> Vec<u8> {
    element(&[0x30], &[oid("1.3.6.1.4.1.24991.4.3.1"), members.concat()].concat())
}

#[test]
fn objects_in_files() {
    let chain = [device(), issuer()].concat();
    assert_eq!(count(&[request(), chain.clone()]), Some(2));
    assert_eq!(count(&[chain.clone(), request()]), Some(2));
    assert_eq!(count(&[[chain.clone(), request()].concat()]), Some(2));
    assert_eq!(count(&[[request(), vec![0; 9]].concat(), [chain.clone(), vec![0xff; 9]].concat()]), Some(2));
    assert_eq!(count(&[request()]), Some(0));
    let mut unlike = request();
    *unlike.last_mut().unwrap() ^= 1;
    for files in [
        vec![chain.clone()],
        vec![request(), vec![]],
        vec![[request(), vec![0, 0xff]].concat()],
        vec![[request(), vec![5, 0]].concat()],
        vec![[vec![0], request()].concat()],
        vec![request(), request()],
        vec![request(), unlike],
        vec![request(), chain.clone(), device()],
        vec![request(), vec![0; 64 * 1024 + 1]],
        vec![request(), element(&[0x31], &[])],
    ] {
        assert_eq!(count(&files), None, "{files:02x?}");
    }
}

#[test]
fn exported_files() {
    let old = element(&[0x30], &[request(), device(), issuer()].concat());
    assert_eq!(count(std::slice::from_ref(&old)), Some(2));
    let member = |number: u8, object: &[u8]| element(&[0x60 | number], object);
    for (one, other) in [(device(), issuer()), (issuer(), device())] {
        assert_eq!(count(&[new_pka(&[member(1, &one), member(2, &other), member(3, &request())])]), Some(2));
    }
    for file in [
        [&old[..], &[0]].concat(),
        new_pka(&[member(1, &device()), member(3, &request())]),
        new_pka(&[member(1, &device()), member(2, &request()), member(3, &issuer())]),
        new_pka(&[member(1, &device()), member(2, &issuer()), member(3, &request()), member(4, &[])]),
        new_pka(&[member(1, &[device(), issuer()].concat()), member(2, &[]), member(3, &request())]),
        element(&[0x30], &[oid("1.3.6.1.4.1.24991.4.3.2"), member(3, &request())].concat()),
        element(&[0x30], &[element(&[0x04], &[1; 9]), request()].concat()),
        element(&[0x30], &element(&[0x30], &request())),
    ] {
        assert_eq!(count(std::slice::from_ref(&file)), None, "{file:02x?}");
    }
}

#[test]
fn objects_of_another_form() {
    for object in [
        certificate(0x00, TYPE, &EC),
        certificate(0x80, TYPE, &EC),
        certificate(0x00, "1.3.6.1.4.1.24991.3.1.2", &[0x86]),
        request_of(b"DETEST00004", &[0x86]),
        request_of(b"", &EC),
        request_of(b"DETEST000000000017", &EC),
        request_of(b"DETEST\n0004", &EC),
    ] {
        let files = if object[0] == 0x67 { vec![object] } else { vec![request(), object] };
        assert_eq!(count(&files), None, "{files:02x?}");
    }
    assert_eq!(count(&[request(), certificate(0xc0, TYPE, &EC)]), Some(1), "the root is refused for its place");
}

#[test]
fn what_the_card_signs_is_the_request_with_the_reference() {
    let evidence = parse::parse(&input(&[request()])).unwrap();
    let reference = element(&[0x42], b"DETEST00002");
    assert!(evidence.authenticated.signed.ends_with(&reference));
    assert_eq!(evidence.authenticated.signed.len(), evidence.authenticated.request.bytes.len() + reference.len());
}

#[test]
fn files_are_told_by_their_first_tags() {
    let new = new_pka(&[]);
    for file in [request(), device(), element(&[0x30], &request()), new] {
        assert_eq!(parse::detect(&input(&[vec![1, 2, 3], file])), Some(Match::Certain));
    }
    for file in [vec![], vec![0x67], vec![0x30, 0x82], element(&[0x30], &element(&[0x30], &[])), vec![0x7f, 0x21, 3]] {
        assert_eq!(parse::detect(&input(&[file])), None);
    }
}

#[test]
fn curves_that_are_real_and_not_accepted() {
    let bytes = |text: &str| Bytes::new("domain", hex::decode(text).unwrap());
    let zero = || bytes("00");
    let with_order = |order: &str| Domain {
        prime: zero(),
        a: zero(),
        b: zero(),
        generator: zero(),
        order: bytes(order),
        cofactor: zero(),
    };
    let other = with_order("00d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311");
    assert_eq!(curves::accepted(&other), None);
    assert!(curves::title(&other).starts_with("brainpoolP320r1"));
    assert!(curves::title(&with_order("0102")).starts_with("the parameters"));
}

#[test]
fn references() {
    assert_eq!(verify::stem(b"DENK040414400000"), b"DENK0404144");
    assert!(verify::stem(b"DE01").is_empty());
    assert_eq!(verify::text(b"DE 01"), "DE 01");
    assert_eq!(verify::text(b"DE\n01"), "44450a3031");
}
