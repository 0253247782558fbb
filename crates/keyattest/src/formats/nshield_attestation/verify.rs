//! The steps of verification, in their order.

use super::key_data::{KeyData, bits, curve};
use super::marshal::Signature;
use super::message::{Generation, Parameters, State};
use super::parse::{Evidence, ROOT};
use super::rights::{self, Rights};
use super::warrant::{Certificate, Module, Payload};
use super::world::{self, World};
use crate::bench::{Bench, Refused, Signed, Trusted};
use crate::checks::{self, CheckId};
use crate::result::ChainEntry;
use crate::scheme::Stop;
use keyattest_trust::Curve;
use keyattest_trust::anchors::Kind;
use keyattest_trust::hash::{Hash, sha256};
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_trust::signature::{EcdsaForm, SignatureAlgorithm};
use keyattest_wire::{Bytes, Malformed, hex};

/// Certificates of a warrant have no other.
const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(Hash::Sha512);
const FORM: EcdsaForm = EcdsaForm::Fixed;

/// What a bundle says.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) key_bytes: Bytes,
    pub(super) module: Module,
    pub(super) officer_at: Bytes,
    pub(super) generation: Generation,
    pub(super) rights: Rights,
    pub(super) world: World,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let part = &evidence.part;
    let key = evidence.key.public_key(&evidence.key_bytes)?;
    if let Some(key) = &key {
        bench.reads(key);
    }
    for name in &evidence.unknown {
        bench.warn("unknown-member", part.as_str(), format!("the member {name} is ignored"));
    }
    let (module, module_key) = warrant(evidence, bench)?;
    let (state, said) = state(evidence, &module, &module_key, bench)?;
    let (members, Stated { signer, officer, officer_at, module_keys }) = (&evidence.world, said);
    let world = world::verify(members, &state, officer, &module_keys, part, bench)?;
    bench.check(checks::NSHIELD_ATTESTATION_WORLD, true, String::new);

    let signed =
        signed(checks::EVIDENCE_SIGNATURE, &signer, &evidence.generation_signature, &evidence.generation, bench)?;
    let generation = Generation::parse(signed.bytes())?;
    let key = attested_key(evidence, key, &generation, bench)?;
    let rights = rights::evaluate(&generation.acl, &world.keys);
    let rights = rights.map_err(|why| {
        let why = format!("{}, access control list, {why}", evidence.generation.part());
        bench.refuse(checks::NSHIELD_ATTESTATION_ACL, why)
    })?;
    bench.check(checks::NSHIELD_ATTESTATION_ACL, true, String::new);

    if module.field_upgrade {
        let detail = "the module was warranted in the field, on the word of an older DSA key of 1024 bits";
        bench.warn("field-upgrade-warrant", module.payload.part(), detail);
    }
    let detail = format!(
        "how the world of the security officer's key {} was made is not attested: an owner who made its keys in software can open every blob; compare security_domain",
        hex::encode(&officer)
    );
    bench.warn("world-not-pinned", part.as_str(), detail);
    Ok(Statement { key, key_bytes: evidence.key_bytes.clone(), module, officer_at, generation, rights, world })
}

/// A signature of the form that nShield writes, under a key that its mechanism must fit.
pub(super) fn signed(
    id: CheckId,
    by: &Trusted,
    signature: &Signature,
    message: &Bytes,
    bench: &mut Bench<'_>,
) -> Result<Signed, Refused> {
    match signature.under(by.key()) {
        Some((algorithm, fixed)) => {
            bench.signed(id, by, &[algorithm], FORM, message, &message.derived("signature, r and s", fixed))
        }
        None => {
            let what = "the mechanism of the signature is not the key's, or a number in it is out of range";
            Err(bench.refuse(id, format!("{}: {what}", message.part())))
        }
    }
}

/// From the root key over delegations to the module and its long-term key.
fn warrant(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<(Module, Trusted), Stop> {
    let (part, carried) = (&evidence.part, &evidence.warrant);
    let is_root = evidence.root == ROOT && carried.root == ROOT;
    bench.require(checks::CHAIN_ANCHOR, is_root, || {
        format!("{part}: rests on {} and its warrant on {}, not both on {ROOT}", evidence.root, carried.root)
    })?;
    let (Some((first, _)), Some((last, delegations))) =
        (carried.certificates.split_first(), carried.certificates.split_last())
    else {
        return Err(Malformed::new("a warrant without certificates").within(part).into());
    };
    let mut trusted = root(first, bench)?;
    let mut id = checks::CHAIN_ANCHOR;
    for certificate in delegations {
        trusted = certified(certificate, id, &trusted, Payload::is_delegation, "delegation", bench)?.1;
        id = checks::CHAIN_SIGNATURE;
    }
    if delegations.is_empty() {
        bench.not_applicable(checks::CHAIN_SIGNATURE, "the root key itself signed the module's certificate");
    }
    let (payload, trusted) = certified(last, id, &trusted, Payload::is_module, "module's certificate", bench)?;
    let module = payload.module()?;
    bench.check(checks::CHAIN_POSITION, true, String::new);
    bench.check(checks::CHAIN_CONSTRAINTS, true, String::new);
    bench.chain_entry(entry(last, format!("nShield module {}", module.serial), "module"));
    for certificate in delegations.iter().rev() {
        bench.chain_entry(entry(certificate, format!("delegation by {ROOT}"), "delegation"));
    }
    Ok((module, trusted))
}

/// The configured root key that signed the first certificate.
fn root(first: &Certificate, bench: &mut Bench<'_>) -> Result<Trusted, Refused> {
    let memo = bench.memo();
    let verifies = |key: &PublicKey| {
        let is_p521 = matches!(key.kind(), KeyKind::Ec { curve: Curve::P521, .. });
        is_p521 && memo.verify(ALGORITHM, FORM, key, &first.payload, &first.signature).is_ok()
    };
    bench.bare(Kind::Manufacturer, verifies).ok_or_else(|| {
        let why = format!("{}: not signed by a configured root key on P-521", first.payload.part());
        bench.refuse(checks::CHAIN_ANCHOR, why)
    })
}

/// What a certificate says once it is verified, and the key that it is about.
fn certified(
    certificate: &Certificate,
    id: CheckId,
    by: &Trusted,
    fits: fn(&Payload) -> bool,
    wanted: &str,
    bench: &mut Bench<'_>,
) -> Result<(Payload, Trusted), Stop> {
    let place = certificate.payload.part();
    let signed = bench.signed(id, by, &[ALGORITHM], FORM, &certificate.payload, &certificate.signature)?;
    let payload = Payload::parse(signed.bytes())?;
    bench.require(checks::CHAIN_POSITION, fits(&payload), || {
        format!("{place}: {} where a {wanted} belongs", payload.kind)
    })?;
    let (key, is_known) = payload.key()?;
    bench.require(checks::CHAIN_CONSTRAINTS, is_known, || format!("{place}: a mechanism other than {ALGORITHM}"))?;
    Ok((payload, signed.vouches(key)))
}

fn entry(certificate: &Certificate, subject: String, role: &str) -> ChainEntry {
    ChainEntry {
        subject,
        sha256: hex::encode(&sha256(&certificate.bytes)),
        not_before: None,
        not_after: None,
        role: role.to_owned(),
    }
}

/// What the module states of itself.
struct Stated {
    /// The key that signs its statements about keys.
    signer: Trusted,
    officer: super::marshal::Hash,
    officer_at: Bytes,
    module_keys: Vec<super::marshal::Hash>,
}

fn state(
    evidence: &Evidence,
    module: &Module,
    module_key: &Trusted,
    bench: &mut Bench<'_>,
) -> Result<(Signed, Stated), Stop> {
    let id = checks::NSHIELD_ATTESTATION_STATE;
    let place = evidence.state.part();
    let signed = signed(checks::EVIDENCE_SIGNATURE, module_key, &evidence.state_signature, &evidence.state, bench)?;
    let State { serial, kml, klf2, officer, module_keys } = State::parse(signed.bytes())?;
    let (Some(serial), Some(kml), Some((officer, officer_at)), Some(module_keys)) = (serial, kml, officer, module_keys)
    else {
        let why = format!("{place}: serial number, KML, KNSO and module keys are not all there");
        return Err(bench.refuse(id, why).into());
    };
    bench.require(id, serial == module.serial, || {
        format!("{place}: the module {serial}, where the warrant is for {}", module.serial)
    })?;
    if let Some(klf2) = klf2 {
        let key = klf2.key.public_key(&evidence.state)?;
        let is_same = key.is_some_and(|key| key == *module_key.key());
        bench.require(id, is_same, || format!("{place}: KLF2 is another key than the warrant's"))?;
        bench.require(id, klf2.agrees(), || format!("{place}: the hash or mechanism of KLF2 is not that key's"))?;
    }
    bench.require(id, kml.agrees(), || format!("{place}: the hash or mechanism of KML is not that key's"))?;
    let is_sound = kml.key.is_dsa_3072() || kml.key.is_ecdsa_p521();
    bench.require(id, is_sound, || format!("{place}: KML is no DSA key of 3072 and 256 bits"))?;
    let Some(key) = kml.key.public_key(&evidence.state)? else {
        return Err(bench.refuse(id, format!("{place}: KML is no key that signs")).into());
    };
    let signer = signed.vouches(key);
    Ok((signed, Stated { signer, officer, officer_at, module_keys }))
}

/// The public key beside the generation, where it is the generated one. Its sizes come before its hash, which has one meaning only with them.
fn attested_key(
    evidence: &Evidence,
    key: Option<PublicKey>,
    generation: &Generation,
    bench: &mut Bench<'_>,
) -> Result<PublicKey, Stop> {
    let id = checks::NSHIELD_ATTESTATION_KEY;
    let place = evidence.key_bytes.part();
    let fits = match (&generation.parameters, &evidence.key) {
        (_, KeyData::Other(what)) => Err(format!("{what}, whose key hash is not known")),
        (Parameters::Rsa { bits: stated, exponent: given }, KeyData::Rsa { exponent, modulus }) => {
            if usize::try_from(*stated).ok() != Some(bits(modulus)) {
                Err(format!("a modulus of {} bits, generated was one of {stated}", bits(modulus)))
            } else if bits(exponent) > 32 || given.as_ref().is_some_and(|given| given != exponent) {
                Err("an exponent above 32 bits, or another than it was generated with".to_owned())
            } else {
                Ok(())
            }
        }
        (Parameters::Ec { purpose: generated, curve: name }, KeyData::Ec { purpose, curve: on, .. })
            if generated == purpose && curve(*name) == Some(*on) =>
        {
            Ok(())
        }
        _ => Err("a key of another kind or curve than was generated".to_owned()),
    };
    bench.require(id, fits.is_ok(), || format!("{place}: {}", fits.err().unwrap_or_default()))?;
    bench.require(id, evidence.key.hash() == Some(generation.hash), || {
        format!("{place}: not the key that was generated, whose hash is {}", hex::encode(&generation.hash))
    })?;
    key.ok_or_else(|| bench.refuse(id, format!("{place}: no key of a known kind")).into())
}
