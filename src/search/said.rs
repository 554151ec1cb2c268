//! What the program's own graphs say of a report outside of its graph: who spoke, what was rejected or corrected, which meeting it is of, how it was read.
//!
//! Together with the report's graph, which follows from the report and from how it was read, this is all that the entries of a report are made of. So the key of
//! what is said ([`Facts::key`]) tells whether they have to be made anew, and no text is read for it.

use super::entry::tail;
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, prov, rap, skos};
use crate::sparql::meter::tick;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What something is said about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum What {
    /// How the report was read, and where it lies: by the properties that say so.
    Reading,
    Path,
    /// Of a record its meeting, and the series and the date of that.
    Meeting,
    Series,
    Date,
    /// Of a statement: who said it, who promised it, what it is about.
    Speaker,
    Responsible,
    Subject,
    /// The process or topic that a mention means.
    Meant,
    /// A statement that a curator rejected; what curators say in place of its words and its kind.
    Rejected,
    Words,
    Act,
}

/// The kinds of addresses that statements have.
const STATEMENTS: [&str; 3] = ["contribution", "decision", "commitment"];

/// The links of the resolution that count as they are.
const LINKS: [(NamedNodeRef<'static>, What); 4] = [
    (rap::HAS_SPEAKER, What::Speaker),
    (rap::RESPONSIBLE, What::Responsible),
    (rap::HAS_SUBJECT, What::Subject),
    (rap::REJECTED_BY, What::Rejected),
];

/// What tells one reading of a report from another.
const READING: [(NamedNodeRef<'static>, What); 4] = [
    (rap::READER_VERSION, What::Reading),
    (rap::FILE_NAME, What::Reading),
    (prov::WAS_GENERATED_BY, What::Reading),
    (rap::PATH, What::Path),
];

/// What is said of one report, in order.
#[derive(Debug, Default)]
pub(super) struct Said(Vec<(What, String, Option<String>)>);

impl Said {
    fn rows(&self, what: What, subject: &str) -> impl Iterator<Item = Option<&str>> {
        let from = self.0.partition_point(|row| (row.0, row.1.as_str()) < (what, subject));
        let rows = self.0.get(from..).unwrap_or_default();
        rows.iter().take_while(move |row| row.0 == what && row.1 == subject).map(|row| row.2.as_deref())
    }

    /// All that are said of a subject.
    pub(super) fn all(&self, what: What, subject: &str) -> Vec<String> {
        self.rows(what, subject).flatten().map(str::to_owned).collect()
    }

    /// The first that is said of a subject.
    pub(super) fn first(&self, what: What, subject: &str) -> Option<&str> {
        self.rows(what, subject).flatten().next()
    }

    pub(super) fn is_rejected(&self, statement: &str) -> bool {
        self.rows(What::Rejected, statement).next().is_some()
    }

    /// What curators say in place of what was read: the value, none where they say that there is none. `None` where they say nothing of it.
    #[expect(clippy::option_option, reason = "nothing is said, there is none, or this is right")]
    pub(super) fn correction(&self, what: What, statement: &str) -> Option<Option<&str>> {
        self.rows(what, statement).next()
    }

    /// The mentions of processes and topics, with what they mean.
    pub(super) fn meant(&self) -> impl Iterator<Item = (&str, &str)> {
        let meant = self.0.iter().filter(|row| row.0 == What::Meant);
        meant.filter_map(|row| Some((row.1.as_str(), row.2.as_deref()?)))
    }
}

/// What is said of all reports.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// By the slugs of the reports.
    pub(super) reports: BTreeMap<String, Said>,
    /// What the kinds of contributions are called.
    acts: BTreeMap<String, String>,
}

impl Facts {
    /// Reads them, property by property.
    pub(super) fn read(transaction: &Transaction<'_>, base: &Base) -> Result<Self, StorageError> {
        let mut facts = Self::default();
        for quad in transaction.quads_for_pattern(None, Some(rdf::TYPE), Some(rap::REPORT.into()), None) {
            let quad = quad?;
            // A graph of somebody's own can say that something is a report; it is none.
            if let (NamedOrBlankNode::NamedNode(report), GraphName::NamedNode(graph)) = (quad.subject, quad.graph_name)
                && report == graph
                && let Some(("report", slug)) = place(base, report.as_str())
            {
                facts.reports.insert(slug.to_owned(), Said::default());
            }
        }
        let graphs = Graphs { transaction, resolution: base.resolution_graph(), judgements: base.judgement_graph() };
        facts.operations(&graphs, base)?;
        facts.meetings(&graphs, base)?;
        for (property, what) in LINKS {
            graphs
                .resolved(property, None, |subject, object| facts.of_statement(base, (what, subject), Some(object)))?;
        }
        facts.corrections(&graphs, base)?;
        for topic in topics(transaction, base)? {
            graphs.resolved(rap::REFERS_TO, Some(&topic), |mention, topic| {
                facts.add(base, &["mention"], (What::Meant, mention), Some(topic));
            })?;
        }
        for said in facts.reports.values_mut() {
            said.0.sort();
            said.0.dedup();
        }
        Ok(facts)
    }

    /// How reports were read, where they lie, and what kinds of contributions are called.
    fn operations(&mut self, graphs: &Graphs<'_>, base: &Base) -> Result<(), StorageError> {
        let operations = base.operations_graph();
        for (property, what) in READING {
            graphs.each(property, None, &operations, |report, object| {
                let Some(("report", slug)) = place(base, report) else { return };
                if let Some(said) = self.reports.get_mut(slug) {
                    said.0.push((what, property.as_str().to_owned(), Some(value(object))));
                }
            })?;
        }
        graphs.each(skos::PREF_LABEL, None, &NamedNode::new_unchecked(NAMESPACE), |act, label| {
            if act.strip_prefix(NAMESPACE).is_some_and(|path| path.starts_with("kind/")) {
                least(&mut self.acts, act, value(label));
            }
        })
    }

    /// The meetings of the records, with what is said of them.
    fn meetings(&mut self, graphs: &Graphs<'_>, base: &Base) -> Result<(), StorageError> {
        let (mut series, mut dates, mut records) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        graphs.resolved(rap::SERIES, None, |meeting, object| least(&mut series, meeting, object))?;
        graphs.resolved(rap::DATE, None, |meeting, date| least(&mut dates, meeting, date))?;
        graphs.resolved(rap::RECORD_OF, None, |record, meeting| least(&mut records, record, meeting))?;
        for (record, meeting) in records {
            for (what, known) in [(What::Series, &series), (What::Date, &dates)] {
                if let Some(known) = known.get(&meeting) {
                    // They stand with the record, so that whose they are is known by its address.
                    self.add(base, &["record"], (what, &record), Some(known.clone()));
                }
            }
            self.add(base, &["record"], (What::Meeting, &record), Some(meeting));
        }
        Ok(())
    }

    /// What curators say in place of what was read: of several who speak of the same the first.
    fn corrections(&mut self, graphs: &Graphs<'_>, base: &Base) -> Result<(), StorageError> {
        let (mut corrected, mut judged, mut right) = (Vec::new(), Vec::new(), BTreeMap::new());
        graphs.resolved(rap::CORRECTED_BY, None, |statement, by| corrected.push((statement.to_owned(), by)))?;
        graphs.judged(rap::JUDGED_PROPERTY, |judgement, property| judged.push((judgement.to_owned(), property)))?;
        graphs.judged(rap::CORRECTED_VALUE, |judgement, value| {
            right.entry(judgement.to_owned()).or_insert(value);
        })?;
        corrected.sort();
        judged.sort_by_cached_key(|(judgement, property)| (judgement.clone(), value(property.clone())));
        let mut known: FxHashSet<(What, String)> = FxHashSet::default();
        for (statement, judgement) in corrected {
            let from = judged.partition_point(|(by, _)| *by < judgement);
            let of_it = judged.get(from..).unwrap_or_default().iter().take_while(|(by, _)| *by == judgement);
            for (_, property) in of_it {
                let value = right.get(&judgement);
                let (what, value) = match property {
                    Term::NamedNode(property) if *property == rap::QUOTE => {
                        (What::Words, value.filter(|v| v.is_literal()))
                    }
                    Term::NamedNode(property) if *property == rap::HAS_KIND => {
                        (What::Act, value.filter(|v| v.is_named_node()))
                    }
                    _ => continue,
                };
                if known.insert((what, statement.clone())) {
                    self.of_statement(base, (what, &statement), value.cloned().map(self::value));
                }
            }
        }
        Ok(())
    }

    fn of_statement(&mut self, base: &Base, (what, statement): (What, &str), object: Option<String>) {
        self.add(base, &STATEMENTS, (what, statement), object);
    }

    fn add(&mut self, base: &Base, kinds: &[&str], (what, subject): (What, &str), object: Option<String>) {
        let place = place(base, subject).filter(|(kind, _)| kinds.contains(kind));
        if let Some(said) = place.and_then(|(_, slug)| self.reports.get_mut(slug)) {
            said.0.push((what, subject.to_owned(), object));
        }
    }

    /// What the entries of a report depend on, but for its graph: the same key, the same entries. `None` where it is not said how the report was read.
    pub(super) fn key(&self, said: &Said) -> Option<Vec<u8>> {
        said.0.first().filter(|row| row.0 == What::Reading)?;
        let mut digest = Sha256::new();
        let mut add = |text: &str| {
            digest.update(text.len().to_le_bytes());
            digest.update(text);
        };
        for (act, label) in &self.acts {
            add(act);
            add(label);
        }
        for (what, subject, object) in &said.0 {
            add(&format!("{what:?} {}", object.is_some()));
            add(subject);
            add(object.as_deref().unwrap_or_default());
        }
        Some(digest.finalize()[..16].to_vec())
    }

    /// What a kind of contribution is called.
    pub(super) fn act(&self, iri: &str) -> String {
        self.acts.get(iri).map_or_else(|| tail(iri).to_owned(), Clone::clone)
    }
}

/// The processes and topics that the program knows of.
fn topics(transaction: &Transaction<'_>, base: &Base) -> Result<BTreeSet<NamedNode>, StorageError> {
    let mut topics = BTreeSet::new();
    for class in [rap::PROCESS, rap::TOPIC] {
        for quad in transaction.quads_for_pattern(None, Some(rdf::TYPE), Some(class.into()), None) {
            let quad = quad?;
            if let (NamedOrBlankNode::NamedNode(topic), GraphName::NamedNode(graph)) = (quad.subject, quad.graph_name)
                && base.is_managed(graph.as_ref())
            {
                topics.insert(topic);
            }
        }
    }
    Ok(topics)
}

/// The kind of an address, and the slug of the report that it comes from.
fn place<'i>(base: &Base, iri: &'i str) -> Option<(&'i str, &'i str)> {
    let (kind, rest) = iri.strip_prefix(base.as_str())?.strip_prefix("id/")?.split_once('/')?;
    Some((kind, rest.split('-').next()?))
}

/// An object as text.
fn value(object: Term) -> String {
    match object {
        Term::NamedNode(node) => node.into_string(),
        Term::Literal(literal) => literal.destruct().0,
        other => other.to_string(),
    }
}

/// Keeps the least of several.
fn least(known: &mut BTreeMap<String, String>, of: &str, value: String) {
    match known.get_mut(of) {
        Some(least) if value < *least => *least = value,
        Some(_) => {}
        None => {
            known.insert(of.to_owned(), value);
        }
    }
}

/// The graphs that are asked.
struct Graphs<'g> {
    transaction: &'g Transaction<'g>,
    resolution: NamedNode,
    judgements: NamedNode,
}

impl Graphs<'_> {
    /// What the resolution says with a property, of one object where one is given.
    fn resolved(
        &self,
        property: NamedNodeRef<'_>,
        object: Option<&NamedNode>,
        mut take: impl FnMut(&str, String),
    ) -> Result<(), StorageError> {
        self.each(property, object, &self.resolution, |subject, object| take(subject, value(object)))
    }

    fn judged(&self, property: NamedNodeRef<'_>, take: impl FnMut(&str, Term)) -> Result<(), StorageError> {
        self.each(property, None, &self.judgements, take)
    }

    fn each(
        &self,
        property: NamedNodeRef<'_>,
        object: Option<&NamedNode>,
        graph: &NamedNode,
        mut take: impl FnMut(&str, Term),
    ) -> Result<(), StorageError> {
        let object = object.map(|object| object.as_ref().into());
        let graph = Some(GraphNameRef::NamedNode(graph.as_ref()));
        for quad in self.transaction.quads_for_pattern(None, Some(property), object, graph) {
            tick();
            let quad = quad?;
            if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
                take(subject.as_str(), quad.object);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_the_report_that_they_come_from() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let place =
            |path: &str| place(&base, &format!("{}{path}", Base::DEFAULT)).map(|(k, s)| (k.to_owned(), s.to_owned()));
        let expected = |kind: &str| Some((kind.to_owned(), "0a1b".to_owned()));
        assert_eq!(place("id/contribution/0a1b-12"), expected("contribution"));
        assert_eq!(place("id/record/0a1b"), expected("record"));
        assert_eq!(place("queries"), None);
    }

    #[test]
    fn the_key_tells_everything_that_is_said_apart() {
        let facts = Facts::default();
        let row = |what, subject: &str, object: Option<&str>| (what, subject.to_owned(), object.map(str::to_owned));
        let said = |rows: &[(What, String, Option<String>)]| {
            let mut rows = [&[row(What::Reading, "version", Some("1"))], rows].concat();
            rows.sort();
            Said(rows)
        };
        let all = [
            said(&[]),
            said(&[row(What::Words, "s", None)]),
            said(&[row(What::Words, "s", Some(""))]),
            said(&[row(What::Act, "s", None)]),
            said(&[row(What::Speaker, "s", Some("ab")), row(What::Speaker, "s", Some("c"))]),
            said(&[row(What::Speaker, "s", Some("a")), row(What::Speaker, "s", Some("bc"))]),
            said(&[row(What::Speaker, "sa", Some("b")), row(What::Speaker, "s", Some("c"))]),
        ];
        let keys: BTreeSet<_> = all.iter().map(|said| facts.key(said)).collect();
        assert_eq!(keys.len(), all.len());
        assert_eq!(facts.key(&Said(vec![row(What::Path, "p", Some("a.md"))])), None);
        assert_eq!(
            (all[1].correction(What::Words, "s"), all[2].correction(What::Words, "s")),
            (Some(None), Some(Some("")))
        );
        assert_eq!(all[4].all(What::Speaker, "s"), ["ab", "c"]);
    }
}
