//! OpenSSH public key lines, and the binary encoding.

#![no_main]

use keyattest_wire::ssh::{PublicKeyLine, Reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = PublicKeyLine::parse(data);
    let mut reader = Reader::new(data);
    while !reader.is_empty() && reader.string().is_ok() {}
    let mut reader = Reader::new(data);
    while !reader.is_empty() && reader.positive().is_ok() {}
});
