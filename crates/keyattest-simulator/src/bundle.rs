//! Certificates as text.

use keyattest_wire::pem;

/// A PEM block for each certificate.
pub fn certificates(certificates: &[Vec<u8>]) -> Vec<u8> {
    certificates.iter().map(|certificate| pem::encode("CERTIFICATE", certificate)).collect::<String>().into_bytes()
}

/// One PEM block.
pub fn block(label: &str, bytes: &[u8]) -> Vec<u8> {
    pem::encode(label, bytes).into_bytes()
}

/// The last line of a file of certificates.
pub(crate) const END: &str = "-----END CERTIFICATE-----\n";
