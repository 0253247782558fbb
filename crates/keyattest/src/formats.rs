//! Every format that is known, one line each. Order is that of listings; detection does not depend on it.

pub mod luna_pkc;

use crate::pipeline::Format;

static FORMATS: [&dyn Format; 1] = [&luna_pkc::LunaPkc];

/// All formats.
pub fn all() -> &'static [&'static dyn Format] {
    &FORMATS
}

/// The format with this id.
pub fn by_id(id: &str) -> Option<&'static dyn Format> {
    all().iter().copied().find(|format| format.about().id == id)
}
