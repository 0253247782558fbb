//! A case: evidence with all that is known beside it and what must come out, as a folder with a `case.toml`.

use crate::{RefusedBy, Way};
use keyattest::claims::Value;
use keyattest::{AttestationResult, Bytes, Part, Policy, Request, Time, TrustStore, Verifier, hex};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// A file of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name in the folder.
    pub name: String,
    /// The role of a part, where the format names its parts.
    pub role: Option<&'static str>,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl File {
    /// A file without a role.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), role: None, bytes }
    }
}

/// What must come out.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The way in which the evidence is wrong; none where it must verify.
    pub way: Option<Way>,
    /// Whether the default policy affirms it.
    pub affirming: bool,
    /// SHA-256 of the attested key's SubjectPublicKeyInfo, hexadecimal.
    pub spki_sha256: String,
    /// Claims that must come out of what verifies, by name.
    pub claims: Vec<(&'static str, Value)>,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The format's id.
    pub format: &'static str,
    /// The files of the submission.
    pub evidence: Vec<File>,
    /// What the evidence must be for.
    pub subject: Option<File>,
    /// The anchors under which it is judged.
    pub anchors: Vec<File>,
    /// Certificates that complete the chain.
    pub intermediates: Vec<File>,
    /// Attestation keys that are accepted themselves.
    pub attestation_keys: Vec<File>,
    /// Certificate revocation lists that the caller has.
    pub revocation_lists: Vec<File>,
    /// The challenge that is asked for.
    pub nonce: Option<Vec<u8>>,
    /// The time of appraisal.
    pub at: Time,
    /// What the caller says besides.
    pub context: Vec<(String, String)>,
    /// What must come out.
    pub expect: Expect,
}

impl Case {
    /// Every file but `case.toml`.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        let beside =
            self.anchors.iter().chain(&self.intermediates).chain(&self.attestation_keys).chain(&self.revocation_lists);
        self.evidence.iter().chain(&self.subject).chain(beside)
    }

    /// Writes the case into a folder, which is made where it is not there; files of the same names are replaced.
    ///
    /// # Errors
    /// What the file system says.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        for file in self.files() {
            std::fs::write(folder.join(&file.name), &file.bytes)?;
        }
        std::fs::write(folder.join("case.toml"), self.to_toml())
    }

    /// The parts of the submission.
    pub fn parts(&self) -> Vec<Part> {
        let part = |file: &File| {
            let part = Part::new(file.name.as_str(), file.bytes.as_slice());
            match file.role {
                Some(role) => part.with_role(role),
                None => part,
            }
        };
        self.evidence.iter().map(part).collect()
    }

    /// A verifier that believes the case's anchors and no others.
    ///
    /// # Panics
    /// Anchors that can not be read: a defect of the simulator.
    pub fn verifier(&self, policy: Policy) -> Verifier {
        let nothing = |name: &str| Err(format!("{name}: an anchor of a case names no files"));
        let trust = self.anchors.iter().fold(TrustStore::built_in().only_added(), |trust, file| {
            match trust.with_file(&file.name, &file.bytes, &nothing) {
                Ok(trust) => trust,
                Err(problem) => panic!("{problem}"),
            }
        });
        let bytes = |file: &File| Bytes::new(file.name.as_str(), file.bytes.as_slice());
        let verifier = self.intermediates.iter().fold(Verifier::new(trust).with_policy(policy), |verifier, file| {
            match verifier.with_intermediates(&bytes(file)) {
                Ok(verifier) => verifier,
                Err(problem) => panic!("{problem}"),
            }
        });
        let verifier = self.revocation_lists.iter().fold(verifier, |verifier, file| {
            match verifier.with_revocation_list(&bytes(file)) {
                Ok(verifier) => verifier,
                Err(problem) => panic!("{problem}"),
            }
        });
        self.attestation_keys.iter().fold(verifier, |verifier, file| match keyattest::public_key(&bytes(file)) {
            Ok(Some(key)) => verifier.with_attestation_key(key),
            other => panic!("{}: {other:?} is no attestation key", file.name),
        })
    }

    /// The request for these parts, with all that the case says beside them.
    pub fn request(&self, parts: Vec<Part>) -> Request {
        let mut request = Request::new(parts, self.at).format(self.format);
        if let Some(file) = &self.subject {
            request = request.subject(&file.name, file.bytes.as_slice());
        }
        if let Some(nonce) = &self.nonce {
            request = request.nonce(nonce.as_slice());
        }
        for (key, value) in &self.context {
            request = request.context(key, value);
        }
        request
    }

    /// Verifies it under its own anchors alone.
    pub fn verify(&self, policy: Policy) -> AttestationResult {
        self.verifier(policy).verify(&self.request(self.parts()))
    }

    /// The text of `case.toml`.
    pub fn to_toml(&self) -> String {
        let mut out =
            String::from("# Synthetic: made by `keyattest simulate`. Nobody's key, and nothing to be trusted.\n");
        let mut line = |key: &str, value: String| writeln!(out, "{key} = {value}").unwrap_or_default();
        line("format", quoted(self.format));
        line("origin", quoted("simulated"));
        if self.evidence.iter().all(|file| file.role.is_none()) {
            line("evidence", names(&self.evidence));
        }
        if let Some(file) = &self.subject {
            line("subject", quoted(&file.name));
        }
        if !self.anchors.is_empty() {
            line("case_anchors", names(&self.anchors));
        }
        if !self.attestation_keys.is_empty() {
            line("trusted_ak", names(&self.attestation_keys));
        }
        if !self.intermediates.is_empty() {
            line("intermediates", names(&self.intermediates));
        }
        if !self.revocation_lists.is_empty() {
            line("crl", names(&self.revocation_lists));
        }
        if let Some(nonce) = &self.nonce {
            line("nonce", quoted(&hex::encode(nonce)));
        }
        line("at", quoted(&self.at.to_string()));
        for (key, value) in &self.context {
            // The corpus asks this one the other way round.
            match (key.as_str(), value.as_str()) {
                ("client-data-hash", "raw") => line("challenge_is_hashed", "false".to_owned()),
                _ => line(&key.replace('-', "_"), quoted(value)),
            }
        }
        self.parts_to_toml(&mut out);
        self.expect.to_toml(&mut out);
        out
    }

    fn parts_to_toml(&self, out: &mut String) {
        let mut roles: Vec<&'static str> = Vec::new();
        for role in self.evidence.iter().filter_map(|file| file.role) {
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        if roles.is_empty() {
            return;
        }
        out.push_str("\n[parts]\n");
        for role in roles {
            let files: Vec<File> = self.evidence.iter().filter(|file| file.role == Some(role)).cloned().collect();
            writeln!(out, "{role} = {}", names(&files)).unwrap_or_default();
        }
    }
}

impl Expect {
    fn to_toml(&self, out: &mut String) {
        out.push_str("\n[expect]\n");
        let mut line = |key: &str, value: &str| writeln!(out, "{key} = {}", quoted(value)).unwrap_or_default();
        line("verdict", if self.way.is_some() { "fail" } else { "pass" });
        line("reason", self.way.map_or("", |way| way.about));
        match self.way.map(|way| way.refused_by) {
            Some(by @ (RefusedBy::Check(_) | RefusedBy::Checks(_))) => {
                by.checks().iter().take(1).for_each(|id| line("check", id.as_str()));
            }
            Some(RefusedBy::Malformed) => line("verification", "malformed"),
            Some(RefusedBy::NotMet(_)) => {
                line("verification", "verified");
                line("status", "contraindicated");
            }
            Some(RefusedBy::Unproven(_)) => {
                line("verification", "verified");
                line("status", "warning");
            }
            None => {
                if self.affirming {
                    line("status", "affirming");
                }
                line("spki_sha256", &self.spki_sha256);
                if !self.claims.is_empty() {
                    out.push_str("\n[expect.claims]\n");
                }
                for (name, value) in &self.claims {
                    writeln!(out, "{name} = {}", toml_value(value)).unwrap_or_default();
                }
            }
        }
    }
}

/// A name alone, or a list of names.
fn names(files: &[File]) -> String {
    match files {
        [file] => quoted(&file.name),
        files => format!("[{}]", files.iter().map(|file| quoted(&file.name)).collect::<Vec<_>>().join(", ")),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let escape = |character: char| match character {
        '"' | '\\' => format!("\\{character}"),
        control if control.is_control() => format!("\\u{:04X}", u32::from(control)),
        other => other.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

fn toml_value(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::List(members) => format!("[{}]", members.iter().map(toml_value).collect::<Vec<_>>().join(", ")),
        other => quoted(&other.to_string()),
    }
}
