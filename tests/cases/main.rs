//! One named test a case of the corpus: verdict, failing check, status and claims.

use keyattest_tests::{corpus, judge};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        let skipped = Trial::test("corpus", || Ok(())).with_ignored_flag(true);
        return libtest_mimic::run(&arguments, vec![skipped]).exit_code();
    };
    let mut refusals: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for format in keyattest::formats::all() {
        let id = format.about().id;
        let checks = cases.iter().filter(|case| case.format == id).filter_map(|case| case.expect.check.clone());
        refusals.insert(id, checks.collect());
    }
    let mut trials: Vec<Trial> = refusals
        .into_iter()
        .map(|(id, checks)| Trial::test(format!("{id}: every check is made to fail"), move || covered(id, &checks)))
        .collect();
    trials.extend(
        cases.into_iter().map(|case| Trial::test(case.name.clone(), move || judge::judge(&case).map_err(Failed::from))),
    );
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Each check of the format is the reason of at least one case.
fn covered(id: &str, checks: &[String]) -> Result<(), Failed> {
    let format = keyattest::formats::by_id(id).expect("a registered format");
    let open: Vec<_> = format
        .about()
        .checks
        .iter()
        .map(|check| check.as_str())
        .filter(|check| !checks.iter().any(|known| known == check))
        .collect();
    if open.is_empty() { Ok(()) } else { Err(format!("no case fails {open:?}").into()) }
}
