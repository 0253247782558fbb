//! How wide the text on standard output may be.

use std::io::stdout;

/// Below this nothing reads well, above it lines are too long for the eye.
const LEAST: usize = 60;
const MOST: usize = 140;
/// Where standard output is no terminal and `COLUMNS` does not say.
const ELSEWHERE: usize = 100;

/// Columns of the terminal; else what the environment variable `COLUMNS` says; else 100.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(stdout()).map(|(width, _)| usize::from(width.0));
    let stated = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    terminal.or_else(stated).unwrap_or(ELSEWHERE).clamp(LEAST, MOST)
}
