//! Makes the entries of a report from its graph and from what is said of it elsewhere.

use super::entry::{Entry, Kind, Place, Shown};
use super::passages::passages;
use super::said::{Facts, Said, What};
use crate::graph::vocabulary::rap;
use crate::sparql::meter::tick;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Transaction};

/// The kinds of statements, by their classes.
const STATEMENTS: [(NamedNodeRef<'static>, Kind); 3] =
    [(rap::CONTRIBUTION, Kind::Contribution), (rap::DECISION, Kind::Decision), (rap::COMMITMENT, Kind::Commitment)];

/// What a report's graph says of a statement.
struct Node {
    iri: String,
    kind: Kind,
    start: usize,
    end: usize,
    quote: String,
    act: Option<String>,
}

/// A report's graph. Only what is needed of it is asked for: a quad that is read costs four looks into the database, and most of a graph is evidence.
struct Graph<'g> {
    transaction: &'g Transaction<'g>,
    name: &'g NamedNode,
}

impl Graph<'_> {
    fn matching(
        &self,
        subject: Option<&NamedNode>,
        property: NamedNodeRef<'_>,
        object: Option<NamedNodeRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StorageError>> {
        tick();
        let graph = GraphNameRef::NamedNode(self.name.as_ref());
        let (subject, object) = (subject.map(|node| node.as_ref().into()), object.map(Into::into));
        self.transaction.quads_for_pattern(subject, Some(property), object, Some(graph))
    }

    fn value(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Option<String>, StorageError> {
        let quad = self.matching(Some(subject), property, None).next().transpose()?;
        Ok(quad.and_then(|quad| match quad.object {
            Term::NamedNode(node) => Some(node.into_string()),
            Term::Literal(literal) => Some(literal.destruct().0),
            Term::BlankNode(_) | Term::Triple(_) => None,
        }))
    }

    fn number(&self, subject: &NamedNode, property: NamedNodeRef<'_>) -> Result<Option<usize>, StorageError> {
        Ok(self.value(subject, property)?.and_then(|number| number.parse().ok()))
    }

    fn span(&self, subject: &NamedNode) -> Result<Option<(usize, usize)>, StorageError> {
        Ok(self.number(subject, rap::START)?.zip(self.number(subject, rap::END)?))
    }

    fn nodes(&self, said: &Said) -> Result<Vec<Node>, StorageError> {
        let mut nodes = Vec::new();
        for (class, kind) in STATEMENTS {
            for quad in self.matching(None, rdf::TYPE, Some(class)) {
                let NamedOrBlankNode::NamedNode(node) = quad?.subject else { continue };
                if said.is_rejected(node.as_str()) {
                    continue;
                }
                if let (Some((start, end)), Some(quote)) = (self.span(&node)?, self.value(&node, rap::QUOTE)?) {
                    let act = self.value(&node, rap::HAS_KIND)?;
                    nodes.push(Node { iri: node.into_string(), kind, start, end, quote, act });
                }
            }
        }
        Ok(nodes)
    }
}

/// The entries of a report.
pub(super) fn entries(
    transaction: &Transaction<'_>,
    facts: &Facts,
    said: &Said,
    name: &NamedNode,
) -> Result<Vec<Entry>, StorageError> {
    let graph = Graph { transaction, name };
    let nodes = graph.nodes(said)?;
    let report = Report::read(&graph, facts, said)?;
    let mut entries = report.statements(nodes);
    if let Some(text) = graph.value(name, rap::TEXT)? {
        entries.extend(report.passages(&text, &entries));
    }
    Ok(entries)
}

/// A report, and what all of its entries share.
struct Report<'f> {
    facts: &'f Facts,
    said: &'f Said,
    iri: &'f str,
    path: Option<String>,
    meeting: Option<String>,
    series: Option<String>,
    date: Option<String>,
    /// Where which process or topic is named.
    named: Vec<(usize, usize, String)>,
}

impl<'f> Report<'f> {
    fn read(graph: &Graph<'f>, facts: &'f Facts, said: &'f Said) -> Result<Self, StorageError> {
        let record = graph.value(graph.name, rap::RECORD)?.map(NamedNode::new_unchecked);
        let of_meeting = |what| record.as_ref().and_then(|record| said.first(what, record.as_str())).map(str::to_owned);
        let mut date = of_meeting(What::Date);
        if let (None, Some(record)) = (&date, &record) {
            date = graph.value(record, rap::DATE)?;
        }
        let mut named = Vec::new();
        for (mention, process) in said.meant() {
            if let Some((start, end)) = graph.span(&NamedNode::new_unchecked(mention))? {
                named.push((start, end, process.to_owned()));
            }
        }
        named.sort();
        let path = said.first(What::Path, rap::PATH.as_str()).map(str::to_owned);
        let (meeting, series) = (of_meeting(What::Meeting), of_meeting(What::Series));
        Ok(Self { facts, said, iri: graph.name.as_str(), path, meeting, series, date, named })
    }

    fn statements(&self, nodes: Vec<Node>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = nodes.into_iter().filter_map(|node| self.statement(node)).collect();
        entries.sort_by(|one, other| {
            let key = |entry: &Entry| entry.shown.place.as_ref().map(|place| (place.start, place.end));
            (key(one), &one.shown.iri).cmp(&(key(other), &other.shown.iri))
        });
        entries
    }

    fn statement(&self, node: Node) -> Option<Entry> {
        let Node { iri, kind, start, end, quote, act } = node;
        let text = match self.said.correction(What::Words, &iri) {
            None => quote.clone(),
            Some(right) => right?.to_owned(),
        };
        let act = match self.said.correction(What::Act, &iri) {
            None => act,
            Some(right) => right.map(str::to_owned),
        };
        let mut entry = self.entry(iri, kind, text, self.place(start, end, quote));
        entry.shown.act = act.map(|act| self.facts.act(&act));
        entry.shown.speakers = self.said.all(What::Speaker, &entry.shown.iri);
        entry.shown.responsible = self.said.all(What::Responsible, &entry.shown.iri);
        entry.speakers = entry.shown.speakers.clone();
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
            processes.extend(self.said.all(What::Subject, &iri));
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
            series: self.series.iter().cloned().collect(),
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

/// `2024-10-31` as 20241031; a month or a year counts as its first day.
pub(super) fn day(date: &str) -> Option<u64> {
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
