//! Every format that is known, one line each. Order is that of listings; detection does not depend on it.

// The vendors' bytes are parsed below: what may panic is denied there, as in the wire and trust crates.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::arithmetic_side_effects
    )
)]

pub mod crypto4a_qasm;
mod fido;
pub mod fortanix_attestation;
pub mod luna_pkc;
pub mod marvell_attestation;
pub mod nshield_attestation;
pub mod securosys_attestation;
pub mod smartcard_hsm_cvc;
pub mod ssh_sk_attest_v01;
mod yubico;
pub mod yubihsm2;
pub mod yubikey_openpgp;
pub mod yubikey_piv;

use crate::pipeline::Format;

static FORMATS: &[&dyn Format] = &[
    &luna_pkc::LunaPkc,
    &yubikey_piv::YubikeyPiv,
    &yubihsm2::Yubihsm2,
    &yubikey_openpgp::YubikeyOpenpgp,
    &fortanix_attestation::FortanixAttestation,
    &crypto4a_qasm::Crypto4aQasm,
    &securosys_attestation::SecurosysAttestation,
    &smartcard_hsm_cvc::SmartcardHsmCvc,
    &ssh_sk_attest_v01::SshSkAttest,
    &marvell_attestation::MarvellAttestation,
    &nshield_attestation::NshieldAttestation,
];

/// All formats.
pub fn all() -> &'static [&'static dyn Format] {
    FORMATS
}

/// The format with this id.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    all().iter().copied().find(|format| format.about().id == id)
}
