//! The steps of verification, in their order.

use super::parse::Evidence;
use super::statement::{self, Said};
use crate::bench::{Bench, Trusted};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::anchors::Kind;
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, PathLength, Policies, Rule, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::der::{self, Tag};
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, oids};

/// Extension of the authority: under which policy nodes of the cluster are enrolled.
pub(super) const ENROLLMENT: Oid = fortanix!(2, 5);
/// Item of that policy: the protection profile that a node has at least.
const PROTECTION_PROFILE: Oid = fortanix!(2, 5, 1);
/// The profile of FX2200 appliances.
const FX2200: Oid = fortanix!(2, 5, 1, 1);
/// Item of that policy: the site operator approves nodes.
const OPERATOR_APPROVAL: Oid = fortanix!(2, 5, 2);
/// Certificate policy of key attestation.
const ATTESTATION_POLICY: Oid = fortanix!(6, 1, 2);
/// Extended key usage of those who sign key attestations.
const ATTESTATION_SIGNING: Oid = fortanix!(8, 1);

const AUTHORITY: &str = "Fortanix DSM SaaS Key Attestation Authority";
const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(Hash::Sha256);
const LEAST_BITS: usize = 3072;
const CRITICAL: [Oid; 4] =
    [oids::KEY_USAGE, oids::BASIC_CONSTRAINTS, oids::CERTIFICATE_POLICIES, oids::EXTENDED_KEY_USAGE];

/// What an attestation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) certificate: Certificate,
    pub(super) authority: Certificate,
    pub(super) said: Said,
    pub(super) enrollment: Enrollment,
}

/// What the authority's certificate says of the cluster's nodes.
#[derive(Default)]
pub(super) struct Enrollment {
    pub(super) profile: Option<Oid>,
    pub(super) operator_approval: bool,
}

impl Enrollment {
    /// Whether the nodes are known to be HSM-grade hardware.
    pub(super) fn is_hardware(&self) -> bool {
        self.profile == Some(FX2200)
    }
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let certificate = &evidence.statement;
    let key = PublicKey::from_spki(certificate.spki().clone())?;
    bench.reads(&key);
    let (authority, ca) = path(evidence, bench)?;

    let top = bench.top(Kind::Manufacturer, ca.issuer().as_der(), &[Fault::Anchor]);
    let mut judged = bench.judge(&[authority, ca], &rules(), &top)?;
    if judged.is_anchored() {
        roles(authority, ca, &mut judged)?;
    }
    if judged.is_anchored() {
        bench.revocation(&judged);
    }
    let trusted = bench.accept(judged)?;
    bench.all_held()?;
    signature(certificate, authority, &trusted, bench)?;

    let said = match statement::read(certificate) {
        Ok(said) => said,
        Err(why) => {
            let why = format!("{}: {why}", certificate.bytes().part());
            return Err(bench.refuse(checks::FORTANIX_ATTESTATION_STATEMENT, why).into());
        }
    };
    bench.check(checks::FORTANIX_ATTESTATION_STATEMENT, true, String::new);
    let at = bench.chain_time();
    bench.require(checks::CHAIN_VALIDITY, certificate.is_valid_at(at), || {
        let (from, until) = (certificate.not_before(), certificate.not_after());
        format!("{}: valid from {from} until {until}, not at {at}", certificate.bytes().part())
    })?;
    let enrollment = enrollment(authority)?;
    if !enrollment.is_hardware() {
        let detail = "what hardware the cluster's nodes are is not told, or not known";
        bench.warn("hardware-profile-unknown", authority.bytes().part(), detail);
    }
    for oid in statement::unknown(certificate) {
        bench.warn("unknown-extension", certificate.bytes().part(), format!("extension {oid} is ignored"));
    }
    Ok(Statement { key, certificate: certificate.clone(), authority: authority.clone(), said, enrollment })
}

/// The authority and its CA, by what they are; a carried root may come along and is ignored.
fn path<'e>(evidence: &'e Evidence, bench: &mut Bench<'_>) -> Result<(&'e Certificate, &'e Certificate), Stop> {
    let mut position =
        |why: &str| Stop::from(bench.refuse(checks::CHAIN_POSITION, format!("{}: {why}", evidence.part)));
    let chain = &evidence.chain;
    if chain.len() > 3 {
        return Err(position("more than three certificates in the authority's chain"));
    }
    let twice = |(index, one): (usize, &Certificate)| {
        chain.iter().skip(index.saturating_add(1)).any(|other| other.bytes() == one.bytes())
    };
    if chain.iter().enumerate().any(twice) {
        return Err(position("a certificate stands twice in the authority's chain"));
    }
    let is_ca = |one: &&Certificate| one.basic_constraints().ok().flatten().is_some_and(|basic| basic.ca);
    let (authorities, others): (Vec<_>, Vec<_>) = chain.iter().partition(|one| !is_ca(one));
    let [authority] = authorities.as_slice() else {
        return Err(position("not exactly one certificate that is no CA"));
    };
    let issues = |one: &Certificate, other: &Certificate| one.subject().as_der() == other.issuer().as_der();
    let (cas, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|one| issues(one, authority));
    let ca = match cas.as_slice() {
        [ca] => *ca,
        [] => {
            let why = format!("{}: no CA of the authority's issuer name", evidence.part);
            return Err(bench.refuse(checks::CHAIN_ANCHOR, why).into());
        }
        _ => return Err(position("two CAs of the authority's issuer name")),
    };
    if rest.iter().any(|one| !issues(one, ca)) {
        return Err(position("a certificate that is neither authority, nor its CA, nor that CA's root"));
    }
    Ok((authority, ca))
}

fn rules() -> [Rule; 2] {
    let rule = |role| Rule {
        role,
        version_3: true,
        basic: Basic::EndEntity,
        usage: Usage::Exactly(KeyUsage::DIGITAL_SIGNATURE),
        extended_usage: ExtendedUsage::Includes(ATTESTATION_SIGNING),
        policies: Policies::Includes(ATTESTATION_POLICY),
        critical: &CRITICAL,
        algorithms: &[ALGORITHM],
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: true,
    };
    let authority = rule("attestation-key");
    let ca = Rule {
        basic: Basic::Ca(PathLength::Any),
        usage: Usage::Bits { with: KeyUsage::KEY_CERT_SIGN, without: KeyUsage::NONE },
        extended_usage: ExtendedUsage::IncludesIfPresent(ATTESTATION_SIGNING),
        ..rule("attestation-ca")
    };
    [authority, ca]
}

/// What no rule of chains says: the authority's name, a CA that is not the root itself, and RSA keys of 3072 bits at least.
fn roles(authority: &Certificate, ca: &Certificate, judged: &mut Judged) -> Result<(), Malformed> {
    if authority.subject().one_common_name() != Some(AUTHORITY) {
        let detail = format!("{}: the name is not that of a key attestation authority", authority.bytes().part());
        judged.add_fault(Fault::Position, detail);
    }
    if ca.is_self_issued() {
        judged.add_fault(Fault::Position, format!("{}: the root itself issued the authority", ca.bytes().part()));
    }
    for certificate in [authority, ca] {
        let key = PublicKey::from_spki(certificate.spki().clone())?;
        let is_rsa = matches!(key.kind(), KeyKind::Rsa { .. });
        if !is_rsa || key.rsa_bits().is_none_or(|bits| bits < LEAST_BITS) {
            let detail =
                format!("{}: the key, {}, is no RSA key of 3072 bits", certificate.bytes().part(), key.key_type());
            judged.add_fault(Fault::Constraints, detail);
        }
    }
    Ok(())
}

/// The statement names the authority by name and key identifier, and is signed by its key.
fn signature(
    statement: &Certificate,
    authority: &Certificate,
    trusted: &Trusted,
    bench: &mut Bench<'_>,
) -> Result<(), Stop> {
    let id = checks::EVIDENCE_SIGNATURE;
    let at = statement.bytes().part();
    let names = statement.issuer().as_der() == authority.subject().as_der();
    bench.require(id, names, || format!("{at}: names another issuer than the authority"))?;
    let named = statement.authority_key_identifier()?;
    let identified = named.is_some() && named == authority.subject_key_identifier()?;
    bench.require(id, identified, || format!("{at}: names another key than the authority's"))?;
    let identified = SignatureAlgorithm::identify(&statement.algorithm()?);
    let is_named = identified.as_ref().is_some_and(|identified| identified.algorithm == ALGORITHM);
    bench.require(id, is_named, || format!("{at}: is not signed with {ALGORITHM}"))?;
    bench.signed(id, trusted, &[ALGORITHM], EcdsaForm::Der, statement.tbs(), statement.signature())?;
    // The statement is no certificate of the judged path.
    let oddities = statement.oddities().iter().map(|oddity| oddity.id());
    for tolerated in oddities.chain(identified.and_then(|identified| identified.oddity)) {
        bench.tolerate(tolerated, at);
    }
    Ok(())
}

/// ```text
/// EnrollmentPolicy ::= SEQUENCE OF SEQUENCE { policyItem OBJECT IDENTIFIER, qualifiers ANY OPTIONAL }
/// ```
fn enrollment(authority: &Certificate) -> Result<Enrollment, Malformed> {
    let Some(extension) = authority.extension(&ENROLLMENT) else { return Ok(Enrollment::default()) };
    let within = |malformed: Malformed| malformed.within(format!("{}, {ENROLLMENT}", authority.bytes().part()));
    let mut items = der::only(&extension.value, Tag::SEQUENCE).map_err(within)?.reader();
    let mut read = Enrollment::default();
    let mut seen: Vec<Oid> = Vec::new();
    while !items.is_empty() {
        let mut item = items.sequence().map_err(within)?;
        let oid = item.oid().map_err(within)?;
        if seen.contains(&oid) {
            return Err(within(Malformed::new(format!("item {oid} twice"))));
        }
        seen.push(oid);
        match oid {
            PROTECTION_PROFILE => {
                read.profile = Some(item.oid().map_err(within)?);
                item.end().map_err(within)?;
            }
            OPERATOR_APPROVAL => read.operator_approval = true,
            _ => {}
        }
    }
    Ok(read)
}
