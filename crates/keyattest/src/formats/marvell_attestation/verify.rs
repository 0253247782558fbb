//! The steps of verification, in their order.

use super::attributes as numbers;
use super::blob::Object;
use super::carrier::Evidence;
use super::key::{self, Key};
use super::manufacturer::{self, Path};
use super::names::{CardName, PartitionName};
use super::objects::{self, Flags};
use super::owner::{self, Owner};
use super::{beside, text_of};
use crate::bench::Bench;
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::hash::sha256;
use keyattest_trust::key::PublicKey;
use keyattest_trust::signature::EcdsaForm;
use keyattest_wire::hex;
use keyattest_wire::x509::Certificate;

/// What an attestation says.
pub struct Statement {
    /// The attested key, where it has a public half.
    pub(super) keys: Vec<PublicKey>,
    pub(super) key: Key,
    /// The private or secret object.
    pub(super) object: Object,
    pub(super) flags: Flags,
    pub(super) card: Certificate,
    pub(super) card_name: CardName,
    pub(super) partition: Certificate,
    pub(super) partition_name: PartitionName,
    pub(super) owner: Option<Owner>,
}

pub(super) fn verify(evidence: &Evidence, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    for member in &evidence.further_members {
        bench.warn("further-member", member.as_str(), "is nothing of an attestation");
    }
    let (path, trusted) = manufacturer::accept(evidence, bench)?;
    let id = checks::EVIDENCE_SIGNATURE;
    bench.require(id, manufacturer::may_attest(trusted.key()), || {
        format!("{}: the partition's key is not RSA-2048 with e = 65537", path.partition.bytes().part())
    })?;
    for blob in &evidence.blobs {
        let algorithm = manufacturer::algorithm(blob.layout);
        bench.signed(id, &trusted, &[algorithm], EcdsaForm::Der, &blob.signed, &blob.signature)?;
        if blob.line_feed {
            bench.tolerate("trailing-line-feed", blob.signed.part());
        }
    }

    let (object, flags) = objects(evidence, bench)?;
    unusual(object, bench);
    let key = match key::rebuild(object) {
        Ok(key) => key,
        Err(why) => return Err(bench.refuse(checks::MARVELL_ATTESTATION_KEY, why).into()),
    };
    bench.check(checks::MARVELL_ATTESTATION_KEY, true, String::new);
    if let Key::Secret(_, bits) = key {
        // As many bits as RSA with 2048 is worth (NIST SP 800-57).
        bench.require(checks::KEY_STRENGTH, bits >= 112, || format!("attested key: a secret of {bits} bits"))?;
    }
    let keys: Vec<PublicKey> = if let Key::Public(key) = &key { vec![PublicKey::clone(key)] } else { Vec::new() };
    keys.iter().for_each(|key| bench.reads(key));

    let owner = owner::judge_owner(evidence, &path, bench)?;
    resource_name(object, owner.is_some(), bench)?;
    held_beside(evidence, object, &key, bench);
    let Path { card, card_name, partition, partition_name, .. } = path;
    if !card_name.fips_mode {
        bench.warn("module-not-in-fips-mode", card.bytes().part(), "the manufacturer's name says: for non-FIPS mode");
    }
    let (card, partition) = (card.clone(), partition.clone());
    Ok(Statement { keys, key, object: object.clone(), flags, card, card_name, partition, partition_name, owner })
}

fn objects<'e>(evidence: &'e Evidence, bench: &mut Bench<'_>) -> Result<(&'e Object, Flags), Stop> {
    let read = objects::keeper(&evidence.blobs).and_then(|object| Ok((object, objects::flags(object)?)));
    match read {
        Ok(read) => {
            bench.check(checks::MARVELL_ATTESTATION_OBJECTS, true, String::new);
            Ok(read)
        }
        Err(why) => Err(bench.refuse(checks::MARVELL_ATTESTATION_OBJECTS, why).into()),
    }
}

/// What the private or secret object says beside the attributes that decide, where genuine ones do not.
fn unusual(object: &Object, bench: &mut Bench<'_>) {
    for attribute in object.attributes.iter().filter(|attribute| !numbers::is_known(attribute.number)) {
        let detail = format!("attribute {:#010x} is not known: what it allows is not judged", attribute.number);
        bench.warn("unknown-attribute", attribute.value.part(), detail);
    }
    if object.byte(numbers::IS_SPLIT).is_some_and(|split| split != 0) {
        let detail = "the key is in parts: who holds them is not told";
        bench.warn("split-key", object.value(numbers::IS_SPLIT).map_or("object", |value| value.part()), detail);
    }
}

/// The last 64 digits of Google's identifiers are SHA-256 of the resource's full name. On a module of one's own anyone gives a key any
/// identifier, so that it means something only with an owner whom an anchor names.
fn resource_name(object: &Object, has_owner: bool, bench: &mut Bench<'_>) -> Result<(), Stop> {
    let id = checks::MARVELL_ATTESTATION_RESOURCE_NAME;
    let Some(name) = bench.context("resource-name") else {
        bench.not_applicable(id, "no resource name was given");
        return Ok(());
    };
    bench.require(id, has_owner, || "no owner whom an anchor names stands behind the identifier".to_owned())?;
    let wanted = hex::encode(&sha256(name.as_bytes()));
    // In its bytes: other bytes than digits are told in hexadecimal, which may end in the same digits.
    let found = object.value(numbers::ID);
    let is_same = found.is_some_and(|value| value.len() == 128 && value.ends_with(wanted.as_bytes()));
    bench.require(id, is_same, || {
        let found = found.map(|value| text_of(value)).unwrap_or_default();
        format!("the identifier {found} does not end in the hash of {name}, {wanted}")
    })?;
    Ok(())
}

/// The key that Azure shows is unsigned: that it is the attested one proves nothing, that it is another one is refused.
fn held_beside(evidence: &Evidence, object: &Object, key: &Key, bench: &mut Bench<'_>) {
    let Some(shown) = &evidence.beside else { return };
    if let Err(why) = beside::compare(shown, key) {
        bench.check(checks::SUBJECT_BINDING, false, || why);
    }
    let identifier = object.value(numbers::ID).map(|value| text_of(value)).unwrap_or_default();
    if beside::names(shown, &identifier) == Some(false) {
        bench.warn("kid-mismatch", "key.kid", format!("names another key than the attested identifier {identifier}"));
    }
}
