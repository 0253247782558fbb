//! ASN.1 as it stands, without knowing what it means: elements with their types and places, as far as they can be read.

use super::names::named;
use crate::outline::Outline;
use keyattest_wire::der::{Class, Element, Reader, Tag};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Oid, hex};

/// Levels that are shown; what is deeper is shown as bytes.
const MOST_LEVELS: usize = 16;
/// Elements that are shown.
const MOST_ELEMENTS: usize = 2000;

/// The one element that the bytes are, if they are one with nothing behind it.
pub(super) fn whole(bytes: &Bytes) -> Option<Outline> {
    let mut reader = Reader::new(bytes);
    let element = reader.element().ok()?;
    reader.end().ok()?;
    Some(Tree { source: bytes, left: MOST_ELEMENTS }.element(&element, 0))
}

/// The elements that the bytes begin with, and what follows that is none.
pub(super) fn elements(bytes: &Bytes) -> Vec<Outline> {
    Tree { source: bytes, left: MOST_ELEMENTS }.elements(bytes, 0)
}

struct Tree<'b> {
    source: &'b Bytes,
    left: usize,
}

impl Tree<'_> {
    fn elements(&mut self, content: &[u8], level: usize) -> Vec<Outline> {
        let mut reader = Reader::new(content);
        let mut found = Vec::new();
        while !reader.is_empty() {
            let rest = reader.rest();
            if self.left == 0 {
                found.push(Outline::bytes("(more, not shown)", &self.source.span(rest)));
                return found;
            }
            match reader.element() {
                Ok(element) => found.push(self.element(&element, level)),
                Err(malformed) => {
                    let label = format!("(no ASN.1 from here: {malformed})");
                    found.push(Outline::bytes(label, &self.source.span(rest)));
                    return found;
                }
            }
        }
        found
    }

    fn element(&mut self, element: &Element<'_>, level: usize) -> Outline {
        self.left = self.left.saturating_sub(1);
        let span = self.source.span(element.whole);
        let deeper = level < MOST_LEVELS;
        if element.tag == Tag::SEQUENCE && deeper && level > 0 {
            // A certificate is worth more than its elements.
            if let Ok(certificate) = Certificate::from_der(span.renamed("certificate")) {
                return Outline::certificate(&certificate, |_| None);
            }
        }
        let label = label(element.tag);
        if element.tag.is_constructed() {
            return if deeper {
                let parts = self.elements(element.content, level.saturating_add(1));
                Outline::new(label).at(&span).with_all(parts)
            } else {
                Outline::bytes(label, &self.source.span(element.content)).at(&span)
            };
        }
        match value(element) {
            Some(text) => Outline::value(label, text).at(&span),
            None => {
                let content = self.source.span(element.content);
                let inner = match element.tag {
                    Tag::OCTET_STRING => Some(content.clone()),
                    Tag::BIT_STRING => element.content.get(1..).map(|bytes| self.source.span(bytes)),
                    _ => None,
                };
                match inner.filter(|_| deeper).and_then(|inner| self.nested(&inner, level)) {
                    Some(parts) => Outline::new(format!("{label}, which holds")).at(&span).with(parts),
                    None => Outline::bytes(label, &content).at(&span),
                }
            }
        }
    }

    /// A string of bytes that is one constructed element, and nothing else.
    fn nested(&mut self, bytes: &Bytes, level: usize) -> Option<Outline> {
        let mut reader = Reader::new(bytes);
        let element = reader.element().ok().filter(|element| element.tag.is_constructed())?;
        reader.end().ok()?;
        Some(self.element(&element, level.saturating_add(1)))
    }
}

fn label(tag: Tag) -> String {
    let known = match tag {
        Tag::BOOLEAN => "BOOLEAN",
        Tag::INTEGER => "INTEGER",
        Tag::BIT_STRING => "BIT STRING",
        Tag::OCTET_STRING => "OCTET STRING",
        Tag::NULL => "NULL",
        Tag::OID => "OBJECT IDENTIFIER",
        Tag::UTF8_STRING => "UTF8String",
        Tag::PRINTABLE_STRING => "PrintableString",
        Tag::TELETEX_STRING => "TeletexString",
        Tag::IA5_STRING => "IA5String",
        Tag::UTC_TIME => "UTCTime",
        Tag::GENERALIZED_TIME => "GeneralizedTime",
        Tag::BMP_STRING => "BMPString",
        Tag::SEQUENCE => "SEQUENCE",
        Tag::SET => "SET",
        _ => "",
    };
    match (known, tag.class()) {
        ("", Class::Context) => format!("[{}]", tag.number()),
        ("", class) => format!("[{} {}]", format!("{class:?}").to_uppercase(), tag.number()),
        (known, _) => known.to_owned(),
    }
}

/// What a primitive element says, where its type has a form for people.
fn value(element: &Element<'_>) -> Option<String> {
    let content = element.content;
    match element.tag {
        Tag::BOOLEAN => match content {
            [0] => Some("false".to_owned()),
            [0xff] => Some("true".to_owned()),
            _ => None,
        },
        Tag::INTEGER => keyattest_wire::der::small_unsigned(content).ok().map(|number| number.to_string()),
        Tag::NULL => content.is_empty().then(String::new),
        Tag::OID => Oid::from_der(content).ok().map(|oid| named(&oid)),
        Tag::UTF8_STRING | Tag::PRINTABLE_STRING | Tag::IA5_STRING => {
            std::str::from_utf8(content).ok().map(|text| format!("{text:?}"))
        }
        Tag::UTC_TIME | Tag::GENERALIZED_TIME => Reader::new(element.whole).time().ok().map(|time| time.to_string()),
        Tag::OCTET_STRING | Tag::BIT_STRING => None,
        // Implicitly tagged text is common; anything else is bytes.
        _ => std::str::from_utf8(content)
            .ok()
            .filter(|text| text.len() > 3 && text.chars().all(|character| matches!(character, ' '..='~')))
            .map(|text| format!("{text:?} ({})", hex::encode(content))),
    }
}
