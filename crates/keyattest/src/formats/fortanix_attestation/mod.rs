//! Fortanix DSM key attestation statement.
//!
//! An X.509-shaped statement about one key, signed by the cluster's key attestation authority, and the authority's chain. The statement is no
//! element of a path: its issuer is no CA.

/// An identifier of Fortanix'.
macro_rules! fortanix {
    ($($number:literal),*) => {
        keyattest_wire::Oid::new(&[1, 3, 6, 1, 4, 1, 49690 $(, $number)*])
    };
}
mod claims;
mod parse;
mod statement;
mod verify;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static FORTANIX_ATTESTATION: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "fortanix-attestation",
        title: "Fortanix DSM key attestation statement",
        products: "Fortanix Data Security Manager SaaS",
        carriers: "the JSON answer of the API; a PEM chain with the statement first",
        known_by: "a statement with a Fortanix key id, or the JSON of the Fortanix API",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::CHAIN_REVOCATION,
            checks::EVIDENCE_SIGNATURE,
            checks::FORTANIX_ATTESTATION_STATEMENT,
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
            "serial number (a cluster speaks, not a module)",
            "FIPS mode",
            "accounts and quorum policies",
        ],
        unconfirmed: "elliptic-curve and Ed25519 keys (accepted, the same shape), other protection profiles than FX2200 (no security level), clusters on premises",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
