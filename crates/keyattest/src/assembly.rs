//! From what the bench wrote down and the policy decided to the one result.

use crate::advisories::Advisories;
use crate::bench::Parts;
use crate::claims::{ClaimSet, Claims, Scope};
use crate::pipeline::{Ended, Format, passed};
use crate::policy::{self, Appraisal, Policy};
use crate::result::{
    AnchorStatus, AnchorUse, AttestationResult, ChainEntry, EvidencePart, KeyResult, MalformedResult, PlaceResult,
    PolicyResult, SCHEMA, Software, SubjectResult, ToleranceUse, Verification, Warning,
};
use crate::verifier::{Environment, Request};
use keyattest_trust::anchors::{Anchor, Status};
use keyattest_trust::hash::sha256;
use keyattest_trust::key::PublicKey;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Malformed, hex};

/// What every result of one request has in common.
pub(crate) struct Assembly<'a> {
    pub(crate) request: &'a Request,
    pub(crate) environment: &'a Environment<'a>,
    pub(crate) policy: &'a Policy,
    pub(crate) advisories: &'a Advisories,
    pub(crate) considered: &'a [&'static dyn Format],
}

impl Assembly<'_> {
    /// The parts are of no format that is known.
    pub(crate) fn unrecognized(&self) -> AttestationResult {
        self.empty(Verification::Unrecognized, None)
    }

    /// Something could not be read before any format was asked.
    pub(crate) fn malformed(&self, malformed: &Malformed) -> AttestationResult {
        let mut result = self.empty(Verification::Malformed, self.considered.first().copied());
        result.malformed = Some(MalformedResult::from(malformed));
        result
    }

    /// What a format came to.
    pub(crate) fn result(&self, format: &dyn Format, ended: Ended, parts: Parts) -> AttestationResult {
        let (verification, malformed, keys, claims) = match ended {
            Ended::Verified { keys, claims } => (Verification::Verified, None, keys, Some(claims)),
            Ended::Failed => (Verification::Failed, None, parts.keys, None),
            Ended::Malformed(problem) => (Verification::Malformed, Some(problem), parts.keys, None),
        };
        let mut result = self.empty(verification, Some(format));
        result.malformed = malformed.as_ref().map(MalformedResult::from);
        if let Some(binding) = parts.bindings.first() {
            result.subject = Some(SubjectResult {
                kind: binding.subject.kind(),
                spki_sha256: hex::encode(&binding.subject.key().spki_sha256()),
                matches: binding.matches,
                proof_of_possession: binding.possession,
            });
        } else {
            self.name_subject(&mut result, &keys);
        }
        let is_subject = |key: &PublicKey| {
            let bound = parts.bindings.iter().any(|binding| binding.subject.key().spki() == key.spki());
            bound || self.environment.subject.is_some_and(|subject| subject.key().spki() == key.spki())
        };
        let subject_keys: Vec<usize> =
            keys.iter().enumerate().filter(|(_, key)| is_subject(key)).map(|(index, _)| index).collect();
        let mut advisories = self.advisories.of_keys(&keys);
        if let Some(claims) = &claims {
            advisories.extend(self.advisories.of_claims(&claims.module, &claims.keys));
        }
        if let (Some(claims), false) = (&claims, self.policy.is_none()) {
            let requirements = policy::evaluate(
                self.policy,
                &Appraisal {
                    claims,
                    subject_bound: !parts.bindings.is_empty() && parts.bindings.iter().all(|binding| binding.matches),
                    subject_keys: &subject_keys,
                    passed_checks: &passed(&parts.checks),
                    advisories: &advisories,
                    anchors: &parts.anchors,
                },
            );
            result.status = policy::status(verification, Some(&requirements));
            result.policy = Some(PolicyResult {
                id: self.policy.id().to_owned(),
                version: self.policy.version().to_owned(),
                requirements,
            });
        }
        let Claims { keys: key_claims, module, transaction, .. } = claims.unwrap_or_default();
        let mut key_claims = key_claims.into_iter();
        result.keys = keys
            .iter()
            .map(|key| KeyResult {
                spki_sha256: Some(hex::encode(&key.spki_sha256())),
                is_subject: is_subject(key),
                claims: key_claims.next().unwrap_or_else(|| ClaimSet::new(Scope::Key)),
            })
            .collect();
        // What is told of more keys than there are public ones is told of secret keys, which are nobody's subject.
        result.keys.extend(key_claims.map(|claims| KeyResult { spki_sha256: None, is_subject: false, claims }));
        result.module = PlaceResult { claims: module };
        result.transaction = PlaceResult { claims: transaction };
        result.chain = parts.chain;
        result.paths = parts.paths;
        result.anchor = parts.anchors.into_iter().next();
        result.checks = parts.checks;
        result.warnings = parts.warnings;
        result.tolerances = parts.tolerances;
        result.advisories = advisories;
        result
    }

    /// The subject of a refusal that came before anything was bound to it.
    fn name_subject(&self, result: &mut AttestationResult, keys: &[PublicKey]) {
        result.subject = self.environment.subject.map(|subject| SubjectResult {
            kind: subject.kind(),
            spki_sha256: hex::encode(&subject.key().spki_sha256()),
            matches: keys.iter().any(|key| key.spki() == subject.key().spki()),
            proof_of_possession: None,
        });
    }

    fn empty(&self, verification: Verification, format: Option<&dyn Format>) -> AttestationResult {
        let evidence = self.request.input.parts().iter().map(|part| EvidencePart {
            name: part.name().to_owned(),
            sha256: hex::encode(&sha256(part.bytes())),
            bytes: u64::try_from(part.bytes().len()).unwrap_or(u64::MAX),
        });
        let mut result = AttestationResult {
            schema: SCHEMA,
            status: policy::status(verification, None),
            verification,
            malformed: None,
            format: format.map(|format| format.about().id.to_owned()),
            formats_considered: self.considered.iter().map(|format| format.about().id.to_owned()).collect(),
            evidence: evidence.collect(),
            subject: None,
            keys: Vec::new(),
            module: PlaceResult { claims: ClaimSet::new(Scope::Module) },
            transaction: PlaceResult { claims: ClaimSet::new(Scope::Transaction) },
            chain: Vec::new(),
            paths: Vec::new(),
            anchor: None,
            checks: Vec::new(),
            warnings: Vec::new(),
            tolerances: Vec::new(),
            advisories: Vec::new(),
            policy: None,
            at: self.environment.at,
            verifier: Software::this(),
        };
        self.name_subject(&mut result, &[]);
        result
    }
}

impl ChainEntry {
    /// A certificate in its role.
    pub(crate) fn new(certificate: &Certificate, role: &str) -> Self {
        Self {
            subject: certificate.subject().to_string(),
            sha256: hex::encode(&sha256(certificate.bytes())),
            not_before: Some(certificate.not_before()),
            not_after: Some(certificate.not_after()),
            role: role.to_owned(),
        }
    }
}

impl AnchorUse {
    /// An anchor that ended a chain.
    pub(crate) fn new(anchor: &Anchor) -> Self {
        let status = match anchor.status {
            Status::Active => AnchorStatus::Active,
            Status::Retired => AnchorStatus::Retired,
            Status::TestOnly => AnchorStatus::TestOnly,
            Status::Distrusted => AnchorStatus::Distrusted,
        };
        Self { id: anchor.id.clone(), status }
    }
}

impl Warning {
    pub(crate) fn new(id: &str, place: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { id: id.to_owned(), place: place.into(), detail: detail.into() }
    }
}

impl ToleranceUse {
    pub(crate) fn new(id: &str, place: impl Into<String>) -> Self {
        Self { id: id.to_owned(), place: place.into() }
    }
}
