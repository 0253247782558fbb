//! What is wrong with the key that is attested, and with its objects.

use super::carrier::Layout;
use super::claims::{RESOURCE_NAME, Said};
use super::object::{
    ALWAYS_SENSITIVE, CLASS, Class, EKCV, EXTRACTABLE, ID, KCV, KEY_TYPE, LOCAL, MODULUS, NEVER_EXTRACTABLE, Numbers,
    Object, SENSITIVE, SIGN,
};
use crate::{Order, OrderError, test_keys};
use keyattest::hex;
use keyattest_trust::hash;
use keyattest_wire::oids;
use keyattest_wire::spki::{ec_spki, rsa_spki};

/// What the private object says otherwise.
pub(super) fn said(order: &Order, said: &mut Said) {
    let digest = hash::sha256(RESOURCE_NAME.as_bytes());
    let digits = || hex::encode(&digest).into_bytes();
    match order.wrong.as_deref().unwrap_or_default() {
        "imported" => (said.local, said.never_extractable, said.always_sensitive) = (false, false, false),
        "not-local" => said.local = false,
        "extractable" | "evidence-altered" => said.extractable = true,
        "was-extractable" => said.never_extractable = false,
        "not-sensitive" => said.sensitive = false,
        "was-not-sensitive" => said.always_sensitive = false,
        "resource-name-in-front" => said.key_id = [digits(), vec![b'0'; 64]].concat(),
        // In hexadecimal these have 62 digits of something, and `0x` in front: as long as the text would be.
        "resource-name-in-bytes" => said.key_id = [&[0xa5; 31][..], &digest].concat(),
        "resource-name-nobody" => said.key_id = [vec![b'0'; 64], digits()].concat(),
        _ => {}
    }
}

/// The public key that the objects have. Some things can be wrong of one kind of key only, which then is attested instead.
fn numbers(order: &Order) -> Result<Numbers, OrderError> {
    let way = order.wrong.as_deref().unwrap_or_default();
    let (mut rsa, mut elliptic) =
        (Numbers::of(&test_keys::KEY_RSA_3072.spki())?, Numbers::of(&test_keys::KEY_P256.spki())?);
    match way {
        "key-modulus-bits" => rsa.bits -= 1,
        "key-even-exponent" => rsa.exponent = Some(vec![1, 0, 0]),
        "key-exponent-one" => rsa.exponent = Some(vec![1]),
        "key-other-curve" => elliptic.bits = 714,
        // secp224r1
        "key-unknown-curve" => elliptic.bits = 713,
        "key-off-curve" => elliptic.modulus[64] ^= 1,
        "key-compressed-point" => {
            elliptic.modulus[0] = 2 | elliptic.modulus[64] & 1;
            elliptic.modulus.truncate(33);
        }
        _ => return Numbers::of(order.attested().spki()),
    }
    rsa.spki = rsa_spki(&rsa.modulus, rsa.exponent.as_deref().unwrap_or_default());
    let curve = if way == "key-other-curve" { oids::SECP256K1 } else { oids::P256 };
    elliptic.spki = ec_spki(&curve, &elliptic.modulus);
    let is_of_rsa = matches!(way, "key-modulus-bits" | "key-even-exponent" | "key-exponent-one");
    Ok(if is_of_rsa { rsa } else { elliptic })
}

/// The objects: public and private, a private one alone where the key was imported, or a secret one.
pub(super) fn objects(order: &Order, said: &Said, layout: Layout) -> Result<Vec<Object>, OrderError> {
    let way = order.wrong.as_deref().unwrap_or_default();
    let numbers = numbers(order)?;
    let private = Object::half(Class::Private, &numbers, said, layout);
    let public = Object::half(Class::Public, &numbers, said, layout);
    let secret = Object::secret(said, layout);
    let is_alone = !said.local && !way.starts_with("objects-") && way != "fw2-public-half-unsigned";
    let mut objects = match way {
        "subject-secret" | "key-secret-type" | "key-secret-modulus" => vec![secret],
        "objects-public-only" => vec![public],
        "objects-two-privates" => {
            let mut second = private.clone();
            second.handle += 1;
            vec![private, second]
        }
        "objects-secret-and-public" => vec![public, secret],
        _ if is_alone => vec![private],
        _ => vec![public, private],
    };
    for object in &mut objects {
        match way {
            "key-check-value" => object.set(KCV, b"TST"),
            "key-no-check-value" => object.remove(KCV),
            "key-extended-check-value" => object.set(EKCV, &[0x7e; 32]),
            "key-type" => object.set(KEY_TYPE, &[1]),
            "key-secret-type" => object.set(KEY_TYPE, &[0x15]),
            "key-secret-modulus" => object.add(MODULUS, &[0xc1; 256]),
            _ => {}
        }
    }
    if let [public, _] = objects.as_mut_slice() {
        match way {
            "objects-foreign-public" => public.describe(&Numbers::of(&test_keys::OTHER_RSA_2048.spki())?),
            "objects-other-id" => public.set(ID, &[b'0'; 128]),
            _ => {}
        }
    }
    if let Some(keeper) = objects.last_mut() {
        match way {
            "objects-class" => keeper.set(CLASS, &[5]),
            "objects-class-long" => keeper.set(CLASS, &[0, 0, 0, Class::Private as u8]),
            "objects-extractable-missing" => keeper.remove(EXTRACTABLE),
            "objects-never-missing" => keeper.remove(NEVER_EXTRACTABLE),
            "objects-local-missing" => keeper.remove(LOCAL),
            "objects-sensitive-missing" => keeper.remove(SENSITIVE),
            "objects-always-missing" => keeper.remove(ALWAYS_SENSITIVE),
            "objects-flag-of-two" => keeper.set(NEVER_EXTRACTABLE, &[2]),
            "objects-flag-long" => keeper.set(LOCAL, &[0, 0, 0, 1]),
            "objects-purpose" => keeper.set(SIGN, &[2]),
            "attribute-twice" => keeper.add(EXTRACTABLE, &[1]),
            _ => {}
        }
    }
    Ok(objects)
}
