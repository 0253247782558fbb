//! Trust decisions: which keys there are, what is weak about them, which signatures hold, and which chains end at an anchor.
//!
//! Nothing here reads a clock, a file or the network. The crypto libraries are named in the folder `library` alone, and no type of theirs
//! is public: everything else asks [`hash`] and [`signature::verify`].
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

pub mod anchors;
pub mod chain;
mod curve;
pub mod cvc;
pub mod hash;
pub mod key;
mod library;
pub mod revocation;
pub mod signature;
pub mod ways;
pub mod weak;

pub use curve::{Curve, CurveNumbers};
pub use hash::Hash;
pub use key::{KeyKind, PublicKey};
