//! The program on bad input: a clear message, the right exit status, and never a panic.

mod made;
mod program;

use keyattest_tests::{corpus, schema};
use program::{Folder, Ran, keyattest};
use serde_json::Value;
use std::process::{Command, Stdio};

/// A refusal in both outputs: exit 1, and JSON of the schema.
fn refused(arguments: &[&str]) -> Value {
    let text = keyattest(arguments);
    assert_eq!((text.code, text.errors.as_str()), (1, ""), "{arguments:?}: {}", text.output);
    assert!(text.output.starts_with("✘ CONTRAINDICATED"), "{arguments:?}: {}", text.output);
    let json = keyattest(&[arguments, &["--output", "json"]].concat());
    assert_eq!((json.code, json.errors.as_str()), (1, ""), "{arguments:?}");
    let value: Value = serde_json::from_str(&json.output).unwrap_or_else(|_| panic!("no JSON: {}", json.output));
    assert_eq!(schema::check(&schema::of_results(), &value), Ok(()), "{arguments:?}");
    value
}

/// A run that could not be: exit 2, nothing on standard output, and what is wrong on standard error.
fn could_not_run(arguments: &[&str], wanted: &str) {
    for output in ["text", "json"] {
        let Ran { code, output, errors } = keyattest(&[arguments, &["--output", output]].concat());
        assert_eq!((code, output.as_str()), (2, ""), "{arguments:?}: {errors}");
        assert!(errors.starts_with("error: ") && errors.contains(wanted), "{arguments:?}: {errors}");
    }
}

#[test]
fn what_is_no_evidence_is_refused_by_detection_and_by_every_format() {
    let folder = Folder::new("no-evidence");
    for (name, bytes) in made::all() {
        let file = folder.write(name, &bytes);
        let found = refused(&["verify", &file]);
        assert!(matches!(found["verification"].as_str(), Some("unrecognized" | "malformed")), "{name}: {found}");
        for format in keyattest::formats::all() {
            let found = refused(&["verify", "--format", format.about().id, &file]);
            assert!(matches!(found["verification"].as_str(), Some("malformed" | "failed")), "{name}: {found}");
        }
        let found = refused(&["verify", "--subject", &file, &file]);
        assert_eq!(found["verification"], "malformed", "{name}: as a subject");
    }
}

#[test]
fn folders_are_submissions_and_empty_ones_are_none() {
    let folder = Folder::new("folders");
    let empty = folder.folder("empty");
    could_not_run(&["verify", &empty], "an empty folder");
    let full = folder.folder("full");
    folder.write("full/one.bin", b"one");
    folder.write("full/two.bin", b"two");
    folder.write("full/.hidden", b"three");
    let found = refused(&["verify", &full]);
    assert_eq!(found["evidence"].as_array().map(Vec::len), Some(2), "{found}");
    could_not_run(&["verify", "--subject", &full, &full], "is a folder");
}

#[test]
fn files_that_can_not_be_read_stop_the_run() {
    let folder = Folder::new("unreadable");
    let there = folder.write("there.bin", b"there");
    could_not_run(&["verify", "/nonexistent/evidence"], "/nonexistent/evidence");
    could_not_run(&["verify", "signature=/nonexistent/evidence"], "/nonexistent/evidence");
    for option in ["--subject", "--anchors", "--intermediates", "--attestation-key", "--crl"] {
        could_not_run(&["verify", option, "/nonexistent/file", &there], "/nonexistent/file");
    }
    if cfg!(target_os = "linux") {
        could_not_run(&["verify", "/dev/zero"], "larger than 16 MiB");
        could_not_run(&["verify", "--subject", "/dev/zero", &there], "larger than 16 MiB");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = folder.write("closed.bin", b"closed");
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("permissions");
        // Whoever may read everything reads this too.
        if std::fs::read(&closed).is_err() {
            could_not_run(&["verify", &closed], "closed.bin");
        }
    }
}

#[test]
fn wrong_options_say_which() {
    let folder = Folder::new("options");
    let file = folder.write("evidence.bin", b"evidence");
    let junk = folder.write("junk.toml", b"[[rule]]\nid = 1\n");
    let wrong: [(&[&str], &str); 13] = [
        (&["--nonce", "0x12"], "--nonce"),
        (&["--nonce", "123"], "--nonce"),
        (&["--at", "yesterday"], "--at"),
        (&["--at", "2026-02-30T00:00:00Z"], "--at"),
        (&["--received-at", "2026-01-01"], "--received-at"),
        (&["--format", "no-such-format"], "no-such-format"),
        (&["--policy", "no-such-policy"], "no-such-policy"),
        (&["--policy", &junk], "junk.toml"),
        (&["--anchors", &junk], "--anchors"),
        (&["--context", "app-id"], "--context"),
        (&["--no-such-option"], "--no-such-option"),
        (&["--crl", &junk], "junk.toml"),
        (&["--nonce"], "--nonce"),
    ];
    for (options, wanted) in wrong {
        let Ran { code, output, errors } = keyattest(&[&["verify", &file], options].concat());
        assert_eq!((code, output.as_str()), (2, ""), "{options:?}: {errors}");
        assert!(errors.starts_with("error: ") && errors.contains(wanted), "{options:?}: {errors}");
    }
    for arguments in [&["verify"][..], &["no-such-command"], &["anchors", "show", "no/such"], &["policy", "show", "no"]]
    {
        let Ran { code, output, errors } = keyattest(arguments);
        assert_eq!((code, output.as_str()), (2, ""), "{arguments:?}: {errors}");
        assert!(errors.starts_with("error: "), "{arguments:?}: {errors}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    for arguments in [&["formats", "--output", "json"][..], &["catalogue"], &["policy", "show", "hardware-key"]] {
        let mut child = Command::new(program::PATH)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        drop(child.stdout.take());
        let done = child.wait_with_output().expect("the program ends");
        assert_eq!(String::from_utf8_lossy(&done.stderr), "", "{arguments:?}");
        assert_eq!(done.status.code(), Some(0), "{arguments:?}");
    }
}

#[test]
fn exit_status_is_the_verdict() {
    let Some(evidence) = corpus::folder() else {
        eprintln!("{}", corpus::SKIPPED);
        return;
    };
    let case = |name: &str| evidence.join("luna-pkc").join(name).to_string_lossy().into_owned();
    let root = evidence.join("../anchors/thales/luna-rsa-root-sha1.pem").to_string_lossy().into_owned();
    let (confirmation, request) = (case("k7-rsa2048/rsa-pkc.p7b"), case("k7-rsa2048/rsa-test.csr"));
    let base = ["verify", "--at", "2024-07-18T00:00:00Z", "--only-anchors", &confirmation];
    let runs: [(&[&str], i32, &str); 5] = [
        (&["--anchors", &root, "--subject", &request], 0, "affirming"),
        (&["--anchors", &root], 3, "warning"),
        (&["--anchors", &root, "--policy", "none"], 0, "none"),
        (&["--subject", &request], 1, "contraindicated"),
        (&["--anchors", &root, "--subject", &request, "--nonce", "00"], 1, "contraindicated"),
    ];
    for (options, code, status) in runs {
        let ran = keyattest(&[&base[..], options, &["--output", "json"]].concat());
        assert_eq!((ran.code, ran.errors.as_str()), (code, ""), "{options:?}");
        let value: Value = serde_json::from_str(&ran.output).expect("JSON");
        assert_eq!(value["status"], status, "{options:?}");
        assert_eq!(schema::check(&schema::of_results(), &value), Ok(()), "{options:?}");
        assert_eq!(keyattest(&[&base[..], options].concat()).code, code, "{options:?}: as text");
    }
}
