//! Files that are no evidence, each by its name.

use flate2::{Compression, Crc, write::DeflateEncoder, write::GzEncoder};
use std::io::Write;

/// Bytes that a bomb unpacks to.
const UNPACKED: usize = 64 << 20;
/// Levels of what is nested.
const DEEP: usize = 100_000;

/// All of them.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let pem = |text: &str| format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n").into_bytes();
    vec![
        ("empty", Vec::new()),
        ("one-byte", vec![0x30]),
        ("line-feeds", b"\n".repeat(4096)),
        ("random", random(1 << 16)),
        ("random-behind-sequence", [b"\x30\x82\xff\xfb".to_vec(), random(0xfffb)].concat()),
        ("bomb.zip", zip_bomb()),
        ("bomb.gz", gzip_bomb()),
        ("nested.der", nested_der(DEEP)),
        ("nested-indefinite.der", b"\x30\x80".repeat(DEEP)),
        ("length-too-long.der", b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()),
        ("nested.xml", [b"<?xml version=\"1.0\"?>".to_vec(), b"<a>".repeat(DEEP), b"</a>".repeat(DEEP)].concat()),
        ("entities.xml", b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"&b;&b;\">]><a>&b;</a>".to_vec()),
        ("nested-lists.json", [b"[".repeat(DEEP), b"]".repeat(DEEP)].concat()),
        ("nested-objects.json", [b"{\"a\":".repeat(DEEP), b"1".to_vec(), b"}".repeat(DEEP)].concat()),
        ("unclosed.json", b"{\"a\":".repeat(DEEP)),
        ("empty.json", b"{}".to_vec()),
        ("empty-block.pem", pem("")),
        ("no-base64.pem", pem("!!!!")),
        ("unclosed.pem", b"-----BEGIN CERTIFICATE-----\nMAA=\n".to_vec()),
        ("many-blocks.pem", pem("MAA=").repeat(5000)),
        ("empty-sequence.pem", pem("MAA=")),
        ("ssh-line", b"ssh-rsa AAAA".to_vec()),
    ]
}

/// The same bytes on every run.
fn random(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Sequences in sequences, each of definite length.
fn nested_der(levels: usize) -> Vec<u8> {
    // Built from the inside; reversed at the end.
    let mut reversed = Vec::new();
    for _ in 0..levels {
        let length = reversed.len();
        let octets = length.to_be_bytes();
        let octets = &octets[octets.iter().position(|octet| *octet != 0).unwrap_or(octets.len() - 1)..];
        reversed.extend(octets.iter().rev());
        if length > 127 {
            reversed.push(0x80 + u8::try_from(octets.len()).expect("a few octets"));
        }
        reversed.push(0x30);
    }
    reversed.reverse();
    reversed
}

fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; UNPACKED]).expect("memory");
    encoder.finish().expect("memory")
}

/// One member that unpacks to far more than any format takes, with honest headers.
fn zip_bomb() -> Vec<u8> {
    let zeros = vec![0; UNPACKED];
    let mut crc = Crc::new();
    crc.update(&zeros);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&zeros).expect("memory");
    let packed = encoder.finish().expect("memory");
    let size = |size: usize| u32::try_from(size).expect("below 4 GiB").to_le_bytes();
    let common = [
        &b"\x14\x00\x00\x00\x08\x00\x00\x00\x21\x00"[..],
        &crc.sum().to_le_bytes(),
        &size(packed.len()),
        &size(UNPACKED),
        b"\x07\x00\x00\x00",
    ]
    .concat();
    let local = [&b"PK\x03\x04"[..], &common, b"key.xml", &packed].concat();
    let central = [&b"PK\x01\x02\x14\x00"[..], &common, &[0; 14][..], b"key.xml"].concat();
    let end =
        [&b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00"[..], &size(central.len()), &size(local.len()), b"\x00\x00"]
            .concat();
    [local, central, end].concat()
}
