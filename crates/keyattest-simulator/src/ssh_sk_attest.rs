//! A synthetic security key with OpenSSH: the attestation of a key's making, in both forms of FIDO.
//!
//! The challenge is not in it: whoever verifies has chosen it.

mod altered;
mod chain;
mod claims;
mod registration;
mod ways;

use crate::{
    Carrier, Choice, File, Made, Order, OrderError, OrderedKey, Simulator, Way, bundle, cbor, common, ssh, test_keys,
};
use chain::Chain;
use claims::Said;
use keyattest::result::SubjectKind;
use keyattest_trust::hash;
use registration::{Blob, Kind, Registration};
use std::sync::Arc;

pub(crate) struct SshSkAttest;

static CARRIERS: &[Carrier] = &[
    Carrier { id: "packed", about: "a FIDO2 registration; a key on P-256 where none is given" },
    Carrier { id: "ed25519", about: "the same, an Ed25519 key where none is given" },
    Carrier { id: "u2f", about: "a U2F registration of a key on P-256" },
    Carrier { id: "raw", about: "of OpenSSH 8.4 to 8.6, which signs the challenge of 32 bytes as it is" },
    Carrier { id: "intermediate", about: "an authority between certificate and root, which the caller has" },
    Carrier { id: "shared-root", about: "the same, of a root and branch with the names of Yubico's" },
    Carrier { id: "attestation-ed25519", about: "the attestation key is Ed25519" },
    Carrier { id: "no-aaguid", about: "the certificate does not name the model" },
    Carrier { id: "long-credential", about: "a credential id of 255 bytes" },
    Carrier { id: "public-key", about: "the key as SubjectPublicKeyInfo instead of a public key line" },
];

/// The challenge where none is given and it is signed as it is.
const RAW_NONCE: [u8; 32] = *b"keyattest TEST, thirty-two bytes";

/// How a carrier is signed.
fn kind(carrier: &str) -> Kind {
    if carrier == "u2f" { Kind::U2f } else { Kind::Packed }
}

impl Simulator for SshSkAttest {
    fn format(&self) -> &'static str {
        "ssh-sk-attest-v01"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        ways::goes_with(way, carrier)
    }

    fn claims(&self) -> &'static [Choice] {
        claims::CHOICES
    }

    fn complete(&self, order: &mut Order) {
        let is_ed25519 = order.carrier() == "ed25519" || order.is("u2f-ed25519");
        let usual = if is_ed25519 { &test_keys::KEY_ED25519 } else { &test_keys::KEY_P256 };
        order.key.get_or_insert_with(|| OrderedKey::from_private(Arc::clone(usual)));
        if order.carrier() == "raw" && !order.is("nonce-short") {
            order.nonce.get_or_insert_with(|| RAW_NONCE.to_vec());
        }
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let carrier = order.carrier();
        let is_raw = carrier == "raw";
        if is_raw && (order.nonce().len() == 32) == order.is("nonce-short") {
            let why = "the challenge has 32 bytes where it is signed as it is, and others where that is what is wrong";
            return Err(OrderError::Together(why.to_owned()));
        }
        let kind = kind(carrier);
        let said = Said::new(order, kind)?;
        let attested = order.attested();
        let length = if carrier == "long-credential" { 255 } else { 64 };
        let wrong_key =
            || OrderError::Together("OpenSSH has security keys on P-256 and Ed25519, of U2F on P-256".to_owned());
        let mut registration = Registration::new(&said, attested.spki(), length).ok_or_else(wrong_key)?;
        if kind == Kind::U2f && !registration.is_p256() && !order.is("u2f-ed25519") {
            return Err(wrong_key());
        }
        let mut chain = Chain::new(&said, carrier);
        ways::certificates(order, &said, &mut chain);
        ways::registration(order, &mut registration);

        let nonce = order.nonce();
        let client_data_hash =
            if is_raw != order.is("other-form") { nonce.clone() } else { hash::sha256(&nonce).to_vec() };
        let message = altered::message(order, &registration, kind, &client_data_hash);
        let signature = altered::signature(order, &chain, &message)?;
        altered::registration(order, &mut registration);
        let mut blob = Blob {
            magic: b"ssh-sk-attest-v01",
            certificate: chain.leaf.signed(),
            signature,
            data: cbor::bytes(&registration.data()),
            flags: 0,
            reserved: Vec::new(),
        };
        altered::blob(order, &chain, &registration, &mut blob);
        let intermediates = match &chain.authority {
            Some(authority) if !order.is("anchor-no-authority") => vec![authority.signed()],
            _ => Vec::new(),
        };
        Ok(Made {
            evidence: vec![File::new("id.attest", altered::file(order, blob.to_bytes()))],
            anchors: vec![File::new("root.pem", bundle::certificates(&[chain.root.signed()]))],
            intermediates: altered::intermediates(order, intermediates)
                .map(|one| File::new("authority.pem", bundle::certificates(&[one])))
                .collect(),
            subject: subject(order, &said, &attested)?,
            context: is_raw.then(|| ("client-data-hash".to_owned(), "raw".to_owned())).into_iter().collect(),
            claims: said.expected(&nonce),
            // Which hardware keeps the key is in no signed byte.
            not_affirming: true,
            ..Made::default()
        })
    }
}

/// The public key line; or the bare key, or what the owner gave.
fn subject(order: &Order, said: &Said, attested: &OrderedKey) -> Result<Option<File>, OrderError> {
    let line = |spki: &[u8], application| ssh::public_key_line(spki, application).map(|line| File::new("id.pub", line));
    if order.is(common::SUBJECT_OTHER.id) {
        return Ok(line(&test_keys::IMPOSTOR_P256.spki(), Some(&said.application)));
    }
    match order.wrong.as_deref() {
        Some("subject-ordinary") => return Ok(line(attested.spki(), None)),
        Some("subject-request") => {
            let request = order.by_attested(crate::made::request)?;
            return Ok(Some(File::new("request.csr", bundle::block("CERTIFICATE REQUEST", &request))));
        }
        Some("rp-id-website") => return Ok(line(attested.spki(), Some(ways::WEBSITE))),
        Some("rp-id-lookalike") => return Ok(line(attested.spki(), Some(ways::LOOKALIKE))),
        _ => {}
    }
    match attested.subject() {
        Some((SubjectKind::SshSecurityKey | SubjectKind::PublicKey, _)) => Ok(None),
        Some(_) => Err(OrderError::Together(
            "the subject is a public key line of a security key, or the bare key: a request is another key's"
                .to_owned(),
        )),
        None if order.carrier() == "public-key" => {
            Ok(Some(File::new("key.pem", bundle::block("PUBLIC KEY", attested.spki()))))
        }
        None => Ok(line(attested.spki(), Some(&said.application))),
    }
}
