//! Crypto4A QASM attestation messages (`skm attest claim …`).
//!
//! The module answers an operator's list of requested claims with one signed message, and refuses to sign a claim that is false: a claim
//! is there only where it is true, and absence says nothing. A message may have several signature blocks, by an elliptic-curve key and by
//! an HSS key of the module; every block must hold. What nobody signs (identifiers of keys, certificates that no path needs) says nothing.

mod claims;
mod message;
mod parse;
mod predicate;
mod statement;
mod verify;

#[cfg(test)]
mod tests;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static CRYPTO4A_QASM: Scheme<parse::Evidence, statement::Statement> = Scheme {
    about: &About {
        id: "crypto4a-qasm",
        title: "Crypto4A QASM attestation message",
        products: "Crypto4A QxEDGE and QxHSM",
        carriers: "one message: PEM (ATTESTATION MESSAGE) or DER",
        known_by: "claims below 1.3.6.1.4.1.39901.6, or a PEM block of their label",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::EVIDENCE_SIGNATURE,
            checks::CRYPTO4A_QASM_CLAIMS,
            checks::CRYPTO4A_QASM_KEY,
            checks::CRYPTO4A_QASM_OBJECT,
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
            "freshness (this format carries no nonce; the time is the module's clock)",
            "claims that were not asked for",
            "FIPS certificate and level",
            "who operates the module",
        ],
        unconfirmed: "numbers other than private key, ecc, independent, sign and derive; the fingerprint of a key; archived, managed and related keys; messages without certificates; roots after 2020",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
