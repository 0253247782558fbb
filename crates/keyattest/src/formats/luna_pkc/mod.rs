//! Thales Luna Public Key Confirmation (`cmu getpkc`).
//!
//! The evidence is a chain of certificates and nothing else: the HSM issues a confirmation only for a private key that a Luna module
//! generated and that can not leave the perimeter of Luna HSMs, so who signed the leaf, and as what, is the statement. Two layouts:
//! RSA (leaf, device, hardware origin, manufacturing integrity, root) and ECC (leaf, hardware origin, root).

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
use crate::trust_store::TrustStore;
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;

/// The format.
pub struct LunaPkc;

static ABOUT: About = About {
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
    has_nonce: false,
    security_keys: false,
    not_told: &[
        "freshness (this format carries no nonce)",
        "FIPS mode",
        "whether functionality modules are loaded",
        "who operates the module",
    ],
    unconfirmed: "TC-TrustCenter confirmations, functionality-module HSMs and roots after 2010 are refused",
};

impl Scheme for LunaPkc {
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
        std::slice::from_ref(&statement.key)
    }

    fn claims(&self, statement: &Verified<Self::Statement>) -> Claims {
        claims::claims(statement.statement())
    }
}
