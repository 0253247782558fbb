//! From the start of the program to its end.

use crate::clock::{micros, time};
use crate::example::Example;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The release build of the program, beside this one.
fn program() -> Option<PathBuf> {
    let name = format!("keyattest{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::current_exe().ok()?.with_file_name(name);
    path.is_file().then_some(path)
}

/// One line a command.
pub fn lines(examples: &[Example]) {
    let Some(program) = program() else {
        println!("no program to start: `cargo build --release -p keyattest-cli` makes it");
        return;
    };
    println!("| process | ms |");
    println!("|---|---:|");
    let show = |what: &str, arguments: Vec<String>| {
        let time = time(|| {
            Command::new(&program)
                .args(&arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .expect("a start")
        });
        println!("| {what} | {:.2} |", micros(time) / 1000.0);
    };
    show("--version", vec!["--version".to_owned()]);
    show("formats", vec!["formats".to_owned()]);
    for example in examples.chunk_by(|one, other| one.format().about().id == other.format().about().id) {
        if let Some(first) = example.first() {
            let arguments = [vec!["verify".to_owned()], first.command_line()].concat();
            show(&format!("verify {}", first.name), arguments);
        }
    }
}
