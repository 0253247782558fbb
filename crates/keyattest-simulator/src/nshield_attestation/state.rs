//! What the module states of itself under its long-term key.

use super::carrier::Shape;
use super::claims::Said;
use super::key::Key;
use super::marshal::{KeyHash, array, mechanism, text, word};
use super::world::World;
use crate::{PrivateKey, test_keys};
use keyattest_trust::hash::sha1;

/// M_ModCertMsg type.
pub(super) const STATE: u32 = 4;

/// Attributes.
pub(super) const SERIAL: u32 = 2;
pub(super) const KML: u32 = 3;
pub(super) const KNSO: u32 = 5;
pub(super) const MODULE_KEYS: u32 = 6;
pub(super) const KLF2: u32 = 13;

/// The message before it is signed.
pub(super) struct State {
    pub(super) kind: u32,
    pub(super) flags: u32,
    /// Tags and values, in the order of the documented example.
    pub(super) attributes: Vec<(u32, Vec<u8>)>,
    /// Bytes behind the attributes that are signed with them.
    pub(super) behind: Vec<u8>,
    pub(super) signer: &'static PrivateKey,
}

impl State {
    pub(super) fn new(said: &Said, shape: &Shape, world: &World, kml: &Key) -> Self {
        let klf2 = Key::of_private(&test_keys::NSHIELD_KLF2);
        let module_keys = [sha1(b"TEST KM0"), world.km];
        let mut attributes = vec![(SERIAL, text(&said.serial)), (KML, key(&kml.hash(), kml))];
        if shape.has_klf2 {
            attributes.push((KLF2, key(&klf2.hash(), &klf2)));
        }
        // The permissions are those of the documented example.
        attributes.push((KNSO, [world.knso.hash().to_vec(), word(0x4e4f)].concat()));
        attributes.push((MODULE_KEYS, array(&module_keys.map(|hash| listed(&hash)))));
        Self { kind: STATE, flags: 0, attributes, behind: Vec::new(), signer: &test_keys::NSHIELD_KLF2 }
    }

    /// Puts a value in the place of the attribute with this tag.
    pub(super) fn set(&mut self, tag: u32, value: Vec<u8>) {
        if let Some((_, known)) = self.attributes.iter_mut().find(|(known, _)| *known == tag) {
            *known = value;
        }
    }

    /// Takes the attribute with this tag away.
    pub(super) fn remove(&mut self, tag: u32) {
        self.attributes.retain(|(known, _)| *known != tag);
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let attributes: Vec<Vec<u8>> =
            self.attributes.iter().map(|(tag, value)| [word(*tag), value.clone()].concat()).collect();
        [word(self.kind), word(self.flags), array(&attributes), self.behind.clone()].concat()
    }
}

/// A key with its stated hash and mechanism.
pub(super) fn key(hash: &KeyHash, key: &Key) -> Vec<u8> {
    [hash.to_vec(), key.data(), word(mechanism(key))].concat()
}

/// A module key in the list, with the mechanisms of the documented example.
pub(super) fn listed(hash: &KeyHash) -> Vec<u8> {
    [hash.to_vec(), word(0x89), word(0x49)].concat()
}
