//! Carriers of a confirmation, and its certificates as they stand.

use crate::input::{Input, Part};
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Bytes, Malformed, Oid, cms, find};

/// DER of an object identifier below 1.3.6.1.4.1.12383.1, the arc of the roles of certificates, up to its last byte.
const ROLE_PREFIX: [u8; 10] = [0x06, 0x09, 0x2b, 0x06, 0x01, 0x04, 0x01, 0xe0, 0x5f, 0x01];
/// HSM serial number, u32 little-endian.
pub(super) const SERIAL: Oid = private(1);
/// Firmware version, u16 little-endian minor, then major.
pub(super) const FIRMWARE: Oid = private(3);
/// A BIT STRING whose meaning is not documented.
pub(super) const KEY_FLAGS: Oid = private(5);
/// Kind of hardware origin, first word.
pub(super) const ORIGIN_FIRST: Oid = private(6);
/// Kind of hardware origin, second word.
pub(super) const ORIGIN_SECOND: Oid = private(7);

const MAXIMUM_CERTIFICATES: usize = 10;
const MAXIMUM_BYTES: usize = 64 * 1024;

const fn private(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 2, number])
}

/// The extended key usage of a role.
pub(super) const fn role(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 12383, 1, number])
}

/// The certificates of a confirmation in the order of the file.
pub struct Evidence {
    pub(super) part: String,
    pub(super) certificates: Vec<Certificate>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let certificates = spans(input.only()?).ok()?;
    let has_role = |bytes: &Bytes| find::holds(bytes, &ROLE_PREFIX);
    certificates.iter().any(has_role).then_some(Match::Certain)
}

/// The certificates of the layout that are not there.
pub(super) fn missing(input: &Input) -> Vec<String> {
    let Some(Ok(spans)) = input.only().map(spans) else { return Vec::new() };
    let roles: Vec<Oid> = spans
        .into_iter()
        .filter_map(|bytes| Certificate::from_der(bytes).ok()?.extended_key_usage().ok().flatten())
        .flatten()
        .collect();
    let has = |number: u64| roles.contains(&role(number));
    let layout: &[(u64, &str)] = if has(14) || has(15) { &super::verify::ECC_ROLES } else { &super::verify::RSA_ROLES };
    layout
        .iter()
        .filter(|(number, _)| !has(*number))
        .map(|(number, word)| format!("the {word} certificate (extended key usage {})", role(*number)))
        .collect()
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let part = input.only().ok_or_else(|| Malformed::new("a confirmation is exactly one file"))?;
    let certificates = spans(part)?
        .into_iter()
        .enumerate()
        .map(|(index, bytes)| Certificate::from_der(bytes.named(format_args!("certificate {index}"))))
        .collect::<Result<Vec<_>, _>>()?;
    for (index, certificate) in certificates.iter().enumerate() {
        if certificates.iter().skip(index.saturating_add(1)).any(|other| other.bytes() == certificate.bytes()) {
            return Err(Malformed::new("stands twice").within(certificate.bytes().part()));
        }
    }
    Ok(Evidence { part: part.name().to_owned(), certificates })
}

/// DER where the first byte is 30, else PEM: one CMS, or one to ten certificates.
fn spans(part: &Part) -> Result<Vec<Bytes>, Malformed> {
    let bytes = part.bytes();
    let within = |malformed: Malformed| malformed.within(bytes.part());
    if bytes.len() > MAXIMUM_BYTES {
        return Err(within(Malformed::new("larger than 64 KiB")));
    }
    let certificates = if bytes.first() == Some(&0x30) {
        cms::certificates_only(bytes)?
    } else {
        let blocks = part.blocks()?;
        let only = |labels: &[&str]| blocks.iter().all(|block| labels.contains(&block.label.as_str()));
        match blocks {
            [] => return Err(within(Malformed::new("neither DER nor PEM"))),
            [block] if only(&["PKCS7", "CMS"]) => cms::certificates_only(&block.bytes.renamed(bytes.part()))?,
            _ if only(&["CERTIFICATE"]) => blocks.iter().map(|block| block.bytes.renamed(bytes.part())).collect(),
            _ => return Err(within(Malformed::new("PEM blocks other than one CMS or a chain of certificates"))),
        }
    };
    if certificates.len() > MAXIMUM_CERTIFICATES {
        return Err(within(Malformed::new("more than ten certificates")));
    }
    Ok(certificates)
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    Outline::new("Luna public key confirmation")
        .with_all(evidence.certificates.iter().map(|certificate| Outline::certificate(certificate, extension)))
}

fn extension(extension: &Extension) -> Option<Outline> {
    let value = &extension.value;
    Some(match extension.oid {
        SERIAL => Outline::value("HSM serial number", serial_number(value)?),
        FIRMWARE => Outline::value("firmware", firmware(value)?),
        KEY_FLAGS => Outline::bytes("key flags (not documented)", value),
        ORIGIN_FIRST => Outline::bytes("kind of hardware origin, first word", value),
        ORIGIN_SECOND => Outline::bytes("kind of hardware origin, second word", value),
        _ => return None,
    })
}

/// The HSM's serial number as its tools print it.
pub(super) fn serial_number(value: &[u8]) -> Option<u32> {
    <[u8; 4]>::try_from(value).ok().map(u32::from_le_bytes)
}

/// `7.84`: major, then minor. That 7.84 is what is sold as 7.8.4 is inferred, and not said.
pub(super) fn firmware(value: &[u8]) -> Option<String> {
    let [low, high, major_low, major_high] = *<&[u8; 4]>::try_from(value).ok()?;
    Some(format!("{}.{}", u16::from_le_bytes([major_low, major_high]), u16::from_le_bytes([low, high])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_the_vendors_tool_prints_them() {
        assert_eq!(serial_number(&[0xd6, 0xf3, 0x07, 0x00]), Some(521_174));
        assert_eq!(serial_number(&[0xd6, 0xf3, 0x07]), None);
        assert_eq!(firmware(&[0x54, 0x00, 0x07, 0x00]).as_deref(), Some("7.84"));
        assert_eq!(firmware(&[0x54, 0x00, 0x07]), None);
        assert_eq!(role(13).as_der().split_last(), Some((&13, &ROLE_PREFIX[2..])));
    }
}
