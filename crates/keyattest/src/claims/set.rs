//! What one evidence says of its keys, its module and its transaction.

use super::{ClaimId, Scope, Source, Value, sources};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::collections::BTreeMap;
use std::fmt;

/// A value, and why it may be believed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Claim {
    /// What is said.
    pub value: Value,
    /// Who vouches for it.
    pub source: Source,
    /// Where it stands (part, object identifier or path), or the rule that it follows from.
    pub from: String,
}

/// The claims of one place (one key, the module, the transaction), in the order of the tables; at most one of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimSet {
    scope: Scope,
    /// Nothing, where two claims of the name differed: then none is told.
    claims: BTreeMap<ClaimId, Option<Claim>>,
}

/// Everything that one evidence says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Claims {
    /// Each key's claims, in the order of the evidence's keys.
    pub keys: Vec<ClaimSet>,
    /// The module's.
    pub module: ClaimSet,
    /// The transaction's.
    pub transaction: ClaimSet,
}

impl ClaimSet {
    /// An empty set of the place.
    pub fn new(scope: Scope) -> Self {
        Self { scope, claims: BTreeMap::new() }
    }

    /// Adds what the signing module (or the vendor, of its own product) vouches for; `from` says where it stands.
    ///
    /// The claim must be of this place, of its type, and new here. All else is a programming error, at which the claim is not added.
    pub fn attested(&mut self, id: ClaimId, value: impl Into<Value>, from: impl fmt::Display) {
        self.insist(id, value.into(), Source::Attested, from.to_string());
    }

    /// Adds what follows from the vendor's documented rule `rule`; else as [`attested`](Self::attested).
    pub fn implied(&mut self, id: ClaimId, value: impl Into<Value>, rule: impl fmt::Display) {
        self.insist(id, value.into(), Source::Implied, rule.to_string());
    }

    /// Adds what the signer only repeats; else as [`attested`](Self::attested).
    pub fn asserted(&mut self, id: ClaimId, value: impl Into<Value>, from: impl fmt::Display) {
        self.insist(id, value.into(), Source::Asserted, from.to_string());
    }

    /// The claim, if it is told.
    pub fn get(&self, id: ClaimId) -> Option<&Claim> {
        self.claims.get(&id)?.as_ref()
    }

    /// The claims that are told, in the order of the tables.
    pub fn iter(&self) -> impl Iterator<Item = (ClaimId, &Claim)> {
        self.claims.iter().filter_map(|(id, claim)| Some((*id, claim.as_ref()?)))
    }

    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    fn insist(&mut self, id: ClaimId, value: Value, source: Source, from: String) {
        let added = self.add(id, Claim { value, source, from });
        debug_assert_eq!(added, Ok(()), "a format made a claim that it may not make");
    }

    fn add(&mut self, id: ClaimId, claim: Claim) -> Result<(), String> {
        if let Some(breach) = self.misfit(id, &claim.value) {
            return Err(breach);
        }
        match self.claims.get_mut(&id) {
            None => {
                self.claims.insert(id, Some(claim));
                Ok(())
            }
            Some(told) => {
                // Which of two is right is not known, and the first need not be.
                if told.as_ref().is_some_and(|told| told.value != claim.value || told.source != claim.source) {
                    *told = None;
                }
                Err(format!("claim {id} is told twice"))
            }
        }
    }

    /// What is wrong with the place or the type, if something is.
    fn misfit(&self, id: ClaimId, value: &Value) -> Option<String> {
        let info = id.info();
        if info.scope != self.scope {
            Some(format!("claim {id} is the {}'s, not the {}'s", info.scope, self.scope))
        } else if !value.has_type(info.kind) {
            Some(format!("claim {id}: {value:?} is no {}", info.kind))
        } else {
            None
        }
    }

    fn breach(&self, format: &str) -> Option<String> {
        self.iter().find_map(|(id, claim)| {
            let word = || {
                let word = claim.value.foreign_word(id.info())?;
                Some(format!("claim {id}: {word:?} is none of its words"))
            };
            let source = || {
                let wrong = !sources(format, id).contains(&claim.source);
                wrong.then(|| format!("claim {id} of {format} is never {}", claim.source))
            };
            self.misfit(id, &claim.value).or_else(word).or_else(source)
        })
    }
}

impl Serialize for ClaimSet {
    /// By name.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, claim) in self.iter() {
            map.serialize_entry(id.name(), claim)?;
        }
        map.end()
    }
}

impl Claims {
    /// Nothing told.
    pub fn new() -> Self {
        Self { keys: Vec::new(), module: ClaimSet::new(Scope::Module), transaction: ClaimSet::new(Scope::Transaction) }
    }

    /// Adds a key of which nothing is told yet, and gives its claims.
    pub fn add_key(&mut self) -> &mut ClaimSet {
        self.keys.push_mut(ClaimSet::new(Scope::Key))
    }

    /// The first claim whose place, type, words or source the tables do not have for the format: an error in the format's code, at which the
    /// result must not be used.
    pub fn breach(&self, format: &str) -> Option<String> {
        let places = self.keys.iter().map(|key| (key, Scope::Key));
        places.chain([(&self.module, Scope::Module), (&self.transaction, Scope::Transaction)]).find_map(
            |(set, place)| {
                let displaced = || format!("the {}'s claims stand in the place of the {place}'s", set.scope);
                (set.scope != place).then(displaced).or_else(|| set.breach(format))
            },
        )
    }
}

impl Default for Claims {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::*;

    fn claim(value: impl Into<Value>) -> Claim {
        Claim { value: value.into(), source: Source::Attested, from: "key.der".into() }
    }

    /// A set that holds what `add` would refuse.
    fn forced(scope: Scope, id: ClaimId, claim: Claim) -> ClaimSet {
        ClaimSet { scope, claims: BTreeMap::from([(id, Some(claim))]) }
    }

    fn key_breach(format: &str, id: ClaimId, claim: Claim) -> Option<String> {
        Claims { keys: vec![forced(Scope::Key, id, claim)], ..Claims::new() }.breach(format)
    }

    #[test]
    fn claims_stand_in_the_order_of_the_tables() {
        let mut set = ClaimSet::new(Scope::Key);
        assert!(set.is_empty());
        set.attested(PURPOSES, vec!["sign"], "key.der: usage");
        set.implied(GENERATED, "in-module", "issuing rule");
        let names: Vec<_> = set.iter().map(|(id, _)| id.name()).collect();
        assert_eq!(names, ["generated", "purposes"]);
        let json = r#"{"generated":{"value":"in-module","source":"implied","from":"issuing rule"},"purposes":{"value":["sign"],"source":"attested","from":"key.der: usage"}}"#;
        assert_eq!(serde_json::to_string(&set).unwrap(), json);
    }

    #[test]
    fn a_claim_of_another_place_or_type_is_not_added() {
        let mut set = ClaimSet::new(Scope::Key);
        for (id, value) in [(SERIAL, Value::from("1")), (LOCAL, "true".into()), (TPM_NAME, "0".into())] {
            assert!(set.add(id, claim(value)).is_err());
            assert_eq!(set.get(id), None);
        }
    }

    #[test]
    #[should_panic(expected = "may not make")]
    #[cfg(debug_assertions)]
    fn a_claim_of_another_place_stops_a_debug_build() {
        ClaimSet::new(Scope::Key).attested(SERIAL, "1", "key.der");
    }

    #[test]
    fn of_two_claims_that_differ_none_is_told() {
        let mut set = ClaimSet::new(Scope::Key);
        assert!(set.add(EXTRACTABLE, claim(false)).is_ok());
        assert!(set.add(EXTRACTABLE, claim(false)).is_err());
        assert!(set.get(EXTRACTABLE).is_some());
        assert!(set.add(EXTRACTABLE, claim(true)).is_err());
        assert!(set.add(EXTRACTABLE, claim(true)).is_err());
        assert_eq!(set.get(EXTRACTABLE), None);
        assert!(set.is_empty());
    }

    #[test]
    fn a_breach_names_the_claim_and_what_is_wrong() {
        let format = "yubihsm2";
        assert_eq!(key_breach(format, KEY_TYPE, claim("rsa-2048")), None);
        let word = key_breach(format, KEY_TYPE, claim("rsa")).unwrap();
        assert_eq!(word, "claim key_type: \"rsa\" is none of its words");
        let member = key_breach(format, PURPOSES, claim(vec!["sign", "sing"])).unwrap();
        assert_eq!(member, "claim purposes: \"sing\" is none of its words");
        let kind = key_breach(format, KEY_TYPE, claim(1)).unwrap();
        assert_eq!(kind, "claim key_type: Int(1) is no word");
        let place = key_breach(format, SERIAL, claim("1")).unwrap();
        assert_eq!(place, "claim serial is the module's, not the key's");
        let source = key_breach(format, NEVER_EXTRACTABLE, claim(true)).unwrap();
        assert_eq!(source, "claim never_extractable of yubihsm2 is never attested");
        let absent = key_breach(format, SLOT, claim("9c")).unwrap();
        assert_eq!(absent, "claim slot of yubihsm2 is never attested");
    }

    #[test]
    fn a_set_in_the_place_of_another_is_a_breach() {
        let claims = Claims { module: ClaimSet::new(Scope::Key), ..Claims::new() };
        assert_eq!(claims.breach("yubihsm2").unwrap(), "the key's claims stand in the place of the module's");
    }
}
