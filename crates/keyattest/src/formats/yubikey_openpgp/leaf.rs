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
    let named = name.strip_prefix("YubiKey OPGP Attestation ")?;
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

    #[test]
    fn slots_are_names_as_a_whole() {
        assert_eq!(slot("YubiKey OPGP Attestation SIG"), Some("SIG"));
        for name in ["sig", "SIG ", "SIGN", "ATT", ""] {
            assert_eq!(slot(&format!("YubiKey OPGP Attestation {name}")), None, "{name:?}");
        }
        assert_eq!(slot("Yubikey OPGP Attestation SIG"), None);
    }
}
