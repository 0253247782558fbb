//! ECDSA: the forms of its signatures.

use super::{BadSignature, EcdsaForm};
use crate::curve::Number;
use crate::library::{aws, rustcrypto};
use crate::{Curve, Hash};
use keyattest_wire::der::{self, Reader, Tag};
use keyattest_wire::spki::{encode, encode_unsigned};

/// Whether the signature verifies. The point must be uncompressed; the library refuses one that is not on the curve.
pub(super) fn verifies(
    curve: Curve,
    hash: Hash,
    form: EcdsaForm,
    point: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadSignature> {
    if form == EcdsaForm::DerOrFixed {
        return match verifies(curve, hash, EcdsaForm::Der, point, message, signature) {
            Err(BadSignature::Form) => verifies(curve, hash, EcdsaForm::Fixed, point, message, signature),
            read => read,
        };
    }
    let length = curve.length().ok_or(BadSignature::Unsupported)?;
    let (r, s) = split(form, length, signature).ok_or(BadSignature::Form)?;
    for number in [r, s] {
        let number = Number::new(number).ok_or(BadSignature::Range)?;
        if !curve.is_scalar(&number) {
            return Err(BadSignature::Range);
        }
    }
    if curve.coordinates(point).is_none() {
        return Err(BadSignature::Key);
    }
    let verifies = match (curve, hash) {
        (Curve::Secp256k1, Hash::Sha256) => by_aws(curve, hash, point, message, [r, s]),
        (Curve::BrainpoolP256r1 | Curve::BrainpoolP384r1 | Curve::BrainpoolP512r1 | Curve::Secp256k1, _) => {
            rustcrypto::ecdsa(curve, &hash.digest(message), point, &[padded(r, length), padded(s, length)].concat())
        }
        _ => by_aws(curve, hash, point, message, [r, s]),
    };
    verifies.ok_or(BadSignature::Unsupported)
}

fn by_aws(curve: Curve, hash: Hash, point: &[u8], message: &[u8], [r, s]: [&[u8]; 2]) -> Option<bool> {
    let signature = encode(0x30, &[encode_unsigned(r), encode_unsigned(s)].concat());
    aws::ecdsa(curve, hash, point, message, &signature)
}

/// A number that was seen to fit, in exactly this many bytes.
pub(super) fn padded(number: &[u8], length: usize) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let digits = number.get(start..).unwrap_or_default();
    [&vec![0; length.saturating_sub(digits.len())][..], digits].concat()
}

/// The two numbers, big-endian, of a signature by a key whose order has `length` bytes.
///
/// ```text
/// Ecdsa-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }      -- and Dss-Sig-Value is the same
/// ```
pub(super) fn split(form: EcdsaForm, length: usize, signature: &[u8]) -> Option<(&[u8], &[u8])> {
    if form == EcdsaForm::Fixed {
        return signature.split_at_checked(length).filter(|(_, s)| s.len() == length);
    }
    let mut numbers = der::only(signature, Tag::SEQUENCE).ok()?.reader();
    let found = (number(form, length, &mut numbers)?, number(form, length, &mut numbers)?);
    numbers.end().ok()?;
    Some(found)
}

fn number<'a>(form: EcdsaForm, length: usize, reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let content = reader.expect(Tag::INTEGER).ok()?.content;
    match form {
        EcdsaForm::Der => der::unsigned_integer(content).ok(),
        EcdsaForm::Unsigned => (1..=length.saturating_add(1)).contains(&content.len()).then_some(content),
        EcdsaForm::DerOrFixed | EcdsaForm::Fixed => None,
    }
}
