//! One version of the store, as pages and descriptions read it.

use crate::sparql::Source;
use crate::sparql::meter::tick;
use crate::store::Graphs;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;

/// One version of the store. Each quad that is read from it is a tick of the meter.
pub(super) struct View<'s>(Source<'s>);

impl<'s> View<'s> {
    /// The version that a source gives.
    pub(super) fn of(source: Source<'s>) -> Self {
        Self(source)
    }

    /// The quads that have these terms, in every graph, in no order that is promised.
    pub(super) fn quads(
        &self,
        subject: Option<&NamedOrBlankNode>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<&Term>,
    ) -> Quads<'_> {
        let found: Found<'_> = match &self.0 {
            Source::Store(transaction) => Box::new(transaction.quads_for_pattern(
                subject.map(NamedOrBlankNode::as_ref),
                predicate,
                object.map(Term::as_ref),
                None,
            )),
            Source::Snapshot(snapshot) => {
                let numbers = (
                    subject.map(|term| snapshot.number(Term::from(term.clone()).as_ref())),
                    predicate.map(|term| snapshot.number(term.into())),
                    object.map(|term| snapshot.number(term.as_ref())),
                );
                // A term without a number stands in no quad.
                if [numbers.0, numbers.1, numbers.2].contains(&Some(None)) {
                    return Quads(Box::new(std::iter::empty()));
                }
                let (subject, predicate, object) = (numbers.0.flatten(), numbers.1.flatten(), numbers.2.flatten());
                let of = |graphs| snapshot.matching(subject, predicate, object, graphs);
                Box::new(of(Graphs::Named).chain(of(Graphs::Default)).filter_map(move |([s, p, o], g)| {
                    let graph_name = match g.map(|g| snapshot.term(g)) {
                        None => GraphName::DefaultGraph,
                        Some(graph) => node(graph)?.into(),
                    };
                    let Term::NamedNode(predicate) = snapshot.term(p) else { return None };
                    Some(Ok(Quad { subject: node(snapshot.term(s))?, predicate, object: snapshot.term(o), graph_name }))
                }))
            }
        };
        Quads(found)
    }

    /// How many quads have these terms, each graph for itself.
    pub(super) fn graph_len(&self, graph: &NamedNode) -> Result<usize, StorageError> {
        match &self.0 {
            Source::Snapshot(snapshot) => Ok(snapshot.number(graph.as_ref().into()).map_or(0, |graph| {
                snapshot.matching(None, None, None, Graphs::One(graph)).inspect(|_| tick()).count()
            })),
            Source::Store(transaction) => {
                let mut count = 0;
                for quad in transaction.quads_for_pattern(None, None, None, Some(graph.as_ref().into())) {
                    quad?;
                    tick();
                    count += 1;
                }
                Ok(count)
            }
        }
    }

    /// Whether a graph has this name.
    pub(super) fn is_graph(&self, name: &NamedNode) -> Result<bool, StorageError> {
        match &self.0 {
            Source::Store(transaction) => transaction.contains_named_graph(name.as_ref()),
            Source::Snapshot(snapshot) => Ok(snapshot
                .number(name.as_ref().into())
                .is_some_and(|number| snapshot.graphs().binary_search(&number).is_ok())),
        }
    }

    /// Whether any quad has this IRI, in whichever place.
    pub(super) fn knows(&self, iri: &NamedNode) -> Result<bool, StorageError> {
        let (subject, object) = (iri.clone().into(), iri.clone().into());
        for found in [
            self.quads(Some(&subject), None, None).next(),
            self.quads(None, None, Some(&object)).next(),
            self.quads(None, Some(iri.as_ref()), None).next(),
        ] {
            if found.transpose()?.is_some() {
                return Ok(true);
            }
        }
        self.is_graph(iri)
    }

    /// The first object of a subject and a property.
    pub(super) fn object(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Option<Term>, StorageError> {
        let found = self.quads(Some(&subject.clone().into()), Some(property), None).next().transpose()?;
        Ok(found.map(|quad| quad.object))
    }
}

fn node(term: Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.into()),
        Term::BlankNode(node) => Some(node.into()),
        Term::Literal(_) | Term::Triple(_) => None,
    }
}

type Found<'v> = Box<dyn Iterator<Item = Result<Quad, StorageError>> + 'v>;

/// Quads as they are found.
pub(super) struct Quads<'v>(Found<'v>);

impl Iterator for Quads<'_> {
    type Item = Result<Quad, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        tick();
        self.0.next()
    }
}
