//! The value of a claim.

use super::{ClaimInfo, ClaimType};
use keyattest_wire::Time;
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::fmt;

/// What a claim says; words and hexadecimal bytes are text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Several values.
    List(Vec<Value>),
    /// Values by name, in order.
    Map(Vec<(String, Value)>),
    /// A text, a word, or hexadecimal bytes.
    Text(String),
    /// A point in time.
    Time(Time),
}

impl Value {
    /// Whether it is of the type that the claim has.
    pub(crate) fn has_type(&self, kind: ClaimType) -> bool {
        match (kind, self) {
            (ClaimType::Bool, Self::Bool(_))
            | (ClaimType::Int, Self::Int(_))
            | (ClaimType::List, Self::List(_))
            | (ClaimType::Map, Self::Map(_))
            | (ClaimType::Text | ClaimType::Word, Self::Text(_))
            | (ClaimType::Time, Self::Time(_)) => true,
            (ClaimType::Hex, Self::Text(text)) => {
                text.len().is_multiple_of(2) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            }
            _ => false,
        }
    }

    /// The first word that is none of the claim's.
    pub(crate) fn foreign_word(&self, info: &ClaimInfo) -> Option<String> {
        match self {
            Self::List(members) => members.iter().find_map(|member| member.foreign_word(info)),
            other => Some(other.to_string()).filter(|word| !info.admits(word)),
        }
    }
}

impl fmt::Display for Value {
    /// As reports have it: members of lists and maps between commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::List(members) => members.iter().enumerate().try_for_each(|(index, member)| {
                let comma = if index == 0 { "" } else { ", " };
                write!(f, "{comma}{member}")
            }),
            Self::Map(members) => members.iter().enumerate().try_for_each(|(index, (name, member))| {
                let comma = if index == 0 { "" } else { ", " };
                write!(f, "{comma}{name}: {member}")
            }),
            Self::Text(text) => f.write_str(text),
            Self::Time(time) => write!(f, "{time}"),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::List(members) => serializer.collect_seq(members),
            Self::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, member) in members {
                    map.serialize_entry(name, member)?;
                }
                map.end()
            }
            Self::Text(text) => serializer.serialize_str(text),
            Self::Time(time) => serializer.collect_str(time),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(value.into())
    }
}

impl From<u8> for Value {
    fn from(value: u8) -> Self {
        Self::Int(value.into())
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Self {
        Self::Int(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Self::Time(time)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(members: Vec<T>) -> Self {
        Self::List(members.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_json_and_in_reports() {
        let time = Time::parse_strict("2023-01-01T00:00:00Z").unwrap();
        let value = Value::Map(vec![
            ("k1".into(), 7.into()),
            ("at".into(), time.into()),
            ("on".into(), vec!["sign", "verify"].into()),
            ("off".into(), false.into()),
        ]);
        let json = r#"{"k1":7,"at":"2023-01-01T00:00:00Z","on":["sign","verify"],"off":false}"#;
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
        assert_eq!(value.to_string(), "k1: 7, at: 2023-01-01T00:00:00Z, on: sign, verify, off: false");
    }

    #[test]
    fn hexadecimal_is_lower_case_and_of_whole_bytes() {
        for (text, right) in [("", true), ("00ff", true), ("0", false), ("0F", false), ("0x00", false), ("zz", false)] {
            assert_eq!(Value::from(text).has_type(ClaimType::Hex), right, "{text}");
        }
    }
}
