//! A synthetic SmartCard-HSM: root, device issuer and device with CV certificates on brainpoolP256r1, as the vendor's own, and the
//! authenticated request of a key.

mod altered;
mod card;
mod claims;
mod files;
mod ways;

use crate::cvc::{self, Signer};
use crate::{Carrier, Choice, File, Made, Order, OrderError, Simulator, Way, test_keys};
use card::Card;
use claims::Said;
use files::Objects;
use keyattest_trust::Hash;
use keyattest_wire::Oid;
use std::sync::Arc;

pub(crate) struct SmartcardHsm;

static CARRIERS: &[Carrier] = &[
    Carrier { id: "files", about: "EF CE01 and EF 2F02, a file each" },
    Carrier { id: "padded", about: "the same, padded to the length of their files, with 00 and FF" },
    Carrier { id: "one-file", about: "request, device and issuer certificate one after the other" },
    Carrier { id: "three-files", about: "issuer certificate, device certificate and request, a file each" },
    Carrier { id: "pka", about: "the file of sc-hsm-tool --export-for-pub-key-auth" },
    Carrier { id: "pka-new", about: "the new form of that file, the device certificate first" },
    Carrier { id: "pka-new-swapped", about: "the new form, the issuer certificate first" },
    Carrier { id: "no-reference", about: "two files, the request without a reference of its own" },
    Carrier { id: "empty-extensions", about: "two files, the issuer certificate with an empty list of extensions" },
    Carrier { id: "nist", about: "two files, the chain on P-256" },
    Carrier { id: "rsa", about: "two files, an RSA key where none is given" },
    Carrier { id: "rsa-sha512", about: "the same, which signs with SHA-512" },
    Carrier { id: "p384", about: "two files, a key on P-384 where none is given, which signs with SHA-384" },
    Carrier { id: "p521", about: "two files, a key on P-521 where none is given, which signs with SHA-512" },
    Carrier { id: "secp256k1", about: "two files, a key on secp256k1 where none is given" },
    Carrier { id: "brainpool-p256", about: "two files, a key on brainpoolP256r1 where none is given" },
    Carrier { id: "brainpool-p384", about: "two files, a key on brainpoolP384r1 where none is given" },
];

/// Whether the carrier is one of keys that are RSA.
fn is_rsa(carrier: &str) -> bool {
    carrier.starts_with("rsa")
}

impl Simulator for SmartcardHsm {
    fn format(&self) -> &'static str {
        "smartcard-hsm-cvc"
    }

    fn ways(&self) -> &'static [Way] {
        ways::WAYS
    }

    fn carriers(&self) -> &'static [Carrier] {
        CARRIERS
    }

    fn goes_with(&self, way: &str, carrier: &str) -> bool {
        let of_curves = ways::OF_CURVES.contains(&way) || way.starts_with("curve-");
        let is_new = carrier.starts_with("pka-new");
        if ways::OF_RSA.contains(&way) {
            return is_rsa(carrier);
        }
        match way {
            "pka-other-type" => is_new,
            // No other key at hand whose signatures are as long.
            "self-other-key" => carrier != "p521",
            // What follows is padding, or not: the file ends elsewhere.
            "truncated" | "other-padding" | "doubled" => carrier != "padded",
            // The new form has one place for each of the three.
            _ => !(of_curves && is_rsa(carrier) || ways::OF_OBJECTS.contains(&way) && is_new),
        }
    }

    fn claims(&self) -> &'static [Choice] {
        claims::CHOICES
    }

    fn complete(&self, order: &mut Order) {
        let usual = match order.carrier() {
            "p384" => &test_keys::KEY_P384,
            "p521" => &test_keys::KEY_P521,
            "secp256k1" => &test_keys::KEY_SECP256K1,
            "brainpool-p256" => &test_keys::KEY_BRAINPOOL_P256,
            "brainpool-p384" => &test_keys::KEY_BRAINPOOL_P384,
            carrier if is_rsa(carrier) => &test_keys::KEY_RSA_3072,
            _ => &test_keys::KEY_P256,
        };
        order.key.get_or_insert_with(|| crate::OrderedKey::from_private(Arc::clone(usual)));
    }

    fn make(&self, order: &Order) -> Result<Made, OrderError> {
        let carrier = order.carrier();
        let said = Said::new(order)?;
        let attested = order.attested();
        let own = attested.private().ok_or(OrderError::NeedsPrivateKey)?;
        let (algorithm, hash) = algorithm(carrier, own.modulus().is_some());
        let key = cvc::Key::of(attested.spki(), algorithm).ok_or_else(|| {
            OrderError::Together("a SmartCard-HSM has RSA keys and keys on elliptic curves alone".to_owned())
        })?;
        let mut card = Card::new(&said, key, Signer::new(own, hash), carrier == "nist");
        match carrier {
            "no-reference" => card.request.remove(cvc::AUTHORITY),
            "empty-extensions" => card.issuer.body.set(cvc::EXTENSIONS, Vec::new()),
            _ => {}
        }
        ways::before_signing(order, &mut card);
        let mut objects =
            Objects { request: card.request(), certificates: vec![card.device.signed(), card.issuer.signed()] };
        altered::objects(order, &card, &mut objects);
        let mut evidence = objects.files(carrier);
        altered::files(order, &mut evidence);
        Ok(Made {
            evidence,
            anchors: vec![File::new("root.cvc", card.root.signed())],
            claims: said.expected(),
            // Whether the key may leave, wrapped, is in no signed byte.
            not_affirming: true,
            ..Made::default()
        })
    }
}

/// The identifier of a key's algorithm, and its hash: what cards write, and what else the format reads.
fn algorithm(carrier: &str, is_rsa: bool) -> (Oid, Hash) {
    match (is_rsa, carrier) {
        (true, "rsa-sha512") => (cvc::rsa(5), Hash::Sha512),
        (true, _) => (cvc::rsa(2), Hash::Sha256),
        (false, "p384") => (cvc::ecdsa(4), Hash::Sha384),
        (false, "p521") => (cvc::ecdsa(5), Hash::Sha512),
        (false, _) => (cvc::ecdsa(3), Hash::Sha256),
    }
}
