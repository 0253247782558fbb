//! The library's front: a verifier that serves many threads, and a request for each submission.
//!
//! Nothing is read from outside: time, anchors, nonce and subject are inputs. Bad evidence is a result, never an error.

use crate::advisories::Advisories;
use crate::assembly::Assembly;
use crate::context;
use crate::formats;
use crate::input::{Input, Part};
use crate::inspect;
use crate::pipeline::{Ended, Format};
use crate::policy::Policy;
use crate::result::AttestationResult;
use crate::subject::Subject;
use crate::trust_store::TrustStore;
use keyattest_trust::anchors::Store;
use keyattest_trust::key::PublicKey;
use keyattest_wire::crl::RevocationList;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Time, pem};

/// The most bytes of one submission, all parts together.
pub const MAXIMUM_BYTES: usize = 16 * 1024 * 1024;
/// The most parts of one submission.
pub const MAXIMUM_PARTS: usize = 256;

/// What a verification may know.
pub(crate) struct Environment<'a> {
    pub(crate) store: &'a Store,
    pub(crate) intermediates: &'a [Certificate],
    pub(crate) revocation_lists: &'a [RevocationList],
    pub(crate) attestation_keys: &'a [PublicKey],
    pub(crate) allowed: &'a [String],
    pub(crate) context: &'a [(String, String)],
    pub(crate) subject: Option<&'a Subject>,
    pub(crate) nonce: Option<&'a [u8]>,
    pub(crate) at: Time,
    pub(crate) received_at: Time,
}

/// Verifies submissions against its anchors and its policy.
#[derive(Clone, Debug)]
pub struct Verifier {
    trust: TrustStore,
    policy: Policy,
    intermediates: Vec<Certificate>,
    revocation_lists: Vec<RevocationList>,
    attestation_keys: Vec<PublicKey>,
    allowed: Vec<String>,
    advisories: Advisories,
}

impl Verifier {
    /// A verifier with these anchors and the policy `hardware-key`.
    ///
    /// # Panics
    /// Never: the built-in policy is part of the crate and tested.
    pub fn new(trust: TrustStore) -> Self {
        Self {
            trust,
            policy: Policy::built_in("hardware-key").expect("the built-in policies are tested"),
            intermediates: Vec::new(),
            revocation_lists: Vec::new(),
            attestation_keys: Vec::new(),
            allowed: Vec::new(),
            advisories: Advisories::built_in(),
        }
    }

    /// Another policy.
    #[must_use]
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Helper certificates, PEM or DER, that complete chains where a format allows it.
    ///
    /// # Errors
    /// No certificate, or one that can not be read.
    pub fn with_intermediates(mut self, file: &Bytes) -> Result<Self, Malformed> {
        for certificate in contents(file, "CERTIFICATE", "no certificate in it")? {
            self.intermediates.push(Certificate::from_der(certificate)?);
        }
        Ok(self)
    }

    /// A certificate revocation list, PEM or DER.
    ///
    /// # Errors
    /// No list, or one that can not be read.
    pub fn with_revocation_list(mut self, file: &Bytes) -> Result<Self, Malformed> {
        for list in contents(file, "X509 CRL", "no revocation list in it")? {
            self.revocation_lists.push(RevocationList::from_der(list)?);
        }
        Ok(self)
    }

    /// An attestation key that is accepted itself, as after an enrolment.
    #[must_use]
    pub fn with_attestation_key(mut self, key: PublicKey) -> Self {
        self.attestation_keys.push(key);
        self
    }

    /// Allows a tolerance that is off by default, as `sha1-signature`.
    #[must_use]
    pub fn allowing(mut self, tolerance: impl Into<String>) -> Self {
        self.allowed.push(tolerance.into());
        self
    }

    /// Other advisories than the built-in ones: `Advisories::built_in().with_file(…)` adds to them.
    #[must_use]
    pub fn with_advisories(mut self, advisories: Advisories) -> Self {
        self.advisories = advisories;
        self
    }

    /// Verifies and appraises one submission.
    pub fn verify(&self, request: &Request) -> AttestationResult {
        let subject = request.subject.as_ref().map(Subject::read).transpose();
        let (subject, problem) = match subject {
            Ok(subject) => (subject, None),
            Err(malformed) => (None, Some(malformed)),
        };
        let environment = Environment {
            store: self.trust.store(),
            intermediates: &self.intermediates,
            revocation_lists: &self.revocation_lists,
            attestation_keys: &self.attestation_keys,
            allowed: &self.allowed,
            context: &request.context,
            subject: subject.as_ref(),
            nonce: request.nonce.as_deref(),
            at: request.at,
            received_at: request.received_at.unwrap_or(request.at),
        };
        let problem = problem.or_else(|| unusable(request));
        // Nothing is looked for in what is too large.
        let (formats, asked) = if problem.is_some() { (Vec::new(), None) } else { candidates(request) };
        let assembly = Assembly {
            request,
            environment: &environment,
            policy: &self.policy,
            advisories: &self.advisories,
            considered: &formats,
        };
        if let Some(unknown) = asked {
            return assembly.malformed(&Malformed::new(format!("no format is called `{unknown}`")));
        }
        if let Some(malformed) = problem {
            return assembly.malformed(&malformed);
        }
        let mut first_malformed = None;
        for format in &formats {
            let (ended, parts) = format.run(&request.input, &environment);
            if !matches!(ended, Ended::Malformed(_)) {
                return assembly.result(*format, ended, parts);
            }
            first_malformed.get_or_insert((*format, ended, parts));
        }
        match first_malformed {
            Some((format, ended, parts)) => assembly.result(format, ended, parts),
            None => assembly.unrecognized(),
        }
    }
}

/// One submission, and what it must fit.
#[derive(Clone, Debug)]
pub struct Request {
    pub(crate) input: Input,
    subject: Option<Bytes>,
    nonce: Option<Vec<u8>>,
    at: Time,
    received_at: Option<Time>,
    format: Option<String>,
    context: Vec<(String, String)>,
}

impl Request {
    /// These parts, appraised at `at`.
    pub fn new(parts: Vec<Part>, at: Time) -> Self {
        Self {
            input: Input::new(parts),
            subject: None,
            nonce: None,
            at,
            received_at: None,
            format: None,
            context: Vec::new(),
        }
    }

    /// The request, certificate or public key that the evidence must be for, PEM or DER, or an OpenSSH public key line.
    #[must_use]
    pub fn subject(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.subject = Some(Bytes::new(name, bytes.into()));
        self
    }

    /// The challenge that the evidence must be bound to: not empty.
    #[must_use]
    pub fn nonce(mut self, nonce: impl Into<Vec<u8>>) -> Self {
        self.nonce = Some(nonce.into());
        self
    }

    /// When the evidence came in: certificates are judged then, the rest at the time of appraisal.
    #[must_use]
    pub fn received_at(mut self, time: Time) -> Self {
        self.received_at = Some(time);
        self
    }

    /// Skips detection: what can not be read as this format is malformed.
    #[must_use]
    pub fn format(mut self, id: impl Into<String>) -> Self {
        self.format = Some(id.into());
        self
    }

    /// What the caller knows besides, by the keys of [`context`](crate::context): what is not of them makes the result malformed.
    #[must_use]
    pub fn context(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.push((key.into(), value.into()));
        self
    }
}

/// The blocks of a label where the file is PEM, else the file itself.
fn contents(file: &Bytes, label: &str, otherwise: &'static str) -> Result<Vec<Bytes>, Malformed> {
    if !pem::contains(file) {
        return Ok(vec![file.clone()]);
    }
    let blocks = pem::blocks(file)?.into_iter().filter(|block| block.label == label);
    let found: Vec<Bytes> = blocks.map(|block| block.bytes).collect();
    if found.is_empty() { Err(Malformed::new(otherwise).within(file.part())) } else { Ok(found) }
}

/// The formats to try, and the id that was asked for where no format has it.
fn candidates(request: &Request) -> (Vec<&'static dyn Format>, Option<&str>) {
    if let Some(id) = request.format.as_deref() {
        return match formats::by_id(id) {
            Some(format) => (vec![format], None),
            None => (Vec::new(), Some(id)),
        };
    }
    let found = inspect::candidates(&request.input).into_iter().map(|(format, _)| format).collect();
    (found, None)
}

/// Why a request can not be judged, whatever its evidence is.
fn unusable(request: &Request) -> Option<Malformed> {
    if request.nonce.as_ref().is_some_and(Vec::is_empty) {
        return Some(Malformed::new("an empty challenge is none").within("nonce"));
    }
    if let Err(why) = context::check(&request.context) {
        return Some(Malformed::new(why).within("context"));
    }
    let input = &request.input;
    let total = input.parts().iter().fold(0usize, |total, part| total.saturating_add(part.bytes().len()));
    if total > MAXIMUM_BYTES {
        Some(Malformed::new("a submission of more than 16 MiB"))
    } else if input.parts().len() > MAXIMUM_PARTS {
        Some(Malformed::new("a submission of more than 256 parts"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Verification;

    fn verifier() -> Verifier {
        Verifier::new(TrustStore::built_in())
    }

    fn request(bytes: Vec<u8>) -> Request {
        Request::new(vec![Part::new("noise", bytes)], Time::parse_rfc3339("2026-01-01T00:00:00Z").unwrap())
    }

    #[test]
    fn what_can_not_be_a_condition_is_never_passed_over() {
        let verification = |request: &Request| verifier().verify(request).verification;
        let noise = || request(vec![0x5a; 64]);
        assert_eq!(verification(&noise()), Verification::Unrecognized);
        for wrong in [
            noise().nonce([]),
            noise().context("resource_name", "a"),
            noise().context("client-data-hash", "RAW"),
            noise().context("rp-id", "a").context("rp-id", "b"),
            request(vec![0; MAXIMUM_BYTES + 1]),
        ] {
            assert_eq!(verification(&wrong), Verification::Malformed);
        }
    }

    #[test]
    fn files_that_hold_nothing_of_their_kind_are_errors() {
        let key = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";
        for bytes in [key.as_bytes(), b"", b"noise"] {
            let file = Bytes::new("file", bytes.to_vec());
            assert!(verifier().with_intermediates(&file).is_err());
            assert!(verifier().with_revocation_list(&file).is_err());
        }
    }
}
