//! The attestation certificate of a model's batch, and those above it.

use super::claims::Said;
use super::registration::Kind;
use crate::x509::{self, Attribute, Certificate, Critical, name};
use crate::{PrivateKey, der, test_keys};
use keyattest_wire::Oid;
use keyattest_wire::x509::KeyUsage;

/// The extension that names the model (id-fido-gen-ce-aaguid).
pub(super) const AAGUID: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4]);

/// Below Yubico's 1.3.6.1.4.1.41482.
pub(super) const fn yubico(arc: u64, number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, arc, number])
}

/// Yubico's mark of FIPS devices.
const FIPS: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 12]);

/// The root of all of Yubico's applications has this name, and the branches of FIDO begin so.
const SHARED_ROOT: &str = "Yubico Attestation Root 1";
const FIDO_BRANCH: &str = "Yubico FIDO Attestation B 1";

/// A certificate before it is signed, and who signs it.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) certificate: Certificate,
    pub(super) signer: &'static PrivateKey,
}

impl Member {
    pub(super) fn signed(&self) -> Vec<u8> {
        self.certificate.signed(self.signer, self.signer.usual_hash())
    }
}

/// From the attestation certificate up.
pub(super) struct Chain {
    pub(super) leaf: Member,
    /// The key in it.
    pub(super) attestation: &'static PrivateKey,
    pub(super) authority: Option<Member>,
    pub(super) root: Member,
}

/// A name whose organization says TEST.
pub(super) fn test_name(common: &str) -> Vec<u8> {
    name(&[Attribute::Organization("TEST (simulated)"), Attribute::CommonName(common)])
}

/// The name of a packed attestation certificate.
pub(super) fn leaf_name(country: &str, vendor: &str, unit: &str, model: &str) -> Vec<u8> {
    name(&[
        Attribute::Country(country),
        Attribute::Organization(vendor),
        Attribute::Unit(unit),
        Attribute::CommonName(model),
    ])
}

/// The attestation certificate is one of packed registrations.
pub(super) const UNIT: &str = "Authenticator Attestation";

/// The model's extension.
pub(super) fn aaguid(critical: Critical, aaguid: &[u8; 16]) -> Vec<u8> {
    x509::extension(&AAGUID, critical, &der::octet_string(aaguid))
}

impl Chain {
    pub(super) fn new(said: &Said, carrier: &str) -> Self {
        let root_key: &'static PrivateKey = &test_keys::FIDO_ROOT;
        let authority_key: &'static PrivateKey = &test_keys::FIDO_AUTHORITY;
        let (root_name, authority_name) = match carrier {
            "shared-root" => (test_name(SHARED_ROOT), Some(test_name(FIDO_BRANCH))),
            "intermediate" => (test_name("TEST FIDO root"), Some(test_name("TEST FIDO authority"))),
            _ => (test_name("TEST FIDO root"), None),
        };
        let usage = || x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN]);
        let root = Certificate::new(
            root_name.clone(),
            root_name.clone(),
            root_key.spki(),
            vec![x509::authority(None), usage()],
        );
        let authority = authority_name.map(|name| Member {
            certificate: Certificate::new(
                name,
                root_name.clone(),
                authority_key.spki(),
                vec![x509::authority(Some(0)), usage()],
            ),
            signer: root_key,
        });
        let attestation: &'static PrivateKey = if carrier == "attestation-ed25519" {
            &test_keys::FIDO_ATTESTATION_ED25519
        } else {
            &test_keys::FIDO_ATTESTATION
        };
        let (issuer, signer) = match &authority {
            Some(authority) => (authority.certificate.subject.clone(), authority_key),
            None => (root_name, root_key),
        };
        let leaf = match said.kind {
            Kind::Packed => {
                let mut extensions = vec![x509::no_authority()];
                if carrier != "no-aaguid" {
                    extensions.push(aaguid(Critical::No, &said.aaguid));
                }
                let subject = leaf_name("CH", &said.vendor, UNIT, &said.model);
                Certificate::new(subject, issuer, attestation.spki(), extensions)
            }
            Kind::U2f => {
                let subject =
                    name(&[Attribute::Organization(&said.vendor), Attribute::CommonName("TEST U2F EE Serial 7357")]);
                Certificate::new(subject, issuer, attestation.spki(), Vec::new())
            }
        };
        let mut chain = Self {
            leaf: Member { certificate: leaf, signer },
            attestation,
            authority,
            root: Member { certificate: root, signer: root_key },
        };
        let extensions = &mut chain.leaf.certificate.extensions;
        if let Some(firmware) = said.firmware {
            extensions.push(x509::extension(&yubico(13, 1), Critical::No, &der::octet_string(&firmware)));
        }
        if let Some(marker) = said.fips_marker {
            extensions.push(x509::extension(&FIPS, Critical::No, &der::integer(u64::from(marker))));
        }
        chain
    }
}
