//! The certificates: the manufacturer's root, card and partition, and those of an owner.

use super::carrier::Owner;
use super::claims::Module;
use crate::x509::{self, Attribute, Critical, Member, extension, name, name_of};
use crate::{PrivateKey, bundle, der, test_keys};
use keyattest::{Bytes, PublicKey, Time};
use keyattest_trust::hash;
use keyattest_wire::x509::KeyUsage;
use keyattest_wire::{base64, oids};

/// Whose certificate it is. Copies of roots, and what belongs to nobody, are further ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Card,
    Further,
    OwnerCard,
    OwnerPartition,
    Partition,
}

/// All certificates, before they are signed.
pub(super) struct Chain {
    pub(super) root: Member,
    pub(super) card: Member,
    pub(super) partition: Member,
    /// Google's or the pool's root.
    pub(super) owner_root: Option<Member>,
    pub(super) owner_card: Option<Member>,
    pub(super) owner_partition: Option<Member>,
    /// What travels besides.
    pub(super) further: Vec<Member>,
}

fn mode(fips_mode: bool) -> &'static str {
    if fips_mode { "for FIPS mode" } else { "for non-FIPS mode" }
}

/// The common name of a card or partition.
pub(super) fn common(text: &str, fips_mode: bool) -> String {
    format!("HSM:{text}, {}", mode(fips_mode))
}

const PLACE: [Attribute<'static>; 5] = [
    Attribute::Country("US"),
    Attribute::State("CA"),
    Attribute::Organization("Cavium"),
    Attribute::Unit("N3FIPS"),
    Attribute::Locality("SanJose"),
];

/// The subject of a card or partition: five attributes in the first RDN. The format fixes all but the serial number.
pub(super) fn subject(common: &str) -> Vec<u8> {
    name_of(&[&PLACE, &[Attribute::CommonName(common)]])
}

/// The root's name.
pub(super) fn root_name(common: &str) -> Vec<u8> {
    name(&[
        Attribute::Country("US"),
        Attribute::State("California"),
        Attribute::Organization("TEST (simulated, not Marvell)"),
        Attribute::Unit("LiquidSecurity"),
        Attribute::CommonName(common),
    ])
}

fn owner_name(common: &str, organization: &str) -> Vec<u8> {
    name(&[Attribute::Organization(organization), Attribute::CommonName(common)])
}

/// SHA-1 of the key, as identifier.
fn identifier(spki: &[u8]) -> Vec<u8> {
    let key = PublicKey::from_spki(Bytes::new("key", spki));
    key.map(|key| hash::sha1(key.bits()).to_vec()).unwrap_or_default()
}

pub(super) fn owner_usage() -> Vec<u8> {
    x509::key_usage(&[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_ENCIPHERMENT])
}

/// What Google's root says of a key.
fn owner_extensions(key: &PrivateKey) -> Vec<Vec<u8>> {
    let authority = der::element(0x80, [identifier(&test_keys::MARVELL_OWNER.spki())]);
    vec![
        extension(&oids::BASIC_CONSTRAINTS, Critical::No, &der::sequence([])),
        owner_usage(),
        extension(&oids::SUBJECT_KEY_IDENTIFIER, Critical::No, &der::octet_string(&identifier(&key.spki()))),
        extension(&oids::AUTHORITY_KEY_IDENTIFIER, Critical::No, &der::sequence([authority])),
    ]
}

fn authority() -> Vec<Vec<u8>> {
    let usage = [KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_CERT_SIGN, KeyUsage::CRL_SIGN];
    vec![x509::authority(None), x509::key_usage(&usage)]
}

impl Chain {
    pub(super) fn new(module: &Module) -> Self {
        let root_key = &*test_keys::MARVELL_ROOT;
        let (card_key, partition_key) = (&*test_keys::MARVELL_CARD, &*test_keys::MARVELL_PARTITION);
        let root_name = root_name("TEST localca.liquidsecurity");
        let card_name = subject(&common(&module.serial, module.fips_mode));
        let partition_name = subject(&common(&module.partition, module.fips_mode));
        let mut card = Member::new(&card_name, &root_name, &card_key.spki(), Vec::new(), root_key);
        card.certificate.version = 1;
        card.certificate.serial = vec![1];
        let mut partition = Member::new(&partition_name, &card_name, &partition_key.spki(), Vec::new(), card_key);
        partition.certificate.serial = vec![module.number()];
        let mut chain = Self {
            root: Member::new(&root_name, &root_name, &root_key.spki(), authority(), root_key),
            card,
            partition,
            owner_root: None,
            owner_card: None,
            owner_partition: None,
            further: Vec::new(),
        };
        match module.owner {
            Owner::Nobody => {}
            Owner::Cloud => {
                let key = &*test_keys::MARVELL_OWNER;
                let name = owner_name("TEST owner of cards, root", "TEST (simulated, not Google)");
                let issued = |subject: &[u8], of: &PrivateKey| {
                    Member::new(subject, &name, &of.spki(), owner_extensions(of), key)
                };
                chain.owner_root = Some(Member::new(&name, &name, &key.spki(), authority(), key));
                chain.owner_card = Some(issued(&card_name, card_key));
                chain.owner_partition = Some(issued(&partition_name, partition_key));
            }
            Owner::Pool | Owner::PinnedPool => {
                let key = &*test_keys::MARVELL_POOL;
                let name = owner_name(&module.owner_name, "TEST (simulated, not Microsoft)");
                // The same common name as the manufacturer's, the other attributes an RDN each.
                let common = common(&module.partition, module.fips_mode);
                let attributes = PLACE.into_iter().chain([Attribute::CommonName(&common)]);
                let subject = x509::name(&attributes.collect::<Vec<_>>());
                let mut issued = Member::new(&subject, &name, &partition_key.spki(), Vec::new(), key);
                issued.certificate.serial = [&[0x7f][..], &[0xff; 7]].concat();
                chain.owner_root = Some(Member::new(&name, &name, &key.spki(), authority(), key));
                chain.owner_partition = Some(issued);
            }
        }
        chain
    }

    /// What travels, in the order of the format's emitters.
    pub(super) fn signed(&self, owner: Owner) -> Vec<(Role, Vec<u8>)> {
        let (card, partition) = ((Role::Card, Some(&self.card)), (Role::Partition, Some(&self.partition)));
        let owner_partition = (Role::OwnerPartition, self.owner_partition.as_ref());
        let named = if owner.is_pool() {
            [card, partition, (Role::Further, self.owner_root.as_ref()), owner_partition]
        } else {
            [partition, card, owner_partition, (Role::OwnerCard, self.owner_card.as_ref())]
        };
        let further = self.further.iter().map(|member| (Role::Further, Some(member)));
        let all = named.into_iter().chain(further);
        all.filter_map(|(role, member)| Some((role, member?.signed()))).collect()
    }
}

/// The manufacturer's root, as it is configured.
pub(super) fn anchor(root: &Member) -> Vec<u8> {
    bundle::block("CERTIFICATE", &root.signed())
}

/// The owner's root as an anchor table, which alone says of which kind it is.
pub(super) fn owner_table(module: &Module, root: &Member) -> Vec<u8> {
    let kind = if module.owner.is_pool() { "partition-owner" } else { "owner" };
    let certificate = &root.certificate;
    let (name, spki) = (base64::encode(&certificate.subject), base64::encode(&certificate.spki));
    let (from, until): (Time, Time) = (certificate.not_before, certificate.not_after);
    format!(
        "# Synthetic: the root of an owner that does not exist.\n[[anchor]]\nname = \"{name}\"\nspki = \"{spki}\"\n\
         anchors = \"marvell-attestation\"\nkind = \"{kind}\"\nowner = \"{}\"\nvalidity = [{{ from = \"{from}\", until = \"{until}\" }}]\n",
        module.owner_name
    )
    .into_bytes()
}
