//! Certificates inside of a part, for rules about a certificate of which some fields count for nothing.

use keyattest::x509::Certificate;
use keyattest::{Bytes, pem};
use serde::Deserialize;
use std::ops::Range;

/// A field of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The extension extendedKeyUsage.
    ExtendedKeyUsage,
    /// The issuer's name.
    Issuer,
    /// The subject's name.
    Subject,
    /// The subject's public key.
    SubjectPublicKeyInfo,
}

/// Whether every byte that differs lies in a self-issued certificate, outside of the fields that are judged. Both are read as PEM where they
/// are; certificates are searched everywhere in what is not.
pub fn differ_in_unjudged_root(original: &[u8], mutant: &[u8], judged: &[Field]) -> bool {
    let (ours, theirs) = (images(original), images(mutant));
    let mut differs = false;
    for (one, other) in ours.iter().zip(&theirs) {
        if one == other {
            continue;
        }
        differs = true;
        if one.len() != other.len() {
            return false;
        }
        let free = free(one, judged);
        let changed = (0..one.len()).filter(|index| one[*index] != other[*index]);
        for index in changed {
            if !free.iter().any(|range| range.contains(&index)) {
                return false;
            }
        }
    }
    differs && ours.len() == theirs.len()
}

/// The decoded blocks of a PEM text, the names and values of a JSON text with what is base64 decoded, or the bytes themselves.
pub fn images(bytes: &[u8]) -> Vec<Vec<u8>> {
    let part = Bytes::new("part", bytes);
    if let Ok(value) = serde_json::from_slice(bytes) {
        let mut leaves = Vec::new();
        json_leaves(&value, &mut leaves);
        return leaves;
    }
    match pem::blocks(&part) {
        Ok(blocks) if !blocks.is_empty() => blocks.into_iter().map(|block| block.bytes.to_vec()).collect(),
        _ => vec![bytes.to_vec()],
    }
}

fn json_leaves(value: &serde_json::Value, leaves: &mut Vec<Vec<u8>>) {
    match value {
        serde_json::Value::Object(members) => members.iter().for_each(|(name, value)| {
            leaves.push(name.clone().into_bytes());
            json_leaves(value, leaves);
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| json_leaves(item, leaves)),
        serde_json::Value::String(text) => {
            // The block's own reader of base64 is strict: what it takes has one reading.
            let block = format!("-----BEGIN TEXT-----\n{text}\n-----END TEXT-----\n");
            let decoded = pem::blocks(&Bytes::new("text", block.into_bytes())).ok();
            let decoded = decoded.and_then(|blocks| blocks.into_iter().next()).map(|block| block.bytes.to_vec());
            leaves.push(decoded.unwrap_or_else(|| text.clone().into_bytes()));
        }
        other => leaves.push(other.to_string().into_bytes()),
    }
}

/// The subject of a self-issued certificate in one PEM block.
pub fn root_subject(block: &[u8]) -> Option<Vec<u8>> {
    let blocks = pem::blocks(&Bytes::new("block", block)).ok()?;
    let certificate = Certificate::from_der(blocks.into_iter().next()?.bytes).ok()?;
    certificate.is_self_issued().then(|| certificate.subject().as_der().to_vec())
}

/// The ranges in which nothing is judged.
fn free(image: &[u8], judged: &[Field]) -> Vec<Range<usize>> {
    let mut free = Vec::new();
    let mut start = 0;
    while start + 4 <= image.len() {
        let length = match image[start..start + 4] {
            [0x30, 0x82, high, low] => usize::from(u16::from_be_bytes([high, low])) + 4,
            _ => 0,
        };
        let whole = image.get(start..start + length).filter(|whole| !whole.is_empty());
        let certificate = whole.and_then(|whole| Certificate::from_der(Bytes::new("certificate", whole)).ok());
        match certificate {
            Some(certificate) => {
                if certificate.is_self_issued() {
                    let mut kept: Vec<Range<usize>> =
                        judged.iter().filter_map(|field| range(&certificate, *field)).collect();
                    kept.sort_by_key(|range| range.start);
                    let mut at = 0;
                    for range in kept {
                        free.push(start + at..start + range.start);
                        at = range.end;
                    }
                    free.push(start + at..start + length);
                }
                start += length;
            }
            None => start += 1,
        }
    }
    free
}

fn range(certificate: &Certificate, field: Field) -> Option<Range<usize>> {
    let within = |bytes: &[u8]| Some(certificate.bytes().span(bytes).range());
    match field {
        Field::Subject => within(certificate.subject().as_der()),
        Field::Issuer => within(certificate.issuer().as_der()),
        Field::SubjectPublicKeyInfo => Some(certificate.spki().range()),
        Field::ExtendedKeyUsage => {
            let usage = certificate.extensions().iter().find(|extension| extension.oid.to_string() == "2.5.29.37");
            usage.map(|extension| extension.value.range())
        }
    }
}
