//! The certificate over the generation of a key: its parameters, access control list and hash.

use super::carrier::Shape;
use super::claims::{Officer, Protection, Said};
use super::key::{Key, number_of};
use super::marshal::{DSA, KeyHash, array, key_hash, number, word};
use super::world::World;
use crate::PrivateKey;
use keyattest_trust::hash::sha1;

/// M_ModCertMsg type.
pub(super) const KEY_GENERATION: u32 = 2;

/// Permissions.
pub(super) const EXPORT_AS_PLAIN: u32 = 0x4;
pub(super) const SET_APP_DATA: u32 = 0x10;
pub(super) const EXPAND_ACL: u32 = 0x40;
pub(super) const ENCRYPT: u32 = 0x80;
pub(super) const DECRYPT: u32 = 0x100;
pub(super) const VERIFY: u32 = 0x200;
pub(super) const UNWRAP: u32 = 0x400;
pub(super) const USE_AS_KM: u32 = 0x800;
pub(super) const SIGN: u32 = 0x1000;
pub(super) const USE_AS_LOADER_KEY: u32 = 0x4000;
/// DuplicateHandle, UseAsCertificate, GetAppData, ReduceACL, GetACL, SignModuleCert: what the documented example has beside its purpose.
pub(super) const USUAL: u32 = 0xa02b;
/// What a security officer is known to have: ExportAsPlain and ExpandACL among them.
const OFFICER: u32 = 0x207d;

/// M_PermissionGroup
#[derive(Clone, Default)]
pub(super) struct Group {
    pub(super) flags: u32,
    pub(super) limits: Vec<Vec<u8>>,
    pub(super) actions: Vec<Vec<u8>>,
    /// What goes with the flags.
    pub(super) certifier: Vec<u8>,
}

impl Group {
    /// A group that everybody may use.
    pub(super) fn of(action: Vec<u8>) -> Self {
        Self { actions: vec![action], ..Self::default() }
    }

    /// A group that the owner of the key with this hash opens.
    pub(super) fn certified(certifier: &KeyHash, action: Vec<u8>) -> Self {
        Self { flags: 0x1, certifier: certifier.to_vec(), ..Self::of(action) }
    }

    fn to_bytes(&self) -> Vec<u8> {
        [word(self.flags), array(&self.limits), array(&self.actions), self.certifier.clone()].concat()
    }
}

/// OpPermissions
pub(super) fn permissions(bits: u32) -> Vec<u8> {
    [word(1), word(bits)].concat()
}

/// MakeArchiveBlob under the key with this hash, or under any.
pub(super) fn archive(key: Option<&KeyHash>) -> Vec<u8> {
    // The mechanism is not told by any sample.
    let hash = key.map(|key| key.to_vec());
    [word(3), word(u32::from(hash.is_some())), word(0), hash.unwrap_or_default()].concat()
}

/// DeriveKey.
pub(super) const DERIVE: u32 = 5;
/// DeriveKeyEx.
pub(super) const DERIVE_EXTENDED: u32 = 47;

/// A derivation by this mechanism, with these flags and nothing more.
pub(super) fn derive(action: u32, mechanism: u32, flags: u32) -> Vec<u8> {
    [word(action), word(flags), word(0), word(mechanism), word(0)].concat()
}

/// A limit: once.
pub(super) fn once() -> Vec<u8> {
    [word(1), sha1(b"TEST limit").to_vec(), word(1)].concat()
}

/// MakeBlob
#[derive(Clone)]
pub(super) struct Blob {
    /// Beside those of the members below.
    pub(super) flags: u32,
    pub(super) module_key: Option<KeyHash>,
    pub(super) token: Option<KeyHash>,
    /// Flags, shares needed, shares in all, seconds.
    pub(super) parameters: Option<[u32; 4]>,
}

impl Blob {
    /// None where no blob may be made.
    pub(super) fn new(protection: Protection, module_key: &KeyHash) -> Option<Self> {
        let parameters = match protection {
            Protection::Module => None,
            Protection::Softcard => Some([7, 1, 1, 0]),
            Protection::Cardset => Some([3, 2, 3, 0]),
            Protection::NoBlob => return None,
        };
        Some(Self {
            flags: 0x2 | u32::from(parameters.is_none()),
            module_key: Some(*module_key),
            token: parameters.map(|_| sha1(b"TEST token")),
            parameters,
        })
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let present = |is_there: bool, flag: u32| if is_there { flag } else { 0 };
        let flags = self.flags
            | present(self.module_key.is_some(), 0x4)
            | present(self.token.is_some(), 0x8)
            | present(self.parameters.is_some(), 0x10);
        let hashes = [self.module_key, self.token].into_iter().flatten().flatten();
        let parameters = self.parameters.iter().flatten().flat_map(|value| word(*value));
        [word(2), word(flags), hashes.collect(), parameters.collect()].concat()
    }
}

/// The certificate before it is signed.
#[derive(Clone)]
pub(super) struct Generation {
    pub(super) kind: u32,
    pub(super) flags: u32,
    /// M_KeyGenParams
    pub(super) parameters: Vec<u8>,
    pub(super) groups: Vec<Group>,
    pub(super) hash: KeyHash,
    /// Bytes behind the hash that are signed with it.
    pub(super) behind: Vec<u8>,
    pub(super) signer: &'static PrivateKey,
    /// The public key beside the certificate, M_KeyData.
    pub(super) public: Vec<u8>,
    /// The SubjectPublicKeyInfo of the request's key, where that is not the attested one.
    pub(super) subject: Option<Vec<u8>>,
}

impl Generation {
    pub(super) fn new(said: &Said, shape: &Shape, world: &World, key: &Key, signer: &'static PrivateKey) -> Self {
        let mut groups = vec![Group::of(permissions(USUAL | said.purposes))];
        if let Some(blob) = Blob::new(said.protection, &world.km) {
            groups.push(Group { limits: vec![once()], ..Group::of(blob.to_bytes()) });
        }
        if said.is_archived {
            groups.push(Group::of(archive(Some(&world.kre))));
        }
        match said.officer {
            Officer::Nothing => {}
            Officer::Plain => groups.push(Group::certified(&world.knso.hash(), permissions(OFFICER))),
            Officer::Wrapped => {
                let any = Blob { flags: 0x3, module_key: None, token: None, parameters: None };
                let certifier = [key_hash(&world.knso.hash()), word(DSA)].concat();
                groups.push(Group { flags: 0x40, certifier, ..Group::of(any.to_bytes()) });
            }
        }
        Self {
            kind: KEY_GENERATION,
            flags: 0,
            parameters: parameters(key, shape.gives_exponent),
            groups,
            hash: key.hash(),
            behind: Vec::new(),
            signer,
            public: key.data(),
            subject: None,
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let groups: Vec<Vec<u8>> = self.groups.iter().map(Group::to_bytes).collect();
        let head = [word(self.kind), word(self.flags), self.parameters.clone(), array(&groups)];
        [head.concat(), self.hash.to_vec(), self.behind.clone()].concat()
    }
}

/// Parameters of a generation that makes this key.
pub(super) fn parameters(key: &Key, gives_exponent: bool) -> Vec<u8> {
    let given = match key {
        Key::Rsa { e, n } if gives_exponent => rsa_parameters(0x7, bits(n), &[number(e), word(40)].concat()),
        Key::Rsa { n, .. } => rsa_parameters(0x4, bits(n), &[]),
        Key::Curve { curve, .. } => word(number_of(*curve).unwrap_or_default()),
        Key::Dsa { .. } => Vec::new(),
    };
    [word(key.private_kind()), given].concat()
}

/// Parameters of an RSA key behind their type.
pub(super) fn rsa_parameters(flags: u32, bits: u32, given: &[u8]) -> Vec<u8> {
    [word(flags), word(bits), given.to_vec()].concat()
}

/// How long a number is.
pub(super) fn bits(number: &[u8]) -> u32 {
    let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    (digits.len() as u32 * 8).saturating_sub(digits.first().map_or(0, |first| first.leading_zeros()))
}
