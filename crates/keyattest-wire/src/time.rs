//! Points in time, in whole seconds of UTC.

use crate::{Malformed, Result};
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};
use std::fmt;

/// Certificates without an end say 9999-12-31T23:59:59Z, which is beyond the library's timestamps, but not beyond its civil time.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

impl Time {
    /// From seconds since 1970, between the years 0 and 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (-62_167_219_200..=253_402_300_799).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// A date and time that exist, in UTC.
    pub fn from_civil(year: i16, month: i8, day: i8, hour: i8, minute: i8, second: i8) -> Option<Self> {
        let civil = DateTime::new(year, month, day, hour, minute, second, 0).ok()?;
        Self::from_unix(civil.duration_since(EPOCH).as_secs())
    }

    /// Reads RFC 3339, as `2026-11-25T21:21:00Z`; fractions of a second are dropped.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        Self::parse_strict(text).or_else(|| {
            let time = text.parse::<jiff::Timestamp>().ok().filter(|_| is_rfc3339(text))?;
            Self::from_unix(time.as_second())
        })
    }

    /// Reads exactly `YYYY-MM-DDThh:mm:ssZ`.
    pub fn parse_strict(text: &str) -> Option<Self> {
        let shape = text.len() == 20
            && text.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                10 => byte == b'T',
                13 | 16 => byte == b':',
                19 => byte == b'Z',
                _ => byte.is_ascii_digit(),
            });
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if shape { Self::from_digits(digits.as_bytes()).ok() } else { None }
    }

    /// Reads the content of a UTCTime, `YYMMDDhhmmssZ`; years below 50 are of this century.
    pub(crate) fn from_utc_time(content: &[u8]) -> Result<Self> {
        let Some((digits, b"Z")) = content.split_at_checked(12) else {
            return Err(Malformed::new("UTCTime of another form than YYMMDDhhmmssZ"));
        };
        let century: &[u8] = if digits.first().is_some_and(|byte| *byte < b'5') { b"20" } else { b"19" };
        Self::from_digits(&[century, digits].concat())
    }

    /// Reads the content of a GeneralizedTime, `YYYYMMDDhhmmssZ`.
    pub(crate) fn from_generalized_time(content: &[u8]) -> Result<Self> {
        let Some((digits, b"Z")) = content.split_at_checked(14) else {
            return Err(Malformed::new("GeneralizedTime of another form than YYYYMMDDhhmmssZ"));
        };
        Self::from_digits(digits)
    }

    /// Reads 14 digits, `YYYYMMDDhhmmss`.
    ///
    /// # Errors
    /// Other bytes, or a time that does not exist.
    pub fn from_digits(digits: &[u8]) -> Result<Self> {
        let number = |from: usize, to: usize| -> Option<i16> {
            let digits = digits.get(from..to).filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
            std::str::from_utf8(digits).ok()?.parse().ok()
        };
        let small = |from: usize| i8::try_from(number(from, from.saturating_add(2))?).ok();
        let read = || Self::from_civil(number(0, 4)?, small(4)?, small(6)?, small(8)?, small(10)?, small(12)?);
        if digits.len() == 14 { read() } else { None }.ok_or_else(|| Malformed::new("a time that does not exist"))
    }

    /// The day, as `2026-11-25`.
    pub fn date(self) -> String {
        self.to_string().chars().take(10).collect()
    }
}

/// `YYYY-MM-DDThh:mm:ss`, perhaps a fraction, and `Z` or an offset `+hh:mm`: the library reads more than that.
fn is_rfc3339(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, wanted)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                b'+' => matches!(byte, b'+' | b'-'),
                other => byte == other,
            })
    };
    let Some((seconds, rest)) = text.split_at_checked(19) else { return false };
    let digits = rest.strip_prefix('.').map_or(0, |fraction| fraction.bytes().take_while(u8::is_ascii_digit).count());
    let fraction = if digits == 0 { 0 } else { digits.saturating_add(1) };
    let zone = rest.get(fraction..).unwrap_or_default();
    shape(seconds, "0000-00-00T00:00:00") && (matches!(zone, "Z" | "z") || shape(zone, "+00:00"))
}

impl fmt::Display for Time {
    /// RFC 3339 in UTC, as `2026-11-25T21:21:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(SignedDuration::from_secs(self.0)) {
            Ok(time) => write!(f, "{time}Z"),
            Err(_) => write!(f, "@{}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_times_of_both_centuries() {
        let show = |time: Result<Time>| time.unwrap().to_string();
        assert_eq!(show(Time::from_utc_time(b"491231235959Z")), "2049-12-31T23:59:59Z");
        assert_eq!(show(Time::from_utc_time(b"500101000000Z")), "1950-01-01T00:00:00Z");
        assert_eq!(show(Time::from_generalized_time(b"99991231235959Z")), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn rfc_3339_and_nothing_else() {
        for text in [
            "2026-06-01T00:00:00Z",
            "2026-06-01T02:00:00+02:00",
            "2026-05-31 22:00:00.250-02:00",
            "2026-06-01t00:00:00z",
        ] {
            let read = Time::parse_rfc3339(text).unwrap().to_string();
            assert_eq!(read, "2026-06-01T00:00:00Z", "{text}");
        }
        for text in [
            "2026-06-01T00Z",
            "20260601T000000Z",
            "2026-06-01 00:00:00+00:00[Europe/Paris]",
            "2026-06-01T00:00:00",
            "2026-06-01T00:00:00.Z",
            "2026-06-01T00:00:00+02",
            "2026-06-01",
            "",
            "\u{660}026-06-01T00:00:00Z",
        ] {
            assert!(Time::parse_rfc3339(text).is_none(), "{text}");
        }
    }

    #[test]
    fn times_that_do_not_exist_are_malformed() {
        for content in
            [&b"230230000000Z"[..], b"230101250000Z", b"230101000000+0100", b"23010100000Z", b"2301010000 0Z"]
        {
            assert!(Time::from_utc_time(content).is_err(), "{}", String::from_utf8_lossy(content));
        }
        assert!(Time::parse_strict("2023-02-30T00:00:00Z").is_none());
        assert!(Time::parse_strict("2023-02-20 00:00:00Z").is_none());
        assert!(Time::parse_strict("2023-02-20T00:00:00Z").is_some());
    }
}
