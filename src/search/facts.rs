//! What the index has to know of all graphs together: names, who spoke, what was rejected or corrected, which meeting a record is of.

use super::entry::{Kind, Name, Named};
use crate::graph::vocabulary::{rap, skos};
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// What a thing is called, in the order in which properties are preferred.
const NAMES: [NamedNodeRef<'static>; 3] = [skos::PREF_LABEL, rap::ABBREVIATION, skos::ALT_LABEL];

/// The classes of things that are found by their names.
const CLASSES: [(NamedNodeRef<'static>, Kind); 6] = [
    (rap::PERSON, Kind::Person),
    (rap::ORGANISATION, Kind::Organisation),
    (rap::PROCESS, Kind::Process),
    (rap::TOPIC, Kind::Topic),
    (rap::MEETING_SERIES, Kind::Series),
    (rap::MEETING, Kind::Meeting),
];

/// All names of a thing.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) shown: Vec<Name>,
    pub(super) hidden: Vec<String>,
    /// Where the first of them stands.
    pub(super) graph: String,
}

type Links = FxHashMap<String, Vec<String>>;

/// What all graphs say together.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The things that have names, each with its kinds; in the order of their addresses, so that the same store gives the same entries.
    pub(super) things: BTreeMap<String, Vec<Kind>>,
    pub(super) names: FxHashMap<String, Names>,
    rejected: FxHashSet<String>,
    corrections: Links,
    judged: Links,
    corrected: FxHashMap<String, Term>,
    speakers: Links,
    subjects: Links,
    responsible: Links,
    records: Links,
    meetings: Links,
    series: Links,
    dates: FxHashMap<String, String>,
    paths: FxHashMap<String, String>,
    refers: Links,
}

impl Facts {
    /// Reads them, property by property.
    pub(super) fn read(transaction: &Transaction<'_>) -> Result<Self, StorageError> {
        let mut facts = Self::default();
        for (class, kind) in CLASSES {
            for quad in transaction.quads_for_pattern(None, Some(rdf::TYPE), Some(class.into()), None) {
                if let NamedOrBlankNode::NamedNode(thing) = quad?.subject {
                    let kinds = facts.things.entry(thing.into_string()).or_default();
                    if !kinds.contains(&kind) {
                        kinds.push(kind);
                    }
                }
            }
        }
        for property in NAMES {
            let mut found = Vec::new();
            each(transaction, property, |subject, object, graph| {
                if let Term::Literal(literal) = object {
                    let (text, _, language, _) = literal.destruct();
                    found.push((subject, Name { property: property.as_str().to_owned(), text, language }, graph));
                }
            })?;
            found.sort();
            for (subject, name, graph) in found {
                let names: &mut Names = facts.names.entry(subject).or_default();
                if names.shown.is_empty() {
                    names.graph = graph;
                }
                if !names.shown.iter().any(|known| known.text == name.text && known.property == name.property) {
                    names.shown.push(name);
                }
            }
        }
        each(transaction, skos::HIDDEN_LABEL, |subject, object, _| {
            if let Term::Literal(literal) = object {
                facts.names.entry(subject).or_default().hidden.push(literal.destruct().0);
            }
        })?;
        facts.names.values_mut().for_each(|names| names.hidden.sort());
        each(transaction, rap::REJECTED_BY, |subject, _, _| {
            facts.rejected.insert(subject);
        })?;
        each(transaction, rap::CORRECTED_VALUE, |subject, object, _| {
            facts.corrected.insert(subject, object);
        })?;
        facts.corrections = links(transaction, rap::CORRECTED_BY)?;
        facts.judged = links(transaction, rap::JUDGED_PROPERTY)?;
        facts.speakers = links(transaction, rap::HAS_SPEAKER)?;
        facts.subjects = links(transaction, rap::HAS_SUBJECT)?;
        facts.responsible = links(transaction, rap::RESPONSIBLE)?;
        facts.records = links(transaction, rap::RECORD)?;
        facts.meetings = links(transaction, rap::RECORD_OF)?;
        facts.series = links(transaction, rap::SERIES)?;
        facts.refers = links(transaction, rap::REFERS_TO)?;
        let is_subject = |kinds: &Vec<Kind>| kinds.contains(&Kind::Process) || kinds.contains(&Kind::Topic);
        let Self { refers, things, .. } = &mut facts;
        refers.retain(|_, entities| {
            entities.retain(|entity| things.get(entity).is_some_and(is_subject));
            !entities.is_empty()
        });
        each(transaction, rap::DATE, |subject, object, _| {
            if let Term::Literal(date) = object {
                facts.dates.insert(subject, date.destruct().0);
            }
        })?;
        each(transaction, rap::PATH, |subject, object, _| {
            if let Term::Literal(path) = object {
                let path = path.destruct().0;
                let first = facts.paths.entry(subject).or_insert_with(|| path.clone());
                if path < *first {
                    *first = path;
                }
            }
        })?;
        Ok(facts)
    }

    pub(super) fn is_rejected(&self, statement: &str) -> bool {
        self.rejected.contains(statement)
    }

    /// What curators say in place of what was read: the value, none where they say that there is none. `None` where they say nothing of the property.
    #[expect(clippy::option_option, reason = "nothing is said, there is none, or this is right")]
    pub(super) fn correction(&self, statement: &str, property: NamedNodeRef<'_>) -> Option<Option<&Term>> {
        let judgements = self.corrections.get(statement)?;
        let judges = |judgement: &&String| {
            self.judged.get(*judgement).is_some_and(|properties| properties.iter().any(|p| p == property.as_str()))
        };
        judgements.iter().find(judges).map(|judgement| self.corrected.get(judgement))
    }

    pub(super) fn speakers(&self, contribution: &str) -> Vec<Named> {
        self.named(self.speakers.get(contribution))
    }

    pub(super) fn responsible(&self, commitment: &str) -> Vec<Named> {
        self.named(self.responsible.get(commitment))
    }

    /// What a statement is about.
    pub(super) fn subjects(&self, statement: &str) -> &[String] {
        self.subjects.get(statement).map_or(&[], Vec::as_slice)
    }

    /// The processes and topics that a mention means.
    pub(super) fn meant(&self, mention: &str) -> Option<&[String]> {
        self.refers.get(mention).map(Vec::as_slice)
    }

    /// Meeting, series and date of what a report records.
    pub(super) fn occasion(&self, report: &str) -> (Option<Named>, Option<Named>, Option<String>) {
        let record = first(self.records.get(report));
        let meeting = record.and_then(|record| first(self.meetings.get(record)));
        let date = meeting.and_then(|m| self.dates.get(m)).or_else(|| record.and_then(|r| self.dates.get(r)));
        let series = meeting.and_then(|meeting| first(self.series.get(meeting)));
        (meeting.map(|m| self.name(m)), series.map(|s| self.name(s)), date.cloned())
    }

    /// Series and date of a meeting.
    pub(super) fn of_meeting(&self, meeting: &str) -> (Option<Named>, Option<String>) {
        (first(self.series.get(meeting)).map(|s| self.name(s)), self.dates.get(meeting).cloned())
    }

    pub(super) fn path(&self, report: &str) -> Option<String> {
        self.paths.get(report).cloned()
    }

    pub(super) fn name(&self, iri: &str) -> Named {
        let name = self.names.get(iri).and_then(|names| names.shown.first());
        let label = name.map_or_else(|| tail(iri).to_owned(), |name| name.text.clone());
        Named { iri: iri.to_owned(), label }
    }

    fn named(&self, iris: Option<&Vec<String>>) -> Vec<Named> {
        let mut named: Vec<Named> = iris.into_iter().flatten().map(|iri| self.name(iri)).collect();
        named.sort_by(|a, b| (&a.label, &a.iri).cmp(&(&b.label, &b.iri)));
        named
    }

    /// What people call a thing by in a filter.
    pub(super) fn keys(&self, iri: &str) -> Vec<String> {
        let mut keys = vec![iri.to_owned(), tail(iri).to_owned()];
        if let Some(names) = self.names.get(iri) {
            let all = names.shown.iter().map(|name| name.text.as_str()).chain(names.hidden.iter().map(String::as_str));
            keys.extend(all.map(fold));
        }
        keys.sort();
        keys.dedup();
        keys
    }
}

/// The last part of an address.
fn tail(iri: &str) -> &str {
    iri.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(iri)
}

fn first(iris: Option<&Vec<String>>) -> Option<&String> {
    iris.and_then(|iris| iris.iter().min())
}

fn links(transaction: &Transaction<'_>, property: NamedNodeRef<'_>) -> Result<Links, StorageError> {
    let mut links = Links::default();
    each(transaction, property, |subject, object, _| {
        if let Term::NamedNode(object) = object {
            links.entry(subject).or_default().push(object.into_string());
        }
    })?;
    for objects in links.values_mut() {
        objects.sort();
        objects.dedup();
    }
    Ok(links)
}

/// Everything that any graph says with a property of what has an address.
fn each(
    transaction: &Transaction<'_>,
    property: NamedNodeRef<'_>,
    mut take: impl FnMut(String, Term, String),
) -> Result<(), StorageError> {
    for quad in transaction.quads_for_pattern(None, Some(property), None, None) {
        let quad = quad?;
        if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
            let graph = match quad.graph_name {
                GraphName::NamedNode(graph) => graph.into_string(),
                GraphName::BlankNode(_) | GraphName::DefaultGraph => String::new(),
            };
            take(subject.into_string(), quad.object, graph);
        }
    }
    Ok(())
}
