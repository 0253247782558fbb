//! What a verified attestation tells.

use super::leaf::{CAPABILITIES, DOMAINS, FIPS, FIRMWARE, LABEL, OBJECT_ID, ORIGIN, Origin, SERIAL};
use super::verify::{EXPORTABLE, Statement};
use crate::claims::{self, ClaimSet, Claims};
use crate::formats::yubico;
use crate::provenance::{field, spki};

/// Capabilities by the names of the vendor's shell, in the order of their bits.
const NAMES: [&str; 47] = [
    "get-opaque",
    "put-opaque",
    "put-authentication-key",
    "put-asymmetric-key",
    "generate-asymmetric-key",
    "sign-pkcs",
    "sign-pss",
    "sign-ecdsa",
    "sign-eddsa",
    "decrypt-pkcs",
    "decrypt-oaep",
    "derive-ecdh",
    "export-wrapped",
    "import-wrapped",
    "put-wrap-key",
    "generate-wrap-key",
    "exportable-under-wrap",
    "set-option",
    "get-option",
    "get-pseudo-random",
    "put-mac-key",
    "generate-hmac-key",
    "sign-hmac",
    "verify-hmac",
    "get-log-entries",
    "sign-ssh-certificate",
    "get-template",
    "put-template",
    "reset-device",
    "decrypt-otp",
    "create-otp-aead",
    "randomize-otp-aead",
    "rewrap-from-otp-aead-key",
    "rewrap-to-otp-aead-key",
    "sign-attestation-certificate",
    "put-otp-aead-key",
    "generate-otp-aead-key",
    "wrap-data",
    "unwrap-data",
    "delete-opaque",
    "delete-authentication-key",
    "delete-asymmetric-key",
    "delete-wrap-key",
    "delete-hmac-key",
    "delete-template",
    "delete-otp-aead-key",
    "change-authentication-key",
];

/// Purposes, each with the capabilities that give it.
const PURPOSES: [(&str, u64); 4] = [
    ("sign", 1 << 5 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 0x19),
    ("decrypt", 1 << 9 | 1 << 0x0a),
    ("agree", 1 << 0x0b),
    ("attest", 1 << 0x22),
];

pub(super) fn claims(statement: &Statement) -> Claims {
    let mut claims = Claims::new();
    key(statement, claims.add_key());
    let (certificate, said) = (&statement.certificate, &statement.leaf);
    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Yubico", "the anchor");
    module.implied(claims::MODEL, "YubiHSM 2", "the anchor");
    // Ten digits with leading zeros, as owners name their files by it.
    module.attested(claims::SERIAL, format!("{:010}", said.serial), field(certificate, &SERIAL));
    let firmware = yubico::firmware(&said.firmware).unwrap_or_default();
    module.attested(claims::FIRMWARE, firmware, field(certificate, &FIRMWARE));
    module.implied(claims::SECURITY_LEVEL, "hsm", "the anchor");
    let marker = statement.device.fips_marker;
    let from = field(&statement.device_certificate, &FIPS);
    module.attested(claims::FIPS_CERTIFIED, marker.is_some(), &from);
    if let Some(marker) = marker.and_then(|marker| i64::try_from(marker).ok()) {
        module.attested(claims::FIPS_MARKER, marker, &from);
    }
    claims
}

fn key(statement: &Statement, key: &mut ClaimSet) {
    let (certificate, said) = (&statement.certificate, &statement.leaf);
    key.attested(claims::KEY_TYPE, statement.key.key_type(), spki(certificate));
    let (generated, origin) = match said.origin {
        Origin::Generated => ("in-module", "generated"),
        Origin::Imported => ("imported", "imported"),
        // Whoever knows the wrap key writes the origin inside the wrapped object.
        Origin::GeneratedWrapped => ("unknown", "generated+wrapped"),
        Origin::ImportedWrapped => ("imported", "imported+wrapped"),
    };
    key.attested(claims::GENERATED, generated, field(certificate, &ORIGIN));
    key.attested(claims::KEY_ORIGIN, origin, field(certificate, &ORIGIN));
    let exportable = said.capabilities & EXPORTABLE != 0;
    let from = field(certificate, &CAPABILITIES);
    key.attested(claims::EXTRACTABLE, exportable, &from);
    let never = said.origin == Origin::Generated && !exportable;
    key.implied(claims::NEVER_EXTRACTABLE, never, format!("origin and capabilities do not change: {from}"));
    key.attested(claims::EXPORTABILITY, if exportable { "wrapped" } else { "none" }, &from);
    key.implied(claims::SENSITIVE, true, "no asymmetric object leaves in plain");
    key.attested(claims::KEY_ID, format!("{:#06x}", said.object_id), field(certificate, &OBJECT_ID));
    if let Some(label) = &said.label {
        key.asserted(claims::LABEL, label.clone(), field(certificate, &LABEL));
    }
    let purposes = PURPOSES.iter().filter(|(_, bits)| said.capabilities & bits != 0).map(|(word, _)| *word);
    key.attested(claims::PURPOSES, purposes.collect::<Vec<_>>(), &from);
    key.attested(claims::CAPABILITIES, capabilities(said.capabilities), &from);
    let domains: Vec<i64> =
        (0..16).filter(|bit| said.domains >> bit & 1 != 0).map(|bit| i64::from(bit).saturating_add(1)).collect();
    key.attested(claims::DOMAINS, domains, field(certificate, &DOMAINS));
}

fn capabilities(bits: u64) -> Vec<String> {
    let name = |bit: usize| NAMES.get(bit).map_or_else(|| format!("bit-{bit:02x}"), |name| (*name).to_owned());
    (0..64usize).filter(|bit| bits >> bit & 1 != 0).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capabilities_by_name_in_the_order_of_their_bits() {
        assert_eq!(capabilities(1 << 0x10 | 1 << 5), ["sign-pkcs", "exportable-under-wrap"]);
        assert_eq!(capabilities(1 << 0x2e | 1 << 0x2f), ["change-authentication-key", "bit-2f"]);
    }
}
