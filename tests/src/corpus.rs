//! The corpus of real and derived evidence, which is not part of the repository.

use crate::case::Case;
use std::path::{Path, PathBuf};

/// What to print where the corpus is absent.
pub const SKIPPED: &str = "skipped: no corpus (set KEYATTEST_CORPUS to the folder of evidence)";

/// The folder of evidence: `KEYATTEST_CORPUS`, or the one beside the checkout; none where it is not there.
pub fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/evidence");
    let named = std::env::var_os("KEYATTEST_CORPUS").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|folder| folder.is_dir())
}

/// All cases of the formats that are registered, by name, as `luna-pkc/k7-rsa2048`.
///
/// # Panics
/// A folder or case that can not be read.
pub fn cases() -> Option<Vec<Case>> {
    let folder = folder()?;
    let anchors = folder.join("../anchors");
    let mut cases = Vec::new();
    for format in keyattest::formats::all() {
        let id = format.about().id;
        // Vectors of a structure alone lie among a format's cases, under a name of their own.
        cases.extend(cases_of(&folder, &anchors, id).into_iter().filter(|case| case.format == id));
    }
    Some(cases)
}

/// The cases of one format below a folder of evidence.
///
/// # Panics
/// A folder or case that can not be read.
pub fn cases_of(folder: &Path, anchors: &Path, format: &str) -> Vec<Case> {
    let Ok(entries) = std::fs::read_dir(folder.join(format)) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder of cases").path()).collect();
    folders.sort();
    folders
        .iter()
        .filter(|folder| folder.join("case.toml").is_file())
        .map(|folder| Case::read(folder, anchors))
        .collect()
}
