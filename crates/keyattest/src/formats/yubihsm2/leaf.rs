//! The names and extensions of attestation and device certificate. Each value is one DER primitive without a SEQUENCE around it.

use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Malformed, Oid};

/// Firmware, OCTET STRING of three bytes.
pub(super) const FIRMWARE: Oid = hsm(1);
/// Serial number, INTEGER.
pub(super) const SERIAL: Oid = hsm(2);
/// Origin, a byte in a BIT STRING.
pub(super) const ORIGIN: Oid = hsm(3);
/// Domains, two bytes in a BIT STRING.
pub(super) const DOMAINS: Oid = hsm(4);
/// Capabilities, eight bytes in a BIT STRING.
pub(super) const CAPABILITIES: Oid = hsm(5);
/// Object id, INTEGER.
pub(super) const OBJECT_ID: Oid = hsm(6);
/// Label, UTF8String by its tag, any bytes by its content.
pub(super) const LABEL: Oid = hsm(9);
/// FIPS marker, INTEGER: device certificates of the FIPS series.
pub(super) const FIPS: Oid = hsm(10);

/// How a leaf's common name begins.
pub(super) const NAME: &str = "YubiHSM Attestation id:0x";
const MAXIMUM_LABEL: usize = 40;

const fn hsm(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 4, number])
}

/// Where an object came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Generated,
    Imported,
    GeneratedWrapped,
    ImportedWrapped,
}

/// What an attestation says.
pub(super) struct Leaf {
    pub(super) firmware: [u8; 3],
    pub(super) serial: u32,
    pub(super) origin: Origin,
    pub(super) domains: u16,
    pub(super) capabilities: u64,
    pub(super) object_id: u16,
    /// Where it is printable text.
    pub(super) label: Option<String>,
}

/// What a device certificate says.
pub(super) struct Device {
    pub(super) firmware: Option<[u8; 3]>,
    pub(super) serial: u32,
    pub(super) fips_marker: Option<u64>,
}

/// The object id of a leaf's common name, compared as a whole: four lower-case hexadecimal digits.
pub(super) fn named_object(name: &str) -> Option<u16> {
    let digits = name.strip_prefix(NAME)?;
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let number = u16::from_str_radix(digits, 16).ok()?;
    (digits.len() == 4 && digits.bytes().all(is_hex)).then_some(number)
}

/// The serial number of a device's common name, compared as a whole: decimal without leading zeros.
pub(super) fn named_serial(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("YubiHSM Attestation (")?.strip_suffix(')')?;
    let number: u64 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

/// Reads a certificate that has a leaf's name.
///
/// # Errors
/// An extension is missing, or of another form.
pub(super) fn leaf(certificate: &Certificate) -> Result<Leaf, Malformed> {
    decode(certificate).map_err(|malformed| malformed.within(certificate.bytes().part()))
}

fn decode(certificate: &Certificate) -> Result<Leaf, Malformed> {
    let needed = |oid: Oid| certificate.extension(&oid).ok_or_else(|| Malformed::new(format!("no extension {oid}")));
    let [origin] = bits::<1>(needed(ORIGIN)?)?;
    let origin = match origin {
        0x01 => Origin::Generated,
        0x02 => Origin::Imported,
        0x11 => Origin::GeneratedWrapped,
        0x12 => Origin::ImportedWrapped,
        _ => return Err(Malformed::new("an origin that is not known")),
    };
    let label = der::only(&needed(LABEL)?.value, Tag::UTF8_STRING)?.content;
    if label.len() > MAXIMUM_LABEL {
        return Err(Malformed::new("label of more than 40 bytes"));
    }
    let printable = |text: &&str| !text.chars().any(char::is_control);
    let object_id = u16::try_from(number(needed(OBJECT_ID)?)?);
    Ok(Leaf {
        firmware: firmware(needed(FIRMWARE)?)?,
        serial: serial(needed(SERIAL)?)?,
        origin,
        domains: u16::from_be_bytes(bits::<2>(needed(DOMAINS)?)?),
        capabilities: u64::from_be_bytes(bits::<8>(needed(CAPABILITIES)?)?),
        object_id: object_id.map_err(|_| Malformed::new("object id above 2^16-1"))?,
        label: std::str::from_utf8(label).ok().filter(printable).map(str::to_owned),
    })
}

/// Reads a certificate that has a device's name.
///
/// # Errors
/// The serial number is missing, or an extension of another form.
pub(super) fn device(certificate: &Certificate) -> Result<Device, Malformed> {
    let read = || -> Result<Device, Malformed> {
        let needed = certificate.extension(&SERIAL).ok_or_else(|| Malformed::new(format!("no extension {SERIAL}")));
        Ok(Device {
            serial: serial(needed?)?,
            firmware: certificate.extension(&FIRMWARE).map(firmware).transpose()?,
            fips_marker: certificate.extension(&FIPS).map(number).transpose()?,
        })
    };
    read().map_err(|malformed| malformed.within(certificate.bytes().part()))
}

fn firmware(extension: &Extension) -> Result<[u8; 3], Malformed> {
    let content = der::only(&extension.value, Tag::OCTET_STRING)?.content;
    <[u8; 3]>::try_from(content).map_err(|_| Malformed::new("firmware of another length than 3"))
}

fn number(extension: &Extension) -> Result<u64, Malformed> {
    der::small_unsigned(der::only(&extension.value, Tag::INTEGER)?.content)
}

fn serial(extension: &Extension) -> Result<u32, Malformed> {
    u32::try_from(number(extension)?).map_err(|_| Malformed::new("serial number above 2^32-1"))
}

/// A BIT STRING that is only a container of whole bytes.
fn bits<const N: usize>(extension: &Extension) -> Result<[u8; N], Malformed> {
    let content = der::bit_string(der::only(&extension.value, Tag::BIT_STRING)?.content)?.whole_bytes()?;
    <[u8; N]>::try_from(content).map_err(|_| Malformed::new("BIT STRING of another length"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::yubico::testing::certificate;

    #[test]
    fn names_are_compared_as_a_whole() {
        assert_eq!(named_object("YubiHSM Attestation id:0x00fe"), Some(0xfe));
        for name in ["0x0FFE", "0xfe", "0x0000f", "0x00fe\n", "0x+0fe"] {
            assert_eq!(named_object(&format!("YubiHSM Attestation id:{name}")), None, "{name:?}");
        }
        assert_eq!(named_serial("YubiHSM Attestation (31650558)"), Some(31_650_558));
        for name in ["YubiHSM Attestation (031650558)", "YubiHSM Attestation (1) ", "YubiHSM Attestation B2 1"] {
            assert_eq!(named_serial(name), None, "{name:?}");
        }
    }

    type Given<'v> = (Oid, &'v [u8]);

    const ALL: [Given<'static>; 7] = [
        (FIRMWARE, &[4, 3, 2, 4, 1]),
        (SERIAL, &[2, 4, 0, 0xc9, 0x6c, 0x4c]),
        (ORIGIN, &[3, 2, 0, 0x11]),
        (DOMAINS, &[3, 3, 0, 0x80, 0x01]),
        (CAPABILITIES, &[3, 9, 0, 0, 0, 0, 0, 0, 1, 0, 0x80]),
        (OBJECT_ID, &[2, 2, 1, 0]),
        (LABEL, &[12, 3, b'k', b'e', b'y']),
    ];

    fn read(changed: Option<Given<'_>>, without: Option<Oid>) -> Result<Leaf, Malformed> {
        let kept = ALL.into_iter().filter(|(oid, _)| Some(*oid) != without);
        let change = |known: Given<'static>| changed.filter(|(oid, _)| *oid == known.0).unwrap_or(known);
        leaf(&certificate("YubiHSM Attestation id:0x0100", &kept.map(change).collect::<Vec<_>>()))
    }

    #[test]
    fn members_of_a_leaf() {
        let said = read(None, None).unwrap();
        assert_eq!((said.firmware, said.serial, said.origin), ([2, 4, 1], 0x00c9_6c4c, Origin::GeneratedWrapped));
        assert_eq!((said.domains, said.capabilities, said.object_id), (0x8001, 0x0001_0080, 0x0100));
        assert_eq!(said.label.as_deref(), Some("key"));
        let label = |content: &[u8]| {
            let value = [&[12, u8::try_from(content.len()).unwrap()], content].concat();
            read(Some((LABEL, &value)), None).map(|said| said.label)
        };
        assert_eq!(label(b"").unwrap().as_deref(), Some(""));
        assert_eq!((label(b"\xff").unwrap(), label(b"a\x1bb").unwrap()), (None, None), "no text, and still verified");
        assert!(label(&[b'a'; 40]).is_ok() && label(&[b'a'; 41]).is_err());
    }

    #[test]
    fn other_forms_are_malformed() {
        let wrong: [Given<'_>; 19] = [
            (FIRMWARE, &[2, 4, 1]),
            (FIRMWARE, &[4, 2, 2, 4]),
            (FIRMWARE, &[0x30, 5, 4, 3, 2, 4, 1]),
            (SERIAL, &[2, 5, 1, 0, 0, 0, 0]),
            (SERIAL, &[2, 1, 0x80]),
            (SERIAL, &[2, 2, 0, 1]),
            (ORIGIN, &[3, 2, 0, 0x00]),
            (ORIGIN, &[3, 2, 0, 0x03]),
            (ORIGIN, &[3, 2, 0, 0x10]),
            (ORIGIN, &[3, 3, 0, 0, 1]),
            (ORIGIN, &[3, 2, 1, 0x02]),
            (ORIGIN, &[4, 1, 1]),
            (DOMAINS, &[3, 2, 0, 1]),
            (CAPABILITIES, &[3, 8, 0, 0, 0, 0, 0, 0, 0, 0x80]),
            (CAPABILITIES, &[3, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0]),
            (OBJECT_ID, &[2, 3, 1, 0, 0]),
            (OBJECT_ID, &[2, 0]),
            (LABEL, &[19, 1, b'k']),
            (LABEL, &[12, 1, b'k', 0]),
        ];
        for (oid, value) in wrong {
            assert!(read(Some((oid, value)), None).is_err(), "{oid} {value:02x?}");
        }
        for (oid, _) in ALL {
            assert!(read(None, Some(oid)).is_err(), "without {oid}");
        }
    }

    #[test]
    fn members_of_a_device_certificate() {
        let read = |list: &[Given<'_>]| device(&certificate("YubiHSM Attestation (1)", list));
        let said = read(&[(SERIAL, &[2, 1, 1]), (FIRMWARE, &[4, 3, 2, 2, 0]), (FIPS, &[2, 1, 5])]).unwrap();
        assert_eq!((said.serial, said.firmware, said.fips_marker), (1, Some([2, 2, 0]), Some(5)));
        let old = read(&[(SERIAL, &[2, 1, 1])]).unwrap();
        assert_eq!((old.firmware, old.fips_marker), (None, None));
        assert!(read(&[]).is_err() && read(&[(SERIAL, &[2, 1, 1]), (FIPS, &[4, 1, 5])]).is_err());
        assert!(read(&[(SERIAL, &[2, 1, 1]), (FIRMWARE, &[2, 2, 0])]).is_err());
    }
}
