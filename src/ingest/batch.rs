//! Reports that wait for their commit: whole ones, and only so many.

use super::IngestError;
use super::candidates::NewReport;
use super::operations::Operations;
use crate::graph::{Base, Summary};
use crate::store::{Changes, Store};

/// A batch is committed when it holds this many quads; a bound on memory, and on the work that a crash loses.
const BATCH_QUADS: usize = 1_000_000;

/// Reports that wait for their commit.
pub(super) struct Batch<'s> {
    store: &'s Store,
    operations: &'s Operations,
    base: &'s Base,
    changes: Changes,
    /// Nothing is kept or written.
    dry: bool,
    /// Summaries of all reports of this run.
    pub(super) fresh: Vec<Summary>,
    /// Whether anything in the store went, or became something else.
    pub(super) altered: bool,
}

impl<'s> Batch<'s> {
    /// An empty batch for a store; a dry one for a run that is to change nothing.
    pub(super) fn new(store: &'s Store, operations: &'s Operations, dry: bool) -> Self {
        let changes = Changes::default();
        Self { store, operations, base: store.base(), changes, dry, fresh: Vec::new(), altered: false }
    }

    /// Takes a report in, in place of its graph in the store where there is one, and commits what waits when it is much.
    pub(super) fn add(&mut self, report: NewReport) -> Result<(), IngestError> {
        if self.dry {
            return Ok(());
        }
        let NewReport { slug, source, mut read, replaces } = report;
        self.operations.describe(self.store, &slug, &source, read.asks_for_name, &mut self.changes)?;
        if replaces {
            self.remove(&slug)?;
        }
        self.fresh.push(Summary::of(&slug, &read.quads));
        self.changes.added.append(&mut read.quads);
        if self.changes.added.len() >= BATCH_QUADS { self.commit() } else { Ok(()) }
    }

    /// Notes that a report of the store also lies at a path.
    pub(super) fn note_path(&self, slug: &str, name: &str) -> Result<(), IngestError> {
        if self.dry { Ok(()) } else { Ok(self.operations.note_path(self.store, slug, name)?) }
    }

    /// Takes a report out of the store.
    pub(super) fn remove(&mut self, slug: &str) -> Result<(), IngestError> {
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
            self.store.commit(changes)?;
        }
        Ok(())
    }
}
