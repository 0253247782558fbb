//! The carriers of a message, and how it is shown.

use super::message::{Block, Claim, Message, Value};
use super::predicate;
use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_trust::signature::SignatureAlgorithm;
use keyattest_wire::der::{self, Reader, Tag};
use keyattest_wire::spki::AlgorithmIdentifier;
use keyattest_wire::{Bytes, Malformed, find, hex, pem};

const LABEL: &str = "ATTESTATION MESSAGE";
/// HSS signatures make messages large: the published one has 8606 bytes.
const MOST_BYTES: usize = 1 << 20;
/// An object identifier below 1.3.6.1.4.1.39901.6 with two arcs more, of which the first claim has one.
const FIRST_CLAIM: [u8; 11] = [0x06, 0x0b, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xb7, 0x5d, 0x06];
/// Where the first claim's predicate ends at the latest.
const HEAD: usize = 40;

/// One message.
pub struct Evidence {
    pub(super) part: String,
    pub(super) message: Message,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let bytes = input.only()?.bytes();
    let is_der = bytes.first() == Some(&0x30) && find::holds(bytes.get(..HEAD)?, &FIRST_CLAIM);
    let begin = format!("-----BEGIN {LABEL}-----");
    let begins = |line: &[u8]| line.trim_ascii() == begin.as_bytes();
    (is_der || find::lines(bytes).any(begins)).then_some(Match::Certain)
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let part = input.only().ok_or_else(|| Malformed::new("a message is exactly one file"))?;
    let within = |malformed: Malformed| malformed.within(part.name());
    let message = unpack(part.bytes()).and_then(|der| Message::read(&der)).map_err(within)?;
    Ok(Evidence { part: part.name().to_owned(), message })
}

fn unpack(bytes: &Bytes) -> Result<Bytes, Malformed> {
    if bytes.len() > MOST_BYTES {
        return Err(Malformed::new("larger than 1 MiB"));
    }
    // Text of the operator's may stand in claims: what is one element as a whole is never searched for PEM.
    if der::only(bytes, Tag::SEQUENCE).is_ok() || !pem::contains(bytes) {
        return Ok(bytes.clone());
    }
    let blocks = pem::blocks(bytes)?;
    match blocks.as_slice() {
        [block] if block.label == LABEL => Ok(block.bytes.renamed(bytes.part())),
        _ => Err(Malformed::new(format!("other PEM than one block `{LABEL}`"))),
    }
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let message = &evidence.message;
    let related = message.related.iter().map(|certificate| Outline::certificate(certificate, |_| None));
    Outline::new("Crypto4A QASM attestation message")
        .with(Outline::new("claims").at(&message.signed).with_all(message.claims.iter().map(claim)))
        .with_all(message.blocks.iter().enumerate().map(|(index, known)| block(index, known)))
        .with(Outline::new("related certificates, each once").with_all(related))
}

fn claim(claim: &Claim) -> Outline {
    let name = predicate::name(&claim.predicate).map(|name| format!(" {name}")).unwrap_or_default();
    let subject = claim.subject.map(|subject| format!("of {subject}"));
    let value = claim.value.as_ref().map(value);
    let said: Vec<String> = subject.into_iter().chain(value).collect();
    Outline::value(format!("{}{name}", claim.predicate), said.join(": ")).at(&claim.whole)
}

fn value(value: &Value) -> String {
    match value {
        Value::Bytes(bytes) => hex::encode(bytes),
        Value::Text(text) => text.clone(),
        Value::Time(time) => time.to_string(),
        Value::Number(number) => match predicate::number(number) {
            Some(number) => number.to_string(),
            None => format!("number {}", hex::encode(number)),
        },
    }
}

fn block(index: usize, block: &Block) -> Outline {
    let identifier = AlgorithmIdentifier::read(&mut Reader::new(&block.algorithm));
    let algorithm = identifier.map_or_else(
        |malformed| malformed.to_string(),
        |identifier| match SignatureAlgorithm::identify(&identifier) {
            Some(identified) => identified.algorithm.to_string(),
            None => identifier.algorithm.to_string(),
        },
    );
    let mut outline = Outline::new(format!("signature block {index}"));
    outline.parts.extend(block.key_id.map(|id| Outline::value("key id, unsigned", id)));
    outline.parts.extend(block.certificate.as_ref().map(|certificate| Outline::certificate(certificate, |_| None)));
    outline
        .with(Outline::value("algorithm", algorithm).at(&block.algorithm))
        .with(Outline::bytes("signature", &block.signature))
}
