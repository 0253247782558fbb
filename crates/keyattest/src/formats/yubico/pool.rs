//! The certificates of a submission, in no order.

use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed};

/// The largest part, in bytes.
pub(in super::super) const MAXIMUM_PART: usize = 64 * 1024;
/// The most certificates of a submission.
const MAXIMUM_CERTIFICATES: usize = 20;

/// Certificates, none of them twice.
#[derive(Default)]
pub(in super::super) struct Pool {
    certificates: Vec<Certificate>,
}

impl Pool {
    /// All of them, in the order in which they came.
    pub(in super::super) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Adds one.
    ///
    /// # Errors
    /// It can not be read, stands twice, or is one too many.
    pub(in super::super) fn add(&mut self, bytes: Bytes) -> Result<&Certificate, Malformed> {
        let within = |what: &'static str| Malformed::new(what).within(bytes.part());
        if self.certificates.len() == MAXIMUM_CERTIFICATES {
            return Err(within("more than 20 certificates"));
        }
        if self.certificates.iter().any(|known| *known.bytes() == bytes) {
            return Err(within("a certificate stands twice"));
        }
        self.certificates.push(Certificate::from_der(bytes)?);
        self.certificates.last().ok_or_else(|| Malformed::new("no certificate"))
    }

    /// The one certificate whose subject is a leaf's name.
    ///
    /// # Errors
    /// None, or more than one: which one is meant is not said.
    pub(in super::super) fn leaf(&self, is_leaf: impl Fn(&str) -> bool) -> Result<&Certificate, Malformed> {
        let named = |one: &&Certificate| one.subject().only_common_name().is_some_and(&is_leaf);
        let mut leaves = self.certificates.iter().filter(named);
        match (leaves.next(), leaves.next()) {
            (Some(leaf), None) => Ok(leaf),
            (None, _) => Err(Malformed::new("no certificate has the name of an attestation")),
            (Some(_), Some(other)) => Err(Malformed::new("a second attestation").within(other.bytes().part())),
        }
    }
}
