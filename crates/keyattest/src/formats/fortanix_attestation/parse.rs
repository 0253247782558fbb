//! Carriers of a statement: the API's JSON, or a PEM chain.

use super::statement::{GENERATED, KEY_ID, NEVER_EXPORTABLE};
use super::verify::ENROLLMENT;
use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_wire::json::Json;
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Bytes, Malformed, base64, find, pem};

const MAXIMUM_BYTES: usize = 64 * 1024;
const LEVELS: usize = 16;

/// The statement and the certificates of its authority, in the order of the file.
pub struct Evidence {
    pub(super) part: String,
    pub(super) statement: Certificate,
    pub(super) chain: Vec<Certificate>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let bytes = input.only()?.bytes();
    let read = match bytes.len() {
        // What is too large is refused as such, and is not read for that.
        length if length > MAXIMUM_BYTES => Err(Malformed::new("larger than 64 KiB")),
        _ if pem::leads(bytes) => from_pem(bytes),
        _ => from_json(bytes),
    };
    match read {
        Ok((statement, _)) if !pem::leads(bytes) || has_key_id(&statement) => Some(Match::Certain),
        Err(_) if holds(bytes, b"\"authority_chain\"") && holds(bytes, b"\"attestation_statement\"") => {
            Some(Match::Possible("members of a Fortanix key attestation"))
        }
        _ => None,
    }
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    find::holds(bytes.get(..MAXIMUM_BYTES).unwrap_or(bytes), text)
}

fn has_key_id(statement: &Bytes) -> bool {
    holds(statement, KEY_ID.as_der())
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let part = input.only().ok_or_else(|| Malformed::new("an attestation is exactly one file"))?;
    let bytes = part.bytes();
    if bytes.len() > MAXIMUM_BYTES {
        return Err(Malformed::new("larger than 64 KiB").within(bytes.part()));
    }
    let (statement, chain) = if pem::leads(bytes) { from_pem(bytes)? } else { from_json(bytes)? };
    Ok(Evidence {
        part: part.name().to_owned(),
        statement: Certificate::from_der(statement)?,
        chain: chain.into_iter().map(Certificate::from_der).collect::<Result<Vec<_>, _>>()?,
    })
}

type Spans = (Bytes, Vec<Bytes>);

fn from_pem(bytes: &Bytes) -> Result<Spans, Malformed> {
    let blocks = pem::blocks_alone(bytes)?;
    if blocks.iter().any(|block| block.label != "CERTIFICATE") {
        return Err(Malformed::new("PEM blocks other than certificates").within(bytes.part()));
    }
    let mut spans = blocks.into_iter().enumerate().map(|(index, block)| {
        let item =
            if index == 0 { "statement".to_owned() } else { format!("authority_chain {}", index.saturating_sub(1)) };
        block.bytes.renamed(bytes.part()).named(item)
    });
    let statement = spans.next().ok_or_else(|| Malformed::new("no certificate in it").within(bytes.part()))?;
    Ok((statement, spans.collect()))
}

fn from_json(bytes: &Bytes) -> Result<Spans, Malformed> {
    let json = Json::parse(bytes, LEVELS)?;
    read_json(&json, bytes).map_err(|malformed| malformed.within(bytes.part()))
}

fn read_json(json: &Json, bytes: &Bytes) -> Result<Spans, Malformed> {
    let decode = |item: String, text: &Json| {
        let decoded = text.as_text().and_then(|text| base64::canonical(text.as_bytes()));
        let decoded = decoded.ok_or_else(|| Malformed::new("no base64 on one line").within(&item))?;
        Ok::<_, Malformed>(bytes.derived(item, decoded))
    };
    let chain = json.member("authority_chain").and_then(Json::as_list);
    let chain = chain.ok_or_else(|| Malformed::new("authority_chain is no array"))?;
    let chain = chain.iter().enumerate().map(|(index, text)| decode(format!("authority_chain {index}"), text));
    let chain = chain.collect::<Result<Vec<_>, _>>()?;
    let statement = json.member("attestation_statement");
    let statement = statement.ok_or_else(|| Malformed::new("no attestation_statement"))?;
    if statement.member("format").and_then(Json::as_text) != Some("x509_certificate") {
        return Err(Malformed::new("attestation_statement of another format than x509_certificate"));
    }
    let text = statement.member("statement").ok_or_else(|| Malformed::new("no statement"))?;
    Ok((decode("statement".to_owned(), text)?, chain))
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    Outline::new("Fortanix key attestation")
        .with(Outline::certificate(&evidence.statement, extension))
        .with_all(evidence.chain.iter().map(|certificate| Outline::certificate(certificate, extension)))
}

fn extension(extension: &Extension) -> Option<Outline> {
    let label = match extension.oid {
        GENERATED => "key generated in DSM",
        NEVER_EXPORTABLE => "key never exportable",
        ENROLLMENT => "cluster node enrollment policy",
        _ => return None,
    };
    Some(Outline::bytes(label, &extension.value))
}
