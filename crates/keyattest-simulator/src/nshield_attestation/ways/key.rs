//! What is wrong with the generation of the key, but its access control list.

use super::state::of_nobody;
use crate::nshield_attestation::carrier::{Member, Members, replace};
use crate::nshield_attestation::generation::{EXPORT_AS_PLAIN, Generation, bits, parameters, rsa_parameters};
use crate::nshield_attestation::key::{EC, ECDSA, Key, number_of};
use crate::nshield_attestation::marshal::{self, block, number, word};
use crate::nshield_attestation::state::STATE;
use crate::{Order, OrderError, PrivateKey, test_keys};
use keyattest_trust::{Curve, KeyKind, PublicKey};
use keyattest_wire::Bytes;

/// The type of RSA private keys in parameters.
const RSA: u32 = 2;
/// The type of Ed25519 public keys.
const ED25519: u32 = 65;

pub(in crate::nshield_attestation) fn before_signing(
    order: &Order,
    key: &Key,
    generation: &mut Generation,
) -> Result<(), OrderError> {
    let other = Key::of_private(&test_keys::OTHER_RSA_2048);
    match order.wrong.as_deref().unwrap_or_default() {
        "key-by-module" => generation.signer = &test_keys::NSHIELD_KLF2,
        "key-by-officer" => {
            let is_dsa = generation.signer.is_dsa();
            generation.signer = if is_dsa { &test_keys::NSHIELD_KNSO } else { &test_keys::NSHIELD_KNSO_P521 };
        }
        "key-by-other-module" => {
            let is_dsa = generation.signer.is_dsa();
            generation.signer = if is_dsa { &test_keys::NSHIELD_SMALL } else { &test_keys::IMPOSTOR_P521 };
        }
        "key-other-hash" => generation.hash = other.hash(),
        "key-of-other" => {
            // Nothing but the hash tells them apart.
            generation.parameters = parameters(&other, false);
            generation.public = other.data();
            generation.subject = Some(other.spki());
        }
        "key-ed25519" => {
            let spki = test_keys::KEY_ED25519.spki();
            let public = PublicKey::from_spki(Bytes::new("key", spki.as_slice())).map(|public| public.bits().to_vec());
            generation.public = [word(ED25519), block(&public.unwrap_or_default())].concat();
            generation.subject = Some(spki);
        }
        "key-other-type" => generation.parameters = [word(ECDSA + 1), word(4)].concat(),
        "key-dsa" => {
            let other = Key::of_private(&test_keys::NSHIELD_SMALL);
            generation.hash = other.hash();
            generation.public = other.data();
        }
        "key-flags" => generation.flags = 1,
        "key-is-state" => generation.kind = STATE,
        "key-behind" => generation.behind = word(0),
        "key-data-behind" => generation.public.extend(word(0)),
        _ => return of_rsa(order, key, generation),
    }
    Ok(())
}

fn of_rsa(order: &Order, key: &Key, generation: &mut Generation) -> Result<(), OrderError> {
    let way = order.wrong.as_deref().unwrap_or_default();
    let is_of_rsa =
        ["key-bits", "key-parameter-flags", "key-given-exponent", "key-cut-elsewhere", "key-padded", "key-odd-length"]
            .contains(&way)
            || way.starts_with("key-exponent-")
            || way == "key-even-modulus";
    let Key::Rsa { e, n } = key else {
        return if is_of_rsa {
            Err(OrderError::Together(format!("`{way}` is of an RSA key")))
        } else {
            of_curve(way, key, generation)
        };
    };
    let rsa = |parameters: Vec<u8>| [word(RSA), parameters].concat();
    let (e, n) = (e.clone(), n.clone());
    let public = match way {
        "key-bits" => {
            generation.parameters = rsa(rsa_parameters(0x4, bits(&n) - 1, &[]));
            return Ok(());
        }
        "key-parameter-flags" => {
            generation.parameters = rsa(rsa_parameters(0xc, bits(&n), &[]));
            return Ok(());
        }
        "key-given-exponent" => {
            let other: &[u8] = if e == [3] { &[1, 0, 1] } else { &[3] };
            generation.parameters = rsa(rsa_parameters(0x5, bits(&n), &number(other)));
            return Ok(());
        }
        "key-padded" | "key-odd-length" => {
            // A word of zeros above the modulus, or one byte.
            let zeros = if way == "key-padded" { 4 } else { 1 };
            let modulus = number(&n);
            let length = word((modulus.len() - 4 + zeros) as u32);
            let longer = [length, modulus[4..].to_vec(), vec![0; zeros]].concat();
            generation.public = [word(1), number(&e), longer].concat();
            return Ok(());
        }
        // The certificate stays the genuine key's.
        "key-cut-elsewhere" => {
            let (above, below) = n.split_at(n.len() - 64);
            let exponent = [below.to_vec(), vec![0; 64 - e.len()], e].concat();
            let cut = Key::Rsa { e: exponent, n: above.to_vec() };
            generation.public = cut.data();
            generation.subject = Some(cut.spki());
            return Ok(());
        }
        "key-exponent-wide" => Key::Rsa { e: vec![1, 0, 0, 0, 1], n },
        "key-exponent-one" => Key::Rsa { e: vec![1], n },
        "key-even-modulus" => {
            let mut n = n;
            let last = n.len() - 1;
            n[last] ^= 1;
            Key::Rsa { e, n }
        }
        _ => return Ok(()),
    };
    generated(generation, &public);
    Ok(())
}

fn of_curve(way: &str, key: &Key, generation: &mut Generation) -> Result<(), OrderError> {
    let Key::Curve { curve, x, y, .. } = key else { return Ok(()) };
    match way {
        "key-other-curve" => {
            let other = if *curve == Curve::P384 { Curve::P256 } else { Curve::P384 };
            generation.parameters[4..].copy_from_slice(&word(number_of(other).unwrap_or_default()));
        }
        "key-hash-of-other-kind" => {
            generation.hash = Key::Curve { kind: ECDSA, curve: *curve, x: x.clone(), y: y.clone() }.hash();
        }
        "key-other-kind" => generation.parameters[..4].copy_from_slice(&word(EC + 1)),
        "key-off-curve" => {
            let mut y = y.clone();
            let last = y.len() - 1;
            y[last] ^= 1;
            generation.public = Key::Curve { kind: ECDSA, curve: *curve, x: x.clone(), y }.data();
        }
        // Behind type and curve.
        "key-infinity" => generation.public[8..12].copy_from_slice(&word(1)),
        "key-unread-curve" => {
            let Some((x, y)) = Curve::P224.numbers().map(|numbers| numbers.generator) else { return Ok(()) };
            generated(generation, &Key::Curve { kind: ECDSA, curve: Curve::P224, x, y });
        }
        _ => {}
    }
    Ok(())
}

/// The certificate is of this key instead.
fn generated(generation: &mut Generation, key: &Key) {
    generation.parameters = parameters(key, false);
    generation.hash = key.hash();
    generation.public = key.data();
    generation.subject = Some(key.spki());
}

pub(in crate::nshield_attestation) fn members(
    order: &Order,
    kml: &PrivateKey,
    generation: &Generation,
    members: &mut Members,
) -> Result<(), OrderError> {
    let message = generation.to_bytes();
    let (mechanism, numbers) = marshal::signed(kml, &message);
    let signature = match order.wrong.as_deref().unwrap_or_default() {
        "key-by-itself" => order.by_attested(|key| marshal::sign(key, &message))?,
        "key-signature-zero" => marshal::signature(mechanism, &vec![0; numbers.len()]),
        "key-signature-unreduced" => unreduced(kml, mechanism, &numbers),
        "key-mechanism" => marshal::signature(marshal::ECDSA, &numbers),
        "state-kml-generator" => {
            replace(members, "kcsig", |_| of_nobody());
            return Ok(());
        }
        "key-altered" => {
            replace(members, "kcmsg", |_| Member::Bytes(exported(generation.clone())));
            return Ok(());
        }
        _ => return Ok(()),
    };
    replace(members, "kcsig", |_| Member::Bytes(signature));
    Ok(())
}

/// A key's signature with r above the order.
pub(super) fn unreduced(key: &PrivateKey, mechanism: u32, numbers: &[u8]) -> Vec<u8> {
    let (r, s) = numbers.split_at(numbers.len() / 2);
    [word(mechanism), number(&sum(r, &order_of(key))), number(s)].concat()
}

/// The message with ExportAsPlain in the first group, too.
fn exported(mut generation: Generation) -> Vec<u8> {
    // Behind the action's type.
    generation.groups[0].actions[0][4] |= EXPORT_AS_PLAIN as u8;
    generation.to_bytes()
}

/// The order of the subgroup, or of the curve.
fn order_of(key: &PrivateKey) -> Vec<u8> {
    let public = PublicKey::from_spki(Bytes::new("key", key.spki()));
    let order = public.ok().and_then(|public| match public.kind() {
        KeyKind::Dsa { q, .. } => Some(q.to_vec()),
        KeyKind::Ec { curve, .. } => curve.numbers().map(|numbers| numbers.order),
        _ => None,
    });
    order.unwrap_or_default()
}

/// The sum of two numbers of one length, big-endian.
fn sum(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut digits: Vec<u8> = one
        .iter()
        .zip(other)
        .rev()
        .map(|(one, other)| {
            let sum = u16::from(*one) + u16::from(*other) + carry;
            carry = sum >> 8;
            sum as u8
        })
        .collect();
    digits.push(carry as u8);
    digits.reverse();
    digits
}
