//! Key objects and their attributes, in the order and with the numbers of genuine ones.

use super::carrier::Layout;
use super::claims::Said;
use crate::OrderError;
use keyattest::{Bytes, PublicKey};
use keyattest_trust::key::KeyKind;
use keyattest_trust::{Curve, hash};

pub(super) const CLASS: u32 = 0x0000;
pub(super) const LABEL: u32 = 0x0003;
pub(super) const KEY_TYPE: u32 = 0x0100;
pub(super) const ID: u32 = 0x0102;
pub(super) const SENSITIVE: u32 = 0x0103;
pub(super) const SIGN: u32 = 0x0108;
pub(super) const MODULUS: u32 = 0x0120;
pub(super) const MODULUS_BITS: u32 = 0x0121;
pub(super) const PUBLIC_EXPONENT: u32 = 0x0122;
pub(super) const VALUE_LEN: u32 = 0x0161;
pub(super) const EXTRACTABLE: u32 = 0x0162;
pub(super) const LOCAL: u32 = 0x0163;
pub(super) const NEVER_EXTRACTABLE: u32 = 0x0164;
pub(super) const ALWAYS_SENSITIVE: u32 = 0x0165;
pub(super) const KCV: u32 = 0x0173;
pub(super) const EKCV: u32 = 0x1003;

/// Words of the claim, with their attributes.
pub(super) const PURPOSES: [(&str, u32); 6] = [
    ("encrypt", 0x0104),
    ("decrypt", 0x0105),
    ("wrap", 0x0106),
    ("unwrap", 0x0107),
    ("sign", SIGN),
    ("derive", 0x010c),
];

/// Values of KEY_TYPE.
const RSA: u8 = 0x00;
const EC: u8 = 0x03;
pub(super) const AES: u8 = 0x1f;

/// Values of CLASS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Public = 2,
    Private = 3,
    Secret = 4,
}

/// A public key as an object has it.
#[derive(Clone)]
pub(super) struct Numbers {
    kind: u8,
    /// n, or the uncompressed point.
    pub(super) modulus: Vec<u8>,
    /// Bits of n, or OpenSSL's number of the curve.
    pub(super) bits: u32,
    pub(super) exponent: Option<Vec<u8>>,
    /// SubjectPublicKeyInfo, of which the check values are.
    pub(super) spki: Vec<u8>,
}

impl Numbers {
    /// # Errors
    /// A key that the card can not have.
    pub(super) fn of(spki: &[u8]) -> Result<Self, OrderError> {
        let none =
            || OrderError::Together("the card has RSA keys, and keys on P-256, P-384, P-521 and secp256k1".to_owned());
        let key = PublicKey::from_spki(Bytes::new("attested key", spki)).map_err(|_| none())?;
        let spki = spki.to_vec();
        match key.kind() {
            KeyKind::Rsa { modulus, exponent, .. } => {
                let bits = key.rsa_bits().and_then(|bits| u32::try_from(bits).ok()).ok_or_else(none)?;
                Ok(Self { kind: RSA, modulus: modulus.to_vec(), bits, exponent: Some(exponent.to_vec()), spki })
            }
            KeyKind::Ec { curve, point } => {
                let bits = match curve {
                    Curve::P256 => 415,
                    Curve::Secp256k1 => 714,
                    Curve::P384 => 715,
                    Curve::P521 => 716,
                    _ => return Err(none()),
                };
                Ok(Self { kind: EC, modulus: point.to_vec(), bits, exponent: None, spki })
            }
            _ => Err(none()),
        }
    }

    /// Length of the private key in PKCS#8, about: it depends on the numbers.
    fn private_length(&self) -> usize {
        match self.exponent {
            Some(_) => self.modulus.len() * 9 / 2 + 58,
            None => self.modulus.len() + self.modulus.len() / 2 + 41,
        }
    }
}

/// A key object.
#[derive(Clone)]
pub(super) struct Object {
    pub(super) handle: u32,
    pub(super) attributes: Vec<(u32, Vec<u8>)>,
}

impl Object {
    /// One half of a pair.
    pub(super) fn half(class: Class, numbers: &Numbers, said: &Said, layout: Layout) -> Self {
        let is_private = class == Class::Private;
        let length = match (is_private, &numbers.exponent) {
            (true, _) => numbers.private_length(),
            (false, Some(_)) => numbers.modulus.len() * 2,
            (false, None) => numbers.modulus.len(),
        };
        let mut object = Self::new(class, numbers.kind, said, layout, length);
        object.add(KCV, &hash::sha1(&numbers.spki)[..3]);
        if layout == Layout::Firmware3 {
            object.add(EKCV, &hash::sha256(&numbers.spki));
        }
        object.add(MODULUS, &numbers.modulus);
        object.add(MODULUS_BITS, &numbers.bits.to_be_bytes());
        if let Some(exponent) = &numbers.exponent {
            object.add(PUBLIC_EXPONENT, exponent);
            if is_private {
                object.add(0x8000_0000, &size(numbers.modulus.len() / 2 * 5));
            }
        }
        object
    }

    /// A secret AES-256 key; its check values can not be computed without it.
    pub(super) fn secret(said: &Said, layout: Layout) -> Self {
        let mut object = Self::new(Class::Secret, AES, said, layout, 32);
        object.add(KCV, b"TST");
        if layout == Layout::Firmware3 {
            object.add(EKCV, &[0x7e; 32]);
        }
        object
    }

    /// What all objects have. Public ones say extractable and not sensitive of every key.
    fn new(class: Class, kind: u8, said: &Said, layout: Layout, length: usize) -> Self {
        let is_public = class == Class::Public;
        let of_layout =
            |firmware_2: u8, firmware_3: u8| if layout == Layout::Firmware2 { firmware_2 } else { firmware_3 };
        let mut object = Self { handle: if is_public { 0x0a1c } else { 0x0a1d }, attributes: Vec::new() };
        object.add(CLASS, &[class as u8]);
        object.add(KEY_TYPE, &[kind]);
        object.add(0x0001, &[of_layout(1, 2)]);
        object.add(0x0002, &[1]);
        for (word, number) in PURPOSES {
            // The other half does the opposite.
            let opposite = ["encrypt", "wrap"].contains(&word);
            object.flag(number, if is_public { opposite } else { said.purposes.contains(&word) });
        }
        object.flag(0x010a, is_public);
        object.flag(LOCAL, said.local);
        object.flag(SENSITIVE, !is_public && said.sensitive);
        object.flag(EXTRACTABLE, is_public || said.extractable);
        object.add(LABEL, &padded(said.label.as_bytes()));
        object.add(ID, &padded(&said.key_id));
        object.add(VALUE_LEN, &size(length));
        object.add(0x1000, &[0, 0, 0, 0, 0, 0, 0, of_layout(0, 2)]);
        for number in [0x0086, 0x0210, 0x8000_0002, 0x8000_0003] {
            object.flag(number, false);
        }
        object.flag(ALWAYS_SENSITIVE, !is_public && said.always_sensitive);
        object.flag(NEVER_EXTRACTABLE, !is_public && said.never_extractable);
        match layout {
            Layout::Firmware3 => {
                for number in [0x174, 0x175, 0x176, 0x177, 0x178, 0x179, 0x180] {
                    object.add(0x8000_0000 | number, &[&[0; 31][..], &[0xff]].concat());
                }
            }
            Layout::Firmware2 => {
                for number in [0xf000_000d, 0xf000_000f] {
                    object.flag(number, !is_public);
                }
                for number in [0x0300, 0x0301, 0x0302, 0x0303, 0x0304, 0x0308] {
                    object.add(number, &[0xff; 4]);
                }
                for number in [0x0109, 0x010b, 0x1000_01f5] {
                    object.flag(number, false);
                }
                for number in [0x0170, 0x0172, 0x8000_0004] {
                    object.flag(number, true);
                }
                let mechanism = match (class, kind) {
                    (Class::Secret, _) => 0x1080u32,
                    (_, EC) => 0x1040,
                    _ => 0x0a,
                };
                object.add(0x0166, &mechanism.to_be_bytes());
                if !is_public {
                    object.flag(0x0202, false);
                }
            }
        }
        object
    }

    pub(super) fn add(&mut self, number: u32, value: &[u8]) {
        self.attributes.push((number, value.to_vec()));
    }

    fn flag(&mut self, number: u32, value: bool) {
        self.add(number, &[u8::from(value)]);
    }

    /// Another value for an attribute that it has.
    pub(super) fn set(&mut self, number: u32, value: &[u8]) {
        for (_, known) in self.attributes.iter_mut().filter(|(known, _)| *known == number) {
            *known = value.to_vec();
        }
    }

    pub(super) fn remove(&mut self, number: u32) {
        self.attributes.retain(|(known, _)| *known != number);
    }

    /// The public key in place of the one that it has, with its check values.
    pub(super) fn describe(&mut self, numbers: &Numbers) {
        self.set(KEY_TYPE, &[numbers.kind]);
        self.set(MODULUS, &numbers.modulus);
        self.set(MODULUS_BITS, &numbers.bits.to_be_bytes());
        self.remove(PUBLIC_EXPONENT);
        if let Some(exponent) = &numbers.exponent {
            self.add(PUBLIC_EXPONENT, exponent);
        }
        self.set(KCV, &hash::sha1(&numbers.spki)[..3]);
        self.set(EKCV, &hash::sha256(&numbers.spki));
    }
}

/// With zeros to 128 bytes.
fn padded(text: &[u8]) -> Vec<u8> {
    [text, &vec![0; 128usize.saturating_sub(text.len())]].concat()
}

/// A number of bytes.
pub(super) fn size(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}
