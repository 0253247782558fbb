//! A synthetic YubiKey: the certificate that slot F9 signs for a key in another slot, in every container that the format has.
//!
//! The format fixes the names of leaf and F9, so these do not say TEST; every CA above them does.

mod chain;
mod claims;
mod ways;

use crate::x509::{Attribute, Critical, extension, name};
use crate::{Carrier, Choice, File, Made, Order, OrderError, PrivateKey, Simulator, Way, bundle, cms, csr, der};
use chain::Chain;
use claims::Token;
use keyattest_wire::Oid;

pub(crate) struct YubikeyPiv;

static CARRIERS: &[Carrier] = &[
    Carrier { id: "pem", about: "leaf and F9 certificate in one PEM file" },
    Carrier { id: "der", about: "leaf and F9 certificate, a DER file each" },
    Carrier { id: "leaf", about: "the leaf alone, PEM; the F9 certificate is the caller's" },
    Carrier { id: "branch", about: "PEM with the CAs of the longer path, as from firmware 5.7.4" },
    Carrier { id: "branch-intermediates", about: "the same, the CAs are the caller's" },
    Carrier { id: "request", about: "a request with both certificates as extensions, .3.11 and .3.2" },
    Carrier { id: "request-1", about: "the same with .3.1 and .3.2" },
    Carrier { id: "self-signed", about: "a self-signed certificate with both as extensions" },
    Carrier { id: "purebred", about: "a request with both in an attribute, as CMS" },
];

/// Purebred's attribute.
const PUREBRED: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 37623, 26, 4]);

impl Simulator for YubikeyPiv {
    fn format(&self) -> &'static str {
        "yubikey-piv"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        match way {
            "position-other-branch" | "constraints-path-length" => carrier.starts_with("branch"),
            "position-stray" => matches!(carrier, "pem" | "branch"),
            "anchor-no-f9" => matches!(carrier, "pem" | "der" | "leaf" | "branch"),
            // The F9 certificate is sought among the caller's by the leaf's signature.
            "signature-altered" | "signature-other-key" | "signature-other-hash" => carrier != "leaf",
            _ => true,
        }
    }

    fn claims(&self) -> &'static [Choice] {
        claims::CHOICES
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let token = Token::new(order)?;
        let carrier = order.carrier();
        let mut chain = Chain::new(&token, order.attested().spki(), carrier.starts_with("branch"));
        let anchor = {
            let mut anchor = chain.root.clone();
            ways::anchor(order, &mut anchor);
            anchor.signed()
        };
        ways::before_signing(order, &mut chain);
        let mut certificates: Vec<Vec<u8>> = chain.members.iter().map(|member| member.signed()).collect();
        ways::after_signing(order, &mut certificates);
        let mut made = Made {
            anchors: vec![File::new("root.pem", bundle::block("CERTIFICATE", &anchor))],
            claims: token.expected(),
            ..Made::default()
        };
        let pair = certificates.get(..2).unwrap_or(&certificates);
        made.evidence = match carrier {
            "der" => pair.iter().zip(["leaf.der", "f9.der"]).map(|(one, name)| File::new(name, one.clone())).collect(),
            "leaf" => {
                made.intermediates = helpers("f9.pem", pair.get(1..));
                vec![File::new("attestation.pem", bundle::certificates(pair.get(..1).unwrap_or_default()))]
            }
            "branch-intermediates" => {
                made.intermediates = helpers("intermediates.pem", certificates.get(2..));
                vec![File::new("attestation.pem", bundle::certificates(pair))]
            }
            "request" => vec![request(order, csr::extension_request(inside(pair, 11)))?],
            "request-1" => vec![request(order, csr::extension_request(inside(pair, 1)))?],
            "purebred" => vec![request(order, purebred(pair))?],
            "self-signed" => vec![self_signed(order, inside(pair, 11))?],
            _ => vec![File::new("attestation.pem", bundle::certificates(&certificates))],
        };
        ways::carrier(order, &mut made.evidence);
        Ok(made)
    }
}

/// Yubico's extensions, below 1.3.6.1.4.1.41482.3.
const fn yubico(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 3, number])
}

/// Leaf and F9 certificate as extensions of a container.
fn inside(pair: &[Vec<u8>], leaf: u64) -> Vec<Vec<u8>> {
    let numbers = [leaf, 2];
    pair.iter().zip(numbers).map(|(one, number)| extension(&yubico(number), Critical::No, one)).collect()
}

/// The attribute with a CMS of both, F9 first: the order means nothing.
fn purebred(pair: &[Vec<u8>]) -> Vec<u8> {
    let reversed: Vec<Vec<u8>> = pair.iter().rev().cloned().collect();
    der::sequence([der::oid(&PUREBRED), der::set([cms::certificates_only(&reversed)])])
}

fn requester() -> Vec<u8> {
    name(&[Attribute::Organization("TEST"), Attribute::CommonName("TEST requester")])
}

/// A file of the caller's, where there is anything in it.
fn helpers(name: &str, certificates: Option<&[Vec<u8>]>) -> Vec<File> {
    let certificates = certificates.filter(|certificates| !certificates.is_empty());
    certificates.map(|certificates| File::new(name, bundle::certificates(certificates))).into_iter().collect()
}

fn request(order: &Order, attribute: Vec<u8>) -> Result<File, OrderError> {
    let sign = |key: &PrivateKey| {
        let request = csr::Request { subject: requester(), spki: key.spki(), attributes: vec![attribute] };
        request.signed(key, key.usual_hash())
    };
    let request = order.by_attested(sign)?;
    Ok(File::new("attestation.csr", bundle::block("CERTIFICATE REQUEST", &request)))
}

fn self_signed(order: &Order, extensions: Vec<Vec<u8>>) -> Result<File, OrderError> {
    let sign = |key: &PrivateKey| {
        let certificate = crate::x509::Certificate::new(requester(), requester(), key.spki(), extensions);
        certificate.signed(key, key.usual_hash())
    };
    Ok(File::new("attestation.pem", bundle::block("CERTIFICATE", &order.by_attested(sign)?)))
}
