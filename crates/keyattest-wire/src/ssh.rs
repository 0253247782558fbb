//! What OpenSSH writes: its binary encoding (RFC 4251 section 5), and public key lines (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f).
//!
//! A key is given as the SubjectPublicKeyInfo that any other form of it has. Whether a point lies on its curve is not judged here.

use crate::{Malformed, Oid, Result, base64, oids, spki};

/// Longest line, in bytes: an RSA key of 16,384 bits takes less than 3,000.
const MOST_BYTES: usize = 16_384;

/// Reads OpenSSH's binary encoding from the front of a slice.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the first byte of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// `uint32`: four bytes, big-endian.
    ///
    /// # Errors
    /// Fewer bytes left.
    pub fn uint32(&mut self) -> Result<u32> {
        let (digits, rest) = self.rest.split_first_chunk().ok_or_else(|| Malformed::new("SSH data end too early"))?;
        self.rest = rest;
        Ok(u32::from_be_bytes(*digits))
    }

    /// `string`: a `uint32`, and as many bytes.
    ///
    /// # Errors
    /// Fewer bytes left.
    pub fn string(&mut self) -> Result<&'a [u8]> {
        let length = usize::try_from(self.uint32()?).ok();
        let split = length.and_then(|length| self.rest.split_at_checked(length));
        let (string, rest) = split.ok_or_else(|| Malformed::new("SSH string longer than the data"))?;
        self.rest = rest;
        Ok(string)
    }

    /// `mpint` above zero: a `string` that is a big-endian number with no more bytes than its sign needs. Given without a leading zero.
    ///
    /// # Errors
    /// Fewer bytes left; a number that is zero, negative or padded.
    pub fn positive(&mut self) -> Result<&'a [u8]> {
        let number = self.string()?;
        match number {
            [0, digits @ ..] if digits.first().is_some_and(|first| *first >= 0x80) => Ok(digits),
            [0x01..0x80, ..] => Ok(number),
            _ => Err(Malformed::new("SSH number that is zero, negative or padded")),
        }
    }

    /// Whether no byte is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Bytes left.
    pub fn end(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Malformed::new("bytes behind SSH data")) }
    }
}

/// A public key of a kind that is known, from its line in a `.pub` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyLine {
    /// The key type as written, as `ssh-ed25519`.
    pub key_type: &'static str,
    /// The key's SubjectPublicKeyInfo, DER; of a security key's type that of the bare key.
    pub spki: Vec<u8>,
    /// The application that a key on a security key is for; absent for the other types.
    pub application: Option<String>,
}

impl PublicKeyLine {
    /// Reads `TYPE BASE64 [comment]`, one line, which may end in a line end. `None` is given where no key type that is known leads.
    ///
    /// The types are `ssh-rsa`, `ecdsa-sha2-nistp256`, `-nistp384`, `-nistp521`, `ssh-ed25519`, `sk-ecdsa-sha2-nistp256@openssh.com` and
    /// `sk-ssh-ed25519@openssh.com`.
    ///
    /// # Errors
    /// Another line behind it, base64 that is not canonical, another type inside, another form of the key, bytes behind it.
    pub fn parse(line: &[u8]) -> Option<Result<Self>> {
        let kind = KINDS.iter().find(|kind| {
            let behind = line.strip_prefix(kind.name.as_bytes()).and_then(<[u8]>::first);
            behind.is_some_and(|byte| is_blank(*byte))
        })?;
        Some(read(kind, line))
    }
}

/// What a key type's data are.
enum Form {
    Rsa,
    /// A curve's name in SSH, its OID, and how long its uncompressed points are.
    Curve(&'static str, Oid, usize),
    Ed25519,
}

struct Kind {
    name: &'static str,
    form: Form,
    on_security_key: bool,
}

const KINDS: [Kind; 7] = [
    Kind { name: "ssh-rsa", form: Form::Rsa, on_security_key: false },
    Kind { name: "ecdsa-sha2-nistp256", form: Form::Curve("nistp256", oids::P256, 65), on_security_key: false },
    Kind { name: "ecdsa-sha2-nistp384", form: Form::Curve("nistp384", oids::P384, 97), on_security_key: false },
    Kind { name: "ecdsa-sha2-nistp521", form: Form::Curve("nistp521", oids::P521, 133), on_security_key: false },
    Kind { name: "ssh-ed25519", form: Form::Ed25519, on_security_key: false },
    Kind {
        name: "sk-ecdsa-sha2-nistp256@openssh.com",
        form: Form::Curve("nistp256", oids::P256, 65),
        on_security_key: true,
    },
    Kind { name: "sk-ssh-ed25519@openssh.com", form: Form::Ed25519, on_security_key: true },
];

fn read(kind: &Kind, line: &[u8]) -> Result<PublicKeyLine> {
    if line.len() > MOST_BYTES {
        return Err(Malformed::new("SSH public key line of more than 16 KiB"));
    }
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if line.iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
        return Err(Malformed::new("more than one line where one SSH public key is expected"));
    }
    let text = line.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty()).nth(1).unwrap_or_default();
    let data = base64::canonical(text).ok_or_else(|| Malformed::new("SSH public key that is not canonical base64"))?;
    let mut reader = Reader::new(&data);
    if reader.string()? != kind.name.as_bytes() {
        return Err(Malformed::new("SSH public key of another type than its line says"));
    }
    let spki = key(&kind.form, &mut reader)?;
    let application = if kind.on_security_key { Some(application(reader.string()?)?) } else { None };
    reader.end()?;
    Ok(PublicKeyLine { key_type: kind.name, spki, application })
}

fn key(form: &Form, reader: &mut Reader<'_>) -> Result<Vec<u8>> {
    match form {
        Form::Rsa => {
            let exponent = reader.positive()?;
            Ok(spki::rsa_spki(reader.positive()?, exponent))
        }
        Form::Curve(name, curve, length) => {
            if reader.string()? != name.as_bytes() {
                return Err(Malformed::new("SSH public key on another curve than its type says"));
            }
            let point = reader.string()?;
            if point.first() != Some(&4) || point.len() != *length {
                return Err(Malformed::new("SSH public key whose point is not uncompressed, or of another length"));
            }
            Ok(spki::ec_spki(curve, point))
        }
        Form::Ed25519 => {
            let key = reader.string()?;
            if key.len() != 32 {
                return Err(Malformed::new("SSH Ed25519 key of other than 32 bytes"));
            }
            Ok(spki::plain_spki(&oids::ED25519, key))
        }
    }
}

fn application(bytes: &[u8]) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        _ => Err(Malformed::new("application of an SSH public key that is no plain text")),
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spki::SubjectPublicKeyInfo;

    fn strings(strings: &[&[u8]]) -> Vec<u8> {
        strings.iter().flat_map(|string| [&(string.len() as u32).to_be_bytes()[..], string].concat()).collect()
    }

    fn line(kind: &str, fields: &[&[u8]]) -> String {
        let data = [strings(&[kind.as_bytes()]), strings(fields)].concat();
        format!("{kind} {}", base64::encode(&data))
    }

    fn read(line: impl AsRef<[u8]>) -> Result<PublicKeyLine> {
        PublicKeyLine::parse(line.as_ref()).unwrap()
    }

    const POINT: [u8; 65] = [4; 65];

    #[test]
    fn every_type_becomes_its_subject_public_key_info() {
        let rsa = read(line("ssh-rsa", &[&[1, 0, 1], &[0, 0xc1, 2]])).unwrap();
        assert_eq!(rsa.spki, spki::rsa_spki(&[0xc1, 2], &[1, 0, 1]));
        for (name, curve, length) in
            [("nistp256", oids::P256, 65), ("nistp384", oids::P384, 97), ("nistp521", oids::P521, 133)]
        {
            let point = vec![4; length];
            let key = read(line(&format!("ecdsa-sha2-{name}"), &[name.as_bytes(), &point])).unwrap();
            assert_eq!((key.spki, key.application), (spki::ec_spki(&curve, &point), None));
        }
        let ed25519 = read(line("ssh-ed25519", &[&[7; 32]])).unwrap();
        assert_eq!(ed25519.key_type, "ssh-ed25519");
        assert_eq!(SubjectPublicKeyInfo::from_der(&ed25519.spki).unwrap().key, [7; 32]);
        let sk = read(line("sk-ecdsa-sha2-nistp256@openssh.com", &[b"nistp256", &POINT, b"ssh:"])).unwrap();
        assert_eq!((sk.spki, sk.application.as_deref()), (spki::ec_spki(&oids::P256, &POINT), Some("ssh:")));
        let sk = read(line("sk-ssh-ed25519@openssh.com", &[&[7; 32], b"ssh:a"])).unwrap();
        assert_eq!((sk.spki, sk.application.as_deref()), (ed25519.spki, Some("ssh:a")));
    }

    #[test]
    fn a_comment_and_a_line_end_may_follow() {
        let bare = line("ssh-ed25519", &[&[7; 32]]);
        let key = read(&bare).unwrap();
        for line in [
            format!("{bare}\n"),
            format!("{bare}\r\n"),
            format!("{bare} me@host with blanks\n"),
            format!("{bare} "),
            bare.replace(' ', " \t"),
        ] {
            assert_eq!(read(&line), Ok(key.clone()), "{line:?}");
        }
        assert_eq!(read([bare.as_bytes(), b" Z\xfcrich"].concat()), Ok(key));
        for line in
            [format!("{bare}\n\n"), format!("{bare}\n{bare}"), format!("{bare} a\0b"), bare.replace(' ', "\t\n")]
        {
            assert!(read(&line).unwrap_err().what().contains("more than one line"), "{line:?}");
        }
    }

    #[test]
    fn what_is_no_line_of_a_known_type_is_none() {
        for line in [
            "",
            "ssh-ed25519",
            "ssh-ed25519\n",
            "ssh-dss AAAA",
            "ssh-ed25519x AAAA",
            " ssh-ed25519 AAAA",
            "-----BEGIN X-----",
        ] {
            assert_eq!(PublicKeyLine::parse(line.as_bytes()), None, "{line:?}");
        }
    }

    #[test]
    fn another_form_of_a_key_is_malformed() {
        let ed25519 = line("ssh-ed25519", &[&[7; 32]]);
        for line in [
            "ssh-ed25519 ".to_owned(),
            ed25519.replace("ssh-ed25519", "ssh-rsa"),
            ed25519.clone() + "=",
            ed25519.trim_end_matches(char::is_alphanumeric).to_owned(),
            line("ssh-ed25519", &[&[7; 31]]),
            line("ssh-ed25519", &[&[7; 32], b"ssh:"]),
            line("ecdsa-sha2-nistp256", &[b"nistp384", &POINT]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &[4; 64]]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &[2; 65]]),
            line("ecdsa-sha2-nistp256", &[b"nistp256", &[2; 33]]),
            line("sk-ecdsa-sha2-nistp256@openssh.com", &[b"nistp256", &POINT]),
            line("sk-ecdsa-sha2-nistp256@openssh.com", &[b"nistp256", &POINT, b"ssh:\0"]),
            line("sk-ssh-ed25519@openssh.com", &[&[7; 32], b"\xff"]),
            line("sk-ssh-ed25519@openssh.com", &[&[7; 32], b"ssh:", b""]),
            line("ssh-rsa", &[&[1, 0, 1]]),
            line("ssh-rsa", &[&[1, 0, 1], &[0xc1, 2]]),
            line("ssh-rsa", &[&[1, 0, 1], &[0, 0x41, 2]]),
            line("ssh-rsa", &[&[1, 0, 1], &[]]),
            line("ssh-rsa", &[&[0], &[0x41, 2]]),
            line("ssh-ed25519", &[&[7; 32]]) + &" ".repeat(MOST_BYTES),
        ] {
            assert!(read(&line).is_err(), "{line}");
        }
    }

    #[test]
    fn the_reader_stops_at_the_end() {
        let data = [strings(&[b"ab", b""]), vec![0, 0, 0, 9]].concat();
        let mut reader = Reader::new(&data);
        assert_eq!(reader.string(), Ok(&b"ab"[..]));
        assert_eq!(reader.string(), Ok(&b""[..]));
        assert!(reader.clone().end().is_err());
        assert_eq!(reader.uint32(), Ok(9));
        assert!(reader.is_empty() && reader.uint32().is_err());
        assert_eq!(reader.end(), Ok(()));
        assert!(Reader::new(&[0xff; 8]).string().is_err());
        assert!(Reader::new(&[0, 0, 0, 2, 1]).string().is_err());
    }

    #[test]
    fn no_cut_is_read_and_no_bytes_panic() {
        let whole = line("sk-ecdsa-sha2-nistp256@openssh.com", &[b"nistp256", &POINT, b"ssh:"]);
        for length in 0..whole.len() {
            assert!(!matches!(PublicKeyLine::parse(&whole.as_bytes()[..length]), Some(Ok(_))));
        }
        let mut state = 1_u32;
        for _ in 0..5000 {
            let mut bytes = whole.clone().into_bytes();
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            bytes[(state >> 8) as usize % whole.len()] = (state >> 24) as u8;
            let _ = PublicKeyLine::parse(&bytes);
        }
    }
}
