//! The rules of devices whose chains hold by plain RFC 5280: YubiHSM 2 and the OpenPGP application.

use super::{CA_ALGORITHMS, DEVICE_ALGORITHMS};
use keyattest_trust::chain::{Basic, ExtendedUsage, PathLength, Policies, Rule, Usage};
use keyattest_trust::signature::EcdsaForm;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

const CRITICAL: [Oid; 2] = [oids::BASIC_CONSTRAINTS, oids::KEY_USAGE];

/// The rule of the certificate at this place: leaf, device, and the authorities above.
pub(in super::super) fn strict_rule(index: usize) -> Rule {
    let base = Rule {
        role: "attested-key",
        version_3: true,
        basic: Basic::NotCa,
        usage: Usage::Any,
        extended_usage: ExtendedUsage::Any,
        policies: Policies::Any,
        critical: &CRITICAL,
        algorithms: &DEVICE_ALGORITHMS,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: false,
    };
    match index {
        0 => base,
        1 => Rule {
            role: "device",
            basic: Basic::Ca(PathLength::Exactly(0)),
            usage: Usage::IfPresent(KeyUsage::KEY_CERT_SIGN),
            algorithms: &CA_ALGORITHMS,
            strong_key: true,
            ..base
        },
        _ => Rule {
            role: "authority",
            basic: Basic::Ca(PathLength::Enough),
            usage: Usage::Bits { with: KeyUsage::KEY_CERT_SIGN, without: KeyUsage::NONE },
            algorithms: &CA_ALGORITHMS,
            strong_key: true,
            ..base
        },
    }
}
