//! The two forms of common names, which are all that tells a card's certificate from a partition's.
//!
//! ```text
//! HSM:5.2G1804-ICM000678, for FIPS mode                              card: type, year and week, serial number
//! HSM:5.2G1804-ICM000678:PARTN:1, for FIPS mode                      partition of that card
//! HSM:F351E9AF9A7AAD1A82AF8DD90B6B3F:PARTN:1, for non-FIPS mode      partition of whatever card
//! ```

use keyattest_wire::name::Name;

/// What a card's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CardName {
    pub(super) serial: String,
    pub(super) fips_mode: bool,
}

/// What a partition's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartitionName {
    /// All between `HSM:` and the comma.
    pub(super) partition: String,
    /// The card's serial number, where the name has that and no identifier.
    pub(super) card: Option<String>,
    pub(super) fips_mode: bool,
}

/// The card's name, where the one common name has exactly its form.
pub(super) fn card(name: Name<'_>) -> Option<CardName> {
    let (serial, fips_mode) = before_mode(name.one_common_name()?)?;
    is_serial(serial).then(|| CardName { serial: serial.to_owned(), fips_mode })
}

/// The partition's name, where the one common name has exactly its form.
pub(super) fn partition(name: Name<'_>) -> Option<PartitionName> {
    let (partition, fips_mode) = before_mode(name.one_common_name()?)?;
    let (module, number) = partition.split_once(":PARTN:")?;
    let is_identifier = module.len() == 30 && module.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
    if !are_digits(number) || !(is_identifier || is_serial(module)) {
        return None;
    }
    let card = (!is_identifier).then(|| module.to_owned());
    Some(PartitionName { partition: partition.to_owned(), card, fips_mode })
}

fn before_mode(name: &str) -> Option<(&str, bool)> {
    let text = name.strip_prefix("HSM:")?;
    let fips = text.strip_suffix(", for FIPS mode").map(|rest| (rest, true));
    fips.or_else(|| text.strip_suffix(", for non-FIPS mode").map(|rest| (rest, false)))
}

/// `5.2G1804-ICM000678`
fn is_serial(text: &str) -> bool {
    let read = || {
        let (kind, rest) = text.split_once('G')?;
        let (major, minor) = kind.split_once('.')?;
        let (date, number) = rest.split_once('-')?;
        let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
        let fits = are_digits(major) && are_digits(minor) && are_digits(date) && date.len() == 4;
        Some(fits && !number.is_empty() && capitals(number))
    };
    read().unwrap_or(false)
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::oids;
    use keyattest_wire::spki::encode;

    fn name(texts: &[&str]) -> Vec<u8> {
        let attribute = |text: &&str| {
            let pair = [encode(0x06, oids::COMMON_NAME.as_der()), encode(0x0c, text.as_bytes())].concat();
            encode(0x31, &encode(0x30, &pair))
        };
        encode(0x30, &texts.iter().flat_map(attribute).collect::<Vec<u8>>())
    }

    #[test]
    fn the_two_forms() {
        let found = card(Name::new(&name(&["HSM:5.2G1804-ICM000678, for FIPS mode"]))).unwrap();
        assert_eq!(found, CardName { serial: "5.2G1804-ICM000678".into(), fips_mode: true });
        let found = partition(Name::new(&name(&["HSM:5.2G1804-ICM000678:PARTN:15, for FIPS mode"]))).unwrap();
        assert_eq!(found.card.as_deref(), Some("5.2G1804-ICM000678"));
        assert_eq!((found.partition.as_str(), found.fips_mode), ("5.2G1804-ICM000678:PARTN:15", true));
        let text = "HSM:F351E9AF9A7AAD1A82AF8DD90B6B3F:PARTN:1, for non-FIPS mode";
        let found = partition(Name::new(&name(&[text]))).unwrap();
        assert_eq!((found.card, found.fips_mode), (None, false));
    }

    #[test]
    fn other_names_are_neither() {
        for text in [
            "",
            "HSM:, for FIPS mode",
            "HSM:5.2G1804-ICM000678",
            "HSM:5.2G1804-ICM000678, for FIPS mode\n",
            " HSM:5.2G1804-ICM000678, for FIPS mode",
            "HSM:5.2G1804-ICM000678, for FIPS mode, for FIPS mode",
            "HSM:5.2G1804-ICM000678, for fips mode",
            "HSM:5.2G180-ICM000678, for FIPS mode",
            "HSM:5.2G1804-icm000678, for FIPS mode",
            "HSM:5.2G1804-, for FIPS mode",
            "HSM:5G1804-ICM000678, for FIPS mode",
            "HSM:5.\u{0662}G1804-ICM000678, for FIPS mode",
            "HSM:5.2G1804-ICM000678:PARTN:, for FIPS mode",
            "HSM:5.2G1804-ICM000678:PARTN:1:PARTN:2, for FIPS mode",
            "HSM:F351E9AF9A7AAD1A82AF8DD90B6B3:PARTN:1, for FIPS mode",
            "HSM:f351e9af9a7aad1a82af8dd90b6b3f:PARTN:1, for FIPS mode",
        ] {
            assert_eq!(card(Name::new(&name(&[text]))), None, "{text}");
            assert_eq!(partition(Name::new(&name(&[text]))), None, "{text}");
        }
        let two = name(&["HSM:5.2G1804-ICM000678, for FIPS mode", "HSM:5.2G1804-ICM000678, for FIPS mode"]);
        assert_eq!(card(Name::new(&two)), None);
        let partition_name = name(&["HSM:5.2G1804-ICM000678:PARTN:1, for FIPS mode"]);
        assert_eq!(card(Name::new(&partition_name)), None);
    }
}
