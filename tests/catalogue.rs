//! The answer of every named query over the five sample reports, as it was when somebody last looked at it.
//!
//! What changes on purpose is looked through and taken over with `INSTA_UPDATE=always cargo test --release --test catalogue`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

use rapporteur::catalogue::{Catalogue, DefaultGraph, Evaluation, Query, ResultFormat};
use rapporteur::graph::{Base, report_slug};
use rapporteur::ingest::{self, Options};
use rapporteur::source::Source;
use rapporteur::store::Store;
use std::collections::BTreeSet;
use support::{sample_files, samples};

/// What is asked of the queries with parameters.
fn parameters(query: &Query) -> Vec<(String, String)> {
    let value = |parameter: &str| match (query.name(), parameter) {
        ("named", "name") | ("trace", "topic") | ("involvement" | "positions" | "shared-actors", "process") => {
            "Global Digital Compact".to_owned()
        }
        ("shared-actors", "other") => "WSIS+20".to_owned(),
        ("person", "person") => "Concettina Cassa".to_owned(),
        ("evidence", "resource") => first_record(),
        ("statements", "kind") => "participation".to_owned(),
        ("judged" | "statement", "statement") => first_contribution(),
        // What narrows an answer down is left out; tests/pages.rs asks with it.
        ("timeline" | "decided" | "commitments" | "follow-ups", _) => String::new(),
        // The queries on one thing have one that the sample reports know as their example.
        (_, name) => query.default_of(name).unwrap().to_owned(),
    };
    query.parameters().iter().map(|parameter| (parameter.name.clone(), value(&parameter.name))).collect()
}

/// The record of the first report's meeting: it has a date, a number, officers.
fn first_record() -> String {
    let source = Source::from_bytes("first.md", std::fs::read(&sample_files()[0]).unwrap()).unwrap();
    Base::new(Base::DEFAULT).unwrap().id("record", report_slug(&source.sha256)).into_string()
}

/// The first contribution of the first report.
fn first_contribution() -> String {
    first_record().replace("/record/", "/contribution/") + "-0"
}

fn answer(query: &Query, store: &Store) -> String {
    let parameters = parameters(query);
    let given = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let bound = query.with_parameters(given, store.base().as_str()).unwrap();
    let results = Evaluation::new(DefaultGraph::Union).run(bound, store).unwrap();
    String::from_utf8(ResultFormat::Csv.write(results, Vec::new()).unwrap()).unwrap().replace("\r\n", "\n")
}

#[test]
fn every_named_query_answers_as_before() {
    let store = Store::in_memory(Base::new(Base::DEFAULT).unwrap()).unwrap();
    let outcome = ingest::run(&store, &Options { paths: vec![samples()], quiet: true, ..Options::default() }).unwrap();
    assert_eq!((outcome.taken, outcome.refused.len()), (5, 0));
    let catalogue = Catalogue::embedded().unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut names = BTreeSet::new();
    for query in catalogue.iter() {
        let csv = answer(query, &store);
        assert_eq!(csv.lines().next().unwrap(), query.columns().join(","), "{}", query.name());
        settings.bind(|| insta::assert_snapshot!(query.name(), csv));
        names.insert(format!("{}.snap", query.name()));
    }
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")).unwrap();
    let kept = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".snap.new") && !name.starts_with("explain__"));
    assert_eq!(kept.collect::<BTreeSet<_>>(), names, "a snapshot belongs to no query any more, or is missing");
}
