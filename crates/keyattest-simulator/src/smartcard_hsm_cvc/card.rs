//! The card: its certificates and those above, and the request before it is written.

use super::claims::Said;
use crate::cvc::{self, Body, Key, Signer};
use crate::order::time;
use crate::{PrivateKey, VALID_FROM, VALID_UNTIL, der, test_keys};
use keyattest_trust::Hash;
use keyattest_wire::Oid;

/// The reference of the root.
pub(super) const ROOT: &str = "XXTESTROOT00001";
/// What OpenSC writes as the request's own reference; it means nothing.
const FREE_REFERENCE: &str = "UTCA00001";

/// Roles of certificates.
pub(super) const ROLE_ROOT: u8 = 0xc0;
pub(super) const ROLE_ISSUER: u8 = 0x80;
pub(super) const ROLE_DEVICE: u8 = 0x00;

/// What a certificate's authorization is for: SmartCard-HSMs.
const AUTHORIZATION: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 3, 1, 1]);
const KEY_DOMAIN: Oid = Oid::new(&[1, 3, 6, 1, 4, 1, 24991, 3, 2, 2]);

/// A certificate before it is written, and who signs it.
#[derive(Clone)]
pub(super) struct Member<'k> {
    pub(super) body: Body,
    /// Its own key, which is not the one that signs it.
    pub(super) key: Key,
    pub(super) signer: Signer<'k>,
}

impl Member<'_> {
    pub(super) fn signed(&self) -> Vec<u8> {
        let mut body = self.body.clone();
        body.set(cvc::KEY, self.key.content());
        let body = body.to_bytes();
        cvc::certificate(&body, self.signer.sign(&body))
    }
}

/// All that is signed, and by whom.
pub(super) struct Card<'k> {
    pub(super) root: Member<'k>,
    pub(super) issuer: Member<'k>,
    pub(super) device: Member<'k>,
    /// The request, but for its key.
    pub(super) request: Body,
    pub(super) key: Key,
    /// By whom the request is signed first: the key itself.
    pub(super) own: Signer<'k>,
    /// Who signed around it, by its own word.
    pub(super) reference: Vec<u8>,
    /// Who did.
    pub(super) attester: Signer<'k>,
    /// Whether that reference is signed too.
    pub(super) is_reference_signed: bool,
}

pub(super) fn authorization(role: u8) -> Vec<u8> {
    [der::oid(&AUTHORIZATION), cvc::element(0x53, [vec![role]])].concat()
}

fn fields(authority: &str, holder: &str) -> Vec<(u16, Vec<u8>)> {
    vec![
        (cvc::PROFILE, vec![0]),
        (cvc::AUTHORITY, authority.into()),
        // The key is written last, and stands here.
        (cvc::KEY, Vec::new()),
        (cvc::HOLDER, holder.into()),
    ]
}

fn member<'k>(authority: &str, holder: &str, role: u8, key: Key, signer: &'k PrivateKey) -> Member<'k> {
    let mut fields = fields(authority, holder);
    fields.push((cvc::AUTHORIZATION, authorization(role)));
    fields.push((cvc::FIRST_DAY, cvc::day(time(VALID_FROM))));
    fields.push((cvc::LAST_DAY, cvc::day(time(VALID_UNTIL))));
    Member { body: Body { fields }, key, signer: Signer::new(signer, Hash::Sha256) }
}

/// A key of the chain as certificates have it: all of them sign with SHA-256.
pub(super) fn chain_key(key: &PrivateKey) -> Key {
    match Key::of(&key.spki(), cvc::ecdsa(3)) {
        Some(key) => key,
        None => panic!("{key:?}: no key of a chain"),
    }
}

impl<'k> Card<'k> {
    pub(super) fn new(said: &Said, key: Key, own: Signer<'k>, is_nist: bool) -> Self {
        let keys: [&'static PrivateKey; 3] = if is_nist {
            [
                &test_keys::SMARTCARD_HSM_ROOT_P256,
                &test_keys::SMARTCARD_HSM_ISSUER_P256,
                &test_keys::SMARTCARD_HSM_DEVICE_P256,
            ]
        } else {
            [&test_keys::SMARTCARD_HSM_ROOT, &test_keys::SMARTCARD_HSM_ISSUER, &test_keys::SMARTCARD_HSM_DEVICE]
        };
        let [root, issuer, device] = keys;
        let below = |key: &PrivateKey| chain_key(key).without_domain();
        let device_id = said.device_id();
        let mut certified = member(&said.issuer, &device_id, ROLE_DEVICE, below(device), issuer);
        certified.body.set(cvc::FIRST_DAY, said.first_day.clone());
        let mut request = Body { fields: fields(FREE_REFERENCE, &said.key_id) };
        if let Some(domain) = &said.domain {
            request.set(cvc::EXTENSIONS, key_domain(domain));
        }
        Self {
            root: member(ROOT, ROOT, ROLE_ROOT, chain_key(root), root),
            issuer: member(ROOT, &said.issuer, ROLE_ISSUER, below(issuer), root),
            device: certified,
            request,
            key,
            own,
            reference: device_id.into_bytes(),
            attester: Signer::new(device, Hash::Sha256),
            is_reference_signed: true,
        }
    }

    /// The authenticated request.
    pub(super) fn request(&self) -> Vec<u8> {
        self.authenticated(&self.request)
    }

    /// The same of another name.
    pub(super) fn request_of(&self, holder: &[u8]) -> Vec<u8> {
        let mut other = self.request.clone();
        other.set(cvc::HOLDER, holder.to_vec());
        self.authenticated(&other)
    }

    /// The request as the key itself signs it.
    pub(super) fn inner(&self) -> Vec<u8> {
        self.signed_by_itself(&self.request)
    }

    /// The key's reference.
    pub(super) fn holder(&self) -> Vec<u8> {
        self.request.content(cvc::HOLDER)
    }

    /// The issuer's reference.
    pub(super) fn issuer_name(&self) -> Vec<u8> {
        self.issuer.body.content(cvc::HOLDER)
    }

    fn signed_by_itself(&self, request: &Body) -> Vec<u8> {
        let mut body = request.clone();
        body.set(cvc::KEY, self.key.content());
        let body = body.to_bytes();
        cvc::certificate(&body, self.own.sign(&body))
    }

    fn authenticated(&self, request: &Body) -> Vec<u8> {
        let inner = self.signed_by_itself(request);
        let reference = cvc::element(cvc::AUTHORITY, [self.reference.clone()]);
        let mut message = inner.clone();
        if self.is_reference_signed {
            message.extend_from_slice(&reference);
        }
        let signature = cvc::element(cvc::SIGNATURE, [self.attester.sign(&message)]);
        cvc::element(0x67, [inner, reference, signature])
    }
}

/// What stands in the extensions of a key that belongs to this domain.
pub(super) fn key_domain(identifier: &[u8]) -> Vec<u8> {
    cvc::element(cvc::EXTENSION, [der::oid(&KEY_DOMAIN), cvc::element(0x80, [identifier.to_vec()])])
}
