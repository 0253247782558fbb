//! What the module says of itself and of the key.

use super::carrier::Shape;
use super::ddds::Value as Ddds;
use super::generation::{DECRYPT, SIGN, UNWRAP};
use super::marshal::KeyHash;
use crate::{Choice, Order, OrderError};
use keyattest::claims::Value;
use keyattest::hex;

pub(super) static CHOICES: &[Choice] = &[
    Choice {
        name: "serial",
        about: "electronic serial number, printable ASCII of 1 to 15 characters",
        usual: "7E57-0000-0001",
        example: "7E57-0000-0042",
    },
    Choice {
        name: "physical_serial",
        about: "printable ASCII of 1 to 15 characters",
        usual: "00-TEST01",
        example: "00-TEST42",
    },
    Choice {
        name: "certification",
        about: "FIPS 140-VERSION level LEVEL, multi-chip embedded (or another word), several between semicolons; numbers below 32; empty for none",
        usual: "FIPS 140-2 level 3, multi-chip embedded",
        example: "FIPS 140-2 level 3, multi-chip embedded; FIPS 140-3 level 3, SingleChip",
    },
    Choice {
        name: "protection",
        about: "module, softcard, cardset, or none: no blob of the key may be made",
        usual: "softcard",
        example: "cardset",
    },
    Choice {
        name: "exportability",
        about: "same-domain; plain or wrapped, for the security officer; none only with the protection none",
        usual: "same-domain",
        example: "plain",
    },
    Choice {
        name: "recoverable",
        about: "true or false: by a blob under the recovery key, if by nothing else",
        usual: "false",
        example: "true",
    },
    Choice {
        name: "purposes",
        about: "of sign, decrypt, unwrap, one at least, between commas",
        usual: "sign",
        example: "sign, decrypt",
    },
];

/// What loading the key's blob needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protection {
    Module,
    Softcard,
    Cardset,
    /// There is no blob.
    NoBlob,
}

/// What the security officer may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Officer {
    Nothing,
    Plain,
    Wrapped,
}

/// The claims.
pub(super) struct Said {
    pub(super) serial: String,
    pub(super) physical_serial: String,
    pub(super) approvals: Ddds,
    certification: String,
    pub(super) protection: Protection,
    pub(super) officer: Officer,
    /// Whether a blob under the recovery key may be made.
    pub(super) is_archived: bool,
    /// Permissions of the purposes.
    pub(super) purposes: u32,
}

impl Said {
    pub(super) fn new(order: &Order) -> Result<Self, OrderError> {
        let said = |name: &str| order.said(CHOICES, name);
        let protection = match said("protection") {
            "module" => Protection::Module,
            "softcard" => Protection::Softcard,
            "cardset" => Protection::Cardset,
            "none" => Protection::NoBlob,
            _ => return Err(wrong("protection")),
        };
        let officer = match order.claim("exportability").unwrap_or_default() {
            "" => Officer::Nothing,
            "same-domain" if protection != Protection::NoBlob => Officer::Nothing,
            "none" if protection == Protection::NoBlob => Officer::Nothing,
            "plain" => Officer::Plain,
            "wrapped" => Officer::Wrapped,
            _ => return Err(wrong("exportability")),
        };
        let is_archived = match (order.claim("recoverable"), officer) {
            (None | Some("false"), Officer::Nothing) | (None | Some("true"), Officer::Plain | Officer::Wrapped) => {
                false
            }
            (Some("true"), Officer::Nothing) => true,
            _ => return Err(wrong("recoverable")),
        };
        if is_archived && protection == Protection::NoBlob {
            return Err(OrderError::Together("a recovery blob with the protection none".to_owned()));
        }
        let certification = said("certification").to_owned();
        Ok(Self {
            serial: short(order, "serial")?,
            physical_serial: short(order, "physical_serial")?,
            approvals: approvals(&certification).ok_or_else(|| wrong("certification"))?,
            certification,
            protection,
            officer,
            is_archived,
            purposes: purposes(said("purposes")).ok_or_else(|| wrong("purposes"))?,
        })
    }

    /// Whether the default policy takes it.
    pub(super) fn is_affirming(&self) -> bool {
        self.officer == Officer::Nothing && !self.is_archived
    }

    /// The claims that must come out.
    pub(super) fn expected(&self, shape: &Shape, key: &KeyHash, domain: &KeyHash) -> Vec<(&'static str, Value)> {
        let protection = match self.protection {
            Protection::Module => "module",
            Protection::Softcard => "softcard",
            Protection::Cardset => "cardset",
            Protection::NoBlob => "none",
        };
        let exportability = match self.officer {
            Officer::Plain => "plain",
            Officer::Wrapped => "wrapped",
            Officer::Nothing if self.protection == Protection::NoBlob => "none",
            Officer::Nothing => "same-domain",
        };
        let is_recoverable = !self.is_affirming();
        let purposes = PURPOSES.iter().filter(|(_, bit)| self.purposes & bit != 0).map(|(word, _)| *word);
        let mut claims = vec![
            ("key_id", Value::from(hex::encode(key))),
            ("security_domain", Value::from(hex::encode(domain))),
            ("generated", Value::from("in-module")),
            ("local", Value::from(true)),
            ("extractable", Value::from(is_recoverable)),
            ("never_extractable", Value::from(!is_recoverable)),
            ("exportability", Value::from(exportability)),
            ("recoverable", Value::from(is_recoverable)),
            ("protection", Value::from(protection)),
            ("purposes", Value::from(purposes.collect::<Vec<_>>())),
            ("vendor", Value::from("Entrust")),
            ("security_level", Value::from("hsm")),
            ("serial", Value::from(self.serial.as_str())),
            ("physical_serial", Value::from(self.physical_serial.as_str())),
            ("fips_mode", Value::from(shape.is_fips)),
        ];
        if !self.certification.is_empty() {
            claims.push(("certification", Value::from(self.certification.as_str())));
        }
        claims
    }
}

/// In the order of listings.
const PURPOSES: [(&str, u32); 3] = [("sign", SIGN), ("decrypt", DECRYPT), ("unwrap", UNWRAP)];

fn wrong(name: &str) -> OrderError {
    let choice = CHOICES.iter().find(|choice| choice.name == name);
    choice.map_or_else(
        || OrderError::Together(format!("claim `{name}` can not be chosen")),
        |choice| OrderError::Value { claim: choice.name, expected: choice.about },
    )
}

fn short(order: &Order, name: &str) -> Result<String, OrderError> {
    let text = order.said(CHOICES, name);
    let is_printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if is_printable && (1..=15).contains(&text.len()) { Ok(text.to_owned()) } else { Err(wrong(name)) }
}

fn purposes(text: &str) -> Option<u32> {
    let bit = |word: &str| PURPOSES.iter().find(|(known, _)| *known == word).map(|(_, bit)| *bit);
    text.split(',')
        .map(str::trim)
        .try_fold(0, |bits, word| bit(word).filter(|bit| bits & bit == 0).map(|bit| bits | bit))
}

/// `FIPS 140-2 level 3, multi-chip embedded` as `['FIPS140', 2, 3, 'MultiChipEmbedded']`.
fn approvals(text: &str) -> Option<Ddds> {
    let number = |text: &str| text.parse::<u8>().ok().filter(|number| *number < 32 && number.to_string() == text);
    let one = |text: &str| {
        let (version, rest) = text.strip_prefix("FIPS 140-")?.split_once(" level ")?;
        let (level, form) = rest.split_once(", ")?;
        let form = if form == "multi-chip embedded" { "MultiChipEmbedded" } else { form };
        let is_word = (1..=255).contains(&form.len()) && form.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let numbers = [Ddds::Small(number(version)?), Ddds::Small(number(level)?)];
        let [version, level] = numbers;
        is_word.then(|| Ddds::List(vec![Ddds::symbol("FIPS140"), version, level, Ddds::symbol(form)]))
    };
    let all: Option<Vec<Ddds>> = text.split("; ").filter(|text| !text.is_empty()).map(one).collect();
    // A list has at most fifteen members.
    all.filter(|all| all.len() < 16).map(Ddds::List)
}
