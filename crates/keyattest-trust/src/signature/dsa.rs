//! DSA (FIPS 186-4): what is judged of key and signature before the library sees them.

use super::{BadSignature, EcdsaForm, ecdsa};
use crate::Hash;
use crate::key::bit_length;
use crate::library::rustcrypto;

/// The numbers of a key, big-endian, without leading zeros.
#[derive(Clone, Copy)]
pub(super) struct Key<'a> {
    pub(super) p: &'a [u8],
    pub(super) q: &'a [u8],
    pub(super) g: &'a [u8],
    pub(super) y: &'a [u8],
}

/// Whether the signature verifies: p of 2048 or 3072 bits, q of 256, and SHA-256, so that the hash is neither cut nor too short.
///
/// That p and q are primes is not judged: who states such a key must be trusted to have one.
pub(super) fn verifies(
    key: Key<'_>,
    hash: Hash,
    form: EcdsaForm,
    message: &[u8],
    signature: &[u8],
) -> Result<bool, BadSignature> {
    let Key { p, q, g, y } = key;
    if ![2048, 3072].contains(&bit_length(p)) || bit_length(q) != 256 || hash != Hash::Sha256 {
        return Err(BadSignature::Unsupported);
    }
    // A generator or key of 0 or 1 makes signatures that hold over every message.
    let is_element = |number: &[u8]| bit_length(number) > 1 && is_below(number, p);
    if !is_odd(p) || !is_odd(q) || !is_element(g) || !is_element(y) {
        return Err(BadSignature::Key);
    }
    let length = q.len();
    let numbers = match form {
        EcdsaForm::Der | EcdsaForm::Fixed => ecdsa::split(form, length, signature),
        EcdsaForm::DerOrFixed | EcdsaForm::Unsigned => return Err(BadSignature::Unsupported),
    };
    let (r, s) = numbers.ok_or(BadSignature::Form)?;
    if [r, s].iter().any(|number| bit_length(number) == 0 || !is_below(number, q)) {
        return Err(BadSignature::Range);
    }
    let element = |number: &[u8]| ecdsa::padded(number, p.len());
    let numbers = [ecdsa::padded(r, length), ecdsa::padded(s, length)];
    let [r, s] = &numbers;
    Ok(rustcrypto::dsa([p, q, &element(g)], &element(y), &hash.digest(message), [r, s]))
}

/// Whether a number is below another that has no leading zeros.
fn is_below(number: &[u8], limit: &[u8]) -> bool {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let digits = number.get(start..).unwrap_or_default();
    (digits.len(), digits) < (limit.len(), limit)
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last & 1 == 1)
}
