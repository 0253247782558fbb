//! CMS SignedData that carries certificates and nothing else.

use crate::der;
use keyattest_wire::oids;

/// ContentInfo with a SignedData of version 1, without digests, content and signers, and the certificates in this order.
pub fn certificates_only(certificates: &[Vec<u8>]) -> Vec<u8> {
    let signed = der::sequence([
        der::integer(1),
        der::set([]),
        der::sequence([der::oid(&oids::CMS_DATA)]),
        der::context(0, certificates.to_vec()),
        der::set([]),
    ]);
    der::sequence([der::oid(&oids::CMS_SIGNED_DATA), der::context(0, [signed])])
}
