//! Explanations over the five reports, through both doors.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use served::{Server, encoded, err, out, program, run};
use std::path::Path;

fn ingested() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let minutes = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/minutes");
    let output = run(&folder.path().join("store"), &["ingest", "--quiet", minutes.to_str().unwrap()]);
    assert!(output.status.success(), "{}", err(&output));
    folder
}

fn explained(store: &Path, iri: &str) -> String {
    let output = run(store, &["explain", iri]);
    assert!(output.status.success(), "{}", err(&output));
    out(&output)
}

/// The address in a column of the first row of a query that holds some words.
fn node(store: &Path, query: &str, column: usize, words: &str) -> String {
    let answer = out(&run(store, &["query", query, "--format", "tsv"]));
    let row = answer.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("no {query} with {words}"));
    row.split('\t').nth(column).unwrap().trim_matches(['<', '>', '"']).to_owned()
}

#[test]
fn names_are_explained_by_the_rule_that_decided() {
    let folder = ingested();
    let store = folder.path().join("store");
    insta::assert_snapshot!("misspelling", explained(&store, "id/mention/84419120fabc8478be6d-26"));
    insta::assert_snapshot!("office", explained(&store, "id/mention/020d0d51be2ff829ff89-11"));
    insta::assert_snapshot!("open", explained(&store, "id/mention/f1773b3ba45e2c212fe5-77"));
}

#[test]
fn statements_are_explained_by_their_words() {
    let folder = ingested();
    let store = folder.path().join("store");
    for (name, query, words) in [
        ("contribution", "contributions", "wg-strategy-086"),
        ("decision", "decisions", "wg-strategy-011"),
        ("commitment", "actions", "wg-strategy-035"),
    ] {
        insta::assert_snapshot!(name, explained(&store, &node(&store, query, 2, words)));
    }
}

#[test]
fn entities_are_explained_by_where_they_are_named() {
    let folder = ingested();
    let store = folder.path().join("store");
    insta::assert_snapshot!("person", explained(&store, "id/person/concettina-cassa"));
    insta::assert_snapshot!("meeting", explained(&store, &node(&store, "meetings", 1, "wg-strategy-045")));
    // The address that a name had before it was settled.
    assert!(explained(&store, "id/person/mark-cavell").starts_with("Mark Carvell <"));
}

#[test]
fn judgements_are_part_of_the_explanation() {
    let folder = ingested();
    let store = folder.path().join("store");
    let judge = |arguments: &[&str]| {
        let ground = ["--curator", "A Curator", "--reason", "I was there"];
        let file = folder.path().join("judgements.ttl");
        let output = program(&store)
            .env("RAPPORTEUR_JUDGEMENTS", file)
            .arg("judge")
            .args(arguments)
            .args(ground)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", err(&output));
    };
    judge(&["same", "Bruna", "Amrita Choudhury"]);
    let name = explained(&store, "id/mention/020d0d51be2ff829ff89-12");
    assert!(
        name.contains("a curator decided it") && name.contains("“Bruna” means Amrita Choudhury, since: I was there"),
        "{name}"
    );
    let contribution = node(&store, "contributions", 2, "wg-strategy-086");
    judge(&["correct", &contribution, "kind", "objects"]);
    let text = explained(&store, &contribution);
    assert!(text.contains("A Curator, ") && text.contains(": its kind is objects, since: I was there"), "{text}");
}

#[test]
fn both_doors_answer_and_say_what_they_do_not_know() {
    let folder = ingested();
    let store = folder.path().join("store");
    let output = run(&store, &["explain", "id/person/nobody"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("knows nothing of <http://localhost:7878/id/person/nobody>"), "{}", err(&output));
    assert!(err(&run(&store, &["explain", "nobody"])).contains("is no address"));
    let iri = "http://localhost:7878/id/mention/020d0d51be2ff829ff89-11";
    let words = explained(&store, iri);
    let json = out(&run(&store, &["explain", iri, "--format", "json"]));
    let server = Server::over(&store, &[]);
    let target = format!("/explain?iri={}", encoded(iri));
    let reply = server.get(&target, "*/*");
    assert_eq!((reply.status, reply.kind(), reply.body.as_str()), (200, "text/plain; charset=utf-8", words.as_str()));
    let reply = server.get(&target, "application/json");
    assert_eq!((reply.status, reply.kind()), (200, "application/json"));
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parsed(&reply.body), parsed(&json));
    assert_eq!(parsed(&json)["names"][0]["rule"], "office-in-series");
    assert_eq!(server.get("/explain?iri=id%2Fperson%2Fnobody", "").status, 404);
    assert_eq!(server.get("/explain?iri=nobody", "").status, 400);
    assert_eq!(server.get("/explain", "").status, 400);
    assert_eq!(server.get(&target, "image/png").status, 406);
}
