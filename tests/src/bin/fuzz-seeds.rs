//! Writes seeds for the fuzz targets, from the corpus: `fuzz/corpus/TARGET/CASE-PART`.

use keyattest::{Bytes, pem};
use keyattest_tests::corpus;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// The largest seed, in bytes.
const MOST: usize = 1 << 16;

fn main() -> ExitCode {
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        return ExitCode::from(2);
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
    let mut count = 0;
    let mut write = |target: &str, name: &str, bytes: &[u8]| {
        let path = folder.join(target).join(name.replace('/', "-"));
        let done = fs::create_dir_all(folder.join(target)).and_then(|()| fs::write(&path, bytes));
        done.unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        count += 1;
    };
    for case in cases {
        let parts = case.parts();
        let all: Vec<Vec<u8>> = parts.iter().map(|part| part.bytes().to_vec()).collect();
        let whole = [format!("{}\n", case.format).as_bytes(), &all.join(&b"\n--next part--\n"[..])].concat();
        if whole.len() > MOST {
            continue;
        }
        write("verify", &case.name, &whole);
        let subject = case.subject_file().map(|name| case.bytes(name));
        if let Some(subject) = &subject {
            write("subject", &case.name, subject);
        }
        for (index, bytes) in all.iter().chain(&subject).enumerate() {
            let name = format!("{}-{index}", case.name);
            write("detect", &name, bytes);
            for target in readers(bytes) {
                write(target, &name, bytes);
            }
            for (block, inner) in pem::blocks(&Bytes::new("part", bytes.clone())).into_iter().flatten().enumerate() {
                for target in readers(&inner.bytes) {
                    write(target, &format!("{name}-{block}"), &inner.bytes);
                }
            }
        }
    }
    for policy in keyattest::Policy::list_built_in() {
        write("policy", policy, keyattest::Policy::built_in_text(policy).unwrap_or_default().as_bytes());
    }
    println!("{count} seeds");
    ExitCode::SUCCESS
}

/// The readers that bytes with this beginning are for.
fn readers(bytes: &[u8]) -> &'static [&'static str] {
    match bytes {
        [0x30, ..] => &["certificate", "cms", "crl", "csr", "der"],
        [b'{' | b'[', ..] => &["json"],
        [b'<', ..] => &["xml"],
        [b'P', b'K', ..] | [0x1f, 0x8b, ..] => &["archive"],
        [b'-', ..] => &["pem"],
        [b's', b's', b'h', ..] | [b'e', b'c', b'd', b's', b'a', ..] => &["ssh"],
        _ => &[],
    }
}
