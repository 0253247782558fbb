//! The checks: stable ids, and what a failure says to whoever has to act on it.
//!
//! Built from `registry/checks.toml` and `registry/formats/`. Nothing here makes a check; an id that is in no table can not be written.

use serde::Serialize;
use std::fmt;

/// The id of a check, as it stands in results: `chain.anchor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CheckId(&'static str);

impl CheckId {
    /// The id as text.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

struct CheckInfo {
    id: CheckId,
    about: &'static str,
    formats: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/checks.rs"));

fn info(id: CheckId) -> Option<&'static CheckInfo> {
    CHECKS.iter().find(|check| check.id == id)
}

/// What a failure of the check means, and what to do.
pub fn about(id: CheckId) -> &'static str {
    info(id).map_or("", |check| check.about)
}

/// The ids of the formats that have the check, in alphabetical order.
pub fn formats(id: CheckId) -> &'static [&'static str] {
    info(id).map_or(&[], |check| check.formats)
}

/// The check of this id, if there is one.
pub fn find(id: &str) -> Option<CheckId> {
    all().find(|check| check.0 == id)
}

/// Every check, the common ones first.
pub fn all() -> impl Iterator<Item = CheckId> {
    CHECKS.iter().map(|check| check.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_have_their_formats_and_advice() {
        assert_eq!(formats(LUNA_PKC_SERIAL), ["luna-pkc"]);
        assert!(formats(CHAIN_ANCHOR).contains(&"yubikey-piv"));
        assert!(all().all(|check| !about(check).is_empty() && !formats(check).is_empty()));
    }

    #[test]
    fn only_ids_of_the_table_are_found() {
        assert_eq!(find("chain.anchor"), Some(CHAIN_ANCHOR));
        assert_eq!(find("chain.anchors"), None);
        assert_eq!(serde_json::to_string(&TPM_ATTESTATION_KEY).unwrap(), r#""tpm.attestation-key""#);
    }
}
