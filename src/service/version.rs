//! The version of the store that is served: the store itself, and the snapshot of it once that is made.

use super::indexed::Indexed;
use crate::catalogue::{Extent, ResultFormat, ResultsError};
use crate::graph::vocabulary::rap;
use crate::sparql::{Evaluation, Source};
use crate::store::{Snapshot, SnapshotError, Store};
use oxigraph::model::vocab::rdf;
use oxigraph::store::StorageError;
use std::io::Write;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// What queries are evaluated on.
#[derive(Clone)]
pub(super) struct Version {
    store: Store,
    budget: usize,
    state: Arc<Mutex<State>>,
    /// Told when a snapshot is made, or none will be.
    settled: Arc<Condvar>,
    /// Held by the one who counts.
    counting: Arc<Mutex<()>>,
    indexed: Indexed,
}

/// What a version of the store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) reports: usize,
    pub(super) quads: usize,
}

/// What there is of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SnapshotState {
    /// Queries are answered from it; it takes so many bytes.
    Made(usize),
    /// It is being made; queries read the store until then.
    Making,
    /// There is none, and none comes before the next change: it may not be made, or would be too large.
    None,
}

impl SnapshotState {
    /// Its word in answers.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Made(_) => "made",
            Self::Making => "making",
            Self::None => "none",
        }
    }
}

/// The store's version, and what is known of it.
#[derive(Default)]
struct State {
    number: u64,
    snapshot: Option<Arc<Snapshot>>,
    /// Whether a thread is at work that makes one.
    making: bool,
    /// What the version of that number holds.
    counts: Option<(u64, Counts)>,
}

impl Version {
    /// The store as it is, and a thread that makes its snapshot in as many bytes as it may take.
    pub(super) fn of(store: Store, budget: usize) -> Self {
        let indexed = Indexed::of(store.clone());
        let version =
            Self { store, budget, state: Arc::default(), settled: Arc::default(), counting: Arc::default(), indexed };
        version.renew();
        version
    }

    /// Whether queries are answered from a snapshot.
    pub(super) fn has_snapshot(&self) -> bool {
        self.with(|state| state.snapshot.is_some())
    }

    /// What there is of the snapshot.
    pub(super) fn snapshot(&self) -> SnapshotState {
        self.with(|state| match &state.snapshot {
            Some(snapshot) => SnapshotState::Made(snapshot.size()),
            None if state.making => SnapshotState::Making,
            None => SnapshotState::None,
        })
    }

    /// What this version of the store holds: counted once a version, by the first who asks. Blocks.
    pub(super) fn counts(&self) -> Result<Counts, StorageError> {
        let _turn = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, known, snapshot) = self.with(|state| (state.number, state.counts, state.snapshot.clone()));
        if let Some((of, counts)) = known
            && of == number
        {
            return Ok(counts);
        }
        let mut reports = 0;
        for quad in self.store.oxigraph().quads_for_pattern(None, Some(rdf::TYPE), Some(rap::REPORT.into()), None) {
            quad?;
            reports += 1;
        }
        // Without a snapshot all quads are gone through.
        let quads = snapshot.map_or_else(|| self.store.oxigraph().len(), |snapshot| Ok(snapshot.len()))?;
        let counts = Counts { reports, quads };
        self.with(|state| state.counts = Some((number, counts)));
        Ok(counts)
    }

    /// The search index.
    pub(super) fn indexed(&self) -> &Indexed {
        &self.indexed
    }

    /// The number of this version of the store, in this run of the program.
    pub(super) fn number(&self) -> u64 {
        self.with(|state| state.number)
    }

    /// Says that the store is about to change, or has changed: from here on readers see the store itself, until there is a snapshot that was begun later.
    pub(super) fn changed(&self) {
        self.with(|state| {
            state.number += 1;
            state.snapshot = None;
        });
        self.indexed.changed();
    }

    /// Has a snapshot and the search index made of the store as it is now, by threads of their own.
    pub(super) fn renew(&self) {
        self.indexed.renew();
        if self.budget == 0 || self.with(|state| std::mem::replace(&mut state.making, true)) {
            return;
        }
        let version = self.clone();
        std::thread::spawn(move || while version.make() {});
    }

    /// Makes a snapshot; whether another is to be made, since the store changed meanwhile.
    fn make(&self) -> bool {
        let number = self.with(|state| state.number);
        let made = Snapshot::of(&self.store, self.budget);
        let late = self.with(|state| {
            let late = state.number != number;
            match made {
                Ok(snapshot) if !late => {
                    tracing::info!(quads = snapshot.len(), bytes = snapshot.size(), "the snapshot is made");
                    state.snapshot = Some(Arc::new(snapshot));
                }
                Ok(_) => {}
                Err(error @ SnapshotError::TooLarge(_)) => tracing::info!(%error, "queries read the store"),
                Err(error) => tracing::error!(%error, "queries read the store"),
            }
            state.making = late;
            late
        });
        self.settled.notify_all();
        late
    }

    /// Evaluates a query and writes its answer, or as much of it as is wanted: the writer, and whether there is more. `rows` counts those that are written.
    pub(super) fn write<W: Write>(
        &self,
        query: spargebra::Query,
        evaluation: &Evaluation,
        (format, extent): (ResultFormat, Extent),
        writer: W,
        rows: &mut usize,
    ) -> Result<(W, bool), ResultsError> {
        if let Some(snapshot) = self.with(|state| state.snapshot.clone()) {
            return format.write_extent(extent, evaluation.on(query, Source::Snapshot(snapshot))?, writer, rows);
        }
        let transaction = self.store.oxigraph().start_transaction().map_err(ResultsError::Storage)?;
        format.write_extent(extent, evaluation.on(query, Source::Store(&transaction))?, writer, rows)
    }

    /// Looks at this version: at its snapshot where there is one, else at the store as one transaction sees it.
    pub(super) fn read<T>(&self, look: impl FnOnce(Source<'_>) -> T) -> Result<T, StorageError> {
        if let Some(snapshot) = self.with(|state| state.snapshot.clone()) {
            return Ok(look(Source::Snapshot(snapshot)));
        }
        let transaction = self.store.oxigraph().start_transaction()?;
        Ok(look(Source::Store(&transaction)))
    }

    /// The same for what goes through all of it: the store would take longer for that than it takes to make a snapshot, so one that is being made is waited for.
    pub(super) fn read_all<T>(
        &self,
        patience: Duration,
        look: impl FnOnce(Source<'_>) -> T,
    ) -> Result<T, StorageError> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = |state: &mut State| state.making && state.snapshot.is_none();
        drop(self.settled.wait_timeout_while(state, patience, waits));
        self.read(look)
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        // A panic while it was held leaves at worst a snapshot that is made again.
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;

    #[test]
    fn a_change_puts_the_snapshot_away_at_once() {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        let indexed = Indexed::of(store.clone());
        let version = Version {
            store,
            budget: usize::MAX,
            state: Arc::default(),
            settled: Arc::default(),
            counting: Arc::default(),
            indexed,
        };
        assert_eq!(version.snapshot(), SnapshotState::None);
        assert!(!version.make());
        assert!(version.has_snapshot());
        version.changed();
        assert!(!version.has_snapshot());
        assert!(!version.make());
        assert!(version.has_snapshot());
    }

    #[test]
    fn every_version_is_counted_anew() {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        let version = Version::of(store.clone(), 0);
        assert_eq!(version.counts().unwrap(), Counts { reports: 0, quads: 0 });
        let report = oxigraph::model::NamedNodeRef::new_unchecked("urn:r");
        let graph = oxigraph::model::GraphNameRef::NamedNode(report);
        store.oxigraph().insert(oxigraph::model::QuadRef::new(report, rdf::TYPE, rap::REPORT, graph)).unwrap();
        version.changed();
        assert_eq!(version.counts().unwrap(), Counts { reports: 1, quads: 1 });
    }
}
