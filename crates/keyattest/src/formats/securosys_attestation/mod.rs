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

use crate::bench::Bench;
use crate::checks;
use crate::claims::Claims;
use crate::input::Input;
use crate::outline::Outline;
use crate::pipeline::Verified;
use crate::scheme::{About, Match, Scheme, Stop};
use crate::trust_store::TrustStore;
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;

/// The format.
pub struct SecurosysAttestation;

static ABOUT: About = About {
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
    has_nonce: false,
    security_keys: false,
    not_told: &[
        "freshness (this format carries no nonce)",
        "firmware",
        "FIPS and Common Criteria mode",
        "which backups and members of a cluster hold the key",
    ],
    unconfirmed: "RSASSA-PSS and ECDSA signatures, an EC root; secret keys and firmware before the root of 2024 are refused",
};

impl Scheme for SecurosysAttestation {
    type Evidence = parse::Evidence;
    type Statement = verify::Statement;

    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn detect(&self, input: &Input) -> Option<Match> {
        parse::detect(input)
    }

    fn missing(&self, input: &Input, _trust: &TrustStore) -> Vec<String> {
        parse::missing(input)
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
        std::slice::from_ref(&statement.document.key.value)
    }

    fn claims(&self, statement: &Verified<Self::Statement>) -> Claims {
        claims::claims(statement.statement())
    }
}
