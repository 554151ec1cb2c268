//! The resolution graph: which entity each mention means, which meeting each record is of, and the people and bodies that no registry describes.
//!
//! A pure function of the summaries of all reports and of the registry, whatever their order.

use super::Base;
use super::report::report_slug;
use super::slug::slug;
use super::summary::{Summary, SummaryMention};
use super::vocabulary::{rap, skos};
use crate::entities::identity::{Identities, Identity, NamedPerson, PersonKey, identify};
use crate::entities::registry::Registry;
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The quads of the resolution graph, sorted by nothing; none twice.
#[must_use]
pub fn resolution_quads(summaries: &[Summary], registry: &Registry, base: &Base) -> Vec<Quad> {
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
    };
    let series: Vec<Option<NamedNode>> = order.iter().map(|s| resolution.series(s)).collect();
    resolution.meetings(&order, &series);
    resolution.name_bodies(&order);
    let people = People::of(&order, &series, registry);
    resolution.people(&people);
    for (summary, offset) in order.iter().zip(&people.offsets) {
        resolution.report(summary, &people, *offset);
    }
    resolution.groups_elsewhere();
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

/// The people of all reports, as the sieve of identity wants and answers them.
struct People {
    /// The node of each name's first mention, in the order of the sieve.
    nodes: Vec<NamedNode>,
    identities: Identities,
    /// Where each report's people begin.
    offsets: Vec<(usize, usize)>,
    by_node: FxHashMap<NamedNode, usize>,
}

impl People {
    fn of(summaries: &[&Summary], series: &[Option<NamedNode>], registry: &Registry) -> Self {
        let (mut nodes, mut people, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        for (summary, series) in summaries.iter().zip(series) {
            let first = nodes.len();
            let mut named: Vec<(&NamedNode, &SummaryMention)> =
                summary.mentions.iter().filter(|(_, m)| m.person_name.is_some()).collect();
            named.sort_by_key(|(_, m)| m.start);
            let date = summary.meeting_value(rap::DATE).unwrap_or("");
            for (node, mention) in named {
                let mut part = summary.participations.iter().filter(|(_, p)| {
                    p.person.as_ref().is_some_and(|m| {
                        m == node || summary.mentions.get(m).and_then(|m| m.antecedent.as_ref()) == Some(node)
                    })
                });
                let own: Vec<_> = part.by_ref().collect();
                people.push(NamedPerson {
                    // A report without a series knows nobody but its own people.
                    series: series.as_ref().map_or(summary.report.as_str(), NamedNode::as_str).to_owned(),
                    date: date.to_owned(),
                    report: summary.report.clone(),
                    start: mention.start,
                    name: mention.person_name.clone().unwrap_or_default(),
                    aliases: mention.aliases.clone(),
                    listed: own.iter().any(|(_, p)| p.listed),
                    leads: own.iter().any(|(_, p)| p.leads),
                    open: !mention.candidates.is_empty(),
                });
                nodes.push(node.clone());
            }
            offsets.push((first, nodes.len()));
        }
        let registered = registry.entities.iter().filter(|e| e.classes.person);
        let registered =
            registered.flat_map(|e| e.names.iter().map(|n| (fold(&n.text), e.iri.as_str().to_owned()))).collect();
        let identities = identify(&people, &registered);
        let by_node = nodes.iter().cloned().zip(0..).collect();
        Self { nodes, identities, offsets, by_node }
    }
}

/// A body that no registry knows.
#[derive(Default)]
struct Body {
    forms: BTreeMap<String, usize>,
    /// The earliest mention: date, report.
    earliest: Option<(String, String)>,
}

struct Resolution<'b> {
    quads: Vec<Quad>,
    graph: GraphName,
    base: &'b Base,
    registered: FxHashMap<String, Option<NamedNode>>,
    bodies: BTreeMap<String, NamedNode>,
    taken: FxHashSet<NamedNode>,
    /// Who took part when, and in which stated group: person, date, participation, group.
    parts: Vec<(NamedNode, String, NamedNode, Option<NamedNode>)>,
    /// The body behind each series of the registry.
    organisers: FxHashMap<NamedNode, NamedNode>,
}

impl Resolution<'_> {
    fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
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
    fn name_bodies(&mut self, summaries: &[&Summary]) {
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
        for (key, body) in bodies {
            let label = most_frequent(&body.forms).unwrap_or(&key).to_owned();
            let mut node = self.base.id("organisation", &slug(&label));
            if !self.taken.insert(node.clone()) {
                let earliest = body.earliest.map(|(_, report)| report).unwrap_or_default();
                node = self.base.id("organisation", &format!("{}-{}", slug(&label), report_slug(&earliest)));
            }
            self.add(&node, rdf::TYPE, rap::ORGANISATION);
            self.add(&node, skos::PREF_LABEL, Literal::new_simple_literal(label));
            self.bodies.insert(key, node);
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
        match key {
            PersonKey::Registered(iri) => NamedNode::new_unchecked(iri),
            PersonKey::Full(name) => self.base.id("person", &slug(name)),
            PersonKey::Open(name, report) => self.base.id("person", &format!("{}-{}", slug(name), report_slug(report))),
        }
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
    }

    fn report(&mut self, summary: &Summary, people: &People, (first, last): (usize, usize)) {
        let mut meanings: FxHashMap<&NamedNode, NamedNode> = FxHashMap::default();
        let mut replaced = BTreeSet::new();
        for i in first..last {
            let (node, identity) = (&people.nodes[i], &people.identities.of[i]);
            let person = self.person(&identity.person);
            self.resolved(node, person.clone(), identity);
            // The name had an IRI of its own while nothing told whom it meant.
            if matches!(identity.rule, "given-name-in-series" | "office-in-series") {
                let name = summary.mentions.get(node).and_then(|m| m.person_name.as_deref()).unwrap_or("");
                let open = self.person(&PersonKey::Open(fold(name), summary.report.clone()));
                if replaced.insert(open.clone()) {
                    self.add(&open, rap::REPLACED_BY, person.clone());
                }
            }
            meanings.insert(node, person);
        }
        let mut mentions: Vec<(&NamedNode, &SummaryMention)> = summary.mentions.iter().collect();
        mentions.sort_by(|a, b| a.0.cmp(b.0));
        for (node, mention) in &mentions {
            for candidate in &mention.candidates {
                if let Some(person) =
                    people.by_node.get(candidate).map(|i| self.person(&people.identities.of[*i].person))
                {
                    self.add(node, rap::CANDIDATE, person);
                }
            }
            if let Some((entity, rule)) = self.meaning(node, mention, summary, &meanings) {
                self.add(node, rap::REFERS_TO, entity.clone());
                self.add(node, rap::RESOLVED_BY, Literal::new_simple_literal(rule));
                meanings.insert(node, entity);
            }
        }
        self.participations(summary, &meanings);
        self.statements(summary, &meanings);
    }

    /// The direct links of contributions, moves and commitments, each once however often the words name the same.
    fn statements(&mut self, summary: &Summary, meanings: &FxHashMap<&NamedNode, NamedNode>) {
        for (node, statement) in &summary.statements {
            let links: BTreeSet<(&NamedNode, &NamedNode)> = statement
                .links
                .iter()
                .filter_map(|(property, mention)| meanings.get(mention).map(|entity| (property, entity)))
                .collect();
            for (property, entity) in links {
                self.add(node, property.as_ref(), entity.clone());
            }
            let body = self.series(summary).map(|series| self.organisers.get(&series).cloned().unwrap_or(series));
            if let (true, Some(body)) = (statement.group, body) {
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
            if let Some(person) = participation.person.as_ref().and_then(|m| meanings.get(m)) {
                self.add(node, rap::HAS_PERSON, person.clone());
                let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
                self.parts.push((person.clone(), date, node.clone(), participation.group.clone()));
            }
            let organisations: BTreeSet<&NamedNode> =
                participation.affiliations.iter().filter_map(|m| meanings.get(m)).collect();
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
