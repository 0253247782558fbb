//! A synthetic nShield module in a Security World: the bundle of nfkmattest about a key.
//!
//! The format fixes the name of the root; serial numbers and everything else that it leaves open say TEST.

mod carrier;
mod claims;
mod ddds;
mod generation;
mod key;
mod marshal;
mod state;
mod warrant;
mod ways;
mod world;

use crate::{
    Carrier, Choice, File, Made, Order, OrderError, OrderedKey, PrivateKey, Simulator, Way, bundle, test_keys,
};
use carrier::{Member, Members, Shape};
use claims::Said;
use generation::Generation;
use key::Key;
use state::State;
use warrant::Warrant;
use world::World;

pub(crate) struct NshieldAttestation;

impl Simulator for NshieldAttestation {
    fn format(&self) -> &'static str {
        "nshield-attestation"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        carrier::CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        ways::goes_with(way, carrier)
    }

    fn claims(&self) -> &'static [Choice] {
        claims::CHOICES
    }

    fn complete(&self, order: &mut Order) {
        let key = match order.carrier() {
            "ecdsa-key" | "ec-key" => &test_keys::KEY_P256,
            "elliptic" => &test_keys::KEY_P384,
            _ => return,
        };
        order.key.get_or_insert_with(|| OrderedKey::from_private((*key).clone()));
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let shape = Shape::of(order.carrier());
        let said = Said::new(order)?;
        let key = attested(order, &shape)?;
        let kml: &PrivateKey = if shape.is_elliptic { &test_keys::NSHIELD_KML_P521 } else { &test_keys::NSHIELD_KML };

        let mut world = World::new(&said, &shape);
        ways::world::before_signing(order, &mut world);
        let mut warrant = Warrant::new(&said, &shape);
        ways::warrant::before_signing(order, &said, &mut warrant);
        let mut state = State::new(&said, &shape, &world, &Key::of_private(kml));
        ways::state::before_signing(order, &mut state);
        let mut generation = Generation::new(&said, &shape, &world, &key, kml);
        ways::key::before_signing(order, &key, &mut generation)?;
        ways::acl::before_signing(order, &world, &mut generation);

        let mut members = members(&generation, &state, &world, &warrant);
        ways::state::members(order, &state, &generation, &mut members);
        ways::world::members(order, &world, &mut members);
        ways::key::members(order, kml, &generation, &mut members)?;
        ways::shape::members(order, &mut members);
        let text = ways::shape::text(order, carrier::file(order, members));
        Ok(Made {
            evidence: vec![File::new("key_simple_test.att", text)],
            anchors: ways::warrant::anchors(order),
            subject: generation.subject.map(|spki| File::new("key.pem", bundle::block("PUBLIC KEY", &spki))),
            claims: said.expected(&shape, &key.hash(), &world.knso.hash()),
            not_affirming: !said.is_affirming(),
            ..Made::default()
        })
    }
}

/// The key that is attested, of the type that the carrier has.
fn attested(order: &Order, shape: &Shape) -> Result<Key, OrderError> {
    let mut key = Key::of(order.attested().spki())?;
    match &mut key {
        Key::Curve { kind, .. } if shape.is_ec => *kind = key::EC,
        Key::Curve { .. } => {}
        Key::Dsa { .. } => return Err(OrderError::Together("a DSA key can not be attested".to_owned())),
        Key::Rsa { .. } if order.carrier().ends_with("-key") => {
            return Err(OrderError::Together(format!("carrier `{}` is of a key on a curve", order.carrier())));
        }
        Key::Rsa { .. } => {}
    }
    Ok(key)
}

/// What nfkmattest writes, in its order.
fn members(generation: &Generation, state: &State, world: &World, warrant: &Warrant) -> Members {
    let (generated, stated) = (generation.to_bytes(), state.to_bytes());
    let (key_signature, state_signature) =
        (marshal::sign(generation.signer, &generated), marshal::sign(state.signer, &stated));
    let own = [
        ("pubkeydata", generation.public.clone()),
        ("kcmsg", generated),
        ("kcsig", key_signature),
        ("modstatemsg", stated),
        ("modstatesig", state_signature),
    ];
    let mut members: Members = own.into_iter().map(|(name, bytes)| (name, Member::Bytes(bytes))).collect();
    members.extend(world.members());
    members.push(("root", Member::Text(warrant::ROOT_NAME.to_owned())));
    members.push(("warrant", Member::Bytes(warrant.to_bytes())));
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::make;
    use keyattest::{AttestationResult, Policy, Status};
    use keyattest_trust::Curve;
    use keyattest_wire::spki::ec_spki;

    fn order(carrier: &str, claims: &[(&str, &str)]) -> Order {
        let claims = claims.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Order { carrier: Some(carrier.to_owned()), claims, ..Order::default() }
    }

    fn verified(order: &Order) -> AttestationResult {
        let case = make(&NshieldAttestation, order).unwrap();
        case.verify(Policy::built_in("hardware-key").unwrap())
    }

    fn key_on(curve: Curve) -> OrderedKey {
        let (x, y) = curve.numbers().unwrap().generator;
        let spki = ec_spki(&curve.oid(), &[&[4][..], &x, &y].concat());
        OrderedKey::read("key.pem", &bundle::block("PUBLIC KEY", &spki)).unwrap()
    }

    #[test]
    fn keys_on_every_curve_of_the_format_are_affirmed() {
        use Curve::{BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P256, P384, P521, Secp256k1};
        for curve in [BrainpoolP256r1, BrainpoolP384r1, BrainpoolP512r1, P256, P384, P521, Secp256k1] {
            for carrier in ["elliptic", "ec-key"] {
                let result = verified(&Order { key: Some(key_on(curve)), ..order(carrier, &[]) });
                assert_eq!(result.status, Status::Affirming, "{curve:?} {carrier}: {}", result.headline());
            }
        }
    }

    #[test]
    fn all_that_can_be_chosen_of_blobs() {
        for (claims, status) in [
            (&[("protection", "module")][..], Status::Affirming),
            (&[("protection", "none")], Status::Affirming),
            (&[("protection", "none"), ("exportability", "none")], Status::Affirming),
            (&[("exportability", "wrapped")], Status::Contraindicated),
            (&[("exportability", "plain"), ("recoverable", "true")], Status::Contraindicated),
            (&[("certification", "")], Status::Affirming),
            (&[("purposes", "sign, decrypt, unwrap")], Status::Affirming),
        ] {
            let order = order("elliptic", claims);
            let result = verified(&order);
            assert_eq!(result.status, status, "{claims:?}: {}", result.headline());
            let case = make(&NshieldAttestation, &order).unwrap();
            for (name, wanted) in &case.expect.claims {
                let id = keyattest::claims::find(name).unwrap();
                let key = result.keys.iter().find(|key| key.is_subject).unwrap();
                let told = key.claims.get(id).or_else(|| result.module.claims.get(id)).unwrap();
                assert_eq!(told.value.to_string(), wanted.to_string(), "{claims:?} {name}");
            }
        }
    }

    #[test]
    fn what_the_module_can_not_say_is_refused() {
        for claim in [
            ("serial", "7E57-0000-0000-0001"),
            ("physical_serial", ""),
            ("certification", "FIPS 140-2 level 32, multi-chip embedded"),
            ("certification", "FIPS 140-2 level 3, not a word"),
            ("protection", "glass"),
            ("exportability", "none"),
            ("recoverable", "perhaps"),
            ("purposes", "sign, sign"),
            ("purposes", ""),
        ] {
            assert!(make(&NshieldAttestation, &order("att", &[claim])).is_err(), "{claim:?}");
        }
        let claims = [("exportability", "plain"), ("recoverable", "false")];
        assert!(make(&NshieldAttestation, &order("att", &claims)).is_err());
        let rsa = OrderedKey::from_private((*test_keys::OTHER_RSA_2048).clone());
        assert!(make(&NshieldAttestation, &Order { key: Some(rsa), ..order("ec-key", &[]) }).is_err());
        let dsa = bundle::block("PUBLIC KEY", &test_keys::NSHIELD_KML.spki());
        let dsa = OrderedKey::read("key.pem", &dsa).unwrap();
        assert!(make(&NshieldAttestation, &Order { key: Some(dsa), ..order("att", &[]) }).is_err());
        for curve in [Curve::P224, Curve::P256] {
            let wrong = Some("key-bits".to_owned());
            let order = Order { key: Some(key_on(curve)), wrong, ..order("att", &[]) };
            assert!(make(&NshieldAttestation, &order).is_err());
        }
    }
}
