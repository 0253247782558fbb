//! CV certificates and requests (BSI TR-03110, part 3), every field in the hands of whoever makes them.

use crate::{PrivateKey, forgery};
use keyattest_trust::{Curve, Hash, KeyKind, PublicKey};
use keyattest_wire::spki::encode;
use keyattest_wire::{Bytes, Oid, Time};

/// A certificate or request.
pub const CERTIFICATE: u16 = 0x7f21;
/// What is signed.
pub const BODY: u16 = 0x7f4e;
/// The profile, a number.
pub const PROFILE: u16 = 0x5f29;
/// The reference to the authority.
pub const AUTHORITY: u16 = 0x42;
/// The public key.
pub const KEY: u16 = 0x7f49;
/// The holder's reference.
pub const HOLDER: u16 = 0x5f20;
/// Type and role.
pub const AUTHORIZATION: u16 = 0x7f4c;
/// The first day.
pub const FIRST_DAY: u16 = 0x5f25;
/// The last day.
pub const LAST_DAY: u16 = 0x5f24;
/// The extensions.
pub const EXTENSIONS: u16 = 0x65;
/// One extension.
pub const EXTENSION: u16 = 0x73;
/// The signature.
pub const SIGNATURE: u16 = 0x5f37;

/// An element with a tag of one or two bytes around the parts.
pub fn element(tag: u16, parts: impl IntoIterator<Item = Vec<u8>>) -> Vec<u8> {
    let content = parts.into_iter().collect::<Vec<_>>().concat();
    match tag.to_be_bytes() {
        [0, tag] => encode(tag, &content),
        [first, second] => [vec![first], encode(second, &content)].concat(),
    }
}

/// Six digits, a byte each, of the day in UTC.
pub fn day(time: Time) -> Vec<u8> {
    time.date().bytes().filter(u8::is_ascii_digit).skip(2).map(|digit| digit - b'0').collect()
}

/// id-TA-RSA with this number: 1 SHA-1, 2 SHA-256, 4 PSS with SHA-256, 5 SHA-512.
pub const fn rsa(number: u64) -> Oid {
    Oid::new(&[0, 4, 0, 127, 0, 7, 2, 2, 2, 1, number])
}

/// id-TA-ECDSA with this number: 1 SHA-1, 3 SHA-256, 4 SHA-384, 5 SHA-512.
pub const fn ecdsa(number: u64) -> Oid {
    Oid::new(&[0, 4, 0, 127, 0, 7, 2, 2, 2, 2, number])
}

/// A public key: its algorithm, and its numbers with their tags, in order.
#[derive(Clone, Debug)]
pub struct Key {
    /// The algorithm that it signs by.
    pub algorithm: Oid,
    /// Tags and numbers: of a curve 81 to 87, of RSA 81 and 82.
    pub numbers: Vec<(u8, Vec<u8>)>,
}

impl Key {
    /// The key with all numbers of its curve, or its modulus and exponent; none of another kind, or on a curve that is not known.
    pub fn of(spki: &[u8], algorithm: Oid) -> Option<Self> {
        let key = PublicKey::from_spki(Bytes::new("key", spki)).ok()?;
        let numbers = match key.kind() {
            KeyKind::Ec { curve, point } => domain(*curve, point)?,
            KeyKind::Rsa { modulus, exponent } => vec![(0x81, modulus.to_vec()), (0x82, exponent.to_vec())],
            _ => return None,
        };
        Some(Self { algorithm, numbers })
    }

    /// The point alone, as in certificates below the one that states the curve.
    pub fn without_domain(mut self) -> Self {
        self.numbers.retain(|(tag, _)| *tag == 0x86);
        self
    }

    /// The number with this tag, which must be there.
    ///
    /// # Panics
    /// It is not.
    pub fn number(&mut self, tag: u8) -> &mut Vec<u8> {
        match self.numbers.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, number)) => number,
            None => panic!("a key without {tag:02x}"),
        }
    }

    /// What stands in `7F49`.
    pub fn content(&self) -> Vec<u8> {
        let numbers = self.numbers.iter().flat_map(|(tag, number)| encode(*tag, number));
        encode(0x06, self.algorithm.as_der()).into_iter().chain(numbers).collect()
    }
}

fn domain(curve: Curve, point: &[u8]) -> Option<Vec<(u8, Vec<u8>)>> {
    let numbers = curve.numbers()?;
    let (x, y) = numbers.generator;
    Some(vec![
        (0x81, numbers.prime),
        (0x82, numbers.a),
        (0x83, numbers.b),
        (0x84, [vec![0x04], x, y].concat()),
        (0x85, numbers.order),
        (0x86, point.to_vec()),
        (0x87, vec![1]),
    ])
}

/// What is signed: fields, each a tag and its content, in order.
#[derive(Clone, Debug)]
pub struct Body {
    /// The fields.
    pub fields: Vec<(u16, Vec<u8>)>,
}

impl Body {
    /// Puts content in the place of a field's; behind all others where there was none.
    pub fn set(&mut self, tag: u16, content: Vec<u8>) {
        match self.fields.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, known)) => *known = content,
            None => self.fields.push((tag, content)),
        }
    }

    /// The content of a field; empty where there is none.
    pub fn content(&self, tag: u16) -> Vec<u8> {
        let field = self.fields.iter().find(|(known, _)| *known == tag);
        field.map(|(_, content)| content.clone()).unwrap_or_default()
    }

    /// Writes a field again, with this content, right behind the one that is there.
    pub fn repeat(&mut self, tag: u16, content: Vec<u8>) {
        let index = self.fields.iter().position(|(known, _)| *known == tag).map_or(0, |index| index + 1);
        self.fields.insert(index, (tag, content));
    }

    /// Takes a field away.
    pub fn remove(&mut self, tag: u16) {
        self.fields.retain(|(known, _)| *known != tag);
    }

    /// The whole element.
    pub fn to_bytes(&self) -> Vec<u8> {
        element(BODY, self.fields.iter().map(|(tag, content)| element(*tag, [content.clone()])))
    }
}

/// How a signature comes to be and is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// By the key: r and s side by side, or RSA (PKCS#1 v1.5).
    Numbers,
    /// By the key, ECDSA in DER.
    Der,
    /// By nobody: zeros of the right length.
    Zeros,
    /// By nobody: good where the curve's generator is the public point itself (CVE-2020-0601).
    OwnGenerator,
}

/// Who signs, and how.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'k> {
    /// The key.
    pub key: &'k PrivateKey,
    /// The hash.
    pub hash: Hash,
    /// How it is written.
    pub form: Form,
}

impl<'k> Signer<'k> {
    /// This key, as it should.
    pub fn new(key: &'k PrivateKey, hash: Hash) -> Self {
        Self { key, hash, form: Form::Numbers }
    }

    /// A signature over a message.
    ///
    /// # Panics
    /// A forgery for a key that is on no known curve.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self.form {
            Form::Numbers => self.key.sign_fixed(self.hash, message),
            Form::Der => self.key.sign(self.hash, message),
            Form::Zeros => vec![0; self.key.sign_fixed(self.hash, message).len()],
            Form::OwnGenerator => {
                let Some(mut key) = Key::of(&self.key.spki(), ecdsa(3)) else { panic!("{:?}: no curve", self.key) };
                let (order, point) = (key.number(0x85).clone(), key.number(0x86).clone());
                forgery::own_generator(&order, &point, &self.hash.digest(message))
            }
        }
    }
}

/// The certificate or request: a body and a signature.
pub fn certificate(body: &[u8], signature: Vec<u8>) -> Vec<u8> {
    element(CERTIFICATE, [body.to_vec(), element(SIGNATURE, [signature])])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_both_sizes_of_tags() {
        assert_eq!(element(AUTHORITY, [vec![1], vec![2]]), [0x42, 2, 1, 2]);
        assert_eq!(
            element(FIRST_DAY, [day(crate::order::time(crate::VALID_UNTIL))]),
            [0x5f, 0x25, 6, 4, 9, 1, 2, 3, 1]
        );
        assert_eq!(element(CERTIFICATE, [vec![7; 200]])[..4], [0x7f, 0x21, 0x81, 200]);
    }
}
