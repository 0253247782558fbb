//! What the ways to be wrong change of what is signed.

use super::card::{Card, ROLE_DEVICE, authorization, chain_key};
use super::files::{Objects, PKA};
use super::ways::impostor;
use crate::made::alter;
use crate::x509::{self, Attribute, name};
use crate::{File, Order, cvc, der};
use keyattest_trust::Hash;

/// What is wrong with the signed objects.
pub(super) fn objects(order: &Order, card: &Card<'_>, objects: &mut Objects) {
    let request = objects.request.clone();
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-altered" => objects.certificates.iter_mut().skip(1).for_each(|issuer| alter(issuer)),
        "anchor-no-device" => drop(objects.certificates.remove(0)),
        "anchor-no-issuer" => objects.certificates.truncate(1),
        "anchor-no-certificates" => objects.certificates.clear(),
        "signature-altered" => objects.certificates.iter_mut().take(1).for_each(|device| alter(device)),
        "position-root-beside" => objects.certificates.push(card.root.signed()),
        "position-second-device" => {
            let mut second = card.device.clone();
            second.body.set(cvc::HOLDER, b"XXTESTOTHER00000".to_vec());
            objects.certificates.push(second.signed());
        }
        "position-second-issuer" => {
            let stranger = impostor(card.device.signer.key);
            let (mut first, mut device) = (card.issuer.clone(), card.device.clone());
            let second = b"XXTESTIC99999".to_vec();
            first.key = chain_key(stranger).without_domain();
            first.body.set(cvc::HOLDER, second.clone());
            first.body.set(cvc::AUTHORITY, card.issuer_name());
            first.signer = card.device.signer;
            device.body.set(cvc::AUTHORITY, second);
            device.signer.key = stranger;
            objects.certificates = vec![device.signed(), first.signed(), card.issuer.signed()];
        }
        "position-other-role" => {
            let mut other = card.device.clone();
            other.body.set(cvc::HOLDER, b"XXTESTOTHER00000".to_vec());
            other.body.set(cvc::AUTHORIZATION, authorization(ROLE_DEVICE | 0x40));
            objects.certificates.push(other.signed());
        }
        "evidence-altered" => alter(&mut objects.request),
        "evidence-holder" => {
            let holder = cvc::element(cvc::HOLDER, [card.holder()]);
            let place = request.windows(holder.len()).position(|window| window == holder).unwrap_or_default();
            alter(&mut objects.request[..place + holder.len()]);
        }
        "no-request" => objects.request.clear(),
        "two-requests" => {
            let second = card.request_of(b"XXTEST1234500002");
            objects.request.extend_from_slice(&second);
        }
        "inner-alone" => objects.request = card.inner(),
        "x509-instead" => objects.request = certificate(card),
        "backup-blob" => {
            let description = der::sequence([der::utf8("TEST key")]);
            objects.request = der::sequence([der::octet_string(&[0x5a; 200]), description, request]);
        }
        "long-length" => {
            let content = content(&request);
            let length = content.len().to_be_bytes();
            objects.request = [&[0x67, 0x84], &length[length.len() - 4..], content].concat();
        }
        "indefinite-length" => objects.request = [&[0x67, 0x80], content(&request), &[0, 0]].concat(),
        _ => {}
    }
}

/// What is behind tag and length, which is one of the long ones.
fn content(request: &[u8]) -> &[u8] {
    let digits = request.get(1).map_or(0, |first| usize::from(first & 0x7f));
    request.get(2 + digits..).unwrap_or_default()
}

/// A certificate for the key, as a CA's that has seen the request.
fn certificate(card: &Card<'_>) -> Vec<u8> {
    let subject = name(&[Attribute::CommonName("TEST certificate")]);
    let certificate = x509::Certificate::new(subject.clone(), subject, card.own.key.spki(), Vec::new());
    certificate.signed(card.own.key, Hash::Sha256)
}

/// What is wrong with the files.
pub(super) fn files(order: &Order, evidence: &mut [File]) {
    let Some(first) = evidence.first_mut() else { return };
    if order.is("other-padding") {
        first.bytes.push(0x01);
    } else if order.is("pka-other-type") {
        let oid = der::oid(&PKA);
        let place = first.bytes.windows(oid.len()).position(|window| window == oid).unwrap_or_default();
        alter(&mut first.bytes[..place + oid.len()]);
    }
}
