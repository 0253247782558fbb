//! The bundle: a JSON object of texts, and the structures in it as they stand.

use super::key_data::KeyData;
use super::marshal::{KeyHash, Reader, Signature};
use super::warrant::Warrant;
use crate::input::Input;
use crate::scheme::Match;
use keyattest_wire::json::Json;
use keyattest_wire::{Bytes, Malformed, Result, base64, find};

const MAXIMUM_BYTES: usize = 64 * 1024;
const LEVELS: usize = 2;
/// The root key that warrants rest on.
pub(super) const ROOT: &str = "KWARN-1";

/// A bundle. The messages are read once their signatures are verified.
pub struct Evidence {
    pub(super) part: String,
    /// The name of the root that the bundle says it rests on.
    pub(super) root: String,
    pub(super) warrant: Warrant,
    pub(super) state: Bytes,
    pub(super) state_signature: Signature,
    pub(super) generation: Bytes,
    pub(super) generation_signature: Signature,
    pub(super) key: KeyData,
    pub(super) key_bytes: Bytes,
    pub(super) world: Members,
    /// Members that are not known.
    pub(super) unknown: Vec<String>,
}

/// Members about the security world, of which any may be missing.
pub(super) struct Members {
    pub(super) officer: Option<(KeyData, Bytes)>,
    pub(super) module_key: Option<KeyHash>,
    pub(super) master_certifier: Option<KeyHash>,
    pub(super) fips: Option<KeyHash>,
    pub(super) recovery: Option<KeyHash>,
    pub(super) recovery_authority: Option<KeyHash>,
    /// `CertKMaKMCbKNSO`
    pub(super) binding: Option<Signature>,
    /// `CertKMaKMCaKFIPSbKNSO`
    pub(super) fips_binding: Option<Signature>,
    /// `CertKREaKRAbKNSO`
    pub(super) recovery_binding: Option<Signature>,
    pub(super) suite: Option<String>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let bytes = input.only()?.bytes();
    let looks = [&b"\"kcmsg\""[..], b"\"modstatemsg\""];
    let head = bytes.get(..MAXIMUM_BYTES).unwrap_or(bytes);
    let begins = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if !begins || !looks.iter().any(|name| find::holds(head, name)) {
        return None;
    }
    let is_bundle = |json: Json| {
        let text = |name: &str| json.member(name).and_then(Json::as_text);
        text("root") == Some(ROOT) && text("warrant").is_some() && text("kcmsg").is_some()
    };
    // What is too large is refused as such, and is not read for that.
    let read = (head.len() == bytes.len()).then(|| Json::parse(bytes, LEVELS));
    match read.map(|read| read.map(is_bundle)) {
        Some(Ok(true)) => Some(Match::Certain),
        _ => Some(Match::Possible("members of an nShield attestation bundle")),
    }
}

pub(super) fn parse(input: &Input) -> Result<Evidence> {
    let part = input.only().ok_or_else(|| Malformed::new("a bundle is exactly one file"))?;
    let bytes = part.bytes();
    if bytes.len() > MAXIMUM_BYTES {
        return Err(Malformed::new("larger than 64 KiB").within(bytes.part()));
    }
    let json = Json::parse(bytes, LEVELS)?;
    let texts = texts(&json).map_err(|malformed| malformed.within(bytes.part()))?;
    Members::bundle(part.name(), Texts { bytes, texts })
}

/// All members are texts.
fn texts(json: &Json) -> Result<Vec<(&str, &str)>> {
    let members = json.as_object().ok_or_else(|| Malformed::new("no JSON object"))?;
    let text = |(name, value): &'_ (String, Json)| value.as_text().is_none().then(|| name.clone());
    if let Some(name) = members.iter().find_map(text) {
        return Err(Malformed::new(format!("the member {name} is no text")));
    }
    Ok(members.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_text()?))).collect())
}

/// Members that were not yet taken.
struct Texts<'a> {
    bytes: &'a Bytes,
    texts: Vec<(&'a str, &'a str)>,
}

impl<'a> Texts<'a> {
    fn text(&mut self, name: &str) -> Option<&'a str> {
        let place = self.texts.iter().position(|(known, _)| *known == name)?;
        Some(self.texts.swap_remove(place).1)
    }

    fn missing(&self, name: &str) -> Malformed {
        Malformed::new(format!("no member {name}")).within(self.bytes.part())
    }

    fn decoded(&mut self, name: &str) -> Result<Option<Bytes>> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let decoded = base64::canonical_url(text.as_bytes());
        let decoded = decoded.ok_or_else(|| Malformed::new("no base64url on one line").within(name));
        Ok(Some(self.bytes.derived(name, decoded.map_err(|malformed| malformed.within(self.bytes.part()))?)))
    }

    fn needed(&mut self, name: &str) -> Result<Bytes> {
        self.decoded(name)?.ok_or_else(|| self.missing(name))
    }

    fn structure<T>(&mut self, name: &str, read: fn(&mut Reader<'_>) -> Result<T>) -> Result<Option<T>> {
        self.decoded(name)?.map(|bytes| whole(&bytes, read)).transpose()
    }
}

fn whole<T>(bytes: &Bytes, read: fn(&mut Reader<'_>) -> Result<T>) -> Result<T> {
    let mut reader = Reader::new(bytes);
    let value = read(&mut reader)?;
    reader.end()?;
    Ok(value)
}

impl Members {
    fn bundle(part: &str, mut texts: Texts<'_>) -> Result<Evidence> {
        let root = texts.text("root").ok_or_else(|| texts.missing("root"))?.to_owned();
        let warrant = Warrant::parse(&texts.needed("warrant")?)?;
        let (state, state_signature) = (texts.needed("modstatemsg")?, texts.needed("modstatesig")?);
        let (generation, generation_signature) = (texts.needed("kcmsg")?, texts.needed("kcsig")?);
        let key_bytes = texts.needed("pubkeydata")?;
        let world = Self::take(&mut texts)?;
        let mut unknown: Vec<String> = texts.texts.iter().map(|(name, _)| (*name).to_owned()).collect();
        unknown.sort_unstable();
        Ok(Evidence {
            part: part.to_owned(),
            root,
            warrant,
            state,
            state_signature: whole(&state_signature, Signature::read)?,
            generation,
            generation_signature: whole(&generation_signature, Signature::read)?,
            key: KeyData::parse(&key_bytes)?,
            key_bytes,
            world,
            unknown,
        })
    }

    fn take(texts: &mut Texts<'_>) -> Result<Self> {
        let officer = texts.decoded("knsopub")?;
        Ok(Self {
            officer: officer.map(|bytes| Ok((KeyData::parse(&bytes)?, bytes))).transpose()?,
            module_key: texts.structure("hkm", KeyHash::read)?,
            master_certifier: texts.structure("hkmc", KeyHash::read)?,
            fips: texts.structure("hkfips", KeyHash::read)?,
            recovery: texts.structure("hkre", KeyHash::read)?,
            recovery_authority: texts.structure("hkra", KeyHash::read)?,
            binding: texts.structure("CertKMaKMCbKNSO", Signature::read)?,
            fips_binding: texts.structure("CertKMaKMCaKFIPSbKNSO", Signature::read)?,
            recovery_binding: texts.structure("CertKREaKRAbKNSO", Signature::read)?,
            suite: texts.text("ciphersuite").map(str::to_owned),
        })
    }
}
