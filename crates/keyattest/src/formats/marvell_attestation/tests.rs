//! Attestations made byte by byte, each wrong in one way. Signatures and chains are the corpus' matter: there every check fails in a case.

use super::attributes::{self as numbers, AES, EC, GENERIC_SECRET, PRIVATE, PUBLIC, RSA, SECRET};
use super::blob::{self, Blob, Layout, Object};
use super::key::{self, Key};
use super::{objects, text_of};
use keyattest_trust::hash::{sha1, sha256};
use keyattest_wire::spki::{ec_spki, rsa_spki};
use keyattest_wire::{Bytes, oids};

mod carriers;

type Attributes = Vec<(u32, Vec<u8>)>;

/// The generator of P-256.
const POINT: [u8; 65] = [
    4, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03,
    0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe,
    0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce,
    0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
];

fn tlvs(attributes: &Attributes) -> Vec<u8> {
    let tlv = |(number, value): &(u32, Vec<u8>)| {
        [&number.to_be_bytes()[..], &(value.len() as u32).to_be_bytes(), value].concat()
    };
    attributes.iter().flat_map(tlv).collect()
}

fn numbers_of(values: &[usize]) -> Vec<u8> {
    values.iter().flat_map(|value| (*value as u32).to_be_bytes()).collect()
}

fn firmware_3(halves: &[Attributes]) -> Vec<u8> {
    let objects: Vec<Vec<u8>> = halves
        .iter()
        .enumerate()
        .map(|(index, half)| [numbers_of(&[7 + index, half.len(), tlvs(half).len()]), tlvs(half)].concat())
        .collect();
    let buffer = 8 + objects.concat().len();
    let total = 16 + 8 * halves.len() + buffer + 256;
    let handles: Vec<u8> = (0..halves.len()).flat_map(|index| numbers_of(&[1, 7 + index])).collect();
    let second = if halves.len() == 2 { 8 + objects[0].len() } else { 0 };
    let information = [1u16, 3, 8, second as u16].iter().flat_map(|value| value.to_be_bytes()).collect();
    [numbers_of(&[0, 3, total, buffer]), handles, information, objects.concat(), vec![0x55; 256]].concat()
}

fn firmware_2(attributes: &Attributes) -> Vec<u8> {
    let size = tlvs(attributes).len() + 16;
    let head = numbers_of(&[size + 12, 9, attributes.len(), size]);
    [vec![0; 16], head, tlvs(attributes), vec![0; 40], vec![0x55; 256]].concat()
}

fn read(bytes: &[u8]) -> Result<Blob, String> {
    blob::parse(&Bytes::new("key.bin", bytes)).map_err(|malformed| malformed.what().to_owned())
}

/// A private P-256 key that is as it should be.
fn private() -> Attributes {
    let spki = ec_spki(&oids::P256, &POINT);
    vec![
        (numbers::CLASS, vec![PRIVATE]),
        (numbers::KEY_TYPE, vec![EC]),
        (numbers::MODULUS, POINT.to_vec()),
        (numbers::MODULUS_BITS, numbers_of(&[415])),
        (numbers::KCV, sha1(&spki)[..3].to_vec()),
        (numbers::EKCV, sha256(&spki).to_vec()),
        (numbers::LOCAL, vec![1]),
        (numbers::EXTRACTABLE, vec![0]),
        (numbers::NEVER_EXTRACTABLE, vec![1]),
        (numbers::SENSITIVE, vec![1]),
        (numbers::ALWAYS_SENSITIVE, vec![1]),
        (numbers::SIGN, vec![1]),
        (numbers::DERIVE, vec![0]),
    ]
}

fn with(mut attributes: Attributes, number: u32, value: &[u8]) -> Attributes {
    attributes.retain(|(known, _)| *known != number);
    attributes.push((number, value.to_vec()));
    attributes
}

fn without(mut attributes: Attributes, number: u32) -> Attributes {
    attributes.retain(|(known, _)| *known != number);
    attributes
}

fn public() -> Attributes {
    with(with(private(), numbers::CLASS, &[PUBLIC]), numbers::EXTRACTABLE, &[1])
}

fn secret(kind: u8, bytes: usize) -> Attributes {
    let secret = with(with(private(), numbers::CLASS, &[SECRET]), numbers::KEY_TYPE, &[kind]);
    with(without(secret, numbers::MODULUS), numbers::VALUE_LEN, &numbers_of(&[bytes]))
}

fn object(attributes: &Attributes) -> Object {
    read(&firmware_3(std::slice::from_ref(attributes))).unwrap().objects.remove(0)
}

fn keeper(halves: &[Attributes]) -> Result<Option<u8>, String> {
    let blobs: Vec<Blob> = halves.iter().map(|half| read(&firmware_2(half)).unwrap()).collect();
    objects::keeper(&blobs).map(|object| object.byte(numbers::CLASS))
}

#[test]
fn both_layouts_are_read() {
    let pair = read(&firmware_3(&[public(), private()])).unwrap();
    assert_eq!((pair.layout, pair.objects.len(), pair.signature.len()), (Layout::Firmware3, 2, 256));
    assert_eq!((pair.objects[0].handle, pair.objects[1].handle), (7, 8));
    assert_eq!(pair.objects[1].value(numbers::MODULUS).unwrap().as_slice(), POINT);
    let one = read(&firmware_2(&private())).unwrap();
    assert_eq!((one.layout, one.objects.len(), one.objects[0].handle), (Layout::Firmware2, 1, 9));
    let followed = [firmware_3(&[private()]), b"\n".to_vec()].concat();
    let followed = read(&followed).unwrap();
    assert!(followed.line_feed && followed.signature.as_slice() == [0x55; 256]);
}

#[test]
fn no_byte_of_firmware_3_s_frame_may_be_another() {
    let good = firmware_3(&[public(), private()]);
    let second = 40 + 12 + tlvs(&public()).len();
    let frame = (0..16).chain([20, 21, 22, 23, 28, 29, 30, 31]).chain(32..52).chain(second..second + 12);
    for index in frame {
        let mut bad = good.clone();
        bad[index] ^= 1;
        assert!(read(&bad).is_err(), "byte {index}");
    }
    for length in 0..good.len() {
        assert!(read(&good[..length]).is_err(), "{length}");
    }
    assert!(read(&[&good[..], b"\n\n"].concat()).is_err());
    assert!(read(&[&good[..], b" "].concat()).is_err());
    let alone = firmware_3(&[private()]);
    let mut offset = alone.clone();
    offset[31] = 1;
    assert_eq!(read(&offset).unwrap_err(), "offset of a second object, and one handle");
    let twice = [private(), vec![(numbers::SIGN, vec![0])]].concat();
    assert_eq!(read(&firmware_3(&[twice])).unwrap_err(), "attribute 0x0108 SIGN twice");
}

#[test]
fn firmware_2_is_read_strictly() {
    let good = firmware_2(&private());
    for index in (0..20).chain(24..32).chain([good.len() - 257, good.len() - 296]) {
        let mut bad = good.clone();
        bad[index] ^= 1;
        assert!(read(&bad).is_err(), "byte {index}");
    }
    for length in 0..good.len() - 40 {
        assert!(read(&good[..length]).is_err(), "{length}");
    }
    let twice = [private(), vec![(numbers::SIGN, vec![0])]].concat();
    assert!(read(&firmware_2(&twice)).is_err());
    let length = tlvs(&private()).len();
    for (size, is_right) in [(length + 25, true), (length, true), (length - 1, false), (0, false)] {
        let mut sized = good.clone();
        sized[16..20].copy_from_slice(&numbers_of(&[size + 12]));
        sized[28..32].copy_from_slice(&numbers_of(&[size]));
        assert_eq!(read(&sized).is_ok(), is_right, "{size}");
    }
    let unknown = [vec![1], good].concat();
    assert!(read(&unknown).unwrap_err().starts_with("unsupported-layout"));
    assert!(read(&vec![0; 70_000]).unwrap_err().contains("64 KiB"));
}

#[test]
fn one_private_or_secret_object_alone_or_with_its_public_half() {
    for halves in [&[private()][..], &[private(), public()], &[public(), private()]] {
        assert_eq!(keeper(halves), Ok(Some(PRIVATE)));
    }
    assert_eq!(keeper(&[secret(AES, 32)]), Ok(Some(SECRET)));
    let wrong = [
        vec![public()],
        vec![private(), private()],
        vec![public(), public()],
        vec![secret(AES, 32), public()],
        vec![secret(AES, 32), private()],
        vec![with(private(), numbers::CLASS, &[5])],
        vec![with(private(), numbers::CLASS, &[0, PRIVATE])],
        vec![without(private(), numbers::CLASS)],
    ];
    for halves in wrong {
        assert!(keeper(&halves).is_err());
    }
    for number in [numbers::KEY_TYPE, numbers::MODULUS, numbers::MODULUS_BITS, numbers::KCV, numbers::EKCV] {
        assert!(keeper(&[private(), without(public(), number)]).is_err(), "{number:#x}");
    }
    for number in [numbers::ID, numbers::PUBLIC_EXPONENT] {
        assert!(keeper(&[private(), with(public(), number, &[1])]).is_err(), "{number:#x}");
    }
}

#[test]
fn security_attributes_must_be_there_and_truth_values() {
    let flags = objects::flags(&object(&private())).ok().unwrap();
    assert!(flags.local && flags.never_extractable && flags.sensitive && flags.always_sensitive && !flags.extractable);
    assert_eq!(flags.purposes, ["sign"]);
    let decisive = [
        numbers::LOCAL,
        numbers::EXTRACTABLE,
        numbers::NEVER_EXTRACTABLE,
        numbers::SENSITIVE,
        numbers::ALWAYS_SENSITIVE,
    ];
    for number in decisive {
        assert!(objects::flags(&object(&without(private(), number))).is_err(), "{number:#x}");
    }
    for number in decisive.into_iter().chain([numbers::SIGN]) {
        for value in [&[][..], &[2], &[0, 1], &[0, 0, 0, 1]] {
            assert!(objects::flags(&object(&with(private(), number, value))).is_err(), "{number:#x} {value:?}");
        }
    }
    assert!(objects::flags(&object(&without(private(), numbers::SIGN))).is_ok());
}

#[test]
fn elliptic_curve_keys_are_rebuilt_and_checked() {
    let rebuilt = |attributes: Attributes| key::rebuild(&object(&attributes));
    assert_eq!(rebuilt(private()).unwrap().key_type(), "ec-p256");
    assert!(rebuilt(without(private(), numbers::EKCV)).is_ok());
    let mut off = POINT;
    off[64] ^= 1;
    let wrong = [
        without(private(), numbers::MODULUS),
        without(private(), numbers::MODULUS_BITS),
        without(private(), numbers::KEY_TYPE),
        without(private(), numbers::KCV),
        with(private(), numbers::KCV, &[0, 0, 0]),
        with(private(), numbers::KCV, &[]),
        with(private(), numbers::EKCV, &[0; 32]),
        with(private(), numbers::KEY_TYPE, &[AES]),
        with(private(), numbers::KEY_TYPE, &[RSA]),
        with(private(), numbers::MODULUS_BITS, &numbers_of(&[714])),
        with(private(), numbers::MODULUS_BITS, &numbers_of(&[713])),
        with(private(), numbers::MODULUS, &off),
        with(private(), numbers::MODULUS, &POINT[..33]),
        with(private(), numbers::MODULUS, &[]),
    ];
    for attributes in wrong {
        assert!(rebuilt(attributes).is_err());
    }
}

#[test]
fn rsa_keys_are_rebuilt_and_checked() {
    let rsa = |modulus: &[u8], exponent: &[u8], bits: usize| {
        let spki = rsa_spki(modulus, exponent);
        let key = with(private(), numbers::KEY_TYPE, &[RSA]);
        let key = with(with(key, numbers::MODULUS, modulus), numbers::PUBLIC_EXPONENT, exponent);
        let key = with(with(key, numbers::KCV, &sha1(&spki)[..3]), numbers::EKCV, &sha256(&spki));
        key::rebuild(&object(&with(key, numbers::MODULUS_BITS, &numbers_of(&[bits]))))
    };
    let modulus = [0xc3; 256];
    assert_eq!(rsa(&modulus, &[1, 0, 1], 2048).unwrap().key_type(), "rsa-2048");
    assert!(rsa(&modulus, &[0, 0, 3], 2048).is_ok());
    assert!(rsa(&modulus, &[1, 0, 1], 2047).is_err());
    assert!(rsa(&[0; 256], &[1, 0, 1], 0).is_err());
    for exponent in [&[][..], &[0, 0, 0], &[0, 0, 1], &[0, 0, 2], &[1, 0, 0]] {
        assert!(rsa(&modulus, exponent, 2048).is_err(), "{exponent:?}");
    }
}

#[test]
fn secret_keys_have_a_type_and_a_length() {
    let rebuilt = |attributes: Attributes| key::rebuild(&object(&attributes));
    assert_eq!(rebuilt(secret(AES, 32)), Ok(Key::Secret("aes", 256)));
    assert_eq!(rebuilt(secret(GENERIC_SECRET, 32)), Ok(Key::Secret("generic-secret", 256)));
    let wrong = [
        secret(AES, 31),
        secret(AES, 0),
        secret(GENERIC_SECRET, 0),
        secret(GENERIC_SECRET, 0x2000_0000),
        secret(EC, 32),
        without(secret(AES, 32), numbers::VALUE_LEN),
        with(secret(AES, 32), numbers::MODULUS, &POINT),
        with(secret(AES, 32), numbers::VALUE_LEN, &[32]),
    ];
    for attributes in wrong {
        assert!(rebuilt(attributes).is_err());
    }
}

#[test]
fn attributes_of_genuine_attestations_are_known() {
    for number in [numbers::CLASS, numbers::IS_SPLIT, 0x0304, 0x8000_0179] {
        assert!(numbers::is_known(number), "{number:#x}");
    }
    for number in [0x0004, 0x0305, 0x8000_0181, u32::MAX] {
        assert!(!numbers::is_known(number), "{number:#x}");
    }
}

#[test]
fn texts_of_the_keys_owner() {
    assert_eq!(text_of(b"app_key\0\0\0"), "app_key");
    assert_eq!(text_of(b"a\0b\0"), "0x610062");
    assert_eq!(text_of(b"a\x7f"), "0x617f");
    assert_eq!(text_of("\u{e9}".as_bytes()), "0xc3a9");
    assert_eq!(text_of(b"\0\0"), "");
}
