//! Makes the entries of the index from one version of the store.

use super::entry::{Entry, Kind, Named, Place, Shown, Unit};
use super::facts::Facts;
use super::passages::passages;
use crate::graph::vocabulary::rap;
use crate::sparql::meter::tick;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedNode, NamedOrBlankNode, Term};
use oxigraph::store::{StorageError, Transaction};
use rustc_hash::FxHashMap;

/// The unit of all names.
const NAMES: &str = "names";

/// The kinds of statements, by their classes.
const STATEMENTS: [(&str, Kind); 3] = [
    (rap::CONTRIBUTION.as_str(), Kind::Contribution),
    (rap::DECISION.as_str(), Kind::Decision),
    (rap::COMMITMENT.as_str(), Kind::Commitment),
];

/// What a report's graph says of one node.
#[derive(Default)]
struct Node {
    kind: Option<Kind>,
    start: Option<usize>,
    end: Option<usize>,
    quote: Option<String>,
    act: Option<String>,
}

/// Gives the units of a store, one after the other: its reports, then its names.
pub(super) fn gather<E: From<StorageError>>(
    transaction: &Transaction<'_>,
    mut take: impl FnMut(Unit) -> Result<(), E>,
) -> Result<(), E> {
    let facts = Facts::read(transaction)?;
    for quad in transaction.quads_for_pattern(None, Some(rdf::TYPE), Some(rap::REPORT.into()), None) {
        if let NamedOrBlankNode::NamedNode(report) = quad?.subject {
            take(of_report(transaction, &facts, &report)?)?;
        }
    }
    take(Unit { name: NAMES.to_owned(), entries: of_names(&facts) })
}

fn of_report(transaction: &Transaction<'_>, facts: &Facts, report: &NamedNode) -> Result<Unit, StorageError> {
    let mut nodes: FxHashMap<String, Node> = FxHashMap::default();
    let mut text = None;
    let graph = GraphNameRef::NamedNode(report.as_ref());
    for quad in transaction.quads_for_pattern(None, None, None, Some(graph)) {
        tick();
        let quad = quad?;
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
        let property = quad.predicate.as_ref();
        let node = |nodes: &mut FxHashMap<String, Node>, set: &mut dyn FnMut(&mut Node)| {
            set(nodes.entry(subject.as_str().to_owned()).or_default());
        };
        match quad.object {
            Term::NamedNode(class) if property == rdf::TYPE => {
                if let Some((_, kind)) = STATEMENTS.iter().find(|(name, _)| *name == class.as_str()) {
                    node(&mut nodes, &mut |node| node.kind = Some(*kind));
                }
            }
            Term::NamedNode(act) if property == rap::HAS_KIND => {
                node(&mut nodes, &mut |node| node.act = Some(act.as_str().to_owned()));
            }
            Term::Literal(literal) if property == rap::START => {
                node(&mut nodes, &mut |node| node.start = literal.value().parse().ok());
            }
            Term::Literal(literal) if property == rap::END => {
                node(&mut nodes, &mut |node| node.end = literal.value().parse().ok());
            }
            Term::Literal(literal) if property == rap::QUOTE => {
                let mut quote = Some(literal.destruct().0);
                node(&mut nodes, &mut |node| node.quote = quote.take());
            }
            Term::Literal(literal) if property == rap::TEXT && subject == *report => text = Some(literal.destruct().0),
            _ => {}
        }
    }
    let reading = Report::new(facts, report.as_str(), &nodes);
    let mut entries = reading.statements(nodes);
    if let Some(text) = text {
        entries.extend(reading.passages(&text, &entries));
    }
    Ok(Unit { name: report.as_str().to_owned(), entries })
}

/// A report, and what all of its entries share.
struct Report<'f> {
    facts: &'f Facts,
    iri: &'f str,
    path: Option<String>,
    meeting: Option<Named>,
    series: Option<Named>,
    date: Option<String>,
    /// Where which process or topic is named.
    named: Vec<(usize, usize, String)>,
}

impl<'f> Report<'f> {
    fn new(facts: &'f Facts, iri: &'f str, nodes: &FxHashMap<String, Node>) -> Self {
        let (meeting, series, date) = facts.occasion(iri);
        let mut named: Vec<_> = nodes
            .iter()
            .filter_map(|(node, said)| Some((said.start?, said.end?, facts.meant(node)?)))
            .flat_map(|(start, end, meant)| meant.iter().map(move |process| (start, end, process.clone())))
            .collect();
        named.sort();
        Self { facts, iri, path: facts.path(iri), meeting, series, date, named }
    }

    fn statements(&self, nodes: FxHashMap<String, Node>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = nodes
            .into_iter()
            .filter(|(iri, node)| node.kind.is_some() && !self.facts.is_rejected(iri))
            .filter_map(|(iri, node)| self.statement(iri, node))
            .collect();
        entries.sort_by(|one, other| {
            let key = |entry: &Entry| entry.shown.place.as_ref().map(|place| (place.start, place.end));
            (key(one), &one.shown.iri).cmp(&(key(other), &other.shown.iri))
        });
        entries
    }

    fn statement(&self, iri: String, node: Node) -> Option<Entry> {
        let kind = node.kind?;
        let quote = node.quote?;
        let text = match self.facts.correction(&iri, rap::QUOTE) {
            None => quote.clone(),
            Some(Some(Term::Literal(right))) => right.value().to_owned(),
            Some(_) => return None,
        };
        let act = match self.facts.correction(&iri, rap::HAS_KIND) {
            Some(Some(Term::NamedNode(right))) => Some(right.as_str().to_owned()),
            Some(_) => None,
            None => node.act,
        };
        let place = self.place(node.start?, node.end?, quote);
        let mut entry = self.entry(iri, kind, text, place);
        entry.shown.act = act.map(|act| self.facts.name(&act).label);
        entry.shown.speakers = self.facts.speakers(&entry.shown.iri);
        entry.shown.responsible = self.facts.responsible(&entry.shown.iri);
        entry.speakers = entry.shown.speakers.iter().map(|speaker| speaker.iri.clone()).collect();
        Some(entry)
    }

    /// The paragraphs of the text; those that are nothing but statements are marked.
    fn passages(&self, text: &str, statements: &[Entry]) -> Vec<Entry> {
        let spans: Vec<(usize, usize)> =
            statements.iter().filter_map(|s| s.shown.place.as_ref().map(|place| (place.start, place.end))).collect();
        let passages = passages(text).into_iter();
        passages
            .map(|passage| {
                let place = self.place(passage.start, passage.end, passage.text.to_owned());
                let mut entry = self.entry(self.iri.to_owned(), Kind::Passage, passage.text.to_owned(), place);
                entry.covered = is_covered(passage.text, passage.start, &spans);
                entry
            })
            .collect()
    }

    fn place(&self, start: usize, end: usize, quote: String) -> Place {
        Place { report: self.iri.to_owned(), path: self.path.clone(), start, end, quote }
    }

    fn entry(&self, iri: String, kind: Kind, text: String, place: Place) -> Entry {
        let inside = self.named.iter().filter(|(start, end, _)| *start >= place.start && *end <= place.end);
        let mut processes: Vec<String> = inside.map(|(_, _, process)| process.clone()).collect();
        if kind != Kind::Passage {
            processes.extend_from_slice(self.facts.subjects(&iri));
        }
        processes.sort();
        processes.dedup();
        Entry {
            shown: Shown {
                iri,
                kinds: vec![kind],
                graph: self.iri.to_owned(),
                names: Vec::new(),
                text: Some(text),
                place: Some(place),
                act: None,
                speakers: Vec::new(),
                responsible: Vec::new(),
                meeting: self.meeting.clone(),
                series: self.series.clone(),
                date: self.date.clone(),
            },
            hidden: Vec::new(),
            covered: false,
            keys: Vec::new(),
            series: self.series.iter().map(|series| series.iri.clone()).collect(),
            processes,
            speakers: Vec::new(),
            day: self.date.as_deref().and_then(day),
        }
    }
}

/// Whether all letters and digits of a passage stand in statements.
fn is_covered(text: &str, start: usize, spans: &[(usize, usize)]) -> bool {
    let end = start + text.chars().count();
    let near: Vec<_> = spans.iter().filter(|span| span.0 < end && span.1 > start).collect();
    let mut letters = text.chars().enumerate().filter(|(_, c)| c.is_alphanumeric()).map(|(at, _)| start + at);
    !near.is_empty() && letters.all(|at| near.iter().any(|span| span.0 <= at && at < span.1))
}

fn of_names(facts: &Facts) -> Vec<Entry> {
    let things = facts.things.iter();
    things
        .filter_map(|(iri, kinds)| {
            let names = facts.names.get(iri)?;
            names.shown.first()?;
            let is = |kind: Kind| kinds.contains(&kind);
            let own = |wanted: bool| if wanted { vec![iri.clone()] } else { Vec::new() };
            let (mut of_series, mut series, mut date) = (own(is(Kind::Series)), None, None);
            if is(Kind::Meeting) {
                (series, date) = facts.of_meeting(iri);
                of_series.extend(series.iter().map(|series: &Named| series.iri.clone()));
            }
            Some(Entry {
                day: date.as_deref().and_then(day),
                shown: Shown {
                    iri: iri.clone(),
                    kinds: kinds.clone(),
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
                keys: facts.keys(iri),
                series: of_series,
                processes: own(is(Kind::Process) || is(Kind::Topic)),
                speakers: own(is(Kind::Person)),
            })
        })
        .collect()
}

/// `2024-10-31` as 20241031; a month or a year counts as its first day.
fn day(date: &str) -> Option<u64> {
    let mut parts = date.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next().flatten(), parts.next().flatten());
    Some(year * 10_000 + month.unwrap_or(1) * 100 + day.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbers_in_their_order() {
        assert_eq!(
            (day("2024-10-31"), day("2024-10"), day("2024"), day("soon")),
            (Some(20_241_031), Some(20_241_001), Some(20_240_101), None)
        );
    }

    #[test]
    fn a_passage_is_covered_when_all_its_words_are_statements() {
        let text = "- Juan agreed. Titti noted.";
        assert!(is_covered(text, 10, &[(12, 24), (25, 37)]));
        assert!(!is_covered(text, 10, &[(12, 24)]));
        assert!(!is_covered("- – -", 10, &[]));
    }
}
