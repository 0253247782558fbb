//! Detection by every format, and verification of whatever is detected.

#![no_main]

use keyattest::{Input, Part, Request, Time, TrustStore, Verification, Verifier};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| Verifier::new(TrustStore::built_in()));

fuzz_target!(|data: &[u8]| {
    let parts = || vec![Part::new("fuzz", data)];
    let input = Input::new(parts());
    let found = keyattest::formats::all().iter().any(|format| format.detect(&input).is_some());
    let at = Time::parse_rfc3339("2026-01-01T00:00:00Z").expect("a time");
    let result = VERIFIER.verify(&Request::new(parts(), at));
    assert_eq!(found, result.verification != Verification::Unrecognized);
});
