//! Entrust nShield key attestation bundle (`nfkmattest bundle`).
//!
//! A JSON object that leads from Entrust's warranting root key over a warrant to a module, from the module's statement of its state to the key
//! that signs its statements about keys, and from there to the generation of one key with its access control list. What the list allows is the
//! answer; it names keys of a security world, which that world's officer binds together.
//!
//! Nothing of it is X.509, and nothing has a date: anchors are bare keys.

mod acl;
mod claims;
mod ddds;
mod inspect;
mod key_data;
mod marshal;
mod message;
mod parse;
mod rights;
#[cfg(test)]
mod tests;
mod verify;
mod warrant;
mod world;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static NSHIELD_ATTESTATION: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "nshield-attestation",
        title: "Entrust nShield key attestation bundle",
        products: "Entrust nShield Solo XC, Connect XC, 5s, 5c and nShield as a Service; older modules with a KLF2 warrant",
        carriers: "the JSON file of nfkmattest (.att)",
        known_by: "the JSON members of an nShield attestation bundle that rests on KWARN-1",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::EVIDENCE_SIGNATURE,
            checks::NSHIELD_ATTESTATION_STATE,
            checks::NSHIELD_ATTESTATION_WORLD,
            checks::NSHIELD_ATTESTATION_KEY,
            checks::NSHIELD_ATTESTATION_ACL,
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
            "how the security world was made: whoever made its keys in software can open every blob (compare security_domain)",
            "which half of the key pair the access control list is of, beyond its permissions",
            "freshness (this format carries no nonce and no date)",
            "model and firmware",
            "who holds the administrator cards, and how many modules share the world",
        ],
        unconfirmed: "FIPS-world bundles, KML and KNSO as ECDSA keys, cardsets, RSA and curves other than P-256 (read); keys without a security world, Ed25519, X25519, Ed448 and post-quantum keys (refused)",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: inspect::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
