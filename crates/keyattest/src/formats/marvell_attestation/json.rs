//! JSON that carries an attestation: Azure's key or attestation, Google's key version or attestation. Exactly one in a text.

use super::carrier::Found;
use keyattest_wire::json::Json;
use keyattest_wire::{Bytes, Malformed, archive, base64};

const LEVELS: usize = 16;
const MAXIMUM: usize = 1024 * 1024;
/// Members of Azure's attestation. Which half stands in which of the last two is unsigned.
const AZURE: [&str; 3] = ["certificatePemFile", "privateKeyAttestation", "publicKeyAttestation"];
/// Members of Google's.
const GOOGLE: [&str; 2] = ["content", "certChains"];
const CHAINS: [&str; 3] = ["caviumCerts", "googleCardCerts", "googlePartitionCerts"];

/// Takes what the text carries.
///
/// # Errors
/// No JSON, no attestation or several, members of both kinds, another version, texts that are no base64 or no PEM.
pub(super) fn read(bytes: &Bytes, found: &mut Found) -> Result<(), Malformed> {
    let root = Json::parse(bytes, LEVELS)?;
    take(bytes, &root, found).map_err(|malformed| malformed.within(bytes.part()))
}

fn take(bytes: &Bytes, root: &Json, found: &mut Found) -> Result<(), Malformed> {
    let attributes = root.member("attributes");
    let places = [
        Some(root),
        root.member("attestation"),
        attributes,
        attributes.and_then(|attributes| attributes.member("attestation")),
    ];
    let has = |object: &Json, names: &[&str]| names.iter().any(|name| present(object, name).is_some());
    let mut holders = places.into_iter().flatten().filter(|object| has(object, &AZURE) || has(object, &GOOGLE));
    let holder = match (holders.next(), holders.next()) {
        (Some(holder), None) => holder,
        (None, _) => return Err(without(root)),
        _ => return Err(Malformed::new("not exactly one attestation in it")),
    };
    match (has(holder, &AZURE), has(holder, &GOOGLE)) {
        (true, false) => azure(bytes, root, holder, found),
        (false, true) => google(bytes, holder, found),
        _ => Err(Malformed::new("Azure's and Google's members in one object")),
    }
}

/// What is said of a key that is shown without an attestation: software keys have none.
fn without(root: &Json) -> Malformed {
    let kind = |object: &Json, name: &str| object.member(name).and_then(Json::as_text).map(str::to_owned);
    let azure = kind(root.member("key").unwrap_or(root), "kty");
    let google = kind(root, "protectionLevel");
    Malformed::new(match (azure, google) {
        (Some(kind), _) if kind.ends_with("-HSM") => "Azure's key without its attestation".to_owned(),
        (Some(kind), _) => format!("Azure's key of type {kind}, which is a software key and has no attestation"),
        (None, Some(level)) if level.starts_with("HSM") => "Google's key version without its attestation".to_owned(),
        (None, Some(level)) => format!("Google's key version of protection level {level}, which has no attestation"),
        (None, None) => "no attestation in it".to_owned(),
    })
}

/// ```text
/// {"attributes": {"attestation": {"version": "MRVL-1", "certificatePemFile": B64, "privateKeyAttestation": B64, …}}, "key": JWK}
/// ```
fn azure(bytes: &Bytes, root: &Json, holder: &Json, found: &mut Found) -> Result<(), Malformed> {
    if holder.member("version").and_then(Json::as_text) != Some("MRVL-1") {
        return Err(Malformed::new("version is not MRVL-1"));
    }
    for name in AZURE {
        let Some(value) = present(holder, name) else { continue };
        let decoded = decode(bytes, value, name)?;
        if name != "certificatePemFile" {
            found.blob(decoded)?;
        } else if !found.certificates(&decoded)? {
            return Err(Malformed::new("no certificate in it").within(name));
        }
    }
    if let Some(key) = present(root, "key")
        && found.beside.replace(key.clone()).is_some()
    {
        return Err(Malformed::new("a second key beside an attestation"));
    }
    Ok(())
}

/// ```text
/// {"attestation": {"format": …, "content": B64 of gzip, "certChains": {"caviumCerts": [PEM], "googleCardCerts": [PEM], …}}}
/// ```
fn google(bytes: &Bytes, holder: &Json, found: &mut Found) -> Result<(), Malformed> {
    let content = present(holder, "content").ok_or_else(|| Malformed::new("no content"))?;
    let packed = decode(bytes, content, "content")?;
    found.blob(archive::gunzip(&packed, MAXIMUM)?)?;
    let Some(chains) = present(holder, "certChains") else { return Ok(()) };
    for name in CHAINS {
        let Some(chain) = present(chains, name) else { continue };
        let chain = chain.as_list().ok_or_else(|| Malformed::new("no list").within(name))?;
        for (index, text) in chain.iter().enumerate() {
            let item = format!("{name} {index}");
            let text = text.as_text().ok_or_else(|| Malformed::new("no text").within(&item))?;
            let pem = bytes.derived(&item, text.as_bytes());
            if !found.certificates(&pem)? {
                return Err(Malformed::new("no certificate in it").within(item));
            }
        }
    }
    Ok(())
}

/// A member that is there; null is as good as none.
fn present<'j>(object: &'j Json, name: &str) -> Option<&'j Json> {
    object.member(name).filter(|value| **value != Json::Null)
}

fn decode(bytes: &Bytes, value: &Json, name: &str) -> Result<Bytes, Malformed> {
    let decoded = value.as_text().and_then(|text| base64::canonical_either(text.as_bytes()));
    Ok(bytes.derived(name, decoded.ok_or_else(|| Malformed::new("no base64").within(name))?))
}
