//! The warrant: certificates of the maker's, from its root key to the module's own key KLF2.

use super::ddds::{Item, Value};
use super::marshal::point;
use keyattest_trust::Curve;
use keyattest_trust::key::PublicKey;
use keyattest_wire::spki::ec_spki;
use keyattest_wire::{Bytes, Malformed, Result, oids};

/// Bytes of a signature: r and s, each as long as the order of P-521.
const SIGNATURE: usize = 132;

/// A warrant as it is carried; its payloads are read once they are verified.
pub(super) struct Warrant {
    /// The name of the root that it says it rests on.
    pub(super) root: String,
    /// One at least.
    pub(super) certificates: Vec<Certificate>,
}

pub(super) struct Certificate {
    pub(super) bytes: Bytes,
    pub(super) payload: Bytes,
    pub(super) signature: Bytes,
}

/// What a payload says.
pub(super) struct Payload {
    /// `Delegation`, `ModuleInformation`, `FieldUpgradeModuleInformation`, or another word.
    pub(super) kind: String,
    item: Item,
    place: Bytes,
}

/// What a module's certificate says.
#[derive(Clone)]
pub(super) struct Module {
    pub(super) payload: Bytes,
    /// The electronic serial number.
    pub(super) serial: String,
    pub(super) physical_serial: Option<String>,
    /// Whether it was issued to a module in the field, on the word of an older key.
    pub(super) field_upgrade: bool,
    /// Certifications in words.
    pub(super) approvals: Vec<String>,
}

impl Warrant {
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let item = Item::parse(bytes)?;
        Self::read(&item).map_err(|malformed| malformed.within(bytes.part()))
    }

    fn read(item: &Item) -> Result<Self> {
        let (root, certificates) = item
            .as_list()
            .and_then(|list| list.split_first())
            .and_then(|(root, certificates)| Some((root.as_symbol()?, certificates)))
            .ok_or_else(|| Malformed::new("no list with the symbol of a root name first"))?;
        if certificates.is_empty() {
            return Err(Malformed::new("no certificate"));
        }
        let certificates = certificates.iter().enumerate().map(|(index, item)| {
            certificate(item, index).ok_or_else(|| {
                let what = "not a payload and a signature of 132 bytes, and nothing else";
                Malformed::new(what).within(format!("certificate {index}"))
            })
        });
        Ok(Self { root: root.to_owned(), certificates: certificates.collect::<Result<_>>()? })
    }
}

fn certificate(item: &Item, index: usize) -> Option<Certificate> {
    let named = |bytes: &Bytes| bytes.named(format_args!("certificate {index}"));
    let payload = item.member("Payload")?.as_bytes()?;
    let signature = item.member("Signature")?.as_bytes()?;
    let is_whole = item.as_map()?.len() == 2 && signature.len() == SIGNATURE;
    is_whole.then(|| Certificate { bytes: named(&item.bytes), payload: named(payload), signature: named(signature) })
}

impl Payload {
    pub(super) fn parse(bytes: &Bytes) -> Result<Self> {
        let item = Item::parse(bytes)?;
        let kind = item.member("WarrantCertificateType").and_then(Item::as_symbol).map(str::to_owned);
        let kind = kind.ok_or_else(|| lacks("WarrantCertificateType", bytes))?;
        Ok(Self { kind, item, place: bytes.clone() })
    }

    pub(super) fn is_delegation(&self) -> bool {
        self.kind == "Delegation"
    }

    pub(super) fn is_module(&self) -> bool {
        matches!(self.kind.as_str(), "ModuleInformation" | "FieldUpgradeModuleInformation")
    }

    fn member(&self, name: &'static str) -> Result<&Item> {
        self.item.member(name).ok_or_else(|| lacks(name, &self.place))
    }

    fn text(&self, name: &'static str) -> Result<Option<String>> {
        let read = |item: &Item| item.as_text().map(str::to_owned).ok_or_else(|| lacks(name, &self.place));
        self.item.member(name).map(read).transpose()
    }

    /// The key that is certified and whether its mechanism is the one that is known, by the names of this kind of payload.
    pub(super) fn key(&self) -> Result<(PublicKey, bool)> {
        let (key, mechanism) = if self.is_delegation() { ("DelegateKey", "SigMech") } else { ("KLF2pub", "KLF2mech") };
        let spki = public_key(self.member(key)?).ok_or_else(|| lacks(key, &self.place))?;
        Ok((PublicKey::from_spki(Bytes::new(self.place.part(), spki))?, is_known_mechanism(self.member(mechanism)?)))
    }

    pub(super) fn module(&self) -> Result<Module> {
        const SERIAL: &str = "ElectronicSerialNumber";
        Ok(Module {
            payload: self.place.clone(),
            serial: self.text(SERIAL)?.ok_or_else(|| lacks(SERIAL, &self.place))?,
            physical_serial: self.text("PhysicalSerialNumber")?,
            field_upgrade: self.kind == "FieldUpgradeModuleInformation",
            approvals: approvals(self.item.member("Approvals")),
        })
    }
}

fn lacks(name: &'static str, place: &Bytes) -> Malformed {
    Malformed::new(format!("no {name} of the known form")).within(place.part())
}

/// `['ECDSA', 'Public', 'NISTP521', [x, y]]`, as SubjectPublicKeyInfo.
fn public_key(item: &Item) -> Option<Vec<u8>> {
    let [algorithm, half, curve, coordinates] = item.as_list()? else { return None };
    let words = [algorithm, half, curve].map(Item::as_symbol);
    let [x, y] = coordinates.as_list()? else { return None };
    let point = point(Curve::P521, &x.as_number()?, &y.as_number()?)?;
    (words == [Some("ECDSA"), Some("Public"), Some("NISTP521")]).then(|| ec_spki(&oids::P521, &point))
}

/// `['ECDSA', ['EMSA1', 'SHA512']]`.
fn is_known_mechanism(item: &Item) -> bool {
    let Some([algorithm, encoding]) = item.as_list() else { return false };
    let Some([scheme, hash]) = encoding.as_list() else { return false };
    [algorithm, scheme, hash].map(Item::as_symbol) == [Some("ECDSA"), Some("EMSA1"), Some("SHA512")]
}

/// Entries as `['FIPS140', 2, 3, 'MultiChipEmbedded']`; others are left out.
fn approvals(item: Option<&Item>) -> Vec<String> {
    let entries = item.and_then(Item::as_list).unwrap_or_default();
    let approval = |entry: &Item| {
        let [standard, edition, level, form] = entry.as_list()? else { return None };
        let (edition, level) = (edition.as_small()?, level.as_small()?);
        let form = match form.as_symbol()? {
            "MultiChipEmbedded" => "multi-chip embedded",
            other => other,
        };
        (standard.as_symbol()? == "FIPS140").then(|| format!("FIPS 140-{edition} level {level}, {form}"))
    };
    entries.iter().filter_map(approval).collect()
}

/// A payload's members for people, however they look.
pub(super) fn show(item: &Item) -> String {
    match &item.value {
        Value::Bytes(bytes) => format!("({} bytes)", bytes.len()),
        Value::Large(number) => keyattest_wire::hex::encode(number),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Map(members) => {
            let members: Vec<String> = members.iter().map(|(name, item)| format!("{name}: {}", show(item))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Small(number) => number.to_string(),
        Value::Symbol(text) | Value::Text(text) => text.clone(),
    }
}
