//! How many, by whom and where: stakeholder groups, organisations or people against meetings, processes or years, with what the counts are out of.

use super::FeedError;
use super::facts::{Asked, Facts, Scope};
use super::parameters::Parameters;
use super::reading::Reading;
use super::things::{Id, Kind};
use crate::csv::Table;
use crate::sparql::meter::tick;
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The formats of the matrix.
pub(super) const FORMATS: &[(&str, &[&str])] = &[("json", &["application/json"]), ("csv", &["text/csv"])];

/// So many rows are shown where nothing else is said.
const USUAL: usize = 500;
/// So many at most.
const MOST: usize = 10_000;
/// The row of those of whom no report says what the row is for.
const UNKNOWN: &str = "unknown";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    Group,
    Organisation,
    Person,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    Meeting,
    Process,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Attended,
    Spoke,
    Contributions,
}

/// A row or a column: what it sorts by, and how it is called. What has no address has its name for one.
type Key = (String, String);

/// What counts as one: somebody at a meeting, or a contribution. Each counts once in a cell.
type Counted = (Id, Id, usize);

/// What a column is out of.
#[derive(Debug, Clone, Default)]
struct Column {
    meetings: BTreeSet<Id>,
    with_roster: BTreeSet<Id>,
    /// All that is counted, in whichever row.
    all: BTreeSet<Counted>,
    /// Of these, those whose row is known.
    known: BTreeSet<Counted>,
}

#[derive(Debug, Default)]
struct Matrix {
    columns: BTreeMap<Key, Column>,
    cells: BTreeMap<Key, BTreeMap<Key, BTreeSet<Counted>>>,
}

/// What is asked for.
struct Shape {
    rows: Rows,
    columns: Columns,
    measure: Measure,
    /// Whether only groups count that the report itself states.
    here: bool,
}

/// The matrix that is asked for, in a format.
pub(super) fn make(reading: &mut Reading<'_>, mut parameters: Parameters, format: &str) -> Result<String, FeedError> {
    let rows = [("group", Rows::Group), ("organisation", Rows::Organisation), ("person", Rows::Person)];
    let columns = [("meeting", Columns::Meeting), ("process", Columns::Process), ("year", Columns::Year)];
    let measures =
        [("attended", Measure::Attended), ("spoke", Measure::Spoke), ("contributions", Measure::Contributions)];
    let shape = Shape {
        rows: parameters.choice("rows", &rows)?.unwrap_or(Rows::Group),
        columns: parameters.choice("columns", &columns)?.unwrap_or(Columns::Meeting),
        measure: parameters.choice("measure", &measures)?.unwrap_or(Measure::Attended),
        here: parameters.choice("basis", &[("anywhere", false), ("here", true)])?.unwrap_or(false),
    };
    let asked = Asked::read(&mut parameters)?;
    let limit = parameters.count("limit", 1, MOST, USUAL)?;
    parameters.end()?;
    let facts = Facts::read(reading)?;
    let scope = asked.among(&facts, reading)?;
    let mut matrix = Matrix::default();
    matrix.count(&facts, &scope, &shape);
    let (rows, left_out) = matrix.heaviest(limit);
    Ok(if format == "json" { matrix.json(&rows, left_out, &shape) } else { matrix.csv(&rows, &shape) })
}

impl Matrix {
    fn count(&mut self, facts: &Facts, scope: &Scope, shape: &Shape) {
        for meeting in facts.meetings.keys().copied() {
            if scope.has_roster_of(facts, meeting) {
                let roster = facts.parts.range((meeting, 0)..=(meeting, Id::MAX)).any(|(_, part)| part.on_roster);
                for column in Self::of_meeting(facts, scope, shape, meeting) {
                    let column = self.columns.entry(column).or_default();
                    column.meetings.insert(meeting);
                    if roster {
                        column.with_roster.insert(meeting);
                    }
                }
            }
        }
        if shape.measure == Measure::Attended {
            for ((meeting, person), part) in &facts.parts {
                if part.listed && scope.has_roster_of(facts, *meeting) {
                    for column in Self::of_meeting(facts, scope, shape, *meeting) {
                        self.add(facts, shape, &column, *meeting, *person, (*meeting, *person, 0));
                    }
                }
            }
            return;
        }
        for (number, contribution) in facts.contributions.values().enumerate() {
            let meeting = contribution.meeting;
            if !scope.has_meeting(facts, meeting) || !scope.has_subjects(&contribution.subjects) {
                continue;
            }
            let columns: Vec<Key> = if shape.columns == Columns::Process {
                let named = contribution.subjects.iter().filter(|subject| is_shown(facts, scope, **subject));
                named.map(|subject| thing(facts, *subject)).collect()
            } else {
                Self::of_meeting(facts, scope, shape, meeting)
            };
            for column in columns {
                self.columns.entry(column.clone()).or_default().meetings.insert(meeting);
                for speaker in &contribution.speakers {
                    let counted =
                        if shape.measure == Measure::Spoke { (meeting, *speaker, 0) } else { (meeting, 0, number + 1) };
                    self.add(facts, shape, &column, meeting, *speaker, counted);
                }
            }
        }
    }

    /// The columns that a meeting counts in.
    fn of_meeting(facts: &Facts, scope: &Scope, shape: &Shape, meeting: Id) -> Vec<Key> {
        match shape.columns {
            Columns::Meeting => {
                let date = facts.date(meeting).unwrap_or_default();
                let key = thing(facts, meeting);
                // Meetings stand in the order of their days.
                vec![(format!("{date} {}", key.0), key.1)]
            }
            Columns::Year => {
                let year = facts.date(meeting).and_then(|date| date.get(..4)).unwrap_or(UNKNOWN);
                vec![(year.to_owned(), year.to_owned())]
            }
            Columns::Process => {
                let named = facts.named.range((meeting, 0)..=(meeting, Id::MAX)).map(|((_, subject), _)| *subject);
                named.filter(|subject| is_shown(facts, scope, *subject)).map(|subject| thing(facts, subject)).collect()
            }
        }
    }

    fn add(&mut self, facts: &Facts, shape: &Shape, column: &Key, meeting: Id, person: Id, counted: Counted) {
        let rows: Vec<Key> = match shape.rows {
            Rows::Person => vec![thing(facts, person)],
            Rows::Group => {
                let group = facts.parts.get(&(meeting, person)).and_then(|part| part.group.as_ref());
                let group = group.filter(|(_, here)| *here || !shape.here);
                group.map(|(group, _)| (group.clone(), group.clone())).into_iter().collect()
            }
            Rows::Organisation => {
                let bodies = facts.affiliations.range((meeting, person, 0)..=(meeting, person, Id::MAX));
                bodies.map(|(.., body)| thing(facts, *body)).collect()
            }
        };
        let known = !rows.is_empty();
        let rows = if known { rows } else { vec![(UNKNOWN.to_owned(), UNKNOWN.to_owned())] };
        let totals = self.columns.entry(column.clone()).or_default();
        totals.all.insert(counted);
        if known {
            totals.known.insert(counted);
        }
        for row in rows {
            tick();
            self.cells.entry(row).or_default().entry(column.clone()).or_default().insert(counted);
        }
    }

    /// The rows that are shown, in their order, and how many are not: those that count least.
    fn heaviest(&self, limit: usize) -> (Vec<&Key>, usize) {
        let weight =
            |row: &Key| self.cells.get(row).into_iter().flat_map(BTreeMap::values).map(BTreeSet::len).sum::<usize>();
        let mut rows: Vec<&Key> = self.cells.keys().collect();
        rows.sort_by_key(|row| (Reverse(weight(row)), *row));
        let left_out = rows.len().saturating_sub(limit);
        rows.truncate(limit);
        // What is not known comes last.
        rows.sort_by_key(|row| (row.0 == UNKNOWN, &row.1, &row.0));
        (rows, left_out)
    }

    /// A cell: nothing where it is not known. Attendance is known where there is a list of participants.
    fn cell(&self, row: &Key, column: &Key, measure: Measure) -> Option<usize> {
        let totals = self.columns.get(column)?;
        if measure == Measure::Attended && totals.with_roster.is_empty() {
            return None;
        }
        Some(self.cells.get(row).and_then(|cells| cells.get(column)).map_or(0, BTreeSet::len))
    }

    fn json(&self, rows: &[&Key], left_out: usize, shape: &Shape) -> String {
        let columns: Vec<Value> = self
            .columns
            .iter()
            .map(|(key, column)| {
                json!({
                    "id": address(key, shape.columns),
                    "label": key.1,
                    "date": date(key, shape.columns),
                    "meetings": column.meetings.len(),
                    "withRoster": column.with_roster.len(),
                    "counted": self.cell(&(String::new(), String::new()), key, shape.measure).map(|_| column.all.len()),
                    "known": self.cell(&(String::new(), String::new()), key, shape.measure).map(|_| column.known.len()),
                })
            })
            .collect();
        let named: Vec<Value> = rows.iter().map(|(id, label)| json!({ "id": id, "label": label })).collect();
        let cells: Vec<Vec<Option<usize>>> = rows
            .iter()
            .map(|row| {
                self.columns
                    .keys()
                    .map(|column| {
                        tick();
                        self.cell(row, column, shape.measure)
                    })
                    .collect()
            })
            .collect();
        json!({ "rows": named, "columns": columns, "cells": cells, "leftOut": left_out }).to_string()
    }

    /// A row a cell, so that what a count is out of stands beside it.
    fn csv(&self, rows: &[&Key], shape: &Shape) -> String {
        let mut table = Table::of(&[
            "row",
            "row_label",
            "column",
            "column_label",
            "value",
            "counted",
            "known",
            "meetings",
            "with_roster",
        ]);
        let text = |count: Option<usize>| count.map_or_else(String::new, |count| count.to_string());
        for row in rows {
            for (key, column) in &self.columns {
                tick();
                let value = self.cell(row, key, shape.measure);
                table.row([
                    row.0.as_str(),
                    &row.1,
                    address(key, shape.columns),
                    &key.1,
                    &text(value),
                    &text(value.map(|_| column.all.len())),
                    &text(value.map(|_| column.known.len())),
                    &column.meetings.len().to_string(),
                    &column.with_roster.len().to_string(),
                ]);
            }
        }
        table.end()
    }
}

fn address(key: &Key, columns: Columns) -> &str {
    // The day that a meeting sorts by stands before its address.
    if columns == Columns::Meeting { key.0.split_once(' ').map_or(key.0.as_str(), |(_, iri)| iri) } else { &key.0 }
}

/// The day of a meeting, where it has one.
fn date(key: &Key, columns: Columns) -> Option<&str> {
    let day = key.0.split_once(' ').map(|(day, _)| day).filter(|day| !day.is_empty());
    day.filter(|_| columns == Columns::Meeting)
}

fn thing(facts: &Facts, id: Id) -> Key {
    let thing = &facts.things[id];
    (thing.iri.clone(), thing.label.clone())
}

/// Whether a process is shown; topics are where they are asked for.
fn is_shown(facts: &Facts, scope: &Scope, subject: Id) -> bool {
    scope.has_subject(subject) && (scope.process.is_some() || facts.things[subject].is(Kind::Process))
}
