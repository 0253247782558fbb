//! What a verified attestation tells.

use super::document::{Document, EXTERNAL_OBJECT};
use super::verify::Statement;
use crate::claims::{self, ClaimId, ClaimSet, Claims};

/// The word of `storage` for keys that lie outside as encrypted blobs.
pub(super) const EXTERNAL: &str = "external";

/// Flags that are claims as they stand.
const FLAGS: [(&str, ClaimId); 7] = [
    ("never_extractable", claims::NEVER_EXTRACTABLE),
    ("sensitive", claims::SENSITIVE),
    ("always_sensitive", claims::ALWAYS_SENSITIVE),
    ("modifiable", claims::MODIFIABLE),
    ("copyable", claims::COPYABLE),
    ("destroyable", claims::DESTROYABLE),
    ("unique", claims::UNIQUE),
];
const PURPOSES: [&str; 7] = ["encrypt", "decrypt", "sign", "verify", "wrap", "unwrap", "derive"];
/// Clusters synchronise keys, and backups hold them, by design.
const DOMAIN_RULE: &str =
    "Primus: a key that is not extractable is synchronised within its cluster and its backups only";

pub(super) fn claims(statement: &Statement) -> Claims {
    let document = &statement.document;
    let mut claims = Claims::new();
    key_claims(claims.add_key(), document);
    claims.transaction.attested(claims::ATTESTED_AT, document.attested_at.value, &document.attested_at.from);
    if let Some(device) = &statement.device {
        let module = &mut claims.module;
        let subject = format!("{}, subject", device.certificate.bytes().part());
        module.implied(claims::VENDOR, "Securosys", "the anchor");
        module.implied(claims::MODEL, "Primus HSM", "the device certificate's policy");
        module.attested(claims::SERIAL, device.serial.clone(), subject);
        module.implied(claims::SECURITY_LEVEL, "hsm", "the anchor");
    }
    claims
}

fn key_claims(key: &mut ClaimSet, document: &Document) {
    key.attested(claims::KEY_TYPE, document.key.value.key_type(), &document.key.from);
    // Never by the flag never_extractable: imported keys have it too.
    let generated = match document.creation.as_deref() {
        Some("generated") => "in-module",
        Some("imported") => "imported",
        _ => "unknown",
    };
    key.attested(claims::GENERATED, generated, document.attribute_place("creation"));
    exportability(key, document);
    for (name, id) in FLAGS {
        if let Some(flag) = document.flag(name) {
            key.attested(id, flag.value, &flag.from);
        }
    }
    let is_set = |name: &&&str| document.flag(name).is_some_and(|flag| flag.value);
    let purposes: Vec<&str> = PURPOSES.iter().filter(is_set).copied().collect();
    key.attested(claims::PURPOSES, purposes, &document.attributes);
    if let Some(label) = &document.label {
        key.asserted(claims::LABEL, label.value.clone(), &label.from);
    }
    if let Some(uuid) = &document.uuid {
        key.attested(claims::KEY_ID, uuid.value.clone(), &uuid.from);
    }
    key.attested(claims::CREATED_AT, document.created_at.value, &document.created_at.from);
    if let Some(count) = &document.use_count {
        key.attested(claims::USE_COUNT, count.value, &count.from);
    }
    if let Some(approval) = &document.approval {
        key.attested(claims::AUTH, "ska", approval);
    }
}

/// An external object leaves the module as an encrypted blob, whatever `extractable` says.
fn exportability(key: &mut ClaimSet, document: &Document) {
    let external_flag = document.flag(EXTERNAL_OBJECT).filter(|flag| flag.value);
    let external = match document.storage.as_deref() {
        Some(EXTERNAL) => Some(document.attribute_place("storage")),
        _ => external_flag.map(|flag| flag.from.clone()),
    };
    if let Some(from) = external {
        key.attested(claims::EXTRACTABLE, true, &from);
        key.attested(claims::EXPORTABILITY, "wrapped", from);
    } else if document.storage.is_none()
        && let Some(extractable) = document.flag("extractable")
    {
        key.attested(claims::EXTRACTABLE, extractable.value, &extractable.from);
        if !extractable.value {
            key.implied(claims::EXPORTABILITY, "same-domain", DOMAIN_RULE);
        }
    }
}
