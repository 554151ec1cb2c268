//! The operations graph: when and how runs happened, where reports came from, and with which version each was read.

use super::names::{Called, RENAMED};
use super::reader::Knowledge;
use super::record::Record;
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, dct, prov, rap};
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
    record: Record,
}

impl Operations {
    /// Begins a run. Nothing is asked of the reports in the store before a run meets them.
    pub(super) fn begin(store: &Store, knowledge: &Knowledge) -> Result<Self, StorageError> {
        let base = store.base().clone();
        let graph = base.operations_graph();
        let started = Timestamp::now();
        let run = base.id("reading", &started.as_nanosecond().to_string());
        let record = Record::begin(store)?;
        Ok(Self { base, graph, run, started, version: knowledge.version.clone(), record })
    }

    /// What this run changes.
    pub(super) fn record(&self) -> &Record {
        &self.record
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

    /// The base of the store's addresses.
    pub(super) fn base(&self) -> &Base {
        &self.base
    }

    /// The operations graph.
    pub(super) fn graph(&self) -> &NamedNode {
        &self.graph
    }

    pub(super) fn quad(&self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) -> Quad {
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
        let name = self.path_of(store, slug)?.unwrap_or_default();
        let format = value(store.value(&report, dct::FORMAT, &report)?);
        let media_type = format.and_then(|name| MediaType::from_name(&name));
        Ok(match (text, sha256, media_type) {
            (Some(text), Some(sha256), Some(media_type)) => Some(Source::restored(name, text, sha256, media_type)),
            _ => None,
        })
    }

    /// What a report in the store is written in.
    pub(super) fn media_type_of(&self, store: &Store, slug: &str) -> Result<Option<MediaType>, StorageError> {
        let report = self.base.id("report", slug);
        Ok(store.value(&report, dct::FORMAT, &report)?.and_then(|quad| match quad.object {
            Term::Literal(name) => MediaType::from_name(name.value()),
            _ => None,
        }))
    }

    /// Describes a new report: what it is called, its source, the version it was read with, the run; and the names that its reading depends on.
    pub(super) fn describe(&self, slug: &str, called: &Called, source: &Source, changes: &mut Changes) {
        let report = self.base.id("report", slug);
        let text = |property, text: &str| self.quad(&report, property, Literal::new_simple_literal(text));
        changes.added.extend(called.lines.iter().map(|line| text(rap::FILE_NAME, line)));
        changes.added.push(text(rap::PATH, &called.path));
        changes.added.push(text(rap::READER_VERSION, if called.otherwise { RENAMED } else { &self.version }));
        changes.added.extend(source.kept().map(|kept| text(rap::SOURCE, kept)));
        changes.added.push(self.quad(&report, prov::WAS_GENERATED_BY, self.run.clone()));
    }

    /// Takes away what is described of a report that is read anew; what it is a revision of stays.
    pub(super) fn forget(&self, store: &Store, slug: &str, changes: &mut Changes) -> Result<(), StorageError> {
        let report = self.base.id("report", slug);
        let graph = GraphNameRef::NamedNode(self.graph.as_ref());
        for quad in store.oxigraph().quads_for_pattern(Some(report.as_ref().into()), None, None, Some(graph)) {
            let quad = quad?;
            if quad.predicate != prov::WAS_REVISION_OF {
                changes.removed.push(quad);
            }
        }
        Ok(())
    }

    /// What a run leaves of itself when it ends: PROV of the reading, and the version of the store that it made.
    pub(super) fn ended(&self, store: &Store, changes: &mut Changes) -> Result<(), StorageError> {
        let time = |at: Timestamp| Literal::new_typed_literal(at.to_string(), xsd::DATE_TIME);
        changes.added.extend([
            self.quad(&self.run, rdf::TYPE, rap::READING),
            self.quad(&self.run, prov::STARTED_AT_TIME, time(self.started)),
            self.quad(&self.run, prov::ENDED_AT_TIME, time(Timestamp::now())),
            self.quad(&self.run, rap::READER_VERSION, Literal::new_simple_literal(&self.version)),
        ]);
        self.end_version(store, &self.run, changes)
    }
}
