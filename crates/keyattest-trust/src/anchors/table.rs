//! Anchor tables: TOML, one `[[anchor]]` an entry; the built-in ones and callers' own have the same form.
//!
//! ```toml
//! [[anchor]]
//! id = "luna-rsa"                       # with the table's name before it: `thales/luna-rsa`
//! name = "base64 of the DER name"       # (or of a CV certificate's holder reference); or file = "root.pem", relative to the table, for a caller's
//! spki = "base64 of the DER SubjectPublicKeyInfo"
//! anchors = ["luna-pkc"]                # a format id or a list; none: every format
//! kind = "manufacturer"                 # manufacturer (default) | owner | partition-owner
//! status = "active"                     # active (default) | retired | test-only | distrusted
//! owner = "name to report"              # owner's kinds only
//! validity = [{ from = "2002-01-01T00:00:00Z", until = "2032-01-01T00:00:00Z", sha256 = "hex of the certificate" }]
//! policies = ["1.2.3"]                  # where a format judges them
//! path-length = 1
//! publication = "https://…"
//! note = "for people"
//! ```

use super::{Anchor, Kind, Scope, Status, Validity};
use crate::key::PublicKey;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid, Time, base64, cvc, hex, pem};
use serde::Deserialize;
use std::fmt;
use toml::Spanned;

/// What is wrong with an anchor table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    table: String,
    line: Option<usize>,
    entry: Option<usize>,
    what: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(entry) = self.entry {
            write!(f, ": anchor {entry}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for TableError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    anchor: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Entry {
    id: Option<String>,
    file: Option<String>,
    name: Option<String>,
    spki: Option<String>,
    anchors: Option<OneOrMany>,
    kind: Option<String>,
    status: Option<String>,
    owner: Option<String>,
    #[serde(default)]
    validity: Vec<Period>,
    policies: Option<Vec<String>>,
    path_length: Option<u64>,
    publication: Option<String>,
    note: Option<String>,
    /// The name as people write it: for readers of the table, never used.
    #[serde(rename = "subject")]
    _subject: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    from: String,
    until: String,
    sha256: Option<String>,
}

/// Reads a table. `table` is its name in messages and ids; `is_format` knows the ids of formats; `open` gives the bytes of a file that an entry names, or says why not.
///
/// # Errors
/// No TOML of this form, an entry without name or key, a word or format that is not known, a file that can not be read.
pub fn read_table(
    text: &str,
    table: &str,
    is_format: &dyn Fn(&str) -> bool,
    open: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<Anchor>, TableError> {
    let error = |offset: Option<usize>, entry: Option<usize>, what: String| TableError {
        table: table.to_owned(),
        line: offset.map(|offset| line_of(text, offset)),
        entry,
        what,
    };
    let parsed: Table = toml::from_str(text)
        .map_err(|problem| error(problem.span().map(|span| span.start), None, problem.message().to_owned()))?;
    let mut anchors = Vec::new();
    for (index, entry) in parsed.anchor.into_iter().enumerate() {
        let number = index.saturating_add(1);
        let start = entry.span().start;
        let read = read_entry(entry.into_inner(), table, number, open);
        let read = read.and_then(|read| known_formats(read, is_format));
        anchors.extend(read.map_err(|what| error(Some(start), Some(number), what))?);
    }
    Ok(anchors)
}

/// An anchor of a format that nobody knows would anchor nothing, and nobody would see why.
fn known_formats(anchors: Vec<Anchor>, is_format: &dyn Fn(&str) -> bool) -> Read<Vec<Anchor>> {
    let scopes = anchors.iter().filter_map(|anchor| match &anchor.scope {
        Scope::Formats(formats) => Some(formats),
        Scope::All => None,
    });
    match scopes.flatten().find(|format| !is_format(format)) {
        Some(unknown) => Err(format!("`{unknown}` is no format")),
        None => Ok(anchors),
    }
}

/// Counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count().saturating_add(1)
}

type Read<T> = Result<T, String>;

fn read_entry(entry: Entry, table: &str, number: usize, open: &dyn Fn(&str) -> Read<Vec<u8>>) -> Read<Vec<Anchor>> {
    let id = match &entry.id {
        Some(id) => format!("{table}/{id}"),
        None => format!("{table}#{number}"),
    };
    let mut anchors = match (&entry.file, &entry.spki) {
        (Some(file), None) => from_file(&id, file, &open(file)?)?,
        (None, Some(spki)) => vec![stated(&entry, id, spki)?],
        _ => return Err("needs either `file`, or `spki` (with `name`)".to_owned()),
    };
    for anchor in &mut anchors {
        anchor.scope = match &entry.anchors {
            None => Scope::All,
            Some(OneOrMany::One(format)) => Scope::Formats(vec![format.clone()]),
            Some(OneOrMany::Many(formats)) => Scope::Formats(formats.clone()),
        };
        anchor.kind = kind(entry.kind.as_deref())?;
        anchor.status = status(entry.status.as_deref())?;
        anchor.owner.clone_from(&entry.owner);
        anchor.publication.clone_from(&entry.publication);
        anchor.note.clone_from(&entry.note);
    }
    Ok(anchors)
}

fn stated(entry: &Entry, id: String, spki: &str) -> Read<Anchor> {
    let decode = |what: &str, text: &str| base64::canonical(text.as_bytes()).ok_or(format!("`{what}` is no base64"));
    let spki = Bytes::new(id.as_str(), decode("spki", spki)?);
    let key = PublicKey::from_spki(spki).map_err(|problem: Malformed| problem.to_string())?;
    let mut anchor = Anchor::from_key(id, key);
    if let Some(name) = &entry.name {
        anchor.name = Some(Bytes::new(anchor.id.as_str(), decode("name", name)?));
    }
    for period in &entry.validity {
        let time = |text: &str| Time::parse_rfc3339(text).ok_or(format!("`{text}` is no RFC 3339 time"));
        let sha256 = period.sha256.as_ref().map(|text| {
            let bytes = hex::decode(text).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            bytes.ok_or(format!("`{text}` is no SHA-256 in hexadecimal"))
        });
        let (from, until) = (time(&period.from)?, time(&period.until)?);
        anchor.validity.push(Validity { from, until, certificate_sha256: sha256.transpose()? });
    }
    if let Some(policies) = &entry.policies {
        let oid = |text: &String| Oid::parse(text).ok_or(format!("`{text}` is no object identifier"));
        anchor.policies = Some(policies.iter().map(oid).collect::<Read<Vec<_>>>()?);
    }
    anchor.path_length = entry.path_length;
    Ok(anchor)
}

fn kind(word: Option<&str>) -> Read<Kind> {
    let known = [Kind::Manufacturer, Kind::Owner, Kind::PartitionOwner];
    let word = word.unwrap_or("manufacturer");
    known.into_iter().find(|kind| kind.word() == word).ok_or(format!("`{word}` is no kind of anchor"))
}

fn status(word: Option<&str>) -> Read<Status> {
    let known = [Status::Active, Status::Retired, Status::TestOnly, Status::Distrusted];
    let word = word.unwrap_or("active");
    known.into_iter().find(|status| status.word() == word).ok_or(format!("`{word}` is no status of an anchor"))
}

/// The certificates of a file: a CV certificate, or X.509.
fn from_file(id: &str, file: &str, bytes: &[u8]) -> Read<Vec<Anchor>> {
    let anchor = |anchor: Result<Anchor, Malformed>| anchor.map_err(|problem| problem.to_string());
    if cvc::is_certificate(bytes) {
        let certificate = cvc::Certificate::read(&Bytes::new(file, bytes)).map_err(|problem| problem.to_string())?;
        return Ok(vec![anchor(Anchor::from_cv_certificate(id, &certificate))?]);
    }
    certificates(file, bytes)?.iter().map(|certificate| anchor(Anchor::from_certificate(id, certificate))).collect()
}

/// The certificates of a file, PEM or DER.
fn certificates(file: &str, bytes: &[u8]) -> Read<Vec<Certificate>> {
    let bytes = Bytes::new(file, bytes);
    let spans = if pem::contains(&bytes) {
        let blocks = pem::blocks(&bytes).map_err(|problem| problem.to_string())?;
        blocks.into_iter().filter(|block| block.label == "CERTIFICATE").map(|block| block.bytes).collect()
    } else {
        vec![bytes]
    };
    if spans.is_empty() {
        return Err(format!("{file}: no certificate in it"));
    }
    spans.into_iter().map(|span| Certificate::from_der(span).map_err(|problem| problem.to_string())).collect()
}
