//! A reader of JSON Schema (2020-12) for the part of it that `docs/result.schema.json` uses.
//!
//! A keyword or a pattern that it does not know is an error, so that a schema never says more than is checked.

use keyattest::claims::{ClaimInfo, ClaimType, Pattern};
use serde_json::{Map, Value, json};
use std::path::Path;

/// The schema of results, as it is published.
///
/// # Panics
/// It can not be read.
pub fn of_results() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/result.schema.json");
    let text = std::fs::read_to_string(path).expect("docs/result.schema.json");
    serde_json::from_str(&text).expect("docs/result.schema.json is JSON")
}

/// Holds a value against a schema.
///
/// # Errors
/// Where it differs and how.
pub fn check(root: &Value, value: &Value) -> Result<(), String> {
    walk(root, root, value, "")
}

fn walk(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let rules = match schema {
        Value::Bool(true) => return Ok(()),
        Value::Object(rules) => rules,
        _ => return Err(format!("{at}: must not be there")),
    };
    for (keyword, rule) in rules {
        keyword_holds(root, rules, keyword, rule, value, at)?;
    }
    Ok(())
}

fn keyword_holds(
    root: &Value,
    rules: &Map<String, Value>,
    keyword: &str,
    rule: &Value,
    value: &Value,
    at: &str,
) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{at}: {what}: {value}"));
    let into = |schema: &Value, value: &Value, at: &str| walk(root, schema, value, at);
    match keyword {
        "$schema" | "$id" | "$defs" | "title" | "description" | "then" | "else" => Ok(()),
        "$ref" => {
            let name = rule.as_str().and_then(|name| name.strip_prefix("#/$defs/")).unwrap_or_default();
            into(root["$defs"].get(name).ok_or_else(|| format!("no definition of {rule}"))?, value, at)
        }
        "type" if !has_type(value, rule.as_str().unwrap_or_default()) => wrong(&format!("no {rule}")),
        "enum" if !rule.as_array().is_some_and(|words| words.contains(value)) => wrong("none of the words"),
        "const" if rule != value => wrong(&format!("not {rule}")),
        "minimum" if value.as_i64().zip(rule.as_i64()).is_some_and(|(value, least)| value < least) => {
            wrong("too small")
        }
        "maxProperties" if value.as_object().is_some_and(|members| Some(members.len() as u64) > rule.as_u64()) => {
            wrong("too many members")
        }
        "pattern" if !value.as_str().map_or(Ok(true), |text| fits(rule.as_str().unwrap_or_default(), text))? => {
            wrong(&format!("not of the form {rule}"))
        }
        "type" | "enum" | "const" | "minimum" | "maxProperties" | "pattern" => Ok(()),
        "required" => {
            let Some(members) = value.as_object() else { return Ok(()) };
            let names = rule.as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing: Vec<_> = names.filter(|name| !members.contains_key(*name)).collect();
            if missing.is_empty() { Ok(()) } else { wrong(&format!("without {missing:?}")) }
        }
        "properties" => {
            for (name, value) in value.as_object().into_iter().flatten() {
                if let Some(schema) = rule.get(name) {
                    into(schema, value, &format!("{at}.{name}"))?;
                }
            }
            Ok(())
        }
        "additionalProperties" if *rule == Value::Bool(false) => {
            let known = rules.get("properties").and_then(Value::as_object);
            let names = value.as_object().into_iter().flatten().map(|(name, _)| name);
            let further: Vec<_> = names.filter(|name| !known.is_some_and(|known| known.contains_key(*name))).collect();
            if further.is_empty() { Ok(()) } else { wrong(&format!("further members {further:?}")) }
        }
        "items" => value
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
            .try_for_each(|(index, item)| into(rule, item, &format!("{at}[{index}]"))),
        "allOf" => rule.as_array().into_iter().flatten().try_for_each(|schema| into(schema, value, at)),
        "anyOf" => {
            let found = rule.as_array().into_iter().flatten().map(|schema| into(schema, value, at));
            let faults: Vec<String> = found.map(Result::err).collect::<Option<_>>().unwrap_or_default();
            if faults.is_empty() { Ok(()) } else { Err(faults.join(" or ")) }
        }
        "if" => {
            let branch = if into(rule, value, at).is_ok() { "then" } else { "else" };
            rules.get(branch).map_or(Ok(()), |schema| into(schema, value, at))
        }
        other => Err(format!("a keyword that is not known: {other}")),
    }
}

fn has_type(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "object" => value.is_object(),
        "string" => value.is_string(),
        _ => false,
    }
}

/// The patterns of the schema, each with what it means.
fn fits(pattern: &str, text: &str) -> Result<bool, String> {
    let hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let word = |text: &str, more: &[u8]| {
        let fits =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || more.contains(&byte);
        !text.is_empty() && text.bytes().all(fits)
    };
    if let Some(shape) = SHAPES.into_iter().find(|shape| pattern_of(*shape) == pattern) {
        return Ok(shape.matches(text));
    }
    Ok(match pattern {
        "^[0-9a-f]{64}$" => text.len() == 64 && hex(text),
        "^([0-9a-f]{2})*$" => text.len().is_multiple_of(2) && hex(text),
        "^[a-z0-9-]+$" => word(text, b""),
        r"^[a-z0-9-]+\.[a-z0-9.-]+$" => {
            text.split_once('.').is_some_and(|(place, name)| word(place, b"") && word(name, b"."))
        }
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" => {
            let form = "0000-00-00T00:00:00Z";
            let same = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
            text.len() == form.len() && text.bytes().zip(form.bytes()).all(same)
        }
        other => return Err(format!("a pattern that is not known: {other}")),
    })
}

const SHAPES: [Pattern; 5] = [Pattern::Brainpool, Pattern::CurveOid, Pattern::Numbered, Pattern::Oid, Pattern::Sized];

fn pattern_of(shape: Pattern) -> &'static str {
    match shape {
        Pattern::Brainpool => "^ec-brainpoolP[0-9]+r1$",
        Pattern::CurveOid => r"^ec-[012](\.(0|[1-9][0-9]*))+$",
        Pattern::Numbered => r"^unknown\([0-9]+\)$",
        Pattern::Oid => r"^[012](\.(0|[1-9][0-9]*))+$",
        Pattern::Sized => "^(rsa|aes|generic-secret)-[1-9][0-9]*$",
    }
}

/// The schema of a claim, as the registry has it.
pub fn of_claim(info: &ClaimInfo) -> Value {
    let word = || {
        let mut forms = Vec::new();
        if !info.words.is_empty() {
            forms.push(json!({"enum": info.words}));
        }
        forms.extend(info.patterns.iter().map(|shape| json!({"type": "string", "pattern": pattern_of(*shape)})));
        if forms.len() > 1 { json!({"anyOf": forms}) } else { forms.pop().unwrap_or_else(|| json!({"type": "string"})) }
    };
    let is_open = info.words.is_empty() && info.patterns.is_empty();
    let value = match info.kind {
        ClaimType::Bool => json!({"type": "boolean"}),
        ClaimType::Hex => json!({"$ref": "#/$defs/hex"}),
        ClaimType::Int => json!({"type": "integer"}),
        ClaimType::List if is_open => json!({"type": "array"}),
        ClaimType::List => json!({"type": "array", "items": word()}),
        ClaimType::Map => json!({"type": "object"}),
        ClaimType::Text => json!({"type": "string"}),
        ClaimType::Time => json!({"$ref": "#/$defs/time"}),
        ClaimType::Word => word(),
    };
    json!({"allOf": [{"$ref": "#/$defs/claim"}, {"properties": {"value": value}}], "description": info.about})
}
