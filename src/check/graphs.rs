//! One triple, one graph: over the union of graphs a triple in two is counted twice. And every node has an IRI.

use super::{Kind, Violation, excerpt, graph_name, name_of, short};
use crate::graph::{Base, vocabulary::NAMESPACE};
use oxigraph::model::{GraphName, Quad, Term};
use oxigraph::store::{StorageError, Store};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Finds triples that stand in two of the graphs that rapporteur keeps, and blank nodes there.
///
/// One pass keeps eight bytes a triple. Only where two agree does a second pass look at the triples themselves.
pub(super) fn check(store: &Store, base: &Base, found: &mut Vec<Violation>) -> Result<(), StorageError> {
    let mut hashes = Vec::new();
    for quad in store {
        let quad = quad?;
        if kept(&quad.graph_name, base) {
            hashes.push(hash(&quad));
            blank(&quad, found);
        }
    }
    let repeated = repeated(hashes);
    if repeated.is_empty() {
        return Ok(());
    }
    for quad in store {
        let quad = quad?;
        if kept(&quad.graph_name, base) && repeated.binary_search(&hash(&quad)).is_ok() {
            twice(store, base, &quad, found)?;
        }
    }
    Ok(())
}

/// Whether a graph is one of ours: a report, the resolution, the registry, the ontology, the operations.
fn kept(graph: &GraphName, base: &Base) -> bool {
    let GraphName::NamedNode(graph) = graph else { return false };
    let inside = |kind: &str| {
        graph
            .as_str()
            .strip_prefix(base.as_str())
            .and_then(|rest| rest.strip_prefix(kind))
            .is_some_and(|s| !s.is_empty())
    };
    graph.as_str() == NAMESPACE || inside("id/report/") || inside("id/graph/")
}

fn hash(quad: &Quad) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&quad.subject, &quad.predicate, &quad.object).hash(&mut hasher);
    hasher.finish()
}

/// The hashes that come more than once, sorted.
fn repeated(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    let mut repeated: Vec<u64> =
        hashes.windows(2).filter_map(|pair| pair.first().filter(|h| Some(*h) == pair.get(1)).copied()).collect();
    repeated.dedup();
    repeated
}

/// Tells a triple that really stands in two graphs: once, with all of them.
fn twice(store: &Store, base: &Base, quad: &Quad, found: &mut Vec<Violation>) -> Result<(), StorageError> {
    let pattern = (quad.subject.as_ref(), quad.predicate.as_ref(), quad.object.as_ref());
    let mut graphs = BTreeSet::new();
    for other in store.quads_for_pattern(Some(pattern.0), Some(pattern.1), Some(pattern.2), None) {
        let other = other?;
        if kept(&other.graph_name, base) {
            graphs.extend(graph_name(&other.graph_name));
        }
    }
    let mut graphs = graphs.into_iter();
    let (Some(first), Some(second)) = (graphs.next(), graphs.next()) else { return Ok(()) };
    let others = graphs.fold(second, |all, graph| format!("{all} and {graph}"));
    let object = excerpt(&quad.object.to_string());
    found.push(Violation {
        kind: Kind::TwoGraphs,
        node: name_of(&quad.subject),
        graph: Some(first),
        message: format!("{} {object} stands also in {others}", short(&quad.predicate)),
    });
    Ok(())
}

/// Tells a blank node as subject or object.
fn blank(quad: &Quad, found: &mut Vec<Violation>) {
    let mut tell = |message: String| {
        let (node, graph) = (name_of(&quad.subject), graph_name(&quad.graph_name));
        found.push(Violation { kind: Kind::BlankNode, node, graph, message });
    };
    if quad.subject.is_blank_node() {
        tell("it has no IRI".to_owned());
    }
    if has_blank(&quad.object) {
        tell(format!("its {} has a value without an IRI", short(&quad.predicate)));
    }
}

fn has_blank(term: &Term) -> bool {
    match term {
        Term::BlankNode(_) => true,
        Term::Triple(triple) => triple.subject.is_blank_node() || has_blank(&triple.object),
        Term::NamedNode(_) | Term::Literal(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::vocabulary::{rap, skos};
    use oxigraph::model::{BlankNode, Literal, NamedNode, vocab::rdf};

    fn found(quads: &[Quad]) -> Vec<String> {
        let store = Store::new().unwrap();
        store.extend(quads.iter().cloned()).unwrap();
        let mut found = Vec::new();
        check(&store, &Base::new(Base::DEFAULT).unwrap(), &mut found).unwrap();
        found.sort();
        found.dedup();
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_triple_in_two_graphs_is_told_once_with_both() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let itu = base.id("organisation", "itu");
        let label = |graph: NamedNode| Quad::new(itu.clone(), skos::PREF_LABEL, Literal::from("ITU"), graph);
        let (un, resolution) = (base.registry_graph("un"), base.resolution_graph());
        assert_eq!(found(&[label(un.clone())]), Vec::<String>::new());
        let told = found(&[label(un.clone()), label(resolution.clone())]);
        assert_eq!(told.len(), 1);
        let line = format!("prefLabel \"ITU\" stands also in {}", resolution.as_str());
        assert!(
            told[0].starts_with("two-graphs: ") && told[0].contains(un.as_str()) && told[0].contains(&line),
            "{told:?}"
        );
    }

    #[test]
    fn a_users_own_graph_may_repeat_and_have_blank_nodes() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let itu = base.id("organisation", "itu");
        let mine = NamedNode::new("http://example.org/mine").unwrap();
        assert_eq!(
            found(&[
                Quad::new(itu.clone(), rdf::TYPE, rap::ORGANISATION, base.registry_graph("un")),
                Quad::new(itu.clone(), rdf::TYPE, rap::ORGANISATION, mine.clone()),
                Quad::new(itu, rap::PARENT_BODY, BlankNode::default(), mine),
            ]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn blank_nodes_are_told() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let (itu, un) = (base.id("organisation", "itu"), base.registry_graph("un"));
        let node = BlankNode::default();
        let told = found(&[
            Quad::new(itu, rap::PARENT_BODY, node.clone(), un.clone()),
            Quad::new(node, rdf::TYPE, rap::ORGANISATION, un),
        ]);
        assert_eq!(told.len(), 2);
        assert!(told.iter().any(|line| line.contains("its parentBody has a value without an IRI")));
        assert!(told.iter().any(|line| line.starts_with("blank-node: _:")));
    }
}
