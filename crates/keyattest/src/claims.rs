//! The claims: every name with its place, type, words and meaning, and for each format who can vouch for it.
//!
//! Built from `registry/claims/` and `registry/formats/`; a claim that is in neither does not exist. Nothing here judges a value: that is
//! the policy's ([`crate::policy`]).

mod set;
mod value;

pub use set::{Claim, ClaimSet, Claims};
pub use value::Value;

use serde::{Deserialize, Serialize};
use std::fmt;

/// A claim's name; [`info`](Self::info) tells the rest. The order is that of the tables, which is that of results and reports.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(usize);

/// What the table says of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimInfo {
    /// The name, the same in every format.
    pub name: &'static str,
    /// Whose claim it is.
    pub scope: Scope,
    /// What its value is.
    pub kind: ClaimType,
    /// The words that a [`Word`](ClaimType::Word), or a member of a list, may be; with [`patterns`](Self::patterns) empty: no limit.
    pub words: &'static [&'static str],
    /// Shapes of further words.
    pub patterns: &'static [Pattern],
    /// The meaning, in one sentence.
    pub about: &'static str,
}

/// Whose claim it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One key's.
    Key,
    /// The module's that keeps the keys.
    Module,
    /// That of the making of this evidence.
    Transaction,
}

/// What a claim's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClaimType {
    /// True or false.
    Bool,
    /// Lower-case hexadecimal text of whole bytes.
    Hex,
    /// A whole number.
    Int,
    /// Several values.
    List,
    /// Values by name.
    Map,
    /// Any text.
    Text,
    /// A point in time.
    Time,
    /// One of a closed set of words.
    Word,
}

/// A shape that words may have beside those that are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// `ec-brainpoolP256r1`.
    Brainpool,
    /// `ec-` and an object identifier.
    CurveOid,
    /// `unknown(7)`.
    Numbered,
    /// An object identifier, dotted.
    Oid,
    /// `rsa-`, `aes-` or `generic-secret-` and a number of bits.
    Sized,
}

/// Who vouches for a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// It is in signed bytes, and the signing module (or the vendor, of its own product) vouches for it.
    Attested,
    /// It follows from the vendor's documented issuing rule, the product, or the anchor.
    Implied,
    /// It is in signed bytes, but the signer only repeats what the host or the user told it.
    Asserted,
}

/// A format's id, and its claims in their order, each with the sources that it can have.
type Provenance = (&'static str, &'static [(ClaimId, &'static [Source])]);

include!(concat!(env!("OUT_DIR"), "/claims.rs"));

impl ClaimId {
    /// What the table says of it.
    pub fn info(self) -> &'static ClaimInfo {
        // An id is made by the build only, from a place in this very table.
        &CLAIMS[self.0]
    }

    /// The name, the same in every format.
    pub fn name(self) -> &'static str {
        self.info().name
    }
}

impl fmt::Debug for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The sources that the format can have for the claim; none, where it can not make the claim or is no format.
pub fn sources(format: &str, id: ClaimId) -> &'static [Source] {
    let told = PROVENANCE.iter().find(|(name, _)| *name == format).map_or(&[][..], |(_, told)| told);
    told.binary_search_by_key(&id, |(claim, _)| *claim)
        .ok()
        .and_then(|place| told.get(place))
        .map_or(&[], |entry| entry.1)
}

/// Whether a format of this id is in the registry, whether or not it is read yet.
pub fn is_format(id: &str) -> bool {
    PROVENANCE.iter().any(|(name, _)| *name == id)
}

/// The claim of this name, if there is one.
pub fn find(name: &str) -> Option<ClaimId> {
    all().find(|id| id.name() == name)
}

/// Every claim: the key's, the module's, the transaction's.
pub fn all() -> impl Iterator<Item = ClaimId> {
    (0..CLAIMS.len()).map(ClaimId)
}

impl ClaimInfo {
    /// Whether the word is one of the closed set; every word is, where there is no set.
    pub fn admits(&self, word: &str) -> bool {
        (self.words.is_empty() && self.patterns.is_empty())
            || self.words.contains(&word)
            || self.patterns.iter().any(|pattern| pattern.matches(word))
    }
}

impl Pattern {
    /// Whether the whole word has this shape.
    pub fn matches(self, word: &str) -> bool {
        match self {
            Self::Brainpool => {
                word.strip_prefix("ec-brainpoolP").and_then(|rest| rest.strip_suffix("r1")).is_some_and(is_number)
            }
            Self::CurveOid => word.strip_prefix("ec-").is_some_and(|oid| Self::Oid.matches(oid)),
            Self::Numbered => {
                word.strip_prefix("unknown(").and_then(|rest| rest.strip_suffix(')')).is_some_and(is_number)
            }
            Self::Oid => word.split_once('.').is_some_and(|(first, arcs)| {
                matches!(first, "0" | "1" | "2") && arcs.split('.').all(is_canonical_number)
            }),
            Self::Sized => ["rsa-", "aes-", "generic-secret-"]
                .iter()
                .filter_map(|algorithm| word.strip_prefix(algorithm))
                .any(|bits| is_canonical_number(bits) && bits != "0"),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_canonical_number(text: &str) -> bool {
    is_number(text) && (text == "0" || !text.starts_with('0'))
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Key => "key",
            Self::Module => "module",
            Self::Transaction => "transaction",
        })
    }
}

impl fmt::Display for ClaimType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bool => "bool",
            Self::Hex => "hex",
            Self::Int => "int",
            Self::List => "list",
            Self::Map => "map",
            Self::Text => "text",
            Self::Time => "time",
            Self::Word => "word",
        })
    }
}

impl Source {
    /// The word, as results have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attested => "attested",
            Self::Implied => "implied",
            Self::Asserted => "asserted",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_know_place_type_and_provenance() {
        let info = KEY_TYPE.info();
        assert_eq!((info.name, info.scope, info.kind), ("key_type", Scope::Key, ClaimType::Word));
        assert_eq!(find("key_type"), Some(KEY_TYPE));
        assert_eq!(find("keytype"), None);
        assert_eq!(sources("luna-pkc", EXTRACTABLE), [Source::Implied]);
        assert_eq!(sources("android-key", EXPIRY), [Source::Asserted, Source::Attested]);
        assert!(sources("luna-pkc", NONCE).is_empty());
        assert!(sources("no-format", KEY_TYPE).is_empty());
        assert!(all().all(|id| !id.info().about.is_empty()));
    }

    #[test]
    fn words_beyond_the_list_have_a_shape() {
        let key_type = KEY_TYPE.info();
        let right = ["ec-p256", "rsa-2048", "generic-secret-128", "ec-brainpoolP256r1", "1.2.840", "ec-1.3.132.0.10"];
        assert!(right.iter().all(|word| key_type.admits(word)));
        let wrong = [
            "",
            "ec-p25",
            "rsa-",
            "rsa-02048",
            "RSA-2048",
            "rsa-2048 ",
            "ec-brainpoolPr1",
            "3.1",
            "1",
            "1.",
            "1.02",
            "ec-",
        ];
        for word in wrong {
            assert!(!key_type.admits(word), "{word}");
        }
        let purposes = PURPOSES.info();
        assert!(purposes.admits("sign") && purposes.admits("unknown(7)") && purposes.admits("1.3.6.1"));
        assert!(!purposes.admits("unknown()") && !purposes.admits("unknown(x)") && !purposes.admits("signs"));
        assert!(LABEL.info().admits("anything"));
    }
}
