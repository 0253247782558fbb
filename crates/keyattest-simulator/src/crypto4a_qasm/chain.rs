//! The keys of a module that sign its messages, their certificates, the authority's, and the root.

use crate::x509::{self, Certificate, Critical, Member, extension};
use crate::{PrivateKey, der, lms, test_keys};
use keyattest::Time;
use keyattest_trust::Hash;
use keyattest_wire::spki::plain_spki;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

/// countryName
const COUNTRY: Oid = Oid::new(&[2, 5, 4, 6]);
/// organizationName
const ORGANIZATION: Oid = Oid::new(&[2, 5, 4, 10]);
/// subjectAltName
const OTHER_NAMES: Oid = Oid::new(&[2, 5, 29, 17]);
/// May sign attestations.
pub(super) const PURPOSE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 4, 1, 1]);
/// The type of an otherName of attestation keys, and its value, whose meaning is not published.
const OTHER_NAME: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 3]);
const OTHER_NAME_VALUE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 3, 1]);

/// A name as the vendor writes it: the country is no code of two letters.
pub(super) fn named(common_name: &str) -> Vec<u8> {
    let attributes =
        [(COUNTRY, "Canada"), (ORGANIZATION, "TEST (simulated, not Crypto4A)"), (oids::COMMON_NAME, common_name)];
    der::sequence(attributes.map(|(oid, text)| der::set([der::sequence([der::oid(&oid), der::utf8(text)])])))
}

pub(super) fn root_name() -> Vec<u8> {
    named("TEST C4A_RCA")
}

pub(super) fn authority_name() -> Vec<u8> {
    named("TEST C4A_SCA_MFG")
}

/// A certificate of whichever position, signed with SHA-384 as all of the vendor's are.
pub(super) fn member(
    subject: &[u8],
    issuer: &[u8],
    spki: &[u8],
    extensions: Vec<Vec<u8>>,
    signer: &'static PrivateKey,
) -> Member {
    Member { hash: Hash::Sha384, ..Member::new(subject, issuer, spki, extensions, signer) }
}

/// Extensions of an authority.
pub(super) fn authority_extensions(path_length: Option<u64>) -> Vec<Vec<u8>> {
    vec![x509::authority(path_length), x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN])]
}

/// The key of an assertion authority.
pub(super) enum Signing {
    Elliptic(&'static PrivateKey),
    /// Trees from the top down.
    Hss(Vec<&'static lms::Tree>),
}

/// An assertion authority of a module.
pub(super) struct Signer {
    pub(super) member: Member,
    pub(super) key: Signing,
    pub(super) key_id: [u8; 16],
}

impl Signer {
    pub(super) fn elliptic(device: &str) -> Self {
        let key = &*test_keys::CRYPTO4A_ASSERTION;
        Self::new(device, "EC", &key.spki(), Signing::Elliptic(key))
    }

    /// `wrapped`: the key stands in an OCTET STRING, as RFC 8708 has it; RFC 9708 has it bare.
    pub(super) fn hss(device: &str, trees: Vec<&'static lms::Tree>, wrapped: bool) -> Self {
        let levels = trees.len() as u32;
        let key = trees.first().map(|top| lms::public_key(levels, top)).unwrap_or_default();
        let key = if wrapped { der::octet_string(&key) } else { key };
        Self::new(device, "HSS", &hss_spki(&key), Signing::Hss(trees))
    }

    fn new(device: &str, kind: &str, spki: &[u8], key: Signing) -> Self {
        let subject = named(&format!("{device} Assertion Authority {kind}"));
        let value = der::sequence([der::element(
            0xa0,
            [der::oid(&OTHER_NAME), der::context(0, [der::oid(&OTHER_NAME_VALUE)])],
        )]);
        let extensions = vec![
            x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]),
            x509::extended_key_usage(Critical::No, &PURPOSE),
            extension(&OTHER_NAMES, Critical::No, &value),
        ];
        let mut member = member(&subject, &authority_name(), spki, extensions, &test_keys::CRYPTO4A_AUTHORITY);
        // What RFC 5280 has for certificates without an end.
        member.certificate.not_after =
            Time::from_civil(9999, 12, 31, 23, 59, 59).unwrap_or(member.certificate.not_after);
        let mut key_id = [0; 16];
        key_id.copy_from_slice(&x509::serial(format!("key of {device} {kind}").as_bytes()));
        Self { member, key, key_id }
    }

    pub(super) fn certificate(&mut self) -> &mut Certificate {
        &mut self.member.certificate
    }

    pub(super) fn algorithm(&self) -> Oid {
        match self.key {
            Signing::Elliptic(_) => oids::ECDSA_WITH_SHA384,
            Signing::Hss(_) => oids::HSS_LMS,
        }
    }

    pub(super) fn sign(&self, signed: &[u8]) -> Vec<u8> {
        match &self.key {
            Signing::Elliptic(key) => key.sign(Hash::Sha384, signed),
            Signing::Hss(trees) => lms::sign(trees, signed),
        }
    }
}

/// The SubjectPublicKeyInfo of an HSS key, whatever stands in it.
pub(super) fn hss_spki(key: &[u8]) -> Vec<u8> {
    plain_spki(&oids::HSS_LMS, key)
}

/// Signers, and who stands above them.
pub(super) struct Chain {
    pub(super) signers: Vec<Signer>,
    /// Between the authority and the first signer, where something is.
    pub(super) below: Option<Member>,
    pub(super) authority: Member,
    /// The root that is believed.
    pub(super) root: Member,
    /// The root that lies in the message.
    pub(super) carried_root: Member,
}

impl Chain {
    pub(super) fn new(signers: Vec<Signer>) -> Self {
        let (key, authority) = (&*test_keys::CRYPTO4A_ROOT, &*test_keys::CRYPTO4A_AUTHORITY);
        let root = member(&root_name(), &root_name(), &key.spki(), authority_extensions(None), key);
        Self {
            signers,
            below: None,
            authority: member(&authority_name(), &root_name(), &authority.spki(), authority_extensions(Some(0)), key),
            carried_root: root.clone(),
            root,
        }
    }

    /// A certificate of the authority's name from before it got another key.
    pub(super) fn rolled_over(&self) -> Member {
        let mut old = self.authority.clone();
        old.certificate.spki = test_keys::CRYPTO4A_AUTHORITY_OLD.spki();
        old.certificate.serial = x509::serial(b"TEST authority before its rollover");
        old
    }
}
