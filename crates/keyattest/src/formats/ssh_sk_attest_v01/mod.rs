//! Attestation of OpenSSH's security keys (`ssh-keygen -t ed25519-sk -O write-attestation=FILE`).
//!
//! A FIDO2 or U2F registration without its outer object: certificate, signature and authenticator data in SSH strings. The challenge is not
//! in it, and without it nothing can be verified; which application the key is for is checked, or the registration of a web site would do.

mod claims;
mod parse;
mod verify;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static SSH_SK_ATTEST_V01: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "ssh-sk-attest-v01",
        title: "OpenSSH security key attestation",
        products: "FIDO2 and U2F security keys with OpenSSH 8.4 and later",
        carriers: "the file of -O write-attestation",
        known_by: "the first words of an OpenSSH security key attestation",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::EVIDENCE_SIGNATURE,
            checks::FIDO_NO_ATTESTATION,
            checks::FIDO_USER_PRESENT,
            checks::FIDO_AAGUID,
            checks::FIDO_RP_ID,
            checks::SUBJECT_BINDING,
            checks::NONCE_MATCH,
            checks::KEY_STRENGTH,
        ],
        context: &["client-data-hash"],
        intermediates: true,
        has_nonce: true,
        security_keys: true,
        not_told: &[
            "which kind of hardware keeps the key (FIDO metadata say that of the model)",
            "whether a PIN or touch is asked for at later uses (each signature's flags say that)",
            "which device it is (the certificate is that of a batch)",
        ],
        unconfirmed: "U2F registrations, roots other than Yubico's, branches of Yubico Attestation Root 1",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
