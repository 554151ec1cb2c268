//! The people of reports, as the sieve of identity wants and answers them.

use super::Base;
use super::report::report_slug;
use super::slug::slug;
use super::summary::{Summary, SummaryMention};
use super::vocabulary::rap;
use crate::entities::identity::{Asked, Identity, NamedPerson, Names, Opinion, PersonKey, is_full};
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

/// The people of all reports, asked one report after the other.
pub(super) struct People<'n> {
    asked: Asked<'n>,
    rulings: &'n InForce,
    /// The people that judgements speak of, by the IRIs that they use.
    keys: &'n Keys,
}

/// The people of one report, as the sieve of identity wants and answers them.
pub(super) struct Here {
    /// The node of each name's first mention, in the order of the sieve.
    pub(super) nodes: Vec<NamedNode>,
    /// Who they are, in the same order.
    pub(super) identities: Vec<Identity>,
    people: Vec<NamedPerson>,
    by_node: FxHashMap<NamedNode, usize>,
}

/// Names that had people to themselves while nothing told whom they meant, and who they turned out to be.
#[derive(Default)]
pub(super) struct Replaced(BTreeMap<PersonKey, Successors>);

struct Successors {
    /// The first, by the place where the name stands.
    first: ((String, usize), PersonKey),
    /// Those that curators gave it to.
    judged: BTreeSet<PersonKey>,
}

impl Replaced {
    fn note(&mut self, own: &PersonKey, place: (String, usize), person: &PersonKey, judged: bool) {
        let first = (place, person.clone());
        let known =
            self.0.entry(own.clone()).or_insert_with(|| Successors { first: first.clone(), judged: BTreeSet::new() });
        if first.0 < known.first.0 {
            known.first = first;
        }
        if judged {
            known.judged.insert(person.clone());
        }
    }

    /// Those of whom it is clear: the name, and the person.
    pub(super) fn settled(self) -> impl Iterator<Item = (PersonKey, PersonKey)> {
        let settled = self.0.into_iter().filter(|(own, successors)| {
            let first = &successors.first.1;
            own != first && successors.judged.iter().all(|judged| judged == first)
        });
        settled.map(|(own, successors)| (own, successors.first.1))
    }
}

impl<'n> People<'n> {
    /// Prepares the questions. `names` must hold every name that can bear on those of the reports that will be asked for, merged; `judged` says that
    /// curators have an opinion of some.
    pub(super) fn of(
        names: &'n Names,
        registered: &'n FxHashMap<String, String>,
        (rulings, keys, judged): (&'n InForce, &'n Keys, bool),
    ) -> Self {
        Self { asked: Asked::new(names, registered, judged), rulings, keys }
    }

    /// Who the people of a report are.
    pub(super) fn here(&self, summary: &Summary, series: Option<&NamedNode>) -> Here {
        let named = named_as_judged(summary, series, self.rulings, self.keys);
        let (nodes, people): (Vec<NamedNode>, Vec<NamedPerson>) =
            named.into_iter().map(|(node, person)| (node.clone(), person)).unzip();
        let identities = self.asked.report(&people);
        let by_node = nodes.iter().cloned().zip(0..).collect();
        Here { nodes, identities, people, by_node }
    }

    /// Notes whom the names of a report mean.
    pub(super) fn meet(&mut self, here: &Here) {
        self.asked.meet(&here.identities);
    }

    /// Notes people that statements or later mentions of these reports are given to.
    pub(super) fn pointed_at(&mut self, is_there: impl Fn(&str) -> bool) {
        let here = |node: &NamedNode| is_there(report_of(node));
        let statements = self.rulings.statements.iter().filter(|(node, _)| here(node));
        let corrected = statements.flat_map(|(_, ruling)| ruling.corrected.values()).flat_map(|c| &c.values);
        let corrected = corrected.filter_map(|value| match value {
            Term::NamedNode(node) => Some(node),
            _ => None,
        });
        let mentions = self.rulings.of_mentions().filter(|(node, _)| here(node));
        let pointed = corrected.chain(mentions.filter_map(|(_, ruling)| ruling.same.as_ref()));
        pointed.filter_map(|iri| self.keys.get(iri)).for_each(|key| self.asked.point_at(key));
    }

    /// What only all reports together tell; all must have been met.
    pub(super) fn asked(&self) -> &Asked<'n> {
        &self.asked
    }

    /// The names that are shown of those who stay open in a report.
    pub(super) fn open_labels(&self, here: &Here) -> BTreeMap<PersonKey, String> {
        self.asked.open_labels(&here.people, &here.identities)
    }

    /// Notes people that names of a report had to themselves while nothing told whom they meant: of those that only this report knows in `open`, of full names
    /// in `full`. `labels` are the people who stay open.
    pub(super) fn replaced(
        &self,
        here: &Here,
        labels: &BTreeMap<PersonKey, String>,
        (open, full): (&mut Replaced, &mut Replaced),
    ) {
        for (place, (person, identity)) in here.people.iter().zip(&here.identities).enumerate() {
            let own = own_key(person);
            let judged = identity.rule == "judgement";
            // A full name of which other mentions stand is still somebody; one that was merged leads on already.
            let free = || !labels.contains_key(&own) && !self.asked.is_named(&own) && self.asked.canonical(&own) == own;
            if judged && free() || matches!(identity.rule, "given-name-in-series" | "office-in-series") {
                let replaced = if matches!(own, PersonKey::Open(..)) { &mut *open } else { &mut *full };
                replaced.note(&own, (person.report.clone(), place), &identity.person, judged);
            }
        }
    }

    /// The person that a judgement means by an IRI, as they stand after merging.
    pub(super) fn known(&self, iri: &NamedNode) -> Option<PersonKey> {
        self.keys.get(iri).map(|key| self.asked.canonical(key))
    }
}

impl Here {
    /// Whether a name that its report leaves open may mean the person of another mention: not where a curator settled it otherwise.
    pub(super) fn may_be(&self, mention: &NamedNode, other: &NamedNode) -> bool {
        let Some(i) = self.by_node.get(mention) else { return false };
        let judged = self.identities.get(*i).is_some_and(|identity| identity.rule == "judgement");
        let apart = self.people.get(*i).map(|person| &person.opinion.apart);
        !judged && self.of_mention(other).is_none_or(|key| apart.is_none_or(|apart| !apart.contains(key)))
    }

    /// Who each name would be if it stood alone.
    pub(super) fn own(&self) -> impl Iterator<Item = PersonKey> {
        self.people.iter().map(own_key)
    }

    /// The person that a name's first mention means.
    pub(super) fn of_mention(&self, mention: &NamedNode) -> Option<&PersonKey> {
        self.by_node.get(mention).and_then(|i| self.identities.get(*i)).map(|identity| &identity.person)
    }
}

/// The people that a report names, by their first mentions, with what curators say of them.
pub(super) fn named_as_judged<'s>(
    summary: &'s Summary,
    series: Option<&NamedNode>,
    rulings: &InForce,
    keys: &Keys,
) -> Vec<(&'s NamedNode, NamedPerson)> {
    let parts = parts(summary);
    let named = named(summary, rulings).into_iter().map(|(node, mention)| {
        let mut person = person(summary, series, mention, parts.get(node).copied().unwrap_or_default());
        if let Some(ruling) = rulings.mention(node, series.map(|series| (series, person.name.as_str()))) {
            person.opinion = opinion(&ruling, keys);
        }
        (node, person)
    });
    named.collect()
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
    named_as_judged(summary, series, &InForce::default(), &Keys::default())
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

/// People that judgements speak of, by IRI.
pub(super) type Keys = FxHashMap<NamedNode, PersonKey>;

/// Notes the people of a report, by full name and by the name that only it knows, so far as judgements `speak` of them. Of several with one IRI the last of
/// the last report counts.
pub(super) fn gather_keys(
    summary: &Summary,
    rulings: &InForce,
    speak: &FxHashSet<&NamedNode>,
    base: &Base,
    keys: &mut Keys,
) {
    for (_, person) in named_as_judged(summary, None, rulings, &Keys::default()) {
        let name = person.folded();
        let open = PersonKey::Open(name.clone(), summary.report.clone());
        for key in [open, PersonKey::Full(name)] {
            let iri = person_iri(base, &key);
            if speak.contains(&iri) {
                keys.insert(iri, key);
            }
        }
    }
}

/// Notes the people of the registry.
pub(super) fn registered_keys(registry: &Registry, keys: &mut Keys) {
    for entity in registry.entities.iter().filter(|e| e.classes.person) {
        keys.insert(entity.iri.clone(), PersonKey::Registered(entity.iri.as_str().to_owned()));
    }
}

/// A ruling in the terms of the sieve. What speaks of people that no report names says nothing.
fn opinion(ruling: &NameRuling, keys: &Keys) -> Opinion {
    let all = |iris: &BTreeSet<NamedNode>| iris.iter().filter_map(|iri| keys.get(iri).cloned()).collect();
    Opinion {
        same: ruling.same.as_ref().and_then(|iri| keys.get(iri).cloned()),
        apart: all(&ruling.apart),
        unsure: ruling.unsure,
        suggested: all(&ruling.suggested),
    }
}

/// The report of a node that a report's graph describes: the digits that its IRI carries.
pub(crate) fn report_of(node: &NamedNode) -> &str {
    let last = node.as_str().rsplit('/').next().unwrap_or_default();
    last.split('-').next().unwrap_or_default()
}
