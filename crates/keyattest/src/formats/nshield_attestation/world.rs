//! The security world: that the module is in it, and which module key and recovery key its officer bound to it.

use super::marshal::{Hash, KeyHash, Signature};
use super::parse::Members;
use super::rights;
use super::verify::signed;
use crate::bench::{Bench, Refused, Signed, Trusted};
use crate::checks::NSHIELD_ATTESTATION_WORLD as WORLD;
use crate::scheme::Stop;
use keyattest_wire::{Bytes, hex};

/// Cipher suites of worlds whose keys are too short today.
const LEGACY_SUITES: [&str; 2] = ["DLf1024s160mDES3", "DLf1024s160mRijndael"];

/// A world whose officer's signatures held.
pub(super) struct World {
    pub(super) keys: rights::World,
    /// Whether the officer says that it is one of a FIPS level 3 world, and where.
    pub(super) fips: (bool, &'static str),
}

/// `officer` and `module_keys` are what the module states: the hash of the officer's key, and those of the module keys that it holds.
pub(super) fn verify(
    members: &Members,
    state: &Signed,
    officer: Hash,
    module_keys: &[Hash],
    part: &str,
    bench: &mut Bench<'_>,
) -> Result<World, Stop> {
    let (Some((key, key_bytes)), Some(module_key), Some(master_certifier), Some(suite)) =
        (&members.officer, &members.module_key, &members.master_certifier, &members.suite)
    else {
        let why = format!(
            "{part}: knsopub, hkm, hkmc and ciphersuite are not all there; keys of no security world are not read"
        );
        return Err(bench.refuse(WORLD, why).into());
    };
    let is_sound = key.is_dsa_3072() || key.is_ecdsa();
    bench.require(WORLD, is_sound, || format!("{part}: knsopub is neither DSA of 3072 and 256 bits nor ECDSA"))?;
    bench.require(WORLD, key.hash() == Some(officer), || {
        format!("{part}: the module's security officer has another key than knsopub: {}", hex::encode(&officer))
    })?;
    let Some(key) = key.public_key(key_bytes)? else {
        return Err(bench.refuse(WORLD, format!("{part}: knsopub is no key that signs")).into());
    };
    // The module states the key's hash, and with the sizes above it is no other's.
    let officer_key = state.vouches(key);

    let module_key = sha1(module_key, "hkm", bench)?;
    let master_certifier = sha1(master_certifier, "hkmc", bench)?;
    bench.require(WORLD, module_keys.contains(&module_key), || {
        format!("{part}: the module does not hold the module key hkm")
    })?;
    let is_known = is_text(suite) && !LEGACY_SUITES.contains(&suite.as_str());
    bench.require(WORLD, is_known, || format!("{part}: ciphersuite {suite:?} is a legacy one, or none"))?;

    let bound = [officer, module_key, master_certifier];
    let fips = match (&members.binding, &members.fips_binding, &members.fips) {
        (Some(binding), None, None) => {
            let text = format!("Module keys: suite = {suite}\0");
            bind(binding, "CertKMaKMCbKNSO", &text, &bound, &officer_key, part, bench)?;
            (false, "CertKMaKMCbKNSO")
        }
        (None, Some(binding), Some(fips)) => {
            let text = format!("Module setup, FIPS3; suite = {suite}\0");
            let [officer, module_key, master_certifier] = bound;
            let bound = [officer, module_key, master_certifier, sha1(fips, "hkfips", bench)?];
            bind(binding, "CertKMaKMCaKFIPSbKNSO", &text, &bound, &officer_key, part, bench)?;
            (true, "CertKMaKMCaKFIPSbKNSO")
        }
        _ => {
            let why = "not exactly one of CertKMaKMCbKNSO, and CertKMaKMCaKFIPSbKNSO with hkfips";
            return Err(bench.refuse(WORLD, format!("{part}: {why}")).into());
        }
    };
    let recovery = recovery(members, officer, &officer_key, part, bench)?;
    Ok(World { keys: rights::World { officer, module_key, recovery }, fips })
}

/// The recovery key, where the world has one: all three members or none.
fn recovery(
    members: &Members,
    officer: Hash,
    officer_key: &Trusted,
    part: &str,
    bench: &mut Bench<'_>,
) -> Result<Option<Hash>, Stop> {
    match (&members.recovery, &members.recovery_authority, &members.recovery_binding) {
        (None, None, None) => Ok(None),
        (Some(recovery), Some(authority), Some(binding)) => {
            let recovery = sha1(recovery, "hkre", bench)?;
            let bound = [officer, recovery, sha1(authority, "hkra", bench)?];
            bind(binding, "CertKREaKRAbKNSO", "Card Recovery\0", &bound, officer_key, part, bench)?;
            Ok(Some(recovery))
        }
        _ => Err(bench.refuse(WORLD, format!("{part}: of hkre, hkra and CertKREaKRAbKNSO some are missing")).into()),
    }
}

/// The officer signed the text and the hashes behind it. No lengths are in the text: all hashes must be of one.
fn bind(
    binding: &Signature,
    name: &str,
    text: &str,
    bound: &[Hash],
    officer: &Trusted,
    part: &str,
    bench: &mut Bench<'_>,
) -> Result<Signed, Refused> {
    let message = [text.as_bytes(), bound.as_flattened()].concat();
    let message = Bytes::new(format!("{part}: what {name} binds"), message);
    signed(WORLD, officer, binding, &message, bench)
}

fn sha1(hash: &KeyHash, name: &str, bench: &mut Bench<'_>) -> Result<Hash, Refused> {
    hash.sha1()
        .ok_or_else(|| bench.refuse(WORLD, format!("{name} is no SHA-1, and no other hash was seen in a binding")))
}

/// Visible ASCII without blanks, the whole of it: a line feed at the end as well is none.
fn is_text(suite: &str) -> bool {
    !suite.is_empty() && suite.bytes().all(|byte| byte.is_ascii_graphic())
}
