//! A copy of one version of the store that is only read: terms numbered, quads sorted in four orders, all in memory.
//!
//! RocksDB stays the truth. The snapshot answers the patterns of queries from sorted arrays, where the store would look up each term of each quad: between
//! three and nine times faster. It never changes; whoever writes makes the next one.

mod index;
mod read;
mod terms;

use super::Store;
use index::{DEFAULT_GRAPH, Index, Order};
use oxigraph::model::{GraphName, Term, TermRef};
use oxigraph::store::StorageError;
use std::sync::Arc;
use terms::{TermId, Terms};

/// A version of the store in memory.
pub struct Snapshot {
    terms: Terms,
    indexes: [Index; 4],
    /// The graphs that have a name, in the order of their numbers.
    graphs: Vec<TermId>,
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It would take more memory than it may.
    #[error("a snapshot of the store takes more than the {} MB that it may take", .0 / 1024 / 1024)]
    TooLarge(usize),
    /// The store cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Which graphs a pattern is looked for in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Graphs {
    /// All, as one: a triple that several hold is found once.
    Union,
    /// Those with these numbers, as one.
    Merged(Arc<[u32]>),
    /// Those with a name, each for itself.
    Named,
    /// The one without a name.
    Default,
    /// The one with this number.
    One(u32),
}

impl Snapshot {
    /// Reads the whole store, on all cores. What is written meanwhile may be in it or not: who serves it tells by the number of the version.
    ///
    /// # Errors
    /// When it takes more bytes than `budget`, or the store cannot be read.
    pub fn of(store: &Store, budget: usize) -> Result<Self, SnapshotError> {
        let (terms, quads) = read::read(store, budget)?;
        if u32::try_from(quads.len()).is_err() {
            return Err(SnapshotError::TooLarge(budget));
        }
        let (count, quads) = (terms.len(), quads.as_slice());
        let indexes = std::thread::scope(|scope| {
            let sorting = Order::ALL.map(|order| scope.spawn(move || Index::of(order, quads, count)));
            sorting.map(|thread| thread.join().unwrap_or_default())
        });
        let mut graphs: Vec<TermId> = quads.iter().map(|row| row[3]).filter(|graph| *graph != DEFAULT_GRAPH).collect();
        graphs.sort_unstable();
        graphs.dedup();
        Ok(Self { terms, indexes, graphs })
    }

    /// How many quads it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.indexes[0].len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.terms.size()
            + self.indexes.iter().map(Index::size).sum::<usize>()
            + self.graphs.len() * size_of::<TermId>()
    }

    /// The number of a term, where any quad has it.
    #[must_use]
    pub fn number(&self, term: TermRef<'_>) -> Option<u32> {
        self.terms.find(term)
    }

    /// The term with a number; a number of another snapshot gives some other term, or an empty text.
    #[must_use]
    pub fn term(&self, number: u32) -> Term {
        self.terms.term(number)
    }

    /// Writes the term with a number as it stands in a line of canonical N-Quads (RDFC-1.0).
    pub(super) fn write_canonical(&self, number: u32, line: &mut String) {
        self.terms.write_canonical(number, line);
    }

    /// Whether the term with a number is a blank node or a triple: what is written of such depends on others.
    pub(super) fn is_entangled(&self, number: u32) -> bool {
        self.terms.is_entangled(number)
    }

    /// How many bytes the term with a number is long, its datatype or language included.
    #[must_use]
    pub fn length(&self, number: u32) -> usize {
        self.terms.length(number)
    }

    /// The number of a graph for [`Graphs::Merged`], the default graph's included; none where it holds nothing.
    #[must_use]
    pub fn graph(&self, name: &GraphName) -> Option<u32> {
        match name {
            GraphName::DefaultGraph => Some(DEFAULT_GRAPH),
            GraphName::NamedNode(node) => self.number(node.as_ref().into()),
            GraphName::BlankNode(node) => self.number(node.as_ref().into()),
        }
    }

    /// The numbers of the graphs that have a name, ascending.
    #[must_use]
    pub fn graphs(&self) -> &[u32] {
        &self.graphs
    }

    /// The quads that have these terms, in no order that is promised.
    #[must_use]
    pub fn matching(
        self: &Arc<Self>,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
        graphs: Graphs,
    ) -> Matching {
        let graph = match graphs {
            Graphs::One(graph) => Some(graph),
            Graphs::Default => Some(DEFAULT_GRAPH),
            Graphs::Union | Graphs::Merged(_) | Graphs::Named => None,
        };
        let row = [subject, predicate, object, graph];
        let order = Order::for_bound(row.map(|term| term.is_some()));
        let key = order.permuted(row.map(|term| term.unwrap_or(0)));
        let bound = match order {
            Order::Spog => leading([subject, predicate, object, graph]),
            Order::Posg => leading([predicate, object, subject, graph]),
            Order::Ospg => leading([object, subject, predicate, graph]),
            Order::Gspo => leading([graph, subject, predicate, object]),
        };
        let range = self.index(order).range(key, bound);
        Matching { snapshot: Arc::clone(self), order, at: range.start, end: range.end, graphs, graph, last: None }
    }

    fn index(&self, order: Order) -> &Index {
        &self.indexes[order as usize]
    }
}

fn leading(key: [Option<u32>; 4]) -> usize {
    key.iter().take_while(|term| term.is_some()).count()
}

/// The quads of a snapshot that fit a pattern, as numbers of subject, predicate, object and graph; the graph is `None` in the default graph and in the union.
pub struct Matching {
    snapshot: Arc<Snapshot>,
    order: Order,
    at: usize,
    end: usize,
    graphs: Graphs,
    /// The graph that is wanted, where the order does not see to it.
    graph: Option<TermId>,
    /// The triple before, so that the union gives each once.
    last: Option<[TermId; 3]>,
}

impl Iterator for Matching {
    type Item = ([u32; 3], Option<u32>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.end {
            let sorted = self.snapshot.index(self.order).row(self.at)?;
            self.at += 1;
            let [subject, predicate, object, graph] = self.order.restored(sorted);
            let triple = [subject, predicate, object];
            match &self.graphs {
                Graphs::Merged(among) if !among.contains(&graph) => {}
                // The graph comes last in the orders that serve the union, so the same triples follow each other.
                Graphs::Union | Graphs::Merged(_) if self.last.replace(triple) != Some(triple) => {
                    return Some((triple, None));
                }
                Graphs::Named if graph != DEFAULT_GRAPH => return Some((triple, Some(graph))),
                Graphs::One(_) if self.graph == Some(graph) => return Some((triple, Some(graph))),
                Graphs::Default if graph == DEFAULT_GRAPH => return Some((triple, None)),
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::Base;
    use oxigraph::model::{Literal, NamedNode, Quad};

    fn node(name: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("https://example.org/{name}"))
    }

    fn store() -> Store {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        for graph in ["g", "h", "i"] {
            let quad = Quad::new(node("s"), node("p"), Literal::new_simple_literal("o"), node(graph));
            store.oxigraph().insert(&quad).unwrap();
        }
        store.oxigraph().insert(&Quad::new(node("s"), node("p"), node("o"), GraphName::DefaultGraph)).unwrap();
        store
    }

    #[test]
    fn the_union_counts_once() {
        let snapshot = Arc::new(Snapshot::of(&store(), usize::MAX).unwrap());
        assert_eq!((snapshot.len(), snapshot.graphs().len()), (4, 3));
        let subject = snapshot.number(node("s").as_ref().into());
        let count = |graphs| snapshot.matching(subject, None, None, graphs).count();
        assert_eq!((count(Graphs::Union), count(Graphs::Named), count(Graphs::Default)), (2, 3, 1));
        let graph = snapshot.number(node("h").as_ref().into()).unwrap();
        assert_eq!(count(Graphs::One(graph)), 1);
        assert_eq!(snapshot.matching(None, None, None, Graphs::One(graph)).count(), 1);
        assert_eq!(snapshot.number(node("nobody").as_ref().into()), None);
    }

    #[test]
    fn the_same_store_gives_the_same_numbers() {
        let store = store();
        for n in 0..500 {
            let quad = Quad::new(node("s"), node("p"), node(&format!("o{n}")), node(&format!("g{}", n % 50)));
            store.oxigraph().insert(&quad).unwrap();
        }
        let all = || {
            let snapshot = Arc::new(Snapshot::of(&store, usize::MAX).unwrap());
            snapshot.matching(None, None, None, Graphs::Named).collect::<Vec<_>>()
        };
        let first = all();
        assert_eq!(first.len(), 503);
        assert!((0..20).all(|_| all() == first));
    }

    #[test]
    fn a_budget_is_kept() {
        let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
        for n in 0..5000 {
            let quad = Quad::new(node("s"), node(&format!("p{n}")), node("o"), GraphName::DefaultGraph);
            store.oxigraph().insert(&quad).unwrap();
        }
        assert!(matches!(Snapshot::of(&store, 100_000), Err(SnapshotError::TooLarge(100_000))));
        assert_eq!(Snapshot::of(&store, usize::MAX).unwrap().len(), 5000);
    }
}
