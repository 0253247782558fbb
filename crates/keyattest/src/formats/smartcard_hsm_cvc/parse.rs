//! The files of a card, and the objects in them.
//!
//! ```text
//! 67 { 7F21 request, 42 authority reference, 5F37 signature over both }    authenticated request
//! 7F21                                                                    device and device issuer certificate
//! 30 { 67, 7F21, 7F21 }                                                   PKA file
//! 30 { 06 1.3.6.1.4.1.24991.4.3.1, 61 { 7F21 }, 62 { 7F21 }, 63 { 67 } }  PKA file of the new form
//! ```

use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_wire::cvc::{self, Certificate, Numbers, Request, application};
use keyattest_wire::der::{Reader, Tag};
use keyattest_wire::{Bytes, Malformed, Oid, Result, hex};

const AUTHENTICATED_REQUEST: Tag = application(true, 7);
const PKA: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 4, 3, 1]);
/// Type of the authorization of cards and their issuers.
const AUTHORIZATION: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 3, 1, 1]);
/// The identifier of a PKA file of the new form begins so, as do the vendor's others.
const VENDOR: [u8; 8] = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x81, 0xc3, 0x1f];
const MOST_BYTES: usize = 64 * 1024;
const MOST_OBJECTS: usize = 32;

/// A request that the card signed.
#[derive(Clone, Debug)]
pub(super) struct Authenticated {
    whole: Bytes,
    pub(super) request: Request,
    /// Who signed, by its own word.
    pub(super) authority: Bytes,
    /// What the card signed: the request and the reference, each with its tag.
    pub(super) signed: Bytes,
    pub(super) signature: Bytes,
}

/// One request, and the certificates beside it.
pub struct Evidence {
    pub(super) authenticated: Authenticated,
    pub(super) certificates: Vec<Certificate>,
}

/// What a file holds.
#[derive(Default)]
struct Found {
    requests: Vec<Authenticated>,
    certificates: Vec<Certificate>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    input.parts().iter().any(|part| looks_right(part.bytes())).then_some(Match::Certain)
}

/// By the first tags, whatever the lengths are.
fn looks_right(bytes: &[u8]) -> bool {
    let certificate = |bytes: &[u8]| -> Option<bool> {
        Some(inner(inner(bytes, &[0x7f, 0x21])?, &[0x7f, 0x4e])?.starts_with(&[0x5f, 0x29, 0x01, 0x00]))
    };
    let request = |bytes: &[u8]| inner(bytes, &[0x67]).is_some_and(cvc::is_certificate);
    let pka = || inner(bytes, &[0x30]).is_some_and(|inside| request(inside) || is_new_pka(inside));
    request(bytes) || certificate(bytes) == Some(true) || pka()
}

fn is_new_pka(inside: &[u8]) -> bool {
    inner(inside, &[0x06]).is_some_and(|oid| oid.starts_with(&VENDOR))
}

/// What stands behind tag and length.
fn inner<'a>(bytes: &'a [u8], tag: &[u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.strip_prefix(tag)?.split_first()?;
    match length {
        0x81..=0x84 => rest.get(usize::from(length & 0x7f)..),
        _ => Some(rest),
    }
}

pub(super) fn parse(input: &Input) -> Result<Evidence> {
    let mut found = Found::default();
    for part in input.parts() {
        let bytes = part.bytes();
        if bytes.len() > MOST_BYTES {
            return Err(Malformed::new("larger than 64 KiB").within(part.name()));
        }
        file(bytes, &mut found).map_err(|malformed| malformed.within(part.name()))?;
        if found.requests.len().saturating_add(found.certificates.len()) > MOST_OBJECTS {
            return Err(Malformed::new("more than 32 objects"));
        }
    }
    let certificates = found.certificates.iter().map(|certificate| &certificate.bytes);
    let objects: Vec<&Bytes> = found.requests.iter().map(|request| &request.whole).chain(certificates).collect();
    for (index, object) in objects.iter().enumerate() {
        if objects.iter().skip(index.saturating_add(1)).any(|other| other == object) {
            return Err(Malformed::new("an object that stands twice").within(object.part()));
        }
    }
    let mut requests = found.requests.into_iter();
    match (requests.next(), requests.next()) {
        (Some(authenticated), None) => Ok(Evidence { authenticated, certificates: found.certificates }),
        (None, _) => Err(Malformed::new("no authenticated request: certificates alone attest no key")),
        (Some(_), Some(_)) => Err(Malformed::new("more than one authenticated request")),
    }
}

fn file(bytes: &Bytes, found: &mut Found) -> Result<()> {
    let mut reader = Reader::new(bytes);
    if reader.peek() == Some(Tag::SEQUENCE) {
        let inside = reader.expect(Tag::SEQUENCE)?.reader();
        reader.end()?;
        return pka(bytes, inside, found);
    }
    loop {
        object(bytes, &mut reader, found)?;
        let rest = reader.rest();
        // Elementary files may be longer than what was written to them.
        if [0x00, 0xff].iter().any(|padding| rest.iter().all(|byte| byte == padding)) {
            return Ok(());
        }
    }
}

fn pka(bytes: &Bytes, mut inside: Reader<'_>, found: &mut Found) -> Result<()> {
    match inside.peek() {
        Some(Tag::OID) => {
            if inside.oid()? != PKA {
                return Err(Malformed::new("a PKA file of an unknown type"));
            }
            for number in 1..=3 {
                let mut member = inside.expect(application(true, number))?.reader();
                let is_request = member.peek() == Some(AUTHENTICATED_REQUEST);
                if is_request != (number == 3) {
                    return Err(Malformed::new("a PKA file whose members are others than certificates and a request"));
                }
                object(bytes, &mut member, found)?;
                member.end()?;
            }
            inside.end()
        }
        Some(Tag::OCTET_STRING) => {
            let what = "a backup of a wrapped key, which is no evidence: read EF CExx of the card, or export with \
                        sc-hsm-tool --export-for-pub-key-auth";
            Err(Malformed::new(what))
        }
        Some(Tag::SEQUENCE) => {
            Err(Malformed::new("an X.509 certificate or another structure, and no request of the card"))
        }
        _ => {
            while !inside.is_empty() {
                object(bytes, &mut inside, found)?;
            }
            Ok(())
        }
    }
}

fn object(bytes: &Bytes, reader: &mut Reader<'_>, found: &mut Found) -> Result<()> {
    let element = reader.element()?;
    let whole = bytes.span(element.whole);
    if element.tag == AUTHENTICATED_REQUEST {
        found.requests.push(authenticated(&whole.named("request"))?);
        Ok(())
    } else if element.tag == cvc::CERTIFICATE {
        let name = format!("certificate {}", found.certificates.len());
        let certificate = Certificate::read(&whole.named(name))?;
        // The root states its curve, for all below it, and is refused for its place.
        let is_point = matches!(certificate.key.numbers, Numbers::Ec { domain: None, .. });
        if !is_point && certificate.role != super::verify::ROOT {
            return Err(Malformed::new("another key than a point of the root's curve").within(certificate.bytes.part()));
        }
        if certificate.authorization != AUTHORIZATION {
            return Err(Malformed::new("an authorization of another type").within(certificate.bytes.part()));
        }
        found.certificates.push(certificate);
        Ok(())
    } else {
        Err(Malformed::new(format!("neither authenticated request nor CV certificate: {}", element.tag)))
    }
}

fn authenticated(bytes: &Bytes) -> Result<Authenticated> {
    let mut outer = Reader::new(bytes);
    let content = outer.expect(AUTHENTICATED_REQUEST)?.content;
    let mut members = Reader::new(content);
    let inner = members.expect(cvc::CERTIFICATE)?;
    let authority = members.expect(cvc::AUTHORITY)?;
    let length = inner.whole.len().saturating_add(authority.whole.len());
    let signature = members.expect(cvc::SIGNATURE)?;
    members.end()?;
    let request = Request::read(&bytes.span(inner.whole))?;
    let is_printable = request.holder.iter().all(|byte| (b' '..=b'~').contains(byte));
    if !is_printable || !(1..=16).contains(&request.holder.len()) {
        return Err(Malformed::new("a holder reference that is not 1 to 16 printable characters").within(bytes.part()));
    }
    if matches!(request.key.numbers, Numbers::Ec { domain: None, .. }) {
        return Err(Malformed::new("a key without the parameters of its curve").within(bytes.part()));
    }
    Ok(Authenticated {
        whole: bytes.clone(),
        request,
        authority: bytes.span(authority.content),
        signed: bytes.span(content.get(..length).unwrap_or_default()),
        signature: bytes.span(signature.content),
    })
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let Authenticated { whole, request, authority, signature, .. } = &evidence.authenticated;
    let inner = Outline::new("request")
        .at(&request.bytes)
        .with_all(request.authority.as_ref().map(|authority| reference("authority, free text", authority)))
        .with_all(key(&request.key))
        .with(reference("holder, free text", &request.holder))
        .with_all(request.extensions.iter().map(extension))
        .with(Outline::bytes("signature of the key itself", &request.signature));
    let outer = Outline::new("authenticated request")
        .at(whole)
        .with(inner)
        .with(reference("signed by", authority))
        .with(Outline::bytes("signature of the card", signature));
    Outline::new("SmartCard-HSM").with(outer).with_all(evidence.certificates.iter().map(certificate))
}

fn certificate(certificate: &Certificate) -> Outline {
    Outline::new(certificate.bytes.part())
        .at(&certificate.bytes)
        .with(reference("authority", &certificate.authority))
        .with_all(key(&certificate.key))
        .with(reference("holder", &certificate.holder))
        .with(Outline::value("role", format!("{:02x}", certificate.role)))
        .with(Outline::value("valid", format!("{} to {}", certificate.not_before, certificate.not_after)))
        .with_all(certificate.extensions.iter().map(extension))
        .with(Outline::bytes("signature", &certificate.signature))
}

fn reference(label: &str, bytes: &Bytes) -> Outline {
    let text = std::str::from_utf8(bytes).map_or_else(|_| hex::encode(bytes), str::to_owned);
    Outline::value(label, text).at(bytes)
}

fn key(key: &cvc::PublicKey) -> Vec<Outline> {
    let mut parts = vec![Outline::value("key's algorithm", key.algorithm)];
    match &key.numbers {
        Numbers::Ec { domain, point } => {
            if let Some(domain) = domain {
                let curve = super::curves::title(domain);
                parts.push(Outline::value("curve, by its parameters", curve).at(&domain.prime));
            }
            parts.push(Outline::bytes("point", point));
        }
        Numbers::Rsa { modulus, exponent } => {
            parts.push(Outline::bytes("modulus", modulus));
            parts.push(Outline::bytes("exponent", exponent));
        }
    }
    parts
}

fn extension(extension: &cvc::Extension) -> Outline {
    Outline::bytes(format!("extension {}", extension.oid), &extension.content)
}
