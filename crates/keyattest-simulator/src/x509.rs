//! Certificates, every field in the hands of whoever makes them.

use crate::PrivateKey;
use crate::der;
use crate::order::{VALID_FROM, VALID_UNTIL};
use keyattest_trust::{Hash, hash};
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, Time, oids};

/// countryName
const COUNTRY: Oid = Oid::new(&[2, 5, 4, 6]);
/// localityName
const LOCALITY: Oid = Oid::new(&[2, 5, 4, 7]);
/// stateOrProvinceName
const STATE: Oid = Oid::new(&[2, 5, 4, 8]);
/// organizationName
const ORGANIZATION: Oid = Oid::new(&[2, 5, 4, 10]);
/// organizationalUnitName
const UNIT: Oid = Oid::new(&[2, 5, 4, 11]);

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub enum Attribute<'a> {
    /// C
    Country(&'a str),
    /// O
    Organization(&'a str),
    /// OU
    Unit(&'a str),
    /// CN
    CommonName(&'a str),
    /// L
    Locality(&'a str),
    /// ST
    State(&'a str),
}

/// A Name, one attribute an RDN, most significant first.
pub fn name(attributes: &[Attribute<'_>]) -> Vec<u8> {
    name_of(&attributes.iter().map(std::slice::from_ref).collect::<Vec<_>>())
}

/// A Name, RDN by RDN, the attributes of each as they come: DER would sort them.
pub fn name_of(names: &[&[Attribute<'_>]]) -> Vec<u8> {
    let attribute = |attribute: &Attribute<'_>| {
        let (oid, value) = match *attribute {
            Attribute::Country(text) => (COUNTRY, der::printable(text)),
            Attribute::Organization(text) => (ORGANIZATION, der::utf8(text)),
            Attribute::Unit(text) => (UNIT, der::utf8(text)),
            Attribute::CommonName(text) => (oids::COMMON_NAME, der::utf8(text)),
            Attribute::Locality(text) => (LOCALITY, der::utf8(text)),
            Attribute::State(text) => (STATE, der::utf8(text)),
        };
        der::sequence([der::oid(&oid), value])
    };
    der::sequence(names.iter().map(|relative| der::set(relative.iter().map(attribute))))
}

/// How an extension says that it is critical.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Critical {
    /// TRUE
    Yes,
    /// Not written, as DER wants it.
    No,
    /// FALSE, written: not DER, and yet what some modules write.
    ExplicitFalse,
}

/// An extension: the bytes inside extnValue are `value`.
pub fn extension(oid: &Oid, critical: Critical, value: &[u8]) -> Vec<u8> {
    let critical = match critical {
        Critical::Yes => der::boolean(true),
        Critical::No => Vec::new(),
        Critical::ExplicitFalse => der::boolean(false),
    };
    der::sequence([der::oid(oid), critical, der::octet_string(value)])
}

/// basicConstraints, critical: CA:TRUE with this path length, if any.
pub fn authority(path_length: Option<u64>) -> Vec<u8> {
    let length = path_length.map(der::integer).unwrap_or_default();
    extension(&oids::BASIC_CONSTRAINTS, Critical::Yes, &der::sequence([der::boolean(true), length]))
}

/// basicConstraints, critical: CA:FALSE.
pub fn no_authority() -> Vec<u8> {
    extension(&oids::BASIC_CONSTRAINTS, Critical::Yes, &der::sequence([]))
}

/// keyUsage, critical, with these bits.
pub fn key_usage(usages: &[KeyUsage]) -> Vec<u8> {
    let all = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
    ];
    let bits = all.iter().enumerate().filter(|(_, usage)| usages.contains(usage));
    let bits = bits.fold(0u16, |bits, (index, _)| bits | (0x8000 >> index));
    extension(&oids::KEY_USAGE, Critical::Yes, &der::named_bits(bits))
}

/// extendedKeyUsage with this one purpose.
pub fn extended_key_usage(critical: Critical, purpose: &Oid) -> Vec<u8> {
    extension(&oids::EXTENDED_KEY_USAGE, critical, &der::sequence([der::oid(purpose)]))
}

/// certificatePolicies with this one policy.
pub fn policy(critical: Critical, policy: &Oid) -> Vec<u8> {
    let value = der::sequence([der::sequence([der::oid(policy)])]);
    extension(&oids::CERTIFICATE_POLICIES, critical, &value)
}

/// A serial number of 16 bytes that looks random and is always the same for the same label.
pub fn serial(label: &[u8]) -> Vec<u8> {
    let mut serial = hash::sha256(label)[..16].to_vec();
    serial[0] = serial[0] & 0x7f | 0x01;
    serial
}

/// Whether the element is an extension with this identifier, which stands behind a header of two to four bytes.
fn is_of(extension: &[u8], oid: &[u8]) -> bool {
    (2..=4).any(|header| extension.get(header..).is_some_and(|content| content.starts_with(oid)))
}

/// A certificate before it is signed.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// 3 for v3; 1 writes no version.
    pub version: u8,
    /// Serial number, big-endian.
    pub serial: Vec<u8>,
    /// Issuer, a Name.
    pub issuer: Vec<u8>,
    /// First moment of validity.
    pub not_before: Time,
    /// Last moment of validity.
    pub not_after: Time,
    /// Subject, a Name.
    pub subject: Vec<u8>,
    /// SubjectPublicKeyInfo
    pub spki: Vec<u8>,
    /// Extensions, each a whole element.
    pub extensions: Vec<Vec<u8>>,
}

impl Certificate {
    /// A v3 certificate, valid as long as all that is made here, with a serial number of its own.
    pub fn new(subject: Vec<u8>, issuer: Vec<u8>, spki: Vec<u8>, extensions: Vec<Vec<u8>>) -> Self {
        let serial = serial(&[subject.as_slice(), &spki].concat());
        Self {
            version: 3,
            serial,
            issuer,
            not_before: crate::order::time(VALID_FROM),
            not_after: crate::order::time(VALID_UNTIL),
            subject,
            spki,
            extensions,
        }
    }

    /// Takes an extension away.
    pub fn remove(&mut self, oid: &Oid) {
        let own = der::oid(oid);
        self.extensions.retain(|extension| !is_of(extension, &own));
    }

    /// Puts an extension in the place of the one with this identifier, or behind the others.
    pub fn set(&mut self, oid: &Oid, extension: Vec<u8>) {
        let own = der::oid(oid);
        match self.extensions.iter_mut().find(|known| is_of(known, &own)) {
            Some(known) => *known = extension,
            None => self.extensions.push(extension),
        }
    }

    /// The bytes to be signed, with this AlgorithmIdentifier inside.
    pub fn to_be_signed(&self, algorithm: Vec<u8>) -> Vec<u8> {
        let version = if self.version == 1 {
            Vec::new()
        } else {
            der::context(0, [der::integer(u64::from(self.version).saturating_sub(1))])
        };
        let extensions = if self.extensions.is_empty() {
            Vec::new()
        } else {
            der::context(3, [der::sequence(self.extensions.clone())])
        };
        der::sequence([
            version,
            der::unsigned(&self.serial),
            algorithm,
            self.issuer.clone(),
            der::sequence([der::time(self.not_before), der::time(self.not_after)]),
            self.subject.clone(),
            self.spki.clone(),
            extensions,
        ])
    }

    /// The certificate, signed by this key with this hash.
    pub fn signed(&self, key: &PrivateKey, hash: Hash) -> Vec<u8> {
        let to_be_signed = self.to_be_signed(key.algorithm(hash));
        let signature = key.sign(hash, &to_be_signed);
        der::signed(to_be_signed, key.algorithm(hash), &signature)
    }
}

/// A certificate before it is signed, and who signs it how.
#[derive(Clone, Debug)]
pub struct Member {
    /// The certificate.
    pub certificate: Certificate,
    /// Who signs it.
    pub signer: &'static PrivateKey,
    /// The hash of the signature.
    pub hash: Hash,
}

impl Member {
    /// A certificate as [`Certificate::new`] makes it, to be signed with SHA-256.
    pub fn new(
        subject: &[u8],
        issuer: &[u8],
        spki: &[u8],
        extensions: Vec<Vec<u8>>,
        signer: &'static PrivateKey,
    ) -> Self {
        let certificate = Certificate::new(subject.to_vec(), issuer.to_vec(), spki.to_vec(), extensions);
        Self { certificate, signer, hash: Hash::Sha256 }
    }

    /// The certificate, signed.
    pub fn signed(&self) -> Vec<u8> {
        self.certificate.signed(self.signer, self.hash)
    }
}
