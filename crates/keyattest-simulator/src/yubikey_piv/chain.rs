//! The certificates: leaf, F9, and the CAs of the longer path.

use super::claims::Token;
use super::yubico;
use crate::x509::{self, Attribute, Critical, Member, extension, name};
use crate::{PrivateKey, der, test_keys};
use keyattest_wire::x509::KeyUsage;

/// Leaf, F9 and the CAs above it; and the root, which does not travel.
pub(super) struct Chain {
    pub(super) members: Vec<Member>,
    pub(super) root: Member,
}

impl Chain {
    pub(super) fn new(token: &Token, attested: &[u8], branch: bool) -> Self {
        let common = |text: &str| name(&[Attribute::CommonName(text)]);
        let f9_name = common("Yubico PIV Attestation");
        let ca = |path: u64| {
            vec![x509::authority(Some(path)), x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN])]
        };
        let (root_name, root_key, root_path) = if branch {
            (common("TEST Yubico Attestation Root 1 (simulated)"), &test_keys::PIV_BRANCH_ROOT, 3)
        } else {
            (common("TEST Yubico PIV Root CA (simulated)"), &test_keys::PIV_ROOT, 1)
        };
        let ca_name = common("Yubico PIV Attestation TEST B 1");
        let middle_name = common("TEST Yubico Attestation Intermediate B 1");
        let (above_name, above_key): (_, &'static PrivateKey) =
            if branch { (&ca_name, &test_keys::PIV_CA) } else { (&root_name, root_key) };

        let firmware = extension(&yubico(3), Critical::No, &token.firmware);
        let mut f9 = vec![firmware.clone()];
        f9.extend(
            token.fips_marker.map(|number| extension(&yubico(10), Critical::No, &der::integer(u64::from(number)))),
        );
        f9.push(x509::authority(Some(0)));
        let leaf = vec![
            firmware,
            extension(&yubico(7), Critical::No, &der::integer(u64::from(token.serial))),
            extension(&yubico(8), Critical::No, &[token.pin, token.touch]),
            extension(&yubico(9), Critical::No, &[token.form_factor]),
        ];
        let leaf_name = common(&format!("YubiKey PIV Attestation {}", token.slot));
        let mut members = vec![
            Member::new(&leaf_name, &f9_name, attested, leaf, &test_keys::PIV_F9),
            Member::new(&f9_name, above_name, &test_keys::PIV_F9.spki(), f9, above_key),
        ];
        if branch {
            let spki = test_keys::PIV_CA.spki();
            members.push(Member::new(&ca_name, &middle_name, &spki, ca(1), &test_keys::PIV_INTERMEDIATE));
            let spki = test_keys::PIV_INTERMEDIATE.spki();
            members.push(Member::new(&middle_name, &root_name, &spki, ca(2), root_key));
        }
        let root = Member::new(&root_name, &root_name, &root_key.spki(), ca(root_path), root_key);
        Self { members, root }
    }
}
