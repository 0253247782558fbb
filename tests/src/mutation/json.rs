//! JSON parts, for rules about white space and members that nobody reads.

use serde_json::Value;

/// Whether both are JSON objects and the named members, at the top or under one other member, are the same. Other members may differ.
pub fn same_members(original: &[u8], mutant: &[u8], members: &[String]) -> bool {
    let (Ok(original), Ok(mutant)) =
        (serde_json::from_slice::<Value>(original), serde_json::from_slice::<Value>(mutant))
    else {
        return false;
    };
    let mut found = false;
    for name in members {
        let (one, other) = (all(&original, name), all(&mutant, name));
        if one != other {
            return false;
        }
        found |= !one.is_empty();
    }
    found
}

/// Every value under this name, at any depth, in order.
fn all<'v>(value: &'v Value, name: &str) -> Vec<&'v Value> {
    match value {
        Value::Object(members) => {
            members.iter().flat_map(|(key, inner)| if key == name { vec![inner] } else { all(inner, name) }).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| all(item, name)).collect(),
        _ => Vec::new(),
    }
}
