//! One case: evidence, what is known beside it, and what must come out.

use keyattest::{Bytes, Part, Policy, Request, Time, TrustStore, Verifier};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A text or a list of texts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// None.
    #[default]
    None,
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

/// What must come out.
#[derive(Clone, Debug, Deserialize)]
pub struct Expect {
    /// `pass` or `fail`.
    pub verdict: String,
    /// The verification of a refusal, where it is not `failed`.
    pub verification: Option<String>,
    /// The check that must be among the failed ones.
    pub check: Option<String>,
    /// The status under the default policy.
    pub status: Option<String>,
    /// Why it must be refused.
    #[serde(default)]
    pub reason: String,
    /// SHA-256 of the attested key.
    pub spki_sha256: Option<String>,
    /// Claims by name; the text `absent` for one that must not be told.
    #[serde(default)]
    pub claims: BTreeMap<String, toml::Value>,
    /// Who must vouch, by claim.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
}

/// The file `case.toml`.
#[derive(Clone, Debug, Deserialize)]
struct File {
    format: String,
    origin: String,
    #[serde(default)]
    evidence: Texts,
    parts: Option<BTreeMap<String, Texts>>,
    subject: Option<String>,
    #[serde(default)]
    anchors: Texts,
    #[serde(default)]
    case_anchors: Texts,
    #[serde(default)]
    intermediates: Texts,
    #[serde(default)]
    extra: Texts,
    #[serde(default)]
    crl: Texts,
    #[serde(default)]
    trusted_ak: Texts,
    nonce: Option<String>,
    at: Option<toml::Value>,
    sha1_signature_allowed: Option<bool>,
    challenge_is_hashed: Option<bool>,
    resource_name: Option<String>,
    expect: Expect,
    source: Option<toml::Table>,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// `format/case`.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// `real`, `derived`, `synthetic` or `simulated`.
    pub origin: String,
    /// The format's id.
    pub format: String,
    /// What must come out.
    pub expect: Expect,
    /// Where a real one is from.
    pub source: toml::Table,
    anchors: PathBuf,
    file: File,
}

impl Case {
    /// Reads a case's folder; `anchors` is the folder of the vendors' roots.
    ///
    /// # Panics
    /// No case of this form.
    pub fn read(folder: &Path, anchors: &Path) -> Self {
        let path = folder.join("case.toml");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        let file: File = toml::from_str(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        let case = folder.file_name().expect("a folder's name").to_string_lossy();
        Self {
            name: format!("{}/{case}", file.format),
            folder: folder.to_owned(),
            origin: file.origin.clone(),
            format: file.format.clone(),
            expect: file.expect.clone(),
            source: file.source.clone().unwrap_or_default(),
            anchors: anchors.to_owned(),
            file,
        }
    }

    /// Whether the evidence was made by a vendor's device and not altered.
    pub fn is_real(&self) -> bool {
        self.origin == "real"
    }

    /// The parts as they lie in the corpus.
    ///
    /// # Panics
    /// A file that can not be read.
    pub fn parts(&self) -> Vec<Part> {
        let part = |name: &String| {
            let base = Path::new(name).file_name().expect("a file's name").to_string_lossy();
            Part::new(base, self.bytes(name))
        };
        match &self.file.parts {
            Some(parts) => parts
                .iter()
                .flat_map(|(role, names)| names.all().iter().map(move |name| part(name).with_role(role.as_str())))
                .collect(),
            None => self.file.evidence.all().iter().map(part).collect(),
        }
    }

    /// The files of the evidence, relative to the case's folder.
    pub fn evidence_files(&self) -> Vec<String> {
        match &self.file.parts {
            Some(parts) => parts.values().flat_map(|names| names.all().to_vec()).collect(),
            None => self.file.evidence.all().to_vec(),
        }
    }

    /// The subject's file, relative to the case's folder.
    pub fn subject_file(&self) -> Option<&str> {
        self.file.subject.as_deref()
    }

    /// The files of its anchors.
    pub fn anchor_files(&self) -> Vec<PathBuf> {
        let shared = self.file.anchors.all().iter().map(|name| self.anchors.join(name));
        shared.chain(self.file.case_anchors.all().iter().map(|name| self.folder.join(name))).collect()
    }

    /// A verifier with the case's anchors and helpers alone.
    ///
    /// # Panics
    /// A file that can not be read.
    pub fn verifier(&self, policy: Policy) -> Verifier {
        self.verifier_with_anchors(policy, &self.anchor_files())
    }

    /// A verifier with these anchors, in this order, and the case's helpers.
    ///
    /// # Panics
    /// A file that can not be read.
    pub fn verifier_with_anchors(&self, policy: Policy, anchors: &[PathBuf]) -> Verifier {
        self.verifier_with(policy, anchors, &self.helpers())
    }

    /// The files of helper certificates.
    ///
    /// # Panics
    /// A file that can not be read.
    pub fn helpers(&self) -> Vec<Bytes> {
        let names = self.file.intermediates.all().iter().chain(self.file.extra.all());
        let file = |name: &String| {
            let shared = self.anchors.join(name);
            let path = if shared.is_file() { shared } else { self.folder.join(name) };
            Bytes::new(name.as_str(), read(&path))
        };
        names.map(file).collect()
    }

    /// A verifier with these anchors and helpers, each in this order.
    ///
    /// # Panics
    /// A file that can not be read.
    pub fn verifier_with(&self, policy: Policy, anchors: &[PathBuf], helpers: &[Bytes]) -> Verifier {
        let trust = anchors.iter().fold(TrustStore::built_in().only_added(), |trust, path| add(trust, path));
        let mut verifier = Verifier::new(trust).with_policy(policy);
        for file in helpers {
            verifier = verifier.with_intermediates(file).expect("a helper certificate");
        }
        for name in self.file.crl.all() {
            let list = Bytes::new(name.as_str(), self.bytes(name));
            verifier = verifier.with_revocation_list(&list).expect("a revocation list");
        }
        for name in self.file.trusted_ak.all() {
            let file = Bytes::new(name.as_str(), self.bytes(name));
            if let Some(key) = keyattest::public_key(&file).expect("an attestation key") {
                verifier = verifier.with_attestation_key(key);
            }
        }
        if self.file.sha1_signature_allowed == Some(true) {
            verifier = verifier.allowing("sha1-signature");
        }
        verifier
    }

    /// The time of its appraisal.
    ///
    /// # Panics
    /// One that can not be read.
    pub fn time(&self) -> Time {
        let at = self.file.at.as_ref().map(as_text);
        let at = at.unwrap_or_else(|| "2026-11-25T00:00:00Z".to_owned());
        Time::parse_rfc3339(&at).unwrap_or_else(|| panic!("{}: at = {at}", self.name))
    }

    /// The nonce that it asks for.
    ///
    /// # Panics
    /// One that can not be read.
    pub fn nonce(&self) -> Option<Vec<u8>> {
        let nonce = self.file.nonce.as_ref();
        nonce.map(|nonce| keyattest::hex::decode(nonce).expect("a nonce in hexadecimal"))
    }

    /// The request for these parts, with all that the case names beside them.
    ///
    /// # Panics
    /// A file, time or nonce that can not be read.
    pub fn request(&self, parts: Vec<Part>) -> Request {
        self.request_at(parts, self.time())
    }

    /// The request at another time.
    ///
    /// # Panics
    /// A file or nonce that can not be read.
    pub fn request_at(&self, parts: Vec<Part>, at: Time) -> Request {
        self.filled(Request::new(parts, at).format(&self.format))
    }

    /// The request without the format: what it is must be told by its bytes.
    ///
    /// # Panics
    /// A file, time or nonce that can not be read.
    pub fn request_to_detect(&self, parts: Vec<Part>) -> Request {
        self.filled(Request::new(parts, self.time()))
    }

    /// The request with all that the case names beside the parts.
    fn filled(&self, mut request: Request) -> Request {
        if let Some(name) = &self.file.subject {
            request = request.subject(name, self.bytes(name));
        }
        if let Some(nonce) = self.nonce() {
            request = request.nonce(nonce);
        }
        if self.file.challenge_is_hashed == Some(false) {
            request = request.context("client-data-hash", "raw");
        }
        if let Some(name) = &self.file.resource_name {
            request = request.context("resource-name", name);
        }
        request
    }

    /// The options and files by which the program judges the case under the default policy, without its format.
    pub fn command_line(&self) -> Vec<String> {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let mut line = vec!["--only-anchors".to_owned(), "--at".to_owned(), self.time().to_string()];
        let mut option = |name: &str, value: String| line.extend([name.to_owned(), value]);
        for path in self.anchor_files() {
            option("--anchors", text(path));
        }
        for name in self.file.intermediates.all().iter().chain(self.file.extra.all()) {
            let shared = self.anchors.join(name);
            option("--intermediates", text(if shared.is_file() { shared } else { self.folder.join(name) }));
        }
        for name in self.file.crl.all() {
            option("--crl", text(self.folder.join(name)));
        }
        for name in self.file.trusted_ak.all() {
            option("--attestation-key", text(self.folder.join(name)));
        }
        if self.file.sha1_signature_allowed == Some(true) {
            option("--allow", "sha1-signature".to_owned());
        }
        if let Some(name) = &self.file.subject {
            option("--subject", text(self.folder.join(name)));
        }
        if let Some(nonce) = &self.file.nonce {
            option("--nonce", nonce.clone());
        }
        if self.file.challenge_is_hashed == Some(false) {
            option("--context", "client-data-hash=raw".to_owned());
        }
        if let Some(name) = &self.file.resource_name {
            option("--context", format!("resource-name={name}"));
        }
        match &self.file.parts {
            Some(parts) => line.extend(parts.iter().flat_map(|(role, names)| {
                names.all().iter().map(move |name| format!("{role}={}", text(self.folder.join(name))))
            })),
            None => line.extend(self.file.evidence.all().iter().map(|name| text(self.folder.join(name)))),
        }
        line
    }

    /// Bytes of a file of the case.
    ///
    /// # Panics
    /// It can not be read.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        read(&self.folder.join(name))
    }
}

/// A value as `case.toml` shows it, without quotes.
pub fn as_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Datetime(time) => time.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        other => format!("{other:?}"),
    }
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}

fn add(trust: TrustStore, path: &Path) -> TrustStore {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let open = |name: &str| std::fs::read(folder.join(name)).map_err(|problem| problem.to_string());
    let name = path.file_name().expect("a file's name").to_string_lossy();
    trust.with_file(&name, &read(path), &open).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()))
}
