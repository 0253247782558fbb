//! Authenticator data (WebAuthn Level 3, 6.1) of a registration.
//!
//! ```text
//! SHA-256 of the relying party's id [32]  flags u8  signature counter u32  AAGUID [16]  length u16  credential id [length]
//! credential key: one COSE key  [extensions: one CBOR map, where the flags say so]                              (big-endian)
//! ```

use keyattest_wire::cbor::Item;
use keyattest_wire::cose::CoseKey;
use keyattest_wire::{Bytes, Malformed};

/// The longest credential id, in bytes.
const MAXIMUM_CREDENTIAL_ID: u16 = 1023;
/// Levels of the extensions' CBOR, the map itself included.
const LEVELS: usize = 5;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENSIONS: u8 = 0x80;

/// Authenticator data, read and not verified.
#[derive(Clone, Debug)]
pub(in super::super) struct AuthenticatorData {
    /// All of it, as it is signed.
    pub(in super::super) bytes: Bytes,
    pub(in super::super) rp_id_hash: Bytes,
    /// One byte.
    pub(in super::super) flags: Bytes,
    pub(in super::super) counter: u32,
    pub(in super::super) aaguid: [u8; 16],
    /// The model's identifier where it stands.
    pub(in super::super) aaguid_bytes: Bytes,
    pub(in super::super) credential_id: Bytes,
    pub(in super::super) key: CoseKey,
    /// The key's CBOR.
    pub(in super::super) key_bytes: Bytes,
    /// A CBOR map, where there is one.
    pub(in super::super) extensions: Option<Item>,
}

impl AuthenticatorData {
    /// Reads all of `bytes`.
    pub(in super::super) fn read(bytes: &Bytes) -> Result<Self, Malformed> {
        read(bytes).map_err(|malformed| malformed.within("authenticator data"))
    }

    fn has(&self, flag: u8) -> bool {
        self.flags.first().is_some_and(|flags| flags & flag != 0)
    }

    /// The flag UP.
    pub(in super::super) fn user_present(&self) -> bool {
        self.has(USER_PRESENT)
    }

    /// The flag UV.
    pub(in super::super) fn user_verified(&self) -> bool {
        self.has(USER_VERIFIED)
    }

    /// The flag BE: the credential is made to be synchronised.
    pub(in super::super) fn backup_eligible(&self) -> bool {
        self.has(BACKUP_ELIGIBLE)
    }

    /// An extension of this name.
    pub(in super::super) fn extension(&self, name: &str) -> Option<&Item> {
        self.extensions.as_ref()?.member(name)
    }
}

fn read(bytes: &Bytes) -> Result<AuthenticatorData, Malformed> {
    let mut rest = bytes.as_slice();
    let mut take = |count: usize| -> Result<Bytes, Malformed> {
        let (taken, behind) = rest.split_at_checked(count).ok_or_else(|| Malformed::new("ends too early"))?;
        rest = behind;
        Ok(bytes.span(taken))
    };
    let rp_id_hash = take(32)?;
    let flags = take(1)?;
    let counter = take(4)?.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    let bits = flags.first().copied().unwrap_or(0);
    if bits & ATTESTED == 0 {
        return Err(Malformed::new("the flags name no attested credential"));
    }
    if bits & BACKED_UP != 0 && bits & BACKUP_ELIGIBLE == 0 {
        return Err(Malformed::new("backed up, and not backup eligible"));
    }
    let aaguid_bytes = take(16)?;
    let aaguid = aaguid_bytes.first_chunk().copied().unwrap_or_default();
    let length = take(2)?.first_chunk().map_or(0, |bytes| u16::from_be_bytes(*bytes));
    if length > MAXIMUM_CREDENTIAL_ID {
        return Err(Malformed::new("a credential id of more than 1023 bytes"));
    }
    let credential_id = take(length.into())?;
    let (key, mut behind) = Item::first(&bytes.span(rest), 1)?;
    let mut extensions = None;
    if bits & EXTENSIONS != 0 {
        let (item, end) = Item::first(&behind, LEVELS)?;
        if item.as_map().is_none() {
            return Err(Malformed::new("extensions that are no CBOR map"));
        }
        (extensions, behind) = (Some(item), end);
    }
    if !behind.is_empty() {
        return Err(Malformed::new("bytes behind the last member"));
    }
    Ok(AuthenticatorData {
        bytes: bytes.clone(),
        rp_id_hash,
        flags,
        counter,
        aaguid,
        aaguid_bytes,
        credential_id,
        key: CoseKey::read(&key)?,
        key_bytes: key.bytes,
        extensions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(flags: u8, id: usize, behind: &[u8]) -> Vec<u8> {
        let mut bytes = [vec![1; 32], vec![flags], vec![0, 0, 0, 7], vec![2; 16]].concat();
        bytes.extend(u16::try_from(id).unwrap().to_be_bytes());
        bytes.extend(vec![3; id]);
        bytes.extend([0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32]);
        bytes.extend([4; 32]);
        bytes.extend(behind);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<AuthenticatorData, Malformed> {
        AuthenticatorData::read(&Bytes::new("p", bytes))
    }

    #[test]
    fn members_are_read_with_their_places() {
        let bytes = data(0xc5, 2, b"\xa1\x6bcredProtect\x02");
        let read = read(&bytes).unwrap();
        assert_eq!((read.rp_id_hash.range(), read.flags.range(), read.aaguid_bytes.range()), (0..32, 32..33, 37..53));
        assert_eq!((read.counter, read.aaguid, read.credential_id.as_slice()), (7, [2; 16], &[3, 3][..]));
        assert!(read.user_present() && read.user_verified() && !read.backup_eligible());
        assert_eq!((read.key.algorithm, read.key_bytes.range()), (-8, 57..99));
        assert_eq!(read.extension("credProtect").and_then(Item::as_integer), Some(2));
        assert!(read.extension("hmac-secret").is_none());
    }

    #[test]
    fn flags_and_lengths_are_consistent() {
        for (bytes, why) in [
            (data(0x05, 2, &[]), "no attested credential"),
            (data(0x55, 2, &[]), "not backup eligible"),
            (data(0x45, 2, &[0xa0]), "behind"),
            (data(0xc5, 2, &[]), "early"),
            (data(0xc5, 2, &[0x01]), "no CBOR map"),
            (data(0xc5, 2, &[0xa0, 0xa0]), "behind"),
            (data(0x45, 1024, &[]), "1023"),
        ] {
            let malformed = read(&bytes).unwrap_err();
            assert!(malformed.what().contains(why), "{malformed} for {why}");
        }
        assert!(read(&data(0x5d, 1023, &[])).unwrap().backup_eligible());
        let whole = data(0xc5, 2, &[0xa0]);
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "{length}");
        }
    }
}
