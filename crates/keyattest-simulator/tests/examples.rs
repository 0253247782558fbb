//! The examples of the repository are what the simulator makes, byte for byte, and come to what lies beside them.
//!
//! `KEYATTEST_BLESS=1` writes them anew.

use keyattest::{Policy, Request, Status, TrustStore, Verifier};
use keyattest_simulator::{Order, by_format, make};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

#[test]
fn the_luna_example() {
    let folder = folder().join("luna-pkc");
    let case = make(by_format("luna-pkc").expect("a simulator"), &Order::default()).expect("the control");
    // As the first command of README has it: with the built-in anchors, and without naming the format.
    let nothing = |name: &str| Err(name.to_owned());
    let trust = case.anchors.iter().fold(TrustStore::built_in(), |trust, file| {
        trust.with_file(&file.name, &file.bytes, &nothing).expect("an anchor")
    });
    let subject = case.subject.as_ref().expect("a request");
    let request = Request::new(case.parts(), case.at).subject(&subject.name, subject.bytes.as_slice());
    let policy = Policy::built_in("hardware-key").expect("the default policy");
    let result = Verifier::new(trust).with_policy(policy).verify(&request);
    assert_eq!(result.status, Status::Affirming, "{}", result.headline());

    let mut files: Vec<(String, Vec<u8>)> = case.files().map(|file| (file.name.clone(), file.bytes.clone())).collect();
    files.push(("case.toml".to_owned(), case.to_toml().into_bytes()));
    files.push(("result.json".to_owned(), result.to_json().into_bytes()));
    let bless = std::env::var_os("KEYATTEST_BLESS").is_some();
    for (name, bytes) in files {
        let path = folder.join(name);
        if bless {
            std::fs::write(&path, &bytes).expect("the example is written");
        }
        let found = std::fs::read(&path).unwrap_or_default();
        assert!(found == bytes, "{} is stale: KEYATTEST_BLESS=1 cargo test writes it anew", path.display());
    }
}
