//! The chain, drawn from the anchor down to the key that it vouches for.

use super::layout::{BAD, CONTENT, FAINT, GOOD, LABEL, PLAIN, Page};
use super::wrap::{clean, columns, wrap};
use keyattest::result::{AnchorStatus, AnchorUse, AttestationResult, ChainEntry};

/// Every path, each below its anchor.
pub fn draw(result: &AttestationResult, page: &mut Page) {
    if result.chain.is_empty() && result.anchor.is_none() {
        return;
    }
    let mut label = "Chain";
    let mut start = 0;
    for end in &result.paths {
        let entries = result.chain.get(start..end.entries).unwrap_or_default();
        path(label, entries, end.anchor.as_ref(), page);
        start = end.entries.max(start);
        label = "";
    }
    let rest = result.chain.get(start..).unwrap_or_default();
    if !rest.is_empty() || result.paths.is_empty() {
        path(label, rest, result.anchor.as_ref(), page);
    }
}

fn path(label: &str, entries: &[ChainEntry], anchor: Option<&AnchorUse>, page: &mut Page) {
    let (head, style) = match anchor {
        Some(anchor) if anchor.status == AnchorStatus::Distrusted => {
            (format!("✘ {} (anchor, {})", anchor.id, anchor.status), BAD)
        }
        Some(anchor) => (format!("{} (anchor, {})", anchor.id, anchor.status), GOOD),
        None => ("✘ leads to no anchor".to_owned(), BAD),
    };
    page.styled_section(label, LABEL, &head, style);
    let role = entries.iter().map(|entry| columns(&entry.role)).max().unwrap_or(0);
    let (role_at, date_at) = (CONTENT + 3, CONTENT + 3 + role + 2);
    let name_at = date_at + 24 + 2;
    let wide = entries.iter().all(|entry| columns(&entry.subject) <= page.rest(name_at));
    for (index, entry) in entries.iter().enumerate().rev() {
        let (branch, below) = if index == 0 { ("└─", "") } else { ("├─", "│") };
        let (role, date) = (clean(&entry.role), validity(entry));
        let first = [(CONTENT, branch, FAINT), (role_at, role.as_str(), PLAIN), (date_at, date.as_str(), FAINT)];
        if wide {
            let [name] = wrap(&entry.subject, page.rest(name_at)).try_into().unwrap_or_default();
            page.line(&[&first[..], &[(name_at, name.as_str(), FAINT)]].concat());
        } else {
            page.line(&first);
            for line in wrap(&entry.subject, page.rest(role_at)) {
                page.line(&[(CONTENT, below, FAINT), (role_at, &line, FAINT)]);
            }
        }
    }
}

fn validity(entry: &ChainEntry) -> String {
    let day = |time: Option<keyattest::Time>| time.map_or_else(|| "…".to_owned(), |time| time.date());
    match (entry.not_before, entry.not_after) {
        (None, None) => String::new(),
        (from, until) => format!("{} to {}", day(from), day(until)),
    }
}
