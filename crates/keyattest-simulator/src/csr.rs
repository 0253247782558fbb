//! Certification requests (PKCS#10).

use crate::PrivateKey;
use crate::der;
use keyattest_trust::Hash;
use keyattest_wire::oids;

/// A request before it is signed.
#[derive(Clone, Debug)]
pub struct Request {
    /// The name that is asked for.
    pub subject: Vec<u8>,
    /// SubjectPublicKeyInfo
    pub spki: Vec<u8>,
    /// Attributes, each a whole element.
    pub attributes: Vec<Vec<u8>>,
}

impl Request {
    /// The request, signed by this key with this hash.
    pub fn signed(&self, key: &PrivateKey, hash: Hash) -> Vec<u8> {
        let to_be_signed = der::sequence([
            der::integer(0),
            self.subject.clone(),
            self.spki.clone(),
            der::context(0, self.attributes.clone()),
        ]);
        let signature = key.sign(hash, &to_be_signed);
        der::signed(to_be_signed, key.algorithm(hash), &signature)
    }
}

/// The attribute that asks for these extensions.
pub fn extension_request(extensions: Vec<Vec<u8>>) -> Vec<u8> {
    der::sequence([der::oid(&oids::EXTENSION_REQUEST), der::set([der::sequence(extensions)])])
}
