//! X.509 certificates (RFC 5280) as received.
//!
//! Our own reader, and not a general one: it keeps the span of everything that is signed or name-compared, refuses what hides
//! meaning (bytes behind the signature, an extension twice, an inner algorithm other than the outer), and reads the encodings of
//! genuine vendors, each as a named [`Oddity`].

use crate::der::{self, Reader, Tag};
use crate::name::{self, Name};
use crate::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};
use crate::{Bytes, Malformed, Oid, Result, Time, oids};

/// A genuine vendor's departure from DER that changes no meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// A default FALSE that is written out.
    ExplicitFalse,
    /// A serial number with needless leading bytes.
    PaddedSerial,
    /// A serial number below zero.
    NegativeSerial,
}

impl Oddity {
    /// The id of the tolerance under which it is reported.
    pub fn id(self) -> &'static str {
        match self {
            Self::ExplicitFalse => "explicit-false",
            Self::PaddedSerial => "padded-serial",
            Self::NegativeSerial => "negative-serial",
        }
    }
}

/// One extension.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// Whether who does not know it must refuse the certificate.
    pub critical: bool,
    /// What is inside the OCTET STRING.
    pub value: Bytes,
}

/// ```text
/// Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
/// TBSCertificate ::= SEQUENCE { version [0] DEFAULT v1, serialNumber, signature, issuer, validity, subject,
///     subjectPublicKeyInfo, issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub struct Certificate {
    bytes: Bytes,
    tbs: Bytes,
    algorithm: Bytes,
    signature: Bytes,
    version: u64,
    serial: Bytes,
    issuer: Bytes,
    subject: Bytes,
    not_before: Time,
    not_after: Time,
    spki: Bytes,
    extensions: Vec<Extension>,
    oddities: Vec<Oddity>,
}

impl Certificate {
    /// Reads the one certificate that `bytes` are.
    ///
    /// # Errors
    /// Another form, an extension twice, an inner algorithm other than the outer, or bytes behind anything.
    pub fn from_der(bytes: Bytes) -> Result<Self> {
        parse(&bytes).map_err(|malformed| malformed.within(bytes.part()))
    }

    /// The whole certificate.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is signed.
    pub fn tbs(&self) -> &Bytes {
        &self.tbs
    }

    /// How it is signed; the same inside and outside.
    ///
    /// # Errors
    /// None for a certificate that was read.
    pub fn algorithm(&self) -> Result<AlgorithmIdentifier<'_>> {
        AlgorithmIdentifier::read(&mut Reader::new(&self.algorithm))
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &Bytes {
        &self.signature
    }

    /// 1, 2 or 3.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The serial number's content as it stands.
    pub fn serial(&self) -> &Bytes {
        &self.serial
    }

    /// The issuer's name.
    pub fn issuer(&self) -> Name<'_> {
        Name::new(&self.issuer)
    }

    /// The subject's name.
    pub fn subject(&self) -> Name<'_> {
        Name::new(&self.subject)
    }

    /// The subject's name, with its place.
    pub fn subject_bytes(&self) -> &Bytes {
        &self.subject
    }

    /// First second of validity.
    pub fn not_before(&self) -> Time {
        self.not_before
    }

    /// Last second of validity.
    pub fn not_after(&self) -> Time {
        self.not_after
    }

    /// Whether `at` lies within the validity, both ends included.
    pub fn is_valid_at(&self, at: Time) -> bool {
        (self.not_before..=self.not_after).contains(&at)
    }

    /// SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &Bytes {
        &self.spki
    }

    /// All extensions in their order.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The extension of this type.
    pub fn extension(&self, oid: &Oid) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.oid == *oid)
    }

    /// Departures from DER in the outer form.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// Whether issuer and subject are the same bytes.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// basicConstraints, if there.
    ///
    /// # Errors
    /// An extension that can not be read.
    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>> {
        self.extension(&oids::BASIC_CONSTRAINTS).map(|extension| BasicConstraints::read(&extension.value)).transpose()
    }

    /// keyUsage, if there.
    ///
    /// # Errors
    /// An extension that can not be read.
    pub fn key_usage(&self) -> Result<Option<KeyUsage>> {
        self.extension(&oids::KEY_USAGE).map(|extension| KeyUsage::read(&extension.value)).transpose()
    }

    /// extendedKeyUsage, if there.
    ///
    /// # Errors
    /// An extension that can not be read, or is empty.
    pub fn extended_key_usage(&self) -> Result<Option<Vec<Oid>>> {
        self.extension(&oids::EXTENDED_KEY_USAGE).map(|extension| oid_list(&extension.value)).transpose()
    }

    /// subjectKeyIdentifier, if there: its bytes.
    ///
    /// # Errors
    /// An extension that can not be read.
    pub fn subject_key_identifier(&self) -> Result<Option<&[u8]>> {
        let extension = self.extension(&oids::SUBJECT_KEY_IDENTIFIER);
        extension.map(|extension| Ok(der::only(&extension.value, Tag::OCTET_STRING)?.content)).transpose()
    }

    /// The keyIdentifier of authorityKeyIdentifier, if there.
    ///
    /// # Errors
    /// An extension that can not be read.
    pub fn authority_key_identifier(&self) -> Result<Option<&[u8]>> {
        let Some(extension) = self.extension(&oids::AUTHORITY_KEY_IDENTIFIER) else { return Ok(None) };
        let mut inner = der::only(&extension.value, Tag::SEQUENCE)?.reader();
        Ok(inner.optional(Tag::context_primitive(0))?.map(|element| element.content))
    }

    /// certificatePolicies, if there: their identifiers.
    ///
    /// # Errors
    /// An extension that can not be read, or is empty.
    pub fn policies(&self) -> Result<Option<Vec<Oid>>> {
        self.extension(&oids::CERTIFICATE_POLICIES).map(|extension| policy_list(&extension.value)).transpose()
    }
}

fn parse(bytes: &Bytes) -> Result<Certificate> {
    let mut outer = der::only(bytes, Tag::SEQUENCE)?.reader();
    let tbs = outer.expect(Tag::SEQUENCE)?;
    let algorithm = AlgorithmIdentifier::read(&mut outer)?;
    let signature = outer.bit_string()?.whole_bytes()?;
    outer.end()?;

    let mut oddities = Vec::new();
    let mut inner = tbs.reader();
    let version = match inner.optional(Tag::context(0))? {
        None => 1,
        Some(element) => {
            let mut reader = element.reader();
            let version = reader.small()?.saturating_add(1);
            reader.end()?;
            version
        }
    };
    if !(1..=3).contains(&version) {
        return Err(Malformed::new("certificate of an unknown version"));
    }
    let serial = inner.expect(Tag::INTEGER)?.content;
    match serial {
        [] => return Err(Malformed::new("certificate without a serial number")),
        [first, ..] if first & 0x80 != 0 => oddities.push(Oddity::NegativeSerial),
        _ => {}
    }
    if der::minimal_integer(serial).is_err() {
        oddities.push(Oddity::PaddedSerial);
    }
    if AlgorithmIdentifier::read(&mut inner)?.whole != algorithm.whole {
        return Err(Malformed::new("inner signature algorithm is another than the outer"));
    }
    let issuer = name::read(&mut inner)?;
    let mut validity = inner.sequence()?;
    let (not_before, not_after) = (validity.time()?, validity.time()?);
    validity.end()?;
    let subject = name::read(&mut inner)?;
    let spki = SubjectPublicKeyInfo::read(&mut inner)?;
    inner.optional(Tag::context_primitive(1))?;
    inner.optional(Tag::context_primitive(2))?;
    let mut extensions = Vec::new();
    if let Some(element) = inner.optional(Tag::context(3))? {
        if version != 3 {
            return Err(Malformed::new("extensions in a certificate that is not version 3"));
        }
        let mut explicit = element.reader();
        extensions = read_extensions(bytes, &mut explicit, &mut oddities)?;
        explicit.end()?;
    }
    inner.end()?;
    oddities.sort_unstable();
    oddities.dedup();

    Ok(Certificate {
        bytes: bytes.clone(),
        tbs: bytes.span(tbs.whole),
        algorithm: bytes.span(algorithm.whole),
        signature: bytes.span(signature),
        version,
        serial: bytes.span(serial),
        issuer: bytes.span(issuer),
        subject: bytes.span(subject),
        not_before,
        not_after,
        spki: bytes.span(spki.whole),
        extensions,
        oddities,
    })
}

/// ```text
/// Extensions ::= SEQUENCE OF SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
/// ```
pub(crate) fn read_extensions(
    bytes: &Bytes,
    reader: &mut Reader<'_>,
    oddities: &mut Vec<Oddity>,
) -> Result<Vec<Extension>> {
    let mut list = reader.sequence()?;
    let mut extensions: Vec<Extension> = Vec::new();
    while !list.is_empty() {
        let mut extension = list.sequence()?;
        let oid = extension.oid()?;
        let stated = extension.optional(Tag::BOOLEAN)?.map(|element| der::boolean(element.content)).transpose()?;
        if stated == Some(false) {
            oddities.push(Oddity::ExplicitFalse);
        }
        let critical = stated.unwrap_or(false);
        let value = extension.octet_string()?;
        extension.end()?;
        if extensions.iter().any(|other| other.oid == oid) {
            return Err(Malformed::new(format!("extension {oid} twice")));
        }
        extensions.push(Extension { oid, critical, value: bytes.span(value) });
    }
    Ok(extensions)
}

/// ```text
/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// Whether the key may sign certificates.
    pub ca: bool,
    /// How many certificates that are not self-issued may stand between this one and the leaf.
    pub path_length: Option<u64>,
}

impl BasicConstraints {
    fn read(value: &[u8]) -> Result<Self> {
        let mut inner = der::only(value, Tag::SEQUENCE)?.reader();
        let ca = match inner.optional(Tag::BOOLEAN)? {
            None => false,
            Some(element) => der::boolean(element.content)?,
        };
        let path_length = if inner.is_empty() { None } else { Some(inner.small()?) };
        inner.end()?;
        Ok(Self { ca, path_length })
    }
}

/// The bits of keyUsage, digitalSignature in the highest bit of nine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// No bit.
    pub const NONE: Self = Self(0);
    /// digitalSignature
    pub const DIGITAL_SIGNATURE: Self = Self(1 << 15);
    /// nonRepudiation
    pub const NON_REPUDIATION: Self = Self(1 << 14);
    /// keyEncipherment
    pub const KEY_ENCIPHERMENT: Self = Self(1 << 13);
    /// dataEncipherment
    pub const DATA_ENCIPHERMENT: Self = Self(1 << 12);
    /// keyAgreement
    pub const KEY_AGREEMENT: Self = Self(1 << 11);
    /// keyCertSign
    pub const KEY_CERT_SIGN: Self = Self(1 << 10);
    /// cRLSign
    pub const CRL_SIGN: Self = Self(1 << 9);

    /// Both bits.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any bit of `other` is set.
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Reads the value of the extension.
    ///
    /// # Errors
    /// No BIT STRING, or one of more than two bytes.
    pub fn read(value: &[u8]) -> Result<Self> {
        let bits = der::bit_string(der::only(value, Tag::BIT_STRING)?.content)?;
        match bits.bytes {
            [] => Ok(Self(0)),
            [first] => Ok(Self(u16::from(*first) << 8)),
            [first, second] => Ok(Self((u16::from(*first) << 8) | u16::from(*second))),
            _ => Err(Malformed::new("keyUsage of more than two bytes")),
        }
    }
}

fn oid_list(value: &[u8]) -> Result<Vec<Oid>> {
    let mut list = der::only(value, Tag::SEQUENCE)?.reader();
    let mut oids = vec![list.oid()?];
    while !list.is_empty() {
        oids.push(list.oid()?);
    }
    Ok(oids)
}

fn policy_list(value: &[u8]) -> Result<Vec<Oid>> {
    let mut list = der::only(value, Tag::SEQUENCE)?.reader();
    let mut policies = vec![list.sequence()?.oid()?];
    while !list.is_empty() {
        policies.push(list.sequence()?.oid()?);
    }
    Ok(policies)
}

#[cfg(test)]
mod tests;
