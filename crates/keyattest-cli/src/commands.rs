//! One module a command: each answers the text for standard output and the exit code.

pub mod anchors;
pub mod catalogue;
pub mod completions;
pub mod detect;
pub mod formats;
pub mod inspect;
pub mod policy;
pub mod simulate;
pub mod verify;

use crate::failure::Failure;
use keyattest::Format;
use keyattest::formats::{all, by_id};

/// The format that an option names.
fn format(id: &str) -> Result<&'static dyn Format, Failure> {
    let near = all().iter().map(|format| format.about().id).find(|known| known.contains(id));
    by_id(id).ok_or_else(|| {
        let hint = near
            .map_or_else(|| "`keyattest formats` lists those that are known".to_owned(), |near| format!("`{near}`?"));
        Failure::new(format!("--format: no format is called `{id}`")).hint(hint)
    })
}
