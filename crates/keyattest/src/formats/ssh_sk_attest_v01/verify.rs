//! The steps of verification.

use super::parse::Evidence;
use crate::bench::{Bench, Refused, Trusted};
use crate::checks;
use crate::formats::fido::{self, AuthenticatorData, Kind, Maker};
use crate::scheme::Stop;
use keyattest_trust::Curve;
use keyattest_trust::hash::{Hash, sha256};
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::Bytes;
use keyattest_wire::x509::Certificate;

/// The application of keys for which none is named, and how those of others begin.
const APPLICATION: &str = "ssh:";

/// What an attestation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) data: AuthenticatorData,
    pub(super) kind: Kind,
    pub(super) cred_protect: Option<u8>,
    pub(super) certificate: Certificate,
    pub(super) maker: Option<Maker>,
    pub(super) application: String,
    pub(super) challenge: Vec<u8>,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let data = &evidence.data;
    bench.reads(&evidence.key);
    match evidence.kind {
        Kind::Packed => {
            bench.check(checks::FIDO_USER_PRESENT, data.user_present(), || "the flag UP is not set".to_owned());
        }
        Kind::U2f => bench.not_applicable(checks::FIDO_USER_PRESENT, "nobody signs the flags of U2F"),
    }
    let Some(certificate) = &evidence.certificate else {
        let why = "no certificate came along: the key speaks for itself";
        return Err(bench.refuse(checks::FIDO_NO_ATTESTATION, why).into());
    };
    bench.check(checks::FIDO_NO_ATTESTATION, true, String::new);
    let challenge = bench.expected_nonce().map(<[u8]>::to_vec).ok_or_else(|| {
        bench.refuse(checks::NONCE_MATCH, "no challenge was given, and without it nothing signed can be verified")
    })?;
    let message = message(evidence, &client_data_hash(&challenge, bench)?);

    let trusted = signer(evidence, certificate, &message, bench)?;
    bench.check(checks::NONCE_MATCH, true, String::new);
    let known = trusted.anchor().and_then(|anchor| bench.known_anchor(&anchor.key));
    model(evidence, certificate, known.is_some(), bench)?;
    let application = application(data, bench)?;
    bench.all_held()?;
    Ok(Statement {
        key: evidence.key.clone(),
        data: data.clone(),
        kind: evidence.kind,
        cred_protect: evidence.cred_protect,
        maker: Maker::of(certificate, known),
        certificate: certificate.clone(),
        application,
        challenge,
    })
}

/// Clients before OpenSSH 8.7 sign the challenge as it is: which one made the blob, the caller says, and it is never tried.
fn client_data_hash(challenge: &[u8], bench: &mut Bench<'_>) -> Result<[u8; 32], Refused> {
    if bench.context("client-data-hash") != Some("raw") {
        return Ok(sha256(challenge));
    }
    <[u8; 32]>::try_from(challenge)
        .map_err(|_| bench.refuse(checks::NONCE_MATCH, "a challenge that is signed as it is has 32 bytes"))
}

/// What the certificate's key signed.
///
/// ```text
/// packed  authenticator data  hash
/// U2F     00  SHA-256 of the application  hash  credential id  04 x y
/// ```
fn message(evidence: &Evidence, hash: &[u8; 32]) -> Bytes {
    let data = &evidence.data;
    let message = match evidence.kind {
        Kind::Packed => [data.bytes.as_slice(), hash].concat(),
        Kind::U2f => {
            let point = evidence.key.bits();
            [&[0][..], data.rp_id_hash.as_slice(), hash, data.credential_id.as_slice(), point.as_slice()].concat()
        }
    };
    data.bytes.derived("signed message", message)
}

/// The certificate's key, once the path to an anchor and the signature hold.
fn signer(
    evidence: &Evidence,
    certificate: &Certificate,
    message: &Bytes,
    bench: &mut Bench<'_>,
) -> Result<Trusted, Stop> {
    let key = PublicKey::from_spki(certificate.spki().clone())?;
    let algorithms = algorithms(&key);
    let judged = fido::judge_path(certificate, &[], evidence.kind, bench)?;
    // Another challenge and altered bytes can not be told apart.
    let unmatched = "the signature does not hold over this challenge";
    let trusted = match bench.accept(judged) {
        Ok(trusted) => trusted,
        Err(refused) => {
            let verifies = |algorithm: &SignatureAlgorithm| {
                bench.memo().verify(*algorithm, EcdsaForm::Der, &key, message, &evidence.signature).is_ok()
            };
            if !algorithms.iter().any(verifies) {
                bench.refuse(checks::EVIDENCE_SIGNATURE, unmatched);
                bench.refuse(checks::NONCE_MATCH, unmatched);
            }
            return Err(refused.into());
        }
    };
    let id = checks::EVIDENCE_SIGNATURE;
    match bench.signed(id, &trusted, algorithms, EcdsaForm::Der, message, &evidence.signature) {
        Ok(_) => Ok(trusted),
        Err(refused) => {
            bench.refuse(checks::NONCE_MATCH, unmatched);
            Err(refused.into())
        }
    }
}

/// By the key alone: the blob does not name the algorithm.
fn algorithms(key: &PublicKey) -> &'static [SignatureAlgorithm] {
    match key.kind() {
        KeyKind::Ec { curve: Curve::P256, .. } => &[SignatureAlgorithm::Ecdsa(Hash::Sha256)],
        KeyKind::Ed25519 => &[SignatureAlgorithm::Ed25519],
        _ => &[],
    }
}

/// The certificate is for the model that the authenticator data name.
fn model(
    evidence: &Evidence,
    certificate: &Certificate,
    is_vendor_root: bool,
    bench: &mut Bench<'_>,
) -> Result<(), Refused> {
    let id = checks::FIDO_AAGUID;
    if evidence.kind == Kind::U2f {
        bench.not_applicable(id, "U2F registrations name no model");
        return Ok(());
    }
    match fido::aaguid_extension(certificate, &evidence.data.aaguid, is_vendor_root) {
        Ok(Some(())) => bench.require(id, true, String::new),
        Ok(None) => {
            bench.not_applicable(id, "the certificate names no model, and its anchor is the operator's own");
            Ok(())
        }
        Err(why) => Err(bench.refuse(id, format!("{}: {why}", certificate.bytes().part()))),
    }
}

/// The application of the SSH key. Of another kind of application than OpenSSH's the registration is one of a web site.
fn application(data: &AuthenticatorData, bench: &mut Bench<'_>) -> Result<String, Refused> {
    let named = bench.subject().and_then(|subject| subject.application());
    let application = named.unwrap_or(APPLICATION).to_owned();
    let id = checks::FIDO_RP_ID;
    let is_ssh = application.starts_with(APPLICATION);
    bench.require(id, is_ssh, || format!("application `{application}` is none of OpenSSH's"))?;
    let is_hashed = sha256(application.as_bytes()) == *data.rp_id_hash;
    bench.require(id, is_hashed, || format!("made for another application than `{application}`"))?;
    Ok(application)
}
