//! Writes the index of real cases, `tests/real-cases.toml`, from the corpus.

use keyattest_tests::{corpus, index};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(entries) = index::of_corpus() else {
        eprintln!("{}", corpus::SKIPPED);
        return ExitCode::from(2);
    };
    if let Err(problem) = std::fs::write(index::path(), index::render(&entries)) {
        eprintln!("{}: {problem}", index::path().display());
        return ExitCode::from(2);
    }
    println!("{} cases", entries.len());
    ExitCode::SUCCESS
}
