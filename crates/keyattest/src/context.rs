//! What a caller may say besides evidence, subject and nonce: a closed list, so that a slip of the pen is no condition that silently falls away.

/// The keys, with the values that they can have where those are words.
const KEYS: [(&str, Option<&[&str]>); 8] = [
    ("app-id", None),
    ("client-data-hash", Some(&["raw"])),
    ("environment", None),
    ("instance", None),
    ("key-id", None),
    ("origin", None),
    ("resource-name", None),
    ("rp-id", None),
];

/// Whether these keys and values can be said together.
///
/// # Errors
/// A key that does not exist or stands twice, a value that it can not have; in words.
pub fn check(pairs: &[(String, String)]) -> Result<(), String> {
    for (index, (key, value)) in pairs.iter().enumerate() {
        let Some((_, words)) = KEYS.iter().find(|(known, _)| known == key) else {
            let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
            return Err(format!("no key is called `{key}`: there are {}", known.join(", ")));
        };
        if let Some(words) = words.filter(|words| !words.contains(&value.as_str())) {
            return Err(format!("{key} is `{value}`, and can be: {}", words.join(", ")));
        }
        if pairs.iter().skip(index.saturating_add(1)).any(|(other, _)| other == key) {
            return Err(format!("{key} twice"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_said_is_named() {
        let said = |pairs: &[(&str, &str)]| {
            check(&pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
        };
        assert_eq!(said(&[]), Ok(()));
        assert_eq!(said(&[("resource-name", "a"), ("client-data-hash", "raw")]), Ok(()));
        assert!(said(&[("resource_name", "a")]).unwrap_err().contains("no key is called `resource_name`"));
        assert!(said(&[("client-data-hash", "RAW")]).unwrap_err().contains("can be: raw"));
        assert_eq!(said(&[("rp-id", "a"), ("rp-id", "a")]), Err("rp-id twice".to_owned()));
    }
}
