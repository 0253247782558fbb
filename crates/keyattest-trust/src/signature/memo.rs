//! What one verification has verified: a search for paths and their judgement ask for the same signatures.

use super::{BadSignature, EcdsaForm, SignatureAlgorithm, verify};
use crate::key::PublicKey;
use keyattest_wire::Bytes;
use std::cell::RefCell;

/// Most answers that are kept; what comes later is verified each time.
const MOST: usize = 64;

/// Answers of [`verify`], each for exactly what was asked: algorithm, form, key, message and signature, byte for byte. It lives as long as one
/// verification, and says nothing to another.
#[derive(Debug, Default)]
pub struct Memo {
    known: RefCell<Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    algorithm: SignatureAlgorithm,
    form: EcdsaForm,
    key: PublicKey,
    message: Bytes,
    signature: Bytes,
    answer: Result<(), BadSignature>,
}

impl Memo {
    /// As [`verify`], once.
    ///
    /// # Errors
    /// As there.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        form: EcdsaForm,
        key: &PublicKey,
        message: &Bytes,
        signature: &Bytes,
    ) -> Result<(), BadSignature> {
        let is_same = |known: &&Known| {
            known.algorithm == algorithm
                && known.form == form
                && known.signature == *signature
                && known.key == *key
                && known.message == *message
        };
        if let Some(known) = self.known.borrow().iter().find(is_same) {
            return known.answer;
        }
        let answer = verify(algorithm, form, key, message, signature);
        let mut known = self.known.borrow_mut();
        if known.len() < MOST {
            let (key, message, signature) = (key.clone(), message.clone(), signature.clone());
            known.push(Known { algorithm, form, key, message, signature, answer });
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::observe;
    use keyattest_wire::oids;
    use keyattest_wire::spki::plain_spki;

    #[test]
    fn what_was_asked_is_verified_once_and_anything_else_is_verified() {
        let key = |byte: u8| PublicKey::from_spki(Bytes::new("key", plain_spki(&oids::ED25519, &[byte; 32]))).unwrap();
        let bytes = |byte: u8, length: usize| Bytes::new("part", vec![byte; length]);
        let memo = Memo::default();
        let ask = |key: &PublicKey, form, message: &Bytes, signature: &Bytes| {
            observe::signatures(|| memo.verify(SignatureAlgorithm::Ed25519, form, key, message, signature))
        };
        let (message, signature) = (bytes(1, 8), bytes(0, 64));
        let (first, seen) = ask(&key(1), EcdsaForm::Der, &message, &signature);
        assert!(first.is_err() && seen.len() == 1);
        // The same bytes from elsewhere are the same question.
        let (again, seen) = ask(&key(1), EcdsaForm::Der, &bytes(1, 8), &bytes(0, 64));
        assert!(again == first && seen.is_empty());
        for (other_key, form, message, signature) in [
            (key(2), EcdsaForm::Der, message.clone(), signature.clone()),
            (key(1), EcdsaForm::Fixed, message.clone(), signature.clone()),
            (key(1), EcdsaForm::Der, bytes(2, 8), signature.clone()),
            (key(1), EcdsaForm::Der, message.clone(), bytes(3, 64)),
        ] {
            assert_eq!(ask(&other_key, form, &message, &signature).1.len(), 1);
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let key = PublicKey::from_spki(Bytes::new("key", plain_spki(&oids::ED25519, &[1; 32]))).unwrap();
        let memo = Memo::default();
        for byte in 0..100u8 {
            let message = Bytes::new("part", vec![byte]);
            let _ = memo.verify(SignatureAlgorithm::Ed25519, EcdsaForm::Der, &key, &message, &message);
        }
        assert_eq!(memo.known.borrow().len(), MOST);
    }
}
