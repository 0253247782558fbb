//! Parts of no known format: what they are, and what stands in them.

use super::names::named;
use super::tree;
use crate::input::Input;
use crate::outline::Outline;
use keyattest_trust::key::PublicKey;
use keyattest_wire::csr::CertificationRequest;
use keyattest_wire::spki::SubjectPublicKeyInfo;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, cms, hex, pem};

/// Bytes of a part that are shown where nothing better is known.
const SHOWN: usize = 256;

/// Each part, decoded as what it is.
pub(super) fn parts(input: &Input) -> Vec<Outline> {
    input
        .parts()
        .iter()
        .map(|part| {
            let kind = kind(part.bytes());
            Outline::value(part.name(), kind).at(part.bytes()).with_all(decoded(part.bytes()))
        })
        .collect()
}

/// What a part is, in a few words.
pub(super) fn kind(bytes: &Bytes) -> String {
    let size = format!("{} bytes", bytes.len());
    if pem::contains(bytes) {
        return match pem::blocks(bytes) {
            Ok(blocks) => {
                let labels: Vec<String> = blocks.into_iter().map(|block| block.label).collect();
                format!("PEM: {} ({size})", counted(&labels))
            }
            Err(malformed) => format!("PEM that can not be read ({size}): {malformed}"),
        };
    }
    let words = match bytes.as_slice() {
        [] => "empty",
        [0x30, ..] => der_kind(bytes),
        [b'P', b'K', 3, 4, ..] => "zip archive",
        [0x1f, 0x8b, ..] => "gzip archive",
        [b'S', b'S', b'H', b'S', b'I', b'G', ..] => "SSH signature",
        [0xff, b'T', b'C', b'G', ..] => "TPM attestation (TPMS_ATTEST)",
        [b'K', b'A', b'S' | b'D', b'T' | b'S', ..] => "Windows key attestation statement",
        _ => text_kind(bytes),
    };
    format!("{words} ({size})")
}

fn der_kind(bytes: &Bytes) -> &'static str {
    if Certificate::from_der(bytes.clone()).is_ok() {
        "certificate (DER)"
    } else if CertificationRequest::from_der(bytes.clone()).is_ok() {
        "certification request (DER)"
    } else if SubjectPublicKeyInfo::from_der(bytes).is_ok() {
        "public key (DER)"
    } else if cms::certificates_only(bytes).is_ok() {
        "CMS of certificates (DER)"
    } else {
        "ASN.1"
    }
}

fn text_kind(bytes: &[u8]) -> &'static str {
    let Ok(text) = std::str::from_utf8(bytes) else { return "binary" };
    match text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().next() {
        Some('<') => "XML text",
        Some('{' | '[') => "JSON text",
        _ if text.starts_with("ssh-") || text.starts_with("ecdsa-") || text.starts_with("sk-") => {
            "OpenSSH public key line"
        }
        _ => "text",
    }
}

/// `3 CERTIFICATE, 1 PUBLIC KEY`, in the order in which they come.
fn counted(labels: &[String]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for label in labels {
        match counts.iter_mut().find(|(known, _)| known == label) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push((label, 1)),
        }
    }
    let texts: Vec<String> = counts.iter().map(|(label, count)| format!("{count} {label}")).collect();
    texts.join(", ")
}

fn decoded(bytes: &Bytes) -> Vec<Outline> {
    if pem::contains(bytes) {
        let Ok(blocks) = pem::blocks(bytes) else { return vec![Outline::bytes("bytes", bytes)] };
        return blocks
            .iter()
            .enumerate()
            .map(|(index, block)| {
                let label = format!("block {index}, {}", block.label);
                Outline { label, ..Outline::new("").with_all(der(&block.bytes)) }
            })
            .collect();
    }
    if bytes.first() == Some(&0x30) {
        return der(bytes);
    }
    let shown = bytes.get(..SHOWN).unwrap_or(bytes);
    let more = if shown.len() < bytes.len() { "…" } else { "" };
    let value = match std::str::from_utf8(bytes) {
        Ok(text) => {
            // One line of it: where the lines of text end says nothing.
            let words: Vec<&str> = text.split_whitespace().collect();
            format!("{}{more}", words.join(" ").chars().take(SHOWN).collect::<String>())
        }
        Err(_) => format!("{}{more}", hex::encode(shown)),
    };
    if value.is_empty() { Vec::new() } else { vec![Outline::value("begins with", value)] }
}

fn der(bytes: &Bytes) -> Vec<Outline> {
    if let Ok(certificate) = Certificate::from_der(bytes.renamed("certificate")) {
        return vec![Outline::certificate(&certificate, |_| None)];
    }
    if let Ok(request) = CertificationRequest::from_der(bytes.renamed("certification request")) {
        return vec![csr(&request)];
    }
    if SubjectPublicKeyInfo::from_der(bytes).is_ok() {
        return vec![key("public key", bytes)];
    }
    tree::elements(bytes)
}

fn csr(request: &CertificationRequest) -> Outline {
    let algorithm = request.algorithm().map(|identifier| named(&identifier.algorithm)).unwrap_or_default();
    let attributes = request.attributes().iter().map(|attribute| {
        let values = attribute.values.iter().flat_map(tree::elements);
        Outline::new(format!("attribute {}", named(&attribute.oid))).with_all(values)
    });
    Outline::new("certification request")
        .at(request.bytes())
        .with(Outline::value("subject", request.subject()))
        .with(key("key", request.spki()))
        .with(Outline::value("signature algorithm", algorithm))
        .with_all(attributes)
}

/// A key with its type and the hash by which results name it.
fn key(label: &str, spki: &Bytes) -> Outline {
    match PublicKey::from_spki(spki.clone()) {
        Ok(key) => {
            let text = format!("{}, sha256 {}", key.key_type(), hex::encode(&key.spki_sha256()));
            Outline::value(label, text).at(spki)
        }
        Err(malformed) => Outline::value(label, format!("can not be read: {malformed}")).at(spki),
    }
}
