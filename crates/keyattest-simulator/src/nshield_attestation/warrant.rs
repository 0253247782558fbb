//! The module's warrant: certificates from the root's name down to the module's long-term key.

use super::carrier::Shape;
use super::claims::Said;
use super::ddds::Value;
use crate::{PrivateKey, test_keys};
use keyattest_trust::{Curve, Hash, KeyKind, PublicKey};
use keyattest_wire::Bytes;

/// The name of the root: the format knows no other.
pub(super) const ROOT_NAME: &str = "KWARN-1";

/// A certificate before it is signed, and who signs it how.
#[derive(Clone)]
pub(super) struct Certificate {
    /// Names and values of the payload.
    pub(super) payload: Vec<(Value, Value)>,
    /// Bytes behind the payload that are signed with it.
    pub(super) behind: Vec<u8>,
    pub(super) signer: &'static PrivateKey,
    pub(super) hash: Hash,
    /// In place of the signer's signature.
    pub(super) signature: Option<Vec<u8>>,
    /// Members beside payload and signature.
    pub(super) further: Vec<(Value, Value)>,
}

impl Certificate {
    fn new(payload: Vec<(&str, Value)>, signer: &'static PrivateKey) -> Self {
        let payload = payload.into_iter().map(|(name, value)| (Value::symbol(name), value)).collect();
        Self { payload, behind: Vec::new(), signer, hash: Hash::Sha512, signature: None, further: Vec::new() }
    }

    /// Makes `delegate` a signer of certificates.
    pub(super) fn delegation(delegate: &PrivateKey, signer: &'static PrivateKey) -> Self {
        let payload = vec![
            ("DelegateKey", key(delegate)),
            ("SigMech", mechanism("SHA512")),
            ("WarrantCertificateType", Value::symbol("Delegation")),
        ];
        Self::new(payload, signer)
    }

    /// Says whose long-term key `module` is.
    pub(super) fn module(said: &Said, kind: &str, module: &PrivateKey, signer: &'static PrivateKey) -> Self {
        let payload = vec![
            ("ElectronicSerialNumber", Value::text(&said.serial)),
            ("PhysicalSerialNumber", Value::text(&said.physical_serial)),
            ("Approvals", said.approvals.clone()),
            ("WarrantCertificateType", Value::symbol(kind)),
            ("KLF2pub", key(module)),
            ("KLF2mech", mechanism("SHA512")),
        ];
        Self::new(payload, signer)
    }

    /// Puts a value in the place of the one with this name.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        for (known, old) in &mut self.payload {
            if matches!(known, Value::Symbol(known) if known == name) {
                old.clone_from(&value);
            }
        }
    }

    /// What is signed.
    pub(super) fn signed(&self) -> Vec<u8> {
        [Value::Map(self.payload.clone()).to_bytes(), self.behind.clone()].concat()
    }

    fn value(&self) -> Value {
        let signed = self.signed();
        let signature = self.signature.clone().unwrap_or_else(|| self.signer.sign_fixed(self.hash, &signed));
        let own =
            [(Value::symbol("Payload"), Value::Bytes(signed)), (Value::symbol("Signature"), Value::Bytes(signature))];
        Value::Map(own.into_iter().chain(self.further.iter().cloned()).collect())
    }
}

/// A warrant before it is signed.
pub(super) struct Warrant {
    pub(super) name: Value,
    pub(super) certificates: Vec<Certificate>,
}

impl Warrant {
    pub(super) fn new(said: &Said, shape: &Shape) -> Self {
        let (root, delegate): (&PrivateKey, &PrivateKey) = (&test_keys::NSHIELD_ROOT, &test_keys::NSHIELD_DELEGATE);
        let above: &PrivateKey = &test_keys::NSHIELD_AUTHORITY;
        let (mut certificates, signer) = match shape.delegations {
            0 => (Vec::new(), root),
            1 => (vec![Certificate::delegation(delegate, root)], delegate),
            _ => (vec![Certificate::delegation(above, root), Certificate::delegation(delegate, above)], delegate),
        };
        let kind = if shape.is_upgraded { "FieldUpgradeModuleInformation" } else { "ModuleInformation" };
        certificates.push(Certificate::module(said, kind, &test_keys::NSHIELD_KLF2, signer));
        Self { name: Value::symbol(ROOT_NAME), certificates }
    }

    /// The certificate of the module.
    ///
    /// # Panics
    /// There is none: a defect of the simulator.
    pub(super) fn module(&mut self) -> &mut Certificate {
        match self.certificates.last_mut() {
            Some(module) => module,
            None => panic!("a warrant without certificates"),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let certificates = self.certificates.iter().map(Certificate::value);
        Value::List([self.name.clone()].into_iter().chain(certificates).collect()).to_bytes()
    }
}

/// A public key on whichever curve, said to be on P-521.
pub(super) fn key(key: &PrivateKey) -> Value {
    let (x, y) = coordinates(key);
    key_of("NISTP521", &x, &y)
}

/// A public key of these coordinates.
pub(super) fn key_of(curve: &str, x: &[u8], y: &[u8]) -> Value {
    let point = Value::List(vec![Value::Number(x.to_vec()), Value::Number(y.to_vec())]);
    Value::List(vec![Value::symbol("ECDSA"), Value::symbol("Public"), Value::symbol(curve), point])
}

/// ECDSA with this hash.
pub(super) fn mechanism(hash: &str) -> Value {
    mechanism_by(Value::symbol("ECDSA"), hash)
}

/// Another algorithm with this hash.
pub(super) fn mechanism_by(algorithm: Value, hash: &str) -> Value {
    let encoding = Value::List(vec![Value::symbol("EMSA1"), Value::symbol(hash)]);
    Value::List(vec![algorithm, encoding])
}

/// The coordinates of a key on P-256 or P-521.
pub(super) fn coordinates(key: &PrivateKey) -> (Vec<u8>, Vec<u8>) {
    let public = PublicKey::from_spki(Bytes::new("key", key.spki()));
    let point = public.ok().and_then(|public| match public.kind() {
        KeyKind::Ec { curve: curve @ (Curve::P256 | Curve::P521), point } => {
            curve.coordinates(point).map(|(x, y)| (x.to_vec(), y.to_vec()))
        }
        _ => None,
    });
    point.unwrap_or_default()
}
