//! Attestation of OpenSSH's security keys (`ssh-keygen -t ed25519-sk -O write-attestation=FILE`).
//!
//! A FIDO2 or U2F registration without its outer object: certificate, signature and authenticator data in SSH strings. The challenge is not
//! in it, and without it nothing can be verified; which application the key is for is checked, or the registration of a web site would do.

mod claims;
mod parse;
mod verify;

use crate::bench::Bench;
use crate::checks;
use crate::claims::Claims;
use crate::input::Input;
use crate::outline::Outline;
use crate::pipeline::Verified;
use crate::scheme::{About, Match, Scheme, Stop};
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;

/// The format.
pub struct SshSkAttest;

static ABOUT: About = About {
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
    has_nonce: true,
    security_keys: true,
    not_told: &[
        "which kind of hardware keeps the key (FIDO metadata say that of the model)",
        "whether a PIN or touch is asked for at later uses (each signature's flags say that)",
        "which device it is (the certificate is that of a batch)",
    ],
    unconfirmed: "U2F registrations, roots other than Yubico's, branches of Yubico Attestation Root 1",
};

impl Scheme for SshSkAttest {
    type Evidence = parse::Evidence;
    type Statement = verify::Statement;

    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn detect(&self, input: &Input) -> Option<Match> {
        parse::detect(input)
    }

    fn parse(&self, input: &Input) -> Result<Self::Evidence, Malformed> {
        parse::parse(input)
    }

    fn inspect(&self, evidence: &Self::Evidence) -> Outline {
        parse::inspect(evidence)
    }

    fn verify(&self, evidence: &Self::Evidence, bench: &mut Bench<'_>) -> Result<Self::Statement, Stop> {
        verify::verify(evidence, bench)
    }

    fn keys<'s>(&self, statement: &'s Self::Statement) -> &'s [PublicKey] {
        std::slice::from_ref(&statement.key)
    }

    fn claims(&self, statement: &Verified<Self::Statement>) -> Claims {
        claims::claims(statement.statement())
    }
}
