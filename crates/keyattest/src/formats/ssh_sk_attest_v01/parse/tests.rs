//! Blobs made here, without a certificate.

use super::*;
use crate::input::Part;

fn strings(strings: &[&[u8]]) -> Vec<u8> {
    let string = |bytes: &&[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], bytes].concat();
    strings.iter().flat_map(string).collect()
}

/// Authenticator data with an Ed25519 key, or with a P-256 key that is not on its curve.
fn data(flags: u8, counter: u8, aaguid: u8, head: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut bytes = [vec![1; 32], vec![flags], vec![0, 0, 0, counter], vec![aaguid; 16], vec![0, 1, 9]].concat();
    bytes.extend(head);
    bytes.extend([0x21, 0x58, 32]);
    bytes.extend([4; 32]);
    bytes.extend(behind);
    [&[0x58, u8::try_from(bytes.len()).unwrap()], &bytes[..]].concat()
}

const OKP: [u8; 7] = [0xa4, 1, 1, 3, 0x27, 0x20, 6];
const EC2: [u8; 7] = [0xa5, 1, 2, 3, 0x26, 0x20, 1];

fn blob(data: &[u8]) -> Vec<u8> {
    [strings(&[MAGIC, b"", b"sig", data]), vec![0; 8]].concat()
}

fn read(bytes: &[u8]) -> Result<Evidence, Malformed> {
    parse(&Input::new(vec![Part::new("id.attest", bytes)]))
}

fn what(bytes: &[u8]) -> String {
    read(bytes).err().map(|malformed| malformed.what().to_owned()).unwrap_or_default()
}

fn right() -> Vec<u8> {
    data(0x45, 7, 2, &OKP, &[])
}

#[test]
fn a_blob_is_read_whole() {
    let evidence = read(&blob(&right())).unwrap();
    assert!(evidence.certificate.is_none());
    assert_eq!((evidence.kind, evidence.key.key_type()), (Kind::Packed, "ed25519".to_owned()));
    assert_eq!((evidence.signature.as_slice(), evidence.cred_protect), (&b"sig"[..], None));
    let whole = blob(&right());
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "{length}");
    }
    assert!(what(&[whole, vec![0]].concat()).contains("behind"));
}

#[test]
fn what_nobody_signs_has_one_form() {
    let head = strings(&[MAGIC, b"", b"sig", &right()]);
    assert!(what(&[&head[..], &[0, 0, 0, 1], &[0; 4]].concat()).contains("nobody signs"));
    assert!(what(&[&head[..], &[0; 4], &strings(&[b"x"])].concat()).contains("nobody signs"));
    assert!(what(&blob(&[&[0x59, 0], &right()[1..]].concat())).contains("shortest"));
    assert!(!what(&blob(&right()[2..])).is_empty());
    assert!(what(&blob(&[&right()[..], &[0]].concat())).contains("behind"));
    assert!(what(&[strings(&[OLDER_MAGIC, b"", b"sig", b""]), vec![0; 8]].concat()).contains("8.4"));
    assert!(!what(b"AAAAEXNzaC1zay1hdHRlc3QtdjAx").is_empty());
}

#[test]
fn keys_are_those_of_openssh_and_on_their_curve() {
    let y = [&[0x22, 0x58, 32][..], &[4; 32]].concat();
    assert!(what(&blob(&data(0x45, 7, 2, &EC2, &y))).contains("not on its curve"));
    assert!(what(&blob(&data(0x45, 7, 2, &[0xa5, 1, 2, 3, 0x38, 34, 0x20, 1], &y))).contains("another kind"));
    assert!(what(&blob(&data(0x45, 7, 2, &[0xa4, 1, 1, 3, 0x26, 0x20, 6], &[]))).contains("another kind"));
}

#[test]
fn a_zero_model_is_u2f_with_nothing_unsigned() {
    assert!(what(&blob(&data(0x45, 0, 0, &OKP, &[]))).contains("nobody signs"));
    assert!(what(&blob(&data(0x41, 1, 0, &OKP, &[]))).contains("nobody signs"));
    assert!(what(&blob(&data(0x41, 0, 0, &OKP, &[]))).contains("P-256"));
}

#[test]
fn cred_protect_is_one_to_three() {
    let with = |value: u8| blob(&data(0xc5, 7, 2, &OKP, &[b"\xa1\x6bcredProtect", &[value][..]].concat()));
    assert_eq!(read(&with(3)).unwrap().cred_protect, Some(3));
    for value in [0, 4, 0x20, 0xf5] {
        assert!(what(&with(value)).contains("credProtect"), "{value}");
    }
}

#[test]
fn detection_is_by_the_first_string() {
    let found = |bytes: &[u8]| detect(&Input::new(vec![Part::new("id.attest", bytes)]));
    assert_eq!(found(&strings(&[MAGIC])), Some(Match::Certain));
    assert_eq!(found(&strings(&[OLDER_MAGIC])), None);
    assert_eq!(found(MAGIC), None);
    assert_eq!(found(b""), None);
}
