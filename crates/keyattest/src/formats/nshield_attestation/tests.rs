//! Messages, warrants and bundles that are made here. Chains and signatures are tried with the cases.

use super::acl::{Action, Blob, Group, TokenParameters};
use super::message::{Generation, Parameters, State};
use super::parse;
use super::warrant::{Payload, Warrant};
use crate::input::{Input, Part};
use crate::scheme::Match;
use keyattest_trust::Curve;
use keyattest_wire::{Bytes, base64};

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn bytes(bytes: &[u8]) -> Bytes {
    Bytes::new("member", bytes)
}

fn text(text: &str) -> Vec<u8> {
    let mut content = [text.as_bytes(), &[0]].concat();
    let length = content.len() as u32;
    content.resize(content.len().next_multiple_of(4), 0);
    [words(&[length]), content].concat()
}

/// The generator of a curve as an ECDSA key, little-endian in whole words.
fn key(name: u32, curve: Curve) -> Vec<u8> {
    let (x, y) = curve.numbers().unwrap().generator;
    let number = |number: &[u8]| {
        let mut content: Vec<u8> = number.iter().rev().copied().collect();
        content.resize(content.len().next_multiple_of(4), 0);
        [words(&[content.len() as u32]), content].concat()
    };
    [words(&[46, name, 0]), number(&x), number(&y)].concat()
}

fn state(attributes: &[Vec<u8>]) -> Option<State> {
    let head = words(&[4, 0, attributes.len() as u32]);
    State::parse(&bytes(&[head, attributes.concat()].concat())).ok()
}

fn named(tag: u32, key: &[u8]) -> Vec<u8> {
    [&words(&[tag])[..], &[7; 20], key, &words(&[187])].concat()
}

#[test]
fn a_state_with_its_attributes() {
    let serial = [words(&[2]), text("1-2-3")].concat();
    let officer = [&words(&[5])[..], &[5; 20], &words(&[0x4e4f])].concat();
    let module_keys = [&words(&[6, 2])[..], &[1; 20], &words(&[8, 9]), &[2; 20], &words(&[8, 9])].concat();
    let p521 = key(6, Curve::P521);
    let whole = [serial.clone(), named(3, &p521), named(13, &p521), officer, module_keys];
    let read = state(&whole).unwrap();
    assert_eq!((read.serial.as_deref(), read.officer.map(|(hash, _)| hash)), (Some("1-2-3"), Some([5; 20])));
    assert_eq!(read.module_keys, Some(vec![[1; 20], [2; 20]]));
    assert!(!read.kml.unwrap().agrees(), "another hash is stated");
    assert!(state(&[]).unwrap().serial.is_none());
    for wrong in [
        vec![serial.clone(), serial.clone()],
        vec![words(&[4])],
        vec![named(3, &key(4, Curve::P256))],
        vec![named(13, &key(4, Curve::P256))],
        vec![named(3, &words(&[1, 4, 3, 4, 5]))],
        vec![[&serial[..], &[0]].concat()],
    ] {
        assert!(state(&wrong).is_none(), "{wrong:02x?}");
    }
    assert!(State::parse(&bytes(&words(&[4, 1, 0]))).is_err(), "a flag");
    assert!(State::parse(&bytes(&words(&[2, 0, 0]))).is_err(), "another type");
    assert!(State::parse(&bytes(&words(&[4, 0, u32::MAX]))).is_err());
}

fn generation(parameters: &[u32], groups: &[Vec<u8>]) -> Option<Generation> {
    let acl = [words(&[groups.len() as u32]), groups.concat()].concat();
    Generation::parse(&bytes(&[&words(&[2, 0])[..], &words(parameters), &acl, &[8; 20]].concat())).ok()
}

#[test]
fn parameters_of_a_generation() {
    let read = |parameters: &[u32]| generation(parameters, &[]).map(|generation| generation.parameters);
    assert_eq!(read(&[2, 4, 2048]), Some(Parameters::Rsa { bits: 2048, exponent: None }));
    let exponent = Some(vec![1, 0, 1]);
    assert_eq!(read(&[2, 7, 2048, 4, 65537, 9]), Some(Parameters::Rsa { bits: 2048, exponent }));
    assert!(read(&[47, 4]).is_some() && read(&[45, 4]).is_some());
    for wrong in [&[2, 8, 2048][..], &[66], &[19, 4], &[1, 4]] {
        assert_eq!(read(wrong), None, "{wrong:?}");
    }
    let whole = generation(&[47, 4], &[]).unwrap();
    assert_eq!((whole.hash, whole.places.map(|place| place.range())), ([8; 20], [8..16, 16..20, 20..40]));
    assert!(Generation::parse(&bytes(&[&words(&[2, 0, 47, 4, 0])[..], &[8; 21]].concat())).is_err());
    assert!(Generation::parse(&bytes(&[&words(&[4, 0, 47, 4, 0])[..], &[8; 20]].concat())).is_err());
}

/// A group of these flags with one action, and what stands behind the actions.
fn group(flags: u32, limits: &[u8], action: &[u8], behind: &[u8]) -> Option<Group> {
    let group = [&words(&[flags])[..], limits, &words(&[1]), action, behind].concat();
    generation(&[47, 4], &[group])?.acl.pop()
}

#[test]
fn groups_with_their_limits_and_certifiers() {
    let (none, sign, hash) = (words(&[0]), words(&[1, 0x1000]), [3; 20]);
    let limits = [&words(&[3, 1])[..], &hash, &words(&[9, 6]), &hash, &words(&[9, 3, 60])].concat();
    let behind = [&hash[..], &hash, &words(&[170]), &text("1-2-3"), &words(&[44]), &hash, &words(&[170])].concat();
    let whole = group(0x6f, &limits, &sign, &behind).unwrap();
    assert_eq!(whole.certifiers.len(), 3);
    assert!(whole.certifiers.iter().all(|certifier| certifier.sha1() == Some(hash)));
    let wide = group(0x40, &none, &sign, &[&words(&[93])[..], &[3; 32], &words(&[170])].concat()).unwrap();
    assert_eq!(wide.certifiers[0].sha1(), None);
    assert!(group(0x2a, &none, &sign, &text("1-2-3")).unwrap().certifiers.is_empty());
    assert_eq!(group(0x10, &none, &sign, &[]), None);
    assert_eq!(group(0x80, &none, &sign, &[]), None);
    assert_eq!(group(0, &[&words(&[1, 2])[..], &hash, &words(&[9])].concat(), &sign, &[]), None);
}

#[test]
fn actions_are_read_in_full_or_not_at_all() {
    let read = |action: &[u8]| group(0, &words(&[0]), action, &[])?.actions.pop();
    let hash = [3; 20];
    assert_eq!(read(&words(&[1, 0xb02b])), Some(Action::Permissions(0xb02b)));
    let token = words(&[7, 1, 2, 60]);
    let blob = [&words(&[2, 0x7f])[..], &hash, &hash, &token, &words(&[3, 5]), &hash].concat();
    let expected = Blob {
        module_only: true,
        null_module_key: true,
        module_key: Some(hash),
        token: Some(hash),
        token_parameters: Some(TokenParameters { flags: 7, needed: 1, total: 2 }),
    };
    assert_eq!(read(&blob), Some(Action::Blob(expected)));
    assert_eq!(read(&words(&[2, 2])), Some(Action::Blob(Blob::default())));
    let archive = [&words(&[3, 3, 225])[..], &hash, &words(&[0])].concat();
    assert_eq!(read(&archive), Some(Action::ArchiveBlob { key: Some(hash) }));
    for kind in [5, 47] {
        assert_eq!(read(&words(&[kind, 0, 1, 29, 0])), Some(Action::Derive { mechanism: 29 }));
        assert_eq!(read(&words(&[kind, 1, 1, 29, 0])), None);
        assert_eq!(read(&words(&[kind, 0, 1, 29, 1])), None);
    }
    for wrong in [&[2, 0x80][..], &[2, 0x40, 4], &[3, 4, 225], &[4, 0], &[0]] {
        assert_eq!(read(&words(wrong)), None, "{wrong:?}");
    }
    assert!((0..blob.len()).all(|length| read(&blob[..length]).is_none()));
}

fn symbol(text: &str) -> Vec<u8> {
    match text.len() {
        short @ 0..=15 => [&[0x30 | short as u8], text.as_bytes()].concat(),
        long => [&[0xc4, long as u8], text.as_bytes()].concat(),
    }
}

fn block(content: &[u8]) -> Vec<u8> {
    match u8::try_from(content.len()) {
        Ok(length) => [&[0xc5, length], content].concat(),
        Err(_) => [&[0xd5][..], &(content.len() as u16).to_be_bytes(), content].concat(),
    }
}

fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members: Vec<u8> = members.iter().flat_map(|(name, value)| [symbol(name), value.clone()].concat()).collect();
    members
}

fn certificate(signature: usize) -> Vec<u8> {
    [vec![0xb2], map(&[("Payload", block(b"\x00")), ("Signature", block(&vec![7; signature]))])].concat()
}

#[test]
fn a_warrant_is_a_root_and_certificates() {
    let parse = |content: &[u8]| Warrant::parse(&bytes(content)).ok();
    let one = parse(&[&[0x92][..], &symbol("KWARN-1"), &certificate(132)].concat()).unwrap();
    assert_eq!((one.root.as_str(), one.certificates.len()), ("KWARN-1", 1));
    assert_eq!((one.certificates[0].payload.as_slice(), one.certificates[0].signature.len()), (&b"\x00"[..], 132));
    let extra = [vec![0xb3], map(&[("Payload", block(b"\x00")), ("Signature", block(&[7; 132])), ("Other", vec![0])])];
    for wrong in [
        [&[0x91][..], &symbol("KWARN-1")].concat(),
        [&[0x92][..], b"\x27KWARN-1", &certificate(132)].concat(),
        [&[0x92][..], &symbol("KWARN-1"), &certificate(131)].concat(),
        [&[0x92][..], &symbol("KWARN-1"), &extra.concat()].concat(),
        [&[0x92][..], &symbol("KWARN-1"), &symbol("x")].concat(),
        [&[0x92][..], &symbol("KWARN-1"), &certificate(132), &[0]].concat(),
        vec![0x90],
    ] {
        assert!(parse(&wrong).is_none(), "{wrong:02x?}");
    }
}

/// A module's payload with this curve, hash and coordinates.
fn payload(curve: &str, hash: &str, (x, y): (&[u8], &[u8]), serial: &[u8]) -> Option<(Payload, bool)> {
    let words = [symbol("ECDSA"), symbol("Public"), symbol(curve)].concat();
    let point = [&[0x92, 0xf4][..], &block(x), &[0xf4], &block(y)].concat();
    let mechanism = [&[0x92][..], &symbol("ECDSA"), &[0x92], &symbol("EMSA1"), &symbol(hash)].concat();
    let approval = [&[0x94][..], &symbol("FIPS140"), &[3, 3], &symbol("MultiChipStandalone")].concat();
    let known = [&[0x94][..], &symbol("FIPS140"), &[2, 3], &symbol("MultiChipEmbedded")].concat();
    let members = map(&[
        ("WarrantCertificateType", symbol("ModuleInformation")),
        ("ElectronicSerialNumber", serial.to_vec()),
        ("Approvals", [&[0x93][..], &known, &[0], &approval].concat()),
        ("KLF2pub", [&[0x94][..], &words, &point].concat()),
        ("KLF2mech", mechanism),
        ("Another", vec![0]),
    ]);
    let payload = Payload::parse(&bytes(&[vec![0xb6], members].concat())).unwrap();
    let (_, is_known) = payload.key().ok()?;
    Some((payload, is_known))
}

#[test]
fn a_module_certificate() {
    let (x, y) = Curve::P521.numbers().unwrap().generator;
    let (read, is_known) = payload("NISTP521", "SHA512", (&x, &y), b"\x23A-1").unwrap();
    assert!(is_known && read.is_module() && !read.is_delegation());
    let module = read.module().unwrap();
    assert_eq!((module.serial.as_str(), module.physical_serial, module.field_upgrade), ("A-1", None, false));
    let approvals = ["FIPS 140-2 level 3, multi-chip embedded", "FIPS 140-3 level 3, MultiChipStandalone"];
    assert_eq!(module.approvals, approvals);
    assert!(!payload("NISTP521", "SHA256", (&x, &y), b"\x23A-1").unwrap().1);
    assert!(payload("NISTP256", "SHA512", (&x, &y), b"\x23A-1").is_none());
    assert!(payload("NISTP521", "SHA512", (&y, &x), b"\x23A-1").is_none());
    let as_symbol = payload("NISTP521", "SHA512", (&x, &y), b"\x33A-1").unwrap().0;
    assert!(as_symbol.module().is_err(), "a serial number that is no text");
    assert!(Payload::parse(&bytes(&[0xb0])).is_err());
}

const MEMBERS: [&str; 7] = ["root", "warrant", "modstatemsg", "modstatesig", "kcmsg", "kcsig", "pubkeydata"];

fn bundle(without: &str, more: &str) -> String {
    let signature = words(&[187, 4, 1, 4, 2]);
    let members = MEMBERS.iter().filter(|name| **name != without).map(|name| {
        let content = match *name {
            "root" => return format!("\"root\":\"KWARN-1\"{more}"),
            "warrant" => [&[0x92][..], &symbol("KWARN-1"), &certificate(132)].concat(),
            "modstatesig" | "kcsig" => signature.clone(),
            "pubkeydata" => key(4, Curve::P256),
            _ => vec![0xfb, 0xff],
        };
        format!("\"{name}\":\"{}\"", base64::encode(&content).replace('+', "-").replace('/', "_"))
    });
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn input(text: &str) -> Input {
    Input::new(vec![Part::new("key.att", text.as_bytes())])
}

#[test]
fn bundles_and_what_they_lack() {
    let whole = parse::parse(&input(&bundle("", ""))).unwrap();
    assert_eq!((whole.root.as_str(), whole.state.as_slice()), ("KWARN-1", &[0xfb, 0xff][..]));
    assert!(whole.unknown.is_empty() && whole.world.suite.is_none());
    let more = parse::parse(&input(&bundle("", ",\"b\":\"\",\"a\":\"+\",\"ciphersuite\":\"x\""))).unwrap();
    assert_eq!((more.unknown, more.world.suite.as_deref()), (vec!["a".to_owned(), "b".to_owned()], Some("x")));
    for name in MEMBERS {
        assert!(parse::parse(&input(&bundle(name, ""))).is_err(), "{name}");
    }
    for more in [",\"a\":1", ",\"root\":\"KWARN-1\"", ",\"hkm\":\"++++\"", ",\"hkm\":\"\"", ",\"knsopub\":\"AQ\""] {
        assert!(parse::parse(&input(&bundle("", more))).is_err(), "{more}");
    }
    assert!(parse::parse(&input(&format!("{}{}", bundle("", ""), " ".repeat(64 * 1024)))).is_err());
    assert!(parse::parse(&input(&bundle("", "").replace("-_8", "+/8"))).is_err(), "the standard alphabet");
}

#[test]
fn bundles_are_recognised() {
    assert_eq!(parse::detect(&input(&bundle("", ""))), Some(Match::Certain));
    let other_root = bundle("", "").replace("\"KWARN-1\"", "\"KWARN-2\"");
    for possible in [bundle("", ",\"root\":\"x\""), bundle("warrant", ""), other_root] {
        assert!(matches!(parse::detect(&input(&possible)), Some(Match::Possible(_))), "{possible}");
    }
    for other in ["", "{}", "[]", "{\"root\":\"KWARN-1\"}", "\"kcmsg\" \"warrant\" \"root\""] {
        assert_eq!(parse::detect(&input(other)), None, "{other}");
    }
}
