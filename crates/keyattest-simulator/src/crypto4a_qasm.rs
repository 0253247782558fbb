//! A synthetic QASM: an attestation message of a key, signed by the module's elliptic and HSS keys.
//!
//! The format fixes the beginning of the signers' common names; their organization says TEST, as do the names of root and authority.

mod chain;
mod message;
mod statement;
mod ways;

use crate::{Carrier, Choice, File, Made, Order, OrderError, Simulator, Way, bundle, lms};
use chain::{Chain, Signer};
use message::{Block, Message};
use statement::Statement;

pub(crate) struct Crypto4aQasm;

static CARRIERS: &[Carrier] = &[
    Carrier {
        id: "pem",
        about: "text of one message with an elliptic and an HSS block; authority and root beside them, each twice",
    },
    Carrier { id: "der", about: "the same, binary" },
    Carrier { id: "transcript", about: "the same text with what the console showed around it" },
    Carrier { id: "ec", about: "the elliptic block alone" },
    Carrier { id: "hss", about: "the HSS block alone" },
    Carrier {
        id: "hss-bare-key",
        about: "the HSS block alone, its key of two unlike trees and bare, as RFC 9708 has it",
    },
    Carrier { id: "hss-one-level", about: "the HSS block alone, its key a single tree" },
    Carrier {
        id: "explicit-object",
        about: "objects of claims in a SEQUENCE of their own, as the vendor's document has them",
    },
    Carrier { id: "key-hash", about: "the key named by the hash of its SubjectPublicKeyInfo" },
    Carrier { id: "intermediates", about: "nothing beside the blocks; the caller has the authority's certificate" },
    Carrier { id: "rollover", about: "beside the blocks an authority of the same name and another key, too" },
];

impl Simulator for Crypto4aQasm {
    fn format(&self) -> &'static str {
        "crypto4a-qasm"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        ways::goes_with(way, carrier)
    }

    fn claims(&self) -> &'static [Choice] {
        statement::CHOICES
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let carrier = order.carrier();
        let mut statement = Statement::new(order, carrier == "key-hash")?;
        statement.is_explicit = carrier == "explicit-object";
        ways::claims::before_signing(order, &mut statement)?;

        let mut signers = signers(carrier, statement.device());
        ways::blocks::keys(order, &mut signers);
        let mut chain = Chain::new(signers);
        ways::chain::before_signing(order, &mut chain);

        let signed = ways::blocks::signed(order, &statement);
        let mut blocks: Vec<Block> = chain.signers.iter().map(|signer| Block::new(signer, &signed)).collect();
        ways::blocks::after_signing(order, &chain.signers, &signed, &mut blocks);

        let above = above(order, &chain);
        let related = match carrier {
            "intermediates" => Vec::new(),
            // A message has the authority's certificate and the root's once for each block.
            _ => {
                chain.signers.iter().flat_map(|_| above.iter().cloned().chain([chain.carried_root.signed()])).collect()
            }
        };
        let mut message = Message::new(statement.to_der(), blocks, related);
        ways::shape::message(order, &chain, &mut message);

        let mut evidence = vec![file(order, &message.to_der())];
        ways::shape::files(order, &mut evidence);
        let intermediates = if carrier == "intermediates" && !above.is_empty() {
            vec![File::new("authority.pem", bundle::certificates(&above))]
        } else {
            Vec::new()
        };
        Ok(Made {
            evidence,
            anchors: vec![ways::chain::anchor(order, &chain)],
            intermediates,
            claims: statement.expected(),
            ..Made::default()
        })
    }
}

/// Who signs.
fn signers(carrier: &str, device: &str) -> Vec<Signer> {
    let trees = || vec![&*lms::TOP, &*lms::MIDDLE, &*lms::BOTTOM];
    match carrier {
        "ec" => vec![Signer::elliptic(device)],
        "hss" => vec![Signer::hss(device, trees(), true)],
        "hss-bare-key" => vec![Signer::hss(device, vec![&*lms::TOP, &*lms::ALONE], false)],
        "hss-one-level" => vec![Signer::hss(device, vec![&*lms::ALONE], true)],
        _ => vec![Signer::elliptic(device), Signer::hss(device, trees(), true)],
    }
}

/// The certificates between the blocks' and the root.
fn above(order: &Order, chain: &Chain) -> Vec<Vec<u8>> {
    if order.is("anchor-no-authority") {
        return Vec::new();
    }
    let old = (order.carrier() == "rollover").then(|| chain.rolled_over());
    old.iter().chain(&chain.below).chain([&chain.authority]).map(|member| member.signed()).collect()
}

fn file(order: &Order, message: &[u8]) -> File {
    let block = || bundle::block(ways::shape::label(order), message);
    match order.carrier() {
        "der" => File::new("attestation.der", message.to_vec()),
        "transcript" => {
            let text = [&b"> skm attest claim --key-spki KEY\n"[..], &block(), b"> \n"].concat();
            File::new("attestation.txt", text)
        }
        _ => File::new("attestation.pem", block()),
    }
}
