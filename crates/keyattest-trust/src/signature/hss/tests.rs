//! The vectors of RFC 8554 and signatures of another implementation, each cut, lengthened and altered.

use super::*;
use keyattest_wire::hex;

struct Vector {
    name: &'static str,
    key: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

fn vectors() -> Vec<Vector> {
    let lines = include_str!("../hss.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            let [name, key, message, signature] = fields[..] else { panic!("{line}") };
            let bytes = |text| hex::decode(text).unwrap();
            Vector { name, key: bytes(key), message: bytes(message), signature: bytes(signature) }
        })
        .collect()
}

fn vector(name: &str) -> Vector {
    vectors().into_iter().find(|vector| vector.name == name).unwrap()
}

impl Vector {
    fn verify(&self) -> Result<bool, BadSignature> {
        verifies(&self.key, &self.message, &self.signature)
    }

    /// The same with four bytes of the signature replaced.
    fn with(&self, at: usize, number: u32) -> Result<bool, BadSignature> {
        let mut signature = self.signature.clone();
        signature[at..at + 4].copy_from_slice(&number.to_be_bytes());
        verifies(&self.key, &self.message, &signature)
    }

    /// The same with four bytes of the key replaced.
    fn with_key(&self, at: usize, number: u32) -> Result<bool, BadSignature> {
        let mut key = self.key.clone();
        key[at..at + 4].copy_from_slice(&number.to_be_bytes());
        verifies(&key, &self.message, &self.signature)
    }
}

#[test]
fn signatures_of_the_rfc_and_of_another_implementation() {
    assert_eq!(vectors().len(), 5);
    for vector in vectors() {
        assert_eq!(vector.verify(), Ok(true), "{}", vector.name);
        let other = [&vector.message[..], b"!"].concat();
        assert_eq!(verifies(&vector.key, &other, &vector.signature), Ok(false), "{}", vector.name);
    }
}

#[test]
fn cut_at_every_length_and_lengthened() {
    for vector in vectors() {
        let signature = &vector.signature;
        for length in 0..signature.len() {
            let cut = verifies(&vector.key, &vector.message, &signature[..length]);
            assert_eq!(cut, Err(BadSignature::Form), "{} at {length}", vector.name);
        }
        let longer = [&signature[..], &[0]].concat();
        assert_eq!(verifies(&vector.key, &vector.message, &longer), Err(BadSignature::Form), "{}", vector.name);
        for length in 0..vector.key.len() {
            let cut = verifies(&vector.key[..length], &vector.message, signature);
            assert_eq!(cut, Err(BadSignature::Key), "{} at {length}", vector.name);
        }
        let longer = [&vector.key[..], &[0]].concat();
        assert_eq!(verifies(&longer, &vector.message, signature), Err(BadSignature::Key), "{}", vector.name);
    }
}

#[test]
fn a_bit_anywhere() {
    let vector = vector("rfc8554-1");
    for index in (0..vector.signature.len()).step_by(31) {
        let mut signature = vector.signature.clone();
        signature[index] ^= 0x10;
        assert_ne!(verifies(&vector.key, &vector.message, &signature), Ok(true), "byte {index}");
    }
    for index in 0..vector.key.len() {
        let mut key = vector.key.clone();
        key[index] ^= 0x10;
        assert_ne!(verifies(&key, &vector.message, &vector.signature), Ok(true), "byte {index} of the key");
    }
}

#[test]
fn the_number_of_levels_is_the_keys() {
    let vector = vector("rfc8554-1");
    for levels in [0, 9, 0x0100_0002, u32::MAX] {
        assert_eq!(vector.with_key(0, levels), Err(BadSignature::Key), "{levels}");
    }
    for levels in [1, 3, 8] {
        assert_eq!(vector.with_key(0, levels), Err(BadSignature::Form), "{levels}");
    }
    for signed_keys in [0, 2, 7, u32::MAX] {
        assert_eq!(vector.with(0, signed_keys), Err(BadSignature::Form), "{signed_keys}");
    }
}

#[test]
fn types_are_the_keys_on_every_level() {
    // Two levels: LMS 6 with LM-OTS 3 above LMS 5 with LM-OTS 4. Where the fields of both lie follows from the types.
    let vector = vector("rfc8554-2");
    let upper_tree = 4 + 4 + 4 + 32 + 67 * 32;
    let lower = upper_tree + 4 + 10 * 32;
    let lower_tree = lower + TREE_KEY + 4 + 4 + 32 + 34 * 32;
    for (at, number) in [(8, 3), (upper_tree, 6), (lower, 5), (lower + 4, 4), (lower + 60, 4), (lower_tree, 5)] {
        assert_eq!(vector.with(at, number), Ok(true), "the fields are not where the test believes: {at}");
        for other in [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x0b, u32::MAX].into_iter().filter(|other| *other != number) {
            assert_ne!(vector.with(at, other), Ok(true), "{at} {other}");
        }
    }
    for number in [0, 1, 4, 10, 0x0e, 0x13] {
        assert_eq!(vector.with_key(4, number), Err(BadSignature::Key));
    }
    for number in [0, 5, 8, 0x10] {
        assert_eq!(vector.with_key(8, number), Err(BadSignature::Key));
    }
}

#[test]
fn the_leaf_is_one_of_the_tree() {
    let vector = vector("rfc8554-1");
    for leaf in [32, 37, 64, 0x8000_0005, u32::MAX] {
        assert_eq!(vector.with(4, leaf), Err(BadSignature::Form), "{leaf}");
    }
    for leaf in [0, 4, 6, 31] {
        assert_eq!(vector.with(4, leaf), Ok(false), "{leaf}");
    }
}

#[test]
fn a_tree_that_the_upper_one_did_not_sign() {
    let vector = vector("levels-3-w8");
    let upper = 4 + 4 + 4 + 32 + 34 * 32 + 4 + 5 * 32;
    // Identifier and root of the second tree.
    for index in [upper + 8, upper + 55] {
        let mut signature = vector.signature.clone();
        signature[index] ^= 1;
        assert_eq!(verifies(&vector.key, &vector.message, &signature), Ok(false));
    }
}

/// Every pair of types: the key is computed from a signature that was made up, which shows lengths and bounds alone.
#[test]
fn every_pair_of_types() {
    for (number, height) in [(5u32, 5usize), (6, 10), (7, 15), (8, 20), (9, 25)] {
        for (one_time, chains) in [(1u32, 265usize), (2, 133), (3, 67), (4, 34)] {
            let types = [number.to_be_bytes(), one_time.to_be_bytes()].concat();
            let (leaf, path) = ((1u32 << height) - 1, vec![0x5a; 32 * height]);
            let ots = [&types[4..], &vec![0xa5; 32 * (chains + 1)]].concat();
            let lms = [&leaf.to_be_bytes()[..], &ots, &types[..4], &path].concat();
            let unrooted = [&types[..], &[7; 48]].concat();
            let tree = Tree::read(&unrooted).unwrap();
            let root = TreeSignature::read(&tree, &mut Cursor(&lms)).unwrap().root(&tree, b"message");
            let key = [&[0, 0, 0, 1], &types[..], &[7; 16], &root].concat();
            let signature = [&[0; 4], &lms[..]].concat();
            assert_eq!(verifies(&key, b"message", &signature), Ok(true), "{number} {one_time}");
            let mut beyond = signature.clone();
            beyond[4..8].copy_from_slice(&(1u32 << height).to_be_bytes());
            assert_eq!(verifies(&key, b"message", &beyond), Err(BadSignature::Form), "{number} {one_time}");
        }
    }
}
