//! Structures that the tests of the readers make: right, and with any one part replaced.

use crate::oids;
use crate::spki::{ec_spki, encode, encode_unsigned};

/// The parts of a certificate, each a whole element.
pub(crate) struct Parts {
    pub(crate) version: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) inner_algorithm: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) validity: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) spki: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
    pub(crate) outer_algorithm: Vec<u8>,
    pub(crate) behind: Vec<u8>,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            version: encode(0xa0, &encode_unsigned(&[2])),
            serial: encode_unsigned(&[7]),
            inner_algorithm: algorithm(),
            issuer: name("TEST issuer"),
            validity: encode(0x30, &[encode(0x17, b"260101000000Z"), encode(0x17, b"270101000000Z")].concat()),
            subject: name("TEST subject"),
            spki: ec_spki(&oids::P256, &[4; 65]),
            extensions: Vec::new(),
            outer_algorithm: algorithm(),
            behind: Vec::new(),
        }
    }
}

impl Parts {
    /// The certificate.
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut tbs = [
            self.version.as_slice(),
            &self.serial,
            &self.inner_algorithm,
            &self.issuer,
            &self.validity,
            &self.subject,
            &self.spki,
        ]
        .concat();
        if !self.extensions.is_empty() {
            tbs.extend(encode(0xa3, &encode(0x30, &self.extensions.concat())));
        }
        let signature = encode(0x03, &[0, 1, 2, 3]);
        let parts = [&encode(0x30, &tbs), self.outer_algorithm.as_slice(), &signature, &self.behind];
        encode(0x30, &parts.concat())
    }
}

/// ecdsa-with-SHA256
pub(crate) fn algorithm() -> Vec<u8> {
    encode(0x30, &encode(0x06, oids::ECDSA_WITH_SHA256.as_der()))
}

/// A name of one common name.
pub(crate) fn name(text: &str) -> Vec<u8> {
    let attribute = [encode(0x06, oids::COMMON_NAME.as_der()), encode(0x0c, text.as_bytes())].concat();
    encode(0x30, &encode(0x31, &encode(0x30, &attribute)))
}

/// An extension: `critical` as it is written, if at all.
pub(crate) fn extension(oid: &crate::Oid, critical: Option<u8>, value: &[u8]) -> Vec<u8> {
    let critical = critical.map(|byte| encode(0x01, &[byte])).unwrap_or_default();
    encode(0x30, &[encode(0x06, oid.as_der()), critical, encode(0x04, value)].concat())
}
