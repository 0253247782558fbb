//! What could not be read, and where.

use std::borrow::Cow;
use std::fmt;

/// Evidence that could not be read: not a failed check, nothing was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    what: Cow<'static, str>,
    place: Option<String>,
}

/// What every reader answers.
pub type Result<T> = std::result::Result<T, Malformed>;

impl Malformed {
    /// `what` says what is wrong in plain words, without the place.
    pub fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), place: None }
    }

    /// Adds the place around the one that is known so far: `certificate 2` becomes `chain.pem: certificate 2`.
    #[must_use]
    pub fn within(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(match self.place.take() {
            Some(inner) => format!("{place}: {inner}"),
            None => place.to_string(),
        });
        self
    }

    /// What is wrong, without the place.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Where it is wrong, outermost first, if that is known.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for Malformed {}
