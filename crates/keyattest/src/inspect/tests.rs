//! Decoding of what is of no known format, and of what can not be read to its end.

use super::*;
use crate::input::Part;
use keyattest_wire::spki::{ec_spki, encode};
use keyattest_wire::{oids, pem};

fn input(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input::new(vec![Part::new(name, bytes)])
}

/// All labels and values, depth first.
fn text(outline: &Outline) -> String {
    let parts: Vec<String> = outline.parts.iter().map(text).collect();
    format!("{} = {}\n{}", outline.label, outline.value, parts.concat())
}

fn all(inspection: &Inspection) -> String {
    inspection.parts.iter().map(text).collect()
}

#[test]
fn keys_are_decoded_in_der_and_pem() {
    let key = ec_spki(&oids::P256, &[4; 65]);
    for bytes in [key.clone(), pem::encode("PUBLIC KEY", &key).into_bytes()] {
        let found = inspect(&input("key", bytes), None);
        assert_eq!((found.format, found.trusted), (None, false));
        assert!(all(&found).contains("public key = ec-p256, sha256 "), "{}", all(&found));
    }
}

#[test]
fn elements_have_types_names_and_places_and_what_follows_is_shown() {
    let oid = encode(0x06, oids::CMS_SIGNED_DATA.as_der());
    let inner = encode(0x30, &[oid, encode(0x02, &[5]), encode(0x01, &[0xff])].concat());
    let outer = [encode(0x30, &encode(0x04, &inner)), vec![0x30, 0x05, 0x01]].concat();
    let found = inspect(&input("odd.der", outer.clone()), None);
    let shown = all(&found);
    assert!(shown.contains("OCTET STRING, which holds"), "{shown}");
    assert!(shown.contains("1.2.840.113549.1.7.2 (CMS SignedData)") && shown.contains("BOOLEAN = true"), "{shown}");
    assert!(shown.contains("(no ASN.1 from here: element longer than what holds it) = 300501"), "{shown}");
    let first = &found.parts[0].parts[0];
    assert_eq!(first.range, Some(0..outer.len() - 3));
}

#[test]
fn depth_and_number_of_elements_are_bounded() {
    let deep = (0..100).fold(vec![5, 0], |inner, _| encode(0x30, &inner));
    assert!(all(&inspect(&input("deep", deep), None)).lines().count() < 30);
    let wide = encode(0x30, &[5, 0].repeat(20_000));
    let shown = all(&inspect(&input("wide", wide), None));
    assert!(shown.contains("(more, not shown)") && shown.lines().count() < 3000);
    let nested = encode(0x30, &encode(0x30, &encode(0x04, &encode(0x30, &[4, 0].repeat(5000)))).repeat(3));
    assert!(all(&inspect(&input("nested", nested), None)).lines().count() < 3000);
}

#[test]
fn what_can_not_be_read_as_its_format_is_decoded_without_it() {
    let key = pem::encode("PUBLIC KEY", &ec_spki(&oids::P256, &[4; 65]));
    let luna = formats::by_id("luna-pkc");
    let found = inspect(&input("key.pem", key), luna);
    assert_eq!(found.format, Some("luna-pkc"));
    assert!(found.malformed.is_some() && all(&found).contains("public key = ec-p256"));
}

#[test]
fn kinds_of_parts_in_a_few_words() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"PK\x03\x04rest", "zip archive"),
        (b"\xffTCG\x80\x17", "TPM attestation"),
        (b" \n<a/>", "XML text"),
        (b"{}", "JSON text"),
        (b"ssh-ed25519 AAAA", "OpenSSH public key line"),
        (b"\x00\xff", "binary"),
        (b"words", "text"),
        (b"\x30\x00", "ASN.1"),
        (b"-----BEGIN X-----\n-----END X-----\n-----BEGIN X-----\n-----END X-----\n", "PEM: 2 X"),
        (b"-----BEGIN X-----\n", "PEM that can not be read"),
    ] {
        let kind = &kinds(&input("part", bytes))[0].value;
        assert!(kind.starts_with(word), "{kind} for {word}");
    }
}

#[test]
fn detection_is_certain_possible_or_nothing() {
    assert!(detect(&input("words", *b"words"), &TrustStore::built_in()).is_empty());
    let role = encode(0x06, &[0x2b, 6, 1, 4, 1, 0xe0, 0x5f, 1, 13]);
    let pem = pem::encode("CERTIFICATE", &encode(0x30, &role));
    let found = detect(&input("like.pem", pem), &TrustStore::built_in());
    let [luna] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((luna.format, luna.certain, luna.missing.len()), ("luna-pkc", true, 5));
    assert!(luna.why.contains("1.3.6.1.4.1.12383.1"), "{luna:?}");
}
