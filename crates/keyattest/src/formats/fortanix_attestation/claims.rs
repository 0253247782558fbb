//! What a verified attestation tells.

use super::statement::{GENERATED, NEVER_EXPORTABLE};
use super::verify::{ENROLLMENT, Statement};
use crate::claims::{self, Claims};
use crate::provenance::{field, spki};
use keyattest_wire::oids;
use keyattest_wire::x509::KeyUsage;

pub(super) fn claims(statement: &Statement) -> Claims {
    let (certificate, said) = (&statement.certificate, &statement.said);
    let part = certificate.bytes().part();
    let mut claims = Claims::new();
    let key = claims.add_key();
    key.attested(claims::KEY_TYPE, statement.key.key_type(), spki(certificate));
    if said.generated {
        key.attested(claims::GENERATED, "in-module", field(certificate, &GENERATED));
    } else {
        key.attested(claims::GENERATED, "unknown", format!("{part}: no extension {GENERATED}"));
    }
    if said.never_exportable {
        let from = field(certificate, &NEVER_EXPORTABLE);
        key.attested(claims::EXTRACTABLE, false, &from);
        key.attested(claims::NEVER_EXTRACTABLE, true, &from);
        key.implied(claims::EXPORTABILITY, "same-domain", format!("the nodes of a cluster share keys: {from}"));
    }
    key.attested(claims::KEY_ID, said.key_id.clone(), format!("{part}, subject"));
    key.attested(claims::PURPOSES, purposes(said.usage), field(certificate, &oids::KEY_USAGE));

    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Fortanix", "the anchor");
    module.implied(claims::MODEL, "DSM SaaS", format!("{}, subject", statement.authority.bytes().part()));
    let enrollment = &statement.enrollment;
    let from = field(&statement.authority, &ENROLLMENT);
    if enrollment.is_hardware() {
        module.implied(claims::SECURITY_LEVEL, "cloud-hsm", format!("protection profile FX2200: {from}"));
    }
    if let Some(profile) = enrollment.profile {
        module.attested(claims::HARDWARE_PROFILE, profile.to_string(), &from);
    }
    if enrollment.operator_approval {
        module.attested(claims::SITE_OPERATOR_APPROVAL, true, &from);
    }
    claims.transaction.attested(claims::ATTESTED_AT, certificate.not_before(), format!("{part}, notBefore"));
    claims
}

fn purposes(usage: KeyUsage) -> Vec<&'static str> {
    let words: [(KeyUsage, &[&'static str]); 4] = [
        (KeyUsage::DIGITAL_SIGNATURE, &["sign"]),
        (KeyUsage::KEY_ENCIPHERMENT, &["wrap", "unwrap"]),
        (KeyUsage::DATA_ENCIPHERMENT, &["decrypt"]),
        (KeyUsage::KEY_AGREEMENT, &["agree"]),
    ];
    words.into_iter().filter(|(bit, _)| usage.includes(*bit)).flat_map(|(_, words)| words).copied().collect()
}
