//! SubjectPublicKeyInfo and AlgorithmIdentifier (RFC 5280), and the keys of the algorithms that are known.

use crate::der::{self, Reader, Tag};
use crate::{Malformed, Oid, Result, oids};

/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY DEFINED BY algorithm OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The whole element as received.
    pub whole: &'a [u8],
    /// The algorithm.
    pub algorithm: Oid,
    /// The parameters' element, if there is one.
    pub parameters: Option<der::Element<'a>>,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the next element.
    ///
    /// # Errors
    /// Another form.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut inner = element.reader();
        let algorithm = inner.oid()?;
        let parameters = if inner.is_empty() { None } else { Some(inner.element()?) };
        inner.end()?;
        Ok(Self { whole: element.whole, algorithm, parameters })
    }

    /// Whether the parameters are NULL.
    pub fn has_null(&self) -> bool {
        self.parameters.is_some_and(|parameters| parameters.tag == Tag::NULL && parameters.content.is_empty())
    }
}

/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubjectPublicKeyInfo<'a> {
    /// The whole element as received: what keys are compared by.
    pub whole: &'a [u8],
    /// The key's algorithm.
    pub algorithm: AlgorithmIdentifier<'a>,
    /// The key's bits, whole bytes.
    pub key: &'a [u8],
}

impl<'a> SubjectPublicKeyInfo<'a> {
    /// Reads the next element.
    ///
    /// # Errors
    /// Another form, or a key that is no whole bytes.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut inner = element.reader();
        let algorithm = AlgorithmIdentifier::read(&mut inner)?;
        let key = inner.bit_string()?.whole_bytes()?;
        inner.end()?;
        Ok(Self { whole: element.whole, algorithm, key })
    }

    /// The one SubjectPublicKeyInfo that `bytes` are.
    ///
    /// # Errors
    /// Another form, or bytes behind it.
    pub fn from_der(bytes: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::new(bytes);
        let read = Self::read(&mut reader)?;
        reader.end()?;
        Ok(read)
    }
}

/// Content of an rsaEncryption key.
///
/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
/// ```
///
/// # Errors
/// Another form; numbers that are padded or negative.
pub fn rsa_public_key(key: &[u8]) -> Result<(&[u8], &[u8])> {
    let mut inner = der::only(key, Tag::SEQUENCE)?.reader();
    let numbers = (inner.unsigned()?, inner.unsigned()?);
    inner.end()?;
    Ok(numbers)
}

/// Builds the SubjectPublicKeyInfo of an RSA key: rsaEncryption with NULL. Numbers are big-endian; leading zeros are dropped.
pub fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers = [encode_unsigned(modulus), encode_unsigned(exponent)].concat();
    let key = encode(0x30, &numbers);
    let algorithm = encode(0x30, &[encode(0x06, oids::RSA_ENCRYPTION.as_der()), vec![0x05, 0x00]].concat());
    encode(0x30, &[algorithm, encode(0x03, &[&[0][..], &key].concat())].concat())
}

/// Builds the SubjectPublicKeyInfo of a DSA key (RFC 3279, 2.3.2). Numbers are big-endian; leading zeros are dropped.
pub fn dsa_spki(p: &[u8], q: &[u8], g: &[u8], y: &[u8]) -> Vec<u8> {
    let parameters = encode(0x30, &[encode_unsigned(p), encode_unsigned(q), encode_unsigned(g)].concat());
    let algorithm = encode(0x30, &[encode(0x06, oids::DSA.as_der()), parameters].concat());
    encode(0x30, &[algorithm, encode(0x03, &[&[0][..], &encode_unsigned(y)].concat())].concat())
}

/// Builds the SubjectPublicKeyInfo of an elliptic-curve key: id-ecPublicKey, named curve, and the point as it is.
pub fn ec_spki(curve: &Oid, point: &[u8]) -> Vec<u8> {
    let algorithm = encode(0x30, &[encode(0x06, oids::EC_PUBLIC_KEY.as_der()), encode(0x06, curve.as_der())].concat());
    encode(0x30, &[algorithm, encode(0x03, &[&[0][..], point].concat())].concat())
}

/// Builds the SubjectPublicKeyInfo of a key whose algorithm has no parameters, as Ed25519.
pub fn plain_spki(algorithm: &Oid, key: &[u8]) -> Vec<u8> {
    let algorithm = encode(0x30, &encode(0x06, algorithm.as_der()));
    encode(0x30, &[algorithm, encode(0x03, &[&[0][..], key].concat())].concat())
}

/// An element with a one-byte tag.
pub fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    let digits = length.to_be_bytes();
    let digits: Vec<u8> = digits.into_iter().skip_while(|byte| *byte == 0).collect();
    match (length, u8::try_from(length), u8::try_from(digits.len())) {
        (0..0x80, Ok(short), _) => out.push(short),
        (_, _, Ok(count)) => {
            out.push(0x80 | count);
            out.extend(digits);
        }
        _ => {}
    }
    out.extend_from_slice(content);
    out
}

/// An INTEGER from a big-endian number that is not negative.
pub fn encode_unsigned(magnitude: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = magnitude.iter().copied().skip_while(|byte| *byte == 0).collect();
    match digits.first() {
        None => encode(0x02, &[0]),
        Some(first) if first & 0x80 != 0 => encode(0x02, &[&[0][..], &digits].concat()),
        Some(_) => encode(0x02, &digits),
    }
}

/// The named curve of an id-ecPublicKey's parameters.
///
/// # Errors
/// Absent, or explicit or implicit parameters.
pub fn named_curve(algorithm: &AlgorithmIdentifier<'_>) -> Result<Oid> {
    match algorithm.parameters {
        Some(element) if element.tag == Tag::OID => Oid::from_der(element.content),
        _ => Err(Malformed::new("elliptic-curve key without a named curve")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_keys_read_back() {
        let rsa = rsa_spki(&[0x00, 0xc1, 0x02], &[0x01, 0x00, 0x01]);
        let read = SubjectPublicKeyInfo::from_der(&rsa).unwrap();
        assert!(read.algorithm.has_null());
        assert_eq!(rsa_public_key(read.key).unwrap(), (&[0xc1, 0x02][..], &[1, 0, 1][..]));
        let ec = ec_spki(&oids::P256, &[4; 65]);
        let read = SubjectPublicKeyInfo::from_der(&ec).unwrap();
        assert_eq!(named_curve(&read.algorithm).unwrap(), oids::P256);
        assert_eq!(read.key, [4; 65]);
        assert_eq!(encode(0x04, &[7; 300])[..4], [0x04, 0x82, 0x01, 0x2c]);
    }

    #[test]
    fn a_byte_behind_a_key_is_malformed() {
        let mut spki = plain_spki(&oids::ED25519, &[1; 32]);
        assert!(SubjectPublicKeyInfo::from_der(&spki).is_ok());
        spki.push(0);
        assert!(SubjectPublicKeyInfo::from_der(&spki).is_err());
    }
}
