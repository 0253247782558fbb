//! `M_ACL`: who may do what with a key. Read completely or not at all: an action that is not known may let the key out.

use super::marshal::{Hash, KeyHash, Reader, SHA1};
use keyattest_wire::Result;

/// Actions that are all open under the same conditions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Keys whose holders must consent.
    pub(super) certifiers: Vec<KeyHash>,
    pub(super) actions: Vec<Action>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// A recovery blob, under the key of this hash, or under any.
    ArchiveBlob {
        key: Option<Hash>,
    },
    /// A blob of the key, under a module key and perhaps a token.
    Blob(Blob),
    /// Another key from this one, by the mechanism of this number, without parameters.
    Derive {
        mechanism: u32,
    },
    Permissions(u32),
}

/// What may be written into blobs of the key, and what it takes to load one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Blob {
    /// Blobs under the module key alone are allowed.
    pub(super) module_only: bool,
    /// Blobs under a null module key are allowed.
    pub(super) null_module_key: bool,
    /// The only module key that is allowed, or any.
    pub(super) module_key: Option<Hash>,
    /// Blobs need this token.
    pub(super) token: Option<Hash>,
    pub(super) token_parameters: Option<TokenParameters>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TokenParameters {
    pub(super) flags: u32,
    /// Shares that open the token.
    pub(super) needed: u32,
    pub(super) total: u32,
}

impl Group {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Self> {
        // 0x2 (the consent is fresh) and 0x20 carry nothing and gate nothing alone.
        let flags = reader.flags(0x6f)?;
        reader.array(limit)?;
        let actions = reader.array(Action::read)?;
        let sha1 = |hash: Hash| KeyHash { mechanism: SHA1, hash: hash.to_vec() };
        let mut certifiers = Vec::new();
        if flags & 0x1 != 0 {
            certifiers.push(sha1(reader.hash()?));
        }
        if flags & 0x4 != 0 {
            certifiers.push(sha1(reader.hash()?));
            reader.word()?;
        }
        if flags & 0x8 != 0 {
            // The serial number of the one module where the group holds.
            reader.text()?;
        }
        if flags & 0x40 != 0 {
            certifiers.push(KeyHash::read(reader)?);
            reader.word()?;
        }
        Ok(Self { certifiers, actions })
    }
}

/// A use limit, which closes a group and opens none: read, and not judged.
fn limit(reader: &mut Reader<'_>) -> Result<()> {
    match reader.word()? {
        1 | 6 => {
            reader.hash()?;
            reader.word()?;
        }
        3 => {
            reader.word()?;
        }
        kind => return Err(reader.malformed(format!("the unknown use limit {kind}"))),
    }
    Ok(())
}

impl Action {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(match reader.word()? {
            1 => Self::Permissions(reader.word()?),
            2 => Self::Blob(Blob::read(reader)?),
            3 => {
                let flags = reader.flags(0x3)?;
                // The mechanism of the blob.
                reader.word()?;
                let key = if flags & 0x1 != 0 { Some(reader.hash()?) } else { None };
                if flags & 0x2 != 0 {
                    blob_file(reader)?;
                }
                Self::ArchiveBlob { key }
            }
            5 | 47 => {
                reader.flags(0)?;
                // The role of this key in the derivation.
                reader.word()?;
                let mechanism = reader.word()?;
                if reader.word()? != 0 {
                    return Err(reader.malformed("a derivation with other keys"));
                }
                Self::Derive { mechanism }
            }
            kind => return Err(reader.malformed(format!("the unknown action {kind}"))),
        })
    }
}

impl Blob {
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        // 0x2, which real keys have, carries nothing: another module key than KM0 may be used.
        let flags = reader.flags(0x7f)?;
        let module_key = if flags & 0x4 != 0 { Some(reader.hash()?) } else { None };
        let token = if flags & 0x8 != 0 { Some(reader.hash()?) } else { None };
        let token_parameters = if flags & 0x10 != 0 { Some(TokenParameters::read(reader)?) } else { None };
        if flags & 0x40 != 0 {
            blob_file(reader)?;
        }
        Ok(Self {
            module_only: flags & 0x1 != 0,
            null_module_key: flags & 0x20 != 0,
            module_key,
            token,
            token_parameters,
        })
    }
}

impl TokenParameters {
    /// The one word of flags whose bits are not judged, and behind the shares a timeout.
    fn read(reader: &mut Reader<'_>) -> Result<Self> {
        let read = Self { flags: reader.word()?, needed: reader.word()?, total: reader.word()? };
        reader.word()?;
        Ok(read)
    }
}

/// Where a blob may be kept: devices, and the access control list of the file by its hash.
fn blob_file(reader: &mut Reader<'_>) -> Result<()> {
    let flags = reader.flags(0x3)?;
    if flags & 0x1 != 0 {
        reader.word()?;
    }
    if flags & 0x2 != 0 {
        reader.hash()?;
    }
    Ok(())
}
