//! The versions of the store, as runs recorded them in the operations graph.

use super::super::App;
use super::view::View;
use crate::graph::vocabulary::{prov, rap};
use crate::sparql::Source;
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term};
use oxigraph::store::StorageError;

/// A version of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StoreVersion {
    /// Its number, from 1.
    pub(super) number: u64,
    /// When it was there, as an `xsd:dateTime`.
    pub(super) at: String,
    /// How many changes it brought.
    pub(super) count: usize,
    /// Those that are told one by one.
    pub(super) changes: Vec<Change>,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) kind: String,
    /// What the report was called.
    pub(super) name: String,
    pub(super) report: NamedNode,
    /// The one in its place.
    pub(super) later: Option<NamedNode>,
    /// The name of the meeting, where the report is in the store.
    pub(super) meeting: Option<String>,
}

/// The last version, without its changes; none where no run has recorded one.
pub(super) fn latest(app: &App) -> Result<Option<StoreVersion>, StorageError> {
    app.0.version.read(|source: Source<'_>| {
        let view = View::of(source);
        match last(app, &view)? {
            Some(number) => read(app, &view, number, false),
            None => Ok(None),
        }
    })?
}

/// So many versions before one with this number, or the last so many: the latest first. And whether there are more before them.
pub(super) fn before(app: &App, before: Option<u64>, most: usize) -> Result<(Vec<StoreVersion>, bool), StorageError> {
    app.0.version.read(|source: Source<'_>| {
        let view = View::of(source);
        let last = last(app, &view)?.unwrap_or(0);
        let mut number = before.map_or(last, |before| before.saturating_sub(1).min(last));
        let mut found = Vec::new();
        while number > 0 {
            let Some(version) = read(app, &view, number, true)? else { break };
            if found.len() == most {
                return Ok((found, true));
            }
            found.push(version);
            number -= 1;
        }
        Ok((found, false))
    })?
}

fn last(app: &App, view: &View<'_>) -> Result<Option<u64>, StorageError> {
    let graph = app.0.store.base().operations_graph();
    Ok(text(view.object(&graph, rap::STORE_VERSION)?).and_then(|number| number.parse().ok()))
}

fn read(app: &App, view: &View<'_>, number: u64, whole: bool) -> Result<Option<StoreVersion>, StorageError> {
    let node = app.0.store.base().id("version", &number.to_string());
    let Some(at) = text(view.object(&node, prov::GENERATED_AT_TIME)?) else { return Ok(None) };
    let count = text(view.object(&node, rap::CHANGE_COUNT)?).and_then(|count| count.parse().ok()).unwrap_or(0);
    let mut changes = Vec::new();
    if whole {
        for quad in view.quads(None, Some(rap::IN_VERSION), Some(&node.clone().into())) {
            let NamedOrBlankNode::NamedNode(change) = quad?.subject else { continue };
            changes.extend(change_of(view, &change)?);
        }
        changes.sort();
    }
    Ok(Some(StoreVersion { number, at, count, changes }))
}

fn change_of(view: &View<'_>, change: &NamedNode) -> Result<Option<Change>, StorageError> {
    let Some(report) = node(view.object(change, rap::CHANGED_REPORT)?) else { return Ok(None) };
    let kind = text(view.object(change, rap::CHANGE_KIND)?).unwrap_or_default();
    let name = text(view.object(change, rap::REPORT_NAME)?).unwrap_or_default();
    let later = node(view.object(change, rap::LATER_REPORT)?);
    let record = node(view.object(&report, rap::RECORD)?);
    let meeting = match record {
        Some(record) => node(view.object(&record, rap::RECORD_OF)?),
        None => None,
    };
    let meeting = match meeting {
        Some(meeting) => text(view.object(&meeting, crate::graph::vocabulary::skos::PREF_LABEL)?),
        None => None,
    };
    Ok(Some(Change { kind, name, report, later, meeting }))
}

fn text(term: Option<Term>) -> Option<String> {
    match term {
        Some(Term::Literal(text)) => Some(text.value().to_owned()),
        _ => None,
    }
}

fn node(term: Option<Term>) -> Option<NamedNode> {
    match term {
        Some(Term::NamedNode(node)) => Some(node),
        _ => None,
    }
}
