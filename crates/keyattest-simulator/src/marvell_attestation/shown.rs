//! The key that Azure shows beside an attestation: a JSON Web Key (RFC 7517) that nobody signs.

use super::claims::Said;
use super::object::Numbers;
use crate::{Order, OrderError, json, test_keys};
use keyattest_wire::base64;

/// Its members, without braces.
pub(super) fn key(order: &Order, said: &Said) -> Result<String, OrderError> {
    let url = format!("https://test-pool.managedhsm.azure.net{}", String::from_utf8_lossy(&said.key_id));
    let members = match order.wrong.as_deref() {
        Some("shown-secret") => "\"kty\": \"oct-HSM\"".to_owned(),
        Some("shown-other") => numbers(&Numbers::of(&test_keys::OTHER_RSA_2048.spki())?),
        // A secret key shows nothing of itself.
        Some("subject-secret") => "\"kty\": \"oct-HSM\"".to_owned(),
        _ => numbers(&Numbers::of(order.attested().spki())?),
    };
    Ok(format!("\"kid\": {}, {members}", json::quoted(&url)))
}

fn numbers(numbers: &Numbers) -> String {
    let text = |bytes: &[u8]| base64::encode(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_");
    if let Some(exponent) = &numbers.exponent {
        return format!("\"kty\": \"RSA-HSM\", \"n\": \"{}\", \"e\": \"{}\"", text(&numbers.modulus), text(exponent));
    }
    let curve = match numbers.bits {
        714 => "P-256K",
        715 => "P-384",
        716 => "P-521",
        _ => "P-256",
    };
    let (x, y) = numbers.modulus[1..].split_at(numbers.modulus.len() / 2);
    format!("\"kty\": \"EC-HSM\", \"crv\": \"{curve}\", \"x\": \"{}\", \"y\": \"{}\"", text(x), text(y))
}
