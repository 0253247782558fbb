//! The certificates of a submission, in no order.

use crate::input::{Input, Part};
use crate::scheme::Match;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid, find, pem};

/// The largest part, in bytes.
pub(in super::super) const MAXIMUM_PART: usize = 64 * 1024;
/// The most certificates of a submission.
const MAXIMUM_CERTIFICATES: usize = 20;

/// Whether a part holds a leaf: certain where it can be read as a certificate, so that what travels inside of another format's evidence is
/// left to that format.
pub(in super::super) fn detect_leaf(input: &Input, name: &str, identifier: &Oid) -> Option<Match> {
    let mut found = None;
    for bytes in input.parts().iter().flat_map(blocks) {
        if !holds(&bytes, name.as_bytes()) || !holds(&bytes, identifier.as_der()) {
            continue;
        }
        let is_leaf = |one: Certificate| {
            let is_named = one.subject().only_common_name().is_some_and(|known| known.starts_with(name));
            is_named && one.extension(identifier).is_some()
        };
        if Certificate::from_der(bytes).is_ok_and(is_leaf) {
            return Some(Match::Certain);
        }
        found = Some(Match::Possible("name and extension of a Yubico attestation"));
    }
    found
}

/// The DER of a part as far as it can be found: for detection, which reads no further than evidence is read.
pub(in super::super) fn blocks(part: &Part) -> Vec<Bytes> {
    let bytes = part.bytes();
    if bytes.len() > MAXIMUM_PART {
        Vec::new()
    } else if pem::contains(bytes) {
        part.blocks().unwrap_or_default().iter().map(|block| block.bytes.clone()).collect()
    } else {
        vec![bytes.clone()]
    }
}

/// Whether these bytes stand somewhere in others.
pub(in super::super) fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    find::holds(bytes, wanted)
}

/// Certificates, none of them twice.
#[derive(Default)]
pub(in super::super) struct Pool {
    certificates: Vec<Certificate>,
}

impl Pool {
    /// All of them, in the order in which they came.
    pub(in super::super) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Adds one.
    ///
    /// # Errors
    /// It can not be read, stands twice, or is one too many.
    pub(in super::super) fn add(&mut self, bytes: Bytes) -> Result<&Certificate, Malformed> {
        let within = |what: &'static str| Malformed::new(what).within(bytes.part());
        if self.certificates.len() == MAXIMUM_CERTIFICATES {
            return Err(within("more than 20 certificates"));
        }
        if self.certificates.iter().any(|known| *known.bytes() == bytes) {
            return Err(within("a certificate stands twice"));
        }
        self.certificates.push(Certificate::from_der(bytes)?);
        self.certificates.last().ok_or_else(|| Malformed::new("no certificate"))
    }

    /// Adds the certificates of a part: one in DER, or any number of PEM blocks among text and blocks of other labels.
    ///
    /// # Errors
    /// As [`Self::add`]; a part of more than 64 KiB; PEM that can not be read, or without a certificate.
    pub(in super::super) fn add_part(&mut self, bytes: &Bytes) -> Result<(), Malformed> {
        if bytes.len() > MAXIMUM_PART {
            return Err(Malformed::new("larger than 64 KiB").within(bytes.part()));
        }
        if !pem::contains(bytes) {
            self.add(bytes.clone())?;
            return Ok(());
        }
        let blocks = pem::blocks(bytes)?;
        let mut found = 0usize;
        for block in blocks.iter().filter(|block| block.label == "CERTIFICATE") {
            self.add(block.bytes.renamed(bytes.part()).named(format_args!("certificate {found}")))?;
            found = found.saturating_add(1);
        }
        if found == 0 { Err(Malformed::new("no certificate in it").within(bytes.part())) } else { Ok(()) }
    }

    /// The one certificate whose subject is a leaf's name.
    ///
    /// # Errors
    /// None, or more than one: which one is meant is not said.
    pub(in super::super) fn leaf(&self, is_leaf: impl Fn(&str) -> bool) -> Result<&Certificate, Malformed> {
        let named = |one: &&Certificate| one.subject().only_common_name().is_some_and(&is_leaf);
        let mut leaves = self.certificates.iter().filter(named);
        match (leaves.next(), leaves.next()) {
            (Some(leaf), None) => Ok(leaf),
            (None, _) => Err(Malformed::new("no certificate has the name of an attestation")),
            (Some(_), Some(other)) => Err(Malformed::new("a second attestation").within(other.bytes().part())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{certificate, der, input, text};
    use super::*;

    const IDENTIFIER: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 41482, 3, 3]);

    fn detect(parts: &[&[u8]]) -> Option<Match> {
        detect_leaf(&input(parts), "leaf ", &IDENTIFIER)
    }

    #[test]
    fn a_leaf_is_told_and_what_only_contains_one_is_not_certain() {
        let leaf = der("leaf 1", "device", &[(IDENTIFIER, &[5, 2, 7])]);
        let other = der("device", "root", &[]);
        assert_eq!(detect(&[&other, &leaf]), Some(Match::Certain));
        assert_eq!(detect(&[&text(&[("CERTIFICATE", &other), ("CERTIFICATE", &leaf)])]), Some(Match::Certain));
        let possible = Some(Match::Possible("name and extension of a Yubico attestation"));
        assert_eq!(detect(&[&leaf[..leaf.len() - 1]]), possible, "cut");
        assert_eq!(detect(&[&[&[0x81], leaf.as_slice()].concat()]), possible, "inside of something else");
        let issued = der("other", "leaf 1", &[(IDENTIFIER, &[5, 2, 7])]);
        assert_eq!(detect(&[&issued]), possible, "an issuer's name");
        assert_eq!(detect(&[&der("leaf 1", "device", &[])]), None);
        assert_eq!(detect(&[&other]), None);
        let large = [leaf, vec![b' '; MAXIMUM_PART]].concat();
        assert_eq!(detect(&[&large]), None);
    }

    fn pool(parts: &[Vec<u8>]) -> Result<Pool, Malformed> {
        let mut pool = Pool::default();
        for part in parts {
            pool.add_part(&Bytes::new("part", part.clone()))?;
        }
        Ok(pool)
    }

    #[test]
    fn parts_hold_certificates_and_none_of_them_twice() {
        let (one, other) = (der("one", "other", &[]), der("other", "other", &[]));
        let both = text(&[("CERTIFICATE", &one), ("X509 CRL", &[5, 0]), ("CERTIFICATE", &other)]);
        let read = pool(std::slice::from_ref(&both)).unwrap();
        let places: Vec<&str> = read.certificates().iter().map(|one| one.bytes().part()).collect();
        assert_eq!(places, ["part: certificate 0", "part: certificate 1"]);
        assert_eq!(pool(&[one.clone(), other]).unwrap().certificates().len(), 2);
        for parts in [
            vec![one.clone(), one.clone()],
            vec![both, one.clone()],
            vec![[one.clone(), vec![0]].concat()],
            vec![text(&[("X509 CRL", &[5, 0])])],
            vec![Vec::new()],
            vec![[text(&[("CERTIFICATE", &one)]), vec![b' '; MAXIMUM_PART]].concat()],
        ] {
            assert!(pool(&parts).is_err());
        }
        let many: Vec<Vec<u8>> = (0..21).map(|number| der(&format!("{number}"), "other", &[])).collect();
        assert!(pool(&many[..20]).is_ok() && pool(&many).is_err());
    }

    #[test]
    fn one_leaf_and_no_other() {
        let leaf = |names: &[&str]| {
            let parts: Vec<Vec<u8>> = names.iter().map(|name| der(name, "device", &[])).collect();
            let pool = pool(&parts).unwrap();
            pool.leaf(|name| name.starts_with("leaf")).map(|one| one.bytes().clone())
        };
        assert_eq!(leaf(&["device", "leaf 1"]).unwrap(), *certificate("leaf 1", &[]).bytes());
        assert!(leaf(&["device"]).is_err() && leaf(&["leaf 1", "leaf 2"]).is_err());
    }
}
