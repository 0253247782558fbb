//! SignedData that the tests make.

use super::*;
use crate::spki::{encode, encode_unsigned};

struct Parts {
    version: u8,
    digests: Vec<u8>,
    content: Vec<u8>,
    certificates: Vec<u8>,
    crls: Vec<u8>,
    signers: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        let certificates = [encode(0x30, &[5, 0]), encode(0x30, &[])].concat();
        Self { version: 1, digests: vec![], content: vec![], certificates, crls: vec![], signers: vec![] }
    }
}

fn read(parts: &Parts) -> Result<Vec<Bytes>> {
    let content = [encode(0x06, oids::CMS_DATA.as_der()), parts.content.clone()].concat();
    let signed = [
        encode_unsigned(&[parts.version]),
        encode(0x31, &parts.digests),
        encode(0x30, &content),
        encode(0xa0, &parts.certificates),
        parts.crls.clone(),
        encode(0x31, &parts.signers),
    ];
    let explicit = encode(0xa0, &encode(0x30, &signed.concat()));
    let outer = encode(0x30, &[encode(0x06, oids::CMS_SIGNED_DATA.as_der()), explicit].concat());
    certificates_only(&Bytes::new("made", outer))
}

#[test]
fn certificates_in_their_order() {
    let read = read(&Parts::default()).unwrap();
    assert_eq!(read.iter().map(|one| one.to_vec()).collect::<Vec<_>>(), [vec![0x30, 2, 5, 0], vec![0x30, 0]]);
}

#[test]
fn anything_else_in_it_is_malformed() {
    let wrong = [
        Parts { version: 3, ..Parts::default() },
        Parts { digests: encode(0x30, &[]), ..Parts::default() },
        Parts { content: encode(0xa0, &encode(0x04, b"x")), ..Parts::default() },
        Parts { certificates: encode(0xa1, &[]), ..Parts::default() },
        Parts { crls: encode(0xa1, &[]), ..Parts::default() },
        Parts { signers: encode(0x30, &[]), ..Parts::default() },
    ];
    for (index, parts) in wrong.iter().enumerate() {
        assert!(read(parts).is_err(), "{index}");
    }
}
