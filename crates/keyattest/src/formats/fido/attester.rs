//! The certificate that attests, and its way to a FIDO root.

use super::AAGUID;
use crate::bench::Bench;
use keyattest_trust::Curve;
use keyattest_trust::anchors::{Anchor, Kind as AnchorKind};
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, PathLength, Policies, Rule, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_trust::ways::Search;
use keyattest_wire::name::Name;
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, oids};
use std::collections::BTreeSet;

const SUBJECT_ALTERNATIVE_NAME: Oid = Oid::new(&[2, 5, 29, 17]);
const CRITICAL: [Oid; 4] =
    [oids::KEY_USAGE, oids::BASIC_CONSTRAINTS, oids::EXTENDED_KEY_USAGE, SUBJECT_ALTERNATIVE_NAME];
/// SHA-256 or stronger.
const ALGORITHMS: [SignatureAlgorithm; 13] = [
    SignatureAlgorithm::Ecdsa(Hash::Sha256),
    SignatureAlgorithm::Ecdsa(Hash::Sha384),
    SignatureAlgorithm::Ecdsa(Hash::Sha512),
    SignatureAlgorithm::Ed25519,
    SignatureAlgorithm::MlDsa44,
    SignatureAlgorithm::MlDsa65,
    SignatureAlgorithm::MlDsa87,
    SignatureAlgorithm::RsaPkcs1(Hash::Sha256),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha384),
    SignatureAlgorithm::RsaPkcs1(Hash::Sha512),
    SignatureAlgorithm::RsaPss { hash: Hash::Sha256, salt: 32 },
    SignatureAlgorithm::RsaPss { hash: Hash::Sha384, salt: 48 },
    SignatureAlgorithm::RsaPss { hash: Hash::Sha512, salt: 64 },
];

const COUNTRY: Oid = Oid::new(&[2, 5, 4, 6]);
const ORGANIZATION: Oid = Oid::new(&[2, 5, 4, 10]);
const ORGANIZATIONAL_UNIT: Oid = Oid::new(&[2, 5, 4, 11]);

/// Extensions of Yubico's PIV (and its CSP), YubiHSM and OpenPGP attestations, whose keys sign whatever their owner wants.
const OTHER_PURPOSES: [Oid; 3] = [
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 3]),
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 4]),
    Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 5]),
];
/// The root that heads all of Yubico's applications, and how the names of its FIDO branches begin.
const SHARED_ROOT: &str = "Yubico Attestation Root 1";
const SHARED_ROOT_BRANCH: &str = "Yubico FIDO Attestation";

/// What the certificate attests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A registration in the way of FIDO2.
    Packed,
    /// A U2F registration.
    U2f,
}

/// The path from the attesting certificate to an anchor, over certificates that came along and the caller's: of those whose signatures hold the
/// first that holds altogether, else the first; where there are none, as far as one leads.
///
/// # Errors
/// A certificate that can not be read.
pub(in super::super) fn judge_path<'e>(
    leaf: &'e Certificate,
    carried: &'e [Certificate],
    kind: Kind,
    bench: &Bench<'e>,
) -> Result<Judged, Malformed> {
    let named = |name: &[u8]| bench.anchors(AnchorKind::Manufacturer, name);
    let mut seen: BTreeSet<&[u8]> = [leaf.bytes().as_slice()].into();
    let between = carried.iter().chain(bench.intermediates());
    let between = between.filter(|one| !one.is_self_issued() && seen.insert(one.bytes().as_slice()));
    let mut search = Search::new(between, named, &ALGORITHMS, EcdsaForm::Der, bench.memo());
    let ways = search.ways(leaf, &named(leaf.issuer().as_der()));
    let mut first: Option<Result<Judged, Malformed>> = None;
    for path in &ways.chains {
        let judged = judge_one(path, kind, bench);
        if judged.as_ref().is_ok_and(Judged::holds) {
            return judged;
        }
        // What the evidence comes to is said of a path that can be read, where there is one.
        if first.is_none() || matches!((&first, &judged), (Some(Err(_)), Ok(_))) {
            first = Some(judged);
        }
    }
    if let Some(judged) = first {
        return judged;
    }
    let mut judged = judge_one(&ways.astray, kind, bench)?;
    let is_told = judged.faults().iter().any(|(fault, _)| *fault == Fault::Signature);
    for (fault, why) in ways.ends.iter().filter(|(fault, _)| *fault == Fault::Signature && !is_told) {
        judged.add_fault(*fault, why.clone());
    }
    Ok(judged)
}

fn judge_one(path: &[&Certificate], kind: Kind, bench: &Bench<'_>) -> Result<Judged, Malformed> {
    let rules: Vec<Rule> = (0..path.len()).map(|index| rule(index, kind)).collect();
    let issuer = path.last().map(|last| last.issuer());
    let name = issuer.as_ref().map(Name::as_der).unwrap_or_default();
    let top = bench.top(AnchorKind::Manufacturer, name, &[Fault::Signature, Fault::Anchor]);
    let mut judged = bench.judge(path, &rules, &top)?;
    let (Some(leaf), Some(anchor)) = (path.first(), judged.anchor().cloned()) else { return Ok(judged) };
    if judged.is_anchored() {
        if let Some(why) = unfit_leaf(leaf, kind)? {
            judged.add_fault(Fault::Constraints, format!("{}: {why}", leaf.bytes().part()));
        }
        if let Some(why) = other_purpose(path, &anchor) {
            judged.add_fault(Fault::Position, why);
        }
    }
    Ok(judged)
}

fn rule(index: usize, kind: Kind) -> Rule {
    let packed = Rule {
        role: "attestation-key",
        version_3: true,
        basic: Basic::EndEntity,
        usage: Usage::Any,
        extended_usage: ExtendedUsage::Any,
        policies: Policies::Any,
        critical: &CRITICAL,
        algorithms: &ALGORITHMS,
        ecdsa: EcdsaForm::Der,
        signer_curve: None,
        strong_key: true,
    };
    match (index, kind) {
        (0, Kind::Packed) => packed,
        (0, Kind::U2f) => Rule { version_3: false, basic: Basic::NotCa, ..packed },
        _ => Rule {
            role: "authority",
            basic: Basic::Ca(PathLength::Enough),
            usage: Usage::IfPresent(KeyUsage::KEY_CERT_SIGN),
            ..packed
        },
    }
}

/// What the rules can not say of the attesting certificate; nothing where it is as it must be.
fn unfit_leaf(leaf: &Certificate, kind: Kind) -> Result<Option<&'static str>, Malformed> {
    Ok(match kind {
        Kind::Packed => unfit_subject(&leaf.subject())?,
        Kind::U2f => {
            let key = PublicKey::from_spki(leaf.spki().clone())?;
            let is_p256 = matches!(key.kind(), KeyKind::Ec { curve: Curve::P256, .. });
            (!is_p256).then_some("U2F keys are on P-256")
        }
    })
}

/// Country, organization, unit and common name, each once.
fn unfit_subject(subject: &Name<'_>) -> Result<Option<&'static str>, Malformed> {
    let attributes = subject.attributes()?;
    let one = |oid: &Oid| {
        let mut found = attributes.iter().filter(|attribute| attribute.oid == *oid);
        match (found.next(), found.next()) {
            (Some(attribute), None) => attribute.text().filter(|text| !text.is_empty()),
            _ => None,
        }
    };
    let is_country = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    Ok(if !one(&COUNTRY).is_some_and(is_country) {
        Some("the subject does not name one country of two letters")
    } else if one(&ORGANIZATION).is_none() || one(&oids::COMMON_NAME).is_none() {
        Some("the subject does not name one organization and one common name")
    } else if one(&ORGANIZATIONAL_UNIT) != Some("Authenticator Attestation") {
        Some("the subject's organizational unit is not `Authenticator Attestation`")
    } else {
        None
    })
}

/// Why the path is one of another purpose of its root, where it is.
fn other_purpose(path: &[&Certificate], anchor: &Anchor) -> Option<String> {
    let is_other = |oid: &Oid| OTHER_PURPOSES.iter().any(|arc| oid == arc || oid.is_below(arc));
    for certificate in path {
        if let Some(extension) = certificate.extensions().iter().find(|extension| is_other(&extension.oid)) {
            let place = certificate.bytes().part();
            return Some(format!("{place}: extension {} is that of another application of the device", extension.oid));
        }
    }
    let leaf = path.first()?;
    let root = anchor.name.as_ref().map(|name| Name::new(name));
    let root = root.as_ref().and_then(Name::one_common_name);
    let is_branch = is_branch(root, leaf.issuer().one_common_name());
    (!is_branch).then(|| format!("{}: issued by no FIDO branch of the root", leaf.bytes().part()))
}

/// Whether an issuer of this name heads FIDO certificates of the root: any does, but of the root that all applications share.
fn is_branch(root: Option<&str>, issuer: Option<&str>) -> bool {
    root != Some(SHARED_ROOT) || issuer.is_some_and(|name| name.starts_with(SHARED_ROOT_BRANCH))
}

/// Whether the certificate is for the model. A root of the built-in tables heads several models, so the extension must be there; without it under
/// another anchor the answer is none.
///
/// # Errors
/// Why it is not.
pub(in super::super) fn aaguid_extension(
    leaf: &Certificate,
    aaguid: &[u8; 16],
    is_vendor_root: bool,
) -> Result<Option<()>, &'static str> {
    let extension = leaf.extension(&AAGUID);
    names_model(extension.map(|extension| (extension.critical, extension.value.as_slice())), aaguid, is_vendor_root)
}

/// As [`aaguid_extension`], of the extension's criticality and value.
fn names_model(
    extension: Option<(bool, &[u8])>,
    aaguid: &[u8; 16],
    is_vendor_root: bool,
) -> Result<Option<()>, &'static str> {
    let Some((critical, value)) = extension else {
        let why = "the certificate names no model, and its root heads several";
        return if is_vendor_root { Err(why) } else { Ok(None) };
    };
    if critical {
        return Err("the extension that names the model is critical");
    }
    match value {
        [0x04, 0x10, model @ ..] if model == aaguid => Ok(Some(())),
        _ => Err("the certificate is for another model"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::spki::encode;

    fn name(attributes: &[(&Oid, &str)]) -> Vec<u8> {
        let attribute = |(oid, text): &(&Oid, &str)| {
            let pair = [encode(0x06, oid.as_der()), encode(0x0c, text.as_bytes())].concat();
            encode(0x31, &encode(0x30, &pair))
        };
        encode(0x30, &attributes.iter().flat_map(attribute).collect::<Vec<u8>>())
    }

    #[test]
    fn a_packed_subject_names_each_attribute_once() {
        let unit = "Authenticator Attestation";
        let right =
            [(&COUNTRY, "SE"), (&ORGANIZATION, "Yubico AB"), (&ORGANIZATIONAL_UNIT, unit), (&oids::COMMON_NAME, "x")];
        let unfit = |attributes: &[(&Oid, &str)]| unfit_subject(&Name::new(&name(attributes))).unwrap();
        assert_eq!(unfit(&right), None);
        for index in 0..right.len() {
            let mut without = right.to_vec();
            let taken = without.remove(index);
            assert!(unfit(&without).is_some(), "{index} missing");
            assert!(unfit(&[&right[..], &[taken]].concat()).is_some(), "{index} twice");
            without.push((taken.0, ""));
            assert!(unfit(&without).is_some(), "{index} empty");
        }
        let with = |index: usize, text: &'static str| {
            let mut changed = right;
            changed[index].1 = text;
            unfit(&changed)
        };
        assert!(with(0, "SWE").is_some() && with(0, "S1").is_some() && with(0, "\u{e9}").is_some());
        assert!(with(2, "Authenticator Attestation\n").is_some() && with(2, "authenticator attestation").is_some());
    }

    #[test]
    fn the_model_is_named_wherever_a_vendors_root_heads_several() {
        let aaguid = [7; 16];
        let value = [&[4, 16][..], &aaguid].concat();
        assert_eq!(names_model(Some((false, &value)), &aaguid, true), Ok(Some(())));
        assert_eq!(names_model(None, &aaguid, false), Ok(None));
        assert!(names_model(None, &aaguid, true).is_err());
        assert!(names_model(Some((true, &value)), &aaguid, false).is_err());
        for other in [&aaguid[..], &value[..17], &[&value[..], &[0]].concat(), &[&[4, 16][..], &[8; 16]].concat()] {
            assert!(names_model(Some((false, other)), &aaguid, false).is_err());
        }
    }

    #[test]
    fn below_the_shared_root_only_fido_branches_attest() {
        assert!(is_branch(Some(SHARED_ROOT), Some("Yubico FIDO Attestation B2 1")));
        for issuer in [Some("Yubico PIV Attestation B 1"), Some("Yubico Attestation B 1"), Some(SHARED_ROOT), None] {
            assert!(!is_branch(Some(SHARED_ROOT), issuer), "{issuer:?}");
        }
        assert!(is_branch(Some("Yubico U2F Root CA Serial 457200631"), None) && is_branch(None, None));
    }
}
