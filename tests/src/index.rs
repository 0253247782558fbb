//! The index of real cases: which genuine evidence this verifier is tested with, and where everybody can get it.
//!
//! The evidence itself is not part of the repository; its public source and its hashes are.

use crate::case::{Case, as_text};
use crate::corpus;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// One real case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// `format/case`.
    pub name: String,
    /// Its repository, where it is from one.
    pub repository: Option<String>,
    /// The commit of the repository.
    pub commit: Option<String>,
    /// The path in the repository.
    pub path: Option<String>,
    /// Where it was published, where it is from no repository.
    pub url: Option<String>,
    /// The licence of the source.
    pub licence: String,
    /// SHA-256 of the evidence and of the subject, by file.
    pub files: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct File {
    case: Vec<Entry>,
}

/// Where the index lies.
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("real-cases.toml")
}

/// The index as it lies in the repository.
///
/// # Panics
/// It can not be read.
pub fn committed() -> BTreeMap<String, Entry> {
    let text = std::fs::read_to_string(path()).expect("tests/real-cases.toml");
    let file: File = toml::from_str(&text).unwrap_or_else(|problem| panic!("tests/real-cases.toml: {problem}"));
    let count = file.case.len();
    let entries: BTreeMap<_, _> = file.case.into_iter().map(|entry| (entry.name.clone(), entry)).collect();
    assert_eq!(entries.len(), count, "tests/real-cases.toml: a case twice");
    entries
}

/// The index of the corpus, of all its formats; none where it is not there.
///
/// # Panics
/// A case that can not be read.
pub fn of_corpus() -> Option<BTreeMap<String, Entry>> {
    let folder = corpus::folder()?;
    let anchors = folder.join("../anchors");
    let formats = std::fs::read_dir(&folder).expect("the folder of evidence");
    let names = formats.map(|entry| entry.expect("a folder of a format").file_name().to_string_lossy().into_owned());
    let cases = names.flat_map(|format| corpus::cases_of(&folder, &anchors, &format));
    Some(cases.filter(Case::is_real).map(|case| (case.name.clone(), entry(&case))).collect())
}

fn entry(case: &Case) -> Entry {
    let told = |name: &str| case.source.get(name).map(as_line);
    let is_public = case.source.contains_key("commit");
    let files = case.evidence_files().into_iter().chain(case.subject_file().map(str::to_owned));
    Entry {
        name: case.name.clone(),
        repository: told("repo").filter(|_| is_public).map(|name| without_finding_aid(&name)),
        commit: told("commit"),
        path: told("path").filter(|_| is_public),
        url: told("url"),
        licence: told("license").unwrap_or_else(|| "not stated".to_owned()),
        files: files
            .map(|file| (file.clone(), keyattest::hex::encode(&keyattest_trust::hash::sha256(&case.bytes(&file)))))
            .collect(),
    }
}

/// Ids of search indexes say nothing to others.
fn without_finding_aid(name: &str) -> String {
    match (name.find(" index "), name.rfind(" (")) {
        (Some(_), Some(start)) => name[..start].trim_end_matches(", as found in the text index").to_owned(),
        _ => name.to_owned(),
    }
}

fn as_line(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(values) => values.iter().map(as_text).collect::<Vec<_>>().join(", "),
        value => as_text(value),
    }
}

/// The index as the file's text.
pub fn render(entries: &BTreeMap<String, Entry>) -> String {
    let mut text =
        "# Genuine evidence that the verifier is tested with: where it was published, and the SHA-256 of its files.\n\
                    # Written by `cargo run -p keyattest-tests --bin real-cases`; a test holds it against the corpus.\n"
            .to_owned();
    for entry in entries.values() {
        // A JSON text is a basic string of TOML too.
        let quoted = |value: &str| serde_json::Value::from(value).to_string();
        let _ = write!(text, "\n[[case]]\nname = {}\n", quoted(&entry.name));
        let told = [
            ("repository", entry.repository.as_deref()),
            ("commit", entry.commit.as_deref()),
            ("path", entry.path.as_deref()),
            ("url", entry.url.as_deref()),
            ("licence", Some(entry.licence.as_str())),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                let _ = writeln!(text, "{name} = {}", quoted(value));
            }
        }
        text.push_str("[case.files]\n");
        for (file, hash) in &entry.files {
            let _ = writeln!(text, "{} = {}", quoted(file), quoted(hash));
        }
    }
    text
}
