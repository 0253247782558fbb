//! Certificates whose issuer is neither among them nor an anchor: what a submission most often lacks.

use crate::TrustStore;
use crate::input::Input;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, cms, pem};

/// Certificates that are looked at.
const MOST: usize = 32;

/// One line for each issuer that is missing among the certificates that lie open in the parts. Names are compared, nothing is verified.
pub(crate) fn missing(input: &Input, trust: &TrustStore) -> Vec<String> {
    let certificates = certificates(input);
    let mut missing = Vec::new();
    for certificate in &certificates {
        let issuer = certificate.issuer().as_der();
        let here = certificates.iter().any(|other| other.subject().as_der() == issuer);
        let is_anchor = trust.anchors().iter().any(|anchor| anchor.name.as_ref().is_some_and(|name| **name == *issuer));
        if !here && !is_anchor {
            let line = format!("the certificate of {}, which issued {}", certificate.issuer(), certificate.subject());
            if !missing.contains(&line) {
                missing.push(line);
            }
        }
    }
    missing
}

/// The certificates of the parts, in PEM, DER or CMS of certificates; what is none is passed over.
pub(crate) fn certificates(input: &Input) -> Vec<Certificate> {
    let spans = input.parts().iter().flat_map(|part| spans(part.bytes()));
    spans.take(MOST).filter_map(|bytes| Certificate::from_der(bytes).ok()).collect()
}

fn spans(bytes: &Bytes) -> Vec<Bytes> {
    if !pem::contains(bytes) {
        return cms::certificates_only(bytes).unwrap_or_else(|_| vec![bytes.clone()]);
    }
    let blocks = pem::blocks(bytes).unwrap_or_default();
    blocks
        .into_iter()
        .flat_map(|block| match block.label.as_str() {
            "CERTIFICATE" => vec![block.bytes],
            "PKCS7" | "CMS" => cms::certificates_only(&block.bytes).unwrap_or_default(),
            _ => Vec::new(),
        })
        .collect()
}
