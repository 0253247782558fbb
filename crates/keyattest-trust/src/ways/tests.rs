//! Searches among certificates that are made here.

use super::*;
use crate::Hash;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use keyattest_wire::spki::{ec_spki, encode};
use keyattest_wire::{Bytes, oids};

const ALGORITHMS: [SignatureAlgorithm; 1] = [SignatureAlgorithm::Ecdsa(Hash::Sha384)];

struct Party {
    name: Vec<u8>,
    pair: EcdsaKeyPair,
}

fn party(name: &str) -> Party {
    let attribute = [encode(0x06, oids::COMMON_NAME.as_der()), encode(0x0c, name.as_bytes())].concat();
    let name = encode(0x30, &encode(0x31, &encode(0x30, &attribute)));
    Party { name, pair: EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).unwrap() }
}

impl Party {
    fn spki(&self) -> Vec<u8> {
        ec_spki(&oids::P384, self.pair.public_key().as_ref())
    }

    fn issue(&self, subject: &Party) -> Certificate {
        let algorithm = encode(0x30, &encode(0x06, oids::ECDSA_WITH_SHA384.as_der()));
        let time = encode(0x17, b"260101000000Z");
        let validity = encode(0x30, &[time.clone(), time].concat());
        let serial = encode(0x02, &[1]);
        let members = [serial, algorithm.clone(), self.name.clone(), validity, subject.name.clone(), subject.spki()];
        let tbs = encode(0x30, &members.concat());
        let signature = self.pair.sign(&SystemRandom::new(), &tbs).unwrap();
        let bits = encode(0x03, &[&[0], signature.as_ref()].concat());
        Certificate::from_der(Bytes::new("certificate", encode(0x30, &[tbs, algorithm, bits].concat()))).unwrap()
    }

    fn anchor(&self) -> Anchor {
        let mut anchor = Anchor::from_key("anchor", PublicKey::from_spki(Bytes::new("key", self.spki())).unwrap());
        anchor.name = Some(Bytes::new("name", self.name.clone()));
        anchor
    }
}

fn search<'a>(leaf: &'a Certificate, between: &'a [Certificate], anchors: &'a [Anchor]) -> Ways<'a> {
    let named = |name: &[u8]| -> Vec<&'a Anchor> {
        anchors.iter().filter(|anchor| anchor.name.as_ref().is_some_and(|known| known.as_slice() == name)).collect()
    };
    let memo: &'a Memo = Box::leak(Box::default());
    let mut search = Search::new(between, named, &ALGORITHMS, EcdsaForm::Der, memo);
    search.ways(leaf, &named(leaf.issuer().as_der()))
}

fn faults(ways: &Ways<'_>) -> Vec<Fault> {
    ways.ends.iter().map(|(fault, _)| *fault).collect()
}

#[test]
fn a_way_through_certificates_in_any_order() {
    let (root, upper, lower, leaf) = (party("root"), party("upper"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let between = [root.issue(&upper), root.issue(&root), upper.issue(&lower)];
    let anchors = [root.anchor()];
    let ways = search(&end, &between, &anchors);
    assert_eq!(ways.chains.len(), 1, "the root's copy is no part of a way");
    assert_eq!(
        ways.chains[0].iter().map(|one| one.bytes()).collect::<Vec<_>>(),
        [end.bytes(), between[2].bytes(), between[0].bytes()]
    );
    let direct = root.issue(&leaf);
    assert_eq!(search(&direct, &between, &anchors).chains[0].len(), 1);
}

#[test]
fn what_stands_where_no_way_ends_at_an_anchor() {
    let (root, other, lower, leaf) = (party("root"), party("root"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let anchors = [root.anchor()];
    for (between, fault) in [
        (vec![], Fault::Anchor),
        (vec![other.issue(&lower)], Fault::Signature),
        (vec![other.issue(&lower), other.issue(&other)], Fault::Anchor),
        (vec![root.issue(&party("lower"))], Fault::Signature),
    ] {
        let ways = search(&end, &between, &anchors);
        assert_eq!((ways.chains.len(), faults(&ways)), (0, vec![fault]));
    }
    let between = [root.issue(&lower)];
    assert_eq!(faults(&search(&end, &between, &[])), [Fault::Anchor]);
}

#[test]
fn several_authorities_of_one_name() {
    let (root, lower, old, leaf) = (party("root"), party("lower"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let between = [root.issue(&old), party("other").issue(&lower), root.issue(&lower), root.issue(&lower)];
    let anchors = [root.anchor()];
    let ways = search(&end, &between, &anchors);
    assert_eq!(ways.chains.len(), 2, "both certificates of the key that signed");
    assert_eq!(faults(&ways), [Fault::Anchor], "the one of the unknown issuer");
}

#[test]
fn a_new_root_that_the_old_one_signed() {
    let (old, new, lower, leaf) = (party("root"), party("root"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let between = [new.issue(&lower), old.issue(&new), new.issue(&new)];
    let anchors = [old.anchor()];
    let ways = search(&end, &between, &anchors);
    assert_eq!(ways.chains.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
}

#[test]
fn beyond_an_authority_that_is_an_anchor_too() {
    let (root, upper, lower, leaf) = (party("root"), party("upper"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let between = [root.issue(&upper), root.issue(&root), upper.issue(&lower)];
    let anchors = [root.anchor(), upper.anchor()];
    let lengths = |ways: &Ways<'_>| ways.chains.iter().map(Vec::len).collect::<Vec<_>>();
    assert_eq!(lengths(&search(&end, &between, &anchors)), [2]);
    let beyond = |anchors: &[Anchor]| {
        let named = |name: &[u8]| -> Vec<&Anchor> {
            anchors.iter().filter(|anchor| anchor.name.as_ref().is_some_and(|known| known.as_slice() == name)).collect()
        };
        let memo = Memo::default();
        let mut search = Search::new(&between, named, &ALGORITHMS, EcdsaForm::Der, &memo).beyond_anchors();
        let ways = search.ways(&end, &named(end.issuer().as_der()));
        (lengths(&ways), faults(&ways))
    };
    assert_eq!(beyond(&anchors), (vec![2, 3], vec![]), "and never over the copy of the root");
    assert_eq!(beyond(&anchors[1..]), (vec![2], vec![Fault::Anchor]), "what is above the only anchor is no anchor");
}

#[test]
fn as_far_as_a_way_leads() {
    let (root, upper, lower, leaf) = (party("root"), party("upper"), party("lower"), party("leaf"));
    let end = lower.issue(&leaf);
    let far = |between: &[Certificate]| search(&end, between, &[root.anchor()]).astray.len();
    assert_eq!(far(&[]), 1);
    assert_eq!(far(&[party("upper").issue(&lower), upper.issue(&lower), party("root").issue(&upper)]), 3);
    assert_eq!(far(&[root.issue(&lower)]), 0, "none where all lead to an anchor");
}

#[test]
fn searches_end() {
    let (one, other, leaf) = (party("one"), party("other"), party("leaf"));
    let end = one.issue(&leaf);
    let between: Vec<Certificate> = (0..8).flat_map(|_| [one.issue(&other), other.issue(&one)]).collect();
    let ways = search(&end, &between, &[]);
    assert!(ways.chains.is_empty() && faults(&ways).iter().all(|fault| *fault == Fault::Anchor));
    assert!(!ways.ends.is_empty());

    let root = party("root");
    let many: Vec<Certificate> = (0..40).map(|_| root.issue(&one)).collect();
    let anchors = [root.anchor()];
    assert_eq!(search(&end, &many, &anchors).chains.len(), MOST_WAYS);
}
