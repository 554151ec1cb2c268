//! iCalendar (RFC 5545): meetings, those that are announced, and what is due.
//!
//! What is due on a day is a to-do that is due then; what is due in a month or a year says so in its words and has no day, since the report gives none.

use super::FeedError;
use super::facts::{Asked, Facts};
use super::ledger::{self, Announced, Promised};
use super::parameters::Parameters;
use super::reading::Reading;
use super::things::Id;
use icalendar::{Calendar, Component, Event, Property, Todo};

/// The format of the calendar.
pub(super) const FORMATS: &[(&str, &[&str])] = &[("ics", &["text/calendar"])];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Meeting,
    NextMeeting,
    Due,
}

const KINDS: [(&str, What); 3] = [("meeting", What::Meeting), ("next-meeting", What::NextMeeting), ("due", What::Due)];

/// The stamp of what has no date.
const LONG_AGO: &str = "19700101T000000Z";

/// The calendar that is asked for.
pub(super) fn make(reading: &mut Reading<'_>, mut parameters: Parameters) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let kinds = parameters.some("kind", &KINDS)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Rapporteur//Rapporteur//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.append_property(Property::new("X-WR-CALNAME", "Meetings and what is due"));
    if kinds.contains(&What::Meeting) {
        let mut ids: Vec<Id> = facts.meetings.keys().copied().filter(|id| scope.has_roster_of(&facts, *id)).collect();
        ids.sort_by_key(|id| (facts.date(*id), facts.things[*id].iri.as_str()));
        calendar.extend(ids.into_iter().filter_map(|id| meeting(&facts, id)));
    }
    if kinds.contains(&What::NextMeeting) && scope.process.is_none() {
        for next in ledger::announced(reading, &facts)? {
            if scope.period.holds(next.date.as_deref()) && scope.is_of_series(&facts, next.meeting) {
                calendar.extend(announced(&facts, &next));
            }
        }
    }
    if kinds.contains(&What::Due) {
        for promised in ledger::commitments(reading, &facts)? {
            let about = facts.commitments.get(&promised.iri).is_some_and(|known| scope.has_subjects(&known.subjects));
            let wanted = scope.period.holds(promised.due.as_deref()) && scope.is_of_series(&facts, promised.meeting);
            if about && wanted && promised.due.is_some() {
                calendar.push(due(&facts, promised));
            }
        }
    }
    Ok(calendar.done().to_string())
}

/// Text that stands in one property: without control characters, but for line ends.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// A day as `20240131`.
fn day(date: &str) -> Option<String> {
    (date.len() == 10).then(|| date.replace('-', ""))
}

/// An instant in UTC as `20240131T150000Z`; those that are written otherwise are none.
fn instant(start: &str) -> Option<String> {
    let instant: jiff::Timestamp = start.parse().ok()?;
    Some(instant.strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// Says when a component begins; false where that is not known.
fn begins(component: &mut impl Component, date: Option<&str>, start: Option<&str>) -> bool {
    if let Some(start) = start.and_then(instant) {
        component.add_property("DTSTART", start);
        return true;
    }
    let Some(day) = date.and_then(day) else { return false };
    component.append_property(Property::new("DTSTART", day).add_parameter("VALUE", "DATE").done());
    true
}

/// What all components have: a name for good, and a stamp that changes with nothing but the meeting.
fn named(component: &mut impl Component, facts: &Facts, iri: &str, meeting: Id) {
    let stamp = facts.date(meeting).and_then(day).map_or_else(|| LONG_AGO.to_owned(), |day| format!("{day}T000000Z"));
    component.add_property("UID", iri);
    component.add_property("DTSTAMP", stamp);
    component.append_property(Property::new("URL", iri));
}

fn meeting(facts: &Facts, id: Id) -> Option<Event> {
    let known = facts.meetings.get(&id)?;
    let thing = &facts.things[id];
    let mut event = Event::new();
    named(&mut event, facts, &thing.iri, id);
    if !begins(&mut event, known.date.as_deref(), known.start.as_deref()) {
        return None;
    }
    event.add_property("SUMMARY", plain(&thing.label));
    if let Some(title) = &known.title {
        event.add_property("DESCRIPTION", plain(title));
    }
    event.add_property("STATUS", "CONFIRMED");
    Some(event.done())
}

fn announced(facts: &Facts, next: &Announced) -> Option<Event> {
    let mut event = Event::new();
    named(&mut event, facts, &next.iri, next.meeting);
    if !begins(&mut event, next.date.as_deref(), next.start.as_deref()) {
        return None;
    }
    let series = facts.series_of(next.meeting).unwrap_or("Meeting");
    event.add_property("SUMMARY", plain(&format!("{series}, as announced")));
    event.add_property("DESCRIPTION", plain(&format!("Announced in {}", facts.things[next.meeting].label)));
    event.add_property("STATUS", "TENTATIVE");
    Some(event.done())
}

fn due(facts: &Facts, promised: Promised) -> Todo {
    let mut todo = Todo::new();
    named(&mut todo, facts, &promised.iri, promised.meeting);
    let owners = promised.owners.into_iter().collect::<Vec<_>>().join(", ");
    let owners = if owners.is_empty() { owners } else { format!("{owners}: ") };
    let when = promised.due.unwrap_or_default();
    match day(&when) {
        Some(day) => {
            todo.append_property(Property::new("DUE", day).add_parameter("VALUE", "DATE").done());
            todo.add_property("SUMMARY", plain(&format!("{owners}{}", promised.text)));
        }
        None => {
            todo.add_property("SUMMARY", plain(&format!("(due in {when}) {owners}{}", promised.text)));
        }
    }
    let agenda = promised.agenda.map_or_else(String::new, |agenda| format!(", {agenda}"));
    let label = &facts.things[promised.meeting].label;
    todo.add_property("DESCRIPTION", plain(&format!("Promised at {label}{agenda}; {}", promised.state)));
    let status = match promised.state.as_str() {
        "done" => "COMPLETED",
        "dropped" => "CANCELLED",
        _ => "NEEDS-ACTION",
    };
    todo.add_property("STATUS", status);
    todo.done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_in_utc_and_months_are_no_days() {
        assert_eq!(instant("2024-01-31T16:00:00+01:00").as_deref(), Some("20240131T150000Z"));
        assert_eq!(instant("soon"), None);
        assert_eq!(day("2024-03-01").as_deref(), Some("20240301"));
        assert_eq!(day("2024-03"), None);
        assert_eq!(plain("a\r\nb\u{0}\rc\td"), "a\nbcd");
    }
}
