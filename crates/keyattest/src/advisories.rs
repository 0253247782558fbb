//! Known breaks of modules and keys, as data: matched on verified claims, and on weaknesses that a key itself shows.
//!
//! An advisory never makes or breaks a verification; the policy's rule on advisories says what it is worth.

use crate::claims::{self, ClaimSet, Scope, Value};
use crate::result::{AdvisoryMatch, Severity};
use keyattest_trust::key::PublicKey;
use keyattest_trust::weak::{Weakness, weakness};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

const BUILT_IN: &str = include_str!("../advisories/built-in.toml");

/// Advisories that are matched.
#[derive(Clone, Debug)]
pub struct Advisories {
    list: Vec<Advisory>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    advisory: Vec<Advisory>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advisory {
    id: String,
    severity: Severity,
    about: String,
    action: String,
    url: Option<String>,
    weakness: Option<KnownWeakness>,
    #[serde(default)]
    affects: Vec<Affected>,
}

/// A weakness that the key itself shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KnownWeakness {
    Roca,
}

/// Modules and keys that are affected: all that is stated must hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Affected {
    #[serde(default)]
    claims: BTreeMap<String, Vec<Wanted>>,
    #[serde(default)]
    key_types: Vec<String>,
    firmware: Option<Range>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Wanted {
    Bool(bool),
    Text(String),
}

/// Versions from `from` on and below `below`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    from: Option<String>,
    below: Option<String>,
}

/// Why a file of advisories can not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdvisoryError(String);

impl fmt::Display for AdvisoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AdvisoryError {}

impl Advisories {
    /// Those that are built in.
    ///
    /// # Panics
    /// Never: they are part of the crate and tested.
    pub fn built_in() -> Self {
        let none = Self { list: Vec::new() };
        none.with_file(BUILT_IN, "built-in").expect("the built-in advisories are tested")
    }

    /// These, and those of a file of the same form; `origin` is its name for messages.
    ///
    /// # Errors
    /// No TOML of this form, a claim or a version that does not exist, an advisory that matches nothing, an id that stands twice.
    pub fn with_file(mut self, text: &str, origin: &str) -> Result<Self, AdvisoryError> {
        let file: File = toml::from_str(text).map_err(|problem| AdvisoryError(format!("{origin}: {problem}")))?;
        for advisory in file.advisory {
            let wrong = |what: String| AdvisoryError(format!("{origin}: advisory {}: {what}", advisory.id));
            if self.list.iter().any(|known| known.id == advisory.id) {
                return Err(wrong("stands twice".to_owned()));
            }
            if advisory.weakness.is_none() && advisory.affects.is_empty() {
                return Err(wrong("needs a weakness or what it affects".to_owned()));
            }
            for affected in &advisory.affects {
                affected.check().map_err(&wrong)?;
            }
            self.list.push(advisory);
        }
        Ok(self)
    }

    /// Those that the keys match by themselves, whether or not anything verified.
    pub(crate) fn of_keys(&self, keys: &[PublicKey]) -> Vec<AdvisoryMatch> {
        let is_roca = keys.iter().any(|key| weakness(key) == Some(Weakness::Roca));
        let roca = self.list.iter().filter(|advisory| is_roca && advisory.weakness == Some(KnownWeakness::Roca));
        roca.map(|advisory| advisory.matched("key fingerprint".to_owned())).collect()
    }

    /// Those that verified claims match: the module's with any of the keys'.
    pub(crate) fn of_claims(&self, module: &ClaimSet, keys: &[ClaimSet]) -> Vec<AdvisoryMatch> {
        let mut found = Vec::new();
        for advisory in &self.list {
            let by = advisory.affects.iter().find_map(|affected| affected.matched(module, keys));
            found.extend(by.map(|by| advisory.matched(by)));
        }
        found
    }
}

impl Advisory {
    fn matched(&self, by: String) -> AdvisoryMatch {
        AdvisoryMatch {
            id: self.id.clone(),
            severity: self.severity,
            matched_by: by,
            about: Some(self.about.clone()),
            action: Some(self.action.clone()),
            url: self.url.clone(),
        }
    }
}

impl Affected {
    fn check(&self) -> Result<(), String> {
        for (name, wanted) in &self.claims {
            if claims::find(name).is_none() {
                return Err(format!("no claim is called `{name}`"));
            }
            if wanted.is_empty() {
                return Err(format!("claim `{name}`: needs at least one value"));
            }
        }
        let bounds = self.firmware.iter().flat_map(|range| [&range.from, &range.below]).flatten();
        for bound in bounds {
            version(bound).ok_or(format!("`{bound}` is no version of numbers and dots"))?;
        }
        Ok(())
    }

    /// By what it matches, if all that it states holds of the module, and of one and the same key.
    fn matched(&self, module: &ClaimSet, keys: &[ClaimSet]) -> Option<String> {
        let none = ClaimSet::new(Scope::Key);
        let keys = if keys.is_empty() { std::slice::from_ref(&none) } else { keys };
        if !keys.iter().any(|key| self.is_of(module, key)) {
            return None;
        }
        let firmware = module.get(claims::FIRMWARE).map(|claim| claim.value.to_string());
        let firmware_holds = match (&self.firmware, &firmware) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(range), Some(firmware)) => range.holds(firmware),
        };
        if !firmware_holds {
            return None;
        }
        let model = module.get(claims::MODEL).map(|claim| claim.value.to_string()).unwrap_or_default();
        Some(match (&self.firmware, firmware) {
            (Some(_), Some(firmware)) => format!("firmware {firmware} of {model}"),
            _ => format!("model {model}"),
        })
    }

    /// Whether the claims and the type that it states are those of the module and of this key.
    fn is_of(&self, module: &ClaimSet, key: &ClaimSet) -> bool {
        let told = |name: &str| claims::find(name).and_then(|id| module.get(id).or_else(|| key.get(id)));
        let holds = |(name, wanted): (&String, &Vec<Wanted>)| {
            told(name).is_some_and(|claim| wanted.iter().any(|wanted| wanted.is(&claim.value)))
        };
        let key_type = key.get(claims::KEY_TYPE).map(|claim| &claim.value);
        let is_type = |known: &String| matches!(key_type, Some(Value::Text(found)) if found.starts_with(known));
        self.claims.iter().all(holds) && (self.key_types.is_empty() || self.key_types.iter().any(is_type))
    }
}

impl Wanted {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Bool(wanted), Value::Bool(found)) => wanted == found,
            (Self::Text(wanted), Value::Text(found)) => wanted == found,
            _ => false,
        }
    }
}

impl Range {
    /// A version that can not be read is in every range: it is not known to be sound.
    fn holds(&self, firmware: &str) -> bool {
        let Some(found) = version(firmware) else { return true };
        let from = self.from.as_deref().and_then(version).is_none_or(|from| found >= from);
        let below = self.below.as_deref().and_then(version).is_none_or(|below| found < below);
        from && below
    }
}

/// `5.7.4` as numbers.
fn version(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Scope;

    fn matches(model: &str, firmware: &str, key_type: &str, fips: bool) -> Vec<String> {
        let mut module = ClaimSet::new(Scope::Module);
        module.implied(claims::VENDOR, "Yubico", "test");
        module.implied(claims::MODEL, model, "test");
        module.attested(claims::FIRMWARE, firmware, "test");
        module.attested(claims::FIPS_CERTIFIED, fips, "test");
        let mut key = ClaimSet::new(Scope::Key);
        key.attested(claims::KEY_TYPE, key_type, "test");
        let found = Advisories::built_in().of_claims(&module, &[key]);
        found.into_iter().map(|found| found.id).collect()
    }

    #[test]
    fn eucleak_in_its_range_and_beside_it() {
        assert_eq!(matches("YubiKey", "5.4.3", "ec-p256", false), ["CVE-2024-45678"]);
        assert_eq!(matches("YubiKey", "5.7.0", "ec-p256", false), [""; 0]);
        assert_eq!(matches("YubiKey", "5.7.1", "ec-p256", true), ["CVE-2024-45678"]);
        assert_eq!(matches("YubiKey", "5.7.2", "ec-p256", true), [""; 0]);
        assert_eq!(matches("YubiKey", "5.4.3", "rsa-2048", false), [""; 0]);
        assert_eq!(matches("YubiHSM 2", "2.3.9", "ec-p384", false), ["CVE-2024-45678"]);
        assert_eq!(matches("YubiHSM 2", "2.4.0", "ec-p384", false), [""; 0]);
        assert_eq!(matches("Luna K7", "5.4.3", "ec-p384", false), [""; 0]);
    }

    #[test]
    fn roca_by_firmware_and_the_fips_series_of_2019() {
        assert_eq!(matches("YubiKey", "4.3.4", "rsa-2048", false), ["CVE-2017-15361-firmware"]);
        assert_eq!(matches("YubiKey", "4.3.5", "rsa-2048", false), [""; 0]);
        assert_eq!(matches("YubiKey", "4.3.4", "ec-p256", false), [""; 0]);
        assert_eq!(matches("YubiKey", "4.4.4", "rsa-2048", true), ["YSA-2019-02"]);
        assert_eq!(matches("YubiKey", "4.4.5", "rsa-2048", true), [""; 0]);
        assert_eq!(matches("YubiKey", "4.4.4", "rsa-2048", false), [""; 0]);
    }

    #[test]
    fn what_is_stated_of_keys_must_hold_of_one_key() {
        let text = r#"
            [[advisory]]
            id = "X-1"
            severity = "low"
            about = "a"
            action = "b"
            [[advisory.affects]]
            claims = { extractable = [true] }
            key-types = ["ec-"]
        "#;
        let ours = Advisories { list: Vec::new() }.with_file(text, "ours.toml").unwrap();
        let matches = |keys: &[(&'static str, bool)]| {
            let of = |(key_type, extractable): &(&'static str, bool)| {
                let mut key = ClaimSet::new(Scope::Key);
                key.attested(claims::KEY_TYPE, *key_type, "test");
                key.attested(claims::EXTRACTABLE, *extractable, "test");
                key
            };
            let keys: Vec<ClaimSet> = keys.iter().map(of).collect();
            !ours.of_claims(&ClaimSet::new(Scope::Module), &keys).is_empty()
        };
        assert!(matches(&[("rsa-2048", false), ("ec-p256", true)]), "of the second key");
        assert!(!matches(&[("rsa-2048", true), ("ec-p256", false)]), "the type of one key and the claim of another");
        assert!(!matches(&[]));
    }

    #[test]
    fn an_unreadable_version_is_in_every_range() {
        assert_eq!(matches("YubiKey", "5.x", "ec-p256", false), ["CVE-2024-45678"]);
    }

    #[test]
    fn faults_of_a_file_are_named() {
        let fault = |text: &str| Advisories::built_in().with_file(text, "ours.toml").unwrap_err().to_string();
        let head = "[[advisory]]\nid = \"X-1\"\nseverity = \"low\"\nabout = \"a\"\naction = \"b\"\n";
        assert!(fault(head).contains("ours.toml: advisory X-1: needs a weakness"));
        assert!(fault(&format!("{head}[[advisory.affects]]\nclaims = {{ colour = [\"red\"] }}")).contains("`colour`"));
        assert!(fault(&format!("{head}[[advisory.affects]]\nfirmware = {{ below = \"v5\" }}")).contains("`v5`"));
        assert!(fault(&head.replace("X-1", "CVE-2024-45678")).contains("stands twice"));
        assert!(fault(&format!("{head}colour = 1")).contains("colour"));
    }
}
