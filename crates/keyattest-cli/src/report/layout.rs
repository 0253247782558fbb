//! Lines, columns and colours of reports.

use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// What holds.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What is not decided.
pub const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
/// What is refused.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
const LABEL: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

const LABEL_WIDTH: usize = 10;
const NAME_WIDTH: usize = 20;
const VALUE_WIDTH: usize = 26;

/// A report that is being written.
pub struct Report {
    text: String,
}

impl Report {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { text: String::new() }
    }

    /// The first line.
    pub fn answer(&mut self, mark: &str, word: &str, style: Style, sentence: &str) {
        self.push(format_args!("{style}{mark} {word}{style:#}   {sentence}\n"));
    }

    /// A labelled line; continuation lines of long values are indented.
    pub fn section(&mut self, label: &str, value: &str) {
        self.push(format_args!("  {LABEL}{label:<LABEL_WIDTH$}{LABEL:#}  {value}\n"));
    }

    /// A remark below a section.
    pub fn note(&mut self, text: &str) {
        self.push(format_args!("    {text}\n"));
    }

    /// A name and a value below a section.
    pub fn line(&mut self, name: &str, value: &str) {
        self.push(format_args!("    {name:<NAME_WIDTH$}  {value}\n"));
    }

    /// A claim: name, value, who vouches for it, and where it stands.
    pub fn claim(&mut self, name: &str, value: &str, source: &str, from: &str) {
        self.push(format_args!(
            "    {name:<NAME_WIDTH$}  {value:<VALUE_WIDTH$}  {FAINT}{source:<8}  {from}{FAINT:#}\n"
        ));
    }

    /// A rule of the policy.
    pub fn rule(&mut self, mark: &str, style: Style, id: &str, detail: &str) {
        self.push(format_args!("    {style}{mark}{style:#} {id:<NAME_WIDTH$}  {FAINT}{detail}{FAINT:#}\n"));
    }

    /// A check that failed.
    pub fn failed(&mut self, id: &str, detail: &str) {
        self.push(format_args!("\n  {BAD}failed{BAD:#}      {id:<NAME_WIDTH$}  {detail}\n"));
    }

    /// What to do about it.
    pub fn hint(&mut self, text: &str) {
        self.push(format_args!("  hint: {text}\n"));
    }

    /// A plain line.
    pub fn plain(&mut self, text: &str) {
        self.push(format_args!("  {text}\n"));
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    fn push(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String does not fail.
        let _ = self.text.write_fmt(line);
    }
}

/// Text of evidence, without what a terminal would obey: control characters, and marks that turn the direction of writing.
pub fn clean(text: &str) -> String {
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|character| if is_hidden(character) { '\u{fffd}' } else { character }).collect()
}

/// Columns as wide as their widest cell, the first row being their heads.
pub fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
