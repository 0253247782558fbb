//! JSON.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::json::{Json, is_object};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = is_object(data);
    let _ = Json::parse(&Bytes::new("fuzz", data), 32);
});
