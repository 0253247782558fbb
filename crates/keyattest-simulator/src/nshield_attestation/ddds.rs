//! A writer of DDDS, the form of warrants: a tag of one byte, big-endian lengths in the shortest form.

/// A value.
#[derive(Clone)]
pub(super) enum Value {
    /// Below 32.
    Small(u8),
    /// At most fifteen letters.
    Text(String),
    Symbol(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Bytes(Vec<u8>),
    /// A big-endian number.
    Number(Vec<u8>),
    /// As it stands.
    Raw(Vec<u8>),
}

impl Value {
    pub(super) fn symbol(name: &str) -> Self {
        Self::Symbol(name.to_owned())
    }

    pub(super) fn text(content: &str) -> Self {
        Self::Text(content.to_owned())
    }

    /// Tag, length and content.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Small(value) => vec![*value],
            Self::Text(content) => short(0x20, content.as_bytes()),
            Self::Symbol(name) if name.len() < 16 => short(0x30, name.as_bytes()),
            Self::Symbol(name) => long_symbol(name),
            Self::List(members) => {
                [vec![0x90 | members.len() as u8], members.iter().flat_map(Self::to_bytes).collect()].concat()
            }
            Self::Map(pairs) => {
                let pairs_written = pairs.iter().flat_map(|(name, value)| [name.to_bytes(), value.to_bytes()].concat());
                [vec![0xb0 | pairs.len() as u8], pairs_written.collect()].concat()
            }
            Self::Bytes(content) if content.len() < 256 => [&[0xc5, content.len() as u8][..], content].concat(),
            Self::Bytes(content) => [&[0xd5][..], &(content.len() as u16).to_be_bytes(), content].concat(),
            Self::Number(digits) => {
                let digits: Vec<u8> = digits.iter().copied().skip_while(|byte| *byte == 0).collect();
                [vec![0xf4], Self::Bytes(digits).to_bytes()].concat()
            }
            Self::Raw(bytes) => bytes.clone(),
        }
    }
}

/// A symbol with its length in a byte of its own, however short it is.
pub(super) fn long_symbol(name: &str) -> Vec<u8> {
    [&[0xc4, name.len() as u8][..], name.as_bytes()].concat()
}

fn short(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag | content.len() as u8][..], content].concat()
}
