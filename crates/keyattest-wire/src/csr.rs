//! Certification requests, PKCS#10 (RFC 2986), as received.

use crate::der::{self, Reader, Tag};
use crate::name::{self, Name};
use crate::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};
use crate::x509::{self, Extension};
use crate::{Bytes, Malformed, Oid, Result, oids};

/// One attribute of a request.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its type.
    pub oid: Oid,
    /// Its values, each a whole element.
    pub values: Vec<Bytes>,
}

/// ```text
/// CertificationRequest ::= SEQUENCE { certificationRequestInfo, signatureAlgorithm, signature BIT STRING }
/// CertificationRequestInfo ::= SEQUENCE { version INTEGER, subject Name, subjectPKInfo, attributes [0] SET OF Attribute }
/// ```
#[derive(Clone, Debug)]
pub struct CertificationRequest {
    bytes: Bytes,
    info: Bytes,
    algorithm: Bytes,
    signature: Bytes,
    subject: Bytes,
    spki: Bytes,
    attributes: Vec<Attribute>,
}

impl CertificationRequest {
    /// Reads the one request that `bytes` are. Its signature is not checked here.
    ///
    /// # Errors
    /// Another form, or bytes behind anything.
    pub fn from_der(bytes: Bytes) -> Result<Self> {
        parse(&bytes).map_err(|malformed| malformed.within(bytes.part()))
    }

    /// The whole request.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is signed.
    pub fn info(&self) -> &Bytes {
        &self.info
    }

    /// How it is signed.
    ///
    /// # Errors
    /// None for a request that was read.
    pub fn algorithm(&self) -> Result<AlgorithmIdentifier<'_>> {
        AlgorithmIdentifier::read(&mut Reader::new(&self.algorithm))
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &Bytes {
        &self.signature
    }

    /// The name that is asked for.
    pub fn subject(&self) -> Name<'_> {
        Name::new(&self.subject)
    }

    /// SubjectPublicKeyInfo as received.
    pub fn spki(&self) -> &Bytes {
        &self.spki
    }

    /// All attributes in their order; a type may stand more than once.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The extensions that are asked for; none where there is no such attribute.
    ///
    /// # Errors
    /// The attribute twice or with other than one value, an extension twice, or another form.
    pub fn extension_request(&self) -> Result<Vec<Extension>> {
        let mut found = self.attributes.iter().filter(|attribute| attribute.oid == oids::EXTENSION_REQUEST);
        let Some(attribute) = found.next() else { return Ok(Vec::new()) };
        if found.next().is_some() {
            return Err(Malformed::new("extensionRequest twice").within(self.bytes.part()));
        }
        let [value] = attribute.values.as_slice() else {
            return Err(Malformed::new("extensionRequest with other than one value").within(self.bytes.part()));
        };
        let mut reader = Reader::new(value);
        let read = x509::read_extensions(value, &mut reader, &mut Vec::new());
        read.and_then(|extensions| reader.end().map(|()| extensions))
            .map_err(|malformed| malformed.within(self.bytes.part()))
    }
}

fn parse(bytes: &Bytes) -> Result<CertificationRequest> {
    let mut outer = der::only(bytes, Tag::SEQUENCE)?.reader();
    let info = outer.expect(Tag::SEQUENCE)?;
    let algorithm = AlgorithmIdentifier::read(&mut outer)?;
    let signature = outer.bit_string()?.whole_bytes()?;
    outer.end()?;

    let mut inner = info.reader();
    if inner.small()? != 0 {
        return Err(Malformed::new("certification request of an unknown version"));
    }
    let subject = name::read(&mut inner)?;
    let spki = SubjectPublicKeyInfo::read(&mut inner)?;
    let mut attributes = Vec::new();
    // The attributes are not optional, but some tools leave the empty set out.
    if let Some(element) = inner.optional(Tag::context(0))? {
        let mut list = element.reader();
        while !list.is_empty() {
            attributes.push(attribute(bytes, &mut list)?);
        }
    }
    inner.end()?;
    Ok(CertificationRequest {
        bytes: bytes.clone(),
        info: bytes.span(info.whole),
        algorithm: bytes.span(algorithm.whole),
        signature: bytes.span(signature),
        subject: bytes.span(subject),
        spki: bytes.span(spki.whole),
        attributes,
    })
}

fn attribute(bytes: &Bytes, list: &mut Reader<'_>) -> Result<Attribute> {
    let mut attribute = list.sequence()?;
    let oid = attribute.oid()?;
    let mut set = attribute.set()?;
    attribute.end()?;
    let mut values = Vec::new();
    while !set.is_empty() {
        values.push(bytes.span(set.element()?.whole));
    }
    Ok(Attribute { oid, values })
}

#[cfg(test)]
mod tests;
