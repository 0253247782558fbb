//! Documents made here, and what must not be read of them.

use super::*;
use keyattest_wire::spki::{ec_spki, plain_spki};
use keyattest_wire::{Oid, oids};

fn key() -> String {
    base64::encode(&plain_spki(&oids::ED25519, &[7; 32]))
}

/// A document whose children are the needed ones and `more`, and whose flags are `flags`.
fn document(more: &str, flags: &str) -> String {
    format!(
        "<private_key creation=\"generated\">\n\t<create_time>2026-05-01T20:31:53Z</create_time>\
         <attest_time>2026-05-31T20:19:33Z</attest_time><public_key>{}</public_key>{more}\
         <attributes>{flags}</attributes></private_key>\n\n",
        key()
    )
}

fn read(content: &str) -> Result<Document, Malformed> {
    Document::read(&Bytes::new("key.xml", format!("{}{content}", xml::DECLARATION).into_bytes()))
}

fn what(content: &str) -> String {
    read(content).unwrap_err().to_string()
}

#[test]
fn a_document_is_read_with_the_places_of_its_values() {
    let flags = "<sign>true</sign><extractable>false</extractable><new>true</new>";
    let more =
        "<label>it&apos;s &lt;sign&gt;</label><key_use_count>007</key_use_count><later><sign>false</sign></later>";
    let read = read(&document(more, flags)).unwrap();
    assert_eq!(read.key.value.key_type(), "ed25519");
    assert_eq!((read.creation.as_deref(), read.storage.as_deref()), (Some("generated"), None));
    assert_eq!(read.label.as_ref().unwrap().value, "it's <sign>");
    assert_eq!(read.use_count.as_ref().unwrap().value, 7);
    assert_eq!(read.created_at.value.to_string(), "2026-05-01T20:31:53Z");
    assert!(read.flag("sign").unwrap().value && !read.flag("extractable").unwrap().value);
    assert!(read.flag("extractable").unwrap().from.starts_with("key.xml, attributes/extractable (bytes "));
    assert!(read.flag("unique").is_none() && read.approval.is_none() && !read.is_derived);
    assert_eq!(read.unknown, ["later", "new"]);
}

#[test]
fn only_children_of_the_document_element_count() {
    let whole = document("", "");
    for needed in ["create_time", "attest_time", "public_key", "attributes"] {
        let (open, close) = (format!("<{needed}>"), format!("</{needed}>"));
        let start = whole.find(&open).unwrap();
        let end = whole.find(&close).unwrap() + close.len();
        let inside = format!("{}<in>{}</in>{}", &whole[..start], &whole[start..end], &whole[end..]);
        assert_eq!(what(&inside), format!("key.xml: no {needed}"));
        let twice = format!("{}{}{}", &whole[..end], &whole[start..end], &whole[end..]);
        assert!(what(&twice).contains(&format!("{needed} twice")));
    }
    assert!(what(&document("<later/><later/>", "")).contains("later twice"));
    assert!(what(&whole.replace("private_key", "secret_key")).contains("secret_key"));
    assert!(what(&format!("<in>{whole}</in>")).contains("something else"));
}

#[test]
fn flags_are_true_or_false_and_stand_once() {
    for flags in ["<new>1</new>", "<sign>True</sign>", "<sign> true</sign>", "<sign/>"] {
        assert!(what(&document("", flags)).contains("neither true nor false"), "{flags}");
    }
    assert!(what(&document("", "<sign>true</sign><sign>true</sign>")).contains("sign twice"));
    assert!(what(&document("", "<sign>true<x/></sign>")).contains("text beside elements"));
    assert!(what(&document("", "<sign><x/></sign>")).contains("elements inside"));
    assert!(what(&document("<label><b/></label>", "")).contains("elements inside"));
}

#[test]
fn times_and_counts_are_strict() {
    for time in ["2026-02-30T00:00:00Z", "2026-05-01T20:31:53", "2026-05-01 20:31:53Z", ""] {
        assert!(what(&document("", "").replace("2026-05-01T20:31:53Z", time)).contains("create_time"), "{time}");
    }
    for count in ["", "-1", "+1", "1 ", "12345678901234567890"] {
        assert!(what(&document(&format!("<key_use_count>{count}</key_use_count>"), "")).contains("digits"), "{count}");
    }
    let most = document("<key_use_count>9999999999999999999</key_use_count>", "");
    assert!(read(&most).unwrap().use_count.is_none());
}

#[test]
fn a_public_key_is_canonical_and_on_its_curve() {
    let with = |text: &str| document("", "").replace(&key(), text);
    assert!(what(&with(&format!("{}\n", key()))).contains("base64"));
    assert!(what(&with(&format!(" {}", key()))).contains("base64"));
    let behind = [plain_spki(&oids::ED25519, &[7; 32]), vec![0]].concat();
    assert!(read(&with(&base64::encode(&behind))).is_err());
    let off = base64::encode(&ec_spki(&oids::P256, &[[4].as_slice(), &[1; 64]].concat()));
    assert!(what(&with(&off)).contains("curve"));
    let unknown = ec_spki(&Oid::new(&[1, 3, 132, 0, 1]), &[4; 43]);
    assert!(read(&with(&base64::encode(&unknown))).is_ok());
}

#[test]
fn an_approval_counts_at_its_place_only() {
    let at = |inside: &str| read(&document(&format!("<policy>{inside}</policy>"), "")).unwrap().approval.is_some();
    assert!(at("<rule_use><token><group><quorum>1</quorum><approval/></group></token></rule_use>"));
    assert!(!at("<rule_block><token><group><approval/></group></token></rule_block>"));
    assert!(!at("<rule_use><token><timelock>5</timelock><group/></token></rule_use>"));
    assert!(!at("<approval/>"));
    assert!(what(&document("<policy/><policy/>", "")).contains("policy twice"));
}
