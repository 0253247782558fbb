//! HSS/LMS signatures (RFC 8554, SP 800-208) with SHA-256 and nodes of 32 bytes: verification alone.
//!
//! An HSS signature is a row of LMS signatures: each tree signs the public key of the next one, the last signs the message. How many
//! there are, and of which types, the certified key says; a signature that says otherwise is not read on. Lengths follow from the types
//! alone, and nothing may stand behind the last one.

use super::BadSignature;
use crate::library::aws::sha256;

/// Bytes of a hash: of a node, of an end of a chain, of the randomizer.
const NODE: usize = 32;
/// Bytes of an LMS public key: two types, identifier, root.
const TREE_KEY: usize = 56;
/// Most trees below one another (RFC 8554, 6).
const MOST_LEVELS: u32 = 8;

/// What a hash is made for (RFC 8554, 7.1): no two of them hash the same bytes.
const ENDS: [u8; 2] = [0x80, 0x80];
const MESSAGE: [u8; 2] = [0x81, 0x81];
const LEAF: [u8; 2] = [0x82, 0x82];
const INTERIOR: [u8; 2] = [0x83, 0x83];

type Node = [u8; NODE];

/// Whether the signature verifies under an HSS public key.
///
/// ```text
/// hss_public_key = u32str(L) || pub[0]
/// hss_signature  = u32str(L-1) || sig[0] || pub[1] || … || sig[L-2] || pub[L-1] || sig[L-1]
/// ```
pub(super) fn verifies(key: &[u8], message: &[u8], signature: &[u8]) -> Result<bool, BadSignature> {
    let mut key = Cursor(key);
    let levels = key.number().filter(|levels| (1..=MOST_LEVELS).contains(levels)).ok_or(BadSignature::Key)?;
    let mut tree = Tree::read(key.0).ok_or(BadSignature::Key)?;
    let mut rest = Cursor(signature);
    if rest.number() != levels.checked_sub(1) {
        return Err(BadSignature::Form);
    }
    // All is read before anything is computed.
    let mut signed = Vec::new();
    for _ in 1..levels {
        let upper = TreeSignature::read(&tree, &mut rest).ok_or(BadSignature::Form)?;
        let next = rest.take(TREE_KEY).ok_or(BadSignature::Form)?;
        signed.push((tree, upper, next));
        tree = Tree::read(next).ok_or(BadSignature::Form)?;
    }
    let last = TreeSignature::read(&tree, &mut rest).ok_or(BadSignature::Form)?;
    if !rest.0.is_empty() {
        return Err(BadSignature::Form);
    }
    signed.push((tree, last, message));
    Ok(signed.iter().all(|(tree, signature, message)| signature.root(tree, message) == *tree.root))
}

/// Parameters of an LM-OTS type (RFC 8554, 4.1).
struct OneTime {
    /// Bits of a digit.
    bits: u8,
    /// Number of chains, one a digit.
    chains: u16,
    /// By how many bits the checksum is moved, so that its digits are the first ones of its two bytes.
    shift: u8,
}

impl OneTime {
    fn of(number: u32) -> Option<Self> {
        let (bits, chains, shift) = match number {
            1 => (1, 265, 7),
            2 => (2, 133, 6),
            3 => (4, 67, 4),
            4 => (8, 34, 0),
            _ => return None,
        };
        Some(Self { bits, chains, shift })
    }

    /// The largest digit: the number of steps from the beginning of a chain to its end.
    fn largest(&self) -> u8 {
        u8::MAX >> 8u8.saturating_sub(self.bits)
    }

    fn digits(&self, bytes: &[u8]) -> impl Iterator<Item = u8> {
        let (bits, largest) = (self.bits, self.largest());
        bytes.iter().flat_map(move |byte| {
            (0..8).step_by(usize::from(bits)).map(move |skipped| {
                let below = 8u8.saturating_sub(bits).saturating_sub(skipped);
                (byte >> below) & largest
            })
        })
    }
}

/// The height of a tree of an LMS type (RFC 8554, 5.1).
fn height(number: u32) -> Option<u8> {
    match number {
        5 => Some(5),
        6 => Some(10),
        7 => Some(15),
        8 => Some(20),
        9 => Some(25),
        _ => None,
    }
}

/// ```text
/// lms_public_key = u32str(type) || u32str(otstype) || I || T[1]
/// ```
struct Tree<'a> {
    number: u32,
    height: u8,
    one_time_number: u32,
    one_time: OneTime,
    identifier: &'a [u8; 16],
    root: &'a Node,
}

impl<'a> Tree<'a> {
    /// Exactly one public key, of types that are known.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Cursor(bytes);
        let (number, one_time_number) = (rest.number()?, rest.number()?);
        let (identifier, root) = (rest.chunk()?, rest.chunk()?);
        let (height, one_time) = (height(number)?, OneTime::of(one_time_number)?);
        rest.0.is_empty().then_some(Self { number, height, one_time_number, one_time, identifier, root })
    }
}

/// ```text
/// lms_signature   = u32str(q) || lmots_signature || u32str(type) || path[0] || … || path[h-1]
/// lmots_signature = u32str(otstype) || C || y[0] || … || y[p-1]
/// ```
struct TreeSignature<'a> {
    leaf: u32,
    randomizer: &'a Node,
    chains: &'a [Node],
    path: &'a [Node],
}

impl<'a> TreeSignature<'a> {
    /// The next signature, which must be of the types of the tree's key, and by one of the tree's leaves.
    fn read(tree: &Tree<'_>, rest: &mut Cursor<'a>) -> Option<Self> {
        let leaf = rest.number()?;
        let is_one_time = rest.number()? == tree.one_time_number;
        let (randomizer, chains) = (rest.chunk()?, rest.nodes(usize::from(tree.one_time.chains))?);
        let is_tree = rest.number()? == tree.number;
        let path = rest.nodes(usize::from(tree.height))?;
        let is_leaf = leaf >> tree.height == 0;
        (is_one_time && is_tree && is_leaf).then_some(Self { leaf, randomizer, chains, path })
    }

    /// The root of the tree in which this is a signature of the message (algorithm 6a).
    fn root(&self, tree: &Tree<'_>, message: &[u8]) -> Node {
        // Nodes are numbered from 1, the root; the leaves are the last 2^h of them.
        let mut number = (1 << tree.height) | self.leaf;
        let ends = self.ends(tree, message);
        let mut node = sha256(&[&tree.identifier[..], &number.to_be_bytes(), &LEAF, &ends].concat());
        for sibling in self.path {
            let (left, right) = if number & 1 == 0 { (&node, sibling) } else { (sibling, &node) };
            number >>= 1;
            node = sha256(&[&tree.identifier[..], &number.to_be_bytes(), &INTERIOR, left, right].concat());
        }
        node
    }

    /// The one-time public key of which this is a signature of the message (algorithm 4b).
    fn ends(&self, tree: &Tree<'_>, message: &[u8]) -> Node {
        let leaf = self.leaf.to_be_bytes();
        let digest = sha256(&[&tree.identifier[..], &leaf, &MESSAGE, self.randomizer, message].concat());
        let largest = tree.one_time.largest();
        let left = |digit: u8| u16::from(largest.saturating_sub(digit));
        let sum = tree.one_time.digits(&digest).fold(0u16, |sum, digit| sum.saturating_add(left(digit)));
        let checked = [&digest[..], &(sum << tree.one_time.shift).to_be_bytes()].concat();

        let mut all = [&tree.identifier[..], &leaf, &ENDS].concat();
        let digits = tree.one_time.digits(&checked);
        for ((chain, digit), number) in self.chains.iter().zip(digits).zip(0u16..) {
            all.extend(walk(tree.identifier, leaf, number, digit..largest, chain));
        }
        sha256(&all)
    }
}

/// The value at the end of these steps of a chain. One buffer for all of them: this is where nearly all of the time goes.
fn walk(identifier: &[u8; 16], leaf: [u8; 4], chain: u16, steps: std::ops::Range<u8>, start: &Node) -> Node {
    let mut value = *start;
    let mut block = [0u8; 55];
    put(&mut block, 0, identifier);
    put(&mut block, 16, &leaf);
    put(&mut block, 20, &chain.to_be_bytes());
    for step in steps {
        put(&mut block, 22, &[step]);
        put(&mut block, 23, &value);
        value = sha256(&block);
    }
    value
}

fn put(block: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = block.get_mut(at..at.saturating_add(bytes.len())) {
        place.copy_from_slice(bytes);
    }
}

/// What was not read so far.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn chunk<const LENGTH: usize>(&mut self) -> Option<&'a [u8; LENGTH]> {
        self.take(LENGTH)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u32> {
        self.chunk().copied().map(u32::from_be_bytes)
    }

    fn nodes(&mut self, count: usize) -> Option<&'a [Node]> {
        let (nodes, rest) = self.take(count.checked_mul(NODE)?)?.as_chunks();
        rest.is_empty().then_some(nodes)
    }
}

#[cfg(test)]
mod tests;
