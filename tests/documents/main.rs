//! Documents are current, and every registered format has all that a format has.

use keyattest::{TrustStore, catalogue, checks, formats};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A generated document is what the program would write; `KEYATTEST_BLESS=1` writes it.
fn current(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("KEYATTEST_BLESS").is_some() {
        std::fs::write(&path, text).expect("the document is written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{} is stale: KEYATTEST_BLESS=1 cargo test writes it anew", path.display());
}

#[test]
fn the_catalogues_page_is_current() {
    current("docs/catalogue.md", &catalogue::markdown());
}

#[test]
fn every_format_has_its_page_anchors_and_catalogue_line() {
    let trust = TrustStore::built_in();
    for format in formats::all() {
        let about = format.about();
        let page = root().join(format!("docs/formats/{}.md", about.id));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|_| panic!("no {}", page.display()));
        assert!(text.starts_with(&format!("# {}", about.id)), "{}: begins with the format's id", page.display());
        assert!(trust.anchors().iter().any(|anchor| anchor.scope.holds(about.id)), "{}: no anchor", about.id);
        let known = |module: &&catalogue::Module| module.format.as_deref() == Some(about.id);
        let mut modules = catalogue::all().iter().flat_map(|section| &section.modules);
        assert!(modules.any(|module| known(&module)), "{}: not in the catalogue", about.id);
    }
}

#[test]
fn every_format_is_documented_by_itself() {
    let mut ids = BTreeSet::new();
    for format in formats::all() {
        let about = format.about();
        assert!(ids.insert(about.id), "{} twice", about.id);
        for text in [about.title, about.products, about.carriers, about.unconfirmed] {
            assert!(!text.is_empty(), "{}: an empty description", about.id);
        }
        assert!(about.checks.contains(&checks::KEY_STRENGTH), "{}: the policy asks for it", about.id);
        for check in about.checks {
            assert!(checks::formats(*check).contains(&about.id), "{}: {check} is not among its checks", about.id);
        }
    }
}

#[test]
fn no_cargo_feature_weakens_anything() {
    let crates = root().join("crates");
    for entry in std::fs::read_dir(crates).expect("the crates").flatten() {
        let text = std::fs::read_to_string(entry.path().join("Cargo.toml")).expect("a manifest");
        assert!(!text.contains("[features]"), "{}: features need a review", entry.path().display());
    }
}
