//! Signatures that nobody made. For RSA with e = 3: for a verifier that reads the padding and passes over what follows it (Bleichenbacher
//! 2006; CVE-2006-4339), and for one that reads the last bytes and passes over the padding. For ECDSA: for one that takes the curve's
//! generator from whoever states it (CVE-2020-0601).

use crate::der;
use keyattest_trust::Hash;

/// A number whose cube, below the modulus, begins as a signature of the message does: `00 01 FF … FF 00 DigestInfo`, with eight bytes of
/// padding, and garbage behind it. None for a modulus that is too small.
pub(crate) fn cube_root(modulus: &[u8], hash: Hash, message: &[u8]) -> Option<Vec<u8>> {
    let length = modulus.iter().skip_while(|byte| **byte == 0).count();
    let block = [&[0x00, 0x01][..], &[0xff; 8], &[0x00], &der::digest_info(hash, message)].concat();
    let garbage = length.checked_sub(block.len())?;
    let most = limbs(&[block.clone(), vec![0xff; garbage]].concat());
    // The greatest number whose cube is not above the block with all of the garbage set; the bits are found from the top.
    let mut root = vec![0u32; length.div_ceil(12) + 1];
    for bit in (0..root.len() * 32).rev() {
        root[bit / 32] |= 1 << (bit % 32);
        if is_above(&product(&product(&root, &root), &root), &most) {
            root[bit / 32] &= !(1 << (bit % 32));
        }
    }
    let cube = bytes(&product(&product(&root, &root), &root), length);
    let forged = bytes(&root, length);
    cube.starts_with(&block).then_some(forged)
}

/// A number of as many bytes as `end` has, whose cube ends in `end`. None for an even one: only odd numbers always have such a root.
pub(crate) fn cube_root_of_end(end: &[u8]) -> Option<Vec<u8>> {
    let wanted = limbs(end);
    let bit = |number: &[u32], bit: usize| number.get(bit / 32).copied().unwrap_or(0) >> (bit % 32) & 1;
    if bit(&wanted, 0) == 0 {
        return None;
    }
    // The cube of an odd number has a bit wrong exactly where the number has, if all below it are right.
    let mut root = vec![0u32; wanted.len()];
    for place in 0..end.len() * 8 {
        let cube = product(&product(&root, &root), &root);
        if bit(&cube, place) != bit(&wanted, place) {
            root[place / 32] |= 1 << (place % 32);
        }
    }
    Some(bytes(&root, end.len()))
}

/// r and s under a curve of this order whose generator is the public point (`04`, x, y): its private number then is 1. With the nonce 1 as
/// well, r is x and s the digest and x, summed; nothing of the real private number is needed.
pub(crate) fn own_generator(order: &[u8], point: &[u8], digest: &[u8]) -> Vec<u8> {
    let length = order.len();
    let x = point.get(1..=length).unwrap_or_default();
    let digest = digest.get(..length).unwrap_or(digest);
    let r = reduced(&limbs(x), &limbs(order));
    let s = reduced(&sum(&limbs(x), &limbs(digest)), &limbs(order));
    [bytes(&r, length), bytes(&s, length)].concat()
}

fn sum(one: &[u32], other: &[u32]) -> Vec<u32> {
    let limb = |number: &[u32], index: usize| u64::from(number.get(index).copied().unwrap_or(0));
    let mut carry = 0;
    (0..=one.len().max(other.len()))
        .map(|index| {
            carry += limb(one, index) + limb(other, index);
            let digit = (carry & 0xffff_ffff) as u32;
            carry >>= 32;
            digit
        })
        .collect()
}

/// The remainder, by subtracting: of numbers that are a few times the modulus.
fn reduced(number: &[u32], modulus: &[u32]) -> Vec<u32> {
    let mut rest = number.to_vec();
    while !is_above(modulus, &rest) {
        let mut borrow = 0i64;
        for (index, digit) in rest.iter_mut().enumerate() {
            let difference = i64::from(*digit) - i64::from(modulus.get(index).copied().unwrap_or(0)) + borrow;
            *digit = (difference & 0xffff_ffff) as u32;
            borrow = difference >> 32;
        }
    }
    rest
}

/// 32 bits each, the lowest first.
fn limbs(number: &[u8]) -> Vec<u32> {
    number.rchunks(4).map(|chunk| chunk.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte))).collect()
}

/// Big-endian, in this length.
fn bytes(number: &[u32], length: usize) -> Vec<u8> {
    let all: Vec<u8> = number.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
    let digits: Vec<u8> = all.into_iter().skip_while(|byte| *byte == 0).collect();
    [vec![0; length.saturating_sub(digits.len())], digits].concat()
}

fn product(one: &[u32], other: &[u32]) -> Vec<u32> {
    let mut out = vec![0u32; one.len() + other.len()];
    for (index, digit) in one.iter().enumerate() {
        let mut carry = 0u64;
        for (place, factor) in other.iter().enumerate() {
            let sum = u64::from(*digit) * u64::from(*factor) + u64::from(out[index + place]) + carry;
            out[index + place] = (sum & 0xffff_ffff) as u32;
            carry = sum >> 32;
        }
        out[index + other.len()] = carry as u32;
    }
    out
}

fn is_above(one: &[u32], other: &[u32]) -> bool {
    let length = one.len().max(other.len());
    let limb = |number: &[u32], index: usize| number.get(index).copied().unwrap_or(0);
    (0..length).rev().map(|index| limb(one, index).cmp(&limb(other, index))).find(|order| order.is_ne())
        == Some(std::cmp::Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cube_begins_as_a_signature() {
        let modulus = [0xc1; 512];
        let forged = cube_root(&modulus, Hash::Sha384, b"message").unwrap();
        let root = limbs(&forged);
        let cube = bytes(&product(&product(&root, &root), &root), 512);
        assert!(cube.starts_with(&[0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0x30]));
        assert!(cube < modulus.to_vec());
        assert!(cube_root(&[0xc1; 64], Hash::Sha384, b"message").is_none());
    }

    #[test]
    fn the_cube_ends_as_wanted() {
        let wanted = keyattest_trust::hash::sha256(b"message");
        let wanted = [&wanted[..31], &[wanted[31] | 1]].concat();
        let root = limbs(&cube_root_of_end(&wanted).unwrap());
        assert!(bytes(&product(&product(&root, &root), &root), 96).ends_with(&wanted));
        assert!(cube_root_of_end(&[0x01, 0x02]).is_none());
    }

    #[test]
    fn a_point_that_is_its_own_generator_signs_by_nobody() {
        use ecdsa::elliptic_curve::PrimeField;
        use ecdsa::elliptic_curve::point::AffineCoordinates;
        use ecdsa::elliptic_curve::sec1::FromSec1Point;
        use p256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar, Sec1Point};
        let mut key = crate::cvc::Key::of(&crate::test_keys::KEY_P256.spki(), crate::cvc::ecdsa(3)).unwrap();
        let (order, point) = (key.number(0x85).clone(), key.number(0x86).clone());
        let digest = Hash::Sha256.digest(b"message");
        let forged = own_generator(&order, &point, &digest);
        let scalar = |bytes: &[u8]| Scalar::from_repr(FieldBytes::try_from(bytes).unwrap()).unwrap();
        let (r, s) = (scalar(&forged[..32]), scalar(&forged[32..]));
        let inverse = s.invert().unwrap();
        let public = AffinePoint::from_sec1_point(&Sec1Point::from_bytes(&point).unwrap()).unwrap();
        // u G + v Q, where G is Q.
        let sum = ProjectivePoint::from(public) * (scalar(&digest) * inverse + r * inverse);
        assert_eq!(sum.to_affine().x()[..], forged[..32]);
    }
}
