//! What is wrong with the form of the bundle.

use crate::nshield_attestation::carrier::{Member, Members, base64url, replace};
use crate::nshield_attestation::key::Key;
use crate::{Order, test_keys};

pub(in crate::nshield_attestation) fn members(order: &Order, members: &mut Members) {
    let text = |text: String| Member::Text(text);
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-root-member" => {
            members.retain(|(name, _)| *name != "root");
            members.push(("root", Member::Text("KWARN-2".to_owned())));
        }
        "no-key-signature" => members.retain(|(name, _)| *name != "kcsig"),
        "member-twice" => members.push(("root", Member::Text("KWARN-1".to_owned()))),
        "member-number" => members.push(("generator", Member::Json("1".to_owned()))),
        "standard-alphabet" => {
            replace(members, "warrant", |bytes| text(base64url(&bytes).replace('-', "+").replace('_', "/")))
        }
        // A signature has 76 bytes: the last digit holds four bits that are no byte's, and two signs fill up.
        "loose-bits" => replace(members, "kcsig", |bytes| text(loose(&base64url(&bytes)))),
        "half-padded" => replace(members, "kcsig", |bytes| {
            let mut digits = base64url(&bytes);
            digits.pop();
            text(digits)
        }),
        "member-lines" => replace(members, "kcsig", |bytes| {
            let mut digits = base64url(&bytes);
            digits.insert(64, '\n');
            text(digits)
        }),
        "key-twice" => {
            members.push(("pubkeydata", Member::Bytes(Key::of_private(&test_keys::OTHER_RSA_2048).data())));
        }
        "too-long" => members.push(("generator", Member::Text("TEST ".repeat(14_000)))),
        _ => {}
    }
}

/// The last digit with another bit that no byte has.
fn loose(text: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = text.trim_end_matches('=');
    let (rest, last) = digits.split_at(digits.len() - 1);
    let other = DIGITS.find(last).and_then(|place| DIGITS.chars().nth(place ^ 1));
    let padding = &text[digits.len()..];
    format!("{rest}{}{padding}", other.unwrap_or_default())
}

pub(in crate::nshield_attestation) fn text(order: &Order, text: String) -> Vec<u8> {
    match order.wrong.as_deref().unwrap_or_default() {
        "member-twice-escaped" => {
            [text.trim_end_matches("\n}"), ",\n  \"\\u0072oot\": \"KWARN-1\"\n}"].concat().into_bytes()
        }
        "list" => ["[", &text, "]"].concat().into_bytes(),
        "byte-order-mark" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => text.into_bytes(),
    }
}
