//! Zip and gzip, within the limits that a format sets.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::archive::{Limits, gunzip, is_gzip, is_zip, zip};
use libfuzzer_sys::fuzz_target;

const MOST: usize = 1 << 18;

fuzz_target!(|data: &[u8]| {
    let bytes = Bytes::new("fuzz", data);
    let _ = (is_zip(data), is_gzip(data));
    if let Ok(members) = zip(&bytes, Limits { members: 16, member_bytes: MOST }) {
        for member in members {
            if let Ok(unpacked) = member.bytes() {
                assert!(unpacked.len() <= MOST);
            }
        }
    }
    if let Ok(unpacked) = gunzip(&bytes, MOST) {
        assert!(unpacked.len() <= MOST);
    }
});
