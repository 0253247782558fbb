//! The index of real cases against the corpus: nothing missing, nothing stale, nothing different.

use keyattest_tests::{corpus, index};

#[test]
fn the_index_is_that_of_the_corpus() {
    let committed = index::committed();
    let Some(found) = index::of_corpus() else {
        eprintln!("{}", corpus::SKIPPED);
        return;
    };
    let missing: Vec<_> = found.keys().filter(|name| !committed.contains_key(*name)).collect();
    let stale: Vec<_> = committed.keys().filter(|name| !found.contains_key(*name)).collect();
    let different: Vec<_> =
        found.iter().filter(|(name, entry)| committed.get(*name).is_some_and(|known| known != *entry)).collect();
    assert!(
        missing.is_empty() && stale.is_empty() && different.is_empty(),
        "missing: {missing:?}\nstale: {stale:?}\ndifferent: {different:#?}"
    );
}

#[test]
fn every_case_says_where_it_is_from() {
    for entry in index::committed().values() {
        let from_repository = entry.repository.is_some() && entry.commit.is_some() && entry.path.is_some();
        assert!(from_repository || entry.url.is_some(), "{}: neither a repository nor an address", entry.name);
        assert!(!entry.licence.is_empty() && !entry.files.is_empty(), "{}: no licence or no file", entry.name);
        for (file, hash) in &entry.files {
            assert!(hash.len() == 64 && keyattest::hex::decode(hash).is_some(), "{}: {file}: {hash}", entry.name);
        }
    }
}
