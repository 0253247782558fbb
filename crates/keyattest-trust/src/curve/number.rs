//! Numbers of at most 576 bits, as large as the largest known curve needs, for public values alone: nothing runs in constant time.

use std::cmp::Ordering;

const LIMBS: usize = 9;

/// A number that is not negative: limbs of 64 bits, the lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number([u64; LIMBS]);

impl Number {
    const ZERO: Self = Self([0; LIMBS]);
    pub(crate) const ONE: Self = Self::constant("1");

    /// From hexadecimal digits, for constants.
    ///
    /// # Panics
    /// On another character, or more digits than there is place for: at compile time, in a constant.
    #[allow(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]
    pub(crate) const fn constant(hex: &str) -> Self {
        let digits = hex.as_bytes();
        let mut limbs = [0; LIMBS];
        let mut index = 0;
        while index < digits.len() {
            let digit = match digits[digits.len() - 1 - index] {
                digit @ b'0'..=b'9' => digit - b'0',
                digit @ b'a'..=b'f' => digit - b'a' + 10,
                _ => panic!("a hexadecimal digit"),
            };
            limbs[index / 16] |= (digit as u64) << (4 * (index % 16));
            index += 1;
        }
        Self(limbs)
    }

    /// From big-endian bytes; leading zeros are dropped. `None` where there is no place for the rest.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let mut number = Self::ZERO;
        let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let mut limbs = number.0.iter_mut();
        for chunk in bytes.get(start..)?.rchunks(8) {
            *limbs.next()? = chunk.iter().fold(0, |limb, byte| (limb << 8) | u64::from(*byte));
        }
        Some(number)
    }

    /// The number big-endian in this many bytes: its low ones, where it has more.
    pub(crate) fn to_bytes(self, length: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> = self.0.into_iter().flat_map(u64::to_le_bytes).collect();
        bytes.resize(length, 0);
        bytes.reverse();
        bytes
    }

    pub(crate) fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The sum modulo `modulus`, which is above both and below 2^575.
    pub(crate) fn add(self, other: Self, modulus: &Self) -> Self {
        let mut sum = self;
        let mut carry = false;
        for (limb, other) in sum.0.iter_mut().zip(other.0) {
            (*limb, carry) = limb.carrying_add(other, carry);
        }
        if sum >= *modulus { sum.subtract(modulus) } else { sum }
    }

    /// The product modulo `modulus`, which is above both and below 2^575.
    pub(crate) fn multiply(self, other: Self, modulus: &Self) -> Self {
        let mut product = Self::ZERO;
        // Above the number there is nothing but zeros to double.
        for limb in self.0.into_iter().rev().skip_while(|limb| *limb == 0) {
            for bit in (0..u64::BITS).rev() {
                product = product.add(product, modulus);
                if (limb >> bit) & 1 == 1 {
                    product = product.add(other, modulus);
                }
            }
        }
        product
    }

    fn subtract(mut self, other: &Self) -> Self {
        let mut borrow = false;
        for (limb, other) in self.0.iter_mut().zip(other.0) {
            (*limb, borrow) = limb.borrowing_sub(other, borrow);
        }
        self
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_digits_make_the_same_number() {
        let number = Number::new(&[0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        assert_eq!(number, Number::constant("10203040506070809"));
        assert_eq!(number.0[..2], [0x0203_0405_0607_0809, 1]);
        assert_eq!(number.to_bytes(10), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(number.to_bytes(100)[90..], number.to_bytes(10));
        assert!(Number::new(&[]).unwrap().is_zero() && Number::new(&[0; 100]).unwrap().is_zero());
        assert!(Number::new(&[1; 72]).is_some() && Number::new(&[1; 73]).is_none());
        assert!(Number::constant("10000000000000000") > Number::constant("ffffffffffffffff"));
    }

    #[test]
    fn products_and_sums() {
        let modulus = Number::constant("fffffffffffffffffffffffffffffff1");
        let (left, right) =
            (0xdead_beef_0123_4567_89ab_cdef_0000_0001u128, 0xffff_ffff_ffff_ffff_ffff_ffff_ffff_fff0u128);
        let number = |value: u128| Number::new(&value.to_be_bytes()).unwrap();
        // right is -1 modulo the modulus
        assert_eq!(number(left).multiply(number(right), &modulus), number(0x2152_4110_fedc_ba98_7654_3210_ffff_fff0));
        assert!(number(left).add(number(0x2152_4110_fedc_ba98_7654_3210_ffff_fff0), &modulus).is_zero());
        assert_eq!(number(1 << 40).multiply(number(1 << 50), &modulus), number(1 << 90));
    }
}
