//! Lines that are tried over every registered format, on each case that passes.

use keyattest::result::{AttestationResult, Outcome};
use keyattest::{Bytes, Part, Policy, Time, TrustStore, Verification, Verifier};
use keyattest_tests::case::Case;
use keyattest_tests::mutation::{Depth, Told, subjects};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

type Tried = Result<(), String>;

fn passing(cases: &[Case]) -> impl Iterator<Item = &Case> {
    cases.iter().filter(|case| case.expect.verdict == "pass")
}

fn run(case: &Case, verifier: &Verifier) -> AttestationResult {
    verifier.verify(&case.request(case.parts()))
}

fn has_failed(result: &AttestationResult, check: &str) -> bool {
    result.verification != Verification::Verified && result.failed_checks().any(|failed| failed.id.as_str() == check)
}

/// 1: no refusal exits with 0, under any policy.
pub fn every_refusal_exits_1(cases: &[Case]) -> Tried {
    for case in cases.iter().filter(|case| case.expect.verdict == "fail") {
        for policy in [Policy::none(), Policy::built_in("hardware-key").ok_or("no default policy")?] {
            let is_none = policy.is_none();
            let result = run(case, &case.verifier(policy));
            let refused = result.verification != Verification::Verified;
            if result.exit_code() == 0 && (refused || !is_none) || refused && result.exit_code() != 1 {
                return Err(format!("{}: exit {} with {}", case.name, result.exit_code(), result.verification));
            }
        }
    }
    Ok(())
}

/// 6: whatever the default policy says, the exit status says.
pub fn status_is_judged(cases: &[Case]) -> Tried {
    for case in passing(cases) {
        let result = run(case, &case.verifier(Policy::built_in("hardware-key").ok_or("no default policy")?));
        let policy = result.policy.as_ref().ok_or_else(|| format!("{}: no policy was applied", case.name))?;
        let all_met = policy.requirements.iter().all(|rule| rule.outcome.as_str() == "met");
        if all_met != result.is_affirming() || result.is_affirming() != (result.exit_code() == 0) {
            return Err(format!("{}: {} with exit {}", case.name, result.status, result.exit_code()));
        }
    }
    Ok(())
}

/// 9: without anchors and pinned keys, nothing verifies.
pub fn without_anchors_nothing_verifies(cases: &[Case]) -> Tried {
    let verifier = Verifier::new(TrustStore::built_in().only_added()).with_policy(Policy::none());
    for case in passing(cases) {
        let result = run(case, &verifier);
        if result.verification == Verification::Verified || result.exit_code() == 0 {
            return Err(format!("{}: verifies without an anchor", case.name));
        }
    }
    Ok(())
}

/// 11: a nonce that is asked for and not there, or another, fails `nonce.match`.
pub fn a_nonce_that_is_not_there_is_refused(cases: &[Case]) -> Tried {
    for case in passing(cases) {
        let request = case.request(case.parts()).nonce([0x5a; 32]);
        let result = case.verifier(Policy::none()).verify(&request);
        if !has_failed(&result, "nonce.match") {
            return Err(format!("{}: a nonce that it does not carry: {}", case.name, result.headline()));
        }
    }
    Ok(())
}

/// 12: nothing but the whole nonce is the nonce.
pub fn a_nonce_is_compared_whole(cases: &[Case]) -> Tried {
    for case in passing(cases) {
        let Some(nonce) = case.nonce() else { continue };
        let half = nonce.len() / 2;
        let variants = [
            Vec::new(),
            nonce[..half].to_vec(),
            nonce[half..].to_vec(),
            [&nonce[..], b"\0"].concat(),
            [b"\0", &nonce[..]].concat(),
            [&nonce[..], &nonce[..]].concat(),
            keyattest_trust::hash::sha256(&nonce).to_vec(),
        ];
        for variant in variants.iter().filter(|variant| **variant != nonce) {
            let request = case.request(case.parts()).nonce(variant.clone());
            let result = case.verifier(Policy::none()).verify(&request);
            if result.verification == Verification::Verified {
                return Err(format!("{}: {} passes for its nonce", case.name, keyattest::hex::encode(variant)));
            }
        }
    }
    Ok(())
}

/// 17: a request with another bit, where it is not text around it, is no proof of possession; another key is not the subject's.
pub fn an_altered_request_is_refused(cases: &[Case]) -> Tried {
    for case in passing(cases).filter(|case| case.subject_file().is_some()) {
        let name = case.subject_file().ok_or("no subject")?;
        let file = case.bytes(name);
        let Ok(blocks) = keyattest::pem::blocks(&Bytes::new("subject", file.clone())) else { continue };
        let der = blocks.first().map_or(file, |block| block.bytes.to_vec());
        let verifier = case.verifier(Policy::none());
        let whole = verifier.verify(&case.request(case.parts()).subject("subject", der.clone()));
        if whole.subject.as_ref().and_then(|subject| subject.proof_of_possession) != Some(true) {
            continue;
        }
        for index in (0..der.len()).step_by(der.len() / 24 + 1) {
            let mut altered = der.clone();
            altered[index] ^= 1;
            let result = verifier.verify(&case.request(case.parts()).subject("subject", altered));
            if result.verification == Verification::Verified {
                return Err(format!("{}: byte {index} of its request changed, and it verifies", case.name));
            }
        }
    }
    Ok(())
}

/// 22: what was verified before changes nothing.
pub fn order_of_verifications_changes_nothing(cases: &[Case]) -> Tried {
    for format in keyattest::formats::all() {
        for case in subjects(cases, format.about().id, Depth::Sample) {
            let verifier = case.verifier(Policy::none());
            let altered = || -> Vec<Part> {
                let flip = |part: Part| {
                    let mut bytes = part.bytes().to_vec();
                    let middle = bytes.len() / 2;
                    bytes[middle] ^= 1;
                    let flipped = Part::new(part.name(), bytes);
                    match part.role() {
                        Some(role) => flipped.with_role(role),
                        None => flipped,
                    }
                };
                case.parts().into_iter().map(flip).collect()
            };
            let fresh = case.verifier(Policy::none()).verify(&case.request(altered())).to_json();
            let first = run(&case, &verifier).to_json();
            let behind = verifier.verify(&case.request(altered())).to_json();
            if fresh != behind || first != run(&case, &verifier).to_json() {
                return Err(format!("{}: the result depends on what was verified before", case.name));
            }
        }
    }
    Ok(())
}

/// 23: no cut panics, and none that leaves half or less verifies.
pub fn truncation_is_refused(cases: &[Case]) -> Tried {
    for format in keyattest::formats::all() {
        for case in subjects(cases, format.about().id, Depth::Sample) {
            let verifier = case.verifier(Policy::none());
            let parts = case.parts();
            for index in 0..parts.len() {
                let length = parts[index].bytes().len();
                for cut in (0..=length / 2).step_by(length / 60 + 1) {
                    let mut parts = parts.clone();
                    let shorter = Part::new(parts[index].name(), &parts[index].bytes()[..cut]);
                    parts[index] = match parts[index].role() {
                        Some(role) => shorter.with_role(role),
                        None => shorter,
                    };
                    let result = verifier.verify(&case.request(parts));
                    if result.verification == Verification::Verified {
                        return Err(format!("{}: part {index} cut to {cut} bytes verifies", case.name));
                    }
                }
            }
        }
    }
    Ok(())
}

/// 25: certificates are judged when the evidence came in, and the result says the time of appraisal.
pub fn received_and_appraised_are_apart(cases: &[Case]) -> Tried {
    let later = Time::parse_rfc3339("2190-01-01T00:00:00Z").ok_or("a time")?;
    for case in passing(cases) {
        let request = case.request_at(case.parts(), later).received_at(case.time());
        let result = case.verifier(Policy::none()).verify(&request);
        if result.verification != Verification::Verified || result.at != later {
            return Err(format!("{}: received in time and appraised later: {}", case.name, result.headline()));
        }
    }
    Ok(())
}

/// Checks that by their format's specification fail together with another one only.
const TOGETHER: [(&str, &str, &str); 2] = [
    // A signature of the path that does not hold leaves it without an anchor.
    ("ssh-sk-attest-v01", "chain.signature", "chain.anchor"),
    // Another challenge and altered bytes can not be told apart.
    ("ssh-sk-attest-v01", "evidence.signature", "nonce.match"),
];

/// 29: for each mandatory check that cases fail, one of them in which no other check refuses.
pub fn checks_refuse_alone(cases: &[Case]) -> Tried {
    let mut open = BTreeSet::new();
    for format in keyattest::formats::all() {
        let about = format.about();
        let (mut alone, mut any) = (BTreeSet::new(), BTreeSet::new());
        for case in cases.iter().filter(|case| case.format == about.id && case.expect.verdict == "fail") {
            let result = run(case, &case.verifier(Policy::none()));
            let failed: Vec<&str> = result.failed_checks().map(|check| check.id.as_str()).collect();
            any.extend(failed.iter().map(|id| (*id).to_owned()));
            let together = |(format, one, other): &&(&str, &str, &str)| {
                *format == about.id && failed.len() == 2 && failed.contains(one) && failed.contains(other)
            };
            if let [id] = failed.as_slice() {
                alone.insert((*id).to_owned());
            } else if let Some((_, one, _)) = TOGETHER.iter().find(together) {
                alone.insert((*one).to_owned());
            }
            if result.checks.iter().any(|check| check.outcome == Outcome::Fail && check.detail.is_none()) {
                return Err(format!("{}: a failed check without a reason", case.name));
            }
        }
        open.extend(any.difference(&alone).map(|id| format!("{}: {id}", about.id)));
    }
    if open.is_empty() { Ok(()) } else { Err(format!("checks that never refuse alone: {open:?}")) }
}

/// 56: anchors in the reverse order, behind those of other formats.
pub fn order_of_anchors_changes_nothing(cases: &[Case]) -> Tried {
    for format in keyattest::formats::all() {
        let id = format.about().id;
        for case in subjects(cases, id, Depth::Sample) {
            let others = cases.iter().filter(|other| other.format != id && other.is_real()).take(3);
            let others: Vec<_> = others.flat_map(Case::anchor_files).collect();
            let mut files = case.anchor_files();
            files.reverse();
            let reversed = case.verifier_with_anchors(Policy::none(), &[others, files].concat());
            let (one, other) = (run(&case, &case.verifier(Policy::none())), run(&case, &reversed));
            if Told::of(&one) != Told::of(&other) {
                return Err(format!("{}: with more anchors in another order: {}", case.name, other.headline()));
            }
        }
    }
    Ok(())
}

/// 60: the same parts and blocks many times over end soon, and do not verify by their number.
pub fn a_submission_built_to_explode_ends(cases: &[Case]) -> Tried {
    for format in keyattest::formats::all() {
        for case in subjects(cases, format.about().id, Depth::Sample) {
            let verifier = case.verifier(Policy::none());
            let parts = case.parts();
            let many: Vec<Part> = parts.iter().cycle().take(256).cloned().collect();
            let long = |part: &Part| {
                let times = ((1 << 20) / (part.bytes().len() + 1)).clamp(1, 400);
                Part::new(part.name(), part.bytes().repeat(times))
            };
            for parts in [many, parts.iter().map(long).collect()] {
                let start = Instant::now();
                let result = verifier.verify(&case.request(parts));
                if start.elapsed() > Duration::from_secs(5) {
                    return Err(format!("{}: takes {:?}", case.name, start.elapsed()));
                }
                if result.verification == Verification::Verified {
                    return Err(format!("{}: verifies many times over", case.name));
                }
            }
        }
    }
    Ok(())
}
