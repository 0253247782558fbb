//! The claims that can be chosen, and those that must come out.

use super::card::ROOT;
use crate::{Choice, Order, OrderError, cvc};
use keyattest::Time;
use keyattest::claims::Value;
use keyattest_wire::hex;

pub(super) static CHOICES: &[Choice] = &[
    Choice {
        name: "serial",
        about: "two capital letters and 1 to 9 capital letters or digits",
        usual: "XXTEST12345",
        example: "XXTEST54321",
    },
    Choice {
        name: "device_issuer",
        about: "two capital letters, 1 to 9 capital letters or digits, and 5",
        usual: "XXTESTIC00001",
        example: "XXTESTMAKER00042",
    },
    Choice {
        name: "key_id",
        about: "1 to 16 printable characters; the device's serial number and 00001 where none is chosen",
        usual: "XXTEST1234500001",
        example: "DENK040414400001",
    },
    Choice {
        name: "production_date",
        about: "a day, as 2026-01-31, not before 2020 nor after the time for which the evidence is made",
        usual: "2020-01-01",
        example: "2026-01-15",
    },
    Choice {
        name: "security_domain",
        about: "hexadecimal, of a key that may be exchanged; absent where none is chosen",
        usual: "",
        example: "000102030405060708090a0b0c0d0e0f",
    },
];

/// What the order says.
pub(super) struct Said {
    serial: String,
    pub(super) issuer: String,
    pub(super) key_id: String,
    production_date: String,
    pub(super) first_day: Vec<u8>,
    pub(super) domain: Option<Vec<u8>>,
}

impl Said {
    pub(super) fn new(order: &Order) -> Result<Self, OrderError> {
        let said = |name| order.said(CHOICES, name).to_owned();
        let wrong = |claim: &'static str| OrderError::Value {
            claim,
            expected: CHOICES.iter().find(|choice| choice.name == claim).map_or("", |choice| choice.about),
        };
        let is_reference = |text: &str, least: usize, most: usize| {
            let (country, rest) = text.split_at_checked(2).unwrap_or_default();
            let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
            !country.is_empty()
                && country.bytes().all(|byte| byte.is_ascii_uppercase())
                && (least..=most).contains(&rest.len())
                && rest.bytes().all(plain)
        };
        let serial = said("serial");
        if !is_reference(&serial, 1, 9) {
            return Err(wrong("serial"));
        }
        let issuer = said("device_issuer");
        if !is_reference(&issuer, 6, 14) {
            return Err(wrong("device_issuer"));
        }
        let key_id = order.claim("key_id").map_or_else(|| format!("{serial}00001"), str::to_owned);
        if !(1..=16).contains(&key_id.len()) || !key_id.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(wrong("key_id"));
        }
        let production_date = said("production_date");
        let first_day = Time::parse_strict(&format!("{production_date}T00:00:00Z"))
            .filter(|day| (crate::order::time(crate::VALID_FROM)..=order.at()).contains(day))
            .ok_or_else(|| wrong("production_date"))?;
        let domain = match said("security_domain") {
            _ if order.is("key-domain") => Some(vec![0xda; 32]),
            text if text.is_empty() => None,
            text => {
                let bytes = hex::decode(&text).filter(|bytes| hex::encode(bytes) == text);
                Some(bytes.ok_or_else(|| wrong("security_domain"))?)
            }
        };
        Ok(Self { serial, issuer, key_id, production_date, first_day: cvc::day(first_day), domain })
    }

    /// The device's reference.
    pub(super) fn device_id(&self) -> String {
        format!("{}00000", self.serial)
    }

    pub(super) fn expected(&self) -> Vec<(&'static str, Value)> {
        let text = |text: &str| Value::from(text.to_owned());
        let stem = |reference: &str| reference.get(..reference.len().saturating_sub(5)).unwrap_or_default().to_owned();
        let path = format!("/{}/{}/{}", stem(ROOT), stem(&self.issuer), self.serial);
        let mut claims = vec![
            ("generated", text("in-module")),
            ("key_id", text(&self.key_id)),
            ("vendor", text("CardContact")),
            ("model", text("SmartCard-HSM")),
            ("security_level", text("smartcard")),
            ("serial", text(&self.serial)),
            ("device_id", text(&self.device_id())),
            ("device_issuer", text(&self.issuer)),
            ("device_path", text(&path)),
            ("production_date", text(&self.production_date)),
        ];
        claims.extend(self.domain.as_ref().map(|domain| ("security_domain", text(&hex::encode(domain)))));
        claims
    }
}
