//! What a verified message tells.

use super::message::{Claim, Value};
use super::predicate::{self, Predicate};
use super::statement::Statement;
use crate::claims::{self, ClaimId, ClaimSet, Claims};
use crate::provenance::{field, place};
use keyattest_wire::oids;

pub(super) fn claims(statement: &Statement) -> Claims {
    let mut claims = Claims::new();
    key(statement, claims.add_key());
    module(statement, &mut claims.module);
    if let Some((claim, Value::Time(time))) = said(statement, Predicate::AttestationTime) {
        claims.transaction.attested(claims::ATTESTED_AT, *time, from(claim));
    }
    claims
}

fn key(statement: &Statement, key: &mut ClaimSet) {
    let named = statement.find(Predicate::Spki).or_else(|| statement.find(Predicate::SpkiSha256));
    let named = named.map(from).unwrap_or_default();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), &named);
    key.attested(claims::KEY_ID, statement.object.to_string(), named);

    match statement.find(Predicate::HardwareGenerated) {
        Some(claim) => key.attested(claims::GENERATED, "in-module", from(claim)),
        // What is not said was not asked, or is not true: imported it need not be.
        None => key.attested(claims::GENERATED, "unknown", "key-is-hardware-generated is not among the signed claims"),
    }
    match (statement.find(Predicate::Confined), statement.find(Predicate::ArchivedBy)) {
        // An archive is a copy outside, under a key that the owner may choose, whatever else is said.
        (_, Some(archived)) => key.attested(claims::EXPORTABILITY, "wrapped", from(archived)),
        (Some(confined), None) => {
            key.attested(claims::EXTRACTABLE, false, from(confined));
            key.attested(claims::EXPORTABILITY, "none", from(confined));
        }
        (None, None) => {}
    }
    flag(statement, Predicate::NeverExtracted, claims::NEVER_EXTRACTABLE, key);
    if let Some(claim) = statement.find(Predicate::Keystore)
        && let Some(number) = Statement::number(claim)
    {
        key.attested(claims::KEY_STORE, number, from(claim));
    }

    let mut purposes: Vec<String> = Vec::new();
    for claim in statement.all(Predicate::HasCapability) {
        let word = match Statement::number(claim) {
            Some(predicate::SIGN) => "sign".to_owned(),
            Some(predicate::DERIVE) => "derive".to_owned(),
            Some(number) => format!("unknown({number})"),
            None => continue,
        };
        if !purposes.contains(&word) {
            purposes.push(word);
        }
    }
    if let Some(claim) = statement.find(Predicate::HasCapability) {
        key.attested(claims::PURPOSES, purposes, from(claim));
    }
}

fn module(statement: &Statement, module: &mut ClaimSet) {
    if let Some(signer) = statement.signers.first() {
        let rule = format!("Crypto4A attestation authority: {}", field(signer, &oids::EXTENDED_KEY_USAGE));
        module.implied(claims::VENDOR, "Crypto4A", &rule);
        module.implied(claims::MODEL, "QASM", &rule);
        module.implied(claims::SECURITY_LEVEL, "hsm", &rule);
    }
    if let Some((claim, Value::Bytes(uuid))) = said(statement, Predicate::ModuleUuid)
        && let Ok(uuid) = super::message::Uuid::read(uuid)
    {
        module.attested(claims::DEVICE_ID, uuid.to_string(), from(claim));
    }
    for (predicate, id) in [(Predicate::Serial, claims::SERIAL), (Predicate::Firmware, claims::FIRMWARE)] {
        if let Some((claim, Value::Text(text))) = said(statement, predicate) {
            module.attested(id, text.clone(), from(claim));
        }
    }
    flag(statement, Predicate::CertifiedProduction, claims::CERTIFIED_PRODUCTION, module);
    flag(statement, Predicate::AttestationKeysUnique, claims::ATTESTATION_KEYS_UNIQUE, module);
    flag(statement, Predicate::FipsMode, claims::FIPS_MODE, module);
}

/// A claim that is there only where it is true.
fn flag(statement: &Statement, predicate: Predicate, id: ClaimId, set: &mut ClaimSet) {
    if let Some(claim) = statement.find(predicate) {
        set.attested(id, true, from(claim));
    }
}

fn said(statement: &Statement, predicate: Predicate) -> Option<(&Claim, &Value)> {
    let claim = statement.find(predicate)?;
    claim.value.as_ref().map(|value| (claim, value))
}

fn from(claim: &Claim) -> String {
    let name = predicate::name(&claim.predicate).unwrap_or_default();
    place(&claim.whole, &format!("{} {name}", claim.predicate))
}
