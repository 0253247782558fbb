//! One module a command: each answers the text for standard output and the exit code.

pub mod anchors;
pub mod catalogue;
pub mod formats;
pub mod policy;
pub mod verify;
