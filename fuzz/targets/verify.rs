//! Whole verifications: the first line names the format, the parts follow.
//!
//! Parts are separated by a line `--next part--`. What the built-in anchors do not vouch for never verifies; the same input gives the same bytes.

#![no_main]

use keyattest::{Part, Policy, Request, Time, TrustStore, Verifier};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const BETWEEN: &[u8] = b"\n--next part--\n";

static VERIFIER: LazyLock<Verifier> =
    LazyLock::new(|| Verifier::new(TrustStore::built_in()).with_policy(Policy::none()));

fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let Ok(format) = std::str::from_utf8(&data[..end]) else { return };
    if keyattest::formats::by_id(format).is_none() {
        return;
    }
    let parts = || {
        let mut parts = Vec::new();
        let mut rest = &data[end + 1..];
        while let Some(at) = rest.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
            parts.push(Part::new("fuzz", &rest[..at]));
            rest = &rest[at + BETWEEN.len()..];
        }
        parts.push(Part::new("fuzz", rest));
        parts
    };
    let at = Time::parse_rfc3339("2026-01-01T00:00:00Z").expect("a time");
    let run = || VERIFIER.verify(&Request::new(parts(), at).format(format)).to_json();
    assert_eq!(run(), run());
});
