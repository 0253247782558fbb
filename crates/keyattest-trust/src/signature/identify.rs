//! The signature algorithm that an AlgorithmIdentifier names, strictly by its parameters.

use crate::Hash;
use keyattest_wire::der::{Reader, Tag, only};
use keyattest_wire::spki::AlgorithmIdentifier;
use keyattest_wire::{Malformed, oids};

/// A signature algorithm with all its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// DSA (FIPS 186-4). No identifier names it here: formats that have it say so in their own words.
    Dsa(Hash),
    /// ECDSA, on whatever curve the key has.
    Ecdsa(Hash),
    /// Ed25519 (RFC 8032), pure.
    Ed25519,
    /// HSS/LMS (RFC 8554) with SHA-256 and nodes of 32 bytes.
    HssLms,
    /// ML-DSA-44 (FIPS 204), pure, with an empty context.
    MlDsa44,
    /// ML-DSA-65, likewise.
    MlDsa65,
    /// ML-DSA-87, likewise.
    MlDsa87,
    /// RSASSA-PKCS1-v1_5 (RFC 8017).
    RsaPkcs1(Hash),
    /// The padding of RSASSA-PKCS1-v1_5 around the bare hash, without DigestInfo: no identifier names it, and Marvell's modules sign so.
    RsaPkcs1Bare(Hash),
    /// RSASSA-PSS (RFC 8017) with MGF1.
    RsaPss {
        /// Hash of the message and of MGF1.
        hash: Hash,
        /// Length of the salt in bytes, exactly.
        salt: u16,
    },
}

impl std::fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dsa(hash) => write!(f, "DSA with {hash}"),
            Self::Ecdsa(hash) => write!(f, "ECDSA with {hash}"),
            Self::Ed25519 => f.write_str("Ed25519"),
            Self::HssLms => f.write_str("HSS/LMS"),
            Self::MlDsa44 => f.write_str("ML-DSA-44"),
            Self::MlDsa65 => f.write_str("ML-DSA-65"),
            Self::MlDsa87 => f.write_str("ML-DSA-87"),
            Self::RsaPkcs1(hash) => write!(f, "RSA PKCS#1 v1.5 with {hash}"),
            Self::RsaPkcs1Bare(hash) => write!(f, "RSA PKCS#1 v1.5 with {hash} and no DigestInfo"),
            Self::RsaPss { hash, salt } => write!(f, "RSASSA-PSS with {hash} and a salt of {salt} bytes"),
        }
    }
}

/// An algorithm, and what is odd in how it was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identified {
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// `sha256WithRSA-without-null-parameters`, `rsa-without-null-parameters` for other hashes, or `ecdsa-null-parameters`: against the RFCs, and seen in genuine evidence. Whether it is tolerated is the
    /// caller's to say.
    pub oddity: Option<&'static str>,
}

impl SignatureAlgorithm {
    /// The hash that it names; none where the algorithm has one of its own.
    pub fn hash(self) -> Option<Hash> {
        match self {
            Self::Dsa(hash)
            | Self::Ecdsa(hash)
            | Self::RsaPkcs1(hash)
            | Self::RsaPkcs1Bare(hash)
            | Self::RsaPss { hash, .. } => Some(hash),
            Self::Ed25519 | Self::HssLms | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }

    /// The algorithm that an identifier names, with SHA-1 too; `None` for others, and for other parameters.
    ///
    /// RSA has NULL or none, ECDSA none or NULL, Ed25519, HSS and ML-DSA none. PSS states its hash, MGF1 with the same hash, and the salt;
    /// the trailer field is 1.
    pub fn identify(identifier: &AlgorithmIdentifier<'_>) -> Option<Identified> {
        let (algorithm, usual) = match identifier.algorithm {
            oids::SHA1_WITH_RSA => (Self::RsaPkcs1(Hash::Sha1), Parameters::Null),
            oids::SHA256_WITH_RSA => (Self::RsaPkcs1(Hash::Sha256), Parameters::Null),
            oids::SHA384_WITH_RSA => (Self::RsaPkcs1(Hash::Sha384), Parameters::Null),
            oids::SHA512_WITH_RSA => (Self::RsaPkcs1(Hash::Sha512), Parameters::Null),
            oids::ECDSA_WITH_SHA1 => (Self::Ecdsa(Hash::Sha1), Parameters::AbsentOrNull),
            oids::ECDSA_WITH_SHA256 => (Self::Ecdsa(Hash::Sha256), Parameters::AbsentOrNull),
            oids::ECDSA_WITH_SHA384 => (Self::Ecdsa(Hash::Sha384), Parameters::AbsentOrNull),
            oids::ECDSA_WITH_SHA512 => (Self::Ecdsa(Hash::Sha512), Parameters::AbsentOrNull),
            oids::ED25519 => (Self::Ed25519, Parameters::Absent),
            oids::HSS_LMS => (Self::HssLms, Parameters::Absent),
            oids::ML_DSA_44 => (Self::MlDsa44, Parameters::Absent),
            oids::ML_DSA_65 => (Self::MlDsa65, Parameters::Absent),
            oids::ML_DSA_87 => (Self::MlDsa87, Parameters::Absent),
            oids::RSASSA_PSS => {
                let (hash, salt) = pss_parameters(identifier)?;
                return Some(Identified { algorithm: Self::RsaPss { hash, salt }, oddity: None });
            }
            _ => return None,
        };
        let oddity = match (usual, identifier.parameters.is_some()) {
            (Parameters::Null, false) if algorithm == Self::RsaPkcs1(Hash::Sha256) => {
                Some("sha256WithRSA-without-null-parameters")
            }
            (Parameters::Null, false) => Some("rsa-without-null-parameters"),
            (Parameters::AbsentOrNull, true) if identifier.has_null() => Some("ecdsa-null-parameters"),
            (Parameters::Null, true) if identifier.has_null() => None,
            (Parameters::Absent | Parameters::AbsentOrNull, false) => None,
            _ => return None,
        };
        Some(Identified { algorithm, oddity })
    }
}

/// The parameters that an algorithm has by its RFC, and whether others are read.
#[derive(Clone, Copy)]
enum Parameters {
    Absent,
    AbsentOrNull,
    Null,
}

/// Hash and length of the salt, where an id-RSASSA-PSS identifier states one hash for both uses, MGF1, and the salt.
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE {
///   hashAlgorithm [0] HashAlgorithm DEFAULT sha1, maskGenAlgorithm [1] MaskGenAlgorithm DEFAULT mgf1SHA1,
///   saltLength [2] INTEGER DEFAULT 20, trailerField [3] INTEGER DEFAULT 1 }
/// ```
pub(crate) fn pss_parameters(identifier: &AlgorithmIdentifier<'_>) -> Option<(Hash, u16)> {
    let read = || -> keyattest_wire::Result<_> {
        let other = || Malformed::new("other parameters");
        let mut fields = identifier.parameters.filter(|all| all.tag == Tag::SEQUENCE).ok_or_else(other)?.reader();
        let hash = hash_algorithm(&mut explicit(&mut fields, 0)?)?;
        let mut mask = explicit(&mut fields, 1)?;
        let generator = AlgorithmIdentifier::read(&mut mask)?;
        mask.end()?;
        let inner = generator.parameters.filter(|_| generator.algorithm == oids::MGF1).ok_or_else(other)?;
        let mask_hash = hash_algorithm(&mut Reader::new(inner.whole))?;
        let mut salt = explicit(&mut fields, 2)?;
        let length = salt.small()?;
        salt.end()?;
        if let Some(trailer) = fields.optional(Tag::context(3))? {
            let trailer = only(trailer.content, Tag::INTEGER)?;
            if trailer.content != [1] {
                return Err(other());
            }
        }
        fields.end()?;
        let length = u16::try_from(length).map_err(|_| other())?;
        if hash == mask_hash { Ok((hash, length)) } else { Err(other()) }
    };
    read().ok()
}

fn explicit<'a>(fields: &mut Reader<'a>, number: u32) -> keyattest_wire::Result<Reader<'a>> {
    Ok(fields.expect(Tag::context(number))?.reader())
}

/// A hash's AlgorithmIdentifier and nothing behind it. RFC 4055, 2.1: NULL and absent are both read.
fn hash_algorithm(reader: &mut Reader<'_>) -> keyattest_wire::Result<Hash> {
    let identifier = AlgorithmIdentifier::read(reader)?;
    reader.end()?;
    match Hash::from_oid(&identifier.algorithm) {
        Some(hash) if identifier.parameters.is_none() || identifier.has_null() => Ok(hash),
        _ => Err(Malformed::new("a hash that is not known, or with parameters")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use keyattest_wire::Oid;
    use keyattest_wire::spki::encode;

    fn identifier(oid: &Oid, parameters: &[u8]) -> Vec<u8> {
        encode(0x30, &[encode(0x06, oid.as_der()), parameters.to_vec()].concat())
    }

    fn identify(oid: &Oid, parameters: &[u8]) -> Option<Identified> {
        let bytes = identifier(oid, parameters);
        SignatureAlgorithm::identify(&AlgorithmIdentifier::read(&mut Reader::new(&bytes)).unwrap())
    }

    const NULL: &[u8] = &[5, 0];

    #[test]
    fn rsa_with_and_without_null() {
        for (oid, hash) in [
            (oids::SHA1_WITH_RSA, Hash::Sha1),
            (oids::SHA256_WITH_RSA, Hash::Sha256),
            (oids::SHA384_WITH_RSA, Hash::Sha384),
            (oids::SHA512_WITH_RSA, Hash::Sha512),
        ] {
            let algorithm = SignatureAlgorithm::RsaPkcs1(hash);
            assert_eq!(identify(&oid, NULL), Some(Identified { algorithm, oddity: None }));
            let oddity = match hash {
                Hash::Sha256 => Some("sha256WithRSA-without-null-parameters"),
                _ => Some("rsa-without-null-parameters"),
            };
            assert_eq!(identify(&oid, &[]), Some(Identified { algorithm, oddity }));
            assert_eq!(identify(&oid, &[0x30, 0]), None);
            assert_eq!(identify(&oid, &[5, 1, 0]), None);
        }
    }

    #[test]
    fn ecdsa_with_and_without_null() {
        for (oid, hash) in [
            (oids::ECDSA_WITH_SHA1, Hash::Sha1),
            (oids::ECDSA_WITH_SHA256, Hash::Sha256),
            (oids::ECDSA_WITH_SHA384, Hash::Sha384),
            (oids::ECDSA_WITH_SHA512, Hash::Sha512),
        ] {
            let algorithm = SignatureAlgorithm::Ecdsa(hash);
            assert_eq!(identify(&oid, &[]), Some(Identified { algorithm, oddity: None }));
            let oddity = Some("ecdsa-null-parameters");
            assert_eq!(identify(&oid, NULL), Some(Identified { algorithm, oddity }));
            assert_eq!(identify(&oid, &[0x30, 0]), None);
        }
    }

    #[test]
    fn algorithms_without_parameters_and_others() {
        for (oid, algorithm) in [
            (oids::ED25519, SignatureAlgorithm::Ed25519),
            (oids::ML_DSA_44, SignatureAlgorithm::MlDsa44),
            (oids::ML_DSA_65, SignatureAlgorithm::MlDsa65),
            (oids::ML_DSA_87, SignatureAlgorithm::MlDsa87),
        ] {
            assert_eq!(identify(&oid, &[]), Some(Identified { algorithm, oddity: None }));
            assert_eq!(identify(&oid, NULL), None);
        }
        assert_eq!(identify(&oids::RSA_ENCRYPTION, NULL), None);
        assert_eq!(identify(&oids::X25519, &[]), None);
    }

    /// Parameters of PSS from their four fields, each whole.
    fn pss(fields: [Vec<u8>; 4]) -> Option<(Hash, u16)> {
        let found = identify(&oids::RSASSA_PSS, &encode(0x30, &fields.concat()))?;
        let SignatureAlgorithm::RsaPss { hash, salt } = found.algorithm else { panic!("{found:?}") };
        Some((hash, salt))
    }

    fn fields(hash: &Oid, mask_hash: &Oid, parameters: &[u8], salt: &[u8]) -> [Vec<u8>; 4] {
        [
            encode(0xa0, &identifier(hash, parameters)),
            encode(0xa1, &identifier(&oids::MGF1, &identifier(mask_hash, parameters))),
            encode(0xa2, &encode(0x02, salt)),
            Vec::new(),
        ]
    }

    #[test]
    fn pss_with_stated_parameters() {
        assert_eq!(pss(fields(&oids::SHA256, &oids::SHA256, NULL, &[32])), Some((Hash::Sha256, 32)));
        assert_eq!(pss(fields(&oids::SHA512, &oids::SHA512, &[], &[0])), Some((Hash::Sha512, 0)));
        assert_eq!(pss(fields(&oids::SHA1, &oids::SHA1, NULL, &[20])), Some((Hash::Sha1, 20)));
        let [hash, mask, salt, _] = fields(&oids::SHA384, &oids::SHA384, NULL, &[0x01, 0x00]);
        assert_eq!(pss([hash, mask, salt, encode(0xa3, &[2, 1, 1])]), Some((Hash::Sha384, 256)));
    }

    #[test]
    fn pss_with_other_parameters() {
        assert_eq!(identify(&oids::RSASSA_PSS, &[]), None);
        assert_eq!(identify(&oids::RSASSA_PSS, NULL), None);
        assert_eq!(identify(&oids::RSASSA_PSS, &[0x30, 0]), None);
        let good = || fields(&oids::SHA256, &oids::SHA256, NULL, &[32]);
        for missing in 0..3 {
            let mut fields = good();
            fields[missing].clear();
            assert_eq!(pss(fields), None, "field {missing}");
        }
        for (index, field) in [
            (0, encode(0xa0, &[identifier(&oids::SHA256, NULL), NULL.to_vec()].concat())),
            (0, encode(0xa0, &identifier(&oids::SHA256, &[0x30, 0]))),
            (0, encode(0xa0, &identifier(&oids::COMMON_NAME, NULL))),
            (1, encode(0xa1, &identifier(&oids::SHA256, &identifier(&oids::SHA256, NULL)))),
            (1, encode(0xa1, &identifier(&oids::MGF1, &identifier(&oids::SHA384, NULL)))),
            (1, encode(0xa1, &identifier(&oids::MGF1, &[]))),
            (2, encode(0xa2, &[2, 1, 0xff])),
            (2, encode(0xa2, &[2, 3, 1, 0, 0])),
            (2, encode(0xa2, &[2, 1, 32, 5, 0])),
            (3, encode(0xa3, &[2, 1, 2])),
            (3, encode(0xa3, &[2, 1, 1, 5, 0])),
            (3, encode(0xa4, &[2, 1, 1])),
        ] {
            let mut fields = good();
            fields[index] = field;
            assert_eq!(pss(fields.clone()), None, "{fields:02x?}");
        }
    }
}
