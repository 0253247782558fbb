//! Whether a certificate is revoked, by the lists that the caller gives. What can not be known is said so, and is never good.

use crate::chain::{Link, list_signed_by};
use keyattest_wire::Time;
use keyattest_wire::crl::RevocationList;

/// What the lists say of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// A current list of its issuer does not name it.
    Good {
        /// When the list was made.
        as_of: Time,
        /// The list's file.
        list: String,
    },
    /// A list of its issuer names it.
    Revoked {
        /// Since when.
        since: Time,
        /// The list's file.
        list: String,
    },
    /// No list of its issuer, or none that can be relied on; why.
    Unknown(String),
}

/// What `lists` say of the certificate of `link` at the time `at`. A list counts where its issuer's name and key are those of the
/// certificate's issuer; one that names the certificate counts however old it is and whatever else it says, and only a current one of which all is
/// understood shows that a certificate is good.
pub fn status(link: &Link<'_>, lists: &[RevocationList], at: Time) -> Revocation {
    let certificate = link.certificate;
    let of_issuer = lists.iter().filter(|list| list.issuer().as_der() == certificate.issuer().as_der());
    let mut why = "no revocation list of its issuer was given".to_owned();
    let mut good = None;
    for list in of_issuer {
        let name = list.bytes().part().to_owned();
        if let Err(problem) = list_signed_by(list, link.issuer_key) {
            why = format!("{name}: {problem}");
            continue;
        }
        if let Some(since) = list.revoked_since(certificate.serial()) {
            return Revocation::Revoked { since, list: name };
        }
        if let Some(critical) = list.unknown_critical() {
            why = format!("{name}: critical extension {critical} is not understood");
        } else if list.this_update() > at || list.next_update().is_none_or(|next| next < at) {
            why = format!("{name}: is not current at {at}");
        } else {
            good = Some(Revocation::Good { as_of: list.this_update(), list: name });
        }
    }
    good.unwrap_or(Revocation::Unknown(why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PublicKey;
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
    use keyattest_wire::spki::{ec_spki, encode, encode_unsigned};
    use keyattest_wire::x509::Certificate;
    use keyattest_wire::{Bytes, oids};

    struct Authority {
        pair: EcdsaKeyPair,
        key: PublicKey,
    }

    impl Authority {
        fn new() -> Self {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
            let spki = ec_spki(&oids::P256, pair.public_key().as_ref());
            Self { pair, key: PublicKey::from_spki(Bytes::new("authority", spki)).unwrap() }
        }

        fn signed(&self, tbs: Vec<u8>) -> Bytes {
            let signature = self.pair.sign(&SystemRandom::new(), &tbs).unwrap();
            let bits = encode(0x03, &[&[0][..], signature.as_ref()].concat());
            Bytes::new("made", encode(0x30, &[tbs, algorithm(), bits].concat()))
        }

        fn certificate(&self, serial: u8) -> Certificate {
            let validity = encode(0x30, &[time(b"200101000000Z"), time(b"400101000000Z")].concat());
            let tbs = [encode_unsigned(&[serial]), algorithm(), name(), validity, name(), self.key.spki().to_vec()];
            Certificate::from_der(self.signed(encode(0x30, &tbs.concat()))).unwrap()
        }

        /// A list of 2026-01-01 that names the certificate 7; with a critical extension that nobody knows.
        fn list(&self, next: Option<&[u8]>, critical: bool) -> RevocationList {
            let entry = encode(0x30, &[encode_unsigned(&[7]), time(b"251224000000Z")].concat());
            let mut tbs = [encode_unsigned(&[1]), algorithm(), name(), time(b"260101000000Z")].concat();
            tbs.extend(next.map(time).unwrap_or_default());
            tbs.extend(encode(0x30, &entry));
            if critical {
                let extension = [encode(0x06, &[0x2a, 3]), encode(0x01, &[0xff]), encode(0x04, &[5, 0])].concat();
                tbs.extend(encode(0xa0, &encode(0x30, &encode(0x30, &extension))));
            }
            RevocationList::from_der(self.signed(encode(0x30, &tbs))).unwrap()
        }
    }

    fn algorithm() -> Vec<u8> {
        encode(0x30, &encode(0x06, oids::ECDSA_WITH_SHA256.as_der()))
    }

    fn name() -> Vec<u8> {
        let attribute = [encode(0x06, oids::COMMON_NAME.as_der()), encode(0x0c, b"TEST CA")].concat();
        encode(0x30, &encode(0x31, &encode(0x30, &attribute)))
    }

    fn time(digits: &[u8]) -> Vec<u8> {
        encode(0x17, digits)
    }

    fn say(authority: &Authority, serial: u8, lists: &[RevocationList]) -> Revocation {
        let certificate = authority.certificate(serial);
        let link = Link { certificate: &certificate, issuer_key: &authority.key };
        status(&link, lists, Time::parse_rfc3339("2026-02-01T00:00:00Z").unwrap())
    }

    #[test]
    fn a_current_list_tells_revoked_from_good() {
        let authority = Authority::new();
        let lists = [authority.list(Some(b"260301000000Z"), false)];
        assert!(matches!(say(&authority, 7, &lists), Revocation::Revoked { .. }));
        assert!(matches!(say(&authority, 8, &lists), Revocation::Good { .. }));
    }

    #[test]
    fn a_serial_number_with_needless_zeros_is_the_same_number() {
        let authority = Authority::new();
        let list = authority.list(Some(b"260301000000Z"), false);
        for same in [&[7][..], &[0, 7], &[0, 0, 0, 7]] {
            assert!(list.revoked_since(same).is_some(), "{same:?}");
        }
        for other in [&[][..], &[0], &[7, 0], &[0x87]] {
            assert!(list.revoked_since(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn what_can_not_be_relied_on_is_unknown() {
        let authority = Authority::new();
        let unknown = |lists: &[RevocationList]| matches!(say(&authority, 8, lists), Revocation::Unknown(_));
        assert!(unknown(&[]));
        assert!(unknown(&[authority.list(Some(b"260115000000Z"), false)]), "stale");
        assert!(unknown(&[authority.list(None, false)]), "without an end");
        assert!(unknown(&[authority.list(Some(b"260301000000Z"), true)]), "critical extension");
        assert!(unknown(&[Authority::new().list(Some(b"260301000000Z"), false)]), "another key");
    }

    #[test]
    fn an_old_list_still_revokes() {
        let authority = Authority::new();
        let lists = [authority.list(Some(b"260115000000Z"), false)];
        assert!(matches!(say(&authority, 7, &lists), Revocation::Revoked { .. }));
    }
}
