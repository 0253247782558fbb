//! The blob, as OpenSSH's PROTOCOL.u2f lays it out.
//!
//! ```text
//! string "ssh-sk-attest-v01"  string certificate (X.509)  string signature
//! string authenticator data, inside a CBOR byte string  uint32 flags  string reserved
//! ```

use crate::formats::fido::{self, AuthenticatorData, Kind};
use crate::input::Input;
use crate::outline::Outline;
use crate::scheme::Match;
use keyattest_trust::key::PublicKey;
use keyattest_wire::cbor::Item;
use keyattest_wire::x509::Certificate;
use keyattest_wire::{Bytes, Malformed, ssh};

const MAGIC: &[u8] = b"ssh-sk-attest-v01";
/// What OpenSSH before 8.4 wrote.
const OLDER_MAGIC: &[u8] = b"ssh-sk-attest-v00";
const MAXIMUM_BYTES: usize = 64 * 1024;

/// Algorithm and curve of the two kinds of keys: ES256 on P-256, EdDSA on Ed25519.
const P256: (i128, i128) = (-7, 1);
const ED25519: (i128, i128) = (-8, 6);

/// The flags that clients write for a U2F registration, which has none: user present, credential there.
const U2F_FLAGS: [u8; 1] = [0x41];

/// A blob, read and not verified.
pub struct Evidence {
    /// None where the key speaks for itself.
    pub(super) certificate: Option<Certificate>,
    pub(super) signature: Bytes,
    pub(super) data: AuthenticatorData,
    pub(super) key: PublicKey,
    /// Which message was signed.
    pub(super) kind: Kind,
    /// The number of the extension credProtect.
    pub(super) cred_protect: Option<u8>,
}

pub(super) fn detect(input: &Input) -> Option<Match> {
    let mut reader = ssh::Reader::new(input.only()?.bytes());
    (reader.string().ok()? == MAGIC).then_some(Match::Certain)
}

pub(super) fn parse(input: &Input) -> Result<Evidence, Malformed> {
    let part = input.only().ok_or_else(|| Malformed::new("an attestation is exactly one file"))?;
    read(part.bytes()).map_err(|malformed| malformed.within(part.name()))
}

fn read(bytes: &Bytes) -> Result<Evidence, Malformed> {
    if bytes.len() > MAXIMUM_BYTES {
        return Err(Malformed::new("larger than 64 KiB"));
    }
    let mut reader = ssh::Reader::new(bytes);
    match reader.string()? {
        MAGIC => {}
        OLDER_MAGIC => return Err(Malformed::new("of OpenSSH before 8.4, without authenticator data")),
        _ => return Err(Malformed::new("no attestation of an SSH security key")),
    }
    let certificate = bytes.span(reader.string()?);
    let signature = bytes.span(reader.string()?);
    let wrapped = bytes.span(reader.string()?);
    let flags = reader.uint32()?;
    let reserved = reader.string()?;
    reader.end()?;
    if flags != 0 || !reserved.is_empty() {
        return Err(Malformed::new("flags or reserved bytes, which nobody signs"));
    }
    let certificate =
        if certificate.is_empty() { None } else { Some(Certificate::from_der(certificate.named("certificate"))?) };
    let wrapped = Item::parse(&wrapped, 0)?;
    let inner = wrapped.as_bytes().ok_or_else(|| Malformed::new("authenticator data that are no CBOR byte string"))?;
    let data = AuthenticatorData::read(inner)?;
    let key = public_key(&data)?;
    let kind = kind(&data)?;
    let cred_protect = cred_protect(&data)?;
    Ok(Evidence { certificate, signature, data, key, kind, cred_protect })
}

fn public_key(data: &AuthenticatorData) -> Result<PublicKey, Malformed> {
    if ![P256, ED25519].contains(&(data.key.algorithm, data.key.curve)) {
        return Err(Malformed::new("a credential key of another kind than OpenSSH's keys"));
    }
    let key = PublicKey::from_spki(data.bytes.derived("credential key", data.key.spki.as_slice()))?;
    if key.point_on_curve() { Ok(key) } else { Err(Malformed::new("a credential key that is not on its curve")) }
}

/// The blob does not name its kind. U2F knows no model identifier, and devices that attest in the way of FIDO2 have one.
fn kind(data: &AuthenticatorData) -> Result<Kind, Malformed> {
    if data.aaguid != [0; 16] {
        return Ok(Kind::Packed);
    }
    // Nobody signs these in a U2F registration: they have the one form that clients write.
    if *data.flags != U2F_FLAGS || data.counter != 0 {
        return Err(Malformed::new("a U2F registration with flags or a counter, which nobody signs"));
    }
    if (data.key.algorithm, data.key.curve) != P256 {
        return Err(Malformed::new("a U2F registration of a key that is not on P-256"));
    }
    Ok(Kind::U2f)
}

fn cred_protect(data: &AuthenticatorData) -> Result<Option<u8>, Malformed> {
    let Some(item) = data.extension("credProtect") else { return Ok(None) };
    let number = item.as_integer().filter(|number| (1..=3).contains(number));
    let number = number.and_then(|number| u8::try_from(number).ok());
    number.map(Some).ok_or_else(|| Malformed::new("credProtect other than 1 to 3"))
}

pub(super) fn inspect(evidence: &Evidence) -> Outline {
    let data = &evidence.data;
    let flag = |name: &str, is_set: bool| Outline::value(name, is_set);
    let mut authenticator = Outline::new("authenticator data")
        .at(&data.bytes)
        .with(Outline::bytes("SHA-256 of the application", &data.rp_id_hash))
        .with(
            Outline::bytes("flags", &data.flags)
                .with(flag("user present", data.user_present()))
                .with(flag("user verified", data.user_verified()))
                .with(flag("backup eligible", data.backup_eligible())),
        )
        .with(Outline::value("counter", data.counter))
        .with(Outline::value("AAGUID", fido::uuid(&data.aaguid)).at(&data.aaguid_bytes))
        .with(Outline::bytes("credential id", &data.credential_id))
        .with(Outline::value("credential key", evidence.key.key_type()).at(&data.key_bytes));
    if let Some(extensions) = &data.extensions {
        authenticator = authenticator.with(Outline::bytes("extensions", &extensions.bytes));
    }
    let certificate = evidence.certificate.iter().map(|certificate| Outline::certificate(certificate, |_| None));
    Outline::new("OpenSSH security key attestation")
        .with_all(certificate)
        .with(Outline::bytes("signature", &evidence.signature))
        .with(authenticator)
}

#[cfg(test)]
mod tests;
