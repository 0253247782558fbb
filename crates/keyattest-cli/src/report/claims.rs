//! Claims as a table: what shares one provenance stands together, and names it once.

use super::layout::{DOUBT, FAINT, INDENT, PLAIN, Page};
use super::wrap::{columns, shorten, wrap};
use keyattest::claims::{Claim, ClaimId, ClaimSet, ClaimType, Source, Value};

/// The widest that names and values get, and values where lines are short.
const NAME: usize = 22;
const VALUE: usize = 26;
const NARROW: usize = 16;

/// One line of the table, before it is laid out.
struct Line {
    name: String,
    value: String,
    source: Source,
    from: String,
}

/// The claims but those of `shown`; `part` is the one part that there is, whose name is not repeated.
pub fn table(claims: &ClaimSet, shown: &[ClaimId], part: Option<&str>, page: &mut Page) {
    let lines = grouped(claims.iter().filter(|(id, _)| !shown.contains(id)).map(|(id, claim)| line(id, claim, part)));
    let widest = |text: fn(&Line) -> &str, most: usize| {
        lines.iter().map(|line| columns(text(line))).max().unwrap_or(0).min(most)
    };
    let most = if page.rest(0) < 76 { NARROW } else { VALUE };
    let (name, value) = (widest(|line| &line.name, NAME), widest(|line| &line.value, most));
    for group in lines.chunk_by(|one, other| one.source == other.source && one.from == other.from) {
        draw(group, name, value, page);
    }
}

fn line(id: ClaimId, claim: &Claim, part: Option<&str>) -> Line {
    Line {
        name: id.name().replace('_', " "),
        value: value(id, &claim.value),
        source: claim.source,
        from: within(without_bytes(&claim.from), part),
    }
}

/// As people write it: yes and no, hexadecimal in short.
pub fn value(id: ClaimId, value: &Value) -> String {
    match (id.info().kind, value) {
        (_, Value::Bool(true)) => "yes".to_owned(),
        (_, Value::Bool(false)) => "no".to_owned(),
        (ClaimType::Hex, value) => shorten(&value.to_string()),
        (_, value) => value.to_string(),
    }
}

/// A place, without the name of the only part that there is.
pub fn within(place: &str, part: Option<&str>) -> String {
    match part {
        Some(part) if !part.is_empty() => place.replace(&format!("{part}: "), "").replace(&format!("{part}, "), ""),
        _ => place.to_owned(),
    }
}

/// A place without the bytes: the JSON has them, and in a table they hide the rest.
fn without_bytes(place: &str) -> &str {
    match place.rsplit_once(" (bytes ") {
        Some((before, range)) if range.ends_with(')') => before,
        _ => place,
    }
}

/// In the order of the claims, but those of one provenance together.
fn grouped(lines: impl Iterator<Item = Line>) -> Vec<Line> {
    let mut groups: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        let same = |group: &&mut Vec<Line>| {
            group.first().is_some_and(|first| first.source == line.source && first.from == line.from)
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.into_iter().flatten().collect()
}

/// Names and values on the left, a brace, and who vouches on the right.
fn draw(group: &[Line], name: usize, value: usize, page: &mut Page) {
    let Some(first) = group.first() else { return };
    let value_at = INDENT + name + 2;
    let brace_at = value_at + value + 2;
    let from_at = brace_at + 3;
    let left: Vec<(String, String)> = group
        .iter()
        .flat_map(|line| {
            let (names, values) = (wrap(&line.name, name), wrap(&line.value, value));
            let at = |lines: &[String], index: usize| lines.get(index).cloned().unwrap_or_default();
            (0..names.len().max(values.len())).map(move |index| (at(&names, index), at(&values, index)))
        })
        .collect();
    let right = wrap(&format!("{}: {}", first.source, first.from), page.rest(from_at));
    let style = if first.source == Source::Asserted { DOUBT } else { FAINT };
    let height = left.len().max(right.len());
    let none = (String::new(), String::new());
    for index in 0..height {
        let (name, value) = left.get(index).unwrap_or(&none);
        let brace = match index {
            _ if group.len() == 1 => "",
            0 => "┐",
            _ if index + 1 == height => "┘",
            _ => "│",
        };
        let from = right.get(index).map_or("", String::as_str);
        page.line(&[(INDENT, name, PLAIN), (value_at, value, PLAIN), (brace_at, brace, FAINT), (from_at, from, style)]);
    }
}
