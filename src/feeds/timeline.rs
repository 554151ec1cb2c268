//! What happened when: meetings, decisions, what is due, where processes are named.

use super::FeedError;
use super::facts::{Asked, Facts, Scope};
use super::ledger;
use super::parameters::Parameters;
use super::reading::Reading;
use super::things::Kind;
use crate::csv::Table;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;

/// The formats of the timeline.
pub(super) const FORMATS: &[(&str, &[&str])] = &[("json", &["application/json"]), ("csv", &["text/csv"])];

/// So many items are shown where nothing else is said.
const USUAL: usize = 1_000;
/// So many at most.
const MOST: usize = 20_000;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum What {
    Meeting,
    NextMeeting,
    Decision,
    Commitment,
    Mention,
}

pub(super) const KINDS: [(&str, What); 5] = [
    ("meeting", What::Meeting),
    ("next-meeting", What::NextMeeting),
    ("decision", What::Decision),
    ("commitment", What::Commitment),
    ("mention", What::Mention),
];

/// Something on a day, in a month or in a year.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Item {
    /// No finer than it is known.
    date: String,
    kind: What,
    id: String,
    /// What it is called, or its words.
    text: String,
    /// Who is responsible.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    who: BTreeSet<String>,
    /// What became of a commitment.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// How often a process is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    /// The meeting whose report says so.
    meeting: String,
    meeting_label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
}

/// The timeline that is asked for, in a format.
pub(super) fn make(reading: &mut Reading<'_>, mut parameters: Parameters, format: &str) -> Result<String, FeedError> {
    let asked = Asked::read(&mut parameters)?;
    let kinds = parameters.some("kind", &KINDS)?;
    let limit = parameters.count("limit", 1, MOST, USUAL)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let mut items = items(reading, &facts, &scope, &kinds)?;
    items.sort_unstable();
    let left_out = items.len().saturating_sub(limit);
    // The latest are kept.
    let items = items.get(left_out..).unwrap_or_default();
    if format == "json" {
        return Ok(json!({ "items": items, "leftOut": left_out }).to_string());
    }
    let columns = ["date", "kind", "text", "who", "state", "count", "meeting", "meeting_label", "series", "id"];
    let mut table = Table::of(&columns);
    for item in items {
        let who = item.who.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
        let count = item.count.map_or_else(String::new, |count| count.to_string());
        let kind = KINDS.iter().find(|(_, kind)| *kind == item.kind).map_or("", |(name, _)| name);
        table.row([
            item.date.as_str(),
            kind,
            &item.text,
            &who,
            item.state.as_deref().unwrap_or_default(),
            &count,
            &item.meeting,
            &item.meeting_label,
            item.series.as_deref().unwrap_or_default(),
            &item.id,
        ]);
    }
    Ok(table.end())
}

fn items(reading: &mut Reading<'_>, facts: &Facts, scope: &Scope, kinds: &[What]) -> Result<Vec<Item>, FeedError> {
    let mut items = Vec::new();
    let item = |kind: What, date: Option<&str>, id: &str, text: &str, meeting: usize| {
        let thing = &facts.things[meeting];
        let date = date.filter(|date| scope.period.holds(Some(date)) && scope.is_of_series(facts, meeting))?;
        kinds.contains(&kind).then(|| Item {
            date: date.to_owned(),
            kind,
            id: id.to_owned(),
            text: text.to_owned(),
            who: BTreeSet::new(),
            state: None,
            count: None,
            meeting: thing.iri.clone(),
            meeting_label: thing.label.clone(),
            series: facts.series_of(meeting).map(str::to_owned),
        })
    };
    for (id, meeting) in &facts.meetings {
        let thing = &facts.things[*id];
        if scope.has_roster_of(facts, *id) {
            items.extend(item(What::Meeting, meeting.date.as_deref(), &thing.iri, &thing.label, *id));
        }
    }
    if scope.process.is_none() {
        for next in ledger::announced(reading, facts)? {
            let text = format!("Next: {}", facts.series_of(next.meeting).unwrap_or("a meeting"));
            items.extend(item(What::NextMeeting, next.date.as_deref(), &next.iri, &text, next.meeting));
        }
    }
    let about = |statements: &std::collections::BTreeMap<String, super::facts::Statement>, iri: &str| {
        statements.get(iri).is_some_and(|statement| scope.has_subjects(&statement.subjects))
    };
    for decided in ledger::decisions(reading, facts)? {
        if about(&facts.decisions, &decided.iri) {
            let date = facts.date(decided.meeting);
            items.extend(item(What::Decision, date, &decided.iri, &decided.text, decided.meeting));
        }
    }
    for promised in ledger::commitments(reading, facts)? {
        if about(&facts.commitments, &promised.iri) {
            let due = promised.due.as_deref();
            let found = item(What::Commitment, due, &promised.iri, &promised.text, promised.meeting);
            items.extend(found.map(|item| Item { who: promised.owners, state: Some(promised.state), ..item }));
        }
    }
    for ((meeting, subject), times) in &facts.named {
        let thing = &facts.things[*subject];
        // Topics are shown where they are asked for.
        if scope.has_subject(*subject) && (thing.is(Kind::Process) || scope.process.is_some()) {
            let found = item(What::Mention, facts.date(*meeting), &thing.iri, &thing.label, *meeting);
            items.extend(found.map(|item| Item { count: Some(*times), ..item }));
        }
    }
    Ok(items)
}
