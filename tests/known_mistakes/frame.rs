//! Lines about the frame, which need no evidence.

use keyattest::{Bytes, TrustStore, Verifier};
use keyattest_tests::case::Case;
use std::path::Path;

/// No crate of ours has a Cargo feature: nothing can switch a check off.
pub fn no_crate_has_features(_: &[Case]) -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = std::fs::read_dir(root.join("crates")).map_err(|problem| problem.to_string())?;
    let mut manifests = vec![root.join("Cargo.toml"), root.join("tests/Cargo.toml")];
    manifests.extend(crates.filter_map(|entry| Some(entry.ok()?.path().join("Cargo.toml"))));
    for manifest in manifests {
        let text =
            std::fs::read_to_string(&manifest).map_err(|problem| format!("{}: {problem}", manifest.display()))?;
        let table: toml::Table = toml::from_str(&text).map_err(|problem| problem.to_string())?;
        if table.contains_key("features") {
            return Err(format!("{}: has features: review whether one weakens a check", manifest.display()));
        }
    }
    Ok(())
}

/// A revocation list that can not be read is not passed over.
pub fn unreadable_revocation_is_refused(_: &[Case]) -> Result<(), String> {
    let files: [&[u8]; 4] =
        [b"", b"no list", b"\x30\x03\x02\x01\x00", b"-----BEGIN X509 CRL-----\nMAMCAQA=\n-----END X509 CRL-----\n"];
    for file in files {
        let verifier = Verifier::new(TrustStore::built_in()).with_revocation_list(&Bytes::new("list.crl", file));
        if verifier.is_ok() {
            return Err(format!("{file:?} is taken as a revocation list"));
        }
    }
    Ok(())
}

/// A root that the built-in table distrusts stays distrusted when the caller names it.
pub fn known_keys_keep_their_status(_: &[Case]) -> Result<(), String> {
    let built_in = TrustStore::built_in();
    for known in built_in.anchors() {
        let pem = keyattest::pem::encode("PUBLIC KEY", known.key.spki());
        let nothing = |name: &str| Err(format!("{name}: not opened here"));
        let named = TrustStore::built_in().only_added().with_file("root.pem", pem.as_bytes(), &nothing);
        let named = named.map_err(|problem| format!("{}: {problem}", known.id))?;
        let taken = named.anchors().iter().filter(|anchor| anchor.key.spki() == known.key.spki());
        if taken.clone().count() == 0 || taken.clone().any(|anchor| anchor.status != known.status) {
            return Err(format!("{}: is {:?} in the table, and not when the caller names it", known.id, known.status));
        }
    }
    Ok(())
}
