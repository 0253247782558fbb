//! CV certificates and requests (BSI TR-03110, part 3, annex C and D), as received.
//!
//! The order of fields is one, each stands exactly once or at most once, and nothing else stands there; lengths are those of DER. Nothing is
//! judged here: neither what a role may do, nor a curve's parameters, which are kept as they are and never computed on.
//!
//! ```text
//! 7F21 { 7F4E { 5F29 profile (00), 42 authority reference, 7F49 public key, 5F20 holder reference,
//!               7F4C { 06 type, 53 role }, 5F25 first day, 5F24 last day, [65 extensions] }, 5F37 signature }
//! ```
//! A request has neither authorization, nor dates; its authority reference may be left out.

use crate::der::{Class, Reader, Tag};
use crate::{Bytes, Malformed, Oid, Result, Time};

/// `7F21`
pub const CERTIFICATE: Tag = application(true, 33);
/// `42`, a reference to the authority: the holder reference of whoever signed.
pub const AUTHORITY: Tag = application(false, 2);
/// `5F37`
pub const SIGNATURE: Tag = application(false, 55);

const BODY: Tag = application(true, 78);
const PROFILE: Tag = application(false, 41);
const PUBLIC_KEY: Tag = application(true, 73);
const HOLDER: Tag = application(false, 32);
const AUTHORIZATION: Tag = application(true, 76);
const ROLE: Tag = application(false, 19);
const FIRST_DAY: Tag = application(false, 37);
const LAST_DAY: Tag = application(false, 36);
const EXTENSIONS: Tag = application(true, 5);
const EXTENSION: Tag = application(true, 19);

/// id-TA-RSA and id-TA-ECDSA, below which the algorithms are.
const RSA: Oid = Oid::new(&[0, 4, 0, 127, 0, 7, 2, 2, 2, 1]);
const ECDSA: Oid = Oid::new(&[0, 4, 0, 127, 0, 7, 2, 2, 2, 2]);

/// Whether the bytes begin as a certificate or request does.
pub fn is_certificate(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x7f, 0x21])
}

/// A class of tags that CV certificates use.
pub const fn application(constructed: bool, number: u32) -> Tag {
    Tag::other(Class::Application, constructed, number)
}

/// A public key, with the algorithm that it signs by.
#[derive(Clone, Debug)]
pub struct PublicKey {
    /// The algorithm, with its hash.
    pub algorithm: Oid,
    /// The numbers.
    pub numbers: Numbers,
}

/// The numbers of a public key.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// An elliptic-curve key.
    Ec {
        /// The curve's parameters, where they are stated.
        domain: Option<Box<Domain>>,
        /// The point, as it is.
        point: Bytes,
    },
    /// An RSA key.
    Rsa {
        /// n, without leading zeros.
        modulus: Bytes,
        /// e, without leading zeros.
        exponent: Bytes,
    },
}

/// Parameters of a curve as they are stated, which need not be those of any curve.
#[derive(Clone, Debug)]
pub struct Domain {
    /// p
    pub prime: Bytes,
    /// a
    pub a: Bytes,
    /// b
    pub b: Bytes,
    /// G, as a point
    pub generator: Bytes,
    /// n
    pub order: Bytes,
    /// h
    pub cofactor: Bytes,
}

/// One discretionary data template: its type, and what stands behind.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its type.
    pub oid: Oid,
    /// The elements behind the type.
    pub content: Bytes,
}

/// A certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The whole certificate.
    pub bytes: Bytes,
    /// What is signed: the body, with its tag.
    pub body: Bytes,
    /// Whose certificate it is.
    pub holder: Bytes,
    /// Who signed it.
    pub authority: Bytes,
    /// Its key.
    pub key: PublicKey,
    /// The type of the authorization.
    pub authorization: Oid,
    /// The role that it gives.
    pub role: u8,
    /// First second of validity.
    pub not_before: Time,
    /// Last second of validity.
    pub not_after: Time,
    /// The extensions, each type at most once.
    pub extensions: Vec<Extension>,
    /// r and s, or an RSA signature.
    pub signature: Bytes,
}

/// A certification request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The whole request.
    pub bytes: Bytes,
    /// What is signed: the body, with its tag.
    pub body: Bytes,
    /// The authority that is asked: free bytes.
    pub authority: Option<Bytes>,
    /// The name that is asked for: free bytes.
    pub holder: Bytes,
    /// Its key.
    pub key: PublicKey,
    /// The extensions, each type at most once.
    pub extensions: Vec<Extension>,
    /// By the key itself.
    pub signature: Bytes,
}

impl Certificate {
    /// Reads the one certificate that `bytes` are. Its signature is not checked here.
    ///
    /// # Errors
    /// Another form, a name that is none, a day that does not exist, bytes behind anything.
    pub fn read(bytes: &Bytes) -> Result<Self> {
        Self::parse(bytes).map_err(|malformed| malformed.within(bytes.part()))
    }

    fn parse(bytes: &Bytes) -> Result<Self> {
        let (whole, mut fields, signature) = signed(bytes)?;
        let authority = name(bytes, fields.expect(AUTHORITY)?.content)?;
        let key = public_key(bytes, &mut fields)?;
        let holder = name(bytes, fields.expect(HOLDER)?.content)?;
        let mut template = fields.expect(AUTHORIZATION)?.reader();
        let authorization = template.oid()?;
        let [role] = *template.expect(ROLE)?.content else {
            return Err(Malformed::new("a role of more than one byte"));
        };
        template.end()?;
        let not_before = day(fields.expect(FIRST_DAY)?.content, (0, 0, 0))?;
        let not_after = day(fields.expect(LAST_DAY)?.content, (23, 59, 59))?;
        let extensions = extensions(bytes, &mut fields)?;
        fields.end()?;
        Ok(Self {
            bytes: bytes.clone(),
            body: bytes.span(whole),
            holder,
            authority,
            key,
            authorization,
            role,
            not_before,
            not_after,
            extensions,
            signature,
        })
    }
}

impl Request {
    /// Reads the one request that `bytes` are. Its signature is not checked here.
    ///
    /// # Errors
    /// Another form, or bytes behind anything.
    pub fn read(bytes: &Bytes) -> Result<Self> {
        Self::parse(bytes).map_err(|malformed| malformed.within(bytes.part()))
    }

    fn parse(bytes: &Bytes) -> Result<Self> {
        let (whole, mut fields, signature) = signed(bytes)?;
        let authority = fields.optional(AUTHORITY)?.map(|element| bytes.span(element.content));
        let key = public_key(bytes, &mut fields)?;
        let holder = bytes.span(fields.expect(HOLDER)?.content);
        let extensions = extensions(bytes, &mut fields)?;
        fields.end()?;
        Ok(Self { bytes: bytes.clone(), body: bytes.span(whole), authority, holder, key, extensions, signature })
    }
}

/// The body with its tag, a reader behind its profile, and the signature.
fn signed(bytes: &Bytes) -> Result<(&[u8], Reader<'_>, Bytes)> {
    let mut outer = Reader::new(bytes);
    let mut members = outer.expect(CERTIFICATE)?.reader();
    outer.end()?;
    let body = members.expect(BODY)?;
    let signature = bytes.span(members.expect(SIGNATURE)?.content);
    members.end()?;
    let mut fields = body.reader();
    if fields.expect(PROFILE)?.content != [0] {
        return Err(Malformed::new("another profile than 0"));
    }
    Ok((body.whole, fields, signature))
}

/// Country, mnemonic and sequence number: two capital letters, 1 to 9 letters or digits, and 5.
fn name(bytes: &Bytes, content: &[u8]) -> Result<Bytes> {
    let country = content.get(..2).is_some_and(|country| country.iter().all(u8::is_ascii_uppercase));
    if country && (8..=16).contains(&content.len()) && content.iter().all(u8::is_ascii_alphanumeric) {
        Ok(bytes.span(content))
    } else {
        Err(Malformed::new("a reference that is no country, mnemonic and sequence number"))
    }
}

fn public_key(bytes: &Bytes, fields: &mut Reader<'_>) -> Result<PublicKey> {
    let mut inner = fields.expect(PUBLIC_KEY)?.reader();
    let algorithm = inner.oid()?;
    let mut next =
        |number: u32| inner.expect(Tag::context_primitive(number)).map(|element| bytes.span(element.content));
    let numbers = if algorithm.is_below(&RSA) {
        let (modulus, exponent) = (next(1)?, next(2)?);
        if [&modulus, &exponent].iter().any(|number| matches!(number.first(), None | Some(0))) {
            return Err(Malformed::new("a number of an RSA key that is empty or begins with zero"));
        }
        Numbers::Rsa { modulus, exponent }
    } else if algorithm.is_below(&ECDSA) {
        match next(1) {
            Ok(prime) => {
                let (a, b, generator, order, point) = (next(2)?, next(3)?, next(4)?, next(5)?, next(6)?);
                let domain = Domain { prime, a, b, generator, order, cofactor: next(7)? };
                Numbers::Ec { domain: Some(Box::new(domain)), point }
            }
            Err(_) => Numbers::Ec { domain: None, point: next(6)? },
        }
    } else {
        return Err(Malformed::new(format!("a key of an unknown algorithm, {algorithm}")));
    };
    inner.end()?;
    Ok(PublicKey { algorithm, numbers })
}

/// Six bytes, one digit each, of this century: year, month, day.
fn day(content: &[u8], (hour, minute, second): (i8, i8, i8)) -> Result<Time> {
    let wrong = || Malformed::new("a day that does not exist, or is not six digits");
    let digits = <[u8; 6]>::try_from(content).ok().filter(|digits| digits.iter().all(|digit| *digit <= 9));
    let number = |tens: u8, ones: u8| i8::try_from(tens.saturating_mul(10).saturating_add(ones)).unwrap_or(i8::MAX);
    let [a, b, c, d, e, f] = digits.ok_or_else(wrong)?;
    let year = i16::from(number(a, b)).saturating_add(2000);
    Time::from_civil(year, number(c, d), number(e, f), hour, minute, second).ok_or_else(wrong)
}

/// One certificate is known whose list of extensions is empty.
fn extensions(bytes: &Bytes, fields: &mut Reader<'_>) -> Result<Vec<Extension>> {
    let Some(element) = fields.optional(EXTENSIONS)? else { return Ok(Vec::new()) };
    let mut list = element.reader();
    let mut found: Vec<Extension> = Vec::new();
    while !list.is_empty() {
        let mut inner = list.expect(EXTENSION)?.reader();
        let oid = inner.oid()?;
        if found.iter().any(|known| known.oid == oid) {
            return Err(Malformed::new(format!("extension {oid} twice")));
        }
        let content = bytes.span(inner.rest());
        while !inner.is_empty() {
            inner.element()?;
        }
        found.push(Extension { oid, content });
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
