//! The one private or secret key object, its public half, and the attributes that decide.
//!
//! Security attributes are read from the private object alone: public objects say extractable and not sensitive of every key.

use super::attributes::{self as numbers, PRIVATE, PUBLIC, SECRET, name};
use super::blob::{Blob, Object};

/// Attributes in which the halves of a pair must agree.
const COMMON: [u32; 7] = [
    numbers::KEY_TYPE,
    numbers::ID,
    numbers::MODULUS,
    numbers::MODULUS_BITS,
    numbers::PUBLIC_EXPONENT,
    numbers::KCV,
    numbers::EKCV,
];
/// Attributes of what the key may be used for, with the words of the claim.
pub(super) const PURPOSES: [(u32, &str); 7] = [
    (numbers::ENCRYPT, "encrypt"),
    (numbers::DECRYPT, "decrypt"),
    (numbers::WRAP, "wrap"),
    (numbers::UNWRAP, "unwrap"),
    (numbers::SIGN, "sign"),
    (numbers::VERIFY, "verify"),
    (numbers::DERIVE, "derive"),
];

/// What the private or secret object says of the key.
pub(super) struct Flags {
    pub(super) local: bool,
    pub(super) extractable: bool,
    pub(super) never_extractable: bool,
    pub(super) sensitive: bool,
    pub(super) always_sensitive: bool,
    pub(super) purposes: Vec<&'static str>,
}

/// The private or secret object: alone, or with the public object of the same key.
///
/// # Errors
/// Why there is no such one.
pub(super) fn keeper(blobs: &[Blob]) -> Result<&Object, String> {
    let objects: Vec<&Object> = blobs.iter().flat_map(|blob| &blob.objects).collect();
    let classes: Vec<Option<u8>> = objects.iter().map(|object| object.byte(numbers::CLASS)).collect();
    let (keeper, public) = match (objects.as_slice(), classes.as_slice()) {
        ([one], [Some(PRIVATE | SECRET)]) => return Ok(one),
        ([one, other], [Some(PRIVATE), Some(PUBLIC)]) => (*one, *other),
        ([one, other], [Some(PUBLIC), Some(PRIVATE)]) => (*other, *one),
        _ => {
            let word = |class: &Option<u8>| match class {
                Some(PUBLIC) => "a public key".to_owned(),
                Some(PRIVATE) => "a private key".to_owned(),
                Some(SECRET) => "a secret key".to_owned(),
                Some(other) => format!("class {other}"),
                None => "no class".to_owned(),
            };
            let found = classes.iter().map(word).collect::<Vec<_>>().join(", ");
            return Err(format!("neither a private key, with its public half or alone, nor a secret key: {found}"));
        }
    };
    match COMMON.iter().find(|number| keeper.value(**number) != public.value(**number)) {
        Some(number) => Err(format!("private and public object differ in {} ({number:#06x})", name(*number))),
        None => Ok(keeper),
    }
}

/// Reads the attributes that decide.
///
/// # Errors
/// One that is missing, or not one byte of 0 or 1.
pub(super) fn flags(object: &Object) -> Result<Flags, String> {
    let stated = |number: u32| match object.byte(number) {
        Some(0) => Ok(false),
        Some(1) => Ok(true),
        _ if object.value(number).is_none() => Err(format!("{} ({number:#06x}) is missing", name(number))),
        _ => Err(format!("{} ({number:#06x}) is not one byte of 0 or 1", name(number))),
    };
    let mut purposes = Vec::new();
    for (number, word) in PURPOSES {
        if object.value(number).is_some() && stated(number)? {
            purposes.push(word);
        }
    }
    Ok(Flags {
        local: stated(numbers::LOCAL)?,
        extractable: stated(numbers::EXTRACTABLE)?,
        never_extractable: stated(numbers::NEVER_EXTRACTABLE)?,
        sensitive: stated(numbers::SENSITIVE)?,
        always_sensitive: stated(numbers::ALWAYS_SENSITIVE)?,
        purposes,
    })
}
