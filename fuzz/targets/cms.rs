//! CMS that holds certificates only.

#![no_main]

use keyattest_wire::{Bytes, cms};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = cms::certificates_only(&Bytes::new("fuzz", data));
});
