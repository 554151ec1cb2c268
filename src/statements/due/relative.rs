//! Times that are told from the day of the meeting: "next week", "within two weeks", "by Friday".

use crate::language::{Calendar, CountedTimes, TimeUnit};
use crate::minutes::dates::PrintedDate;
use crate::minutes::{Found, Moment};
use crate::text::{Span, at_word_borders, find_words, strip_last_words};
use jiff::civil::{Date, Weekday};

/// A time in which a deed falls, and where it is told.
pub(super) fn found(time: Moment, span: Span) -> Found<Moment> {
    Found::new(time, span, "commitments.due-within/1", 80)
}

/// What is needed to read them.
pub(super) struct Relative<'a> {
    pub(super) text: &'a str,
    pub(super) calendar: &'a Calendar,
    /// The day of the meeting.
    pub(super) anchor: Date,
}

impl Relative<'_> {
    /// All such times in a stretch of the text, in no order. A weekday of one of these dates is none of them.
    pub(super) fn times_in(&self, within: Span, dates: &[PrintedDate]) -> Vec<Found<Moment>> {
        let mut times = self.named(within);
        times.extend(self.counted(within));
        times.extend(self.weekday(within, dates));
        times
    }

    /// "Next week", by the list of the language.
    fn named(&self, within: Span) -> Vec<Found<Moment>> {
        let text = within.of_text(self.text);
        let mut times = Vec::new();
        for time in &self.calendar.relative {
            for words in &time.words {
                let at =
                    find_words(text, words).map(|at| Span::new(within.start + at, within.start + at + words.len()));
                if let (Some(span), Some(moment)) = (at, Moment::later(self.anchor, time.unit, time.later)) {
                    times.push(found(moment, span));
                }
            }
        }
        times
    }

    /// "Within two weeks", "in 10 days", and "2 weeks" as the whole of a cell.
    fn counted(&self, within: Span) -> Option<Found<Moment>> {
        let (text, words) = (within.of_text(self.text), &self.calendar.counted);
        word_starts(text).find_map(|at| {
            let (unit, count, length) = length_of_time(&text[at..], words)?;
            let (before, behind) = (text[..at].trim_end(), &text[at + length..]);
            let lead = words.before.iter().find_map(|word| strip_last_words(before, word));
            let start = lead.map(|lead| text.len() - text[lead.len()..].trim_start().len());
            let start = start.or_else(|| (before.is_empty() && behind.is_empty()).then_some(0))?;
            let next = behind.trim_start().split(|c: char| !c.is_alphanumeric()).next()?;
            if words.from_elsewhere.iter().any(|other| other.eq_ignore_ascii_case(next)) {
                return None;
            }
            let span = Span::new(within.start + start, within.start + at + length);
            Some(found(Moment::later(self.anchor, unit, count)?, span))
        })
    }

    /// "By Friday": the first one after the day of the meeting. "Next Friday" may be that one or the one behind it.
    fn weekday(&self, within: Span, dates: &[PrintedDate]) -> Option<Found<Moment>> {
        let text = within.of_text(self.text);
        word_starts(text).find_map(|at| {
            let word = text[at..].split(|c: char| !c.is_alphabetic()).next()?;
            let span = Span::new(within.start + at, within.start + at + word.len());
            let ends = span.end == within.end || text[at + word.len()..].starts_with(['.', ',', ';', ')', ']']);
            if !ends || !self.is_limited(&text[..at]) || dates.iter().any(|date| date.span.overlaps(span)) {
                return None;
            }
            let named = |names: &Vec<String>| names.iter().any(|name| name.eq_ignore_ascii_case(word));
            let day = self.calendar.weekdays.iter().position(named)?;
            let weekday = Weekday::from_monday_zero_offset(i8::try_from(day).ok()?).ok()?;
            let moment = Moment::Day(self.anchor.nth_weekday(1, weekday).ok()?);
            Some(found(moment, span))
        })
    }

    /// Whether what stands before a weekday makes it a limit ("by", "by close of business on"), or nothing does: a cell holds it alone.
    fn is_limited(&self, before: &str) -> bool {
        let mut before = before.trim_end();
        while let Some(rest) = self.calendar.day_parts.iter().find_map(|part| strip_last_words(before, part)) {
            before = rest;
        }
        before.is_empty() || self.calendar.limits.iter().any(|limit| strip_last_words(before, limit).is_some())
    }
}

/// Where the words of a text begin.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    text.split_whitespace().map(|word| Span::of(word, text, 0).start)
}

/// How many of what a text begins with ("two weeks"), and how many bytes say so.
fn length_of_time(text: &str, words: &CountedTimes) -> Option<(TimeUnit, i8, usize)> {
    let (number, rest) = text.split_once(' ')?;
    let spelled = words.numbers.iter().position(|n| n.eq_ignore_ascii_case(number)).map(|at| at + 1);
    let count = spelled.and_then(|n| i8::try_from(n).ok()).or_else(|| number.parse().ok().filter(|n| *n > 0))?;
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let unit = words.units.iter().find(|unit| unit.words.iter().any(|word| word.eq_ignore_ascii_case(&rest[..end])))?;
    let length = number.len() + 1 + end;
    at_word_borders(text, Span::new(0, length)).then_some((unit.unit, count, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::minutes::dates::Dates;
    use jiff::civil::date;

    /// What a text says from Tuesday, 3 December 2024.
    fn told(text: &str) -> Vec<String> {
        let language = Language::embedded().unwrap();
        let all = Span::new(0, text.len());
        let dates = Dates::new(&language).unwrap().dates_in(text, all);
        let relative = Relative { text, calendar: &language.calendar, anchor: date(2024, 12, 3) };
        relative.times_in(all, &dates).iter().map(|time| time.value.to_string()).collect()
    }

    #[test]
    fn times_from_the_day_of_the_meeting() {
        for (text, wanted) in [
            ("The Secretariat will circulate it next week.", "2024-W50"),
            ("Amina Diallo will comment within two weeks.", "2024-W51"),
            ("Comments are welcome within 10 days, please.", "2024-12-13"),
            ("The draft follows in three months.", "2025-03"),
            ("2 weeks", "2024-W51"),
            ("Amina Diallo will send the text by Friday.", "2024-12-06"),
            ("Send the text by close of business on Monday, please.", "2024-12-09"),
            ("No later than Tuesday.", "2024-12-10"),
            ("Thursday", "2024-12-05"),
        ] {
            assert_eq!(told(text), [wanted], "{text}");
        }
    }

    #[test]
    fn times_that_are_none_or_of_something_else() {
        for text in [
            "The call on Friday, with all.",
            "Send the text by next Friday.",
            "Send the text by Friday's call.",
            "Send the text by Friday, 13 December.",
            "Comments come within two weeks of the publication.",
            "The work of two weeks is done.",
            "It was done within the last two weeks.",
            "in 200 days, in 0 days, in two weekends, in",
            "(two weeks) by",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }
}
