//! Lines, columns and colours of reports. All text goes through [`wrap`], so that nothing of evidence reaches the terminal but what can be
//! printed.

use super::wrap::{columns, wrap};
use anstyle::{AnsiColor, Style};

/// What holds.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What is not decided.
pub const DOUBT: Style = AnsiColor::Yellow.on_default().bold();
/// What is refused.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What things are called.
pub const LABEL: Style = Style::new().bold();
/// What only some readers want to know.
pub const FAINT: Style = Style::new().dimmed();
/// Everything else.
pub const PLAIN: Style = Style::new();

/// Where the text beside labels begins.
pub const CONTENT: usize = 12;
/// Where the lines below a section begin.
pub const INDENT: usize = 4;

/// One column of a row: its text, how wide it is, and its style.
pub struct Cell<'t> {
    text: &'t str,
    width: usize,
    style: Style,
}

/// A column of this width.
pub fn cell(text: &str, width: usize, style: Style) -> Cell<'_> {
    Cell { text, width, style }
}

/// A report that is being written.
pub struct Page {
    text: String,
    width: usize,
}

impl Page {
    /// Nothing yet, in lines of at most `width` columns.
    pub fn new(width: usize) -> Self {
        Self { text: String::new(), width }
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }

    /// Columns that are left behind the first `used`.
    pub fn rest(&self, used: usize) -> usize {
        self.width.saturating_sub(used).max(8)
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A word in colour, and text beside it.
    pub fn answer(&mut self, word: &str, style: Style, sentence: &str) {
        let lead = columns(word);
        self.row(0, &[cell(word, lead, style), cell(sentence, self.rest(lead + 2), LABEL)]);
    }

    /// A label, and text beside it.
    pub fn section(&mut self, label: &str, text: &str) {
        self.styled_section(label, LABEL, text, PLAIN);
    }

    /// A label, and text beside it, each in a style.
    pub fn styled_section(&mut self, label: &str, label_style: Style, text: &str, style: Style) {
        let text = cell(text, self.rest(CONTENT), style);
        self.row(2, &[cell(label, CONTENT - 4, label_style), text]);
    }

    /// More text of a section, where its text begins.
    pub fn more(&mut self, text: &str, style: Style) {
        self.row(CONTENT, &[cell(text, self.rest(CONTENT), style)]);
    }

    /// Columns beside each other, two blanks between them; each is wrapped within its width, and what is empty at the end is left out.
    pub fn row(&mut self, indent: usize, cells: &[Cell<'_>]) {
        let wrapped: Vec<Vec<String>> = cells.iter().map(|cell| wrap(cell.text, cell.width)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut pieces = Vec::new();
            let mut at = indent;
            for (cell, lines) in cells.iter().zip(&wrapped) {
                if let Some(text) = lines.get(line) {
                    pieces.push((at, text.as_str(), cell.style));
                }
                at += cell.width + 2;
            }
            self.line(&pieces);
        }
    }

    /// One line of pieces that are clean and fit, each with the column where it begins.
    pub fn line(&mut self, pieces: &[(usize, &str, Style)]) {
        let mut used = 0;
        for (start, text, style) in pieces.iter().filter(|(_, text, _)| !text.is_empty()) {
            self.text.push_str(&" ".repeat(start.saturating_sub(used)));
            self.text.push_str(&format!("{style}{text}{style:#}"));
            used = start.max(&used) + columns(text);
        }
        self.text.push('\n');
    }
}

/// Columns as wide as their widest cell, the first row being their heads, the last column wrapped.
pub fn table<const N: usize>(rows: &[[String; N]], width: usize) -> String {
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max().unwrap_or(0);
    let mut widths: Vec<usize> = (0..N).map(|column| widest(column).min(width / 3)).collect();
    let mut page = Page::new(width);
    let before: usize = widths.iter().take(N.saturating_sub(1)).map(|width| width + 2).sum();
    if let Some(last) = widths.last_mut() {
        *last = page.rest(before);
    }
    for (index, row) in rows.iter().enumerate() {
        let style = if index == 0 { LABEL } else { PLAIN };
        let cells: Vec<Cell<'_>> = row.iter().zip(&widths).map(|(text, width)| cell(text, *width, style)).collect();
        page.row(0, &cells);
    }
    page.finish()
}
