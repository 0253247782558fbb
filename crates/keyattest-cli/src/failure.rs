//! Why the program could not run: never a verdict about evidence.

use crate::report::clean;
use std::fmt;

/// What is wrong, where, and what to do.
#[derive(Debug)]
pub struct Failure {
    what: String,
    hint: Option<String>,
    code: u8,
}

impl Failure {
    /// What is wrong, with its place.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None, code: 2 }
    }

    /// A file that was to be checked, and is wrong: that is an answer, and the exit status is 1.
    pub fn wrong(what: impl Into<String>) -> Self {
        Self { code: 1, ..Self::new(what) }
    }

    /// What is wrong, without what to do.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The exit status.
    pub fn code(&self) -> u8 {
        self.code
    }

    /// What to do about it.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is wrong may name what stands in files: nothing of that is for the terminal to obey.
        let lines: Vec<String> = self.what.lines().map(clean).collect();
        write!(f, "error: {}", lines.join("\n"))?;
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {}", clean(hint)),
            None => Ok(()),
        }
    }
}

/// What a command answers: the text for standard output, and the exit code.
pub type Answer = Result<(String, u8), Failure>;
