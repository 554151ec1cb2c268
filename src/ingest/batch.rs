//! Reports that wait for their commit: whole ones, and only so many.

use super::IngestError;
use super::candidates::{NewReport, Reading};
use super::moves::Moves;
use super::operations::Operations;
use super::record::Change;
use crate::graph::{Base, Summary};
use crate::source::Source;
use crate::store::{Changes, Store};
use oxigraph::store::StorageError;

/// A batch is committed when it holds this many quads; a bound on memory, and on the work that a crash loses.
pub(super) const BATCH_QUADS: usize = 1_000_000;

/// Reports that wait for their commit.
pub(super) struct Batch<'s> {
    pub(super) reading: Reading<'s>,
    pub(super) store: &'s Store,
    pub(super) operations: &'s Operations,
    base: &'s Base,
    changes: Changes,
    /// What is new of locations: it waits for a commit as well, and leaves the resolution as it is.
    places: Changes,
    /// Nothing is kept or written.
    pub(super) dry: bool,
    /// Summaries of all reports of this run.
    pub(super) fresh: Vec<Summary>,
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
            places: Changes::default(),
            dry,
            fresh: Vec::new(),
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
        self.fresh.push(Summary::of(&slug, &read.quads));
        self.changes.added.append(&mut read.quads);
        if self.changes.added.len() >= BATCH_QUADS { self.commit() } else { Ok(()) }
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
        self.fresh.retain(|summary| summary.report != slug);
        self.changes.removed.extend(self.store.graph(self.base.id("report", slug).as_ref())?);
        Ok(self.operations.forget(self.store, slug, &mut self.changes)?)
    }

    /// Commits what waits.
    pub(super) fn commit(&mut self) -> Result<(), IngestError> {
        let mut changes = std::mem::take(&mut self.changes);
        if !changes.is_empty() {
            changes.added.push(self.operations.pending());
        }
        let places = std::mem::take(&mut self.places);
        changes.added.extend(places.added);
        changes.removed.extend(places.removed);
        if changes.is_empty() { Ok(()) } else { Ok(self.store.commit(changes)?) }
    }
}
