//! A synthetic LiquidSecurity card: at a cloud that answers for it, in a pool, or in somebody's own hands; both layouts.
//!
//! The format fixes the names of card and partition but for a serial number, which says TST; the roots' say TEST.

mod blob;
mod carrier;
mod chain;
mod claims;
mod object;
mod shown;
mod ways;
mod wrong_chain;
mod wrong_object;

use crate::{Carrier, Choice, File, Made, Order, OrderError, Simulator, Way};
use carrier::{Owner, Shape, Submission};
use chain::Chain;
use claims::{Module, RESOURCE_NAME, Said};

pub(crate) struct MarvellAttestation;

impl Simulator for MarvellAttestation {
    fn format(&self) -> &'static str {
        "marvell-attestation"
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

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let shape = Shape::of(order.carrier());
        let module = Module::new(order, shape)?;
        let mut said = Said::new(order, shape)?;
        wrong_object::said(order, &mut said);
        let objects = wrong_object::objects(order, &said, shape.layout)?;
        let mut chain = Chain::new(&module);
        wrong_chain::before_signing(order, &module, &mut chain);
        let mut certificates = chain.signed(shape.owner);
        wrong_chain::after_signing(order, shape.owner, &chain, &mut certificates);
        let submission = Submission {
            blobs: blob::attested(order, shape.layout, shape.owner, &objects),
            certificates,
            shown_key: shown::key(order, &said)?,
        };
        Ok(Made {
            evidence: submission.files(order),
            anchors: anchors(order, &module, &chain),
            context: context(order, shape.owner),
            claims: [said.expected(), module.expected()].concat(),
            not_affirming: !said.is_affirming(),
            ..Made::default()
        })
    }
}

/// The manufacturer's root, and the owner's where one is believed.
fn anchors(order: &Order, module: &Module, chain: &Chain) -> Vec<File> {
    let mut anchors = Vec::new();
    if !order.is("anchor-owner-alone") {
        anchors.push(File::new("root.pem", chain::anchor(&chain.root)));
    }
    if let Some(root) = chain.owner_root.as_ref().filter(|_| module.owner.is_anchored())
        && !order.is("resource-name-unanchored")
    {
        anchors.push(File::new("owner.toml", chain::owner_table(module, root)));
    }
    anchors
}

/// The resource's name: with Google's usual identifier, or where it is what is wrong.
fn context(order: &Order, owner: Owner) -> Vec<(String, String)> {
    let is_wrong = order.wrong.as_deref().is_some_and(|way| way.starts_with("resource-name-"));
    if !is_wrong && (owner != Owner::Cloud || order.claim("key_id").is_some()) {
        return Vec::new();
    }
    let name = if order.is("resource-name-other") {
        RESOURCE_NAME.replace("cryptoKeyVersions/1", "cryptoKeyVersions/2")
    } else {
        RESOURCE_NAME.to_owned()
    };
    vec![("resource-name".to_owned(), name)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{OrderedKey, bundle, make, test_keys};
    use keyattest::{Policy, Status};
    use keyattest_trust::Curve;
    use keyattest_wire::spki::ec_spki;

    #[test]
    fn keys_on_every_curve_of_the_format_are_affirmed() {
        for curve in [Curve::P256, Curve::Secp256k1, Curve::P384, Curve::P521] {
            let (x, y) = curve.numbers().unwrap().generator;
            let spki = ec_spki(&curve.oid(), &[&[4][..], &x, &y].concat());
            let key = OrderedKey::read("key.pem", &bundle::block("PUBLIC KEY", &spki)).unwrap();
            for carrier in carrier::CARRIERS {
                let (key, carrier) = (Some(key.clone()), Some(carrier.id.to_owned()));
                let case = make(&MarvellAttestation, &Order { key, carrier, ..Order::default() }).unwrap();
                let result = case.verify(Policy::built_in("hardware-key").unwrap());
                assert_eq!(result.status, Status::Affirming, "{curve:?}: {}", result.headline());
            }
        }
    }

    #[test]
    fn what_the_card_can_not_say_is_refused() {
        let order = |carrier: &str, claim: (&str, &str)| Order {
            carrier: Some(carrier.to_owned()),
            claims: vec![(claim.0.to_owned(), claim.1.to_owned())],
            ..Order::default()
        };
        for (carrier, claim) in [
            ("blob", ("owner", "TEST Bank")),
            ("azure-json", ("owner", "TEST Bank")),
            ("google", ("owner", "Google")),
            ("google", ("serial", "5.3G26-TST1")),
            ("google", ("partition", "5.3G2607-TST000009:PARTN:1")),
            ("google", ("partition", "5.3G2607-TST000001:PARTN:01")),
            ("google", ("label", "")),
            ("google", ("purposes", "sign, sing")),
        ] {
            assert!(make(&MarvellAttestation, &order(carrier, claim)).is_err(), "{carrier} {claim:?}");
        }
        let brainpool = ec_spki(&Curve::BrainpoolP256r1.oid(), &[4; 65]);
        assert!(object::Numbers::of(&brainpool).is_err());
        assert!(object::Numbers::of(&test_keys::KEY_P256.spki()).is_ok());
    }

    #[test]
    fn the_usual_identifier_ends_in_the_hash_of_the_name() {
        let usual = claims::CHOICES.iter().find(|choice| choice.name == "key_id").unwrap().usual;
        let digest = keyattest_trust::hash::sha256(RESOURCE_NAME.as_bytes());
        assert!(usual.len() == 128 && usual.ends_with(&keyattest::hex::encode(&digest)));
    }
}
