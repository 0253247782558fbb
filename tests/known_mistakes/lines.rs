//! The sixty lines, in the order of their numbers.

use crate::{Line, Test, frame, registry};

const fn cases(name: &'static str, cases: &'static [&'static str]) -> Line {
    Line { name, cases, test: None, alone: false }
}

const fn registry(name: &'static str, test: Test, cases: &'static [&'static str]) -> Line {
    Line { name, cases, test: Some(test), alone: false }
}

const fn frame(name: &'static str, test: Test, cases: &'static [&'static str]) -> Line {
    Line { name, cases, test: Some(test), alone: true }
}

/// Every line.
pub const LINES: &[Line] = &[
    registry("01_exit_status_0_on_refusal", registry::every_refusal_exits_1, &[]),
    cases(
        "02_absent_extension_satisfies_a_loop",
        &[
            "luna-pkc/synthetic-leaf-no-usage",
            "luna-pkc/synthetic-hardware-origin-no-usage",
            "luna-pkc/synthetic-hardware-origin-no-basic",
            "*/synthetic-*-no-usage",
            "*/synthetic-*-without-eku",
        ],
    ),
    cases(
        "03_owner_root_from_the_bundle",
        &[
            "marvell-attestation/synthetic-owner-lookalike-carried",
            "marvell-attestation/synthetic-owner-root-only-carried",
            "*/*root-carried",
            "*/*root-swapped*",
        ],
    ),
    cases("04_root_compared_by_name", &["*/*lookalike*"]),
    cases("05_only_the_tail_of_an_rsa_block", &["luna-pkc/synthetic-forged-*", "*/*forged*"]),
    registry(
        "06_attributes_printed_never_judged",
        registry::status_is_judged,
        &["*/synthetic-extractable*", "*/synthetic-imported*", "luna-pkc/synthetic-key-flags-other-default-policy"],
    ),
    cases(
        "07_leaf_below_a_leaf",
        &["luna-pkc/synthetic-below-the-leaf", "*/*below-the-leaf*", "*/*issues-leaf*", "*/*leaf-is-ca*"],
    ),
    cases(
        "08_attested_certificate_not_checked",
        &["luna-pkc/synthetic-leaf-unrelated", "luna-pkc/synthetic-signature-altered-leaf", "*/*leaf-altered*"],
    ),
    registry(
        "09_no_roots_means_success",
        registry::without_anchors_nothing_verifies,
        &["fortanix-attestation/synthetic-no-anchors"],
    ),
    frame("10_revocation_unreadable_so_accepted", frame::unreadable_revocation_is_refused, &["*/*-revoked"]),
    registry(
        "11_freshness_only_if_present",
        registry::a_nonce_that_is_not_there_is_refused,
        &["luna-pkc/synthetic-nonce-asked-for"],
    ),
    registry(
        "12_nonce_by_search",
        registry::a_nonce_is_compared_whole,
        &["tpm2-certify/*nonce-prefix", "*/*nonce-longer", "*/*nonce-hashed"],
    ),
    cases(
        "13_several_nonce_constructions",
        &[
            "tpm2-certify/*nonce-hashed",
            "android-key/synthetic-nonce-hashed",
            "webauthn/synthetic-client-challenge-hashed",
        ],
    ),
    cases(
        "14_unrestricted_attestation_key",
        &["tpm2-certify/*unrestricted*", "tpm2-quote/*unrestricted*", "tcg-*/*unrestricted*"],
    ),
    cases("15_name_found_somewhere", &["tpm2-certify/swtpm-fail-name-in-qualifying-data"]),
    cases("16_sensitive_data_origin_alone", &["tpm2-certify/*imported*", "webauthn/synthetic-tpm-derived-key"]),
    registry(
        "17_request_unchecked",
        registry::an_altered_request_is_refused,
        &["*/*csr-altered", "*/*wrong-csr", "*/*wrong-subject"],
    ),
    cases("18_suspended_as_good", &["android-key/*suspended*"]),
    cases("19_first_element_of_that_name", &["securosys-attestation/synthetic-label-*injection", "*/*injection*"]),
    cases("20_duplicates", &["luna-pkc/synthetic-extension-twice", "fortanix-attestation/*twice", "*/*-twice"]),
    frame("21_a_feature_switches_checks_off", frame::no_crate_has_features, &[]),
    registry("22_answer_of_an_earlier_verification", registry::order_of_verifications_changes_nothing, &[]),
    registry("23_panic_on_truncation", registry::truncation_is_refused, &["*/*truncated*"]),
    cases("24_serial_numbers_through_decimal", &["android-key/*status*"]),
    registry(
        "25_dates_of_the_wrong_profile",
        registry::received_and_appraised_are_apart,
        &["*/*expired*", "*/*not-yet*", "luna-pkc/synthetic-second-after"],
    ),
    cases("26_software_roots", &["android-key/*software-root*"]),
    frame(
        "27_test_roots_under_the_production_name",
        frame::known_keys_keep_their_status,
        &["securosys-attestation/synthetic-development-root"],
    ),
    cases(
        "28_two_evidences_mixed",
        &["luna-pkc/synthetic-hardware-origin-of-another", "*/*of-another*", "*/*foreign*"],
    ),
    registry("29_ineffective_predicate", registry::checks_refuse_alone, &[]),
    cases("30_fields_without_lengths", &["secure-element-cert/*altered*"]),
    cases(
        "31_one_root_two_products",
        &["tpm2-ek-cert/optiga-trust-m-is-no-ek", "secure-element-cert/optiga-tpm-as-secure-element"],
    ),
    cases("32_unsigned_copy_as_index", &["microchip-manifest/tngtls-unsigned-header-differs"]),
    cases("33_level_of_a_claim_ignored", &["huks-attestation/*"]),
    cases(
        "34_attesting_key_that_signs_data",
        &["yubihsm2/synthetic-user-attester", "yubihsm2/synthetic-attester-of-that-name"],
    ),
    cases("35_origin_of_a_wrapped_object", &["yubihsm2/*wrapped-in"]),
    cases("36_empty_name_equals_empty_name", &["tpm2-certify/swtpm-fail-name-alg-null"]),
    cases(
        "37_endorsement_beside_an_attestation_key",
        &[
            "tpm2-certify/swtpm-full-enrolment-without-activation",
            "tpm2-certify/synthetic-ek-parent-of-an-ak-that-nobody-enrolled",
        ],
    ),
    cases("38_tolerance_keeps_the_level", &["tpm2-certify/*self-certified*"]),
    cases("39_registration_as_another_protocol", &["ssh-sk-attest-v01/*"]),
    cases(
        "40_neighbouring_branch",
        &["yubikey-piv/*branch*", "yubikey-openpgp/wiktor-is-no-yubihsm2", "yubihsm2/psf-p384-is-no-piv"],
    ),
    cases(
        "41_a_pattern_that_lets_a_newline_pass",
        &["*/*newline*", "*/*line-feed*", "luna-pkc/synthetic-ouid-longer", "luna-pkc/synthetic-ouid-capitals"],
    ),
    cases("42_carrier_bound_to_nothing", &["csr-attestation/*csr-altered*", "yubikey-piv/*csr*altered*"]),
    cases("43_the_callers_helper_as_the_evidences_own", &["luna-pkc/synthetic-no-root-as-intermediate"]),
    cases("44_derived_key_as_generated", &["tpm2-certify/swtpm-derived-key", "android-key/synthetic-origin-derived"]),
    cases("45_signature_lent_to_another_field", &["webauthn/*compound*"]),
    cases("46_attributes_beside_a_signature", &["apple-appattest/*"]),
    cases("47_true_read_as_1", &["*/*-as-text", "*/*-as-integer"]),
    cases(
        "48_neighbouring_object_identifier",
        &["luna-pkc/synthetic-leaf-neighbour-usage", "luna-pkc/synthetic-leaf-usage-longer", "*/*neighbour*"],
    ),
    cases("49_one_key_with_opposite_claims", &["pkix-evidence/*twice*"]),
    cases("50_certificate_over_the_roots_key", &["android-key/*root*"]),
    cases("51_kind_told_by_the_first_byte", &["securosys-attestation/*json*"]),
    cases(
        "52_key_fits_so_the_name_was_not_compared",
        &[
            "luna-pkc/synthetic-leaf-names-another-issuer",
            "luna-pkc/synthetic-integrity-names-another-issuer",
            "luna-pkc/synthetic-anchor-other-name",
        ],
    ),
    cases(
        "53_attesting_key_attests_itself",
        &["securosys-attestation/synthetic-attests-itself", "securosys-attestation/synthetic-attests-device-key"],
    ),
    cases("54_a_name_in_an_unknown_attribute", &["acme-device-attest/synthetic-step-csr-*"]),
    cases("55_public_half_for_the_private", &["nshield-attestation/synthetic-acl-public-half"]),
    registry(
        "56_root_list_read_by_position",
        registry::order_of_anchors_changes_nothing,
        &["marvell-attestation/synthetic-owner-root-configured-as-root"],
    ),
    cases("57_claim_from_a_chain_that_ends_nowhere", &["marvell-attestation/synthetic-owner-not-configured"]),
    cases("58_names_and_keys_apart", &["marvell-attestation/synthetic-owner-names-exchanged"]),
    cases("59_identifier_that_its_owner_chooses", &["marvell-attestation/synthetic-resource-name-no-owner"]),
    registry("60_paths_multiply", registry::a_submission_built_to_explode_ends, &[]),
];
