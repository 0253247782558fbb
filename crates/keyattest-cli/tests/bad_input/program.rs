//! Running the program, and a folder for its files.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The program under test.
pub const PATH: &str = env!("CARGO_BIN_EXE_keyattest");

/// The longest run, debug build and busy machine included.
const LONGEST: Duration = Duration::from_secs(20);

/// What a run came to.
pub struct Ran {
    /// Exit status.
    pub code: i32,
    /// Standard output.
    pub output: String,
    /// Standard error.
    pub errors: String,
}

/// One run, without standard input.
pub fn keyattest(arguments: &[&str]) -> Ran {
    let start = Instant::now();
    let done = Command::new(PATH).args(arguments).stdin(Stdio::null()).output().expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (output, errors) = (text(done.stdout), text(done.stderr));
    assert!(!errors.contains("panicked"), "{arguments:?}: {errors}");
    assert!(start.elapsed() < LONGEST, "{arguments:?}: takes {:?}", start.elapsed());
    let code = done.status.code().unwrap_or_else(|| panic!("{arguments:?}: ended by a signal"));
    assert!((0..=3).contains(&code), "{arguments:?}: exit {code}");
    Ran { code, output, errors }
}

/// A folder that goes away with the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("keyattest-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    /// Writes a file and answers its path.
    pub fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a temporary file");
        path.to_string_lossy().into_owned()
    }

    /// Makes a folder in it and answers its path.
    pub fn folder(&self, name: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(&path).expect("a temporary folder");
        path.to_string_lossy().into_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
