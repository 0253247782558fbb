//! What is wrong with certificates and anchors.

use super::super::chain::{Chain, PURPOSE, Signer, Signing, authority_extensions, member, named};
use crate::order::hours;
use crate::x509::{self, Critical, extension};
use crate::{File, Order, bundle, der, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

/// Below the vendor's purposes, and not seen.
const OTHER_PURPOSE: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 4, 1, 2]);
/// anyExtendedKeyUsage
const ANY_PURPOSE: Oid = Oid::new(&[2, 5, 29, 37, 0]);
/// An extension that nobody knows.
const UNKNOWN: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 39901, 99]);

/// What is wrong with the certificates before they are signed.
pub(in super::super) fn before_signing(order: &Order, chain: &mut Chain) {
    let way = order.wrong.as_deref().unwrap_or_default();
    match way {
        "anchor-other-name" => chain.authority.certificate.issuer = named("TEST root of another name"),
        "anchor-carried-root" => {
            chain.authority.signer = &test_keys::IMPOSTOR_P384;
            chain.carried_root.signer = &test_keys::IMPOSTOR_P384;
            chain.carried_root.certificate.spki = test_keys::IMPOSTOR_P384.spki();
        }
        "signature-authority-other-key" => chain.authority.signer = &test_keys::IMPOSTOR_P384,
        "constraints-no-authority" => {
            chain.authority.certificate.set(&oids::BASIC_CONSTRAINTS, x509::no_authority());
        }
        "constraints-authority-usage" => {
            chain.authority.certificate.set(&oids::KEY_USAGE, x509::key_usage(&[KeyUsage::CRL_SIGN]));
        }
        "constraints-authority-critical" => chain.authority.certificate.extensions.push(unknown()),
        "validity-authority-expired" => chain.authority.certificate.not_after = order.just_before(),
        "validity-anchor-expired" => {
            chain.root.certificate.not_after = order.just_before();
            chain.carried_root.certificate.not_after = order.just_before();
        }
        "constraints-leaf-issues" | "constraints-path-length" => issue_below(way, chain),
        "second-anchor-other-name" | "second-signature-other-key" | "second-expired" | "second-other-module" => {
            chain.signers.last_mut().into_iter().for_each(|signer| leaf(way, order, signer));
        }
        _ => chain.signers.first_mut().into_iter().for_each(|signer| leaf(way, order, signer)),
    }
}

/// What is wrong with a block's certificate.
fn leaf(way: &str, order: &Order, signer: &mut Signer) {
    let certificate = &mut signer.member.certificate;
    let purposes = |purposes: &[Oid]| {
        let purposes = der::sequence(purposes.iter().map(der::oid));
        extension(&oids::EXTENDED_KEY_USAGE, Critical::No, &purposes)
    };
    match way {
        "anchor-self-signed" => {
            certificate.issuer.clone_from(&certificate.subject);
            certificate.spki = test_keys::IMPOSTOR_P384.spki();
            signer.member.signer = &test_keys::IMPOSTOR_P384;
            signer.key = Signing::Elliptic(&test_keys::IMPOSTOR_P384);
        }
        "second-anchor-other-name" => certificate.issuer = named("TEST authority of another name"),
        "signature-other-key" | "second-signature-other-key" => signer.member.signer = &test_keys::IMPOSTOR_P384,
        "signature-other-hash" => signer.member.hash = Hash::Sha256,
        "position-no-purpose" => certificate.remove(&oids::EXTENDED_KEY_USAGE),
        "position-other-purpose" => certificate.set(&oids::EXTENDED_KEY_USAGE, purposes(&[OTHER_PURPOSE])),
        "position-second-purpose" => certificate.set(&oids::EXTENDED_KEY_USAGE, purposes(&[PURPOSE, OTHER_PURPOSE])),
        "position-any-purpose" => certificate.set(&oids::EXTENDED_KEY_USAGE, purposes(&[ANY_PURPOSE])),
        "position-authority" => certificate.extensions.push(x509::authority(None)),
        "second-other-module" => certificate.subject = named("C4A000000 Assertion Authority HSS"),
        "constraints-no-usage" => certificate.remove(&oids::KEY_USAGE),
        "constraints-usage" => certificate.set(&oids::KEY_USAGE, x509::key_usage(&[KeyUsage::KEY_AGREEMENT])),
        "constraints-signs-certificates" => {
            let usage = [KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_CERT_SIGN];
            certificate.set(&oids::KEY_USAGE, x509::key_usage(&usage));
        }
        "constraints-critical" => certificate.extensions.push(unknown()),
        "validity-expired" | "second-expired" => certificate.not_after = order.just_before(),
        "validity-future" => certificate.not_before = hours(order.at(), 1),
        _ => {}
    }
}

fn unknown() -> Vec<u8> {
    extension(&UNKNOWN, Critical::Yes, &der::null())
}

/// Something stands between the authority and the first block's certificate.
fn issue_below(way: &str, chain: &mut Chain) {
    let Some(first) = chain.signers.first_mut() else { return };
    let (below, key) = if way == "constraints-leaf-issues" {
        let mut below = Signer::elliptic("C4A TEST").member;
        below.certificate.spki = test_keys::CRYPTO4A_AUTHORITY_OLD.spki();
        (below, &*test_keys::CRYPTO4A_AUTHORITY_OLD)
    } else {
        let key = &*test_keys::CRYPTO4A_AUTHORITY_OLD;
        let issuer = &chain.authority.certificate.subject;
        let extensions = authority_extensions(Some(0));
        let below =
            member(&named("TEST C4A_SCA below"), issuer, &key.spki(), extensions, &test_keys::CRYPTO4A_AUTHORITY);
        (below, key)
    };
    first.member.certificate.issuer.clone_from(&below.certificate.subject);
    first.member.signer = key;
    chain.below = Some(below);
}

/// The root as it is believed.
pub(in super::super) fn anchor(order: &Order, chain: &Chain) -> File {
    if order.is("anchor-bare-key") {
        return File::new("root-key.pem", bundle::block("PUBLIC KEY", &test_keys::CRYPTO4A_ROOT.spki()));
    }
    File::new("root.pem", bundle::certificates(&[chain.root.signed()]))
}
