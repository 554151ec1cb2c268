//! Where reports were found: what a file or an address gave when it was last read, so that it is known whether it gives something else now.
//!
//! A location that gives other bytes has moved on from one report to another. The earlier report goes when no location leads to it any more, in the commit
//! that brings the later one.

use super::operations::Operations;
use crate::graph::vocabulary::{prov, rap};
use crate::source::{Known, Location, Validators};
use crate::store::{Changes, Store};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::StorageError;

/// A location as the store knows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// By which it is known.
    pub(super) id: String,
    /// What its report is called by it.
    pub(super) name: String,
    /// That report.
    pub(super) slug: String,
}

impl Operations {
    fn location(&self, id: &str) -> NamedNode {
        self.base().id("location", id)
    }

    fn literal_of(
        &self,
        store: &Store,
        node: &NamedNode,
        property: NamedNodeRef<'_>,
    ) -> Result<Option<String>, StorageError> {
        Ok(store.value(node, property, self.graph())?.and_then(|quad| match quad.object {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }))
    }

    /// The report that a location gave when it was last read, where that is in the store.
    pub(super) fn given(&self, store: &Store, location: &Location) -> Result<Option<String>, StorageError> {
        self.given_by(store, &self.location(location.id()))
    }

    fn given_by(&self, store: &Store, location: &NamedNode) -> Result<Option<String>, StorageError> {
        let Some(Term::NamedNode(report)) = store.value(location, rap::GAVE, self.graph())?.map(|q| q.object) else {
            return Ok(None);
        };
        let Some(slug) = report.as_str().rsplit('/').next() else { return Ok(None) };
        Ok(self.version_of(store, slug)?.map(|_| slug.to_owned()))
    }

    /// What is to be known of a location before it is asked again.
    pub(super) fn known(&self, store: &Store, location: &Location) -> Result<Known, StorageError> {
        let node = self.location(location.id());
        if self.given_by(store, &node)?.is_none() {
            return Ok(Known::default());
        }
        let validators = match self.literal_of(store, &node, rap::ANSWERED_BY)? {
            None => None,
            Some(answered_by) => Some(Validators {
                answered_by,
                entity_tag: self.literal_of(store, &node, rap::ENTITY_TAG)?,
                last_modified: self.literal_of(store, &node, rap::LAST_MODIFIED)?,
            }),
        };
        Ok(Known { before: true, validators })
    }

    /// Notes that a location gives a report, and what it is called by it; nothing where that is known.
    pub(super) fn locate(
        &self,
        store: &Store,
        slug: &str,
        name: &str,
        location: &Location,
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let node = self.location(location.id());
        let text = |property, text: &str| self.quad(&node, property, Literal::new_simple_literal(text));
        let mut wanted = vec![
            self.quad(&node, rdf::TYPE, rap::LOCATION),
            self.quad(&node, rap::GAVE, self.base().id("report", slug)),
            text(rap::PLACE_NAME, name),
        ];
        wanted.extend(location.folder().map(|folder| text(rap::BELOW, &folder.id)));
        if let Some(validators) = &location.validators {
            wanted.push(text(rap::ANSWERED_BY, &validators.answered_by));
            wanted.extend(validators.entity_tag.as_deref().map(|tag| text(rap::ENTITY_TAG, tag)));
            wanted.extend(validators.last_modified.as_deref().map(|date| text(rap::LAST_MODIFIED, date)));
        }
        let stands = self.of_subject(store, &node)?;
        changes.removed.extend(stands.iter().filter(|quad| !wanted.contains(quad)).cloned());
        changes.added.extend(wanted.into_iter().filter(|quad| !stands.contains(quad)));
        Ok(())
    }

    /// The locations that lead to a report.
    pub(super) fn leading_to(&self, store: &Store, slug: &str) -> Result<Vec<Standing>, StorageError> {
        let report = self.base().id("report", slug);
        let graph = Some(GraphNameRef::NamedNode(self.graph().as_ref()));
        let mut found = Vec::new();
        for quad in store.oxigraph().quads_for_pattern(None, Some(rap::GAVE), Some(report.as_ref().into()), graph) {
            let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
            let name = self.literal_of(store, &node, rap::PLACE_NAME)?.unwrap_or_default();
            let id = node.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            found.push(Standing { id, name, slug: slug.to_owned() });
        }
        Ok(found)
    }

    /// The locations that were found below a folder.
    pub(super) fn found_below(&self, store: &Store, folder: &str) -> Result<Vec<Standing>, StorageError> {
        let graph = Some(GraphNameRef::NamedNode(self.graph().as_ref()));
        let folder = Literal::new_simple_literal(folder);
        let mut found = Vec::new();
        for quad in store.oxigraph().quads_for_pattern(None, Some(rap::BELOW), Some(folder.as_ref().into()), graph) {
            let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
            if let Some(slug) = self.given_by(store, &node)? {
                let name = self.literal_of(store, &node, rap::PLACE_NAME)?.unwrap_or_default();
                let id = node.as_str().rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Standing { id, name, slug });
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Forgets a location.
    pub(super) fn leave(&self, store: &Store, id: &str, changes: &mut Changes) -> Result<(), StorageError> {
        changes.removed.extend(self.of_subject(store, &self.location(id))?);
        Ok(())
    }

    /// Notes that a location has moved on from one report to another.
    pub(super) fn revised(&self, earlier: &str, later: &str, changes: &mut Changes) {
        let (earlier, later) = (self.base().id("report", earlier), self.base().id("report", later));
        changes.added.push(self.quad(&later, prov::WAS_REVISION_OF, earlier));
    }

    /// Takes a report away that another one stands in the place of now; its IRI says which.
    pub(super) fn replace(
        &self,
        store: &Store,
        earlier: &str,
        later: &str,
        changes: &mut Changes,
    ) -> Result<(), StorageError> {
        let (old, new) = (self.base().id("report", earlier), self.base().id("report", later));
        changes.removed.extend(store.graph(old.as_ref())?);
        let described = self.of_subject(store, &old)?;
        // What it was itself a revision of is no less true.
        changes.removed.extend(described.into_iter().filter(|quad| quad.predicate != prov::WAS_REVISION_OF));
        changes.added.push(self.quad(&old, rap::REPLACED_BY, new));
        Ok(())
    }

    /// Takes back that a report was replaced, and that others are revisions of it: it is found again.
    pub(super) fn returned(&self, store: &Store, slug: &str, changes: &mut Changes) -> Result<(), StorageError> {
        let report = self.base().id("report", slug);
        changes.removed.extend(store.value(&report, rap::REPLACED_BY, self.graph())?);
        let graph = Some(GraphNameRef::NamedNode(self.graph().as_ref()));
        let later = Some(report.as_ref().into());
        for quad in store.oxigraph().quads_for_pattern(None, Some(prov::WAS_REVISION_OF), later, graph) {
            changes.removed.push(quad?);
        }
        Ok(())
    }

    fn of_subject(&self, store: &Store, node: &NamedNode) -> Result<Vec<Quad>, StorageError> {
        let graph = GraphNameRef::NamedNode(self.graph().as_ref());
        store.oxigraph().quads_for_pattern(Some(node.as_ref().into()), None, None, Some(graph)).collect()
    }
}
