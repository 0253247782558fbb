//! Zip and gzip (PKWARE APPNOTE; RFC 1951, 1952), with caps on what is unpacked, whatever a header says.
//!
//! A zip is read by its central directory, and every member's own header must agree with it: no two readers shall see two archives in one
//! file. Nothing is unpacked before it is asked for, nothing is unpacked twice over (a zip in a zip is bytes), and nothing is written anywhere.

use std::collections::BTreeSet;
use std::ops::Range;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use crate::{Bytes, Malformed, Result};

/// What a format allows a zip to hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Most members, folders among them.
    pub members: usize,
    /// Most bytes of one member when unpacked.
    pub member_bytes: usize,
}

/// A file in a zip. Its content is read when it is asked for.
#[derive(Clone, Debug)]
pub struct Member {
    name: String,
    archive: Bytes,
    packed: Bytes,
    deflated: bool,
    size: usize,
    checksum: u32,
}

impl Member {
    /// Its name with the folders before it, as the archive has it: not to be used as a path.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name without the folders before it.
    pub fn base_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or_default()
    }

    /// How many bytes it has when unpacked.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Its content, named after the archive and the member: `request.zip: key.xml`.
    ///
    /// # Errors
    /// Data that can not be unpacked, or have another size or checksum than the directory says.
    pub fn bytes(&self) -> Result<Bytes> {
        let content = self.unpack().map_err(|malformed| malformed.within(&self.name).within(self.archive.part()))?;
        Ok(self.archive.derived(&self.name, content))
    }

    fn unpack(&self) -> Result<Vec<u8>> {
        let content = if self.deflated {
            let (content, taken) = inflate(&self.packed, self.size)?;
            if taken != self.packed.len() {
                return Err(Malformed::new("bytes behind the packed data"));
            }
            content
        } else {
            self.packed.to_vec()
        };
        if content.len() != self.size {
            return Err(Malformed::new("fewer bytes than the directory says"));
        }
        if crc(&content) != self.checksum {
            return Err(Malformed::new("wrong checksum"));
        }
        Ok(content)
    }
}

/// Whether `bytes` begin as a zip with at least one member does.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether `bytes` begin as a gzip does.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// The files of a zip in the order of its directory. Folders count as members and are left out.
///
/// # Errors
/// More members or larger ones than the limits, anything encrypted, packed otherwise than stored or deflated, split over disks or of the
/// 64-bit form; a name twice, not UTF-8 or with control characters; members that overlap, or whose own header differs from the directory;
/// a directory that does not end where the end record begins, an end record that does not end the file.
pub fn zip(archive: &Bytes, limits: Limits) -> Result<Vec<Member>> {
    members(archive, limits).map_err(|malformed| malformed.within(archive.part()))
}

/// The content of a gzip of one member with a plain header (no name, comment or extra field), of at most `most_bytes`.
///
/// # Errors
/// Another header, data that can not be unpacked or are larger, a wrong size or checksum, bytes or members behind it.
pub fn gunzip(packed: &Bytes, most_bytes: usize) -> Result<Bytes> {
    let content = gunzip_content(packed, most_bytes).map_err(|malformed| malformed.within(packed.part()))?;
    Ok(packed.derived("unpacked", content))
}

/// ```text
/// 1F 8B  08 deflate  flags  mtime u32  extra flags u8  system u8  deflate data  CRC-32 u32  size u32     (little-endian)
/// ```
fn gunzip_content(packed: &[u8], most_bytes: usize) -> Result<Vec<u8>> {
    let Some(([0x1f, 0x8b, 8, 0, ..], body)) = packed.split_first_chunk::<10>() else {
        return Err(Malformed::new("gzip with a header other than the plain one"));
    };
    let (content, taken) = inflate(body, most_bytes)?;
    let mut trailer = Fields(body.get(taken..).unwrap_or_default());
    let checksum = trailer.u32()?;
    let size = trailer.size()?;
    if !trailer.0.is_empty() {
        return Err(Malformed::new("bytes behind the gzip"));
    }
    if size != content.len() || checksum != crc(&content) {
        return Err(Malformed::new("gzip with a wrong size or checksum"));
    }
    Ok(content)
}

/// Unpacks one deflate stream of at most `most_bytes`, and says how many bytes of `packed` it took.
fn inflate(packed: &[u8], most_bytes: usize) -> Result<(Vec<u8>, usize)> {
    let mut stream = Decompress::new(false);
    let mut content = Vec::new();
    let mut chunk = vec![0; 16_384];
    let position = |total: u64| usize::try_from(total).map_err(|_| Malformed::new("packed data too large"));
    loop {
        let (taken, made) = (stream.total_in(), stream.total_out());
        let rest = packed.get(position(taken)?..).unwrap_or_default();
        let status = stream
            .decompress(rest, &mut chunk, FlushDecompress::None)
            .map_err(|_| Malformed::new("data that can not be unpacked"))?;
        let produced = position(stream.total_out().saturating_sub(made))?;
        if produced > most_bytes.saturating_sub(content.len()) {
            return Err(Malformed::new(format!("unpacks to more than {most_bytes} bytes")));
        }
        content.extend_from_slice(chunk.get(..produced).unwrap_or_default());
        if status == Status::StreamEnd {
            return Ok((content, position(stream.total_in())?));
        }
        if produced == 0 && stream.total_in() == taken {
            return Err(Malformed::new("packed data end too early"));
        }
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Little-endian fields from the front of a slice.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(Self::short)?;
        self.0 = rest;
        Ok(taken)
    }

    fn u16(&mut self) -> Result<u16> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(Self::short)?;
        self.0 = rest;
        Ok(u16::from_le_bytes(*taken))
    }

    fn u32(&mut self) -> Result<u32> {
        let (taken, rest) = self.0.split_first_chunk().ok_or_else(Self::short)?;
        self.0 = rest;
        Ok(u32::from_le_bytes(*taken))
    }

    /// A `u32` that counts bytes.
    fn size(&mut self) -> Result<usize> {
        usize::try_from(self.u32()?).map_err(|_| Self::short())
    }

    fn signature(&mut self, signature: &[u8; 4]) -> Result<()> {
        if self.take(4)? == signature {
            Ok(())
        } else {
            Err(Malformed::new("zip record of another kind than expected"))
        }
    }

    fn short() -> Malformed {
        Malformed::new("archive ends too early")
    }
}

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const CENTRAL: &[u8; 4] = b"PK\x01\x02";
const END: &[u8; 4] = b"PK\x05\x06";
/// Bytes of a data descriptor behind a member, without and with a signature.
const DESCRIPTORS: [usize; 2] = [12, 16];
const END_LENGTH: usize = 22;

/// Longest name of a member, in bytes.
const MOST_NAME_BYTES: usize = 512;

/// Sizes follow the data; the member's own header need not have them.
const DESCRIPTOR: u16 = 1 << 3;
/// The flags that change nothing for us: how hard deflate tried (bits 1 and 2), sizes behind the data, name in UTF-8 (bit 11).
const KNOWN_FLAGS: u16 = 0b110 | DESCRIPTOR | 1 << 11;

/// What a member's own header and the directory both say, in the same order.
///
/// ```text
/// version needed u16  flags u16  method u16  time u16  date u16  CRC-32 u32  packed u32  unpacked u32  name length u16  extra length u16
/// ```
struct Head {
    flags: u16,
    method: u16,
    checksum: u32,
    packed: usize,
    unpacked: usize,
    name_length: usize,
    extra_length: usize,
}

impl Head {
    fn read(fields: &mut Fields<'_>) -> Result<Self> {
        fields.u16()?;
        let flags = fields.u16()?;
        let method = fields.u16()?;
        fields.u32()?;
        let head = Self {
            flags,
            method,
            checksum: fields.u32()?,
            packed: fields.size()?,
            unpacked: fields.size()?,
            name_length: fields.u16()?.into(),
            extra_length: fields.u16()?.into(),
        };
        if flags & !KNOWN_FLAGS != 0 {
            return Err(Malformed::new("zip member that is encrypted or of an unknown form"));
        }
        if !matches!(method, 0 | 8) {
            return Err(Malformed::new("zip member that is neither stored nor deflated"));
        }
        Ok(head)
    }
}

fn members(archive: &Bytes, limits: Limits) -> Result<Vec<Member>> {
    let (count, directory) = directory(archive)?;
    if count > limits.members {
        return Err(Malformed::new(format!("zip of more than {} members", limits.members)));
    }
    let mut fields = Fields(archive.get(directory.clone()).unwrap_or_default());
    let mut members = Vec::new();
    let mut names = BTreeSet::new();
    let mut taken = Vec::new();
    for _ in 0..count {
        let (member, place) = member(archive, &mut fields, limits)?;
        taken.push(place);
        if !names.insert(member.name.clone()) {
            return Err(Malformed::new("zip with one name twice").within(&member.name));
        }
        if !member.name.ends_with('/') {
            members.push(member);
        } else if member.size != 0 {
            return Err(Malformed::new("zip folder with content").within(&member.name));
        }
    }
    if !fields.0.is_empty() {
        return Err(Malformed::new("zip directory with more than it counts"));
    }
    taken.push(directory);
    taken.sort_by_key(|place| place.start);
    if taken.iter().zip(taken.iter().skip(1)).any(|(one, next)| one.end > next.start) {
        return Err(Malformed::new("zip members that overlap"));
    }
    let ends = [0].into_iter().chain(taken.iter().map(|place| place.end));
    let gaps = ends.zip(&taken).map(|(end, next)| next.start.saturating_sub(end));
    if gaps.enumerate().any(|(index, gap)| gap != 0 && (index == 0 || !DESCRIPTORS.contains(&gap))) {
        return Err(Malformed::new("zip with bytes that its directory does not name"));
    }
    Ok(members)
}

/// How many members there are, and where the directory lies: right before the end record.
///
/// ```text
/// PK 05 06  disk u16  directory's disk u16  entries here u16  entries u16  directory size u32  directory offset u32  comment length u16
/// ```
fn directory(archive: &[u8]) -> Result<(usize, Range<usize>)> {
    let last = archive.len().checked_sub(END_LENGTH).ok_or_else(Fields::short)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    let mut ends = (first..=last).rev().filter(|start| is_end(archive, *start));
    let end = ends.next().ok_or_else(|| Malformed::new("zip without an end record at its end"))?;
    if ends.next().is_some() {
        return Err(Malformed::new("zip with two end records"));
    }
    let mut fields = Fields(archive.get(end..).unwrap_or_default());
    fields.signature(END)?;
    let disks = (fields.u16()?, fields.u16()?);
    let (here, count) = (fields.u16()?, fields.u16()?);
    let (size, start) = (fields.size()?, fields.size()?);
    if disks != (0, 0) || here != count {
        return Err(Malformed::new("zip split over disks, or of the 64-bit form"));
    }
    // A zip of the 64-bit form has records between its directory and its end record, so it is refused here too.
    if start.checked_add(size) != Some(end) {
        return Err(Malformed::new("zip directory that does not end at the end record"));
    }
    Ok((count.into(), start..end))
}

fn is_end(archive: &[u8], start: usize) -> bool {
    let Some((record, comment)) = archive.get(start..).and_then(|rest| rest.split_first_chunk::<END_LENGTH>()) else {
        return false;
    };
    let length = record.last_chunk().map(|length| usize::from(u16::from_le_bytes(*length)));
    record.starts_with(END) && length == Some(comment.len())
}

/// The next member of the directory, and the bytes that it takes: its own header and its data.
///
/// ```text
/// PK 01 02  version made by u16  <Head>  comment length u16  disk u16  attributes u16 u32  header offset u32  name  extra  comment
/// ```
fn member(archive: &Bytes, fields: &mut Fields<'_>, limits: Limits) -> Result<(Member, Range<usize>)> {
    fields.signature(CENTRAL)?;
    fields.u16()?;
    let head = Head::read(fields)?;
    let comment_length = fields.u16()?.into();
    let disk = fields.u16()?;
    fields.take(6)?;
    let start = fields.size()?;
    let name = name(fields.take(head.name_length)?)?;
    fields.take(head.extra_length)?;
    fields.take(comment_length)?;
    let packed = if disk != 0 {
        Err(Malformed::new("zip member on another disk"))
    } else if head.unpacked > limits.member_bytes {
        Err(Malformed::new(format!("zip member of more than {} bytes", limits.member_bytes)))
    } else {
        packed_data(archive, start, &name, &head)
    };
    let (header_length, packed) = packed.map_err(|malformed| malformed.within(&name))?;
    let place = start..start.saturating_add(header_length).saturating_add(packed.len());
    let member = Member {
        name,
        archive: archive.clone(),
        packed: archive.span(packed),
        deflated: head.method == 8,
        size: head.unpacked,
        checksum: head.checksum,
    };
    Ok((member, place))
}

/// The length of a member's own header, and its data.
///
/// ```text
/// PK 03 04  <Head>  name  extra
/// ```
fn packed_data<'a>(archive: &'a [u8], start: usize, name: &str, head: &Head) -> Result<(usize, &'a [u8])> {
    let whole = archive.get(start..).unwrap_or_default();
    let mut fields = Fields(whole);
    fields.signature(LOCAL)?;
    let own = Head::read(&mut fields)?;
    let same_name = fields.take(own.name_length)? == name.as_bytes();
    fields.take(own.extra_length)?;
    let later = own.flags & DESCRIPTOR != 0;
    let (said, known) = ((own.checksum, own.packed, own.unpacked), (head.checksum, head.packed, head.unpacked));
    let same_sizes = said == known || (later && said == (0, 0, 0));
    if !same_name || own.method != head.method || !same_sizes {
        return Err(Malformed::new("zip member whose own header differs from the directory"));
    }
    if head.method == 0 && head.packed != head.unpacked {
        return Err(Malformed::new("stored zip member of two sizes"));
    }
    let header = whole.len().saturating_sub(fields.0.len());
    Ok((header, fields.take(head.packed)?))
}

fn name(bytes: &[u8]) -> Result<String> {
    match std::str::from_utf8(bytes) {
        Ok(name) if !name.is_empty() && name.len() <= MOST_NAME_BYTES && !name.chars().any(char::is_control) => {
            Ok(name.to_owned())
        }
        _ => Err(Malformed::new("zip member whose name is no plain text, or too long")),
    }
}

#[cfg(test)]
mod tests;
