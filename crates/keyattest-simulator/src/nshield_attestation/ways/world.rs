//! What is wrong with the Security World.

use super::state::{for_agreement, generated_by_one, of_nobody};
use crate::nshield_attestation::carrier::{Member, Members, replace};
use crate::nshield_attestation::key::Key;
use crate::nshield_attestation::marshal::{ECDSA, SHA256, key_hash, key_hash_by, word};
use crate::nshield_attestation::world::World;
use crate::{Order, test_keys};
use keyattest_trust::hash::{sha1, sha256};
use std::mem::swap;

const PLAIN: &str = "CertKMaKMCbKNSO";
const FIPS: &str = "CertKMaKMCaKFIPSbKNSO";

pub(in crate::nshield_attestation) fn before_signing(order: &Order, world: &mut World) {
    match order.wrong.as_deref().unwrap_or_default() {
        "world-by-stranger" => {
            let is_dsa = world.signer.is_dsa();
            world.signer = if is_dsa { &test_keys::NSHIELD_KML } else { &test_keys::IMPOSTOR_P521 };
        }
        "world-officer-rsa" => world.knso = Key::of_private(&test_keys::OTHER_RSA_2048),
        "world-officer-small" => {
            world.signer = &test_keys::NSHIELD_SMALL;
            world.knso = Key::of_private(world.signer);
        }
        "world-officer-ec" => world.knso = for_agreement(&world.knso),
        "world-officer-generator" => world.knso = generated_by_one(&world.knso),
        "world-other-text" => world.binds_fips = !world.binds_fips,
        "world-text-without-end" => world.end = "",
        "world-other-mechanism" => {
            let hashes = [&world.knso.hash()[..], &world.km, &sha256(b"TEST KMC")];
            world.binds_instead = Some(plain(&world.suite, &hashes));
        }
        "world-exchanged" => {
            world.binds_instead = Some(plain(&world.suite, &[&world.knso.hash(), &world.kmc, &world.km]));
        }
        "world-other-suite" => {
            let hashes = [&world.knso.hash()[..], &world.km, &world.kmc];
            world.binds_instead = Some(plain("DLf3072s256mRijndael", &hashes));
        }
        "recovery-other-world" => {
            let other = Key::of_private(&test_keys::NSHIELD_KML).hash();
            world.recovers_instead = Some([&b"Card Recovery\0"[..], &other, &world.kre, &world.kra].concat());
        }
        "recovery-text-without-end" => {
            let officer = world.knso.hash();
            world.recovers_instead = Some([&b"Card Recovery"[..], &officer, &world.kre, &world.kra].concat());
        }
        "world-suite-legacy-aes" => world.suite = "DLf1024s160mRijndael".to_owned(),
        "world-suite-empty" => world.suite = String::new(),
        "world-suite-legacy" => world.suite = "DLf1024s160mDES3".to_owned(),
        "world-suite-blank" => world.suite.push(' '),
        "world-suite-newline" => world.suite.push('\n'),
        _ => {}
    }
}

/// What the officer of a plain world signs.
fn plain(suite: &str, hashes: &[&[u8]]) -> Vec<u8> {
    [&b"Module keys: suite = "[..], suite.as_bytes(), &[0], &hashes.concat()].concat()
}

pub(in crate::nshield_attestation) fn members(order: &Order, world: &World, members: &mut Members) {
    let mut without = |names: &[&str]| members.retain(|(name, _)| !names.contains(name));
    match order.wrong.as_deref().unwrap_or_default() {
        "world-none" => without(&[PLAIN, "hkm", "hkmc", "knsopub", "ciphersuite"]),
        "world-no-officer" => without(&["knsopub"]),
        "world-no-module-key" => without(&["hkm"]),
        "world-no-module-key-confirmation" => without(&["hkmc"]),
        "world-no-suite" => without(&["ciphersuite"]),
        "world-no-binding" => without(&[PLAIN, FIPS]),
        "fips-no-key" => without(&["hkfips"]),
        "recovery-incomplete" => without(&["hkra"]),
        "recovery-unbound" => without(&["CertKREaKRAbKNSO"]),
        _ => changed(order, world, members),
    }
}

fn changed(order: &Order, world: &World, members: &mut Members) {
    let fips = || ("hkfips", Member::Bytes(key_hash(&world.kfips)));
    match order.wrong.as_deref().unwrap_or_default() {
        // The officer's key of another world has bound the same keys.
        "world-other-officer" => {
            let mut other = world.clone();
            other.signer = &test_keys::NSHIELD_KML;
            other.knso = Key::of_private(other.signer);
            for (name, member) in other.members() {
                replace(members, name, |_| member);
            }
        }
        "world-officer-generator" => replace(members, PLAIN, |_| of_nobody()),
        "world-mechanism" => {
            replace(members, PLAIN, |signature| Member::Bytes([word(ECDSA), signature[4..].to_vec()].concat()))
        }
        "world-other-mechanism" => {
            replace(members, "hkmc", |_| Member::Bytes(key_hash_by(SHA256, &sha256(b"TEST KMC"))));
        }
        "world-key-unbound" => replace(members, "hkm", |_| Member::Bytes(key_hash(&sha1(b"TEST KM0")))),
        "world-plain-as-fips" => {
            rename(members, PLAIN, FIPS);
            members.push(fips());
        }
        "fips-as-plain" => {
            rename(members, FIPS, PLAIN);
            members.retain(|(name, _)| *name != "hkfips");
        }
        "world-two-bindings" => members.extend(world.of_fips()),
        "world-fips-key" => members.push(fips()),
        "world-other-hash" => {
            replace(members, "hkm", |_| Member::Bytes(key_hash_by(SHA256, &sha256(b"TEST KM"))));
        }
        "recovery-by-stranger" => {
            let mut other = world.clone();
            other.signer = &test_keys::NSHIELD_KML;
            let binding = other.members().into_iter().find(|(name, _)| *name == "CertKREaKRAbKNSO");
            if let Some((name, member)) = binding {
                replace(members, name, |_| member);
            }
        }
        "recovery-exchanged" => {
            let mut other = world.clone();
            swap(&mut other.kre, &mut other.kra);
            for (name, member) in other.members().into_iter().filter(|(name, _)| ["hkre", "hkra"].contains(name)) {
                replace(members, name, |_| member);
            }
        }
        _ => {}
    }
}

fn rename(members: &mut Members, from: &str, to: &'static str) {
    members.iter_mut().filter(|(name, _)| *name == from).for_each(|(name, _)| *name = to);
}
