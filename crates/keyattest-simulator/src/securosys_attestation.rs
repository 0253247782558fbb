//! A synthetic Primus HSM: a signed document on a key, and the chain of the partition's attestation key, RSA or elliptic.
//!
//! The format fixes the device's common name; its organization says TEST, as do the names of root and attestation key.

mod chain;
mod document;
mod ways;

use crate::{Carrier, Choice, File, Made, Order, OrderError, Simulator, Way, bundle, json, zip};
use chain::Chain;
use document::Document;
use keyattest_trust::Hash;
use keyattest_wire::base64;

pub(crate) struct Securosys;

static CARRIERS: &[Carrier] = &[
    Carrier { id: "files", about: "XML, signature and chain, a file each" },
    Carrier { id: "files-root", about: "the same, the chain with its root" },
    Carrier { id: "zip", about: "the zip of the REST API" },
    Carrier { id: "json", about: "JSON of the REST API with xml and xmlSignature; the chain beside it" },
    Carrier { id: "json-attributes", about: "JSON with keyAttributes and keyAttributesSignature; the chain beside it" },
    Carrier { id: "ec", about: "files, every key on P-256" },
    Carrier { id: "ec-raw", about: "the same, the signature as two numbers side by side" },
    Carrier { id: "pinned", about: "XML and signature; the caller accepts the attestation key itself" },
];

impl Simulator for Securosys {
    fn format(&self) -> &'static str {
        "securosys-attestation"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        let is_of_chain = ["anchor-", "signature-", "position-", "constraints-", "validity-"]
            .iter()
            .any(|kind| way.starts_with(kind));
        match carrier {
            // No chain, and nobody who says what the device is: policies leave that unproven, too.
            "pinned" => {
                let is_other = matches!(way, "weak-attestation-key" | "origin-unknown" | "flag-missing");
                !is_other && (!is_of_chain || way == "position-attests-itself")
            }
            "files-root" => way != "anchor-other-name",
            "zip" => way != "anchor-no-chain",
            _ => true,
        }
    }

    fn claims(&self) -> &'static [Choice] {
        document::CHOICES
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let carrier = order.carrier();
        let mut document = Document::new(order)?;
        let mut chain = Chain::new(&document.serial, carrier.starts_with("ec"));
        let mut anchor = chain.root.clone();
        ways::anchor(order, &mut anchor);
        ways::before_signing(order, &mut document, &mut chain);

        let mut submission = Submission {
            xml: document.xml(),
            signature: Vec::new(),
            chain: chain.members.iter().map(|member| member.signed()).collect(),
        };
        if carrier == "files-root" {
            submission.chain.push(chain.root.signed());
        }
        ways::before_attesting(order, &mut submission);
        let signer = ways::attester(order, chain.attestation);
        submission.signature = if carrier == "ec-raw" {
            signer.sign_fixed(Hash::Sha256, &submission.xml)
        } else {
            signer.sign(Hash::Sha256, &submission.xml)
        };
        ways::after_signing(order, &mut submission);

        let mut made = Made { evidence: submission.files(carrier), ..Made::default() };
        ways::files(order, &mut made.evidence);
        let is_pinned = carrier == "pinned";
        if is_pinned {
            let key = bundle::block("PUBLIC KEY", &chain.attestation.spki());
            made.attestation_keys = vec![File::new("attestation-key.pem", key)];
        } else {
            made.anchors = vec![File::new("root.pem", bundle::block("CERTIFICATE", &anchor.signed()))];
        }
        made.claims = document.expected(is_pinned);
        made.not_affirming = is_pinned || !document.is_affirming();
        Ok(made)
    }
}

/// The three things that travel together.
struct Submission {
    xml: Vec<u8>,
    signature: Vec<u8>,
    /// Leaf first.
    chain: Vec<Vec<u8>>,
}

impl Submission {
    fn files(&self, carrier: &str) -> Vec<File> {
        let chain = bundle::certificates(&self.chain);
        let xml = || File::new("key.xml", self.xml.clone());
        let signature = || File::new("key.sig", self.signature.clone());
        match carrier {
            "zip" => {
                let members: [(&str, &[u8]); 4] = [
                    ("key.xml", &self.xml),
                    ("key.sig", &self.signature),
                    ("PrimusHSM_Attestation.crt", &chain),
                    ("README.txt", b"TEST: made by a simulator\n"),
                ];
                vec![File::new("attestation.zip", zip::archive(&members))]
            }
            "json" => vec![self.json("xml", "xmlSignature"), File::new("chain.pem", chain)],
            "json-attributes" => {
                vec![self.json("keyAttributes", "keyAttributesSignature"), File::new("chain.pem", chain)]
            }
            "pinned" => vec![xml(), signature()],
            _ => vec![xml(), signature(), File::new("chain.pem", chain)],
        }
    }

    fn json(&self, document: &str, signature: &str) -> File {
        let text = json::quoted(&String::from_utf8_lossy(&self.xml));
        let made = base64::encode(&self.signature);
        let json = format!(
            "{{\n  \"attestationKeyName\": \"TEST attestation-key\",\n  \"{document}\": {text},\n  \"{signature}\": \"{made}\"\n}}\n"
        );
        File::new("key.json", json.into_bytes())
    }
}
