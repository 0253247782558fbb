//! A bundle for people: decoded, and nothing of it verified.

use super::acl::{Action, TokenParameters};
use super::ddds::Item;
use super::key_data::{KeyData, bits};
use super::marshal::{Hash, KeyHash, Signature};
use super::message::{Generation, State};
use super::parse::Evidence;
use super::warrant::{Certificate, show};
use crate::outline::Outline;
use keyattest_wire::{Bytes, hex};

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let warrant = Outline::value("warrant", format!("rests on {}", evidence.warrant.root));
    Outline::new("nShield key attestation bundle")
        .with(Outline::value("root", &evidence.root))
        .with(warrant.with_all(evidence.warrant.certificates.iter().map(certificate)))
        .with(state(&evidence.state))
        .with(signature("modstatesig", &evidence.state_signature))
        .with(generation(&evidence.generation))
        .with(signature("kcsig", &evidence.generation_signature))
        .with(key("pubkeydata", &evidence.key, &evidence.key_bytes))
        .with_all(world(evidence))
        .with_all(evidence.unknown.iter().map(|name| Outline::value(name.as_str(), "(not known)")))
}

fn certificate(certificate: &Certificate) -> Outline {
    let payload = match Item::parse(&certificate.payload) {
        Ok(item) => Outline::new("payload").at(&certificate.payload).with_all(
            item.as_map()
                .unwrap_or_default()
                .iter()
                .map(|(name, item)| Outline::value(name, show(item)).at(&item.bytes)),
        ),
        Err(_) => Outline::bytes("payload", &certificate.payload),
    };
    Outline::new(certificate.bytes.part())
        .at(&certificate.bytes)
        .with(payload)
        .with(Outline::bytes("signature", &certificate.signature))
}

fn state(bytes: &Bytes) -> Outline {
    let Ok(state) = State::parse(bytes) else { return Outline::bytes("modstatemsg", bytes) };
    let mut outline = Outline::new("modstatemsg: state of the module").at(bytes);
    outline.parts.extend(state.serial.map(|serial| Outline::value("electronic serial number", serial)));
    for (label, named) in [("KML", state.kml), ("KLF2", state.klf2)] {
        let shown = named.map(|named| key(label, &named.key, &named.place).with(hash("stated hash", &named.hash)));
        outline.parts.extend(shown);
    }
    outline.parts.extend(state.officer.map(|(officer, at)| hash("KNSO", &officer).at(&at)));
    outline.with_all(state.module_keys.unwrap_or_default().iter().map(|module_key| hash("module key", module_key)))
}

fn generation(bytes: &Bytes) -> Outline {
    let Ok(generation) = Generation::parse(bytes) else { return Outline::bytes("kcmsg", bytes) };
    let [parameters, acl, hash_at] = &generation.places;
    let groups = generation.acl.iter().enumerate().map(|(index, group)| {
        let certifiers = group.certifiers.iter().map(|certifier| key_hash("certifier", certifier));
        let actions = group.actions.iter().map(action);
        Outline::new(format!("group {index}")).with_all(certifiers).with_all(actions)
    });
    Outline::new("kcmsg: generation of the key")
        .at(bytes)
        .with(Outline::value("parameters", format!("{:?}", generation.parameters)).at(parameters))
        .with(Outline::new("access control list").at(acl).with_all(groups))
        .with(hash("key hash", &generation.hash).at(hash_at))
}

/// The names that nCore has for the permissions, the lowest bit first.
const PERMISSIONS: [&str; 16] = [
    "DuplicateHandle",
    "UseAsCertificate",
    "ExportAsPlain",
    "GetAppData",
    "SetAppData",
    "ReduceACL",
    "ExpandACL",
    "Encrypt",
    "Decrypt",
    "Verify",
    "UseAsBlobKey",
    "UseAsKM",
    "Sign",
    "GetACL",
    "UseAsLoaderKey",
    "SignModuleCert",
];

fn action(action: &Action) -> Outline {
    match action {
        Action::Permissions(permissions) => {
            let bits = PERMISSIONS.iter().enumerate().filter(|(bit, _)| (permissions >> bit) & 1 == 1);
            let names: Vec<&str> = bits.map(|(_, name)| *name).collect();
            Outline::value("permissions", format!("{permissions:#x}: {}", names.join(", ")))
        }
        Action::Blob(blob) => {
            let token = blob.token_parameters.map(|token| {
                let TokenParameters { flags, needed, total } = token;
                Outline::value("shares of the token", format!("{needed} of {total}, flags {flags:#x}"))
            });
            Outline::value("blob", if blob.module_only { "without a token, or with one" } else { "with a token" })
                .with(hash_or_any("module key", blob.module_key.as_ref()))
                .with(Outline::value("null module key", blob.null_module_key))
                .with(hash_or_any("token", blob.token.as_ref()))
                .with_all(token)
        }
        Action::ArchiveBlob { key } => Outline::new("recovery blob").with(hash_or_any("key", key.as_ref())),
        Action::Derive { mechanism } => Outline::value("derivation", format!("mechanism {mechanism}")),
    }
}

fn hash_or_any(label: &str, named: Option<&Hash>) -> Outline {
    named.map_or_else(|| Outline::value(label, "any"), |named| hash(label, named))
}

fn world(evidence: &Evidence) -> Vec<Outline> {
    let world = &evidence.world;
    let hashes = [
        ("hkm", &world.module_key),
        ("hkmc", &world.master_certifier),
        ("hkfips", &world.fips),
        ("hkre", &world.recovery),
        ("hkra", &world.recovery_authority),
    ];
    let bindings = [
        ("CertKMaKMCbKNSO", &world.binding),
        ("CertKMaKMCaKFIPSbKNSO", &world.fips_binding),
        ("CertKREaKRAbKNSO", &world.recovery_binding),
    ];
    let mut shown: Vec<Outline> = Vec::new();
    shown.extend(world.officer.as_ref().map(|(officer, bytes)| key("knsopub", officer, bytes)));
    shown.extend(hashes.into_iter().filter_map(|(label, hash)| Some(key_hash(label, hash.as_ref()?))));
    shown.extend(bindings.into_iter().filter_map(|(label, binding)| Some(signature(label, binding.as_ref()?))));
    shown.extend(world.suite.as_ref().map(|suite| Outline::value("ciphersuite", suite)));
    shown
}

fn key(label: &str, key: &KeyData, bytes: &Bytes) -> Outline {
    let kind = match key {
        KeyData::Dsa { p, .. } => format!("DSA, p of {} bits", bits(p)),
        KeyData::Ec { purpose, curve, .. } => format!("{purpose:?}, {curve}"),
        KeyData::Other(what) => what.clone(),
        KeyData::Rsa { modulus, .. } => format!("RSA of {} bits", bits(modulus)),
    };
    let outline = Outline::value(label, kind).at(bytes);
    match key.hash() {
        Some(computed) => outline.with(hash("key hash", &computed)),
        None => outline,
    }
}

fn hash(label: &str, hash: &[u8]) -> Outline {
    Outline::value(label, hex::encode(hash))
}

fn key_hash(label: &str, named: &KeyHash) -> Outline {
    Outline::value(label, format!("{} (mechanism {})", hex::encode(&named.hash), named.mechanism))
}

fn signature(label: &str, signature: &Signature) -> Outline {
    Outline::value(label, format!("mechanism {}", signature.mechanism))
        .with(Outline::value("r", hex::encode(&signature.r)))
        .with(Outline::value("s", hex::encode(&signature.s)))
}
