//! The one spelling of each company, built from `registry/vendors.toml`.
//!
//! A spelling proves nothing: who vouches for the vendor is what the claim's source says.

include!(concat!(env!("OUT_DIR"), "/vendors.rs"));

/// The spelling of the company that a certificate or device list calls `text`, compared whole and exactly; an unknown one stays as it is.
pub fn spelling(text: &str) -> &str {
    find(&TEXTS, text).unwrap_or(text)
}

/// The company of an id in the TCG vendor registry, without filling zeros and blanks: `IFX`. Only TPM certificates have such ids.
pub fn by_tcg_id(id: &str) -> Option<&'static str> {
    find(&TCG_IDS, id)
}

fn find(table: &[(&'static str, &'static str)], text: &str) -> Option<&'static str> {
    let place = table.binary_search_by(|(known, _)| (*known).cmp(text)).ok()?;
    table.get(place).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_have_one_spelling_and_unknown_ones_keep_theirs() {
        assert_eq!(spelling("SafeNet, Inc."), "Thales");
        assert_eq!(spelling("Thales"), "Thales");
        assert_eq!(spelling("safenet, inc."), "safenet, inc.");
        assert_eq!(spelling("Nobody Ltd"), "Nobody Ltd");
    }

    #[test]
    fn tcg_ids_are_no_texts() {
        assert_eq!(by_tcg_id("IFX"), Some("Infineon"));
        assert_eq!(by_tcg_id("Infineon"), None);
        assert_eq!(spelling("IFX"), "IFX");
    }
}
