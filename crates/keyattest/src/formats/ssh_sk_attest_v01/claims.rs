//! What a verified attestation tells.

use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::formats::fido::{self, Kind, Maker};
use crate::provenance::{field, place};
use keyattest_wire::hex;

/// The rule that origin and exportability rest on. A credential id may be the wrapped key, which then lies outside: no more than this is said.
const RULE: &str = "FIDO certification: authenticators make their credential keys and do not give them away";

pub(super) fn claims(statement: &Statement) -> Claims {
    let data = &statement.data;
    let flags = place(&data.flags, "authenticator data, flags");
    let is_packed = statement.kind == Kind::Packed;
    let mut claims = Claims::new();

    let key = claims.add_key();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), place(&data.key_bytes, "credential key"));
    key.implied(claims::GENERATED, "in-module", RULE);
    if data.backup_eligible() {
        key.attested(claims::EXTRACTABLE, true, &flags);
    } else {
        key.implied(claims::EXTRACTABLE, false, RULE);
    }
    if is_packed {
        key.attested(claims::BACKUP_ELIGIBLE, data.backup_eligible(), &flags);
    }
    if let (Some(number), Some(extensions)) = (statement.cred_protect, &data.extensions) {
        key.attested(claims::CRED_PROTECT, number, place(&extensions.bytes, "extensions, credProtect"));
    }
    let rp_id = place(&data.rp_id_hash, "SHA-256 of the application");
    key.attested(claims::RP_ID, statement.application.clone(), rp_id);

    module(&mut claims, statement);

    let transaction = &mut claims.transaction;
    let message = place(&data.bytes, "signed with the caller's challenge");
    transaction.attested(claims::NONCE, hex::encode(&statement.challenge), message);
    if is_packed {
        transaction.attested(claims::USER_PRESENT, data.user_present(), &flags);
        transaction.attested(claims::USER_VERIFIED, data.user_verified(), &flags);
    }
    claims
}

fn module(claims: &mut Claims, statement: &Statement) {
    let leaf = &statement.certificate;
    let subject = format!("{}, subject", leaf.bytes().part());
    let module = &mut claims.module;
    match &statement.maker {
        Some(Maker::Named(name)) => module.attested(claims::VENDOR, name.clone(), &subject),
        Some(Maker::Anchored(name)) => module.implied(claims::VENDOR, *name, "the anchor"),
        None => {}
    }
    if statement.kind == Kind::Packed {
        if let Some(model) = fido::model(leaf) {
            module.attested(claims::MODEL, model, &subject);
        }
        let aaguid = place(&statement.data.aaguid_bytes, "authenticator data, AAGUID");
        module.attested(claims::AAGUID, fido::uuid(&statement.data.aaguid), aaguid);
    }
    if let Some(firmware) = fido::firmware(leaf) {
        module.attested(claims::FIRMWARE, firmware, field(leaf, &fido::FIRMWARE));
    }
    if let Some(marker) = fido::fips_marker(leaf) {
        module.attested(claims::FIPS_CERTIFIED, true, field(leaf, &fido::FIPS));
        module.attested(claims::FIPS_MARKER, marker, field(leaf, &fido::FIPS));
    }
}
