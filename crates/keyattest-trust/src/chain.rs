//! One chain, ordered by its format and judged by one pure function: certificates leaf first, one [`Rule`] a position, and the anchors
//! that may end it.
//!
//! Several formats try candidates and keep one, so nothing is recorded here: the answer says which kinds of fault were looked for,
//! which were found and where, and which departures were tolerated.

use crate::anchors::Anchor;
use crate::curve::Curve;
use crate::hash::Hash;
use crate::key::{KeyKind, PublicKey};
use crate::signature::{self, EcdsaForm, Memo, SignatureAlgorithm};
use crate::weak::weakness;
use keyattest_wire::crl::RevocationList;
use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, Time, oids};

/// What is wrong with a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It ends at no anchor.
    Anchor,
    /// A signature does not verify under the issuer's key.
    Signature,
    /// A certificate is not of the kind that stands in its place.
    Position,
    /// A certificate may not do what it does here.
    Constraints,
    /// A certificate or the anchor is not valid at the time.
    Validity,
    /// A key is weak.
    Strength,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Anchor, Self::Signature, Self::Position, Self::Constraints, Self::Validity, Self::Strength];
}

/// What basicConstraints must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// Nothing is asked.
    Any,
    /// The extension must be absent.
    Absent,
    /// Absent, or CA:FALSE.
    NotCa,
    /// There, and CA:FALSE.
    EndEntity,
    /// CA:TRUE.
    Ca(PathLength),
    /// Absent, or CA:TRUE, of any path length.
    CaIfPresent,
}

/// What the path length of a CA must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathLength {
    /// Absent, or at least the certificates between this one and the leaf.
    Enough,
    /// Exactly this.
    Exactly(u64),
    /// Nothing is asked.
    Any,
}

/// What keyUsage must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Nothing is asked.
    Any,
    /// There, with exactly these bits.
    Exactly(KeyUsage),
    /// There, with all of `with` and none of `without`.
    Bits {
        /// Bits that must be set.
        with: KeyUsage,
        /// Bits that must not be set.
        without: KeyUsage,
    },
    /// Absent, or with all of these.
    IfPresent(KeyUsage),
    /// Absent, or with none of these.
    Without(KeyUsage),
}

/// What extendedKeyUsage must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtendedUsage {
    /// Nothing is asked.
    Any,
    /// The extension must be absent.
    Absent,
    /// Exactly this one purpose, and the extension critical.
    OnlyCritical(Oid),
    /// Exactly this one purpose.
    Only(Oid),
    /// This purpose among others.
    Includes(Oid),
    /// Absent, or with this purpose.
    IncludesIfPresent(Oid),
}

/// What certificatePolicies must say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policies {
    /// Nothing is asked.
    Any,
    /// The extension must be absent.
    Absent,
    /// Exactly this one.
    Only(Oid),
    /// This one among others.
    Includes(Oid),
}

/// What a certificate must be at its position. A field that says nothing is written as `Any`: nothing is left out by default.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Word for its part in the result: `attested-key`, `attestation-key`, `device`, `manufacturer`.
    pub role: &'static str,
    /// Whether it must be version 3.
    pub version_3: bool,
    /// basicConstraints; a breach is a fault of constraints.
    pub basic: Basic,
    /// keyUsage; a breach is a fault of constraints.
    pub usage: Usage,
    /// extendedKeyUsage; a breach is a fault of position.
    pub extended_usage: ExtendedUsage,
    /// certificatePolicies; a breach is a fault of position.
    pub policies: Policies,
    /// Extensions that may be critical; another critical one is a fault of constraints.
    pub critical: &'static [Oid],
    /// Algorithms by which it may be signed; another one is a fault of the signature.
    pub algorithms: &'static [SignatureAlgorithm],
    /// How an ECDSA signature on it is read.
    pub ecdsa: EcdsaForm,
    /// The one curve on which the key that signed it must be, where the format has one; a breach is a fault of the signature.
    pub signer_curve: Option<Curve>,
    /// Whether its key must be strong here; an attested key is judged apart.
    pub strong_key: bool,
}

/// What may end a chain, and what it means where nothing does.
#[derive(Clone, Debug)]
pub struct Top<'a> {
    /// Anchors of the name that the last certificate has as its issuer's.
    pub anchors: Vec<&'a Anchor>,
    /// The faults where there are such anchors, and none of their keys verifies the last certificate.
    pub unverified: &'static [Fault],
}

/// A departure that was tolerated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerated {
    /// Id of the tolerance.
    pub id: &'static str,
    /// Where it was needed.
    pub place: String,
}

/// What was found of one chain. Only [`judge`] makes it.
#[derive(Clone, Debug)]
pub struct Judged {
    reached: Vec<Fault>,
    faults: Vec<(Fault, String)>,
    certificates: Vec<(Certificate, &'static str)>,
    key: Option<PublicKey>,
    issuer_keys: Vec<PublicKey>,
    anchor: Option<Anchor>,
    tolerated: Vec<Tolerated>,
}

/// A certificate and the key that signed it.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// The key of its issuer.
    pub issuer_key: &'a PublicKey,
}

impl Judged {
    /// Kinds of fault that were looked for; others were not reached.
    pub fn reached(&self) -> &[Fault] {
        &self.reached
    }

    /// What was found, in order.
    pub fn faults(&self) -> &[(Fault, String)] {
        &self.faults
    }

    /// Whether nothing is wrong with it.
    pub fn holds(&self) -> bool {
        self.faults.is_empty() && self.key.is_some() && self.anchor.is_some() && self.reached.len() == Fault::ALL.len()
    }

    /// Whether the signatures hold up to an anchor, whatever else is wrong: only then is what the certificates say worth reading.
    pub fn is_anchored(&self) -> bool {
        let broken = |(fault, _): &(Fault, String)| matches!(fault, Fault::Anchor | Fault::Signature);
        self.anchor.is_some() && !self.faults.iter().any(broken)
    }

    /// The certificates with their roles, leaf first.
    pub fn certificates(&self) -> &[(Certificate, &'static str)] {
        &self.certificates
    }

    /// The leaf's key.
    pub fn key(&self) -> Option<&PublicKey> {
        self.key.as_ref()
    }

    /// The anchor that ends it, if one does.
    pub fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }

    /// The certificates from the leaf up, each with the key that signed it; empty unless the signatures hold up to an anchor.
    pub fn links(&self) -> Vec<Link<'_>> {
        let Some(anchor) = &self.anchor else { return Vec::new() };
        let above = self.issuer_keys.iter().chain([&anchor.key]);
        let certificates = self.certificates.iter().map(|(certificate, _)| certificate);
        certificates.zip(above).map(|(certificate, issuer_key)| Link { certificate, issuer_key }).collect()
    }

    /// What was tolerated.
    pub fn tolerated(&self) -> &[Tolerated] {
        &self.tolerated
    }

    /// Adds a fault that the format found in the certificates of this chain, once their signatures hold.
    pub fn add_fault(&mut self, fault: Fault, detail: String) {
        self.faults.push((fault, detail));
    }
}

/// Judges the chain `certificates`, leaf first and without the anchor, by one rule each, at the time `at`.
///
/// Signatures come first; only where all of them hold up to an anchor are constraints, purposes, validity and key strength looked at. Those that
/// the verification has verified already are not verified again.
///
/// # Errors
/// A certificate whose key or extensions can not be read.
pub fn judge(
    memo: &Memo,
    certificates: &[&Certificate],
    rules: &[Rule],
    top: &Top<'_>,
    at: Time,
) -> Result<Judged, Malformed> {
    let mut judged = Judged {
        reached: vec![Fault::Anchor, Fault::Signature],
        faults: Vec::new(),
        certificates: certificates.iter().zip(rules).map(|(one, rule)| ((*one).clone(), rule.role)).collect(),
        key: None,
        issuer_keys: Vec::new(),
        anchor: None,
        tolerated: Vec::new(),
    };
    if certificates.is_empty() || certificates.len() != rules.len() {
        judged.faults.push((Fault::Position, "a chain of another length than the format's".to_owned()));
        return Ok(judged);
    }
    let keys = certificates
        .iter()
        .map(|certificate| PublicKey::from_spki(certificate.spki().clone()))
        .collect::<Result<Vec<_>, _>>()?;
    signatures(memo, certificates, rules, &keys, top, &mut judged);
    judged.key = keys.first().cloned();
    judged.issuer_keys = keys.iter().skip(1).cloned().collect();
    if !judged.faults.is_empty() {
        return Ok(judged);
    }
    judged.reached = Fault::ALL.to_vec();
    for (index, (certificate, rule)) in certificates.iter().zip(rules).enumerate() {
        constraints(certificate, rule, index, &mut judged)?;
        if !certificate.is_valid_at(at) {
            judged.faults.push((Fault::Validity, outside(certificate, at)));
        }
        if let Some(weakness) = keys.get(index).filter(|_| rule.strong_key).and_then(weakness) {
            judged.faults.push((Fault::Strength, format!("{}: {weakness}", place(certificate))));
        }
        judged.tolerated.extend(
            certificate.oddities().iter().map(|oddity| Tolerated { id: oddity.id(), place: place(certificate) }),
        );
    }
    anchor_validity(top, at, &mut judged);
    Ok(judged)
}

fn signatures(
    memo: &Memo,
    certificates: &[&Certificate],
    rules: &[Rule],
    keys: &[PublicKey],
    top: &Top<'_>,
    judged: &mut Judged,
) {
    for (index, (certificate, rule)) in certificates.iter().zip(rules).enumerate() {
        let above = index.checked_add(1).and_then(|next| keys.get(next).zip(certificates.get(next)));
        if let Some((key, issuer)) = above {
            if certificate.issuer().as_der() != issuer.subject().as_der() {
                judged.faults.push((Fault::Signature, format!("{}: names another issuer", place(certificate))));
            }
            match signed_by_rule(memo, certificate, key, rule) {
                Ok(tolerated) => judged.tolerated.extend(tolerated),
                Err(why) => {
                    let detail = format!("{}: {why} (issuer: {})", place(certificate), place(issuer));
                    judged.faults.push((Fault::Signature, detail));
                }
            }
            continue;
        }
        if top.anchors.is_empty() {
            let detail = format!("{}: no anchor has its issuer's name, {}", place(certificate), certificate.issuer());
            judged.faults.push((Fault::Anchor, detail));
            continue;
        }
        let mut tried: Vec<&PublicKey> = Vec::new();
        let mut why = String::new();
        for anchor in &top.anchors {
            if tried.iter().any(|key| key.spki() == anchor.key.spki()) {
                continue;
            }
            tried.push(&anchor.key);
            match signed_by_rule(memo, certificate, &anchor.key, rule) {
                Ok(tolerated) => {
                    judged.tolerated.extend(tolerated);
                    judged.anchor = Some((*anchor).clone());
                    break;
                }
                Err(problem) => why = format!("{}: {problem} (anchor {})", place(certificate), anchor.id),
            }
        }
        if judged.anchor.is_none() {
            judged.faults.extend(top.unverified.iter().map(|fault| (*fault, why.clone())));
        }
    }
}

fn signed_by_rule(
    memo: &Memo,
    certificate: &Certificate,
    key: &PublicKey,
    rule: &Rule,
) -> Result<Vec<Tolerated>, String> {
    let is_curve = |wanted: &Curve| matches!(key.kind(), KeyKind::Ec { curve, .. } if curve == wanted);
    if rule.signer_curve.is_some_and(|wanted| !is_curve(&wanted)) {
        return Err(format!("its issuer's key, {}, is of another kind than this format's", key.key_type()));
    }
    signed_by(memo, certificate, key, rule.algorithms, rule.ecdsa)
}

/// Whether `key` signed `certificate`, by one of the algorithms; the departures that were tolerated.
///
/// # Errors
/// Why not, in words.
pub fn signed_by(
    memo: &Memo,
    certificate: &Certificate,
    key: &PublicKey,
    algorithms: &[SignatureAlgorithm],
    ecdsa: EcdsaForm,
) -> Result<Vec<Tolerated>, String> {
    let identifier = certificate.algorithm().map_err(|malformed| malformed.to_string())?;
    let Some(identified) = SignatureAlgorithm::identify(&identifier) else {
        return Err(format!("signed by an algorithm that is not known, {}", identifier.algorithm));
    };
    if !algorithms.contains(&identified.algorithm) {
        return Err(format!("signed by an algorithm that is not allowed here, {}", identified.algorithm));
    }
    let (message, signature) = (certificate.tbs(), certificate.signature());
    memo.verify(identified.algorithm, ecdsa, key, message, signature).map_err(|bad| bad.to_string())?;
    let mut tolerated: Vec<&'static str> = identified.oddity.into_iter().collect();
    let is_ecdsa = matches!(identified.algorithm, SignatureAlgorithm::Ecdsa(_));
    if is_ecdsa && ecdsa == EcdsaForm::Unsigned && !is_der_signature(signature) {
        tolerated.push("ecdsa-unsigned-integers");
    }
    Ok(tolerated.into_iter().map(|id| Tolerated { id, place: place(certificate) }).collect())
}

/// Whether `key` signed a revocation list, by any algorithm that is known but those with SHA-1.
pub(crate) fn list_signed_by(list: &RevocationList, key: &PublicKey) -> Result<(), String> {
    let identifier = list.algorithm().map_err(|malformed| malformed.to_string())?;
    let identified = SignatureAlgorithm::identify(&identifier).map(|identified| identified.algorithm);
    match identified.filter(|algorithm| algorithm.hash() != Some(Hash::Sha1)) {
        Some(algorithm) => signature::verify(algorithm, EcdsaForm::Der, key, list.tbs(), list.signature())
            .map_err(|bad| bad.to_string()),
        None => Err(format!("signed by an algorithm that is not accepted, {}", identifier.algorithm)),
    }
}

/// Whether the two numbers are INTEGERs as DER writes them.
fn is_der_signature(signature: &[u8]) -> bool {
    let read = || -> Result<(), Malformed> {
        let mut numbers = der::only(signature, Tag::SEQUENCE)?.reader();
        numbers.unsigned()?;
        numbers.unsigned()?;
        numbers.end()
    };
    read().is_ok()
}

fn constraints(certificate: &Certificate, rule: &Rule, index: usize, judged: &mut Judged) -> Result<(), Malformed> {
    let at = place(certificate);
    let within = |malformed: Malformed| malformed.within(&at);
    let mut fault = |fault: Fault, ok: bool, detail: &str| {
        if !ok {
            judged.faults.push((fault, format!("{at}: {detail}")));
        }
    };
    fault(Fault::Constraints, !rule.version_3 || certificate.version() == 3, "is not of version 3");

    let between = u64::try_from(index.saturating_sub(1)).unwrap_or(u64::MAX);
    let basic = certificate.basic_constraints().map_err(within)?;
    let is_ca = basic.map(|basic| basic.ca);
    let basic_ok = match rule.basic {
        Basic::Any => true,
        Basic::Absent => basic.is_none(),
        Basic::NotCa => is_ca != Some(true),
        Basic::EndEntity => is_ca == Some(false),
        Basic::CaIfPresent => is_ca != Some(false),
        Basic::Ca(length) => {
            let stated = basic.and_then(|basic| basic.path_length);
            let long_enough = match length {
                PathLength::Any => true,
                PathLength::Enough => stated.is_none_or(|stated| stated >= between),
                PathLength::Exactly(exact) => stated == Some(exact),
            };
            is_ca == Some(true) && long_enough
        }
    };
    fault(Fault::Constraints, basic_ok, "basicConstraints are not those of its place");

    let usage = certificate.key_usage().map_err(within)?;
    let usage_ok = match rule.usage {
        Usage::Any => true,
        Usage::Exactly(bits) => usage == Some(bits),
        Usage::Bits { with, without } => usage.is_some_and(|usage| usage.includes(with) && !usage.overlaps(without)),
        Usage::IfPresent(bits) => usage.is_none_or(|usage| usage.includes(bits)),
        Usage::Without(bits) => usage.is_none_or(|usage| !usage.overlaps(bits)),
    };
    fault(Fault::Constraints, usage_ok, "keyUsage is not that of its place");

    // They say what may stand below, and nothing here enforces that: as critical ones they must not be passed over, and are not as others.
    let limits = [oids::NAME_CONSTRAINTS, oids::POLICY_CONSTRAINTS, oids::INHIBIT_ANY_POLICY];
    for limit in
        certificate.extensions().iter().filter(|extension| !extension.critical && limits.contains(&extension.oid))
    {
        fault(Fault::Constraints, false, &format!("extension {} is not enforced here", limit.oid));
    }

    let critical = certificate.extensions().iter().filter(|extension| extension.critical);
    for unknown in critical.filter(|extension| !rule.critical.contains(&extension.oid)) {
        fault(Fault::Constraints, false, &format!("critical extension {} is not allowed here", unknown.oid));
    }

    let is_critical = certificate.extension(&oids::EXTENDED_KEY_USAGE).is_some_and(|extension| extension.critical);
    let purposes = certificate.extended_key_usage().map_err(within)?;
    let only = |oid: &Oid| purposes.as_ref().is_some_and(|purposes| purposes.as_slice() == [*oid]);
    let purpose_ok = match &rule.extended_usage {
        ExtendedUsage::Any => true,
        ExtendedUsage::Absent => purposes.is_none(),
        ExtendedUsage::OnlyCritical(oid) => only(oid) && is_critical,
        ExtendedUsage::Only(oid) => only(oid),
        ExtendedUsage::Includes(oid) => purposes.as_ref().is_some_and(|purposes| purposes.contains(oid)),
        ExtendedUsage::IncludesIfPresent(oid) => purposes.as_ref().is_none_or(|purposes| purposes.contains(oid)),
    };
    fault(Fault::Position, purpose_ok, "extendedKeyUsage is not that of its place");

    let policies = certificate.policies().map_err(within)?;
    let policies_ok = match &rule.policies {
        Policies::Any => true,
        Policies::Absent => policies.is_none(),
        Policies::Only(oid) => policies.as_ref().is_some_and(|policies| policies.as_slice() == [*oid]),
        Policies::Includes(oid) => policies.as_ref().is_some_and(|policies| policies.contains(oid)),
    };
    fault(Fault::Position, policies_ok, "certificatePolicies are not those of its place");
    Ok(())
}

/// One valid anchor of the verified key is enough.
fn anchor_validity(top: &Top<'_>, at: Time, judged: &mut Judged) {
    let Some(used) = judged.anchor.take() else { return };
    if used.is_valid_at(at) {
        judged.anchor = Some(used);
        return;
    }
    let same = |anchor: &&&Anchor| anchor.key.spki() == used.key.spki();
    let valid = top.anchors.iter().filter(same).find(|anchor| anchor.is_valid_at(at));
    if valid.is_none() {
        judged.faults.push((Fault::Validity, format!("anchor {}: is not valid at {at}", used.id)));
    }
    judged.anchor = Some(valid.map_or(used, |anchor| (*anchor).clone()));
}

fn outside(certificate: &Certificate, at: Time) -> String {
    let (from, until) = (certificate.not_before(), certificate.not_after());
    format!("{}: valid from {from} until {until}, not at {at}", place(certificate))
}

fn place(certificate: &Certificate) -> String {
    certificate.bytes().part().to_owned()
}
