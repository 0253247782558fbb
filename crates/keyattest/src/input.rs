//! What was submitted: named parts, as received. Nothing is unpacked here; each format reads its own carriers.

use keyattest_wire::pem::{self, Block};
use keyattest_wire::{Bytes, Malformed};
use std::sync::OnceLock;

/// One part of a submission.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    role: Option<String>,
    bytes: Bytes,
    /// Split once, since detection asks for every format.
    blocks: OnceLock<Result<Vec<Block>, Malformed>>,
}

impl Part {
    /// A part by its file's name.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        let bytes = Bytes::new(name.as_str(), bytes.into());
        Self { name, role: None, bytes, blocks: OnceLock::new() }
    }

    /// The same part with a role that the submitter names, as `signature`.
    #[must_use]
    pub fn with_role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// The file's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The role that the submitter named. A hint: what a part is, its bytes say.
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// The bytes as received.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// The PEM blocks in it, as [`pem::blocks`] reads them.
    ///
    /// # Errors
    /// As there.
    pub fn blocks(&self) -> Result<&[Block], Malformed> {
        match self.blocks.get_or_init(|| pem::blocks(&self.bytes)) {
            Ok(blocks) => Ok(blocks),
            Err(malformed) => Err(malformed.clone()),
        }
    }
}

/// All parts of a submission, in the order they came in. Names may repeat.
#[derive(Clone, Debug, Default)]
pub struct Input {
    parts: Vec<Part>,
}

impl Input {
    /// These parts.
    pub fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// All parts.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The one part, where there is exactly one.
    pub fn only(&self) -> Option<&Part> {
        if let [part] = self.parts.as_slice() { Some(part) } else { None }
    }
}

impl From<Vec<Part>> for Input {
    fn from(parts: Vec<Part>) -> Self {
        Self::new(parts)
    }
}
