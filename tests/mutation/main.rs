//! Genuine evidence with one thing changed: one named test a case, and one a format for rules that excuse nothing any more.
//!
//! A test run tries a share of each case; `KEYATTEST_MUTATION=full`, or the program `mutate`, tries everything.

use keyattest_tests::corpus;
use keyattest_tests::mutation::{Depth, Sweep, excuses, subjects, sweep};
use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        let skipped = Trial::test("corpus", || Ok(())).with_ignored_flag(true);
        return libtest_mimic::run(&arguments, vec![skipped]).exit_code();
    };
    let depth = Depth::from_environment();
    let mut trials = Vec::new();
    for format in keyattest::formats::all() {
        let id = format.about().id;
        let chosen = Arc::new(subjects(&cases, id, depth));
        let rules = Arc::new(excuses(id));
        for case in chosen.iter().cloned() {
            let (others, rules) = (chosen.clone(), rules.clone());
            trials.push(Trial::test(case.name.clone(), move || {
                let tally = sweep(&Sweep::new(&case, &others)?, &rules, depth);
                tally.verdict().map_err(Failed::from)
            }));
        }
        let all = subjects(&cases, id, Depth::Full);
        trials.push(Trial::test(format!("{id}: no rule is stale"), move || {
            let sweeps: Vec<_> = all.iter().filter_map(|case| Sweep::new(case, &all).ok()).collect();
            // Most rules are met in the share already.
            let depths = [Depth::Sample, Depth::Full];
            let needed = |rule| depths.into_iter().any(|depth| sweeps.iter().any(|sweep| sweep.needs(rule, depth)));
            match rules.iter().find(|rule| !needed(rule)) {
                Some(rule) => Err(format!("excuses nothing: {:?}: {}", rule.what, rule.reason).into()),
                None => Ok(()),
            }
        }));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
