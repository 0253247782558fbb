//! What is wrong with the state of the module.

use crate::nshield_attestation::carrier::{Member, Members, replace};
use crate::nshield_attestation::generation::Generation;
use crate::nshield_attestation::key::{EC, Key};
use crate::nshield_attestation::marshal::{self, array, text, word};
use crate::nshield_attestation::state::{KLF2, KML, KNSO, MODULE_KEYS, SERIAL, State, key, listed};
use crate::{Order, test_keys};
use keyattest_trust::hash::sha1;

pub(in crate::nshield_attestation) fn before_signing(order: &Order, state: &mut State) {
    let of = Key::of_private;
    let key_of = |stated: &Key| key(&stated.hash(), stated);
    match order.wrong.as_deref().unwrap_or_default() {
        "state-by-other-key" => state.signer = &test_keys::IMPOSTOR_P521,
        "state-by-delegate" => state.signer = &test_keys::NSHIELD_DELEGATE,
        "state-by-kml" => state.signer = &test_keys::NSHIELD_KML_P521,
        "state-other-serial" => state.set(SERIAL, text("7E57-0000-0009")),
        "state-other-klf2" => state.set(KLF2, key_of(&of(&test_keys::IMPOSTOR_P521))),
        "state-kml-hash" => state.set(KML, key(&sha1(b"TEST other key"), &of(&test_keys::NSHIELD_KML))),
        "state-klf2-hash" => state.set(KLF2, key(&sha1(b"TEST other key"), &of(&test_keys::NSHIELD_KLF2))),
        "state-no-serial" => state.remove(SERIAL),
        "state-no-kml" => state.remove(KML),
        "state-no-officer" => state.remove(KNSO),
        "state-no-module-keys" => state.remove(MODULE_KEYS),
        "state-kml-small" => state.set(KML, key_of(&of(&test_keys::NSHIELD_SMALL))),
        "state-kml-generator" => state.set(KML, key_of(&generated_by_one(&of(&test_keys::NSHIELD_KML)))),
        "state-kml-rsa" => state.set(KML, key_of(&of(&test_keys::OTHER_RSA_2048))),
        "state-kml-ec" => state.set(KML, key_of(&for_agreement(&of(&test_keys::NSHIELD_KML_P521)))),
        "world-key-unlisted" => state.set(MODULE_KEYS, array(&[listed(&sha1(b"TEST KM0"))])),
        "state-attribute-twice" => state.attributes.push((SERIAL, text("7E57-0000-0001"))),
        "state-attribute-unknown" => state.attributes.push((14, word(0))),
        "state-serial-nul" => state.set(SERIAL, text("7E57-0000-0001\0")),
        "state-behind" => state.behind = word(0),
        "state-flags" => state.flags = 1,
        _ => {}
    }
}

pub(in crate::nshield_attestation) fn members(
    order: &Order,
    state: &State,
    generation: &Generation,
    members: &mut Members,
) {
    match order.wrong.as_deref().unwrap_or_default() {
        "state-is-generation" => {
            let message = generation.to_bytes();
            replace(members, "modstatesig", |_| Member::Bytes(marshal::sign(state.signer, &message)));
            replace(members, "modstatemsg", |_| Member::Bytes(message));
        }
        // The last byte is of a mechanism, which nothing else looks at.
        "state-altered" => replace(members, "modstatemsg", |mut message| {
            if let Some(last) = message.last_mut() {
                *last ^= 1;
            }
            Member::Bytes(message)
        }),
        "state-signature-zero" => {
            replace(members, "modstatesig", |_| Member::Bytes(marshal::signature(marshal::ECDSA, &[0, 0])))
        }
        "state-signature-unreduced" => replace(members, "modstatesig", |_| Member::Bytes(unreduced(state))),
        "state-mechanism" => replace(members, "modstatesig", |signature| {
            Member::Bytes([word(marshal::DSA), signature[4..].to_vec()].concat())
        }),
        _ => {}
    }
}

/// The signature with r above the order.
fn unreduced(state: &State) -> Vec<u8> {
    let (mechanism, numbers) = marshal::signed(state.signer, &state.to_bytes());
    super::key::unreduced(state.signer, mechanism, &numbers)
}

/// A key on a curve as one that is not for signatures alone.
pub(super) fn for_agreement(key: &Key) -> Key {
    let mut key = key.clone();
    if let Key::Curve { kind, .. } = &mut key {
        *kind = EC;
    }
    key
}

/// The key with the generator and the public number one: of every message 1, 1 is a signature.
pub(super) fn generated_by_one(key: &Key) -> Key {
    let mut key = key.clone();
    if let Key::Dsa { g, y, .. } = &mut key {
        (*g, *y) = (vec![1], vec![1]);
    }
    key
}

/// That signature.
pub(super) fn of_nobody() -> Member {
    Member::Bytes(marshal::signature(marshal::DSA, &[1, 1]))
}
