//! Carriers that are made here. Their signatures, and those of what they carry, are tried with the cases.

use super::*;
use crate::formats::yubico::testing::{cms, der, extensions, input, request, text};
use keyattest_wire::oids;

fn leaf() -> Vec<u8> {
    der("YubiKey PIV Attestation 9a", "Yubico PIV Attestation", &[(FIRMWARE, &[5, 7, 4]), (POLICY, &[2, 1])])
}

fn f9() -> Vec<u8> {
    der("Yubico PIV Attestation", "Yubico PIV Root CA", &[(FIRMWARE, &[5, 7, 4])])
}

/// Whether it was read with a carrier. What is read is told by its bytes, too.
fn read(parts: &[&[u8]]) -> Result<bool, Malformed> {
    let evidence = parse(&input(parts))?;
    assert_eq!(evidence.pool.certificates().len(), 2);
    assert_eq!(evidence.leaf_bytes.as_slice(), leaf());
    assert_eq!(detect(&input(parts)), Some(Match::Certain));
    Ok(evidence.carrier.is_some())
}

fn asking(list: &[(Oid, &[u8])]) -> Vec<u8> {
    request(&[(oids::EXTENSION_REQUEST, &[extensions(list)])])
}

#[test]
fn certificates_in_any_order_and_carrier() {
    let (leaf, f9) = (leaf(), f9());
    assert_eq!(read(&[&leaf, &f9]).ok(), Some(false));
    assert_eq!(read(&[&f9, &leaf]).ok(), Some(false));
    assert_eq!(
        read(&[&text(&[("CERTIFICATE", &f9), ("PRIVATE KEY", &[5, 0]), ("CERTIFICATE", &leaf)])]).ok(),
        Some(false)
    );
}

#[test]
fn requests_that_carry_both() {
    let (leaf, f9) = (leaf(), f9());
    for first in [CARRIED_LEAF, CSPN] {
        let bytes = asking(&[(first, &leaf), (CARRIED_F9, &f9)]);
        assert_eq!(read(&[&bytes]).ok(), Some(true));
        assert_eq!(read(&[&text(&[("CERTIFICATE REQUEST", &bytes)])]).ok(), Some(true));
        assert_eq!(read(&[&text(&[("NEW CERTIFICATE REQUEST", &bytes)])]).ok(), Some(true));
    }
    let purebred = request(&[(PUREBRED, &[cms(&[f9.clone(), leaf.clone()])])]);
    assert_eq!(read(&[&purebred]).ok(), Some(true));
}

#[test]
fn requests_that_do_not_are_malformed() {
    let (leaf, f9) = (leaf(), f9());
    let both: &[(Oid, &[u8])] = &[(CARRIED_LEAF, &leaf), (CARRIED_F9, &f9)];
    let set = cms(&[leaf.clone(), f9.clone()]);
    let one = std::slice::from_ref(&set);
    for (what, bytes) in [
        ("nothing", asking(&[])),
        ("no leaf", asking(&both[1..])),
        ("no F9", asking(&both[..1])),
        ("a leaf in both places", asking(&[both[0], (CSPN, &leaf), both[1]])),
        ("F9 twice", asking(&[both[0], both[1], both[1]])),
        ("one certificate twice", asking(&[both[0], (CARRIED_F9, &leaf)])),
        ("bytes behind", asking(&[both[0], (CARRIED_F9, &[f9.clone(), vec![0]].concat())])),
        ("two values", request(&[(oids::EXTENSION_REQUEST, &[extensions(both), extensions(&[])])])),
        ("the attribute twice", request(&[(PUREBRED, one), (PUREBRED, one)])),
        ("two values of it", request(&[(PUREBRED, &[set.clone(), set.clone()])])),
        ("one certificate", request(&[(PUREBRED, &[cms(std::slice::from_ref(&leaf))])])),
        ("three", request(&[(PUREBRED, &[cms(&[leaf.clone(), f9.clone(), der("other", "other", &[])])])])),
        ("two ways", request(&[(PUREBRED, one), (oids::EXTENSION_REQUEST, &[extensions(both)])])),
    ] {
        assert!(parse(&input(&[&bytes])).is_err(), "{what}");
    }
    let carrier = asking(both);
    assert!(parse(&input(&[&carrier, &carrier])).is_err(), "two carriers");
    assert_eq!(detect(&input(&[&asking(&[])])), None);
}

#[test]
fn certificates_that_carry_both_are_self_signed() {
    let (leaf, f9) = (leaf(), f9());
    let both: &[(Oid, &[u8])] = &[(CARRIED_LEAF, &leaf), (CARRIED_F9, &f9)];
    assert_eq!(read(&[&der("owner", "owner", both)]).ok(), Some(true));
    assert!(parse(&input(&[&der("owner", "another", both)])).is_err());
    assert!(parse(&input(&[&der("owner", "owner", &both[1..])])).is_err());
}

#[test]
fn what_only_contains_such_bytes_is_not_certain() {
    let inside = [vec![0xa1], asking(&[(CARRIED_LEAF, &leaf()), (CARRIED_F9, &f9())])].concat();
    assert!(matches!(detect(&input(&[&inside])), Some(Match::Possible(_))));
    assert_eq!(detect(&input(&[&f9()])), None);
}
