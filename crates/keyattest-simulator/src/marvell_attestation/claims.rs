//! What the module is, and what it says of the key.

use super::carrier::{Owner, Shape};
use super::object::PURPOSES;
use crate::{Choice, Order, OrderError};
use keyattest::claims::Value;

/// The full name of the version of the key, whose SHA-256 ends the usual identifier.
pub(super) const RESOURCE_NAME: &str =
    "projects/TEST/locations/test/keyRings/TEST-ring/cryptoKeys/TEST-key/cryptoKeyVersions/1";
const RESOURCE_ID: &str = "b66069147669d3363932e701eb2b83ede327235c62d1d07d7a56636c7f31aeaa\
                           ee55905ead303be52bee3d9f4488df8d6e3a0becec79ef3e36412bc1ea01482e";
/// Azure's identifier and label.
const AZURE_ID: &str = "/keys/TEST-key/00112233445566778899aabbccddeeff";
const AZURE_LABEL: &str = "customer_key";
/// The identifier of Azure's partition, in place of the card's serial number.
const AZURE_PARTITION: &str = "7E577E577E577E577E577E577E5700:PARTN:1";

pub(super) static CHOICES: &[Choice] = &[
    Choice {
        name: "serial",
        about: "serial number of the card: TYPE.VERSION G YYWW - digits and capitals",
        usual: "5.3G2607-TST000001",
        example: "5.2G2551-TST000042",
    },
    Choice {
        name: "partition",
        about: "serial number of the card, or 30 hexadecimal digits in capitals, then :PARTN: and a number",
        usual: "5.3G2607-TST000001:PARTN:4",
        example: "7E577E577E577E577E577E577E5700:PARTN:2",
    },
    Choice { name: "fips_mode", about: "true or false", usual: "true", example: "false" },
    Choice {
        name: "owner",
        about: "who operates the card, any text; begins with TEST",
        usual: "TEST Cloud",
        example: "TEST Bank",
    },
    Choice {
        name: "key_id",
        about: "printable ASCII, 1 to 128 characters; no resource name goes with another one than the usual",
        usual: RESOURCE_ID,
        example: "TEST key 42",
    },
    Choice { name: "label", about: "printable ASCII, 1 to 128 characters", usual: "app_key", example: "TEST label" },
    Choice {
        name: "generated",
        about: "in-module or imported: one object without its public half",
        usual: "in-module",
        example: "imported",
    },
    Choice { name: "extractable", about: "true or false", usual: "false", example: "true" },
    Choice { name: "never_extractable", about: "true or false", usual: "true", example: "false" },
    Choice { name: "sensitive", about: "true or false", usual: "true", example: "false" },
    Choice { name: "always_sensitive", about: "true or false", usual: "true", example: "false" },
    Choice {
        name: "purposes",
        about: "of encrypt, decrypt, wrap, unwrap, sign, derive, between commas",
        usual: "decrypt, unwrap, sign",
        example: "sign, derive",
    },
];

/// The card, its partition, and who operates them.
pub(super) struct Module {
    pub(super) serial: String,
    /// With its number, as in `5.3G2607-TST000001:PARTN:4`.
    pub(super) partition: String,
    pub(super) fips_mode: bool,
    pub(super) owner: Owner,
    /// The word of an anchor for the owner; that of a root that is not anchored means nothing.
    pub(super) owner_name: String,
}

/// What the private object says of the key.
pub(super) struct Said {
    pub(super) key_id: Vec<u8>,
    pub(super) label: String,
    pub(super) local: bool,
    pub(super) extractable: bool,
    pub(super) never_extractable: bool,
    pub(super) sensitive: bool,
    pub(super) always_sensitive: bool,
    pub(super) purposes: Vec<&'static str>,
}

fn wrong(claim: &'static str) -> OrderError {
    let choice = CHOICES.iter().find(|choice| choice.name == claim);
    OrderError::Value { claim, expected: choice.map_or("", |choice| choice.about) }
}

impl Module {
    pub(super) fn new(order: &Order, shape: Shape) -> Result<Self, OrderError> {
        let is_azure = shape.owner.is_pool();
        let serial = order.said(CHOICES, "serial").to_owned();
        if !is_serial(&serial) {
            return Err(wrong("serial"));
        }
        let usual = if is_azure { AZURE_PARTITION.to_owned() } else { format!("{serial}:PARTN:4") };
        let partition = order.claim("partition").map_or(usual, str::to_owned);
        let (card, number) = partition.split_once(":PARTN:").ok_or_else(|| wrong("partition"))?;
        let is_identifier = card.len() == 30 && card.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'));
        if number.parse().ok().filter(|known: &u8| known.to_string() == number).is_none() {
            return Err(wrong("partition"));
        }
        if !is_identifier && card != serial {
            return Err(OrderError::Together(format!("a partition of the card {serial} begins with that")));
        }
        let fips_mode = match order.claim("fips_mode") {
            Some(text) => text.parse().map_err(|_| wrong("fips_mode"))?,
            None => !is_azure,
        };
        if order.claim("owner").is_some() && !shape.owner.is_anchored() {
            return Err(OrderError::Together(format!("no anchor names the owner in carrier `{}`", order.carrier())));
        }
        let owner_name = order.said(CHOICES, "owner").to_owned();
        if !owner_name.starts_with("TEST") || owner_name.contains(['"', '\\']) || owner_name.contains(char::is_control)
        {
            return Err(wrong("owner"));
        }
        Ok(Self { serial, partition, fips_mode, owner: shape.owner, owner_name })
    }

    /// The number of the partition.
    pub(super) fn number(&self) -> u8 {
        self.partition.rsplit_once(':').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
    }

    /// What must come out.
    pub(super) fn expected(&self) -> Vec<(&'static str, Value)> {
        let level = if self.owner.is_anchored() { "cloud-hsm" } else { "hsm" };
        let mut claims = vec![
            ("vendor", Value::from("Marvell")),
            ("serial", Value::from(self.serial.as_str())),
            ("partition", Value::from(self.partition.as_str())),
            ("fips_mode", Value::Bool(self.fips_mode)),
            ("security_level", Value::from(level)),
        ];
        if self.owner.is_anchored() {
            claims.push(("owner", Value::from(self.owner_name.as_str())));
        }
        claims
    }
}

impl Said {
    pub(super) fn new(order: &Order, shape: Shape) -> Result<Self, OrderError> {
        let text = |name: &'static str, azure: &'static str| {
            let usual = if shape.owner.is_pool() { azure } else { order.said(CHOICES, name) };
            let text = order.claim(name).unwrap_or(usual);
            let fits = (1..=128).contains(&text.len()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
            if fits { Ok(text.to_owned()) } else { Err(wrong(name)) }
        };
        let local = match order.said(CHOICES, "generated") {
            "in-module" => true,
            "imported" => false,
            _ => return Err(wrong("generated")),
        };
        let flag = |name: &'static str, usual: bool| match order.claim(name) {
            Some(text) => text.parse().map_err(|_| wrong(name)),
            None => Ok(usual),
        };
        let (extractable, sensitive) = (flag("extractable", false)?, flag("sensitive", true)?);
        let words = order.said(CHOICES, "purposes").split(',').map(str::trim).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.collect();
        let known = || PURPOSES.into_iter().map(|(word, _)| word);
        if words.iter().any(|word| !known().any(|purpose| purpose == *word)) {
            return Err(wrong("purposes"));
        }
        Ok(Self {
            key_id: text("key_id", AZURE_ID)?.into_bytes(),
            label: text("label", AZURE_LABEL)?,
            local,
            extractable,
            // An imported key was outside, and one that may leave can not have been kept from it always.
            never_extractable: flag("never_extractable", local && !extractable)?,
            sensitive,
            always_sensitive: flag("always_sensitive", local && sensitive)?,
            purposes: known().filter(|purpose| words.contains(purpose)).collect(),
        })
    }

    fn exportability(&self) -> &'static str {
        if !(self.sensitive && self.always_sensitive) {
            "plain"
        } else if self.extractable || !self.never_extractable {
            "wrapped"
        } else {
            "same-domain"
        }
    }

    /// Whether the default policy takes what it says.
    pub(super) fn is_affirming(&self) -> bool {
        self.local && self.exportability() == "same-domain"
    }

    /// What must come out.
    pub(super) fn expected(&self) -> Vec<(&'static str, Value)> {
        let key_id = String::from_utf8_lossy(&self.key_id).into_owned();
        vec![
            ("generated", Value::from(if self.local { "in-module" } else { "imported" })),
            ("local", Value::Bool(self.local)),
            ("extractable", Value::Bool(self.extractable)),
            ("never_extractable", Value::Bool(self.never_extractable)),
            ("sensitive", Value::Bool(self.sensitive)),
            ("always_sensitive", Value::Bool(self.always_sensitive)),
            ("exportability", Value::from(self.exportability())),
            ("purposes", Value::List(self.purposes.iter().map(|purpose| Value::from(*purpose)).collect())),
            ("key_id", Value::from(key_id)),
            ("label", Value::from(self.label.as_str())),
        ]
    }
}

/// `5.3G2607-TST000001`
fn is_serial(text: &str) -> bool {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let parts = text.split_once('G').and_then(|(kind, rest)| Some((kind.split_once('.')?, rest.split_once('-')?)));
    parts.is_some_and(|((kind, version), (week, number))| {
        are_digits(kind)
            && are_digits(version)
            && are_digits(week)
            && week.len() == 4
            && !number.is_empty()
            && capitals(number)
    })
}
