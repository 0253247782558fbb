//! The subject: the key that the evidence must be for, as a request, a certificate or a public key.

use crate::result::SubjectKind;
use keyattest_trust::hash::Hash;
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::{self, EcdsaForm, SignatureAlgorithm};
use keyattest_wire::csr::CertificationRequest;
use keyattest_wire::der::{Reader, Tag};
use keyattest_wire::spki::{AlgorithmIdentifier, SubjectPublicKeyInfo};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, pem, ssh};

/// The public key that a file holds, PEM or DER; none where it holds a certificate, which is no key by itself.
///
/// # Errors
/// It holds neither.
pub fn public_key(file: &Bytes) -> Result<Option<PublicKey>, Malformed> {
    if pem::contains(file) {
        let blocks = pem::blocks(file)?;
        let key = blocks.into_iter().find(|block| block.label == "PUBLIC KEY");
        return key.map(|block| PublicKey::from_spki(block.bytes)).transpose();
    }
    match PublicKey::from_spki(file.clone()) {
        Ok(key) => Ok(Some(key)),
        Err(_) if Certificate::from_der(file.clone()).is_ok() => Ok(None),
        Err(malformed) => Err(malformed),
    }
}

/// A key, and what came with it.
#[derive(Clone, Debug)]
pub struct Subject {
    kind: SubjectKind,
    name: String,
    key: PublicKey,
    proof: Option<Proof>,
    application: Option<String>,
}

/// A signature that whoever holds the subject's private key must have made.
#[derive(Clone, Debug)]
struct Proof {
    message: Bytes,
    algorithm: Bytes,
    signature: Bytes,
}

/// Algorithms by which a request may be signed.
const PROOF_HASHES: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// The largest subject that is read, in bytes.
const MAXIMUM: usize = 256 * 1024;

impl Subject {
    /// Reads a request, certificate or public key (PEM or DER), or an OpenSSH public key line.
    ///
    /// # Errors
    /// None of these, more than one of them, or more than 256 KiB.
    pub fn read(bytes: &Bytes) -> Result<Self, Malformed> {
        let within = |malformed: Malformed| malformed.within(format!("subject {}", bytes.part()));
        if bytes.len() > MAXIMUM {
            return Err(within(Malformed::new("larger than 256 KiB")));
        }
        if let Some(line) = ssh::PublicKeyLine::parse(bytes) {
            return Self::from_ssh(bytes, line.map_err(within)?);
        }
        if !pem::contains(bytes) {
            return Self::from_der(bytes.clone()).map_err(within);
        }
        let blocks = pem::blocks(bytes).map_err(within)?;
        let known = ["CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST", "PUBLIC KEY"];
        let mut found = blocks.into_iter().filter(|block| known.contains(&block.label.as_str()));
        match (found.next(), found.next()) {
            (Some(block), None) => Self::from_der(block.bytes).map_err(within),
            (None, _) => Err(within(Malformed::new("no request, certificate or public key in it"))),
            (Some(_), Some(_)) => Err(within(Malformed::new("more than one request, certificate or public key"))),
        }
    }

    /// A request. Its own signature is checked when the evidence is bound to it.
    ///
    /// # Errors
    /// A key that can not be read.
    pub fn from_request(request: &CertificationRequest) -> Result<Self, Malformed> {
        let algorithm = request.bytes().span(request.algorithm()?.whole);
        let proof = Proof { message: request.info().clone(), algorithm, signature: request.signature().clone() };
        Self::build(SubjectKind::Csr, request.bytes(), request.spki(), Some(proof))
    }

    /// A certificate, of whose own signature nothing is asked.
    ///
    /// # Errors
    /// A key that can not be read.
    pub fn from_certificate(certificate: &Certificate) -> Result<Self, Malformed> {
        Self::build(SubjectKind::Certificate, certificate.bytes(), certificate.spki(), None)
    }

    /// A certificate that must be signed by its own key.
    ///
    /// # Errors
    /// A key that can not be read.
    pub fn from_self_signed(certificate: &Certificate) -> Result<Self, Malformed> {
        let algorithm = certificate.bytes().span(certificate.algorithm()?.whole);
        let proof = Proof { message: certificate.tbs().clone(), algorithm, signature: certificate.signature().clone() };
        Self::build(SubjectKind::Certificate, certificate.bytes(), certificate.spki(), Some(proof))
    }

    fn from_ssh(bytes: &Bytes, line: ssh::PublicKeyLine) -> Result<Self, Malformed> {
        let kind = if line.application.is_some() { SubjectKind::SshSecurityKey } else { SubjectKind::SshPublicKey };
        let mut subject = Self::build(kind, bytes, &bytes.derived("key", line.spki), None)?;
        subject.application = line.application;
        Ok(subject)
    }

    /// Told apart by their form: a certificate's first member begins with a version or a serial number and has an algorithm next, a request's has a
    /// version, a name and a key.
    fn from_der(bytes: Bytes) -> Result<Self, Malformed> {
        if SubjectPublicKeyInfo::from_der(&bytes).is_ok() {
            return Self::build(SubjectKind::PublicKey, &bytes, &bytes, None);
        }
        let is_certificate = || -> Result<bool, Malformed> {
            let mut inner = Reader::new(&bytes).sequence()?.sequence()?;
            inner.optional(Tag::context(0))?;
            inner.expect(Tag::INTEGER)?;
            Ok(AlgorithmIdentifier::read(&mut inner).is_ok())
        };
        if is_certificate().map_err(|_| Malformed::new("no request, certificate or public key"))? {
            Self::from_certificate(&Certificate::from_der(bytes)?)
        } else {
            Self::from_request(&CertificationRequest::from_der(bytes)?)
        }
    }

    fn build(kind: SubjectKind, bytes: &Bytes, spki: &Bytes, proof: Option<Proof>) -> Result<Self, Malformed> {
        let key = PublicKey::from_spki(spki.clone())?;
        Ok(Self { kind, name: bytes.part().to_owned(), key, proof, application: None })
    }

    /// What it was given as.
    pub fn kind(&self) -> SubjectKind {
        self.kind
    }

    /// The name of the file, and where in it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The application of an OpenSSH security key.
    pub fn application(&self) -> Option<&str> {
        self.application.as_deref()
    }

    /// Whether it shows possession of the private key: none where it has nothing that could.
    ///
    /// SHA-1 counts only with `sha1_allowed`. The answer has the ids of what was tolerated.
    pub(crate) fn possession(&self, sha1_allowed: bool) -> Option<Result<Vec<&'static str>, String>> {
        let proof = self.proof.as_ref()?;
        Some(prove(proof, &self.key, sha1_allowed))
    }
}

/// What was tolerated of a proof that holds.
fn prove(proof: &Proof, key: &PublicKey, sha1_allowed: bool) -> Result<Vec<&'static str>, String> {
    let identifier =
        AlgorithmIdentifier::read(&mut Reader::new(&proof.algorithm)).map_err(|malformed| malformed.to_string())?;
    let identified = SignatureAlgorithm::identify(&identifier)
        .ok_or_else(|| format!("signed by an algorithm that is not known, {}", identifier.algorithm))?;
    let is_sha1 = identified.algorithm.hash().is_some_and(|hash| !PROOF_HASHES.contains(&hash));
    if is_sha1 && !sha1_allowed {
        return Err("signed with SHA-1, which shows no possession (--allow sha1-signature takes it)".to_owned());
    }
    signature::verify(identified.algorithm, EcdsaForm::Der, key, &proof.message, &proof.signature)
        .map_err(|bad| bad.to_string())?;
    Ok(is_sha1.then_some("sha1-signature").into_iter().chain(identified.oddity).collect())
}
