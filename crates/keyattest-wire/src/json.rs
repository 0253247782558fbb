//! JSON (RFC 8259), read strictly: UTF-8 without a byte order mark, no member twice, bounded depth, nothing behind the value.
//!
//! The one wrapper of `serde_json`. A number is kept as text and only ever shown: none that a format judges comes as a JSON number.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{Bytes, Malformed, Result};

/// Most levels of lists and objects that any caller is given; below what `serde_json` itself stops at.
pub const MOST_LEVELS: usize = 100;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as `serde_json` prints it: to be shown, not to be compared.
    Number(String),
    /// A text, unescaped.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object's members in their order, no name twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The one value that `bytes` are, with at most `levels` lists and objects inside one another ([`MOST_LEVELS`] at most).
    ///
    /// # Errors
    /// No JSON, bytes that are no UTF-8, a byte order mark, a member twice at any depth, more levels, anything behind the value.
    pub fn parse(bytes: &Bytes, levels: usize) -> Result<Self> {
        read(bytes, levels.min(MOST_LEVELS)).map_err(|malformed| malformed.within(bytes.part()))
    }

    /// An object's member of this name.
    pub fn member(&self, name: &str) -> Option<&Json> {
        self.as_object()?.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The list's values, if it is one.
    pub fn as_list(&self) -> Option<&[Json]> {
        if let Self::List(values) = self { Some(values) } else { None }
    }

    /// The object's members, if it is one.
    pub fn as_object(&self) -> Option<&[(String, Json)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }
}

/// Whether the whole of `bytes` has the form of one JSON object, whatever its depth and whether or not a member stands twice.
///
/// It tells a JSON carrier, which may then be malformed, from other bytes that begin as one does.
pub fn is_object(bytes: &[u8]) -> bool {
    let begins = bytes.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) == Some(&b'{');
    // Values that are ignored are read without recursion.
    begins && std::str::from_utf8(bytes).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

fn read(bytes: &[u8], levels: usize) -> Result<Json> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::new("JSON that is not UTF-8"))?;
    if text.starts_with('\u{feff}') {
        return Err(Malformed::new("JSON with a byte order mark"));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Levels(levels).deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map_err(|error| Malformed::new(format!("JSON: {error}")))
}

/// How many levels may still be opened.
#[derive(Clone, Copy)]
struct Levels(usize);

impl Levels {
    fn below<E: serde::de::Error>(self) -> std::result::Result<Self, E> {
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("too many levels"))
    }
}

impl<'de> DeserializeSeed<'de> for Levels {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Levels {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> std::result::Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> std::result::Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Json, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<Json, E> {
        let number = serde_json::Number::from_f64(value).ok_or_else(|| E::custom("number out of range"))?;
        Ok(Json::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Json, A::Error> {
        let below = self.below()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(below)? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> std::result::Result<Json, A::Error> {
        let below = self.below()?;
        let mut members = Vec::new();
        while let Some(name) = object.next_key::<String>()? {
            members.push((name, object.next_value_seed(below)?));
        }
        if has_name_twice(&members) {
            return Err(A::Error::custom("member twice in the object that ends"));
        }
        Ok(Json::Object(members))
    }
}

/// Sorted, as comparing every two names would take long for an object of many.
fn has_name_twice(members: &[(String, Json)]) -> bool {
    let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.iter().zip(names.iter().skip(1)).any(|(one, next)| one == next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: impl AsRef<[u8]>) -> Result<Json> {
        Json::parse(&Bytes::new("key.json", text.as_ref()), MOST_LEVELS)
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let value =
            read(r#" {"a":[null,true,false,"x\n\u00e9"],"b":{"c":-1,"d":1.5,"e":18446744073709551615},"f":{}} "#)
                .unwrap();
        let list = value.member("a").unwrap().as_list().unwrap();
        assert_eq!(list[..3], [Json::Null, Json::Bool(true), Json::Bool(false)]);
        assert_eq!(list[1], Json::Bool(true));
        assert_eq!(list[3].as_text(), Some("x\n\u{e9}"));
        let inner = value.member("b").unwrap();
        assert_eq!(inner.member("c"), Some(&Json::Number("-1".into())));
        assert_eq!(inner.member("d"), Some(&Json::Number("1.5".into())));
        assert_eq!(inner.member("e"), Some(&Json::Number("18446744073709551615".into())));
        assert_eq!(value.member("f").unwrap().as_object(), Some(&[][..]));
        assert_eq!((value.member("g"), list[0].member("a"), list[0].as_text()), (None, None, None));
    }

    #[test]
    fn a_member_twice_is_malformed_at_any_depth() {
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":1,"b":2,"\u0061":3}"#, r#"[{"b":[{"a":1,"c":0,"a":2}]}]"#] {
            let malformed = read(text).unwrap_err();
            assert!(malformed.what().starts_with("JSON: member twice"), "{malformed}");
            assert_eq!(malformed.place(), Some("key.json"));
        }
        assert!(read(r#"{"a":{"a":1},"A":1}"#).is_ok());
    }

    #[test]
    fn an_object_of_many_members_is_read_quickly() {
        let members: Vec<String> = (0..50_000).map(|index| format!("\"{index}\":0")).collect();
        assert!(read(format!("{{{}}}", members.join(","))).is_ok());
        assert!(read(format!("{{{},\"0\":0}}", members.join(","))).is_err());
    }

    #[test]
    fn levels_are_bounded_and_the_stack_does_not_overflow() {
        let lists = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let objects = |levels: usize| format!("{}0{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        for nested in [&lists as &dyn Fn(usize) -> String, &objects] {
            assert!(read(nested(100)).is_ok());
            assert!(read(nested(101)).unwrap_err().what().contains("too many levels"));
            assert!(read(nested(200_000)).is_err());
            let few = |levels| Json::parse(&Bytes::new("p", nested(levels).into_bytes()), 2);
            assert!(few(2).is_ok() && few(3).is_err());
            assert!(Json::parse(&Bytes::new("p", nested(101).into_bytes()), usize::MAX).is_err());
        }
        assert!(read("[".repeat(500_000)).is_err());
        assert!(is_object(objects(200_000).as_bytes()));
    }

    #[test]
    fn what_is_not_one_json_text_is_malformed() {
        for text in [
            "",
            " ",
            "{",
            "{}{}",
            "{} x",
            "{}\0",
            "{'a':1}",
            "{\"a\":1,}",
            "[1,]",
            "01",
            "nan",
            "\"\n\"",
            "\"\\ud800\"",
            "// \n1",
            "1e999",
        ] {
            assert!(read(text).is_err(), "{text:?}");
        }
        assert_eq!(read("\u{feff}{}").unwrap_err().what(), "JSON with a byte order mark");
        assert_eq!(read(b"{\"a\":\"\xff\"}").unwrap_err().what(), "JSON that is not UTF-8");
        assert!(read("{}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).is_err());
    }

    #[test]
    fn an_object_is_told_from_bytes_that_begin_as_one() {
        assert!(is_object(b" \r\n\t{\"a\":1,\"a\":2} \n"));
        for bytes in [&b""[..], b"[]", b"{", b"{\x00\x81", b"{} {}", b"{}\xff", b"\"{}\"", b"\xef\xbb\xbf{}"] {
            assert!(!is_object(bytes), "{bytes:?}");
        }
    }

    #[test]
    fn no_cut_is_read_and_no_bytes_panic() {
        let text = br#"{"a":[null,true,-1.5e3,"x\u00e9"],"b":{"c":{}}}"#;
        for length in 0..text.len() {
            assert!(read(&text[..length]).is_err());
            assert!(!is_object(&text[..length]));
        }
        let mut state = 1_u32;
        for _ in 0..5000 {
            let mut bytes = text.to_vec();
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes[(state >> 8) as usize % text.len()] = (state >> 24) as u8;
            let _ = (read(&bytes), is_object(&bytes));
        }
    }
}
