//! DER, walked as deep as a caller may go.

#![no_main]

use keyattest_wire::der::Reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| walk(Reader::new(data), 0));

fn walk(mut reader: Reader<'_>, depth: usize) {
    while !reader.is_empty() && depth < 32 {
        let before = reader.rest().len();
        let mut copy = Reader::new(reader.rest());
        let _ = (copy.integer(), Reader::new(reader.rest()).oid(), Reader::new(reader.rest()).time());
        let _ = (Reader::new(reader.rest()).bit_string(), Reader::new(reader.rest()).boolean());
        let Ok(element) = reader.element() else { return };
        assert!(reader.rest().len() < before);
        walk(element.reader(), depth + 1);
    }
}
