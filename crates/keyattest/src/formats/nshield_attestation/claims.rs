//! What a verified bundle tells.

use super::rights::{Exportability, Protection};
use super::verify::Statement;
use crate::claims::{self, Claims};
use crate::provenance::place;
use keyattest_wire::hex;

pub(super) fn claims(statement: &Statement) -> Claims {
    let Statement { key, key_bytes, module: warrant, officer_at, generation, rights, world } = statement;
    let [parameters, acl, hash] = &generation.places;
    let generated = place(parameters, "generation parameters");
    let acl = place(acl, "access control list");

    let mut claims = Claims::new();
    let said = claims.add_key();
    said.attested(claims::KEY_TYPE, key.key_type(), place(key_bytes, "public key"));
    said.attested(claims::GENERATED, "in-module", &generated);
    said.attested(claims::LOCAL, true, &generated);
    said.attested(claims::EXTRACTABLE, rights.recoverable, &acl);
    let rule = format!("an access control list without ExpandACL can only shrink: {acl}");
    said.implied(claims::NEVER_EXTRACTABLE, !rights.recoverable, rule);
    said.attested(claims::EXPORTABILITY, rights.exportability.word(), &acl);
    said.attested(claims::RECOVERABLE, rights.recoverable, &acl);
    said.attested(claims::PURPOSES, rights.purposes.clone(), &acl);
    let (word, shares) = match rights.protection {
        None => ("none", String::new()),
        Some(Protection::Module) => ("module", String::new()),
        Some(Protection::Softcard) => ("softcard", String::new()),
        Some(Protection::Cardset { needed, total }) => ("cardset", format!(": {needed} of {total} operator cards")),
    };
    said.attested(claims::PROTECTION, word, format!("{acl}{shares}"));
    said.attested(claims::KEY_ID, hex::encode(&generation.hash), place(hash, "key hash"));
    let officer = place(officer_at, "hash of the security officer's key");
    said.attested(claims::SECURITY_DOMAIN, hex::encode(&world.keys.officer), officer);
    debug_assert!(rights.recoverable || rights.exportability <= Exportability::SameDomain);

    let payload = &warrant.payload;
    let module = &mut claims.module;
    module.implied(claims::VENDOR, "Entrust", "the anchor");
    module.implied(claims::SECURITY_LEVEL, "hsm", "the anchor");
    module.attested(claims::SERIAL, warrant.serial.clone(), place(payload, "ElectronicSerialNumber"));
    if let Some(serial) = &warrant.physical_serial {
        module.attested(claims::PHYSICAL_SERIAL, serial.clone(), place(payload, "PhysicalSerialNumber"));
    }
    if !warrant.approvals.is_empty() {
        module.attested(claims::CERTIFICATION, warrant.approvals.join("; "), place(payload, "Approvals"));
    }
    let (fips, binding) = world.fips;
    module.asserted(claims::FIPS_MODE, fips, format!("{binding}, which the security officer signed"));
    claims
}
