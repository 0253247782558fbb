//! Yubico PIV attestation: a certificate that the card makes for the key in a slot and signs with the key of slot F9.
//!
//! The leaf below F9, and F9 below Yubico's roots in one of two shapes. Slot keys sign what their owner likes, and Yubico's roots head other
//! products too: shape and names, compared whole, are what keeps these out.

mod claims;
mod leaf;
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
pub struct YubikeyPiv;

static ABOUT: About = About {
    id: "yubikey-piv",
    title: "Yubico PIV attestation",
    products: "YubiKey 4 from firmware 4.3, YubiKey 5, their FIPS, CSPN and Bio series",
    carriers: "leaf and F9 certificate as PEM or DER, together or apart; a request or self-signed certificate that carries them (yubico-piv-tool, Purebred)",
    known_by: "a certificate with the name of a YubiKey PIV attestation and its extension for the firmware",
    checks: &[
        checks::CHAIN_ANCHOR,
        checks::CHAIN_SIGNATURE,
        checks::CHAIN_POSITION,
        checks::CHAIN_CONSTRAINTS,
        checks::CHAIN_VALIDITY,
        checks::YUBICO_VALIDITY,
        checks::YUBICO_FIRMWARE,
        checks::SUBJECT_BINDING,
        checks::SUBJECT_POSSESSION,
        checks::NONCE_MATCH,
        checks::KEY_STRENGTH,
    ],
    has_nonce: false,
    security_keys: false,
    not_told: &[
        "freshness (this format carries no nonce)",
        "when the key was made",
        "FIPS mode",
        "whether PIN, PUK and management key were changed",
        "whether the key is still in its slot",
    ],
    unconfirmed: "CSPN devices, X25519, F9 keys on elliptic curves, the branches A 1 and B2 1 (accepted by Yubico's documents)",
};

impl Scheme for YubikeyPiv {
    type Evidence = parse::Evidence;
    type Statement = verify::Statement;

    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn detect(&self, input: &Input) -> Option<Match> {
        parse::detect(input)
    }

    fn missing(&self, input: &Input, trust: &TrustStore) -> Vec<String> {
        parse::missing(input, trust)
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
