//! Dates and times as reports print them.
//!
//! An own grammar, since no date crate reads "the 20th of January", "6-10 June" or "2 PM UTC" out of prose. What is not printed is not guessed:
//! a month without a day stays a month, a time without a zone is no instant. Only a missing year follows from the meeting's date.

mod numeric;
mod times;

pub use numeric::Order;
pub use times::PrintedTime;

use crate::language::Language;
use crate::text::{Span, at_word_borders};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use jiff::civil::{Date, Weekday};
use numeric::{numeric_dates, order_told};
use std::borrow::Cow;

/// What leads from the first day of a range to its last.
const DASHES: [char; 3] = ['-', '–', '—'];
/// How far from the meeting, in days, a date without a year may lie for its weekday to tell the year.
const FARTHEST_BY_WEEKDAY: i64 = 300;

/// A date as printed, as exact as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedDate {
    /// Where it stands, weekday and year included.
    pub span: Span,
    /// The year, where one is printed.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// Day of the month; none for "in January".
    pub day: Option<i8>,
    /// Month and day of the end of a range ("6-10 June").
    pub end: Option<(i8, i8)>,
    /// The weekday, where one is printed.
    pub weekday: Option<Weekday>,
}

/// Which side of the meeting a date without year lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Nothing tells: the nearer one.
    Nearest,
    /// On the day of the meeting or after it.
    Future,
    /// On the day of the meeting or before it.
    Past,
}

impl PrintedDate {
    /// The day, in the year that is printed or that follows from the meeting's date.
    ///
    /// Nothing where no day is printed, where the date does not exist, or where a printed weekday contradicts it.
    #[must_use]
    pub fn day_near(&self, anchor: Option<Date>, direction: Direction) -> Option<Date> {
        let day = self.day?;
        let fits =
            |year: i16| Date::new(year, self.month, day).ok().filter(|d| self.weekday.is_none_or(|w| d.weekday() == w));
        if let Some(year) = self.year {
            return fits(year);
        }
        let anchor = anchor?;
        let distance = |d: &Date| (d.duration_since(anchor).as_hours() / 24).abs();
        (anchor.year() - 1..=anchor.year() + 1)
            .filter_map(fits)
            .filter(|d| match direction {
                Direction::Nearest => true,
                Direction::Future => *d >= anchor,
                Direction::Past => *d <= anchor,
            })
            // A weekday that only fits a year farther away is a slip, and no hint at that year.
            .filter(|d| self.weekday.is_none() || distance(d) <= FARTHEST_BY_WEEKDAY)
            .min_by_key(distance)
    }

    /// The day as printed, where it is not the printed weekday; without a year the day nearest to the meeting.
    #[must_use]
    pub fn against_weekday(&self, anchor: Option<Date>) -> Option<Date> {
        let weekday = self.weekday?;
        let any = Self { weekday: None, ..self.clone() }.day_near(anchor, Direction::Nearest)?;
        let fits = || self.day_near(anchor, Direction::Nearest).is_some();
        (any.weekday() != weekday && !fits()).then_some(any)
    }

    /// The last day of a range, after its first day.
    #[must_use]
    pub fn end_near(&self, first: Date) -> Option<Date> {
        let (month, day) = self.end?;
        let year = if month < self.month { first.year() + 1 } else { first.year() };
        Date::new(year, month, day).ok().filter(|end| *end >= first)
    }
}

/// The grammar, made from the language's words.
#[derive(Debug, Clone)]
pub struct Dates {
    /// Which number comes first where either can.
    order: Option<Order>,
    months: AhoCorasick,
    month_of: Vec<i8>,
    weekdays: Vec<Vec<String>>,
    suffixes: Vec<String>,
    zones: Vec<(String, i32)>,
    before_zones: Vec<String>,
    of: Vec<String>,
    articles: Vec<String>,
    to: Vec<String>,
    /// Words before a time.
    within: Vec<String>,
    /// Words for a half of the day, the longer first, and whether it is the afternoon.
    halves: Vec<(String, bool)>,
}

impl Dates {
    /// Prepares the grammar.
    ///
    /// # Errors
    /// When the language's months cannot be made into one matcher.
    pub fn new(language: &Language) -> Result<Self, aho_corasick::BuildError> {
        let names = language
            .calendar
            .months
            .iter()
            .zip(1_i8..)
            .flat_map(|(names, month)| names.iter().map(move |n| (n, month)));
        let (names, month_of): (Vec<_>, Vec<_>) = names.unzip();
        let words = &language.calendar;
        let halves = [(&words.morning, false), (&words.afternoon, true)];
        let halves = halves.into_iter().flat_map(|(list, late)| list.iter().map(move |word| (word.clone(), late)));
        let mut halves: Vec<(String, bool)> = halves.collect();
        halves.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Ok(Self {
            order: None,
            months: AhoCorasickBuilder::new()
                .match_kind(MatchKind::LeftmostLongest)
                .ascii_case_insensitive(true)
                .build(names)?,
            month_of,
            weekdays: language.calendar.weekdays.clone(),
            suffixes: language.calendar.ordinal_suffixes.clone(),
            zones: language.calendar.zones.iter().map(|(name, minutes)| (name.clone(), *minutes)).collect(),
            before_zones: words.before_zones.clone(),
            of: words.of.clone(),
            articles: words.articles.clone(),
            to: words.to.clone(),
            within: words.limits.iter().chain(&words.within).chain(&words.of_things).cloned().collect(),
            halves,
        })
    }

    /// The grammar for a document that prints its dates in this order.
    #[must_use]
    pub fn in_order(&self, order: Option<Order>) -> Cow<'_, Self> {
        if order == self.order { Cow::Borrowed(self) } else { Cow::Owned(Self { order, ..self.clone() }) }
    }

    /// The order in which a document prints its dates in digits, where other dates or weekdays tell what "05/09/2021" means there.
    #[must_use]
    pub fn order_told(&self, text: &str) -> Option<Order> {
        order_told(text, |before| self.weekday_before(before).map(|(weekday, _)| weekday))
    }

    /// All dates in a stretch of the text, in its order.
    #[must_use]
    pub fn dates_in(&self, text: &str, within: Span) -> Vec<PrintedDate> {
        let part = within.of_text(text);
        let mut found: Vec<PrintedDate> = Vec::new();
        for hit in self.months.find_iter(part) {
            let span = Span::new(within.start + hit.start(), within.start + hit.end());
            let capital = part.as_bytes().get(hit.start()).is_some_and(u8::is_ascii_uppercase);
            if capital && at_word_borders(text, span) {
                let date = self.around_month(text, within, span, self.month_of[hit.pattern().as_usize()]);
                if date.day.is_none() && date.year.is_none() && self.is_in_name(text, span) {
                    continue;
                }
                if found.last().is_none_or(|last| last.span.end <= date.span.start) {
                    found.push(date);
                }
            }
        }
        numeric_dates(part, within.start, self.order, &mut found);
        found
    }

    /// "Wednesday, the 20th of January 2021", "January 14", "6-10 June": what stands around a month's name.
    fn around_month(&self, text: &str, within: Span, month_at: Span, month: i8) -> PrintedDate {
        let mut date = PrintedDate { span: month_at, year: None, month, day: None, end: None, weekday: None };
        let before = text.get(within.start..month_at.start).unwrap_or("");
        let after = text.get(month_at.end..within.end).unwrap_or("");
        if let Some((day, start, year, length)) = self.joined(before, after) {
            let span = Span::new(within.start + start, month_at.end + length);
            return PrintedDate { span, year: Some(year), month, day: Some(day), end: None, weekday: None };
        }
        let after = after.strip_prefix('.').unwrap_or(after);
        if let Some((day, first, start)) = self.day_before(before) {
            date.span.start = within.start + start;
            date.day = Some(first.unwrap_or(day));
            date.end = first.map(|_| (month, day));
        } else if let Some((day, last, length)) = self.day_after(after) {
            date.span.end = within.end - after.len() + length;
            date.day = Some(day);
            date.end = last.map(|last| (month, last));
        }
        let rest = text.get(date.span.end..within.end).unwrap_or("");
        if let Some((year, length)) = year_after(rest) {
            date.year = Some(year);
            date.span.end += length;
        }
        if let Some((weekday, start)) = self.weekday_before(text.get(within.start..date.span.start).unwrap_or("")) {
            date.weekday = Some(weekday);
            date.span.start = within.start + start;
        }
        date
    }

    /// "12-Mar-2024", "15/Apr/24": the day and where it begins, the year and where it ends, joined with the month by the same mark.
    fn joined(&self, before: &str, after: &str) -> Option<(i8, usize, i16, usize)> {
        let mark = after.chars().next().filter(|mark| "-/.".contains(*mark))?;
        let (day, start) = self.day_ending(before.strip_suffix(mark)?)?;
        let year = &after[1..];
        let digits = year.bytes().take_while(u8::is_ascii_digit).count();
        let closed = !year[digits..].starts_with(|c: char| c.is_alphanumeric() || c == mark);
        let number: i16 = year.get(..digits)?.parse().ok()?;
        let year = if digits == 2 { 2000 + number } else { number };
        let known = matches!(digits, 2 | 4) && closed && (1990..=2100).contains(&year);
        known.then_some((day, start, year, 1 + digits))
    }

    /// A day that ends this text: the day, the first day of a range that ends with it, and where all of it begins.
    fn day_before(&self, before: &str) -> Option<(i8, Option<i8>, usize)> {
        let rest = before.trim_end();
        let rest = self.of.iter().find_map(|of| rest.strip_suffix(of.as_str())).map_or(rest, str::trim_end);
        let (day, start) = self.day_ending(rest)?;
        let ahead = rest[..start].trim_end();
        let dash = ahead.strip_suffix(DASHES);
        let word = || {
            let before = self.to.iter().find_map(|to| ahead.strip_suffix(to.as_str()));
            before.filter(|before| before.ends_with(' '))
        };
        let joined = dash.or_else(word).map(str::trim_end);
        let first = joined.and_then(|ahead| self.day_ending(ahead)).filter(|(first, _)| *first < day);
        let start = first.map_or(start, |(_, at)| at);
        Some((day, first.map(|(first, _)| first), start))
    }

    /// A number of a day, with or without "th", that ends this text, and where it begins.
    fn day_ending(&self, text: &str) -> Option<(i8, usize)> {
        let bare = self.suffixes.iter().find_map(|s| text.strip_suffix(s.as_str())).unwrap_or(text);
        let digits = bare.bytes().rev().take_while(u8::is_ascii_digit).count();
        let start = bare.len() - digits;
        let free = !bare[..start].ends_with([':', '.', '/', '+', '#']);
        let day = bare[start..].parse().ok().filter(|d| (1..=31).contains(d))?;
        (digits <= 2 && free).then_some((day, start))
    }

    /// A day behind a month: the day, the last day of a range, and how many bytes they take.
    fn day_after(&self, after: &str) -> Option<(i8, Option<i8>, usize)> {
        // "JUN-26" is a day, "June - 26" is none.
        let lead = match after.strip_prefix('-') {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => 1,
            _ => after.len() - after.trim_start_matches([' ', ',']).len(),
        };
        let (day, length) = self.day_beginning(&after[lead..])?;
        let end = lead + length;
        let rest = &after[end..];
        let joint = self.joint(rest);
        let last = joint.and_then(|j| self.day_beginning(&rest[j..]).map(|(last, length)| (last, j + length)));
        match last.filter(|(last, _)| *last > day) {
            Some((last, length)) => Some((day, Some(last), end + length)),
            None => Some((day, None, end)),
        }
    }

    /// How many bytes a dash, or a word with blanks around it, takes that begins a text and leads to the end of a range.
    fn joint(&self, rest: &str) -> Option<usize> {
        let bare = rest.trim_start();
        let blanks = rest.len() - bare.len();
        let sign = bare.chars().next().filter(|c| DASHES.contains(c)).map(char::len_utf8);
        let word = || {
            let word = self.to.iter().find(|to| bare.starts_with(to.as_str()))?;
            (blanks > 0 && bare[word.len()..].starts_with(' ')).then_some(word.len())
        };
        let end = blanks + sign.or_else(word)?;
        Some(end + rest[end..].len() - rest[end..].trim_start().len())
    }

    fn day_beginning(&self, text: &str) -> Option<(i8, usize)> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let day: i8 = text.get(..digits)?.parse().ok().filter(|d| (1..=31).contains(d))?;
        let rest = &text[digits..];
        let suffix = self.suffixes.iter().find(|s| rest.starts_with(s.as_str())).map_or(0, String::len);
        let mut ahead = rest[suffix..].chars();
        let next = ahead.next();
        // "January 2 PM" and "March 14:00" are a month and a time.
        let time = next == Some(':') && ahead.next().is_some_and(|c| c.is_ascii_digit())
            || self.meridiem(rest[suffix..].trim_start()).is_some();
        (digits <= 2 && !time && !next.is_some_and(char::is_alphanumeric)).then_some((day, digits + suffix))
    }

    /// "Pieter-Jan Mertens", "Teo Jun Wei": a month without day and year that is a part of somebody's name. In "mid-June" and "In June Brazil said" it is none.
    fn is_in_name(&self, text: &str, month: Span) -> bool {
        let before = text.get(..month.start).unwrap_or("");
        let last = before.trim_end_matches([' ', '-']);
        let word = last.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let name = word.starts_with(char::is_uppercase)
            && word.chars().count() > 1
            && !self.within.iter().any(|within| within.eq_ignore_ascii_case(word));
        let behind = text.get(month.end..).unwrap_or("").strip_prefix([' ', '-']);
        let follows = behind.is_some_and(|rest| rest.starts_with(char::is_uppercase));
        name && last.len() + 1 == before.len() && (before.ends_with('-') || follows)
    }

    fn weekday_before(&self, before: &str) -> Option<(Weekday, usize)> {
        let rest = before.trim_end_matches([' ', ',']);
        let article =
            self.articles.iter().find_map(|a| rest.strip_suffix(a.as_str()).filter(|r| r.ends_with([' ', ','])));
        let rest = article.map_or(rest, |r| r.trim_end_matches([' ', ',']));
        let start = rest
            .rfind(|c: char| !c.is_alphabetic())
            .map_or(0, |i| i + rest[i..].chars().next().map_or(1, char::len_utf8));
        let word = rest[start..].to_ascii_lowercase();
        let index = self.weekdays.iter().position(|names| names.contains(&word))?;
        let weekday = Weekday::from_monday_zero_offset(i8::try_from(index).ok()?).ok()?;
        Some((weekday, start))
    }
}

fn year_after(text: &str) -> Option<(i16, usize)> {
    let lead = text.len() - text.trim_start_matches([' ', ',', '.']).len();
    let year: i16 = text.get(lead..lead + 4)?.parse().ok().filter(|y| (1990..=2100).contains(y))?;
    let next = text[lead + 4..].chars().next();
    (lead <= 2 && !next.is_some_and(char::is_alphanumeric)).then_some((year, lead + 4))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn grammar() -> Dates {
        Dates::new(&Language::embedded().unwrap()).unwrap()
    }

    fn day(text: &str, anchor: Date) -> Option<String> {
        let found = grammar().dates_in(text, Span::new(0, text.len()));
        found.first()?.day_near(Some(anchor), Direction::Nearest).map(|d| d.to_string())
    }

    #[test]
    fn dates_of_real_reports() {
        let autumn = date(2021, 10, 28);
        for (text, wanted) in [
            ("held on December 10 2020 at 1 p.m. UTC", "2020-12-10"),
            ("open until the 20th of January, therefore", "2022-01-20"),
            ("planned for January 14 – 2 PM UTC", "2022-01-14"),
            ("scheduled for Wednesday, November 17th, 2021, at 1pm UTC", "2021-11-17"),
            ("during the summit on December 6th.", "2021-12-06"),
            ("Date: 2021-04-08", "2021-04-08"),
            ("meeting, Sept. 11, 2012", "2012-09-11"),
            ("on 13 October; connection details", "2021-10-13"),
            ("will be on NOV-18 Thursday", "2021-11-18"),
            ("from 2 to 4 November, and", "2021-11-02"),
            ("Meeting #2 Dec 14, 2016", "2016-12-14"),
            ("Webinar 15/09/2021", "2021-09-15"),
            ("on 7/25/2024 at noon", "2024-07-25"),
            ("am 5.9.2021", "2021-09-05"),
            ("| 2023年9月20日(水) 15:03", "2023-09-20"),
            ("held 09-09-2021", "2021-09-09"),
            ("Interoperability Board, 12-Mar-2024", "2024-03-12"),
            ("due 15-Apr-24, later", "2024-04-15"),
            ("on 3/Jul/2024.", "2024-07-03"),
        ] {
            assert_eq!(day(text, autumn).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn other_dates_and_weekdays_tell_which_number_is_the_day() {
        let read = |text: &str| {
            let grammar = grammar();
            let grammar = grammar.in_order(grammar.order_told(text));
            let first = grammar.dates_in(text, Span::new(0, text.len())).first().cloned();
            first.and_then(|date| date.day_near(None, Direction::Nearest)).map(|d| d.to_string())
        };
        for (text, wanted) in [
            ("Minutes of 05/09/2021; the last ones are of 25/08/2021.", Some("2021-09-05")),
            ("Minutes of 05/09/2021; the last ones are of 4/28/2021.", Some("2021-05-09")),
            ("Thursday 03/06/2021, at noon", Some("2021-06-03")),
            ("Saturday, 3-6-2021; then 7-10-2021", Some("2021-03-06")),
            ("05/09/2021, as on Sunday 03/10/2021", Some("2021-09-05")),
            ("of 05/09/2021, 25/08/2021 or 8/25/2021", Some("2021-08-25")),
            ("Minutes of 05/09/2021 and 06/09/2021", None),
            ("Friday 05/09/2021", None),
            ("Sunday 05/09/2021", None),
        ] {
            assert_eq!(read(text).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn ranges_months_and_contradictions() {
        let text = "RightsCon takes place 6-10 June, and";
        let found = grammar().dates_in(text, Span::new(0, text.len()));
        let first = found[0].day_near(Some(date(2022, 4, 7)), Direction::Nearest).unwrap();
        assert_eq!((first, found[0].end_near(first)), (date(2022, 6, 6), Some(date(2022, 6, 10))));
        assert_eq!(day("at the beginning of January to discuss", date(2020, 12, 10)), None);
        assert_eq!(day("by Monday 11 April.", date(2022, 4, 7)).as_deref(), Some("2022-04-11"));
        assert_eq!(day("by Tuesday 11 April 2022", date(2022, 4, 7)), None, "a weekday must check");
        for name in ["Pieter-Jan Mertens asked", "Teo Jun Wei asked for it"] {
            assert_eq!(grammar().dates_in(name, Span::new(0, name.len())), [], "{name}");
        }
        for month in ["In June Brazil said", "by mid-June", "Since May Ada leads it"] {
            assert_eq!(grammar().dates_in(month, Span::new(0, month.len())).len(), 1, "{month}");
        }
        assert_eq!(day("it may 12 take", date(2022, 4, 7)), None);
        for none in ["on 05/09/2021", "version 2.0.2021a", "10.10.2021.1 and 1.2.3.2021", "31/31/2021", "99/99/9999"] {
            assert_eq!(day(none, date(2022, 4, 7)), None, "{none}");
        }
        // Thursday; a Friday only a year later.
        let text = "planned for Friday 13 October";
        let found = grammar().dates_in(text, Span::new(0, text.len()));
        let autumn = Some(date(2022, 9, 30));
        assert_eq!(found[0].day_near(autumn, Direction::Future), None);
        assert_eq!(found[0].against_weekday(autumn), Some(date(2022, 10, 13)));
        let text = "on Friday, 14 January";
        let found = grammar().dates_in(text, Span::new(0, text.len()));
        assert_eq!(found[0].against_weekday(Some(date(2021, 12, 10))), None);
    }
}
