//! The signed claims: whether they are in one piece, which object's key is asked for, and what they say of it.

use super::message::{Claim, Uuid, Value};
use super::predicate::{self, Predicate};
use crate::bench::Bench;
use crate::checks;
use crate::scheme::Stop;
use keyattest_trust::key::{KeyKind, PublicKey};
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, Oid};
use std::collections::BTreeMap;

/// What a message says of one object's key and of the module.
pub struct Statement {
    pub(super) key: PublicKey,
    pub(super) object: Uuid,
    /// The claims about that object and about the module, in their order: what counts.
    pub(super) claims: Vec<(Predicate, Claim)>,
    /// Each block's certificate.
    pub(super) signers: Vec<Certificate>,
}

impl Statement {
    /// The claim with this predicate; those that count have one value each.
    pub(super) fn find(&self, predicate: Predicate) -> Option<&Claim> {
        self.all(predicate).next()
    }

    pub(super) fn all(&self, predicate: Predicate) -> impl Iterator<Item = &Claim> {
        self.claims.iter().filter(move |(known, _)| *known == predicate).map(|(_, claim)| claim)
    }

    /// The number of a claim that has one.
    pub(super) fn number(claim: &Claim) -> Option<i64> {
        match &claim.value {
            Some(Value::Number(content)) => predicate::number(content),
            _ => None,
        }
    }
}

/// Reads claims whose signatures hold.
pub(super) fn read(signed: &[Claim], signers: Vec<Certificate>, bench: &mut Bench<'_>) -> Result<Statement, Stop> {
    let contradiction = contradiction(signed);
    bench.require(checks::CRYPTO4A_QASM_CLAIMS, contradiction.is_none(), || contradiction.unwrap_or_default())?;
    let counting = counting(signed, bench);

    let mut objects: BTreeMap<Uuid, Named> = BTreeMap::new();
    for (predicate, claim) in &counting {
        let (Some(subject), Some(Value::Bytes(bytes))) = (claim.subject, &claim.value) else { continue };
        match predicate {
            Predicate::Spki => {
                let key = PublicKey::from_spki(bytes.clone());
                let key = key.map_err(|malformed| malformed.within(format!("key-spki of {subject}")))?;
                bench.reads(&key);
                objects.entry(subject).or_default().key = Some(key);
            }
            Predicate::SpkiSha256 => objects.entry(subject).or_default().hash = Some(bytes.clone()),
            _ => {}
        }
    }
    let wrong = objects.iter().find(|(_, named)| !named.agrees());
    let detail =
        || format!("{}: key-spki-sha256 is not of its key-spki", wrong.map_or(String::new(), |(id, _)| id.to_string()));
    bench.require(checks::CRYPTO4A_QASM_CLAIMS, wrong.is_none(), detail)?;

    let (object, key) = chosen(&objects, bench)?;
    let statement = Statement {
        key,
        object,
        claims: counting
            .into_iter()
            .filter(|(_, claim)| claim.subject.is_none_or(|subject| subject == object))
            .map(|(predicate, claim)| (predicate, claim.clone()))
            .collect(),
        signers,
    };
    is_private_key(&statement, bench);
    bench.all_held()?;
    Ok(statement)
}

/// How an object's key is named.
#[derive(Default)]
struct Named {
    key: Option<PublicKey>,
    hash: Option<Bytes>,
}

impl Named {
    fn agrees(&self) -> bool {
        match (&self.key, &self.hash) {
            (Some(key), Some(hash)) => key.spki_sha256() == **hash,
            _ => true,
        }
    }

    fn is(&self, key: &PublicKey) -> bool {
        let same_hash = |hash: &Bytes| key.spki_sha256() == **hash;
        self.key.as_ref().is_some_and(|own| own == key) || self.hash.as_ref().is_some_and(same_hash)
    }
}

/// What in the claims can not all be true, or is of another form than its claim has.
pub(super) fn contradiction(claims: &[Claim]) -> Option<String> {
    let title = |claim: &Claim| predicate::name(&claim.predicate).map_or(claim.predicate.to_string(), str::to_owned);
    let mut values: BTreeMap<(Oid, Option<Uuid>), Option<&Value>> = BTreeMap::new();
    let mut capabilities: BTreeMap<(Option<Uuid>, &[u8]), Predicate> = BTreeMap::new();
    for claim in claims {
        if !predicate::is_well_formed(claim) {
            return Some(format!("{} has a value of another form than is known", title(claim)));
        }
        let known = Predicate::of(claim).map(|(predicate, _)| predicate);
        if let (Some(predicate), Some(Value::Number(number))) = (known.filter(|known| known.is_list()), &claim.value) {
            let told = *capabilities.entry((claim.subject, number)).or_insert(predicate);
            if told != predicate {
                return Some("a capability is stated and denied".to_owned());
            }
            continue;
        }
        let value = claim.value.as_ref();
        if *values.entry((claim.predicate, claim.subject)).or_insert(value) != value {
            return Some(format!("{} has two values", title(claim)));
        }
    }
    None
}

/// The known claims in their places: of the module without a subject, of an object with one. All others are reported.
fn counting<'c>(claims: &'c [Claim], bench: &mut Bench<'_>) -> Vec<(Predicate, &'c Claim)> {
    let mut counting = Vec::new();
    for claim in claims {
        let place = || crate::provenance::place(&claim.whole, "claim");
        match Predicate::of(claim) {
            Some((predicate, about_object)) if about_object == claim.subject.is_some() => {
                counting.push((predicate, claim));
            }
            Some(_) => {
                let name = predicate::name(&claim.predicate).unwrap_or_default();
                bench.warn(
                    "misplaced-claim",
                    place(),
                    format!("{name} with or without an object, where it has the other"),
                );
            }
            None => bench.warn("unknown-claim", place(), format!("{} is not known and not used", claim.predicate)),
        }
    }
    counting
}

/// The one object whose key is asked for; where none is, the one object of which a key is stated.
fn chosen(objects: &BTreeMap<Uuid, Named>, bench: &mut Bench<'_>) -> Result<(Uuid, PublicKey), Stop> {
    let asked = bench.subject().map(|subject| subject.key().clone());
    let key = match asked {
        Some(key) => {
            if !objects.values().any(|named| named.is(&key)) {
                let why = "no object of the message has the subject's key";
                return Err(bench.refuse(checks::SUBJECT_BINDING, why).into());
            }
            key
        }
        None => {
            let mut keys = objects.values().filter_map(|named| named.key.as_ref());
            match (keys.next(), keys.next()) {
                (Some(key), None) => key.clone(),
                (None, _) => {
                    let why = "the message states no object's key, and none was asked for";
                    return Err(bench.refuse(checks::CRYPTO4A_QASM_KEY, why).into());
                }
                (Some(_), Some(_)) => {
                    let why = "the message states several objects' keys, and none was asked for";
                    return Err(bench.refuse(checks::CRYPTO4A_QASM_KEY, why).into());
                }
            }
        }
    };
    let mut found = objects.iter().filter(|(_, named)| named.is(&key)).map(|(object, _)| *object);
    let (first, second) = (found.next(), found.next());
    // The other one may be a public key or a copy that was put in from outside.
    bench.require(checks::CRYPTO4A_QASM_KEY, second.is_none(), || "two objects have the key".to_owned())?;
    bench.reads(&key);
    first.map(|object| (object, key)).ok_or_else(|| Malformed::new("no object").into())
}

/// Claims about a public key, which may come from outside, say nothing of a private one.
fn is_private_key(statement: &Statement, bench: &mut Bench<'_>) {
    let said = |predicate: Predicate| statement.find(predicate).and_then(Statement::number);
    let (class, kind) = (said(Predicate::ObjectClass), said(Predicate::ObjectType));
    bench.check(checks::CRYPTO4A_QASM_OBJECT, class == Some(predicate::PRIVATE_KEY), || match class {
        Some(class) => format!("{}: object-class {class} is no private key", statement.object),
        None => format!("{}: no object-class says that it is a private key", statement.object),
    });
    let contradicts = kind == Some(predicate::ECC) && !may_be_ecc(&statement.key);
    bench.check(checks::CRYPTO4A_QASM_OBJECT, !contradicts, || {
        format!("{}: object-type says an elliptic curve, its key is {}", statement.object, statement.key.key_type())
    });
}

/// A key of an algorithm that is not known may be on some curve: nothing is said of its strength, so it fails for that.
fn may_be_ecc(key: &PublicKey) -> bool {
    matches!(key.kind(), KeyKind::Ec { .. } | KeyKind::Ed25519 | KeyKind::Ed448 | KeyKind::X25519 | KeyKind::Unknown)
}
