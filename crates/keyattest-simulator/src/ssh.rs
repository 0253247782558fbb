//! What OpenSSH writes: its strings (RFC 4251), and public key lines.

use keyattest_trust::{Curve, KeyKind, PublicKey};
use keyattest_wire::{Bytes, base64};

/// A string: its length, and its bytes.
pub fn string(content: &[u8]) -> Vec<u8> {
    [&(content.len() as u32).to_be_bytes()[..], content].concat()
}

/// The line of a public key on P-256 or Ed25519: of a security key with this application, else of a key of the ordinary kind. None for
/// another key.
pub fn public_key_line(spki: &[u8], application: Option<&str>) -> Option<Vec<u8>> {
    let key = PublicKey::from_spki(Bytes::new("key", spki)).ok()?;
    let (ordinary, on_security_key, content) = match key.kind() {
        KeyKind::Ec { curve: Curve::P256, point } => {
            ("ecdsa-sha2-nistp256", "sk-ecdsa-sha2-nistp256@openssh.com", [string(b"nistp256"), string(point)].concat())
        }
        KeyKind::Ed25519 => ("ssh-ed25519", "sk-ssh-ed25519@openssh.com", string(key.bits())),
        _ => return None,
    };
    let (name, behind) = match application {
        Some(application) => (on_security_key, string(application.as_bytes())),
        None => (ordinary, Vec::new()),
    };
    let data = [string(name.as_bytes()), content, behind].concat();
    Some(format!("{name} {} TEST\n", base64::encode(&data)).into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_keys;

    #[test]
    fn lines_are_read() {
        for key in [&test_keys::KEY_P256, &test_keys::KEY_ED25519] {
            for application in [None, Some("ssh:TEST")] {
                let line = public_key_line(&key.spki(), application).unwrap();
                let read = keyattest_wire::ssh::PublicKeyLine::parse(&line).unwrap().unwrap();
                assert_eq!((read.spki, read.application.as_deref()), (key.spki(), application));
            }
        }
        assert!(public_key_line(&test_keys::KEY_RSA_3072.spki(), None).is_none());
    }
}
