//! The message's structure. Names are ours; tags and order are those of real bytes.
//!
//! ```text
//! AttestationMessage ::= SEQUENCE {
//!     version INTEGER (1), claims SetOfClaims, signatures SEQUENCE OF SignatureBlock,
//!     related [0] IMPLICIT SEQUENCE OF Certificate OPTIONAL }
//! SetOfClaims ::= SEQUENCE { version INTEGER (1), claims SEQUENCE OF Claim }
//! Claim ::= SEQUENCE {
//!     predicate OBJECT IDENTIFIER, subject [0] { [0] IMPLICIT OCTET STRING (16) } OPTIONAL, complement [1] EXPLICIT Value OPTIONAL }
//! SignatureBlock ::= SEQUENCE {
//!     signer SEQUENCE { keyId [0] EXPLICIT OCTET STRING (16) OPTIONAL, cert [2] EXPLICIT Certificate OPTIONAL },
//!     algorithm AlgorithmIdentifier, signature BIT STRING }
//! ```

use keyattest_wire::der::{self, Class, Reader, Tag};
use keyattest_wire::spki::AlgorithmIdentifier;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid, Result, Time, hex};
use std::fmt;

const MOST_BLOCKS: usize = 8;
const MOST_RELATED: usize = 16;

/// The sixteen bytes that name an object, a key or a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Uuid([u8; 16]);

impl Uuid {
    pub(super) fn read(bytes: &[u8]) -> Result<Self> {
        bytes.try_into().map(Self).map_err(|_| Malformed::new("identifier of another length than 16"))
    }
}

impl fmt::Display for Uuid {
    /// As the vendor's tool prints it, the bytes in their order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = hex::encode(&self.0);
        for length in [8, 4, 4, 4] {
            let tail = rest.split_off(length);
            write!(f, "{rest}-")?;
            rest = tail;
        }
        f.write_str(&rest)
    }
}

/// A value of a claim, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Bytes(Bytes),
    Text(String),
    Time(Time),
    /// Two's complement, minimal.
    Number(Bytes),
}

/// One claim.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) whole: Bytes,
    pub(super) predicate: Oid,
    pub(super) subject: Option<Uuid>,
    pub(super) value: Option<Value>,
}

/// One signature, and who says that he made it; nobody signs the latter.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) key_id: Option<Uuid>,
    pub(super) certificate: Option<Certificate>,
    pub(super) algorithm: Bytes,
    pub(super) signature: Bytes,
}

/// A message as it was received.
#[derive(Debug)]
pub struct Message {
    /// Tag, length and content: what every signature is over.
    pub(super) signed: Bytes,
    pub(super) claims: Vec<Claim>,
    pub(super) blocks: Vec<Block>,
    /// Each different certificate once.
    pub(super) related: Vec<Certificate>,
}

impl Message {
    pub(super) fn read(bytes: &Bytes) -> Result<Self> {
        let mut members = der::only(bytes, Tag::SEQUENCE)?.reader();
        version_1(&mut members)?;
        let signed = members.expect(Tag::SEQUENCE)?;
        let claims = claims(bytes, &mut signed.reader())?;

        let mut list = members.sequence()?;
        let mut blocks: Vec<Block> = Vec::new();
        while !list.is_empty() {
            if blocks.len() >= MOST_BLOCKS {
                return Err(Malformed::new("more than 8 signature blocks"));
            }
            let index = blocks.len();
            let block = block(bytes, index, &mut list).map_err(|bad| bad.within(format!("signature block {index}")))?;
            let other = |known: &Block| certificate_of(known).is_some_and(|own| Some(own) == certificate_of(&block));
            if blocks.iter().any(other) {
                return Err(Malformed::new("a certificate that stands in two signature blocks"));
            }
            blocks.push(block);
        }
        if blocks.is_empty() {
            return Err(Malformed::new("no signature block"));
        }

        let mut related: Vec<Certificate> = Vec::new();
        if let Some(element) = members.optional(Tag::context(0))? {
            let mut list = element.reader();
            while !list.is_empty() {
                let whole = bytes.span(list.expect(Tag::SEQUENCE)?.whole);
                if related.iter().any(|known| *known.bytes() == whole) {
                    continue;
                }
                if related.len() >= MOST_RELATED {
                    return Err(Malformed::new("more than 16 different related certificates"));
                }
                let name = format!("related certificate {}", related.len());
                related.push(Certificate::from_der(whole.named(name))?);
            }
        }
        members.end()?;
        Ok(Self { signed: bytes.span(signed.whole).named("claims"), claims, blocks, related })
    }
}

fn certificate_of(block: &Block) -> Option<&Bytes> {
    block.certificate.as_ref().map(Certificate::bytes)
}

fn version_1(members: &mut Reader<'_>) -> Result<()> {
    if members.small()? == 1 { Ok(()) } else { Err(Malformed::new("another version than 1")) }
}

fn claims(bytes: &Bytes, members: &mut Reader<'_>) -> Result<Vec<Claim>> {
    version_1(members)?;
    let mut list = members.sequence()?;
    members.end()?;
    let mut claims = Vec::new();
    while !list.is_empty() {
        let index = claims.len();
        claims.push(claim(bytes, &mut list).map_err(|malformed| malformed.within(format!("claim {index}")))?);
    }
    Ok(claims)
}

fn claim(bytes: &Bytes, list: &mut Reader<'_>) -> Result<Claim> {
    let whole = list.expect(Tag::SEQUENCE)?;
    let mut members = whole.reader();
    let predicate = members.oid()?;
    let subject = members.optional(Tag::context(0))?.map(|element| subject(element.content)).transpose()?;
    let value = members.optional(Tag::context(1))?.map(|element| value(bytes, element.content)).transpose()?;
    members.end()?;
    Ok(Claim { whole: bytes.span(whole.whole), predicate, subject, value })
}

/// The published message has the identifier itself, the vendor's document one SEQUENCE more around it.
fn subject(content: &[u8]) -> Result<Uuid> {
    let inner = match der::only(content, Tag::SEQUENCE) {
        Ok(element) => element.content,
        Err(_) => content,
    };
    Uuid::read(der::only(inner, Tag::context_primitive(0))?.content)
}

/// ```text
/// Value ::= CHOICE { bytes [0] IMPLICIT OCTET STRING, text [1] IMPLICIT UTF8String, time [2] IMPLICIT GeneralizedTime,
///     number [3] IMPLICIT INTEGER }
/// ```
fn value(bytes: &Bytes, content: &[u8]) -> Result<Value> {
    let mut reader = Reader::new(content);
    let element = reader.element()?;
    reader.end()?;
    let (tag, content) = (element.tag, element.content);
    Ok(if tag == Tag::context_primitive(0) {
        Value::Bytes(bytes.span(content))
    } else if tag == Tag::context_primitive(1) {
        let text = std::str::from_utf8(content).map_err(|_| Malformed::new("text that is no UTF-8"))?;
        Value::Text(text.to_owned())
    } else if tag == Tag::context_primitive(2) {
        let digits = content.strip_suffix(b"Z").ok_or_else(|| Malformed::new("a time that is not in UTC"))?;
        Value::Time(Time::from_digits(digits)?)
    } else if tag == Tag::context_primitive(3) {
        Value::Number(bytes.span(der::minimal_integer(content)?))
    } else {
        return Err(Malformed::new("a value of an unknown kind"));
    })
}

fn block(bytes: &Bytes, index: usize, list: &mut Reader<'_>) -> Result<Block> {
    let mut members = list.sequence()?;
    let mut signer = members.sequence()?;
    let algorithm = AlgorithmIdentifier::read(&mut members)?;
    let signature = members.bit_string()?.whole_bytes()?;
    members.end()?;
    let (mut key_id, mut certificate, mut last) = (None, None, None);
    while !signer.is_empty() {
        let element = signer.element()?;
        if element.tag.class() != Class::Context {
            continue;
        }
        let number = element.tag.number();
        if last.is_some_and(|last| last >= number) {
            return Err(Malformed::new("members of the signer twice, or in another order"));
        }
        last = Some(number);
        match number {
            0 => {
                let inner = explicit(element)?;
                key_id = Some(Uuid::read(der::only(inner, Tag::OCTET_STRING)?.content)?);
            }
            2 => {
                let inner = bytes.span(explicit(element)?);
                certificate = Some(Certificate::from_der(inner.named(format!("signer {index}")))?);
            }
            _ => {}
        }
    }
    let (algorithm, signature) = (bytes.span(algorithm.whole), bytes.span(signature));
    Ok(Block { key_id, certificate, algorithm, signature })
}

fn explicit(element: der::Element<'_>) -> Result<&[u8]> {
    if element.tag.is_constructed() { Ok(element.content) } else { Err(Malformed::new("a member without content")) }
}
