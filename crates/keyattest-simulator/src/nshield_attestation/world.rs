//! The Security World: the keys that its officer binds together.

use super::carrier::{Member, Members, Shape};
use super::claims::Said;
use super::key::Key;
use super::marshal::{KeyHash, key_hash, sign};
use crate::{PrivateKey, test_keys};
use keyattest_trust::hash::sha1;

/// What the officer binds.
#[derive(Clone)]
pub(super) struct World {
    pub(super) knso: Key,
    pub(super) signer: &'static PrivateKey,
    pub(super) suite: String,
    /// Behind the suite in the bound text.
    pub(super) end: &'static str,
    pub(super) km: KeyHash,
    pub(super) kmc: KeyHash,
    pub(super) kfips: KeyHash,
    pub(super) kre: KeyHash,
    pub(super) kra: KeyHash,
    /// Whether the text that is bound is a FIPS world's.
    pub(super) binds_fips: bool,
    /// In place of the text and hashes that bind the module key.
    pub(super) binds_instead: Option<Vec<u8>>,
    /// In place of the text and hashes that bind the recovery keys.
    pub(super) recovers_instead: Option<Vec<u8>>,
    is_fips: bool,
    has_recovery: bool,
}

impl World {
    pub(super) fn new(said: &Said, shape: &Shape) -> Self {
        let signer: &PrivateKey =
            if shape.is_elliptic { &test_keys::NSHIELD_KNSO_P521 } else { &test_keys::NSHIELD_KNSO };
        Self {
            knso: Key::of_private(signer),
            signer,
            suite: "DLf3072s256mAEScSP800131Ar1".to_owned(),
            end: "\0",
            km: sha1(b"TEST KM"),
            kmc: sha1(b"TEST KMC"),
            kfips: sha1(b"TEST KFIPS"),
            kre: sha1(b"TEST KRE"),
            kra: sha1(b"TEST KRA"),
            binds_fips: shape.is_fips,
            binds_instead: None,
            recovers_instead: None,
            is_fips: shape.is_fips,
            has_recovery: shape.has_recovery || said.is_archived,
        }
    }

    /// The members that say so.
    pub(super) fn members(&self) -> Members {
        let hash = |hash: &KeyHash| Member::Bytes(key_hash(hash));
        let binding = if self.is_fips { "CertKMaKMCaKFIPSbKNSO" } else { "CertKMaKMCbKNSO" };
        let mut members = vec![(binding, Member::Bytes(sign(self.signer, &self.bound())))];
        if self.has_recovery {
            members.push(("CertKREaKRAbKNSO", Member::Bytes(sign(self.signer, &self.recovery()))));
            members.push(("hkre", hash(&self.kre)));
            members.push(("hkra", hash(&self.kra)));
        }
        if self.is_fips {
            members.push(("hkfips", hash(&self.kfips)));
        }
        members.push(("hkmc", hash(&self.kmc)));
        members.push(("hkm", hash(&self.km)));
        members.push(("knsopub", Member::Bytes(self.knso.data())));
        members.push(("ciphersuite", Member::Text(self.suite.clone())));
        members
    }

    /// The members that make a FIPS world of it.
    pub(super) fn of_fips(&self) -> Members {
        let other = Self { binds_fips: true, is_fips: true, ..self.clone() };
        let names = ["CertKMaKMCaKFIPSbKNSO", "hkfips"];
        other.members().into_iter().filter(|(name, _)| names.contains(name)).collect()
    }

    fn bound(&self) -> Vec<u8> {
        if let Some(instead) = &self.binds_instead {
            return instead.clone();
        }
        let head = if self.binds_fips { "Module setup, FIPS3; suite = " } else { "Module keys: suite = " };
        let fips = if self.binds_fips { self.kfips.to_vec() } else { Vec::new() };
        let text = [head.as_bytes(), self.suite.as_bytes(), self.end.as_bytes()].concat();
        [text, self.knso.hash().to_vec(), self.km.to_vec(), self.kmc.to_vec(), fips].concat()
    }

    fn recovery(&self) -> Vec<u8> {
        if let Some(instead) = &self.recovers_instead {
            return instead.clone();
        }
        [&b"Card Recovery\0"[..], &self.knso.hash(), &self.kre, &self.kra].concat()
    }
}
