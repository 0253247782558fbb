//! Extensions of certificates by name: the standard's decoded, vendors' named.

use super::names::{name, named};
use super::tree;
use crate::outline::Outline;
use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Extension, KeyUsage};
use keyattest_wire::{Bytes, Malformed, Oid, Result, oids};

/// The bits of keyUsage with their names.
const USAGES: [(KeyUsage, &str); 7] = [
    (KeyUsage::DIGITAL_SIGNATURE, "digitalSignature"),
    (KeyUsage::NON_REPUDIATION, "nonRepudiation"),
    (KeyUsage::KEY_ENCIPHERMENT, "keyEncipherment"),
    (KeyUsage::DATA_ENCIPHERMENT, "dataEncipherment"),
    (KeyUsage::KEY_AGREEMENT, "keyAgreement"),
    (KeyUsage::KEY_CERT_SIGN, "keyCertSign"),
    (KeyUsage::CRL_SIGN, "cRLSign"),
];

/// An extension by its name: decoded where the standard says how, else its ASN.1, else its bytes.
pub(crate) fn outline(extension: &Extension) -> Outline {
    let label = name(&extension.oid).unwrap_or_default();
    let value = &extension.value;
    match standard(&extension.oid, value) {
        Ok(Some(text)) => Outline::value(label, text),
        Ok(None) => match tree::whole(value) {
            Some(tree) => Outline { label: label.to_owned(), ..tree },
            None => Outline::bytes(label, value),
        },
        Err(malformed) => Outline::value(label, format!("can not be read: {malformed}")),
    }
}

/// The value in words; none for an extension that is not known here.
fn standard(oid: &Oid, value: &Bytes) -> Result<Option<String>> {
    Ok(Some(match *oid {
        oids::BASIC_CONSTRAINTS => {
            let mut inner = der::only(value, Tag::SEQUENCE)?.reader();
            let ca = inner.optional(Tag::BOOLEAN)?.is_some_and(|element| element.content != [0]);
            let length =
                inner.optional(Tag::INTEGER)?.map(|element| der::small_unsigned(element.content)).transpose()?;
            match (ca, length) {
                (false, _) => "no CA".to_owned(),
                (true, None) => "CA".to_owned(),
                (true, Some(length)) => format!("CA, path length {length}"),
            }
        }
        oids::KEY_USAGE => {
            let bits = KeyUsage::read(value)?;
            let names: Vec<&str> =
                USAGES.iter().filter(|(bit, _)| bits.includes(*bit)).map(|(_, name)| *name).collect();
            names.join(", ")
        }
        oids::EXTENDED_KEY_USAGE => {
            let mut list = der::only(value, Tag::SEQUENCE)?.reader();
            let mut purposes = Vec::new();
            while !list.is_empty() {
                purposes.push(named(&list.oid()?));
            }
            purposes.join(", ")
        }
        oids::CERTIFICATE_POLICIES => {
            let mut list = der::only(value, Tag::SEQUENCE)?.reader();
            let mut policies = Vec::new();
            while !list.is_empty() {
                policies.push(named(&list.sequence()?.oid()?));
            }
            policies.join(", ")
        }
        oids::SUBJECT_KEY_IDENTIFIER => keyattest_wire::hex::encode(der::only(value, Tag::OCTET_STRING)?.content),
        oids::AUTHORITY_KEY_IDENTIFIER => {
            let mut inner = der::only(value, Tag::SEQUENCE)?.reader();
            let key = inner.optional(Tag::context_primitive(0))?;
            key.map(|key| keyattest_wire::hex::encode(key.content))
                .ok_or_else(|| Malformed::new("no key identifier in it"))?
        }
        _ => return Ok(None),
    }))
}
