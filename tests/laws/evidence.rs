//! Law 1: every quote of the store stands where it says in the text that the service serves.

use crate::support::served::Server;
use crate::support::{ingest_all, open, samples};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Term};
use rapporteur::graph::vocabulary::rap;
use rapporteur::store::Store;
use std::collections::BTreeMap;

/// Five reports that nothing much is read from would pass without showing anything.
const AT_LEAST: usize = 500;

/// A quote and where it is said to stand.
struct Quoted {
    node: String,
    report: String,
    start: usize,
    end: usize,
    quote: String,
}

#[test]
fn every_quote_stands_in_the_text_that_is_served() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let store = open(folder.path());
    let base = store.base().as_str().to_owned();
    let quotes = quotes(&store);
    drop(store);
    assert!(quotes.len() > AT_LEAST, "only {} quotes", quotes.len());
    let server = Server::over(folder.path(), &[]);
    let mut texts: BTreeMap<&str, Vec<char>> = BTreeMap::new();
    for quoted in &quotes {
        let text = texts.entry(&quoted.report).or_insert_with(|| {
            let path = quoted.report.strip_prefix(base.trim_end_matches('/')).expect("a report of this base");
            let reply = server.get(&format!("{path}/text"), "text/plain");
            assert_eq!(reply.status, 200, "{path}");
            reply.body.chars().collect()
        });
        let slice: String = text.get(quoted.start..quoted.end).unwrap_or_default().iter().collect();
        assert!(!quoted.quote.trim().is_empty(), "{}: an empty quote shows nothing", quoted.node);
        assert_eq!(slice, quoted.quote, "{} ({}..{})", quoted.node, quoted.start, quoted.end);
    }
    assert_eq!(texts.len(), 5);
}

#[test]
fn every_span_has_a_quote_a_recogniser_and_a_confidence() {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let store = open(folder.path());
    let subjects = |property: NamedNodeRef<'_>| {
        let quads = store.oxigraph().quads_for_pattern(None, Some(property), None, None);
        let mut subjects: Vec<String> = quads.map(|quad| quad.unwrap().subject.to_string()).collect();
        subjects.sort();
        subjects
    };
    let spans = subjects(rap::QUOTE);
    assert!(spans.len() > AT_LEAST);
    assert!(spans.windows(2).all(|two| two[0] != two[1]), "a node has two quotes");
    for property in [rap::START, rap::END, rap::IN_REPORT, rap::RECOGNISER, rap::CONFIDENCE] {
        assert!(subjects(property) == spans, "the nodes with {property} are not those with a quote");
    }
}

fn quotes(store: &Store) -> Vec<Quoted> {
    let value = |node: &NamedOrBlankNode, property: NamedNodeRef<'_>| {
        let found: Vec<Term> = store
            .oxigraph()
            .quads_for_pattern(Some(node.as_ref()), Some(property), None, None)
            .map(|quad| quad.unwrap().object)
            .collect();
        assert_eq!(found.len(), 1, "{node} has {} values of {property}", found.len());
        match found.into_iter().next().unwrap() {
            Term::NamedNode(node) => node.into_string(),
            Term::Literal(literal) => literal.value().to_owned(),
            other => panic!("{other} is no value of {property}"),
        }
    };
    store
        .oxigraph()
        .quads_for_pattern(None, Some(rap::QUOTE), None, None)
        .map(|quad| {
            let node = quad.unwrap().subject;
            Quoted {
                report: value(&node, rap::IN_REPORT),
                start: value(&node, rap::START).parse().unwrap(),
                end: value(&node, rap::END).parse().unwrap(),
                quote: value(&node, rap::QUOTE),
                node: node.to_string(),
            }
        })
        .collect()
}
