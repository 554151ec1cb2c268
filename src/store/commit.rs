//! Commits: all of their quads are in the store, or none.

use super::fault;
use super::open::{DATABASE, Store};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, Quad, QuadRef};
use oxigraph::store::{BulkLoader, StorageError};
use rustc_hash::FxHashSet;

/// From this many additions on, the bulk loader is faster than a transaction.
const BULK_FROM: usize = 20_000;
/// The bulk loader sorts in so many threads, and a thousand quads at a time for each of these megabytes, in all threads together: a bound on memory however many
/// cores there are. Each piece becomes files that the database merges later, and the smaller they are the more often it merges them.
const BULK_THREADS: usize = 2;
const BULK_MEGABYTES: usize = 500;

/// What one commit changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// Quads to be in the store.
    pub added: Vec<Quad>,
    /// Quads to be no longer in it.
    pub removed: Vec<Quad>,
}

impl Changes {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl Store {
    /// Makes the changes, all or none: a process that is killed leaves the store as it was before or as it is after.
    ///
    /// Additions without removals go through the bulk loader when there are many, whose files enter the database in one atomic step; everything else is
    /// one transaction.
    ///
    /// # Errors
    /// When the database cannot write; then nothing has changed.
    pub fn commit(&self, mut changes: Changes) -> Result<(), StorageError> {
        fault::point("before-commit");
        if changes.removed.is_empty() && changes.added.len() >= BULK_FROM {
            let mut loader = self.bulk_loader();
            changes.added.push(self.new_stamp());
            loader.load_quads(changes.added)?;
            fault::point("bulk-loaded");
            loader.commit()?;
        } else {
            let mut transaction = self.oxigraph().start_transaction()?;
            for quad in &changes.removed {
                transaction.remove(quad);
            }
            for quad in &changes.added {
                transaction.insert(quad);
            }
            // A graph without quads is none: its name goes with the last of them.
            let graphs: FxHashSet<&GraphName> = changes.removed.iter().map(|quad| &quad.graph_name).collect();
            for graph in graphs {
                let left = transaction.quads_for_pattern(None, None, None, Some(graph.as_ref())).next().transpose()?;
                if let (None, GraphName::NamedNode(graph)) = (left, graph) {
                    transaction.remove_named_graph(graph)?;
                }
            }
            if !changes.is_empty() {
                self.stamp(&mut transaction)?;
            }
            fault::point("in-transaction");
            transaction.commit()?;
        }
        fault::point("after-commit");
        Ok(())
    }

    /// What takes many quads at once, within bounds of memory.
    pub(super) fn bulk_loader(&self) -> BulkLoader<'_> {
        let loader = self.oxigraph().bulk_loader();
        loader.with_num_threads(BULK_THREADS).with_max_memory_size_in_megabytes(BULK_MEGABYTES)
    }

    /// All quads of one graph.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn graph(&self, name: NamedNodeRef<'_>) -> Result<Vec<Quad>, StorageError> {
        self.oxigraph().quads_for_pattern(None, None, None, Some(GraphNameRef::NamedNode(name))).collect()
    }

    /// The one object of a subject and a property in a graph.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn value(
        &self,
        subject: &NamedNode,
        property: NamedNodeRef<'_>,
        graph: &NamedNode,
    ) -> Result<Option<Quad>, StorageError> {
        let graph = GraphNameRef::NamedNode(graph.as_ref());
        self.oxigraph()
            .quads_for_pattern(Some(subject.as_ref().into()), Some(property), None, Some(graph))
            .next()
            .transpose()
    }

    /// Whether a quad is in the store.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contains(&self, quad: QuadRef<'_>) -> Result<bool, StorageError> {
        self.oxigraph().contains(quad)
    }

    /// Deletes files that a killed bulk load left behind; the caller must not be loading.
    pub fn sweep(&self) {
        let Some(folder) = self.dir().map(|d| d.join(DATABASE)) else { return };
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|e| e.path()) {
            let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with("bulk-") && path.extension().is_some_and(|e| e == "sst") {
                // What cannot be deleted only takes room.
                let _ = std::fs::remove_file(path);
            }
        }
    }
}
