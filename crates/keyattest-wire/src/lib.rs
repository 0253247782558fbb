//! Bytes to types: every reader of untrusted bytes that the formats share.
//!
//! Nothing here verifies a signature, reads a clock, or knows a trust anchor. Every reader keeps the received bytes of what is
//! signed or name-compared ([`Bytes`], a span of the part it came from), refuses what it does not understand ([`Malformed`]),
//! and bounds depth, count and size.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::arithmetic_side_effects
    )
)]

pub mod archive;
pub mod base64;
mod bytes;
pub mod cbor;
pub mod cms;
pub mod cose;
pub mod crl;
pub mod csr;
pub mod cvc;
pub mod der;
pub mod find;
pub mod hex;
pub mod json;
mod malformed;
pub mod name;
mod oid;
pub mod oids;
pub mod pem;
#[cfg(test)]
mod sample;
pub mod spki;
pub mod ssh;
mod time;
pub mod x509;
pub mod xml;

pub use bytes::Bytes;
pub use malformed::{Malformed, Result};
pub use oid::Oid;
pub use time::Time;
