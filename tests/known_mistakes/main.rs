//! Mistakes that verifiers of attestations have made: each numbered line is a named test in which we must refuse.
//!
//! A line is tried over the registry where it can be ([`registry`]), else on the cases of the corpus that were made for it ([`lines`]). A line whose
//! formats are not registered yet is shown as ignored, and is tried from the day on which one of them is.

mod frame;
mod lines;
mod registry;

use keyattest_tests::case::Case;
use keyattest_tests::{corpus, judge, pattern};
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;
use std::sync::Arc;

/// A test over the registry or of the frame; it has the cases where the corpus is there.
type Test = fn(&[Case]) -> Result<(), String>;

/// One numbered line.
struct Line {
    /// `01_exit_status`.
    name: &'static str,
    /// Cases that must be refused, as `format/case`; `*` stands for anything.
    cases: &'static [&'static str],
    /// A test, where there is one.
    test: Option<Test>,
    /// Whether the test needs no corpus.
    alone: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = corpus::cases();
    if cases.is_none() {
        eprintln!("{}", corpus::SKIPPED);
    }
    let has_corpus = cases.is_some();
    let cases = Arc::new(cases.unwrap_or_default());
    let mut trials = vec![Trial::test("every line is here once", || every_line_once().map_err(Failed::from))];
    for line in lines::LINES {
        let cases = cases.clone();
        let has_case = |pattern: &&str| cases.iter().any(|case| pattern::matches(pattern, &case.name));
        let is_built = line.cases.iter().any(has_case);
        let runs = (line.test.is_some() && (has_corpus || line.alone)) || is_built;
        let kind = if has_corpus && line.test.is_none() && !is_built { "format not built yet" } else { "" };
        let trial = Trial::test(line.name, move || run(line, &cases, has_corpus).map_err(Failed::from));
        trials.push(trial.with_kind(kind).with_ignored_flag(!runs));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(line: &Line, cases: &[Case], has_corpus: bool) -> Result<(), String> {
    if let Some(test) = line.test.filter(|_| has_corpus || line.alone) {
        test(cases)?;
    }
    for pattern in line.cases.iter().filter(|_| has_corpus) {
        let found: Vec<_> = cases.iter().filter(|case| pattern::matches(pattern, &case.name)).collect();
        let named = pattern.split('/').next().unwrap_or_default();
        if found.is_empty() && keyattest::formats::by_id(named).is_some() {
            return Err(format!("no case is called {pattern}"));
        }
        for case in &found {
            judge::judge(case).map_err(|problem| format!("{}: {problem}", case.name))?;
        }
        // Accepted as a whole: then what must not be told of it is what shows the line.
        let is_accepted = |case: &&&Case| {
            let expect = &case.expect;
            let withholds = expect.claims.values().any(|value| value.as_str() == Some("absent"));
            expect.verdict == "pass" && expect.status.as_deref() == Some("affirming") && !withholds
        };
        if !found.is_empty() && found.iter().all(|case| is_accepted(&case)) {
            return Err(format!("{pattern}: all of these are accepted, and show nothing of this line"));
        }
    }
    Ok(())
}

fn every_line_once() -> Result<(), String> {
    let numbers: Vec<_> = lines::LINES.iter().map(|line| line.name.split('_').next().unwrap_or_default()).collect();
    let wanted: Vec<String> = (1..=60).map(|number| format!("{number:02}")).collect();
    if numbers == wanted { Ok(()) } else { Err(format!("lines are {numbers:?}")) }
}
