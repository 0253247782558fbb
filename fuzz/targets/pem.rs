//! PEM: what is read and written again reads the same.

#![no_main]

use keyattest_wire::{Bytes, pem};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = (pem::contains(data), pem::leads(data), pem::blocks_alone(&Bytes::new("fuzz", data)));
    let Ok(blocks) = pem::blocks(&Bytes::new("fuzz", data)) else { return };
    let text: String = blocks.iter().map(|block| pem::encode(&block.label, &block.bytes)).collect();
    let again = pem::blocks(&Bytes::new("again", text.into_bytes()));
    let again = again.unwrap_or_default();
    assert!(again.len() == blocks.len() && again.iter().zip(&blocks).all(|(one, other)| one.bytes == other.bytes));
});
