//! The registration: authenticator data, what is signed, and the blob around it.

use super::claims::Said;
use crate::{cbor, ssh};
use keyattest_trust::{Curve, KeyKind, PublicKey, hash};
use keyattest_wire::Bytes;

/// The flags of authenticator data.
pub(super) const USER_PRESENT: u8 = 0x01;
pub(super) const USER_VERIFIED: u8 = 0x04;
pub(super) const BACKUP_ELIGIBLE: u8 = 0x08;
pub(super) const BACKED_UP: u8 = 0x10;
pub(super) const ATTESTED: u8 = 0x40;
pub(super) const EXTENSIONS: u8 = 0x80;

/// What is signed, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A registration of FIDO2.
    Packed,
    /// A U2F registration, which the library has put into the form of FIDO2.
    U2f,
}

/// Authenticator data before they are written.
#[derive(Clone)]
pub(super) struct Registration {
    /// For which the key is made.
    pub(super) application: String,
    pub(super) flags: u8,
    pub(super) counter: u32,
    pub(super) aaguid: [u8; 16],
    pub(super) credential_id: Vec<u8>,
    /// Pairs of the COSE key.
    pub(super) key: Vec<(Vec<u8>, Vec<u8>)>,
    /// The extensions' map, if any.
    pub(super) extensions: Vec<u8>,
    /// x and y of a key on P-256, as U2F signs them.
    point: Vec<u8>,
}

impl Registration {
    /// Of a key on P-256 or Ed25519; none of another.
    pub(super) fn new(said: &Said, spki: &[u8], credential_length: usize) -> Option<Self> {
        let key = PublicKey::from_spki(Bytes::new("key", spki)).ok()?;
        let pair = |name: i64, value: Vec<u8>| (cbor::integer(name), value);
        let (pairs, point) = match key.kind() {
            KeyKind::Ec { curve: Curve::P256, point } => {
                let (x, y) = Curve::P256.coordinates(point)?;
                let kind = [pair(1, cbor::integer(2)), pair(3, cbor::integer(-7)), pair(-1, cbor::integer(1))];
                let numbers = [pair(-2, cbor::bytes(x)), pair(-3, cbor::bytes(y))];
                ([&kind[..], &numbers].concat(), point.to_vec())
            }
            KeyKind::Ed25519 => {
                let kind = [pair(1, cbor::integer(1)), pair(3, cbor::integer(-8)), pair(-1, cbor::integer(6))];
                ([&kind[..], &[pair(-2, cbor::bytes(key.bits()))]].concat(), Vec::new())
            }
            _ => return None,
        };
        let credential_id = hash::sha256(b"TEST credential").iter().copied().cycle().take(credential_length).collect();
        let mut registration = Self {
            application: said.application.clone(),
            flags: USER_PRESENT | ATTESTED,
            counter: 0,
            aaguid: [0; 16],
            credential_id,
            key: pairs,
            extensions: Vec::new(),
            point,
        };
        if said.kind == Kind::Packed {
            let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
            registration.aaguid = said.aaguid;
            registration.counter = 7;
            registration.flags |= flag(said.user_verified, USER_VERIFIED) | flag(said.backup_eligible, BACKUP_ELIGIBLE);
            if let Some(level) = said.cred_protect {
                registration.protect(level);
            }
        }
        Some(registration)
    }

    /// Whether the key is on P-256.
    pub(super) fn is_p256(&self) -> bool {
        !self.point.is_empty()
    }

    /// Puts a value in the place of a member's of the key.
    pub(super) fn set_member(&mut self, name: i64, value: Vec<u8>) {
        let name = cbor::integer(name);
        for (_, known) in self.key.iter_mut().filter(|(known, _)| *known == name) {
            known.clone_from(&value);
        }
    }

    /// Adds the extension credProtect with this number.
    pub(super) fn protect(&mut self, level: u8) {
        self.flags |= EXTENSIONS;
        self.extensions = cbor::map(&[(cbor::text("credProtect"), cbor::integer(i64::from(level)))]);
    }

    fn application_hash(&self) -> [u8; 32] {
        hash::sha256(self.application.as_bytes())
    }

    /// Authenticator data.
    pub(super) fn data(&self) -> Vec<u8> {
        [
            &self.application_hash()[..],
            &[self.flags],
            &self.counter.to_be_bytes(),
            &self.aaguid,
            &(self.credential_id.len() as u16).to_be_bytes(),
            &self.credential_id,
            &cbor::map(&self.key),
            &self.extensions,
        ]
        .concat()
    }

    /// What the attestation key signs, for the hash of the client's data.
    pub(super) fn message(&self, kind: Kind, client_data_hash: &[u8]) -> Vec<u8> {
        match kind {
            Kind::Packed => [&self.data(), client_data_hash].concat(),
            Kind::U2f => {
                let application = self.application_hash();
                [&[0][..], &application, client_data_hash, &self.credential_id, &self.point].concat()
            }
        }
    }
}

/// The file before it is written.
pub(super) struct Blob {
    pub(super) magic: &'static [u8],
    pub(super) certificate: Vec<u8>,
    pub(super) signature: Vec<u8>,
    /// Authenticator data as they are wrapped.
    pub(super) data: Vec<u8>,
    pub(super) flags: u32,
    pub(super) reserved: Vec<u8>,
}

impl Blob {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let strings = [self.magic, &self.certificate, &self.signature, &self.data].map(ssh::string).concat();
        [strings, self.flags.to_be_bytes().to_vec(), ssh::string(&self.reserved)].concat()
    }
}
