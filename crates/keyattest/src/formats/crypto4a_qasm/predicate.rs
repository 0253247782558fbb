//! The claims that are known: their identifiers, and the form of their values.
//!
//! The vendor's published page prints the identifiers one level too deep (`…6.1.1.x`, `…6.1.2.x`); the bytes say `…6.1.x` and `…6.2.x`.
//! Identifiers are compared whole: those of the page, those below a known one, and those of other arcs are unknown claims.

use super::message::{Claim, Value};
use keyattest_wire::Oid;
use keyattest_wire::der;

/// Numbers whose meaning is proved, by the vendor's tool beside the bytes; every other one is a number and no more.
pub(super) const PRIVATE_KEY: i64 = 4;
pub(super) const ECC: i64 = 2;
pub(super) const SIGN: i64 = 261;
pub(super) const DERIVE: i64 = 263;

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predicate {
    ModuleUuid,
    Serial,
    AttestationTime,
    Firmware,
    CertifiedProduction,
    FipsMode,
    AttestationKeysUnique,
    Spki,
    Fingerprint,
    SpkiSha256,
    ObjectClass,
    ObjectType,
    Keystore,
    Confined,
    HardwareGenerated,
    NeverExtracted,
    Managed,
    NotManaged,
    HasCapability,
    LacksCapability,
    RelatedToAuthority,
    ArchivedBy,
}

/// What a claim's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Bytes,
    /// Bytes of this length.
    Exactly(usize),
    Nothing,
    /// A number that is not negative.
    Number,
    Text,
    Time,
    /// Seen in no message: whatever it is.
    Unseen,
}

/// Predicate, its last two arcs, the vendor's name, the form of the value, and whether it is about an object.
type Row = (Predicate, [u64; 2], &'static str, Form, bool);

const ROWS: [Row; 22] = [
    (Predicate::ModuleUuid, [1, 0], "qasm-uuid", Form::Exactly(16), false),
    (Predicate::Serial, [1, 1], "qasm-serial", Form::Text, false),
    (Predicate::AttestationTime, [1, 2], "attestation-time", Form::Time, false),
    (Predicate::Firmware, [1, 3], "qasm-firmware-version", Form::Text, false),
    (Predicate::CertifiedProduction, [1, 4], "qasm-certified-production", Form::Nothing, false),
    (Predicate::FipsMode, [1, 5], "qasm-is-in-fips-mode", Form::Nothing, false),
    (Predicate::AttestationKeysUnique, [2, 0], "attestation-keys-are-unique", Form::Nothing, false),
    (Predicate::Spki, [2, 1], "key-spki", Form::Bytes, true),
    (Predicate::Fingerprint, [2, 2], "key-fingerprint", Form::Bytes, true),
    (Predicate::SpkiSha256, [2, 3], "key-spki-sha256", Form::Exactly(32), true),
    (Predicate::ObjectClass, [2, 4], "object-class", Form::Number, true),
    (Predicate::ObjectType, [2, 5], "object-type", Form::Number, true),
    (Predicate::Keystore, [2, 6], "object-keystore", Form::Number, true),
    (Predicate::Confined, [2, 7], "key-is-confined", Form::Nothing, true),
    (Predicate::HardwareGenerated, [2, 8], "key-is-hardware-generated", Form::Nothing, true),
    (Predicate::NeverExtracted, [2, 9], "key-never-extracted", Form::Nothing, true),
    (Predicate::Managed, [2, 10], "key-is-managed", Form::Unseen, true),
    (Predicate::NotManaged, [2, 11], "key-is-not-managed", Form::Unseen, true),
    (Predicate::HasCapability, [2, 13], "key-has-capability", Form::Number, true),
    (Predicate::LacksCapability, [2, 14], "key-does-not-have-capability", Form::Number, true),
    (Predicate::RelatedToAuthority, [2, 15], "key-is-related-to-authority", Form::Unseen, true),
    (Predicate::ArchivedBy, [2, 16], "key-is-archived-by", Form::Unseen, true),
];

fn row(oid: &Oid) -> Option<&'static Row> {
    const ARC: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 6]);
    let arcs = oid.below(&ARC)?;
    ROWS.iter().find(|(_, last, ..)| last.as_slice() == arcs)
}

/// The vendor's name of a known claim.
pub(super) fn name(oid: &Oid) -> Option<&'static str> {
    row(oid).map(|(_, _, name, ..)| *name)
}

/// A number that is not negative and below 2^63.
pub(super) fn number(content: &[u8]) -> Option<i64> {
    der::small_unsigned(content).ok().and_then(|number| i64::try_from(number).ok())
}

impl Predicate {
    /// The one with the identifier, and whether it is about an object.
    pub(super) fn of(claim: &Claim) -> Option<(Self, bool)> {
        row(&claim.predicate).map(|(predicate, _, _, _, about_object)| (*predicate, *about_object))
    }

    /// Whether several values of it may stand for one object.
    pub(super) fn is_list(self) -> bool {
        matches!(self, Self::HasCapability | Self::LacksCapability)
    }
}

/// Whether the value of a known claim is of its form; an unknown claim's has none.
pub(super) fn is_well_formed(claim: &Claim) -> bool {
    let Some((_, _, _, form, _)) = row(&claim.predicate) else { return true };
    match (form, &claim.value) {
        (Form::Unseen, _) | (Form::Nothing, None) => true,
        (Form::Bytes, Some(Value::Bytes(_))) | (Form::Text, Some(Value::Text(_))) => true,
        (Form::Time, Some(Value::Time(_))) => true,
        (Form::Exactly(length), Some(Value::Bytes(bytes))) => bytes.len() == *length,
        (Form::Number, Some(Value::Number(content))) => number(content).is_some(),
        _ => false,
    }
}
