//! A synthetic Luna: the RSA layout with five certificates, its root with e = 3, and the ECC layout with three.
//!
//! Names of the vendor's own certificates say TEST. The leaf's common name is the key's identifier, as the format wants it.

mod chain;
mod claims;
mod ways;

use crate::x509::{Attribute, name};
use crate::{Carrier, Choice, File, Made, Order, OrderError, Simulator, Way, bundle, cms};
use chain::{Layout, Member};
use claims::Module;

pub(crate) struct LunaPkc;

static CARRIERS: &[Carrier] = &[
    Carrier { id: "p7b", about: "certificates-only CMS, DER, RSA layout" },
    Carrier { id: "p7b-pem", about: "the same as PEM, label PKCS7" },
    Carrier { id: "cms-pem", about: "the same as PEM, label CMS" },
    Carrier { id: "certificates", about: "the chain without its CMS, PEM" },
    Carrier { id: "certificates-reversed", about: "the same, root first" },
    Carrier { id: "ecc-p7b", about: "certificates-only CMS, DER, ECC layout" },
    Carrier { id: "ecc-certificates", about: "the ECC layout's chain without its CMS, PEM" },
];

impl Simulator for LunaPkc {
    fn format(&self) -> &'static str {
        "luna-pkc"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        match way {
            "signature-forged" | "weak-device" | "key-flags" => !carrier.starts_with("ecc"),
            // Text around PEM blocks means nothing.
            "truncated" | "trailing-byte" => carrier.ends_with("p7b"),
            _ => true,
        }
    }

    fn claims(&self) -> &'static [Choice] {
        claims::CHOICES
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let carrier = order.carrier();
        let layout = if carrier.starts_with("ecc") { Layout::Ecc } else { Layout::Rsa };
        let module = Module::new(order, layout)?;
        let attested = order.attested();
        let mut members = chain::members(layout, &module, attested.spki());
        let anchor = anchor(order, &members)?;
        ways::before_signing(order, layout, &mut members);
        let certificates = ways::sign(order, &members)?;
        let bytes = match carrier.trim_start_matches("ecc-") {
            "p7b-pem" => bundle::block("PKCS7", &cms::certificates_only(&certificates)),
            "cms-pem" => bundle::block("CMS", &cms::certificates_only(&certificates)),
            "certificates" => bundle::certificates(&certificates),
            "certificates-reversed" => bundle::certificates(&certificates.iter().rev().cloned().collect::<Vec<_>>()),
            _ => cms::certificates_only(&certificates),
        };
        let name = if carrier.ends_with("p7b") { "pkc.p7b" } else { "pkc.pem" };
        Ok(Made {
            evidence: vec![File::new(name, bytes)],
            anchors: vec![File::new("root.pem", bundle::block("CERTIFICATE", &anchor))],
            claims: module.expected(order),
            ..Made::default()
        })
    }
}

/// The root that is believed.
fn anchor(order: &Order, members: &[Member]) -> Result<Vec<u8>, OrderError> {
    let Some(root) = members.last() else { return Err(OrderError::Together("no chain".to_owned())) };
    let mut root = root.clone();
    ways::anchor(order, &mut root);
    Ok(root.signed())
}

/// A name of the synthetic vendor.
fn test_name(unit: &str, common: &str) -> Vec<u8> {
    name(&[
        Attribute::Country("CA"),
        Attribute::Organization("TEST (simulated, not Thales)"),
        Attribute::Unit(unit),
        Attribute::CommonName(common),
    ])
}
