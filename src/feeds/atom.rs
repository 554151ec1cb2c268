//! Atom (RFC 4287): what was decided, and what was said on a process, the latest first.

use super::FeedError;
use super::entries::{AtomFeed, Content, Entry, LONG_AGO, Link};
use super::facts::{Asked, Facts};
use super::ledger;
use super::parameters::Parameters;
use super::reading::{Reading, cell, said};
use super::things::Id;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The format of these feeds.
pub(super) const FORMATS: &[(&str, &[&str])] = &[("atom", &["application/atom+xml"])];

/// So many entries are shown where nothing else is said.
const USUAL: usize = 100;
/// So many at most.
const MOST: usize = 1_000;
/// A title has no more characters.
const TITLE: usize = 120;

/// The instant of a meeting: its start, else the beginning of its day.
fn instant(facts: &Facts, meeting: Id) -> String {
    let known = facts.meetings.get(&meeting);
    let start = known.and_then(|meeting| meeting.start.clone());
    let day = || known.and_then(|meeting| meeting.date.as_ref()).map(|day| format!("{day}T00:00:00Z"));
    start.or_else(day).unwrap_or_else(|| LONG_AGO.to_owned())
}

/// The beginning of a text, whole words of it.
fn beginning(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(TITLE) else { return line };
    let start = line.get(..end).unwrap_or_default();
    format!("{} …", start.rsplit_once(' ').map_or(start, |(whole, _)| whole))
}

/// What was decided.
pub(super) fn decisions(
    reading: &mut Reading<'_>,
    mut parameters: Parameters,
    query: &str,
) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let limit = parameters.count("limit", 1, MOST, USUAL)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let mut entries = Vec::new();
    for decided in ledger::decisions(reading, &facts)? {
        let about = facts.decisions.get(&decided.iri).is_some_and(|known| scope.has_subjects(&known.subjects));
        if about && scope.has_meeting(&facts, decided.meeting) {
            entries.push(Entry {
                updated: instant(&facts, decided.meeting),
                title: format!("{}: {}", facts.things[decided.meeting].label, beginning(&decided.text)),
                authors: facts.series_of(decided.meeting).into_iter().map(str::to_owned).collect(),
                category: decided.agenda,
                content: Content::Text(decided.text),
                id: decided.iri,
            });
        }
    }
    write(reading, "feeds/decisions.atom", query, "What was decided", entries, limit)
}

/// What was said on a process.
pub(super) fn process(reading: &mut Reading<'_>, mut parameters: Parameters, query: &str) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let limit = parameters.count("limit", 1, MOST, USUAL)?;
    parameters.end()?;
    let facts = Facts::of_things(reading)?;
    let scope = asked.among(&facts, reading)?;
    let Some(processes) = scope.process.clone() else {
        return Err(FeedError::Wrong(
            "say which process: `process` is its address or name, and /queries/processes tells which there are"
                .to_owned(),
        ));
    };
    let labels: BTreeSet<&str> = processes.iter().map(|id| facts.things[*id].label.as_str()).collect();
    let columns = ["contribution", "subject", "source", "speaker", "act", "text"];
    let mut found: BTreeMap<String, Entry> = BTreeMap::new();
    for name in &labels {
        for row in reading.named("trace", &[("topic", name)], &columns)? {
            let is_meant =
                cell(&row, 1).and_then(|iri| facts.things.known(iri)).is_some_and(|id| processes.contains(&id));
            let (Some(iri), Some(meeting)) = (cell(&row, 0), facts.meeting_of_report(cell(&row, 2))) else { continue };
            if !is_meant || !scope.has_meeting(&facts, meeting) {
                continue;
            }
            let entry = found.entry(iri.to_owned()).or_insert_with(|| Entry {
                id: iri.to_owned(),
                title: facts.things[meeting].label.clone(),
                updated: instant(&facts, meeting),
                authors: BTreeSet::new(),
                category: cell(&row, 4).map(str::to_owned),
                content: Content::Text(said(&row, 5)),
            });
            entry.authors.extend(cell(&row, 3).map(str::to_owned));
        }
    }
    let entries = found.into_values().map(|entry| {
        let who = entry.authors.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let who = if who.is_empty() { "The meeting".to_owned() } else { who };
        let act = entry.category.as_deref().map_or_else(String::new, |act| format!(" ({act})"));
        Entry { title: format!("{who}{act}, {}", entry.title), ..entry }
    });
    let title = format!("What was said on {}", labels.into_iter().collect::<Vec<_>>().join(", "));
    write(reading, "feeds/process.atom", query, &title, entries.collect(), limit)
}

fn write(
    reading: &Reading<'_>,
    path: &str,
    query: &str,
    title: &str,
    mut entries: Vec<Entry>,
    limit: usize,
) -> Result<String, FeedError> {
    entries.sort_by(|a, b| (Reverse(&a.updated), &a.id).cmp(&(Reverse(&b.updated), &b.id)));
    let left_out = entries.len().saturating_sub(limit);
    entries.truncate(limit);
    let base = reading.base().as_str();
    let address = if query.is_empty() { format!("{base}{path}") } else { format!("{base}{path}?{query}") };
    let subtitle = (left_out > 0).then(|| format!("The latest {limit}; {left_out} earlier ones are left out"));
    let links = vec![Link { relation: "self", media_type: "application/atom+xml", address: address.clone() }];
    AtomFeed { id: address, title: title.to_owned(), subtitle, links, entries }.write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_whole_words() {
        assert_eq!(beginning("Agreed:\n to  meet"), "Agreed: to meet");
        let long = beginning(&"word ".repeat(100));
        assert!(long.ends_with("word …") && long.chars().count() <= TITLE + 2, "{long}");
        assert_eq!(beginning(&"ü".repeat(200)).chars().count(), TITLE + 2);
    }
}
