//! Tags, and what people call them.

use std::fmt;

/// Class of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The types of ASN.1 itself.
    Universal,
    /// `[APPLICATION n]`.
    Application,
    /// `[n]`.
    Context,
    /// `[PRIVATE n]`.
    Private,
}

/// Class, form and number of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag {
    class: Class,
    constructed: bool,
    number: u32,
}

impl Tag {
    /// BOOLEAN
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING, primitive
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING, primitive
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER
    pub const OID: Self = Self::universal(6);
    /// UTF8String
    pub const UTF8_STRING: Self = Self::universal(12);
    /// PrintableString
    pub const PRINTABLE_STRING: Self = Self::universal(19);
    /// TeletexString
    pub const TELETEX_STRING: Self = Self::universal(20);
    /// IA5String
    pub const IA5_STRING: Self = Self::universal(22);
    /// UTCTime
    pub const UTC_TIME: Self = Self::universal(23);
    /// GeneralizedTime
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// BMPString
    pub const BMP_STRING: Self = Self::universal(30);
    /// SEQUENCE
    pub const SEQUENCE: Self = Self { class: Class::Universal, constructed: true, number: 16 };
    /// SET
    pub const SET: Self = Self { class: Class::Universal, constructed: true, number: 17 };

    const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, constructed: false, number }
    }

    /// `[number]` in the constructed form: EXPLICIT, or IMPLICIT of a constructed type.
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, constructed: true, number }
    }

    /// `[number]` in the primitive form: IMPLICIT of a primitive type.
    pub const fn context_primitive(number: u32) -> Self {
        Self { class: Class::Context, constructed: false, number }
    }

    /// Any other tag.
    pub const fn other(class: Class, constructed: bool, number: u32) -> Self {
        Self { class, constructed, number }
    }

    /// Class of the tag.
    pub const fn class(self) -> Class {
        self.class
    }

    /// Number of the tag within its class.
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Whether the content is made of elements.
    pub const fn is_constructed(self) -> bool {
        self.constructed
    }
}

impl fmt::Display for Tag {
    /// As ASN.1 writes it: `INTEGER`, `[0]`, `[APPLICATION 33]`; the form where it is not the usual one of the type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number;
        let name = match (self.class, number) {
            (Class::Universal, 1) => "BOOLEAN",
            (Class::Universal, 2) => "INTEGER",
            (Class::Universal, 3) => "BIT STRING",
            (Class::Universal, 4) => "OCTET STRING",
            (Class::Universal, 5) => "NULL",
            (Class::Universal, 6) => "OBJECT IDENTIFIER",
            (Class::Universal, 10) => "ENUMERATED",
            (Class::Universal, 12) => "UTF8String",
            (Class::Universal, 16) => "SEQUENCE",
            (Class::Universal, 17) => "SET",
            (Class::Universal, 19) => "PrintableString",
            (Class::Universal, 20) => "TeletexString",
            (Class::Universal, 22) => "IA5String",
            (Class::Universal, 23) => "UTCTime",
            (Class::Universal, 24) => "GeneralizedTime",
            (Class::Universal, 30) => "BMPString",
            (Class::Universal, _) => return write!(f, "[UNIVERSAL {number}]"),
            (Class::Application, _) => return write!(f, "[APPLICATION {number}]"),
            (Class::Private, _) => return write!(f, "[PRIVATE {number}]"),
            (Class::Context, _) if self.constructed => return write!(f, "[{number}] of elements"),
            (Class::Context, _) => return write!(f, "[{number}]"),
        };
        let is_usual = self.constructed == matches!(number, 16 | 17);
        write!(f, "{name}{}", if is_usual { "" } else { " of the other form" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_called_as_asn_1_writes_them() {
        for (tag, name) in [
            (Tag::SEQUENCE, "SEQUENCE"),
            (Tag::OCTET_STRING, "OCTET STRING"),
            (Tag::other(Class::Universal, true, 4), "OCTET STRING of the other form"),
            (Tag::other(Class::Universal, false, 16), "SEQUENCE of the other form"),
            (Tag::other(Class::Universal, false, 9), "[UNIVERSAL 9]"),
            (Tag::context(0), "[0] of elements"),
            (Tag::context_primitive(0), "[0]"),
            (Tag::other(Class::Application, true, 33), "[APPLICATION 33]"),
            (Tag::other(Class::Private, false, 1), "[PRIVATE 1]"),
        ] {
            assert_eq!(tag.to_string(), name);
        }
    }
}
