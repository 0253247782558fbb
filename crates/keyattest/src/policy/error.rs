//! What is wrong with a policy's text.

use crate::claims::ClaimType;
use std::fmt;

/// A policy that could not be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    pub(super) origin: String,
    pub(super) line: Option<usize>,
    pub(super) rule: Option<String>,
    pub(super) fault: PolicyFault,
}

/// What a policy's text has that the language does not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyFault {
    /// Two rules have this id.
    DuplicateRule,
    /// The claim has no such word.
    ForeignWord {
        /// The claim's name.
        claim: &'static str,
        /// What is no word of it.
        word: String,
    },
    /// A condition asks for nothing, or for several things at once.
    NotOneQuestion,
    /// No TOML, an unknown field, a field of a wrong type, or one that is missing, in the reader's words.
    Syntax(String),
    /// No check has this id.
    UnknownCheck(String),
    /// No claim has this name.
    UnknownClaim(String),
    /// It reads well, but nothing could come of it, for this reason.
    Useless(&'static str),
    /// The claim is of another type than the value that it is compared with.
    WrongType {
        /// The claim's name.
        claim: &'static str,
        /// The claim's type.
        kind: ClaimType,
    },
}

impl PolicyError {
    /// The file's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The line, from 1, if it is known.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// The rule's id, if it is in a rule that has one.
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// What is wrong.
    pub fn fault(&self) -> &PolicyFault {
        &self.fault
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, ": rule {rule}")?;
        }
        write!(f, ": {}", self.fault)
    }
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DuplicateRule => f.write_str("another rule has the same id"),
            Self::ForeignWord { claim, word } => write!(f, "{word:?} is no word of the claim {claim}"),
            Self::NotOneQuestion => f.write_str(
                "a condition asks for one of `claim`, `subject`, `check`, `advisory`, `anchor-status`, and of a claim one of `is`, `in`, `present`, or a range (`at-least`, `at-most`)",
            ),
            Self::Syntax(message) => f.write_str(message),
            Self::UnknownCheck(id) => write!(f, "there is no check {id:?}"),
            Self::UnknownClaim(name) => write!(f, "there is no claim {name:?}"),
            Self::Useless(reason) => f.write_str(reason),
            Self::WrongType { claim, kind } => write!(f, "the claim {claim} is of type {kind}, and can not be compared so"),
        }
    }
}

impl std::error::Error for PolicyError {}
