//! SmartCard-HSM (Nitrokey HSM) authenticated requests.
//!
//! The card answers the generation of a key with a CV request that is signed by the new key itself and, around that, by the card's device
//! key. Device and device issuer (DICA) certificate lead to CardContact's scheme root. There are always these three levels. Who generates a
//! key chooses the curve's parameters, the exponent and the names: they are judged, or told as his.

mod claims;
mod curves;
mod parse;
mod verify;

#[cfg(test)]
mod tests;

use crate::checks;
use crate::inspect::issuers;
use crate::scheme::{About, Scheme};

/// The format.
pub static SMARTCARD_HSM_CVC: Scheme<parse::Evidence, verify::Statement> = Scheme {
    about: &About {
        id: "smartcard-hsm-cvc",
        title: "SmartCard-HSM authenticated request",
        products: "CardContact SmartCard-HSM (card, USB, MicroSD), Nitrokey HSM and HSM 2",
        carriers: "EF CExx and 2F02 as files, PKA files of sc-hsm-tool",
        known_by: "an authenticated request or a certificate of card-verifiable form (BSI TR-03110)",
        checks: &[
            checks::CHAIN_ANCHOR,
            checks::CHAIN_SIGNATURE,
            checks::CHAIN_POSITION,
            checks::CHAIN_VALIDITY,
            checks::EVIDENCE_SIGNATURE,
            checks::SMARTCARD_HSM_CVC_CURVE,
            checks::SMARTCARD_HSM_CVC_SELF_SIGNATURE,
            checks::SUBJECT_BINDING,
            checks::SUBJECT_POSSESSION,
            checks::NONCE_MATCH,
            checks::KEY_STRENGTH,
        ],
        context: &[],
        intermediates: false,
        has_nonce: false,
        security_keys: false,
        not_told: &[
            "whether the key may leave wrapped (under a DKEK or to its key domain): only an audit of the initialisation excludes it",
            "freshness (this format carries no nonce)",
            "that no other card holds a copy",
            "firmware and PIN state",
        ],
        unconfirmed: "RSASSA-PSS and SHA-1 keys (refused), cards below the SoC root (no anchor), PKA files of the new form, key domains, brainpool and P-384 keys of users (read)",
    },
    detect: parse::detect,
    missing: issuers::missing,
    parse: parse::parse,
    inspect: parse::inspect,
    verify: verify::verify,
    keys: |statement| std::slice::from_ref(&statement.key),
    claims: |verified| claims::claims(verified.statement()),
};
