//! XML documents without what makes XML dangerous: no document type, entities of one's own, comments, CDATA, processing instructions
//! or namespaces; bounded depth; text or elements in an element, never both.
//!
//! The one wrapper of `roxmltree`. A document is scanned here first, so that its depth and its names are judged before it is given away.
//! The scan need not understand documents that are not well-formed: `roxmltree` refuses those behind it.

use crate::{Bytes, Malformed, Result};

/// What every document begins with, byte for byte.
pub const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// Most levels of elements that any caller is given.
pub const MOST_LEVELS: usize = 64;

/// Most attributes of an element: finding doubles takes the square of their number.
const MOST_ATTRIBUTES: usize = 64;

/// A document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The document element.
    pub root: Element,
}

/// An element.
#[derive(Clone, Debug)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// Its attributes' names and values in their order, no name twice.
    pub attributes: Vec<(String, String)>,
    /// The elements inside in their order.
    pub children: Vec<Element>,
    /// The text inside, unescaped; empty where elements are inside.
    pub text: String,
    /// The whole element as received, tags included.
    pub bytes: Bytes,
}

impl Document {
    /// The one document that `bytes` are, with at most `levels` elements inside one another ([`MOST_LEVELS`] at most), the document
    /// element included.
    ///
    /// # Errors
    /// Bytes that are no UTF-8, another declaration than [`DECLARATION`], `<!` or `<?` behind it, a document that is not well-formed,
    /// namespaces, more levels, text that is no white space beside elements, more than 64 attributes in an element.
    pub fn parse(bytes: &Bytes, levels: usize) -> Result<Self> {
        read(bytes, levels.min(MOST_LEVELS)).map_err(|malformed| malformed.within(bytes.part()))
    }
}

impl Element {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The elements of this name right inside; one that lies deeper is none of them.
    pub fn children_named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }
}

/// The name of the first tag that is one, in the first bytes behind the declaration: to recognise a format by, not to read it. What stands
/// before it, as a document type, is passed over here: it is for [`Document::parse`] to refuse.
pub fn document_element(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let behind = head.strip_prefix(b"<?xml")?;
    let begins = |pair: &[u8]| matches!(pair, [b'<', b'A'..=b'Z' | b'a'..=b'z' | b'_' | 0x80..]);
    let tag = behind.get(behind.windows(2).position(begins)?..)?.strip_prefix(b"<")?;
    let length = tag.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace())?;
    std::str::from_utf8(tag.get(..length)?).ok()
}

fn read(bytes: &Bytes, levels: usize) -> Result<Document> {
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::new("XML that is not UTF-8"))?;
    let Some(content) = text.strip_prefix(DECLARATION) else {
        return Err(Malformed::new("XML that does not begin with the declaration of version 1.0 in UTF-8"));
    };
    scan(content, levels)?;
    let options = roxmltree::ParsingOptions { allow_dtd: false, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| Malformed::new(format!("XML: {error}")))?;
    Ok(Document { root: element(bytes, document.root_element(), levels)? })
}

/// Judges every tag of a document, behind its declaration.
///
/// Where a document is well-formed, `<` stands at the start of a tag only.
fn scan(content: &str, levels: usize) -> Result<()> {
    let mut open = 0_usize;
    let mut rest = content;
    while let Some((_, inside)) = rest.split_once('<') {
        if inside.starts_with(['!', '?']) {
            return Err(Malformed::new("XML with a document type, comment, CDATA section or processing instruction"));
        }
        let tag;
        (tag, rest) = tag_and_rest(inside)?;
        if tag.starts_with('/') {
            open = open.checked_sub(1).ok_or_else(|| Malformed::new("XML element that ends and did not begin"))?;
        } else if open >= levels {
            return Err(Malformed::new(format!("XML elements more than {levels} deep")));
        } else if !tag.ends_with('/') {
            open = open.saturating_add(1);
        }
    }
    Ok(())
}

/// A tag without its angle brackets, and what is behind it.
fn tag_and_rest(inside: &str) -> Result<(&str, &str)> {
    let mut quote = None;
    let mut attributes = 0_usize;
    let mut without_values = Vec::new();
    for (at, byte) in inside.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => {
                if without_values.split(|byte| ends_a_name(*byte)).any(|name| name == b"xmlns") {
                    return Err(Malformed::new("XML with namespaces"));
                }
                let rest = inside.get(at.saturating_add(1)..).unwrap_or_default();
                return Ok((inside.get(..at).unwrap_or_default(), rest));
            }
            (None, b':') => return Err(Malformed::new("XML with namespaces")),
            (None, b'"' | b'\'') if attributes >= MOST_ATTRIBUTES => {
                return Err(Malformed::new("XML element with more than 64 attributes"));
            }
            (None, b'"' | b'\'') => {
                quote = Some(byte);
                attributes = attributes.saturating_add(1);
                without_values.push(b'=');
            }
            (None, _) => without_values.push(byte),
        }
    }
    Err(Malformed::new("XML tag that does not end"))
}

fn ends_a_name(byte: u8) -> bool {
    matches!(byte, b'=' | b'/' | b' ' | b'\t' | b'\r' | b'\n')
}

fn element(bytes: &Bytes, node: roxmltree::Node<'_, '_>, levels: usize) -> Result<Element> {
    let Some(below) = levels.checked_sub(1) else { return Err(Malformed::new("XML elements too deep")) };
    let mut children = Vec::new();
    let mut text = String::new();
    for inner in node.children() {
        if inner.is_element() {
            children.push(element(bytes, inner, below)?);
        } else if inner.is_text() {
            text.push_str(inner.text().unwrap_or_default());
        } else {
            return Err(Malformed::new("XML with a comment or processing instruction"));
        }
    }
    if !children.is_empty() {
        if !text.chars().all(|character| matches!(character, ' ' | '\t' | '\r' | '\n')) {
            return Err(Malformed::new("XML element with text beside elements"));
        }
        text.clear();
    }
    Ok(Element {
        name: node.tag_name().name().to_owned(),
        attributes: node.attributes().map(|one| (one.name().to_owned(), one.value().to_owned())).collect(),
        children,
        text,
        bytes: bytes.span(bytes.get(node.range()).unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: impl AsRef<str>) -> Result<Document> {
        let text = format!("{DECLARATION}{}", content.as_ref());
        Document::parse(&Bytes::new("key.xml", text.into_bytes()), 8)
    }

    fn what(content: &str) -> String {
        read(content).unwrap_err().what().to_owned()
    }

    #[test]
    fn elements_attributes_and_text_are_read() {
        let root = read("\n<key a=\"x&gt;/>\" b='\"xmlns\"'>\n\t<label>it&apos;s &#60;b> :/></label>\n\t<none/>\n<none></none></key>\n\n")
            .unwrap()
            .root;
        assert_eq!(root.name, "key");
        assert_eq!(root.attributes, [("a".into(), "x>/>".into()), ("b".into(), "\"xmlns\"".into())]);
        assert_eq!((root.attribute("b"), root.attribute("c")), (Some("\"xmlns\""), None));
        assert_eq!(root.text, "");
        let label = root.children_named("label").next().unwrap();
        assert_eq!(label.text, "it's <b> :/>");
        assert_eq!(label.bytes.as_slice(), b"<label>it&apos;s &#60;b> :/></label>");
        assert_eq!(label.bytes.part(), "key.xml");
        assert_eq!(root.children_named("none").count(), 2);
    }

    #[test]
    fn the_declaration_is_exact() {
        for text in [
            "<a/>",
            "<?xml version=\"1.0\"?><a/>",
            "<?xml version='1.0' encoding='UTF-8'?><a/>",
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>",
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
            " <?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
        ] {
            let malformed = Document::parse(&Bytes::new("p", text.as_bytes()), 8).unwrap_err();
            assert!(malformed.what().contains("declaration"), "{malformed}");
        }
        let latin = [DECLARATION.as_bytes(), b"<a>\xfc</a>"].concat();
        assert_eq!(Document::parse(&Bytes::new("p", latin), 8).unwrap_err().what(), "XML that is not UTF-8");
    }

    #[test]
    fn nothing_with_an_exclamation_or_question_mark_is_read() {
        for content in [
            "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
            "<!-- x --><a/>",
            "<a><!-- x --></a>",
            "<a><![CDATA[x]]></a>",
            "<?pi?><a/>",
            "<a><?pi?></a>",
            "<a/><?pi?>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>",
        ] {
            assert!(what(content).contains("document type, comment"), "{content}");
        }
    }

    #[test]
    fn there_are_no_namespaces() {
        for content in [
            "<a xmlns='u'/>",
            "<a xmlns=''/>",
            "<a b='c' xmlns = 'u'></a>",
            "<a b='c'xmlns='u'></a>",
            "<a xmlns:p='u'/>",
            "<p:a xmlns:p='u'/>",
            "<p:a/>",
            "<a xml:lang='en'/>",
            "<a><b p:c='d'/></a>",
            "<a:/>",
        ] {
            assert_eq!(what(content), "XML with namespaces", "{content}");
        }
        assert!(read("<a b='xmlns' c='p:q'>xmlns:p='u'</a>").is_ok());
    }

    #[test]
    fn depth_is_bounded_and_the_stack_does_not_overflow() {
        let nested = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
        let emptied = |levels: usize| format!("{}<a/>{}", "<a>".repeat(levels - 1), "</a>".repeat(levels - 1));
        let disguised = |levels: usize| format!("{}{}", "<a b='/>'>/>".repeat(levels), "</a>".repeat(levels));
        assert!(read(nested(8)).is_ok() && read(emptied(8)).is_ok());
        for content in
            [nested(9), emptied(9), disguised(9), disguised(5000), "<a>".repeat(22_000), "<a/>".repeat(9) + &nested(9)]
        {
            assert_eq!(what(&content), "XML elements more than 8 deep");
        }
        assert!(read("<a>".to_owned() + &"<a/>".repeat(1000) + "</a>").is_ok());
        let deep = format!("{DECLARATION}{}", nested(30_000));
        assert!(Document::parse(&Bytes::new("p", deep.into_bytes()), usize::MAX).is_err());
        let most = format!("{DECLARATION}{}", nested(MOST_LEVELS));
        assert!(Document::parse(&Bytes::new("p", most.into_bytes()), usize::MAX).is_ok());
    }

    #[test]
    fn text_beside_elements_is_malformed() {
        assert_eq!(what("<a>x<b/></a>"), "XML element with text beside elements");
        assert!(read("<a><b/>&#160;</a>").is_err());
        assert!(read("<a> \t\r\n<b/>&#32;</a>").is_ok());
    }

    #[test]
    fn what_is_not_well_formed_is_malformed() {
        for content in [
            "",
            "text",
            "<a>",
            "</a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>text",
            "text<a/>",
            "<a b='1' b='2'/>",
            "<a b=c/>",
            "<a b/>",
            "<a b='<'/>",
            "<a>&e;</a>",
            "<a>&</a>",
            "<a>\u{1}</a>",
            "<a>\0</a>",
            "<a>&#0;</a>",
            "<>",
            "< a/>",
            "<a",
            "<a b='>",
            "<a/ >",
        ] {
            assert!(read(content).is_err(), "{content:?}");
        }
        let many: String = (0..65).map(|index| format!(" a{index}=''")).collect();
        assert!(what(&format!("<a{many}/>")).contains("64 attributes"));
    }

    #[test]
    fn the_document_element_is_recognised() {
        assert_eq!(document_element(b"<?xml version='1.1'?>\r\n<private_key a='b'>"), Some("private_key"));
        assert_eq!(document_element(format!("{DECLARATION}<a/>").as_bytes()), Some("a"));
        assert_eq!(document_element(b"<?xml ?><!DOCTYPE x [<!ENTITY e 'x'>]><?y?><a>"), Some("a"));
        for bytes in [&b""[..], b"<a>", b"<?xml", b"<?xml ?>", b"<?xml ?><a", b"<?xml ?>a>", b"<?xml ?><\xff>"] {
            assert_eq!(document_element(bytes), None);
        }
    }

    #[test]
    fn no_cut_is_read_and_no_bytes_panic() {
        let text = format!("{DECLARATION}<key a='b'><c>d&lt;</c><e/></key>");
        for length in 0..text.len() {
            assert!(Document::parse(&Bytes::new("p", &text.as_bytes()[..length]), 8).is_err());
            let _ = document_element(&text.as_bytes()[..length]);
        }
        let mut state = 1_u32;
        for _ in 0..5000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..2 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = DECLARATION.len() + (state >> 8) as usize % (text.len() - DECLARATION.len());
                bytes[at] = b"<>/'\"=: a&;\x00\xff?!"[(state >> 24) as usize % 15];
            }
            let _ = (Document::parse(&Bytes::new("p", bytes.clone()), 8), document_element(&bytes));
        }
    }
}
