//! What a verified attestation tells.

use super::leaf::{self, CSPN, FIPS, FIRMWARE, FORM_FACTOR, POLICY, SERIAL};
use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::formats::yubico;
use crate::provenance::{field, spki};

pub(super) fn claims(statement: &Statement) -> Claims {
    let (certificate, said) = (&statement.certificate, &statement.leaf);
    let part = certificate.bytes().part();
    let mut claims = Claims::new();

    let key = claims.add_key();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), spki(certificate));
    let generated = format!("the card attests generated keys only: {part}");
    key.implied(claims::GENERATED, "in-module", &generated);
    let kept = format!("PIV exports no private key: {part}");
    key.implied(claims::EXTRACTABLE, false, &kept);
    key.implied(claims::NEVER_EXTRACTABLE, true, &kept);
    key.implied(claims::EXPORTABILITY, "none", &kept);
    key.attested(claims::SLOT, said.slot.clone(), format!("{part}, subject"));
    if let Some(word) = leaf::pin_word(said.pin) {
        key.attested(claims::AUTH_PIN, word, field(certificate, &POLICY));
    }
    if let Some(word) = leaf::touch_word(said.touch) {
        key.attested(claims::AUTH_TOUCH, word, field(certificate, &POLICY));
    }

    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Yubico", "the anchor");
    module.implied(claims::MODEL, "YubiKey", "the anchor");
    if let Some(serial) = said.serial {
        module.attested(claims::SERIAL, serial.to_string(), field(certificate, &SERIAL));
    }
    module.attested(claims::FIRMWARE, leaf::version(said.firmware), field(certificate, &FIRMWARE));
    if let Some(byte) = said.form_factor {
        module.attested(claims::FORM_FACTOR, yubico::form_factor(byte), field(certificate, &FORM_FACTOR));
        module.attested(claims::FORM_FACTOR_FIPS_BIT, byte & 0x80 != 0, field(certificate, &FORM_FACTOR));
    }
    module.implied(claims::SECURITY_LEVEL, "smartcard", "the anchor");
    module.attested(claims::FIPS_CERTIFIED, statement.is_fips, field(&statement.f9, &FIPS));
    if let Some(marker) = statement.fips_marker.and_then(|marker| i64::try_from(marker).ok()) {
        module.attested(claims::FIPS_MARKER, marker, field(&statement.f9, &FIPS));
    }
    if statement.is_cspn {
        module.attested(claims::CSPN_CERTIFIED, true, field(&statement.f9, &CSPN));
    }
    claims
}
