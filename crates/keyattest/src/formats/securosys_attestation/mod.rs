//! Securosys Primus HSM and CloudHSM key attestation.
//!
//! The evidence is three things that travel together: an XML document with a key's attributes, a signature over its exact bytes, and the
//! chain of the attestation key that made it (attestation key, device, Securosys root). Nothing of the document is read before chain and
//! signature hold; then it is read by its structure, never by a search in its text: the user chooses the label.

mod claims;
mod document;
mod parse;
mod path;
mod verify;

use crate::checks;
use crate::scheme::{About, Scheme};

/// The format.
pub static SECUROSYS_ATTESTATION: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "securosys-attestation",
        title: "Securosys Primus HSM key attestation",
        products: "Securosys Primus HSM, CloudHSM",
        carriers: "XML, signature and PEM chain as files; the zip or the JSON of the REST API",
        known_by: "a Primus attestation document, or what carries one",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::EVIDENCE_SIGNATURE,
            checks::SUBJECT_BINDING,
            checks::SUBJECT_POSSESSION,
            checks::NONCE_MATCH,
            checks::KEY_STRENGTH,
        ],
        context: &[],
        intermediates: false,
        has_nonce: false,
        security_keys: false,
        not_told: &[
            "freshness (this format carries no nonce)",
            "firmware",
            "FIPS and Common Criteria mode",
            "which backups and members of a cluster hold the key",
        ],
        unconfirmed: "RSASSA-PSS and ECDSA signatures, an EC root; secret keys and firmware before the root of 2024 are refused",
    },
    detect: parse::detect,
    missing: |input, _| parse::missing(input),
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.document.key.value),
    claims: |verified| claims::claims(verified.statement()),
};
