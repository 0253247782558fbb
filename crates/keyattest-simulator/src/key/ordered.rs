//! The key that evidence is ordered for.

use super::{KeyError, PrivateKey};
use keyattest::result::SubjectKind;
use keyattest::{Bytes, Subject, pem};
use std::sync::Arc;

/// The key that the evidence attests, and what its owner gives beside it.
#[derive(Clone, Debug)]
pub struct OrderedKey {
    spki: Vec<u8>,
    private: Option<Arc<PrivateKey>>,
    subject: Option<(SubjectKind, Vec<u8>)>,
}

impl OrderedKey {
    /// Reads a private key (PEM, PKCS#8), or a public key, request or certificate (PEM or DER): the latter then is the subject, as it is.
    ///
    /// # Errors
    /// None of these.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, KeyError> {
        match PrivateKey::from_pem(name, bytes) {
            Ok(key) if key.is_dsa() => return Err(KeyError::Unsupported),
            Ok(key) => return Ok(Self::from_private(Arc::new(key))),
            Err(problem @ (KeyError::Form(_) | KeyError::Unsupported)) => return Err(problem),
            Err(_) => {}
        }
        let subject = Subject::read(&Bytes::new(name, bytes))
            .map_err(|malformed| if pem::contains(bytes) { KeyError::Malformed(malformed) } else { KeyError::NoKey })?;
        Ok(Self { spki: subject.key().spki().to_vec(), private: None, subject: Some((subject.kind(), bytes.to_vec())) })
    }

    /// A key that can sign its own request.
    pub fn from_private(key: Arc<PrivateKey>) -> Self {
        Self { spki: key.spki(), private: Some(key), subject: None }
    }

    /// Its SubjectPublicKeyInfo.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The private key, where it was given.
    pub fn private(&self) -> Option<&PrivateKey> {
        self.private.as_deref()
    }

    /// The subject as it was given, instead of a private key.
    pub fn subject(&self) -> Option<(SubjectKind, &[u8])> {
        self.subject.as_ref().map(|(kind, bytes)| (*kind, bytes.as_slice()))
    }
}
