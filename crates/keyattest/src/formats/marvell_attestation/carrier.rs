//! Carriers: gzip, zip, JSON of Azure and of Google, PEM certificates and bare attestations, told apart by their bytes, never by a name.

use super::json;
use super::{blob, blob::Blob, names};
use crate::input::Input;
use crate::scheme::Match;
use crate::trust_store::TrustStore;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_wire::archive::{self, Limits};
use keyattest_wire::json::{Json, is_object};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, pem};

/// Largest content of a gzip or of a member of a zip, and largest JSON, in bytes.
const MAXIMUM: usize = 1024 * 1024;
const LIMITS: Limits = Limits { members: 32, member_bytes: MAXIMUM };
/// The halves of a pair of firmware 2.
const MAXIMUM_BLOBS: usize = 2;
/// Most certificates, copies counted. Genuine sets have four, and copies of two roots.
const MAXIMUM_CERTIFICATES: usize = 64;

/// What was submitted. Nothing of it is verified.
pub struct Evidence {
    /// One of firmware 3, or one or two of firmware 2.
    pub(super) blobs: Vec<Blob>,
    /// Each once, in the order of the parts.
    pub(super) certificates: Vec<Certificate>,
    /// Members of a bundle that are nothing of an attestation.
    pub(super) further_members: Vec<String>,
    /// The key that Azure shows beside the attestation.
    pub(super) beside: Option<Json>,
}

/// Bytes of a submission by what they are.
#[derive(Default)]
pub(super) struct Found {
    pub(super) blobs: Vec<Bytes>,
    pub(super) certificates: Vec<Bytes>,
    further_members: Vec<String>,
    pub(super) beside: Option<Json>,
}

/// What bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    Blob,
    Gzip,
    Json,
    Pem,
    Zip,
}

fn content(bytes: &[u8]) -> Option<Content> {
    if archive::is_gzip(bytes) {
        Some(Content::Gzip)
    } else if archive::is_zip(bytes) {
        Some(Content::Zip)
    } else if blob::layout(bytes).is_some() {
        Some(Content::Blob)
    } else if bytes.len() <= MAXIMUM && is_object(bytes) {
        Some(Content::Json)
    } else if pem::contains(bytes) {
        Some(Content::Pem)
    } else {
        None
    }
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let holds = |text: &[u8]| {
        let within = |bytes: &Bytes| bytes.windows(text.len()).any(|window| window == text);
        input.parts().iter().any(|part| part.bytes().len() <= MAXIMUM && within(part.bytes()))
    };
    match gather(input) {
        Ok(found) if found.blobs.iter().any(|bytes| blob::parse(bytes).is_ok()) => Some(Match::Certain),
        Ok(found) if found.blobs.iter().any(|bytes| blob::resembles(bytes)) => {
            Some(Match::Possible("begins like an attestation of LiquidSecurity firmware"))
        }
        Ok(found) if found.certificates.iter().any(is_of_module) => {
            Some(Match::Possible("certificates of a LiquidSecurity card, without an attestation"))
        }
        Ok(_) => None,
        Err(_) if holds(b"\"MRVL-1\"") || holds(b"\"privateKeyAttestation\"") => {
            Some(Match::Possible("members of Azure's key attestation"))
        }
        Err(_) if holds(b"\"CAVIUM_V") => Some(Match::Possible("members of Google's key attestation")),
        Err(_) if holds(b"\"kid\"") && holds(b"\"kty\"") => Some(Match::Possible("a key as Azure shows it")),
        Err(_) if holds(b"\"protectionLevel\"") => Some(Match::Possible("a key version as Google shows it")),
        Err(_) => None,
    }
}

/// Whether the certificate is a card's or a partition's by the form of its name.
fn is_of_module(bytes: &Bytes) -> bool {
    let is_named = |one: Certificate| names::card(one.subject()).is_some() || names::partition(one.subject()).is_some();
    Certificate::from_der(bytes.clone()).is_ok_and(is_named)
}

/// The half of a submission that is not there.
pub(super) fn missing(input: &Input, trust: &TrustStore) -> Vec<String> {
    let Ok(found) = gather(input) else { return Vec::new() };
    if found.blobs.is_empty() {
        return vec!["the attestation of the key".to_owned()];
    }
    let certificates: Vec<Certificate> =
        found.certificates.into_iter().filter_map(|bytes| Certificate::from_der(bytes).ok()).collect();
    if certificates.is_empty() {
        return vec!["the certificates of card and partition (the other half of what the tool gives)".to_owned()];
    }
    let is_maker = |anchor: &&Anchor| anchor.kind == Kind::Manufacturer;
    let makers: Vec<&Bytes> =
        trust.anchors().iter().filter(is_maker).filter_map(|anchor| anchor.name.as_ref()).collect();
    let is_made = |one: &Certificate| makers.iter().any(|name| name.as_slice() == one.issuer().as_der());
    let cards: Vec<&Certificate> =
        certificates.iter().filter(|one| names::card(one.subject()).is_some() && is_made(one)).collect();
    let is_below = |one: &Certificate| cards.iter().any(|card| card.subject().as_der() == one.issuer().as_der());
    let has_partition = certificates.iter().any(|one| names::partition(one.subject()).is_some() && is_below(one));
    match (cards.is_empty(), has_partition) {
        (true, _) => vec!["the manufacturer's certificate of the card".to_owned()],
        (false, false) => vec!["the card's certificate of the partition".to_owned()],
        (false, true) => Vec::new(),
    }
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let found = gather(input)?;
    let blobs = found.blobs.iter().map(blob::parse).collect::<Result<Vec<_>, _>>()?;
    let of_firmware_2 = blobs.iter().filter(|blob| blob.layout == blob::Layout::Firmware2).count();
    match (blobs.len(), of_firmware_2) {
        (0, _) => return Err(Malformed::new("no attestation of a key")),
        (1, _) | (2, 2) => {}
        _ => return Err(Malformed::new("more than one attestation")),
    }
    let mut certificates: Vec<Certificate> = Vec::new();
    for bytes in found.certificates {
        if !certificates.iter().any(|known| *known.bytes() == bytes) {
            certificates.push(Certificate::from_der(bytes)?);
        }
    }
    Ok(Evidence { blobs, certificates, further_members: found.further_members, beside: found.beside })
}

fn gather(input: &Input) -> Result<Found, Malformed> {
    let mut found = Found::default();
    let mut zips = 0usize;
    for part in input.parts() {
        let bytes = part.bytes();
        if content(bytes) == Some(Content::Zip) {
            zips = zips.saturating_add(1);
            if zips > 1 {
                return Err(Malformed::new("more than one zip").within(bytes.part()));
            }
            for member in archive::zip(bytes, LIMITS)? {
                let content = member.bytes()?;
                if !found.take(&content)? {
                    found.further_members.push(content.part().to_owned());
                }
            }
        } else if !found.take(bytes)? {
            let what = Malformed::new("unsupported-layout: neither attestation, certificates, JSON, gzip nor zip");
            return Err(what.within(bytes.part()));
        }
    }
    Ok(found)
}

impl Found {
    /// Takes the bytes if they are something of an attestation.
    fn take(&mut self, bytes: &Bytes) -> Result<bool, Malformed> {
        match content(bytes) {
            None => return Ok(false),
            Some(Content::Zip) => return Err(Malformed::new("zip in a zip").within(bytes.part())),
            Some(Content::Blob) => self.blob(bytes.clone())?,
            Some(Content::Gzip) => self.blob(archive::gunzip(bytes, MAXIMUM)?)?,
            Some(Content::Json) => json::read(bytes, self)?,
            Some(Content::Pem) => return self.certificates(bytes),
        }
        Ok(true)
    }

    /// Takes what must be an attestation; what is larger than any, or one too many, is not kept.
    pub(super) fn blob(&mut self, bytes: Bytes) -> Result<(), Malformed> {
        if bytes.len() > blob::MAXIMUM {
            return Err(Malformed::new("attestation of more than 64 KiB").within(bytes.part()));
        }
        if self.blobs.len() == MAXIMUM_BLOBS {
            return Err(Malformed::new("more than one attestation").within(bytes.part()));
        }
        self.blobs.push(bytes);
        Ok(())
    }

    /// Takes the certificates of a PEM text, if it holds any.
    pub(super) fn certificates(&mut self, text: &Bytes) -> Result<bool, Malformed> {
        let blocks = pem::blocks(text)?;
        let (certificates, others): (Vec<_>, Vec<_>) =
            blocks.into_iter().partition(|block| block.label == "CERTIFICATE");
        if certificates.is_empty() {
            return Ok(false);
        }
        if !others.is_empty() {
            return Err(Malformed::new("PEM blocks other than certificates among them").within(text.part()));
        }
        self.certificates.extend(certificates.into_iter().map(|block| block.bytes));
        if self.certificates.len() > MAXIMUM_CERTIFICATES {
            return Err(Malformed::new("more than 64 certificates").within(text.part()));
        }
        Ok(true)
    }
}
