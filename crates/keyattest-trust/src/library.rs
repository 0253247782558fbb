//! The crypto libraries, one file each: nothing else in this workspace names them.
//!
//! These files choose the library's algorithm and hand over bytes that were read and bounded before. They judge nothing, and
//! say only whether a signature verifies.

pub(crate) mod aws;
mod brainpool_p512r1;
pub(crate) mod rustcrypto;
