//! Revocation lists.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::crl::RevocationList;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = RevocationList::from_der(Bytes::new("fuzz", data));
});
