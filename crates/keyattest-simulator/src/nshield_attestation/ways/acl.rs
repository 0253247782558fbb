//! What is wrong with the access control list: ways for the key to leave, and what nobody can judge.

use crate::Order;
use crate::nshield_attestation::claims::Protection;
use crate::nshield_attestation::generation::{
    Blob, DERIVE, DERIVE_EXTENDED, ENCRYPT, EXPAND_ACL, EXPORT_AS_PLAIN, Generation, Group, SET_APP_DATA, SIGN,
    USE_AS_KM, USE_AS_LOADER_KEY, USUAL, VERIFY, archive, derive, once, permissions,
};
use crate::nshield_attestation::marshal::{KeyHash, SHA1, SHA256, key_hash_by, text, word};
use crate::nshield_attestation::world::World;
use keyattest_trust::hash::{sha1, sha256};

/// A mechanism of DeriveKey that is not the public half's.
const OTHER_MECHANISM: u32 = 30;

pub(in crate::nshield_attestation) fn before_signing(order: &Order, world: &World, generation: &mut Generation) {
    let way = order.wrong.as_deref().unwrap_or_default();
    if let Some(group) = further(way, world) {
        generation.groups.push(group);
    } else if let Some(permission) = permission(way) {
        generation.groups[0].actions.push(permissions(permission));
    } else if let Some(blob) = blob(way, world) {
        generation.groups.truncate(1);
        generation.groups.push(Group::of(blob.to_bytes()));
    }
    match way {
        "acl-public-half" => generation.groups[0] = Group::of(permissions(USUAL | ENCRYPT | VERIFY)),
        "acl-empty" => generation.groups.clear(),
        "acl-private-half-for-officer" => {
            let own = generation.groups[0].actions[0].clone();
            generation.groups[0] = Group::certified(&world.knso.hash(), own);
        }
        _ => {}
    }
}

/// A permission of everybody.
fn permission(way: &str) -> Option<u32> {
    match way {
        "acl-export" => Some(EXPORT_AS_PLAIN),
        "acl-expand" => Some(EXPAND_ACL),
        "acl-application-data" => Some(SET_APP_DATA),
        "acl-module-key" => Some(USE_AS_KM),
        "acl-loader-key" => Some(USE_AS_LOADER_KEY),
        "acl-unknown-permission" => Some(0x1_0000),
        _ => None,
    }
}

/// The only blob that may be made, its protection aside.
fn blob(way: &str, world: &World) -> Option<Blob> {
    let (in_module, by_token) = (Blob::new(Protection::Module, &world.km)?, Blob::new(Protection::Cardset, &world.km)?);
    Some(match way {
        "acl-blob-any-key" => Blob { module_key: None, ..by_token },
        "acl-blob-other-key" => Blob { module_key: Some(sha1(b"TEST KM0")), ..by_token },
        "acl-blob-null-token" => Blob { flags: 0x22, ..by_token },
        "acl-blob-no-token" => Blob { flags: 0x2, ..in_module },
        "acl-blob-no-shares" => Blob { parameters: Some([3, 0, 3, 0]), ..by_token },
        "acl-blob-shares" => Blob { parameters: Some([3, 4, 3, 0]), ..by_token },
        "acl-blob-flags" => Blob { flags: 0x83, ..in_module },
        _ => return None,
    })
}

/// A group behind the others.
fn further(way: &str, world: &World) -> Option<Group> {
    let officer = world.knso.hash();
    let export = || permissions(EXPORT_AS_PLAIN);
    let stranger: KeyHash = sha1(b"TEST certifier");
    let gated = |flags: u32, certifier: Vec<u8>| Group { flags, certifier, ..Group::of(export()) };
    let usual = |flags: u32, certifier: Vec<u8>| Group { flags, certifier, ..Group::of(permissions(USUAL)) };
    let blob = |flags: u32, module_key: Option<KeyHash>| Blob { flags, module_key, token: None, parameters: None };
    let may = |action: Vec<u8>| Group::certified(&officer, action);
    Some(match way {
        "acl-export-in-own-group" => Group::of(export()),
        "acl-export-once" => Group { limits: vec![once()], ..Group::of(export()) },
        "acl-export-certificates-fresh" => gated(0x2, Vec::new()),
        "acl-export-for-module" => gated(0x8, text("7E57-0000-0001")),
        "acl-export-logged" => gated(0x20, Vec::new()),
        "acl-other-certifier" => gated(0x1, stranger.to_vec()),
        // What everybody may, too: the certifier alone is wrong.
        "acl-other-certifier-mechanism" => usual(0x4, [stranger.to_vec(), word(170)].concat()),
        "acl-certifier-sha256" => usual(0x40, [key_hash_by(SHA256, &sha256(&world.knso.hashed())), word(170)].concat()),
        "acl-two-certifiers" => usual(0x5, [&officer[..], &officer, &word(170)].concat()),
        "acl-officer-unknown-permission" => Group::certified(&officer, permissions(0x1_0000)),
        "acl-officer-derives" => Group::certified(&officer, derive(DERIVE, OTHER_MECHANISM, 0)),
        "acl-derives-extended" => Group::of(derive(DERIVE_EXTENDED, OTHER_MECHANISM, 0)),
        "acl-derives" => Group::of(derive(DERIVE, OTHER_MECHANISM, 0)),
        "acl-derives-with-parameters" => Group::of(derive(DERIVE, 29, 1)),
        "acl-archive-any-key" => Group::of(archive(None)),
        "acl-archive-other-key" => Group::of(archive(Some(&world.kra))),
        "acl-archive-unbound" | "recovery-blob" => Group::of(archive(Some(&world.kre))),
        "acl-second-blob" => Group::of(Blob::new(Protection::Module, &sha1(b"TEST KM0"))?.to_bytes()),
        "acl-unknown-action" => Group::of(word(6)),
        "acl-unknown-flag" => gated(0x80, Vec::new()),
        "acl-unknown-limit" => Group { limits: vec![[word(2), word(1)].concat()], ..Group::of(permissions(USUAL)) },
        "officer-exports" => Group::certified(&officer, export()),
        "officer-expands" => {
            Group { flags: 0x4, certifier: [&officer[..], &word(170)].concat(), ..Group::of(permissions(EXPAND_ACL)) }
        }
        "officer-wraps-modules" => may(permissions(USE_AS_KM)),
        "officer-loads" => may(permissions(USE_AS_LOADER_KEY)),
        "officer-blob-any-key" => may(blob(0x1, None).to_bytes()),
        "officer-blob-other-key" => may(blob(0x1, Some(sha1(b"TEST KM0"))).to_bytes()),
        "officer-blob-null-token" => may(blob(0x21, Some(world.km)).to_bytes()),
        "officer-archives" => may(archive(Some(&stranger))),
        "officer-by-hash" => gated(0x40, [key_hash_by(SHA1, &officer), word(170)].concat()),
        "officer-signs" => Group::certified(&officer, permissions(SIGN)),
        "officer-wraps" => Group::certified(&officer, archive(None)),
        _ => return None,
    })
}
