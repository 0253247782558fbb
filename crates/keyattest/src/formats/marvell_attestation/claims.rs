//! What a verified attestation tells.

use super::attributes::{self as numbers, name};
use super::key::Key;
use super::objects::{Flags, PURPOSES};
use super::text_of;
use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::provenance::place;

/// How exportability follows: from what the module says of export by its user; that partitions are backed up and cards of one region or
/// security domain share keys is the vendor's design.
const EXPORT_RULE: &str = "LiquidSecurity export rule";

pub(super) fn claims(statement: &Statement) -> Claims {
    let Statement { object, flags, card, card_name, partition, partition_name, owner, .. } = statement;
    let from = |number: u32| match object.value(number) {
        Some(value) => place(value, &format!("{} ({number:#06x})", name(number))),
        None => format!("{} ({number:#06x})", name(number)),
    };
    let mut claims = Claims::new();
    let key = claims.add_key();
    let value = if matches!(statement.key, Key::Public(_)) { numbers::MODULUS } else { numbers::VALUE_LEN };
    key.attested(claims::KEY_TYPE, statement.key.key_type(), from(value));
    key.attested(claims::GENERATED, if flags.local { "in-module" } else { "imported" }, from(numbers::LOCAL));
    key.attested(claims::LOCAL, flags.local, from(numbers::LOCAL));
    key.attested(claims::EXTRACTABLE, flags.extractable, from(numbers::EXTRACTABLE));
    key.attested(claims::NEVER_EXTRACTABLE, flags.never_extractable, from(numbers::NEVER_EXTRACTABLE));
    key.attested(claims::SENSITIVE, flags.sensitive, from(numbers::SENSITIVE));
    key.attested(claims::ALWAYS_SENSITIVE, flags.always_sensitive, from(numbers::ALWAYS_SENSITIVE));
    let (exportability, because) = exportability(flags);
    key.implied(claims::EXPORTABILITY, exportability, format!("{EXPORT_RULE}: {}", from(because)));
    // Those that it has; where it has none, those that say so.
    let stated = |only_set: bool| -> Vec<String> {
        let fits = |number: u32| object.byte(number).is_some_and(|byte| !only_set || byte == 1);
        PURPOSES.iter().filter(|(number, _)| fits(*number)).map(|(number, _)| from(*number)).collect()
    };
    let places = if flags.purposes.is_empty() { stated(false) } else { stated(true) };
    if !places.is_empty() {
        key.attested(claims::PURPOSES, flags.purposes.clone(), places.join("; "));
    }
    for (claim, number) in [(claims::KEY_ID, numbers::ID), (claims::LABEL, numbers::LABEL)] {
        if let Some(value) = object.value(number) {
            key.asserted(claim, text_of(value), from(number));
        }
    }

    let module = &mut claims.module;
    let subject = place(card.subject_bytes(), "subject");
    module.implied(claims::VENDOR, "Marvell", "the manufacturer's anchor");
    module.attested(claims::SERIAL, card_name.serial.clone(), &subject);
    module.attested(claims::FIPS_MODE, card_name.fips_mode, &subject);
    module.attested(claims::PARTITION, partition_name.partition.clone(), place(partition.subject_bytes(), "subject"));
    if let Some(owner) = owner {
        module.attested(claims::OWNER, owner.name.clone(), &owner.place);
        module.implied(claims::SECURITY_LEVEL, "cloud-hsm", "the anchors of manufacturer and owner");
    } else {
        module.implied(claims::SECURITY_LEVEL, "hsm", "the manufacturer's anchor");
    }
    claims
}

/// A key that was extractable once may be outside, whatever is said of it now. The attribute that decides comes along.
fn exportability(flags: &Flags) -> (&'static str, u32) {
    match flags {
        Flags { sensitive: false, .. } => ("plain", numbers::SENSITIVE),
        Flags { always_sensitive: false, .. } => ("plain", numbers::ALWAYS_SENSITIVE),
        Flags { extractable: true, .. } => ("wrapped", numbers::EXTRACTABLE),
        Flags { never_extractable: false, .. } => ("wrapped", numbers::NEVER_EXTRACTABLE),
        _ => ("same-domain", numbers::NEVER_EXTRACTABLE),
    }
}
