//! The steps of verification, in their order.

use super::leaf::{self, CSPN, FIPS, FIRMWARE, Leaf};
use super::parse::Evidence;
use crate::bench::Bench;
use crate::checks;
use crate::formats::yubico::{self, CA_ALGORITHMS, DEVICE_ALGORITHMS, Profile};
use crate::scheme::Stop;
use keyattest_trust::anchors::Anchor;
use keyattest_trust::chain::{Basic, ExtendedUsage, PathLength, Policies, Rule, Usage};
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::EcdsaForm;
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, oids};

const F9_NAMES: [&str; 2] = ["Yubico PIV Attestation", "YubiKey PIV Attestation"];
/// PIV authorities below Yubico's newer root; the blank tells them from F9's own name.
const PIV_CA: &str = "Yubico PIV Attestation ";
/// The root that also issues FIDO certificates.
const U2F_ROOT: &str = "yubico/u2f";
const CRITICAL: [Oid; 2] = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE];

/// What an attestation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) leaf: Leaf,
    pub(super) certificate: Certificate,
    pub(super) f9: Certificate,
    pub(super) fips_marker: Option<u64>,
    pub(super) is_fips: bool,
    pub(super) is_cspn: bool,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let is_leaf = |one: &&Certificate| *one.bytes() == evidence.leaf_bytes;
    let certificate = evidence.pool.certificates().iter().find(is_leaf);
    let certificate = certificate.ok_or_else(|| Malformed::new("no attestation"))?;
    let key = PublicKey::from_spki(certificate.spki().clone())?;
    bench.reads(&key);
    if let Some(carrier) = &evidence.carrier {
        bench.binds(carrier.clone());
    }

    let f9 = yubico::attester(certificate, &evidence.pool, bench)?;
    let is_f9 = f9.subject().only_common_name().is_some_and(|name| F9_NAMES.contains(&name));
    let f9_firmware = f9.extension(&FIRMWARE);
    bench.require(checks::CHAIN_POSITION, is_f9 && f9_firmware.is_some(), || {
        format!("{}: what issued the attestation is no F9 certificate by its name and firmware", f9.bytes().part())
    })?;

    let profile = Profile { rule, shape };
    let judgement = yubico::judge_path(certificate, f9, &evidence.pool, &profile, bench)?;
    let length = judgement.path.len();
    let trusted = bench.accept(judgement.judged)?;
    if f9.basic_constraints()?.is_none() {
        bench.tolerate("f9-without-basic-constraints", f9.bytes().part());
    }
    if let Some(anchor) = trusted.anchor() {
        let between = u64::try_from(length.saturating_sub(1)).unwrap_or(u64::MAX);
        if anchor.path_length.is_some_and(|stated| stated < between) {
            bench.tolerate("root-path-length-exceeded", format!("anchor {}", anchor.id));
        }
    }

    let same = (certificate.not_before(), certificate.not_after()) == (f9.not_before(), f9.not_after());
    bench.check(checks::YUBICO_VALIDITY, same, || {
        format!("{}: the validity is not that of {}", certificate.bytes().part(), f9.bytes().part())
    });
    let f9_firmware = f9_firmware.map(leaf::firmware).transpose()?;
    bench.check(checks::YUBICO_FIRMWARE, f9_firmware == Some(evidence.leaf.firmware), || {
        let told = f9_firmware.map(leaf::version).unwrap_or_default();
        format!("firmware {} in the attestation, {told} in F9", leaf::version(evidence.leaf.firmware))
    });
    bench.all_held()?;

    let marker = f9.extension(&FIPS);
    Ok(Statement {
        key,
        leaf: leaf::read(certificate)?,
        certificate: certificate.clone(),
        f9: f9.clone(),
        fips_marker: marker.map(leaf::fips_marker).transpose()?,
        is_fips: marker.is_some(),
        is_cspn: f9.extension(&CSPN).is_some(),
    })
}

fn rule(index: usize) -> Rule {
    let base = Rule {
        role: "attested-key",
        version_3: true,
        basic: Basic::NotCa,
        usage: Usage::Any,
        extended_usage: ExtendedUsage::Any,
        policies: Policies::Any,
        critical: &[],
        algorithms: &DEVICE_ALGORITHMS,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: false,
    };
    match index {
        0 => base,
        1 => Rule {
            role: "attestation-key",
            basic: Basic::CaIfPresent,
            usage: Usage::IfPresent(KeyUsage::KEY_CERT_SIGN),
            critical: &CRITICAL,
            algorithms: &CA_ALGORITHMS,
            strong_key: true,
            ..base
        },
        _ => Rule {
            role: "authority",
            basic: Basic::Ca(PathLength::Enough),
            usage: Usage::Bits { with: KeyUsage::KEY_CERT_SIGN, without: KeyUsage::NONE },
            critical: &CRITICAL,
            algorithms: &CA_ALGORITHMS,
            strong_key: true,
            ..base
        },
    }
}

/// Two shapes and nothing else: anchor, F9, leaf; and anchor, CA, PIV CA, F9, leaf. Below the U2F root only YubiKey 4.
fn shape(path: &[&Certificate], anchor: &Anchor) -> Option<String> {
    let piv_ca = |ca: &Certificate| ca.subject().only_common_name().is_some_and(|name| name.starts_with(PIV_CA));
    let f9 = match path {
        [_, f9] => f9,
        [_, f9, ca, _] if piv_ca(ca) => f9,
        [_, _, ca, ..] => return Some(format!("{}: no PIV authority of Yubico's in that place", ca.bytes().part())),
        _ => return Some("a chain of another length than the format's".to_owned()),
    };
    if anchor.id == U2F_ROOT {
        let is_named = f9.subject().only_common_name() == F9_NAMES.first().copied();
        let is_four = f9.extension(&FIRMWARE).is_some_and(|firmware| firmware.value.first() == Some(&4));
        if !is_named || !is_four {
            return Some(format!("{}: the U2F root issues PIV certificates of YubiKey 4 only", f9.bytes().part()));
        }
    }
    None
}
