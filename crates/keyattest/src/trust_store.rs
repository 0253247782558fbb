//! The anchors that are built in: tables of facts, one file a vendor.

use crate::claims;
use keyattest_trust::anchors::{Anchor, Store, TableError, read_table};
use keyattest_trust::key::PublicKey;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, cvc, pem};
use std::fmt;
use std::sync::OnceLock;

/// Vendors' tables by name.
const TABLES: &[(&str, &str)] = &[
    ("cardcontact", include_str!("../anchors/cardcontact.toml")),
    ("crypto4a", include_str!("../anchors/crypto4a.toml")),
    ("entrust", include_str!("../anchors/entrust.toml")),
    ("feitian", include_str!("../anchors/feitian.toml")),
    ("fortanix", include_str!("../anchors/fortanix.toml")),
    ("nitrokey", include_str!("../anchors/nitrokey.toml")),
    ("google-cloudhsm", include_str!("../anchors/google-cloudhsm.toml")),
    ("marvell", include_str!("../anchors/marvell.toml")),
    ("securosys", include_str!("../anchors/securosys.toml")),
    ("thales", include_str!("../anchors/thales.toml")),
    ("vancosys", include_str!("../anchors/vancosys.toml")),
    ("yubico", include_str!("../anchors/yubico.toml")),
];

/// The anchors of a verifier.
#[derive(Clone, Debug)]
pub struct TrustStore {
    store: Store,
}

impl TrustStore {
    /// The built-in anchors.
    pub fn built_in() -> Self {
        static STORE: OnceLock<Store> = OnceLock::new();
        let store = STORE.get_or_init(|| Store::new(read_all().unwrap_or_default()));
        Self { store: store.clone() }
    }

    /// The same without the built-in anchors in use. What is known of their keys stays: a distrusted root stays distrusted.
    #[must_use]
    pub fn only_added(self) -> Self {
        Self { store: self.store.only_added() }
    }

    /// Adds an anchor of the caller's.
    #[must_use]
    pub fn with_anchor(mut self, anchor: Anchor) -> Self {
        self.store.add(anchor);
        self
    }

    /// Adds what a file holds: certificates and public keys in PEM, one of them in DER, a CV certificate, or an anchor table. `open` gives the bytes of a file
    /// that a table names, relative to the table, or says why not.
    ///
    /// # Errors
    /// It holds nothing of these, or something that can not be read.
    pub fn with_file(
        mut self,
        name: &str,
        bytes: &[u8],
        open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, AnchorError> {
        for anchor in read_file(name, bytes, open)? {
            self.store.add(anchor);
        }
        Ok(self)
    }

    /// Every anchor in use.
    pub fn anchors(&self) -> &[Anchor] {
        self.store.all()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }
}

/// Why a file of anchors can not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnchorError {
    /// A certificate or key that can not be read.
    Malformed(Malformed),
    /// An anchor table that is wrong.
    Table(TableError),
    /// Neither certificate, public key nor table.
    Nothing(String),
}

impl fmt::Display for AnchorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Table(problem) => problem.fmt(f),
            Self::Nothing(name) => write!(f, "{name}: neither certificate, public key nor anchor table"),
        }
    }
}

impl std::error::Error for AnchorError {}

impl From<Malformed> for AnchorError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

fn read_file(
    name: &str,
    bytes: &[u8],
    open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<Anchor>, AnchorError> {
    let received = Bytes::new(name, bytes);
    if pem::contains(bytes) {
        let mut anchors = Vec::new();
        for block in pem::blocks(&received)? {
            match block.label.as_str() {
                "CERTIFICATE" => anchors.push(Anchor::from_certificate(name, &Certificate::from_der(block.bytes)?)?),
                "PUBLIC KEY" => anchors.push(Anchor::from_key(name, PublicKey::from_spki(block.bytes)?)),
                _ => {}
            }
        }
        return if anchors.is_empty() { Err(AnchorError::Nothing(name.to_owned())) } else { Ok(anchors) };
    }
    if cvc::is_certificate(bytes) {
        return Ok(vec![Anchor::from_cv_certificate(name, &cvc::Certificate::read(&received)?)?]);
    }
    if bytes.first() == Some(&0x30) {
        return Ok(vec![match PublicKey::from_spki(received.clone()) {
            Ok(key) => Anchor::from_key(name, key),
            Err(_) => Anchor::from_certificate(name, &Certificate::from_der(received)?)?,
        }]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("[[anchor]]") => {
            read_table(text, name, &claims::is_format, open).map_err(AnchorError::Table)
        }
        _ => Err(AnchorError::Nothing(name.to_owned())),
    }
}

fn read_all() -> Result<Vec<Anchor>, TableError> {
    let nothing = |_: &str| Err("built-in tables name no files".to_owned());
    let mut anchors = Vec::new();
    for (vendor, text) in TABLES {
        anchors.extend(read_table(text, vendor, &claims::is_format, &nothing)?);
    }
    for anchor in &mut anchors {
        anchor.built_in = true;
    }
    Ok(anchors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_and_no_key_stands_twice() {
        let anchors = read_all().unwrap();
        assert!(anchors.len() >= 14);
        for (index, anchor) in anchors.iter().enumerate() {
            assert!(anchors.iter().skip(index + 1).all(|other| other.key.spki() != anchor.key.spki()), "{}", anchor.id);
            assert!(anchor.publication.is_some(), "{}: where is it published?", anchor.id);
        }
    }
}
