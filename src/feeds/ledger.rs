//! What was decided, promised and announced: rows of the named queries, each statement once.

use super::FeedError;
use super::facts::Facts;
use super::reading::{Reading, Row, cell, said};
use super::things::Id;
use std::collections::{BTreeMap, BTreeSet};

/// A decision.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) iri: String,
    pub(super) meeting: Id,
    pub(super) agenda: Option<String>,
    pub(super) text: String,
}

/// A commitment, as the ledger has it.
#[derive(Debug, Clone)]
pub(super) struct Promised {
    pub(super) iri: String,
    pub(super) meeting: Id,
    /// Who is responsible, as they are called.
    pub(super) owners: BTreeSet<String>,
    /// A day, a month or a year.
    pub(super) due: Option<String>,
    pub(super) state: String,
    pub(super) agenda: Option<String>,
    pub(super) text: String,
}

/// A meeting that a report announces.
#[derive(Debug, Clone)]
pub(super) struct Announced {
    pub(super) iri: String,
    /// The meeting whose report does.
    pub(super) meeting: Id,
    pub(super) date: Option<String>,
    pub(super) start: Option<String>,
}

fn own(row: &Row, column: usize) -> Option<String> {
    cell(row, column).map(str::to_owned)
}

/// All decisions, by address.
pub(super) fn decisions(reading: &mut Reading<'_>, facts: &Facts) -> Result<Vec<Decided>, FeedError> {
    let mut found = BTreeMap::new();
    for row in reading.named("decisions", &[], &["decision", "source", "agenda", "text"])? {
        let (Some(iri), Some(meeting)) = (own(&row, 0), facts.meeting_of_report(cell(&row, 1))) else { continue };
        let decided = Decided { iri: iri.clone(), meeting, agenda: own(&row, 2), text: said(&row, 3) };
        found.entry(iri).or_insert(decided);
    }
    Ok(found.into_values().collect())
}

/// All commitments, by address.
pub(super) fn commitments(reading: &mut Reading<'_>, facts: &Facts) -> Result<Vec<Promised>, FeedError> {
    let columns = ["commitment", "source", "responsible", "due", "state", "agenda", "text"];
    let mut found: BTreeMap<String, Promised> = BTreeMap::new();
    for row in reading.named("commitments", &[], &columns)? {
        let (Some(iri), Some(meeting)) = (own(&row, 0), facts.meeting_of_report(cell(&row, 1))) else { continue };
        let promised = found.entry(iri.clone()).or_insert_with(|| Promised {
            iri,
            meeting,
            owners: BTreeSet::new(),
            due: own(&row, 3),
            state: said(&row, 4),
            agenda: own(&row, 5),
            text: said(&row, 6),
        });
        promised.owners.extend(own(&row, 2));
    }
    Ok(found.into_values().collect())
}

/// The meetings that are announced and of which no report tells yet that they took place: one of the same series and day is taken for it.
pub(super) fn announced(reading: &mut Reading<'_>, facts: &Facts) -> Result<Vec<Announced>, FeedError> {
    let held: BTreeSet<(Id, &str)> =
        facts.meetings.values().filter_map(|meeting| Some((meeting.series?, meeting.date.as_deref()?))).collect();
    let mut found = BTreeMap::new();
    for row in reading.named("next-meetings", &[], &["next", "source", "date", "start"])? {
        let (Some(iri), Some(meeting)) = (own(&row, 0), facts.meeting_of_report(cell(&row, 1))) else { continue };
        let announced = Announced { iri: iri.clone(), meeting, date: own(&row, 2), start: own(&row, 3) };
        let series = facts.meetings.get(&meeting).and_then(|meeting| meeting.series);
        let took_place = series.zip(announced.date.as_deref()).is_some_and(|known| held.contains(&known));
        if !took_place {
            found.entry(iri).or_insert(announced);
        }
    }
    Ok(found.into_values().collect())
}
