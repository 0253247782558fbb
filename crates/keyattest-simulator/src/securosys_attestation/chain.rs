//! The attestation key's certificate, the device's, and the root.

use crate::x509::{self, Attribute, Critical, Member, name};
use crate::{PrivateKey, test_keys};
use keyattest_wire::Oid;
use keyattest_wire::x509::KeyUsage;

/// Policies of certificates, below 1.3.6.1.4.1.44668.4.1: 1 root, 3 device.
pub(super) const fn policy(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 44668, 4, 1, number])
}

/// Leaf and device; and the root, which need not travel.
pub(super) struct Chain {
    pub(super) members: [Member; 2],
    pub(super) root: Member,
    pub(super) attestation: &'static PrivateKey,
}

pub(super) fn test_name(common: &str) -> Vec<u8> {
    name(&[
        Attribute::CommonName(common),
        Attribute::Country("CH"),
        Attribute::Organization("TEST (simulated, not Securosys)"),
    ])
}

pub(super) fn leaf_usage() -> Vec<u8> {
    x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION])
}

impl Chain {
    pub(super) fn new(serial: &str, elliptic: bool) -> Self {
        let keys: [&'static PrivateKey; 3] = if elliptic {
            [&test_keys::SECUROSYS_ATTESTATION_EC, &test_keys::SECUROSYS_DEVICE_EC, &test_keys::SECUROSYS_ROOT_EC]
        } else {
            [&test_keys::SECUROSYS_ATTESTATION, &test_keys::SECUROSYS_DEVICE, &test_keys::SECUROSYS_ROOT]
        };
        let [attestation, device, root] = keys;
        let root_name = test_name("TEST PRIMUS_HSM_ROOTKEY");
        let device_name = test_name(&format!("PRIMUS HSM KEY (SN: {serial})"));
        let leaf_name = test_name("TEST attestation-key");
        let authority = |path: u64, number: u64| {
            let usage = [KeyUsage::NON_REPUDIATION, KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN];
            vec![x509::authority(Some(path)), x509::key_usage(&usage), x509::policy(Critical::No, &policy(number))]
        };
        let member = |subject: &[u8], issuer: &[u8], key: &PrivateKey, extensions, signer| {
            Member::new(subject, issuer, &key.spki(), extensions, signer)
        };
        let leaf = vec![x509::no_authority(), leaf_usage()];
        Self {
            members: [
                member(&leaf_name, &device_name, attestation, leaf, device),
                member(&device_name, &root_name, device, authority(0, 3), root),
            ],
            root: member(&root_name, &root_name, root, authority(1, 1), root),
            attestation,
        }
    }
}
