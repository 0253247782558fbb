//! The verifier of remote key attestation: may a remote party believe that this private key was generated in, is managed inside, and can
//! not leave, a hardware module?

pub mod checks;
pub mod claims;
pub mod result;
pub mod vendors;
