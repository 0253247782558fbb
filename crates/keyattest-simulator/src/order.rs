//! What can be ordered, and why an order can not be made.

use crate::{OrderedKey, PrivateKey, Simulator, common, test_keys};
use keyattest::Time;
use keyattest::checks::CheckId;
use std::fmt;

/// The time of appraisal where none is given, RFC 3339.
pub const AT: &str = "2026-06-01T00:00:00Z";
/// When everything that is made here begins to be valid, RFC 3339.
pub const VALID_FROM: &str = "2020-01-01T00:00:00Z";
/// Until when it is valid, RFC 3339.
pub const VALID_UNTIL: &str = "2049-12-31T23:59:59Z";

/// A constant as a time.
pub(crate) fn time(text: &'static str) -> Time {
    match Time::parse_strict(text) {
        Some(time) => time,
        None => unreachable!("{text} is a constant of this crate"),
    }
}

/// Some hours before or after a time.
pub(crate) fn hours(at: Time, hours: i64) -> Time {
    Time::from_unix(at.unix().saturating_add(hours.saturating_mul(3600))).unwrap_or(at)
}

/// What must refuse evidence that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedBy {
    /// This check fails, and no other.
    Check(CheckId),
    /// These checks fail, and no other: the format can not tell apart which of them it is. The first is what a case names.
    Checks(&'static [CheckId]),
    /// It can not be read.
    Malformed,
    /// It verifies, and these rules of the default policy are not met.
    NotMet(&'static [&'static str]),
    /// It verifies, and these rules of the default policy are unproven.
    Unproven(&'static [&'static str]),
}

impl RefusedBy {
    /// The checks that fail; none where it is refused otherwise.
    pub fn checks(&self) -> &[CheckId] {
        match self {
            Self::Check(id) => std::slice::from_ref(id),
            Self::Checks(ids) => ids,
            Self::Malformed | Self::NotMet(_) | Self::Unproven(_) => &[],
        }
    }
}

impl fmt::Display for RefusedBy {
    /// As listings have it: the checks' ids, `malformed`, or the policy's rules.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Check(id) => id.fmt(f),
            Self::Checks(ids) => f.pad(&ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" and ")),
            Self::Malformed => f.pad("malformed"),
            Self::NotMet(rules) => f.pad(&format!("policy: {} not met", rules.join(", "))),
            Self::Unproven(rules) => f.pad(&format!("policy: {} unproven", rules.join(", "))),
        }
    }
}

/// One way to be wrong.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// Its name: `signature-other-key`.
    pub id: &'static str,
    /// What must refuse it.
    pub refused_by: RefusedBy,
    /// What is wrong, in a few words.
    pub about: &'static str,
}

impl Way {
    /// A way to be wrong.
    pub const fn new(id: &'static str, refused_by: RefusedBy, about: &'static str) -> Self {
        Self { id, refused_by, about }
    }

    /// A way to be wrong that this check refuses.
    pub const fn check(id: &'static str, check: CheckId, about: &'static str) -> Self {
        Self::new(id, RefusedBy::Check(check), about)
    }
}

/// What evidence can travel in, and layouts that a format has.
#[derive(Clone, Copy, Debug)]
pub struct Carrier {
    /// Its name: `p7b`.
    pub id: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
}

/// A claim that can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// The claim's name.
    pub name: &'static str,
    /// What can be said.
    pub about: &'static str,
    /// The value where none is chosen; empty where the claim is then absent.
    pub usual: &'static str,
    /// Another value, as an example.
    pub example: &'static str,
}

/// An order for evidence.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The key to attest; a fixed TEST key where none is given.
    pub key: Option<OrderedKey>,
    /// Chosen claims, name and value.
    pub claims: Vec<(String, String)>,
    /// The challenge to carry; a fixed one where none is given and the format has one.
    pub nonce: Option<Vec<u8>>,
    /// The time for which the evidence is made and appraised; [`AT`] where none is given.
    pub at: Option<Time>,
    /// The way to be wrong.
    pub wrong: Option<String>,
    /// The carrier; the format's usual one where none is given.
    pub carrier: Option<String>,
}

impl Order {
    /// Whether it must be wrong in this way.
    pub fn is(&self, way: &str) -> bool {
        self.wrong.as_deref() == Some(way)
    }

    /// The carrier; given in every order that reaches [`Simulator::make`].
    pub fn carrier(&self) -> &str {
        self.carrier.as_deref().unwrap_or_default()
    }

    /// The time for which the evidence is made.
    pub fn at(&self) -> Time {
        self.at.unwrap_or_else(|| time(AT))
    }

    /// The value that was chosen for a claim.
    pub fn claim(&self, name: &str) -> Option<&str> {
        self.claims.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value that was chosen for a claim, or else the usual one of the simulator's choices.
    pub fn said(&self, choices: &[Choice], name: &str) -> &str {
        let usual = choices.iter().find(|choice| choice.name == name).map(|choice| choice.usual);
        self.claim(name).or(usual).unwrap_or_default()
    }

    /// The last second before the time for which the evidence is made: the end of what has just expired.
    pub fn just_before(&self) -> Time {
        Time::from_unix(self.at().unix() - 1).unwrap_or(self.at())
    }

    /// The key to attest: the weak one of a way to be wrong, else the ordered one, else the fixed TEST key.
    pub fn attested(&self) -> OrderedKey {
        let fixed = if self.is(common::WEAK_SIZE.id) {
            &test_keys::WEAK_RSA_1024
        } else if self.is(common::WEAK_ROCA.id) {
            &test_keys::WEAK_ROCA_2048
        } else {
            match &self.key {
                Some(key) => return key.clone(),
                None => &test_keys::KEY_RSA_3072,
            }
        };
        OrderedKey::from_private((*fixed).clone())
    }

    /// What only the owner of the attested key can sign is made by `sign`.
    ///
    /// # Errors
    /// The order gives no private key.
    pub fn by_attested<T>(&self, sign: impl FnOnce(&PrivateKey) -> T) -> Result<T, OrderError> {
        self.attested().private().map(sign).ok_or(OrderError::NeedsPrivateKey)
    }

    /// The order with its carrier; refuses what the simulator does not know, or what can never go together.
    pub(crate) fn checked(&self, simulator: &dyn Simulator) -> Result<Self, OrderError> {
        let unknown =
            |what, name: &str| OrderError::Unknown { what, name: name.to_owned(), format: simulator.format() };
        if let Some(way) = self.wrong.as_deref().filter(|id| !simulator.ways().iter().any(|way| way.id == *id)) {
            return Err(unknown("way to be wrong", way));
        }
        let known = |id: &&str| simulator.carriers().iter().any(|carrier| carrier.id == *id);
        if let Some(carrier) = self.carrier.as_deref().filter(|id| !known(id)) {
            return Err(unknown("carrier", carrier));
        }
        let goes = |carrier: &str| self.wrong.as_deref().is_none_or(|way| simulator.goes_with(way, carrier));
        let carriers = || simulator.carriers().iter().map(|carrier| carrier.id);
        let carrier = match self.carrier.as_deref() {
            Some(carrier) if !goes(carrier) => {
                let way = self.wrong.as_deref().unwrap_or_default();
                let others: Vec<&str> = carriers().filter(|carrier| goes(carrier)).collect();
                let others = others.join(", ");
                return Err(OrderError::Together(format!(
                    "carrier `{carrier}` can not be wrong by `{way}`: {others} can"
                )));
            }
            Some(carrier) => Some(carrier.to_owned()),
            None => carriers().find(|carrier| goes(carrier)).map(str::to_owned),
        };
        for (index, (name, _)) in self.claims.iter().enumerate() {
            if !simulator.claims().iter().any(|choice| choice.name == name) {
                return Err(unknown("claim that can be chosen", name));
            }
            if self.claims.iter().skip(index + 1).any(|(other, _)| other == name) {
                return Err(OrderError::Together(format!("claim `{name}` twice")));
            }
        }
        let at = self.at();
        if at < time(VALID_FROM) || at > time(VALID_UNTIL) {
            return Err(OrderError::Time(at));
        }
        if self.key.is_some() && (self.is(common::WEAK_SIZE.id) || self.is(common::WEAK_ROCA.id)) {
            return Err(OrderError::Together("the attested key is what is wrong: give no key".to_owned()));
        }
        let mut order = Self { carrier, ..self.clone() };
        simulator.complete(&mut order);
        Ok(order)
    }
}

/// Why an order can not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OrderError {
    /// No format with a simulator has this id.
    Format(String),
    /// The format carries no challenge.
    NoNonce(&'static str),
    /// It takes the private key of the attested key.
    NeedsPrivateKey,
    /// The subject has no signature that could be wrong.
    NeedsSignature,
    /// Outside of the time in which everything that is made here is valid.
    Time(Time),
    /// Things that do not go together.
    Together(String),
    /// A name that the simulator does not know.
    Unknown {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// The format.
        format: &'static str,
    },
    /// A value that the claim can not have here.
    Value {
        /// The claim.
        claim: &'static str,
        /// What it can be.
        expected: &'static str,
    },
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(id) => write!(f, "no simulator for a format that is called `{id}`"),
            Self::NoNonce(format) => write!(f, "evidence of {format} carries no challenge"),
            Self::NeedsPrivateKey => f.write_str("what must be signed by the attested key needs its private key"),
            Self::NeedsSignature => {
                f.write_str("the key is given as one without a signature of its own, none can be wrong")
            }
            Self::Time(at) => write!(f, "what is made here is valid from {VALID_FROM} to {VALID_UNTIL}, not at {at}"),
            Self::Together(why) => f.write_str(why),
            Self::Unknown { what, name, format } => write!(f, "{format} has no {what} named `{name}`"),
            Self::Value { claim, expected } => write!(f, "claim `{claim}`: must be {expected}"),
        }
    }
}

impl std::error::Error for OrderError {}
