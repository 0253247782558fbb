//! Synthetic Yubico devices of the two formats whose chains hold by plain RFC 5280: YubiHSM 2 and the OpenPGP application.

pub mod yubihsm2;
pub mod yubikey_openpgp;

use crate::x509::{self, Attribute, Certificate, name};
use crate::{OrderError, PrivateKey};
use keyattest_trust::Hash;
use keyattest_wire::x509::KeyUsage;

/// A name of one common name: all of Yubico's are.
fn named(common_name: &str) -> Vec<u8> {
    name(&[Attribute::CommonName(common_name)])
}

/// The root, signed by itself.
fn root(common_name: &str, key: &PrivateKey) -> Vec<u8> {
    let extensions = vec![x509::authority(Some(2)), x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN])];
    Certificate::new(named(common_name), named(common_name), key.spki(), extensions).signed(key, Hash::Sha256)
}

/// A CA below it.
fn authority(common_name: &str, issuer: &str, key: &PrivateKey, path_length: u64) -> Certificate {
    let usage = x509::key_usage(&[KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN]);
    Certificate::new(named(common_name), named(issuer), key.spki(), vec![x509::authority(Some(path_length)), usage])
}

/// Three numbers with dots.
pub(crate) fn firmware(text: &str) -> Result<[u8; 3], OrderError> {
    let numbers: Vec<u8> = text.split('.').map_while(|number| number.parse().ok()).collect();
    let read = <[u8; 3]>::try_from(numbers).ok().filter(|[a, b, c]| format!("{a}.{b}.{c}") == text);
    read.ok_or(OrderError::Value { claim: "firmware", expected: "three numbers below 256 with dots" })
}
