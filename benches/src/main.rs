//! What verification costs, as a table in Markdown: `cargo run --release -p keyattest-benches`, where the release build of the program lies beside
//! it. One example a format; `-- --all` measures up to three, `-- NAME` runs one for a profiler.
//!
//! Beside each verification stands the cost of exactly the signatures that it checked, verified once more without anything else. The aim
//! (DESIGN, cost): at most 1.3 times that, or that and 60 µs where it is less than 200 µs. Evidence is that of the corpus, and of `examples/`.

mod clock;
mod example;
mod process;

use clock::{micros, time, times};
use example::Example;
use keyattest::{Part, Policy, Request, TrustStore, Verification, Verifier};
use keyattest_trust::signature::observe::{self, Observed};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Below this many microseconds of signatures, the second aim counts.
const SMALL: f64 = 200.0;
const FACTOR: f64 = 1.3;
const BESIDES: f64 = 60.0;

fn main() {
    let argument = std::env::args().nth(1);
    let most = if argument.is_some() { 3 } else { 1 };
    let examples = example::of_each_format(most);
    if examples.is_empty() {
        println!("no evidence: set KEYATTEST_CORPUS to the folder of cases");
        return;
    }
    if let Some(name) = argument.filter(|argument| argument != "--all") {
        return again_and_again(&name, &examples);
    }
    let program = process::program();
    if program.is_none() {
        println!("no program to start: `cargo build --release -p keyattest-cli` makes it\n");
    }
    println!(
        "| evidence | its signatures | alone, µs | verified, µs | ratio | reading, µs | detected too, µs | cold, µs | program, ms | aim |"
    );
    println!("|---|---|---:|---:|---:|---:|---:|---:|---:|---|");
    for example in &examples {
        line(example, program.as_deref());
    }
    println!();
    library();
}

/// One example for some seconds, for a profiler: `perf record target/release/keyattest-benches luna-pkc/k7-rsa2048`.
fn again_and_again(name: &str, examples: &[Example]) {
    let Some(example) = examples.iter().find(|example| example.name == name) else {
        println!("no such evidence: {name}");
        return;
    };
    let (verifier, request) = (example.verifier(), example.request());
    let start = Instant::now();
    let mut runs = 0;
    while start.elapsed() < Duration::from_secs(5) {
        assert!(verifier.verify(&request).verification == Verification::Verified);
        runs += 1;
    }
    println!("{runs} runs of {name}");
}

fn line(example: &Example, program: Option<&Path>) {
    let verifier = example.verifier();
    let request = example.request();
    let (result, all) = observe::signatures(|| verifier.verify(&request));
    // What is verified twice is a cost of ours, and none of the evidence's.
    let mut signatures: Vec<Observed> = Vec::new();
    for signature in all {
        if !signatures.contains(&signature) {
            signatures.push(signature);
        }
    }
    let verification = result.verification.as_str();
    assert_eq!(verification, "verified", "{}", example.name);
    // In turns, so that what else the machine does falls on both.
    let (raw, warm) = times(|| signatures.iter().all(Observed::verify), || verifier.verify(&request));
    let (raw, warm) = (micros(raw), micros(warm));
    let unnamed = example.request_to_detect();
    let detected = micros(time(|| verifier.verify(&unnamed)));
    let cold = micros(time(|| example.verifier().verify(&example.request())));
    let input = example.input();
    let reading = micros(time(|| example.format().read(&input).is_ok()));
    let process = program.map_or("–".to_owned(), |program| format!("{:.1}", process::millis(program, example)));
    let (ratio, besides) = (warm / raw, warm - raw);
    let held = ratio <= FACTOR || (raw < SMALL && besides <= BESIDES);
    let aim = if held { "held" } else { "**missed**" };
    println!(
        "| {} | {} | {raw:.0} | {warm:.0} | {ratio:.2} | {reading:.0} | {detected:.0} | {cold:.0} | {process} | {aim} |",
        example.name,
        kinds(&signatures)
    );
}

/// `3 RSA with SHA-384, rsa-4096 · 1 …`
fn kinds(signatures: &[Observed]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for signature in signatures {
        *counts.entry(signature.kind()).or_default() += 1;
    }
    let texts: Vec<String> = counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    texts.join(" · ")
}

/// What is paid once a verifier, or for anything.
fn library() {
    println!("| once | µs |");
    println!("|---|---:|");
    let rows: [(&str, Duration); 4] = [
        ("`TrustStore::built_in()`, again", time(TrustStore::built_in)),
        ("`Verifier::new`", time(|| Verifier::new(TrustStore::built_in()))),
        ("`Policy::built_in`", time(|| Policy::built_in("hardware-key"))),
        ("a kilobyte of no known format, detection and result", {
            let verifier = Verifier::new(TrustStore::built_in());
            let request = Request::new(vec![Part::new("noise", vec![0x5a; 1024])], example::now());
            time(|| verifier.verify(&request))
        }),
    ];
    for (what, time) in rows {
        println!("| {what} | {:.1} |", micros(time));
    }
    println!();
}
