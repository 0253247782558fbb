//! Trust anchors in the spirit of RFC 5914: a name and a key, and what they may anchor; never a certificate that evidence carries.

mod table;

use crate::key::PublicKey;
use keyattest_wire::name::Name;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid, Time, hex};
use std::fmt;

pub use table::{TableError, read_table};

/// What an anchor vouches for. Kinds never stand in for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The maker of the module.
    Manufacturer,
    /// Who owns module and partition, as a cloud provider does.
    Owner,
    /// Who owns a partition alone.
    PartitionOwner,
}

impl Kind {
    /// The word of anchor tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Manufacturer => "manufacturer",
            Self::Owner => "owner",
            Self::PartitionOwner => "partition-owner",
        }
    }
}

/// Whether an anchor is to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// In use.
    Active,
    /// Superseded or expired; what it anchored stays so.
    Retired,
    /// For tests: it anchors, and policies refuse it.
    TestOnly,
    /// Never anchors anything, whoever configures it.
    Distrusted,
}

impl Status {
    /// The word of anchor tables and results.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Retired => "retired",
            Self::TestOnly => "test-only",
            Self::Distrusted => "distrusted",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The formats that an anchor may anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every format.
    All,
    /// These, by their ids.
    Formats(Vec<String>),
}

impl Scope {
    /// Whether `format` is among them.
    pub fn holds(&self, format: &str) -> bool {
        match self {
            Self::All => true,
            Self::Formats(formats) => formats.iter().any(|known| known == format),
        }
    }
}

/// From when to when an anchor is valid, both ends included, and the SHA-256 of the certificate that says so, if one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    /// First second.
    pub from: Time,
    /// Last second.
    pub until: Time,
    /// SHA-256 of the certificate.
    pub certificate_sha256: Option<[u8; 32]>,
}

/// One trust anchor.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Anchor {
    /// Stable id: `vendor/name` in the built-in table, the file's name for a caller's.
    pub id: String,
    /// DER of the subject's name, or a CV certificate's holder reference; a bare key has none.
    pub name: Option<Bytes>,
    /// The key.
    pub key: PublicKey,
    /// One entry a certificate of this name and key that is known; empty: without end.
    pub validity: Vec<Validity>,
    /// Formats that it may anchor.
    pub scope: Scope,
    /// What it vouches for.
    pub kind: Kind,
    /// Whether it is to be believed.
    pub status: Status,
    /// The owner whom it names, for the owner's kinds.
    pub owner: Option<String>,
    /// Certificate policies that it has, where a format judges them.
    pub policies: Option<Vec<Oid>>,
    /// The path length that its certificates state, where one does.
    pub path_length: Option<u64>,
    /// Where the vendor publishes it.
    pub publication: Option<String>,
    /// Remarks for people.
    pub note: Option<String>,
    /// Whether it is of the built-in table.
    pub built_in: bool,
    /// The received form, where a format has another than X.509 (a CV certificate).
    pub received: Option<Bytes>,
}

impl Anchor {
    /// A caller's anchor from a certificate: of the manufacturer's kind, for every format, active.
    ///
    /// # Errors
    /// A key that can not be read.
    pub fn from_certificate(id: impl Into<String>, certificate: &Certificate) -> Result<Self, Malformed> {
        let key = PublicKey::from_spki(certificate.spki().clone())?;
        let mut anchor = Self::from_key(id, key);
        anchor.name = Some(certificate.subject_bytes().clone());
        anchor.validity.push(Validity {
            from: certificate.not_before(),
            until: certificate.not_after(),
            certificate_sha256: Some(crate::hash::sha256(certificate.bytes())),
        });
        anchor.policies = certificate.policies().ok().flatten();
        anchor.path_length = certificate.basic_constraints().ok().flatten().and_then(|basic| basic.path_length);
        Ok(anchor)
    }

    /// A caller's anchor from a bare public key: of the manufacturer's kind, for every format, active, without end.
    pub fn from_key(id: impl Into<String>, key: PublicKey) -> Self {
        Self {
            id: id.into(),
            name: None,
            key,
            validity: Vec::new(),
            scope: Scope::All,
            kind: Kind::Manufacturer,
            status: Status::Active,
            owner: None,
            policies: None,
            path_length: None,
            publication: None,
            note: None,
            built_in: false,
            received: None,
        }
    }

    /// Whether `at` lies in one of its validities, or it has none.
    pub fn is_valid_at(&self, at: Time) -> bool {
        self.validity.is_empty() || self.validity.iter().any(|validity| (validity.from..=validity.until).contains(&at))
    }

    /// The name for people, or the key's hash where it has none.
    pub fn title(&self) -> String {
        match &self.name {
            Some(reference) if reference.iter().all(u8::is_ascii_alphanumeric) => {
                String::from_utf8_lossy(reference).into_owned()
            }
            Some(name) => Name::new(name).to_string(),
            None => format!("key sha256 {}", hex::encode(&self.key.spki_sha256())),
        }
    }
}

/// All anchors of a verification.
#[derive(Clone, Debug, Default)]
pub struct Store {
    anchors: Vec<Anchor>,
    known: Vec<Anchor>,
}

impl Store {
    /// The anchors `built_in`, all of them used.
    pub fn new(built_in: Vec<Anchor>) -> Self {
        Self { anchors: built_in.clone(), known: built_in }
    }

    /// The same knowledge of keys, and none of the anchors used: what a caller adds is all there is.
    #[must_use]
    pub fn only_added(self) -> Self {
        Self { anchors: Vec::new(), known: self.known }
    }

    /// Adds a caller's anchor. One whose key is in the built-in table takes that entry's formats, kind and status.
    pub fn add(&mut self, mut anchor: Anchor) {
        if let Some(known) = self.known.iter().find(|known| known.key.is_same_as(&anchor.key)) {
            anchor.scope = known.scope.clone();
            anchor.kind = known.kind;
            anchor.status = known.status;
            anchor.id.clone_from(&known.id);
            anchor.owner = anchor.owner.or_else(|| known.owner.clone());
            anchor.publication.clone_from(&known.publication);
        }
        self.anchors.push(anchor);
    }

    /// Every anchor in use.
    pub fn all(&self) -> &[Anchor] {
        &self.anchors
    }

    /// The entry of the built-in table with this key, whether or not it is used.
    pub fn known(&self, key: &PublicKey) -> Option<&Anchor> {
        self.known.iter().find(|known| known.key.is_same_as(key))
    }

    /// The anchors of a kind that may end a path of `format` by this name. Distrusted ones never do.
    pub fn named(&self, format: &str, kind: Kind, name: &[u8]) -> Vec<&Anchor> {
        let is_named = |anchor: &&Anchor| anchor.name.as_ref().is_some_and(|known| known.as_slice() == name);
        self.usable(format, kind).filter(is_named).collect()
    }

    /// The bare keys of a kind that are anchors of `format`.
    pub fn bare(&self, format: &str, kind: Kind) -> Vec<&Anchor> {
        self.usable(format, kind).filter(|anchor| anchor.name.is_none()).collect()
    }

    fn usable(&self, format: &str, kind: Kind) -> impl Iterator<Item = &Anchor> {
        self.anchors.iter().filter(move |anchor| {
            anchor.kind == kind && anchor.status != Status::Distrusted && anchor.scope.holds(format)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::Bytes;
    use keyattest_wire::spki::rsa_spki;

    #[test]
    fn a_distrusted_key_stays_distrusted_however_it_is_written() {
        let plain = rsa_spki(&[&[0xc1][..], &[0x5a; 255]].concat(), &[1, 0, 1]);
        // Without the NULL behind rsaEncryption.
        let null = plain.windows(2).position(|pair| pair == [5, 0]).unwrap();
        let mut bare = [&plain[..null], &plain[null + 2..]].concat();
        bare[3] -= 2;
        bare[5] -= 2;
        let anchor = |id: &str, spki: &[u8]| {
            Anchor::from_key(id, PublicKey::from_spki(Bytes::new("key", spki.to_vec())).unwrap())
        };
        let distrusted = Anchor { status: Status::Distrusted, ..anchor("known", &plain) };
        for spki in [&plain, &bare] {
            let mut store = Store::new(vec![distrusted.clone()]).only_added();
            store.add(anchor("again", spki));
            assert_eq!(store.all()[0].status, Status::Distrusted);
            assert!(store.bare("luna-pkc", Kind::Manufacturer).is_empty());
            assert_eq!(store.known(&store.all()[0].key).map(|known| known.id.as_str()), Some("known"));
        }
    }
}
