//! The operations graph: when and how runs happened, where reports came from, and with which version each was read.

use super::reader::Knowledge;
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, dct, prov, rap};
use crate::minutes::name_line;
use crate::source::{MediaType, Source};
use crate::store::{Changes, Store};
use jiff::Timestamp;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;

/// A run's view of the operations graph.
pub(super) struct Operations {
    base: Base,
    graph: NamedNode,
    run: NamedNode,
    started: Timestamp,
    version: String,
}

impl Operations {
    /// Begins a run. Nothing is asked of the reports in the store before a run meets them.
    pub(super) fn begin(store: &Store, knowledge: &Knowledge) -> Self {
        let base = store.base().clone();
        let graph = base.operations_graph();
        let started = Timestamp::now();
        let run = base.id("reading", &started.as_nanosecond().to_string());
        Self { base, graph, run, started, version: knowledge.version.clone() }
    }

    /// The version that this run reads with.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// The version that a report in the store was read with.
    pub(super) fn version_of(&self, store: &Store, slug: &str) -> Result<Option<String>, StorageError> {
        let version = store.value(&self.base.id("report", slug), rap::READER_VERSION, &self.graph)?;
        Ok(version.and_then(|quad| match quad.object {
            Term::Literal(version) => Some(version.value().to_owned()),
            _ => None,
        }))
    }

    fn quad(&self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Quad {
        Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone())
    }

    /// The mark that the resolution is behind the reports.
    pub(super) fn pending(&self) -> Quad {
        self.quad(&self.graph, rap::PENDING, self.base.resolution_graph())
    }

    /// Whether ontology and registry in the store are those that this run knows.
    pub(super) fn is_current(&self, store: &Store) -> Result<bool, StorageError> {
        let now = self.quad(&self.graph, rap::READER_VERSION, Literal::new_simple_literal(&self.version));
        store.contains(now.as_ref())
    }

    /// Brings ontology and registry in the store to what this run knows; nothing where they are that already.
    pub(super) fn sync_bundled(&self, store: &Store, knowledge: &Knowledge) -> Result<(), StorageError> {
        let known = store.value(&self.graph, rap::READER_VERSION, &self.graph)?;
        let now = self.quad(&self.graph, rap::READER_VERSION, Literal::new_simple_literal(&self.version));
        if known.as_ref() == Some(&now) {
            return Ok(());
        }
        let mut changes = Changes::default();
        for graph in store.oxigraph().named_graphs() {
            let NamedOrBlankNode::NamedNode(name) = graph? else { continue };
            let registry = self.base.registry_graph("");
            if name.as_str() == NAMESPACE || name.as_str().starts_with(registry.as_str()) {
                changes.removed.extend(store.graph(name.as_ref())?);
            }
        }
        changes.removed.extend(known);
        for file in &knowledge.registry.files {
            let quads = file
                .triples
                .iter()
                .map(|t| Quad::new(t.subject.clone(), t.predicate.clone(), t.object.clone(), file.graph.clone()));
            changes.added.extend(quads);
        }
        changes.added.push(now);
        changes.added.push(self.pending());
        store.commit(changes)
    }

    /// The reports that were read with another version, by slug, in the order of the alphabet.
    pub(super) fn stale(&self, store: &Store) -> Result<Vec<String>, StorageError> {
        let reports = self.base.id("report", "");
        let graph = Some(GraphNameRef::NamedNode(self.graph.as_ref()));
        let mut stale = Vec::new();
        for quad in store.oxigraph().quads_for_pattern(None, Some(rap::READER_VERSION), None, graph) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(report), Term::Literal(version)) = (&quad.subject, &quad.object)
                && let Some(slug) = report.as_str().strip_prefix(reports.as_str())
                && version.value() != self.version
            {
                stale.push(slug.to_owned());
            }
        }
        stale.sort();
        Ok(stale)
    }

    /// The source of a report as the store keeps it, so that it can be read anew without its file.
    pub(super) fn source_of(&self, store: &Store, slug: &str) -> Result<Option<Source>, StorageError> {
        let report = self.base.id("report", slug);
        let value = |quad: Option<Quad>| match quad.map(|q| q.object) {
            Some(Term::Literal(literal)) => Some(literal.value().to_owned()),
            _ => None,
        };
        let text = value(store.value(&report, rap::SOURCE, &self.graph)?);
        let sha256 = value(store.value(&report, rap::SHA256, &report)?);
        let name = self.path_of(store, &report)?.unwrap_or_default();
        let format = value(store.value(&report, dct::FORMAT, &report)?);
        let media_type = format.and_then(|name| MediaType::from_name(&name));
        Ok(match (text, sha256, media_type) {
            (Some(text), Some(sha256), Some(media_type)) => Some(Source::restored(name, text, sha256, media_type)),
            _ => None,
        })
    }

    /// The lines that the names of a report's files give, where what is read from it depends on them ([`name_line`]); one that gives none counts as an empty one.
    pub(super) fn file_names(&self, store: &Store, slug: &str) -> Result<Vec<String>, StorageError> {
        let report = self.base.id("report", slug);
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        let names =
            store.oxigraph().quads_for_pattern(Some(report.as_ref().into()), Some(rap::FILE_NAME), None, Some(graph));
        let value = |quad: Quad| match quad.object {
            Term::Literal(name) => name.value().to_owned(),
            _ => String::new(),
        };
        names.map(|quad| quad.map(value)).collect()
    }

    /// All lines from names that a report in the store is known by.
    pub(super) fn known_names(&self, store: &Store, slug: &str) -> Result<Vec<String>, StorageError> {
        let mut names = self.file_names(store, slug)?;
        let path = self.path_of(store, &self.base.id("report", slug))?;
        names.extend(path.as_deref().and_then(name_line).map(str::to_owned));
        Ok(names)
    }

    /// Describes a new report: its path, its source, the version it was read with, the run; and the names that its reading depends on.
    pub(super) fn describe(
        &self,
        store: &Store,
        slug: &str,
        source: &Source,
        asks_for_name: bool,
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let report = self.base.id("report", slug);
        let name = source.name.as_str();
        let path = match self.path_of(store, &report)?.filter(|known| !goes_before(name, known)) {
            Some(known) => known,
            None => name.to_owned(),
        };
        if asks_for_name {
            let mut names = self.known_names(store, slug)?;
            names.push(name_line(name).unwrap_or_default().to_owned());
            let names = names.iter().map(|name| self.quad(&report, rap::FILE_NAME, Literal::new_simple_literal(name)));
            changes.added.extend(names);
        }
        changes.added.push(self.quad(&report, rap::PATH, Literal::new_simple_literal(path)));
        changes.added.push(self.quad(&report, rap::READER_VERSION, Literal::new_simple_literal(&self.version)));
        if let Some(kept) = source.kept() {
            changes.added.push(self.quad(&report, rap::SOURCE, Literal::new_simple_literal(kept)));
        }
        changes.added.push(self.quad(&report, prov::WAS_GENERATED_BY, self.run.clone()));
        Ok(())
    }

    /// Takes away what is described of a report that is read anew.
    pub(super) fn forget(&self, store: &Store, slug: &str, changes: &mut Changes) -> Result<(), StorageError> {
        let report = self.base.id("report", slug);
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        for quad in store.oxigraph().quads_for_pattern(Some(report.as_ref().into()), None, None, Some(graph)) {
            changes.removed.push(quad?);
        }
        Ok(())
    }

    fn path_of(&self, store: &Store, report: &NamedNode) -> Result<Option<String>, StorageError> {
        let known = store.value(report, rap::PATH, &self.graph)?;
        Ok(known.and_then(|q| match q.object {
            Term::Literal(path) => Some(path.value().to_owned()),
            _ => None,
        }))
    }

    /// Notes that a known report also lies at a path: of several the first in the order of the alphabet counts, whatever the order of runs.
    pub(super) fn note_path(&self, store: &Store, slug: &str, name: &str) -> Result<(), StorageError> {
        let report = self.base.id("report", slug);
        let mut changes = Changes::default();
        let quad = |property, value: &str| self.quad(&report, property, Literal::new_simple_literal(value));
        if let Some(known) = self.path_of(store, &report)?.filter(|known| goes_before(name, known)) {
            changes.added.push(quad(rap::PATH, name));
            changes.removed.push(quad(rap::PATH, &known));
        }
        let names = self.file_names(store, slug)?;
        let line = name_line(name).unwrap_or_default();
        if !names.is_empty() && !names.iter().any(|known| known == line) {
            changes.added.push(quad(rap::FILE_NAME, line));
        }
        if changes.is_empty() { Ok(()) } else { store.commit(changes) }
    }

    /// What a run leaves of itself when it ends: PROV of the reading.
    pub(super) fn ended(&self) -> Vec<Quad> {
        let time = |at: Timestamp| Literal::new_typed_literal(at.to_string(), xsd::DATE_TIME);
        vec![
            self.quad(&self.run, rdf::TYPE, rap::READING),
            self.quad(&self.run, prov::STARTED_AT_TIME, time(self.started)),
            self.quad(&self.run, prov::ENDED_AT_TIME, time(Timestamp::now())),
            self.quad(&self.run, rap::READER_VERSION, Literal::new_simple_literal(&self.version)),
        ]
    }
}

/// Whether of two paths of one report the first is the one to show: the first in the order of the alphabet, standard input last.
fn goes_before(path: &str, known: &str) -> bool {
    (path == "-", path) < (known == "-", known)
}
