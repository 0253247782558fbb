//! The catalogue: which modules can attest a key, by which format, and what a certification authority may accept where none can.
//!
//! Data with date and source, one file a kind; that nothing was found is said as that.

use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

const FILES: [(&str, &str); 4] = [
    ("Hardware security modules", include_str!("../catalogue/hsm.toml")),
    ("Cloud services", include_str!("../catalogue/cloud.toml")),
    ("Smart cards and tokens", include_str!("../catalogue/tokens.toml")),
    ("Secure elements", include_str!("../catalogue/embedded.toml")),
];

/// Whether a module can attest keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It makes evidence that can be verified.
    Attests,
    /// Its evidence is documented, and no complete sample is public.
    Documented,
    /// It is said to, in a format that is not public.
    Closed,
    /// It can not.
    None,
    /// Nothing public was found, which is no proof that there is nothing.
    NoneFound,
    /// It is no hardware.
    NotHardware,
}

impl State {
    /// The word of tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Attests => "attests",
            Self::Documented => "documented",
            Self::Closed => "closed",
            Self::None => "none",
            Self::NoneFound => "none found",
            Self::NotHardware => "not hardware",
        }
    }

    /// What it means for whoever wants evidence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Attests => "makes evidence that can be verified",
            Self::Documented => "documents its evidence, but no complete sample is public and none is read",
            Self::Closed => "is said to attest, in a format that is not public",
            Self::None => "can not attest keys",
            Self::NoneFound => "has no key attestation that is public",
            Self::NotHardware => "is no hardware: nothing that it says of itself is worth anything",
        }
    }
}

/// What a certification authority may accept instead, by the methods of the CA/Browser Forum's code signing requirements, 6.2.7.4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instead {
    /// Method 1.
    CaShipped,
    /// Method 4.
    Audit,
    /// Method 5.
    CloudReport,
    /// Method 6.
    Witness,
    /// Method 7.
    SigningService,
}

impl Instead {
    /// The method in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::CaShipped => "method 1: a module that the authority ships with the key in it",
            Self::Audit => "method 4: an audit that only suitable modules are used",
            Self::CloudReport => "method 5: a report of the cloud subscription and its configuration",
            Self::Witness => "method 6: a signed report of an approved auditor who saw the key made",
            Self::SigningService => "method 7: an agreement with a compliant signing service",
        }
    }
}

/// One line of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Module {
    /// Who makes it or runs it.
    pub vendor: String,
    /// Models, products or services of one state.
    pub models: Vec<String>,
    /// Whether it can attest.
    pub state: State,
    /// The format of its evidence, where that has an id.
    pub format: Option<String>,
    /// Where its vendor documents it.
    pub documentation: Option<String>,
    /// Where its root is published.
    pub trust_root: Option<String>,
    /// What to know.
    pub notes: String,
    /// What may be accepted instead.
    #[serde(default)]
    pub instead: Vec<Instead>,
    /// When that was last seen, year and month.
    pub seen: String,
    /// Who says so.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    module: Vec<Module>,
}

/// A kind of modules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// Its modules.
    pub modules: Vec<Module>,
}

/// The whole catalogue.
///
/// # Panics
/// Never: it is part of the crate and tested.
pub fn all() -> &'static [Section] {
    static SECTIONS: OnceLock<Vec<Section>> = OnceLock::new();
    SECTIONS.get_or_init(|| {
        let read = |text| toml::from_str::<File>(text).expect("the catalogue is tested").module;
        FILES.into_iter().map(|(title, text)| Section { title, modules: read(text) }).collect()
    })
}

/// The modules whose vendor, models or format hold every word of the query, whatever the case.
pub fn find(query: &str) -> Vec<&'static Module> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let holds = |module: &&Module| {
        let text =
            format!("{} {} {}", module.vendor, module.models.join(" "), module.format.as_deref().unwrap_or_default());
        let text = text.to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    all().iter().flat_map(|section| &section.modules).filter(holds).collect()
}

/// The catalogue as Markdown: what `docs/catalogue.md` is.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Catalogue: which modules can attest a key\n\n\
         Made from `crates/keyattest/catalogue`; `keyattest catalogue QUERY` searches it. *None found* says that nothing public was found, \
         not that there is nothing. Formats in bold are read by this version.\n",
    );
    for section in all() {
        text.push_str(&format!(
            "\n## {}\n\n| vendor | models | state | format | notes | seen |\n|---|---|---|---|---|---|\n",
            section.title
        ));
        for module in &section.modules {
            text.push_str(&row(module));
        }
    }
    text
}

fn row(module: &Module) -> String {
    let format = match module.format.as_deref() {
        Some(id) if crate::formats::by_id(id).is_some() => format!("**[{id}](formats/{id}.md)**"),
        Some(id) => id.to_owned(),
        None => String::new(),
    };
    let mut notes = module.notes.clone();
    if let Some(documentation) = &module.documentation {
        notes = format!("{notes} [Documentation]({documentation}).");
    }
    if !module.instead.is_empty() {
        let methods: Vec<&str> = module.instead.iter().map(|method| method.meaning()).collect();
        notes = format!("{notes} Instead: {}.", methods.join("; "));
    }
    let (vendor, models, state) = (&module.vendor, module.models.join(", "), module.state.word());
    format!("| {vendor} | {models} | {state} | {format} | {} | {}, {} |\n", notes.trim(), module.seen, module.source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_says_what_to_do() {
        for module in all().iter().flat_map(|section| &section.modules) {
            assert!(
                module.state == State::Attests || module.format.is_none(),
                "{}: a format, and not attesting",
                module.vendor
            );
            let is_token = !FILES[3].1.contains(&module.models[0]);
            let helps =
                module.state == State::Attests || module.state == State::NotHardware || !module.instead.is_empty();
            assert!(helps || !is_token, "{:?}: what may be accepted instead?", module.models);
        }
    }

    #[test]
    fn a_query_finds_by_vendor_model_and_format() {
        assert!(find("aws cloudhsm").iter().any(|module| module.state == State::None));
        assert!(find("luna-pkc").len() >= 2);
        assert!(find("no such module").is_empty());
    }
}
