//! Dates and numbers that contradict each other.

use super::{Gathered, Kind};
use crate::minutes::{HeadField, Moment};
use crate::text::{Span, fold};
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;

/// More things of one date are not compared: a bound for texts that are no reports.
const MOST_OF_A_DATE: usize = 16;

/// "Online Meeting 45" above "The 44th meeting was held".
pub(super) fn header(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    for one in &report.minutes.header.disagreements {
        let what = match one.field {
            HeadField::Number => "number",
            HeadField::Date => "date",
            HeadField::Start => "beginning",
        };
        gathered.warn(one.opening, Kind::Header, || {
            let (title, opening) = (report.quoted(one.title), report.quoted(one.opening));
            format!("the opening gives {opening} as the meeting's {what}, the title {title}: the title counts")
        });
    }
}

/// Two announcements of the next meeting.
pub(super) fn next_meeting(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    let Some(last) = &report.minutes.next_meeting else { return };
    for other in report.minutes.announcements.iter().filter(|a| a.date != last.date) {
        gathered.warn(other.span, Kind::NextMeeting, || {
            format!(
                "the next meeting is announced for {} here and for {} later: the later one counts",
                day(other.date),
                day(last.date)
            )
        });
    }
}

/// "13 October" as the next meeting, and as something else.
pub(super) fn twice(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    let mut things: BTreeMap<Date, Vec<Thing>> = BTreeMap::new();
    if let Some(next) = &report.minutes.next_meeting {
        let name = "the next meeting".to_owned();
        things.entry(next.date).or_default().push(Thing { at: next.span, name, words: Vec::new() });
    }
    for event in &report.minutes.events {
        let (Some(Moment::Day(date)), None) = (event.start, event.end) else { continue };
        let things = things.entry(date).or_default();
        if things.len() < MOST_OF_A_DATE {
            let words = words_of(event.name.of_text(report.text()));
            things.push(Thing { at: event.printed, name: report.quoted(event.name), words });
        }
    }
    for (date, mut of_date) in things {
        of_date.sort_by_key(|t| t.at);
        let Some((first, others)) = of_date.split_first() else { continue };
        // The same thing named twice is one.
        if let Some(other) = others.iter().find(|o| !o.is_named_as(first)) {
            let (one, two) = if other.words.is_empty() { (other, first) } else { (first, other) };
            gathered.warn(other.at, Kind::DateTwice, || {
                format!("{} is given for two things: {} and {}", day(date), one.name, two.name)
            });
        }
    }
}

/// Something that happens on a date.
struct Thing {
    at: Span,
    name: String,
    /// The longer words of its name; none for the next meeting.
    words: Vec<String>,
}

impl Thing {
    /// Whether two names share a word that says something.
    fn is_named_as(&self, other: &Self) -> bool {
        self.words.iter().any(|w| other.words.contains(w))
    }
}

fn words_of(name: &str) -> Vec<String> {
    fold(name).split(' ').filter(|w| w.chars().count() > 3).map(str::to_owned).collect()
}

/// "Tuesday 11 April 2022", which was a Monday.
pub(super) fn weekdays(gathered: &mut Gathered<'_>) {
    let report = gathered.report;
    let anchor = report.minutes.header.date.as_ref().map(|d| d.value);
    for block in report.document.blocks() {
        for date in report.dates.dates_in(report.text(), block.whole()) {
            if let Some(meant) = date.against_weekday(anchor) {
                gathered.warn(date.span, Kind::Weekday, || {
                    let printed = report.quoted(date.span);
                    format!(
                        "{printed}: {} {} is a {}, and nothing is dated by it",
                        day(meant),
                        meant.year(),
                        weekday(meant)
                    )
                });
            }
        }
    }
}

/// "13 October".
fn day(date: Date) -> String {
    date.strftime("%-d %B").to_string()
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
