//! One version of the facts, as they are looked up to be written: in memory by the numbers of their terms, or in the store where that is too large.

use super::line::write_line;
use crate::store::{Graphs, Snapshot};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Subjects and graphs by the numbers that the facts give them, in the order in which they are written; the graph without a name has none.
#[derive(Default)]
pub(super) struct Outline {
    /// All subjects.
    pub(super) subjects: Vec<u32>,
    /// The graphs, and the subjects of each.
    pub(super) graphs: Vec<(Option<u32>, Vec<u32>)>,
}

/// Where the quads of a subject are looked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Among {
    /// In all graphs.
    All,
    /// In the one with this number; without one, in that without a name.
    Graph(Option<u32>),
}

/// Facts, which are all graphs but that of operations.
pub(super) trait Facts {
    /// A quad.
    type Row;

    /// What there is; none where lines depend on each other, since there are blank nodes or triple terms.
    fn outline(&mut self) -> Result<Option<Outline>, StorageError>;

    /// The quads of a subject.
    fn rows(&self, subject: u32, among: Among) -> Result<Vec<Self::Row>, StorageError>;

    /// Writes a quad as a line.
    fn write_line(&self, row: &Self::Row, line: &mut String);

    /// A quad with its terms.
    fn quad(&self, row: &Self::Row) -> Option<Quad>;

    /// All quads.
    fn all(&self) -> Box<dyn Iterator<Item = Result<Quad, StorageError>> + '_>;
}

impl Outline {
    /// Puts subjects and graphs in the order of their lines.
    fn sorted(mut self, key: impl Fn(u32) -> String) -> Self {
        self.subjects = self.graphs.iter().flat_map(|(_, subjects)| subjects).copied().collect();
        self.subjects.sort_unstable();
        self.subjects.dedup();
        self.subjects.sort_by_cached_key(|subject| key(*subject));
        let places: FxHashMap<u32, usize> = self.subjects.iter().enumerate().map(|(at, one)| (*one, at)).collect();
        self.graphs.sort_by_cached_key(|(graph, _)| graph.map(&key));
        for (_, subjects) in &mut self.graphs {
            subjects.sort_by_key(|subject| places.get(subject));
        }
        self
    }
}

/// Facts in memory.
pub(super) struct Numbered {
    snapshot: Arc<Snapshot>,
    operations: Option<u32>,
}

impl Numbered {
    pub(super) fn of(snapshot: Arc<Snapshot>, operations: &GraphName) -> Self {
        Self { operations: snapshot.graph(operations), snapshot }
    }

    fn node(&self, number: u32) -> Option<NamedOrBlankNode> {
        match self.snapshot.term(number) {
            Term::NamedNode(node) => Some(node.into()),
            Term::BlankNode(node) => Some(node.into()),
            Term::Literal(_) | Term::Triple(_) => None,
        }
    }
}

impl Facts for Numbered {
    type Row = ([u32; 3], Option<u32>);

    fn outline(&mut self) -> Result<Option<Outline>, StorageError> {
        let snapshot = &self.snapshot;
        let named = snapshot.graphs().iter().copied().map(Some).filter(|graph| *graph != self.operations);
        let mut outline = Outline::default();
        for graph in named.chain([None]) {
            let mut subjects: Vec<u32> = Vec::new();
            for ([subject, _, object], _) in
                snapshot.matching(None, None, None, graph.map_or(Graphs::Default, Graphs::One))
            {
                if snapshot.is_entangled(subject) || snapshot.is_entangled(object) {
                    return Ok(None);
                }
                if subjects.last() != Some(&subject) {
                    subjects.push(subject);
                }
            }
            if graph.is_some_and(|graph| snapshot.is_entangled(graph)) {
                return Ok(None);
            }
            subjects.sort_unstable();
            subjects.dedup();
            outline.graphs.push((graph, subjects));
        }
        Ok(Some(outline.sorted(|number| snapshot.term(number).to_string())))
    }

    fn rows(&self, subject: u32, among: Among) -> Result<Vec<Self::Row>, StorageError> {
        let found = |graphs| self.snapshot.matching(Some(subject), None, None, graphs);
        Ok(match among {
            Among::Graph(Some(graph)) => found(Graphs::One(graph)).collect(),
            Among::Graph(None) => found(Graphs::Default).collect(),
            Among::All => {
                let facts = found(Graphs::Named).filter(|(_, graph)| *graph != self.operations);
                facts.chain(found(Graphs::Default)).collect()
            }
        })
    }

    fn write_line(&self, ([subject, predicate, object], graph): &Self::Row, line: &mut String) {
        for term in [subject, predicate, object].into_iter().chain(graph) {
            self.snapshot.write_canonical(*term, line);
            line.push(' ');
        }
        line.push_str(".\n");
    }

    fn quad(&self, ([subject, predicate, object], graph): &Self::Row) -> Option<Quad> {
        let Term::NamedNode(predicate) = self.snapshot.term(*predicate) else { return None };
        let graph = match graph {
            Some(graph) => self.node(*graph)?.into(),
            None => GraphName::DefaultGraph,
        };
        Some(Quad::new(self.node(*subject)?, predicate, self.snapshot.term(*object), graph))
    }

    fn all(&self) -> Box<dyn Iterator<Item = Result<Quad, StorageError>> + '_> {
        let found = |graphs| self.snapshot.matching(None, None, None, graphs);
        let facts = found(Graphs::Named).filter(|(_, graph)| *graph != self.operations);
        Box::new(facts.chain(found(Graphs::Default)).filter_map(|row| self.quad(&row).map(Ok)))
    }
}

/// Facts in the store, as a transaction sees them. Only the names of subjects are in memory.
pub(super) struct Stored<'s> {
    transaction: Transaction<'s>,
    operations: GraphName,
    names: Vec<NamedNode>,
}

impl<'s> Stored<'s> {
    pub(super) const fn of(transaction: Transaction<'s>, operations: GraphName) -> Self {
        Self { transaction, operations, names: Vec::new() }
    }

    fn name(&self, number: u32) -> Option<NamedNodeRef<'_>> {
        self.names.get(number as usize).map(NamedNode::as_ref)
    }
}

impl Facts for Stored<'_> {
    type Row = Quad;

    fn outline(&mut self) -> Result<Option<Outline>, StorageError> {
        let mut numbers: FxHashMap<NamedNode, u32> = FxHashMap::default();
        let mut graphs: FxHashMap<Option<u32>, Vec<u32>> = FxHashMap::default();
        let mut names = Vec::new();
        let mut number = |node: NamedNode| {
            *numbers.entry(node).or_insert_with_key(|node| {
                names.push(node.clone());
                u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
            })
        };
        for quad in self.all() {
            let Quad { subject, object, graph_name, .. } = quad?;
            let (NamedOrBlankNode::NamedNode(subject), Term::NamedNode(_) | Term::Literal(_)) = (subject, object)
            else {
                return Ok(None);
            };
            let graph = match graph_name {
                GraphName::DefaultGraph => None,
                GraphName::NamedNode(graph) => Some(number(graph)),
                GraphName::BlankNode(_) => return Ok(None),
            };
            let subject = number(subject);
            let subjects = graphs.entry(graph).or_default();
            if subjects.last() != Some(&subject) {
                subjects.push(subject);
            }
        }
        for subjects in graphs.values_mut() {
            subjects.sort_unstable();
            subjects.dedup();
        }
        drop(numbers);
        self.names = names;
        let outline = Outline { subjects: Vec::new(), graphs: graphs.into_iter().collect() };
        Ok(Some(outline.sorted(|number| self.name(number).map_or_else(String::new, |name| name.to_string()))))
    }

    fn rows(&self, subject: u32, among: Among) -> Result<Vec<Self::Row>, StorageError> {
        let Some(subject) = self.name(subject) else { return Ok(Vec::new()) };
        let graph = match among {
            Among::All => None,
            Among::Graph(graph) => {
                let name = graph.and_then(|graph| self.name(graph));
                Some(name.map_or(GraphNameRef::DefaultGraph, GraphNameRef::from))
            }
        };
        let found = self.transaction.quads_for_pattern(Some(subject.into()), None, None, graph);
        found.filter(|quad| !matches!(quad, Ok(quad) if quad.graph_name == self.operations)).collect()
    }

    fn write_line(&self, row: &Self::Row, line: &mut String) {
        write_line(row, line);
    }

    fn quad(&self, row: &Self::Row) -> Option<Quad> {
        Some(row.clone())
    }

    fn all(&self) -> Box<dyn Iterator<Item = Result<Quad, StorageError>> + '_> {
        let found = self.transaction.quads_for_pattern(None, None, None, None);
        Box::new(found.filter(|quad| !matches!(quad, Ok(quad) if quad.graph_name == self.operations)))
    }
}
