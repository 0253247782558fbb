//! The claims that are signed.

use crate::order::hours;
use crate::{Choice, Order, OrderError, der};
use keyattest::claims::Value;
use keyattest::{Bytes, PublicKey, Time, hex};
use keyattest_trust::hash::sha256;
use keyattest_wire::Oid;

pub(super) static CHOICES: &[Choice] = &[
    Choice { name: "serial", about: "serial number of the module, text", usual: "QSM735701", example: "QSM735742" },
    Choice { name: "firmware", about: "text", usual: "4.0.2.493 TEST", example: "4.1.0.7" },
    Choice {
        name: "device_id",
        about: "UUID of the module, in lower case",
        usual: "7e57c0de-0000-4000-8000-00000000c4a0",
        example: "7e57c0de-0000-4000-8000-00000000c4a1",
    },
    Choice {
        name: "attested_at",
        about: "a time, RFC 3339 in UTC; an hour before that of the order where none is chosen",
        usual: "2026-05-31T23:00:00Z",
        example: "2026-05-18T20:19:33Z",
    },
    Choice {
        name: "key_id",
        about: "UUID of the key object, in lower case",
        usual: "7e57c0de-0000-4000-8000-000000000001",
        example: "7e57c0de-0000-4000-8000-0000000000aa",
    },
    Choice { name: "key_store", about: "number of the keystore", usual: "256", example: "257" },
    Choice {
        name: "purposes",
        about: "sign, derive, or unknown(NUMBER) for another number, between commas; of sign and derive the other is denied",
        usual: "sign",
        example: "sign, derive, unknown(258)",
    },
    Choice { name: "fips_mode", about: "true; absent where it is not chosen", usual: "", example: "true" },
];

/// The number of an object that is a private key.
const PRIVATE_KEY: u64 = 4;
/// The number of the type ecc.
const ECC: u64 = 2;
const SIGN: u64 = 261;
const DERIVE: u64 = 263;

/// The other object of which claims are made in some ways to be wrong.
pub(super) const OTHER_OBJECT: [u8; 16] = *b"TEST other key 1";

/// The identifier of a claim: 1.x of the module, 2.x of its keys and objects.
pub(super) fn predicate(group: u64, number: u64) -> Oid {
    Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 6, group, number])
}

/// A value, its tag included.
pub(super) fn bytes(content: &[u8]) -> Vec<u8> {
    der::element(0x80, [content.to_vec()])
}

pub(super) fn text(content: &str) -> Vec<u8> {
    der::element(0x81, [content.as_bytes().to_vec()])
}

pub(super) fn number(value: u64) -> Vec<u8> {
    let mut element = der::integer(value);
    element[0] = 0x83;
    element
}

fn time(value: Time) -> Vec<u8> {
    let digits: String = value.to_string().chars().filter(char::is_ascii_digit).collect();
    der::element(0x82, [format!("{digits}Z").into_bytes()])
}

/// One claim.
#[derive(Clone)]
pub(super) struct Claim {
    pub(super) predicate: Oid,
    /// What it is about, where it is not the module.
    pub(super) object: Option<Vec<u8>>,
    /// A whole element.
    pub(super) value: Option<Vec<u8>>,
}

/// The claims before they are written.
#[derive(Clone)]
pub(super) struct Statement {
    pub(super) version: u64,
    pub(super) claims: Vec<Claim>,
    /// Elements behind the claims, as they are.
    pub(super) further: Vec<Vec<u8>>,
    /// Whether an object stands in a SEQUENCE of its own.
    pub(super) is_explicit: bool,
    /// The key object.
    pub(super) object: [u8; 16],
    device: String,
    expected: Vec<(&'static str, Value)>,
}

impl Statement {
    /// `by_hash`: the key is named by the hash of its SubjectPublicKeyInfo alone.
    pub(super) fn new(order: &Order, by_hash: bool) -> Result<Self, OrderError> {
        let said = |name: &str| order.said(CHOICES, name);
        let (serial, firmware) = (said("serial"), said("firmware"));
        let (module, object) = (uuid(order, "device_id")?, uuid(order, "key_id")?);
        let at = match order.claim("attested_at") {
            Some(text) => Time::parse_strict(text).ok_or_else(|| wrong("attested_at"))?,
            None => hours(order.at(), -1),
        };
        let key_store: u32 = said("key_store").parse().map_err(|_| wrong("key_store"))?;
        let fips_mode = match said("fips_mode") {
            "" => false,
            "true" => true,
            _ => return Err(wrong("fips_mode")),
        };
        let purposes: Vec<&str> = said("purposes").split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        let capabilities: Option<Vec<u64>> = purposes.iter().map(|word| capability(word)).collect();
        let is_twice = |(index, word): (usize, &&str)| purposes[..index].contains(word);
        let capabilities = capabilities.filter(|_| !purposes.iter().enumerate().any(is_twice));
        let capabilities = capabilities.ok_or_else(|| wrong("purposes"))?;

        let mut statement = Self {
            version: 1,
            claims: Vec::new(),
            further: Vec::new(),
            is_explicit: false,
            object,
            device: format!("C4A{}", serial.trim_start_matches(|letter: char| !letter.is_ascii_digit())),
            expected: Vec::new(),
        };
        statement.of_module(0, Some(bytes(&module)));
        statement.of_module(1, Some(text(serial)));
        statement.of_module(2, Some(time(at)));
        statement.of_module(3, Some(text(firmware)));
        statement.of_module(4, None);
        if fips_mode {
            statement.of_module(5, None);
        }
        statement.claims.push(Claim { predicate: predicate(2, 0), object: None, value: None });
        let attested = order.attested();
        let spki = attested.spki();
        if by_hash {
            statement.of_key(3, Some(bytes(&sha256(spki))));
        } else {
            statement.of_key(1, Some(bytes(spki)));
        }
        statement.of_key(4, Some(number(PRIVATE_KEY)));
        // Of other types no number is known.
        if PublicKey::from_spki(Bytes::new("key", spki)).is_ok_and(|key| key.key_type().starts_with("ec-")) {
            statement.of_key(5, Some(number(ECC)));
        }
        statement.of_key(6, Some(number(u64::from(key_store))));
        for flag in [7, 8, 9] {
            statement.of_key(flag, None);
        }
        for capability in &capabilities {
            statement.of_key(13, Some(number(*capability)));
        }
        for denied in [SIGN, DERIVE].into_iter().filter(|number| !capabilities.contains(number)) {
            statement.of_key(14, Some(number(denied)));
        }

        statement.expected = vec![
            ("key_id", Value::from(said("key_id"))),
            ("generated", Value::from("in-module")),
            ("extractable", Value::from(false)),
            ("exportability", Value::from("none")),
            ("never_extractable", Value::from(true)),
            ("key_store", Value::from(key_store)),
            ("vendor", Value::from("Crypto4A")),
            ("model", Value::from("QASM")),
            ("security_level", Value::from("hsm")),
            ("device_id", Value::from(said("device_id"))),
            ("serial", Value::from(serial)),
            ("firmware", Value::from(firmware)),
            ("certified_production", Value::from(true)),
            ("attestation_keys_unique", Value::from(true)),
            ("attested_at", Value::from(at)),
        ];
        if !purposes.is_empty() {
            statement.expected.push(("purposes", Value::from(purposes)));
        }
        if fips_mode {
            statement.expected.push(("fips_mode", Value::from(true)));
        }
        Ok(statement)
    }

    /// The module's name in its certificates: the digits are those of its serial number.
    pub(super) fn device(&self) -> &str {
        &self.device
    }

    /// The claims that must come out.
    pub(super) fn expected(&self) -> Vec<(&'static str, Value)> {
        self.expected.clone()
    }

    fn of_module(&mut self, number: u64, value: Option<Vec<u8>>) {
        self.claims.push(Claim { predicate: predicate(1, number), object: None, value });
    }

    /// Adds a claim about the key object.
    pub(super) fn of_key(&mut self, number: u64, value: Option<Vec<u8>>) {
        self.of(&self.object.clone(), number, value);
    }

    /// Adds a claim about an object.
    pub(super) fn of(&mut self, object: &[u8], number: u64, value: Option<Vec<u8>>) {
        self.claims.push(Claim { predicate: predicate(2, number), object: Some(object.to_vec()), value });
    }

    /// The first claim with this identifier is changed.
    pub(super) fn change(&mut self, predicate: &Oid, change: impl FnOnce(&mut Claim)) {
        if let Some(claim) = self.claims.iter_mut().find(|claim| claim.predicate == *predicate) {
            change(claim);
        }
    }

    /// All claims with this identifier are taken away.
    pub(super) fn remove(&mut self, predicate: &Oid) {
        self.claims.retain(|claim| claim.predicate != *predicate);
    }

    /// The element that is signed.
    pub(super) fn to_der(&self) -> Vec<u8> {
        let claims = self.claims.iter().map(|claim| self.claim(claim)).chain(self.further.iter().cloned());
        der::sequence([der::integer(self.version), der::sequence(claims)])
    }

    pub(super) fn claim(&self, claim: &Claim) -> Vec<u8> {
        let object = claim.object.iter().map(|object| self.subject(object));
        let value = claim.value.iter().map(|value| der::context(1, [value.clone()]));
        der::sequence([der::oid(&claim.predicate)].into_iter().chain(object).chain(value))
    }

    /// What a claim is about.
    pub(super) fn subject(&self, object: &[u8]) -> Vec<u8> {
        let object = der::element(0x80, [object.to_vec()]);
        der::context(0, [if self.is_explicit { der::sequence([object]) } else { object }])
    }
}

fn wrong(name: &str) -> OrderError {
    let choice = CHOICES.iter().find(|choice| choice.name == name);
    choice.map_or_else(
        || OrderError::Together(format!("claim `{name}` can not be chosen")),
        |choice| OrderError::Value { claim: choice.name, expected: choice.about },
    )
}

fn capability(word: &str) -> Option<u64> {
    let unknown = || word.strip_prefix("unknown(")?.strip_suffix(')')?.parse::<u32>().ok();
    match word {
        "sign" => Some(SIGN),
        "derive" => Some(DERIVE),
        _ => unknown().map(u64::from).filter(|number| ![SIGN, DERIVE].contains(number)),
    }
}

/// The sixteen bytes of a UUID as the vendor prints it.
fn uuid(order: &Order, name: &str) -> Result<[u8; 16], OrderError> {
    let text = order.said(CHOICES, name);
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let read = hex::decode(&text.replace('-', "")).and_then(|bytes| bytes.try_into().ok());
    read.filter(|_| is_lower && groups == [8, 4, 4, 4, 12]).ok_or_else(|| wrong(name))
}
