//! The statement's name and extensions: proper DER here, unlike PIV's.

use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Certificate, Extension};
use keyattest_wire::{Malformed, Oid, Time};

/// Cardholder name, UTF8String.
pub(super) const CARDHOLDER: Oid = openpgp(1);
/// Source of the key, INTEGER.
pub(super) const SOURCE: Oid = openpgp(2);
/// Firmware, OCTET STRING of three bytes: statement and card certificate.
pub(super) const FIRMWARE: Oid = openpgp(3);
/// OpenPGP fingerprint, OCTET STRING of 20 bytes.
pub(super) const FINGERPRINT: Oid = openpgp(4);
/// Date of generation, OCTET STRING of four bytes: seconds since 1970.
pub(super) const CREATED: Oid = openpgp(5);
/// Signature counter, INTEGER.
pub(super) const COUNTER: Oid = openpgp(6);
/// Serial number, INTEGER.
pub(super) const SERIAL: Oid = openpgp(7);
/// Touch policy, OCTET STRING of one byte.
pub(super) const TOUCH: Oid = openpgp(8);
/// Form factor, OCTET STRING of one byte.
pub(super) const FORM_FACTOR: Oid = openpgp(9);

/// How a statement's common name begins.
pub(super) const NAME: &str = "YubiKey OPGP Attestation ";

const fn openpgp(number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 5, number])
}

/// What a statement says.
pub(super) struct Leaf {
    /// SIG, DEC or AUT.
    pub(super) slot: &'static str,
    pub(super) generated: bool,
    pub(super) firmware: [u8; 3],
    pub(super) serial: u64,
    /// 0 to 4.
    pub(super) touch: u8,
    pub(super) form_factor: Option<u8>,
    pub(super) counter: Option<u64>,
    /// Where it is printable text.
    pub(super) cardholder: Option<String>,
    pub(super) fingerprint: Option<[u8; 20]>,
    pub(super) created: Option<Time>,
}

/// The slot of a statement's common name, compared as a whole.
pub(super) fn slot(name: &str) -> Option<&'static str> {
    let named = name.strip_prefix(NAME)?;
    ["SIG", "DEC", "AUT"].into_iter().find(|slot| *slot == named)
}

/// Reads a certificate that has a statement's name.
///
/// # Errors
/// A needed extension is missing, or one is of another form.
pub(super) fn leaf(certificate: &Certificate) -> Result<Leaf, Malformed> {
    decode(certificate).map_err(|malformed| malformed.within(certificate.bytes().part()))
}

fn decode(certificate: &Certificate) -> Result<Leaf, Malformed> {
    let find = |oid: Oid| certificate.extension(&oid);
    let needed = |oid: Oid| find(oid).ok_or_else(|| Malformed::new(format!("no extension {oid}")));
    let slot = certificate.subject().only_common_name().and_then(slot);
    let generated = match number(needed(SOURCE)?)? {
        0 => false,
        1 => true,
        _ => return Err(Malformed::new("a source of the key that is not known")),
    };
    let [touch] = octets::<1>(needed(TOUCH)?)?;
    if touch > 4 {
        return Err(Malformed::new("a touch policy that is not known"));
    }
    let cardholder = find(CARDHOLDER).map(cardholder).transpose()?.flatten();
    let created = find(CREATED).map(octets::<4>).transpose()?;
    Ok(Leaf {
        slot: slot.ok_or_else(|| Malformed::new("the subject is no statement's name"))?,
        generated,
        firmware: octets(needed(FIRMWARE)?)?,
        serial: number(needed(SERIAL)?)?,
        touch,
        form_factor: find(FORM_FACTOR).map(octets::<1>).transpose()?.map(|[byte]| byte),
        counter: find(COUNTER).map(number).transpose()?,
        cardholder,
        fingerprint: find(FINGERPRINT).map(octets::<20>).transpose()?,
        created: created.and_then(|bytes| Time::from_unix(i64::from(u32::from_be_bytes(bytes)))),
    })
}

/// The firmware of a card certificate, where it has one.
///
/// # Errors
/// Another form.
pub(super) fn firmware(certificate: &Certificate) -> Result<Option<[u8; 3]>, Malformed> {
    let read = certificate.extension(&FIRMWARE).map(octets::<3>).transpose();
    read.map_err(|malformed| malformed.within(certificate.bytes().part()))
}

fn cardholder(extension: &Extension) -> Result<Option<String>, Malformed> {
    let content = der::only(&extension.value, Tag::UTF8_STRING)?.content;
    let printable = |text: &&str| !text.is_empty() && !text.chars().any(char::is_control);
    Ok(std::str::from_utf8(content).ok().filter(printable).map(str::to_owned))
}

fn number(extension: &Extension) -> Result<u64, Malformed> {
    der::small_unsigned(der::only(&extension.value, Tag::INTEGER)?.content)
}

fn octets<const N: usize>(extension: &Extension) -> Result<[u8; N], Malformed> {
    let content = der::only(&extension.value, Tag::OCTET_STRING)?.content;
    <[u8; N]>::try_from(content).map_err(|_| Malformed::new(format!("{} of another length than {N}", extension.oid)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::yubico::testing::certificate;

    #[test]
    fn slots_are_names_as_a_whole() {
        assert_eq!(slot("YubiKey OPGP Attestation SIG"), Some("SIG"));
        for name in ["sig", "SIG ", "SIGN", "ATT", ""] {
            assert_eq!(slot(&format!("YubiKey OPGP Attestation {name}")), None, "{name:?}");
        }
        assert_eq!(slot("Yubikey OPGP Attestation SIG"), None);
    }

    type Given<'v> = (Oid, &'v [u8]);

    const NEEDED: [Given<'static>; 4] =
        [(FIRMWARE, &[4, 3, 5, 2, 7]), (SERIAL, &[2, 3, 0x50, 0x1c, 0xe0]), (TOUCH, &[4, 1, 4]), (SOURCE, &[2, 1, 1])];

    fn read(changed: &[Given<'_>], without: Option<Oid>) -> Result<Leaf, Malformed> {
        let is_kept = |(oid, _): &Given<'_>| Some(*oid) != without && !changed.iter().any(|(other, _)| other == oid);
        let all: Vec<Given<'_>> = NEEDED.into_iter().filter(is_kept).chain(changed.iter().copied()).collect();
        leaf(&certificate("YubiKey OPGP Attestation DEC", &all))
    }

    #[test]
    fn members_of_a_statement() {
        let said = read(&[], None).unwrap();
        assert_eq!((said.slot, said.generated, said.firmware), ("DEC", true, [5, 2, 7]));
        assert_eq!((said.serial, said.touch, said.form_factor, said.counter), (0x0050_1ce0, 4, None, None));
        assert_eq!((said.cardholder, said.fingerprint, said.created), (None, None, None));
        let fingerprint = [&[4, 20][..], &[9; 20]].concat();
        let list: [Given<'_>; 6] = [
            (SOURCE, &[2, 1, 0]),
            (CARDHOLDER, &[12, 2, b'a', b'b']),
            (FINGERPRINT, &fingerprint),
            (CREATED, &[4, 4, 0xff, 0xff, 0xff, 0xff]),
            (COUNTER, &[2, 1, 9]),
            (FORM_FACTOR, &[4, 1, 3]),
        ];
        let said = read(&list, None).unwrap();
        assert_eq!((said.generated, said.cardholder.as_deref(), said.fingerprint), (false, Some("ab"), Some([9; 20])));
        assert_eq!((said.counter, said.form_factor), (Some(9), Some(3)));
        assert_eq!(said.created.map(Time::unix), Some(0xffff_ffff));
        for content in [&[12, 0][..], &[12, 1, 0x1b], &[12, 1, 0xff]] {
            assert_eq!(read(&[(CARDHOLDER, content)], None).unwrap().cardholder, None, "{content:02x?}");
        }
    }

    #[test]
    fn other_forms_are_malformed() {
        let wrong: [Given<'_>; 12] = [
            (FIRMWARE, &[5, 2, 7]),
            (FIRMWARE, &[4, 2, 5, 2]),
            (SERIAL, &[2, 1, 0x80]),
            (TOUCH, &[4, 1, 5]),
            (TOUCH, &[4, 2, 0, 0]),
            (SOURCE, &[2, 1, 2]),
            (SOURCE, &[4, 1, 1]),
            (CARDHOLDER, &[19, 1, b'a']),
            (FINGERPRINT, &[4, 1, 9]),
            (CREATED, &[4, 3, 0, 0, 0]),
            (COUNTER, &[2, 2, 0, 9]),
            (FORM_FACTOR, &[3]),
        ];
        for (oid, value) in wrong {
            assert!(read(&[(oid, value)], None).is_err(), "{oid} {value:02x?}");
        }
        for (oid, _) in NEEDED {
            assert!(read(&[], Some(oid)).is_err(), "without {oid}");
        }
    }

    #[test]
    fn firmware_of_a_card_where_it_has_one() {
        let read = |list: &[Given<'_>]| firmware(&certificate("YubiKey OPGP Attestation", list));
        assert_eq!((read(&[]), read(&NEEDED[..1])), (Ok(None), Ok(Some([5, 2, 7]))));
        assert!(read(&[(FIRMWARE, &[5, 2, 7])]).is_err());
    }
}
