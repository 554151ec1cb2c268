//! Whether nodes fit their shapes, over the union of all graphs.

use super::lexical::{is_well_formed, number};
use super::shape_file::{Constraint, NodeKind, NodeShape, PropertyShape};
use super::{Kind, Violation, about, as_node, excerpt, graph_name, name_of};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use std::collections::{BTreeMap, BTreeSet};

/// Finds every node that does not fit a shape of a class that it is an instance of.
pub(super) fn check(store: &Store, shapes: &[NodeShape], found: &mut Vec<Violation>) -> Result<(), StorageError> {
    let classes = Classes::read(store)?;
    for shape in shapes {
        for class in classes.below(&shape.target) {
            for quad in store.quads_for_pattern(None, Some(rdf::TYPE), Some((&class).into()), None) {
                let quad = quad?;
                node(store, &classes, shape, &quad, found)?;
            }
        }
    }
    Ok(())
}

/// Checks one node; `quad` is the one that says its class. A node met twice is told twice, and the caller drops the second.
fn node(
    store: &Store,
    classes: &Classes,
    shape: &NodeShape,
    quad: &Quad,
    found: &mut Vec<Violation>,
) -> Result<(), StorageError> {
    let quads = about(store, &quad.subject)?;
    // The graph of least name that gives the class, so that the order of the store does not matter.
    let graph = quads
        .iter()
        .filter(|q| q.predicate == rdf::TYPE && q.object == quad.object)
        .filter_map(|q| graph_name(&q.graph_name))
        .min();
    for property in &shape.properties {
        let values: BTreeMap<String, &Term> =
            quads.iter().filter(|q| q.predicate == property.path).map(|q| (q.object.to_string(), &q.object)).collect();
        for constraint in &property.constraints {
            for wrong in breaches(store, classes, constraint, &values)? {
                found.push(Violation {
                    kind: Kind::Shape,
                    node: name_of(&quad.subject),
                    graph: graph.clone(),
                    message: message(shape, property, &wrong),
                });
            }
        }
    }
    Ok(())
}

fn message(shape: &NodeShape, property: &PropertyShape, wrong: &str) -> String {
    let PropertyShape { path, name, message, .. } = property;
    let shape = if shape.message.is_empty() { "A node does not fit its shape" } else { &shape.message };
    let name = if name.is_empty() { String::new() } else { format!(" ({name})") };
    let rule = if message.is_empty() { String::new() } else { format!(" (rule: {message})") };
    format!("{shape}: <{}>{name} {wrong}{rule}", path.as_str())
}

/// What is wrong with the values of a property, in words; nothing where they fit.
fn breaches(
    store: &Store,
    classes: &Classes,
    constraint: &Constraint,
    values: &BTreeMap<String, &Term>,
) -> Result<Vec<String>, StorageError> {
    let have = values.len();
    match constraint {
        Constraint::MinCount(least) if have < *least => {
            return Ok(vec![format!("has {have} values, at least {least} needed")]);
        }
        Constraint::MaxCount(most) if have > *most => {
            return Ok(vec![format!("has {have} values, at most {most} allowed")]);
        }
        Constraint::MinCount(_) | Constraint::MaxCount(_) => return Ok(Vec::new()),
        _ => {}
    }
    let mut wrong = Vec::new();
    for (words, value) in values {
        if let Some(what) = breach(store, classes, constraint, value)? {
            wrong.push(format!("has the value {}, which {what}", excerpt(words)));
        }
    }
    Ok(wrong)
}

/// What is wrong with one value.
fn breach(
    store: &Store,
    classes: &Classes,
    constraint: &Constraint,
    value: &Term,
) -> Result<Option<String>, StorageError> {
    let literal = if let Term::Literal(literal) = value { Some(literal) } else { None };
    let (fits, what) = match constraint {
        Constraint::Datatype(datatype) => {
            let fits = literal.is_some_and(|l| l.datatype() == *datatype && is_well_formed(l));
            (fits, format!("is no well-formed literal of {datatype}"))
        }
        Constraint::Class(class) => (classes.is_instance(store, value, class)?, format!("is no instance of {class}")),
        Constraint::NodeKind(kind) => {
            let fits = match kind {
                NodeKind::Iri => value.is_named_node(),
                NodeKind::Literal => value.is_literal(),
                NodeKind::BlankNodeOrIri => value.is_named_node() || value.is_blank_node(),
            };
            (fits, format!("is no {kind:?}"))
        }
        Constraint::Pattern(pattern) => {
            let fits = match value {
                Term::NamedNode(iri) => pattern.is_match(iri.as_str()),
                Term::Literal(literal) => pattern.is_match(literal.value()),
                _ => false,
            };
            (fits, format!("does not match {}", pattern.as_str()))
        }
        Constraint::MinInclusive(least) => {
            (literal.and_then(number).is_some_and(|n| n >= *least), format!("is no number from {least} on"))
        }
        Constraint::MaxInclusive(most) => {
            (literal.and_then(number).is_some_and(|n| n <= *most), format!("is no number up to {most}"))
        }
        Constraint::In(members) => (members.contains(value), "is none of those allowed".to_owned()),
        Constraint::MinCount(_) | Constraint::MaxCount(_) => return Ok(None),
    };
    Ok((!fits).then_some(what))
}

/// Which class is a subclass of which, by what the ontology's graph and any other says.
struct Classes(BTreeMap<NamedNode, Vec<NamedNode>>);

impl Classes {
    fn read(store: &Store) -> Result<Self, StorageError> {
        let mut subclasses: BTreeMap<NamedNode, Vec<NamedNode>> = BTreeMap::new();
        for quad in store.quads_for_pattern(None, Some(rdfs::SUB_CLASS_OF), None, None) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(sub), Term::NamedNode(class)) = (quad.subject, quad.object) {
                subclasses.entry(class).or_default().push(sub);
            }
        }
        Ok(Self(subclasses))
    }

    /// The class and all its subclasses.
    fn below(&self, class: &NamedNode) -> BTreeSet<NamedNode> {
        let (mut all, mut waiting) = (BTreeSet::new(), vec![class]);
        while let Some(class) = waiting.pop() {
            if all.insert(class.clone()) {
                waiting.extend(self.0.get(class).into_iter().flatten());
            }
        }
        all
    }

    fn is_instance(&self, store: &Store, value: &Term, class: &NamedNode) -> Result<bool, StorageError> {
        let Some(node) = as_node(value) else { return Ok(false) };
        for quad in store.quads_for_pattern(Some(node.as_ref()), Some(rdf::TYPE), None, None) {
            // Most values are of the class itself: its subclasses are gathered only for the others.
            if matches!(quad?.object, Term::NamedNode(found) if found == *class || self.below(class).contains(&found)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
