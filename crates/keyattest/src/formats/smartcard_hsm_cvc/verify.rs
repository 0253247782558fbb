//! The steps of verification, in their order.

use super::curves;
use super::parse::Evidence;
use crate::bench::{Bench, Refused, Trusted};
use crate::checks;
use crate::result::ChainEntry;
use crate::scheme::Stop;
use keyattest_trust::Curve;
use keyattest_trust::anchors::{Anchor, Kind};
use keyattest_trust::cvc::{algorithm, public_key};
use keyattest_trust::hash::{Hash, sha256};
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{self, EcdsaForm, SignatureAlgorithm};
use keyattest_wire::cvc::{self, Certificate, Numbers, Request};
use keyattest_wire::der::{Reader, Tag};
use keyattest_wire::{Bytes, Malformed, Oid, hex};

/// Roles of certificates.
pub(super) const ROOT: u8 = 0xc0;
const ISSUER: u8 = 0x80;
const DEVICE: u8 = 0x00;

/// The root of development cards, which take private keys in plain: never trusted, whatever key is given under its name.
const TEST_ROOT: &[u8] = b"UTSRCACC100001";
const KEY_DOMAIN: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 3, 2, 2]);

/// What an authenticated request says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) request: Request,
    pub(super) device: Certificate,
    pub(super) issuer: Certificate,
    /// The anchor's reference.
    pub(super) root: Bytes,
    /// The identifier of the key domain that the key belongs to.
    pub(super) domain: Option<Bytes>,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let (device, issuer) = places(&evidence.certificates, bench)?;
    let roots = roots(issuer, bench)?;
    let fixed = EcdsaForm::Fixed;
    let (message, signature) = (&issuer.body, &issuer.signature);
    let key = |root: &Anchor| public_key(&issuer.key, curve(root)?).ok();
    let trusted = bench.anchored(checks::CHAIN_ANCHOR, &roots, fixed, message, signature, key)?;
    let anchor = trusted.anchor().cloned();
    let known = anchor.as_ref().and_then(|anchor| Some((anchor, anchor.name.clone()?, curve(anchor)?)));
    let (anchor, root, curve) = known.ok_or_else(|| Malformed::new("an anchor without name or curve"))?;

    let algorithm = hash(checks::CHAIN_SIGNATURE, &issuer.key, bench)?;
    let (message, signature) = (&device.body, &device.signature);
    let next = public_key(&device.key, curve)?;
    let trusted = bench.delegate(checks::CHAIN_SIGNATURE, &trusted, algorithm, fixed, message, signature, next)?;
    bench.chain_entry(entry(device, "device"));
    bench.chain_entry(entry(issuer, "manufacturer"));
    validity(device, issuer, anchor, bench);
    bench.all_held()?;

    let key = authenticated(evidence, device, &trusted, bench)?;
    Ok(Statement {
        key,
        request: evidence.authenticated.request.clone(),
        device: device.clone(),
        issuer: issuer.clone(),
        root,
        domain: domain(&evidence.authenticated.request)?,
    })
}

/// One device and one issuer, of which the latter issued the former by name.
fn places<'e>(
    certificates: &'e [Certificate],
    bench: &mut Bench<'_>,
) -> Result<(&'e Certificate, &'e Certificate), Stop> {
    let of = |role: u8| certificates.iter().filter(move |certificate| certificate.role == role);
    let (device, issuer) = (of(DEVICE).next(), of(ISSUER).next());
    let missing = [(device, "device"), (issuer, "device issuer")];
    for (_, what) in missing.iter().filter(|(certificate, _)| certificate.is_none()) {
        bench.check(checks::CHAIN_ANCHOR, false, || format!("no {what} certificate"));
    }
    let expected = usize::from(device.is_some()).saturating_add(usize::from(issuer.is_some()));
    let is_alone = certificates.len() == expected;
    bench.check(checks::CHAIN_POSITION, is_alone, || {
        let roles: Vec<String> = certificates.iter().map(|one| format!("{:02x}", one.role)).collect();
        format!("certificates of the roles {}, where one device (00) and one issuer (80) belong", roles.join(", "))
    });
    bench.all_held()?;
    let (Some(device), Some(issuer)) = (device, issuer) else {
        return Err(bench.refuse(checks::CHAIN_ANCHOR, "no device chain").into());
    };
    bench.require(checks::CHAIN_POSITION, device.authority == issuer.holder, || {
        format!(
            "the device's issuer is {}, the certificate beside it {}'s",
            text(&device.authority),
            text(&issuer.holder)
        )
    })?;
    Ok((device, issuer))
}

/// The configured roots of the name that the issuer's certificate gives, each with the algorithm that it signs by; those that are valid first.
fn roots<'a>(issuer: &Certificate, bench: &mut Bench<'a>) -> Result<Vec<(&'a Anchor, SignatureAlgorithm)>, Refused> {
    let name = text(&issuer.authority);
    if issuer.authority.as_slice() == TEST_ROOT {
        let why = format!("{name} is the root of development cards, which take private keys from outside");
        return Err(bench.refuse(checks::CHAIN_ANCHOR, why));
    }
    let named = bench.anchors(Kind::Manufacturer, &issuer.authority);
    let is_curve = |anchor: &&Anchor| curve(anchor).is_some();
    let mut roots: Vec<_> =
        named.into_iter().filter(is_curve).filter_map(|anchor| Some((anchor, root_algorithm(anchor)?))).collect();
    roots.sort_by_key(|(anchor, _)| !anchor.is_valid_at(bench.chain_time()));
    if roots.is_empty() {
        let why = format!("{}: no root is called {name}", issuer.bytes.part());
        return Err(bench.refuse(checks::CHAIN_ANCHOR, why));
    }
    Ok(roots)
}

/// The curve of the root, which is that of all keys below it.
fn curve(anchor: &Anchor) -> Option<Curve> {
    match anchor.key.kind() {
        KeyKind::Ec { curve, .. } if curve.is_known() => Some(*curve),
        _ => None,
    }
}

/// A root's own certificate names its hash, where it was given as one; the scheme root's key signs with SHA-256.
fn root_algorithm(anchor: &Anchor) -> Option<SignatureAlgorithm> {
    let Some(received) = &anchor.received else { return Some(SignatureAlgorithm::Ecdsa(Hash::Sha256)) };
    let root = Certificate::read(received).ok().filter(|root| root.role == ROOT)?;
    algorithm(&root.key.algorithm)
}

/// The one algorithm that a key signs by.
fn hash(id: checks::CheckId, key: &cvc::PublicKey, bench: &mut Bench<'_>) -> Result<SignatureAlgorithm, Refused> {
    algorithm(&key.algorithm).ok_or_else(|| {
        bench.refuse(id, format!("the signing key's algorithm, {}, is refused: SHA-1, SHA-224 or PSS", key.algorithm))
    })
}

fn validity(device: &Certificate, issuer: &Certificate, anchor: &Anchor, bench: &mut Bench<'_>) {
    let at = bench.chain_time();
    for certificate in [device, issuer] {
        let (from, until) = (certificate.not_before, certificate.not_after);
        bench.check(checks::CHAIN_VALIDITY, (from..=until).contains(&at), || {
            format!("{}: valid from {from} until {until}, not at {at}", certificate.bytes.part())
        });
    }
    let why = || format!("anchor {}: is not valid at {at}", anchor.id);
    bench.check(checks::CHAIN_VALIDITY, anchor.is_valid_at(at), why);
}

/// The request, by the card's key and by its own.
fn authenticated(
    evidence: &Evidence,
    device: &Certificate,
    by: &Trusted,
    bench: &mut Bench<'_>,
) -> Result<PublicKey, Stop> {
    let authenticated = &evidence.authenticated;
    let request = &authenticated.request;
    bench.require(checks::CHAIN_POSITION, authenticated.authority == device.holder, || {
        let (named, holder) = (text(&authenticated.authority), text(&device.holder));
        format!("the request says that {named} signed it, the device is {holder}")
    })?;
    let signed_by = hash(checks::EVIDENCE_SIGNATURE, &device.key, bench)?;
    let (message, signature) = (&authenticated.signed, &authenticated.signature);
    bench.signed(checks::EVIDENCE_SIGNATURE, by, &[signed_by], EcdsaForm::Fixed, message, signature)?;

    let key = match &request.key.numbers {
        Numbers::Ec { domain: Some(domain), .. } => {
            let curve = curves::accepted(domain);
            let known = curve.ok_or_else(|| bench.refuse(checks::SMARTCARD_HSM_CVC_CURVE, curves::title(domain)))?;
            bench.check(checks::SMARTCARD_HSM_CVC_CURVE, true, String::new);
            let key = public_key(&request.key, known)?;
            if !key.point_on_curve() {
                return Err(Malformed::new("the key's point is not on its curve").within(request.bytes.part()).into());
            }
            key
        }
        _ => {
            bench.not_applicable(checks::SMARTCARD_HSM_CVC_CURVE, "an RSA key is on no curve");
            public_key(&request.key, Curve::P256)?
        }
    };
    bench.reads(&key);
    let own = algorithm(&request.key.algorithm);
    let verified = own.map(|own| signature::verify(own, EcdsaForm::Fixed, &key, &request.body, &request.signature));
    bench.check(checks::SMARTCARD_HSM_CVC_SELF_SIGNATURE, verified == Some(Ok(())), || {
        let why = match verified {
            Some(Err(bad)) => bad.to_string(),
            _ => format!("the key's algorithm, {}, is refused: SHA-1, SHA-224 or PSS", request.key.algorithm),
        };
        format!("{}: {why}", request.bytes.part())
    });
    if !request.holder.starts_with(stem(&device.holder)) {
        let detail = format!("the key is called {}, the device {}", text(&request.holder), text(&device.holder));
        bench.warn("holder-of-another-device", request.bytes.part(), detail);
    }
    Ok(key)
}

/// Without the sequence number, which has five characters.
pub(super) fn stem(reference: &[u8]) -> &[u8] {
    reference.get(..reference.len().saturating_sub(5)).unwrap_or_default()
}

/// Ours are ASCII; what else stands there is shown in hexadecimal.
pub(super) fn text(bytes: &[u8]) -> String {
    let printable = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    if printable { String::from_utf8_lossy(bytes).into_owned() } else { hex::encode(bytes) }
}

/// ```text
/// 73 { 06 1.3.6.1.4.1.24991.3.2.2, 80 identifier }
/// ```
fn domain(request: &Request) -> Result<Option<Bytes>, Malformed> {
    let Some(extension) = request.extensions.iter().find(|extension| extension.oid == KEY_DOMAIN) else {
        return Ok(None);
    };
    let mut reader = Reader::new(&extension.content);
    let identifier = reader.expect(Tag::context_primitive(0))?.content;
    reader.end()?;
    Ok(Some(extension.content.span(identifier)))
}

fn entry(certificate: &Certificate, role: &str) -> ChainEntry {
    ChainEntry {
        subject: text(&certificate.holder),
        sha256: hex::encode(&sha256(&certificate.bytes)),
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
        role: role.to_owned(),
    }
}
