//! Makes key attestation evidence that is nobody's: genuine-looking, for a given key, with chosen claims, in every carrier of a format, and on
//! request wrong in one named way.
//!
//! For integrators, who want to see their own request affirmed and refused without owning a module; and for the tests, which hold each
//! check of each format against a way to be wrong that only it can refuse. Made from the specifications of the formats, never from their
//! cases or readers.
//!
//! Nothing that is made here is trusted by anybody: the vendors are synthetic, with roots of their own that are in no built-in table, and
//! every name that the format leaves open says TEST. The private keys are published with this crate. The same order gives the same bytes.
//!
//! A format is one implementation of [`Simulator`] and one line in [`all`].

pub mod bundle;
mod case;
pub mod cbor;
pub mod cms;
pub mod common;
mod crypto4a_qasm;
pub mod csr;
pub mod cvc;
pub mod der;
mod forgery;
mod fortanix_attestation;
pub mod gzip;
mod json;
mod key;
mod lms;
mod luna_pkc;
mod made;
mod marvell_attestation;
mod nshield_attestation;
mod order;
mod remembered;
mod securosys_attestation;
mod smartcard_hsm_cvc;
pub mod ssh;
mod ssh_sk_attest;
pub mod test_keys;
pub mod x509;
mod yubico;
mod yubikey_piv;
pub mod zip;

pub use case::{Case, Expect, File};
pub use key::{KeyError, OrderedKey, PrivateKey};
pub use made::{Made, cases, make};
pub use order::{AT, Carrier, Choice, Order, OrderError, RefusedBy, VALID_FROM, VALID_UNTIL, Way};

/// The guide is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/simulator.md")]
struct Guide;

/// One format's synthetic vendor and module.
///
/// An order that reaches [`Simulator::make`] names only ways, carriers and claims of these lists. What all formats have in common, the
/// subject (but where the format has one of its own form), the expected nonce, weak attested keys, cut evidence ([`common`]), is added by
/// [`make`].
pub trait Simulator: Sync {
    /// The format's id.
    fn format(&self) -> &'static str;

    /// The ways to be wrong, each with what must refuse it.
    fn ways(&self) -> &'static [Way];

    /// What the evidence can travel in, the usual one first.
    fn carriers(&self) -> &'static [Carrier];

    /// Whether a way can be shown in a carrier. An order without a carrier gets the first in which its way can.
    fn goes_with(&self, _way: &str, _carrier: &str) -> bool {
        true
    }

    /// The claims that can be chosen.
    fn claims(&self) -> &'static [Choice];

    /// Says what is usual for the format where the order leaves it open: the key, where a key of the common kind can not be attested, and the
    /// challenge. The carrier is known by then.
    fn complete(&self, _order: &mut Order) {}

    /// Makes the evidence.
    ///
    /// # Errors
    /// A claim's value that the format can not say, or things that do not go together.
    fn make(&self, order: &Order) -> Result<Made, OrderError>;
}

static SIMULATORS: &[&dyn Simulator] = &[
    &luna_pkc::LunaPkc,
    &yubikey_piv::YubikeyPiv,
    &yubico::yubihsm2::Yubihsm2,
    &yubico::yubikey_openpgp::YubikeyOpenpgp,
    &fortanix_attestation::FortanixAttestation,
    &securosys_attestation::Securosys,
    &marvell_attestation::MarvellAttestation,
    &crypto4a_qasm::Crypto4aQasm,
    &smartcard_hsm_cvc::SmartcardHsm,
    &ssh_sk_attest::SshSkAttest,
    &nshield_attestation::NshieldAttestation,
];

/// All simulators, in the order of listings.
pub fn all() -> &'static [&'static dyn Simulator] {
    SIMULATORS
}

/// The simulator of the format with this id.
pub fn by_format(id: &str) -> Option<&'static dyn Simulator> {
    all().iter().copied().find(|simulator| simulator.format() == id)
}
