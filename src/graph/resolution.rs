//! The resolution graph: which entity each mention means, which meeting each record is of, and the people and bodies that no registry describes.
//!
//! A pure function of the summaries of all reports, of the registry and of the judgements, whatever their order.

use super::Base;
use super::people::{People, person_iri};
use super::report::report_slug;
use super::slug::slug;
use super::summary::{Summary, SummaryMention};
use super::vocabulary::{rap, skos};
use crate::entities::identity::{Identity, PersonKey};
use crate::entities::registry::Registry;
use crate::judgements::{InForce, Judgements, NameRuling};
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The quads of the resolution graph, sorted by nothing; none twice.
#[must_use]
pub fn resolution_quads(summaries: &[Summary], registry: &Registry, judgements: &Judgements, base: &Base) -> Vec<Quad> {
    // Judgements were found free of contradictions when they were read.
    let rulings = InForce::of(judgements).unwrap_or_default();
    let mut order: Vec<&Summary> = summaries.iter().collect();
    order.sort_by(|a, b| a.report.cmp(&b.report));
    let mut resolution = Resolution {
        quads: Vec::new(),
        graph: base.resolution_graph().into(),
        base,
        registered: order_names(registry),
        bodies: BTreeMap::new(),
        parts: Vec::new(),
        organisers: registry.entities.iter().filter_map(|e| Some((e.iri.clone(), e.organiser.clone()?))).collect(),
        taken: registry.entities.iter().map(|e| e.iri.clone()).collect(),
        others: registry.entities.iter().filter(|e| !e.classes.person).map(|e| e.iri.clone()).collect(),
        rulings: &rulings,
    };
    let series: Vec<Option<NamedNode>> = order.iter().map(|s| resolution.series(s)).collect();
    resolution.meetings(&order, &series);
    let bodies = resolution.name_bodies(&order);
    let people = People::of(&order, &series, registry, &rulings, base);
    resolution.people(&people);
    for ((summary, series), offset) in order.iter().zip(&series).zip(&people.offsets) {
        resolution.report(summary, series.as_ref(), &people, *offset);
    }
    resolution.groups_elsewhere();
    resolution.rulings(&order, &people);
    resolution.describe(bodies);
    resolution.quads
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

/// A body that no registry knows.
#[derive(Default)]
struct Body {
    forms: BTreeMap<String, usize>,
    /// The earliest mention: date, report.
    earliest: Option<(String, String)>,
}

pub(super) struct Resolution<'b> {
    quads: Vec<Quad>,
    graph: GraphName,
    pub(super) base: &'b Base,
    registered: FxHashMap<String, Option<NamedNode>>,
    bodies: BTreeMap<String, NamedNode>,
    /// IRIs of the registry and of bodies that no registry knows.
    taken: FxHashSet<NamedNode>,
    /// Who took part when, and in which stated group: person, date, participation, group.
    parts: Vec<(NamedNode, String, NamedNode, Option<NamedNode>)>,
    /// What of the registry is no person.
    others: FxHashSet<NamedNode>,
    /// The body behind each series of the registry.
    organisers: FxHashMap<NamedNode, NamedNode>,
    pub(super) rulings: &'b InForce,
}

impl Resolution<'_> {
    pub(super) fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone()));
    }

    /// The series of a report: the registry's, else one by the title; none where the report has no title.
    fn series(&self, summary: &Summary) -> Option<NamedNode> {
        let mention = summary.series.as_ref().and_then(|s| summary.mentions.get(s))?;
        if let Some(known) = mention.matched.first() {
            return Some(known.clone());
        }
        mention.series_name.as_deref().map(|title| self.base.id("series", &slug(title)))
    }

    fn meetings(&mut self, summaries: &[&Summary], series: &[Option<NamedNode>]) {
        let mut described: BTreeSet<NamedNode> = BTreeSet::new();
        let mut minted: BTreeMap<NamedNode, BTreeMap<String, usize>> = BTreeMap::new();
        for (summary, series) in summaries.iter().zip(series) {
            let Some(record) = &summary.record else { continue };
            let name = series.as_ref().and_then(|s| s.as_str().rsplit('/').next());
            // Without series, or without date and number, nothing tells that another report is of the same meeting.
            let parts = [name, summary.meeting_value(rap::DATE), summary.meeting_value(rap::NUMBER)];
            let known = name.is_some() && parts[1..].iter().any(Option::is_some);
            let own = (!known).then(|| report_slug(&summary.report));
            let key: Vec<&str> = parts.into_iter().chain([own]).flatten().collect();
            let meeting = self.base.id("meeting", &key.join("-"));
            self.add(record, rap::RECORD_OF, meeting.clone());
            if described.insert(meeting.clone()) {
                self.meeting(&meeting, series.as_ref(), summary);
            }
            let mention = summary.series.as_ref().and_then(|s| summary.mentions.get(s));
            if let (Some(title), Some(series)) = (mention.and_then(|m| m.series_name.clone()), series) {
                *minted.entry(series.clone()).or_default().entry(title).or_default() += 1;
            }
        }
        for (series, titles) in minted {
            self.add(&series, rdf::TYPE, rap::MEETING_SERIES);
            let title = most_frequent(&titles).unwrap_or_default().to_owned();
            self.add(&series, skos::PREF_LABEL, Literal::new_simple_literal(title));
        }
    }

    fn meeting(&mut self, meeting: &NamedNode, series: Option<&NamedNode>, summary: &Summary) {
        self.add(meeting, rdf::TYPE, rap::MEETING);
        if let Some(series) = series {
            self.add(meeting, rap::SERIES, series.clone());
        }
        let number = summary.meeting_value(rap::NUMBER).map(|n| format!(", meeting {n}")).unwrap_or_default();
        let date = summary.meeting_value(rap::DATE).map(|d| format!(", {d}")).unwrap_or_default();
        let title = summary.title.as_deref().unwrap_or("Meeting");
        self.add(meeting, skos::PREF_LABEL, Literal::new_simple_literal(format!("{title}{number}{date}")));
        for (property, value) in &summary.meeting {
            self.add(meeting, property.as_ref(), value.clone());
        }
    }

    /// Gives every body that no registry knows its IRI and its name.
    fn name_bodies(&mut self, summaries: &[&Summary]) -> Vec<(NamedNode, String)> {
        let mut bodies: BTreeMap<String, Body> = BTreeMap::new();
        for summary in summaries {
            let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
            for name in summary.mentions.values().filter_map(|m| m.body_name.as_ref()) {
                let key = fold(name);
                if self.registered.get(&key).is_some_and(Option::is_some) {
                    continue;
                }
                let body = bodies.entry(key).or_default();
                *body.forms.entry(name.clone()).or_default() += 1;
                let here = (date.clone(), summary.report.clone());
                body.earliest = body.earliest.take().map_or(Some(here.clone()), |e| Some(e.min(here)));
            }
        }
        let mut named = Vec::new();
        for (key, body) in bodies {
            let label = most_frequent(&body.forms).unwrap_or(&key).to_owned();
            let mut node = self.base.id("organisation", &slug(&label));
            if !self.taken.insert(node.clone()) {
                let earliest = body.earliest.map(|(_, report)| report).unwrap_or_default();
                node = self.base.id("organisation", &format!("{}-{}", slug(&label), report_slug(&earliest)));
            }
            self.others.insert(node.clone());
            named.push((node.clone(), label));
            self.bodies.insert(key, node);
        }
        named
    }

    /// Describes the bodies that something still means once judgements were heard.
    fn describe(&mut self, bodies: Vec<(NamedNode, String)>) {
        let mut meant: FxHashSet<NamedNode> = FxHashSet::default();
        if !self.rulings.is_empty() {
            let nodes = self.quads.iter().filter_map(|quad| match &quad.object {
                Term::NamedNode(node) => Some(node),
                _ => None,
            });
            meant.extend(nodes.filter(|node| self.others.contains(*node)).cloned());
        }
        for (node, label) in bodies {
            if self.rulings.is_empty() || meant.contains(&node) {
                self.add(&node, rdf::TYPE, rap::ORGANISATION);
                self.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
            }
        }
    }

    fn body(&self, name: &str) -> Option<NamedNode> {
        let key = fold(name);
        match self.registered.get(&key) {
            Some(Some(known)) => Some(known.clone()),
            _ => self.bodies.get(&key).cloned(),
        }
    }

    fn person(&self, key: &PersonKey) -> NamedNode {
        person_iri(self.base, key)
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

    fn report(
        &mut self,
        summary: &Summary,
        series: Option<&NamedNode>,
        people: &People,
        (first, last): (usize, usize),
    ) {
        let mut meanings: FxHashMap<&NamedNode, NamedNode> = FxHashMap::default();
        for i in first..last {
            let (node, identity) = (&people.nodes[i], &people.identities.of[i]);
            let person = self.person(&identity.person);
            self.resolved(node, person.clone(), identity);
            meanings.insert(node, person);
        }
        let mut mentions: Vec<(&NamedNode, &SummaryMention)> = summary.mentions.iter().collect();
        mentions.sort_by(|a, b| a.0.cmp(b.0));
        for (node, mention) in &mentions {
            if self.rulings.is_rejected(node) {
                continue;
            }
            for candidate in &mention.candidates {
                let person = people.of_mention(candidate).map(|key| self.person(key));
                if let Some(person) = person.filter(|_| people.may_be(node, candidate)) {
                    self.add(node, rap::CANDIDATE, person);
                }
            }
            let judged = mention.person_name.is_none().then(|| self.judged(node, mention, series)).flatten();
            let meaning = self.meaning(node, mention, summary, &meanings);
            if let Some((entity, rule)) = self.heard(node, meaning, judged.as_ref(), mention, people) {
                self.add(node, rap::REFERS_TO, entity.clone());
                self.add(node, rap::RESOLVED_BY, Literal::new_simple_literal(rule));
                meanings.insert(node, entity);
            }
        }
        self.participations(summary, &meanings);
        self.statements(summary, &meanings);
    }

    /// What curators say of a mention that is not the first of a person.
    fn judged(&self, node: &NamedNode, mention: &SummaryMention, series: Option<&NamedNode>) -> Option<NameRuling> {
        self.rulings.mention(node, series.zip(mention.body_name.as_deref()))
    }

    /// The meaning of a mention that is not the first of a person, once curators were heard.
    fn heard(
        &mut self,
        node: &NamedNode,
        meaning: Option<(NamedNode, &'static str)>,
        ruling: Option<&NameRuling>,
        mention: &SummaryMention,
        people: &People,
    ) -> Option<(NamedNode, &'static str)> {
        let Some(ruling) = ruling else { return meaning };
        if let Some(entity) = ruling.same.as_ref().and_then(|iri| self.known(iri, people)) {
            return Some((entity, "judgement"));
        }
        let apart: FxHashSet<NamedNode> = ruling.apart.iter().filter_map(|iri| self.known(iri, people)).collect();
        let mut left = mention.matched.iter().filter(|entity| !apart.contains(*entity));
        let meaning = match (meaning.filter(|(entity, _)| !apart.contains(entity)), left.next(), left.next()) {
            (None, Some(one), None) => Some((one.clone(), "registry")),
            (meaning, ..) => meaning,
        };
        if !ruling.unsure {
            return meaning;
        }
        let suggested = ruling.suggested.iter().filter_map(|iri| self.known(iri, people));
        let candidates: BTreeSet<NamedNode> = suggested.chain(meaning.map(|(entity, _)| entity)).collect();
        for candidate in candidates.difference(&apart.into_iter().collect()) {
            self.add(node, rap::CANDIDATE, candidate.clone());
        }
        None
    }

    /// The direct links of contributions, moves and commitments, each once however often the words name the same.
    fn statements(&mut self, summary: &Summary, meanings: &FxHashMap<&NamedNode, NamedNode>) {
        for (node, statement) in &summary.statements {
            let holds = |property: NamedNodeRef<'_>| !self.overridden(node, statement, property);
            let links: BTreeSet<(&NamedNode, &NamedNode)> = statement
                .links
                .iter()
                .filter(|(property, _)| holds(property.as_ref()))
                .filter_map(|(property, mention)| meanings.get(mention).map(|entity| (property, entity)))
                .collect();
            let group = statement.group && holds(rap::RESPONSIBLE);
            for (property, entity) in links {
                self.add(node, property.as_ref(), entity.clone());
            }
            let body = self.series(summary).map(|series| self.organisers.get(&series).cloned().unwrap_or(series));
            if let (true, Some(body)) = (group, body) {
                self.add(node, rap::RESPONSIBLE, body);
            }
        }
    }

    fn resolved(&mut self, node: &NamedNode, person: NamedNode, identity: &Identity) {
        self.add(node, rap::REFERS_TO, person);
        self.add(node, rap::RESOLVED_BY, Literal::new_simple_literal(identity.rule));
        for candidate in &identity.candidates {
            let candidate = self.person(candidate);
            self.add(node, rap::CANDIDATE, candidate);
        }
    }

    /// What a mention means that is not the first of a person.
    fn meaning(
        &self,
        node: &NamedNode,
        mention: &SummaryMention,
        summary: &Summary,
        people: &FxHashMap<&NamedNode, NamedNode>,
    ) -> Option<(NamedNode, &'static str)> {
        if let Some(person) = mention.antecedent.as_ref().and_then(|a| people.get(a)) {
            return Some((person.clone(), "same-report"));
        }
        if let Some(name) = &mention.body_name {
            return self.body(name).map(|body| (body, "body-name"));
        }
        if summary.series.as_ref() == Some(node) {
            return self.series(summary).map(|series| (series, "series"));
        }
        match mention.matched.as_slice() {
            [one] => Some((one.clone(), "registry")),
            _ => None,
        }
    }

    /// Where a report states no group of a person, the group that another one states, with its date: of the last one before, else of the first after.
    /// It is told apart from what the report itself says, and nothing is carried where several reports of that day differ.
    fn groups_elsewhere(&mut self) {
        let mut parts = std::mem::take(&mut self.parts);
        parts.sort();
        for same in parts.chunk_by(|a, b| a.0 == b.0) {
            let stated = |(_, date, _, group): &(NamedNode, String, NamedNode, Option<NamedNode>)| {
                group.clone().filter(|_| !date.is_empty()).map(|group| (date.clone(), group))
            };
            let known: BTreeSet<(String, NamedNode)> = same.iter().filter_map(stated).collect();
            let here: BTreeSet<&String> = same.iter().filter(|p| p.3.is_some()).map(|p| &p.1).collect();
            for (_, date, node, _) in same.iter().filter(|p| p.3.is_none() && !p.1.is_empty() && !here.contains(&p.1)) {
                let before = known.iter().rev().find(|(d, _)| d < date);
                let Some((day, group)) = before.or_else(|| known.iter().find(|(d, _)| d > date)) else { continue };
                if known.iter().filter(|(d, _)| d == day).count() == 1 {
                    self.add(node, rap::GROUP_ELSEWHERE, group.clone());
                    let day = Literal::new_typed_literal(day, oxigraph::model::vocab::xsd::DATE);
                    self.add(node, rap::GROUP_ELSEWHERE_DATE, day);
                }
            }
        }
    }

    /// The direct links that people query.
    fn participations(&mut self, summary: &Summary, meanings: &FxHashMap<&NamedNode, NamedNode>) {
        for (node, participation) in &summary.participations {
            let ruling = self.rulings.statement(node);
            let holds = |property: NamedNodeRef<'_>| ruling.is_none_or(|ruling| !ruling.overrides(property));
            let person = participation.person.as_ref().filter(|_| holds(rap::HAS_PERSON));
            if let Some(person) = person.and_then(|m| meanings.get(m)) {
                self.add(node, rap::HAS_PERSON, person.clone());
                let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
                self.parts.push((person.clone(), date, node.clone(), participation.group.clone()));
            }
            let organisations: BTreeSet<&NamedNode> = participation
                .affiliations
                .iter()
                .filter(|_| holds(rap::HAS_ORGANISATION))
                .filter_map(|m| meanings.get(m))
                .collect();
            for organisation in organisations {
                self.add(node, rap::HAS_ORGANISATION, organisation.clone());
            }
        }
    }
}

/// The form that occurs most often, of several the first in the order of the alphabet.
fn most_frequent(forms: &BTreeMap<String, usize>) -> Option<&str> {
    forms.iter().max_by_key(|(form, count)| (**count, std::cmp::Reverse(*form))).map(|(form, _)| form.as_str())
}
