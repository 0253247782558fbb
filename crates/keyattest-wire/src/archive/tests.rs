//! Zips and gzips that are made here, and lie where a test says so.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;

const LIMITS: Limits = Limits { members: 4, member_bytes: 1000 };

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// One entry of a zip to be; every field may be made a lie.
#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    own_name: Vec<u8>,
    flags: u16,
    own_flags: u16,
    method: u16,
    own_method: u16,
    packed: Vec<u8>,
    checksum: u32,
    size: u32,
    own_sizes: Option<(u32, u32, u32)>,
    behind: Vec<u8>,
    disk: u16,
    offset: Option<u32>,
}

fn entry(name: &str, content: &[u8]) -> Entry {
    Entry {
        name: name.into(),
        own_name: name.into(),
        flags: 0,
        own_flags: 0,
        method: 8,
        own_method: 8,
        packed: deflate(content),
        checksum: crc(content),
        size: content.len() as u32,
        own_sizes: None,
        behind: Vec::new(),
        disk: 0,
        offset: None,
    }
}

fn stored(name: &str, content: &[u8]) -> Entry {
    Entry { method: 0, own_method: 0, packed: content.into(), ..entry(name, content) }
}

fn head(flags: u16, method: u16, sizes: (u32, u32, u32), name: &[u8]) -> Vec<u8> {
    let mut out = [20_u16, flags, method, 1, 2].map(u16::to_le_bytes).concat();
    out.extend([sizes.0, sizes.1, sizes.2].map(u32::to_le_bytes).concat());
    out.extend([name.len() as u16, 3].map(u16::to_le_bytes).concat());
    out
}

fn build(entries: &[Entry]) -> Vec<u8> {
    build_with(entries, entries.len() as u16, [0, 0], b"", b"comment")
}

fn build_with(entries: &[Entry], count: u16, disks: [u16; 2], between: &[u8], comment: &[u8]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = entry.offset.unwrap_or(out.len() as u32);
        let sizes = (entry.checksum, entry.packed.len() as u32, entry.size);
        out.extend_from_slice(LOCAL);
        out.extend(head(entry.own_flags, entry.own_method, entry.own_sizes.unwrap_or(sizes), &entry.own_name));
        out.extend([&entry.own_name[..], b"ext", &entry.packed, &entry.behind].concat());
        directory.extend_from_slice(CENTRAL);
        directory.extend(20_u16.to_le_bytes());
        directory.extend(head(entry.flags, entry.method, sizes, &entry.name));
        directory.extend([2, entry.disk, 0, 0, 0].map(u16::to_le_bytes).concat());
        directory.extend(offset.to_le_bytes());
        directory.extend([&entry.name[..], b"ext", b"cc"].concat());
    }
    let start = out.len() as u32;
    out.extend([&directory, between, END].concat());
    out.extend([disks[0], disks[1], count, count].map(u16::to_le_bytes).concat());
    out.extend([directory.len() as u32, start].map(u32::to_le_bytes).concat());
    out.extend((comment.len() as u16).to_le_bytes());
    out.extend_from_slice(comment);
    out
}

fn read(bytes: impl Into<Vec<u8>>) -> Result<Vec<Member>> {
    zip(&Bytes::new("a.zip", bytes.into()), LIMITS)
}

/// All members unpacked.
fn unpacked(bytes: impl Into<Vec<u8>>) -> Result<Vec<Bytes>> {
    read(bytes)?.iter().map(Member::bytes).collect()
}

fn what(entries: &[Entry]) -> String {
    unpacked(build(entries)).unwrap_err().what().to_owned()
}

#[test]
fn members_are_read_and_folders_left_out() {
    let bytes = build(&[stored("dir/", b""), entry("dir/key.xml", &[b'x'; 900]), stored("z\u{fc}.sig", b"raw")]);
    assert!(is_zip(&bytes));
    let members = read(bytes).unwrap();
    assert_eq!(members.len(), 2);
    assert_eq!((members[0].name(), members[0].base_name(), members[0].size()), ("dir/key.xml", "key.xml", 900));
    let content = members[0].bytes().unwrap();
    assert_eq!((content.part(), content.as_slice()), ("a.zip: dir/key.xml", &[b'x'; 900][..]));
    assert_eq!(members[1].bytes().unwrap().as_slice(), b"raw");
    assert_eq!(members[1].base_name(), "z\u{fc}.sig");
    assert_eq!(read(build(&[])).unwrap().len(), 0);
}

#[test]
fn sizes_behind_the_data_are_tolerated() {
    let late = entry("a", b"content");
    let late = Entry { flags: 8 | 1 << 11, own_flags: 8, own_sizes: Some((0, 0, 0)), behind: vec![7; 16], ..late };
    assert_eq!(unpacked(build(&[late.clone(), stored("b", b"x")])).unwrap()[0].as_slice(), b"content");
    let early = Entry { own_flags: 0, ..late.clone() };
    assert!(what(&[early]).contains("own header differs"));
    let other = Entry { own_sizes: Some((0, 0, 1)), ..late };
    assert!(what(&[other]).contains("own header differs"));
}

#[test]
fn limits_hold_whatever_the_headers_say() {
    let member = |index: usize| stored(&index.to_string(), b"");
    assert!(read(build(&[member(0), member(1), member(2), member(3)])).is_ok());
    assert_eq!(what(&[member(0), member(1), member(2), member(3), member(4)]), "zip of more than 4 members");
    assert!(unpacked(build(&[entry("a", &[0; 1000])])).is_ok());
    assert_eq!(what(&[entry("a", &[0; 1001])]), "zip member of more than 1000 bytes");
    let bomb = Entry { size: 10, ..entry("a", &[0; 4 << 20]) };
    assert_eq!(what(&[bomb]), "unpacks to more than 10 bytes");
    let short = Entry { size: 10, ..entry("a", &[0; 9]) };
    assert_eq!(what(&[short]), "fewer bytes than the directory says");
}

#[test]
fn what_is_packed_otherwise_is_malformed() {
    let good = entry("a", b"content");
    for flags in [1, 1 << 5, 1 << 6, 1 << 13, 1 << 15] {
        assert!(what(&[Entry { flags, ..good.clone() }]).contains("encrypted"));
        assert!(what(&[Entry { own_flags: flags, ..good.clone() }]).contains("encrypted"));
    }
    for method in [1, 9, 12, 14, 93, 99] {
        let other = Entry { method, own_method: method, ..good.clone() };
        assert_eq!(what(&[other]), "zip member that is neither stored nor deflated");
    }
    assert!(what(&[Entry { disk: 1, ..good.clone() }]).contains("another disk"));
    assert!(what(&[Entry { checksum: 1, ..good.clone() }]).contains("wrong checksum"));
    let more = Entry { packed: [&good.packed[..], b"x"].concat(), ..good.clone() };
    assert_eq!(what(&[more]), "bytes behind the packed data");
    let fewer = Entry { packed: good.packed[..good.packed.len() - 1].into(), ..good.clone() };
    assert_eq!(what(&[fewer]), "packed data end too early");
    assert_eq!(what(&[Entry { packed: vec![0xff; 9], ..good }]), "data that can not be unpacked");
    assert!(what(&[Entry { size: 4, ..stored("a", b"abc") }]).contains("two sizes"));
    assert!(what(&[stored("a/", b"x")]).contains("folder with content"));
}

#[test]
fn only_one_reading_of_an_archive_is_possible() {
    let good = entry("a", b"content");
    assert_eq!(what(&[good.clone(), entry("b", b""), good.clone()]), "zip with one name twice");
    assert_eq!(what(&[stored("a/", b""), stored("a/", b"")]), "zip with one name twice");
    let differs = "zip member whose own header differs from the directory";
    assert_eq!(what(&[Entry { own_name: b"b".into(), ..good.clone() }]), differs);
    assert_eq!(what(&[Entry { own_method: 0, ..good.clone() }]), differs);
    assert_eq!(what(&[Entry { own_sizes: Some((good.checksum, 1, good.size)), ..good.clone() }]), differs);
    for name in [&b"\xfc"[..], b"a\0b", b"a\nb", b"", &[b'x'; 513]] {
        let named = Entry { name: name.into(), own_name: name.into(), ..good.clone() };
        assert!(what(&[named]).contains("name is no plain text"));
    }
    let inner = Entry { offset: Some(0), name: b"a".into(), ..entry("a", b"content") };
    let overlapping = [good.clone(), Entry { name: b"b".into(), own_name: b"b".into(), ..inner }];
    assert_eq!(what(&overlapping), differs);
}

#[test]
fn members_that_overlap_are_malformed() {
    // The first member's data hold the second's header and data.
    let second = build(&[stored("b", b"x")]);
    let second = &second[..30 + 1 + 3 + 1];
    let first = stored("a", second);
    let offset = Some(30 + 1 + 3);
    let bytes = build(&[first, Entry { offset, ..stored("b", b"x") }]);
    assert_eq!(read(bytes).unwrap_err().what(), "zip members that overlap");
}

#[test]
fn nothing_lies_in_an_archive_that_its_directory_does_not_name() {
    // As a reader finds it who goes from front to back.
    let hidden = build(&[stored("a", b"hidden")]);
    let hidden = &hidden[..30 + 1 + 3 + 6];
    let behind = |bytes: &[u8]| build(&[Entry { behind: bytes.to_vec(), ..stored("b", b"x") }, stored("c", b"y")]);
    assert!(read(behind(b"")).is_ok() && read(behind(&[0; 12])).is_ok() && read(behind(&[0; 16])).is_ok());
    for bytes in [hidden, &[0; 1], &[0; 20]] {
        assert_eq!(read(behind(bytes)).unwrap_err().what(), "zip with bytes that its directory does not name");
    }
    let last = build(&[Entry { behind: hidden.to_vec(), ..stored("b", b"x") }]);
    assert_eq!(read(last).unwrap_err().what(), "zip with bytes that its directory does not name");
    let unnamed = build(&[stored("a", b"z"), stored("b", b"x")]);
    let start = unnamed.windows(4).position(|bytes| bytes == CENTRAL).unwrap();
    // The directory without its first entry.
    let length = unnamed[start + 1..].windows(4).position(|bytes| bytes == CENTRAL).unwrap() + 1;
    let mut cut = [&unnamed[..start], &unnamed[start + length..]].concat();
    let end = cut.windows(4).position(|bytes| bytes == END).unwrap();
    cut[end + 8] = 1;
    cut[end + 10] = 1;
    let size = u32::from_le_bytes(cut[end + 12..end + 16].try_into().unwrap()) - length as u32;
    cut[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    assert_eq!(read(cut).unwrap_err().what(), "zip with bytes that its directory does not name");
}

#[test]
fn the_end_record_ends_the_archive() {
    let good = [entry("a", b"content")];
    let whole = build(&good);
    assert!(read([&whole[..], b"x"].concat()).is_err());
    assert!(read(&whole[..whole.len() - 1]).is_err());
    assert!(read([b"x", &whole[..]].concat()).is_err());
    let wrong = |bytes: Vec<u8>| read(bytes).unwrap_err().what().to_owned();
    assert!(wrong(build_with(&good, 1, [0, 0], b"PK\x06\x07", b"")).contains("does not end at the end record"));
    assert!(wrong(build_with(&good, 1, [1, 0], b"", b"")).contains("split over disks"));
    assert!(wrong(build_with(&good, 0, [0, 0], b"", b"")).contains("more than it counts"));
    assert!(read(build_with(&good, 2, [0, 0], b"", b"")).is_err());
    let hidden = build(&[]);
    assert_eq!(wrong(build_with(&good, 1, [0, 0], b"", &hidden)), "zip with two end records");
}

#[test]
fn a_gzip_is_one_plain_member() {
    let content = [b'x'; 1000];
    let read = |bytes: Vec<u8>, most| gunzip(&Bytes::new("key.dat", bytes), most);
    let packed = gzip(&content);
    assert!(is_gzip(&packed));
    let unpacked = read(packed.clone(), 1000).unwrap();
    assert_eq!((unpacked.part(), unpacked.as_slice()), ("key.dat: unpacked", &content[..]));
    assert_eq!(read(packed.clone(), 999).unwrap_err().to_string(), "key.dat: unpacks to more than 999 bytes");
    assert!(read(gzip(&[0; 16 << 20]), 1000).is_err());
    assert!(read([&packed[..], b"\0"].concat(), 1000).unwrap_err().what().contains("behind"));
    assert!(read([&packed[..], &packed].concat(), 4000).unwrap_err().what().contains("behind"));
    for flag in [1, 2, 4, 8, 16, 32] {
        let mut other = packed.clone();
        other[3] = flag;
        assert!(read(other, 1000).unwrap_err().what().contains("header"));
    }
    for (at, from_end) in [("checksum", 8), ("size", 4)] {
        let mut other = packed.clone();
        let index = other.len() - from_end;
        other[index] ^= 1;
        assert!(read(other, 1000).unwrap_err().what().contains(at));
    }
    for length in 0..packed.len() {
        assert!(read(packed[..length].to_vec(), 1000).is_err());
    }
}

#[test]
fn no_cut_is_read_and_no_bytes_panic() {
    let whole = build(&[entry("dir/key.xml", b"content content"), stored("b", b"raw")]);
    let packed = gzip(b"content content");
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err());
    }
    let mut state = 1_u32;
    for _ in 0..20_000 {
        let (mut archive, mut gzip) = (whole.clone(), packed.clone());
        for bytes in [&mut archive, &mut gzip] {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % bytes.len();
            bytes[at] = (state >> 24) as u8;
        }
        let _ = (unpacked(archive), gunzip(&Bytes::new("p", gzip), 1000));
    }
}
