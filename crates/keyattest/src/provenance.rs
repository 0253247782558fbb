//! Where a claim stands, in words: the part, the certificate or field, and the range of bytes.

use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Oid};

/// `PART, FIELD (bytes A to B)`, counted from 0 in the unpacked part, the last included.
pub fn place(bytes: &Bytes, field: &str) -> String {
    let range = bytes.range();
    match range.end.checked_sub(1) {
        Some(last) if last > range.start => format!("{}, {field} (bytes {} to {last})", bytes.part(), range.start),
        _ => format!("{}, {field} (byte {})", bytes.part(), range.start),
    }
}

/// An extension of a certificate.
pub fn field(certificate: &Certificate, oid: &Oid) -> String {
    match certificate.extension(oid) {
        Some(extension) => {
            let whole = certificate.bytes().part();
            let range = extension.value.range();
            format!("{whole}, {oid} (bytes {} to {})", range.start, range.end.saturating_sub(1))
        }
        None => format!("{}, {oid}", certificate.bytes().part()),
    }
}

/// The public key of a certificate.
pub fn spki(certificate: &Certificate) -> String {
    place(certificate.spki(), "subjectPublicKeyInfo")
}
