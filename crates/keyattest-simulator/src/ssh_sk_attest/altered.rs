//! What the ways to be wrong change of signatures and of what is signed.

use super::chain::Chain;
use super::registration::{Blob, Kind, Registration, USER_VERIFIED};
use super::ways::ADDED_MODEL;
use crate::made::alter;
use crate::{Order, OrderError, PrivateKey, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::base64;

/// What is signed.
pub(super) fn message(order: &Order, registration: &Registration, kind: Kind, client_data_hash: &[u8]) -> Vec<u8> {
    let other = if kind == Kind::Packed { Kind::U2f } else { Kind::Packed };
    match order.wrong.as_deref() {
        Some("signature-other-kind") => registration.message(other, client_data_hash),
        Some("signature-no-challenge") => registration.message(kind, &[]),
        _ => registration.message(kind, client_data_hash),
    }
}

/// By whom it is signed, and how that is written.
pub(super) fn signature(order: &Order, chain: &Chain, message: &[u8]) -> Result<Vec<u8>, OrderError> {
    let usual = |key: &PrivateKey| key.sign(Hash::Sha256, message);
    Ok(match order.wrong.as_deref().unwrap_or_default() {
        "self-attestation" | "signature-own-key" => order.by_attested(usual)?,
        "signature-other-key" => usual(&test_keys::IMPOSTOR_P256),
        "signature-other-hash" => chain.attestation.sign(Hash::Sha384, message),
        "signature-numbers" => chain.attestation.sign_fixed(Hash::Sha256, message),
        "signature-altered" => {
            let mut signature = usual(chain.attestation);
            alter(&mut signature);
            signature
        }
        _ => usual(chain.attestation),
    })
}

/// What is wrong with the registration, and was not signed so.
pub(super) fn registration(order: &Order, registration: &mut Registration) {
    match order.wrong.as_deref().unwrap_or_default() {
        "data-counter" => registration.counter = registration.counter.wrapping_add(1),
        "data-flags" => registration.flags ^= USER_VERIFIED,
        "data-credential" => alter(&mut registration.credential_id),
        "u2f-with-model" => registration.aaguid = *ADDED_MODEL,
        _ => {}
    }
}

/// What is wrong with the file's members.
pub(super) fn blob(order: &Order, chain: &Chain, registration: &Registration, blob: &mut Blob) {
    match order.wrong.as_deref().unwrap_or_default() {
        "self-attestation" => blob.certificate.clear(),
        "certificate-altered" => alter(&mut blob.certificate),
        "two-certificates" => blob.certificate.extend(chain.root.signed()),
        "version-0" => blob.magic = b"ssh-sk-attest-v00",
        "reserved-flags" => blob.flags = 1,
        "reserved-bytes" => blob.reserved = vec![0],
        "not-wrapped" => blob.data = registration.data(),
        "wrapped-long" => {
            let data = registration.data();
            blob.data = [&[0x59], &(data.len() as u16).to_be_bytes()[..], &data].concat();
        }
        "wrapped-behind" => blob.data.push(0),
        _ => {}
    }
}

/// What is wrong with the file.
pub(super) fn file(order: &Order, bytes: Vec<u8>) -> Vec<u8> {
    if order.is("text") { base64::encode(&bytes).into_bytes() } else { bytes }
}

/// What is wrong with the certificates that the caller has.
pub(super) fn intermediates(order: &Order, certificates: Vec<Vec<u8>>) -> impl Iterator<Item = Vec<u8>> {
    let is_altered = order.is("authority-altered");
    certificates.into_iter().map(move |mut certificate| {
        if is_altered {
            alter(&mut certificate);
        }
        certificate
    })
}
