//! The message: signed claims, signature blocks, certificates beside them.

use super::chain::Signer;
use crate::der;

/// A message before it is written.
pub(super) struct Message {
    pub(super) version: u64,
    /// The element that is signed.
    pub(super) claims: Vec<u8>,
    pub(super) blocks: Vec<Block>,
    pub(super) related: Vec<Vec<u8>>,
    /// Elements behind all that is known.
    pub(super) further: Vec<Vec<u8>>,
}

impl Message {
    pub(super) fn new(claims: Vec<u8>, blocks: Vec<Block>, related: Vec<Vec<u8>>) -> Self {
        Self { version: 1, claims, blocks, related, further: Vec::new() }
    }

    pub(super) fn to_der(&self) -> Vec<u8> {
        let related = if self.related.is_empty() { Vec::new() } else { der::context(0, self.related.iter().cloned()) };
        der::sequence([
            der::integer(self.version),
            self.claims.clone(),
            der::sequence(self.blocks.iter().map(Block::to_der)),
            related,
            self.further.concat(),
        ])
    }
}

/// A signature block before it is written.
#[derive(Clone)]
pub(super) struct Block {
    /// Nobody signs it.
    pub(super) key_id: Vec<u8>,
    pub(super) certificates: Vec<Vec<u8>>,
    /// AlgorithmIdentifier
    pub(super) algorithm: Vec<u8>,
    pub(super) signature: Vec<u8>,
}

impl Block {
    /// A block in which this signer signs these bytes.
    pub(super) fn new(signer: &Signer, signed: &[u8]) -> Self {
        Self {
            key_id: signer.key_id.to_vec(),
            certificates: vec![signer.member.signed()],
            algorithm: der::algorithm(&signer.algorithm(), Vec::new()),
            signature: signer.sign(signed),
        }
    }

    fn to_der(&self) -> Vec<u8> {
        let certificates = self.certificates.iter().map(|certificate| der::context(2, [certificate.clone()]));
        let signer =
            der::sequence([der::context(0, [der::octet_string(&self.key_id)])].into_iter().chain(certificates));
        der::sequence([signer, self.algorithm.clone(), der::bit_string(&self.signature)])
    }
}
