//! The version of the store that is served: the store itself, and the snapshot of it once that is made.

use crate::catalogue::{ResultFormat, ResultsError};
use crate::sparql::{Evaluation, Source};
use crate::store::{Snapshot, SnapshotError, Store};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// What queries are evaluated on.
#[derive(Clone)]
pub(super) struct Version {
    store: Store,
    budget: usize,
    state: Arc<Mutex<State>>,
}

/// The store's version, and what is known of it.
#[derive(Default)]
struct State {
    number: u64,
    snapshot: Option<Arc<Snapshot>>,
    /// Whether a thread is at work that makes one.
    making: bool,
}

impl Version {
    /// The store as it is, and a thread that makes its snapshot in as many bytes as it may take.
    pub(super) fn of(store: Store, budget: usize) -> Self {
        let version = Self { store, budget, state: Arc::default() };
        version.renew();
        version
    }

    /// Whether queries are answered from a snapshot.
    pub(super) fn has_snapshot(&self) -> bool {
        self.with(|state| state.snapshot.is_some())
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
    }

    /// Has a snapshot made of the store as it is now, by a thread of its own.
    pub(super) fn renew(&self) {
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
        self.with(|state| {
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
        })
    }

    /// Evaluates a query and writes its answer.
    pub(super) fn write<W: Write>(
        &self,
        query: spargebra::Query,
        evaluation: &Evaluation,
        (format, most): (ResultFormat, usize),
        writer: W,
    ) -> Result<W, ResultsError> {
        if let Some(snapshot) = self.with(|state| state.snapshot.clone()) {
            return format.write_at_most(most, evaluation.on(query, Source::Snapshot(snapshot))?, writer);
        }
        let transaction = self.store.oxigraph().start_transaction().map_err(ResultsError::Storage)?;
        format.write_at_most(most, evaluation.on(query, Source::Store(&transaction))?, writer)
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
        let version = Version { store, budget: usize::MAX, state: Arc::default() };
        assert!(!version.make());
        assert!(version.has_snapshot());
        version.changed();
        assert!(!version.has_snapshot());
        assert!(!version.make());
        assert!(version.has_snapshot());
    }
}
