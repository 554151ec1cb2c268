//! How reports write dates and times.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Months, weekdays, ordinals and zones.
#[derive(Debug, Deserialize)]
pub struct Calendar {
    /// Names of the twelve months, the full one first.
    pub months: Vec<Vec<String>>,
    /// Names of the seven days, Monday first.
    pub weekdays: Vec<Vec<String>>,
    /// What stands behind an ordinal number: "th".
    pub ordinal_suffixes: Vec<String>,
    /// Ordinals in words, "first" first.
    pub ordinals: Vec<String>,
    /// Words of a sentence about what is over.
    pub past: Vec<String>,
    /// Words of a sentence about what is to come.
    pub future: Vec<String>,
    /// Words before a date that make it a limit.
    pub limits: Vec<String>,
    /// Words between a time and its zone.
    pub before_zones: Vec<String>,
    /// Between a day and its month: "the 20th of January".
    pub of: Vec<String>,
    /// Between a weekday and a day: "Wednesday the 20th".
    pub articles: Vec<String>,
    /// Between the two ends of a range: "6 to 10 June".
    pub to: Vec<String>,
    /// Times that are told from the day of the meeting.
    pub relative: Vec<RelativeTime>,
    /// Times that are counted from the day of the meeting.
    pub counted: CountedTimes,
    /// Between a limit and a weekday: "by close of business on Friday".
    pub day_parts: Vec<String>,
    /// "end of": which part of a month, a week or a year.
    pub parts: Vec<String>,
    /// Words before a time in which something is to be done.
    pub within: Vec<String>,
    /// Words before a time that is that of a thing.
    pub of_things: Vec<String>,
    /// Nouns that a time behind them belongs to.
    pub events: Vec<String>,
    /// Verbs of those who hold such an event.
    pub holding: Vec<String>,
    /// "a.m.", in all spellings.
    pub morning: Vec<String>,
    /// "p.m.", in all spellings.
    pub afternoon: Vec<String>,
    /// Minutes east of UTC.
    pub zones: BTreeMap<String, i32>,
}

/// A time that is told from the day of the meeting: "next week".
#[derive(Debug, Deserialize)]
pub struct RelativeTime {
    /// How it is said.
    pub words: Vec<String>,
    /// What it is.
    pub unit: TimeUnit,
    /// How many of these later; 0 is the one that the meeting is in.
    pub later: i8,
}

/// How times are counted from the day of the meeting: "within two weeks".
#[derive(Debug, Deserialize)]
pub struct CountedTimes {
    /// "Within".
    pub before: Vec<String>,
    /// Numbers in words, "one" first.
    pub numbers: Vec<String>,
    /// What is counted.
    pub units: Vec<CountedUnit>,
    /// Words behind a time that is counted from another day: "within two weeks of".
    pub from_elsewhere: Vec<String>,
}

/// A unit of times that are counted.
#[derive(Debug, Deserialize)]
pub struct CountedUnit {
    /// What it is.
    pub unit: TimeUnit,
    /// How it is said, for one and for many.
    pub words: Vec<String>,
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeUnit {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}
