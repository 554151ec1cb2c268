//! The people of all reports, as the sieve of identity wants and answers them.

use super::Base;
use super::report::report_slug;
use super::slug::slug;
use super::summary::{Summary, SummaryMention};
use super::vocabulary::rap;
use crate::entities::identity::{Identities, NamedPerson, Names, Opinion, PersonKey, identify_among, is_full};
use crate::entities::people::words_of;
use crate::entities::registry::Registry;
use crate::judgements::{InForce, NameRuling};
use oxigraph::model::{NamedNode, Term};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// The IRI of a person.
#[must_use]
pub fn person_iri(base: &Base, key: &PersonKey) -> NamedNode {
    match key {
        PersonKey::Registered(iri) => NamedNode::new_unchecked(iri),
        PersonKey::Full(name) => base.id("person", &slug(name)),
        PersonKey::Open(name, report) => base.id("person", &format!("{}-{}", slug(name), report_slug(report))),
    }
}

/// The people of all reports.
pub(super) struct People {
    /// The node of each name's first mention, in the order of the sieve.
    pub(super) nodes: Vec<NamedNode>,
    pub(super) identities: Identities,
    /// What is known of their names.
    pub(super) names: Names,
    /// Where each report's people begin and end.
    pub(super) offsets: Vec<(usize, usize)>,
    by_node: FxHashMap<NamedNode, usize>,
    /// Who each name would be if it stood alone, in the order of the sieve.
    own: Vec<PersonKey>,
    /// Whom a name does not mean, by its place in the sieve.
    apart: FxHashMap<usize, BTreeSet<PersonKey>>,
    /// The people that judgements speak of, by the IRIs that they use.
    keys: FxHashMap<NamedNode, PersonKey>,
}

impl People {
    /// Gathers the people of the reports and tells who is who.
    pub(super) fn of(
        summaries: &[&Summary],
        series: &[Option<NamedNode>],
        registry: &Registry,
        rulings: &InForce,
        base: &Base,
    ) -> Self {
        let (mut nodes, mut people, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        let mut opinions = Vec::new();
        for (summary, series) in summaries.iter().zip(series) {
            let first = nodes.len();
            let parts = parts(summary);
            for (node, mention) in named(summary, rulings) {
                let name = mention.person_name.as_deref().unwrap_or_default();
                if let Some(ruling) = rulings.mention(node, series.as_ref().map(|series| (series, name))) {
                    opinions.push((people.len(), ruling));
                }
                people.push(person(summary, series.as_ref(), mention, parts.get(node).copied().unwrap_or_default()));
                nodes.push(node.clone());
            }
            offsets.push((first, nodes.len()));
        }
        let keys = if rulings.is_empty() { FxHashMap::default() } else { keys(&people, registry, base) };
        let mut apart = FxHashMap::default();
        for (i, ruling) in opinions {
            people[i].opinion = opinion(&ruling, &keys);
            apart.insert(i, people[i].opinion.apart.clone());
        }
        let mut names = Names::default();
        for (first, last) in &offsets {
            names.gather(&people[*first..*last]);
        }
        names.merge(|_| true);
        let registered = registry.people();
        let identities = identify_among(&people, &names, &registered, &pointed_at(rulings, &keys, summaries));
        let by_node = nodes.iter().cloned().zip(0..).collect();
        let own = people.iter().map(own_key).collect();
        Self { nodes, identities, names, offsets, by_node, own, apart, keys }
    }

    /// The people of some reports, about whom there are no judgements, where what is known of their names was gathered before.
    pub(super) fn among(
        summaries: &[&Summary],
        series: &[Option<NamedNode>],
        names: Names,
        registered: &FxHashMap<String, String>,
    ) -> Self {
        let (mut nodes, mut people, mut offsets) = (Vec::new(), Vec::new(), Vec::new());
        for (summary, series) in summaries.iter().zip(series) {
            let first = nodes.len();
            for (node, person) in named_people(summary, series.as_ref()) {
                nodes.push(node.clone());
                people.push(person);
            }
            offsets.push((first, nodes.len()));
        }
        let identities = identify_among(&people, &names, registered, &BTreeSet::new());
        let by_node = nodes.iter().cloned().zip(0..).collect();
        let own = people.iter().map(own_key).collect();
        let (apart, keys) = (FxHashMap::default(), FxHashMap::default());
        Self { nodes, identities, names, offsets, by_node, own, apart, keys }
    }

    /// Whether a name that its report leaves open may mean the person of another mention: not where a curator settled it otherwise.
    pub(super) fn may_be(&self, mention: &NamedNode, other: &NamedNode) -> bool {
        let Some(i) = self.by_node.get(mention) else { return false };
        let judged = self.identities.of.get(*i).is_some_and(|identity| identity.rule == "judgement");
        !judged && self.apart.get(i).is_none_or(|apart| self.of_mention(other).is_none_or(|key| !apart.contains(key)))
    }

    /// People that names had to themselves while nothing told whom they meant, with those they turned out to be.
    pub(super) fn replaced(&self) -> BTreeMap<&PersonKey, &PersonKey> {
        let mut replaced = BTreeMap::new();
        let mut torn = BTreeSet::new();
        for (own, identity) in self.own.iter().zip(&self.identities.of) {
            let judged = identity.rule == "judgement";
            // A full name of which other mentions stand is still somebody; one that was merged leads on already.
            let free = !self.identities.labels.contains_key(own) && self.identities.canonical(own) == *own;
            if judged && free || matches!(identity.rule, "given-name-in-series" | "office-in-series") {
                let known: &&PersonKey = replaced.entry(own).or_insert(&identity.person);
                if judged && **known != identity.person {
                    torn.insert(own);
                }
            }
        }
        replaced.retain(|own, person| !torn.contains(own) && own != person);
        replaced
    }

    /// Who each name would be if it stood alone.
    pub(super) fn own(&self) -> impl Iterator<Item = &PersonKey> {
        self.own.iter()
    }

    /// The person that a name's first mention means.
    pub(super) fn of_mention(&self, mention: &NamedNode) -> Option<&PersonKey> {
        self.by_node.get(mention).and_then(|i| self.identities.of.get(*i)).map(|identity| &identity.person)
    }

    /// The person that a judgement means by an IRI, as they stand after merging.
    pub(super) fn known(&self, iri: &NamedNode) -> Option<PersonKey> {
        self.keys.get(iri).map(|key| self.identities.canonical(key))
    }
}

/// First mentions of people in the order of the text, but for those that a curator rejected.
fn named<'s>(summary: &'s Summary, rulings: &InForce) -> Vec<(&'s NamedNode, &'s SummaryMention)> {
    let named = summary.mentions.iter().filter(|(node, m)| m.person_name.is_some() && !rulings.is_rejected(node));
    let mut named: Vec<_> = named.collect();
    named.sort_by_key(|(_, m)| m.start);
    named
}

/// The people that a report names, by their first mentions, where there are no judgements.
#[must_use]
pub fn named_people<'s>(summary: &'s Summary, series: Option<&NamedNode>) -> Vec<(&'s NamedNode, NamedPerson)> {
    let parts = parts(summary);
    let named = named(summary, &InForce::default()).into_iter();
    named
        .map(|(node, mention)| {
            let part = parts.get(node).copied().unwrap_or_default();
            (node, person(summary, series, mention, part))
        })
        .collect()
}

fn own_key(person: &NamedPerson) -> PersonKey {
    let name = words_of(&person.name).join(" ");
    if is_full(&name) { PersonKey::Full(name) } else { PersonKey::Open(name, person.report.clone()) }
}

/// How the people of a report take part.
#[derive(Clone, Copy, Default)]
struct Part {
    listed: bool,
    leads: bool,
}

/// The part of each person, by first mention.
fn parts(summary: &Summary) -> FxHashMap<&NamedNode, Part> {
    let mut parts: FxHashMap<&NamedNode, Part> = FxHashMap::default();
    for (_, participation) in &summary.participations {
        let Some(mention) = &participation.person else { continue };
        let first = summary.mentions.get(mention).and_then(|m| m.antecedent.as_ref()).unwrap_or(mention);
        let part = parts.entry(first).or_default();
        part.listed |= participation.listed;
        part.leads |= participation.leads;
    }
    parts
}

fn person(summary: &Summary, series: Option<&NamedNode>, mention: &SummaryMention, part: Part) -> NamedPerson {
    NamedPerson {
        // A report without a series knows nobody but its own people.
        series: series.map_or(summary.report.as_str(), NamedNode::as_str).to_owned(),
        date: summary.meeting_value(rap::DATE).unwrap_or("").to_owned(),
        report: summary.report.clone(),
        start: mention.start,
        name: mention.person_name.clone().unwrap_or_default(),
        aliases: mention.aliases.clone(),
        listed: part.listed,
        leads: part.leads,
        open: !mention.candidates.is_empty(),
        opinion: Opinion::default(),
    }
}

/// Every person that a judgement can speak of: those of the registry, every full name, every name of a report.
fn keys(people: &[NamedPerson], registry: &Registry, base: &Base) -> FxHashMap<NamedNode, PersonKey> {
    let mut keys = FxHashMap::default();
    for person in people {
        let name = words_of(&person.name).join(" ");
        let open = PersonKey::Open(name.clone(), person.report.clone());
        let full = PersonKey::Full(name);
        for key in [open, full] {
            keys.insert(person_iri(base, &key), key);
        }
    }
    for entity in registry.entities.iter().filter(|e| e.classes.person) {
        keys.insert(entity.iri.clone(), PersonKey::Registered(entity.iri.as_str().to_owned()));
    }
    keys
}

/// A ruling in the terms of the sieve. What speaks of people that no report names says nothing.
fn opinion(ruling: &NameRuling, keys: &FxHashMap<NamedNode, PersonKey>) -> Opinion {
    let all = |iris: &BTreeSet<NamedNode>| iris.iter().filter_map(|iri| keys.get(iri).cloned()).collect();
    Opinion {
        same: ruling.same.as_ref().and_then(|iri| keys.get(iri).cloned()),
        apart: all(&ruling.apart),
        unsure: ruling.unsure,
        suggested: all(&ruling.suggested),
    }
}

/// People that statements or later mentions of these reports are given to.
fn pointed_at(
    rulings: &InForce,
    keys: &FxHashMap<NamedNode, PersonKey>,
    summaries: &[&Summary],
) -> BTreeSet<PersonKey> {
    let reports: FxHashSet<&str> = summaries.iter().map(|s| s.report.as_str()).collect();
    let here = |node: &NamedNode| reports.contains(report_of(node));
    let statements = rulings.statements.iter().filter(|(node, _)| here(node));
    let corrected = statements.flat_map(|(_, ruling)| ruling.corrected.values()).flat_map(|c| &c.values);
    let corrected = corrected.filter_map(|value| match value {
        Term::NamedNode(node) => Some(node),
        _ => None,
    });
    let mentions = rulings.of_mentions().filter(|(node, _)| here(node));
    let pointed = corrected.chain(mentions.filter_map(|(_, ruling)| ruling.same.as_ref()));
    pointed.filter_map(|iri| keys.get(iri).cloned()).collect()
}

/// The report of a node that a report's graph describes: the digits that its IRI carries.
pub(crate) fn report_of(node: &NamedNode) -> &str {
    let last = node.as_str().rsplit('/').next().unwrap_or_default();
    last.split('-').next().unwrap_or_default()
}
