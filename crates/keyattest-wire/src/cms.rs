//! CMS SignedData that carries certificates and nothing else (RFC 5652, "certificates only").

use crate::der::{self, Reader, Tag};
use crate::{Bytes, Malformed, Result, oids};

/// The certificates of a SignedData of version 1 without digests, content, CRLs and signers, in their order, not parsed.
///
/// ```text
/// ContentInfo ::= SEQUENCE { contentType, content [0] EXPLICIT SignedData }
/// SignedData ::= SEQUENCE { version, digestAlgorithms SET, encapContentInfo, certificates [0] IMPLICIT, crls [1] OPTIONAL,
///     signerInfos SET }
/// ```
///
/// # Errors
/// Anything else in it, or bytes behind anything.
pub fn certificates_only(bytes: &Bytes) -> Result<Vec<Bytes>> {
    parse(bytes).map_err(|malformed| malformed.within(bytes.part()))
}

fn parse(bytes: &Bytes) -> Result<Vec<Bytes>> {
    let mut outer = der::only(bytes, Tag::SEQUENCE)?.reader();
    if outer.oid()? != oids::CMS_SIGNED_DATA {
        return Err(Malformed::new("CMS content of another type than SignedData"));
    }
    let explicit = outer.expect(Tag::context(0))?;
    outer.end()?;
    let mut signed = der::only(explicit.content, Tag::SEQUENCE)?.reader();
    if signed.small()? != 1 {
        return Err(Malformed::new("SignedData of another version than 1"));
    }
    empty(&signed.set()?, "SignedData with digest algorithms")?;
    let mut content = signed.sequence()?;
    if content.oid()? != oids::CMS_DATA {
        return Err(Malformed::new("SignedData over another type than data"));
    }
    empty(&content, "SignedData with content")?;
    let mut list = signed.expect(Tag::context(0))?.reader();
    let mut certificates = Vec::new();
    while !list.is_empty() {
        certificates.push(bytes.span(list.expect(Tag::SEQUENCE)?.whole));
    }
    if signed.peek() == Some(Tag::context(1)) {
        return Err(Malformed::new("SignedData with revocation lists"));
    }
    empty(&signed.set()?, "SignedData with signers")?;
    signed.end()?;
    Ok(certificates)
}

fn empty(reader: &Reader<'_>, otherwise: &'static str) -> Result<()> {
    if reader.is_empty() { Ok(()) } else { Err(Malformed::new(otherwise)) }
}

#[cfg(test)]
mod tests;
