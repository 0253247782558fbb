//! What the synthetic token says of itself and of the key.

use crate::{Choice, Order, OrderError};
use keyattest::claims::Value;

pub(super) static CHOICES: &[Choice] = &[
    Choice { name: "slot", about: "9a, 9c, 9d, 9e or 82 to 95", usual: "9a", example: "9c" },
    Choice { name: "firmware", about: "MAJOR.MINOR.PATCH, each below 256", usual: "5.7.4", example: "5.7.2" },
    Choice { name: "serial", about: "decimal, below 2^32", usual: "90000001", example: "90000042" },
    Choice {
        name: "auth_pin",
        about: "never, once, always, match-once or match-always",
        usual: "once",
        example: "always",
    },
    Choice { name: "auth_touch", about: "never, always or cached", usual: "never", example: "cached" },
    Choice {
        name: "form_factor",
        about: "usb-a-keychain, usb-a-nano, usb-c-keychain, usb-c-nano, usb-c-lightning, usb-a-bio or usb-c-bio",
        usual: "usb-a-keychain",
        example: "usb-c-nano",
    },
    Choice {
        name: "fips_marker",
        about: "number below 128 in the F9 certificate, which makes it that of a certified device; absent where none is chosen",
        usual: "",
        example: "7",
    },
];

const PIN: [&str; 5] = ["never", "once", "always", "match-once", "match-always"];
const TOUCH: [&str; 3] = ["never", "always", "cached"];
const FORM_FACTOR: [&str; 7] =
    ["usb-a-keychain", "usb-a-nano", "usb-c-keychain", "usb-c-nano", "usb-c-lightning", "usb-a-bio", "usb-c-bio"];

/// The synthetic token, and its key.
pub(super) struct Token {
    pub(super) slot: String,
    pub(super) firmware: [u8; 3],
    pub(super) serial: u32,
    /// Numbers of the policies and of the form factor, from 1.
    pub(super) pin: u8,
    pub(super) touch: u8,
    pub(super) form_factor: u8,
    pub(super) fips_marker: Option<u8>,
}

impl Token {
    pub(super) fn new(order: &Order) -> Result<Self, OrderError> {
        let choice = |name: &'static str| CHOICES.iter().find(|choice| choice.name == name);
        let said = |name| order.said(CHOICES, name);
        let wrong =
            |claim| move || OrderError::Value { claim, expected: choice(claim).map_or("", |choice| choice.about) };
        let word = |name, words: &[&str]| {
            let place = words.iter().position(|word| *word == said(name));
            place.and_then(|place| u8::try_from(place + 1).ok()).ok_or_else(wrong(name))
        };
        let marker = said("fips_marker");
        Ok(Self {
            slot: slot(said("slot")).ok_or_else(wrong("slot"))?,
            firmware: firmware(said("firmware")).ok_or_else(wrong("firmware"))?,
            serial: said("serial").parse().map_err(|_| wrong("serial")())?,
            pin: word("auth_pin", &PIN)?,
            touch: word("auth_touch", &TOUCH)?,
            form_factor: word("form_factor", &FORM_FACTOR)?,
            fips_marker: match marker {
                "" => None,
                text => Some(text.parse().ok().filter(|number| *number < 128).ok_or_else(wrong("fips_marker"))?),
            },
        })
    }

    /// What must come out.
    pub(super) fn expected(&self) -> Vec<(&'static str, Value)> {
        let text = |text: &str| Value::Text(text.to_owned());
        let word = |words: &[&str], number: u8| text(words.get(usize::from(number) - 1).copied().unwrap_or_default());
        let [major, minor, patch] = self.firmware;
        let mut claims = vec![
            ("generated", text("in-module")),
            ("extractable", Value::Bool(false)),
            ("never_extractable", Value::Bool(true)),
            ("exportability", text("none")),
            ("slot", text(&self.slot)),
            ("auth_pin", word(&PIN, self.pin)),
            ("auth_touch", word(&TOUCH, self.touch)),
            ("vendor", text("Yubico")),
            ("model", text("YubiKey")),
            ("serial", text(&self.serial.to_string())),
            ("firmware", Value::Text(format!("{major}.{minor}.{patch}"))),
            ("form_factor", word(&FORM_FACTOR, self.form_factor)),
            ("security_level", text("smartcard")),
            ("fips_certified", Value::Bool(self.fips_marker.is_some())),
        ];
        claims.extend(self.fips_marker.map(|number| ("fips_marker", Value::Int(i64::from(number)))));
        claims
    }
}

fn slot(text: &str) -> Option<String> {
    let number = u8::from_str_radix(text, 16).ok()?;
    let attestable = matches!(number, 0x9a | 0x9c | 0x9d | 0x9e | 0x82..=0x95);
    Some(format!("{number:02x}")).filter(|plain| attestable && plain == text)
}

fn firmware(text: &str) -> Option<[u8; 3]> {
    let numbers: Vec<u8> = text.split('.').map(|number| number.parse().ok()).collect::<Option<_>>()?;
    numbers.try_into().ok()
}
