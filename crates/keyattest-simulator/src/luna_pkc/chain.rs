//! The certificates of the two layouts, leaf first.

use super::claims::Module;
use super::test_name;
use crate::x509::{self, Attribute, Certificate, Critical, extension, name};
use crate::{PrivateKey, der, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

/// Which of the two layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// Leaf, device, hardware origin, manufacturing integrity, root.
    Rsa,
    /// Leaf, hardware origin, root.
    Ecc,
}

/// Private extensions, below 1.3.6.1.4.1.12383.2.
pub(super) const fn private(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 2, number])
}

/// Roles of certificates, below 1.3.6.1.4.1.12383.1.
pub(super) const fn role(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 1, number])
}

/// A certificate, and who signs it how.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) certificate: Certificate,
    pub(super) signer: &'static PrivateKey,
    pub(super) hash: Hash,
    /// The leaf's numbers as the HSM writes them: without the zero that keeps them positive.
    pub(super) by_module: bool,
}

impl Member {
    /// The AlgorithmIdentifier: with NULL, also where ECDSA has none.
    pub(super) fn algorithm(&self) -> Vec<u8> {
        let algorithm = match (self.hash, self.signer.modulus()) {
            (_, Some(_)) => return self.signer.algorithm(self.hash),
            (Hash::Sha256, None) => oids::ECDSA_WITH_SHA256,
            (_, None) => oids::ECDSA_WITH_SHA384,
        };
        der::algorithm(&algorithm, der::null())
    }

    pub(super) fn signature(&self, to_be_signed: &[u8]) -> Vec<u8> {
        if !self.by_module {
            return self.signer.sign(self.hash, to_be_signed);
        }
        let numbers = self.signer.sign_fixed(self.hash, to_be_signed);
        let (r, s) = numbers.split_at(numbers.len() / 2);
        der::sequence([der::element(0x02, [r.to_vec()]), der::element(0x02, [s.to_vec()])])
    }

    pub(super) fn signed(&self) -> Vec<u8> {
        let to_be_signed = self.certificate.to_be_signed(self.algorithm());
        let signature = self.signature(&to_be_signed);
        der::signed(to_be_signed, self.algorithm(), &signature)
    }
}

/// The chain for an attested key.
pub(super) fn members(layout: Layout, module: &Module, attested: &[u8]) -> Vec<Member> {
    match layout {
        Layout::Rsa => rsa(module, attested),
        Layout::Ecc => ecc(module, attested),
    }
}

fn purpose(number: u64) -> Vec<u8> {
    x509::extended_key_usage(Critical::Yes, &role(number))
}

fn value(number: u64, bytes: &[u8]) -> Vec<u8> {
    extension(&private(number), Critical::ExplicitFalse, bytes)
}

fn leaf_usage() -> Vec<u8> {
    x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE])
}

pub(super) fn authority_usage() -> Vec<u8> {
    x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN])
}

/// The low 32 bits of the hardware origin's serial number are the HSM's.
pub(super) fn origin_serial(serial: u32) -> Vec<u8> {
    [&[0x20, 0x04, 0xee, 0x1d][..], &serial.to_be_bytes()].concat()
}

fn rsa(module: &Module, attested: &[u8]) -> Vec<Member> {
    let serial = module.serial.to_le_bytes();
    let (major, minor) = module.firmware;
    let firmware = [minor.to_le_bytes(), major.to_le_bytes()].concat();
    let leaf_name =
        name(&[Attribute::Unit("TEST Chrysalis-ITS Proof of Origin"), Attribute::CommonName(&module.key_id)]);
    let device_name = test_name("TEST DeviceAuthenticationCertificate", &format!("{}-{}", module.model, module.serial));
    let origin_name = name(&[Attribute::CommonName("TEST Hardware Origin Certificate")]);
    let manufacturing_name = test_name("TEST HSM Engineering", "TEST Luna Mfg Integrity Certificate 1");
    let root_name = test_name("TEST HSM Engineering", "TEST Luna Root RSA");
    let member = |subject: &[u8], issuer: &[u8], spki: &[u8], extensions, signer: &'static PrivateKey| Member {
        certificate: Certificate::new(subject.to_vec(), issuer.to_vec(), spki.to_vec(), extensions),
        signer,
        hash: Hash::Sha384,
        by_module: false,
    };
    let mut members = vec![
        member(
            &leaf_name,
            &device_name,
            attested,
            vec![
                purpose(13),
                leaf_usage(),
                value(1, &serial),
                value(3, &firmware),
                value(4, &[2, 0, 0, 0]),
                value(5, &[0x03, 0x02, 0x04, 0xf0]),
            ],
            &test_keys::LUNA_DEVICE,
        ),
        member(
            &device_name,
            &origin_name,
            &test_keys::LUNA_DEVICE.spki(),
            vec![
                purpose(12),
                authority_usage(),
                value(1, &serial),
                value(3, &firmware),
                value(4, &[2, 0, 0, 0]),
                x509::authority(None),
            ],
            &test_keys::LUNA_ORIGIN,
        ),
        member(
            &origin_name,
            &manufacturing_name,
            &test_keys::LUNA_ORIGIN.spki(),
            vec![
                purpose(8),
                authority_usage(),
                value(6, &[0, 0, 0, 0]),
                value(7, &[0x0a, 0, 0, 0]),
                x509::authority(None),
            ],
            &test_keys::LUNA_MANUFACTURING,
        ),
        member(
            &manufacturing_name,
            &root_name,
            &test_keys::LUNA_MANUFACTURING.spki(),
            vec![purpose(7), authority_usage(), x509::authority(None)],
            &test_keys::LUNA_ROOT_RSA,
        ),
        // As the genuine one: SHA-1, and nothing but its role.
        Member {
            hash: Hash::Sha1,
            ..member(
                &root_name,
                &root_name,
                &test_keys::LUNA_ROOT_RSA.spki(),
                vec![purpose(1)],
                &test_keys::LUNA_ROOT_RSA,
            )
        },
    ];
    members[2].certificate.serial = origin_serial(module.serial);
    members
}

fn ecc(module: &Module, attested: &[u8]) -> Vec<Member> {
    let leaf_name = name(&[
        Attribute::Organization("TEST (simulated, not Thales)"),
        Attribute::Unit("TEST Luna Module"),
        Attribute::CommonName(&module.key_id),
    ]);
    let origin_name = test_name("TEST Luna Module Hardware Origin", &module.serial.to_string());
    // The blank at the end is the genuine root's.
    let root_name = test_name("TEST Luna Manufacturer Integrity ECC", "TEST ECC Manufacturer Integrity Module ");
    let origin_spki = test_keys::LUNA_ORIGIN_ECC.spki();
    let root_spki = test_keys::LUNA_ROOT_ECC.spki();
    let subject_id = |spki: &[u8]| {
        let id = keyattest_trust::hash::sha256(spki);
        extension(&oids::SUBJECT_KEY_IDENTIFIER, Critical::ExplicitFalse, &der::octet_string(&id))
    };
    let issuer_id = |spki: &[u8]| {
        let id = der::element(0x80, [keyattest_trust::hash::sha256(spki).to_vec()]);
        extension(&oids::AUTHORITY_KEY_IDENTIFIER, Critical::ExplicitFalse, &der::sequence([id]))
    };
    let member =
        |subject: &[u8], issuer: &[u8], spki: &[u8], extensions, signer: &'static PrivateKey, by_module| Member {
            certificate: Certificate::new(subject.to_vec(), issuer.to_vec(), spki.to_vec(), extensions),
            signer,
            hash: Hash::Sha384,
            by_module,
        };
    let mut members = vec![
        member(
            &leaf_name,
            &origin_name,
            attested,
            vec![
                purpose(13),
                issuer_id(&origin_spki),
                subject_id(attested),
                leaf_usage(),
                value(1, &module.serial.to_le_bytes()),
            ],
            &test_keys::LUNA_ORIGIN_ECC,
            true,
        ),
        member(
            &origin_name,
            &root_name,
            &origin_spki,
            vec![
                purpose(15),
                issuer_id(&root_spki),
                subject_id(&origin_spki),
                authority_usage(),
                value(6, &[0, 0, 0, 0]),
                value(7, &[0x0a, 0, 0, 0]),
                x509::authority(None),
            ],
            &test_keys::LUNA_ROOT_ECC,
            false,
        ),
        member(
            &root_name,
            &root_name,
            &root_spki,
            vec![
                purpose(14),
                issuer_id(&root_spki),
                subject_id(&root_spki),
                x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN]),
            ],
            &test_keys::LUNA_ROOT_ECC,
            false,
        ),
    ];
    members[1].certificate.serial = origin_serial(module.serial);
    members
}
