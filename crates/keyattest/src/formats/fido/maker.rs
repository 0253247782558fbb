//! What an attesting certificate tells of the authenticator's maker and model.

use crate::vendors;
use keyattest_trust::anchors::Anchor;
use keyattest_wire::Oid;
use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::Certificate;

/// Yubico's firmware version: OCTET STRING of three bytes.
pub(in super::super) const FIRMWARE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 13, 1]);
/// Yubico's mark of FIPS devices: INTEGER.
pub(in super::super) const FIPS: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 12]);
const ORGANIZATION: Oid = Oid::new(&[2, 5, 4, 10]);

/// Names of vendors by their built-in tables, for certificates that do not name their maker.
const TABLES: [(&str, &str); 4] =
    [("feitian", "Feitian"), ("nitrokey", "Nitrokey"), ("vancosys", "Vancosys"), ("yubico", "Yubico")];

/// The maker, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum Maker {
    /// The certificate's organization.
    Named(String),
    /// The owner of the built-in anchor.
    Anchored(&'static str),
}

impl Maker {
    /// The certificate's organization, else, of U2F certificates that have none, the owner of the anchor, `known` where it is built in.
    pub(in super::super) fn of(leaf: &Certificate, known: Option<&Anchor>) -> Option<Self> {
        let attributes = leaf.subject().attributes().ok()?;
        let mut named = attributes.iter().filter(|attribute| attribute.oid == ORGANIZATION);
        match (named.next(), named.next()) {
            (Some(one), None) => one.text().map(|text| Self::Named(vendors::spelling(text).to_owned())),
            (Some(_), Some(_)) => None,
            (None, _) => known.and_then(|anchor| owner(&anchor.id)).map(Self::Anchored),
        }
    }
}

fn owner(anchor: &str) -> Option<&'static str> {
    let (table, _) = anchor.split_once('/')?;
    TABLES.iter().find(|(known, _)| *known == table).map(|(_, name)| *name)
}

/// The model's name: the common name, unless it is that of a numbered batch.
pub(in super::super) fn model(leaf: &Certificate) -> Option<String> {
    leaf.subject().one_common_name().filter(|name| !is_batch(name)).map(str::to_owned)
}

/// Whether the name ends in `Serial` and digits.
fn is_batch(name: &str) -> bool {
    let before = name.trim_end_matches(|character: char| character.is_ascii_digit());
    before.len() < name.len() && before.ends_with("Serial ")
}

/// Yubico's firmware version; none without it, or in another form.
pub(in super::super) fn firmware(leaf: &Certificate) -> Option<String> {
    let extension = leaf.extension(&FIRMWARE)?;
    version(&extension.value)
}

fn version(value: &[u8]) -> Option<String> {
    match value {
        [0x04, 0x03, major, minor, patch] => Some(format!("{major}.{minor}.{patch}")),
        _ => None,
    }
}

/// Yubico's mark of FIPS devices; none without it, or in another form.
pub(in super::super) fn fips_marker(leaf: &Certificate) -> Option<i64> {
    let extension = leaf.extension(&FIPS)?;
    let number = der::only(&extension.value, Tag::INTEGER).ok()?;
    i64::try_from(der::small_unsigned(number.content).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_no_models() {
        for name in ["Yubico U2F EE Serial 413943488", "Serial 1", "x Serial 0012"] {
            assert!(is_batch(name), "{name}");
        }
        for name in ["TEST key one", "Serial", "Serial ", "Serial 1x", "Serial 1\n", "serial 1", "Model 5", ""] {
            assert!(!is_batch(name), "{name}");
        }
    }

    #[test]
    fn versions_have_three_bytes() {
        assert_eq!(version(&[4, 3, 5, 4, 3]).as_deref(), Some("5.4.3"));
        for value in [&[4, 2, 5, 4][..], &[4, 3, 5, 4], &[4, 4, 5, 4, 3, 0], &[5, 4, 3], &[4, 3, 5, 4, 3, 0]] {
            assert_eq!(version(value), None);
        }
    }

    #[test]
    fn owners_of_anchors_are_those_of_the_tables() {
        assert_eq!(owner("yubico/u2f"), Some("Yubico"));
        assert_eq!((owner("yubico"), owner("root.pem"), owner("other/x")), (None, None, None));
    }
}
