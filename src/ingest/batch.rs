//! Reports that wait for their commit: whole ones, and only so many.

use super::operations::Operations;
use super::reader::Reader;
use super::{IngestError, Outcome};
use crate::graph::{Base, Summary};
use crate::source::Source;
use crate::store::{Changes, Store};
use crate::warnings::Warnings;
use oxigraph::model::Quad;
use rustc_hash::{FxHashMap, FxHashSet};

/// A batch is committed when it holds this many quads; a bound on memory, and on the work that a crash loses.
const BATCH_QUADS: usize = 1_500_000;

/// Reports that wait for their commit.
pub(super) struct Batch<'s> {
    store: &'s Store,
    operations: &'s Operations,
    base: &'s Base,
    changes: Changes,
    /// Summaries of all reports of this run.
    pub(super) fresh: Vec<Summary>,
    seen: FxHashSet<String>,
    /// What is odd about each. Of several paths of the same bytes the first in the order of the alphabet is named, whichever thread was faster.
    pub(super) warnings: FxHashMap<String, Warnings>,
}

impl<'s> Batch<'s> {
    /// An empty batch for a store.
    pub(super) fn new(store: &'s Store, operations: &'s Operations) -> Self {
        Self {
            store,
            operations,
            base: store.base(),
            changes: Changes::default(),
            fresh: Vec::new(),
            seen: FxHashSet::default(),
            warnings: FxHashMap::default(),
        }
    }

    /// Whether this run met a report already.
    pub(super) fn has(&self, slug: &str) -> bool {
        self.seen.contains(slug)
    }

    /// Takes a report in, in place of its graph in the store where there is one, and commits what waits when it is much.
    pub(super) fn add(
        &mut self,
        slug: &str,
        source: &Source,
        mut quads: Vec<Quad>,
        replaces: bool,
    ) -> Result<(), IngestError> {
        self.fresh.push(Summary::of(slug, &quads));
        self.seen.insert(slug.to_owned());
        self.operations.describe(self.store, slug, source, &mut self.changes)?;
        if replaces {
            self.remove(slug)?;
        }
        self.changes.added.append(&mut quads);
        if self.changes.added.len() >= BATCH_QUADS { self.commit() } else { Ok(()) }
    }

    /// Keeps what is odd about a report.
    pub(super) fn warned(&mut self, slug: &str, warnings: Warnings) {
        let kept = self.warnings.entry(slug.to_owned()).or_insert_with(|| warnings.clone());
        if warnings.file < kept.file {
            *kept = warnings;
        }
    }

    fn remove(&mut self, slug: &str) -> Result<(), IngestError> {
        self.changes.removed.extend(self.store.graph(self.base.id("report", slug).as_ref())?);
        Ok(self.operations.forget(self.store, slug, &mut self.changes)?)
    }

    /// Reads the reports anew that this run did not meet and that were read with another version, from the sources that the store keeps: the graph follows from
    /// all reports and what is known now, whichever files a run is given.
    pub(super) fn read_stale(&mut self, reader: &Reader<'_>, outcome: &mut Outcome) -> Result<(), IngestError> {
        for slug in self.operations.stale(self.store)? {
            if self.seen.contains(&slug) {
                continue;
            }
            let Some(source) = self.operations.source_of(self.store, &slug)? else { continue };
            match reader.read(&source) {
                Ok((quads, warnings)) => {
                    outcome.replaced += 1;
                    self.warned(&slug, warnings);
                    self.add(&slug, &source, quads, true)?;
                }
                Err(refusal) => {
                    outcome.refused.push(refusal);
                    self.remove(&slug)?;
                }
            }
        }
        Ok(())
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
