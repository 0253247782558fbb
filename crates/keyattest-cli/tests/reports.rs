//! The report on every real case of the corpus and on every case of the simulators, as it was recorded: of the evidence itself nothing is
//! kept here.

mod snapshot;

use keyattest_simulator::all;
use keyattest_tests::case::Case;
use keyattest_tests::corpus;
use std::path::Path;
use std::process::Command;

#[test]
fn reports_of_real_evidence_are_as_recorded() {
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        return;
    };
    for format in keyattest::formats::all() {
        let id = format.about().id;
        let reports: Vec<String> =
            cases.iter().filter(|case| case.format == id && case.is_real()).map(report).collect();
        snapshot::matches(&format!("reports/{id}"), &reports.join("\n"));
    }
}

#[test]
fn reports_of_simulated_evidence_are_as_recorded() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("simulated-reports");
    let _ = std::fs::remove_dir_all(&folder);
    for simulator in all() {
        let id = simulator.format();
        for (name, case) in keyattest_simulator::cases(*simulator).expect("cases") {
            case.write(&folder.join(id).join(name)).expect("a folder of a case");
        }
        let cases = corpus::cases_of(&folder, &folder, id);
        let reports: Vec<String> = cases.iter().map(report).collect();
        snapshot::matches(&format!("reports/simulated/{id}"), &reports.join("\n"));
    }
}

fn report(case: &Case) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyattest"));
    let done = command
        .arg("verify")
        .args(case.command_line())
        .env("COLUMNS", "100")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (output, errors) = (text(done.stdout), text(done.stderr));
    let code = done.status.code().expect("an exit status");
    let unclean = output.chars().find(|character| character.is_control() && *character != '\n');
    assert_eq!(unclean, None, "{}: a control character in the report", case.name);
    for line in output.lines() {
        assert!(line.chars().count() <= 100, "{}: a line of more than 100 columns: {line}", case.name);
    }
    format!("== {}: exit {code}\n{errors}{output}", case.name)
}
