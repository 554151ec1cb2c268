//! The resolution graph: which entity each mention means, which meeting each record is of, and the people and bodies that no registry describes.
//!
//! A pure function of the summaries of all reports, of the registry and of the judgements, whatever their order. It is made report by report (`whole.rs`), so that
//! no more of it is in memory than its reader keeps.

mod bodies;
mod groups;
mod meetings;
mod piece;
mod report;
mod rulings;
mod whole;

pub use bodies::{Bodies, Body, RegisteredBodies};
pub use groups::{Part, Parts, elsewhere};
pub use meetings::{Titles, gather_titles, meeting_of, series_of};
pub use piece::{Piece, piece};
pub use whole::resolution;

use super::Base;
use super::calendar::Calendar;
use super::packed::Packed;
use super::people::{Here, People, Replaced, person_iri};
use super::slug::slug;
use super::summary::Summary;
use super::vocabulary::{rap, skos};
use crate::entities::identity::{Names, PersonKey};
use crate::entities::registry::Registry;
use crate::judgements::{InForce, Judgements};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The sums over all reports that the resolution is made from.
pub struct Sums {
    /// What is known of the names of people.
    pub names: Names,
    /// What is known of bodies that no registry knows.
    pub bodies: Bodies,
    /// What series are called that no registry knows.
    pub titles: Titles,
    /// Who took part when, and in which group.
    pub parts: Parts,
    /// Which series met when.
    pub calendar: Calendar,
}

/// The quads of the resolution graph, sorted by nothing.
#[must_use]
pub fn resolution_quads(summaries: &[Summary], registry: &Registry, judgements: &Judgements, base: &Base) -> Vec<Quad> {
    let reports: Vec<Packed> = summaries.iter().map(Packed::of).collect();
    let mut quads = Vec::new();
    let collect = |piece: Vec<Quad>| -> Result<(), Infallible> {
        quads.extend(piece);
        Ok(())
    };
    let Ok(_) = resolution(&reports, registry, judgements, base, collect);
    quads
}

pub(super) struct Resolution<'b> {
    quads: Vec<Quad>,
    graph: GraphName,
    base: &'b Base,
    registered: &'b RegisteredBodies,
    /// Bodies that no registry knows, by their folded names.
    bodies: BTreeMap<String, NamedNode>,
    /// Who took part when, and in which stated group.
    parts: Vec<(String, Part)>,
    /// What of the registry is no person.
    others: FxHashSet<NamedNode>,
    /// The body behind each series of the registry.
    organisers: FxHashMap<NamedNode, NamedNode>,
    rulings: &'b InForce,
}

impl<'b> Resolution<'b> {
    fn new(registered: &'b RegisteredBodies, registry: &Registry, rulings: &'b InForce, base: &'b Base) -> Self {
        Self {
            quads: Vec::new(),
            graph: base.resolution_graph().into(),
            base,
            registered,
            bodies: BTreeMap::new(),
            parts: Vec::new(),
            others: registry.entities.iter().filter(|e| !e.classes.person).map(|e| e.iri.clone()).collect(),
            organisers: registry.entities.iter().filter_map(|e| Some((e.iri.clone(), e.organiser.clone()?))).collect(),
            rulings,
        }
    }
}

impl Resolution<'_> {
    /// Whether curators reject that a report is of a meeting.
    fn has_rejected_record(&self, summary: &Summary) -> bool {
        summary.record.as_ref().is_some_and(|record| self.rulings.is_rejected(record))
    }

    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone()));
    }

    fn person(&self, key: &PersonKey) -> NamedNode {
        person_iri(self.base, key)
    }

    /// Says the group that another report states.
    fn group(&mut self, node: &str, group: &str, date: &str) {
        let node = NamedNode::new_unchecked(node);
        self.add(&node, rap::GROUP_ELSEWHERE, NamedNode::new_unchecked(group));
        let day = Literal::new_typed_literal(date, oxigraph::model::vocab::xsd::DATE);
        self.add(&node, rap::GROUP_ELSEWHERE_DATE, day);
    }

    /// How many quads there are.
    pub(super) fn mark(&self) -> usize {
        self.quads.len()
    }

    /// Leaves out what was added twice since a mark.
    pub(super) fn once_since(&mut self, mark: usize) {
        let mut seen = FxHashSet::default();
        let late = self.quads.split_off(mark);
        self.quads.extend(late.into_iter().filter(|quad| seen.insert(quad.clone())));
    }

    /// What a judgement means by an IRI; none where the graph knows nothing of it.
    pub(super) fn known(&self, iri: &NamedNode, people: &People<'_>) -> Option<NamedNode> {
        people.known(iri).map(|key| self.person(&key)).or_else(|| self.others.contains(iri).then(|| iri.clone()))
    }

    /// Describes those of a report's people who stay open, and leads the IRIs of those who turned out to be others to them. What follows of full names is noted.
    pub(super) fn open_people(&mut self, here: &Here, people: &People<'_>, full: &mut Replaced) -> Vec<NamedNode> {
        let labels = people.open_labels(here);
        for (key, label) in &labels {
            let node = self.person(key);
            self.add(&node, rdf::TYPE, rap::PERSON);
            self.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
        }
        let mut open = Replaced::default();
        people.replaced(here, &labels, (&mut open, full));
        self.replaced(open);
        labels.keys().map(|key| self.person(key)).collect()
    }

    /// Describes all other people, and leads the IRIs that a name had before it was merged to those it has now.
    pub(super) fn full_people(&mut self, people: &People<'_>, full: Replaced) {
        for (key, label) in people.asked().labels() {
            let node = self.person(key);
            self.add(&node, rdf::TYPE, rap::PERSON);
            self.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
        }
        for (name, key) in people.asked().merged() {
            let (old, new) = (self.base.id("person", &slug(name)), self.person(&key));
            if old != new {
                self.add(&old, rap::REPLACED_BY, new);
            }
        }
        self.replaced(full);
    }

    fn replaced(&mut self, replaced: Replaced) {
        for (old, new) in replaced.settled() {
            let (old, new) = (self.person(&old), self.person(&new));
            self.add(&old, rap::REPLACED_BY, new);
        }
    }
}

/// The form that occurs most often, of several the first in the order of the alphabet.
#[must_use]
pub fn most_frequent(forms: &BTreeMap<String, usize>) -> Option<&str> {
    forms.iter().max_by_key(|(form, count)| (**count, std::cmp::Reverse(*form))).map(|(form, _)| form.as_str())
}
