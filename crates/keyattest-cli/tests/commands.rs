//! Transcripts of the program: arguments, exit status and output of each command, on evidence that was made for it (tests/evidence).

mod snapshot;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keyattest"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence")).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.env("COLUMNS", "100");
    command
}

/// Runs the program as a shell would, and writes down what came of it.
fn run(line: &str, command: &mut Command) -> String {
    let done = command.args(line.split(' ')).output().expect("the program");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let (output, errors) = (text(done.stdout), text(done.stderr));
    let errors = if errors.is_empty() { String::new() } else { format!("-- standard error\n{errors}") };
    let code = done.status.code().expect("an exit status");
    format!("$ keyattest {line}\n{output}{errors}-- exit {code}\n")
}

fn transcript(name: &str, lines: &[&str]) {
    let runs: Vec<String> = lines.iter().map(|line| run(line, &mut program())).collect();
    snapshot::matches(name, &runs.join("\n"));
}

const AT: &str = "--at 2026-06-01T00:00:00Z";

/// A folder of its own for what a test writes.
fn folder(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

#[test]
fn verify_affirms_warns_refuses_and_can_not_run() {
    transcript(
        "verify",
        &[
            &format!("verify --anchors root.pem --subject request.csr {AT} confirmation.pem"),
            &format!("verify --anchors root.pem {AT} confirmation.pem"),
            &format!("verify --anchors root.pem --policy none {AT} confirmation.pem"),
            &format!("verify --anchors root.pem --subject other.csr {AT} confirmation.pem"),
            &format!("verify --subject request.csr {AT} confirmation.pem"),
            &format!("verify --anchors root.pem {AT} --nonce 00ff confirmation.pem"),
            "verify --anchors root.pem --at 2050-01-01T00:00:00Z confirmation.pem",
            &format!("verify {AT} request.csr"),
            &format!("verify {AT} --format luna-pkc request.csr"),
            &format!("verify {AT} --format luna confirmation.pem"),
            "verify no-such-file",
            "verify --at yesterday confirmation.pem",
            "verify --nonce= confirmation.pem",
            "verify --context resource_name=a confirmation.pem",
            "verify --context client-data-hash=RAW confirmation.pem",
            "verify --allow sha1-signatur confirmation.pem",
            "verify --crl confirmation.pem confirmation.pem",
            "verify --intermediates request.csr confirmation.pem",
            &format!(
                "verify --anchors root.pem --subject request.csr {AT} --context origin=a --intermediates root.pem confirmation.pem"
            ),
        ],
    );
}

#[test]
fn reports_fit_the_width_that_is_asked_for() {
    for columns in ["60", "80", "100", "140"] {
        let line = format!("verify --anchors root.pem --subject request.csr {AT} confirmation.pem");
        let text = run(&line, program().env("COLUMNS", columns));
        let width: usize = columns.parse().expect("a number");
        let report = text.lines().skip(1);
        assert!(report.map(|line| line.chars().count()).all(|count| count <= width), "{columns}: {text}");
        snapshot::matches(&format!("width-{columns}"), &text);
    }
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let line = format!("verify --anchors root.pem --subject request.csr {AT} confirmation.pem");
    assert!(!run(&line, &mut program()).contains('\u{1b}'));
    assert!(run(&line, program().env("CLICOLOR_FORCE", "1")).contains("\u{1b}["));
    assert!(!run(&line, program().env("NO_COLOR", "1")).contains('\u{1b}'));
}

#[test]
fn detect_says_what_why_and_what_is_missing() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/confirmation.pem"));
    let text = text.expect("the evidence");
    let end = text.rfind("-----BEGIN").expect("a last certificate");
    let file = folder("detect").join("without-root.pem");
    std::fs::write(&file, &text[..end]).expect("a file");
    transcript(
        "detect",
        &["detect confirmation.pem", "detect --output json confirmation.pem", "detect request.csr root.pem"],
    );
    let missing = run(&format!("detect {}", file.display()), &mut program());
    assert!(
        missing.contains("Missing   the root certificate (extended key usage 1.3.6.1.4.1.12383.1.14)"),
        "{missing}"
    );
    let refused = run(&format!("verify {AT} --anchors root.pem {}", file.display()), &mut program());
    assert!(refused.contains("Missing   the root certificate") && refused.ends_with("-- exit 1\n"), "{refused}");
}

#[test]
fn a_mistake_is_named_in_the_first_line() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/confirmation.pem"));
    let text = text.expect("the evidence");
    let end = text.rfind("-----BEGIN").expect("a last certificate");
    for (name, content, named) in [
        (
            "software-key.json",
            r#"{"key":{"kid":"https://example/keys/a/1","kty":"RSA"}}"#,
            "Azure's key of type RSA, which is a",
        ),
        ("software-version.json", r#"{"protectionLevel":"SOFTWARE"}"#, "Google's key version of protection level"),
        ("no-warrant.att", r#"{"root":"KWARN-1","kcmsg":"AAAA"}"#, "nshield-attestation: no member"),
        ("no-root.pem", &text[..end], "It lacks the root certificate"),
    ] {
        let file = folder("mistakes").join(name);
        std::fs::write(&file, content).expect("a file");
        let answer = run(&format!("verify {}", file.display()), program().env("COLUMNS", "200"));
        let first = answer.lines().nth(1).unwrap_or_default();
        assert!(first.contains(named), "{name}: {answer}");
    }
}

#[test]
fn inspect_decodes_without_trust() {
    transcript(
        "inspect",
        &[
            "inspect confirmation.pem",
            "inspect request.csr root.pem",
            "inspect --format luna-pkc request.csr",
            "inspect README.md",
        ],
    );
    snapshot::matches("inspect-json", &run("inspect --output json request.csr", &mut program()));
}

#[test]
fn what_a_file_says_to_the_terminal_is_not_obeyed() {
    let file = folder("escapes").join("evidence.txt");
    std::fs::write(&file, "\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}text\r\u{8}").expect("a file");
    for command in ["inspect", "detect", "verify"] {
        let text = run(&format!("{command} {}", file.display()), &mut program());
        let unclean =
            text.chars().find(|character| (character.is_control() && *character != '\n') || *character == '\u{202e}');
        assert_eq!(unclean, None, "{text}");
    }
}

#[test]
fn what_a_policy_or_a_name_says_to_the_terminal_is_not_obeyed() {
    let folder = folder("control");
    let rule = "[[rule]]\nid = \"a\\u001b[31m\"\nkind = \"forbid\"\nclause = \"b\"\nabout = \"c\"\nnot-met = [{ claim = \"debug\", is = true }]\n";
    let policy = folder.join("policy.toml");
    let text = format!("id = \"x\\u001b[2J\"\nversion = \"1\\u009b2J\"\nabout = \"y\\u0007\"\n{rule}");
    std::fs::write(&policy, text).expect("a policy");
    let evidence = folder.join("a\u{7f}b\u{9b}c.bin");
    std::fs::write(&evidence, "nothing").expect("evidence");
    for line in [
        format!("policy explain {}", policy.display()),
        format!("policy check {}", policy.display()),
        format!("verify --output json {AT} {}", evidence.display()),
        format!("verify {AT} {}", evidence.display()),
    ] {
        let answer = run(&line, &mut program());
        let answer = answer.split_once('\n').map(|(_, answer)| answer).unwrap_or_default();
        let obeyed = answer.chars().find(|character| character.is_control() && *character != '\n');
        assert_eq!(obeyed, None, "{answer}");
        assert!(!line.contains("json") || answer.contains("a\\u007fb\\u009bc.bin"), "{answer}");
    }
}

#[test]
fn anchors_are_listed_and_checked() {
    let there = folder("anchors");
    let write = |name: &str, text: &str| std::fs::write(there.join(name), text).expect("a file");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/root.pem");
    std::fs::copy(root, there.join("root.pem")).expect("a copy");
    write(
        "good.toml",
        "[[anchor]]\nid = \"ours\"\nfile = \"root.pem\"\nanchors = \"luna-pkc\"\nstatus = \"test-only\"\n",
    );
    write("field.toml", "[[anchor]]\nfile = \"root.pem\"\nanchor = \"luna-pkc\"\n");
    write("format.toml", "[[anchor]]\nfile = \"root.pem\"\nanchors = \"lunar-pkc\"\n");
    write("missing.toml", "[[anchor]]\nfile = \"root.pem\"\n\n[[anchor]]\nfile = \"other.pem\"\n");
    write("status.toml", "# ours\n\n[[anchor]]\nfile = \"root.pem\"\nstatus = \"trusted\"\n");
    let files = ["good", "field", "format", "missing", "status"].map(|name| format!("anchors check {name}.toml"));
    let mut lines: Vec<&str> = files.iter().map(String::as_str).collect();
    lines.extend([
        "anchors check root.pem",
        "anchors check nothing.toml",
        "anchors show thales/luna-rsa",
        "anchors show no/such",
    ]);
    let runs: Vec<String> = lines.iter().map(|line| run(line, program().current_dir(&there))).collect();
    snapshot::matches("anchors", &runs.join("\n"));
    assert!(run("anchors list", &mut program()).contains("thales/luna-rsa"));
}

#[test]
fn policies_are_explained_and_checked() {
    let there = folder("policies");
    let write = |name: &str, text: &str| std::fs::write(there.join(name), text).expect("a file");
    let head = "id = \"ours\"\nversion = \"1\"\nabout = \"Ours.\"\n";
    let rule = |met: &str| {
        format!(
            "{head}\n[[rule]]\nid = \"one\"\nkind = \"require\"\nclause = \"CPS 6\"\nabout = \"So.\"\nmet = [{met}]\n"
        )
    };
    write("good.toml", &rule("{ claim = \"generated\", is = \"in-module\" }"));
    write("claim.toml", &rule("{ claim = \"generatd\", is = \"in-module\" }"));
    write("word.toml", &rule("{ claim = \"generated\", is = \"in-modul\" }"));
    write("syntax.toml", "id = \"ours\"\nversion = 1\n");
    write("empty.toml", head);
    let files = ["good", "claim", "word", "syntax", "empty"].map(|name| format!("policy check {name}.toml"));
    let mut lines: Vec<&str> = files.iter().map(String::as_str).collect();
    lines.extend([
        "policy explain hardware-key",
        "policy explain good.toml",
        "policy explain no-such",
        "policy check nothing.toml",
        "policy list",
    ]);
    let runs: Vec<String> = lines.iter().map(|line| run(line, program().current_dir(&there))).collect();
    snapshot::matches("policies", &runs.join("\n"));
}

#[test]
fn simulate_makes_evidence_that_is_affirmed_or_refused_for_its_reason() {
    let there = folder("simulate");
    let request = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evidence/request.csr");
    std::fs::copy(request, there.join("own.csr")).expect("a copy");
    let key = "-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----\n";
    std::fs::write(there.join("traditional.pem"), key).expect("a file");
    let mut lines = Vec::new();
    for way in ["right", "subject-other", "anchor-other-key", "signature-forged"] {
        let wrong = if way == "right" { String::new() } else { format!("--wrong {way} ") };
        lines.push(format!("simulate luna-pkc --key own.csr {wrong}--out {way}"));
        let files = format!("--anchors {way}/root.pem --subject {way}/request.csr");
        lines.push(format!("verify --only-anchors {files} {AT} {way}/pkc.p7b"));
    }
    for line in [
        "simulate luna-pkc --out fixed",
        "simulate luna-pkc --key own.csr --wrong position-below-the-leaf --out no",
        "simulate luna-pkc --key traditional.pem --out no",
        "simulate luna-pkc --wrong nothing --out no",
        "simulate luna-pkc --claim serial=x --out no",
        "simulate luna-pkc --nonce 00 --out no",
        "simulate luna --out no",
        "simulate luna-pkc --list --all",
    ] {
        lines.push(line.to_owned());
    }
    let runs: Vec<String> = lines.iter().map(|line| run(line, program().current_dir(&there))).collect();
    snapshot::matches("simulate", &runs.join("\n"));
    assert!(run("simulate --list", &mut program()).contains("luna-pkc"));
    assert!(run("simulate --list luna-pkc", &mut program()).contains("subject-other"));
}

#[test]
fn help_teaches_by_examples() {
    for command in
        ["verify", "inspect", "detect", "formats", "catalogue", "anchors", "policy", "simulate", "completions"]
    {
        let text = run(&format!("{command} --help"), &mut program());
        assert!(text.contains("Examples:") && text.ends_with("-- exit 0\n"), "{text}");
    }
    transcript("help", &["--help", "verify --help"]);
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = run(&format!("completions {shell}"), &mut program());
        for word in ["keyattest", "verify", "inspect", "detect", "only-anchors"] {
            assert!(script.contains(word), "{shell} has no {word}");
        }
    }
    let there = folder("man");
    let said = run(&format!("man --out {}", there.display()), &mut program());
    assert!(said.ends_with("-- exit 0\n"), "{said}");
    for page in ["keyattest", "keyattest-verify", "keyattest-anchors-check", "keyattest-policy-explain"] {
        let text = std::fs::read_to_string(there.join(format!("{page}.1"))).expect("a page");
        assert!(text.contains(".SH SYNOPSIS"), "{page}");
    }
}

#[test]
fn a_reader_that_goes_away_does_not_change_the_answer() {
    let mut child = program()
        .args(["verify", "--subject", "other.csr", "confirmation.pem"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    drop(child.stdout.take());
    let done = child.wait_with_output().expect("an end");
    assert_eq!(done.status.code(), Some(1));
    assert!(done.stderr.is_empty(), "{}", String::from_utf8_lossy(&done.stderr));
}
