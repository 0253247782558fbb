//! A policy's rules against what one verified evidence says.

use super::{Condition, Policy, Rule, RuleKind, Test};
use crate::checks::CheckId;
use crate::claims::{Claim, ClaimId, ClaimSet, Claims, Scope, Source, Value};
use crate::result::{AdvisoryMatch, AnchorUse, Requirement, RequirementOutcome};

/// All that a policy may ask about, of evidence that has verified.
#[derive(Clone, Copy, Debug)]
pub struct Appraisal<'a> {
    /// What the evidence says.
    pub claims: &'a Claims,
    /// Whether there is a subject, and it holds an attested key.
    pub subject_bound: bool,
    /// Which of `claims.keys` are the subject's.
    pub subject_keys: &'a [usize],
    /// The checks that were made and held.
    pub passed_checks: &'a [CheckId],
    /// The advisories that match.
    pub advisories: &'a [AdvisoryMatch],
    /// Every anchor that something in the evidence was accepted by.
    pub anchors: &'a [AnchorUse],
}

/// Where a condition stands: what it asks of several anchors depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Met,
    NotMet,
}

/// What came of every rule, in the policy's order.
///
/// With a subject its keys are judged, else all of them; the worst outcome over them counts. Where there is no key, what is asked of one is
/// not told.
pub fn evaluate(policy: &Policy, appraisal: &Appraisal<'_>) -> Vec<Requirement> {
    let keys = appraisal.judged_keys();
    policy.rules.iter().map(|rule| requirement(rule, appraisal, &keys)).collect()
}

fn requirement(rule: &Rule, appraisal: &Appraisal<'_>, keys: &[&ClaimSet]) -> Requirement {
    let conditions = || rule.met.iter().chain(&rule.not_met);
    let of_key =
        conditions().any(|condition| matches!(condition, Condition::Claim { id, .. } if id.info().scope == Scope::Key));
    let mut worst = judge(rule, appraisal, keys.first().copied());
    let mut number = 1;
    for (index, key) in keys.iter().enumerate().skip(1) {
        let next = judge(rule, appraisal, Some(key));
        if badness(next.0) > badness(worst.0) {
            (worst, number) = (next, index + 1);
        }
    }
    let (outcome, reason) = worst;
    let several = of_key && keys.len() > 1;
    let detail = if several { format!("key {number} of {}: {reason}", keys.len()) } else { reason };
    Requirement { id: rule.id.clone(), clause: rule.clause.clone(), outcome, detail }
}

fn badness(outcome: RequirementOutcome) -> u8 {
    match outcome {
        RequirementOutcome::Met => 0,
        RequirementOutcome::Unproven => 1,
        RequirementOutcome::NotMet => 2,
    }
}

/// The rule for one key, and what decided it.
fn judge(rule: &Rule, appraisal: &Appraisal<'_>, key: Option<&ClaimSet>) -> (RequirementOutcome, String) {
    let first =
        |conditions: &[Condition], side| conditions.iter().find_map(|condition| appraisal.holds(condition, key, side));
    let states = |conditions: &[Condition]| {
        let mut states: Vec<String> = Vec::new();
        for state in conditions.iter().map(|condition| appraisal.state(condition, key)) {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        states.join("; ")
    };
    if let Some(reason) = first(&rule.not_met, Side::NotMet) {
        return (RequirementOutcome::NotMet, reason);
    }
    match rule.kind {
        RuleKind::Forbid => (RequirementOutcome::Met, states(&rule.not_met)),
        RuleKind::Require => match first(&rule.met, Side::Met) {
            Some(reason) => (RequirementOutcome::Met, reason),
            None => (RequirementOutcome::Unproven, states(&rule.met)),
        },
    }
}

impl<'a> Appraisal<'a> {
    /// Whether the subject holds keys, all of which are there.
    fn is_bound(&self) -> bool {
        let there = |position: &usize| self.claims.keys.get(*position).is_some();
        self.subject_bound && !self.subject_keys.is_empty() && self.subject_keys.iter().all(there)
    }

    fn judged_keys(&self) -> Vec<&'a ClaimSet> {
        if self.is_bound() {
            self.subject_keys.iter().filter_map(|position| self.claims.keys.get(*position)).collect()
        } else {
            self.claims.keys.iter().collect()
        }
    }

    fn claim(&self, id: ClaimId, key: Option<&'a ClaimSet>) -> Option<&'a Claim> {
        match id.info().scope {
            Scope::Key => key?.get(id),
            Scope::Module => self.claims.module.get(id),
            Scope::Transaction => self.claims.transaction.get(id),
        }
    }

    /// What makes the condition hold, if it does.
    fn holds(&self, condition: &Condition, key: Option<&'a ClaimSet>, side: Side) -> Option<String> {
        let holds = match condition {
            Condition::Advisory(least) => {
                let advisory = self.advisories.iter().find(|advisory| advisory.severity >= *least)?;
                return Some(told_of_advisory(advisory));
            }
            Condition::Anchor(statuses) => {
                let fits = |anchor: &&AnchorUse| statuses.contains(&anchor.status);
                let first = self.anchors.iter().find(fits)?;
                if side == Side::NotMet {
                    return Some(told_of_anchor(first));
                }
                self.anchors.iter().all(|anchor| fits(&anchor))
            }
            Condition::Check(id) => self.passed_checks.contains(id),
            Condition::Claim { id, test, sources } => {
                self.claim(*id, key).is_some_and(|claim| sources.contains(&claim.source) && test.holds(&claim.value))
            }
            Condition::SubjectBound => self.is_bound(),
        };
        holds.then(|| self.state(condition, key))
    }

    /// How it stands with what the condition asks about.
    fn state(&self, condition: &Condition, key: Option<&'a ClaimSet>) -> String {
        match condition {
            Condition::Advisory(least) => match self.advisories.iter().find(|advisory| advisory.severity >= *least) {
                Some(advisory) => told_of_advisory(advisory),
                None => format!("no {least} advisory matches"),
            },
            Condition::Anchor(_) if self.anchors.is_empty() => "no anchor was used".to_owned(),
            Condition::Anchor(_) => {
                let mut told: Vec<String> = self.anchors.iter().map(told_of_anchor).collect();
                told.dedup();
                told.join(", ")
            }
            Condition::Check(id) if self.passed_checks.contains(id) => format!("check {id} held"),
            Condition::Check(id) => format!("check {id} was not made, or did not hold"),
            Condition::Claim { id, sources, .. } => match self.claim(*id, key) {
                Some(claim) => told_of_claim(*id, claim, sources),
                None => format!("{id} is not told"),
            },
            Condition::SubjectBound if self.is_bound() => "the subject holds the attested key".to_owned(),
            Condition::SubjectBound => "no subject that holds the attested key was given".to_owned(),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::OneOf(values), value) => values.contains(value),
            (Self::Present, _) => true,
            (Self::Within { at_least, at_most }, Value::Int(value)) => {
                at_least.is_none_or(|least| *value >= least) && at_most.is_none_or(|most| *value <= most)
            }
            (Self::Within { .. }, _) => false,
        }
    }
}

fn told_of_claim(id: ClaimId, claim: &Claim, sources: &[Source]) -> String {
    let only = if sources.contains(&claim.source) { "" } else { "only " };
    format!("{id} is {} ({only}{}: {})", claim.value, claim.source, claim.from)
}

fn told_of_anchor(anchor: &AnchorUse) -> String {
    format!("anchor {} is {}", anchor.id, anchor.status)
}

fn told_of_advisory(advisory: &AdvisoryMatch) -> String {
    format!("{} ({}) matches by {}", advisory.id, advisory.severity, advisory.matched_by)
}
