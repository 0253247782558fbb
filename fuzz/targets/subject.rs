//! Requests, certificates and keys that a caller names as subject.

#![no_main]

use keyattest::{Bytes, Subject};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let bytes = Bytes::new("fuzz", data);
    let _ = (Subject::read(&bytes).map(|subject| subject.kind()), keyattest::public_key(&bytes).is_ok());
});
