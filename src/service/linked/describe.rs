//! What the graph says of a node: what is said of it, what links to it, and what the others are called.

use super::labels;
use super::view::View;
use crate::graph::Base;
use crate::graph::vocabulary::rap;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;

/// So many statements of a node stand on one page: far more than nodes of reports have.
const SAID: usize = 2_000;
/// So many links to it.
const INCOMING: usize = 100;
/// Of what a node says through nodes without a name, no more is followed.
const NAMELESS: usize = 1_000;

const VOID: &str = "http://rdfs.org/ns/void#";

/// A page of what is known of a node.
pub(super) struct Description {
    /// The node.
    pub(super) node: NamedNode,
    /// The page, from 1.
    pub(super) page: usize,
    /// How many pages there are.
    pub(super) pages: usize,
    /// What is said of the node, by property.
    pub(super) said: Vec<Quad>,
    /// What is said of the nodes without a name among them.
    pub(super) nameless: Vec<Quad>,
    /// What links to it, by property and subject.
    pub(super) incoming: Vec<Quad>,
    /// How many links to it there are on all pages.
    pub(super) incoming_total: usize,
    /// What the nodes on this page are called.
    pub(super) labels: Vec<Quad>,
}

impl Description {
    /// The page with this number of what a version of the store knows of a node.
    pub(super) fn of(view: &View<'_>, base: &Base, node: NamedNode, page: usize) -> Result<Self, StorageError> {
        let mut said = view.quads(Some(&node.clone().into()), None, None).collect::<Result<Vec<_>, _>>()?;
        said.extend(of_graph(view, base, &node, &said)?);
        let incoming = view.quads(None, None, Some(&node.clone().into())).collect::<Result<Vec<_>, _>>()?;
        let (said, said_total) = page_of(said, page, SAID);
        let (incoming, incoming_total) = page_of(incoming, page, INCOMING);
        let pages = said_total.div_ceil(SAID).max(incoming_total.div_ceil(INCOMING)).max(1);
        let nameless = nameless(view, &said)?;
        let mut described = Self { node, page, pages, said, nameless, incoming, incoming_total, labels: Vec::new() };
        described.labels = described.find_labels(view)?;
        Ok(described)
    }

    fn find_labels(&self, view: &View<'_>) -> Result<Vec<Quad>, StorageError> {
        let mut met: FxHashSet<NamedNode> = std::iter::once(self.node.clone()).collect();
        let mut labels = Vec::new();
        let objects = self.said.iter().chain(&self.nameless).map(|quad| &quad.object);
        let objects = objects.filter_map(|object| match object {
            Term::NamedNode(node) => Some(node),
            _ => None,
        });
        let subjects = self.incoming.iter().filter_map(|quad| match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node),
            NamedOrBlankNode::BlankNode(_) => None,
        });
        for node in objects.chain(subjects) {
            if met.insert(node.clone()) {
                labels.extend(labels::of(view, node)?);
            }
        }
        Ok(labels)
    }

    /// What it is.
    pub(super) fn classes(&self) -> Vec<NamedNode> {
        let classes =
            self.said.iter().filter(|quad| quad.predicate == rdf::TYPE).filter_map(|quad| match &quad.object {
                Term::NamedNode(class) => Some(class.clone()),
                _ => None,
            });
        classes.collect()
    }

    /// All of it.
    pub(super) fn quads(&self) -> impl Iterator<Item = &Quad> {
        self.said.iter().chain(&self.nameless).chain(&self.incoming).chain(&self.labels)
    }
}

/// What can be said of a graph of the program that says nothing of itself: how much it holds, and where to have it.
fn of_graph(view: &View<'_>, base: &Base, node: &NamedNode, said: &[Quad]) -> Result<Vec<Quad>, StorageError> {
    let is_report = said.iter().any(|quad| quad.predicate == rdf::TYPE && quad.object == Term::from(rap::REPORT));
    if is_report || !view.is_graph(node)? {
        return Ok(Vec::new());
    }
    let size = Literal::new_typed_literal(view.graph_len(node)?.to_string(), xsd::INTEGER);
    let mut address = format!("{base}data?graph=");
    address.extend(serde_urlencoded::to_string([("", node.as_str())]).ok().iter().map(|pair| &pair[1..]));
    let say = |property: NamedNodeRef<'_>, object: Term| {
        Quad::new(node.clone(), property.into_owned(), object, GraphName::DefaultGraph)
    };
    let void = |name: &str| NamedNode::new_unchecked(format!("{VOID}{name}"));
    Ok(vec![
        say(rdf::TYPE, void("Dataset").into()),
        say(void("triples").as_ref(), size.into()),
        say(void("dataDump").as_ref(), NamedNode::new_unchecked(address).into()),
    ])
}

/// A page of quads in a fixed order, and how many triples there are: one that stands in several graphs counts once.
fn page_of(mut quads: Vec<Quad>, page: usize, size: usize) -> (Vec<Quad>, usize) {
    quads.sort_by_cached_key(|quad| {
        // What a thing is comes first.
        let rank = (quad.predicate != rdf::TYPE, quad.predicate.as_str().to_owned());
        (rank, quad.subject.to_string(), quad.object.to_string(), quad.graph_name.to_string())
    });
    let (from, to) = (page.saturating_sub(1).saturating_mul(size), page.saturating_mul(size));
    let mut kept: Vec<Quad> = Vec::new();
    let mut last: Option<Quad> = None;
    let mut count = 0;
    for quad in quads {
        let again = last.as_ref().is_some_and(|last| {
            (&last.subject, &last.predicate, &last.object) == (&quad.subject, &quad.predicate, &quad.object)
        });
        count += usize::from(!again);
        if (from < count) && (count <= to) {
            kept.push(quad.clone());
        }
        last = Some(quad);
    }
    (kept, count)
}

/// What is said of the nodes without a name that quads lead to, and of those that they lead to.
fn nameless(view: &View<'_>, said: &[Quad]) -> Result<Vec<Quad>, StorageError> {
    let blank = |quad: &Quad| match &quad.object {
        Term::BlankNode(node) => Some(node.clone()),
        _ => None,
    };
    let mut waiting: Vec<_> = said.iter().filter_map(blank).collect();
    let mut met: FxHashSet<_> = waiting.iter().cloned().collect();
    let mut found = Vec::new();
    while let Some(node) = waiting.pop() {
        let mut quads = view.quads(Some(&node.into()), None, None).collect::<Result<Vec<_>, _>>()?;
        quads.sort_by_cached_key(ToString::to_string);
        for quad in quads {
            if found.len() >= NAMELESS {
                return Ok(found);
            }
            waiting.extend(blank(&quad).filter(|node| met.insert(node.clone())));
            found.push(quad);
        }
    }
    Ok(found)
}

/// Where a node has another IRI now, that one; links in a ring lead nowhere.
pub(super) fn replaced_by(view: &View<'_>, node: &NamedNode) -> Result<Option<NamedNode>, StorageError> {
    let mut met = vec![node.clone()];
    loop {
        let Some(last) = met.last() else { return Ok(None) };
        match view.object(last, rap::REPLACED_BY)? {
            Some(Term::NamedNode(next)) if !met.contains(&next) && met.len() < 100 => met.push(next),
            Some(_) => return Ok(None),
            None => return Ok(met.pop().filter(|last| last != node)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_each_triple_once_and_all_of_them() {
        let node = |name: &str| NamedNode::new_unchecked(format!("https://example.org/{name}"));
        let mut quads = Vec::new();
        for n in 0..25 {
            for graph in ["g", "h"] {
                quads.push(Quad::new(node(&format!("s{n:02}")), node("p"), node("x"), node(graph)));
            }
        }
        let mut met = Vec::new();
        for page in 1..=3 {
            let (kept, total) = page_of(quads.clone(), page, 10);
            assert_eq!(total, 25);
            met.extend(kept.into_iter().map(|quad| quad.to_string()));
        }
        assert_eq!((met.len(), met.is_sorted()), (50, true));
        assert!(page_of(quads.clone(), 4, 10).0.is_empty() && page_of(quads, usize::MAX, 10).0.is_empty());
    }
}
