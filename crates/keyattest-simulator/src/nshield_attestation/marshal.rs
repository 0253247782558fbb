//! nCore marshalling: little-endian words, and numbers of whole words. It writes what it is told, also what no reader should take.

use super::key::Key;
use crate::PrivateKey;
use keyattest_trust::Hash;

/// Mechanisms: SHA-1, SHA-256 as a key's hash, DSA with SHA-256, ECDSA with SHA-512.
pub(super) const SHA1: u32 = 44;
pub(super) const SHA256: u32 = 93;
pub(super) const DSA: u32 = 170;
pub(super) const ECDSA: u32 = 187;

/// The hash of a key.
pub(super) type KeyHash = [u8; 20];

/// Word
pub(super) fn word(value: u32) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

/// M_Bignum of a big-endian number.
pub(super) fn number(big_endian: &[u8]) -> Vec<u8> {
    let mut digits: Vec<u8> = big_endian.iter().copied().skip_while(|byte| *byte == 0).collect();
    digits.reverse();
    digits.resize(digits.len().div_ceil(4).max(1) * 4, 0);
    [word(digits.len() as u32), digits].concat()
}

/// M_ByteBlock
pub(super) fn block(content: &[u8]) -> Vec<u8> {
    let padding = vec![0; content.len().wrapping_neg() % 4];
    [word(content.len() as u32), content.to_vec(), padding].concat()
}

/// M_ASCIIString
pub(super) fn text(content: &str) -> Vec<u8> {
    block(&[content.as_bytes(), &[0]].concat())
}

/// An array: how many, and the elements.
pub(super) fn array(elements: &[Vec<u8>]) -> Vec<u8> {
    [word(elements.len() as u32), elements.concat()].concat()
}

/// M_KeyHashEx of the usual mechanism.
pub(super) fn key_hash(hash: &KeyHash) -> Vec<u8> {
    key_hash_by(SHA1, hash)
}

/// M_KeyHashEx of this mechanism.
pub(super) fn key_hash_by(mechanism: u32, hash: &[u8]) -> Vec<u8> {
    [word(mechanism), hash.to_vec()].concat()
}

/// M_CipherText of a signature: r and s, one as long as the other.
pub(super) fn signature(mechanism: u32, numbers: &[u8]) -> Vec<u8> {
    let (r, s) = numbers.split_at(numbers.len() / 2);
    [word(mechanism), number(r), number(s)].concat()
}

/// The mechanism that goes with a key, and its signature over a message.
pub(super) fn signed(key: &PrivateKey, message: &[u8]) -> (u32, Vec<u8>) {
    let (mechanism, hash) = if key.is_dsa() { (DSA, Hash::Sha256) } else { (ECDSA, Hash::Sha512) };
    (mechanism, key.sign_fixed(hash, message))
}

/// M_CipherText of a key's signature over a message.
pub(super) fn sign(key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    let (mechanism, numbers) = signed(key, message);
    signature(mechanism, &numbers)
}

/// The number of a mechanism that a key signs by.
pub(super) fn mechanism(key: &Key) -> u32 {
    if matches!(key, Key::Dsa { .. }) { DSA } else { ECDSA }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_turned_and_padded_to_words() {
        assert_eq!(number(&[0, 1, 2, 3, 4, 5]), [8, 0, 0, 0, 5, 4, 3, 2, 1, 0, 0, 0]);
        assert_eq!(number(&[0]), [4, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(text("abc"), [4, 0, 0, 0, 97, 98, 99, 0]);
        assert_eq!(block(b"abcde")[9..], [0, 0, 0]);
    }
}
