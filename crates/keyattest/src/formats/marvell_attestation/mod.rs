//! Marvell (Cavium) LiquidSecurity key attestation: Google Cloud HSM, Azure Managed HSM, appliances of one's own.
//!
//! The card signs the attributes of a key object with the key of the partition that it lives in. Two chains end at that key, and are kept
//! apart: the manufacturer's (root, card, partition) proves the hardware, the owner's (root, and card and partition side by side) who
//! operates it. Owner and card have certificates of one name and key, so a general path builder would mix them.

mod attributes;
mod beside;
mod blob;
mod carrier;
mod claims;
mod inspect;
mod json;
mod key;
mod manufacturer;
mod names;
mod objects;
mod owner;
mod verify;

#[cfg(test)]
mod tests;

use crate::checks;
use crate::scheme::{About, Scheme};
use keyattest_wire::hex;

/// The format.
pub static MARVELL_ATTESTATION: Scheme<carrier::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "marvell-attestation",
        title: "Marvell LiquidSecurity key attestation",
        products: "Google Cloud HSM, Azure Managed HSM, Marvell LiquidSecurity HSM adapters",
        carriers: "Google's API JSON or console bundle (zip); gzip or bare attestation with PEM certificates; Azure's JSON",
        known_by: "a signed attestation of key objects in a layout of LiquidSecurity firmware",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_CONSTRAINTS,
            checks::CHAIN_VALIDITY,
            checks::EVIDENCE_SIGNATURE,
            checks::MARVELL_ATTESTATION_OBJECTS,
            checks::MARVELL_ATTESTATION_KEY,
            checks::MARVELL_ATTESTATION_OWNER_CHAIN,
            checks::MARVELL_ATTESTATION_RESOURCE_NAME,
            checks::SUBJECT_BINDING,
            checks::SUBJECT_POSSESSION,
            checks::NONCE_MATCH,
            checks::KEY_STRENGTH,
        ],
        context: &["resource-name"],
        intermediates: false,
        has_nonce: false,
        security_keys: false,
        not_told: &[
            "freshness (this format carries no nonce)",
            "which cloud account may use the key",
            "firmware version",
            "FIPS certificate and level",
            "whether attributes changed since",
        ],
        unconfirmed: "P-384, P-521 and generic secrets (accepted, by the attribute table); firmware before 3.2-08 at Google, LiquidSecurity 2, HMAC and post-quantum keys are refused",
    },
    detect: carrier::detect,
    missing: carrier::missing,
    parse: carrier::parse,
    inspect: inspect::inspect,
    verify: verify::verify,
    keys: |statement| &statement.keys,
    claims: |verified| claims::claims(verified.statement()),
};

/// A text that is padded with zeros, where all of it is printable ASCII; else its bytes in hexadecimal.
fn text_of(value: &[u8]) -> String {
    let length = value.iter().rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
    let text = value.get(..length).unwrap_or_default();
    match std::str::from_utf8(text) {
        Ok(plain) if text.iter().all(|byte| matches!(byte, b' '..=b'~')) => plain.to_owned(),
        _ => format!("0x{}", hex::encode(text)),
    }
}
