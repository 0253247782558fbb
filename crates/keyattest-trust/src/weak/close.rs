//! Primes that are close to each other (CVE-2022-26320): Fermat's method finds them in a few rounds.

use crate::library::rustcrypto::Fermat;

/// Rounds that the CA/Browser Forum asks for (Baseline Requirements, 6.1.1.3).
const ROUNDS: u32 = 100;
/// Squares have few residues modulo these, which stand as bits beside each; the product of all but 64 leaves room for a round in 64 bits.
const SIXTY_FOUR: (u64, u128) = (64, squares(64));
const MODULI: [(u64, u128); 7] = [
    (63, squares(63)),
    (65, squares(65)),
    (11, squares(11)),
    (17, squares(17)),
    (19, squares(19)),
    (23, squares(23)),
    (31, squares(31)),
];
const PRODUCT: u64 = 63 * 65 * 11 * 17 * 19 * 23 * 31;

#[allow(clippy::arithmetic_side_effects, reason = "of constants, while compiling")]
const fn squares(modulus: u64) -> u128 {
    let (mut root, mut found) = (0, 0);
    while root < modulus {
        found |= 1 << (root * root % modulus);
        root += 1;
    }
    found
}

/// Whether so many rounds factor the modulus, which is odd.
///
/// Of almost every round the residues of a² minus the modulus show that it is no square, so that roots are taken of few.
pub(super) fn has_close_primes(modulus: &[u8]) -> bool {
    let fermat = Fermat::new(modulus);
    let [first, excess] = fermat.start();
    let last = |number: &[u8]| number.last().copied().unwrap_or(0);
    let (mut of_256, mut step) = (last(&excess), last(&first).wrapping_mul(2).wrapping_add(1));
    let (first, excess) = (remainder(&first), remainder(&excess));
    for round in 0..ROUNDS {
        // (a + k)² - n = a² - n + 2ka + k²
        let k = u64::from(round);
        let grown =
            || excess.saturating_add(k.saturating_mul(first).saturating_mul(2)).saturating_add(k.saturating_mul(k));
        let may_be_square =
            is_square(u64::from(of_256), SIXTY_FOUR) && MODULI.iter().all(|known| is_square(grown(), *known));
        if may_be_square && fermat.splits(round) {
            return true;
        }
        of_256 = of_256.wrapping_add(step);
        step = step.wrapping_add(2);
    }
    false
}

fn is_square(number: u64, (modulus, squares): (u64, u128)) -> bool {
    number.checked_rem(modulus).is_some_and(|residue| (squares >> residue) & 1 == 1)
}

fn remainder(number: &[u8]) -> u64 {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let number = number.get(start..).unwrap_or_default();
    let (head, digits) = number.as_rchunks::<3>();
    let head = head.iter().fold(0, |digit, byte| (digit << 8) | u64::from(*byte));
    let digits =
        digits.iter().map(|[high, middle, low]| (u64::from(*high) << 16) | (u64::from(*middle) << 8) | u64::from(*low));
    std::iter::once(head).chain(digits).fold(0, |remainder: u64, digit| ((remainder << 24) | digit) % PRODUCT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::BoxedUint;

    /// (a + d)(a - d), where a has 1024 bits and d is 2 to the power.
    fn modulus(a: &[u8; 128], power: usize) -> Vec<u8> {
        let number = |bytes: &[u8]| BoxedUint::from_be_slice_vartime(&[&[0; 128], bytes].concat());
        let mut d = [0; 128];
        d[127 - power / 8] = 1 << (power % 8);
        let (a, d) = (number(a), number(&d));
        a.wrapping_add(&d).wrapping_mul(a.wrapping_sub(&d)).to_be_bytes().to_vec()
    }

    fn number(fill: u8) -> [u8; 128] {
        let mut number = [fill; 128];
        number[0] = 0xc1;
        number
    }

    #[test]
    fn a_hundred_rounds_and_no_more() {
        // After as many rounds as d² / 2a is large: d of 2^514 is found in some ten, of 2^520 not in a hundred.
        for fill in [0x01, 0x5a, 0xff] {
            for power in [1, 16, 300, 511, 514] {
                assert!(has_close_primes(&modulus(&number(fill), power)), "{fill:#x} {power}");
            }
            for power in [520, 600, 1000] {
                assert!(!has_close_primes(&modulus(&number(fill), power)), "{fill:#x} {power}");
            }
        }
    }

    #[test]
    fn squares_and_small_numbers() {
        assert!(has_close_primes(&[121]) && has_close_primes(&[1]) && has_close_primes(&[0x23]), "11 * 11, 1, 5 * 7");
    }

    #[test]
    fn remainders() {
        for (number, expected) in [(&[][..], 0), (&[7], 7), (&[1, 0, 0, 0, 0, 0, 0], (1 << 48) % PRODUCT)] {
            assert_eq!(remainder(number), expected);
        }
    }
}
