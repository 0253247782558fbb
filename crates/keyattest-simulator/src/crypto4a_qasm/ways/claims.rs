//! What is wrong with the claims, and signed all the same.

use super::super::statement::{Claim, OTHER_OBJECT, Statement, bytes, number, predicate, text};
use crate::{Order, OrderError, der, test_keys};
use keyattest::{Bytes, PublicKey};
use keyattest_trust::hash::sha256;
use keyattest_wire::Oid;

/// A class that no sample shows.
const OTHER_CLASS: u64 = 3;

/// # Errors
/// A way that needs an RSA key, where another was given.
pub(in super::super) fn before_signing(order: &Order, statement: &mut Statement) -> Result<(), OrderError> {
    let claim = |number: u64| predicate(2, number);
    let attested = order.attested();
    let spki = attested.spki();
    match order.wrong.as_deref().unwrap_or_default() {
        "two-serials" => {
            statement.claims.push(Claim { predicate: predicate(1, 1), object: None, value: Some(text("QSM000000")) });
        }
        "two-classes" => statement.of_key(4, Some(number(OTHER_CLASS))),
        "capability-denied" => {
            statement.of_key(13, Some(number(259)));
            statement.of_key(14, Some(number(259)));
        }
        "confined-with-value" => statement.change(&claim(7), |confined| confined.value = Some(number(0))),
        "serial-as-bytes" => {
            statement.change(&predicate(1, 1), |serial| serial.value = Some(bytes(b"QSM735701")));
        }
        "short-module-id" => statement.change(&predicate(1, 0), |module| module.value = Some(bytes(&[0x7e; 15]))),
        "hash-of-other-key" => {
            let other = sha256(&test_keys::OTHER_RSA_2048.spki());
            statement.of_key(3, Some(bytes(&other)));
        }
        "two-objects" => {
            statement.of(&OTHER_OBJECT, 1, Some(bytes(spki)));
            statement.of(&OTHER_OBJECT, 4, Some(number(OTHER_CLASS)));
        }
        "two-objects-by-hash" => statement.of(&OTHER_OBJECT, 3, Some(bytes(&sha256(spki)))),
        "object-other-class" => statement.change(&claim(4), |class| class.value = Some(number(OTHER_CLASS))),
        "object-no-class" => statement.remove(&claim(4)),
        "object-class-of-another" => about_another(statement, &claim(4)),
        "object-class-without-object" => about_nothing(statement, &claim(4)),
        "object-type" => {
            if PublicKey::from_spki(Bytes::new("key", spki)).is_ok_and(|key| key.rsa_bits().is_none()) {
                return Err(OrderError::Together("`object-type` is wrong of an RSA key".to_owned()));
            }
            statement.of_key(5, Some(number(2)));
        }
        "key-without-object" => {
            about_nothing(statement, &claim(1));
            about_nothing(statement, &claim(3));
        }
        "not-generated" => statement.remove(&claim(8)),
        "generated-of-another" => about_another(statement, &claim(8)),
        "generated-without-object" => about_nothing(statement, &claim(8)),
        "not-confined" => statement.remove(&claim(7)),
        "confined-of-another" => about_another(statement, &claim(7)),
        "confined-as-printed" => renamed(statement, Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 6, 1, 2, 7])),
        "confined-below" => renamed(statement, Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 6, 2, 7, 0])),
        "confined-outside" => renamed(statement, Oid::new(&[1, 3, 6, 1, 4, 1, 39902, 6, 2, 7])),
        "archived" => statement.of_key(16, None),
        _ => shape(order, statement),
    }
    Ok(())
}

fn about_another(statement: &mut Statement, predicate: &Oid) {
    statement.change(predicate, |claim| claim.object = Some(OTHER_OBJECT.to_vec()));
}

fn about_nothing(statement: &mut Statement, predicate: &Oid) {
    statement.change(predicate, |claim| claim.object = None);
}

fn renamed(statement: &mut Statement, other: Oid) {
    statement.change(&predicate(2, 7), |confined| confined.predicate = other);
}

/// Claims that can not be read.
fn shape(order: &Order, statement: &mut Statement) {
    let object = statement.object;
    let of_key =
        |number: u64, rest: [Vec<u8>; 2]| der::sequence([der::oid(&predicate(2, number))].into_iter().chain(rest));
    match order.wrong.as_deref().unwrap_or_default() {
        "claims-version" => statement.version = 2,
        "object-behind-value" => {
            let value = der::context(1, [number(260)]);
            statement.further.push(of_key(14, [value, statement.subject(&object)]));
        }
        "object-universal" => {
            let subject = der::context(0, [der::octet_string(&object)]);
            statement.further.push(of_key(14, [subject, der::context(1, [number(260)])]));
        }
        "short-object" => statement.of(&object[..15], 14, Some(number(260))),
        "number-padded" => statement.of_key(14, Some(der::element(0x83, [vec![0, 1, 4]]))),
        "time-with-fraction" => {
            let time = der::element(0x82, [b"20260531230000.5Z".to_vec()]);
            statement.change(&predicate(1, 2), |claim| claim.value = Some(time));
        }
        _ => {}
    }
}
