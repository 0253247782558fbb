//! The laws of the simulator, over the registry of formats: every check has a way to be wrong that fails it and no other but those that the
//! format can not tell from it, and what is right verifies in every carrier, says what was chosen, and is the same each time.

use keyattest::result::{AttestationResult, Outcome, RequirementOutcome};
use keyattest::{Policy, Status, Verification, claims, formats};
use keyattest_simulator::{
    Case, Order, OrderError, OrderedKey, RefusedBy, Simulator, Way, all, by_format, der, make, test_keys,
};
use keyattest_trust::key::KeyKind;
use keyattest_wire::crl::RevocationList;
use keyattest_wire::spki::{ec_spki, rsa_spki};

fn policy() -> Policy {
    Policy::built_in("hardware-key").expect("the default policy")
}

fn made(simulator: &dyn Simulator, order: &Order) -> Case {
    make(simulator, order).unwrap_or_else(|problem| panic!("{} {order:?}: {problem}", simulator.format()))
}

fn failed(result: &AttestationResult) -> Vec<&'static str> {
    result.failed_checks().map(|check| check.id.as_str()).collect()
}

#[test]
fn every_format_has_a_simulator() {
    for format in formats::all() {
        let id = format.about().id;
        assert!(by_format(id).is_some(), "{id}: no simulator");
    }
    for simulator in all() {
        assert!(formats::by_id(simulator.format()).is_some(), "{}: no such format", simulator.format());
    }
}

#[test]
fn every_check_of_a_format_has_a_way_to_be_wrong() {
    for simulator in all() {
        let about = formats::by_id(simulator.format()).expect("a registered format").about();
        for check in about.checks {
            let fails = |way: &&Way| way.refused_by.checks().contains(check);
            assert!(simulator.ways().iter().any(|way| fails(&way)), "{}: nothing fails {check}", about.id);
        }
        let malformed = simulator.ways().iter().filter(|way| way.refused_by == RefusedBy::Malformed).count();
        assert!(malformed >= 2, "{}: too few ways to be malformed", about.id);
    }
}

#[test]
fn every_way_is_refused_by_its_check_alone_in_every_carrier_that_can_show_it() {
    let mut wrong = Vec::new();
    for simulator in all() {
        for way in simulator.ways() {
            let carriers = simulator.carriers().iter().filter(|carrier| simulator.goes_with(way.id, carrier.id));
            let mut shown = 0;
            for carrier in carriers {
                let order =
                    Order { wrong: Some(way.id.to_owned()), carrier: Some(carrier.id.to_owned()), ..Order::default() };
                let name = format!("{} {} in {}", simulator.format(), way.id, carrier.id);
                wrong.extend(refused(&made(*simulator, &order), way).err().map(|why| format!("{name}: {why}")));
                shown += 1;
            }
            assert!(shown > 0, "{} {}: in no carrier", simulator.format(), way.id);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The square of the modulus of an RSA key with 1024 bits, as a key.
fn close_primes() -> Vec<u8> {
    let weak = keyattest::PublicKey::from_spki(keyattest::Bytes::new("key", test_keys::WEAK_RSA_1024.spki()));
    let weak = weak.expect("a key");
    let KeyKind::Rsa { modulus, .. } = weak.kind() else { panic!("no RSA key") };
    let mut square = vec![0u32; 256];
    for (index, one) in modulus.iter().rev().enumerate() {
        for (other_index, other) in modulus.iter().rev().enumerate() {
            let place = index + other_index;
            square[place] += u32::from(*one) * u32::from(*other);
            square[place + 1] += square[place] >> 8;
            square[place] &= 0xff;
        }
    }
    let square: Vec<u8> = square.into_iter().rev().map(|digit| u8::try_from(digit).expect("a byte")).collect();
    rsa_spki(&square, &[1, 0, 1])
}

#[test]
fn attested_keys_that_are_none_or_can_be_factored() {
    let off_curve = ec_spki(&keyattest_wire::oids::P256, &[4; 65]);
    for (what, spki) in [("close primes", close_primes()), ("a point on no curve", off_curve)] {
        for format in ["luna-pkc", "yubikey-piv", "yubihsm2"] {
            let simulator = by_format(format).expect("a simulator");
            let key = OrderedKey::read("key.der", &spki).expect("a public key");
            let result = made(simulator, &Order { key: Some(key), ..Order::default() }).verify(policy());
            assert_eq!(failed(&result), ["key.strength"], "{format}: {what}: {}", result.headline());
        }
    }
}

/// What is wrong with the refusal of a case.
fn refused(case: &Case, way: &Way) -> Result<(), String> {
    let result = case.verify(policy());
    let not_met = unmet(&result, RequirementOutcome::NotMet);
    let unproven = unmet(&result, RequirementOutcome::Unproven);
    let (verification, status) = (result.verification, result.status);
    let right = match way.refused_by {
        RefusedBy::Check(_) | RefusedBy::Checks(_) => {
            let sorted = |mut ids: Vec<&'static str>| {
                ids.sort_unstable();
                ids
            };
            let due: Vec<&str> = way.refused_by.checks().iter().map(|id| id.as_str()).collect();
            verification == Verification::Failed && sorted(failed(&result)) == sorted(due)
        }
        RefusedBy::Malformed => verification == Verification::Malformed,
        RefusedBy::NotMet(rules) => {
            (verification, status) == (Verification::Verified, Status::Contraindicated) && not_met == rules
        }
        RefusedBy::Unproven(rules) => {
            (verification, status) == (Verification::Verified, Status::Warning)
                && not_met.is_empty()
                && unproven == rules
        }
    };
    let found =
        || format!("{} {:?} {not_met:?} {unproven:?}, must be {}", result.headline(), failed(&result), way.refused_by);
    if right && result.exit_code() != 0 { Ok(()) } else { Err(found()) }
}

fn unmet(result: &AttestationResult, outcome: RequirementOutcome) -> Vec<&str> {
    let requirements = result.policy.iter().flat_map(|policy| &policy.requirements);
    requirements.filter(|rule| rule.outcome == outcome).map(|rule| rule.id.as_str()).collect()
}

#[test]
fn an_owner_whom_no_anchor_names_holds_no_check() {
    let marvell = by_format("marvell-attestation").expect("a simulator");
    for (carrier, outcome) in [("google", Outcome::Pass), ("azure-json", Outcome::NotApplicable)] {
        let case = made(marvell, &Order { carrier: Some(carrier.to_owned()), ..Order::default() });
        let result = case.verify(policy());
        let owner = result.checks.iter().find(|check| check.id.as_str() == "marvell-attestation.owner-chain");
        assert_eq!(owner.map(|check| check.outcome), Some(outcome), "{carrier}");
    }
}

#[test]
fn revocation_is_judged_for_the_time_of_appraisal() {
    let fortanix = by_format("fortanix-attestation").expect("a simulator");
    let listed = made(fortanix, &Order { wrong: Some("authority-revoked".to_owned()), ..Order::default() });
    let outcome = |case: &Case, at: keyattest::Time| {
        let mut case = case.clone();
        let received = std::mem::replace(&mut case.at, at);
        let result = case.verifier(policy()).verify(&case.request(case.parts()).received_at(received));
        let check = result.checks.iter().find(|check| check.id.as_str() == "chain.revocation");
        check.map(|check| (check.outcome, check.detail.clone().unwrap_or_default())).expect("the check")
    };
    let later = keyattest::Time::from_unix(listed.at.unix() + 7 * 86_400).expect("a time");
    assert_eq!(outcome(&listed, later).0, Outcome::Fail, "a list names the authority, however old it is");
    // Of another authority the list says that it is good, of the CA above nothing: that is no pass, and nothing once it is old.
    let mut other = listed.clone();
    let list = &mut other.revocation_lists[0];
    let read = RevocationList::from_der(keyattest::Bytes::new("list", list.bytes.clone())).expect("a list");
    let mut tbs = read.tbs().to_vec();
    // The last byte of the serial number, before the UTCTime of its entry.
    let serial = tbs.len() - 16;
    tbs[serial] ^= 1;
    let (key, hash) = (&*test_keys::FORTANIX_CA, keyattest_trust::Hash::Sha256);
    list.bytes = der::signed(tbs.clone(), key.algorithm(hash), &key.sign(hash, &tbs));
    let (now, detail) = outcome(&other, other.at);
    assert!(now == Outcome::NotApplicable && detail.contains("nothing is known of the others"), "{now:?} {detail}");
    let (old, detail) = outcome(&other, later);
    assert!(old == Outcome::NotApplicable && detail.starts_with("no list"), "{old:?} {detail}");
}

#[test]
fn what_is_right_verifies_in_every_carrier_and_is_detected() {
    for simulator in all() {
        for carrier in simulator.carriers() {
            let case = made(*simulator, &Order { carrier: Some(carrier.id.to_owned()), ..Order::default() });
            affirmed(&case, &format!("{} {}", simulator.format(), carrier.id));
            let parts = keyattest::Input::new(case.parts());
            let certain = |format: &&&dyn keyattest::Format| format.detect(&parts) == Some(keyattest::Match::Certain);
            let found: Vec<_> = formats::all().iter().filter(certain).map(|format| format.about().id).collect();
            assert!(found.iter().all(|id| *id == simulator.format()), "{}: taken for {found:?}", carrier.id);
            assert!(formats::by_id(simulator.format()).is_some_and(|format| format.detect(&parts).is_some()));
        }
    }
}

fn affirmed(case: &Case, name: &str) {
    let result = case.verify(policy());
    assert_eq!(result.verification, Verification::Verified, "{name}: {} {:?}", result.headline(), result.malformed);
    if case.expect.affirming {
        assert_eq!(result.status, Status::Affirming, "{name}: {}", result.headline());
    }
    assert!(result.checks.iter().all(|check| check.outcome != Outcome::Fail));
    assert!(result.keys.iter().any(|key| key.spki_sha256.as_ref() == Some(&case.expect.spki_sha256)), "{name}");
    for (claim, wanted) in &case.expect.claims {
        let found = told(&result, claim);
        assert_eq!(found.as_deref(), Some(wanted.to_string().as_str()), "{name}: {claim}");
    }
}

fn told(result: &AttestationResult, name: &str) -> Option<String> {
    let id = claims::find(name)?;
    let key = result.keys.iter().find(|key| key.is_subject).map(|key| &key.claims);
    let places = [key, Some(&result.module.claims), Some(&result.transaction.claims)];
    places.into_iter().flatten().find_map(|place| place.get(id)).map(|claim| claim.value.to_string())
}

#[test]
fn chosen_claims_come_out() {
    for simulator in all() {
        let usual = made(*simulator, &Order::default()).verify(policy());
        for choice in simulator.claims() {
            let name = format!("{} {}", simulator.format(), choice.name);
            let claims = vec![(choice.name.to_owned(), choice.example.to_owned())];
            let case = made(*simulator, &Order { claims, ..Order::default() });
            affirmed(&case, &name);
            assert_eq!(told(&case.verify(policy()), choice.name).as_deref(), Some(choice.example), "{name}");
            assert_eq!(told(&usual, choice.name).unwrap_or_default(), choice.usual, "{name}");
        }
    }
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    for simulator in all() {
        let once = made(*simulator, &Order::default());
        let again = made(*simulator, &Order::default());
        assert!(once.files().eq(again.files()) && once.to_toml() == again.to_toml(), "{}", simulator.format());
    }
}

#[test]
fn ids_are_plain_and_stand_once() {
    for simulator in all() {
        let ids =
            simulator.ways().iter().map(|way| way.id).chain(simulator.carriers().iter().map(|carrier| carrier.id));
        let mut ids: Vec<&str> = ids.chain(["control"]).collect();
        for id in &ids {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            assert!(id.bytes().all(plain), "{id}: becomes the name of a folder");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{}: an id twice", simulator.format());
    }
}

#[test]
fn no_anchor_is_built_in_and_each_says_test() {
    let built_in = keyattest::TrustStore::built_in();
    for simulator in all() {
        for carrier in simulator.carriers() {
            let case = made(*simulator, &Order { carrier: Some(carrier.id.to_owned()), ..Order::default() });
            let nothing = |name: &str| Err(name.to_owned());
            let none = keyattest::TrustStore::built_in().only_added();
            let trust = case.anchors.iter().fold(none, |trust, file| {
                trust.with_file(&file.name, &file.bytes, &nothing).expect("certificates, keys or a table")
            });
            for anchor in trust.anchors() {
                // Names of X.509 certificates, and references of CV certificates.
                let first = anchor.name.as_ref().and_then(|name| name.first());
                let is_certified = first.is_some_and(|first| *first == 0x30 || first.is_ascii_uppercase());
                assert!(!is_certified || anchor.title().contains("TEST"), "{}", anchor.title());
                let own = |known: &keyattest::Anchor| known.key.spki() == anchor.key.spki();
                assert!(!built_in.anchors().iter().any(own), "{}: is built in", anchor.title());
            }
        }
    }
}

#[test]
fn orders_that_can_not_be_made() {
    for simulator in all() {
        let order = |change: fn(&mut Order)| {
            let mut order = Order::default();
            change(&mut order);
            make(*simulator, &order).map(|_| ()).unwrap_err()
        };
        let unknown = |error| matches!(error, OrderError::Unknown { .. });
        assert!(unknown(order(|order| order.wrong = Some("nothing".to_owned()))));
        assert!(unknown(order(|order| order.carrier = Some("pigeon".to_owned()))));
        assert!(unknown(order(|order| order.claims = vec![("colour".to_owned(), "blue".to_owned())])));
        assert!(matches!(order(|order| order.at = keyattest::Time::from_unix(0)), OrderError::Time(_)));
    }
}
