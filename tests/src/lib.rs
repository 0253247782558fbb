//! What the test programs share: where the corpus lies, what a case says, and how it is asked of the library.

pub mod case;
pub mod corpus;
pub mod index;
pub mod judge;
pub mod mutation;
pub mod pattern;
pub mod schema;
