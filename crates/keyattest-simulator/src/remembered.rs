//! Signatures that were made once: the same things are signed again and again, and the same message always has the same signature.

use keyattest_trust::hash::sha256;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most signatures that are remembered in one place.
const MOST: usize = 256;

/// Signatures of one key in one form, by the hash of what is signed.
#[derive(Default)]
pub(crate) struct Remembered(Mutex<HashMap<[u8; 32], Vec<u8>>>);

impl Remembered {
    /// The signature of this content, made by `sign` where it is not remembered.
    pub(crate) fn signature(&self, content: &[u8], sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let name = sha256(content);
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signature) = lock().get(&name) {
            return signature.clone();
        }
        let signature = sign(content);
        let mut made = lock();
        if made.len() == MOST {
            made.clear();
        }
        made.insert(name, signature.clone());
        signature
    }
}
