//! The W3C's SPARQL 1.1 tests, put to the running service over HTTP. They are not in the project: they are looked for in `../shared/w3c`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what goes wrong here fails the test")]

#[path = "w3c/evaluation.rs"]
mod evaluation;
#[path = "w3c/manifest.rs"]
mod manifest;
#[path = "w3c/requests.rs"]
mod requests;
mod served;

use manifest::{Manifest, Test};
use oxigraph::model::Term;
use rapporteur::graph::Base;
use rapporteur::store::{Access, Store};
use served::Server;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The token of the service under test.
const TOKEN: &str = "the-token-of-the-conformance-tests";

/// Tests that are not passed, and why.
const EXCEPTIONS: [(&str, &str); 11] = [
    ("aggregates/agg-groupconcat-04", CONCATENATION),
    ("aggregates/agg-groupconcat-06", CONCATENATION),
    ("aggregates/agg-empty-group-count-graph", GRAPH),
    ("bindings/graph", GRAPH),
    ("negation/graph-minus", GRAPH),
    ("property-path/zero_or_more_set_start", PATH),
    ("property-path/zero_or_more_set_end", PATH),
    ("property-path/zero_or_one_set_start", PATH),
    ("property-path/zero_or_one_set_end", PATH),
    ("functions/bnode01", "Oxigraph's BNODE(text) gives the same node for the same text in all rows"),
    ("csv-tsv-res/tsv03", "Oxigraph keeps an xsd:negativeInteger as the xsd:integer of its value"),
];
const CONCATENATION: &str = "Oxigraph's GROUP_CONCAT keeps a language that all texts have";
const GRAPH: &str = "Oxigraph's GRAPH ?g does not bind ?g where the pattern in it is no pattern of triples";
const PATH: &str = "Oxigraph looks for the fixed end of a path in the data, and finds nothing where that is empty";

/// What a test came to.
type Verdict = Result<(), String>;

/// A service with the default graph of the letter of SPARQL over a store without anything in it.
struct Service {
    server: Server,
    _folder: tempfile::TempDir,
}

impl Service {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, token) = (folder.path().join("store"), folder.path().join("token"));
        drop(Store::open(&store, Access::Create { base: Some(Base::new(Base::DEFAULT).unwrap()) }).unwrap());
        std::fs::write(&token, TOKEN).unwrap();
        let arguments = ["--default-graph", "strict", "--token-file", token.to_str().unwrap()];
        Self { server: Server::over(&store, &arguments), _folder: folder }
    }
}

fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/w3c/sparql/sparql11");
    folder.is_dir().then_some(folder)
}

/// Runs the tests of some folders, prints how many of each pass, and fails with those that do not and are no exception.
fn run(folders: &[&str], file: &str) {
    let Some(suite) = suite() else {
        println!("passed over: this needs the W3C's test suite in ../shared/w3c beside the project");
        return;
    };
    let service = Service::new();
    let mut failed = Vec::new();
    println!("{:<28} {:>7} {:>6}", "folder", "passed", "of");
    for folder in folders {
        let manifest = Manifest::read(&suite.join(folder).join(file));
        let mut verdicts: BTreeMap<bool, usize> = BTreeMap::new();
        for test in manifest.tests() {
            let verdict = verdict(&service.server, &manifest, &test);
            let name = format!("{folder}/{}", test.name);
            *verdicts.entry(verdict.is_ok()).or_default() += 1;
            match (verdict, EXCEPTIONS.iter().find(|(known, _)| *known == name)) {
                (Err(_), Some((_, why))) => println!("  not passed: {name}: {why}"),
                (Err(why), None) => failed.push(format!("{name}: {why}")),
                (Ok(()), Some(_)) => failed.push(format!("{name} passes now: take it off the list of exceptions")),
                (Ok(()), None) => {}
            }
        }
        let passed = verdicts.get(&true).copied().unwrap_or_default();
        println!("{folder:<28} {passed:>7} {:>6}", verdicts.values().sum::<usize>());
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

fn verdict(server: &Server, manifest: &Manifest, test: &Test) -> Verdict {
    match test.kind.as_str() {
        "QueryEvaluationTest" | "CSVResultFormatTest" => evaluation::query(server, manifest, test),
        "UpdateEvaluationTest" => evaluation::update(server, manifest, test),
        "PositiveSyntaxTest11" | "PositiveSyntaxTest" => evaluation::syntax(server, manifest, test, false, true),
        "NegativeSyntaxTest11" | "NegativeSyntaxTest" => evaluation::syntax(server, manifest, test, false, false),
        "PositiveUpdateSyntaxTest11" => evaluation::syntax(server, manifest, test, true, true),
        "NegativeUpdateSyntaxTest11" => evaluation::syntax(server, manifest, test, true, false),
        "ProtocolTest" | "GraphStoreProtocolTest" => requests::run(server, manifest, test),
        other => Err(format!("a kind of test that is not known here: {other}")),
    }
}

#[test]
fn query_evaluation() {
    run(
        &[
            "aggregates",
            "bind",
            "bindings",
            "cast",
            "construct",
            "exists",
            "functions",
            "grouping",
            "negation",
            "project-expression",
            "property-path",
            "subquery",
            "csv-tsv-res",
            "json-res",
        ],
        "manifest.ttl",
    );
}

#[test]
fn update_evaluation() {
    run(
        &[
            "add",
            "basic-update",
            "clear",
            "copy",
            "delete",
            "delete-data",
            "delete-insert",
            "delete-where",
            "drop",
            "move",
            "update-silent",
        ],
        "manifest.ttl",
    );
}

#[test]
fn syntax() {
    run(&["syntax-query", "syntax-update-1", "syntax-update-2", "syntax-fed"], "manifest.ttl");
}

#[test]
fn protocol() {
    run(&["protocol"], "manifest.ttl");
}

#[test]
fn graph_store_protocol() {
    run(&["graph-store-protocol"], "manifest-direct.ttl");
    run(&["graph-store-protocol"], "manifest-indirect.ttl");
}

/// The three tests of the service description, which the suite tells in prose.
#[test]
fn service_description() {
    let service = Service::new();
    let reply = service.server.get("/sparql", "text/turtle");
    assert_eq!((reply.status, reply.kind()), (200, "text/turtle; charset=utf-8"), "{}", reply.body);
    let described = manifest::graph(reply.body.as_bytes(), oxigraph::io::RdfFormat::Turtle, "http://localhost/sparql");
    let objects = |property: &str| {
        let property = format!("http://www.w3.org/ns/sparql-service-description#{property}");
        described.iter().filter(|t| t.predicate.as_str() == property).map(|t| t.object.into_owned()).collect::<Vec<_>>()
    };
    let endpoint = format!("http://{}/sparql", service.server.address);
    let endpoints = objects("endpoint");
    assert!(matches!(endpoints.as_slice(), [Term::NamedNode(node)] if node.as_str() == endpoint), "{endpoints:?}");
    for property in ["supportedLanguage", "resultFormat", "inputFormat", "feature", "defaultDataset"] {
        assert!(!objects(property).is_empty(), "{property}");
    }
}
