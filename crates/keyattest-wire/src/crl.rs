//! X.509 certificate revocation lists (RFC 5280, section 5) as received.

use crate::der::{self, Reader, Tag};
use crate::name::{self, Name};
use crate::spki::AlgorithmIdentifier;
use crate::{Bytes, Malformed, Oid, Result, Time, x509};

/// Entries of one list at most.
const MOST_ENTRIES: usize = 1_000_000;

/// ```text
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm AlgorithmIdentifier, signatureValue BIT STRING }
/// TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature, issuer Name, thisUpdate, nextUpdate OPTIONAL,
///     revokedCertificates SEQUENCE OF SEQUENCE { serial INTEGER, date, extensions OPTIONAL } OPTIONAL, extensions [0] OPTIONAL }
/// ```
#[derive(Clone, Debug)]
pub struct RevocationList {
    bytes: Bytes,
    tbs: Bytes,
    algorithm: Bytes,
    signature: Bytes,
    issuer: Bytes,
    this_update: Time,
    next_update: Option<Time>,
    revoked: Vec<(Bytes, Time)>,
    unknown_critical: Option<Oid>,
}

impl RevocationList {
    /// Reads the one list that `bytes` are. Its signature is not checked here.
    ///
    /// # Errors
    /// Another form, or bytes behind anything.
    pub fn from_der(bytes: Bytes) -> Result<Self> {
        parse(&bytes).map_err(|malformed| malformed.within(bytes.part()))
    }

    /// The whole list.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// What is signed.
    pub fn tbs(&self) -> &Bytes {
        &self.tbs
    }

    /// How it is signed.
    ///
    /// # Errors
    /// None for a list that was read.
    pub fn algorithm(&self) -> Result<AlgorithmIdentifier<'_>> {
        AlgorithmIdentifier::read(&mut Reader::new(&self.algorithm))
    }

    /// The signature's bytes.
    pub fn signature(&self) -> &Bytes {
        &self.signature
    }

    /// The issuer's name.
    pub fn issuer(&self) -> Name<'_> {
        Name::new(&self.issuer)
    }

    /// When it was made.
    pub fn this_update(&self) -> Time {
        self.this_update
    }

    /// When the next one is due, if that is said.
    pub fn next_update(&self) -> Option<Time> {
        self.next_update
    }

    /// Since when the certificate with this serial number (the content of its INTEGER) is revoked. Numbers are compared: certificates
    /// are read that have too much in front, or a sign that was not meant, and whoever lists them may have written either.
    pub fn revoked_since(&self, serial: &[u8]) -> Option<Time> {
        self.revoked.iter().find(|(known, _)| is_same_number(known, serial)).map(|(_, since)| *since)
    }

    /// A critical extension of the list or of an entry: none is understood, so nothing is good by this list.
    pub fn unknown_critical(&self) -> Option<Oid> {
        self.unknown_critical
    }
}

/// Whether two contents of INTEGER are the same number, read with a sign or without, whatever stands in front that neither reading needs.
fn is_same_number(one: &[u8], other: &[u8]) -> bool {
    signed(one) == signed(other) || unsigned(one) == unsigned(other)
}

fn unsigned(content: &[u8]) -> &[u8] {
    let start = content.iter().position(|byte| *byte != 0).unwrap_or(content.len());
    content.get(start..).unwrap_or_default()
}

fn signed(mut content: &[u8]) -> &[u8] {
    while let [sign @ (0 | 0xff), rest @ ..] = content
        && rest.first().is_some_and(|next| (*next >= 0x80) == (*sign == 0xff))
    {
        content = rest;
    }
    content
}

fn parse(bytes: &Bytes) -> Result<RevocationList> {
    let mut outer = der::only(bytes, Tag::SEQUENCE)?.reader();
    let tbs = outer.expect(Tag::SEQUENCE)?;
    let algorithm = AlgorithmIdentifier::read(&mut outer)?;
    let signature = outer.bit_string()?.whole_bytes()?;
    outer.end()?;

    let mut inner = tbs.reader();
    if inner.peek() == Some(Tag::INTEGER) && inner.small()? != 1 {
        return Err(Malformed::new("revocation list of an unknown version"));
    }
    if AlgorithmIdentifier::read(&mut inner)?.whole != algorithm.whole {
        return Err(Malformed::new("inner signature algorithm is another than the outer"));
    }
    let issuer = name::read(&mut inner)?;
    let this_update = inner.time()?;
    let is_time = |tag| [Tag::UTC_TIME, Tag::GENERALIZED_TIME].contains(&tag);
    let next_update = if inner.peek().is_some_and(is_time) { Some(inner.time()?) } else { None };
    let mut unknown_critical = None;
    let mut critical = |reader: &mut Reader<'_>| -> Result<()> {
        let extensions = x509::read_extensions(bytes, reader, &mut Vec::new())?;
        let found = extensions.iter().find(|extension| extension.critical).map(|extension| extension.oid);
        unknown_critical = unknown_critical.or(found);
        Ok(())
    };
    let mut revoked = Vec::new();
    if let Some(element) = inner.optional(Tag::SEQUENCE)? {
        let mut list = element.reader();
        while !list.is_empty() {
            let mut entry = list.sequence()?;
            let serial = bytes.span(entry.expect(Tag::INTEGER)?.content);
            revoked.push((serial, entry.time()?));
            if !entry.is_empty() {
                critical(&mut entry)?;
            }
            entry.end()?;
            if revoked.len() > MOST_ENTRIES {
                return Err(Malformed::new("revocation list of more than a million entries"));
            }
        }
    }
    if let Some(element) = inner.optional(Tag::context(0))? {
        let mut explicit = element.reader();
        critical(&mut explicit)?;
        explicit.end()?;
    }
    inner.end()?;
    Ok(RevocationList {
        bytes: bytes.clone(),
        tbs: bytes.span(tbs.whole),
        algorithm: bytes.span(algorithm.whole),
        signature: bytes.span(signature),
        issuer: bytes.span(issuer),
        this_update,
        next_update,
        revoked,
        unknown_critical,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_however_they_are_written() {
        for (one, other) in [
            (&[7][..], &[0, 0, 7][..]),
            (&[0x80, 1], &[0, 0x80, 1]),
            (&[0x80, 1], &[0xff, 0xff, 0x80, 1]),
            (&[0], &[0, 0]),
        ] {
            assert!(is_same_number(one, other) && is_same_number(other, one), "{one:?} {other:?}");
        }
        for (one, other) in [(&[7][..], &[0x87][..]), (&[0x12], &[0, 0xff, 0x12]), (&[7], &[7, 0]), (&[], &[7])] {
            assert!(!is_same_number(one, other), "{one:?} {other:?}");
        }
    }
}
