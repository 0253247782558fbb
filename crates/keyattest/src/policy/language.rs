//! A policy's TOML, read in full or not at all.

use super::{Condition, Policy, PolicyError, PolicyFault, Rule, Test};
use crate::checks;
use crate::claims::{self, ClaimId, ClaimType, Source, Value};
use crate::result::{AnchorStatus, Severity};
use keyattest_wire::Time;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// Whether a rule requires or forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleKind {
    /// Met only where it is told.
    Require,
    /// Not met only where it is told.
    Forbid,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyText {
    id: String,
    version: String,
    about: String,
    #[serde(default)]
    rule: Vec<Spanned<RuleText>>,
}

/// `[[rule]]`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleText {
    id: String,
    kind: RuleKind,
    clause: String,
    about: String,
    #[serde(default)]
    met: Vec<Spanned<ConditionText>>,
    #[serde(default)]
    not_met: Vec<Spanned<ConditionText>>,
}

/// A member of `met` or `not-met`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ConditionText {
    claim: Option<String>,
    is: Option<toml::Value>,
    r#in: Option<Vec<toml::Value>>,
    at_least: Option<i64>,
    at_most: Option<i64>,
    present: Option<bool>,
    sources: Option<Vec<Source>>,
    subject: Option<SubjectText>,
    check: Option<String>,
    advisory: Option<Severity>,
    anchor_status: Option<Vec<AnchorStatus>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SubjectText {
    Bound,
}

/// Only where rules begin and what they are called, to say in which one an error lies.
#[derive(Deserialize)]
struct Outline {
    #[serde(default)]
    rule: Vec<Spanned<OutlineRule>>,
}

#[derive(Deserialize)]
struct OutlineRule {
    id: Option<String>,
}

pub(super) fn parse(text: &str, origin: &str) -> Result<Policy, PolicyError> {
    let error = |offset: Option<usize>, fault| PolicyError {
        origin: origin.to_owned(),
        line: offset.map(|offset| line_of(text, offset)),
        rule: offset.and_then(|offset| rule_at(text, offset)),
        fault,
    };
    let policy: PolicyText = toml::from_str(text).map_err(|reason| {
        error(reason.span().map(|span| span.start), PolicyFault::Syntax(reason.message().to_owned()))
    })?;
    if policy.id.is_empty() || policy.version.is_empty() {
        return Err(error(None, PolicyFault::Useless("a policy has an id and a version")));
    }
    if policy.rule.is_empty() {
        return Err(error(None, PolicyFault::Useless("a policy without rules would say yes to everything")));
    }
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    for rule in policy.rule {
        let start = rule.span().start;
        let rule = rule.into_inner();
        if !ids.insert(rule.id.clone()) {
            return Err(error(Some(start), PolicyFault::DuplicateRule));
        }
        rules.push(rule.read().map_err(|(offset, fault)| error(Some(offset.unwrap_or(start)), fault))?);
    }
    Ok(Policy { id: policy.id, version: policy.version, about: policy.about, rules })
}

/// Counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The id of the rule around the place, if the text can be read so far.
fn rule_at(text: &str, offset: usize) -> Option<String> {
    let outline: Outline = toml::from_str(text).ok()?;
    let rule = outline.rule.into_iter().rev().find(|rule| rule.span().start <= offset)?;
    rule.into_inner().id
}

impl RuleText {
    /// A fault comes with its place, where that is not the rule's.
    fn read(self) -> Result<Rule, (Option<usize>, PolicyFault)> {
        let useless = |reason| Err((None, PolicyFault::Useless(reason)));
        match self.kind {
            _ if self.id.is_empty() || self.clause.is_empty() => return useless("a rule has an id and a clause"),
            RuleKind::Require if self.met.is_empty() => return useless("a rule that requires says when it is met"),
            RuleKind::Forbid if !self.met.is_empty() => return useless("a rule that forbids has no `met`"),
            RuleKind::Forbid if self.not_met.is_empty() => {
                return useless("a rule that forbids says when it is not met");
            }
            RuleKind::Require | RuleKind::Forbid => {}
        }
        let read = |conditions: Vec<Spanned<ConditionText>>| -> Result<Vec<Condition>, _> {
            let each = |condition: Spanned<ConditionText>| {
                let start = condition.span().start;
                condition.into_inner().read().map_err(|fault| (Some(start), fault))
            };
            conditions.into_iter().map(each).collect()
        };
        let (met, not_met) = (read(self.met)?, read(self.not_met)?);
        Ok(Rule { id: self.id, kind: self.kind, clause: self.clause, about: self.about, met, not_met })
    }
}

impl ConditionText {
    fn read(mut self) -> Result<Condition, PolicyFault> {
        let claim = self.claim.take();
        let asks_of_claim = self.is.is_some()
            || self.r#in.is_some()
            || self.at_least.is_some()
            || self.at_most.is_some()
            || self.present.is_some()
            || self.sources.is_some();
        if asks_of_claim && claim.is_none() {
            return Err(PolicyFault::NotOneQuestion);
        }
        match (claim, self.subject.take(), self.check.take(), self.advisory.take(), self.anchor_status.take()) {
            (Some(name), None, None, None, None) => self.of_claim(name),
            (None, Some(SubjectText::Bound), None, None, None) => Ok(Condition::SubjectBound),
            (None, None, Some(id), None, None) => {
                checks::find(&id).map(Condition::Check).ok_or(PolicyFault::UnknownCheck(id))
            }
            (None, None, None, Some(severity), None) => Ok(Condition::Advisory(severity)),
            (None, None, None, None, Some(statuses)) => not_empty(statuses).map(Condition::Anchor),
            _ => Err(PolicyFault::NotOneQuestion),
        }
    }

    fn of_claim(self, name: String) -> Result<Condition, PolicyFault> {
        let id = claims::find(&name).ok_or(PolicyFault::UnknownClaim(name))?;
        let sources = not_empty(self.sources.unwrap_or_else(|| vec![Source::Attested, Source::Implied]))?;
        let range = (self.at_least, self.at_most);
        let test = match (self.is, self.r#in, range, self.present) {
            (Some(value), None, (None, None), None) => Test::OneOf(vec![value_of(id, value)?]),
            (None, Some(values), (None, None), None) => {
                let values = values.into_iter().map(|value| value_of(id, value)).collect::<Result<Vec<_>, _>>()?;
                Test::OneOf(not_empty(values)?)
            }
            (None, None, (None, None), Some(true)) => Test::Present,
            (None, None, (None, None), Some(false)) => {
                return Err(PolicyFault::Useless("a claim that is missing proves nothing"));
            }
            (None, None, (None, None), None) => return Err(PolicyFault::NotOneQuestion),
            (None, None, (at_least, at_most), None) => {
                if id.info().kind != ClaimType::Int {
                    return Err(wrong_type(id));
                }
                if at_least.zip(at_most).is_some_and(|(least, most)| least > most) {
                    return Err(PolicyFault::Useless("no number lies in this range"));
                }
                Test::Within { at_least, at_most }
            }
            _ => return Err(PolicyFault::NotOneQuestion),
        };
        Ok(Condition::Claim { id, test, sources })
    }
}

fn not_empty<T>(members: Vec<T>) -> Result<Vec<T>, PolicyFault> {
    if members.is_empty() { Err(PolicyFault::Useless("nothing is in an empty list")) } else { Ok(members) }
}

fn wrong_type(id: ClaimId) -> PolicyFault {
    PolicyFault::WrongType { claim: id.name(), kind: id.info().kind }
}

/// The value in the claim's type, and of its words; lists and maps are compared with nothing.
fn value_of(id: ClaimId, value: toml::Value) -> Result<Value, PolicyFault> {
    let info = id.info();
    let value = match (info.kind, value) {
        (ClaimType::Bool, toml::Value::Boolean(value)) => Value::Bool(value),
        (ClaimType::Int, toml::Value::Integer(value)) => Value::Int(value),
        (ClaimType::Time, toml::Value::String(text)) => {
            Value::Time(Time::parse_strict(&text).ok_or_else(|| wrong_type(id))?)
        }
        (ClaimType::Hex | ClaimType::Text | ClaimType::Word, toml::Value::String(text)) => Value::Text(text),
        _ => return Err(wrong_type(id)),
    };
    if !value.has_type(info.kind) {
        return Err(wrong_type(id));
    }
    match value.foreign_word(info) {
        Some(word) => Err(PolicyFault::ForeignWord { claim: info.name, word }),
        None => Ok(value),
    }
}

#[cfg(test)]
mod tests;
