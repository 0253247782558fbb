//! From an order to a case: what all formats have in common.

use crate::x509::{Attribute, name};
use crate::{Case, Expect, File, Order, OrderError, OrderedKey, PrivateKey, Simulator, bundle, common, csr, test_keys};
use keyattest::claims::Value;
use keyattest::result::SubjectKind;
use keyattest::{Bytes, hex, pem};
use keyattest_trust::hash;

/// The challenge where none is given, and the format has one.
const NONCE: [u8; 16] = *b"keyattest TEST 1";

/// What a simulator makes of an order.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The files of the submission.
    pub evidence: Vec<File>,
    /// The vendor's anchors.
    pub anchors: Vec<File>,
    /// Certificates that complete the chain, where the evidence lacks them.
    pub intermediates: Vec<File>,
    /// Attestation keys that the caller has accepted themselves, as after an enrolment.
    pub attestation_keys: Vec<File>,
    /// Certificate revocation lists that the caller has.
    pub revocation_lists: Vec<File>,
    /// What the evidence must be for, where that has another form than a request.
    pub subject: Option<File>,
    /// What the caller must say besides, as in `--context`.
    pub context: Vec<(String, String)>,
    /// Claims that must come out, by name.
    pub claims: Vec<(&'static str, Value)>,
    /// Whether the chosen claims leave something that the default policy does not take, or can not tell.
    pub not_affirming: bool,
}

impl Order {
    /// The challenge that the evidence carries.
    pub fn nonce(&self) -> Vec<u8> {
        self.nonce.clone().unwrap_or_else(|| NONCE.to_vec())
    }
}

/// Makes the case of an order.
///
/// # Errors
/// The order names what there is not, or things that do not go together.
pub fn make(simulator: &dyn Simulator, order: &Order) -> Result<Case, OrderError> {
    let has_nonce = keyattest::formats::by_id(simulator.format()).is_some_and(|format| format.about().has_nonce);
    if order.nonce.is_some() && !has_nonce && !order.is(common::NONCE_ASKED.id) {
        return Err(OrderError::NoNonce(simulator.format()));
    }
    let order = &order.checked(simulator)?;
    let made = simulator.make(order)?;
    let Made {
        mut evidence,
        anchors,
        intermediates,
        attestation_keys,
        revocation_lists,
        subject: own_subject,
        context,
        mut claims,
        not_affirming,
    } = made;
    if let Some(first) = evidence.first_mut() {
        cut(order, &mut first.bytes);
    }
    let nonce = if order.is(common::NONCE_OTHER.id) {
        Some(order.nonce().iter().map(|byte| byte ^ 0xff).collect())
    } else if order.is(common::NONCE_MISSING.id) {
        None
    } else if has_nonce || order.is(common::NONCE_ASKED.id) {
        Some(order.nonce())
    } else {
        None
    };
    let attested = order.attested();
    if let Ok(key) = keyattest::PublicKey::from_spki(Bytes::new("attested key", attested.spki())) {
        claims.insert(0, ("key_type", Value::Text(key.key_type())));
    }
    let way = order.wrong.as_deref().and_then(|id| simulator.ways().iter().find(|way| way.id == id)).copied();
    Ok(Case {
        format: simulator.format(),
        evidence,
        subject: Some(own_subject.map_or_else(|| subject(order, &attested), Ok)?),
        anchors,
        intermediates,
        attestation_keys,
        revocation_lists,
        nonce,
        at: order.at(),
        context,
        expect: Expect {
            way,
            affirming: way.is_none() && !not_affirming,
            spki_sha256: hex::encode(&hash::sha256(attested.spki())),
            claims,
        },
    })
}

/// Every case of a format by the name of its folder: `control`, one a carrier beside the usual one, and one a way to be wrong.
///
/// # Errors
/// A way that can not be made without a key of the caller's: a defect of the simulator.
pub fn cases(simulator: &dyn Simulator) -> Result<Vec<(String, Case)>, OrderError> {
    let mut cases = vec![("control".to_owned(), make(simulator, &Order::default())?)];
    for carrier in simulator.carriers().iter().skip(1) {
        let order = Order { carrier: Some(carrier.id.to_owned()), ..Order::default() };
        cases.push((format!("carrier-{}", carrier.id), make(simulator, &order)?));
    }
    for way in simulator.ways() {
        let order = Order { wrong: Some(way.id.to_owned()), ..Order::default() };
        cases.push((way.id.to_owned(), make(simulator, &order)?));
    }
    Ok(cases)
}

fn cut(order: &Order, bytes: &mut Vec<u8>) {
    if order.is(common::TRUNCATED.id) {
        bytes.pop();
    } else if order.is(common::TRAILING.id) {
        bytes.push(0);
    } else if order.is(common::DOUBLED.id) {
        bytes.extend_from_within(..);
    }
}

/// The request of a key whose owner signs it, or what the owner gave.
fn subject(order: &Order, attested: &OrderedKey) -> Result<File, OrderError> {
    let must_be_altered = order.is(common::SUBJECT_SIGNATURE.id);
    if order.is(common::SUBJECT_OTHER.id) {
        return Ok(File::new(
            "request.csr",
            bundle::block("CERTIFICATE REQUEST", &request(&test_keys::OTHER_RSA_2048)),
        ));
    }
    if let Some(key) = attested.private() {
        let mut request = request(key);
        if must_be_altered {
            alter(&mut request);
        }
        return Ok(File::new("request.csr", bundle::block("CERTIFICATE REQUEST", &request)));
    }
    let Some((kind, bytes)) = attested.subject() else { return Err(OrderError::NeedsPrivateKey) };
    match kind {
        SubjectKind::Csr if must_be_altered => {
            let mut request = decoded(bytes);
            alter(&mut request);
            Ok(File::new("request.csr", bundle::block("CERTIFICATE REQUEST", &request)))
        }
        _ if must_be_altered => Err(OrderError::NeedsSignature),
        SubjectKind::Csr => Ok(File::new("request.csr", bytes.to_vec())),
        SubjectKind::Certificate => Ok(File::new("certificate.pem", bytes.to_vec())),
        SubjectKind::SshPublicKey | SubjectKind::SshSecurityKey => Ok(File::new("key.pub", bytes.to_vec())),
        _ => Ok(File::new("key.pem", bytes.to_vec())),
    }
}

/// A request of this key.
pub(crate) fn request(key: &PrivateKey) -> Vec<u8> {
    let subject = name(&[Attribute::Organization("TEST"), Attribute::CommonName("TEST subject")]);
    csr::Request { subject, spki: key.spki(), attributes: Vec::new() }.signed(key, key.usual_hash())
}

/// The first block of PEM, or DER as it is.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let blocks = pem::blocks(&Bytes::new("request", bytes)).unwrap_or_default();
    blocks.first().map_or_else(|| bytes.to_vec(), |block| block.bytes.to_vec())
}

/// Another last bit: a request ends in its signature.
pub(crate) fn alter(signed: &mut [u8]) {
    if let Some(last) = signed.last_mut() {
        *last ^= 1;
    }
}
