//! Writing over HTTP: who may, what they may not touch, and that every answer knows what was written before.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use served::{Reply, Server, encoded, fill};

const TOKEN: &str = "a-token-that-nobody-guesses";
const MINE: &str = "https://example.org/mine";

struct Desk {
    server: Server,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, token) = (folder.path().join("store"), folder.path().join("token"));
        fill(&store);
        std::fs::write(&token, format!("{TOKEN}\n")).unwrap();
        let arguments = [&["--token-file", token.to_str().unwrap()], more].concat();
        Self { server: Server::over(&store, &arguments), _folder: folder }
    }

    fn send(&self, method: &str, target: &str, kind: &str, body: &str) -> Reply {
        let authorization = format!("Bearer {TOKEN}");
        self.server.send(method, target, &[("Content-Type", kind), ("Authorization", &authorization)], body)
    }

    fn update(&self, update: &str) -> Reply {
        self.send("POST", "/update", "application/sparql-update", update)
    }

    fn count(&self, pattern: &str) -> String {
        let reply = self.server.ask(&format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}"), "text/csv");
        reply.lines()[1].to_owned()
    }
}

#[test]
fn only_the_token_writes() {
    let desk = Desk::new(&[]);
    let insert = "INSERT DATA { GRAPH <https://example.org/mine> { <urn:a> <urn:b> <urn:c> } }";
    let kind = ("Content-Type", "application/sparql-update");
    for (authorization, status) in [
        ("", 401),
        ("Bearer", 401),
        ("Bearer another-token-of-the-same-length", 403),
        ("Basic YTpi", 403),
        (&format!("Bearer {TOKEN}x"), 403),
    ] {
        let reply = desk.server.send("POST", "/update", &[kind, ("Authorization", authorization)], insert);
        assert_eq!(reply.status, status, "{authorization}: {}", reply.body);
        assert!(!reply.body.contains(TOKEN));
        let put = desk.server.send("PUT", "/data?default", &[("Authorization", authorization)], "");
        assert_eq!(put.status, status, "{authorization}");
    }
    assert_eq!(desk.count(&format!("GRAPH <{MINE}> {{ ?s ?p ?o }}")), "0");
    assert_eq!(desk.update(insert).status, 204);
    assert_eq!(desk.count(&format!("GRAPH <{MINE}> {{ ?s ?p ?o }}")), "1");
}

#[test]
fn what_the_program_keeps_stays_as_it_is() {
    let desk = Desk::new(&[]);
    let before = desk.count("GRAPH ?g { ?s ?p ?o }");
    let graph = desk.server.ask("SELECT ?g { GRAPH ?g { ?r a <https://w3id.org/rapporteur/Report> } }", "text/csv");
    let graph = graph.lines()[1];
    for update in [
        format!("INSERT DATA {{ GRAPH <{graph}> {{ <urn:a> <urn:b> <urn:c> }} }}"),
        format!("DELETE WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"),
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }".to_owned(),
        "INSERT { GRAPH ?g { <urn:a> <urn:b> <urn:c> } } WHERE { GRAPH ?g { ?s ?p ?o } }".to_owned(),
        "DROP ALL".to_owned(),
        "CLEAR NAMED".to_owned(),
        format!("DROP SILENT GRAPH <{graph}>"),
        format!("MOVE <{graph}> TO <{MINE}>"),
        format!("COPY DEFAULT TO <{graph}>"),
        "INSERT DATA { GRAPH <https://w3id.org/rapporteur/> { <urn:a> <urn:b> <urn:c> } }".to_owned(),
        format!("INSERT DATA {{ <urn:a> <urn:b> <urn:c> }} ; CREATE GRAPH <{graph}>"),
        "LOAD <http://127.0.0.1:9/> INTO GRAPH <urn:x>".to_owned(),
    ] {
        let reply = desk.update(&update);
        assert_eq!(reply.status, 403, "{update}: {}", reply.body);
    }
    for method in ["PUT", "POST", "DELETE"] {
        let reply =
            desk.send(method, &format!("/data?graph={}", encoded(graph)), "text/turtle", "<urn:a> <urn:b> <urn:c> .");
        assert_eq!(reply.status, 403, "{method}: {}", reply.body);
    }
    assert_eq!(desk.count("GRAPH ?g { ?s ?p ?o }"), before);
    assert_eq!(desk.count("<urn:a> ?p ?o"), "0");
}

#[test]
fn an_update_is_made_whole_or_not_at_all() {
    let desk = Desk::new(&[]);
    let wrong = format!(
        "INSERT DATA {{ GRAPH <{MINE}> {{ <urn:a> <urn:b> <urn:c> }} }} ; CREATE GRAPH <{MINE}> ; DROP GRAPH <urn:nowhere>"
    );
    assert_eq!(desk.update(&wrong).status, 409);
    assert_eq!(desk.count("<urn:a> ?p ?o"), "0");
    // What an operation does is seen by the next.
    let chain = format!(
        "PREFIX : <urn:> INSERT DATA {{ GRAPH <{MINE}> {{ :a :b 1 , 2 , 3 }} }} ;
         INSERT {{ GRAPH <{MINE}> {{ :sum :is ?n . _:each :of ?n }} }} WHERE {{ SELECT (SUM(?x) AS ?n) {{ GRAPH <{MINE}> {{ :a :b ?x }} }} }} ;
         DELETE {{ GRAPH <{MINE}> {{ :a :b ?x }} }} WHERE {{ GRAPH <{MINE}> {{ :a :b ?x FILTER(?x > 1) }} }}"
    );
    assert_eq!(desk.update(&chain).status, 204);
    assert_eq!(desk.count(&format!("GRAPH <{MINE}> {{ <urn:a> <urn:b> ?x }}")), "1");
    assert_eq!(desk.count(&format!("GRAPH <{MINE}> {{ <urn:sum> <urn:is> 6 }}")), "1");
    assert_eq!(desk.count(&format!("GRAPH <{MINE}> {{ ?node <urn:of> 6 FILTER(ISBLANK(?node)) }}")), "1");
    let endless = "INSERT { <urn:a> <urn:b> ?o } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }";
    let bounded = Desk::new(&["--query-timeout", "1", "--query-memory", "64"]);
    let reply = bounded.update(endless);
    assert!(matches!(reply.status, 504 | 413), "{} {}", reply.status, reply.body);
    assert_eq!(bounded.count("<urn:a> <urn:b> ?o"), "0");
}

#[test]
fn every_answer_knows_what_was_written_before() {
    for more in [&[][..], &["--snapshot-memory", "0"], &["--cache-memory", "0"]] {
        let desk = Desk::new(more);
        for n in 1..=20 {
            let update = format!("INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s{n}> <urn:p> {n} }} }}");
            assert_eq!(desk.update(&update).status, 204);
            assert_eq!(desk.count("?s <urn:p> ?n"), n.to_string(), "{more:?}");
        }
    }
}

#[test]
fn answers_carry_validators_until_something_changes() {
    let desk = Desk::new(&[]);
    let target = format!("/sparql?query={}", encoded("SELECT * { ?s a ?c } ORDER BY ?s"));
    let first = desk.server.get(&target, "text/csv");
    let tag = first.headers["etag"].clone();
    assert_eq!(first.status, 200);
    assert!(tag.starts_with('"'), "{tag}");
    let again = desk.server.get(&target, "text/csv");
    assert_eq!((again.headers["etag"].clone(), &again.body), (tag.clone(), &first.body));
    let conditional = |target: &str, accept: &str, tag: &str| {
        desk.server.send("GET", target, &[("Accept", accept), ("If-None-Match", tag)], "")
    };
    let known = conditional(&target, "text/csv", &tag);
    assert_eq!((known.status, known.body.as_str()), (304, ""));
    assert_eq!(conditional(&target, "text/csv", &format!("\"other\", {tag}")).status, 304);
    assert_ne!(conditional(&target, "application/json", &tag).status, 304);
    let meetings = desk.server.get("/queries/meetings?format=csv", "*/*");
    assert_eq!(conditional("/queries/meetings?format=csv", "*/*", &meetings.headers["etag"]).status, 304);
    // The same question in other words has the same answer; in it are names that the parser makes up.
    let counted = desk.server.ask("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c ; ?p [] } GROUP BY ?c ORDER BY ?c", "text/csv");
    let in_other_words = "# how many\nSELECT ?c (COUNT(*) AS ?n) { ?x a ?c ; ?q [] . } GROUP BY ?c ORDER BY ?c";
    let same = desk.server.ask(in_other_words, "text/csv");
    assert_eq!((same.body, &same.headers["etag"]), (counted.body, &counted.headers["etag"]));
    // What is another each time has none.
    let now = desk.server.ask("SELECT (NOW() AS ?now) {}", "text/csv");
    assert!(!now.headers.contains_key("etag"));
    assert_eq!(now.headers["cache-control"], "no-store");
    assert_eq!(desk.update("INSERT DATA { <urn:a> a <urn:b> }").status, 204);
    let changed = conditional(&target, "text/csv", &tag);
    assert_eq!(changed.status, 200);
    assert_ne!(changed.headers["etag"], tag);
    assert_ne!(changed.body, first.body);
}

#[test]
fn graphs_are_put_got_and_deleted() {
    let desk = Desk::new(&[]);
    let target = format!("/data?graph={}", encoded(MINE));
    let turtle = "@prefix : <urn:> . :a :b [ :c \"d\"@en ] .";
    assert_eq!(desk.server.get(&target, "*/*").status, 404);
    assert_eq!(desk.send("PUT", &target, "text/turtle", turtle).status, 201);
    assert_eq!(desk.send("PUT", &target, "text/turtle", turtle).status, 204);
    let got = desk.server.get(&target, "application/n-triples");
    assert_eq!((got.status, got.kind(), got.lines().len()), (200, "application/n-triples", 2));
    assert_eq!(desk.server.send("HEAD", &target, &[], "").status, 200);
    assert_eq!(desk.server.get(&target, "image/png").status, 406);
    assert_eq!(desk.send("POST", &target, "application/ld+json", "{\"@id\":\"urn:x\",\"urn:y\":\"z\"}").status, 204);
    assert_eq!(desk.server.get(&target, "application/n-triples").lines().len(), 3);
    assert_eq!(desk.send("PUT", &target, "text/turtle", "<urn:a> <urn:b>").status, 400);
    assert_eq!(desk.send("PUT", &target, "image/png", turtle).status, 415);
    assert_eq!(desk.send("PUT", "/data", "text/turtle", turtle).status, 400);
    assert_eq!(desk.send("PATCH", &target, "text/turtle", turtle).status, 405);
    assert_eq!(desk.server.get(&target, "application/n-triples").lines().len(), 3);
    assert_eq!(desk.send("DELETE", &target, "", "").status, 204);
    assert_eq!(desk.send("DELETE", &target, "", "").status, 404);
    let made = desk.send("POST", "/data", "text/turtle", turtle);
    assert_eq!(made.status, 201);
    let path = made.headers["location"].split_once("//").unwrap().1.split_once('/').unwrap().1.to_owned();
    assert_eq!(desk.server.get(&format!("/{path}"), "text/turtle").status, 200);
}
