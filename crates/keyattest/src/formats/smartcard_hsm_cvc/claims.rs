//! What a verified request tells.

use super::verify::{Statement, stem, text};
use crate::claims::{self, Claims};
use crate::provenance::place;
use keyattest_wire::cvc::Numbers;
use keyattest_wire::hex;

/// Imported keys get no request: the card makes one when it generates a key.
const RULE: &str = "SmartCard-HSM issuing rule: only a generated key gets a request";

pub(super) fn claims(statement: &Statement) -> Claims {
    let (request, device, issuer) = (&statement.request, &statement.device, &statement.issuer);
    let mut claims = Claims::new();
    let key = claims.add_key();
    let number = match &request.key.numbers {
        Numbers::Ec { point, .. } => point,
        Numbers::Rsa { modulus, .. } => modulus,
    };
    key.attested(claims::KEY_TYPE, statement.key.key_type(), place(number, "public key 7F49"));
    key.implied(claims::GENERATED, "in-module", RULE);
    if let Some(domain) = &statement.domain {
        key.attested(claims::SECURITY_DOMAIN, hex::encode(domain), place(domain, "key domain"));
    }
    key.asserted(
        claims::KEY_ID,
        text(&request.holder),
        place(&request.holder, "holder reference 5F20, the host's text"),
    );

    let module = &mut claims.module;
    module.implied(claims::VENDOR, "CardContact", "the anchor");
    module.implied(claims::MODEL, "SmartCard-HSM", "the anchor");
    module.implied(claims::SECURITY_LEVEL, "smartcard", "the anchor");
    let holder = place(&device.holder, "holder reference 5F20");
    module.attested(claims::SERIAL, text(stem(&device.holder)), &holder);
    module.attested(claims::DEVICE_ID, text(&device.holder), &holder);
    module.attested(claims::DEVICE_ISSUER, text(&issuer.holder), place(&issuer.holder, "holder reference 5F20"));
    let path = [&statement.root, &issuer.holder, &device.holder].map(|reference| text(stem(reference)));
    module.attested(
        claims::DEVICE_PATH,
        format!("/{}", path.join("/")),
        "the holder references of root, issuer and device",
    );
    module.attested(claims::PRODUCTION_DATE, device.not_before.date(), place(&device.body, "first day 5F25"));
    claims
}
