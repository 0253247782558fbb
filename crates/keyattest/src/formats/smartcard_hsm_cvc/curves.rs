//! The curves on which keys are accepted. Who generates a key chooses the parameters: a curve that differs from a known one in any of them,
//! the generator as well, may be one whose private keys he knows (CVE-2020-0601).

use keyattest_trust::Curve;
use keyattest_wire::cvc::Domain;
use keyattest_wire::hex;

/// The curve whose parameters all are these, where it is one of those on which keys are accepted.
pub(super) fn accepted(domain: &Domain) -> Option<Curve> {
    Curve::from_domain(domain).filter(|curve| {
        matches!(
            curve,
            Curve::P256
                | Curve::P384
                | Curve::P521
                | Curve::Secp256k1
                | Curve::BrainpoolP256r1
                | Curve::BrainpoolP384r1
                | Curve::BrainpoolP512r1
        )
    })
}

/// Orders of curves that are not accepted, to name them.
const OTHERS: [(&str, &str); 8] = [
    ("brainpoolP160r1", "e95e4a5f737059dc60df5991d45029409e60fc09"),
    ("brainpoolP192r1", "c302f41d932a36cda7a3462f9e9e916b5be8f1029ac4acc1"),
    ("brainpoolP224r1", "d7c134aa264366862a18302575d0fb98d116bc4b6ddebca3a5a7939f"),
    ("brainpoolP320r1", "d35e472036bc4fb7e13c785ed201e065f98fcfa5b68f12a32d482ec7ee8658e98691555b44c59311"),
    ("secp192k1", "fffffffffffffffffffffffe26f2fc170f69466a74defd8d"),
    ("secp192r1", "ffffffffffffffffffffffff99def836146bc9b1b4d22831"),
    ("secp224k1", "010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7"),
    ("secp224r1", "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"),
];

/// The curve in words, for people.
pub(super) fn title(domain: &Domain) -> String {
    match accepted(domain) {
        Some(curve) => curve.to_string(),
        None => {
            let order = hex::encode(&domain.order);
            let order = order.trim_start_matches("00");
            match OTHERS.iter().find(|(_, known)| *known == order) {
                Some((name, _)) => format!("{name}, by its order: not a curve on which keys are accepted"),
                None => "the parameters are not, all of them, those of a curve on which keys are accepted".to_owned(),
            }
        }
    }
}
