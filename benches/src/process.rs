//! From the start of the program to its end.

use crate::clock::{micros, time};
use crate::example::Example;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The release build of the program, beside this one.
pub fn program() -> Option<PathBuf> {
    let name = format!("keyattest{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::current_exe().ok()?.with_file_name(name);
    path.is_file().then_some(path)
}

/// Milliseconds in which it verifies the example.
pub fn millis(program: &Path, example: &Example) -> f64 {
    let time = time(|| {
        let mut command = Command::new(program);
        command.arg("verify").args(example.command_line()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("a start")
    });
    micros(time) / 1000.0
}
