//! Bodies that no registry knows: what they are called, and their IRIs.

use super::{Resolution, most_frequent};
use crate::entities::registry::Registry;
use crate::graph::Base;
use crate::graph::report::{could_be_report, report_slug};
use crate::graph::slug::slug;
use crate::graph::summary::Summary;
use crate::graph::vocabulary::{rap, skos};
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A body that no registry knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Forms in which it is printed, and how often each occurs.
    pub forms: BTreeMap<String, usize>,
    /// The earliest mention: date, report.
    pub earliest: Option<(String, String)>,
}

impl Body {
    /// The form that is shown.
    #[must_use]
    pub fn label<'b>(&'b self, folded: &'b str) -> &'b str {
        most_frequent(&self.forms).unwrap_or(folded)
    }
}

impl Body {
    /// What bodies share that may have to share their IRI: the label's slug, without what could be a report's digits behind it.
    #[must_use]
    pub fn place(&self, folded: &str) -> String {
        let slug = slug(self.label(folded));
        match slug.rsplit_once('-') {
            Some((before, last)) if could_be_report(last) => before.to_owned(),
            _ => slug,
        }
    }

    /// Adds what other reports say.
    pub fn add(&mut self, other: &Self) {
        for (form, count) in &other.forms {
            *self.forms.entry(form.clone()).or_default() += count;
        }
        self.earliest = self.earliest.take().into_iter().chain(other.earliest.clone()).min();
    }
}

/// Bodies by their folded name.
pub type Bodies = BTreeMap<String, Body>;

/// What the registry has names for, so far as bodies go.
pub struct RegisteredBodies {
    /// Folded names, each with the one entity that it means; none where it means several.
    pub names: FxHashMap<String, Option<NamedNode>>,
    /// All IRIs that the registry describes.
    taken: FxHashSet<NamedNode>,
}

impl RegisteredBodies {
    /// Takes them from the registry.
    #[must_use]
    pub fn of(registry: &Registry) -> Self {
        Self { names: order_names(registry), taken: registry.entities.iter().map(|e| e.iri.clone()).collect() }
    }

    /// Adds the bodies that a report names and the registry does not know.
    pub fn gather(&self, summary: &Summary, bodies: &mut Bodies) {
        let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
        for name in summary.mentions.values().filter_map(|m| m.body_name.as_ref()) {
            let key = fold(name);
            if self.names.get(&key).is_some_and(Option::is_some) {
                continue;
            }
            let body = bodies.entry(key).or_default();
            *body.forms.entry(name.clone()).or_default() += 1;
            let here = (date.clone(), summary.report.clone());
            body.earliest = body.earliest.take().map_or(Some(here.clone()), |e| Some(e.min(here)));
        }
    }

    /// The IRI and the label of each body. Of those with one name in IRIs the first in the order of the alphabet has it to itself; so some of all bodies
    /// are enough where no other has the name of one of them.
    #[must_use]
    pub fn name<'b>(&self, bodies: &'b Bodies, base: &Base) -> BTreeMap<&'b str, (NamedNode, &'b str)> {
        let mut taken: FxHashSet<NamedNode> = FxHashSet::default();
        let mut named = BTreeMap::new();
        for (key, body) in bodies {
            let label = body.label(key);
            let mut node = base.id("organisation", &slug(label));
            if self.taken.contains(&node) || !taken.insert(node.clone()) {
                let earliest = body.earliest.as_ref().map_or("", |(_, report)| report);
                node = base.id("organisation", &format!("{}-{}", slug(label), report_slug(earliest)));
            }
            named.insert(key.as_str(), (node, label));
        }
        named
    }
}

/// Names of the registry's bodies and series, folded, each that means one entity only.
fn order_names(registry: &Registry) -> FxHashMap<String, Option<NamedNode>> {
    let mut names: FxHashMap<String, Option<NamedNode>> = FxHashMap::default();
    for entity in registry.entities.iter().filter(|e| e.classes.organisation) {
        for name in &entity.names {
            let place = names.entry(fold(&name.text)).or_insert_with(|| Some(entity.iri.clone()));
            if place.as_ref() != Some(&entity.iri) {
                *place = None;
            }
        }
    }
    names
}

impl Resolution<'_> {
    /// Describes bodies.
    pub(super) fn describe<'n>(&mut self, bodies: impl Iterator<Item = &'n (NamedNode, &'n str)>) {
        for (node, label) in bodies {
            self.add(node, rdf::TYPE, rap::ORGANISATION);
            self.add(node, skos::PREF_LABEL, Literal::new_simple_literal(*label));
        }
    }

    /// The body that a name means.
    pub(super) fn body(&self, name: &str) -> Option<NamedNode> {
        let key = fold(name);
        match self.registered.names.get(&key) {
            Some(Some(known)) => Some(known.clone()),
            _ => self.bodies.get(&key).cloned(),
        }
    }
}
