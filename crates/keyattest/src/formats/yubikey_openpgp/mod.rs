//! Yubico OpenPGP attestation: a statement about the signing, decryption or authentication key of the card's OpenPGP application.
//!
//! What the admin PIN's holder wrote to the card (cardholder, fingerprint, date) is signed along and only repeated: asserted, never more.

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
use keyattest_trust::key::PublicKey;
use keyattest_wire::Malformed;

/// The format.
pub struct YubikeyOpenpgp;

static ABOUT: About = About {
    id: "yubikey-openpgp",
    title: "Yubico OpenPGP attestation",
    products: "YubiKey 5 from firmware 5.2",
    carriers: "the statement and the card's attestation certificate as PEM or DER, together or apart, with or without the authorities above",
    known_by: "a certificate with the name of a YubiKey OpenPGP attestation and its extension for the source of the key",
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
        "when the key was made (the card's date is its owner's word)",
        "who the cardholder is",
        "the PIN policy",
        "whether the touch policy was changed since, unless it is fixed",
    ],
    unconfirmed: "card certificates of the newer hierarchy, FIPS and CSPN marks, imported keys (documented, never issued)",
};

impl Scheme for YubikeyOpenpgp {
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
