//! The steps of verification, in their order.

use super::leaf::{self, Device, Leaf};
use super::parse::Evidence;
use crate::bench::Bench;
use crate::checks;
use crate::formats::yubico::{self, Profile};
use crate::scheme::Stop;
use keyattest_trust::anchors::Anchor;
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;
use keyattest_wire::x509::Certificate;

/// Capability exportable-under-wrap.
pub(super) const EXPORTABLE: u64 = 1 << 0x10;

/// What an attestation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) certificate: Certificate,
    pub(super) leaf: Leaf,
    pub(super) device_certificate: Certificate,
    pub(super) device: Device,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let certificate = evidence.pool.certificates().iter().find(|one| *one.bytes() == evidence.leaf_bytes);
    let certificate = certificate.ok_or_else(|| Malformed::new("no attestation"))?;
    let key = PublicKey::from_spki(certificate.spki().clone())?;
    bench.reads(&key);

    let attester = yubico::attester(certificate, &evidence.pool, bench)?;
    let named_serial = attester.subject().only_common_name().and_then(leaf::named_serial);
    let place = attester.bytes().part();
    bench.require(checks::CHAIN_POSITION, named_serial.is_some(), || {
        format!("{place}: no device certificate by its name (untrusted-attester: keys of users may sign anything)")
    })?;
    let device = leaf::device(attester)?;

    let profile = Profile { rule: yubico::strict_rule, shape };
    let judgement = yubico::judge_path(certificate, attester, &evidence.pool, &profile, bench)?;
    bench.accept(judgement.judged)?;
    agreement(certificate, attester, &evidence.leaf, &device, named_serial, bench);
    bench.all_held()?;

    if evidence.leaf.capabilities & EXPORTABLE != 0 {
        let detail = "the key may leave the device under a wrap key that its owner chooses";
        bench.warn("exportable-under-wrap", certificate.bytes().part(), detail);
    }
    Ok(Statement {
        key,
        leaf: leaf::leaf(certificate)?,
        certificate: certificate.clone(),
        device_certificate: attester.clone(),
        device,
    })
}

/// Every place that says the same thing twice says it alike.
fn agreement(
    certificate: &Certificate,
    attester: &Certificate,
    said: &Leaf,
    device: &Device,
    named_serial: Option<u64>,
    bench: &mut Bench<'_>,
) {
    let (leaf_place, device_place) = (certificate.bytes().part(), attester.bytes().part());
    let same_serial = said.serial == device.serial && named_serial == Some(u64::from(said.serial));
    bench.check(checks::YUBIHSM2_SERIAL, same_serial, || {
        let named = named_serial.map(|serial| serial.to_string()).unwrap_or_default();
        format!("{leaf_place}: {}; {device_place}: {} and, by its name, {named}", said.serial, device.serial)
    });
    let named = certificate.subject().only_common_name().and_then(leaf::named_object);
    let mut object = named == Some(said.object_id);
    let mut why = format!("{leaf_place}: object {:#06x} is not that of the name", said.object_id);
    if object && said.object_id == 0 {
        // Object 0 is the device's own session key: nobody's to have certified.
        bench.warn("reserved-object-id-0", leaf_place, "the attested key is the device's own session key");
        if bench.subject().is_some() {
            object = false;
            why = format!("{leaf_place}: object 0 is the device's own session key, no subject's");
        }
    }
    bench.check(checks::YUBIHSM2_OBJECT_ID, object, || why);
    let firmware = device.firmware.is_none_or(|firmware| firmware == said.firmware);
    bench.check(checks::YUBICO_FIRMWARE, firmware, || {
        format!("{leaf_place} and {device_place} name different firmware")
    });
    let validity = (certificate.not_before(), certificate.not_after()) == (attester.not_before(), attester.not_after());
    bench.check(checks::YUBICO_VALIDITY, validity, || {
        format!("{leaf_place}: the validity is not that of {device_place}")
    });
}

/// Two shapes and nothing else: anchor, Sub-CA, device, leaf; and anchor, CA, branch CA, device, leaf.
fn shape(path: &[&Certificate], _: &Anchor) -> Option<String> {
    let is = |one: &Certificate, test: fn(&str) -> bool| one.subject().only_common_name().is_some_and(test);
    match path {
        [_, _, ca] if is(ca, is_sub_ca) => None,
        [_, _, branch, _] if is(branch, is_branch) => None,
        [_, _, ca, ..] => Some(format!("{}: no authority of YubiHSM devices in that place", ca.bytes().part())),
        _ => Some("a device certificate that no authority of YubiHSM devices issued".to_owned()),
    }
}

/// `Yubico YubiHSM 6742036 Sub-CA`
fn is_sub_ca(name: &str) -> bool {
    let number = name.strip_prefix("Yubico YubiHSM ").and_then(|rest| rest.strip_suffix(" Sub-CA"));
    number.is_some_and(yubico::is_digits)
}

/// `YubiHSM Attestation B2 1`
fn is_branch(name: &str) -> bool {
    name.strip_prefix("YubiHSM Attestation ").is_some_and(yubico::is_branch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_named_as_a_whole() {
        assert!(is_sub_ca("Yubico YubiHSM 6742036 Sub-CA") && is_branch("YubiHSM Attestation B2 1"));
        for name in ["Yubico YubiHSM  Sub-CA", "Yubico YubiHSM 1a Sub-CA", "Yubico YubiHSM Root CA", "Sub-CA"] {
            assert!(!is_sub_ca(name), "{name:?}");
        }
        for name in ["YubiHSM Attestation (1)", "YubiHSM Attestation id:0x0001", "Yubico PIV Attestation B 1"] {
            assert!(!is_branch(name), "{name:?}");
        }
    }
}
