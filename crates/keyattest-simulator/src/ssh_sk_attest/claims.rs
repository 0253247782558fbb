//! The claims that can be chosen, and those that must come out.

use super::registration::Kind;
use crate::{Choice, Order, OrderError};
use keyattest::claims::Value;
use keyattest::result::SubjectKind;
use keyattest_wire::{hex, ssh::PublicKeyLine};

/// The application of keys for which none is named.
pub(super) const APPLICATION: &str = "ssh:";

pub(super) static CHOICES: &[Choice] = &[
    Choice {
        name: "rp_id",
        about: "the application, which begins with ssh:; that of the public key line where one is given",
        usual: APPLICATION,
        example: "ssh:TEST-server",
    },
    Choice {
        name: "aaguid",
        about: "the model's, as UUID in lower case",
        usual: "54455354-0000-4000-8000-000000000001",
        example: "54455354-0000-4000-8000-000000000002",
    },
    Choice { name: "vendor", about: "text with TEST in it", usual: "TEST Keys", example: "Another TEST maker" },
    Choice {
        name: "model",
        about: "text with TEST in it, which does not end in a digit",
        usual: "TEST key",
        example: "Other TEST token",
    },
    Choice { name: "user_verified", about: "true or false", usual: "true", example: "false" },
    Choice {
        name: "backup_eligible",
        about: "true or false; of a key that may be synchronised",
        usual: "false",
        example: "true",
    },
    Choice { name: "cred_protect", about: "1, 2 or 3; absent where none is chosen", usual: "", example: "3" },
    Choice {
        name: "firmware",
        about: "Yubico's: three numbers with dots; absent where none is chosen",
        usual: "",
        example: "5.7.4",
    },
    Choice {
        name: "fips_marker",
        about: "Yubico's, of FIPS keys: a number; absent where none is chosen",
        usual: "",
        example: "7",
    },
];

/// What the authenticator signs in a registration of FIDO2 only.
const NOT_IN_U2F: [&str; 5] = ["aaguid", "model", "user_verified", "backup_eligible", "cred_protect"];

/// What the order says.
pub(super) struct Said {
    pub(super) kind: Kind,
    pub(super) application: String,
    pub(super) aaguid: [u8; 16],
    aaguid_text: String,
    pub(super) vendor: String,
    pub(super) model: String,
    pub(super) user_verified: bool,
    pub(super) backup_eligible: bool,
    pub(super) cred_protect: Option<u8>,
    pub(super) firmware: Option<[u8; 3]>,
    pub(super) fips_marker: Option<u8>,
}

impl Said {
    pub(super) fn new(order: &Order, kind: Kind) -> Result<Self, OrderError> {
        let said = |name| order.said(CHOICES, name).to_owned();
        let wrong = |claim: &'static str| OrderError::Value {
            claim,
            expected: CHOICES.iter().find(|choice| choice.name == claim).map_or("", |choice| choice.about),
        };
        if let Some(name) = NOT_IN_U2F.iter().find(|name| kind == Kind::U2f && order.claim(name).is_some()) {
            return Err(OrderError::Together(format!("a U2F registration says no `{name}`")));
        }
        let named = |name| Some(said(name)).filter(|text| text.contains("TEST")).ok_or_else(|| wrong(name));
        let flag = |name| said(name).parse().map_err(|_| wrong(name));
        let number = |name, known: std::ops::RangeInclusive<u8>| match said(name) {
            text if text.is_empty() => Ok(None),
            text => text.parse().ok().filter(|number| known.contains(number)).map(Some).ok_or_else(|| wrong(name)),
        };
        let aaguid_text = said("aaguid");
        let model = named("model")?;
        if model.ends_with(|last: char| last.is_ascii_digit()) {
            return Err(wrong("model"));
        }
        Ok(Self {
            kind,
            application: application(order).ok_or_else(|| wrong("rp_id"))?,
            aaguid: uuid(&aaguid_text).ok_or_else(|| wrong("aaguid"))?,
            aaguid_text,
            vendor: named("vendor")?,
            model,
            user_verified: flag("user_verified")?,
            backup_eligible: flag("backup_eligible")?,
            cred_protect: number("cred_protect", 1..=3)?,
            firmware: match said("firmware") {
                text if text.is_empty() => None,
                text => Some(crate::yubico::firmware(&text)?),
            },
            fips_marker: number("fips_marker", 0..=127)?,
        })
    }

    pub(super) fn expected(&self, nonce: &[u8]) -> Vec<(&'static str, Value)> {
        let text = |text: &str| Value::from(text.to_owned());
        let is_packed = self.kind == Kind::Packed;
        let mut claims = vec![
            ("generated", text("in-module")),
            ("extractable", Value::Bool(self.backup_eligible)),
            ("rp_id", text(&self.application)),
            ("vendor", text(&self.vendor)),
            ("nonce", text(&hex::encode(nonce))),
        ];
        if is_packed {
            claims.push(("backup_eligible", Value::Bool(self.backup_eligible)));
            claims.push(("user_present", Value::Bool(true)));
            claims.push(("user_verified", Value::Bool(self.user_verified)));
            claims.push(("aaguid", text(&self.aaguid_text)));
            claims.push(("model", text(&self.model)));
        }
        claims.extend(self.cred_protect.map(|level| ("cred_protect", Value::Int(i64::from(level)))));
        claims.extend(self.firmware.map(|[a, b, c]| ("firmware", text(&format!("{a}.{b}.{c}")))));
        if let Some(marker) = self.fips_marker {
            claims.push(("fips_certified", Value::Bool(true)));
            claims.push(("fips_marker", Value::Int(i64::from(marker))));
        }
        claims
    }
}

/// That of the given public key line, or the chosen one; a key without a line is for the usual one.
fn application(order: &Order) -> Option<String> {
    let chosen = order.said(CHOICES, "rp_id").to_owned();
    let fixed = match order.attested().subject() {
        Some((SubjectKind::SshSecurityKey, line)) => Some(PublicKeyLine::parse(line)?.ok()?.application?),
        Some(_) => Some(APPLICATION.to_owned()),
        None => (order.carrier() == "public-key").then(|| APPLICATION.to_owned()),
    };
    let application = match fixed {
        Some(fixed) if order.claim("rp_id").is_some_and(|chosen| chosen != fixed) => return None,
        Some(fixed) => fixed,
        None => chosen,
    };
    application.starts_with(APPLICATION).then_some(application)
}

/// Five groups of hexadecimal digits, not all zeros: that is U2F.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    let digits: String = text.split('-').collect();
    let bytes = hex::decode(&digits).filter(|bytes| hex::encode(bytes) == digits)?;
    let bytes = <[u8; 16]>::try_from(bytes).ok()?;
    (groups == [8, 4, 4, 4, 12] && bytes != [0; 16]).then_some(bytes)
}
