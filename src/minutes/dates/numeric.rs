//! Dates in digits.

use super::PrintedDate;
use crate::text::Span;
use jiff::civil::Date;

/// Dates in digits: "2021-04-08" and "2021年4月8日" mean one day everywhere; "15/09/2021" where only one of its numbers can be a month; "5.9.2021" begins with the day.
pub(super) fn numeric_dates(part: &str, offset: usize, found: &mut Vec<PrintedDate>) {
    let bytes = part.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + next;
        let digits = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
        at = start + digits;
        let bordered =
            part[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"-./".contains(c) || is_cjk(c));
        let Some((year, month, day, end)) = bordered.then(|| numeric_date(part, start, digits)).flatten() else {
            continue;
        };
        let span = Span::new(offset + start, offset + end);
        at = end;
        if date_exists(year, month, day) && !found.iter().any(|d| d.span.overlaps(span)) {
            found.push(PrintedDate { span, year: Some(year), month, day: Some(day), end: None, weekday: None });
        }
    }
    found.sort_by_key(|d| d.span);
}

/// Year, month and day of a date in digits whose first number begins at an offset, and where it ends.
fn numeric_date(part: &str, start: usize, digits: usize) -> Option<(i16, i8, i8, usize)> {
    let number = |at: usize| {
        let length = part.get(at..)?.bytes().take_while(u8::is_ascii_digit).count();
        (1..=4)
            .contains(&length)
            .then(|| Some((part[at..at + length].parse::<i16>().ok()?, at + length, length)))
            .flatten()
    };
    let sign = |at: usize| part.get(at..)?.chars().next().map(|c| (c, at + c.len_utf8()));
    let (first, after, _) = number(start)?;
    let (one, at) = sign(after)?;
    let (second, after, length) = number(at).filter(|(.., length)| *length <= 2)?;
    let (two, at) = sign(after)?;
    let (third, end, last) = number(at)?;
    let digit = |at: usize| sign(at).is_some_and(|(c, _)| c.is_ascii_digit());
    // "10.10.2021.1" goes on.
    let closed =
        |end: usize| sign(end).is_none_or(|(c, next)| !(c.is_alphanumeric() || "./-".contains(c) && digit(next)));
    let small = |n: i16| i8::try_from(n).ok();
    match (one, two) {
        ('年', '月') if digits == 4 && last <= 2 => {
            let end = sign(end).filter(|(c, _)| *c == '日')?.1;
            Some((first, small(second)?, small(third)?, end))
        }
        ('-', '-') | ('/', '/')
            if digits == 4 && length == 2 && last == 2 && sign(end).is_none_or(|(c, _)| !c.is_ascii_digit()) =>
        {
            Some((first, small(second)?, small(third)?, end))
        }
        ('.', '.') if digits <= 2 && last == 4 && closed(end) => Some((third, small(second)?, small(first)?, end)),
        ('/', '/') | ('-', '-') if digits <= 2 && last == 4 && closed(end) => match (first, second) {
            (13.., 1..=12) => Some((third, small(second)?, small(first)?, end)),
            (1..=12, 13..) => Some((third, small(first)?, small(second)?, end)),
            _ if first == second => Some((third, small(first)?, small(second)?, end)),
            _ => None,
        },
        _ => None,
    }
}

fn is_cjk(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

fn date_exists(year: i16, month: i8, day: i8) -> bool {
    (1990..=2100).contains(&year) && Date::new(year, month, day).is_ok()
}
