//! Object identifiers that more than one module or format knows by name.

use crate::Oid;

/// rsaEncryption
pub const RSA_ENCRYPTION: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 1]);
/// sha1WithRSAEncryption
pub const SHA1_WITH_RSA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 5]);
/// id-mgf1
pub const MGF1: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 8]);
/// id-RSASSA-PSS
pub const RSASSA_PSS: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 10]);
/// sha256WithRSAEncryption
pub const SHA256_WITH_RSA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 11]);
/// sha384WithRSAEncryption
pub const SHA384_WITH_RSA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 12]);
/// sha512WithRSAEncryption
pub const SHA512_WITH_RSA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 1, 13]);
/// id-ecPublicKey
pub const EC_PUBLIC_KEY: Oid = Oid::new(&[1, 2, 840, 10045, 2, 1]);
/// ecdsa-with-SHA1
pub const ECDSA_WITH_SHA1: Oid = Oid::new(&[1, 2, 840, 10045, 4, 1]);
/// ecdsa-with-SHA256
pub const ECDSA_WITH_SHA256: Oid = Oid::new(&[1, 2, 840, 10045, 4, 3, 2]);
/// ecdsa-with-SHA384
pub const ECDSA_WITH_SHA384: Oid = Oid::new(&[1, 2, 840, 10045, 4, 3, 3]);
/// ecdsa-with-SHA512
pub const ECDSA_WITH_SHA512: Oid = Oid::new(&[1, 2, 840, 10045, 4, 3, 4]);
/// id-alg-hss-lms-hashsig (RFC 9708)
pub const HSS_LMS: Oid = Oid::new(&[1, 2, 840, 113549, 1, 9, 16, 3, 17]);
/// id-dsa
pub const DSA: Oid = Oid::new(&[1, 2, 840, 10040, 4, 1]);
/// id-X25519
pub const X25519: Oid = Oid::new(&[1, 3, 101, 110]);
/// id-X448
pub const X448: Oid = Oid::new(&[1, 3, 101, 111]);
/// id-Ed25519
pub const ED25519: Oid = Oid::new(&[1, 3, 101, 112]);
/// id-Ed448
pub const ED448: Oid = Oid::new(&[1, 3, 101, 113]);
/// id-ml-dsa-44
pub const ML_DSA_44: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 17]);
/// id-ml-dsa-65
pub const ML_DSA_65: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 18]);
/// id-ml-dsa-87
pub const ML_DSA_87: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 3, 19]);
/// id-sha1
pub const SHA1: Oid = Oid::new(&[1, 3, 14, 3, 2, 26]);
/// id-sha256
pub const SHA256: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 2, 1]);
/// id-sha384
pub const SHA384: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 2, 2]);
/// id-sha512
pub const SHA512: Oid = Oid::new(&[2, 16, 840, 1, 101, 3, 4, 2, 3]);

/// secp224r1
pub const P224: Oid = Oid::new(&[1, 3, 132, 0, 33]);
/// prime256v1
pub const P256: Oid = Oid::new(&[1, 2, 840, 10045, 3, 1, 7]);
/// secp384r1
pub const P384: Oid = Oid::new(&[1, 3, 132, 0, 34]);
/// secp521r1
pub const P521: Oid = Oid::new(&[1, 3, 132, 0, 35]);
/// secp256k1
pub const SECP256K1: Oid = Oid::new(&[1, 3, 132, 0, 10]);
/// brainpoolP256r1
pub const BRAINPOOL_P256R1: Oid = Oid::new(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 7]);
/// brainpoolP384r1
pub const BRAINPOOL_P384R1: Oid = Oid::new(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 11]);
/// brainpoolP512r1
pub const BRAINPOOL_P512R1: Oid = Oid::new(&[1, 3, 36, 3, 3, 2, 8, 1, 1, 13]);

/// commonName
pub const COMMON_NAME: Oid = Oid::new(&[2, 5, 4, 3]);

/// subjectKeyIdentifier
pub const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new(&[2, 5, 29, 14]);
/// keyUsage
pub const KEY_USAGE: Oid = Oid::new(&[2, 5, 29, 15]);
/// basicConstraints
pub const BASIC_CONSTRAINTS: Oid = Oid::new(&[2, 5, 29, 19]);
/// certificatePolicies
pub const CERTIFICATE_POLICIES: Oid = Oid::new(&[2, 5, 29, 32]);
/// nameConstraints
pub const NAME_CONSTRAINTS: Oid = Oid::new(&[2, 5, 29, 30]);
/// policyConstraints
pub const POLICY_CONSTRAINTS: Oid = Oid::new(&[2, 5, 29, 36]);
/// inhibitAnyPolicy
pub const INHIBIT_ANY_POLICY: Oid = Oid::new(&[2, 5, 29, 54]);
/// authorityKeyIdentifier
pub const AUTHORITY_KEY_IDENTIFIER: Oid = Oid::new(&[2, 5, 29, 35]);
/// extendedKeyUsage
pub const EXTENDED_KEY_USAGE: Oid = Oid::new(&[2, 5, 29, 37]);

/// id-data
pub const CMS_DATA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 7, 1]);
/// id-signedData
pub const CMS_SIGNED_DATA: Oid = Oid::new(&[1, 2, 840, 113549, 1, 7, 2]);
/// extensionRequest
pub const EXTENSION_REQUEST: Oid = Oid::new(&[1, 2, 840, 113549, 1, 9, 14]);
