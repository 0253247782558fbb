//! What is wrong with signature blocks: which bytes are signed, and how.

use super::super::chain::{Signer, Signing, hss_spki};
use super::super::message::Block;
use super::super::statement::{Statement, predicate, text};
use crate::lms::{self, Tree};
use crate::made::alter;
use crate::{Order, der, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::oids;

/// What is signed, where it is not the claims as they stand in the message.
pub(in super::super) fn signed(order: &Order, statement: &Statement) -> Vec<u8> {
    let claims = statement.to_der();
    let mut other = statement.clone();
    match order.wrong.as_deref().unwrap_or_default() {
        "signed-altered" => {
            other.change(&predicate(1, 3), |firmware| firmware.value = Some(text("0.0.0.1 TEST")));
            other.to_der()
        }
        "signed-added" => {
            other.remove(&predicate(2, 7));
            other.to_der()
        }
        "signed-taken-away" => {
            other.of_key(16, None);
            other.to_der()
        }
        "signed-content" => {
            // Tag and length of what has 256 to 65535 bytes.
            claims.get(4..).unwrap_or_default().to_vec()
        }
        "signed-with-version" => [der::integer(1), claims].concat(),
        _ => claims,
    }
}

/// What is wrong with the keys before certificates are made of them.
pub(in super::super) fn keys(order: &Order, signers: &mut [Signer]) {
    let Some(way) = order.wrong.as_deref() else { return };
    for signer in signers {
        match (way, &signer.key) {
            ("ec-other-curve", Signing::Elliptic(_)) => {
                signer.key = Signing::Elliptic(&test_keys::KEY_P256);
                signer.certificate().spki = test_keys::KEY_P256.spki();
            }
            (_, Signing::Hss(trees)) if way.starts_with("hss-key-") => {
                let levels = trees.len() as u32;
                let top: &Tree = trees[0];
                let key = match way {
                    "hss-key-no-level" => lms::public_key(0, top),
                    "hss-key-nine-levels" => lms::public_key(9, top),
                    "hss-key-unknown-type" => {
                        // LMS_SHA256_M24_H5 of SP 800-208.
                        let mut key = lms::public_key(levels, top);
                        key[7] = 10;
                        key
                    }
                    _ => [lms::public_key(levels, top), vec![0]].concat(),
                };
                signer.certificate().spki = hss_spki(&der::octet_string(&key));
            }
            _ => {}
        }
    }
}

/// What is wrong with the blocks.
pub(in super::super) fn after_signing(order: &Order, signers: &[Signer], signed: &[u8], blocks: &mut [Block]) {
    let way = order.wrong.as_deref().unwrap_or_default();
    match way {
        "anchor-no-certificate" => blocks.first_mut().into_iter().for_each(|block| block.certificates.clear()),
        "second-no-certificate" => blocks.last_mut().into_iter().for_each(|block| block.certificates.clear()),
        "signature-altered" => {
            blocks
                .first_mut()
                .and_then(|block| block.certificates.first_mut())
                .into_iter()
                .for_each(|leaf| alter(leaf));
        }
        "second-other-claims" => {
            if let (Some(signer), Some(block)) = (signers.last(), blocks.last_mut()) {
                block.signature = signer.sign(b"other claims TEST");
            }
        }
        _ => {}
    }
    for (signer, block) in signers.iter().zip(blocks) {
        match &signer.key {
            Signing::Elliptic(key) if way.starts_with("ec-") => match way {
                "ec-altered" => alter(&mut block.signature),
                "ec-other-key" => block.signature = test_keys::IMPOSTOR_P384.sign(Hash::Sha384, signed),
                "ec-other-hash" => {
                    block.algorithm = key.algorithm(Hash::Sha256);
                    block.signature = key.sign(Hash::Sha256, signed);
                }
                "ec-parameters" => block.algorithm = der::algorithm(&oids::ECDSA_WITH_SHA384, der::null()),
                "ec-other-algorithm" => block.algorithm = der::algorithm(&oids::HSS_LMS, Vec::new()),
                "ec-fixed" => block.signature = key.sign_fixed(Hash::Sha384, signed),
                _ => {}
            },
            Signing::Hss(_) if way == "hss-other-algorithm" => {
                block.algorithm = der::algorithm(&oids::ECDSA_WITH_SHA384, Vec::new());
            }
            Signing::Hss(trees) if way.starts_with("hss-") => hss(way, trees, signed, &mut block.signature),
            _ => {}
        }
    }
}

fn hss(way: &str, trees: &[&'static Tree], signed: &[u8], signature: &mut Vec<u8>) {
    let (top, bottom) = (trees[0], trees[trees.len() - 1]);
    // Where the last tree's signature begins: its leaf, the type of its chains.
    let last = signature.len() - bottom.sign(signed).len();
    match way {
        "hss-altered" => alter(signature),
        "hss-other-key" => {
            let other: &Tree = if trees.len() == 1 { &lms::IMPOSTOR } else { &lms::BOTTOM };
            let other: Vec<&Tree> = [other].into_iter().chain(trees[1..].iter().copied()).collect();
            *signature = lms::sign(&other, signed);
        }
        "hss-other-tree" => {
            // The first signature is genuine, and on another tree than the one that follows.
            let count = (trees.len() as u32 - 1).to_be_bytes();
            let genuine = top.sign(&trees[1].public_key());
            let own: Vec<&Tree> = [&*lms::IMPOSTOR].into_iter().chain(trees[2..].iter().copied()).collect();
            let own = [lms::IMPOSTOR.public_key(), lms::sign(&own, signed)[4..].to_vec()].concat();
            *signature = [&count[..], &genuine, &own].concat();
        }
        "hss-fewer-levels" => *signature = lms::sign(&[top], signed),
        "hss-more-levels" => {
            let more: Vec<&Tree> = trees.iter().copied().chain([&*lms::IMPOSTOR]).collect();
            *signature = lms::sign(&more, signed);
        }
        "hss-leaf-number" => signature[last + 3] |= 0x20,
        "hss-tree-type" => {
            let path = 5 * 32;
            let end = signature.len() - path;
            signature[end - 1] += 1;
        }
        "hss-chain-type" => signature[last + 7] ^= 7,
        "hss-cut" => signature.truncate(signature.len() - 32),
        "hss-trailing-byte" => signature.push(0),
        "hss-empty" => signature.clear(),
        _ => {}
    }
}
