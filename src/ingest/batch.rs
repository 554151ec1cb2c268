//! Reports that wait for their commit: whole ones, and only so many.

use super::IngestError;
use super::candidates::{NewReport, Reading};
use super::moves::Moves;
use super::operations::Operations;
use super::record::Change;
use crate::graph::{Base, Packed, Summary};
use crate::source::Source;
use crate::store::{Changes, Store};
use oxigraph::model::{Quad, Term};
use oxigraph::store::StorageError;
use std::collections::BTreeMap;

/// A batch is committed when it weighs this much: so many quads, each with short terms, and a quad for each [`LONG`] bytes of long ones. A bound on memory, and on
/// the work that a crash loses.
pub(super) const BATCH_WEIGHT: usize = 500_000;
/// A term with more bytes than this weighs as several quads.
const LONG: usize = 512;

/// What quads weigh in a batch.
pub(super) fn weight<'q>(quads: impl IntoIterator<Item = &'q Quad>) -> usize {
    let of = |quad: &Quad| match &quad.object {
        Term::Literal(literal) => 1 + literal.value().len() / LONG,
        _ => 1,
    };
    quads.into_iter().map(of).sum()
}

/// Reports that wait for their commit.
pub(super) struct Batch<'s> {
    pub(super) reading: Reading<'s>,
    pub(super) store: &'s Store,
    pub(super) operations: &'s Operations,
    base: &'s Base,
    changes: Changes,
    weight: usize,
    /// What is new of locations: it waits for a commit as well, and leaves the resolution as it is.
    places: Changes,
    /// Nothing is kept or written.
    pub(super) dry: bool,
    /// Summaries of all reports of this run.
    pub(super) fresh: BTreeMap<String, Packed>,
    /// Whether anything in the store went, or became something else.
    pub(super) altered: bool,
    /// Locations that give something else now.
    pub(super) moves: Moves,
}

impl<'s> Batch<'s> {
    /// An empty batch; a dry one for a run that is to change nothing.
    pub(super) fn new(reading: Reading<'s>, dry: bool) -> Self {
        let (store, operations) = (reading.store, reading.operations);
        Self {
            reading,
            store,
            operations,
            base: store.base(),
            changes: Changes::default(),
            weight: 0,
            places: Changes::default(),
            dry,
            fresh: BTreeMap::new(),
            altered: false,
            moves: Moves::default(),
        }
    }

    /// Takes a report in, in place of its graph in the store where there is one, and commits what waits when it is much.
    pub(super) fn add(&mut self, report: NewReport) -> Result<(), IngestError> {
        if self.dry {
            return Ok(());
        }
        let NewReport { slug, source, mut read, replaces, .. } = report;
        let lines = if read.asks_for_name { Some(self.operations.known_names(self.store, &slug)?) } else { None };
        let called = self.operations.called(self.store, &slug, &source.name, lines.as_deref())?;
        self.operations.describe(&slug, &called, &source, &mut self.changes);
        let again = replaces && !self.moves.took_away(&slug);
        let change = if again { Change::ReadAnew } else { Change::Came };
        self.operations.note(change, &slug, &called.path, &mut self.changes);
        if replaces {
            self.remove(&slug)?;
        }
        if !replaces || self.moves.took_away(&slug) {
            self.operations.returned(self.store, &slug, &mut self.changes)?;
        }
        self.fresh.insert(slug.clone(), Packed::of(&Summary::of(&slug, &read.quads)));
        self.weight += weight(&read.quads);
        self.changes.added.append(&mut read.quads);
        if self.weight >= BATCH_WEIGHT { self.commit() } else { Ok(()) }
    }

    /// Notes where a report was found.
    pub(super) fn locate(&mut self, slug: &str, source: &Source) -> Result<(), StorageError> {
        match &source.location {
            Some(location) if !self.dry => {
                self.operations.locate(self.store, slug, &source.name, location, &mut self.places)
            }
            _ => Ok(()),
        }
    }

    /// Notes that a report of the store also lies at a path.
    pub(super) fn note_path(&self, slug: &str, name: &str) -> Result<(), IngestError> {
        if self.dry { Ok(()) } else { Ok(self.operations.note_path(self.store, slug, name)?) }
    }

    /// Takes a report out of the store that can no longer be read.
    pub(super) fn lose(&mut self, slug: &str) -> Result<(), IngestError> {
        if !self.dry {
            let name = self.operations.path_of(self.store, slug)?.unwrap_or_default();
            self.operations.note(Change::Went, slug, &name, &mut self.changes);
        }
        self.remove(slug)
    }

    /// Takes a report out of the store.
    fn remove(&mut self, slug: &str) -> Result<(), IngestError> {
        if self.dry {
            return Ok(());
        }
        self.altered = true;
        self.fresh.remove(slug);
        let graph = self.store.graph(self.base.id("report", slug).as_ref())?;
        self.weight += weight(&graph);
        self.changes.removed.extend(graph);
        Ok(self.operations.forget(self.store, slug, &mut self.changes)?)
    }

    /// Commits what waits.
    pub(super) fn commit(&mut self) -> Result<(), IngestError> {
        let mut changes = std::mem::take(&mut self.changes);
        self.weight = 0;
        if !changes.is_empty() {
            changes.added.push(self.operations.pending());
        }
        let places = std::mem::take(&mut self.places);
        changes.added.extend(places.added);
        changes.removed.extend(places.removed);
        if changes.is_empty() { Ok(()) } else { Ok(self.store.commit(changes)?) }
    }
}
