//! The command line over a filled store, and every way in which a store or a port is not to be had.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

mod served;

use served::{Server, err, fill, out, program, run};
use std::fs;
use std::io::Read as _;
use std::process::Stdio;

fn store() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    folder
}

#[test]
fn a_named_query_in_each_format() {
    let store = store();
    for (format, begin) in [
        ("json", "{\"head\":{\"vars\":[\"report\",\"meeting\",\"label\",\"title\",\"parent\"]}"),
        ("csv", "report,meeting,label,title,parent\r\n"),
        ("tsv", "?report\t?meeting\t?label\t?title\t?parent\n"),
        ("xml", "<?xml version=\"1.0\"?><sparql"),
    ] {
        let output = run(store.path(), &["query", "agenda", "--format", format]);
        assert!(output.status.success(), "{}", err(&output));
        assert!(out(&output).starts_with(begin), "{}", out(&output));
    }
    // Without a terminal the default is JSON.
    assert!(out(&run(store.path(), &["query", "agenda"])).starts_with('{'));
    let table = out(&run(store.path(), &["query", "agenda", "--format", "table"]));
    assert!(table.contains("Compact, \"the\"") && table.trim_end().ends_with("3 rows"), "{table}");
}

#[test]
fn without_a_name_the_queries_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&folder.path().join("none"), &["query"]);
    assert!(output.status.success(), "{}", err(&output));
    assert!(out(&output).lines().any(|line| line.starts_with("meetings ")));
    assert!(out(&output).lines().any(|line| line.starts_with("evidence ") && line.contains("--param resource=")));
}

#[test]
fn parameters_are_values_and_nothing_else() {
    let store = store();
    let ask =
        |value: &str| run(store.path(), &["query", "named", "--format", "csv", "--param", &format!("name={value}")]);
    assert_eq!(out(&ask("Global Digital Compact")).lines().count(), 3);
    assert_eq!(out(&ask("x\") || true || (\"")).lines().count(), 1);
    for (arguments, part) in [
        (&["query", "named", "--param", "topic=x"][..], "has no parameter `topic`; it takes `name`"),
        (&["query", "evidence", "--param", "resource=not an iri"], "takes an IRI, not `not an iri`"),
        (&["query", "meeting"], "did you mean `meetings`"),
        (&["query", "meetings", "--format", "turtle"], "choose one of json, xml, csv, tsv"),
    ] {
        let output = run(store.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(err(&output).starts_with("rapporteur: ") && err(&output).contains(part), "{}", err(&output));
        assert_eq!(err(&output).lines().count(), 1);
    }
    assert_eq!(run(store.path(), &["query", "named", "--param", "no equals sign"]).status.code(), Some(2));
}

#[test]
fn a_file_can_hold_the_query() {
    let store = store();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.rq");
    fs::write(&file, "SELECT ?n { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?n FILTER(?n = ?_who) }").unwrap();
    let path = file.to_str().unwrap();
    let output = run(store.path(), &["query", path, "--param", "who=Andor Other", "--format", "csv"]);
    assert_eq!(out(&output).lines().collect::<Vec<_>>(), ["n", "Andor Other"], "{}", err(&output));
    let output = run(store.path(), &["query", path]);
    assert!(err(&output).contains("needs the parameter `who`"), "{}", err(&output));
    fs::write(&file, "SELECT ?n {\n ?s ?p }").unwrap();
    let output = run(store.path(), &["query", path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("line 2, column "), "{}", err(&output));
    let output = run(store.path(), &["query", "./none.rq"]);
    assert!(err(&output).contains("./none.rq"), "{}", err(&output));
    fs::write(
        &file,
        "CONSTRUCT { <urn:a> <urn:b> ?o } WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o }",
    )
    .unwrap();
    let turtle = out(&run(store.path(), &["query", path]));
    assert!(turtle.contains("<urn:a> <urn:b> ") && turtle.contains("\"Group, meeting 1\""), "{turtle}");
    // The folder of that file as a catalogue.
    let queries = folder.path().to_str().unwrap();
    assert!(run(store.path(), &["query", "mine", "--queries", queries]).status.success());
    assert_eq!(run(store.path(), &["query", "meetings", "--queries", queries]).status.code(), Some(2));
}

#[test]
fn the_default_graph_is_the_union_unless_asked_otherwise() {
    let store = store();
    let count = |arguments: &[&str]| {
        out(&run(store.path(), &[&["query", "meetings", "--format", "csv"], arguments].concat())).lines().count()
    };
    assert_eq!(count(&[]), 3);
    assert_eq!(count(&["--default-graph", "strict"]), 1);
}

#[test]
fn another_service_can_be_asked() {
    let server = Server::start(&[]);
    let nowhere = tempfile::tempdir().unwrap();
    let endpoint = format!("http://{}/sparql", server.address);
    let ask = |arguments: &[&str]| run(nowhere.path(), &[&["query"], arguments, &["--endpoint", &endpoint]].concat());
    let output = ask(&["named", "--param", "name=gdc", "--format", "csv"]);
    assert_eq!(out(&output).lines().count(), 3, "{}", err(&output));
    let output = ask(&["agenda", "--format", "table"]);
    assert!(out(&output).trim_end().ends_with("3 rows"), "{}", err(&output));
    let output = run(nowhere.path(), &["query", "agenda", "--endpoint", &format!("http://{}/none", server.address)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("404"), "{}", err(&output));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = run(nowhere.path(), &["query", "agenda", "--endpoint", &format!("http://{closed}/sparql")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("cannot reach"), "{}", err(&output));
    assert_eq!(run(nowhere.path(), &["query", "agenda", "--endpoint", "sparql"]).status.code(), Some(2));
}

#[test]
fn a_store_that_is_not_to_be_had_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("store");
    let said = |arguments: &[&str]| {
        let output = run(&dir, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(err(&output).lines().count(), 1, "{}", err(&output));
        assert!(err(&output).starts_with("rapporteur: ") && err(&output).contains("store"), "{}", err(&output));
        err(&output)
    };
    for command in
        [&["query", "meetings"][..], &["serve", "--bind", "127.0.0.1:0"], &["check"], &["export"], &["digest"]]
    {
        assert!(said(command).contains("run `rapporteur ingest` first"));
        assert!(!dir.exists());
    }
    let server = Server::over(
        {
            fill(&dir);
            &dir
        },
        &[],
    );
    assert!(said(&["query", "meetings"]).contains("in use by another process"));
    assert!(said(&["ingest", "."]).contains("in use by another process"));
    drop(server);
    fs::write(dir.join("store.json"), r#"{"format":99}"#).unwrap();
    assert!(said(&["query", "meetings"]).contains("format 99"));
    fs::write(dir.join("store.json"), "").unwrap();
    assert!(said(&["digest"]).contains("store.json"));
}

#[test]
fn a_port_in_use_says_so() {
    let store = store();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let output = run(store.path(), &["serve", "--bind", &taken.local_addr().unwrap().to_string()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("is in use by another process") && err(&output).contains("--bind"),
        "{}",
        err(&output)
    );
    assert_eq!(run(store.path(), &["serve", "--bind", "nowhere"]).status.code(), Some(2));
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let store = store();
    let mut child =
        program(store.path()).args(["export"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn the_whole_store_comes_out() {
    let store = store();
    let quads = out(&run(store.path(), &["export"]));
    assert!(quads.lines().count() > 50);
    assert!(out(&run(store.path(), &["export", "--format", "trig"])).contains("@prefix rap:"));
    let json: serde_json::Value =
        serde_json::from_str(&out(&run(store.path(), &["export", "--format", "jsonld"]))).unwrap();
    assert!(json.is_object() || json.is_array());
    let digest = out(&run(store.path(), &["digest"]));
    assert_eq!(digest.trim().len(), 64);
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let output = run(store.path(), &["backup", copy.to_str().unwrap()]);
    assert!(output.status.success(), "{}", err(&output));
    assert_eq!(out(&run(&copy, &["digest"])), digest);
    let output = run(store.path(), &["backup", copy.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("exists already"), "{}", err(&output));
}
