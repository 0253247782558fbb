//! The steps of verification, in their order.

use super::parse::{self, Evidence, role};
use crate::bench::{Bench, Refused};
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::Curve;
use keyattest_trust::anchors::Kind;
use keyattest_trust::chain::{Basic, ExtendedUsage, Fault, Judged, PathLength, Policies, Rule, Top, Usage};
use keyattest_trust::hash::Hash;
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::x509::{Certificate, KeyUsage};
use keyattest_wire::{Malformed, Oid, oids};

const CRITICAL: [Oid; 3] = [oids::EXTENDED_KEY_USAGE, oids::KEY_USAGE, oids::BASIC_CONSTRAINTS];
const RSA: [SignatureAlgorithm; 1] = [SignatureAlgorithm::RsaPkcs1(Hash::Sha384)];
const ECC: [SignatureAlgorithm; 1] = [SignatureAlgorithm::Ecdsa(Hash::Sha384)];
/// Leaf first, with the number and the word of each role.
pub(super) const RSA_ROLES: [(u64, &str); 5] =
    [(13, "attested-key"), (12, "device"), (8, "hardware-origin"), (7, "manufacturing-integrity"), (1, "root")];
/// As [`RSA_ROLES`], of the ECC layout.
pub(super) const ECC_ROLES: [(u64, &str); 3] = [(13, "attested-key"), (15, "hardware-origin"), (14, "root")];
const KNOWN_KEY_FLAGS: [u8; 4] = [0x03, 0x02, 0x04, 0xf0];

/// What a confirmation says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) leaf: Certificate,
    /// The device certificate; none in the ECC layout.
    pub(super) device: Option<Certificate>,
    /// Identifier of the key in the module, 24 hexadecimal digits.
    pub(super) ouid: String,
    pub(super) serial: u32,
    pub(super) model: Option<String>,
    pub(super) firmware: Option<String>,
    /// Whether the issuing rule is known to hold for a key with these flags.
    pub(super) rule_holds: bool,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let path = order(&evidence.certificates).map_err(|why| position(bench, &evidence.part, why))?;
    let roles = layout(&path).ok_or_else(|| {
        position(bench, &evidence.part, "the extended key usages are those of neither the RSA nor the ECC layout")
    })?;
    let (Some((root, below)), Some(leaf)) = (path.split_last(), path.first()) else {
        return Err(position(bench, &evidence.part, "a chain without a certificate below its root").into());
    };
    let key = PublicKey::from_spki(leaf.spki().clone())?;
    bench.reads(&key);
    let ouid = ouid(leaf)?;
    let (device, origin) = match below {
        [_, device, origin, _] => (Some(*device), *origin),
        [_, origin] => (None, *origin),
        _ => return Err(position(bench, &evidence.part, "a chain of another length than the format's").into()),
    };
    let names = names(device, origin)?;

    // Only name and key of the carried root count: nobody vouches for the rest of it.
    let mut anchors = bench.anchors(Kind::Manufacturer, root.subject().as_der());
    anchors.retain(|anchor| anchor.key.spki() == root.spki());
    let top = Top { anchors, unverified: &[Fault::Signature] };
    let mut judged = bench.judge(below, &rules(roles), &top)?;
    if judged.is_anchored() {
        hardware_origin(origin, &mut judged);
    }
    bench.accept(judged)?;
    bench.tolerate("anchored-by-key", "the carried root's own signature, validity and extensions are not used");

    let serial = serial(bench, leaf, device, origin, &ouid, &names)?;
    let rule_holds = key_flags(bench, leaf, device.is_some());
    Ok(Statement {
        key,
        ouid,
        serial,
        model: names.model,
        firmware: leaf.extension(&parse::FIRMWARE).and_then(|extension| parse::firmware(&extension.value)),
        rule_holds,
        leaf: (*leaf).clone(),
        device: device.cloned(),
    })
}

fn position(bench: &mut Bench<'_>, part: &str, why: &str) -> Refused {
    bench.refuse(checks::CHAIN_POSITION, format!("{part}: {why}"))
}

/// One chain, leaf first, that uses up the set; each certificate but the last is issued by name by the next.
fn order(certificates: &[Certificate]) -> Result<Vec<&Certificate>, &'static str> {
    let issues = |one: &Certificate, other: &Certificate| one.subject().as_der() == other.issuer().as_der();
    let is_leaf =
        |one: &&Certificate| !certificates.iter().any(|other| !std::ptr::eq(*one, other) && issues(one, other));
    let mut leaves = certificates.iter().filter(is_leaf);
    let (Some(leaf), None) = (leaves.next(), leaves.next()) else {
        return Err("not exactly one certificate that issued none of the others");
    };
    let mut path = vec![leaf];
    while let Some(last) = path.last().filter(|_| path.len() < certificates.len()) {
        let is_used = |one: &Certificate| path.iter().any(|used| std::ptr::eq(*used, one));
        let mut issuers = certificates.iter().filter(|one| !is_used(one) && issues(one, last));
        let (Some(issuer), None) = (issuers.next(), issuers.next()) else {
            return Err("not one chain: a certificate has no issuer here, or several, or stands aside");
        };
        path.push(issuer);
    }
    Ok(path)
}

/// The roles of the layout that the extended key usages spell, root included.
fn layout(path: &[&Certificate]) -> Option<&'static [(u64, &'static str)]> {
    let is = |roles: &[(u64, &str)]| {
        roles.len() == path.len() && path.iter().zip(roles).all(|(one, (number, _))| has_role(one, *number))
    };
    if is(&RSA_ROLES) {
        Some(&RSA_ROLES)
    } else if is(&ECC_ROLES) {
        Some(&ECC_ROLES)
    } else {
        None
    }
}

/// Exactly this extended key usage, and critical.
fn has_role(certificate: &Certificate, number: u64) -> bool {
    let critical = certificate.extension(&oids::EXTENDED_KEY_USAGE).is_some_and(|extension| extension.critical);
    let only = |usages: Vec<Oid>| usages.as_slice() == [role(number)];
    critical && certificate.extended_key_usage().ok().flatten().is_some_and(only)
}

/// One rule a certificate below the root.
fn rules(roles: &[(u64, &'static str)]) -> Vec<Rule> {
    let algorithms: &'static [SignatureAlgorithm] = if roles.len() == RSA_ROLES.len() { &RSA } else { &ECC };
    let below = roles.len().saturating_sub(1);
    let authority = KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN);
    roles
        .iter()
        .take(below)
        .enumerate()
        .map(|(index, (number, word))| {
            let is_leaf = index == 0;
            Rule {
                role: word,
                version_3: true,
                basic: if is_leaf { Basic::Absent } else { Basic::Ca(PathLength::Enough) },
                usage: Usage::Exactly(if is_leaf { KeyUsage::DIGITAL_SIGNATURE } else { authority }),
                extended_usage: ExtendedUsage::OnlyCritical(role(*number)),
                policies: Policies::Any,
                critical: &CRITICAL,
                algorithms,
                // The HSM writes the leaf's numbers without the zero byte that keeps them positive; the factory does not.
                ecdsa: if is_leaf { EcdsaForm::Unsigned } else { EcdsaForm::Der },
                signer_curve: if algorithms == ECC { Some(Curve::P384) } else { None },
                strong_key: !is_leaf,
            }
        })
        .collect()
}

/// HSMs with functionality modules have another hardware origin certificate; how it looks is not published.
fn hardware_origin(origin: &Certificate, judged: &mut Judged) {
    let has = |oid: &Oid, value: [u8; 4]| origin.extension(oid).is_some_and(|extension| *extension.value == value);
    if !has(&parse::ORIGIN_FIRST, [0, 0, 0, 0]) || !has(&parse::ORIGIN_SECOND, [0x0a, 0, 0, 0]) {
        let detail = format!("{}: an unknown kind of hardware origin", origin.bytes().part());
        judged.add_fault(Fault::Position, detail);
    }
}

/// The leaf's common name: 24 lower-case hexadecimal digits.
fn ouid(leaf: &Certificate) -> Result<String, Malformed> {
    let is_ouid = |name: &&str| {
        name.len() == 24 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let name = leaf.subject().one_common_name().filter(is_ouid);
    name.map(str::to_owned)
        .ok_or_else(|| Malformed::new("the common name is no object identifier of a key").within(leaf.bytes().part()))
}

/// What the device's or the ECC hardware origin's name says.
struct Names {
    model: Option<String>,
    serial: Option<u32>,
}

fn names(device: Option<&Certificate>, origin: &Certificate) -> Result<Names, Malformed> {
    let named = device.unwrap_or(origin);
    let name = named.subject().one_common_name();
    let name = name.ok_or_else(|| Malformed::new("not exactly one common name").within(named.bytes().part()))?;
    Ok(match (device, name.rsplit_once('-')) {
        (Some(_), Some((model, serial))) => Names { model: Some(model.to_owned()), serial: decimal(serial) },
        (Some(_), None) => Names { model: None, serial: None },
        (None, _) => Names { model: None, serial: decimal(name) },
    })
}

/// A decimal number without leading zeros.
fn decimal(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// Every place that names the HSM's serial number must say the same, and the leaf must have it.
fn serial(
    bench: &mut Bench<'_>,
    leaf: &Certificate,
    device: Option<&Certificate>,
    origin: &Certificate,
    ouid: &str,
    names: &Names,
) -> Result<u32, Stop> {
    let stated = |certificate: &Certificate| -> Result<Option<u32>, Malformed> {
        let Some(extension) = certificate.extension(&parse::SERIAL) else { return Ok(None) };
        parse::serial_number(&extension.value).map(Some).ok_or_else(|| {
            Malformed::new("HSM serial number of another length than 4").within(certificate.bytes().part())
        })
    };
    let leaf_serial = stated(leaf)?;
    let device_serial = device.map(stated).transpose()?.flatten();
    let low = origin.serial().last_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes));
    let key = keyattest_wire::hex::decode(ouid).and_then(|bytes| bytes.last_chunk::<4>().copied());
    let mut places = vec![
        ("the leaf's extension", leaf_serial),
        ("the device's or hardware origin's name", names.serial),
        ("the hardware origin's serial number", low),
        ("the key's identifier", key.map(u32::from_le_bytes)),
    ];
    if device_serial.is_some() {
        places.push(("the device's extension", device_serial));
    }
    let agree = leaf_serial.is_some() && places.iter().all(|(_, serial)| *serial == leaf_serial);
    bench.require(checks::LUNA_PKC_SERIAL, agree, || {
        let show = |serial: &Option<u32>| serial.map_or("none".to_owned(), |serial| serial.to_string());
        let places: Vec<String> = places.iter().map(|(place, serial)| format!("{place} {}", show(serial))).collect();
        format!("the places that name the HSM's serial number: {}", places.join(", "))
    })?;
    leaf_serial.ok_or_else(|| Malformed::new("no HSM serial number").within(leaf.bytes().part()).into())
}

/// Whether the flags are those for which the issuing rule is known: the RSA leaf must have them, an ECC leaf has none.
fn key_flags(bench: &mut Bench<'_>, leaf: &Certificate, is_rsa: bool) -> bool {
    let found = leaf.extension(&parse::KEY_FLAGS);
    let detail = match found {
        Some(extension) if *extension.value == KNOWN_KEY_FLAGS => return true,
        None if !is_rsa => return true,
        Some(extension) => format!("key flags {} are not known", keyattest_wire::hex::encode(&extension.value)),
        None => "no key flags, which every known confirmation of this layout has".to_owned(),
    };
    let detail = format!("{detail}: whether the issuing rule holds for this key is not known");
    bench.warn("key-flags", leaf.bytes().part(), detail);
    false
}
