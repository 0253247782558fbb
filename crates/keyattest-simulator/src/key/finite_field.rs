//! DSA keys with a subgroup of 256 bits, with the nonces of RFC 6979.

use dsa::{BoxedUint, Components, SigningKey, VerifyingKey};
use keyattest_wire::spki::dsa_spki;

/// r and s are as long as q.
const LENGTH: usize = 32;

/// A private key in the subgroup of a prime field.
pub(super) struct FiniteField(SigningKey);

impl FiniteField {
    /// The key with this private number; none where the numbers are no key of a size that is known.
    pub(super) fn new(p: &[u8], q: &[u8], g: &[u8], x: &[u8]) -> Option<Self> {
        let number = BoxedUint::from_be_slice_vartime;
        let components = Components::from_components(number(p), number(q), number(g)).ok()?;
        let (modulus, generator) = (components.p().as_nz_ref().clone(), (**components.g()).clone());
        // PKCS#8 leaves the public number out: g to the x, bit by bit from the top.
        let mut y = BoxedUint::one_with_precision(generator.bits_precision());
        for bit in x.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1)) {
            y = y.mul_mod(&y, &modulus);
            if bit == 1 {
                y = y.mul_mod(&generator, &modulus);
            }
        }
        let public = VerifyingKey::from_components(components, y).ok()?;
        SigningKey::from_components(public, number(x)).ok().map(Self)
    }

    pub(super) fn spki(&self) -> Vec<u8> {
        let public = self.0.verifying_key();
        let numbers = public.components();
        let [p, q, g, y] = [&**numbers.p(), &**numbers.q(), &**numbers.g(), &**public.y()].map(BoxedUint::to_be_bytes);
        dsa_spki(&p, &q, &g, &y)
    }

    /// r and s over a digest, each as long as the subgroup's order.
    pub(super) fn sign(&self, digest: &[u8]) -> Vec<u8> {
        match self.0.sign_prehashed_rfc6979::<sha2::Sha256>(digest) {
            Ok(signature) => [&**signature.r(), &**signature.s()].map(padded).concat(),
            Err(problem) => panic!("DSA signature: {problem}"),
        }
    }
}

fn padded(number: &BoxedUint) -> Vec<u8> {
    let bytes = number.to_be_bytes();
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    [vec![0; LENGTH.saturating_sub(digits.len())], digits].concat()
}
