//! What an attestation travels in, and what is said of half of one.

use super::super::carrier;
use super::{firmware_2, firmware_3, private};
use crate::input::{Input, Part};
use crate::scheme::Match;
use crate::trust_store::TrustStore;
use keyattest_wire::base64;

fn submission(parts: &[&[u8]]) -> Input {
    Input::new(parts.iter().map(|bytes| Part::new("part", bytes.to_vec())).collect())
}

#[test]
fn one_submission_holds_one_attestation() {
    let (of_2, of_3) = (firmware_2(&private()), firmware_3(&[private()]));
    for parts in [vec![&of_3], vec![&of_2], vec![&of_2, &of_2]] {
        let parts: Vec<&[u8]> = parts.iter().map(|bytes| bytes.as_slice()).collect();
        assert!(carrier::parse(&submission(&parts)).is_ok());
        assert_eq!(carrier::detect(&submission(&parts)), Some(Match::Certain));
    }
    for parts in [vec![&of_3, &of_3], vec![&of_2, &of_3], vec![&of_2, &of_2, &of_2], vec![]] {
        let parts: Vec<&[u8]> = parts.iter().map(|bytes| bytes.as_slice()).collect();
        assert!(carrier::parse(&submission(&parts)).is_err());
    }
    assert!(carrier::parse(&submission(&[&of_3, b"further"])).is_err());
    assert_eq!(carrier::detect(&submission(&[b"text"])), None);
    assert_eq!(carrier::detect(&submission(&[&[0; 600]])), None);
    assert!(matches!(carrier::detect(&submission(&[&of_3[..500]])), Some(Match::Possible(_))));
}

#[test]
fn what_is_too_large_or_too_many_is_not_kept() {
    let zeros = vec![0; 64 * 1024 + 1];
    let why = |parts: &[&[u8]]| carrier::parse(&submission(parts)).err().map(|one| one.what().to_owned());
    assert_eq!(why(&[&zeros]).as_deref(), Some("attestation of more than 64 KiB"));
    let blob = firmware_2(&private());
    assert_eq!(why(&[&blob, &blob, &blob]).as_deref(), Some("more than one attestation"));
    // One member, `a`, that is empty.
    let local = [&b"PK\x03\x04"[..], &[0; 22], &[1, 0, 0, 0], b"a"].concat();
    let central = [&b"PK\x01\x02"[..], &[0; 24], &[1, 0], &[0; 16], b"a"].concat();
    let end = [&b"PK\x05\x06"[..], &[0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 31, 0, 0, 0, 0, 0]].concat();
    let zip = [local, central, end].concat();
    assert_eq!(why(&[&zip]).as_deref(), Some("no attestation of a key"));
    assert_eq!(why(&[&zip, &zip]).as_deref(), Some("more than one zip"));
}

#[test]
fn json_holds_exactly_one_attestation() {
    let half = base64::encode(&firmware_2(&private()));
    let inner = format!(r#"{{"version":"MRVL-1","privateKeyAttestation":"{half}","publicKeyAttestation":null}}"#);
    let read = |text: String| carrier::parse(&submission(&[text.as_bytes()]));
    for text in [
        inner.clone(),
        format!(r#"{{"attestation":{inner}}}"#),
        format!(r#"{{"attributes":{{"attestation":{inner}}},"key":{{"kid":"a"}}}}"#),
        inner.replace('=', ""),
        inner.replace('+', "-").replace('/', "_").replace("MRVL_1", "MRVL-1"),
    ] {
        assert_eq!(read(text).unwrap().blobs.len(), 1);
    }
    for text in [
        "{}".to_owned(),
        format!(r#"{{"key":{inner}}}"#),
        format!(r#"{{"attestation":{inner},"attributes":{{"attestation":{inner}}}}}"#),
        inner.replace("MRVL-1", "MRVL-2"),
        inner.replace(r#""version":"MRVL-1","#, ""),
        inner.replace("null", "1"),
        inner.replace("null", "\"?\""),
        inner.replace(r#""publicKeyAttestation":null"#, r#""content":"QQ==""#),
        inner.replace(r#""publicKeyAttestation":null"#, r#""certificatePemFile":"QQ==""#),
        r#"{"attestation":{"certChains":{}}}"#.to_owned(),
        r#"{"attestation":{"content":"QQ=="}}"#.to_owned(),
    ] {
        assert!(read(text.clone()).is_err(), "{text}");
    }
}

#[test]
fn a_key_without_its_attestation_is_told_from_one_that_has_none() {
    let why = |text: &str| {
        let input = submission(&[text.as_bytes()]);
        let is_possible = matches!(carrier::detect(&input), Some(Match::Possible(_)));
        (carrier::parse(&input).err().map(|malformed| malformed.what().to_owned()).unwrap_or_default(), is_possible)
    };
    for (text, wanted) in [
        (
            r#"{"key":{"kid":"a","kty":"RSA"}}"#,
            "Azure's key of type RSA, which is a software key and has no attestation",
        ),
        (r#"{"kid":"a","kty":"EC"}"#, "Azure's key of type EC, which is a software key and has no attestation"),
        (r#"{"key":{"kid":"a","kty":"RSA-HSM"}}"#, "Azure's key without its attestation"),
        (
            r#"{"name":"a","protectionLevel":"EXTERNAL"}"#,
            "Google's key version of protection level EXTERNAL, which has no attestation",
        ),
        (r#"{"name":"a","protectionLevel":"HSM"}"#, "Google's key version without its attestation"),
    ] {
        assert_eq!(why(text), (wanted.to_owned(), true), "{text}");
    }
    assert_eq!(why("{}"), ("no attestation in it".to_owned(), false));
}

#[test]
fn the_half_that_is_not_there_is_named() {
    let missing = |parts: &[&[u8]]| carrier::missing(&submission(parts), &TrustStore::built_in());
    let blob = firmware_3(&[private()]);
    assert!(missing(&[&blob])[0].starts_with("the certificates of card and partition"));
    assert_eq!(missing(&[]), ["the attestation of the key"]);
    assert!(missing(&[b"text"]).is_empty(), "what can not be read says no more");
}
