//! Reads a whole store into rows of numbers, on all cores: RocksDB looks up each term of each quad, which takes most of the time.
//!
//! Each thread takes one graph after the other and numbers its terms for itself; who asked gives them their numbers in the snapshot, always in the same order of the
//! graphs, so that the same store gives the same snapshot.

use super::index::{DEFAULT_GRAPH, Row};
use super::terms::{TermId, Terms};
use super::{SnapshotError, Store};
use oxigraph::model::{GraphName, NamedOrBlankNode, NamedOrBlankNodeRef, Quad};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

/// The quads of one graph.
#[derive(Default)]
struct Chunk {
    terms: Terms,
    /// Subject, predicate and object.
    triples: Vec<[TermId; 3]>,
}

impl Chunk {
    fn size(&self) -> usize {
        self.terms.size() + self.triples.len() * size_of::<[TermId; 3]>()
    }
}

/// All terms and quads of a store, as long as a snapshot of them is no larger than `budget` bytes.
///
/// What is written meanwhile may be in it or not.
pub(super) fn read(store: &Store, budget: usize) -> Result<(Terms, Vec<Row>), SnapshotError> {
    let graphs = graphs(store)?;
    let (next, waiting) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = thread::available_parallelism().map_or(1, usize::from).min(graphs.len());
    thread::scope(|scope| {
        let (send, receive) = sync_channel(2 * threads);
        for _ in 0..threads {
            let (send, graphs, next, waiting) = (send.clone(), &graphs, &next, &waiting);
            scope.spawn(move || {
                while let at = next.fetch_add(1, Ordering::Relaxed)
                    && let Some(graph) = graphs.get(at)
                    && send.send((at, chunk(store, graph, waiting, budget))).is_ok()
                {}
            });
        }
        drop(send);
        let (mut terms, mut quads) = (Terms::default(), Vec::new());
        let mut early: BTreeMap<usize, Chunk> = BTreeMap::new();
        let mut turn = 0;
        for (at, chunk) in receive {
            early.insert(turn_of(at, graphs.len()), chunk?);
            while let Some(chunk) = early.remove(&turn) {
                let graph = &graphs[(turn + 1) % graphs.len()];
                let size = chunk.size();
                add(&mut terms, &mut quads, graph, chunk).ok_or(SnapshotError::TooLarge(budget))?;
                let waiting = waiting.fetch_sub(size, Ordering::Relaxed) - size;
                // What was read, and the four indexes to come.
                if waiting + terms.size() + quads.len() * 5 * size_of::<Row>() > budget {
                    return Err(SnapshotError::TooLarge(budget));
                }
                turn += 1;
            }
        }
        terms.shrink();
        Ok((terms, quads))
    })
}

/// The graphs in the order in which they are read: first the one that is usually the largest.
fn graphs(store: &Store) -> Result<Vec<GraphName>, SnapshotError> {
    let named = store.oxigraph().named_graphs().map(|graph| {
        Ok(match graph? {
            NamedOrBlankNode::NamedNode(node) => GraphName::NamedNode(node),
            NamedOrBlankNode::BlankNode(node) => GraphName::BlankNode(node),
        })
    });
    let mut graphs: Vec<GraphName> =
        named.chain([Ok(GraphName::DefaultGraph)]).collect::<Result<_, SnapshotError>>()?;
    let resolution = GraphName::NamedNode(store.base().resolution_graph());
    if let Some(at) = graphs.iter().position(|graph| *graph == resolution) {
        graphs.swap(0, at);
    }
    Ok(graphs)
}

/// When a graph gets its numbers: the one that is read first is done last, and the others need not wait for it.
fn turn_of(at: usize, graphs: usize) -> usize {
    at.checked_sub(1).unwrap_or(graphs - 1)
}

fn chunk(store: &Store, graph: &GraphName, waiting: &AtomicUsize, budget: usize) -> Result<Chunk, SnapshotError> {
    let (mut chunk, mut key, mut told) = (Chunk::default(), String::new(), 0);
    for (count, quad) in store.oxigraph().quads_for_pattern(None, None, None, Some(graph.as_ref())).enumerate() {
        let triple = triple(&quad?, &mut chunk.terms, &mut key).ok_or(SnapshotError::TooLarge(budget))?;
        chunk.triples.push(triple);
        if count % 4096 == 0 {
            let size = chunk.size();
            if waiting.fetch_add(size - told, Ordering::Relaxed) + size - told > budget {
                return Err(SnapshotError::TooLarge(budget));
            }
            told = size;
        }
    }
    waiting.fetch_add(chunk.size() - told, Ordering::Relaxed);
    Ok(chunk)
}

fn triple(quad: &Quad, terms: &mut Terms, key: &mut String) -> Option<[TermId; 3]> {
    let subject = match quad.subject.as_ref() {
        NamedOrBlankNodeRef::NamedNode(node) => node.into(),
        NamedOrBlankNodeRef::BlankNode(node) => node.into(),
    };
    let subject = terms.number(subject, key)?;
    let predicate = terms.number(quad.predicate.as_ref().into(), key)?;
    Some([subject, predicate, terms.number(quad.object.as_ref(), key)?])
}

/// Gives the terms of a graph their numbers in the snapshot. Nothing where there are too many.
fn add(terms: &mut Terms, quads: &mut Vec<Row>, graph: &GraphName, chunk: Chunk) -> Option<()> {
    if chunk.triples.is_empty() {
        return Some(());
    }
    let mut key = String::new();
    let graph = match graph {
        GraphName::DefaultGraph => DEFAULT_GRAPH,
        GraphName::NamedNode(node) => terms.number(node.as_ref().into(), &mut key)?,
        GraphName::BlankNode(node) => terms.number(node.as_ref().into(), &mut key)?,
    };
    let numbers = chunk.terms.keys().map(|key| terms.number_of_key(key)).collect::<Option<Vec<TermId>>>()?;
    let number = |id: TermId| numbers.get(id as usize).copied();
    for [subject, predicate, object] in chunk.triples {
        quads.push([number(subject)?, number(predicate)?, number(object)?, graph]);
    }
    Some(())
}
