//! One named test a case of the corpus: verdict, failing check, status and claims.

use keyattest::x509::Certificate;
use keyattest::{Bytes, Policy, pem};
use keyattest_tests::case::Case;
use keyattest_tests::{corpus, judge};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeSet;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        let skipped = Trial::test("corpus", || Ok(())).with_ignored_flag(true);
        return libtest_mimic::run(&arguments, vec![skipped]).exit_code();
    };
    let mut trials: Vec<Trial> = Vec::new();
    for format in keyattest::formats::all() {
        let id = format.about().id;
        let cases: Vec<Case> = cases.iter().filter(|case| case.format == id).cloned().collect();
        let passing: Vec<Case> = cases.iter().filter(|case| case.expect.verdict == "pass").cloned().collect();
        let helped: Vec<Case> = passing.iter().filter(|case| !case.helpers().is_empty()).cloned().collect();
        trials.push(Trial::test(format!("{id}: strangers among the helpers"), move || among_strangers(&helped)));
        trials.push(Trial::test(format!("{id}: is told by its bytes"), move || detected(id, &passing)));
        trials.push(Trial::test(format!("{id}: every check is made to fail"), move || covered(id, &cases)));
    }
    trials.extend(
        cases.into_iter().map(|case| Trial::test(case.name.clone(), move || judge::judge(&case).map_err(Failed::from))),
    );
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Checks that no case of the corpus fails, with where they are failed instead.
const ELSEWHERE: [(&str, &str, &str); 2] = [
    (
        "fortanix-attestation",
        "chain.revocation",
        "no list of the vendor's is public: keyattest-trust's tests make their own",
    ),
    (
        "ssh-sk-attest-v01",
        "key.strength",
        "its keys are on P-256 or Ed25519; weak keys above them are the chain judge's, as other formats' cases show",
    ),
];

/// What passes is recognised without being told, as this format and no other.
fn detected(id: &str, passing: &[Case]) -> Result<(), Failed> {
    for case in passing {
        let result = case.verifier(Policy::none()).verify(&case.request_to_detect(case.parts()));
        if result.formats_considered != [id] || result.exit_code() != 0 {
            return Err(format!("{}: taken for {:?}", case.name, result.formats_considered).into());
        }
    }
    Ok(())
}

/// More than any search may stop after: a caller keeps the certificates of all of its devices, and vendors give many of them one name.
const STRANGERS: usize = 40;

/// Helpers of the same names with other keys change nothing, however many there are and although they come first.
fn among_strangers(helped: &[Case]) -> Result<(), Failed> {
    for case in helped {
        let mut helpers: Vec<Bytes> = case.helpers().iter().flat_map(strangers).collect();
        helpers.extend(case.helpers());
        let verifier = case.verifier_with(Policy::none(), &case.anchor_files(), &helpers);
        let result = verifier.verify(&case.request(case.parts()));
        if result.exit_code() != 0 {
            return Err(format!("{}: {}", case.name, result.headline()).into());
        }
    }
    Ok(())
}

/// Copies of the certificates of a file, each with another byte of its key changed.
fn strangers(file: &Bytes) -> Vec<Bytes> {
    let blocks = if pem::contains(file) {
        pem::blocks(file).expect("PEM").into_iter().map(|block| block.bytes).collect()
    } else {
        vec![file.clone()]
    };
    let mut made = Vec::new();
    for certificate in blocks.into_iter().filter_map(|bytes| Certificate::from_der(bytes).ok()) {
        let (whole, key) = (certificate.bytes(), certificate.spki());
        for number in 0..STRANGERS {
            // Before the exponent of an RSA key, and without a change of its oddness.
            let place = key.range().end - whole.range().start - 8 - number % 24;
            let mut bytes = whole.to_vec();
            bytes[place] ^= 2 << (number / 24);
            made.push(Bytes::new(format!("stranger {number}"), bytes));
        }
    }
    made
}

/// Each check of the format fails in at least one case; the nonce, where the format has none, in every case that asks for one.
fn covered(id: &str, cases: &[Case]) -> Result<(), Failed> {
    let about = keyattest::formats::by_id(id).expect("a registered format").about();
    let mut failed: BTreeSet<String> = cases.iter().filter_map(|case| case.expect.check.clone()).collect();
    failed.extend(ELSEWHERE.iter().filter(|(format, _, _)| *format == id).map(|(_, check, _)| (*check).to_owned()));
    if !about.has_nonce
        && let Some(case) = cases.iter().find(|case| case.expect.verdict == "pass")
    {
        let request = case.request(case.parts()).nonce([1, 2, 3]);
        let result = case.verifier(Policy::none()).verify(&request);
        let checks: Vec<&str> = result.failed_checks().map(|check| check.id.as_str()).collect();
        if checks != ["nonce.match"] {
            return Err(format!("{}: a nonce that was asked for came to {checks:?}", case.name).into());
        }
        failed.insert("nonce.match".to_owned());
    }
    let open: Vec<&str> =
        about.checks.iter().map(|check| check.as_str()).filter(|check| !failed.contains(*check)).collect();
    if open.is_empty() { Ok(()) } else { Err(format!("no case fails {open:?}").into()) }
}
