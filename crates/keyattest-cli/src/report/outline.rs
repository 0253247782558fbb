//! Decoded evidence as a tree with the place of everything, and what detection found.

use super::layout::{BAD, DOUBT, FAINT, GOOD, LABEL, PLAIN, Page};
use super::wrap::wrap;
use keyattest::{Detected, Inspection, Outline};

/// Columns of the places: two numbers of up to seven digits.
const PLACE: usize = 13;

/// What `inspect` found.
pub fn outline(inspection: &Inspection, width: usize) -> String {
    let mut page = Page::new(width);
    page.answer("! UNTRUSTED", DOUBT, "Decoded only. Nothing of it is verified, and anybody can write such bytes.");
    page.gap();
    match &inspection.format {
        Some(format) => page.section("Format", format),
        None => page.section("Format", "none that is known; decoded as what it is"),
    }
    if let Some(malformed) = &inspection.malformed {
        page.styled_section("Unread", BAD, &malformed.to_string(), PLAIN);
        page.more("It can not be read as this format. What follows is decoded without it, as far as that goes.", PLAIN);
    }
    for part in &inspection.parts {
        page.gap();
        draw(part, 0, &mut page);
    }
    page.finish()
}

fn draw(outline: &Outline, depth: usize, page: &mut Page) {
    let place = match &outline.range {
        Some(range) => format!("{}..{}", range.start, range.end),
        None => String::new(),
    };
    let at = PLACE + 2 + 2 * depth.min(12);
    let label = if depth == 0 { LABEL } else { PLAIN };
    let place = format!("{place:>PLACE$}");
    let labels = wrap(&outline.label, page.rest(at));
    let one_line = labels.len() == 1;
    let text =
        if outline.value.is_empty() { outline.label.clone() } else { format!("{}: {}", outline.label, outline.value) };
    let lines = wrap(&text, page.rest(at + 2));
    for (index, line) in lines.iter().enumerate() {
        // The label stands out, where it is whole on the first line.
        let split =
            labels.first().filter(|_| index == 0 && one_line).and_then(|label| line.strip_prefix(label.as_str()));
        match split {
            Some(rest) => {
                let label_text = line.strip_suffix(rest).unwrap_or_default();
                let rest_at = at + super::wrap::columns(label_text);
                page.line(&[(0, &place, FAINT), (at, label_text, label), (rest_at, rest, FAINT)]);
            }
            None if index == 0 => page.line(&[(0, &place, FAINT), (at, line, label)]),
            None => page.line(&[(at + 2, line, FAINT)]),
        }
    }
    for part in &outline.parts {
        draw(part, depth + 1, page);
    }
}

/// What `detect` found: one block a format that it may be, or what the parts are else.
pub fn detection(detected: &[Detected], parts: &[Outline], width: usize) -> String {
    let mut page = Page::new(width);
    if detected.is_empty() {
        page.answer("✘ UNRECOGNIZED", BAD, "Evidence of no known format.");
    }
    for found in detected {
        let (word, style) = if found.certain { ("✔", GOOD) } else { ("?", DOUBT) };
        let doubt = if found.certain { "" } else { "perhaps a " };
        page.answer(&format!("{word} {}", found.format), style, &format!("{doubt}{}", found.title));
        page.section("Why", &format!("it has {}", found.why));
        if found.missing.is_empty() {
            page.section("Missing", "nothing that can be seen from its form");
        }
        for missing in &found.missing {
            page.styled_section("Missing", BAD, missing, PLAIN);
        }
    }
    for part in parts {
        page.styled_section("Part", LABEL, &format!("{}: {}", part.label, part.value), FAINT);
    }
    page.finish()
}
