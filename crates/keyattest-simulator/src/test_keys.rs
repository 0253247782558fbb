//! The private keys of the synthetic vendors and modules, made once and published: nothing that they sign is worth anything.
//!
//! Each is a PKCS#8 file in `keys/`. All but the ROCA key were made by `openssl genpkey`; that one has primes of the form
//! k·M + (65537^a mod M), M the product of the first 126 primes, as the faulty library made them (CVE-2017-15361).

use crate::PrivateKey;
use std::sync::{Arc, LazyLock};

macro_rules! test_keys {
    ($($(#[$about:meta])* $name:ident = $file:literal;)*) => {
        $(
            $(#[$about])*
            pub static $name: LazyLock<Arc<PrivateKey>> =
                LazyLock::new(|| Arc::new(PrivateKey::fixed($file, include_str!(concat!("../keys/", $file)))));
        )*

        #[cfg(test)]
        mod tests {
            #[test]
            fn every_key_is_read_and_says_test() {
                $(
                    assert!($file.starts_with("test-"));
                    assert!(!super::$name.spki().is_empty());
                )*
                let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/keys")).unwrap().count();
                assert_eq!(files, [$($file),*].len(), "a key that nobody uses");
            }
        }
    };
}

test_keys! {
    /// The attested key where none is given.
    KEY_RSA_3072 = "test-key-rsa-3072.pem";
    /// An attested key for those who want an elliptic curve.
    KEY_P256 = "test-key-p256.pem";
    /// An attested Ed25519 key.
    KEY_ED25519 = "test-key-ed25519.pem";
    /// An attested key on P-384.
    KEY_P384 = "test-key-p384.pem";
    /// An attested key on P-521.
    KEY_P521 = "test-key-p521.pem";
    /// An attested key on secp256k1.
    KEY_SECP256K1 = "test-key-secp256k1.pem";
    /// An attested key on brainpoolP256r1.
    KEY_BRAINPOOL_P256 = "test-key-brainpool-p256.pem";
    /// An attested key on brainpoolP384r1.
    KEY_BRAINPOOL_P384 = "test-key-brainpool-p384.pem";
    /// Another subject's key.
    OTHER_RSA_2048 = "test-other-rsa-2048.pem";
    /// Whoever signs in the place of an RSA key.
    IMPOSTOR_RSA_4096 = "test-impostor-rsa-4096.pem";
    /// Whoever signs in the place of a P-384 key.
    IMPOSTOR_P384 = "test-impostor-p384.pem";
    /// Whoever signs in the place of a P-256 key.
    IMPOSTOR_P256 = "test-impostor-p256.pem";
    /// Whoever signs in the place of a key on brainpoolP256r1.
    IMPOSTOR_BRAINPOOL_P256 = "test-impostor-brainpool-p256.pem";
    /// Whoever signs in the place of a P-521 key.
    IMPOSTOR_P521 = "test-impostor-p521.pem";
    /// Too small.
    WEAK_RSA_1024 = "test-weak-rsa-1024.pem";
    /// Of the size that is asked for, and with the fingerprint of CVE-2017-15361.
    WEAK_ROCA_2048 = "test-weak-roca-2048.pem";

    /// Luna, RSA layout: the root, with e = 3 as the genuine one.
    LUNA_ROOT_RSA = "test-luna-root-rsa.pem";
    /// Luna, RSA layout: manufacturing integrity.
    LUNA_MANUFACTURING = "test-luna-manufacturing.pem";
    /// Luna, RSA layout: hardware origin.
    LUNA_ORIGIN = "test-luna-origin.pem";
    /// Luna, RSA layout: the device.
    LUNA_DEVICE = "test-luna-device.pem";
    /// Luna, ECC layout: the root.
    LUNA_ROOT_ECC = "test-luna-root-ecc.pem";
    /// Luna, ECC layout: hardware origin.
    LUNA_ORIGIN_ECC = "test-luna-origin-ecc.pem";

    /// YubiKey: the root above F9 certificates.
    PIV_ROOT = "test-piv-root.pem";
    /// YubiKey: slot F9.
    PIV_F9 = "test-piv-f9.pem";
    /// YubiKey, longer path: the root.
    PIV_BRANCH_ROOT = "test-piv-branch-root.pem";
    /// YubiKey, longer path: the intermediate CA.
    PIV_INTERMEDIATE = "test-piv-intermediate.pem";
    /// YubiKey, longer path: the PIV CA.
    PIV_CA = "test-piv-ca.pem";

    /// Securosys: the root.
    SECUROSYS_ROOT = "test-securosys-root.pem";
    /// Securosys: the device.
    SECUROSYS_DEVICE = "test-securosys-device.pem";
    /// Securosys: a partition's attestation key.
    SECUROSYS_ATTESTATION = "test-securosys-attestation.pem";
    /// Securosys, elliptic curves: the root.
    SECUROSYS_ROOT_EC = "test-securosys-root-ec.pem";
    /// Securosys, elliptic curves: the device.
    SECUROSYS_DEVICE_EC = "test-securosys-device-ec.pem";
    /// Securosys, elliptic curves: a partition's attestation key.
    SECUROSYS_ATTESTATION_EC = "test-securosys-attestation-ec.pem";

    /// YubiHSM 2: the root.
    YUBIHSM_ROOT = "test-yubihsm-root.pem";
    /// YubiHSM 2: the authority below it.
    YUBIHSM_AUTHORITY = "test-yubihsm-authority.pem";
    /// YubiHSM 2: the device.
    YUBIHSM_DEVICE = "test-yubihsm-device.pem";

    /// OpenPGP application: the root.
    OPENPGP_ROOT = "test-openpgp-root.pem";
    /// OpenPGP application: the intermediate below it.
    OPENPGP_INTERMEDIATE = "test-openpgp-intermediate.pem";
    /// OpenPGP application: the authority of card certificates.
    OPENPGP_BRANCH = "test-openpgp-branch.pem";
    /// OpenPGP application: the card.
    OPENPGP_CARD = "test-openpgp-card.pem";

    /// SmartCard-HSM: the root.
    SMARTCARD_HSM_ROOT = "test-smartcard-hsm-root.pem";
    /// SmartCard-HSM: the issuer of devices.
    SMARTCARD_HSM_ISSUER = "test-smartcard-hsm-issuer.pem";
    /// SmartCard-HSM: the device.
    SMARTCARD_HSM_DEVICE = "test-smartcard-hsm-device.pem";
    /// SmartCard-HSM on P-256: the root.
    SMARTCARD_HSM_ROOT_P256 = "test-smartcard-hsm-root-p256.pem";
    /// SmartCard-HSM on P-256: the issuer of devices.
    SMARTCARD_HSM_ISSUER_P256 = "test-smartcard-hsm-issuer-p256.pem";
    /// SmartCard-HSM on P-256: the device.
    SMARTCARD_HSM_DEVICE_P256 = "test-smartcard-hsm-device-p256.pem";

    /// FIDO: the root.
    FIDO_ROOT = "test-fido-root.pem";
    /// FIDO: an authority between.
    FIDO_AUTHORITY = "test-fido-authority.pem";
    /// FIDO: the attestation key of a model's batch.
    FIDO_ATTESTATION = "test-fido-attestation.pem";
    /// FIDO: an attestation key that is Ed25519.
    FIDO_ATTESTATION_ED25519 = "test-fido-attestation-ed25519.pem";

    /// Fortanix: the root.
    FORTANIX_ROOT = "test-fortanix-root.pem";
    /// Fortanix: the CA of key attestation.
    FORTANIX_CA = "test-fortanix-ca.pem";
    /// Fortanix: the authority of a cluster.
    FORTANIX_AUTHORITY = "test-fortanix-authority.pem";

    /// Marvell: the root.
    MARVELL_ROOT = "test-marvell-root.pem";
    /// Marvell: the card.
    MARVELL_CARD = "test-marvell-card.pem";
    /// Marvell: the partition.
    MARVELL_PARTITION = "test-marvell-partition.pem";
    /// Marvell: a partition's with e = 3, as no genuine one has.
    MARVELL_PARTITION_E3 = "test-marvell-partition-e3.pem";
    /// Marvell: the root of an owner of card and partition.
    MARVELL_OWNER = "test-marvell-owner.pem";
    /// Marvell: the root of an owner of the partition alone.
    MARVELL_POOL = "test-marvell-pool.pem";

    /// Crypto4A: the root.
    CRYPTO4A_ROOT = "test-crypto4a-root.pem";
    /// Crypto4A: the authority of modules.
    CRYPTO4A_AUTHORITY = "test-crypto4a-authority.pem";
    /// Crypto4A: the key that the authority had before.
    CRYPTO4A_AUTHORITY_OLD = "test-crypto4a-authority-old.pem";
    /// Crypto4A: a module's elliptic assertion authority.
    CRYPTO4A_ASSERTION = "test-crypto4a-assertion.pem";

    /// nShield: the warranting root.
    NSHIELD_ROOT = "test-nshield-root.pem";
    /// nShield: an authority between root and delegate.
    NSHIELD_AUTHORITY = "test-nshield-authority.pem";
    /// nShield: who warrants modules.
    NSHIELD_DELEGATE = "test-nshield-delegate.pem";
    /// nShield: the module's long-term key, KLF2.
    NSHIELD_KLF2 = "test-nshield-klf2.pem";
    /// nShield: the module's signing key, KML, a DSA key.
    NSHIELD_KML = "test-nshield-kml.pem";
    /// nShield: the security officer's key, KNSO, a DSA key of the same field.
    NSHIELD_KNSO = "test-nshield-knso.pem";
    /// nShield: KML on P-521.
    NSHIELD_KML_P521 = "test-nshield-kml-p521.pem";
    /// nShield: KNSO on P-521.
    NSHIELD_KNSO_P521 = "test-nshield-knso-p521.pem";
    /// nShield: a DSA key of 2048 bits in the place of KML or KNSO.
    NSHIELD_SMALL = "test-nshield-small.pem";
}
