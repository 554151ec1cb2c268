//! The version of the store that is served: the store itself, and the snapshot of it once that is made.

use crate::catalogue::{ResultFormat, ResultsError};
use crate::sparql::{Evaluation, Source};
use crate::store::{Snapshot, Store};
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// What queries are evaluated on.
#[derive(Clone)]
pub(super) struct Version {
    store: Store,
    snapshot: Arc<OnceLock<Arc<Snapshot>>>,
}

impl Version {
    /// The store as it is, and a thread that makes its snapshot in as many bytes as it may take.
    pub(super) fn of(store: Store, budget: usize) -> Self {
        let version = Self { store, snapshot: Arc::default() };
        let made = version.clone();
        std::thread::spawn(move || match Snapshot::of(&made.store, budget) {
            Ok(snapshot) => {
                tracing::info!(quads = snapshot.len(), bytes = snapshot.size(), "the snapshot is made");
                let _ = made.snapshot.set(Arc::new(snapshot));
            }
            Err(error) => tracing::warn!(%error, "queries read the store, which is slower"),
        });
        version
    }

    /// Whether queries are answered from the snapshot.
    pub(super) fn has_snapshot(&self) -> bool {
        self.snapshot.get().is_some()
    }

    /// Evaluates a query and writes its answer.
    pub(super) fn write<W: Write>(
        &self,
        query: spargebra::Query,
        evaluation: &Evaluation,
        (format, most): (ResultFormat, usize),
        writer: W,
    ) -> Result<W, ResultsError> {
        if let Some(snapshot) = self.snapshot.get() {
            let source = Source::Snapshot(Arc::clone(snapshot));
            return format.write_at_most(most, evaluation.on(query, source)?, writer);
        }
        let transaction = self.store.oxigraph().start_transaction().map_err(ResultsError::Storage)?;
        format.write_at_most(most, evaluation.on(query, Source::Store(&transaction))?, writer)
    }
}
