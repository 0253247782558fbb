//! The document on the key.

use crate::{Choice, Order, OrderError};
use keyattest::Time;
use keyattest::claims::Value;
use keyattest_wire::base64;

pub(super) static CHOICES: &[Choice] = &[
    Choice { name: "serial", about: "serial number of the device, digits", usual: "90000001", example: "90000042" },
    Choice { name: "label", about: "any text", usual: "TEST key", example: "TEST <key> & 'label'" },
    Choice {
        name: "key_id",
        about: "four groups of eight hexadecimal digits; absent where none is chosen",
        usual: "",
        example: "01234567-89ABCDEF-01234567-89ABCDEF",
    },
    Choice { name: "generated", about: "in-module or imported", usual: "in-module", example: "imported" },
    Choice { name: "extractable", about: "true or false", usual: "false", example: "true" },
    Choice { name: "never_extractable", about: "true or false", usual: "true", example: "false" },
    Choice { name: "sensitive", about: "true or false", usual: "true", example: "false" },
    Choice { name: "always_sensitive", about: "true or false", usual: "true", example: "false" },
    Choice { name: "modifiable", about: "true or false", usual: "true", example: "false" },
    Choice { name: "copyable", about: "true or false", usual: "false", example: "true" },
    Choice { name: "destroyable", about: "true or false", usual: "true", example: "false" },
    Choice { name: "unique", about: "true or false", usual: "false", example: "true" },
    Choice {
        name: "exportability",
        about: "same-domain, or wrapped: an external key, which lies outside encrypted",
        usual: "same-domain",
        example: "wrapped",
    },
    Choice {
        name: "purposes",
        about: "of decrypt, sign, unwrap, derive, between commas",
        usual: "sign",
        example: "decrypt, sign",
    },
    Choice {
        name: "auth",
        about: "ska: a use needs approvals; absent where it is not chosen",
        usual: "",
        example: "ska",
    },
    Choice { name: "use_count", about: "a number; absent where none is chosen", usual: "", example: "10" },
    Choice {
        name: "created_at",
        about: "a time, RFC 3339 in UTC",
        usual: "2026-01-15T09:30:00Z",
        example: "2025-10-01T20:31:53Z",
    },
    Choice {
        name: "attested_at",
        about: "a time, RFC 3339 in UTC; that of the order where none is chosen",
        usual: crate::AT,
        example: "2026-05-18T20:19:33Z",
    },
];

const PURPOSES: [&str; 4] = ["decrypt", "sign", "unwrap", "derive"];
const FLAGS: [&str; 8] = [
    "sensitive",
    "always_sensitive",
    "extractable",
    "never_extractable",
    "modifiable",
    "copyable",
    "destroyable",
    "unique",
];

/// The document before it is written.
pub(super) struct Document {
    pub(super) serial: String,
    pub(super) root: &'static str,
    pub(super) creation: &'static str,
    pub(super) storage: Option<&'static str>,
    /// Flags with their words, in order.
    pub(super) flags: Vec<(&'static str, String)>,
    /// SubjectPublicKeyInfo of the attested key.
    pub(super) spki: Vec<u8>,
    pub(super) create_time: String,
    pub(super) attest_time: String,
    label: String,
    uuid: Option<String>,
    use_count: Option<u32>,
    is_ska: bool,
    purposes: Vec<&'static str>,
}

impl Document {
    pub(super) fn new(order: &Order) -> Result<Self, OrderError> {
        let choice = |name: &'static str| CHOICES.iter().find(|choice| choice.name == name);
        let said = |name| order.said(CHOICES, name);
        let wrong =
            |claim| move || OrderError::Value { claim, expected: choice(claim).map_or("", |choice| choice.about) };
        let one_of = |name, words: [(&str, &'static str); 2]| {
            words.into_iter().find(|(word, _)| *word == said(name)).map(|(_, word)| word).ok_or_else(wrong(name))
        };
        let time = |name, usual: String| {
            let text = order.claim(name).map_or(usual, str::to_owned);
            Time::parse_strict(&text).map(|_| text).ok_or_else(wrong(name))
        };
        let words: Vec<&str> = said("purposes").split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
        if words.iter().any(|word| !PURPOSES.contains(word)) {
            return Err(wrong("purposes")());
        }
        let purposes: Vec<_> = PURPOSES.into_iter().filter(|purpose| words.contains(purpose)).collect();
        let mut flags: Vec<_> =
            PURPOSES.into_iter().map(|purpose| (purpose, purposes.contains(&purpose).to_string())).collect();
        for flag in FLAGS {
            let value: bool = said(flag).parse().map_err(|_| wrong(flag)())?;
            flags.push((flag, value.to_string()));
        }
        let serial = said("serial").to_owned();
        if serial.is_empty() || !serial.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong("serial")());
        }
        let storage = match one_of("exportability", [("same-domain", ""), ("wrapped", "external")])? {
            "" => None,
            word => Some(word),
        };
        if storage.is_none() && order.claim("exportability").is_some() && order.claim("extractable") == Some("true") {
            return Err(OrderError::Together("a key that is extractable has no exportability same-domain".to_owned()));
        }
        let is_group = |group: &str| group.len() == 8 && group.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_uuid = |text: &str| text.split('-').count() == 4 && text.split('-').all(is_group);
        Ok(Self {
            serial,
            root: "private_key",
            creation: one_of("generated", [("in-module", "generated"), ("imported", "imported")])?,
            storage,
            flags,
            spki: order.attested().spki().to_vec(),
            create_time: time("created_at", said("created_at").to_owned())?,
            attest_time: time("attested_at", order.at().to_string())?,
            label: said("label").to_owned(),
            uuid: match said("key_id") {
                "" => None,
                text if is_uuid(text) => Some(text.to_owned()),
                _ => return Err(wrong("key_id")()),
            },
            use_count: match said("use_count") {
                "" => None,
                text => Some(text.parse().map_err(|_| wrong("use_count")())?),
            },
            is_ska: match said("auth") {
                "" => false,
                "ska" => true,
                _ => return Err(wrong("auth")()),
            },
            purposes,
        })
    }

    fn flag(&self, name: &str) -> bool {
        self.flags.iter().any(|(known, word)| *known == name && word == "true")
    }

    /// Whether the default policy takes what it says.
    pub(super) fn is_affirming(&self) -> bool {
        self.creation == "generated"
            && self.storage.is_none()
            && !self.flag("extractable")
            && self.flag("never_extractable")
    }

    /// What must come out; a pinned attestation key says nothing of its device.
    pub(super) fn expected(&self, is_pinned: bool) -> Vec<(&'static str, Value)> {
        let text = |text: &str| Value::Text(text.to_owned());
        let is_external = self.storage.is_some();
        let mut claims = vec![
            ("generated", text(if self.creation == "generated" { "in-module" } else { "imported" })),
            ("extractable", Value::Bool(is_external || self.flag("extractable"))),
        ];
        for flag in FLAGS.into_iter().filter(|flag| *flag != "extractable") {
            claims.push((flag, Value::Bool(self.flag(flag))));
        }
        if is_external {
            claims.push(("exportability", text("wrapped")));
        } else if !self.flag("extractable") {
            claims.push(("exportability", text("same-domain")));
        }
        claims.push(("purposes", Value::List(self.purposes.iter().map(|purpose| text(purpose)).collect())));
        claims.push(("label", text(&self.label)));
        claims.extend(self.uuid.as_deref().map(|uuid| ("key_id", text(uuid))));
        claims.extend(self.use_count.map(|count| ("use_count", Value::Int(i64::from(count)))));
        claims.extend(self.is_ska.then(|| ("auth", text("ska"))));
        claims.push(("created_at", text(&self.create_time)));
        claims.push(("attested_at", text(&self.attest_time)));
        if !is_pinned {
            claims.push(("serial", text(&self.serial)));
            claims.push(("vendor", text("Securosys")));
            claims.push(("model", text("Primus HSM")));
            claims.push(("security_level", text("hsm")));
        }
        claims
    }

    /// The bytes that are signed: tabs, and two line feeds at the end.
    pub(super) fn xml(&self) -> Vec<u8> {
        let storage = self.storage.map(|word| format!(" storage=\"{word}\"")).unwrap_or_default();
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{} creation=\"{}\"{storage}>\n",
            self.root, self.creation
        );
        let mut line = |name: &str, value: &str| out.push_str(&format!("\t<{name}>{value}</{name}>\n"));
        if let Some(uuid) = &self.uuid {
            line("uuid", uuid);
        }
        line("label", &escaped(&self.label));
        line("create_time", &self.create_time);
        line("attest_time", &self.attest_time);
        if let Some(count) = self.use_count {
            line("key_use_count", &count.to_string());
        }
        line("public_key", &base64::encode(&self.spki));
        out.push_str("\t<attributes>\n");
        for (name, word) in &self.flags {
            out.push_str(&format!("\t\t<{name}>{word}</{name}>\n"));
        }
        out.push_str("\t</attributes>\n");
        if self.is_ska {
            out.push_str(&self.policy());
        }
        out.push_str(&format!("</{}>\n\n", self.root));
        out.into_bytes()
    }

    /// One approval, by the TEST key of another subject.
    fn policy(&self) -> String {
        let approver = base64::encode(&crate::test_keys::OTHER_RSA_2048.spki());
        format!(
            "\t<policy>\n\t\t<key_status><blocked>false</blocked></key_status>\n\t\t<rule_use>\n\t\t\t<token name=\"TEST token\">\
             <timelock>0</timelock><timeout>0</timeout><group name=\"TEST group\"><quorum>1</quorum>\
             <approval type=\"public_key\" name=\"TEST approver\">{approver}</approval></group></token>\n\t\t</rule_use>\n\t</policy>\n"
        )
    }
}

fn escaped(text: &str) -> String {
    let escape = |character: char| match character {
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '&' => "&amp;".to_owned(),
        '\'' => "&apos;".to_owned(),
        '"' => "&quot;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(escape).collect()
}
