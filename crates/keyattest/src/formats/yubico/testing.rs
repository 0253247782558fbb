//! Certificates for the tests of Yubico's formats: of any names and extensions, with a signature that nobody made.

use crate::input::{Input, Part};
use keyattest_wire::spki::{encode, plain_spki};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Oid, oids, pem};

/// A name of one common name.
pub(in super::super) fn name(text: &str) -> Vec<u8> {
    let attribute = [encode(0x06, oids::COMMON_NAME.as_der()), encode(0x0c, text.as_bytes())].concat();
    encode(0x30, &encode(0x31, &encode(0x30, &attribute)))
}

/// Extensions that are not critical.
pub(in super::super) fn extensions(list: &[(Oid, &[u8])]) -> Vec<u8> {
    let each =
        list.iter().map(|(oid, value)| encode(0x30, &[encode(0x06, oid.as_der()), encode(0x04, value)].concat()));
    encode(0x30, &each.collect::<Vec<_>>().concat())
}

/// A certificate's DER.
pub(in super::super) fn der(subject: &str, issuer: &str, list: &[(Oid, &[u8])]) -> Vec<u8> {
    let algorithm = encode(0x30, &encode(0x06, oids::ED25519.as_der()));
    let time = encode(0x17, b"260101000000Z");
    let tbs = [
        encode(0xa0, &encode(0x02, &[2])),
        encode(0x02, &[1]),
        algorithm.clone(),
        name(issuer),
        encode(0x30, &[time.clone(), time].concat()),
        name(subject),
        plain_spki(&oids::ED25519, &[7; 32]),
        encode(0xa3, &extensions(list)),
    ];
    let signature = encode(0x03, &[0; 65]);
    encode(0x30, &[encode(0x30, &tbs.concat()), algorithm, signature].concat())
}

/// A certificate that was read.
pub(in super::super) fn certificate(subject: &str, list: &[(Oid, &[u8])]) -> Certificate {
    Certificate::from_der(Bytes::new("leaf", der(subject, "device", list))).unwrap()
}

/// A submission of these parts.
pub(in super::super) fn input(parts: &[&[u8]]) -> Input {
    Input::new(parts.iter().map(|part| Part::new("part", *part)).collect())
}

/// One text of these blocks, with words around them.
pub(in super::super) fn text(blocks: &[(&str, &[u8])]) -> Vec<u8> {
    let each = blocks.iter().map(|(label, bytes)| format!("about the next\n{}", pem::encode(label, bytes)));
    each.collect::<String>().into_bytes()
}

/// A request's DER with these attributes, each a type and its values.
pub(in super::super) fn request(attributes: &[(Oid, &[Vec<u8>])]) -> Vec<u8> {
    let each = attributes
        .iter()
        .map(|(oid, values)| encode(0x30, &[encode(0x06, oid.as_der()), encode(0x31, &values.concat())].concat()));
    let key = plain_spki(&oids::ED25519, &[7; 32]);
    let info = [encode(0x02, &[0]), name("requester"), key, encode(0xa0, &each.collect::<Vec<_>>().concat())];
    let algorithm = encode(0x30, &encode(0x06, oids::ED25519.as_der()));
    encode(0x30, &[encode(0x30, &info.concat()), algorithm, encode(0x03, &[0; 65])].concat())
}

/// A CMS SignedData with these certificates alone.
pub(in super::super) fn cms(certificates: &[Vec<u8>]) -> Vec<u8> {
    let content = encode(0x30, &encode(0x06, oids::CMS_DATA.as_der()));
    let empty = encode(0x31, &[]);
    let members = [encode(0x02, &[1]), empty.clone(), content, encode(0xa0, &certificates.concat()), empty];
    let signed = encode(0xa0, &encode(0x30, &members.concat()));
    encode(0x30, &[encode(0x06, oids::CMS_SIGNED_DATA.as_der()), signed].concat())
}
