//! The verifier of remote key attestation: may a remote party believe that this private key was generated in, is managed inside, and can
//! not leave, a hardware module?

pub mod checks;
pub mod claims;
pub mod policy;
pub mod result;
pub mod vendors;

pub use policy::Policy;
pub use result::{AttestationResult, Status, Verification};
