//! Parts of a submission, told by their content: certificates, and carriers that have a key and a signature of their own.

use super::leaf::{self, CSPN, FIPS, FIRMWARE, FORM_FACTOR, POLICY, SERIAL, piv};
use crate::formats::yubico::{self, MAXIMUM_PART, Pool};
use crate::input::Input;
use crate::inspect::issuers;
use crate::outline::Outline;
use crate::scheme::Match;
use crate::subject::Subject;
use crate::trust_store::TrustStore;
use keyattest_wire::csr::CertificationRequest;
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Bytes, Malformed, Oid, cms, pem};

/// The leaf in a carrier, as current tools write it; as older ones do it has the identifier of the CSPN marker.
const CARRIED_LEAF: Oid = piv(1);
/// F9 in a carrier.
const CARRIED_F9: Oid = piv(2);
/// Purebred's attribute of a request: a CMS with both certificates.
const PUREBRED: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 37623, 26, 4]);

/// What was submitted.
pub struct Evidence {
    pub(super) pool: Pool,
    pub(super) leaf: leaf::Leaf,
    /// Which of the pool is the leaf.
    pub(super) leaf_bytes: Bytes,
    /// What carries the attestation, if anything does.
    pub(super) carrier: Option<Subject>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let found = yubico::detect_leaf(input, leaf::NAME, &FIRMWARE);
    if found == Some(Match::Certain) {
        return found;
    }
    let mut carried = None;
    for bytes in input.parts().iter().flat_map(yubico::blocks) {
        if !yubico::holds(&bytes, CARRIED_F9.as_der()) && !yubico::holds(&bytes, PUREBRED.as_der()) {
            continue;
        }
        if is_carrier(&bytes) {
            return Some(Match::Certain);
        }
        carried = Some(Match::Possible("extensions of a Yubico PIV attestation"));
    }
    found.or(carried)
}

/// Whether it is a certificate or request in which attestations travel, whatever it carries.
fn is_carrier(bytes: &Bytes) -> bool {
    if let Ok(certificate) = Certificate::from_der(bytes.clone()) {
        return certificate.extension(&CARRIED_F9).is_some();
    }
    CertificationRequest::from_der(bytes.clone()).is_ok_and(|request| {
        let extensions = request.extension_request().unwrap_or_default();
        request.attributes().iter().any(|attribute| attribute.oid == PUREBRED)
            || extensions.iter().any(|extension| extension.oid == CARRIED_F9)
    })
}

/// The F9 certificate by its own name; the authorities above it by theirs.
pub(super) fn missing(input: &Input, trust: &TrustStore) -> Vec<String> {
    let certificates = issuers::certificates(input);
    let is_leaf = |one: &&Certificate| one.subject().only_common_name().is_some_and(|name| leaf::slot(name).is_some());
    let is_missing =
        |leaf: &Certificate| !certificates.iter().any(|other| other.subject().as_der() == leaf.issuer().as_der());
    let mut missing = issuers::missing(input, trust);
    if let Some(leaf) = certificates.iter().find(is_leaf).filter(|leaf| is_missing(leaf)) {
        let issued = format!("which issued {}", leaf.subject());
        missing.retain(|line| !line.ends_with(&issued));
        missing
            .insert(0, "the F9 certificate of the same YubiKey (`ykman piv certificates export f9 f9.pem`)".to_owned());
    }
    missing
}

/// The DER of a part, each with its PEM label, or none where it came without.
fn spans(bytes: &Bytes) -> Result<Vec<(Option<String>, Bytes)>, Malformed> {
    if bytes.len() > MAXIMUM_PART {
        return Err(Malformed::new("larger than 64 KiB").within(bytes.part()));
    }
    if !pem::contains(bytes) {
        return Ok(vec![(None, bytes.clone())]);
    }
    let wanted = ["CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
    let blocks = pem::blocks(bytes)?.into_iter().filter(|block| wanted.contains(&block.label.as_str()));
    let mut counted = 0usize;
    let mut name = |block: &pem::Block| {
        if block.label != "CERTIFICATE" {
            return block.bytes.renamed(bytes.part());
        }
        counted = counted.saturating_add(1);
        block.bytes.renamed(bytes.part()).named(format_args!("certificate {}", counted.saturating_sub(1)))
    };
    let named = |block: pem::Block| {
        let bytes = name(&block);
        (Some(block.label), bytes)
    };
    Ok(blocks.map(named).collect())
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let mut pool = Pool::default();
    let mut carrier: Option<Subject> = None;
    for part in input.parts() {
        let spans = spans(part.bytes())?;
        if spans.is_empty() {
            return Err(Malformed::new("no certificate and no request in it").within(part.name()));
        }
        for (label, bytes) in spans {
            let found = match label.as_deref() {
                Some("CERTIFICATE") => certificate(bytes, &mut pool)?,
                Some(_) => Some(request(bytes, &mut pool)?),
                None => match Certificate::from_der(bytes.clone()) {
                    Ok(_) => certificate(bytes, &mut pool)?,
                    // What is wrong with it as a certificate is what people want to know, unless it is a request.
                    Err(malformed) => match CertificationRequest::from_der(bytes.clone()) {
                        Ok(_) => Some(request(bytes, &mut pool)?),
                        Err(_) => return Err(malformed),
                    },
                },
            };
            if found.is_some() && carrier.is_some() {
                return Err(
                    Malformed::new("a second request or certificate that carries an attestation").within(part.name())
                );
            }
            carrier = carrier.or(found);
        }
    }
    let certificate = pool.leaf(|name| leaf::slot(name).is_some())?;
    let (leaf, leaf_bytes) = (leaf::read(certificate)?, certificate.bytes().clone());
    Ok(Evidence { pool, leaf, leaf_bytes, carrier })
}

/// A certificate of the chain, or a self-signed one that carries an attestation.
fn certificate(bytes: Bytes, pool: &mut Pool) -> Result<Option<Subject>, Malformed> {
    let read = Certificate::from_der(bytes.clone())?;
    if read.extension(&CARRIED_F9).is_none() {
        pool.add(bytes)?;
        return Ok(None);
    }
    if !read.is_self_issued() {
        return Err(Malformed::new("carries an attestation and is not self-signed").within(bytes.part()));
    }
    carried(read.extensions(), &bytes, pool)?;
    Subject::from_self_signed(&read).map(Some)
}

/// A request that carries an attestation: in extensions that it asks for, or in Purebred's attribute.
fn request(bytes: Bytes, pool: &mut Pool) -> Result<Subject, Malformed> {
    let request = CertificationRequest::from_der(bytes.clone())?;
    let within = |what: &'static str| Malformed::new(what).within(bytes.part());
    let extensions = request.extension_request()?;
    let mut attributes = request.attributes().iter().filter(|attribute| attribute.oid == PUREBRED);
    let is_ours = |extension: &Extension| [CARRIED_LEAF, CARRIED_F9, CSPN].contains(&extension.oid);
    match (attributes.next(), extensions.iter().any(is_ours)) {
        (Some(_), true) => return Err(within("carries attestations in two ways")),
        (None, false) => return Err(within("a request that carries no attestation is a subject, not evidence")),
        (None, true) => carried(&extensions, &bytes, pool)?,
        (Some(attribute), false) => {
            let (None, [value]) = (attributes.next(), attribute.values.as_slice()) else {
                return Err(within("Purebred's attribute twice, or with other than one value"));
            };
            let certificates = cms::certificates_only(value)?;
            if certificates.len() != 2 {
                return Err(within("Purebred's attribute with other than two certificates"));
            }
            for (index, certificate) in certificates.into_iter().enumerate() {
                pool.add(certificate.named(format_args!("certificate {index}")))?;
            }
        }
    }
    Subject::from_request(&request)
}

/// Leaf and F9 out of the extensions of a carrier: bare certificates.
fn carried(extensions: &[Extension], bytes: &Bytes, pool: &mut Pool) -> Result<(), Malformed> {
    let find = |oid: Oid| extensions.iter().find(|extension| extension.oid == oid);
    let leaf = match (find(CARRIED_LEAF), find(CSPN)) {
        (Some(leaf), None) | (None, Some(leaf)) => leaf,
        (Some(_), Some(_)) => return Err(Malformed::new("carries the attestation twice").within(bytes.part())),
        (None, None) => return Err(Malformed::new("carries no attestation").within(bytes.part())),
    };
    let f9 = find(CARRIED_F9).ok_or_else(|| Malformed::new("carries no F9 certificate").within(bytes.part()))?;
    for extension in [leaf, f9] {
        pool.add(extension.value.named(extension.oid))?;
    }
    Ok(())
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let carrier = evidence.carrier.as_ref().map(|carrier| Outline::value("carrier", carrier.name()));
    Outline::new("Yubico PIV attestation")
        .with_all(carrier)
        .with_all(evidence.pool.certificates().iter().map(|one| Outline::certificate(one, extension)))
}

fn extension(extension: &Extension) -> Option<Outline> {
    let value = &extension.value;
    Some(match extension.oid {
        FIRMWARE => Outline::value("firmware", yubico::firmware(value)?),
        SERIAL => Outline::bytes("serial number", value),
        POLICY => Outline::bytes("PIN and touch policy", value),
        FORM_FACTOR => Outline::value("form factor", yubico::form_factor(*value.first()?)),
        FIPS => Outline::bytes("FIPS marker", value),
        CSPN => Outline::bytes("CSPN marker", value),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
