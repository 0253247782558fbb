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
pub struct FortanixAttestation;

static ABOUT: About = About {
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
    has_nonce: false,
    security_keys: false,
    not_told: &[
        "freshness (this format carries no nonce)",
        "serial number (a cluster speaks, not a module)",
        "FIPS mode",
        "accounts and quorum policies",
    ],
    unconfirmed: "elliptic-curve and Ed25519 keys (accepted, the same shape), other protection profiles than FX2200 (no security level), clusters on premises",
};

impl Scheme for FortanixAttestation {
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
