//! Trying the changes of one case.

use super::{Change, Depth, Donor, Excuse, changes};
use crate::case::Case;
use keyattest::{AttestationResult, Part, Policy, Verification, Verifier};
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most lines that one case reports.
const MOST_LINES: usize = 24;

/// One case with all that its mutants need.
pub struct Sweep {
    case: Case,
    parts: Vec<Part>,
    donors: Vec<Donor>,
    others: Vec<Case>,
    verifier: Verifier,
    told: Told,
}

/// What a verified result says: keys and claims with who vouches for each, and the anchor; not where it stands. Beside it, by which
/// certificates.
#[derive(Clone, Debug)]
pub struct Told {
    said: Value,
    chain: Value,
}

impl PartialEq for Told {
    /// The same said, by whatever certificates.
    fn eq(&self, other: &Self) -> bool {
        self.said == other.said
    }
}

/// What came of the mutants.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// All that were tried.
    pub tried: usize,
    /// Those that did not verify.
    pub refused: usize,
    /// Those that verified with the same claims for a listed reason, by rule.
    pub excused: Vec<usize>,
    /// Those that are another submission's statement over certificates that both share, and say what that one says.
    pub donors: usize,
    /// All others, in words.
    pub unexplained: Vec<String>,
}

impl Told {
    /// What a result says; none where it did not verify.
    ///
    /// # Panics
    /// A result that is no JSON.
    pub fn of(result: &AttestationResult) -> Option<Self> {
        if result.verification != Verification::Verified {
            return None;
        }
        let all = serde_json::to_value(result).expect("a result as JSON");
        let mut said: Value = ["keys", "module", "transaction", "anchor"]
            .into_iter()
            .map(|name| (name.to_owned(), all[name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        strip(&mut said);
        Some(Self { said, chain: all["chain"].clone() })
    }

    /// The same without whose key it is.
    fn of_whomever(mut self) -> Self {
        for key in self.said["keys"].as_array_mut().into_iter().flatten() {
            key["is_subject"] = Value::Null;
        }
        self
    }

    /// The certificates of one role.
    fn certificates(&self, role: &str) -> Vec<&Value> {
        let entries = self.chain.as_array().map(Vec::as_slice).unwrap_or_default();
        entries.iter().filter(|entry| entry["role"] == role).map(|entry| &entry["sha256"]).collect()
    }

    /// The same with claims of the module taken away, or with other words for their values.
    fn becoming(&self, claims: &BTreeMap<String, String>) -> Self {
        let mut changed = self.clone();
        let module = changed.said["module"]["claims"].as_object_mut().expect("claims of the module");
        for (name, word) in claims {
            match module.get_mut(name) {
                Some(_) if word == "absent" => drop(module.remove(name)),
                Some(claim) => claim["value"] = Value::from(word.as_str()),
                None => {}
            }
        }
        changed
    }
}

/// Takes the places away.
fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("source") {
                members.remove("from");
            }
            members.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

impl Sweep {
    /// A case, with the others of its format as donors.
    ///
    /// # Errors
    /// The case itself does not verify: nothing can be said of its mutants.
    pub fn new(case: &Case, others: &[Case]) -> Result<Self, String> {
        let parts = case.parts();
        let verifier = case.verifier(Policy::none());
        let result = verifier.verify(&case.request(parts.clone()));
        let told = Told::of(&result).ok_or_else(|| format!("does not verify: {}", result.headline()))?;
        let others: Vec<Case> = others.iter().filter(|other| other.name != case.name).cloned().collect();
        let donors = others.iter().map(|other| Donor { name: other.name.clone(), parts: other.parts() }).collect();
        Ok(Self { case: case.clone(), parts, donors, others, verifier, told })
    }

    fn changes(&self, depth: Depth) -> Vec<Change> {
        changes(&self.parts, &self.donors, depth)
    }

    /// What the changed submission says; none where it does not verify.
    ///
    /// # Errors
    /// A panic.
    fn verify(&self, parts: Vec<Part>) -> Result<Option<Told>, String> {
        let request = self.case.request(parts);
        let result = catch_unwind(AssertUnwindSafe(|| self.verifier.verify(&request)));
        result.map(|result| Told::of(&result)).map_err(|_| "PANIC".to_owned())
    }

    /// Whether some change verifies and is explained by this rule: one that no case needs is stale.
    pub fn needs(&self, rule: &Excuse, depth: Depth) -> bool {
        let excuses = |change: &Change| {
            let Some(changed) = change.apply(&self.parts, &self.donors) else { return false };
            rule.explains(change, &self.parts, &changed)
                && self.verify(changed).is_ok_and(|told| told.is_some_and(|told| self.admits(rule, change, &told)))
        };
        rule.is_for(&self.case.name) && self.changes(depth).iter().any(excuses)
    }
}

/// Tries the changes of one case.
pub fn sweep(sweep: &Sweep, rules: &[Excuse], depth: Depth) -> Tally {
    let mut tally = Tally { excused: vec![0; rules.len()], ..Tally::default() };
    for change in sweep.changes(depth) {
        let Some(changed) = change.apply(&sweep.parts, &sweep.donors) else { continue };
        tally.tried += 1;
        let wrong = match sweep.verify(changed.clone()) {
            Ok(None) => {
                tally.refused += 1;
                continue;
            }
            Ok(Some(told)) => {
                let is_excused = |rule: &Excuse| {
                    rule.is_for(&sweep.case.name)
                        && rule.explains(&change, &sweep.parts, &changed)
                        && sweep.admits(rule, &change, &told)
                };
                if let Some(rule) = rules.iter().position(is_excused) {
                    tally.excused[rule] += 1;
                    continue;
                }
                if told == sweep.told {
                    "verifies, and no rule says why".to_owned()
                } else if sweep.is_of_donor(&change, &told) {
                    tally.donors += 1;
                    continue;
                } else {
                    format!("verifies and says something else: {}", difference(&sweep.told.said, &told.said))
                }
            }
            Err(panic) => panic,
        };
        tally.unexplained.push(format!("{}: {wrong}", sweep.describe(&change)));
    }
    tally
}

impl Sweep {
    /// Whether a changed submission says what the rule lets it say.
    fn admits(&self, rule: &Excuse, change: &Change, told: &Told) -> bool {
        let same_certificates = |role: &String| self.told.certificates(role) == told.certificates(role);
        rule.chain.iter().all(same_certificates)
            && (*told == self.told.becoming(&rule.becomes) || (rule.mixed && self.is_mixed(rule, change, told)))
    }

    /// Whether keys and module are each ours or the other submission's, that with less as the rule has it; whoever the subject is.
    fn is_mixed(&self, rule: &Excuse, change: &Change, told: &Told) -> bool {
        let (Change::PartFrom { donor, .. } | Change::BlockFrom { donor, .. }) = change else { return false };
        let other = &self.others[*donor];
        let theirs = Told::of(&other.verifier(Policy::none()).verify(&other.request(other.parts())));
        theirs.is_some_and(|theirs| {
            let sources = [self.told.clone(), theirs.becoming(&rule.becomes), theirs].map(Told::of_whomever);
            let told = told.clone().of_whomever();
            let is_of = |name: &str| sources.iter().any(|one| one.said[name] == told.said[name]);
            ["keys", "module", "transaction", "anchor"].into_iter().all(is_of)
        })
    }

    fn is_of_donor(&self, change: &Change, told: &Told) -> bool {
        let (Change::PartFrom { donor, .. } | Change::BlockFrom { donor, .. }) = change else { return false };
        self.verify(self.donors[*donor].parts.clone()).is_ok_and(|theirs| theirs.as_ref() == Some(told))
    }

    fn describe(&self, change: &Change) -> String {
        let donor = match change {
            Change::PartFrom { donor, .. } | Change::BlockFrom { donor, .. } => Some(&self.donors[*donor].name),
            _ => None,
        };
        donor.map_or_else(|| change.to_string(), |name| format!("{change} ({name})"))
    }
}

impl Tally {
    /// An error that lists what is unexplained.
    ///
    /// # Errors
    /// Something is.
    pub fn verdict(&self) -> Result<(), String> {
        if self.unexplained.is_empty() {
            return Ok(());
        }
        let mut lines: Vec<String> = self.unexplained.iter().take(MOST_LINES).cloned().collect();
        if self.unexplained.len() > MOST_LINES {
            lines.push(format!("and {} more", self.unexplained.len() - MOST_LINES));
        }
        Err(lines.join("\n"))
    }
}

/// The first member in which two values differ.
fn difference(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(ours), Value::Object(theirs)) => {
            let names = ours.keys().chain(theirs.keys());
            let name = names.into_iter().find(|name| ours.get(*name) != theirs.get(*name));
            name.map_or_else(String::new, |name| {
                let member = |members: &serde_json::Map<String, Value>| members.get(name).cloned().unwrap_or_default();
                format!("{name}.{}", difference(&member(ours), &member(theirs)))
            })
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pair = ours.iter().zip(theirs).find(|(one, other)| one != other);
            pair.map_or_else(String::new, |(one, other)| difference(one, other))
        }
        _ => format!("{one} became {other}"),
    }
}
