//! Dates in digits.

use super::PrintedDate;
use crate::text::Span;
use jiff::civil::{Date, Weekday};

/// Which number comes first in dates such as "05/09/2021".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// 5 September.
    DayFirst,
    /// 9 May.
    MonthFirst,
}

/// A date in digits, in the bytes of a text.
struct InDigits {
    start: usize,
    end: usize,
    year: i16,
    /// The two other numbers.
    printed: Printed,
}

enum Printed {
    MonthAndDay(i8, i8),
    /// Only one order can be: which, and the month and the day by it.
    Slashed(Order, i8, i8),
    /// Both can be: the first and the second number.
    Either(i8, i8),
}

/// Dates in digits: "2021-04-08" and "2021年4月8日" mean one day everywhere; "15/09/2021" where only one of its numbers can be a month, or where the order is known;
/// "5.9.2021" begins with the day.
pub(super) fn numeric_dates(part: &str, offset: usize, order: Option<Order>, found: &mut Vec<PrintedDate>) {
    for date in in_digits(part) {
        let (month, day) = match (date.printed, order) {
            (Printed::MonthAndDay(month, day) | Printed::Slashed(_, month, day), _)
            | (Printed::Either(day, month), Some(Order::DayFirst))
            | (Printed::Either(month, day), Some(Order::MonthFirst)) => (month, day),
            (Printed::Either(..), None) => continue,
        };
        let span = Span::new(offset + date.start, offset + date.end);
        if date_exists(date.year, month, day) && !found.iter().any(|d| d.span.overlaps(span)) {
            found.push(PrintedDate { span, year: Some(date.year), month, day: Some(day), end: None, weekday: None });
        }
    }
    found.sort_by_key(|d| d.span);
}

/// The order of all dates in a text whose numbers could stand in either: what the others tell ("15/09/2021"), and printed weekdays. Nothing where no date needs it,
/// none tells it, or they tell both. `weekday_before` gives the weekday that ends a text.
pub(super) fn order_told(text: &str, weekday_before: impl Fn(&str) -> Option<Weekday>) -> Option<Order> {
    let (mut open, mut told) = (false, None);
    for date in in_digits(text) {
        let order = match date.printed {
            Printed::MonthAndDay(..) => continue,
            Printed::Slashed(order, ..) => Some(order),
            Printed::Either(first, second) => {
                open = true;
                let weekday = weekday_before(&text[..date.start]);
                let fits = |month, day| Date::new(date.year, month, day).is_ok_and(|d| Some(d.weekday()) == weekday);
                match (fits(second, first), fits(first, second)) {
                    (true, false) => Some(Order::DayFirst),
                    (false, true) => Some(Order::MonthFirst),
                    _ => None,
                }
            }
        };
        match (told, order) {
            (Some(one), Some(other)) if one != other => return None,
            _ => told = told.or(order),
        }
    }
    told.filter(|_| open)
}

/// All dates in digits, in the order of the text.
fn in_digits(part: &str) -> impl Iterator<Item = InDigits> {
    let bytes = part.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(next) = bytes[at..].iter().position(u8::is_ascii_digit) {
            let start = at + next;
            let digits = bytes[start..].iter().take_while(|b| b.is_ascii_digit()).count();
            at = start + digits;
            let before = part[..start].chars().next_back();
            let bordered = before.is_none_or(|c| !c.is_alphanumeric() && !"-./".contains(c) || is_cjk(c));
            if let Some(date) = bordered.then(|| numeric_date(part, start, digits)).flatten() {
                at = date.end;
                return Some(date);
            }
        }
        None
    })
}

/// The date in digits whose first number begins at an offset and has so many digits.
fn numeric_date(part: &str, start: usize, digits: usize) -> Option<InDigits> {
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
    let (year, printed, end) = match (one, two) {
        ('年', '月') if digits == 4 && last <= 2 => {
            let end = sign(end).filter(|(c, _)| *c == '日')?.1;
            (first, Printed::MonthAndDay(small(second)?, small(third)?), end)
        }
        ('-', '-') | ('/', '/')
            if digits == 4 && length == 2 && last == 2 && sign(end).is_none_or(|(c, _)| !c.is_ascii_digit()) =>
        {
            (first, Printed::MonthAndDay(small(second)?, small(third)?), end)
        }
        ('.', '.') if digits <= 2 && last == 4 && closed(end) => {
            (third, Printed::MonthAndDay(small(second)?, small(first)?), end)
        }
        ('/', '/') | ('-', '-') if digits <= 2 && last == 4 && closed(end) => {
            let (one, other) = (small(first)?, small(second)?);
            let printed = match (one, other) {
                (13.., 1..=12) => Printed::Slashed(Order::DayFirst, other, one),
                (1..=12, 13..) => Printed::Slashed(Order::MonthFirst, one, other),
                _ if one == other => Printed::MonthAndDay(one, other),
                _ => Printed::Either(one, other),
            };
            (third, printed, end)
        }
        _ => return None,
    };
    Some(InDigits { start, end, year, printed })
}

fn is_cjk(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

fn date_exists(year: i16, month: i8, day: i8) -> bool {
    (1990..=2100).contains(&year) && Date::new(year, month, day).is_ok()
}
