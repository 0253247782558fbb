//! What a verified confirmation tells.

use super::parse;
use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::provenance::{field, spki};
use keyattest_wire::oids;

/// The rule that the claims about the key rest on: only keys that a Luna module generated are confirmed.
const RULE: &str = "Luna issuing rule";

pub(super) fn claims(statement: &Statement) -> Claims {
    let leaf = &statement.leaf;
    let rule = format!("{RULE}: {}", field(leaf, &oids::EXTENDED_KEY_USAGE));
    let mut claims = Claims::new();
    let key = claims.add_key();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), spki(leaf));
    if statement.rule_holds {
        key.implied(claims::GENERATED, "in-module", &rule);
        key.implied(claims::LOCAL, true, &rule);
        key.implied(claims::EXTRACTABLE, false, &rule);
        key.implied(claims::NEVER_EXTRACTABLE, true, &rule);
        key.implied(claims::EXPORTABILITY, "same-domain", &rule);
    }
    key.attested(claims::KEY_ID, statement.ouid.clone(), format!("{}, subject", leaf.bytes().part()));

    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Thales", "the anchor");
    if let (Some(device), Some(model)) = (&statement.device, &statement.model) {
        module.attested(claims::MODEL, model.clone(), format!("{}, subject", device.bytes().part()));
    }
    module.attested(claims::SERIAL, statement.serial.to_string(), field(leaf, &parse::SERIAL));
    if let Some(firmware) = &statement.firmware {
        module.attested(claims::FIRMWARE, firmware.clone(), field(leaf, &parse::FIRMWARE));
    }
    module.implied(claims::SECURITY_LEVEL, "hsm", "the anchor");
    claims
}
