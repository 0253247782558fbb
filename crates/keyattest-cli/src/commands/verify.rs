//! `keyattest verify`

use crate::arguments::{Output, Verify};
use crate::failure::{Answer, Failure};
use crate::{commands, read, report, terminal};
use keyattest::{
    Advisories, AttestationResult, Bytes, Input, Part, Policy, PublicKey, Request, Time, TrustStore, Verification,
    Verifier, checks,
};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// What `--allow` can name; the last two are of formats that are not read yet.
const TOLERANCES: [&str; 3] = ["sha1-signature", "self-certified-attestation-key", "any-dice-mode"];

pub fn run(options: &Verify) -> Answer {
    let at = time(options.at.as_deref(), "--at")?.map_or_else(now, Ok)?;
    let trust = trust(options)?;
    let mut verifier = Verifier::new(trust.clone()).with_policy(policy(&options.policy)?);
    for path in options.intermediates.iter().map(|path| read::files(path)).collect::<Result<Vec<_>, _>>()?.concat() {
        let bytes = Bytes::new(read::base_name(&path), read::file(&path)?);
        verifier = verifier
            .with_intermediates(&bytes)
            .map_err(|problem| Failure::new(format!("--intermediates: {problem}")))?;
    }
    for path in &options.attestation_key {
        if let Some(key) = attestation_key(path)? {
            verifier = verifier.with_attestation_key(key);
        }
    }
    for tolerance in &options.allow {
        if !TOLERANCES.contains(&tolerance.as_str()) {
            let known = TOLERANCES.join(", ");
            return Err(Failure::new(format!("--allow: no tolerance is called `{tolerance}`: there are {known}")));
        }
        verifier = verifier.allowing(tolerance);
    }
    for path in &options.crl {
        let bytes = Bytes::new(read::base_name(path), read::file(path)?);
        verifier =
            verifier.with_revocation_list(&bytes).map_err(|problem| Failure::new(format!("--crl: {problem}")))?;
    }
    verifier = verifier.with_advisories(advisories(&options.advisories)?);
    unused(options)?;
    let parts = read::evidence(&options.evidence)?;
    let result = verifier.verify(&request(options, parts.clone(), at)?);
    let text = match options.output {
        Output::Json => result.to_json(),
        Output::Text => text(&result, options, &trust, parts),
    };
    Ok((text, result.exit_code()))
}

/// The report; what refused evidence lacks is said with it.
fn text(result: &AttestationResult, options: &Verify, trust: &TrustStore, parts: Vec<Part>) -> String {
    let format = result.format.as_deref().and_then(keyattest::formats::by_id);
    let missing = match format {
        Some(format) if may_lack(result) => {
            let given = if format.about().intermediates { options.intermediates.as_slice() } else { &[] };
            let helped = given.iter().filter_map(|path| read::files(path).ok()).flatten();
            let helped = helped.filter_map(|path| Some(Part::new(read::base_name(&path), read::file(&path).ok()?)));
            format.missing(&Input::new(parts.into_iter().chain(helped).collect()), trust)
        }
        _ => Vec::new(),
    };
    let subject = options.subject.as_deref().map(read::base_name);
    let known = report::Known { subject: subject.as_deref(), missing: &missing };
    report::result(result, &known, terminal::width())
}

/// Whether it may be refused since something was not submitted.
fn may_lack(result: &AttestationResult) -> bool {
    let mut failed = result.failed_checks();
    result.verification == Verification::Malformed
        || failed.any(|check| [checks::CHAIN_ANCHOR, checks::CHAIN_POSITION].contains(&check.id))
}

fn request(options: &Verify, parts: Vec<Part>, at: Time) -> Result<Request, Failure> {
    let mut request = Request::new(parts, at);
    if let Some(path) = &options.subject {
        request = request.subject(&read::base_name(path), read::file(path)?);
    }
    if let Some(nonce) = &options.nonce {
        request = request.nonce(hexadecimal(nonce)?);
    }
    if let Some(received) = time(options.received_at.as_deref(), "--received-at")? {
        request = request.received_at(received);
    }
    if let Some(format) = &options.format {
        request = request.format(commands::format(format)?.about().id);
    }
    let mut context = Vec::new();
    for pair in &options.context {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Failure::new(format!("--context: `{pair}` is not KEY=VALUE")));
        };
        context.push((key.to_owned(), value.to_owned()));
    }
    keyattest::context::check(&context).map_err(|problem| Failure::new(format!("--context: {problem}")))?;
    Ok(context.into_iter().fold(request, |request, (key, value)| request.context(key, value)))
}

/// The bytes of `--nonce`.
pub(super) fn hexadecimal(nonce: &str) -> Result<Vec<u8>, Failure> {
    keyattest::hex::decode(nonce).filter(|bytes| !bytes.is_empty()).ok_or_else(|| {
        Failure::new("--nonce: no whole bytes in hexadecimal").hint("two hexadecimal digits a byte, without 0x")
    })
}

/// The time of an option.
pub(super) fn time(text: Option<&str>, option: &str) -> Result<Option<Time>, Failure> {
    let read = |text: &str| {
        Time::parse_rfc3339(text).ok_or_else(|| {
            Failure::new(format!("{option}: `{text}` is no RFC 3339 time")).hint("as 2026-11-25T12:00:00Z")
        })
    };
    text.map(read).transpose()
}

fn now() -> Result<Time, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    since
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(Time::from_unix)
        .ok_or_else(|| Failure::new("the clock tells no usable time").hint("name the time of appraisal with --at"))
}

fn trust(options: &Verify) -> Result<TrustStore, Failure> {
    let mut trust = TrustStore::built_in();
    if options.only_anchors {
        trust = trust.only_added();
    }
    for path in &options.anchors {
        for found in read::files(path)? {
            let folder = found.parent().map(Path::to_owned).unwrap_or_default();
            let open = |name: &str| read::file(&folder.join(name)).map_err(|failure| failure.to_string());
            trust = trust
                .with_file(&read::base_name(&found), &read::file(&found)?, &open)
                .map_err(|problem| Failure::new(format!("--anchors: {problem}")))?;
        }
    }
    Ok(trust)
}

/// `none`, the id of a built-in policy, or else a file.
pub(super) fn policy(named: &str) -> Result<Policy, Failure> {
    if named == "none" {
        return Ok(Policy::none());
    }
    if let Some(policy) = Policy::built_in(named) {
        return Ok(policy);
    }
    let path = PathBuf::from(named);
    if !path.exists() {
        let hint = "`keyattest policy list` lists the built-in ones";
        return Err(Failure::new(format!("neither a built-in policy nor a file: {named}")).hint(hint));
    }
    let text = String::from_utf8(read::file(&path)?);
    let text = text.map_err(|_| Failure::new(format!("{named}: a policy is UTF-8 text")))?;
    Policy::parse(&text, named).map_err(|problem| Failure::new(problem.to_string()))
}

/// The built-in advisories and those of the caller's files.
fn advisories(paths: &[PathBuf]) -> Result<Advisories, Failure> {
    paths.iter().try_fold(Advisories::built_in(), |advisories, path| {
        let name = read::base_name(path);
        let text = String::from_utf8(read::file(path)?);
        let text = text.map_err(|_| Failure::new(format!("--advisories: {name}: advisories are UTF-8 text")))?;
        advisories.with_file(&text, &name).map_err(|problem| Failure::new(format!("--advisories: {problem}")))
    })
}

/// A public key that is accepted itself. A certificate is no pin: what it says of its key would count for nothing.
fn attestation_key(path: &Path) -> Result<Option<PublicKey>, Failure> {
    let bytes = Bytes::new(read::base_name(path), read::file(path)?);
    let key = keyattest::public_key(&bytes).map_err(|problem| Failure::new(format!("--attestation-key: {problem}")))?;
    if key.is_none() {
        eprintln!("note: --attestation-key {}: holds no public key and is not used", path.display());
    }
    Ok(key)
}

/// Options that no format of today reads: accepted, and said to be unused.
fn unused(options: &Verify) -> Result<(), Failure> {
    for (option, files) in [("--status-list", &options.status_list), ("--mds", &options.mds)] {
        for path in files {
            read::file(path)?;
            eprintln!("note: {option} {}: no format of today reads it; it was not used", path.display());
        }
    }
    Ok(())
}
