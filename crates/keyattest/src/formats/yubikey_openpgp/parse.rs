//! Certificates of a submission, told by their names.

use super::leaf::{
    self, CARDHOLDER, COUNTER, CREATED, FINGERPRINT, FIRMWARE, FORM_FACTOR, Leaf, SERIAL, SOURCE, TOUCH,
};
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
    yubico::detect_leaf(input, leaf::NAME, &SOURCE)
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let mut pool = Pool::default();
    for part in input.parts() {
        pool.add_part(part.bytes())?;
    }
    let certificate = pool.leaf(|name| leaf::slot(name).is_some())?;
    let (leaf, leaf_bytes) = (leaf::leaf(certificate)?, certificate.bytes().clone());
    Ok(Evidence { pool, leaf, leaf_bytes })
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    Outline::new("Yubico OpenPGP attestation")
        .with_all(evidence.pool.certificates().iter().map(|one| Outline::certificate(one, extension)))
}

fn extension(extension: &Extension) -> Option<Outline> {
    let label = match extension.oid {
        CARDHOLDER => "cardholder (its owner's word)",
        SOURCE => "source of the key",
        FIRMWARE => "firmware",
        FINGERPRINT => "OpenPGP fingerprint (its owner's word)",
        CREATED => "date of generation (its owner's word)",
        COUNTER => "signature counter",
        SERIAL => "serial number",
        TOUCH => "touch policy",
        FORM_FACTOR => "form factor",
        _ => return None,
    };
    Some(Outline::bytes(label, &extension.value))
}
