//! Keeps the resolution graph what it should be: a function of all report graphs, the registry and the judgements.

use super::IngestError;
use super::follow::follow;
use super::operations::Operations;
use super::rows::{Rows, Unbounded};
use crate::entities::registry::Registry;
use crate::graph::vocabulary::rap;
use crate::graph::{Packed, Summary, resolution};
use crate::judgements::Judgements;
use crate::store::{Changes, Replacing, Store, fault_point};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedOrBlankNode, Quad, Triple};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;

/// The resolution of more new reports than this is made with that of all others: what follows is held in memory.
const MOST_FOLLOWED: usize = 1_000;

/// Makes the resolution follow the reports, where the store is marked as behind. `fresh` are summaries of reports of this run, already committed. Where
/// `only_new` says that those were added to a store whose resolution was up to date, and nothing else changed, what they change is asked of the rows; else
/// everything is made anew, with the summaries of the other reports taken from their graphs.
pub(super) fn bring_up_to_date(
    store: &Store,
    operations: &Operations,
    registry: &Registry,
    fresh: BTreeMap<String, Packed>,
    only_new: bool,
) -> Result<(), IngestError> {
    let pending = operations.pending();
    if !store.contains(pending.as_ref())? {
        return Ok(());
    }
    let judgements = judgements_of(store)?;
    let mut summaries = fresh;
    if only_new && judgements.triples.is_empty() && summaries.len() <= MOST_FOLLOWED {
        let fresh: Vec<Summary> = summaries.values().map(Packed::summary).collect();
        match follow(store, registry, &fresh) {
            Ok(mut changes) => {
                fault_point("followed");
                operations.ended(store, &mut changes)?;
                changes.removed.push(pending);
                return Ok(store.commit(changes)?);
            }
            Err(Unbounded::Storage(error)) => return Err(error.into()),
            Err(Unbounded::Rows) => {}
        }
    }
    let reports = store.oxigraph().quads_for_pattern(None, Some(rdf::TYPE), Some(rap::REPORT.into()), None);
    for quad in reports {
        let NamedOrBlankNode::NamedNode(report) = quad?.subject else { continue };
        let slug = report.as_str().rsplit('/').next().unwrap_or("");
        if !summaries.contains_key(slug) {
            let packed = Packed::of(&Summary::of(slug, &store.graph(report.as_ref())?));
            summaries.insert(slug.to_owned(), packed);
        }
    }
    let summaries: Vec<Packed> = summaries.into_values().collect();
    let graph = store.base().resolution_graph();
    let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
    let standing = || store.oxigraph().quads_for_pattern(None, None, None, graph);
    let mut wanted = Replacing::begin(store, standing())?;
    let sums = resolution(&summaries, registry, &judgements, store.base(), |quads| wanted.want(quads))?;
    drop(summaries);
    fault_point("resolution-made");
    // The mark stands until all is written, so that it need not be one commit.
    wanted.end(standing())?;
    let rows = Rows::of(store);
    let mut wanted = Replacing::begin(store, rows.all_standing())?;
    rows.whole(&sums).try_for_each(|quads| wanted.want(quads))?;
    drop(sums);
    wanted.end(rows.all_standing())?;
    let mut last = Changes { added: Vec::new(), removed: vec![pending] };
    operations.ended(store, &mut last)?;
    store.commit(last)?;
    Ok(())
}

/// The judgements that the store holds.
///
/// # Errors
/// When the store cannot be read, or somebody wrote into the graph of the judgements what no file would have brought there.
pub fn judgements_of(store: &Store) -> Result<Judgements, IngestError> {
    let triples = store.graph(store.base().judgement_graph().as_ref())?.into_iter().map(Triple::from).collect();
    Ok(Judgements::from_triples("the store", triples, store.base())?)
}

/// Makes the graph of the judgements say what they say, and marks the resolution as behind where that changes anything.
pub(super) fn take_judgements(
    store: &Store,
    operations: &Operations,
    judgements: &Judgements,
) -> Result<(), StorageError> {
    let graph = store.base().judgement_graph();
    let wanted = judgements.triples.iter().map(|triple| triple.clone().in_graph(graph.clone())).collect();
    let mut changes = difference(wanted, store.graph(graph.as_ref())?);
    if changes.is_empty() {
        return Ok(());
    }
    changes.added.push(operations.pending());
    store.commit(changes)
}

/// What is to be added and removed so that what stands becomes what is wanted.
fn difference(wanted: Vec<Quad>, stands: Vec<Quad>) -> Changes {
    if stands.is_empty() {
        return Changes { added: wanted, removed: Vec::new() };
    }
    let stands: FxHashSet<Quad> = stands.into_iter().collect();
    let mut kept = FxHashSet::default();
    let mut added = Vec::new();
    for quad in wanted {
        if stands.contains(&quad) {
            kept.insert(quad);
        } else {
            added.push(quad);
        }
    }
    let removed = stands.into_iter().filter(|q| !kept.contains(q)).collect();
    Changes { added, removed }
}
