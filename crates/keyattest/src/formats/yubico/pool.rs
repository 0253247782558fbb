//! The certificates of a submission, in no order.

use crate::input::Input;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid, pem};

/// The largest part, in bytes.
pub(in super::super) const MAXIMUM_PART: usize = 64 * 1024;
/// The most certificates of a submission.
const MAXIMUM_CERTIFICATES: usize = 20;

/// Whether a part holds a certificate with this beginning of a leaf's name and this identifier: for detection, by bytes alone.
pub(in super::super) fn has_leaf(input: &Input, name: &[u8], identifier: &Oid) -> bool {
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    let is_leaf = |bytes: &[u8]| holds(bytes, name) && holds(bytes, identifier.as_der());
    input.parts().iter().map(|part| part.bytes()).filter(|bytes| bytes.len() <= MAXIMUM_PART).any(|bytes| {
        if pem::contains(bytes) {
            pem::blocks(bytes).is_ok_and(|blocks| blocks.iter().any(|block| is_leaf(&block.bytes)))
        } else {
            is_leaf(bytes)
        }
    })
}

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

    /// Adds the certificates of a part: one in DER, or any number of PEM blocks among text and blocks of other labels.
    ///
    /// # Errors
    /// As [`Self::add`]; a part of more than 64 KiB; PEM that can not be read, or without a certificate.
    pub(in super::super) fn add_part(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        if bytes.len() > MAXIMUM_PART {
            return Err(Malformed::new("larger than 64 KiB").within(bytes.part()));
        }
        if !pem::contains(bytes) {
            self.add(bytes.clone())?;
            return Ok(());
        }
        let blocks = pem::blocks(bytes)?;
        let mut found = 0usize;
        for block in blocks.iter().filter(|block| block.label == "CERTIFICATE") {
            self.add(block.bytes.renamed(bytes.part()).named(format_args!("certificate {found}")))?;
            found = found.saturating_add(1);
        }
        if found == 0 { Err(Malformed::new("no certificate in it").within(bytes.part())) } else { Ok(()) }
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
