//! Attributes of a key object: their numbers, which are PKCS#11's where it has them, and their names.

/// u8: see [`PUBLIC`], [`PRIVATE`], [`SECRET`].
pub(super) const CLASS: u32 = 0x0000;
/// Text of the key's owner, padded with zeros to 128 bytes.
pub(super) const LABEL: u32 = 0x0003;
/// u8: see [`RSA`], [`EC`], [`GENERIC_SECRET`], [`AES`].
pub(super) const KEY_TYPE: u32 = 0x0100;
/// Identifier that the key's owner gave it, padded with zeros to 128 bytes.
pub(super) const ID: u32 = 0x0102;
/// u8, a truth value as all that follow up to [`VERIFY`].
pub(super) const SENSITIVE: u32 = 0x0103;
pub(super) const ENCRYPT: u32 = 0x0104;
pub(super) const DECRYPT: u32 = 0x0105;
pub(super) const WRAP: u32 = 0x0106;
pub(super) const UNWRAP: u32 = 0x0107;
pub(super) const SIGN: u32 = 0x0108;
pub(super) const VERIFY: u32 = 0x010a;
pub(super) const DERIVE: u32 = 0x010c;
/// RSA: n. Elliptic curve: the uncompressed point. A secret key has none.
pub(super) const MODULUS: u32 = 0x0120;
/// u32. RSA: bits of n. Elliptic curve: OpenSSL's number of the curve.
pub(super) const MODULUS_BITS: u32 = 0x0121;
/// RSA: e.
pub(super) const PUBLIC_EXPONENT: u32 = 0x0122;
/// u32. Of a secret key: its bytes.
pub(super) const VALUE_LEN: u32 = 0x0161;
/// u8, a truth value as the next three: whether the key can leave under another key.
pub(super) const EXTRACTABLE: u32 = 0x0162;
/// Whether an HSM generated the key.
pub(super) const LOCAL: u32 = 0x0163;
pub(super) const NEVER_EXTRACTABLE: u32 = 0x0164;
pub(super) const ALWAYS_SENSITIVE: u32 = 0x0165;
/// First three bytes of SHA-1 of the SubjectPublicKeyInfo.
pub(super) const KCV: u32 = 0x0173;
/// SHA-256 of the SubjectPublicKeyInfo; firmware 3.
pub(super) const EKCV: u32 = 0x1003;

/// A public key object.
pub(super) const PUBLIC: u8 = 2;
/// A private key object.
pub(super) const PRIVATE: u8 = 3;
/// A secret key object.
pub(super) const SECRET: u8 = 4;

/// A key type.
pub(super) const RSA: u8 = 0x00;
/// A key type.
pub(super) const EC: u8 = 0x03;
/// A key type.
pub(super) const GENERIC_SECRET: u8 = 0x10;
/// A key type.
pub(super) const AES: u8 = 0x1f;

/// u8, a truth value: whether the key is in parts.
pub(super) const IS_SPLIT: u32 = 0x8000_0003;

/// Whether the attribute was seen in genuine attestations: what another one allows, nobody has published.
pub(super) fn is_known(number: u32) -> bool {
    let unnamed = matches!(number, 0x0300..=0x0304 | 0x0308 | 0x1000_01f5 | 0xf000_000d | 0xf000_000f)
        || matches!(number, 0x8000_0000 | 0x8000_0004 | 0x8000_0005 | 0x8000_0174..=0x8000_0179 | 0x8000_0180);
    unnamed || !name(number).is_empty()
}

/// The name of an attribute, for people; nothing where none is published.
pub(super) fn name(number: u32) -> &'static str {
    match number {
        CLASS => "CLASS",
        0x0001 => "TOKEN",
        0x0002 => "PRIVATE",
        LABEL => "LABEL",
        0x0086 => "TRUSTED",
        KEY_TYPE => "KEY_TYPE",
        ID => "ID",
        SENSITIVE => "SENSITIVE",
        ENCRYPT => "ENCRYPT",
        DECRYPT => "DECRYPT",
        WRAP => "WRAP",
        UNWRAP => "UNWRAP",
        SIGN => "SIGN",
        0x0109 => "SIGN_RECOVER",
        VERIFY => "VERIFY",
        0x010b => "VERIFY_RECOVER",
        DERIVE => "DERIVE",
        MODULUS => "MODULUS",
        MODULUS_BITS => "MODULUS_BITS",
        PUBLIC_EXPONENT => "PUBLIC_EXPONENT",
        VALUE_LEN => "VALUE_LEN",
        EXTRACTABLE => "EXTRACTABLE",
        LOCAL => "LOCAL",
        NEVER_EXTRACTABLE => "NEVER_EXTRACTABLE",
        ALWAYS_SENSITIVE => "ALWAYS_SENSITIVE",
        0x0166 => "KEY_GEN_MECHANISM",
        0x0170 => "MODIFIABLE",
        0x0172 => "DESTROYABLE",
        KCV => "KCV",
        0x0202 => "ALWAYS_AUTHENTICATE",
        0x0210 => "WRAP_WITH_TRUSTED",
        0x1000 => "EXT_ATTR1",
        EKCV => "EKCV",
        0x8000_0002 => "SPLITTABLE",
        IS_SPLIT => "IS_SPLIT",
        _ => "",
    }
}
