//! What is wrong with the warrant, or with whom it is believed from.

use crate::nshield_attestation::claims::Said;
use crate::nshield_attestation::ddds::{Value, long_symbol};
use crate::nshield_attestation::warrant::{Certificate, Warrant, coordinates, key, key_of, mechanism, mechanism_by};
use crate::order::Order;
use crate::{File, PrivateKey, bundle, test_keys};
use keyattest_trust::Hash;

const TYPE: &str = "WarrantCertificateType";
const SERIAL: &str = "ElectronicSerialNumber";

pub(in crate::nshield_attestation) fn before_signing(order: &Order, said: &Said, warrant: &mut Warrant) {
    let (root, klf2): (&PrivateKey, &PrivateKey) = (&test_keys::NSHIELD_ROOT, &test_keys::NSHIELD_KLF2);
    let impostor: &PrivateKey = &test_keys::IMPOSTOR_P521;
    let module = |signer| Certificate::module(said, "FieldUpgradeModuleInformation", klf2, signer);
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-other-name" => warrant.name = Value::symbol("KWARN-2"),
        "anchor-other-key" => warrant.certificates[0].signer = impostor,
        "anchor-other-hash" => warrant.certificates[0].hash = Hash::Sha256,
        "anchor-other-delegate" => {
            let genuine = &warrant.certificates[0];
            let signature = root.sign_fixed(Hash::Sha512, &genuine.signed());
            warrant.certificates[0] = Certificate::delegation(impostor, root);
            warrant.certificates[0].signature = Some(signature);
            warrant.certificates[1].signer = impostor;
        }
        "anchor-zero" => warrant.certificates[0].signature = Some(vec![0; 132]),
        "anchor-no-delegation" => drop(warrant.certificates.remove(0)),
        "signature-altered" => {
            let module = warrant.module();
            let mut signature = module.signer.sign_fixed(Hash::Sha512, &module.signed());
            signature[131] ^= 1;
            module.signature = Some(signature);
        }
        "signature-other-key" => warrant.module().signer = impostor,
        "signature-by-root" => warrant.module().signer = root,
        "signature-by-module" => warrant.module().signer = klf2,
        "signature-other-hash" => warrant.module().hash = Hash::Sha384,
        "signature-other-module" => {
            let module = warrant.module();
            module.signature = Some(module.signer.sign_fixed(Hash::Sha512, &module.signed()));
            module.set("KLF2pub", key(impostor));
        }
        "signature-zero" => warrant.module().signature = Some(vec![0; 132]),
        "signature-second-delegation" => warrant.certificates[1].signer = impostor,
        "position-no-module" => drop(warrant.certificates.pop()),
        "position-smartcard" => warrant.module().set(TYPE, Value::symbol("SmartcardInformation")),
        "position-below-module" => warrant.certificates.push(module(klf2)),
        "position-module-twice" => {
            let twice = warrant.module().clone();
            warrant.certificates.push(twice);
        }
        "position-unknown" => warrant.module().set(TYPE, Value::symbol("TestInformation")),
        "position-module-delegates" => {
            warrant.certificates.push(Certificate::delegation(impostor, klf2));
            warrant.certificates.push(module(impostor));
        }
        "constraints-delegate" => warrant.certificates[0].set("SigMech", mechanism("SHA256")),
        "constraints-module" => warrant.module().set("KLF2mech", mechanism("SHA256")),
        "constraints-algorithm" => warrant.certificates[0].set("SigMech", mechanism_by(Value::symbol("DSA"), "SHA512")),
        "constraints-text" => warrant.module().set("KLF2mech", mechanism_by(Value::text("ECDSA"), "SHA512")),
        _ => malformed(order, warrant),
    }
}

fn malformed(order: &Order, warrant: &mut Warrant) {
    let klf2: &PrivateKey = &test_keys::NSHIELD_KLF2;
    match order.wrong.as_deref().unwrap_or_default() {
        "warrant-empty" => warrant.certificates.clear(),
        "warrant-text" => warrant.module().set(TYPE, Value::text("ModuleInfo")),
        "warrant-name-text" => warrant.name = Value::text("KWARN-1"),
        "warrant-serial-symbol" => warrant.module().set(SERIAL, Value::symbol("7E57-0000-0001")),
        "warrant-no-serial" => {
            warrant.module().payload.retain(|(name, _)| !matches!(name, Value::Symbol(name) if name == SERIAL));
        }
        "warrant-unknown-tag" => warrant.module().payload.push((Value::symbol("Comment"), Value::Raw(vec![0x40]))),
        "warrant-payload-twice" => {
            let module = warrant.module();
            module.further = vec![(Value::symbol("Payload"), Value::Bytes(module.signed()))];
        }
        "warrant-long-form" => warrant.name = Value::Raw(long_symbol("KWARN-1")),
        "warrant-curve" => {
            let (x, y) = coordinates(&test_keys::KEY_P256);
            warrant.module().set("KLF2pub", key_of("NISTP256", &x, &y));
        }
        "warrant-off-curve" => {
            let (x, mut y) = coordinates(klf2);
            y[65] ^= 1;
            warrant.module().set("KLF2pub", key_of("NISTP521", &x, &y));
        }
        "warrant-key-twice" => {
            let twice = (Value::symbol("KLF2pub"), key(&test_keys::IMPOSTOR_P521));
            warrant.module().payload.push(twice);
        }
        "warrant-behind" => warrant.module().behind = vec![0],
        "warrant-signature-der" => {
            let module = warrant.module();
            module.signature = Some(module.signer.sign(Hash::Sha512, &module.signed()));
        }
        "warrant-further-member" => warrant.module().further = vec![(Value::symbol("Comment"), Value::text("TEST"))],
        "warrant-deep" => {
            let deep = (0..8).fold(Value::List(Vec::new()), |inner, _| Value::List(vec![inner]));
            warrant.module().payload.push((Value::symbol("Comment"), deep));
        }
        _ => {}
    }
}

/// The root's key, which has no name of its own.
pub(in crate::nshield_attestation) fn anchors(order: &Order) -> Vec<File> {
    let anchor = |name: &str, key: &PrivateKey| File::new(name, bundle::block("PUBLIC KEY", &key.spki()));
    if order.is("anchor-curve") {
        return vec![anchor("root.pem", &test_keys::KEY_P256)];
    }
    let root = anchor("root.pem", &test_keys::NSHIELD_ROOT);
    if order.carrier() == "two-delegations" {
        return vec![anchor("another.pem", &test_keys::KEY_P521), root];
    }
    vec![root]
}
