//! Yubico PIV attestation: a certificate that the card makes for the key in a slot and signs with the key of slot F9.
//!
//! The leaf below F9, and F9 below Yubico's roots in one of two shapes. Slot keys sign what their owner likes, and Yubico's roots head other
//! products too: shape and names, compared whole, are what keeps these out.

mod claims;
mod leaf;
mod parse;
mod verify;

use crate::checks;
use crate::scheme::{About, Scheme};

/// The format.
pub static YUBIKEY_PIV: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "yubikey-piv",
        title: "Yubico PIV attestation",
        products: "YubiKey 4 from firmware 4.3, YubiKey 5, their FIPS, CSPN and Bio series",
        carriers: "leaf and F9 certificate as PEM or DER, together or apart; a request or self-signed certificate that carries them (yubico-piv-tool, Purebred)",
        known_by: "a certificate with the name of a YubiKey PIV attestation and its extension for the firmware",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::YUBICO_VALIDITY,
            checks::YUBICO_FIRMWARE,
            checks::SUBJECT_BINDING,
            checks::SUBJECT_POSSESSION,
            checks::NONCE_MATCH,
            checks::KEY_STRENGTH,
        ],
        context: &[],
        intermediates: true,
        has_nonce: false,
        security_keys: false,
        not_told: &[
            "freshness (this format carries no nonce)",
            "when the key was made",
            "FIPS mode",
            "whether PIN, PUK and management key were changed",
            "whether the key is still in its slot",
        ],
        unconfirmed: "CSPN devices, X25519, F9 keys on elliptic curves, the branches A 1 and B2 1 (accepted by Yubico's documents)",
    },
    detect: parse::detect,
    missing: parse::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
