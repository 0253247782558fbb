//! Messages that are made here: their forms, and claims that can not all be true. Chains and signatures are tried with the cases.

use super::message::{Message, Uuid, Value};
use super::predicate::{self, Predicate};
use super::{parse, statement};
use crate::input::{Input, Part};
use crate::scheme::Match;
use keyattest_wire::spki::encode;
use keyattest_wire::{Bytes, Malformed, Oid, pem};

const OBJECT: [u8; 16] = [7; 16];

fn oid(text: &str) -> Vec<u8> {
    encode(0x06, Oid::parse(text).unwrap().as_der())
}

/// A claim of the arc's, by the rest of its identifier.
fn claim(last: &str, members: &[Vec<u8>]) -> Vec<u8> {
    encode(0x30, &[oid(&format!("1.3.6.1.4.1.39901.6.{last}")), members.concat()].concat())
}

fn subject() -> Vec<u8> {
    encode(0xa0, &encode(0x80, &OBJECT))
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    encode(0xa1, &encode(tag, content))
}

fn set(claims: &[Vec<u8>]) -> Vec<u8> {
    encode(0x30, &[encode(0x02, &[1]), encode(0x30, &claims.concat())].concat())
}

fn block(signer: &[Vec<u8>]) -> Vec<u8> {
    let algorithm = encode(0x30, &oid("1.2.840.10045.4.3.3"));
    encode(0x30, &[encode(0x30, &signer.concat()), algorithm, encode(0x03, &[0, 1])].concat())
}

fn message(version: u8, claims: &[Vec<u8>], blocks: &[Vec<u8>], behind: &[u8]) -> Vec<u8> {
    let members = [encode(0x02, &[version]), set(claims), encode(0x30, &blocks.concat()), behind.to_vec()];
    encode(0x30, &members.concat())
}

fn read(bytes: Vec<u8>) -> Result<Message, Malformed> {
    Message::read(&Bytes::new("message", bytes))
}

fn claims(claims: &[Vec<u8>]) -> Result<Message, Malformed> {
    read(message(1, claims, &[block(&[])], &[]))
}

fn contradiction(list: &[Vec<u8>]) -> Option<String> {
    statement::contradiction(&claims(list).unwrap().claims)
}

#[test]
fn members_of_a_message() {
    let list = [claim("1.1", &[value(0x81, b"QSM1")]), claim("2.7", &[subject()])];
    let key_id = encode(0xa0, &encode(0x04, &OBJECT));
    let read_message = read(message(1, &list, &[block(&[key_id])], &[])).unwrap();
    assert_eq!(read_message.signed.as_slice(), set(&list), "tag, length and content");
    assert_eq!(read_message.claims[0].value, Some(Value::Text("QSM1".to_owned())));
    assert_eq!(read_message.claims[1].subject.unwrap().to_string(), "07070707-0707-0707-0707-070707070707");
    assert!(read_message.blocks[0].certificate.is_none() && read_message.blocks[0].key_id.is_some());

    assert!(read(message(2, &list, &[block(&[])], &[])).is_err());
    assert!(read(message(1, &list, &[], &[])).is_err(), "no block");
    assert!(read(message(1, &list, &vec![block(&[]); 9], &[])).is_err(), "nine blocks");
    assert!(read(message(1, &list, &[block(&[])], &[0xa1, 0])).is_err(), "another member");
    assert!(read([message(1, &list, &[block(&[])], &[]), vec![0]].concat()).is_err(), "a byte behind");
    let other_version = encode(0x30, &[encode(0x02, &[2]), encode(0x30, &[])].concat());
    let members = [encode(0x02, &[1]), other_version, encode(0x30, &block(&[]))].concat();
    assert!(read(encode(0x30, &members)).is_err());
}

#[test]
fn members_of_a_signer() {
    let key_id = |length: usize| encode(0xa0, &encode(0x04, &vec![7; length]));
    let signer = |members: &[Vec<u8>]| read(message(1, &[], &[block(members)], &[]));
    assert!(signer(&[key_id(16), encode(0xa1, &[5, 0]), vec![5, 0]]).is_ok(), "unknown members are passed over");
    for members in [
        vec![key_id(15)],
        vec![key_id(16), key_id(16)],
        vec![encode(0xa1, &[]), key_id(16)],
        vec![encode(0x80, &OBJECT)],
        vec![encode(0xa2, &[5, 0])],
    ] {
        assert!(signer(&members).is_err(), "{members:02x?}");
    }
}

#[test]
fn subjects_in_both_forms_and_no_other() {
    let wrapped = encode(0xa0, &encode(0x30, &encode(0x80, &OBJECT)));
    for form in [subject(), wrapped] {
        assert_eq!(claims(&[claim("2.7", &[form])]).unwrap().claims[0].subject, Some(Uuid::read(&OBJECT).unwrap()));
    }
    for form in [
        encode(0xa0, &encode(0x80, &OBJECT[1..])),
        encode(0xa0, &encode(0x04, &OBJECT)),
        encode(0xa0, &encode(0x30, &encode(0x30, &encode(0x80, &OBJECT)))),
        encode(0xa0, &[encode(0x80, &OBJECT), vec![5, 0]].concat()),
        encode(0xa0, &[]),
        [value(0x83, &[4]), subject()].concat(),
        [subject(), subject()].concat(),
    ] {
        assert!(claims(&[claim("2.7", &[form])]).is_err());
    }
}

#[test]
fn values_of_the_known_kinds() {
    let kept = |tag: u8, content: &[u8]| {
        claims(&[claim("9.9", &[value(tag, content)])]).map(|message| message.claims[0].value.clone().unwrap())
    };
    assert!(matches!(kept(0x80, &[1, 2]), Ok(Value::Bytes(_))));
    assert!(matches!(kept(0x82, b"20240612143307Z"), Ok(Value::Time(_))));
    assert!(matches!(kept(0x83, &[1, 5]), Ok(Value::Number(_))));
    for (tag, content) in [
        (0x81, &b"\xff"[..]),
        (0x82, b"20240612143307.5Z"),
        (0x82, b"20240612143307"),
        (0x82, b"20240632143307Z"),
        (0x83, &[]),
        (0x83, &[0, 4]),
        (0x84, &[1]),
        (0x04, &[1]),
    ] {
        assert!(kept(tag, content).is_err(), "{tag:02x} {content:02x?}");
    }
}

#[test]
fn claims_by_their_whole_identifier() {
    let known = |text: &str| predicate::name(&Oid::parse(text).unwrap());
    assert_eq!(known("1.3.6.1.4.1.39901.6.2.7"), Some("key-is-confined"));
    assert_eq!(known("1.3.6.1.4.1.39901.6.1.2"), Some("attestation-time"));
    for other in ["6.1.2.7", "6.2.7.0", "6.2", "6.2.12", "6.2.128", "6.3.7"] {
        assert_eq!(known(&format!("1.3.6.1.4.1.39901.{other}")), None, "{other}");
    }
    assert_eq!(known("1.3.6.1.4.1.39902.6.2.7"), None);
}

#[test]
fn claims_that_can_not_all_be_true() {
    let number = |last: &str, content: &[u8]| claim(last, &[subject(), value(0x83, content)]);
    let held = [
        vec![number("2.4", &[4]), number("2.4", &[4])],
        vec![number("2.4", &[4]), claim("2.4", &[value(0x83, &[3])])],
        vec![number("2.13", &[1, 5]), number("2.13", &[1, 2]), number("2.14", &[1, 7])],
        vec![claim("2.16", &[subject(), value(0x81, b"any form")])],
        vec![claim("2.0", &[]), claim("1.5", &[])],
    ];
    for list in held {
        assert_eq!(contradiction(&list), None);
    }
    let broken = [
        vec![number("2.4", &[4]), number("2.4", &[3])],
        vec![number("2.13", &[1, 5]), number("2.14", &[1, 5])],
        vec![number("2.4", &[0xff])],
        vec![claim("2.4", &[subject(), value(0x81, b"4")])],
        vec![claim("2.4", &[subject()])],
        vec![claim("2.7", &[subject(), value(0x83, &[1])])],
        vec![claim("1.0", &[value(0x80, &[1; 15])])],
        vec![claim("2.3", &[subject(), value(0x80, &[1; 20])])],
        vec![claim("1.1", &[value(0x80, b"QSM1")])],
        vec![claim("1.1", &[value(0x81, b"QSM1")]), claim("1.1", &[value(0x81, b"QSM2")])],
        vec![claim("1.2", &[value(0x81, b"20240612143307Z")])],
    ];
    for list in broken {
        assert!(contradiction(&list).is_some(), "{list:02x?}");
    }
}

#[test]
fn only_capabilities_are_lists() {
    let lists = [Predicate::HasCapability, Predicate::LacksCapability];
    assert!(lists.into_iter().all(Predicate::is_list));
    assert!(
        ![Predicate::Spki, Predicate::ArchivedBy, Predicate::RelatedToAuthority].into_iter().any(Predicate::is_list)
    );
}

#[test]
fn carriers() {
    let bytes = message(1, &[claim("1.1", &[value(0x81, b"\n-----BEGIN CERTIFICATE-----\n")])], &[block(&[])], &[]);
    let input = |bytes: &[u8]| Input::new(vec![Part::new("message", bytes)]);
    let text = pem::encode("ATTESTATION MESSAGE", &bytes);
    for carrier in [&bytes[..], text.as_bytes(), format!("0 lines\n{text}the end\n").as_bytes()] {
        assert_eq!(parse::detect(&input(carrier)), Some(Match::Certain));
        assert!(parse::parse(&input(carrier)).is_ok());
    }
    let other = pem::encode("MESSAGE", &bytes);
    assert_eq!(parse::detect(&input(other.as_bytes())), None);
    for carrier in [other, format!("{text}{text}"), format!("{text}{}", pem::encode("CERTIFICATE", &bytes))] {
        assert!(parse::parse(&input(carrier.as_bytes())).is_err());
    }
    let two = Input::new(vec![Part::new("one", bytes.clone()), Part::new("other", bytes)]);
    assert!(parse::parse(&two).is_err() && parse::detect(&two).is_none());
    assert!(parse::parse(&input(&vec![b' '; (1 << 20) + 1])).is_err());
}
