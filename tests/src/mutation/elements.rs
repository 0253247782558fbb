//! DER elements inside of a part, for rules about elements that nobody signs.

use super::certificates::images;
use std::ops::Range;

/// Whether every byte that differs lies in one of the elements that the paths name. Both are unpacked as far as they are PEM or JSON.
///
/// A path goes down from the outermost element: `2` is the third member, `*` each of them, and `a0` each one with this first byte, always two
/// hexadecimal digits of which the first is a letter.
pub fn differ_within(original: &[u8], mutant: &[u8], paths: &[String]) -> bool {
    let (ours, theirs) = (images(original), images(mutant));
    let mut differs = false;
    for (one, other) in ours.iter().zip(&theirs) {
        if one == other {
            continue;
        }
        differs = true;
        let free: Vec<Range<usize>> = paths.iter().flat_map(|path| find(one, path)).collect();
        let is_free = |index: &usize| free.iter().any(|range| range.contains(index));
        if one.len() != other.len()
            || !(0..one.len()).filter(|index| one[*index] != other[*index]).all(|at| is_free(&at))
        {
            return false;
        }
    }
    differs && ours.len() == theirs.len()
}

fn find(image: &[u8], path: &str) -> Vec<Range<usize>> {
    let mut found = members(image, 0..image.len());
    for step in path.split('/') {
        found = found
            .into_iter()
            .flat_map(|element| {
                let inner = members(image, content(image, &element).unwrap_or(0..0));
                let fits = |(index, member): &(usize, Range<usize>)| match step {
                    "*" => true,
                    tag if tag.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                        u8::from_str_radix(tag, 16) == Ok(image[member.start])
                    }
                    number => number.parse() == Ok(*index),
                };
                inner.into_iter().enumerate().filter(fits).map(|(_, member)| member).collect::<Vec<_>>()
            })
            .collect();
    }
    found
}

/// The elements one after the other, as far as they can be read.
fn members(image: &[u8], within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = within.start;
    while let Some(content) = content(image, &(start..within.end)).filter(|content| content.end <= within.end) {
        found.push(start..content.end);
        start = content.end;
    }
    found
}

/// Where the content of the element lies that begins here.
fn content(image: &[u8], element: &Range<usize>) -> Option<Range<usize>> {
    let head = image.get(element.clone())?;
    let (start, length) = match *head.get(1)? {
        short @ 0..0x80 => (2, usize::from(short)),
        long => {
            let digits = head.get(2..2 + usize::from(long & 0x7f))?;
            (2 + digits.len(), digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit)))
        }
    };
    Some(element.start + start..element.start + start + length)
}
