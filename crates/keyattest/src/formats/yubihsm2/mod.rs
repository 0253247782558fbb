//! YubiHSM 2 attestation certificates.
//!
//! The device makes a certificate for an object and signs it with its factory key. It attests imported keys too, truthfully: origin and
//! capabilities are claims, and the policy judges them. Keys of users that attest are refused: their owner chooses names and dates.

mod claims;
mod leaf;
mod parse;
mod verify;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static YUBIHSM2: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "yubihsm2",
        title: "YubiHSM 2 attestation certificate",
        products: "YubiHSM 2, YubiHSM 2 FIPS",
        carriers: "the attestation and the device certificate as PEM or DER, together or apart, with or without the authorities above",
        known_by: "a certificate with the name of a YubiHSM attestation and its extension for the origin of the key",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::YUBIHSM2_SERIAL,
            checks::YUBIHSM2_OBJECT_ID,
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
            "who holds authentication keys",
            "audit settings",
            "whether wrap keys are under dual control",
            "FIPS mode",
        ],
        unconfirmed: "devices of the newer hierarchy, origins other than generated, device keys other than RSA-2048; keys of users that attest are refused",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
