//! What the formats of FIDO authenticators share: authenticator data, the certificate that attests, and what it tells of the maker.

mod attester;
mod authenticator_data;
mod maker;

pub(super) use attester::{Kind, aaguid_extension, judge_path};
pub(super) use authenticator_data::AuthenticatorData;
pub(super) use maker::{FIPS, FIRMWARE, Maker, fips_marker, firmware, model};

use keyattest_wire::{Oid, hex};

/// Extension with the model that an attestation certificate is for (id-fido-gen-ce-aaguid).
pub(super) const AAGUID: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4]);

/// A model's identifier as UUID text.
pub(super) fn uuid(aaguid: &[u8; 16]) -> String {
    let digits = hex::encode(aaguid);
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if matches!(index, 8 | 12 | 16 | 20) {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_identifier_is_shown_as_uuid() {
        let bytes = hex::decode("cb69481e8ff7403993ec0a2729a154a8").unwrap().try_into().unwrap();
        assert_eq!(uuid(&bytes), "cb69481e-8ff7-4039-93ec-0a2729a154a8");
    }
}
