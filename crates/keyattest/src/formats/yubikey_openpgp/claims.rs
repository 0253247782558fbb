//! What a verified statement tells.

use super::leaf::{CARDHOLDER, COUNTER, CREATED, FINGERPRINT, FIRMWARE, FORM_FACTOR, SERIAL, SOURCE, TOUCH};
use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::formats::yubico;
use crate::provenance::{field, spki};
use keyattest_wire::hex;

pub(super) fn claims(statement: &Statement) -> Claims {
    let (certificate, said) = (&statement.certificate, &statement.leaf);
    let part = certificate.bytes().part();
    let mut claims = Claims::new();

    let key = claims.add_key();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), spki(certificate));
    let generated = if said.generated { "in-module" } else { "imported" };
    key.attested(claims::GENERATED, generated, field(certificate, &SOURCE));
    let kept = format!("the OpenPGP application exports no private key: {part}");
    key.implied(claims::EXTRACTABLE, false, &kept);
    key.implied(claims::EXPORTABILITY, "none", &kept);
    if said.generated {
        key.implied(claims::NEVER_EXTRACTABLE, true, &kept);
    }
    key.attested(claims::SLOT, said.slot, format!("{part}, subject"));
    let (touch, fixed) = match said.touch {
        0 => ("never", false),
        1 => ("always", false),
        2 => ("always", true),
        3 => ("cached", false),
        _ => ("cached", true),
    };
    key.attested(claims::AUTH_TOUCH, touch, field(certificate, &TOUCH));
    key.attested(claims::AUTH_TOUCH_FIXED, fixed, field(certificate, &TOUCH));
    if let Some(count) = said.counter.and_then(|count| i64::try_from(count).ok()) {
        key.attested(claims::USE_COUNT, count, field(certificate, &COUNTER));
    }
    if let Some(fingerprint) = &said.fingerprint {
        key.asserted(claims::OPENPGP_FINGERPRINT, hex::encode(fingerprint), field(certificate, &FINGERPRINT));
    }
    if let Some(created) = said.created {
        key.asserted(claims::CREATED_AT, created, field(certificate, &CREATED));
    }

    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Yubico", "the anchor");
    module.implied(claims::MODEL, "YubiKey", "the anchor");
    module.attested(claims::SERIAL, said.serial.to_string(), field(certificate, &SERIAL));
    let firmware = yubico::firmware(&said.firmware).unwrap_or_default();
    module.attested(claims::FIRMWARE, firmware, field(certificate, &FIRMWARE));
    if let Some(byte) = said.form_factor {
        module.attested(claims::FORM_FACTOR, yubico::form_factor(byte), field(certificate, &FORM_FACTOR));
        module.attested(claims::FORM_FACTOR_FIPS_BIT, byte & 0x80 != 0, field(certificate, &FORM_FACTOR));
    }
    module.implied(claims::SECURITY_LEVEL, "smartcard", "the anchor");
    if let Some(cardholder) = &said.cardholder {
        module.asserted(claims::CARDHOLDER, cardholder.clone(), field(certificate, &CARDHOLDER));
    }
    claims
}
