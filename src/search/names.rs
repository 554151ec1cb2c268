//! The things that have names, whichever graph says so, and their entries.

use super::entry::{Entry, Kind, Name, Shown, tail};
use super::gather::day;
use crate::graph::vocabulary::{rap, skos};
use crate::sparql::meter::tick;
use crate::text::fold;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::FxHashMap;
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
struct Names {
    shown: Vec<Name>,
    hidden: Vec<String>,
    /// Where the first of them stands.
    graph: String,
}

/// The least object of each subject that one property has.
type Least = FxHashMap<String, String>;

/// The things that have names.
#[derive(Debug, Default)]
struct Things {
    /// Each with its kinds; in the order of their addresses, so that the same store gives the same entries.
    kinds: BTreeMap<String, Vec<Kind>>,
    names: FxHashMap<String, Names>,
    series: Least,
    dates: Least,
}

/// The entries of all names, or of those of some things: what a thing's entry says follows from what is said of it alone.
pub(super) fn entries(transaction: &Transaction<'_>, among: Option<&[NamedNode]>) -> Result<Vec<Entry>, StorageError> {
    let things = Things::read(transaction, among)?;
    Ok(things.kinds.iter().filter_map(|(iri, kinds)| things.entry(iri, kinds)).collect())
}

impl Things {
    /// Reads them, property by property.
    fn read(transaction: &Transaction<'_>, among: Option<&[NamedNode]>) -> Result<Self, StorageError> {
        let mut things = Self::default();
        for (class, kind) in CLASSES {
            for quad in quads(transaction, among, rdf::TYPE, Some(class)) {
                if let NamedOrBlankNode::NamedNode(thing) = quad?.subject {
                    let kinds = things.kinds.entry(thing.into_string()).or_default();
                    if !kinds.contains(&kind) {
                        kinds.push(kind);
                    }
                }
            }
        }
        for property in NAMES {
            let mut found = Vec::new();
            each(transaction, among, property, |subject, object, graph| {
                if let Term::Literal(literal) = object {
                    let (text, _, language, _) = literal.destruct();
                    found.push((subject, Name { property: property.as_str().to_owned(), text, language }, graph));
                }
            })?;
            found.sort();
            for (subject, name, graph) in found {
                let names: &mut Names = things.names.entry(subject).or_default();
                if names.shown.is_empty() {
                    names.graph = graph;
                }
                if !names.shown.iter().any(|known| known.text == name.text && known.property == name.property) {
                    names.shown.push(name);
                }
            }
        }
        each(transaction, among, skos::HIDDEN_LABEL, |subject, object, _| {
            if let Term::Literal(literal) = object {
                things.names.entry(subject).or_default().hidden.push(literal.destruct().0);
            }
        })?;
        things.names.values_mut().for_each(|names| names.hidden.sort());
        things.series = least(transaction, among, rap::SERIES)?;
        things.dates = least(transaction, among, rap::DATE)?;
        Ok(things)
    }

    fn entry(&self, iri: &String, kinds: &[Kind]) -> Option<Entry> {
        let names = self.names.get(iri)?;
        names.shown.first()?;
        let is = |kind: Kind| kinds.contains(&kind);
        let own = |wanted: bool| if wanted { vec![iri.clone()] } else { Vec::new() };
        let (mut of_series, mut series, mut date) = (own(is(Kind::Series)), None, None);
        if is(Kind::Meeting) {
            (series, date) = (self.series.get(iri).cloned(), self.dates.get(iri).cloned());
            of_series.extend(series.clone());
        }
        Some(Entry {
            day: date.as_deref().and_then(day),
            shown: Shown {
                iri: iri.clone(),
                kinds: kinds.to_vec(),
                graph: names.graph.clone(),
                names: names.shown.clone(),
                text: None,
                place: None,
                act: None,
                speakers: Vec::new(),
                responsible: Vec::new(),
                meeting: None,
                series,
                date,
            },
            hidden: names.hidden.clone(),
            covered: false,
            keys: keys(iri, names),
            series: of_series,
            processes: own(is(Kind::Process) || is(Kind::Topic)),
            speakers: own(is(Kind::Person)),
        })
    }
}

/// What people call a thing by in a filter.
fn keys(iri: &str, names: &Names) -> Vec<String> {
    let mut keys = vec![iri.to_owned(), tail(iri).to_owned()];
    let all = names.shown.iter().map(|name| name.text.as_str()).chain(names.hidden.iter().map(String::as_str));
    keys.extend(all.map(fold));
    keys.sort();
    keys.dedup();
    keys
}

fn least(
    transaction: &Transaction<'_>,
    among: Option<&[NamedNode]>,
    property: NamedNodeRef<'_>,
) -> Result<Least, StorageError> {
    let mut least = Least::default();
    each(transaction, among, property, |subject, object, _| {
        let value = match object {
            Term::NamedNode(node) => node.into_string(),
            Term::Literal(literal) => literal.destruct().0,
            Term::BlankNode(_) | Term::Triple(_) => return,
        };
        let first = least.entry(subject).or_insert_with(|| value.clone());
        if value < *first {
            *first = value;
        }
    })?;
    Ok(least)
}

/// The quads with a property, of any subject or of some.
fn quads<'q>(
    transaction: &'q Transaction<'_>,
    among: Option<&'q [NamedNode]>,
    property: NamedNodeRef<'q>,
    object: Option<NamedNodeRef<'q>>,
) -> Box<dyn Iterator<Item = Result<Quad, StorageError>> + 'q> {
    let of = move |subject: Option<&NamedNode>| {
        let subject = subject.map(|subject| subject.as_ref().into());
        transaction.quads_for_pattern(subject, Some(property), object.map(Into::into), None)
    };
    match among {
        None => Box::new(of(None)),
        Some(subjects) => Box::new(subjects.iter().flat_map(move |subject| of(Some(subject)))),
    }
}

/// Everything that any graph says with a property of what has an address.
fn each(
    transaction: &Transaction<'_>,
    among: Option<&[NamedNode]>,
    property: NamedNodeRef<'_>,
    mut take: impl FnMut(String, Term, String),
) -> Result<(), StorageError> {
    for quad in quads(transaction, among, property, None) {
        tick();
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
