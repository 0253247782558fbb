//! What is wrong with the message around what is signed, and with its files.

use super::super::chain::{Chain, named};
use super::super::message::{Block, Message};
use crate::x509::{self, Certificate};
use crate::{File, Order, der, test_keys};
use keyattest_trust::Hash;

/// What is wrong with the message before it is written.
pub(in super::super) fn message(order: &Order, chain: &Chain, message: &mut Message) {
    match order.wrong.as_deref().unwrap_or_default() {
        "message-version" => message.version = 2,
        "further-member" => message.further.push(der::context(1, [der::null()])),
        "long-length" => {
            // 82 and two bytes of length become 83 and three.
            let (head, rest) = message.claims.split_at(2);
            message.claims = [&[head[0], 0x83, 0x00], rest].concat();
        }
        "no-blocks" => message.blocks.clear(),
        "nine-blocks" => {
            let Some(first) = chain.signers.first() else { return };
            message.blocks = (0..9u8)
                .map(|number| {
                    let mut member = first.member.clone();
                    member.certificate.serial = x509::serial(&[number]);
                    Block { certificates: vec![member.signed()], ..Block::new(first, &message.claims) }
                })
                .collect();
        }
        "block-twice" => message.blocks.extend(message.blocks.first().cloned()),
        "two-certificates" => {
            let authority = chain.authority.signed();
            message.blocks.first_mut().into_iter().for_each(|block| block.certificates.push(authority.clone()));
        }
        "many-certificates" => {
            let key = &test_keys::IMPOSTOR_P384;
            message.related.extend((0..17).map(|number| {
                let name = named(&format!("TEST stray {number}"));
                Certificate::new(name.clone(), name, key.spki(), Vec::new()).signed(key, Hash::Sha384)
            }));
        }
        _ => {}
    }
}

/// What is wrong with the files.
pub(in super::super) fn files(order: &Order, evidence: &mut Vec<File>) {
    if order.is("two-files") {
        let second = evidence.first().map(|file| File::new(format!("other-{}", file.name), file.bytes.clone()));
        evidence.extend(second);
    }
}

/// The label of the text.
pub(in super::super) fn label(order: &Order) -> &'static str {
    if order.is("other-label") { "ATTESTATION RESPONSE" } else { "ATTESTATION MESSAGE" }
}
