//! The resolution graph: which entity each mention means, which meeting each record is of, and the people and bodies that no registry describes.
//!
//! A pure function of the summaries of all reports, of the registry and of the judgements, whatever their order.

mod bodies;
mod groups;
mod meetings;
mod piece;
mod report;
mod rulings;

pub use bodies::{Bodies, Body, RegisteredBodies};
pub use groups::{Part, Parts, elsewhere};
pub use meetings::{Titles, gather_titles, meeting_of, series_of};
pub use piece::{Piece, piece};

use self::rulings::amended;
use super::Base;
use super::calendar::{Calendar, gather_day};
use super::followups::all_follow_ups;
use super::people::{People, person_iri};
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

/// The resolution of all reports, and the sums over them that it was made from.
pub struct Whole {
    /// The quads of the resolution graph, sorted by nothing.
    pub quads: Vec<Quad>,
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
    resolution(summaries, registry, judgements, base).quads
}

/// The resolution of all reports: what [`piece`] must agree with, quad for quad.
#[must_use]
pub fn resolution(summaries: &[Summary], registry: &Registry, judgements: &Judgements, base: &Base) -> Whole {
    // Judgements were found free of contradictions when they were read.
    let rulings = InForce::of(judgements).unwrap_or_default();
    // What curators say of a meeting or of a group is heard before anything follows from it.
    let amended = amended(summaries, &rulings);
    let mut order: Vec<&Summary> =
        summaries.iter().map(|summary| amended.get(summary.report.as_str()).unwrap_or(summary)).collect();
    order.sort_by(|a, b| a.report.cmp(&b.report));
    let registered = RegisteredBodies::of(registry);
    let mut resolution = Resolution::new(&registered, registry, &rulings, base);
    let (mut bodies, mut titles, mut calendar) = (Bodies::new(), Titles::new(), Calendar::new());
    let series: Vec<Option<NamedNode>> = order.iter().map(|summary| resolution.series(summary)).collect();
    for (summary, series) in order.iter().zip(&series) {
        registered.gather(summary, &mut bodies);
        gather_day(summary, series.as_ref(), &mut calendar);
        // Where a curator names another series, the title that was read is not its name.
        if resolution.judged_series(summary).is_none() && !resolution.has_rejected_record(summary) {
            gather_titles(summary, series.as_ref(), &mut titles);
        }
    }
    let named = registered.name(&bodies, base);
    resolution.others.extend(named.values().map(|(node, _)| node.clone()));
    resolution.bodies = named.iter().map(|(key, (node, _))| ((*key).to_owned(), node.clone())).collect();
    resolution.meetings(&order, &series);
    resolution.titles(&titles);
    let people = People::of(&order, &series, registry, &rulings, base);
    resolution.people(&people);
    for ((summary, series), offset) in order.iter().zip(&series).zip(&people.offsets) {
        resolution.report(summary, series.as_ref(), &people, *offset);
    }
    resolution.rulings(&order, &people);
    let mut parts = Parts::new();
    for (person, part) in std::mem::take(&mut resolution.parts) {
        parts.entry(person).or_default().insert(part);
    }
    for (node, (group, date)) in parts.values().flat_map(elsewhere) {
        resolution.group(node, group, date);
    }
    resolution.meetings_replaced(summaries, &amended);
    let follow_ups = all_follow_ups(&order, &series, &resolution.quads, base);
    resolution.quads.extend(follow_ups);
    resolution.describe(&named);
    Whole { quads: resolution.quads, names: people.names, bodies, titles, parts, calendar }
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
    pub(super) fn known(&self, iri: &NamedNode, people: &People) -> Option<NamedNode> {
        people.known(iri).map(|key| self.person(&key)).or_else(|| self.others.contains(iri).then(|| iri.clone()))
    }

    /// Describes the people, and leads the IRIs that a name had before it was merged to those it has now.
    fn people(&mut self, people: &People) {
        for (key, label) in &people.identities.labels {
            let node = self.person(key);
            self.add(&node, rdf::TYPE, rap::PERSON);
            self.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
        }
        for (name, key) in &people.identities.merged {
            let (old, new) = (self.base.id("person", &slug(name)), self.person(key));
            if old != new {
                self.add(&old, rap::REPLACED_BY, new);
            }
        }
        for (old, new) in people.replaced() {
            let (old, new) = (self.person(old), self.person(new));
            self.add(&old, rap::REPLACED_BY, new);
        }
    }
}

/// The form that occurs most often, of several the first in the order of the alphabet.
#[must_use]
pub fn most_frequent(forms: &BTreeMap<String, usize>) -> Option<&str> {
    forms.iter().max_by_key(|(form, count)| (**count, std::cmp::Reverse(*form))).map(|(form, _)| form.as_str())
}
