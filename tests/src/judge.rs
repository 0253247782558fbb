//! Whether a result is what a case says.

use crate::case::{Case, as_text};
use keyattest::claims::{self, Claim, Value};
use keyattest::result::{AttestationResult, Outcome};
use keyattest::{Policy, Verification};

/// The most checks that a refusal fails at once.
const MOST_FAILED: usize = 5;

/// Runs a case without a policy, and with the default one where the case says what that comes to.
///
/// # Errors
/// What is not as the case says.
pub fn judge(case: &Case) -> Result<(), String> {
    let request = case.request(case.parts());
    let result = case.verifier(Policy::none()).verify(&request);
    vocabulary(case, &result)?;
    let is_pass = case.expect.verdict == "pass";
    if is_pass {
        passes(case, &result)?;
    } else {
        refuses(case, &result)?;
    }
    if case.expect.status.is_some() || (!is_pass && result.verification == Verification::Verified) {
        let policy = Policy::built_in("hardware-key").expect("the default policy");
        let result = case.verifier(policy).verify(&request);
        vocabulary(case, &result)?;
        let status = result.status.as_str();
        if case.expect.status.as_deref().is_some_and(|wanted| wanted != status) {
            return Err(format!("{status} by the default policy, must be {:?}", case.expect.status));
        }
        if !is_pass && result.exit_code() == 0 {
            return Err("accepted by the default policy, must be refused".to_owned());
        }
    }
    Ok(())
}

fn passes(case: &Case, result: &AttestationResult) -> Result<(), String> {
    if result.verification != Verification::Verified {
        return Err(result.headline());
    }
    if let Some(wanted) = &case.expect.spki_sha256
        && !result.keys.iter().any(|key| key.spki_sha256.as_ref() == Some(wanted))
    {
        return Err(format!("no attested key is {wanted}"));
    }
    for (name, wanted) in &case.expect.claims {
        let found = claim(result, name);
        let as_wanted = match (wanted.as_str(), found) {
            (Some("absent"), None) => true,
            (Some("absent"), Some(_)) | (_, None) => false,
            (_, Some(claim)) => same(wanted, &claim.value),
        };
        if !as_wanted {
            return Err(format!(
                "claim {name}: must be {wanted:?}, is {:?}",
                found.map(|claim| claim.value.to_string())
            ));
        }
    }
    for (name, wanted) in &case.expect.sources {
        let found = claim(result, name).map(|claim| claim.source.as_str());
        if found != Some(wanted.as_str()) {
            return Err(format!("claim {name}: source must be {wanted}, is {found:?}"));
        }
    }
    Ok(())
}

fn refuses(case: &Case, result: &AttestationResult) -> Result<(), String> {
    let found = result.verification.as_str();
    let due = case.expect.verification.as_deref().or(case.expect.check.as_ref().map(|_| "failed"));
    let failed: Vec<&str> = result.failed_checks().map(|check| check.id.as_str()).collect();
    let right = match due {
        Some(due) => found == due,
        None => result.verification != Verification::Unrecognized,
    };
    let by_check = case.expect.check.as_deref().is_none_or(|check| failed.contains(&check));
    if right && by_check {
        return Ok(());
    }
    Err(format!("{found} (failed: {failed:?}), must be {due:?} by {:?}: {}", case.expect.check, case.expect.reason))
}

/// Every failed check is the format's, no outcome without its check, and a verified result is complete.
fn vocabulary(case: &Case, result: &AttestationResult) -> Result<(), String> {
    let failed: Vec<_> = result.failed_checks().collect();
    if failed.len() > MOST_FAILED {
        return Err(format!("{} failed checks: those that were not reached are not failed", failed.len()));
    }
    for check in failed {
        if !keyattest::checks::formats(check.id).contains(&case.format.as_str()) {
            return Err(format!("{} is none of the checks of {}", check.id, case.format));
        }
    }
    let open = result.checks.iter().find(|check| matches!(check.outcome, Outcome::NotReached | Outcome::Fail));
    match open {
        Some(check) if result.verification == Verification::Verified => {
            Err(format!("verified, and {} is {}", check.id, check.outcome))
        }
        _ => Ok(()),
    }
}

/// The claim by its name: of the subject's key where there is one, of the module or of the transaction.
pub fn claim<'r>(result: &'r AttestationResult, name: &str) -> Option<&'r Claim> {
    let id = claims::find(name)?;
    let key = result.keys.iter().find(|key| key.is_subject).or(result.keys.first());
    let sets = [key.map(|key| &key.claims), Some(&result.module.claims), Some(&result.transaction.claims)];
    sets.into_iter().flatten().find_map(|set| set.get(id))
}

fn same(wanted: &toml::Value, found: &Value) -> bool {
    match (wanted, found) {
        (toml::Value::Boolean(wanted), Value::Bool(found)) => wanted == found,
        (toml::Value::Array(wanted), Value::List(found)) => {
            let mut wanted: Vec<String> = wanted.iter().map(as_text).collect();
            let mut found: Vec<String> = found.iter().map(Value::to_string).collect();
            wanted.sort();
            found.sort();
            wanted == found
        }
        (toml::Value::Boolean(_), _) | (_, Value::Bool(_)) => false,
        (wanted, found) => as_text(wanted).eq_ignore_ascii_case(&found.to_string()),
    }
}
