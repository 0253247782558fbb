//! XML documents.

#![no_main]

use keyattest_wire::Bytes;
use keyattest_wire::xml::{Document, document_element};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = document_element(data);
    let _ = Document::parse(&Bytes::new("fuzz", data), 32);
});
