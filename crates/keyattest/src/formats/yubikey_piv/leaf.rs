//! The leaf's name and extensions, decoded strictly. Their values are not uniformly DER: some are raw bytes.

use crate::formats::yubico;
use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Malformed, Oid};

/// Firmware, three raw bytes: leaf and F9.
pub(super) const FIRMWARE: Oid = piv(3);
/// Serial number, INTEGER.
pub(super) const SERIAL: Oid = piv(7);
/// PIN and touch policy, two raw bytes.
pub(super) const POLICY: Oid = piv(8);
/// Form factor, one raw byte.
pub(super) const FORM_FACTOR: Oid = piv(9);
/// FIPS marker, INTEGER: F9 of FIPS devices.
pub(super) const FIPS: Oid = piv(10);
/// CSPN marker: F9 of CSPN devices. In a carrier the same identifier is the leaf.
pub(super) const CSPN: Oid = piv(11);

/// How a leaf's common name begins; F9's may be the same without the blank.
pub(super) const NAME: &str = "YubiKey PIV Attestation ";

/// An identifier of Yubico's PIV arc.
pub(super) const fn piv(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 3, number])
}

/// What a leaf says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// Two lower-case hexadecimal digits.
    pub(super) slot: String,
    pub(super) firmware: [u8; 3],
    pub(super) serial: Option<u64>,
    pub(super) pin: u8,
    pub(super) touch: u8,
    pub(super) form_factor: Option<u8>,
}

/// The slot of a leaf's common name, compared as a whole: 9a, 9c, 9d, 9e, and 82 to 95.
pub(super) fn slot(name: &str) -> Option<String> {
    let digits = name.strip_prefix(NAME)?;
    let is_hex = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
    matches!(number, 0x9a | 0x9c | 0x9d | 0x9e | 0x82..=0x95).then(|| digits.to_ascii_lowercase())
}

/// Reads a certificate that has a leaf's name.
///
/// # Errors
/// A needed extension is missing, or one is of another form.
pub(super) fn read(certificate: &Certificate) -> Result<Leaf, Malformed> {
    decode(certificate).map_err(|malformed| malformed.within(certificate.bytes().part()))
}

fn decode(certificate: &Certificate) -> Result<Leaf, Malformed> {
    let slot = certificate.subject().only_common_name().and_then(slot);
    let slot = slot.ok_or_else(|| Malformed::new("the subject is no slot's name"))?;
    let needed = |oid: &Oid| certificate.extension(oid).ok_or_else(|| Malformed::new(format!("no extension {oid}")));
    let firmware = firmware(needed(&FIRMWARE)?)?;
    let policy = <[u8; 2]>::try_from(needed(&POLICY)?.value.as_slice());
    let [pin, touch] = policy.map_err(|_| Malformed::new("PIN and touch policy of another length than 2"))?;
    let serial = certificate.extension(&SERIAL).map(serial).transpose()?;
    let form_factor = certificate.extension(&FORM_FACTOR).map(|extension| match extension.value.as_slice() {
        [byte] => Ok(*byte),
        _ => Err(Malformed::new("form factor of another length than 1")),
    });
    Ok(Leaf { slot, firmware, serial, pin, touch, form_factor: form_factor.transpose()? })
}

/// Three raw bytes.
pub(super) fn firmware(extension: &Extension) -> Result<[u8; 3], Malformed> {
    let read = <[u8; 3]>::try_from(extension.value.as_slice());
    read.map_err(|_| Malformed::new("firmware of another length than 3"))
}

fn serial(extension: &Extension) -> Result<u64, Malformed> {
    let number = der::small_unsigned(der::only(&extension.value, Tag::INTEGER)?.content)?;
    if number > u64::from(u32::MAX) { Err(Malformed::new("serial number above 2^32-1")) } else { Ok(number) }
}

/// The number of the FIPS marker.
pub(super) fn fips_marker(extension: &Extension) -> Result<u64, Malformed> {
    der::small_unsigned(der::only(&extension.value, Tag::INTEGER)?.content)
}

/// The word for a PIN policy; 0 and unknown values have none.
pub(super) fn pin_word(value: u8) -> Option<&'static str> {
    Some(match value {
        1 => "never",
        2 => "once",
        3 => "always",
        4 => "match-once",
        5 => "match-always",
        _ => return None,
    })
}

/// The word for a touch policy; 0 and unknown values have none.
pub(super) fn touch_word(value: u8) -> Option<&'static str> {
    Some(match value {
        1 => "never",
        2 => "always",
        3 => "cached",
        _ => return None,
    })
}

/// `5.7.4`
pub(super) fn version(firmware: [u8; 3]) -> String {
    yubico::firmware(&firmware).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::yubico::testing::certificate;

    #[test]
    fn slots_are_names_as_a_whole() {
        assert_eq!(slot("YubiKey PIV Attestation 9a").as_deref(), Some("9a"));
        assert_eq!(slot("YubiKey PIV Attestation 8F").as_deref(), Some("8f"));
        for name in ["9b", "f9", "81", "96", "9a\n", " 9a", "+9", "9", "9aa", ""] {
            assert_eq!(slot(&format!("{NAME}{name}")), None, "{name:?}");
        }
        assert_eq!(slot("yubikey piv attestation 9a"), None);
    }

    #[test]
    fn policies_that_must_not_occur_have_no_word() {
        assert_eq!((pin_word(0), pin_word(3), pin_word(6)), (None, Some("always"), None));
        assert_eq!((touch_word(0), touch_word(3), touch_word(4)), (None, Some("cached"), None));
    }

    type Given<'v> = (Oid, &'v [u8]);

    fn leaf(changed: &[Given<'_>], without: Option<Oid>) -> Result<Leaf, Malformed> {
        let mut all: Vec<Given<'_>> = vec![
            (FIRMWARE, &[5, 7, 4]),
            (SERIAL, &[2, 4, 0, 0xa0, 0xfc, 0x45]),
            (POLICY, &[2, 3]),
            (FORM_FACTOR, &[0x81]),
        ];
        for (oid, value) in changed {
            all.iter_mut().filter(|(known, _)| known == oid).for_each(|known| known.1 = value);
        }
        all.retain(|(oid, _)| Some(*oid) != without);
        read(&certificate("YubiKey PIV Attestation 9C", &all))
    }

    #[test]
    fn members_of_a_leaf() {
        let read = leaf(&[], None).unwrap();
        let wanted = Leaf {
            slot: "9c".to_owned(),
            firmware: [5, 7, 4],
            serial: Some(0x00a0_fc45),
            pin: 2,
            touch: 3,
            form_factor: Some(0x81),
        };
        assert_eq!(read, wanted);
        assert_eq!(leaf(&[], Some(SERIAL)).unwrap().serial, None);
        assert_eq!(leaf(&[], Some(FORM_FACTOR)).unwrap().form_factor, None);
        assert_eq!(leaf(&[(POLICY, &[0, 9])], None).map(|read| (read.pin, read.touch)).unwrap(), (0, 9));
        assert_eq!(leaf(&[(SERIAL, &[2, 5, 0, 0xff, 0xff, 0xff, 0xff])], None).unwrap().serial, Some(0xffff_ffff));
    }

    #[test]
    fn other_forms_are_malformed() {
        let wrong: [Given<'_>; 14] = [
            (FIRMWARE, &[5, 7]),
            (FIRMWARE, &[4, 3, 5, 7, 4]),
            (POLICY, &[2]),
            (POLICY, &[2, 3, 0]),
            (FORM_FACTOR, &[]),
            (FORM_FACTOR, &[1, 1]),
            (SERIAL, &[]),
            (SERIAL, &[2, 0]),
            (SERIAL, &[2, 1, 0xff]),
            (SERIAL, &[2, 2, 0, 1]),
            (SERIAL, &[2, 5, 1, 0, 0, 0, 0]),
            (SERIAL, &[2, 1, 1, 0]),
            (SERIAL, &[4, 1, 1]),
            (SERIAL, &[1]),
        ];
        for (oid, value) in wrong {
            assert!(leaf(&[(oid, value)], None).is_err(), "{oid} {value:02x?}");
        }
        assert!(leaf(&[], Some(FIRMWARE)).is_err() && leaf(&[], Some(POLICY)).is_err());
        assert!(
            read(&certificate("YubiKey PIV Attestation f9", &[(FIRMWARE, &[5, 7, 4]), (POLICY, &[2, 3])])).is_err()
        );
    }
}
