//! A day, week, month or year: no finer than it was printed.

use crate::language::TimeUnit;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};
use std::fmt;

/// When, no finer than it was printed. It is written as ISO 8601 does: `2022-04-11`, `2022-W15`, `2022-04`, `2022`.
///
/// ```
/// use jiff::civil::date;
/// use rapporteur::language::TimeUnit;
/// use rapporteur::minutes::Moment;
///
/// let next_week = Moment::later(date(2022, 4, 7), TimeUnit::Week, 1).unwrap();
/// assert_eq!(next_week.to_string(), "2022-W15");
/// assert_eq!(Moment::of("2022-W15"), Some(next_week));
/// assert_eq!(next_week.last_day(), Some(date(2022, 4, 17)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A day.
    Day(Date),
    /// A week of ISO 8601, by its Monday.
    Week(Date),
    /// A month of a year.
    Month(i16, i8),
    /// A year.
    Year(i16),
}

impl Moment {
    /// The day, week, month or year that is so many of these after the one that a day is in; nothing behind the end of the calendar.
    #[must_use]
    pub fn later(than: Date, unit: TimeUnit, count: i8) -> Option<Self> {
        let count = i64::from(count);
        match unit {
            TimeUnit::Day => than.checked_add(count.days()).ok().map(Self::Day),
            TimeUnit::Week => than.checked_add(count.weeks()).ok().and_then(monday).map(Self::Week),
            TimeUnit::Month => than.checked_add(count.months()).ok().map(|day| Self::Month(day.year(), day.month())),
            TimeUnit::Year => than.checked_add(count.years()).ok().map(|day| Self::Year(day.year())),
        }
    }

    /// Reads what [`Display`](fmt::Display) writes.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i16>().ok())?;
        let small = |digits: &str| number(digits).filter(|_| digits.len() == 2).and_then(|n| i8::try_from(n).ok());
        let year = number(text.get(..4)?)?;
        match text.get(4..)?.strip_prefix('-') {
            None => (text.len() == 4).then_some(Self::Year(year)),
            Some(week) if week.starts_with('W') => {
                let week = ISOWeekDate::new(year, small(&week[1..])?, Weekday::Monday).ok()?;
                Some(Self::Week(week.date()))
            }
            Some(month) if month.len() == 2 => {
                small(month).filter(|month| (1..=12).contains(month)).map(|month| Self::Month(year, month))
            }
            Some(_) => text.parse().ok().map(Self::Day),
        }
    }

    /// The first day of it.
    #[must_use]
    pub fn first_day(self) -> Option<Date> {
        match self {
            Self::Day(day) | Self::Week(day) => Some(day),
            Self::Month(year, month) => Date::new(year, month, 1).ok(),
            Self::Year(year) => Date::new(year, 1, 1).ok(),
        }
    }

    /// The last day of it.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::Week(monday) => monday.checked_add(6.days()).ok(),
            Self::Month(..) => self.first_day().map(Date::last_of_month),
            Self::Year(year) => Date::new(year, 12, 31).ok(),
        }
    }
}

fn monday(of: Date) -> Option<Date> {
    of.checked_sub(i64::from(of.weekday().to_monday_zero_offset()).days()).ok()
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(monday) => {
                let week = monday.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn they_are_counted_from_a_day() {
        let later = |unit, count| Moment::later(date(2020, 12, 31), unit, count).map(|moment| moment.to_string());
        assert_eq!(later(TimeUnit::Day, 1).as_deref(), Some("2021-01-01"));
        assert_eq!(later(TimeUnit::Week, 0).as_deref(), Some("2020-W53"));
        assert_eq!(later(TimeUnit::Week, 1).as_deref(), Some("2021-W01"));
        assert_eq!(later(TimeUnit::Month, 2).as_deref(), Some("2021-02"));
        assert_eq!(later(TimeUnit::Year, 1).as_deref(), Some("2021"));
        assert_eq!(Moment::later(Date::MAX, TimeUnit::Week, 1), None);
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["2022-04-11", "2022-W01", "2020-W53", "2022-04", "2022"] {
            assert_eq!(Moment::of(text).map(|moment| moment.to_string()).as_deref(), Some(text));
        }
        for text in [
            "",
            "2022-",
            "2021-W53",
            "2022-13",
            "2022-W1",
            "2022-4",
            "20220",
            "2022-02-30",
            "April",
            "２０２２",
            "2022-W+1",
        ] {
            assert_eq!(Moment::of(text), None, "{text}");
        }
    }

    #[test]
    fn they_end_on_a_day() {
        let last = |text| Moment::of(text).and_then(Moment::last_day);
        assert_eq!(last("2024-02"), Some(date(2024, 2, 29)));
        assert_eq!(last("2020-W53"), Some(date(2021, 1, 3)));
        assert_eq!(last("2022"), Some(date(2022, 12, 31)));
    }
}
