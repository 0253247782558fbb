//! The program `keyattest`: arguments in, reports out. What is true of evidence is decided in the library.

mod arguments;
mod commands;
mod failure;
mod help;
mod read;
mod report;
mod terminal;

use arguments::{Arguments, Command};
use clap::Parser;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Command::Verify(options) => commands::verify::run(&options),
        Command::Inspect(options) => commands::inspect::run(&options),
        Command::Detect(options) => commands::detect::run(&options),
        Command::Formats(options) => commands::formats::run(&options),
        Command::Catalogue(options) => commands::catalogue::run(&options),
        Command::Anchors(command) => commands::anchors::run(&command),
        Command::Policy(command) => commands::policy::run(&command),
        Command::Simulate(options) => commands::simulate::run(&options),
        Command::Completions { shell } => commands::completions::shell(shell),
        Command::Man { out } => commands::completions::manual(&out),
    };
    match done {
        Ok((text, code)) => match print(&text) {
            Ok(()) => ExitCode::from(code),
            // Whoever reads has gone: the answer is still the answer.
            Err(problem) if problem.kind() == ErrorKind::BrokenPipe => ExitCode::from(code),
            Err(problem) => {
                eprintln!("error: standard output: {problem}");
                ExitCode::from(2)
            }
        },
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}

/// Colours are in the text where they were asked for; the stream takes them away where it shows none.
fn print(text: &str) -> std::io::Result<()> {
    let mut out = anstream::AutoStream::auto(std::io::stdout()).lock();
    out.write_all(escaped(text).as_bytes())?;
    out.flush()
}

/// DEL and the controls of Latin-1 as JSON escapes: reports have none, strings of JSON may. Terminals obey some of them, and the stream would
/// take them away where it takes colours away.
fn escaped(text: &str) -> String {
    let escape = |character: char| match character {
        '\u{7f}'..='\u{9f}' => format!("\\u{:04x}", u32::from(character)),
        other => other.to_string(),
    };
    if text.contains(|character| matches!(character, '\u{7f}'..='\u{9f}')) {
        text.chars().map(escape).collect()
    } else {
        text.to_owned()
    }
}
