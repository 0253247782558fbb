//! The chain: attestation key, device, and the root that may come along. No certificate has key identifiers: names and signatures decide.

use crate::bench::{Bench, Refused, Trusted};
use crate::checks::{self, CheckId};
use crate::scheme::Stop;
use keyattest_trust::anchors::Kind;
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, PathLength, Policies, Rule, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Oid, oids};

/// The root's certificate policy.
const ROOT_POLICY: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 44668, 4, 1, 1]);
/// The device's certificate policy.
const DEVICE_POLICY: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 44668, 4, 1, 3]);
const CRITICAL: [Oid; 3] = [oids::KEY_USAGE, oids::BASIC_CONSTRAINTS, oids::CERTIFICATE_POLICIES];
/// By an RSA and by an EC key; the latter is inferred, no chain with one was seen.
const ALGORITHMS: [SignatureAlgorithm; 2] =
    [SignatureAlgorithm::RsaPkcs1(Hash::Sha256), SignatureAlgorithm::Ecdsa(Hash::Sha256)];

/// The attestation key at the end of a chain that holds, and the certificate of its device.
pub(super) struct Path {
    pub(super) attestation_key: Trusted,
    pub(super) device: Certificate,
    /// The device's serial number, decimal.
    pub(super) serial: String,
}

/// Orders and judges the chain.
pub(super) fn verify(certificates: &[Certificate], bench: &mut Bench<'_>) -> Result<Path, Stop> {
    let (leaf, device) = order(certificates).map_err(|(check, why)| refuse(bench, certificates, check, why))?;
    let top = bench.top(Kind::Manufacturer, device.issuer().as_der(), &[Fault::Anchor]);
    let mut judged = bench.judge(&[leaf, device], &rules(), &top)?;
    let serial = serial(device);
    if judged.is_anchored() {
        if serial.is_none() {
            let detail = format!("{}: the common name is not that of a device", device.bytes().part());
            judged.add_fault(Fault::Position, detail);
        }
        let anchor = judged.anchor().filter(|anchor| anchor.policies.as_deref() != Some(&[ROOT_POLICY]));
        if let Some(detail) = anchor.map(|anchor| format!("anchor {}: its policy is not that of a root", anchor.id)) {
            judged.add_fault(Fault::Position, detail);
        }
    }
    let attestation_key = bench.accept(judged)?;
    let serial = serial.ok_or_else(|| refuse(bench, certificates, checks::CHAIN_POSITION, "no serial number"))?;
    Ok(Path { attestation_key, device: device.clone(), serial: serial.to_owned() })
}

fn refuse(bench: &mut Bench<'_>, certificates: &[Certificate], check: CheckId, why: &str) -> Refused {
    let part = certificates.first().map_or("chain", |certificate| certificate.bytes().part());
    bench.refuse(check, format!("{}: {why}", part.trim_end_matches(": certificate 0")))
}

/// The leaf, which issued none of the certificates, not even itself, and its device. The root may come along; nothing else may.
fn order(certificates: &[Certificate]) -> Result<(&Certificate, &Certificate), (CheckId, &'static str)> {
    let position = |why| (checks::CHAIN_POSITION, why);
    let issues = |one: &Certificate, other: &Certificate| one.subject().as_der() == other.issuer().as_der();
    let mut leaves = certificates.iter().filter(|one| !certificates.iter().any(|other| issues(one, other)));
    let (Some(leaf), None) = (leaves.next(), leaves.next()) else {
        return Err(position("not exactly one certificate that issued none"));
    };
    let mut devices = certificates.iter().filter(|one| issues(one, leaf));
    let device = devices.next().ok_or((checks::CHAIN_ANCHOR, "the chain lacks the device certificate"))?;
    if devices.next().is_some() {
        return Err(position("several certificates have the name of the attestation key's issuer"));
    }
    let mut beside = certificates.iter().filter(|one| !std::ptr::eq(*one, leaf) && !std::ptr::eq(*one, device));
    let is_root = |one: &Certificate| one.is_self_issued() && issues(one, device);
    match (beside.next(), beside.next()) {
        (None, _) => Ok((leaf, device)),
        (Some(root), None) if is_root(root) => Ok((leaf, device)),
        _ => Err(position("certificates beside attestation key, device and one root")),
    }
}

/// What attestation key and device must be.
fn rules() -> [Rule; 2] {
    let authority = KeyUsage::NON_REPUDIATION.and(KeyUsage::KEY_CERT_SIGN).and(KeyUsage::CRL_SIGN);
    let device = Rule {
        role: "device",
        version_3: true,
        basic: Basic::Ca(PathLength::Exactly(0)),
        usage: Usage::Exactly(authority),
        extended_usage: ExtendedUsage::Absent,
        policies: Policies::Only(DEVICE_POLICY),
        critical: &CRITICAL,
        algorithms: &ALGORITHMS,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: true,
    };
    let leaf = Rule {
        role: "attestation-key",
        basic: Basic::EndEntity,
        usage: Usage::Exactly(KeyUsage::DIGITAL_SIGNATURE.and(KeyUsage::NON_REPUDIATION)),
        // The device issues other certificates too: a policy or purpose would be one of theirs.
        policies: Policies::Absent,
        ..device.clone()
    };
    [leaf, device]
}

/// The digits in `PRIMUS HSM KEY (SN: 18386101)`.
fn serial(device: &Certificate) -> Option<&str> {
    serial_of(device.subject().one_common_name()?)
}

fn serial_of(name: &str) -> Option<&str> {
    let digits = name.strip_prefix("PRIMUS HSM KEY (SN: ")?.strip_suffix(')')?;
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_its_serial_number() {
        assert_eq!(serial_of("PRIMUS HSM KEY (SN: 18386101)"), Some("18386101"));
        for name in [
            "PRIMUS HSM KEY (SN: )",
            "PRIMUS HSM KEY (SN: 1a)",
            "PRIMUS HSM KEY (SN: 1)\n",
            "PRIMUS HSM KEY (SN: 1) x",
            "PRIMUS HSM KEY (SN: \u{661})",
            "primus hsm key (sn: 1)",
            "attestation-key",
        ] {
            assert_eq!(serial_of(name), None, "{name}");
        }
    }

    #[test]
    fn an_empty_chain_has_no_leaf() {
        assert_eq!(order(&[]).unwrap_err().0, checks::CHAIN_POSITION);
    }
}
