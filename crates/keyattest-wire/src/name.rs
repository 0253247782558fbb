//! X.501 names: kept as received, compared by bytes, read only to find an attribute or to show them.

use crate::der::{self, Reader, Tag};
use crate::{Malformed, Oid, Result, oids};
use std::borrow::Cow;

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Its place among the relative distinguished names.
    pub rdn: usize,
    /// Its type.
    pub oid: Oid,
    /// Tag of the value.
    pub tag: Tag,
    /// Content of the value.
    pub value: &'a [u8],
}

impl<'a> Attribute<'a> {
    /// The value where it is a UTF8String, PrintableString or IA5String of UTF-8: the bytes as they stand.
    pub fn text(&self) -> Option<&'a str> {
        let plain = [Tag::UTF8_STRING, Tag::PRINTABLE_STRING, Tag::IA5_STRING].contains(&self.tag);
        std::str::from_utf8(self.value).ok().filter(|_| plain)
    }
}

/// A Name's DER, checked in its outer form.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    whole: &'a [u8],
}

impl<'a> Name<'a> {
    /// The DER of a Name. What is not of a name's form shows no attributes.
    pub fn new(whole: &'a [u8]) -> Self {
        Self { whole }
    }

    /// The DER as received: what is compared.
    pub fn as_der(&self) -> &'a [u8] {
        self.whole
    }

    /// All attributes in their order.
    ///
    /// # Errors
    /// Another form than SEQUENCE OF SET OF SEQUENCE { type, value }.
    pub fn attributes(&self) -> Result<Vec<Attribute<'a>>> {
        let mut found = Vec::new();
        let mut rdns = der::only(self.whole, Tag::SEQUENCE)?.reader();
        let mut rdn = 0usize;
        while !rdns.is_empty() {
            let mut set = rdns.set()?;
            if set.is_empty() {
                return Err(Malformed::new("name with an empty set"));
            }
            while !set.is_empty() {
                let mut attribute = set.sequence()?;
                let oid = attribute.oid()?;
                let value = attribute.element()?;
                attribute.end()?;
                found.push(Attribute { rdn, oid, tag: value.tag, value: value.content });
            }
            rdn = rdn.saturating_add(1);
        }
        Ok(found)
    }

    /// The common name where there is exactly one attribute of that type and it is text.
    pub fn one_common_name(&self) -> Option<&'a str> {
        let attributes = self.attributes().ok()?;
        let mut names = attributes.iter().filter(|attribute| attribute.oid == oids::COMMON_NAME);
        let name = names.next()?;
        if names.next().is_none() { name.text() } else { None }
    }

    /// The common name where the name is that one attribute and nothing else.
    pub fn only_common_name(&self) -> Option<&'a str> {
        match self.attributes().ok()?.as_slice() {
            [attribute] if attribute.oid == oids::COMMON_NAME => attribute.text(),
            _ => None,
        }
    }
}

impl std::fmt::Display for Name<'_> {
    /// As `C=CA, O=Thales, CN=root`, in the order of the bytes; for people, never compared.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Ok(attributes) = self.attributes() else { return f.write_str("(unreadable name)") };
        if attributes.is_empty() {
            return f.write_str("(empty name)");
        }
        for (index, attribute) in attributes.iter().enumerate() {
            let separator = match index.checked_sub(1).and_then(|before| attributes.get(before)) {
                None => "",
                Some(before) if before.rdn == attribute.rdn => "+",
                Some(_) => ", ",
            };
            let value = match attribute.text() {
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(format!("#{}", crate::hex::encode(attribute.value))),
            };
            write!(f, "{separator}{}={value}", short_name(&attribute.oid))?;
        }
        Ok(())
    }
}

fn short_name(oid: &Oid) -> Cow<'static, str> {
    let known = match oid.as_der() {
        [0x55, 0x04, number] => match number {
            3 => "CN",
            4 => "SN",
            5 => "serialNumber",
            6 => "C",
            7 => "L",
            8 => "ST",
            10 => "O",
            11 => "OU",
            12 => "title",
            _ => "",
        },
        _ => "",
    };
    if known.is_empty() { Cow::Owned(oid.to_string()) } else { Cow::Borrowed(known) }
}

/// Checks the form of the next element, a Name, and answers its DER.
pub(crate) fn read<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8]> {
    let whole = reader.expect(Tag::SEQUENCE)?.whole;
    Name::new(whole).attributes()?;
    Ok(whole)
}
