//! Detection and decoding, for people: what was submitted, what it lacks, and what stands in it. Nothing here is verified, and nothing
//! decides.
//!
//! Evidence of a known format is shown as the format reads it. Where that can not be read, or the format is not known, everything is
//! decoded as what it is: PEM, certificates, requests, keys, and else ASN.1 as far as it goes.

// Untrusted bytes are parsed below, as in the formats.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::arithmetic_side_effects
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions,
        clippy::arithmetic_side_effects
    )
)]

pub(crate) mod extensions;
mod generic;
pub(crate) mod issuers;
mod names;
mod tree;

use crate::formats;
use crate::input::Input;
use crate::outline::Outline;
use crate::pipeline::Format;
use crate::result::MalformedResult;
use crate::scheme::Match;
use crate::trust_store::TrustStore;
use serde::Serialize;

pub use names::name;
pub(crate) use names::named;

/// The name and version of the form of an inspection's JSON.
pub const SCHEMA: &str = "keyattest/inspection/1";

/// A format that parts may be of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Detected {
    /// Its id.
    pub format: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Whether the parts are of this format or of none.
    pub certain: bool,
    /// By what it was recognised, as words that go on after "it has".
    pub why: String,
    /// What the parts lack, each in words for whoever submitted them.
    pub missing: Vec<String>,
}

/// Decoded parts, of which nothing is verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Always false: these are bytes that anybody may have written.
    pub trusted: bool,
    /// The format as which the parts were read, or were tried to be.
    pub format: Option<&'static str>,
    /// What could not be read as that format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub malformed: Option<MalformedResult>,
    /// What stands in the parts.
    pub parts: Vec<Outline>,
}

/// The formats that the parts may be of: the one that is certain, or each that is possible. What they lack depends on the anchors.
pub fn detect(input: &Input, trust: &TrustStore) -> Vec<Detected> {
    candidates(input).into_iter().map(|(format, found)| detected(format, found, input, trust)).collect()
}

fn detected(format: &dyn Format, found: Match, input: &Input, trust: &TrustStore) -> Detected {
    let about = format.about();
    let why = match found {
        Match::Certain => format.about().known_by.to_owned(),
        Match::Possible(why) => why.to_owned(),
    };
    let missing = format.missing(input, trust);
    Detected { format: about.id, title: about.title, certain: found == Match::Certain, why, missing }
}

/// Formats to try, in the order of the registry: those that are certain, else those that are possible.
pub(crate) fn candidates(input: &Input) -> Vec<(&'static dyn Format, Match)> {
    let found: Vec<_> = formats::all().iter().filter_map(|format| Some((*format, format.detect(input)?))).collect();
    let is_certain = |(_, found): &(&'static dyn Format, Match)| *found == Match::Certain;
    if found.iter().any(is_certain) { found.into_iter().filter(is_certain).collect() } else { found }
}

/// Decodes the parts: as `format`, else as the first that they may be of; where that fails, without any.
pub fn inspect(input: &Input, format: Option<&'static dyn Format>) -> Inspection {
    let format = format.or_else(|| candidates(input).into_iter().next().map(|(format, _)| format));
    let decoded = format.map(|format| format.inspect(input));
    let (malformed, parts) = match decoded {
        Some(Ok(outline)) => (None, vec![outline]),
        Some(Err(malformed)) => (Some(MalformedResult::from(&malformed)), generic::parts(input)),
        None => (None, generic::parts(input)),
    };
    Inspection { schema: SCHEMA, trusted: false, format: format.map(|format| format.about().id), malformed, parts }
}

/// What each part is in a few words, whatever it is.
pub fn kinds(input: &Input) -> Vec<Outline> {
    input.parts().iter().map(|part| Outline::value(part.name(), generic::kind(part.bytes())).at(part.bytes())).collect()
}

#[cfg(test)]
mod tests;
