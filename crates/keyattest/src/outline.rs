//! What evidence looks like inside, for people: decoded and untrusted.

use crate::inspect::extensions;
use crate::inspect::named;
use keyattest_wire::Bytes;
use keyattest_wire::hex;
use keyattest_wire::x509::Certificate;
use std::fmt::Display;
use std::ops::Range;

/// One thing with a name, a value or parts of its own, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Outline {
    /// What it is.
    pub label: String,
    /// Its value, in words; empty where it has only parts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// First and last-but-one byte in the buffer of its part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<Range<usize>>,
    /// Its parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Outline>,
}

impl Outline {
    /// A thing without value.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), value: String::new(), range: None, parts: Vec::new() }
    }

    /// A thing with a value.
    pub fn value(label: impl Into<String>, value: impl Display) -> Self {
        Self { value: value.to_string(), ..Self::new(label) }
    }

    /// Bytes, shown in hexadecimal up to 64 of them, with their place.
    pub fn bytes(label: impl Into<String>, bytes: &Bytes) -> Self {
        let shown = bytes.get(..64).unwrap_or(bytes);
        let more = if shown.len() < bytes.len() { format!("… ({} bytes)", bytes.len()) } else { String::new() };
        Self { range: Some(bytes.range()), ..Self::value(label, format!("{}{more}", hex::encode(shown))) }
    }

    /// The same thing with its place.
    #[must_use]
    pub fn at(mut self, bytes: &Bytes) -> Self {
        self.range = Some(bytes.range());
        self
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, part: Self) -> Self {
        self.parts.push(part);
        self
    }

    /// Adds parts.
    #[must_use]
    pub fn with_all(mut self, parts: impl IntoIterator<Item = Self>) -> Self {
        self.parts.extend(parts);
        self
    }

    /// A certificate; `extension` names and decodes what the format knows of a vendor's extensions. Others are named and decoded as far as
    /// they are known to anybody.
    pub fn certificate(
        certificate: &Certificate,
        extension: impl Fn(&keyattest_wire::x509::Extension) -> Option<Self>,
    ) -> Self {
        let (from, until) = (certificate.not_before(), certificate.not_after());
        let algorithm = certificate.algorithm().map(|identifier| named(&identifier.algorithm)).unwrap_or_default();
        let key = keyattest_trust::key::PublicKey::from_spki(certificate.spki().clone());
        let key = key
            .map(|key| format!("{}, sha256 {}", key.key_type(), hex::encode(&key.spki_sha256())))
            .unwrap_or_else(|malformed| malformed.to_string());
        let mut outline = Self::new(certificate.bytes().part())
            .at(certificate.bytes())
            .with(Self::value("subject", certificate.subject()))
            .with(Self::value("issuer", certificate.issuer()))
            .with(Self::value("version", certificate.version()))
            .with(Self::bytes("serial", certificate.serial()))
            .with(Self::value("valid", format!("{from} to {until}")))
            .with(Self::value("key", key).at(certificate.spki()))
            .with(Self::value("signature algorithm", algorithm));
        for known in certificate.extensions() {
            let critical = if known.critical { ", critical" } else { "" };
            let decoded = extension(known).unwrap_or_else(|| extensions::outline(known)).at(&known.value);
            let label = if decoded.label.is_empty() {
                known.oid.to_string()
            } else {
                format!("{} {}", known.oid, decoded.label)
            };
            outline.parts.push(Self { label: format!("extension {label}{critical}"), ..decoded });
        }
        outline
    }
}
