//! `M_ModCertMsg`: what a module states of itself, and of a key that it generated. Read only once it is verified.

use super::acl::Group;
use super::key_data::{KeyData, Use};
use super::marshal::{DSA_SHA256, ECDSA_SHA512, Hash, Reader};
use keyattest_wire::{Bytes, Result};

const KEY_GENERATION: u32 = 2;
const STATE: u32 = 4;

/// A key that the module names: its stated hash, the key, and the mechanism that it signs by.
pub(super) struct NamedKey {
    pub(super) hash: Hash,
    pub(super) key: KeyData,
    mechanism: u32,
    /// Where it stands.
    pub(super) place: Bytes,
}

impl NamedKey {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let start = reader.position();
        let (hash, key, mechanism) = (reader.hash()?, KeyData::read(reader)?, reader.word()?);
        Ok(Self { hash, key, mechanism, place: reader.since(start) })
    }

    /// Whether the stated hash and mechanism are the key's.
    pub(super) fn agrees(&self) -> bool {
        let mechanism = if self.key.is_ecdsa() { ECDSA_SHA512 } else { DSA_SHA256 };
        self.key.hash() == Some(self.hash) && self.mechanism == mechanism
    }
}

/// The state of a module; any of it may be missing.
#[derive(Default)]
pub(super) struct State {
    /// The electronic serial number.
    pub(super) serial: Option<String>,
    /// The key that signs statements of the module about its keys.
    pub(super) kml: Option<NamedKey>,
    /// The module's long-term key.
    pub(super) klf2: Option<NamedKey>,
    /// The hash of the security officer's key, and where it stands.
    pub(super) officer: Option<(Hash, Bytes)>,
    /// Hashes of the module keys that it holds.
    pub(super) module_keys: Option<Vec<Hash>>,
}

impl State {
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let mut reader = begin(bytes, STATE, "state of a module")?;
        let mut state = Self::default();
        let mut seen = Vec::new();
        reader.array(|reader| {
            let tag = reader.word()?;
            if seen.contains(&tag) {
                return Err(reader.malformed(format!("attribute {tag} stands twice")));
            }
            seen.push(tag);
            state.attribute(tag, reader)
        })?;
        reader.end()?;
        Ok(state)
    }

    fn attribute(&mut self, tag: u32, reader: &mut Reader<'_>) -> Result<()> {
        match tag {
            2 => self.serial = Some(reader.text()?),
            3 => {
                let named = NamedKey::read(reader)?;
                if !matches!(named.key, KeyData::Dsa { .. }) && !named.key.is_ecdsa_p521() {
                    return Err(reader.malformed("KML is neither a DSA key nor ECDSA on P-521"));
                }
                self.kml = Some(named);
            }
            5 => {
                let start = reader.position();
                let hash = reader.hash()?;
                self.officer = Some((hash, reader.since(start)));
                // Permissions of the security officer, which are not judged.
                reader.word()?;
            }
            6 => {
                self.module_keys = Some(reader.array(|reader| {
                    let hash = reader.hash()?;
                    reader.take(8)?;
                    Ok(hash)
                })?);
            }
            13 => {
                let named = NamedKey::read(reader)?;
                if !named.key.is_ecdsa_p521() {
                    return Err(reader.malformed("KLF2 is no ECDSA key on P-521"));
                }
                self.klf2 = Some(named);
            }
            _ => return Err(reader.malformed(format!("the unknown attribute {tag}"))),
        }
        Ok(())
    }
}

/// How a key was to be generated.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parameters {
    /// On the curve of this number.
    Ec { purpose: Use, curve: u32 },
    Rsa {
        bits: u32,
        /// The exponent, where the host gave one.
        exponent: Option<Vec<u8>>,
    },
}

/// The generation of a key.
pub(super) struct Generation {
    pub(super) parameters: Parameters,
    pub(super) acl: Vec<Group>,
    /// The key's hash.
    pub(super) hash: Hash,
    /// Where parameters, access control list and hash stand.
    pub(super) places: [Bytes; 3],
}

impl Generation {
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let mut reader = begin(bytes, KEY_GENERATION, "generation of a key")?;
        let start = reader.position();
        let parameters = Parameters::read(&mut reader)?;
        let (parameters_at, start) = (reader.since(start), reader.position());
        let acl = reader.array(Group::read)?;
        let (acl_at, start) = (reader.since(start), reader.position());
        let hash = reader.hash()?;
        let places = [parameters_at, acl_at, reader.since(start)];
        reader.end()?;
        Ok(Self { parameters, acl, hash, places })
    }
}

impl Parameters {
    /// `M_KeyGenParams`, which begins with the type of the private key.
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(match reader.word()? {
            2 => {
                // 0x4, which real keys have, carries nothing.
                let flags = reader.flags(0x7)?;
                let bits = reader.word()?;
                let exponent = if flags & 0x1 != 0 { Some(reader.number()?) } else { None };
                if flags & 0x2 != 0 {
                    // How often primality was to be tested.
                    reader.word()?;
                }
                Self::Rsa { bits, exponent }
            }
            45 => Self::Ec { purpose: Use::Any, curve: reader.word()? },
            47 => Self::Ec { purpose: Use::Ecdsa, curve: reader.word()? },
            kind => return Err(reader.malformed(format!("generation of a key of the unread type {kind}"))),
        })
    }
}

/// KLF2 and KML sign the same kind of message: the type tells them apart.
fn begin<'a>(bytes: &'a Bytes, wanted: u32, what: &str) -> Result<Reader<'a>> {
    let mut reader = Reader::new(bytes);
    let kind = reader.word()?;
    if kind != wanted {
        return Err(reader.malformed(format!("not the {what}, but a message of type {kind}")));
    }
    reader.flags(0)?;
    Ok(reader)
}
