//! Times of day as reports print them, and the zones behind them.

use super::{DASHES, Dates};
use crate::text::Span;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Between a time and its zone stand at most so many bytes.
const LONGEST_RANGE: usize = 32;
/// Times of one beginning, zone by zone, stand no farther apart, in bytes.
const BESIDE: usize = 48;
/// No place is farther from UTC, in hours: Kiribati's eastern islands.
const FARTHEST_ZONE: i32 = 14;

/// A time of day as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedTime {
    /// Where it stands, zone included.
    pub span: Span,
    /// 0 to 23.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// Minutes east of UTC, where a zone of one meaning is printed.
    pub zone: Option<i32>,
}

impl PrintedTime {
    /// The instant on a day, where a zone is printed.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<Timestamp> {
        let offset = Offset::from_seconds(self.zone? * 60).ok()?;
        let civil: DateTime = day.at(self.hour, self.minute, 0, 0);
        offset.to_timestamp(civil).ok()
    }
}

impl Dates {
    /// All times of day in a stretch of the text: a number counts only with minutes or with a.m. or p.m. behind it.
    #[must_use]
    pub fn times_in(&self, text: &str, within: Span) -> Vec<PrintedTime> {
        let part = within.of_text(text);
        let bytes = part.as_bytes();
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(next) = bytes[at..].iter().position(u8::is_ascii_digit) {
            let start = at + next;
            let digits = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
            at = start + digits;
            let bordered =
                start == 0 || !(bytes[start - 1].is_ascii_alphanumeric() || b"+-./:".contains(&bytes[start - 1]));
            if !bordered {
                continue;
            }
            if digits == 4 {
                found.extend(self.military(part, start, within));
                at = found.last().map_or(at, |t| at.max(t.span.end - within.start));
                continue;
            }
            if digits > 2 {
                continue;
            }
            let Ok(mut hour) = part[start..at].parse::<i8>() else { continue };
            let minutes = part[at..]
                .strip_prefix([':', '.', 'h'])
                .and_then(|m| m.get(..2))
                .filter(|m| m.bytes().all(|b| b.is_ascii_digit()));
            let minute: i8 = minutes.and_then(|m| m.parse().ok()).unwrap_or(0);
            let mut end = at + minutes.map_or(0, |m| m.len() + 1);
            let gap = part[end..].len() - part[end..].trim_start().len();
            let meridiem = self.meridiem(&part[end + gap..]);
            if let Some((afternoon, length)) = meridiem {
                if !(1..=12).contains(&hour) {
                    continue;
                }
                hour = hour % 12 + if afternoon { 12 } else { 0 };
                end += gap + length;
            } else if minutes.is_none() {
                continue;
            } else if part[at..].starts_with('.') && (digits < 2 || self.zone_after(&part[end..]).is_none()) {
                // "16.00 CET" is a time, "version 2.10" and section 16.00 are none.
                continue;
            }
            if hour > 23 || minute > 59 {
                continue;
            }
            let zone = self.zone_after(&part[end..]);
            let span = Span::new(within.start + start, within.start + end + zone.map_or(0, |(_, length)| length));
            found.push(PrintedTime { span, hour, minute, zone: zone.map(|(minutes, _)| minutes) });
            at = span.end - within.start;
        }
        found
    }

    /// "0800 PST", "1600-1800 GMT": four digits are a time only where a zone stands behind them.
    fn military(&self, part: &str, start: usize, within: Span) -> Option<PrintedTime> {
        let end = start + 4;
        let (hour, minute): (i8, i8) =
            (part.get(start..start + 2)?.parse().ok()?, part.get(start + 2..end)?.parse().ok()?);
        let rest = &part[end..];
        let behind = rest.trim_start_matches(|c: char| c == ' ' || DASHES.contains(&c));
        let range = behind.len() < rest.len() && behind.bytes().take_while(u8::is_ascii_digit).count() == 4;
        // "2016-12-14 18:05 UTC" begins with a year.
        if !range && behind.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (zone, length) = self.zone_after(rest).filter(|_| hour < 24 && minute < 60)?;
        let span = Span::new(within.start + start, within.start + end + length);
        Some(PrintedTime { span, hour, minute, zone: Some(zone) })
    }

    /// When something begins on a day by the first time with a zone in a stretch, and where that stands. Nothing where the same beginning is given in
    /// another zone beside it and that is another instant: which one is meant, nobody can tell.
    #[must_use]
    pub fn start_in(&self, text: &str, within: Span, day: Date) -> Option<(Timestamp, Span)> {
        let times = self.times_in(text, within);
        let first = times.iter().position(|time| time.on(day).is_some())?;
        let start = times[first].on(day)?;
        let mut last = &times[first];
        for other in &times[first + 1..] {
            if other.span.start.saturating_sub(last.span.end) > BESIDE {
                break;
            }
            let Some(instant) = other.on(day).filter(|_| other.zone != times[first].zone) else { continue };
            // "23:00 UTC (08:00 JST)" is the next day there.
            if instant.duration_since(start).as_mins() % (24 * 60) != 0 {
                return None;
            }
            last = other;
        }
        Some((start, times[first].span))
    }

    /// "p.m.", "AM": whether it is the afternoon, and how many bytes it takes.
    pub(super) fn meridiem(&self, text: &str) -> Option<(bool, usize)> {
        let begins = |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let (word, afternoon) = self.halves.iter().find(|(word, _)| begins(word))?;
        let next = text.get(word.len()..).and_then(|t| t.chars().next());
        (!next.is_some_and(char::is_alphanumeric)).then_some((*afternoon, word.len()))
    }

    /// The first zone behind a time, beyond the end of a range ("14:00 - 15:30 CEST"): minutes east of UTC, and how many bytes all takes.
    fn zone_after(&self, text: &str) -> Option<(i32, usize)> {
        let mut range = 0;
        loop {
            let rest = &text[range..];
            let signs = rest.find(|c: char| !(c.is_ascii_digit() || " -–—:./(h".contains(c))).unwrap_or(rest.len());
            range += signs;
            if range > LONGEST_RANGE || rest[..signs].contains('/') && rest[..signs].trim() != "/" {
                range = if range > LONGEST_RANGE { return None } else { 0 };
                break;
            }
            // "1:00 pm to 2:00 pm US EST": the end of the range, and words before the zone.
            let word = text[range..].bytes().take_while(u8::is_ascii_alphabetic).count();
            let passed = self.before_zones.iter().any(|w| w.eq_ignore_ascii_case(&text[range..range + word]));
            if word == 0 || !passed {
                break;
            }
            range += word;
        }
        let (name, minutes) = self
            .zones
            .iter()
            .filter(|(name, _)| text[range..].starts_with(name.as_str()))
            .max_by_key(|(name, _)| name.len())?;
        let rest = &text[range + name.len()..];
        if rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        let (shift, length) = self.shift(rest).unwrap_or((0, 0));
        Some((minutes + shift, range + name.len() + length))
    }

    /// What is added to a zone ("UTC+2", "UTC +10", "GMT-5", "UTC+5:30") in minutes, and how many bytes it takes.
    ///
    /// A dash may also lead to the end of a range: "14:00 UTC -15:30", "9:00 UTC-10:30 UTC".
    fn shift(&self, rest: &str) -> Option<(i32, usize)> {
        let signed = rest.trim_start_matches(' ');
        let (sign, number) = match signed.strip_prefix('+') {
            Some(behind) => (1, behind.trim_start_matches(' ')),
            None => (-1, signed.strip_prefix(['-', '−'])?),
        };
        let hours_end = match number.bytes().take_while(u8::is_ascii_digit).count() {
            digits @ (1 | 2) => digits,
            4 => 2,
            _ => return None,
        };
        let (hours, behind) = number.split_at(hours_end);
        let minutes =
            behind.strip_prefix(':').unwrap_or(behind).get(..2).filter(|m| m.bytes().all(|b| b.is_ascii_digit()));
        let behind = &behind[minutes.map_or(0, |m| m.len() + usize::from(behind.starts_with(':')))..];
        let hours: i32 = hours.parse().ok().filter(|hours| *hours <= FARTHEST_ZONE)?;
        let is_zone = |words: &str| self.zones.iter().any(|(name, _)| words.trim_start().starts_with(name.as_str()));
        if sign < 0 && minutes.is_some() && (signed.len() < rest.len() || is_zone(behind)) {
            return None;
        }
        let minutes: i32 = minutes.and_then(|m| m.parse().ok()).unwrap_or(0);
        Some((sign * (hours * 60 + minutes), rest.len() - behind.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use jiff::civil::date;

    fn grammar() -> Dates {
        Dates::new(&Language::embedded().unwrap()).unwrap()
    }

    #[test]
    fn times_of_real_reports() {
        let utc = |text: &str| {
            let times = grammar().times_in(text, Span::new(0, text.len()));
            times.first().and_then(|t| t.on(date(2021, 4, 8))).map(|t| t.to_string())
        };
        assert_eq!(utc("10 December 2020 at 1 p.m. UTC").as_deref(), Some("2021-04-08T13:00:00Z"));
        assert_eq!(utc("January 14 – 2 PM UTC").as_deref(), Some("2021-04-08T14:00:00Z"));
        assert_eq!(utc("April 8, 2021, 14:00 - 15:30 CEST").as_deref(), Some("2021-04-08T12:00:00Z"));
        assert_eq!(utc("at 12 a.m. UTC+2").as_deref(), Some("2021-04-07T22:00:00Z"));
        assert_eq!(utc("at 14:00 (UTC +10), online").as_deref(), Some("2021-04-08T04:00:00Z"));
        assert_eq!(utc("at 17:30 GMT+5:30").as_deref(), Some("2021-04-08T12:00:00Z"));
        assert_eq!(utc("at 17:30 UTC + 0530").as_deref(), Some("2021-04-08T12:00:00Z"));
        assert_eq!(utc("14:00 UTC−3").as_deref(), Some("2021-04-08T17:00:00Z"));
        for range in ["9:00 UTC-10:30 UTC", "9:00 UTC -10:30", "9:00 UTC - 10 UTC", "9:00 UTC-15:30"] {
            assert_eq!(utc(range).as_deref(), Some("2021-04-08T09:00:00Z"), "{range}");
        }
        assert_eq!(utc("at 14:00"), None, "no zone, no instant");
        assert_eq!(utc("version 2.10 UTC, 4 or 5 days"), None);
        assert_eq!(utc("November 6th - 16.00 CET - 14:00 UTC").as_deref(), Some("2021-04-08T15:00:00Z"));
        assert_eq!(utc("01:00pm to 02:00pm EST (UTC-5)").as_deref(), Some("2021-04-08T18:00:00Z"));
        assert_eq!(utc("at 1:00 PM US EDT").as_deref(), Some("2021-04-08T17:00:00Z"));
        assert_eq!(utc("Time: 0900-1030 EST / 1400-1530 GMT").as_deref(), Some("2021-04-08T14:00:00Z"));
        assert_eq!(utc("From 2021-04-08 18:05 UTC until 18:39 UTC").as_deref(), Some("2021-04-08T18:05:00Z"));
        assert_eq!(utc("adopted in 2010, issue 1234, room 1600"), None, "four digits alone are no time");
    }

    #[test]
    fn a_beginning_in_several_zones() {
        let start = |text: &str| {
            let found = grammar().start_in(text, Span::new(0, text.len()), date(2021, 4, 8));
            found.map(|(at, _)| at.to_string())
        };
        let two = Some("2021-04-08T14:00:00Z");
        assert_eq!(start("14:00 UTC / 16:00 CEST / 10:00 EDT").as_deref(), two);
        assert_eq!(start("14:00-15:30 UTC (16:00-17:30 CEST)").as_deref(), two);
        assert_eq!(start("14:00 UTC - 15:30 UTC").as_deref(), two, "a range");
        assert_eq!(start("23:00 UTC, 08:00 JST").as_deref(), Some("2021-04-08T23:00:00Z"), "the next day there");
        assert_eq!(start("13:00 WEST / 16:00 CEST"), None, "two hours apart");
        assert_eq!(start("14:00, room 5"), None);
    }
}
