//! Yubico OpenPGP attestation: a statement about the signing, decryption or authentication key of the card's OpenPGP application.
//!
//! What the admin PIN's holder wrote to the card (cardholder, fingerprint, date) is signed along and only repeated: asserted, never more.

mod claims;
mod leaf;
mod parse;
mod verify;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static YUBIKEY_OPENPGP: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "yubikey-openpgp",
        title: "Yubico OpenPGP attestation",
        products: "YubiKey 5 from firmware 5.2",
        carriers: "the statement and the card's attestation certificate as PEM or DER, together or apart, with or without the authorities above",
        known_by: "a certificate with the name of a YubiKey OpenPGP attestation and its extension for the source of the key",
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
            "when the key was made (the card's date is its owner's word)",
            "who the cardholder is",
            "the PIN policy",
            "whether the touch policy was changed since, unless it is fixed",
        ],
        unconfirmed: "card certificates of the newer hierarchy, FIPS and CSPN marks, imported keys (documented, never issued)",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
