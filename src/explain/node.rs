//! Reading the neighbourhood of a node from the store.

use super::Named;
use crate::graph::vocabulary::{NAMESPACE, rap, skos};
use crate::store::Store;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::StorageError;

/// A store, asked for what stands around a node.
pub(super) struct Around<'s>(pub(super) &'s Store);

impl Around<'_> {
    /// The values of a property, sorted.
    pub(super) fn values(&self, node: &NamedNode, property: NamedNodeRef<'_>) -> Result<Vec<Term>, StorageError> {
        let quads = self.0.oxigraph().quads_for_pattern(Some(node.into()), Some(property), None, None);
        let mut values = quads.map(|quad| Ok(quad?.object)).collect::<Result<Vec<_>, StorageError>>()?;
        values.sort_by_cached_key(ToString::to_string);
        values.dedup();
        Ok(values)
    }

    /// The nodes among the values of a property.
    pub(super) fn nodes(&self, node: &NamedNode, property: NamedNodeRef<'_>) -> Result<Vec<NamedNode>, StorageError> {
        let nodes = self.values(node, property)?.into_iter().filter_map(|value| match value {
            Term::NamedNode(node) => Some(node),
            _ => None,
        });
        Ok(nodes.collect())
    }

    /// The first literal of a property, as text.
    pub(super) fn text(&self, node: &NamedNode, property: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
        Ok(self.values(node, property)?.into_iter().find_map(|value| match value {
            Term::Literal(literal) => Some(literal.value().to_owned()),
            _ => None,
        }))
    }

    /// The nodes that point at a node, sorted; no more than `most`, and whether there are more.
    pub(super) fn pointing(
        &self,
        property: NamedNodeRef<'_>,
        node: &NamedNode,
        most: usize,
    ) -> Result<(Vec<NamedNode>, bool), StorageError> {
        let quads = self.0.oxigraph().quads_for_pattern(None, Some(property), Some(node.into()), None);
        let mut found = Vec::new();
        for quad in quads.take(most + 1) {
            if let NamedOrBlankNode::NamedNode(subject) = quad?.subject {
                found.push(subject);
            }
        }
        let more = found.len() > most;
        found.truncate(most);
        found.sort_by(|a, b| order(a.as_str()).cmp(&order(b.as_str())));
        Ok((found, more))
    }

    /// A node with its name.
    pub(super) fn named(&self, node: &NamedNode) -> Result<Named, StorageError> {
        // Agenda items and discussions have no name to show but their printed titles.
        for property in [skos::PREF_LABEL, rap::TITLE, rap::HEADING] {
            if let Some(label) = self.text(node, property)? {
                return Ok(Named { iri: node.as_str().to_owned(), label });
            }
        }
        Ok(Named { iri: node.as_str().to_owned(), label: node.as_str().to_owned() })
    }

    /// A value as people read it.
    pub(super) fn shown(&self, value: &Term) -> Result<String, StorageError> {
        match value {
            Term::NamedNode(node) => Ok(self.named(node)?.label),
            Term::Literal(literal) => Ok(literal.value().to_owned()),
            other => Ok(other.to_string()),
        }
    }

    /// Where a report was read from.
    pub(super) fn path(&self, report: &NamedNode) -> Result<String, StorageError> {
        Ok(self.text(report, rap::PATH)?.unwrap_or_else(|| report.as_str().to_owned()))
    }
}

/// Numbers at the end of an address in their order: 9 before 10.
fn order(iri: &str) -> (&str, usize) {
    iri.rsplit_once('-').and_then(|(stem, n)| Some((stem, n.parse().ok()?))).unwrap_or((iri, 0))
}

/// A property or class as people write it.
pub(super) fn short(iri: NamedNodeRef<'_>) -> String {
    let iri = iri.as_str();
    iri.strip_prefix(NAMESPACE).map_or_else(|| iri.rsplit(['#', '/']).next().unwrap_or(iri).to_owned(), str::to_owned)
}
