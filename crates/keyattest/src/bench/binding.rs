//! What ties evidence to its request: subject and carriers, the challenge, and the strength of the attested keys.

use super::{Bench, Binding};
use crate::checks;
use crate::result::SubjectKind;
use crate::subject::Subject;
use keyattest_trust::key::PublicKey;
use keyattest_wire::hex;

impl Bench<'_> {
    /// Binds the evidence to the expected nonce: `carried` is what the format's one construction finds in it, none where it has none.
    pub fn nonce(&mut self, carried: Option<&[u8]>) {
        let id = checks::NONCE_MATCH;
        match (self.environment.nonce, carried) {
            (None, _) => self.not_applicable(id, "no nonce was asked for"),
            (Some(wanted), Some(carried)) => {
                self.check(id, wanted == carried, || {
                    format!("the evidence carries {}, {} was asked for", hex::encode(carried), hex::encode(wanted))
                });
            }
            (Some(_), None) => {
                let why = if self.about.has_nonce {
                    "the evidence carries no nonce, and one was asked for"
                } else {
                    "this format carries no nonce, and one was asked for"
                };
                self.check(id, false, || why.to_owned());
            }
        }
    }

    /// The checks of the pipeline itself: subject and carriers, nonce, strength of the attested keys.
    pub(crate) fn finish(&mut self, keys: &[PublicKey]) {
        for key in keys {
            self.reads(key);
        }
        self.bind(keys);
        if !self.about.has_nonce {
            self.nonce(None);
        }
        for key in keys {
            let weakness = keyattest_trust::weak::attested_weakness(key);
            self.check(checks::KEY_STRENGTH, weakness.is_none(), || {
                format!("attested key: {}", weakness.map(|weakness| weakness.to_string()).unwrap_or_default())
            });
        }
    }

    fn bind(&mut self, keys: &[PublicKey]) {
        let mut subjects: Vec<Subject> = self.environment.subject.into_iter().cloned().collect();
        subjects.append(&mut self.carriers);
        let asks_possession = self.about.checks.contains(&checks::SUBJECT_POSSESSION);
        if subjects.is_empty() {
            self.not_applicable(checks::SUBJECT_BINDING, "no subject was given");
            if asks_possession {
                self.not_applicable(checks::SUBJECT_POSSESSION, "no subject was given");
            }
            return;
        }
        let sha1 = self.allows("sha1-signature");
        for subject in subjects {
            let is_key = |key: &PublicKey| key.spki() == subject.key().spki();
            let is_kind = match subject.kind() {
                SubjectKind::SshSecurityKey => self.about.security_keys,
                SubjectKind::PublicKey => true,
                // A security key signs neither requests nor certificates.
                SubjectKind::Csr | SubjectKind::Certificate | SubjectKind::SshPublicKey => !self.about.security_keys,
            };
            let matches = is_kind && keys.iter().any(is_key);
            self.check(checks::SUBJECT_BINDING, matches, || {
                if !is_kind {
                    let other = if self.about.security_keys {
                        "the attested key is a security key, which has no request, certificate or ordinary SSH line"
                    } else {
                        "the attested key is no security key"
                    };
                    return format!("{} is another kind of key: {other}", subject.name());
                }
                let attested: Vec<String> = keys.iter().map(|key| hex::encode(&key.spki_sha256())).collect();
                let attested = if attested.is_empty() { "no public key".to_owned() } else { attested.join(", ") };
                let other = hex::encode(&subject.key().spki_sha256());
                format!("attested is {attested}; {} holds {other}", subject.name())
            });
            let possession = subject.possession(sha1);
            match &possession {
                // Where the format has no such check, a subject with a signature is none of its kinds.
                _ if !asks_possession => {}
                None => self.not_applicable(
                    checks::SUBJECT_POSSESSION,
                    format!("{} has no signature of its own", subject.name()),
                ),
                Some(Ok(tolerated)) => {
                    self.check(checks::SUBJECT_POSSESSION, true, String::new);
                    for id in tolerated {
                        self.tolerate(id, subject.name());
                    }
                }
                Some(Err(why)) => {
                    self.check(checks::SUBJECT_POSSESSION, false, || format!("{}: {why}", subject.name()));
                }
            }
            let possession = possession.map(|proved| proved.is_ok());
            self.bindings.push(Binding { subject, matches, possession });
        }
    }
}
