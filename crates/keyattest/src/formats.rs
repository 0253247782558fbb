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
    &luna_pkc::LUNA_PKC,
    &yubikey_piv::YUBIKEY_PIV,
    &yubihsm2::YUBIHSM2,
    &yubikey_openpgp::YUBIKEY_OPENPGP,
    &fortanix_attestation::FORTANIX_ATTESTATION,
    &crypto4a_qasm::CRYPTO4A_QASM,
    &securosys_attestation::SECUROSYS_ATTESTATION,
    &smartcard_hsm_cvc::SMARTCARD_HSM_CVC,
    &ssh_sk_attest_v01::SSH_SK_ATTEST_V01,
    &marvell_attestation::MARVELL_ATTESTATION,
    &nshield_attestation::NSHIELD_ATTESTATION,
];

/// All formats.
pub fn all() -> &'static [&'static dyn Format] {
    FORMATS
}

/// The format with this id.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    all().iter().copied().find(|format| format.about().id == id)
}
