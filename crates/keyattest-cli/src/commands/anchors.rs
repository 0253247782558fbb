//! `keyattest anchors`

use crate::arguments::{Anchors, Output};
use crate::failure::{Answer, Failure};
use crate::read;
use crate::report::table;
use crate::terminal;
use keyattest::{Anchor, Scope, TrustStore, hex};
use serde_json::json;
use std::path::Path;

pub fn run(command: &Anchors) -> Answer {
    let trust = TrustStore::built_in();
    let text = match command {
        Anchors::List(options) => match options.output {
            Output::Json => format!("{:#}\n", json!(trust.anchors().iter().map(as_json).collect::<Vec<_>>())),
            Output::Text => list(trust.anchors()),
        },
        Anchors::Show { id, output } => {
            let found = trust.anchors().iter().find(|anchor| anchor.id == *id).ok_or_else(|| {
                Failure::new(format!("no built-in anchor is called `{id}`")).hint("`keyattest anchors list` lists them")
            })?;
            match output {
                Output::Json => format!("{:#}\n", as_json(found)),
                Output::Text => show(found),
            }
        }
        Anchors::Check { file } => check(file)?,
    };
    Ok((text, 0))
}

/// Reads a file as `--anchors` would, and says what each of its anchors would count as.
fn check(file: &Path) -> Result<String, Failure> {
    let name = file.display().to_string();
    let folder = file.parent().map(Path::to_owned).unwrap_or_default();
    let open = |named: &str| read::file(&folder.join(named)).map_err(|failure| failure.what().to_owned());
    let before = TrustStore::built_in().only_added();
    let trust = before.with_file(&name, &read::file(file)?, &open).map_err(|problem| {
        Failure::wrong(problem.to_string())
            .hint("docs/anchors.md describes the form; `keyattest anchors list` shows the built-in ones")
    })?;
    Ok(list(trust.anchors()))
}

fn list(anchors: &[Anchor]) -> String {
    let mut rows = vec![["Anchor", "Status", "Kind", "Formats"].map(str::to_owned)];
    rows.extend(anchors.iter().map(|anchor| {
        [anchor.id.clone(), anchor.status.word().to_owned(), anchor.kind.word().to_owned(), formats(anchor).join(" ")]
    }));
    table(&rows, terminal::width())
}

fn formats(anchor: &Anchor) -> Vec<String> {
    match &anchor.scope {
        Scope::All => vec!["all".to_owned()],
        Scope::Formats(formats) => formats.clone(),
    }
}

fn show(anchor: &Anchor) -> String {
    let mut rows = vec![
        ["Anchor".to_owned(), anchor.id.clone()],
        ["Name".to_owned(), anchor.title()],
        ["Key".to_owned(), format!("{}, sha256 {}", anchor.key.key_type(), hex::encode(&anchor.key.spki_sha256()))],
        ["Status".to_owned(), anchor.status.word().to_owned()],
        ["Kind".to_owned(), anchor.kind.word().to_owned()],
        ["Formats".to_owned(), formats(anchor).join(", ")],
    ];
    for validity in &anchor.validity {
        let hash = validity.certificate_sha256.map(|sha256| format!(", certificate sha256 {}", hex::encode(&sha256)));
        let text = format!("{} to {}{}", validity.from, validity.until, hash.unwrap_or_default());
        rows.push(["Valid".to_owned(), text]);
    }
    let further = [("Owner", &anchor.owner), ("Published", &anchor.publication), ("Note", &anchor.note)];
    rows.extend(further.into_iter().filter_map(|(label, value)| Some([label.to_owned(), value.clone()?])));
    table(&rows, terminal::width())
}

fn as_json(anchor: &Anchor) -> serde_json::Value {
    let validity: Vec<_> = anchor
        .validity
        .iter()
        .map(|validity| {
            json!({"from": validity.from.to_string(), "until": validity.until.to_string(),
                "certificate_sha256": validity.certificate_sha256.map(|sha256| hex::encode(&sha256))})
        })
        .collect();
    json!({"id": anchor.id, "name": anchor.title(), "key_type": anchor.key.key_type(),
        "spki_sha256": hex::encode(&anchor.key.spki_sha256()), "status": anchor.status.word(),
        "kind": anchor.kind.word(), "formats": formats(anchor), "validity": validity, "owner": anchor.owner,
        "publication": anchor.publication, "note": anchor.note})
}
