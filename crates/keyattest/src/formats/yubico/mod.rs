//! What Yubico's attestation formats share: certificates told by their names, the certificate that attested, and the way from it to an anchor.

mod path;
mod pool;
mod rules;
#[cfg(test)]
pub(super) mod testing;

pub(super) use path::{Profile, attester, judge_path};
pub(super) use pool::{MAXIMUM_PART, Pool, blocks, detect_leaf, holds};
pub(super) use rules::strict_rule;

use keyattest_trust::hash::Hash;
use keyattest_trust::signature::SignatureAlgorithm;

/// What a device signs attestations with.
pub(super) const DEVICE_ALGORITHMS: [SignatureAlgorithm; 2] =
    [SignatureAlgorithm::RsaPkcs1(Hash::Sha256), SignatureAlgorithm::Ecdsa(Hash::Sha256)];

/// What device certificates and CAs are signed with.
pub(super) const CA_ALGORITHMS: [SignatureAlgorithm; 6] = [
    SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
    SignatureAlgorithm::Ecdsa(Hash::Sha256),
    SignatureAlgorithm::Ecdsa(Hash::Sha384),
    SignatureAlgorithm::Ecdsa(Hash::Sha512),
];

/// A firmware version as three bytes.
pub(super) fn firmware(value: &[u8]) -> Option<String> {
    let [major, minor, patch] = value else { return None };
    Some(format!("{major}.{minor}.{patch}"))
}

/// The words for a form factor: the low six bits; another byte as it stands.
pub(super) fn form_factor(byte: u8) -> String {
    let word = match byte & 0x3f {
        1 => "usb-a-keychain",
        2 => "usb-a-nano",
        3 => "usb-c-keychain",
        4 => "usb-c-nano",
        5 => "usb-c-lightning",
        6 => "usb-a-bio",
        7 => "usb-c-bio",
        _ => return format!("0x{byte:02x}"),
    };
    word.to_owned()
}

/// One decimal digit or more.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The end of an authority's name below Yubico's newer root, as `B2 1`: A or B, digits or none, a blank, digits.
pub(super) fn is_branch(text: &str) -> bool {
    let Some((branch, number)) = text.split_once(' ') else { return false };
    let series = branch.strip_prefix(['A', 'B']);
    series.is_some_and(|series| series.is_empty() || is_digits(series)) && is_digits(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_names_as_a_whole() {
        for text in ["A 1", "B 1", "B2 1", "A10 12"] {
            assert!(is_branch(text), "{text:?}");
        }
        for text in ["A1", "C 1", "B2 ", "B2 1 ", "B2  1", "B2 1\n", "b 1", ""] {
            assert!(!is_branch(text), "{text:?}");
        }
    }

    #[test]
    fn words_of_form_factors_and_versions() {
        assert_eq!(
            (form_factor(1), form_factor(0x81), form_factor(0x47)),
            ("usb-a-keychain".into(), "usb-a-keychain".into(), "usb-c-bio".into())
        );
        assert_eq!((form_factor(0), form_factor(0x88)), ("0x00".to_owned(), "0x88".to_owned()));
        assert_eq!((firmware(&[5, 7, 4]), firmware(&[5, 7])), (Some("5.7.4".to_owned()), None));
    }
}
