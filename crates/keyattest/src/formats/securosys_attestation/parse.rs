//! Carriers: which bytes are document, signature and chain. The document stays bytes here.

use super::document;
use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_wire::archive::{self, Limits};
use keyattest_wire::json::{self, Json};
use keyattest_wire::x509::Certificate;
use keyattest_wire::xml::{self, Element};
use keyattest_wire::{Bytes, Malformed, base64, pem};

/// Members of the REST API's answers that are a document and the signature over it.
const PAIRS: [(&str, &str); 2] = [("xml", "xmlSignature"), ("keyAttributes", "keyAttributesSignature")];
/// The chain's name in the REST API's zip.
const CHAIN_MEMBER: &str = "PrimusHSM_Attestation.crt";

const MAXIMUM_CERTIFICATES: usize = 10;
const MAXIMUM_DOCUMENT: usize = 64 * 1024;
const MAXIMUM_JSON: usize = 1024 * 1024;
const ZIP: Limits = Limits { members: 16, member_bytes: MAXIMUM_DOCUMENT };

/// What was submitted, in its three roles.
pub struct Evidence {
    /// XML, or what was given for it: to be read once its signature holds.
    pub(super) document: Bytes,
    pub(super) signature: Bytes,
    /// In the order of the file; none where no chain was given.
    pub(super) chain: Option<Vec<Certificate>>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    input.parts().iter().any(|part| is_ours(part.bytes())).then_some(Match::Certain)
}

fn is_ours(bytes: &Bytes) -> bool {
    if archive::is_zip(bytes) {
        // Nothing is unpacked here; what is larger than allowed is refused when it is read.
        let limits = Limits { members: 1024, member_bytes: usize::MAX };
        let is_chain = |member: &archive::Member| member.base_name() == CHAIN_MEMBER;
        return archive::zip(bytes, limits).is_ok_and(|members| members.iter().any(is_chain));
    }
    if bytes.len() <= MAXIMUM_JSON && json::is_object(bytes) {
        let has_pair = |json: &Json| PAIRS.iter().any(|(one, other)| has(json, one) && has(json, other));
        return Json::parse(bytes, json::MOST_LEVELS).is_ok_and(|json| has_pair(&json));
    }
    xml::document_element(bytes) == Some(document::ROOT)
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let mut found = Found::default();
    for part in input.parts() {
        found.file(part.bytes())?;
    }
    let missing = |what: &'static str| Malformed::new(format!("no {what} among the files"));
    Ok(Evidence {
        document: found.document.ok_or_else(|| missing("XML document"))?,
        signature: found.signature.ok_or_else(|| missing("signature"))?,
        chain: found.chain,
    })
}

/// The roles that no file fills.
pub(super) fn missing(input: &Input) -> Vec<String> {
    let mut found = Found::default();
    for part in input.parts() {
        // A file that can not be read fills no role: that, too, is said as missing.
        let _ = found.file(part.bytes());
    }
    let roles = [
        (found.document.is_none(), "the XML document of the key"),
        (found.signature.is_none(), "the signature over the XML document"),
        (found.chain.is_none(), "the chain of certificates of the attestation key"),
    ];
    roles.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, what)| what.to_owned()).collect()
}

/// What was found so far; each role is filled once.
#[derive(Default)]
struct Found {
    document: Option<Bytes>,
    signature: Option<Bytes>,
    chain: Option<Vec<Certificate>>,
}

impl Found {
    /// A raw signature may begin with any byte: a file is something else only where the whole of it has that form.
    fn file(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        if archive::is_zip(bytes) {
            self.zip(bytes)
        } else if json::is_object(bytes) {
            self.json(bytes)
        } else if bytes.starts_with(b"<?xml") {
            self.document(bytes.clone())
        } else if pem::contains(bytes) {
            self.chain(bytes)
        } else {
            self.signature(bytes.clone())
        }
    }

    fn document(&mut self, bytes: Bytes) -> Result<(), Malformed> {
        let within = |malformed: Malformed| malformed.within(bytes.part());
        if bytes.len() > MAXIMUM_DOCUMENT {
            return Err(within(Malformed::new("a document larger than 64 KiB")));
        }
        if !bytes.starts_with(xml::DECLARATION.as_bytes()) {
            return Err(within(Malformed::new("a document that does not begin with the XML declaration of UTF-8")));
        }
        fill(&mut self.document, bytes, "documents")
    }

    fn signature(&mut self, bytes: Bytes) -> Result<(), Malformed> {
        fill(&mut self.signature, bytes, "signatures")
    }

    fn chain(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        let within = |malformed: Malformed| malformed.within(bytes.part());
        let blocks = pem::blocks(bytes)?;
        if !(1..=MAXIMUM_CERTIFICATES).contains(&blocks.len()) {
            return Err(within(Malformed::new("a chain of other than one to ten certificates")));
        }
        if blocks.iter().any(|block| block.label != "CERTIFICATE") {
            return Err(within(Malformed::new("PEM blocks other than CERTIFICATE in the chain")));
        }
        let certificate = |(index, block): (usize, pem::Block)| {
            let name = format_args!("certificate {index}");
            Certificate::from_der(block.bytes.renamed(bytes.part()).named(name))
        };
        let certificates = blocks.into_iter().enumerate().map(certificate).collect::<Result<Vec<_>, _>>()?;
        fill(&mut self.chain, certificates, "chains")
    }

    fn json(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        let within = |malformed: Malformed| malformed.within(bytes.part());
        if bytes.len() > MAXIMUM_JSON {
            return Err(within(Malformed::new("JSON larger than 1 MiB")));
        }
        let json = Json::parse(bytes, json::MOST_LEVELS)?;
        let mut given = PAIRS.iter().filter(|(document, signature)| has(&json, document) || has(&json, signature));
        let (Some((document, signature)), None) = (given.next(), given.next()) else {
            return Err(within(Malformed::new("JSON that has not exactly one document with its signature")));
        };
        let text = |name: &str| json.member(name).and_then(Json::as_text);
        let (Some(xml), Some(encoded)) = (text(document), text(signature)) else {
            return Err(within(Malformed::new(format!("`{document}` or `{signature}` is missing or no text"))));
        };
        let decoded = base64::canonical(encoded.as_bytes())
            .ok_or_else(|| within(Malformed::new(format!("`{signature}` is not canonical base64"))))?;
        self.document(bytes.derived(document, xml.as_bytes()))?;
        self.signature(bytes.derived(signature, decoded))
    }

    fn zip(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        for member in archive::zip(bytes, ZIP)? {
            let name = member.base_name();
            // What macOS keeps beside each file that it packs.
            if name.starts_with("._") {
                continue;
            }
            if name == CHAIN_MEMBER {
                self.chain(&member.bytes()?)?;
            } else if name.ends_with(".xml") {
                self.document(member.bytes()?)?;
            } else if name.ends_with(".sig") {
                self.signature(member.bytes()?)?;
            }
        }
        Ok(())
    }
}

fn fill<T>(place: &mut Option<T>, value: T, what: &'static str) -> Result<(), Malformed> {
    if place.is_some() {
        return Err(Malformed::new(format!("several {what} among the files")));
    }
    *place = Some(value);
    Ok(())
}

fn has(json: &Json, name: &str) -> bool {
    json.member(name).is_some()
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let document = match xml::Document::parse(&evidence.document, document::LEVELS) {
        Ok(document) => element(&document.root),
        Err(malformed) => Outline::value("document", malformed),
    };
    let certificates = evidence.chain.iter().flatten().map(|certificate| Outline::certificate(certificate, |_| None));
    Outline::new("Securosys key attestation")
        .with(document)
        .with(Outline::bytes("signature", &evidence.signature))
        .with_all(certificates)
}

/// The reader bounds the depth.
fn element(read: &Element) -> Outline {
    let attributes = read.attributes.iter().map(|(name, value)| Outline::value(format!("@{name}"), value));
    Outline::value(&read.name, &read.text)
        .at(&read.bytes)
        .with_all(attributes)
        .with_all(read.children.iter().map(element))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Part;

    fn document() -> Vec<u8> {
        format!("{}<private_key/>\n\n", xml::DECLARATION).into_bytes()
    }

    fn read(parts: &[&[u8]]) -> Result<Evidence, Malformed> {
        parse(&Input::new(parts.iter().enumerate().map(|(index, part)| Part::new(index.to_string(), *part)).collect()))
    }

    fn what(parts: &[&[u8]]) -> String {
        read(parts).err().map(|malformed| malformed.what().to_owned()).unwrap_or_default()
    }

    #[test]
    fn files_are_told_apart_by_their_whole_form_in_any_order() {
        for signature in [&b"{\"not json"[..], b"\x30\x82", b"<xml", b"", b"PK\x03\x05"] {
            let evidence = read(&[signature, &document()]).unwrap();
            assert_eq!((evidence.signature.as_slice(), evidence.document.as_slice()), (signature, &document()[..]));
            assert!(evidence.chain.is_none());
        }
        assert_eq!(what(&[&document()]), "no signature among the files");
        assert_eq!(what(&[b"s"]), "no XML document among the files");
        assert_eq!(what(&[b"s", b"t", &document()]), "several signatures among the files");
        assert_eq!(what(&[b"s", &document(), &document()]), "several documents among the files");
    }

    #[test]
    fn a_document_is_judged_by_size_and_declaration_before_anything_else() {
        let mut large = document();
        large.resize(MAXIMUM_DOCUMENT, b' ');
        assert!(read(&[b"s", &large]).is_ok());
        large.push(b' ');
        assert_eq!(what(&[b"s", &large]), "a document larger than 64 KiB");
        assert!(what(&[b"s", b"<?xml version='1.0'?><private_key/>"]).contains("declaration"));
    }

    #[test]
    fn json_has_one_pair_at_its_top() {
        let text = String::from_utf8(document()).unwrap().replace('"', "\\\"").replace('\n', "\\n");
        let evidence = read(&[format!(r#"{{"xml":"{text}","xmlSignature":"QUI=","other":{{}}}}"#).as_bytes()]).unwrap();
        assert_eq!((evidence.document.as_slice(), evidence.signature.as_slice()), (&document()[..], &b"AB"[..]));
        for (json, why) in [
            (format!(r#"{{"xml":"{text}","keyAttributesSignature":"QUI="}}"#), "exactly one document"),
            (format!(r#"{{"in":{{"xml":"{text}","xmlSignature":"QUI="}}}}"#), "exactly one document"),
            (format!(r#"{{"xml":"{text}","xmlSignature":1}}"#), "missing or no text"),
            (format!(r#"{{"xml":"{text}","xmlSignature":"QUI"}}"#), "not canonical base64"),
            (format!(r#"{{"xml":"{text}","xmlSignature":"QUI=\n"}}"#), "not canonical base64"),
            (format!(r#"{{"xml":"{text}","xml":"{text}","xmlSignature":"QUI="}}"#), "JSON"),
        ] {
            assert!(what(&[json.as_bytes()]).contains(why), "{json}");
        }
    }

    #[test]
    fn a_chain_is_one_to_ten_certificates_and_nothing_else() {
        let chain = |text: &str| what(&[b"s", &document(), text.as_bytes()]);
        let block = pem::encode("CERTIFICATE", b"x");
        assert!(chain(&block.repeat(11)).contains("one to ten"));
        assert!(chain(&(block.clone() + &pem::encode("PUBLIC KEY", b"x"))).contains("other than CERTIFICATE"));
        assert!(chain(block.trim_end_matches("-----\n")).contains("PEM"));
    }

    #[test]
    fn detection_needs_the_document_element() {
        let found = |bytes: &[u8]| detect(&Input::new(vec![Part::new("part", bytes)]));
        assert_eq!(found(&document()), Some(Match::Certain));
        assert_eq!(found(br#"{"keyAttributes":"","keyAttributesSignature":""}"#), Some(Match::Certain));
        for bytes in [&b"<?xml version='1.0'?><secret_key/>"[..], br#"{"xml":""}"#, b"PK\x03\x04", b""] {
            assert_eq!(found(bytes), None);
        }
    }
}
