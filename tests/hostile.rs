//! No reader can hurt the service: what would run for ever or fill all memory ends at its bounds, and the service goes on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

#[path = "support/hostile.rs"]
mod hostile;
mod support;

use hostile::{SMALL, chains, joined, queries};
use std::time::{Duration, Instant};
use support::served::Server;
use support::{ingest_all, samples};

/// The service over the five sample reports, with bounds of one second and 256 MB.
fn server(more: &[&str]) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    ingest_all(&store, &[samples()]);
    let bounds = ["--query-timeout", "1", "--query-memory", "256"];
    let server = Server::over(&store, &[&bounds, more].concat());
    (folder, server)
}

/// Whether nothing runs any more soon after an answer: what cannot be interrupted (parsing, planning) takes a quarter of a second.
fn comes_to_rest(server: &Server) -> bool {
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if server.get("/metrics", "*/*").body.contains("\nrapporteur_queries_running 0\n") {
            return true;
        }
    }
    false
}

/// Each is refused with a clear status before its answer began, or broken off so that nobody takes it for whole.
fn all_end(more: &[&str]) {
    let (_folder, server) = server(more);
    for (kind, query) in queries() {
        let headers = [("accept", "text/csv, text/turtle"), ("content-type", "application/sparql-query")];
        let reply = server.send("POST", "/sparql", &headers, &query);
        let (refused, broken_off) = (matches!(reply.status, 504 | 413), reply.status == 200 && !reply.whole);
        assert!(refused || broken_off, "{kind}: {} {:.200}", reply.status, reply.body);
        assert!(!refused || reply.body.contains("and was stopped"), "{kind}: {}", reply.body);
        assert!(comes_to_rest(&server), "{kind}: it is answered, and still runs");
    }
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn every_kind_of_work_ends_on_the_snapshot() {
    all_end(&[]);
}

#[test]
fn every_kind_of_work_ends_on_the_store() {
    all_end(&["--snapshot-memory", "0"]);
}

#[test]
fn the_same_shapes_over_little_data_get_their_answers() {
    for more in [&[][..], &["--snapshot-memory", "0"]] {
        let (_folder, server) = server(more);
        for (query, right) in SMALL {
            let reply = server.ask(query, "text/csv");
            assert_eq!((reply.status, reply.lines().get(1).copied()), (200, Some(right)), "{query}: {}", reply.body);
        }
    }
}

#[test]
fn chains_get_their_answers() {
    for more in [&[][..], &["--snapshot-memory", "0"]] {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store");
        ingest_all(&store, &[samples()]);
        let server = Server::over(&store, more);
        for (kind, query, right) in chains() {
            let headers = [("accept", "text/csv"), ("content-type", "application/sparql-query")];
            let reply = server.send("POST", "/sparql", &headers, &query);
            assert_eq!((reply.status, reply.lines().get(1).copied()), (200, Some(right)), "{kind}: {}", reply.body);
        }
    }
}

/// Texts that grow take what the query may hold, now and then twice that while they move, beside as much of an earlier query that was not given back yet; all of it comes back.
fn texts_are_bounded(more: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    ingest_all(&store, &[samples()]);
    let bounds = ["--query-timeout", "60", "--query-memory", "64", "--cache-memory", "0"];
    let server = Server::over(&store, &[&bounds, more].concat());
    assert_eq!(server.ask(SMALL[0].0, "text/csv").status, 200);
    let before = server.memory();
    for (kind, query) in joined() {
        let reply = server.ask(&query, "text/csv");
        assert_eq!(reply.status, 413, "{kind}: {:.200}", reply.body);
        assert!(reply.body.contains("more than 64 MB"), "{kind}: {}", reply.body);
        let most = server.most_memory();
        assert!(most < before + 4 * 64 * 1024, "{kind}: {before} kB before, {most} kB at most");
    }
    // What is free goes back to the system within a second or so, on a busy machine some later.
    let until = Instant::now() + Duration::from_secs(30);
    let mut back = false;
    while !back && Instant::now() < until {
        assert_eq!(server.get("/health", "*/*").status, 200);
        back = server.memory() < before + 24 * 1024;
    }
    assert!(back, "{before} kB before, {} kB after", server.memory());
}

#[test]
fn texts_that_aggregates_make_are_bounded_on_the_snapshot() {
    texts_are_bounded(&[]);
}

#[test]
fn texts_that_aggregates_make_are_bounded_on_the_store() {
    texts_are_bounded(&["--snapshot-memory", "0"]);
}

#[test]
fn a_request_lowers_its_bounds_and_raises_none() {
    let (_folder, server) = server(&["--max-rows", "100", "--max-bytes", "100000"]);
    let ask = |query: &str, bounds: &str| {
        let reply = server.get(&format!("/sparql?query={}&{bounds}", support::served::encoded(query)), "text/csv");
        (reply.status, reply.whole, reply.body)
    };
    let rows = |count: usize| format!("SELECT ?x {{ VALUES ?x {{ {} }} }}", "1 ".repeat(count));
    assert_eq!(ask(&rows(100), "").0, 200);
    let (status, _, body) = ask(&rows(101), "max-rows=1000");
    assert_eq!(status, 413);
    assert!(body.contains("more than 100 rows"), "{body}");
    assert_eq!(ask(&rows(11), "max-rows=10").0, 413);
    let long = format!("SELECT (CONCAT({}) AS ?x) {{ }}", vec!["\"0123456789\""; 1000].join(", "));
    assert_eq!((ask(&long, "").0, ask(&long, "max-bytes=9999").0), (200, 413));
    let endless = &queries()[0].1;
    let (status, _, body) = ask(endless, "timeout=0.2");
    assert_eq!(status, 504);
    assert!(body.contains("longer than 0.2 s"), "{body}");
    let (status, _, body) = ask(&queries()[23].1, "query-memory=1");
    assert_eq!(status, 413);
    assert!(body.contains("more than 1 MB"), "{body}");
    assert_eq!(ask("ASK {}", "timeout=soon").0, 400);
}

#[test]
fn a_triple_of_several_graphs_counts_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    ingest_all(&store, &[samples()]);
    {
        let store = support::open(&store);
        for graph in ["a", "b", "c"] {
            let node = |name: &str| oxigraph::model::NamedNode::new(format!("https://example.org/{name}")).unwrap();
            let quad = oxigraph::model::Quad::new(node("s"), node("p"), node("o"), node(graph));
            store.oxigraph().insert(&quad).unwrap();
        }
    }
    let (s, a, b) = ("<https://example.org/s>", "<https://example.org/a>", "<https://example.org/b>");
    for more in [&[][..], &["--snapshot-memory", "0"]] {
        let server = Server::over(&store, more);
        for (query, right) in [
            (format!("SELECT (COUNT(*) AS ?n) {{ {s} ?p ?o }}"), "1"),
            ("SELECT (COUNT(*) AS ?n) { ?s ?p <https://example.org/o> }".to_owned(), "1"),
            ("SELECT (COUNT(*) AS ?n) { ?s <https://example.org/p> ?o }".to_owned(), "1"),
            (format!("SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ {s} ?p ?o }} }}"), "3"),
            (format!("SELECT (COUNT(*) AS ?n) FROM {a} FROM {b} {{ {s} ?p ?o }}"), "1"),
            (format!("SELECT (COUNT(*) AS ?n) FROM {a} {{ ?s ?p ?o }}"), "1"),
            (format!("SELECT (COUNT(*) AS ?n) FROM NAMED {a} FROM NAMED {b} {{ GRAPH ?g {{ ?s ?p ?o }} }}"), "2"),
        ] {
            assert_eq!(server.ask(&query, "text/csv").lines(), ["n", right], "{query} {more:?}");
        }
    }
}
