//! What is wrong with certificates.

use super::carrier::Owner;
use super::chain::{Chain, Role, common, root_name, subject};
use super::claims::Module;
use crate::made::alter;
use crate::order::hours;
use crate::x509::{self, Attribute, Critical, Member, name_of};
use crate::{Order, PrivateKey, der, forgery, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{Oid, oids};

/// id-kp-codeSigning
const CODE_SIGNING: Oid = Oid::new(&[1, 3, 6, 1, 5, 5, 7, 3, 3]);

/// What is wrong with them before they are signed.
pub(super) fn before_signing(order: &Order, module: &Module, chain: &mut Chain) {
    manufacturer(order, module, chain);
    match order.wrong.as_deref().unwrap_or_default() {
        "constraints-owner-authority" | "constraints-pool-authority" => {
            extend(&mut chain.owner_partition, &oids::BASIC_CONSTRAINTS, x509::authority(None));
        }
        "constraints-owner-usage" => {
            extend(&mut chain.owner_card, &oids::KEY_USAGE, x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]));
        }
        "constraints-owner-critical" => extend(&mut chain.owner_card, &oids::EXTENDED_KEY_USAGE, critical()),
        "constraints-pool-no-authority" => {
            extend(&mut chain.owner_root, &oids::BASIC_CONSTRAINTS, x509::no_authority());
        }
        "validity-owner-expired" | "validity-pool-expired" => expire(order, &mut chain.owner_partition),
        "validity-owner-root-expired" | "validity-pool-root-expired" => expire(order, &mut chain.owner_root),
        "owner-foreign-card" => other_key(&mut chain.owner_card),
        "owner-foreign-partition" | "pool-foreign-partition" => other_key(&mut chain.owner_partition),
        "owner-keys-exchanged" => {
            if let (Some(card), Some(partition)) = (&mut chain.owner_card, &mut chain.owner_partition) {
                std::mem::swap(&mut card.certificate.spki, &mut partition.certificate.spki);
            }
        }
        "owner-other-name" => {
            let other = subject(&common("5.3G2607-TST000009", module.fips_mode));
            chain.owner_card.iter_mut().for_each(|card| card.certificate.subject.clone_from(&other));
        }
        "owner-card-missing" => chain.owner_card = None,
        "owner-partition-missing" => chain.owner_partition = None,
        "owner-third" | "pool-second-partition" => further(chain, |_| {}),
        "pool-stranger" => further(chain, |member| member.certificate.spki = test_keys::OTHER_RSA_2048.spki()),
        "owner-other-key" | "pool-other-key" => {
            chain.owner_partition.iter_mut().for_each(|member| member.signer = &test_keys::OTHER_RSA_2048);
        }
        _ => {}
    }
    if order.carrier() == "google-roots" {
        chain.further.extend([Some(chain.root.clone()), chain.owner_root.clone()].into_iter().flatten());
    }
}

fn manufacturer(order: &Order, module: &Module, chain: &mut Chain) {
    let Chain { root, card, partition, .. } = chain;
    let intermediate = root_name("TEST intermediate");
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-other-name" => card.certificate.issuer = root_name("TEST root of another name"),
        "anchor-longer-chain" => {
            card.certificate.issuer.clone_from(&intermediate);
            card.signer = &test_keys::OTHER_RSA_2048;
            let (issuer, extensions) = (&root.certificate.subject, root.certificate.extensions.clone());
            chain.further.push(Member::new(&intermediate, issuer, &card.signer.spki(), extensions, root.signer));
        }
        "anchor-under-root" => {
            partition.certificate.issuer.clone_from(&root.certificate.subject);
            partition.signer = root.signer;
        }
        "anchor-card-name" => {
            rename_card(chain, subject(&format!("{} ", common(&module.serial, module.fips_mode))));
        }
        "anchor-card-two-names" => {
            let common = common(&module.serial, module.fips_mode);
            let common = Attribute::CommonName(&common);
            rename_card(chain, name_of(&[&[common], &[common]]));
        }
        "anchor-partition-name" => {
            let text = common(&module.partition, module.fips_mode).replace("FIPS", "fips");
            partition.certificate.subject = subject(&text);
        }
        "signature-other-key" => partition.signer = &test_keys::OTHER_RSA_2048,
        "signature-card-other-key" => card.signer = &test_keys::OTHER_RSA_2048,
        "signature-lookalike-root" => {
            card.signer = &test_keys::OTHER_RSA_2048;
            let mut lookalike = root.clone();
            lookalike.signer = card.signer;
            lookalike.certificate.spki = card.signer.spki();
            chain.further.push(lookalike);
        }
        "signature-other-hash" => partition.hash = Hash::Sha384,
        // Luna's root has e = 3.
        "signature-forged" => {
            root.signer = &test_keys::LUNA_ROOT_RSA;
            root.certificate.spki = root.signer.spki();
        }
        "position-modes-differ" => {
            partition.certificate.subject = subject(&common(&module.partition, !module.fips_mode));
        }
        "position-other-card" => {
            partition.certificate.subject = subject(&common("5.3G2607-TST000009:PARTN:4", module.fips_mode));
        }
        "position-two-names" => {
            let mut second = partition.clone();
            second.certificate.subject = subject(&common(&format!("{}9", module.partition), module.fips_mode));
            chain.further.push(second);
        }
        "constraints-card-no-authority" => {
            card.certificate.version = 3;
            card.certificate.extensions.push(x509::no_authority());
        }
        "constraints-card-usage" => {
            card.certificate.version = 3;
            card.certificate.extensions.push(x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE]));
        }
        "constraints-partition-authority" => partition.certificate.extensions.push(x509::authority(None)),
        "constraints-partition-usage" => {
            partition.certificate.extensions.push(x509::key_usage(&[KeyUsage::KEY_ENCIPHERMENT]));
        }
        "constraints-critical" => partition.certificate.extensions.push(critical()),
        "validity-card-expired" => card.certificate.not_after = order.just_before(),
        "validity-partition-future" => partition.certificate.not_before = hours(order.at(), 1),
        "validity-anchor-expired" => root.certificate.not_after = order.just_before(),
        "evidence-below-partition" => {
            let name = subject(&common(&format!("{}9", module.partition), module.fips_mode));
            let issuer = &partition.certificate.subject;
            let spki = test_keys::OTHER_RSA_2048.spki();
            let below = Member::new(&name, issuer, &spki, Vec::new(), &test_keys::MARVELL_PARTITION);
            chain.further.push(below);
        }
        "attester-exponent" | "fw2-attester-forged" => attester(chain, &test_keys::MARVELL_PARTITION_E3),
        "attester-size" => attester(chain, &test_keys::IMPOSTOR_RSA_4096),
        "weak-partition" => attester(chain, &test_keys::WEAK_ROCA_2048),
        "weak-card" => {
            card.certificate.spki = test_keys::WEAK_RSA_1024.spki();
            partition.signer = &test_keys::WEAK_RSA_1024;
            chain.owner_card.iter_mut().for_each(|card| card.certificate.spki = test_keys::WEAK_RSA_1024.spki());
        }
        _ => {}
    }
}

/// An extended key usage, which must not be critical here.
fn critical() -> Vec<u8> {
    x509::extended_key_usage(Critical::Yes, &CODE_SIGNING)
}

fn rename_card(chain: &mut Chain, name: Vec<u8>) {
    chain.partition.certificate.issuer.clone_from(&name);
    chain.owner_card.iter_mut().for_each(|card| card.certificate.subject.clone_from(&name));
    chain.card.certificate.subject = name;
}

/// The partition has this key, by the manufacturer and by the owner.
fn attester(chain: &mut Chain, key: &PrivateKey) {
    chain.partition.certificate.spki = key.spki();
    chain.owner_partition.iter_mut().for_each(|partition| partition.certificate.spki = key.spki());
}

fn extend(member: &mut Option<Member>, oid: &Oid, extension: Vec<u8>) {
    member.iter_mut().for_each(|member| member.certificate.set(oid, extension.clone()));
}

fn expire(order: &Order, member: &mut Option<Member>) {
    member.iter_mut().for_each(|member| member.certificate.not_after = order.just_before());
}

fn other_key(member: &mut Option<Member>) {
    member.iter_mut().for_each(|member| member.certificate.spki = test_keys::OTHER_RSA_2048.spki());
}

/// Another certificate of the owner's.
fn further(chain: &mut Chain, change: impl Fn(&mut Member)) {
    let mut third = chain.owner_partition.clone();
    if let Some(member) = &mut third {
        member.certificate.serial = vec![0x7e];
        change(member);
    }
    chain.further.extend(third);
}

/// What is wrong with them when they are signed.
pub(super) fn after_signing(order: &Order, owner: Owner, chain: &Chain, certificates: &mut Vec<(Role, Vec<u8>)>) {
    let mut alter_the = |wanted: Role| {
        certificates.iter_mut().filter(|(role, _)| *role == wanted).for_each(|(_, bytes)| alter(bytes));
    };
    match order.wrong.as_deref().unwrap_or_default() {
        "anchor-no-card" | "anchor-owner-makes-card" => certificates.retain(|(role, _)| *role != Role::Card),
        "signature-altered" => alter_the(Role::Partition),
        "owner-altered" => alter_the(Role::OwnerPartition),
        "pool-root-altered" if owner.is_pool() => alter_the(Role::Further),
        "signature-forged" => {
            let algorithm = || chain.root.signer.algorithm(Hash::Sha256);
            let to_be_signed = chain.card.certificate.to_be_signed(algorithm());
            let modulus = chain.root.signer.modulus().unwrap_or_default();
            let signature = forgery::cube_root(&modulus, Hash::Sha256, &to_be_signed).unwrap_or_default();
            let forged = der::signed(to_be_signed, algorithm(), &signature);
            let cards = certificates.iter_mut().filter(|(role, _)| *role == Role::Card);
            cards.for_each(|(_, bytes)| bytes.clone_from(&forged));
        }
        _ => {}
    }
}
