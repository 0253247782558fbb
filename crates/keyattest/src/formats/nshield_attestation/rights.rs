//! What an access control list comes to: whether the key can leave, who can recover it, what it is for, and what opens its blobs.

use super::acl::{Action, Blob, Group};
use super::marshal::Hash;

const EXPORT_AS_PLAIN: u32 = 0x4;
const SET_APPLICATION_DATA: u32 = 0x10;
const EXPAND_ACL: u32 = 0x40;
const DECRYPT: u32 = 0x100;
const USE_AS_BLOB_KEY: u32 = 0x400;
const USE_AS_MODULE_KEY: u32 = 0x800;
const SIGN: u32 = 0x1000;
const USE_AS_LOADER_KEY: u32 = 0x4000;
/// The sixteen permissions that are known.
const KNOWN: u32 = 0xffff;
/// What nobody may do with a key that is to stay: export it, or open a way to that later.
const FORBIDDEN: u32 = EXPORT_AS_PLAIN | SET_APPLICATION_DATA | EXPAND_ACL | USE_AS_MODULE_KEY | USE_AS_LOADER_KEY;
/// What only a private half can do. UseAsBlobKey is the `unwrap` of the vendor's tools; whether it is wanted, policies say.
const PURPOSES: [(u32, &str); 3] = [(SIGN, "sign"), (DECRYPT, "decrypt"), (USE_AS_BLOB_KEY, "unwrap")];
/// The mechanism that makes the public half from the private one.
const PUBLIC_FROM_PRIVATE: u32 = 29;
/// The token is opened by a passphrase.
const SOFTCARD: u32 = 0x4;

/// Keys of the security world that an access control list may name.
pub(super) struct World {
    /// The security officer's.
    pub(super) officer: Hash,
    pub(super) module_key: Hash,
    /// The recovery key, where the world has one.
    pub(super) recovery: Option<Hash>,
}

/// How far a key can go, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exportability {
    None,
    SameDomain,
    Wrapped,
    Plain,
}

impl Exportability {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SameDomain => "same-domain",
            Self::Wrapped => "wrapped",
            Self::Plain => "plain",
        }
    }
}

/// What loading a blob of the key needs, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protection {
    /// The module alone.
    Module,
    /// A passphrase.
    Softcard,
    /// Operator cards: so many of so many.
    Cardset { needed: u32, total: u32 },
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rights {
    /// Whether administrator cards can get at the key.
    pub(super) recoverable: bool,
    pub(super) exportability: Exportability,
    /// None where no blob may be made.
    pub(super) protection: Option<Protection>,
    pub(super) purposes: Vec<&'static str>,
}

/// Evaluates all groups, or says which right is too much.
pub(super) fn evaluate(groups: &[Group], world: &World) -> Result<Rights, String> {
    let mut rights =
        Rights { recoverable: false, exportability: Exportability::None, protection: None, purposes: Vec::new() };
    let mut open = 0;
    for (index, group) in groups.iter().enumerate() {
        let within = |why: String| format!("group {index}: {why}");
        group.actions.iter().try_for_each(known).map_err(within)?;
        match group.certifiers.as_slice() {
            [] => {
                for action in &group.actions {
                    open |= rights.ungated(action, world).map_err(within)?;
                }
            }
            [certifier] if certifier.sha1() == Some(world.officer) => {
                group.actions.iter().for_each(|action| rights.officers(action, world));
            }
            _ => return Err(within("another key than the security officer's opens it".to_owned())),
        }
    }
    let purposes = PURPOSES.into_iter().filter(|(permission, _)| open & permission != 0);
    rights.purposes = purposes.map(|(_, word)| word).collect();
    if rights.purposes.is_empty() {
        return Err("no permission that only a private key has use for".to_owned());
    }
    Ok(rights)
}

/// What is not known is refused wherever it stands.
fn known(action: &Action) -> Result<(), String> {
    match action {
        Action::Permissions(permissions) if permissions & !KNOWN != 0 => {
            Err(format!("unknown permissions {:#x}", permissions & !KNOWN))
        }
        Action::Derive { mechanism } if *mechanism != PUBLIC_FROM_PRIVATE => {
            Err(format!("a derivation by the mechanism {mechanism}"))
        }
        _ => Ok(()),
    }
}

impl Rights {
    /// What anybody may do who can use the key. Gives the permissions.
    fn ungated(&mut self, action: &Action, world: &World) -> Result<u32, String> {
        match action {
            Action::ArchiveBlob { key } => {
                if key.is_none() || *key != world.recovery {
                    return Err("recovery blobs under another key than the world's".to_owned());
                }
                self.recoverable = true;
                self.reaches(Exportability::SameDomain);
            }
            Action::Blob(blob) => {
                let protection = protection(blob, world)?;
                self.protection = Some(self.protection.map_or(protection, |known| known.min(protection)));
                self.reaches(Exportability::SameDomain);
            }
            Action::Derive { .. } => {}
            Action::Permissions(permissions) => {
                let forbidden = permissions & FORBIDDEN;
                return if forbidden == 0 { Ok(*permissions) } else { Err(format!("permissions {forbidden:#x}")) };
            }
        }
        Ok(0)
    }

    /// What administrator cards may do: nothing of it is refused, and all of it is told.
    fn officers(&mut self, action: &Action, world: &World) {
        self.recoverable = true;
        self.reaches(match action {
            Action::Permissions(permissions) if permissions & (EXPORT_AS_PLAIN | EXPAND_ACL) != 0 => {
                Exportability::Plain
            }
            Action::Permissions(permissions) if permissions & (USE_AS_MODULE_KEY | USE_AS_LOADER_KEY) != 0 => {
                Exportability::Wrapped
            }
            Action::ArchiveBlob { key } if key.is_none() || *key != world.recovery => Exportability::Wrapped,
            Action::Blob(blob) if blob.null_module_key || blob.module_key != Some(world.module_key) => {
                Exportability::Wrapped
            }
            _ => Exportability::SameDomain,
        });
    }

    fn reaches(&mut self, exportability: Exportability) {
        self.exportability = self.exportability.max(exportability);
    }
}

/// What opens a blob that anybody may make; refused where it would leave the security world.
fn protection(blob: &Blob, world: &World) -> Result<Protection, String> {
    if blob.module_key != Some(world.module_key) || blob.null_module_key {
        return Err("blobs under another module key than the world's".to_owned());
    }
    if let Some(token) = blob.token_parameters.filter(|token| !(1..=token.total).contains(&token.needed)) {
        return Err(format!("blobs under a token of {} of {} shares", token.needed, token.total));
    }
    match (blob.module_only, blob.token, blob.token_parameters) {
        (true, ..) => Ok(Protection::Module),
        (false, None, _) => Err("blobs under a module key, and neither without a token nor with one".to_owned()),
        (false, Some(_), Some(token)) if token.flags & SOFTCARD == 0 => {
            Ok(Protection::Cardset { needed: token.needed, total: token.total })
        }
        (false, Some(_), _) => Ok(Protection::Softcard),
    }
}

#[cfg(test)]
mod tests {
    use super::super::acl::TokenParameters;
    use super::super::marshal::{KeyHash, SHA1};
    use super::*;

    const WORLD: World = World { officer: [1; 20], module_key: [2; 20], recovery: Some([3; 20]) };

    fn open(actions: Vec<Action>) -> Group {
        Group { certifiers: Vec::new(), actions }
    }

    fn officers(actions: Vec<Action>) -> Group {
        gated(SHA1, &[1; 20], actions)
    }

    fn gated(mechanism: u32, hash: &[u8], actions: Vec<Action>) -> Group {
        Group { certifiers: vec![KeyHash { mechanism, hash: hash.to_vec() }], actions }
    }

    fn blob() -> Blob {
        Blob { module_key: Some([2; 20]), token: Some([9; 20]), ..Blob::default() }
    }

    fn token(flags: u32, needed: u32, total: u32) -> Blob {
        Blob { token_parameters: Some(TokenParameters { flags, needed, total }), ..blob() }
    }

    /// Evaluates a group of these beside one that lets the key sign.
    fn beside_sign(group: Group) -> Result<Rights, String> {
        evaluate(&[open(vec![Action::Permissions(SIGN)]), group], &WORLD)
    }

    #[test]
    fn a_key_that_only_signs() {
        let rights = beside_sign(open(Vec::new())).unwrap();
        let expected =
            Rights { recoverable: false, exportability: Exportability::None, protection: None, purposes: vec!["sign"] };
        assert_eq!(rights, expected);
        let all = open(vec![Action::Permissions(0xb5af & !FORBIDDEN), Action::Derive { mechanism: 29 }]);
        assert_eq!(evaluate(&[all], &WORLD).unwrap().purposes, ["sign", "decrypt", "unwrap"]);
    }

    #[test]
    fn every_right_that_is_too_much_for_anybody() {
        for permission in [0x4, 0x10, 0x40, 0x800, 0x4000, 0x1_0000, 0x8000_0000] {
            assert!(beside_sign(open(vec![Action::Permissions(permission)])).is_err(), "{permission:#x}");
        }
        for action in [
            Action::Derive { mechanism: 30 },
            Action::ArchiveBlob { key: None },
            Action::ArchiveBlob { key: Some([2; 20]) },
            Action::Blob(Blob { module_key: None, ..blob() }),
            Action::Blob(Blob { module_key: Some([3; 20]), ..blob() }),
            Action::Blob(Blob { null_module_key: true, ..blob() }),
            Action::Blob(Blob { token: None, ..blob() }),
            Action::Blob(token(0, 0, 1)),
            Action::Blob(token(0, 2, 1)),
        ] {
            assert!(beside_sign(open(vec![action.clone()])).is_err(), "{action:?}");
        }
        let without = World { recovery: None, ..WORLD };
        let archive = open(vec![Action::Permissions(SIGN), Action::ArchiveBlob { key: None }]);
        assert!(evaluate(&[archive], &without).is_err());
    }

    #[test]
    fn a_list_of_nothing_that_only_a_private_half_can_do() {
        assert!(evaluate(&[], &WORLD).is_err());
        assert!(evaluate(&[open(vec![Action::Permissions(0x280 | 0x2000)])], &WORLD).is_err());
        assert!(evaluate(&[officers(vec![Action::Permissions(SIGN)])], &WORLD).is_err());
    }

    #[test]
    fn other_certifiers_and_what_is_not_known() {
        let sign = || vec![Action::Permissions(SIGN)];
        assert!(beside_sign(gated(SHA1, &[5; 20], sign())).is_err());
        assert!(beside_sign(gated(93, &[1; 32], sign())).is_err());
        let mut two = officers(sign());
        two.certifiers.push(two.certifiers[0].clone());
        assert!(beside_sign(two).is_err());
        assert!(beside_sign(officers(vec![Action::Permissions(0x1_0000)])).is_err());
        assert!(beside_sign(officers(vec![Action::Derive { mechanism: 1 }])).is_err());
    }

    #[test]
    fn what_administrator_cards_may_do_is_told() {
        let reaches = |actions: Vec<Action>| {
            let rights = beside_sign(officers(actions)).unwrap();
            (rights.recoverable, rights.exportability)
        };
        assert_eq!(reaches(Vec::new()), (false, Exportability::None));
        for (action, expected) in [
            (Action::Permissions(0x207d), Exportability::Plain),
            (Action::Permissions(EXPAND_ACL), Exportability::Plain),
            (Action::Permissions(USE_AS_MODULE_KEY), Exportability::Wrapped),
            (Action::Permissions(USE_AS_LOADER_KEY), Exportability::Wrapped),
            (Action::Permissions(SIGN), Exportability::SameDomain),
            (Action::Blob(blob()), Exportability::SameDomain),
            (Action::Blob(Blob { module_key: None, ..blob() }), Exportability::Wrapped),
            (Action::Blob(Blob { null_module_key: true, ..blob() }), Exportability::Wrapped),
            (Action::ArchiveBlob { key: Some([3; 20]) }, Exportability::SameDomain),
            (Action::ArchiveBlob { key: Some([4; 20]) }, Exportability::Wrapped),
            (Action::ArchiveBlob { key: None }, Exportability::Wrapped),
        ] {
            assert_eq!(reaches(vec![action.clone()]), (true, expected), "{action:?}");
            assert_eq!(reaches(vec![Action::Permissions(EXPORT_AS_PLAIN), action]), (true, Exportability::Plain));
        }
        let archive = beside_sign(open(vec![Action::ArchiveBlob { key: Some([3; 20]) }])).unwrap();
        assert_eq!((archive.recoverable, archive.exportability), (true, Exportability::SameDomain));
    }

    #[test]
    fn the_weakest_protection_counts() {
        let protection =
            |blobs: Vec<Blob>| beside_sign(open(blobs.into_iter().map(Action::Blob).collect())).unwrap().protection;
        let cards = token(3, 2, 3);
        let module = Blob { module_only: true, ..blob() };
        assert_eq!(protection(vec![cards.clone()]), Some(Protection::Cardset { needed: 2, total: 3 }));
        assert_eq!(protection(vec![token(0, 1, 3), cards.clone()]), Some(Protection::Cardset { needed: 1, total: 3 }));
        assert_eq!(protection(vec![token(7, 1, 1)]), Some(Protection::Softcard));
        assert_eq!(protection(vec![blob()]), Some(Protection::Softcard), "without parameters");
        assert_eq!(protection(vec![cards.clone(), blob()]), Some(Protection::Softcard));
        assert_eq!(protection(vec![module, cards, blob()]), Some(Protection::Module));
    }
}
