//! Signatures of each algorithm, made by another implementation or in the test, and each altered.

use super::*;
use crate::{Curve, Hash};
use aws_lc_rs::signature::{self as library, KeyPair};
use keyattest_wire::spki::{dsa_spki, encode, encode_unsigned, plain_spki, rsa_spki};
use keyattest_wire::{Bytes, Oid, hex, oids};

const MESSAGE: &[u8] = b"keyattest: a message\n";

struct Sample {
    name: String,
    algorithm: SignatureAlgorithm,
    key: PublicKey,
    signature: Vec<u8>,
    later: bool,
}

fn key(spki: Vec<u8>) -> PublicKey {
    PublicKey::from_spki(Bytes::new("key", spki)).unwrap()
}

fn samples() -> Vec<Sample> {
    let lines = include_str!("openssl.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            let [algorithm, hash, salt, spki, signature] = fields[..] else { panic!("{line}") };
            let hash = match hash {
                "sha1" => Hash::Sha1,
                "sha384" => Hash::Sha384,
                "sha512" => Hash::Sha512,
                _ => Hash::Sha256,
            };
            let key = key(hex::decode(spki).unwrap());
            let name = format!("{algorithm} {hash} {salt} {}", key.key_type());
            let later = algorithm.ends_with("-later");
            let algorithm = match algorithm {
                "rsa-pkcs1" => SignatureAlgorithm::RsaPkcs1(hash),
                "rsa-pkcs1-bare" => SignatureAlgorithm::RsaPkcs1Bare(hash),
                "rsa-pss" => SignatureAlgorithm::RsaPss { hash, salt: salt.parse().unwrap() },
                "dsa" => SignatureAlgorithm::Dsa(hash),
                "ed25519" => SignatureAlgorithm::Ed25519,
                _ => SignatureAlgorithm::Ecdsa(hash),
            };
            Sample { name, algorithm, key, signature: hex::decode(signature).unwrap(), later }
        })
        .collect()
}

impl Sample {
    fn verify(&self, form: EcdsaForm, signature: &[u8]) -> Result<(), BadSignature> {
        verify(self.algorithm, form, &self.key, MESSAGE, signature)
    }
}

fn sample(name: &str) -> Sample {
    samples().into_iter().find(|sample| sample.name == name).unwrap()
}

#[test]
fn signatures_of_another_implementation() {
    let samples = samples();
    assert_eq!(samples.len(), 48);
    for sample in &samples {
        let expected = if sample.later { Err(BadSignature::Unsupported) } else { Ok(()) };
        assert_eq!(sample.verify(EcdsaForm::Der, &sample.signature), expected, "{}", sample.name);
        assert!(sample.key.point_on_curve(), "{}", sample.name);
    }
}

#[test]
fn altered_signatures_messages_and_keys() {
    for sample in samples() {
        let name = &sample.name;
        for index in [0, sample.signature.len() / 2, sample.signature.len() - 1] {
            let mut altered = sample.signature.clone();
            altered[index] ^= 1;
            assert!(sample.verify(EcdsaForm::Der, &altered).is_err(), "{name}, byte {index}");
        }
        let Sample { algorithm, key, signature, later, .. } = &sample;
        let mismatch = Err(if *later { BadSignature::Unsupported } else { BadSignature::Mismatch });
        assert_eq!(verify(*algorithm, EcdsaForm::Der, key, &MESSAGE[1..], signature), mismatch, "{name}");
        for altered in
            [&signature[..signature.len() - 1], &[&signature[..], &[0]].concat(), &[&[0], &signature[..]].concat(), &[]]
        {
            assert_eq!(verify(*algorithm, EcdsaForm::Der, key, MESSAGE, altered), Err(BadSignature::Form), "{name}");
        }
    }
}

#[test]
fn every_algorithm_takes_its_own_kind_of_key() {
    let samples = samples();
    let class = |algorithm| match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPkcs1Bare(_) | SignatureAlgorithm::RsaPss { .. } => 0,
        SignatureAlgorithm::Ecdsa(_) => 1,
        _ => 2,
    };
    for sample in &samples {
        for other in samples.iter().filter(|other| class(other.algorithm) != class(sample.algorithm)) {
            let verified = verify(sample.algorithm, EcdsaForm::Der, &other.key, MESSAGE, &sample.signature);
            assert_eq!(verified, Err(BadSignature::Key), "{} by {}", sample.name, other.name);
        }
    }
    for spki in [plain_spki(&oids::X25519, &[9; 32]), plain_spki(&oids::ED448, &[9; 57]), plain_spki(&oids::DSA, &[9])]
    {
        let verified = verify(SignatureAlgorithm::Ed25519, EcdsaForm::Der, &key(spki), MESSAGE, &[0; 64]);
        assert_eq!(verified, Err(BadSignature::Key));
    }
}

#[test]
fn another_hash_or_padding_or_salt() {
    for sample in samples().iter().filter(|sample| !sample.later) {
        let others = match sample.algorithm {
            SignatureAlgorithm::RsaPkcs1(hash) => vec![
                SignatureAlgorithm::RsaPkcs1(if hash == Hash::Sha256 { Hash::Sha384 } else { Hash::Sha256 }),
                SignatureAlgorithm::RsaPkcs1Bare(hash),
                SignatureAlgorithm::RsaPss { hash, salt: 32 },
            ],
            SignatureAlgorithm::RsaPkcs1Bare(hash) => {
                vec![SignatureAlgorithm::RsaPkcs1(hash), SignatureAlgorithm::RsaPkcs1Bare(Hash::Sha384)]
            }
            SignatureAlgorithm::RsaPss { hash, salt } => vec![
                SignatureAlgorithm::RsaPss { hash, salt: salt - 1 },
                SignatureAlgorithm::RsaPss { hash, salt: salt + 1 },
                SignatureAlgorithm::RsaPss { hash, salt: 0 },
                SignatureAlgorithm::RsaPss { hash, salt: u16::MAX },
                SignatureAlgorithm::RsaPss {
                    hash: if hash == Hash::Sha256 { Hash::Sha384 } else { Hash::Sha256 },
                    salt,
                },
                SignatureAlgorithm::RsaPkcs1(hash),
            ],
            SignatureAlgorithm::Ecdsa(Hash::Sha256) => vec![SignatureAlgorithm::Ecdsa(Hash::Sha384)],
            SignatureAlgorithm::Ecdsa(_) => vec![SignatureAlgorithm::Ecdsa(Hash::Sha256)],
            _ => vec![],
        };
        for other in others {
            let verified = verify(other, EcdsaForm::Der, &sample.key, MESSAGE, &sample.signature);
            assert!(
                matches!(verified, Err(BadSignature::Mismatch | BadSignature::Unsupported)),
                "{} as {other:?}: {verified:?}",
                sample.name
            );
        }
    }
}

/// A number's big-endian bytes as long as the order.
fn padded(number: &[u8], length: usize) -> Vec<u8> {
    let digits: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
    [vec![0; length - digits.len()], digits].concat()
}

/// r and s of a signature in DER, each as long as the order.
fn numbers(signature: &[u8], length: usize) -> (Vec<u8>, Vec<u8>) {
    let mut reader = keyattest_wire::der::Reader::new(signature).sequence().unwrap();
    let (r, s) = (reader.unsigned().unwrap(), reader.unsigned().unwrap());
    (padded(r, length), padded(s, length))
}

fn sequence(integers: &[&[u8]]) -> Vec<u8> {
    encode(0x30, &integers.iter().map(|integer| encode(0x02, integer)).collect::<Vec<_>>().concat())
}

const P384: &str = "ecdsa SHA-384 0 ec-p384";

#[test]
fn forms_of_ecdsa() {
    for sample in samples().iter().filter(|sample| !sample.later) {
        let KeyKind::Ec { curve, .. } = sample.key.kind() else { continue };
        let (r, s) = numbers(&sample.signature, curve.length().unwrap());
        let fixed = [&r[..], &s].concat();
        let unsigned = sequence(&[&r, &s]);
        let longer = sequence(&[&[&[0], &r[..]].concat(), &[&[0], &s[..]].concat()]);
        let name = &sample.name;
        assert_eq!(sample.verify(EcdsaForm::Fixed, &fixed), Ok(()), "{name}");
        assert_eq!(sample.verify(EcdsaForm::DerOrFixed, &fixed), Ok(()), "{name}");
        assert_eq!(sample.verify(EcdsaForm::DerOrFixed, &sample.signature), Ok(()), "{name}");
        let padded = sequence(&[&[&[0, 0], &r[..]].concat(), &[&[0, 0], &s[..]].concat()]);
        assert_eq!(sample.verify(EcdsaForm::DerOrFixed, &padded), Err(BadSignature::Form), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Unsigned, &unsigned), Ok(()), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Unsigned, &longer), Ok(()), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Unsigned, &sample.signature), Ok(()), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Fixed, &sample.signature), Err(BadSignature::Form), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Der, &fixed), Err(BadSignature::Form), "{name}");
        for wrong in [&fixed[1..], &[&fixed[..], &[0]].concat(), &[&[0], &fixed[..]].concat()] {
            assert_eq!(sample.verify(EcdsaForm::Fixed, wrong), Err(BadSignature::Form), "{name}");
            assert_eq!(sample.verify(EcdsaForm::DerOrFixed, wrong), Err(BadSignature::Form), "{name}");
        }
    }
}

#[test]
fn malformed_ecdsa_structures() {
    let sample = sample(P384);
    let (r, s) = numbers(&sample.signature, 48);
    let good = sequence(&[&r, &s]);
    let with = |tag, inner: &[u8]| encode(tag, inner);
    let integers = [encode(0x02, &r), encode(0x02, &s)].concat();
    for (what, signature) in [
        ("three integers", sequence(&[&r, &s, &[1]])),
        ("one integer", sequence(&[&r])),
        ("no integers", sequence(&[])),
        ("an empty integer", sequence(&[&r, &[]])),
        ("an integer of 50 bytes", sequence(&[&r, &[&[0, 0], &s[..]].concat()])),
        ("a byte behind", [&good[..], &[0]].concat()),
        ("a SET", with(0x31, &integers)),
        ("an OCTET STRING for an INTEGER", with(0x30, &[encode(0x02, &r), encode(0x04, &s)].concat())),
        ("an indefinite length", [&[0x30, 0x80], &integers[..], &[0, 0]].concat()),
        ("a long length", [&[0x30, 0x81, integers.len() as u8], &integers[..]].concat()),
        ("a truncated one", good[..good.len() - 1].to_vec()),
    ] {
        for form in [EcdsaForm::Unsigned, EcdsaForm::Der] {
            // A SEQUENCE of 100 bytes is of the short form, so that a length in two bytes is not minimal.
            assert_eq!(sample.verify(form, &signature), Err(BadSignature::Form), "{what} as {form:?}");
        }
    }
    let negative = sequence(&[&[&[0x80], &r[1..]].concat(), &s]);
    assert_eq!(sample.verify(EcdsaForm::Der, &negative), Err(BadSignature::Form), "negative");
    assert_eq!(sample.verify(EcdsaForm::Unsigned, &negative), Err(BadSignature::Mismatch), "another number");
    let needless = sequence(&[&[&[0], &[0x7f], &r[1..]].concat(), &s]);
    assert_eq!(sample.verify(EcdsaForm::Der, &needless), Err(BadSignature::Form), "padded");
}

#[test]
fn numbers_of_ecdsa_out_of_range() {
    let order =
        hex::decode("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973")
            .unwrap();
    let sample = sample(P384);
    let (r, s) = numbers(&sample.signature, 48);
    let mut below = order.clone();
    below[47] -= 1;
    let der = |r: &[u8], s: &[u8]| encode(0x30, &[encode_unsigned(r), encode_unsigned(s)].concat());
    let zero = vec![0; 48];
    let plus_order = [&[1], &[0; 48][..]].concat();
    for (r, s) in [(&zero, &s), (&r, &zero), (&order, &s), (&r, &order), (&r, &vec![0xff; 48]), (&r, &plus_order)] {
        assert_eq!(sample.verify(EcdsaForm::Der, &der(r, s)), Err(BadSignature::Range));
        assert_eq!(sample.verify(EcdsaForm::Unsigned, &sequence(&[r, s])), Err(BadSignature::Range));
        if r.len() + s.len() == 96 {
            assert_eq!(sample.verify(EcdsaForm::Fixed, &[&r[..], s].concat()), Err(BadSignature::Range));
        }
    }
    assert_eq!(sample.verify(EcdsaForm::Der, &der(&r, &below)), Err(BadSignature::Mismatch));
    assert_eq!(sample.verify(EcdsaForm::Der, &der(&r, &[1; 200])), Err(BadSignature::Range));
}

#[test]
fn points_that_are_none() {
    let sample = sample(P384);
    let KeyKind::Ec { point, .. } = sample.key.kind() else { panic!() };
    let verify_by = |point: &[u8]| {
        let key = key(keyattest_wire::spki::ec_spki(&Curve::P384.oid(), point));
        verify(sample.algorithm, EcdsaForm::Der, &key, MESSAGE, &sample.signature)
    };
    assert_eq!(verify_by(point), Ok(()));
    for other in [&point[..96], &[&[2 | (point[96] & 1)], &point[1..49]].concat(), &[0], &[]] {
        assert_eq!(verify_by(other), Err(BadSignature::Key));
    }
    let mut beside = point.to_vec();
    beside[96] ^= 1;
    assert_eq!(verify_by(&beside), Err(BadSignature::Mismatch));
    let key = key(keyattest_wire::spki::ec_spki(&oids::COMMON_NAME, point));
    let verified = verify(sample.algorithm, EcdsaForm::Der, &key, MESSAGE, &sample.signature);
    assert_eq!(verified, Err(BadSignature::Unsupported));
}

#[test]
fn rsa_signatures_out_of_range() {
    for sample in samples() {
        let Some(KeyKind::Rsa { modulus, exponent }) = Some(sample.key.kind()) else { continue };
        let name = &sample.name;
        assert_eq!(sample.verify(EcdsaForm::Der, modulus), Err(BadSignature::Range), "{name}");
        assert_eq!(sample.verify(EcdsaForm::Der, &vec![0; modulus.len()]), Err(BadSignature::Mismatch), "{name}");
        // A larger exponent than any library computes with, an even one, and 1: nothing verifies.
        for (exponent, expected) in [
            (vec![2, 0, 0, 0, 1], BadSignature::Unsupported),
            (vec![1; modulus.len()], BadSignature::Unsupported),
            (vec![1], BadSignature::Key),
            (vec![4], BadSignature::Key),
            (vec![0], BadSignature::Key),
        ] {
            let key = key(rsa_spki(modulus, &exponent));
            let verified = verify(sample.algorithm, EcdsaForm::Der, &key, MESSAGE, &sample.signature);
            assert_eq!(verified, Err(expected), "{name} {exponent:?}");
        }
        let mut even = modulus.to_vec();
        *even.last_mut().unwrap() ^= 1;
        let key = key(rsa_spki(&even, exponent));
        let verified = verify(sample.algorithm, EcdsaForm::Der, &key, MESSAGE, &sample.signature);
        assert_eq!(verified, Err(BadSignature::Key), "{name}");
    }
    for length in [127, 1025] {
        let key = key(rsa_spki(&vec![0xff; length], &[3]));
        for algorithm in [SignatureAlgorithm::RsaPkcs1(Hash::Sha384), SignatureAlgorithm::RsaPkcs1(Hash::Sha256)] {
            let verified = verify(algorithm, EcdsaForm::Der, &key, MESSAGE, &vec![1; length]);
            assert_eq!(verified, Err(BadSignature::Unsupported));
        }
    }
}

/// With e = 1 the signature is the block itself: whatever the block, such a key verifies nothing.
#[test]
fn an_exponent_of_one_verifies_nothing() {
    for (length, hash, prefix) in [
        (128, Hash::Sha384, "3041300d060960864801650304020205000430"),
        (256, Hash::Sha256, "3031300d060960864801650304020105000420"),
    ] {
        let info = [hex::decode(prefix).unwrap(), hash.digest(MESSAGE)].concat();
        let block = [&[0, 1], &vec![0xff; length - info.len() - 3][..], &[0], &info].concat();
        let key = key(rsa_spki(&vec![0xff; length], &[1]));
        let verified = verify(SignatureAlgorithm::RsaPkcs1(hash), EcdsaForm::Der, &key, MESSAGE, &block);
        assert_eq!(verified, Err(BadSignature::Key));
    }
}

#[test]
fn keys_restricted_to_pss() {
    let sample = sample("rsa-pss SHA-256 32 rsa-2048");
    let identifier = |oid: &Oid, inner: &[u8]| encode(0x30, &[encode(0x06, oid.as_der()), inner.to_vec()].concat());
    let restricted = |parameters: &[u8]| {
        let bits = encode(0x03, &[&[0], sample.key.bits().as_slice()].concat());
        key(encode(0x30, &[identifier(&oids::RSASSA_PSS, parameters), bits].concat()))
    };
    let parameters = |hash: &Oid, salt: u8| {
        let hash = identifier(hash, &[5, 0]);
        let mask = identifier(&oids::MGF1, &hash);
        encode(0x30, &[encode(0xa0, &hash), encode(0xa1, &mask), encode(0xa2, &[2, 1, salt])].concat())
    };
    for (key, expected) in [
        (restricted(&[]), Ok(())),
        (restricted(&parameters(&oids::SHA256, 32)), Ok(())),
        (restricted(&parameters(&oids::SHA256, 20)), Ok(())),
        (restricted(&parameters(&oids::SHA256, 33)), Err(BadSignature::Key)),
        (restricted(&parameters(&oids::SHA384, 32)), Err(BadSignature::Key)),
        (restricted(&[5, 0]), Err(BadSignature::Key)),
    ] {
        assert_eq!(verify(sample.algorithm, EcdsaForm::Der, &key, MESSAGE, &sample.signature), expected);
    }
    let pkcs1 = SignatureAlgorithm::RsaPkcs1(Hash::Sha256);
    assert_eq!(verify(pkcs1, EcdsaForm::Der, &restricted(&[]), MESSAGE, &sample.signature), Err(BadSignature::Key));
}

#[test]
fn pss_that_is_not_supported() {
    let sample = sample("rsa-pkcs1 SHA-256 0 rsa-1024");
    let algorithm = SignatureAlgorithm::RsaPss { hash: Hash::Sha256, salt: 32 };
    let verified = verify(algorithm, EcdsaForm::Der, &sample.key, MESSAGE, &sample.signature);
    assert_eq!(verified, Err(BadSignature::Unsupported));
    let larger = self::sample("rsa-pkcs1 SHA-256 0 rsa-2048");
    let algorithm = SignatureAlgorithm::RsaPss { hash: Hash::Sha1, salt: 20 };
    let verified = verify(algorithm, EcdsaForm::Der, &larger.key, MESSAGE, &larger.signature);
    assert_eq!(verified, Err(BadSignature::Unsupported));
}

#[test]
fn ml_dsa() {
    for (algorithm, signing, oid) in [
        (SignatureAlgorithm::MlDsa44, &library::ML_DSA_44_SIGNING, oids::ML_DSA_44),
        (SignatureAlgorithm::MlDsa65, &library::ML_DSA_65_SIGNING, oids::ML_DSA_65),
        (SignatureAlgorithm::MlDsa87, &library::ML_DSA_87_SIGNING, oids::ML_DSA_87),
    ] {
        let pair = library::PqdsaKeyPair::generate(signing).unwrap();
        let mut signature = vec![0; signing.signature_len()];
        pair.sign(MESSAGE, &mut signature).unwrap();
        let key = key(plain_spki(&oid, pair.public_key().as_ref()));
        let verify_it = |message: &[u8], signature: &[u8]| verify(algorithm, EcdsaForm::Der, &key, message, signature);
        assert_eq!(verify_it(MESSAGE, &signature), Ok(()));
        assert_eq!(verify_it(&MESSAGE[1..], &signature), Err(BadSignature::Mismatch));
        assert_eq!(verify_it(MESSAGE, &signature[1..]), Err(BadSignature::Form));
        assert_eq!(verify_it(MESSAGE, &[&signature[..], &[0]].concat()), Err(BadSignature::Form));
        for index in [0, 1000, signature.len() - 1] {
            let mut altered = signature.clone();
            altered[index] ^= 1;
            assert_eq!(verify_it(MESSAGE, &altered), Err(BadSignature::Mismatch), "{algorithm:?} {index}");
        }
        let others = [SignatureAlgorithm::MlDsa44, SignatureAlgorithm::MlDsa65, SignatureAlgorithm::MlDsa87];
        for other in others.into_iter().filter(|other| *other != algorithm) {
            assert_eq!(verify(other, EcdsaForm::Der, &key, MESSAGE, &signature), Err(BadSignature::Key));
        }
    }
}

/// RFC 8032, 7.1, test 1; and s plus the group's order, which a lenient verifier takes too.
#[test]
fn ed25519_is_not_malleable() {
    let key = key(plain_spki(
        &oids::ED25519,
        &hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap(),
    ));
    let signature = hex::decode(concat!(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b",
        "d25bf5f0595bbe24655141438e7a100b"
    ))
    .unwrap();
    assert_eq!(verify(SignatureAlgorithm::Ed25519, EcdsaForm::Der, &key, &[], &signature), Ok(()));
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0u16;
    let mut other = signature.clone();
    for (byte, order) in other[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        carry = sum >> 8;
        *byte = sum as u8;
    }
    assert_eq!(verify(SignatureAlgorithm::Ed25519, EcdsaForm::Der, &key, &[], &other), Err(BadSignature::Mismatch));
}

/// The DSA sample with p of 3072 bits, its numbers, and its signature in the fixed form.
fn dsa_sample() -> (Sample, [Vec<u8>; 4], Vec<u8>) {
    let sample = samples().into_iter().rfind(|sample| matches!(sample.algorithm, SignatureAlgorithm::Dsa(_)));
    let sample = sample.unwrap();
    let KeyKind::Dsa { p, q, g, y } = sample.key.kind() else { panic!("{:?}", sample.key) };
    let numbers = [p, q, g, y].map(|number| number.to_vec());
    let (r, s) = ecdsa::split(EcdsaForm::Der, 32, &sample.signature).unwrap();
    let fixed = [ecdsa::padded(r, 32), ecdsa::padded(s, 32)].concat();
    (sample, numbers, fixed)
}

#[test]
fn dsa_signatures_of_both_forms_and_their_ranges() {
    let (sample, [_, q, ..], fixed) = dsa_sample();
    assert_eq!(sample.verify(EcdsaForm::Fixed, &fixed), Ok(()));
    for (form, bytes, expected) in [
        (EcdsaForm::Fixed, &fixed[..63], BadSignature::Form),
        (EcdsaForm::Der, &fixed[..], BadSignature::Form),
        (EcdsaForm::Unsigned, &sample.signature, BadSignature::Unsupported),
        (EcdsaForm::Fixed, &[&[0; 32][..], &fixed[32..]].concat(), BadSignature::Range),
        (EcdsaForm::Fixed, &[&fixed[..32], &[0; 32]].concat(), BadSignature::Range),
        (EcdsaForm::Fixed, &[&q[..], &fixed[32..]].concat(), BadSignature::Range),
        (EcdsaForm::Fixed, &[&fixed[..32], &[0xff; 32]].concat(), BadSignature::Range),
        (EcdsaForm::Fixed, &[&fixed[32..], &fixed[..32]].concat(), BadSignature::Mismatch),
    ] {
        assert_eq!(sample.verify(form, bytes), Err(expected), "{form:?} {bytes:02x?}");
    }
    let hash = SignatureAlgorithm::Dsa(Hash::Sha512);
    assert_eq!(verify(hash, EcdsaForm::Fixed, &sample.key, MESSAGE, &fixed), Err(BadSignature::Unsupported));
}

#[test]
fn dsa_keys_that_are_none() {
    let (sample, numbers, fixed) = dsa_sample();
    let [p, q, g, y] = numbers.each_ref().map(Vec::as_slice);
    let judge = |p: &[u8], q: &[u8], g: &[u8], y: &[u8]| {
        verify(sample.algorithm, EcdsaForm::Fixed, &key(dsa_spki(p, q, g, y)), MESSAGE, &fixed)
    };
    let even = |number: &[u8]| {
        let mut number = number.to_vec();
        *number.last_mut().unwrap() &= 0xfe;
        number
    };
    assert_eq!(judge(p, q, g, y), Ok(()));
    assert_eq!(judge(p, q, g, g), Err(BadSignature::Mismatch));
    assert_eq!(judge(&p[1..], q, g, y), Err(BadSignature::Unsupported));
    assert_eq!(judge(p, &q[1..], g, y), Err(BadSignature::Unsupported));
    for (p, q, g, y) in [
        (&even(p)[..], q, g, y),
        (p, &even(q)[..], g, y),
        (p, q, &[0][..], y),
        (p, q, &[1], y),
        (p, q, p, y),
        (p, q, g, &[0][..]),
        (p, q, g, &[1]),
        (p, q, g, p),
        (p, q, g, &[&[1][..], p].concat()),
    ] {
        assert_eq!(judge(p, q, g, y), Err(BadSignature::Key));
    }
    // No element of the subgroup: the library's own check.
    assert_eq!(judge(p, q, g, &[2]), Err(BadSignature::Mismatch));
}
