//! The statement's certificate: its exact form, and what it says.

use keyattest_wire::der::Tag;
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Oid, oids};

/// Attribute of the subject: the key's id.
pub(super) const KEY_ID: Oid = fortanix!(1, 2, 2);
/// The key was generated in DSM.
pub(super) const GENERATED: Oid = fortanix!(2, 4, 1, 1);
/// The key was never exported and can not be.
pub(super) const NEVER_EXPORTABLE: Oid = fortanix!(2, 4, 1, 2);

const NAME: &str = "Fortanix DSM Key Attestation";
/// Both claims are an empty SEQUENCE.
const STATED: [u8; 2] = [0x30, 0x00];
const ALLOWED_USAGE: KeyUsage = KeyUsage::DIGITAL_SIGNATURE
    .and(KeyUsage::KEY_ENCIPHERMENT)
    .and(KeyUsage::DATA_ENCIPHERMENT)
    .and(KeyUsage::KEY_AGREEMENT);

/// What a statement says.
pub(super) struct Said {
    /// UUID of the key.
    pub(super) key_id: String,
    pub(super) usage: KeyUsage,
    pub(super) generated: bool,
    pub(super) never_exportable: bool,
}

/// Reads a statement whose signature holds.
///
/// # Errors
/// Why it is not of the form in which a cluster states keys.
pub(super) fn read(statement: &Certificate) -> Result<Said, String> {
    let key_id = key_id(statement).ok_or("the subject is not the name of a statement and a key id")?;
    let usage = statement.key_usage().map_err(|malformed| malformed.to_string())?.ok_or("no keyUsage")?;
    let is_critical = statement.extension(&oids::KEY_USAGE).is_some_and(|extension| extension.critical);
    if !is_critical || usage == KeyUsage::NONE || !ALLOWED_USAGE.includes(usage) {
        return Err("keyUsage is not critical, empty, or beyond what keys are for".to_owned());
    }
    let strange = [oids::BASIC_CONSTRAINTS, oids::EXTENDED_KEY_USAGE, oids::SUBJECT_KEY_IDENTIFIER];
    for extension in statement.extensions() {
        if strange.contains(&extension.oid) {
            return Err(format!(
                "extension {} is in no statement: another certificate of the authority",
                extension.oid
            ));
        }
        if extension.critical && extension.oid != oids::KEY_USAGE {
            return Err(format!("critical extension {}", extension.oid));
        }
    }
    let stated = |oid: &Oid| match statement.extension(oid) {
        None => Ok(false),
        Some(extension) if *extension.value == STATED => Ok(true),
        Some(_) => Err(format!("extension {oid} is no empty SEQUENCE")),
    };
    Ok(Said { key_id, usage, generated: stated(&GENERATED)?, never_exportable: stated(&NEVER_EXPORTABLE)? })
}

/// Extensions that are not known, and not critical.
pub(super) fn unknown(statement: &Certificate) -> Vec<Oid> {
    let known = [oids::KEY_USAGE, oids::AUTHORITY_KEY_IDENTIFIER, GENERATED, NEVER_EXPORTABLE];
    statement.extensions().iter().map(|extension| extension.oid).filter(|oid| !known.contains(oid)).collect()
}

/// Exactly two RDNs of one UTF8String each: the common name of statements, and the key's id.
fn key_id(statement: &Certificate) -> Option<String> {
    let attributes = statement.subject().attributes().ok()?;
    let [name, id] = attributes.as_slice() else { return None };
    let utf8 = name.tag == Tag::UTF8_STRING && id.tag == Tag::UTF8_STRING;
    let apart = name.rdn != id.rdn;
    let is_name = name.oid == oids::COMMON_NAME && name.text() == Some(NAME);
    let id = id.text().filter(|text| id.oid == KEY_ID && is_uuid(text))?;
    (utf8 && apart && is_name).then(|| id.to_owned())
}

/// Lower-case text of a UUID.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_is_lower_case_and_whole() {
        assert!(is_uuid("7e57c0de-0000-4000-8000-0123456789ab"));
        for text in [
            "7E57c0de-0000-4000-8000-0123456789ab",
            "7e57c0de-0000-4000-8000-0123456789ab\n",
            "7e57c0de000040008000-0123456789ab----",
        ] {
            assert!(!is_uuid(text), "{text:?}");
        }
    }
}
