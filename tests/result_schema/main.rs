//! Every result against the published schema, and the same bytes for the same inputs.

use keyattest::claims::{self, Scope};
use keyattest::{Part, Policy, Request, Time, TrustStore, Verifier};
use keyattest_tests::case::Case;
use keyattest_tests::{corpus, schema};
use serde_json::{Value, json};

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).expect("a result is JSON")
}

#[test]
fn the_schema_has_the_claims_of_the_registry() {
    let root = schema::of_results();
    for scope in [Scope::Key, Scope::Module, Scope::Transaction] {
        let published = root["$defs"][format!("{scope}Claims")]["properties"].as_object().expect("claims of a place");
        let known: Vec<_> = claims::all().map(claims::ClaimId::info).filter(|info| info.scope == scope).collect();
        for info in &known {
            let found = published.get(info.name);
            assert_eq!(found, Some(&schema::of_claim(info)), "docs/result.schema.json: {}", info.name);
        }
        assert_eq!(published.len(), known.len(), "docs/result.schema.json: a claim of the {scope} that does not exist");
    }
}

#[test]
fn every_result_of_the_corpus_is_of_the_schema_and_the_same_twice() {
    let Some(cases) = corpus::cases() else {
        eprintln!("{}", corpus::SKIPPED);
        return;
    };
    let root = schema::of_results();
    let hold = |case: &Case| {
        // A refusal comes before any policy.
        let passes = case.expect.verdict == "pass";
        for policy in if passes { &["hardware-key", "none"][..] } else { &["hardware-key"] } {
            let policy = || Policy::built_in(policy).unwrap_or_else(Policy::none);
            let run = || case.verifier(policy()).verify(&case.request(case.parts())).to_json();
            let once = run();
            assert!(!passes || once == run(), "{}: two runs", case.name);
            if let Err(problem) = schema::check(&root, &json_of(&once)) {
                panic!("{}: {problem}", case.name);
            }
        }
    };
    let half = cases.len() / 2;
    std::thread::scope(|scope| {
        scope.spawn(|| cases[..half].iter().for_each(hold));
        cases[half..].iter().for_each(hold);
    });
}

#[test]
fn results_on_no_evidence_are_of_the_schema() {
    let root = schema::of_results();
    let at = Time::parse_rfc3339("2026-11-25T00:00:00Z").expect("a time");
    let verifier = Verifier::new(TrustStore::built_in());
    let nothing = || vec![Part::new("empty", Vec::new())];
    let requests = [
        Request::new(Vec::new(), at),
        Request::new(nothing(), at),
        Request::new(nothing(), at).format("no-such-format"),
        Request::new(nothing(), at).subject("subject", b"no subject".to_vec()),
    ];
    let asked = keyattest::formats::all().iter().map(|format| Request::new(nothing(), at).format(format.about().id));
    for request in requests.into_iter().chain(asked) {
        let result = verifier.verify(&request).to_json();
        assert_eq!(schema::check(&root, &json_of(&result)), Ok(()), "{result}");
    }
}

#[test]
fn what_is_not_of_the_schema_is_refused() {
    let root = schema::of_results();
    let at = Time::parse_rfc3339("2026-11-25T00:00:00Z").expect("a time");
    let result = Verifier::new(TrustStore::built_in()).verify(&Request::new(Vec::new(), at)).to_json();
    let good = json_of(&result);
    assert_eq!(schema::check(&root, &good), Ok(()));
    let claim = |value: Value| json!([{"spki_sha256": "00".repeat(32), "is_subject": false, "claims": value}]);
    let told = |value: Value| json!({"value": value, "source": "attested", "from": "here"});
    let wrong = [
        ("schema", json!("keyattest/result/2")),
        ("status", json!("affirmed")),
        ("status", json!("affirming")),
        ("status", json!(null)),
        ("verification", json!("malformed")),
        ("format", json!("Luna PKC")),
        ("at", json!("2026-11-25 00:00:00")),
        ("further", json!(1)),
        ("malformed", json!({"where": null, "detail": "of what is not malformed"})),
        ("evidence", json!([{"name": "a", "sha256": "00", "bytes": 1}])),
        ("evidence", json!([{"name": "a", "sha256": "00".repeat(32), "bytes": -1}])),
        ("evidence", json!([{"name": "a", "sha256": "00".repeat(32)}])),
        ("checks", json!([{"id": "chain.anchor", "outcome": "passed"}])),
        ("checks", json!([{"id": "chain", "outcome": "pass"}])),
        ("keys", claim(json!({"extractable": told(json!(false))}))),
    ];
    for (member, value) in wrong {
        let mut bad = good.clone();
        bad[member] = value;
        assert!(schema::check(&root, &bad).is_err(), "{member}: {}", bad[member]);
    }
    let mut verified = good;
    verified["verification"] = json!("verified");
    verified["status"] = json!("none");
    verified["keys"] = claim(json!({"extractable": told(json!(false)), "key_type": told(json!("ec-p256"))}));
    assert_eq!(schema::check(&root, &verified), Ok(()));
    let claims = [
        json!({"extractable": told(json!("false"))}),
        json!({"key_type": told(json!("ec-p255"))}),
        json!({"vendor": told(json!("Thales"))}),
        json!({"extractable": {"value": false, "source": "assumed", "from": "here"}}),
        json!({"extractable": {"value": false, "source": "attested"}}),
        json!({"extractable": {"value": false, "source": "attested", "from": "here", "more": 1}}),
    ];
    for bad in claims {
        verified["keys"] = claim(bad.clone());
        assert!(schema::check(&root, &verified).is_err(), "{bad}");
    }
}
