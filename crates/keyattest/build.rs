//! Turns `registry/` into Rust tables, so that a claim, a check or a vendor that is not there does not compile.
//!
//! A fault of the registry (an unknown word, a name twice) stops the build with the file and the name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};
use toml::{Table, Value};

/// Scope, as the file's name and as the Rust variant, in the order of the results.
const SCOPES: [(&str, &str); 3] = [("key", "Key"), ("module", "Module"), ("transaction", "Transaction")];

const TYPES: [(&str, &str); 8] = [
    ("bool", "Bool"),
    ("hex", "Hex"),
    ("int", "Int"),
    ("list", "List"),
    ("map", "Map"),
    ("text", "Text"),
    ("time", "Time"),
    ("word", "Word"),
];

const PATTERNS: [(&str, &str); 5] = [
    ("brainpool", "Brainpool"),
    ("curve-oid", "CurveOid"),
    ("numbered", "Numbered"),
    ("oid", "Oid"),
    ("sized", "Sized"),
];

const SOURCES: [(&str, &str); 3] = [("attested", "Attested"), ("implied", "Implied"), ("asserted", "Asserted")];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("registry");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=registry");
    println!("cargo::rerun-if-changed=build.rs");

    let formats = formats(&root.join("formats"));
    write(&out.join("claims.rs"), &claims(&root.join("claims"), &formats));
    write(&out.join("checks.rs"), &checks(&root.join("checks.toml"), &formats));
    write(&out.join("vendors.rs"), &vendors(&root.join("vendors.toml")));
}

/// The formats' tables by id, which is the file's name.
fn formats(folder: &Path) -> BTreeMap<String, Table> {
    let files = fs::read_dir(folder).expect("registry/formats is a folder");
    let paths = files.map(|file| file.expect("registry/formats can be listed").path());
    paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| (path.file_stem().expect("a name").to_str().expect("an ASCII name").to_owned(), read(&path)))
        .collect()
}

/// `CLAIMS`, one constant a claim, and `PROVENANCE` by format.
fn claims(folder: &Path, formats: &BTreeMap<String, Table>) -> String {
    let mut infos = String::new();
    let mut constants = String::new();
    let mut positions = BTreeMap::new();
    for (scope, variant) in SCOPES {
        for claim in rows(&read(&folder.join(format!("{scope}.toml"))), "claim") {
            let (name, about, kind) = (text(&claim, "name"), text(&claim, "about"), text(&claim, "type"));
            let position = positions.len();
            assert!(positions.insert(name.clone(), position).is_none(), "claim {name} stands twice");
            let (words, patterns) = (texts(&claim, "words"), texts(&claim, "patterns"));
            let closed = !words.is_empty() || !patterns.is_empty();
            assert!(kind != "word" || closed, "claim {name} has no words");
            assert!(!closed || kind == "word" || kind == "list", "claim {name} is {kind} and has words");
            known(&claim, &["name", "type", "words", "patterns", "about"]);
            let patterns: Vec<String> =
                patterns.iter().map(|pattern| format!("Pattern::{}", variant_of(&PATTERNS, pattern))).collect();
            let kind = variant_of(&TYPES, &kind);
            line(
                &mut infos,
                &format!(
                    "ClaimInfo {{ name: {name:?}, scope: Scope::{variant}, kind: ClaimType::{kind}, words: &{words:?}, patterns: &[{}], about: {about:?} }},",
                    patterns.join(", ")
                ),
            );
            line(&mut constants, &format!("/// {}", doc(&about)));
            line(&mut constants, &format!("pub const {}: ClaimId = ClaimId({position});", constant(&name)));
        }
    }
    let mut provenance = String::new();
    for (format, table) in formats {
        known(table, &["checks", "claims"]);
        let empty = Table::new();
        let told = table.get("claims").map_or(&empty, |claims| claims.as_table().expect("claims is a table"));
        let mut entries = BTreeMap::new();
        for (name, sources) in told {
            let position = positions.get(name).unwrap_or_else(|| panic!("{format}: claim {name} is in no table"));
            entries.insert(position, sources_of(format, name, sources));
        }
        line(&mut provenance, &format!("({format:?}, &["));
        for (position, sources) in entries {
            line(&mut provenance, &format!("(ClaimId({position}), &[{sources}]),"));
        }
        line(&mut provenance, "]),");
    }
    let count = positions.len();
    format!(
        "static CLAIMS: [ClaimInfo; {count}] = [\n{infos}];\n\n{constants}\nstatic PROVENANCE: &[Provenance] = &[\n{provenance}];\n"
    )
}

/// `"attested"`, or a table of sources, each with when it is that one.
fn sources_of(format: &str, name: &str, sources: &Value) -> String {
    let words: Vec<&str> = match sources {
        Value::String(word) => vec![word],
        Value::Table(table) if table.len() > 1 && table.values().all(Value::is_str) => {
            table.keys().map(String::as_str).collect()
        }
        _ => panic!("{format}: {name} has neither one source nor several, each with its condition"),
    };
    let variants: Vec<String> = words.iter().map(|word| format!("Source::{}", variant_of(&SOURCES, word))).collect();
    variants.join(", ")
}

/// `CHECKS` in the order of the table, and one constant a check.
fn checks(file: &Path, formats: &BTreeMap<String, Table>) -> String {
    let mut rows_text = String::new();
    let mut constants = String::new();
    let mut ids = BTreeSet::new();
    for check in rows(&read(file), "check") {
        known(&check, &["id", "about"]);
        let (id, about) = (text(&check, "id"), text(&check, "about"));
        assert!(ids.insert(id.clone()), "check {id} stands twice");
        let having: Vec<&String> = formats
            .iter()
            .filter(|(_, table)| texts(table, "checks").contains(&id))
            .map(|(format, _)| format)
            .collect();
        assert!(!having.is_empty(), "check {id} is no format's");
        line(&mut rows_text, &format!("CheckInfo {{ id: CheckId({id:?}), about: {about:?}, formats: &{having:?} }},"));
        line(&mut constants, &format!("/// {}", doc(&about)));
        line(&mut constants, &format!("pub const {}: CheckId = CheckId({id:?});", constant(&id)));
    }
    for (format, table) in formats {
        for id in texts(table, "checks") {
            assert!(ids.contains(&id), "{format}: check {id} is in no table");
        }
    }
    format!("static CHECKS: [CheckInfo; {}] = [\n{rows_text}];\n\n{constants}", ids.len())
}

/// `TEXTS` and `TCG_IDS`, each sorted by what is looked up.
fn vendors(file: &Path) -> String {
    let mut by_text = BTreeMap::new();
    let mut by_tcg_id = BTreeMap::new();
    for vendor in rows(&read(file), "vendor") {
        known(&vendor, &["name", "tcg", "texts"]);
        let name = text(&vendor, "name");
        for other in texts(&vendor, "texts").into_iter().chain([name.clone()]) {
            assert!(by_text.insert(other.clone(), name.clone()).is_none(), "vendor text {other} stands twice");
        }
        for id in texts(&vendor, "tcg") {
            assert!(by_tcg_id.insert(id.clone(), name.clone()).is_none(), "TCG id {id} stands twice");
        }
    }
    let mut written = String::new();
    for (table, entries) in [("TEXTS", by_text), ("TCG_IDS", by_tcg_id)] {
        line(&mut written, &format!("static {table}: [(&str, &str); {}] = [", entries.len()));
        for entry in entries {
            line(&mut written, &format!("{entry:?},"));
        }
        line(&mut written, "];");
    }
    written
}

fn read(path: &Path) -> Table {
    let content = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    content.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn write(path: &Path, content: &str) {
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The members of `[[name]]`.
fn rows(table: &Table, name: &str) -> Vec<Table> {
    let rows = table.get(name).and_then(Value::as_array).unwrap_or_else(|| panic!("no [[{name}]]"));
    rows.iter().map(|row| row.as_table().unwrap_or_else(|| panic!("{name} is no table")).clone()).collect()
}

fn text(row: &Table, member: &str) -> String {
    let found = row.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.unwrap_or_else(|| panic!("no {member} in {row:?}")).to_owned()
}

/// A list of texts; without the member, none.
fn texts(row: &Table, member: &str) -> Vec<String> {
    let Some(value) = row.get(member) else { return Vec::new() };
    let list = value.as_array().unwrap_or_else(|| panic!("{member} is no list in {row:?}"));
    let texts: Vec<String> =
        list.iter().map(|item| item.as_str().unwrap_or_else(|| panic!("{member} of {row:?}")).to_owned()).collect();
    assert!(BTreeSet::from_iter(&texts).len() == texts.len(), "{member} has a text twice in {row:?}");
    texts
}

fn known(row: &Table, members: &[&str]) {
    for member in row.keys() {
        assert!(members.contains(&member.as_str()), "unknown member {member} in {row:?}");
    }
}

fn variant_of<'t>(variants: &[(&str, &'t str)], word: &str) -> &'t str {
    variants.iter().find(|(name, _)| *name == word).unwrap_or_else(|| panic!("{word} is none of {variants:?}")).1
}

/// `luna-pkc.serial` becomes `LUNA_PKC_SERIAL`.
fn constant(name: &str) -> String {
    name.to_uppercase().replace(['.', '-'], "_")
}

/// Text as Markdown that says just that.
fn doc(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if "<>[]*".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("writing to a string does not fail");
}
