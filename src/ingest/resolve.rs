//! Keeps the resolution graph what it should be: a function of all report graphs and the registry.

use super::operations::Operations;
use crate::entities::registry::Registry;
use crate::graph::vocabulary::rap;
use crate::graph::{Summary, resolution_quads};
use crate::store::{Changes, Store, fault_point};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedOrBlankNode, Quad};
use oxigraph::store::StorageError;
use rustc_hash::FxHashSet;

/// Makes the resolution follow the reports, where the store is marked as behind. `fresh` are summaries of reports of this run, already committed; those of
/// the others are taken from their graphs.
pub(super) fn bring_up_to_date(
    store: &Store,
    operations: &Operations,
    registry: &Registry,
    fresh: Vec<Summary>,
) -> Result<(), StorageError> {
    let pending = operations.pending();
    if !store.contains(pending.as_ref())? {
        return Ok(());
    }
    let known: FxHashSet<String> = fresh.iter().map(|s| s.report.clone()).collect();
    let mut summaries = fresh;
    let reports = store.oxigraph().quads_for_pattern(None, Some(rdf::TYPE), Some(rap::REPORT.into()), None);
    for quad in reports {
        let NamedOrBlankNode::NamedNode(report) = quad?.subject else { continue };
        let slug = report.as_str().rsplit('/').next().unwrap_or("").to_owned();
        if !known.contains(&slug) {
            summaries.push(Summary::of(&slug, &store.graph(report.as_ref())?));
        }
    }
    let wanted = resolution_quads(&summaries, registry, store.base());
    let stands = store.graph(store.base().resolution_graph().as_ref())?;
    fault_point("resolution-made");
    let changes = difference(wanted, stands);
    store.commit(changes)?;
    store.commit(Changes { added: operations.ended(), removed: vec![pending] })
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
