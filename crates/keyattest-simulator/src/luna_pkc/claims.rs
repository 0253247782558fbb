//! What the synthetic module says of itself and of the key.

use super::chain::Layout;
use crate::{Choice, Order, OrderError};
use keyattest::claims::Value;
use keyattest::hex;

const SERIAL: u32 = 9_000_001;

pub(super) static CHOICES: &[Choice] = &[
    Choice {
        name: "serial",
        about: "serial number of the HSM, decimal, below 2^32",
        usual: "9000001",
        example: "9000042",
    },
    Choice {
        name: "key_id",
        about: "identifier of the key, 24 lower-case hexadecimal digits that end in the serial number, little-endian",
        usual: "41000000ae00000241548900",
        example: "42000000ae00000141548900",
    },
    Choice {
        name: "model",
        about: "model of the HSM, begins with TEST (RSA layout)",
        usual: "TEST Luna K7",
        example: "TEST Luna K9",
    },
    Choice {
        name: "firmware",
        about: "firmware, MAJOR.MINOR, each below 65536 (RSA layout)",
        usual: "7.84",
        example: "7.90",
    },
];

/// The synthetic module, and its key.
pub(super) struct Module {
    pub(super) serial: u32,
    pub(super) key_id: String,
    pub(super) model: String,
    pub(super) firmware: (u16, u16),
    layout: Layout,
}

impl Module {
    pub(super) fn new(order: &Order, layout: Layout) -> Result<Self, OrderError> {
        for claim in ["model", "firmware"] {
            if layout == Layout::Ecc && order.claim(claim).is_some() {
                return Err(OrderError::Together(format!("the ECC layout says no `{claim}`")));
            }
        }
        let wrong = |claim, expected| OrderError::Value { claim, expected };
        let chosen_key = order.claim("key_id").map(|text| key_id(text).ok_or(text)).transpose();
        let chosen_key = chosen_key.map_err(|_| wrong("key_id", "24 lower-case hexadecimal digits"))?;
        let chosen_serial = order.claim("serial").map(|text| decimal(text).ok_or(text)).transpose();
        let chosen_serial = chosen_serial.map_err(|_| wrong("serial", "a decimal number below 2^32"))?;
        let serial = match (chosen_serial, &chosen_key) {
            (Some(serial), Some((_, of_key))) if serial != *of_key => {
                let ends = hex::encode(&serial.to_le_bytes());
                return Err(OrderError::Together(format!("a key_id of the module {serial} ends in {ends}")));
            }
            (Some(serial), _) => serial,
            (None, Some((_, of_key))) => *of_key,
            (None, None) => SERIAL,
        };
        let key_id = chosen_key
            .map_or_else(|| format!("41000000ae000002{}", hex::encode(&serial.to_le_bytes())), |(text, _)| text);
        let model = order.claim("model").unwrap_or("TEST Luna K7").to_owned();
        if !model.starts_with("TEST") || model.contains('-') {
            return Err(wrong("model", "a text that begins with TEST, without `-`"));
        }
        let firmware = order.claim("firmware").unwrap_or("7.84");
        let firmware = firmware.split_once('.').and_then(|(major, minor)| {
            Some((u16::try_from(decimal(major)?).ok()?, u16::try_from(decimal(minor)?).ok()?))
        });
        let firmware = firmware.ok_or_else(|| wrong("firmware", "MAJOR.MINOR, as 7.84"))?;
        Ok(Self { serial, key_id, model, firmware, layout })
    }

    /// What must come out.
    pub(super) fn expected(&self, order: &Order) -> Vec<(&'static str, Value)> {
        let text = |text: &str| Value::Text(text.to_owned());
        let mut claims = vec![
            ("key_id", text(&self.key_id)),
            ("vendor", text("Thales")),
            ("serial", text(&self.serial.to_string())),
            ("security_level", text("hsm")),
        ];
        if self.layout == Layout::Rsa {
            claims.push(("model", text(&self.model)));
            claims.push(("firmware", Value::Text(format!("{}.{}", self.firmware.0, self.firmware.1))));
        }
        if !order.is("key-flags") {
            claims.extend([
                ("generated", text("in-module")),
                ("local", Value::Bool(true)),
                ("extractable", Value::Bool(false)),
                ("never_extractable", Value::Bool(true)),
                ("exportability", text("same-domain")),
            ]);
        }
        claims
    }
}

/// A number without signs and leading zeros.
fn decimal(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

/// An identifier, and the serial number in it.
fn key_id(text: &str) -> Option<(String, u32)> {
    let bytes = hex::decode(text).filter(|bytes| bytes.len() == 12 && hex::encode(bytes) == text)?;
    Some((text.to_owned(), u32::from_le_bytes(*bytes.last_chunk()?)))
}
