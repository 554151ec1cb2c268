//! What the names of one report mean, and the direct links that follow.

use super::Resolution;
use crate::entities::identity::Identity;
use crate::graph::people::{Here, People};
use crate::graph::summary::{Summary, SummaryMention};
use crate::graph::vocabulary::rap;
use crate::judgements::NameRuling;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

impl Resolution<'_> {
    /// The quads of one report, with the people who are named in it.
    pub(super) fn report(&mut self, summary: &Summary, series: Option<&NamedNode>, people: &People<'_>, here: &Here) {
        let mut meanings: FxHashMap<&NamedNode, NamedNode> = FxHashMap::default();
        for (node, identity) in here.nodes.iter().zip(&here.identities) {
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
                let person = here.of_mention(candidate).map(|key| self.person(key));
                if let Some(person) = person.filter(|_| here.may_be(node, candidate)) {
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
        people: &People<'_>,
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

    /// The direct links that people query.
    fn participations(&mut self, summary: &Summary, meanings: &FxHashMap<&NamedNode, NamedNode>) {
        for (node, participation) in &summary.participations {
            let ruling = self.rulings.statement(node);
            let holds = |property: NamedNodeRef<'_>| ruling.is_none_or(|ruling| !ruling.overrides(property));
            let person = participation.person.as_ref().filter(|_| holds(rap::HAS_PERSON));
            if let Some(person) = person.and_then(|m| meanings.get(m)) {
                self.add(node, rap::HAS_PERSON, person.clone());
                let date = summary.meeting_value(rap::DATE).unwrap_or("").to_owned();
                let group = participation.group.as_ref().map(|group| group.as_str().to_owned());
                let part = (date, node.as_str().to_owned(), group);
                self.parts.push((person.as_str().to_owned(), part));
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
