//! Whether a store keeps its promises: quotes stand where they say, nodes are whole, no triple stands in two graphs.
//!
//! It reads and never repairs: what is wrong is told, in one order for one store.

mod evidence;
mod graphs;
mod lexical;
mod shape_file;
mod shapes;

use crate::graph::Base;
use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use std::fmt;

/// What sort of promise is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A quote is not what the report's text has at its place.
    Evidence,
    /// A node is not as its shape asks.
    Shape,
    /// A triple stands in two graphs.
    TwoGraphs,
    /// A node has no IRI.
    BlankNode,
}

impl Kind {
    /// The name that the output uses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Shape => "shape",
            Self::TwoGraphs => "two-graphs",
            Self::BlankNode => "blank-node",
        }
    }

    /// What somebody who reads the violation can do about it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Evidence => "ingest the report again",
            Self::Shape => "correct the registry or ontology file, or ingest the report again",
            Self::TwoGraphs => "keep it in one graph, or queries count it twice",
            Self::BlankNode => "give the node an IRI",
        }
    }
}

/// One broken promise: which, where, and what is wrong. Its text is one line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Violation {
    /// What sort of promise is broken.
    pub kind: Kind,
    /// The IRI of the node that it is about, or the label of a blank node.
    pub node: String,
    /// The IRI of the graph that it stands in, where one graph is to blame.
    pub graph: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), one_line(&self.node))?;
        if let Some(graph) = &self.graph {
            write!(f, " in graph {}", one_line(graph))?;
        }
        write!(f, ": {}; {}", one_line(&self.message), self.kind.advice())
    }
}

/// Why a store could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The store would not be read.
    #[error("the store cannot be read: {0}")]
    Storage(#[from] StorageError),
    /// The file of shapes is no Turtle.
    #[error("the shapes cannot be read as Turtle: {0}; correct shapes.ttl")]
    Syntax(String),
    /// A shape asks for something that this validator does not do, and would else pass in silence.
    #[error("shape {shape}: `{component}` is not supported here; express it with the components that shapes.ttl lists")]
    UnknownComponent {
        /// The shape, or the path of the property shape.
        shape: String,
        /// The component.
        component: String,
    },
    /// A shape is not well formed.
    #[error("shape {shape}: {problem}; correct shapes.ttl")]
    Malformed {
        /// The shape, or the path of the property shape.
        shape: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Checks a store: every quote against its report's text, every node against the shapes, and every triple for its one graph.
///
/// `base` tells the graphs that rapporteur keeps from those that users made: the rules about graphs hold for the first only.
/// The answer is sorted, and empty where all is well.
///
/// # Errors
/// When the store cannot be read, or the shapes cannot or use something that is not supported.
pub fn check(store: &Store, shapes_turtle: &str, base: &Base) -> Result<Vec<Violation>, CheckError> {
    let shapes = shape_file::read(shapes_turtle)?;
    let mut violations = Vec::new();
    evidence::check(store, &mut violations)?;
    shapes::check(store, &shapes, &mut violations)?;
    graphs::check(store, base, &mut violations)?;
    violations.sort_unstable();
    violations.dedup();
    Ok(violations)
}

/// All quads about one node, whatever their graph.
fn about(store: &Store, node: &NamedOrBlankNode) -> Result<Vec<Quad>, StorageError> {
    store.quads_for_pattern(Some(node.as_ref()), None, None, None).collect()
}

/// The node's IRI without brackets, or `_:` and its label.
fn name_of(node: &NamedOrBlankNode) -> String {
    match node {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(blank) => blank.to_string(),
    }
}

/// The graph's IRI; the default graph has none.
fn graph_name(graph: &GraphName) -> Option<String> {
    match graph {
        GraphName::NamedNode(iri) => Some(iri.as_str().to_owned()),
        GraphName::BlankNode(blank) => Some(blank.to_string()),
        GraphName::DefaultGraph => None,
    }
}

/// A term as a node, where it can be one.
fn as_node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(iri) => Some(iri.clone().into()),
        Term::BlankNode(blank) => Some(blank.clone().into()),
        _ => None,
    }
}

/// The last part of an IRI, for people.
fn short(iri: &NamedNode) -> &str {
    let iri = iri.as_str();
    iri.rsplit(['/', '#']).next().filter(|local| !local.is_empty()).unwrap_or(iri)
}

/// A term in Turtle's words, cut where it is long.
fn excerpt(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The text without line breaks and other control characters.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::vocabulary::{rap, skos};
    use oxigraph::model::{Literal, vocab::rdf};

    pub(super) const SHAPES: &str = include_str!("../../ontology/shapes.ttl");

    #[test]
    fn tells_every_broken_promise_in_one_order() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let store = Store::new().unwrap();
        let body = base.id("organisation", "itu");
        let registry = base.registry_graph("un");
        store.insert(&Quad::new(body.clone(), rdf::TYPE, rap::ORGANISATION, registry.clone())).unwrap();
        store.insert(&Quad::new(body.clone(), rap::QUOTE, Literal::from("ITU"), registry.clone())).unwrap();
        store.insert(&Quad::new(body.clone(), rdf::TYPE, rap::ORGANISATION, base.resolution_graph())).unwrap();
        let found = check(&store, SHAPES, &base).unwrap();
        assert_eq!(found.iter().map(|v| v.kind).collect::<Vec<_>>(), [Kind::Evidence, Kind::Shape, Kind::TwoGraphs]);
        assert!(found.iter().all(|v| v.to_string().contains(body.as_str()) && !v.to_string().contains('\n')));

        let label = Quad::new(body, skos::PREF_LABEL, Literal::from("International Telecommunication Union"), registry);
        store.insert(&label).unwrap();
        assert_eq!(check(&store, SHAPES, &base).unwrap().len(), 2);
    }

    #[test]
    fn the_bundled_ontology_and_registry_are_sound() {
        use oxigraph::io::{RdfFormat, RdfParser};
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let base = Base::new(Base::DEFAULT).unwrap();
        let store = Store::new().unwrap();
        let load = |folder: &str, graph: &dyn Fn(&str) -> NamedNode| {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = file.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
                if path.extension().is_some_and(|e| e == "ttl") && stem != "shapes" {
                    let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(base.as_str()).unwrap();
                    let parser = parser.with_default_graph(graph(&stem));
                    store.load_from_reader(parser, std::fs::File::open(&path).unwrap()).unwrap();
                }
            }
        };
        load("data/registry", &|stem| base.registry_graph(stem));
        load("ontology", &|_| NamedNode::new_unchecked(crate::graph::vocabulary::NAMESPACE));
        let found = check(&store, SHAPES, &base).unwrap();
        assert!(found.is_empty(), "{:#?}", found.iter().map(ToString::to_string).collect::<Vec<_>>());
    }

    #[test]
    fn an_empty_store_is_sound() {
        assert_eq!(check(&Store::new().unwrap(), SHAPES, &Base::new(Base::DEFAULT).unwrap()).unwrap(), []);
    }
}
