//! What a query is evaluated on: a snapshot, or the store itself where there is none.

use super::meter::{reserve, tick, tick_bytes};
use super::value::Value;
use crate::store::{Graphs, Matching, Snapshot};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{QuadIter, StorageError, Transaction};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};
use std::rc::Rc;
use std::sync::Arc;

/// The graph that stands for all graphs as one. No request can name it: it is taken for no IRI of a graph that is asked for.
pub(super) const UNION: &str = "rapporteur-union:";

/// Where the quads of a query come from: one version of the store, whatever is written meanwhile.
#[derive(Clone)]
pub enum Source<'s> {
    /// A version of the store in memory.
    Snapshot(Arc<Snapshot>),
    /// The store as a transaction sees it.
    Store(&'s Transaction<'s>),
}

/// The quads of a source, and which graphs its union is made of.
pub(super) struct Quads<'s> {
    source: Source<'s>,
    /// Some graphs, or all.
    merged: Option<Merged>,
}

/// Graphs that are one to a query.
enum Merged {
    /// In a snapshot, by their numbers.
    Numbers(Arc<[u32]>),
    /// In the store.
    Names(Rc<[GraphName]>),
}

impl<'s> Quads<'s> {
    /// The quads of a source; the union is that of the graphs `merged`, else of all.
    pub(super) fn of(source: Source<'s>, merged: Option<Vec<GraphName>>) -> Self {
        let merged = merged.map(|graphs| match &source {
            Source::Snapshot(snapshot) => Merged::Numbers(graphs.iter().filter_map(|g| snapshot.graph(g)).collect()),
            Source::Store(_) => Merged::Names(graphs.into()),
        });
        Self { source, merged }
    }
}

impl Source<'_> {
    /// The term that a value stands for.
    pub(super) fn term(&self, value: &Value) -> Term {
        match (value, self) {
            (Value::Other(term), _) => {
                reserve(length(term));
                Term::clone(term)
            }
            (Value::Known(number), Self::Snapshot(snapshot)) => {
                tick_bytes(snapshot.length(*number));
                snapshot.term(*number)
            }
            // The store gives no numbers, so that there is none to look up.
            (Value::Known(_), Self::Store(_)) => NamedNode::new_unchecked(UNION).into(),
        }
    }

    /// How many bytes the term with a number is long.
    pub(super) fn length(&self, number: u32) -> usize {
        match self {
            Self::Snapshot(snapshot) => snapshot.length(number),
            Self::Store(_) => 0,
        }
    }

    /// The value that stands for a term.
    pub(super) fn value(&self, term: Term) -> Value {
        reserve(length(&term));
        let known = match self {
            Self::Snapshot(snapshot) => snapshot.number(term.as_ref()),
            Self::Store(_) => None,
        };
        known.map_or_else(|| Value::Other(Rc::new(term)), Value::Known)
    }
}

/// About how many bytes of text a term holds.
fn length(term: &Term) -> usize {
    match term {
        Term::NamedNode(node) => node.as_str().len(),
        Term::BlankNode(_) => 32,
        Term::Literal(literal) => literal.value().len(),
        Term::Triple(_) => 256,
    }
}

impl<'s> QueryableDataset<'s> for Quads<'s> {
    type InternalTerm = Value;
    type Error = StorageError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Value>,
        predicate: Option<&Value>,
        object: Option<&Value>,
        graph_name: Option<Option<&Value>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Value>, StorageError>> + use<'s> {
        tick();
        let pattern = [subject, predicate, object];
        let graph = match graph_name {
            None => Graph::Named,
            Some(None) => Graph::Default,
            Some(Some(Value::Other(term))) if is_union(term) => Graph::Merged(self.merged.as_ref()),
            Some(Some(graph)) => Graph::One(graph),
        };
        match &self.source {
            Source::Snapshot(snapshot) => Found::of_snapshot(snapshot, pattern, &graph),
            Source::Store(transaction) => Found::of_store(transaction, pattern, &graph),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Value, StorageError>> + use<'s> {
        let graphs: Box<dyn Iterator<Item = Result<Value, StorageError>> + 's> = match &self.source {
            Source::Snapshot(snapshot) => {
                let (snapshot, count) = (Arc::clone(snapshot), snapshot.graphs().len());
                Box::new((0..count).filter_map(move |at| snapshot.graphs().get(at).map(|id| Ok(Value::Known(*id)))))
            }
            Source::Store(transaction) => {
                Box::new(transaction.named_graphs().map(|graph| Ok(Value::Other(Rc::new(graph?.into())))))
            }
        };
        graphs.inspect(|_| tick())
    }

    fn contains_internal_graph_name(&self, graph_name: &Value) -> Result<bool, StorageError> {
        match (&self.source, graph_name) {
            (Source::Snapshot(snapshot), Value::Known(graph)) => Ok(snapshot.graphs().binary_search(graph).is_ok()),
            (Source::Store(transaction), Value::Other(term)) => match named(term) {
                Some(graph) => transaction.contains_named_graph(graph.as_ref()),
                None => Ok(false),
            },
            _ => Ok(false),
        }
    }

    fn internalize_term(&self, term: Term) -> Result<Value, StorageError> {
        Ok(self.source.value(term))
    }

    fn externalize_term(&self, term: Value) -> Result<Term, StorageError> {
        Ok(self.source.term(&term))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<Value, StorageError> {
        Ok(self.source.value(term.into()))
    }
}

/// A subject or graph, where the term can be one.
fn named(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}

fn is_union(term: &Term) -> bool {
    matches!(term, Term::NamedNode(node) if node.as_str() == UNION)
}

/// Where a pattern is looked for.
enum Graph<'v> {
    /// In each graph that has a name.
    Named,
    /// In the one without.
    Default,
    /// In one.
    One(&'v Value),
    /// In several that are one, or in all.
    Merged(Option<&'v Merged>),
}

/// The quads that a pattern finds.
enum Found<'s> {
    Nothing,
    Snapshot(Matching),
    /// Quads of one graph, or of those with a name.
    Store(Box<QuadIter<'s>>),
    Union(Box<Union<'s>>),
}

type Pattern<'p> = [Option<&'p Value>; 3];

impl<'s> Found<'s> {
    fn of_snapshot(snapshot: &Arc<Snapshot>, pattern: Pattern<'_>, graph: &Graph<'_>) -> Self {
        let graphs = match graph {
            Graph::Named => Graphs::Named,
            Graph::Default => Graphs::Default,
            Graph::One(Value::Known(number)) => Graphs::One(*number),
            Graph::One(Value::Other(_)) => return Self::Nothing,
            Graph::Merged(Some(Merged::Numbers(graphs))) => Graphs::Merged(Arc::clone(graphs)),
            Graph::Merged(_) => Graphs::Union,
        };
        // A term without a number stands in no quad.
        let number = |value: Option<&Value>| match value {
            None => Some(None),
            Some(Value::Known(number)) => Some(Some(*number)),
            Some(Value::Other(_)) => None,
        };
        match pattern.map(number) {
            [Some(subject), Some(predicate), Some(object)] => {
                Self::Snapshot(snapshot.matching(subject, predicate, object, graphs))
            }
            _ => Self::Nothing,
        }
    }

    fn of_store(transaction: &'s Transaction<'s>, pattern: Pattern<'_>, graph: &Graph<'_>) -> Self {
        let term = |value: &Value| match value {
            Value::Other(term) => Some(Rc::clone(term)),
            Value::Known(_) => None,
        };
        let [subject, predicate, object] = pattern.map(|value| value.and_then(term));
        let subject = match subject.as_deref().map(named) {
            Some(None) => return Self::Nothing,
            subject => subject.flatten(),
        };
        let predicate = match predicate.as_deref() {
            None => None,
            Some(Term::NamedNode(node)) => Some(node.as_ref()),
            Some(_) => return Self::Nothing,
        };
        let subject = subject.as_ref().map(NamedOrBlankNode::as_ref);
        let object = object.as_deref().map(Term::as_ref);
        let quads = |graph: Option<GraphNameRef<'_>>| transaction.quads_for_pattern(subject, predicate, object, graph);
        let one = |graph: Option<GraphNameRef<'_>>| Self::Store(Box::new(quads(graph)));
        match graph {
            Graph::Named => one(None),
            Graph::Default => one(Some(GraphNameRef::DefaultGraph)),
            Graph::One(graph) => match term(graph).as_deref().and_then(named) {
                Some(graph) => one(Some(GraphName::from(graph).as_ref())),
                None => Self::Nothing,
            },
            Graph::Merged(merged) => {
                let among = match merged {
                    Some(Merged::Names(graphs)) => Some(Rc::clone(graphs)),
                    _ => None,
                };
                Self::Union(Box::new(Union::of(transaction, quads(None), among)))
            }
        }
    }
}

impl Iterator for Found<'_> {
    type Item = Result<InternalQuad<Value>, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        tick();
        match self {
            Self::Nothing => None,
            Self::Snapshot(matching) => matching.next().map(|([subject, predicate, object], graph)| {
                Ok(InternalQuad {
                    subject: Value::Known(subject),
                    predicate: Value::Known(predicate),
                    object: Value::Known(object),
                    graph_name: graph.map(Value::Known),
                })
            }),
            Self::Store(quads) => quads.next().map(|quad| quad.map(internal)),
            Self::Union(union) => union.next().map(|quad| quad.map(internal)),
        }
    }
}

fn internal(quad: Quad) -> InternalQuad<Value> {
    let value = |term: Term| Value::Other(Rc::new(term));
    InternalQuad {
        subject: value(quad.subject.into()),
        predicate: value(quad.predicate.into()),
        object: value(quad.object),
        graph_name: match quad.graph_name {
            GraphName::DefaultGraph => None,
            GraphName::NamedNode(node) => Some(value(node.into())),
            GraphName::BlankNode(node) => Some(value(node.into())),
        },
    }
}

/// The triples of all graphs of a store, each once.
struct Union<'s> {
    transaction: &'s Transaction<'s>,
    quads: QuadIter<'s>,
    /// Of these graphs only.
    among: Option<Rc<[GraphName]>>,
    /// Whether the default graph takes part, and holds anything.
    has_default: bool,
    last: Option<Quad>,
}

impl<'s> Union<'s> {
    fn of(transaction: &'s Transaction<'s>, quads: QuadIter<'s>, among: Option<Rc<[GraphName]>>) -> Self {
        let mut default = transaction.quads_for_pattern(None, None, None, Some(GraphNameRef::DefaultGraph));
        let takes_part = among.as_ref().is_none_or(|graphs| graphs.contains(&GraphName::DefaultGraph));
        Self { transaction, quads, among, has_default: takes_part && default.next().is_some(), last: None }
    }

    /// Whether a triple was given before. The indexes of the store compare the graph last, so that the same triple of several graphs follows itself; those
    /// of the default graph come before all.
    fn is_again(&self, triple: &Quad, named: bool) -> Result<bool, StorageError> {
        Ok(self.last.as_ref() == Some(triple) || named && self.has_default && self.transaction.contains(triple)?)
    }
}

impl Iterator for Union<'_> {
    type Item = Result<Quad, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            tick();
            let quad = match self.quads.next()? {
                Ok(quad) => quad,
                Err(error) => return Some(Err(error)),
            };
            if self.among.as_ref().is_some_and(|graphs| !graphs.contains(&quad.graph_name)) {
                continue;
            }
            let named = !quad.graph_name.is_default_graph();
            let triple = Quad { graph_name: GraphName::DefaultGraph, ..quad };
            match self.is_again(&triple, named) {
                Ok(true) => {}
                Ok(false) => {
                    self.last = Some(triple.clone());
                    return Some(Ok(triple));
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}
