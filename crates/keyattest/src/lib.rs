//! The verifier of remote key attestation: may a remote party believe that a private key was generated in, is managed inside, and can
//! not leave, a hardware module?
//!
//! One way for the data: named parts are detected, parsed, verified, and only then asked for claims, which a policy appraises.
//! The library reads no clock, file, network or environment: time, anchors, nonce and subject are inputs. Bad evidence is a result, never an
//! error.

pub mod advisories;
mod assembly;
mod bench;
pub mod catalogue;
pub mod checks;
pub mod claims;
pub mod context;
pub mod formats;
mod input;
pub mod inspect;
mod outline;
mod pipeline;
pub mod policy;
mod provenance;
pub mod result;
mod scheme;
mod subject;
mod trust_store;
pub mod vendors;
mod verifier;

pub use advisories::Advisories;
pub use bench::{Bench, Refused, Signed, Trusted};
pub use input::{Input, Part};
pub use inspect::{Detected, Inspection};
pub use keyattest_trust::anchors::{Anchor, Kind, Scope};
pub use keyattest_trust::key::PublicKey;
pub use keyattest_wire::{Bytes, Malformed, Time, hex, pem, x509};
pub use outline::Outline;
pub use pipeline::{Format, Verified};
pub use policy::Policy;
pub use result::{AttestationResult, Status, Verification};
pub use scheme::{About, Match, Scheme, Stop};
pub use subject::{Subject, public_key};
pub use trust_store::{AnchorError, TrustStore};
pub use verifier::{MAXIMUM_BYTES, MAXIMUM_PARTS, Request, Verifier};

/// The guide for integrators is compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/for-ca-developers.md")]
struct ForCaDevelopers;
