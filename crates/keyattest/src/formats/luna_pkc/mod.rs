//! Thales Luna Public Key Confirmation (`cmu getpkc`).
//!
//! The evidence is a chain of certificates and nothing else: the HSM issues a confirmation only for a private key that a Luna module
//! generated and that can not leave the perimeter of Luna HSMs, so who signed the leaf, and as what, is the statement. Two layouts:
//! RSA (leaf, device, hardware origin, manufacturing integrity, root) and ECC (leaf, hardware origin, root).

mod claims;
mod parse;
mod verify;

use crate::checks;
use crate::scheme::{About, Scheme};

/// The format.
pub static LUNA_PKC: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "luna-pkc",
        title: "Thales Luna public key confirmation",
        products: "Thales Luna Network, PCIe and USB HSM 7, Luna Cloud HSM",
        carriers: "certificates-only CMS (.p7b, .pkc) as DER or PEM; a PEM chain of certificates",
        known_by: "certificates with extended key usages below 1.3.6.1.4.1.12383.1, the roles of Luna certificates",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::LUNA_PKC_SERIAL,
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
            "FIPS mode",
            "whether functionality modules are loaded",
            "who operates the module",
        ],
        unconfirmed: "TC-TrustCenter confirmations, functionality-module HSMs and roots after 2010 are refused",
    },
    detect: parse::detect,
    missing: |input, _| parse::missing(input),
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
