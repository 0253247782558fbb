//! Writes down which signatures a piece of work verifies, so that a benchmark can set its cost beside theirs.
//!
//! It decides nothing, and costs nothing worth measuring where nobody looks: what is asked is a value of the thread's own.

use super::{EcdsaForm, SignatureAlgorithm, verdict};
use crate::key::PublicKey;
use std::cell::RefCell;

thread_local! {
    static SEEN: RefCell<Option<Vec<Observed>>> = const { RefCell::new(None) };
}

/// A signature that was verified, whether or not it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    algorithm: SignatureAlgorithm,
    form: EcdsaForm,
    key: PublicKey,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Observed {
    /// The algorithm and the kind of the key, as `ECDSA with SHA-384, ec-p384`.
    pub fn kind(&self) -> String {
        format!("{}, {}", self.algorithm, self.key.key_type())
    }

    /// Verifies it once more, and nothing else.
    pub fn verify(&self) -> bool {
        verdict(self.algorithm, self.form, &self.key, &self.message, &self.signature).is_ok()
    }
}

/// Does the work, and answers the signatures that it had this thread verify.
pub fn signatures<T>(work: impl FnOnce() -> T) -> (T, Vec<Observed>) {
    SEEN.with_borrow_mut(|seen| *seen = Some(Vec::new()));
    let done = work();
    (done, SEEN.take().unwrap_or_default())
}

pub(super) fn record(
    algorithm: SignatureAlgorithm,
    form: EcdsaForm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) {
    SEEN.with_borrow_mut(|seen| {
        if let Some(seen) = seen {
            let (key, message, signature) = (key.clone(), message.to_vec(), signature.to_vec());
            seen.push(Observed { algorithm, form, key, message, signature });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::{BadSignature, verify};
    use keyattest_wire::spki::plain_spki;
    use keyattest_wire::{Bytes, oids};

    #[test]
    fn what_is_verified_while_somebody_looks_is_written_down() {
        let key = PublicKey::from_spki(Bytes::new("key", plain_spki(&oids::ED25519, &[1; 32]))).unwrap();
        let check = || verify(SignatureAlgorithm::Ed25519, EcdsaForm::Der, &key, b"message", &[0; 64]);
        assert!(check().is_err());
        let (answer, seen) = signatures(check);
        assert_eq!(answer, Err(BadSignature::Mismatch));
        let [one] = seen.as_slice() else { panic!("{seen:?}") };
        assert!(!one.verify() && one.kind().ends_with("ed25519"), "{}", one.kind());
        assert!(signatures(|| ()).1.is_empty());
    }
}
