//! Manifests: lists of tests in RDF.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Graph, NamedNode, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};
use std::path::{Path, PathBuf};

/// The namespace of the terms of tests.
pub(crate) const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";

/// A manifest, read.
pub(crate) struct Manifest {
    pub(crate) graph: Graph,
    iri: NamedNode,
}

/// One test of it.
pub(crate) struct Test {
    pub(crate) node: NamedOrBlankNode,
    /// The last part of its IRI.
    pub(crate) name: String,
    /// The last part of its class.
    pub(crate) kind: String,
}

/// The IRI of a file.
pub(crate) fn iri_of(path: &Path) -> String {
    format!("file://{}", path.canonicalize().unwrap().display())
}

/// The file of an IRI.
pub(crate) fn path_of(iri: &str) -> PathBuf {
    iri.strip_prefix("file://").unwrap_or(iri).into()
}

/// The triples of some RDF.
pub(crate) fn graph(data: &[u8], format: RdfFormat, base: &str) -> Graph {
    let parser = RdfParser::from_format(format).with_base_iri(base).unwrap();
    parser.for_slice(data).map(|quad| quad.unwrap().into()).collect::<Vec<oxigraph::model::Triple>>().iter().collect()
}

/// The triples of a file, by the ending of its name.
pub(crate) fn graph_of(iri: &str) -> Graph {
    let path = path_of(iri);
    let format = path.extension().and_then(|e| RdfFormat::from_extension(e.to_str().unwrap())).unwrap();
    graph(&std::fs::read(&path).unwrap(), format, iri)
}

impl Manifest {
    pub(crate) fn read(path: &Path) -> Self {
        let iri = iri_of(path);
        Self { graph: graph_of(&iri), iri: NamedNode::new(iri).unwrap() }
    }

    /// Its tests in their order, those that were never approved left out.
    pub(crate) fn tests(&self) -> Vec<Test> {
        let entries = self.value(self.iri.as_ref().into(), &format!("{MF}entries")).unwrap();
        let tests = self.list(&entries).into_iter().filter_map(|entry| match entry {
            Term::NamedNode(node) => Some(NamedOrBlankNode::from(node)),
            Term::BlankNode(node) => Some(node.into()),
            _ => None,
        });
        tests
            .map(|node| {
                let kind = self.value(node.as_ref(), rdf::TYPE.as_str());
                let last = |text: String| {
                    text.trim_matches(['<', '>']).rsplit(['#', '/']).next().unwrap_or_default().to_owned()
                };
                Test {
                    name: last(node.to_string()),
                    kind: kind.map(|kind| last(kind.to_string())).unwrap_or_default(),
                    node,
                }
            })
            .collect()
    }

    /// The objects of a property.
    pub(crate) fn values(&self, subject: NamedOrBlankNodeRef<'_>, property: &str) -> Vec<Term> {
        let property = NamedNode::new_unchecked(property);
        self.graph.objects_for_subject_predicate(subject, &property).map(TermRef::into_owned).collect()
    }

    /// The object of a property.
    pub(crate) fn value(&self, subject: NamedOrBlankNodeRef<'_>, property: &str) -> Option<Term> {
        self.values(subject, property).into_iter().next()
    }

    /// The object of a property of what may be a node, as its text or IRI.
    pub(crate) fn text(&self, subject: &Term, property: &str) -> Option<String> {
        match self.value(node(subject)?.as_ref(), property)? {
            Term::NamedNode(node) => Some(node.into_string()),
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }
    }

    /// The members of a list.
    pub(crate) fn list(&self, head: &Term) -> Vec<Term> {
        let (mut members, mut at) = (Vec::new(), node(head));
        while let Some(node) = at.take() {
            members.extend(self.value(node.as_ref(), rdf::FIRST.as_str()));
            at = self.value(node.as_ref(), rdf::REST.as_str()).as_ref().and_then(self::node);
        }
        members
    }
}

/// A term as the subject of others.
pub(crate) fn node(term: &Term) -> Option<NamedOrBlankNode> {
    match term {
        Term::NamedNode(node) => Some(node.clone().into()),
        Term::BlankNode(node) => Some(node.clone().into()),
        _ => None,
    }
}
