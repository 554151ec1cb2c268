//! What each run changed: a version of the store, and what came, was read anew, was replaced, or went. It stands in the operations graph, and is bounded: of a
//! version no more than [`TOLD`] changes are told one by one, and no more than [`KEPT`] versions are kept.
//!
//! A change is in the commit that makes it, so that a run that is killed tells what it did; the version itself is in the last commit, with the resolution.

use super::operations::Operations;
use crate::graph::vocabulary::{prov, rap};
use crate::store::{Changes, Store};
use jiff::Timestamp;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Term};
use oxigraph::store::StorageError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Of one version, so many changes are told one by one; the others are counted.
const TOLD: usize = 100;
/// So many versions are kept.
const KEPT: u64 = 1_000;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change<'a> {
    /// It is new.
    Came,
    /// The same bytes were read once more, by another version of the reader or under another name.
    ReadAnew,
    /// Its place gives another one now.
    Replaced(&'a str),
    /// It can no longer be read.
    Went,
}

impl Change<'_> {
    const fn word(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::ReadAnew => "read anew",
            Self::Replaced(_) => "replaced",
            Self::Went => "went",
        }
    }
}

/// The version that a run is making.
#[derive(Debug)]
pub(super) struct Record {
    number: u64,
    told: AtomicUsize,
    untold: AtomicUsize,
}

impl Record {
    /// The version behind the last of a store.
    pub(super) fn begin(store: &Store) -> Result<Self, StorageError> {
        let last = last(store)?;
        Ok(Self { number: last + 1, told: AtomicUsize::new(0), untold: AtomicUsize::new(0) })
    }
}

/// The number of the last version of a store, 0 for none.
fn last(store: &Store) -> Result<u64, StorageError> {
    let graph = store.base().operations_graph();
    Ok(match store.value(&graph, rap::STORE_VERSION, &graph)?.map(|quad| quad.object) {
        Some(Term::Literal(number)) => number.value().parse().unwrap_or(0),
        _ => 0,
    })
}

impl Operations {
    fn version_node(&self, number: u64) -> NamedNode {
        self.base().id("version", &number.to_string())
    }

    /// Notes what becomes of a report, called by a name, in the commit that makes it so.
    pub(super) fn note(&self, change: Change<'_>, slug: &str, name: &str, changes: &mut Changes) {
        let record = self.record();
        if record.told.fetch_add(1, Ordering::Relaxed) >= TOLD {
            record.untold.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let word = change.word();
        let node = self.base().id("change", &format!("{}-{}-{slug}", record.number, word.replace(' ', "-")));
        let text = |property, text: &str| self.quad(&node, property, Literal::new_simple_literal(text));
        changes.added.extend([
            self.quad(&node, rdf::TYPE, rap::CHANGE),
            self.quad(&node, rap::IN_VERSION, self.version_node(record.number)),
            self.quad(&node, rap::CHANGED_REPORT, self.base().id("report", slug)),
            text(rap::CHANGE_KIND, word),
            text(rap::REPORT_NAME, name),
        ]);
        if let Change::Replaced(later) = change {
            changes.added.push(self.quad(&node, rap::LATER_REPORT, self.base().id("report", later)));
        }
    }

    /// What a run leaves of its version when it ends; versions that are too many go.
    pub(super) fn end_version(
        &self,
        store: &Store,
        run: &NamedNode,
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let record = self.record();
        let (number, node) = (record.number, self.version_node(record.number));
        let graph = self.graph();
        // Those of a run that was killed before it ended are among them.
        let told = self.changes_of(store, &node)?.len();
        let whole = |count: u64| Literal::new_typed_literal(count.to_string(), xsd::INTEGER);
        let count = u64::try_from(told + record.untold.load(Ordering::Relaxed)).unwrap_or(u64::MAX);
        let now = Literal::new_typed_literal(Timestamp::now().to_string(), xsd::DATE_TIME);
        changes.added.extend([
            self.quad(&node, rdf::TYPE, rap::STORE_VERSION_CLASS),
            self.quad(&node, rap::STORE_VERSION, whole(number)),
            self.quad(&node, rap::CHANGE_COUNT, whole(count)),
            self.quad(&node, prov::GENERATED_AT_TIME, now),
            self.quad(&node, prov::WAS_GENERATED_BY, run.clone()),
            self.quad(graph, rap::STORE_VERSION, whole(number)),
        ]);
        changes.removed.extend(store.value(graph, rap::STORE_VERSION, graph)?);
        if let Some(old) = number.checked_sub(KEPT).filter(|old| *old > 0) {
            let old = self.version_node(old);
            for subject in self.changes_of(store, &old)?.into_iter().chain([old.into()]) {
                let name = Some(GraphNameRef::NamedNode(graph.as_ref()));
                for quad in store.oxigraph().quads_for_pattern(Some(subject.as_ref()), None, None, name) {
                    changes.removed.push(quad?);
                }
            }
        }
        Ok(())
    }

    fn changes_of(&self, store: &Store, version: &NamedNode) -> Result<Vec<NamedOrBlankNode>, StorageError> {
        let graph = Some(GraphNameRef::NamedNode(self.graph().as_ref()));
        let version = Some(version.as_ref().into());
        let found = store.oxigraph().quads_for_pattern(None, Some(rap::IN_VERSION), version, graph);
        found.map(|quad| quad.map(|quad| quad.subject)).collect()
    }
}
