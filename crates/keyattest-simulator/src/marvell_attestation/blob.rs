//! The two layouts, what is wrong with them, and their signatures. Integers are big-endian.

use super::carrier::{Layout, Owner};
use super::object::{EXTRACTABLE, Object, size};
use crate::{Order, PrivateKey, der, forgery, test_keys};
use keyattest_trust::{Hash, hash};

/// Bytes of the signature: the partition's key is RSA-2048.
const SIGNATURE: usize = 256;

/// The attestations of these objects, signed: one of all objects, or one an object.
pub(super) fn attested(order: &Order, layout: Layout, owner: Owner, objects: &[Object]) -> Vec<Vec<u8>> {
    match layout {
        Layout::Firmware3 => vec![sign(order, layout, attester(order, owner), &firmware_3(order, objects))],
        Layout::Firmware2 => {
            let last = objects.len().saturating_sub(1);
            let attested = |(index, object): (usize, &Object)| {
                let is_public_half = index < last;
                let key = match order.wrong.as_deref() {
                    Some("fw2-public-half-unsigned") if is_public_half => &test_keys::OTHER_RSA_2048,
                    _ => attester(order, owner),
                };
                let mut object = object.clone();
                // Only odd numbers always have a cube root modulo a power of two.
                while order.is("fw2-attester-forged") && hash::sha256(&firmware_2(order, &object))[31] & 1 == 0 {
                    object.handle += 0x100;
                }
                sign(order, layout, key, &firmware_2(order, &object))
            };
            objects.iter().enumerate().map(attested).collect()
        }
    }
}

/// ```text
/// response u32 (0)  flags u32 (3)  total u32  buffer u32  handle u64 for each object
/// version u16 (1)  flags u16 (3)  offset u16 (8)  offset u16 (0: no second)  object  [object]  signature
/// object: handle u32  count u32  size u32  attributes
/// ```
fn firmware_3(order: &Order, objects: &[Object]) -> Vec<u8> {
    let gap: &[u8] = if order.is("layout-gap") { &[0; 4] } else { &[] };
    let tail: &[u8] = if order.is("layout-behind") { &[0; 12] } else { &[] };
    let bodies = objects.iter().map(|object| {
        let attributes = attributes(object);
        [&object.handle.to_be_bytes()[..], &size(object.attributes.len()), &size(attributes.len()), &attributes]
            .concat()
    });
    let bodies: Vec<Vec<u8>> = bodies.collect();
    let second = match bodies.as_slice() {
        [first, _] => u16::try_from(8 + first.len() + gap.len()).unwrap_or(u16::MAX),
        _ => 0,
    };
    let handles: Vec<u8> = objects.iter().flat_map(|object| u64::from(object.handle).to_be_bytes()).collect();
    let mut information: Vec<u8> = [1u16, 3, 8, second].into_iter().flat_map(u16::to_be_bytes).collect();
    if order.is("layout-version-1") {
        // Firmware before 3.2-08 has nothing between handles and object.
        information.clear();
    }
    let rest = [&information[..], &bodies.join(gap), tail].concat();
    let start = 16 + handles.len();
    let header = [[0, 0, 0, 0], [0, 0, 0, 3], size(start + rest.len() + SIGNATURE), size(rest.len())].concat();
    let mut out = [header, handles, rest].concat();
    match order.wrong.as_deref().unwrap_or_default() {
        "layout-response" => out[3] = 1,
        "layout-header-flags" => out[7] = 1,
        "layout-total" => out[11] ^= 1,
        "layout-buffer" => out[15] ^= 1,
        "layout-version" => out[start + 1] = 2,
        "layout-flags" => out[start + 3] = 1,
        "layout-handle" => out[start + 11] ^= 1,
        "layout-count" => out[start + 15] -= 1,
        "layout-size" => out[start + 19] ^= 1,
        _ => {}
    }
    out
}

/// ```text
/// 16 zero bytes  N u32  handle u32  count u32  size u32 (N - 12)  attributes  zero bytes  signature
/// ```
/// `size` is some bytes more than the attributes have; what is signed has N + 284 bytes.
fn firmware_2(order: &Order, object: &Object) -> Vec<u8> {
    let attributes = attributes(object);
    let more = if order.is("fw2-size") { attributes.len() - 1 } else { attributes.len() + 16 };
    let head = [size(more + 12), object.handle.to_be_bytes(), size(object.attributes.len()), size(more)].concat();
    let mut out = [&[0; 16][..], &head, &attributes, &[0; 280]].concat();
    let last = out.len() - 1;
    match order.wrong.as_deref().unwrap_or_default() {
        "fw2-lead" => out[15] = 1,
        "fw2-lengths" => out[19] ^= 1,
        "fw2-count" => out[27] -= 1,
        "fw2-tail" => out[last] = 1,
        _ => {}
    }
    out
}

fn attributes(object: &Object) -> Vec<u8> {
    let one = |(number, value): &(u32, Vec<u8>)| [&number.to_be_bytes()[..], &size(value.len()), value].concat();
    object.attributes.iter().flat_map(one).collect()
}

/// Who signs.
fn attester(order: &Order, owner: Owner) -> &'static PrivateKey {
    match order.wrong.as_deref().unwrap_or_default() {
        "evidence-other-key" | "evidence-below-partition" => &test_keys::OTHER_RSA_2048,
        "evidence-by-card" => &test_keys::MARVELL_CARD,
        "evidence-by-owner" if owner.is_pool() => &test_keys::MARVELL_POOL,
        "evidence-by-owner" => &test_keys::MARVELL_OWNER,
        "attester-exponent" | "fw2-attester-forged" => &test_keys::MARVELL_PARTITION_E3,
        "attester-size" => &test_keys::IMPOSTOR_RSA_4096,
        "weak-partition" => &test_keys::WEAK_ROCA_2048,
        _ => &test_keys::MARVELL_PARTITION,
    }
}

/// Firmware 3 signs as PKCS#1 v1.5 wants it, firmware 2 leaves the DigestInfo out.
fn sign(order: &Order, layout: Layout, key: &PrivateKey, blob: &[u8]) -> Vec<u8> {
    let is_firmware_3 = layout == Layout::Firmware3;
    let has_digest_info = is_firmware_3 != order.is("evidence-other-padding");
    let hash = if order.is("evidence-other-hash") { Hash::Sha384 } else { Hash::Sha256 };
    // Response code, flags, sizes and handles.
    let message = if order.is("evidence-header-unsigned") { &blob[32..] } else { blob };
    let digest = if has_digest_info { der::digest_info(hash, message) } else { hash.digest(message) };
    let signature = match order.wrong.as_deref() {
        // Still `00 01 FF … 00`, and still ends in the digest.
        Some("evidence-short-padding") => key.sign_bare(&[&[0x5a; 64][..], &digest].concat()),
        Some("fw2-attester-forged") => {
            let root = forgery::cube_root_of_end(&digest).unwrap_or_default();
            [vec![0; SIGNATURE - root.len()], root].concat()
        }
        _ => key.sign_bare(&digest),
    };
    // A longer one is cut to what a reader takes for it.
    let signature = &signature[signature.len() - SIGNATURE..];
    let mut out = [blob, signature].concat();
    if order.is("evidence-altered") {
        let extractable = [&EXTRACTABLE.to_be_bytes()[..], &size(1), &[1]].concat();
        let place = out.windows(extractable.len()).rposition(|window| window == extractable);
        place.into_iter().for_each(|place| out[place + extractable.len() - 1] = 0);
    }
    out
}
