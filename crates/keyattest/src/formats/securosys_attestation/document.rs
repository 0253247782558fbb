//! The document, read by its structure once its signature holds.

use crate::provenance::place;
use keyattest_trust::key::PublicKey;
use keyattest_wire::xml::{self, Element};
use keyattest_wire::{Bytes, Malformed, Time, base64};

/// The document element. Those of secret keys have other names, which were not seen.
pub(super) const ROOT: &str = "private_key";
/// The most elements inside one another, the document element included.
pub(super) const LEVELS: usize = 8;

/// Elements whose text is read or shown: they have no elements inside.
const TEXTS: [&str; 10] = [
    "uuid",
    "label",
    "create_time",
    "attest_time",
    "key_use_count",
    "algorithm",
    "algorithm_oid",
    "curve_oid",
    "key_size",
    "public_key",
];
/// Other elements that are known.
const OTHERS: [&str; 4] = ["id", "derivation_value", "attributes", "policy"];
/// Flags that documents have, or that the vendor's tool names.
const FLAGS: [&str; 31] = [
    "decrypt",
    "sign",
    "unwrap",
    "derive",
    "sensitive",
    "always_sensitive",
    "extractable",
    "never_extractable",
    "modifiable",
    "copyable",
    "destroyable",
    "unique",
    "encrypt",
    "verify",
    "wrap",
    "integrity",
    "attestation",
    "timestamp",
    "verifyrecover",
    "signrecover",
    "preload",
    "token",
    "indestructible",
    "private",
    "public",
    "blocked",
    "nopublickey",
    EXTERNAL_OBJECT,
    "local",
    "trusted",
    "wrapwithtrusted",
];
/// The flag of a key that lies outside as an encrypted blob.
pub(super) const EXTERNAL_OBJECT: &str = "externalobject";

/// A value, and where it stands.
#[derive(Debug)]
pub(super) struct Stated<T> {
    pub(super) value: T,
    pub(super) from: String,
}

/// What a document says.
#[derive(Debug)]
pub(super) struct Document {
    /// Name of the part that it is.
    pub(super) part: String,
    pub(super) key: Stated<PublicKey>,
    pub(super) creation: Option<String>,
    pub(super) storage: Option<String>,
    pub(super) uuid: Option<Stated<String>>,
    pub(super) label: Option<Stated<String>>,
    pub(super) created_at: Stated<Time>,
    pub(super) attested_at: Stated<Time>,
    /// None also where it is beyond 63 bits, which no use comes to.
    pub(super) use_count: Option<Stated<i64>>,
    pub(super) attributes: String,
    flags: Vec<(String, Stated<bool>)>,
    /// Where an approval stands that a use of the key needs.
    pub(super) approval: Option<String>,
    /// Whether the key is a child of the one that `creation` is about.
    pub(super) is_derived: bool,
    /// Elements and flags that are not known.
    pub(super) unknown: Vec<String>,
}

impl Document {
    /// A flag; none where the document does not have it.
    pub(super) fn flag(&self, name: &str) -> Option<&Stated<bool>> {
        self.flags.iter().find(|(known, _)| known == name).map(|(_, flag)| flag)
    }

    /// Reads the one document that the bytes are.
    pub(super) fn read(bytes: &Bytes) -> Result<Self, Malformed> {
        let root = xml::Document::parse(bytes, LEVELS)?.root;
        read(bytes, &root).map_err(|malformed| malformed.within(bytes.part()))
    }

    /// Where an attribute of the document element stands.
    pub(super) fn attribute_place(&self, name: &str) -> String {
        format!("{}, {ROOT}/@{name}", self.part)
    }
}

fn read(bytes: &Bytes, root: &Element) -> Result<Document, Malformed> {
    if root.name != ROOT {
        return Err(Malformed::new("a document of something else than a private key").within(&root.name));
    }
    names_once(root)?;
    for child in root.children.iter().filter(|child| TEXTS.contains(&child.name.as_str())) {
        is_text(child)?;
    }
    let attributes = needed(root, "attributes")?;
    let policies = optional(root, "policy").into_iter();
    let approval = policies
        .flat_map(|policy| policy.children_named("rule_use"))
        .flat_map(|rule| rule.children_named("token"))
        .flat_map(|token| token.children_named("group"))
        .flat_map(|group| group.children_named("approval"))
        .next();
    let is_known = |name: &str| TEXTS.contains(&name) || OTHERS.contains(&name);
    let unknown_elements = root.children.iter().filter(|child| !is_known(&child.name));
    let unknown_flags = attributes.children.iter().filter(|flag| !FLAGS.contains(&flag.name.as_str()));
    let text = |name| optional(root, name).map(|found| stated(found, found.text.clone()));
    Ok(Document {
        part: bytes.part().to_owned(),
        key: public_key(bytes, needed(root, "public_key")?)?,
        creation: root.attribute("creation").map(str::to_owned),
        storage: root.attribute("storage").map(str::to_owned),
        uuid: text("uuid"),
        label: text("label"),
        created_at: time(needed(root, "create_time")?)?,
        attested_at: time(needed(root, "attest_time")?)?,
        use_count: optional(root, "key_use_count").map(count).transpose()?.flatten(),
        attributes: place(&attributes.bytes, &attributes.name),
        flags: flags(attributes)?,
        approval: approval.map(|found| place(&found.bytes, "policy/rule_use/token/group/approval")),
        is_derived: optional(root, "derivation_value").is_some(),
        unknown: unknown_elements.chain(unknown_flags).map(|element| element.name.clone()).collect(),
    })
}

fn stated<T>(element: &Element, value: T) -> Stated<T> {
    Stated { value, from: place(&element.bytes, &element.name) }
}

fn optional<'e>(root: &'e Element, name: &str) -> Option<&'e Element> {
    root.children.iter().find(|child| child.name == name)
}

fn needed<'e>(root: &'e Element, name: &'static str) -> Result<&'e Element, Malformed> {
    optional(root, name).ok_or_else(|| Malformed::new(format!("no {name}")))
}

/// No two elements right inside have one name, known or not.
fn names_once(element: &Element) -> Result<(), Malformed> {
    let mut names: Vec<&str> = element.children.iter().map(|child| child.name.as_str()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair.first() == pair.last()).and_then(|pair| pair.first()) {
        Some(name) => Err(Malformed::new(format!("{name} twice")).within(&element.name)),
        None => Ok(()),
    }
}

fn is_text(element: &Element) -> Result<(), Malformed> {
    if element.children.is_empty() {
        Ok(())
    } else {
        Err(Malformed::new("elements inside where text is expected").within(&element.name))
    }
}

fn flags(attributes: &Element) -> Result<Vec<(String, Stated<bool>)>, Malformed> {
    names_once(attributes)?;
    let flag = |element: &Element| {
        is_text(element)?;
        let value = match element.text.as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(Malformed::new("neither true nor false").within(&element.name)),
        };
        let from = place(&element.bytes, &format!("attributes/{}", element.name));
        Ok((element.name.clone(), Stated { value, from }))
    };
    attributes.children.iter().map(flag).collect()
}

fn time(element: &Element) -> Result<Stated<Time>, Malformed> {
    let time = Time::parse_strict(&element.text);
    let time = time.ok_or_else(|| Malformed::new("not a time as 2025-10-18T20:19:33Z").within(&element.name))?;
    Ok(stated(element, time))
}

fn count(element: &Element) -> Result<Option<Stated<i64>>, Malformed> {
    let digits = &element.text;
    if !(1..=19).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Malformed::new("not a number of 1 to 19 digits").within(&element.name));
    }
    Ok(digits.parse().ok().map(|number| stated(element, number)))
}

fn public_key(bytes: &Bytes, element: &Element) -> Result<Stated<PublicKey>, Malformed> {
    let within = |malformed: Malformed| malformed.within(&element.name);
    let der = base64::canonical(element.text.as_bytes())
        .ok_or_else(|| within(Malformed::new("not canonical base64 on one line")))?;
    let key = PublicKey::from_spki(bytes.derived(&element.name, der)).map_err(within)?;
    // Of a curve that is not known nothing can be said; such a key fails as weak.
    if key.is_known() && !key.point_on_curve() {
        return Err(within(Malformed::new("a point that is not uncompressed or not on its curve")));
    }
    Ok(stated(element, key))
}

#[cfg(test)]
mod tests;
