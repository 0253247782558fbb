//! HSS/LMS signatures (RFC 8554) with SHA-256 and nodes of 32 bytes, by small trees of fixed TEST seeds.
//!
//! The same message has the same signature: it chooses the leaf, and a real signer, whose leaves may each sign only once, must never do that.
//! A tree is computed when it is first asked for, and kept.

use crate::remembered::Remembered;
use keyattest_trust::hash::sha256;
use std::sync::LazyLock;

/// A node of a tree, a link of a chain, a seed, a randomizer.
pub(crate) type Node = [u8; 32];

/// What a hash is made for (RFC 8554, 7.1).
const ENDS: [u8; 2] = [0x80, 0x80];
const MESSAGE: [u8; 2] = [0x81, 0x81];
const LEAF: [u8; 2] = [0x82, 0x82];
const INTERIOR: [u8; 2] = [0x83, 0x83];
/// In place of a step's number, for the beginning of a chain (RFC 8554, appendix A).
const SECRET: u8 = 0xff;

/// LM-OTS types (RFC 8554, 4.1): LMOTS_SHA256_N32_W1 to W8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OneTime {
    #[cfg(test)]
    W1,
    #[cfg(test)]
    W2,
    W4,
    W8,
}

impl OneTime {
    /// The type's number, bits of a digit, chains, and by how many bits the checksum is moved.
    fn parameters(self) -> (u32, u8, u16, u8) {
        match self {
            #[cfg(test)]
            Self::W1 => (1, 1, 265, 7),
            #[cfg(test)]
            Self::W2 => (2, 2, 133, 6),
            Self::W4 => (3, 4, 67, 4),
            Self::W8 => (4, 8, 34, 0),
        }
    }

    /// The largest digit: the steps from the beginning of a chain to its end.
    fn largest(self) -> u8 {
        u8::MAX >> (8 - self.parameters().1)
    }

    /// The digits of a hash and of its checksum, one a chain.
    fn digits(self, digest: &Node) -> Vec<u8> {
        let (_, bits, chains, shift) = self.parameters();
        let split = |bytes: &[u8]| -> Vec<u8> {
            let of_byte = |byte: &u8| {
                let byte = *byte;
                (0..8 / bits).rev().map(move |place| (byte >> (place * bits)) & self.largest())
            };
            bytes.iter().flat_map(of_byte).collect()
        };
        let digits = split(digest);
        let sum: u16 = digits.iter().map(|digit| u16::from(self.largest() - digit)).sum();
        let checksum = split(&(sum << shift).to_be_bytes());
        digits.into_iter().chain(checksum).take(usize::from(chains)).collect()
    }
}

/// An LMS tree with all of its nodes.
pub(crate) struct Tree {
    height: u8,
    one_time: OneTime,
    identifier: [u8; 16],
    seed: Node,
    /// By number: 1 is the root, the leaves are the last 2^height.
    nodes: Vec<Node>,
    made: Remembered,
}

macro_rules! trees {
    ($($(#[$about:meta])* $name:ident = $label:literal, $height:literal, $one_time:ident;)*) => {
        $(
            $(#[$about])*
            pub(crate) static $name: LazyLock<Tree> = LazyLock::new(|| Tree::labelled($label, $height, OneTime::$one_time));
        )*
    };
}

trees! {
    /// The tree of the certified key.
    TOP = "TEST top", 5, W8;
    /// Signed by the first.
    MIDDLE = "TEST middle", 5, W8;
    /// Signs the messages.
    BOTTOM = "TEST bottom", 5, W8;
    /// A key of one level, or a lower tree of another type.
    ALONE = "TEST alone", 5, W4;
    /// Whoever signs in the place of another.
    IMPOSTOR = "TEST impostor", 5, W4;
}

impl Tree {
    fn labelled(label: &str, height: u8, one_time: OneTime) -> Self {
        let mut identifier = [0; 16];
        identifier.copy_from_slice(&sha256(label.as_bytes())[..16]);
        Self::new(height, one_time, identifier, sha256(format!("seed of {label}").as_bytes()))
    }

    fn new(height: u8, one_time: OneTime, identifier: [u8; 16], seed: Node) -> Self {
        let leaves = 1usize << height;
        let mut tree =
            Self { height, one_time, identifier, seed, nodes: vec![[0; 32]; 2 * leaves], made: Remembered::default() };
        for leaf in 0..1u32 << height {
            let number = 1 << height | leaf;
            let ends = tree.ends(leaf);
            tree.nodes[number as usize] = tree.hash(number, &LEAF, &[&ends]);
        }
        for number in (1..1u32 << height).rev() {
            let below = 2 * number as usize;
            tree.nodes[number as usize] = tree.hash(number, &INTERIOR, &[&tree.nodes[below], &tree.nodes[below + 1]]);
        }
        tree
    }

    /// A hash with the tree's identifier before it.
    fn hash(&self, number: u32, purpose: &[u8], parts: &[&[u8]]) -> Node {
        sha256(&[&self.identifier[..], &number.to_be_bytes(), purpose, &parts.concat()].concat())
    }

    /// The value of a leaf's chain after these steps.
    fn walked(&self, leaf: u32, chain: u16, steps: u8) -> Node {
        let mut block =
            [&self.identifier[..], &leaf.to_be_bytes(), &chain.to_be_bytes(), &[SECRET], &self.seed].concat();
        for step in 0..=steps {
            let value = sha256(&block);
            if step == steps {
                return value;
            }
            block[22] = step;
            block[23..].copy_from_slice(&value);
        }
        unreachable!("the last step is one of them")
    }

    /// A leaf's one-time public key.
    fn ends(&self, leaf: u32) -> Node {
        let chains = 0..self.one_time.parameters().2;
        let ends: Vec<u8> = chains.flat_map(|chain| self.walked(leaf, chain, self.one_time.largest())).collect();
        self.hash(leaf, &ENDS, &[&ends])
    }

    /// ```text
    /// u32str(type) || u32str(otstype) || I || T[1]
    /// ```
    pub(crate) fn public_key(&self) -> Vec<u8> {
        [&self.types().concat()[..], &self.identifier, &self.nodes[1]].concat()
    }

    /// The numbers of LMS_SHA256_M32_H5 to H25, and of the LM-OTS type.
    fn types(&self) -> [[u8; 4]; 2] {
        [u32::from(self.height / 5 + 4).to_be_bytes(), self.one_time.parameters().0.to_be_bytes()]
    }

    /// A signature by the leaf that the message chooses.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.made.signature(message, |message| {
            let randomizer = sha256(&[&self.seed, message].concat());
            let chosen = u32::from_be_bytes([randomizer[0], randomizer[1], randomizer[2], randomizer[3]]);
            self.sign_by(chosen % (1 << self.height), &randomizer, message)
        })
    }

    /// ```text
    /// u32str(q) || u32str(otstype) || C || y[0] || … || y[p-1] || u32str(type) || path[0] || … || path[h-1]
    /// ```
    fn sign_by(&self, leaf: u32, randomizer: &Node, message: &[u8]) -> Vec<u8> {
        let [tree_type, one_time_type] = self.types();
        let digest = self.hash(leaf, &MESSAGE, &[randomizer, message]);
        let mut out = [&leaf.to_be_bytes()[..], &one_time_type, randomizer].concat();
        for (chain, digit) in (0..).zip(self.one_time.digits(&digest)) {
            out.extend(self.walked(leaf, chain, digit));
        }
        out.extend(tree_type);
        let number = 1usize << self.height | leaf as usize;
        for level in 0..self.height {
            out.extend(self.nodes[(number >> level) ^ 1]);
        }
        out
    }
}

/// ```text
/// u32str(L) || pub[0]
/// ```
pub(crate) fn public_key(levels: u32, top: &Tree) -> Vec<u8> {
    [&levels.to_be_bytes()[..], &top.public_key()].concat()
}

/// Each tree signs the next one's public key, the last the message.
///
/// ```text
/// u32str(L-1) || sig[0] || pub[1] || … || sig[L-2] || pub[L-1] || sig[L-1]
/// ```
pub(crate) fn sign(trees: &[&Tree], message: &[u8]) -> Vec<u8> {
    let below = trees.len().saturating_sub(1) as u32;
    let mut out = below.to_be_bytes().to_vec();
    for (index, tree) in trees.iter().enumerate() {
        match trees.get(index + 1) {
            Some(next) => {
                let key = next.public_key();
                out.extend(tree.sign(&key));
                out.extend(key);
            }
            None => out.extend(tree.sign(message)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_trust::key::PublicKey;
    use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm, verify};
    use keyattest_wire::spki::plain_spki;
    use keyattest_wire::{Bytes, hex, oids};

    fn verifies(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let spki = plain_spki(&oids::HSS_LMS, key);
        let key = PublicKey::from_spki(Bytes::new("key", spki)).unwrap();
        verify(SignatureAlgorithm::HssLms, EcdsaForm::Der, &key, message, signature).is_ok()
    }

    fn array<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
        hex::decode(text).unwrap().try_into().unwrap()
    }

    /// RFC 8554, appendix F, test case 2: the seeds of both trees.
    #[test]
    fn the_standards_second_example_is_made_again() {
        let vectors = concat!(env!("CARGO_MANIFEST_DIR"), "/../keyattest-trust/src/signature/hss.txt");
        let vectors = std::fs::read_to_string(vectors).unwrap();
        let line = vectors.lines().find(|line| line.starts_with("rfc8554-2 ")).unwrap();
        let fields: Vec<Vec<u8>> = line.split(' ').skip(1).map(|field| hex::decode(field).unwrap()).collect();
        let [key, message, signature] = fields.as_slice() else { panic!("three fields") };

        let top = Tree::new(
            10,
            OneTime::W4,
            array("d08fabd4a2091ff0a8cb4ed834e74534"),
            array("558b8966c48ae9cb898b423c83443aae014a72f1b1ab5cc85cf1d892903b5439"),
        );
        let bottom = Tree::new(
            5,
            OneTime::W8,
            array("215f83b7ccb9acbcd08db97b0d04dc2b"),
            array("a1c4696e2608035a886100d05cd99945eb3370731884a8235e2fb3d4d71f2547"),
        );
        assert_eq!(&public_key(2, &top), key);
        // The leaf and the randomizer are the signer's choice: those of the example.
        let same = |tree: &Tree, signature: &[u8], message: &[u8]| {
            let leaf = u32::from_be_bytes(signature[..4].try_into().unwrap());
            assert_eq!(tree.sign_by(leaf, signature[8..40].try_into().unwrap(), message), signature);
        };
        let key = bottom.public_key();
        let end = signature.len() - bottom.sign(message).len();
        assert_eq!(&signature[end - key.len()..end], key);
        same(&top, &signature[4..end - key.len()], &key);
        same(&bottom, &signature[end..], message);
    }

    #[test]
    fn signatures_of_every_type_verify_and_repeat() {
        let tree = |one_time| Tree::new(5, one_time, [7; 16], [9; 32]);
        let trees = [OneTime::W1, OneTime::W2, OneTime::W4, OneTime::W8].map(tree);
        for tree in &trees {
            let signature = sign(&[tree], b"message");
            assert!(verifies(&public_key(1, tree), b"message", &signature), "{:?}", tree.one_time);
            assert!(!verifies(&public_key(1, tree), b"massage", &signature));
            assert_eq!(signature, sign(&[tree], b"message"));
        }
        let all: Vec<&Tree> = trees.iter().collect();
        assert!(verifies(&public_key(4, all[0]), b"message", &sign(&all, b"message")));
        assert!(!verifies(&public_key(3, all[0]), b"message", &sign(&all, b"message")));
    }

    #[test]
    fn every_leaf_signs() {
        for leaf in 0..32 {
            let signature = [&[0; 4][..], &ALONE.sign_by(leaf, &[3; 32], b"message")].concat();
            assert!(verifies(&public_key(1, &ALONE), b"message", &signature), "{leaf}");
        }
    }
}
