//! Certificates of a submission, told by their names.

use super::leaf::{self, CAPABILITIES, DOMAINS, FIPS, FIRMWARE, LABEL, Leaf, OBJECT_ID, ORIGIN, SERIAL};
use crate::formats::yubico::{self, Pool};
use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_wire::x509::Extension;
use keyattest_wire::{Bytes, Malformed};

/// What was submitted.
pub struct Evidence {
    pub(super) pool: Pool,
    pub(super) leaf: Leaf,
    pub(super) leaf_bytes: Bytes,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    yubico::detect_leaf(input, leaf::NAME, &ORIGIN)
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let mut pool = Pool::default();
    for part in input.parts() {
        pool.add_part(part.bytes())?;
    }
    let certificate = pool.leaf(|name| leaf::named_object(name).is_some())?;
    let (leaf, leaf_bytes) = (leaf::leaf(certificate)?, certificate.bytes().clone());
    Ok(Evidence { pool, leaf, leaf_bytes })
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    Outline::new("YubiHSM 2 attestation")
        .with_all(evidence.pool.certificates().iter().map(|one| Outline::certificate(one, extension)))
}

fn extension(extension: &Extension) -> Option<Outline> {
    let label = match extension.oid {
        FIRMWARE => "firmware",
        SERIAL => "serial number",
        ORIGIN => "origin",
        DOMAINS => "domains",
        CAPABILITIES => "capabilities",
        OBJECT_ID => "object id",
        LABEL => "label",
        FIPS => "FIPS marker",
        _ => return None,
    };
    Some(Outline::bytes(label, &extension.value))
}
