//! The date that only the name of a file gives: "2018-04-12-minutes", "minutes_20200312", "board-minutes-5-may-2021".
//!
//! Read where the text gives no date, and only where a name holds one whole date that nobody reads otherwise: "03-04-2021" is of March or of April, "12-14
//! april 2018" is two days, "20183112" is none.

use super::dates::Direction;
use super::{Found, Header, Recognisers};
use crate::text::Span;
use jiff::civil::Date;
use std::borrow::Cow;

/// The recogniser, and how sure it is: people name files after the day on which they save them, too.
pub(super) const FILE_NAME: &str = "header.file-name/1";
const CONFIDENCE: u8 = 70;
/// No name is longer.
const LONGEST: usize = 200;
/// An ending is no longer than this: "markdown".
const LONGEST_ENDING: usize = 8;

/// The line that a document gets from the name of its file: the last part of its path, or of the path of its address, without ending. None for what has no file of
/// its own (standard input, one of the messages of a mailbox), or signs that no text should have.
///
/// ```
/// use rapporteur::minutes::name_line;
///
/// assert_eq!(name_line("2018/2018-04-12-minutes.pdf").as_deref(), Some("2018-04-12-minutes"));
/// assert_eq!(name_line("2018.04.12").as_deref(), Some("2018.04.12"));
/// assert_eq!(name_line("https://example.org/minutes%205%20May%202021.pdf?from=2020-01-07").as_deref(), Some("minutes 5 May 2021"));
/// assert_eq!(name_line("list.mbox#7"), None);
/// ```
#[must_use]
pub fn name_line(name: &str) -> Option<Cow<'_, str>> {
    match path_of_address(name) {
        None => line_of(name).map(Cow::Borrowed),
        Some(path) => {
            // A folder's address, too, is named by its last part.
            let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
            line_of(&unescaped(last)?).map(|line| Cow::Owned(line.to_owned()))
        }
    }
}

/// The path of a web address: what stands between its host and its query. A part of a container behind the query counts for nothing.
fn path_of_address(name: &str) -> Option<&str> {
    let (scheme, rest) = name.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return None;
    }
    let path = rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]);
    Some(match path.rsplit_once('#') {
        // One of the messages of a mailbox, or what is attached to it.
        Some((_, message)) => message.split_once('/').map_or("", |(_, attached)| attached),
        None => path.split('?').next().unwrap_or(path),
    })
}

/// Words as they stand before an address escapes them (RFC 3986, 2.1): `%20` is a blank. None where they are no UTF-8.
fn unescaped(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, behind @ ..] = rest {
        let hex = |at: usize| behind.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hex(0), hex(1)) {
            bytes.push(u8::try_from(high * 16 + low).ok()?);
            rest = &behind[2..];
        } else {
            bytes.push(*first);
            rest = behind;
        }
    }
    String::from_utf8(bytes).ok()
}

/// The line from a path.
fn line_of(path: &str) -> Option<&str> {
    let last = path.rsplit('/').next().unwrap_or(path);
    let bare = last.split('?').next().unwrap_or(last);
    let is_ending = |ending: &str| {
        ending.len() <= LONGEST_ENDING
            && ending.bytes().all(|b| b.is_ascii_alphanumeric())
            && ending.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let line = bare.rsplit_once('.').filter(|(_, ending)| is_ending(ending)).map_or(bare, |(line, _)| line).trim();
    let odd = |c: char| c.is_control() || c == '#' || c == '|' || ('\u{202a}'..='\u{202e}').contains(&c);
    (!line.is_empty() && line != "-" && line.len() <= LONGEST && !line.contains(odd)).then_some(line)
}

impl Recognisers<'_> {
    /// The one whole date in a line from the name of a file, and where it stands.
    #[must_use]
    pub fn date_in_name(&self, line: &str) -> Option<(Date, Span)> {
        let mut found = numeric(line);
        // Words as prose would print them; nothing moves.
        let mut begins = true;
        let prose: String = line
            .chars()
            .map(|c| {
                let shown = if matches!(c, '-' | '_' | '.' | '+') {
                    ' '
                } else if begins {
                    c.to_ascii_uppercase()
                } else {
                    c
                };
                begins = !c.is_alphanumeric();
                shown
            })
            .collect();
        for date in self.dates.dates_in(&prose, Span::new(0, prose.len())) {
            let whole = date.year.is_some() && date.day.is_some() && date.end.is_none();
            if !found.iter().any(|(_, span)| span.overlaps(date.span)) {
                // A month that no day or year goes with may be one of another date; then none of them is sure.
                let day =
                    date.day_near(None, Direction::Nearest).filter(|_| whole && !has_number_before(&prose, date.span));
                found.push((day, date.span));
            }
        }
        let (day, span) = *found.first()?;
        let sole = found.iter().all(|(other, _)| *other == day);
        let day = day.filter(|_| sole && !has_number_behind(line, span) && !has_other_order(line, span))?;
        Some((day, span))
    }

    /// Dates a report by the name of its file, where there is such a line and the text gives no date.
    pub(super) fn dated_by_name(&self, text: &str, line: Option<Span>, header: &mut Header) {
        if header.date.is_none()
            && let Some(line) = line
            && let Some((day, at)) = self.date_in_name(line.of_text(text))
        {
            let span = Span::new(line.start + at.start, line.start + at.end);
            header.date = Some(Found::new(day, span, FILE_NAME, CONFIDENCE));
        }
    }
}

/// "2018-04-12", "2018_04_12", "2018.04.12", "20180412": a date, or none where there is no such day.
fn numeric(line: &str) -> Vec<(Option<Date>, Span)> {
    let bytes = line.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    let number = |range: std::ops::Range<usize>| line.get(range).and_then(|n| n.parse::<i16>().ok()).unwrap_or(0);
    let mut found = Vec::new();
    let mut at = 0;
    while at + 8 <= bytes.len() {
        let parted = bytes[at + 4];
        let (month, day, end) = if digits(at..at + 8) {
            (at + 4, at + 6, at + 8)
        } else if digits(at..at + 4)
            && b"-_. ".contains(&parted)
            && bytes.get(at + 7) == Some(&parted)
            && digits(at + 5..at + 7)
            && digits(at + 8..at + 10)
        {
            (at + 5, at + 8, at + 10)
        } else {
            at += 1;
            continue;
        };
        let year = number(at..at + 4);
        if is_free(line, at, end) && (1990..=2100).contains(&year) {
            let part = |at| i8::try_from(number(at..at + 2)).unwrap_or(0);
            found.push((Date::new(year, part(month), part(day)).ok(), Span::new(at, end)));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Whether digits are a number by themselves: no digit goes on with them, and no letter that would make them a piece of a code; a whole word may stand before.
fn is_free(line: &str, start: usize, end: usize) -> bool {
    let before = line.get(..start).unwrap_or("");
    let word = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let code = before.chars().rev().nth(word).is_some_and(|c| c.is_ascii_digit());
    !before.ends_with(|c: char| c.is_ascii_digit())
        && (word == 0 || word >= 3 && !code)
        && !line.get(end..).unwrap_or("").starts_with(char::is_alphanumeric)
}

/// A number of one or two digits at the beginning or end of what stands beside a date: it may be the other end of a range.
fn is_small_number(digits: usize) -> bool {
    (1..=2).contains(&digits)
}

fn has_number_behind(line: &str, span: Span) -> bool {
    let rest = line.get(span.end..).unwrap_or("").trim_start_matches(|c: char| !c.is_alphanumeric());
    is_small_number(rest.bytes().take_while(u8::is_ascii_digit).count())
        && !rest.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(char::is_alphabetic)
}

fn has_number_before(line: &str, span: Span) -> bool {
    let rest = line.get(..span.start).unwrap_or("").trim_end_matches(|c: char| !c.is_alphanumeric());
    is_small_number(rest.bytes().rev().take_while(u8::is_ascii_digit).count())
}

/// Whether besides the date there are numbers in the order of another one: "25-04-2021".
fn has_other_order(line: &str, span: Span) -> bool {
    let parts = |text: &str| -> Vec<usize> {
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        parts.map(|part| if part.bytes().all(|b| b.is_ascii_digit()) { part.len() } else { 0 }).collect()
    };
    let sides = [line.get(..span.start).unwrap_or(""), line.get(span.end..).unwrap_or("")];
    sides.iter().any(|side| {
        parts(side).windows(3).any(|p| is_small_number(p[0]) && is_small_number(p[1]) && (p[2] == 4 || p[2] == 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn dates(names: &[&str]) -> Vec<Option<String>> {
        let language = Language::embedded().unwrap();
        let recognisers = Recognisers::new(&language).unwrap();
        let date = |name: &&str| recognisers.date_in_name(&name_line(name)?).map(|(day, _)| day.to_string());
        names.iter().map(date).collect()
    }

    #[test]
    fn names_with_one_whole_date() {
        for (name, wanted) in [
            ("2018-04-12-minutes.pdf", "2018-04-12"),
            ("minutes_20200312.txt", "2020-03-12"),
            ("board-minutes-5-may-2021.docx", "2021-05-05"),
            ("Board Minutes May 5, 2021.docx", "2021-05-05"),
            ("archive/2019/wg-strategy-045-2022-09-30.md", "2022-09-30"),
            ("2018.04.12", "2018-04-12"),
            ("TSC_2018_04_12_final.html", "2018-04-12"),
            ("minutes20180412.txt", "2018-04-12"),
            ("minutes-2018-04-12-v2.md", "2018-04-12"),
            ("20180412_1400 call notes.md", "2018-04-12"),
            ("minutes-12th-march-2020.pdf", "2020-03-12"),
            ("thursday-12-april-2018.md", "2018-04-12"),
            ("https://example.org/files/minutes-2018-04-12.pdf?download=1", "2018-04-12"),
            ("https://example.org/2018-04-12-minutes/?view=a/2019-05-06", "2018-04-12"),
            ("https://example.org/minutes-5%20May%202021.pdf", "2021-05-05"),
            ("https://example.org/list.mbox?all=1#3/2018-04-12.pdf", "2018-04-12"),
            ("https://example.org/mail.eml/2018-04-12.pdf", "2018-04-12"),
            ("mail.eml/2018-04-12 minutes.pdf", "2018-04-12"),
            ("2018-04-12-minutes-20180412.txt", "2018-04-12"),
        ] {
            assert_eq!(dates(&[name]), [Some(wanted.to_owned())], "{name}");
        }
    }

    #[test]
    fn names_that_leave_it_open() {
        for name in [
            "03-04-2021-minutes.md",
            "minutes-25-04-2021.md",
            "minutes-12042018.md",
            "minutes-2018.md",
            "minutes-april-2018.md",
            "minutes-2018-04.md",
            "2018-04-12-to-2018-04-13.md",
            "2018-04-12-13-plenary.md",
            "plenary-12-14-april-2018.md",
            "plenary-april-12-14-2018.md",
            "2018-13-04.md",
            "20183112.txt",
            "20210230-minutes.md",
            "order-120180412.pdf",
            "3f20180412ab.pdf",
            "friday-12-april-2018.md",
            "2018-04-12-of-12-05-2018.md",
            "2018-04-12-replaces-march-2018.md",
            "1018-04-12.md",
            "list-2018-04-12.mbox#3",
            "https://example.org/list-2018-04-12.mbox#3",
            "https://2018-04-12.example.org",
            "https://2018-04-12.example.org/?b=2018-04-12",
            "https://example.org/get?file=2018-04-12.pdf",
            "https://example.org/get?file=minutes/2018-04-12.pdf",
            "https://example.org/%FF2018-04-12.pdf",
            "https://example.org/2018-04-12/minutes.pdf",
            "-",
            "minutes.md",
        ] {
            assert_eq!(dates(&[name]), [None], "{name}");
        }
    }

    #[test]
    fn a_date_is_where_it_stands() {
        let language = Language::embedded().unwrap();
        let recognisers = Recognisers::new(&language).unwrap();
        let name = name_line("Réunion-5-may-2021.docx").unwrap();
        let (_, span) = recognisers.date_in_name(&name).unwrap();
        assert_eq!(span.of_text(&name), "5-may-2021");
    }
}
