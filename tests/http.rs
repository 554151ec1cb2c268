//! The service as its clients see it: the built program, over HTTP.

mod served;

use served::{Reply, Server, encoded};
use std::io::Write as _;

const MEETINGS: &str = "report,meeting,series,number,title,date,start,mode";

#[test]
fn the_first_command_of_the_readme_lists_the_meetings() {
    let server = Server::start(&[]);
    assert!(server.greeting.starts_with("serving 2 reports on http://127.0.0.1:"), "{}", server.greeting);
    let reply = server.get("/queries/meetings?format=csv", "*/*");
    assert_eq!((reply.status, reply.kind()), (200, "text/csv; charset=utf-8"));
    assert_eq!(reply.lines()[0], MEETINGS);
    assert_eq!(reply.lines().len(), 3);
    assert_eq!(server.terminate(), Some(0));
}

#[test]
fn tables_come_in_every_format_asked_for() {
    let server = Server::start(&[]);
    for (accept, kind, begin) in [
        ("", "application/sparql-results+json", "{\"head\":{\"vars\":[\"report\",\"meeting\""),
        ("*/*", "application/sparql-results+json", "{\"head\""),
        ("application/json", "application/json", "{\"head\""),
        ("application/sparql-results+xml", "application/sparql-results+xml", "<?xml"),
        ("text/csv", "text/csv; charset=utf-8", MEETINGS),
        ("text/csv;q=0.1, text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?report\t?meeting"),
    ] {
        let reply = server.get("/queries/meetings", accept);
        assert_eq!((reply.status, reply.kind()), (200, kind), "{accept}");
        assert!(reply.body.starts_with(begin) && reply.whole, "{accept}: {}", reply.body);
        assert!(reply.headers["vary"].split(", ").any(|name| name == "accept"));
        assert_eq!(reply.headers["access-control-allow-origin"], "*");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
}

#[test]
fn graphs_come_in_every_format_asked_for() {
    let server = Server::start(&[]);
    let query = "CONSTRUCT { ?s ?p ?o } WHERE { BIND(<id/person/other> AS ?s) ?s ?p ?o }";
    for (accept, kind, part) in [
        ("", "text/turtle; charset=utf-8", "skos:prefLabel \"Andor Other\""),
        ("application/n-triples", "application/n-triples", "prefLabel> \"Andor Other\" ."),
        ("application/rdf+xml", "application/rdf+xml", ">Andor Other</"),
    ] {
        let reply = server.ask(query, accept);
        assert_eq!((reply.status, reply.kind()), (200, kind), "{accept}");
        assert!(reply.body.contains(part), "{accept}: {}", reply.body);
    }
    let reply = server.ask("ASK { ?s ?p \"Andor Other\" }", "text/csv");
    assert_eq!((reply.status, reply.body.trim()), (200, "true"));
}

#[test]
fn what_is_not_offered_is_406_with_what_is() {
    let server = Server::start(&[]);
    for target in ["/queries/meetings", "/sparql?query=ASK%7B%7D"] {
        let reply = server.get(target, "image/png");
        assert_eq!(reply.status, 406);
        assert!(reply.body.contains("text/csv") && reply.body.contains("application/sparql-results+json"));
    }
    assert!(server.get("/id/person/other", "text/csv").body.contains("text/turtle"));
    assert_eq!(server.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").status, 406);
    let reply = server.get("/queries/meetings?format=turtle", "*/*");
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("choose one of json, xml, csv, tsv"), "{}", reply.body);
}

#[test]
fn a_wrong_query_is_400_with_the_place() {
    let server = Server::start(&[]);
    let reply = server.ask("SELECT ?s WHERE {\n  ?s ?p\n}", "*/*");
    assert_eq!((reply.status, reply.kind()), (400, "application/problem+json"));
    assert!(reply.body.contains("line 3, column "), "{}", reply.body);
    for target in [
        "/sparql?format=json",
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?query=ASK%7B%7D&default-graph-uri=%3C%3E",
    ] {
        assert_eq!(server.get(target, "*/*").status, 400, "{target}");
    }
    let deep = format!("ASK {{ FILTER({}1{}) }}", "(".repeat(5_000), ")".repeat(5_000));
    let reply = server.send("POST", "/sparql", &[("Content-Type", "application/sparql-query")], &deep);
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("nested deeper"), "{}", reply.body);
}

#[test]
fn post_takes_a_form_or_the_query_itself() {
    let server = Server::start(&[]);
    let query = "SELECT ?n { <id/person/other> <http://www.w3.org/2004/02/skos/core#prefLabel> ?n }";
    let form = format!("query={}&format=csv", encoded(query));
    let reply = server.send("POST", "/sparql", &[("Content-Type", "application/x-www-form-urlencoded")], &form);
    assert_eq!((reply.status, reply.lines()), (200, vec!["n", "Andor Other"]), "{}", reply.body);
    let direct = [("Content-Type", "application/sparql-query; charset=utf-8"), ("Accept", "text/csv")];
    let reply = server.send("POST", "/sparql", &direct, query);
    assert_eq!((reply.status, reply.lines()), (200, vec!["n", "Andor Other"]), "{}", reply.body);
    assert_eq!(server.send("POST", "/sparql", &[("Content-Type", "text/plain")], query).status, 415);
    let reply = server.send("POST", "/sparql", &direct, &" ".repeat(100_000));
    assert_eq!(reply.status, 413);
    assert!(reply.body.contains("100000 bytes"), "{}", reply.body);
    // One that announces more than any request may have is refused before it is sent.
    let announced = [("Content-Type", "application/sparql-query"), ("Content-Length", "2000000")];
    assert_eq!(server.send("POST", "/sparql", &announced, "").status, 413);
}

#[test]
fn nothing_writes() {
    let server = Server::start(&[]);
    let update = "DELETE WHERE { ?s ?p ?o }";
    let direct = [("Content-Type", "application/sparql-update")];
    assert_eq!(server.send("POST", "/sparql", &direct, update).status, 403);
    let form = format!("update={}", encoded(update));
    let as_form = [("Content-Type", "application/x-www-form-urlencoded")];
    assert_eq!(server.send("POST", "/sparql", &as_form, &form).status, 403);
    assert_eq!(server.send("POST", "/update", &direct, update).status, 403);
    assert_eq!(server.ask(update, "*/*").status, 400);
    assert_eq!(server.send("DELETE", "/id/person/other", &[], "").status, 405);
    assert!(described(&server, "/id/person/other", "*/*").body.contains("Andor Other"));
}

#[test]
fn a_query_cannot_make_the_server_call_out() {
    let server = Server::start(&[]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let reply = server.ask(&format!("SELECT * {{ SERVICE <http://{address}/sparql> {{ ?s ?p ?o }} }}"), "*/*");
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("SERVICE") && reply.body.contains("not available"), "{}", reply.body);
    let reply = server.ask(&format!("SELECT * {{ SERVICE SILENT <http://{address}/> {{ ?s ?p ?o }} }}"), "*/*");
    assert_eq!(reply.status, 200);
    let reply = server.ask(&format!("SELECT * FROM <http://{address}/data> {{ ?s ?p ?o }}"), "text/csv");
    assert_eq!((reply.status, reply.lines().len()), (200, 1));
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn the_dataset_is_the_clients_choice() {
    let server = Server::start(&[]);
    let count = |rest: &str, pattern: &str| {
        let query = encoded(&format!("SELECT (COUNT(*) AS ?n) {{ {pattern} }}"));
        server.get(&format!("/sparql?format=csv&query={query}{rest}"), "*/*").lines()[1].parse::<usize>().unwrap()
    };
    let labels = "?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o";
    let graph =
        |name: &str, stem: &str| format!("&{name}={}", encoded(&format!("http://localhost:7878/id/graph/{stem}")));
    assert_eq!(count("", labels), 12);
    assert_eq!(count(&graph("default-graph-uri", "registry-organisations"), labels), 2);
    assert_eq!(count(&graph("named-graph-uri", "registry-organisations"), labels), 0);
    assert_eq!(count(&graph("named-graph-uri", "registry-organisations"), &format!("GRAPH ?g {{ {labels} }}")), 2);
    let strict = Server::start(&["--default-graph", "strict"]);
    let reply = strict.ask(&format!("ASK {{ {labels} }}"), "text/csv");
    assert_eq!(reply.body.trim(), "false");
}

#[test]
fn named_queries_take_parameters() {
    let server = Server::start(&[]);
    let reply = server.get("/queries/named?name=gdc&format=csv", "*/*");
    assert_eq!((reply.status, reply.lines().len()), (200, 3), "{}", reply.body);
    let evil = encoded("x\") } } ; DROP ALL # ' \\");
    let reply = server.get(&format!("/queries/named?name={evil}&format=csv"), "*/*");
    assert_eq!((reply.status, reply.lines().len()), (200, 1), "{}", reply.body);
    for (target, status, part) in [
        ("/queries/meeting", 404, "did you mean `meetings`"),
        ("/queries/named?nmae=x", 400, "no parameter `nmae`; it takes `name`"),
        ("/queries/named?name=a&name=b", 400, "given twice"),
        ("/queries/evidence?resource=%3Cx%3E", 400, "takes an IRI"),
        ("/queries/meetings?format=pdf", 400, "choose one of"),
    ] {
        let reply = server.get(target, "*/*");
        assert_eq!(reply.status, status, "{target}");
        assert!(reply.body.contains(part), "{target}: {}", reply.body);
    }
}

#[test]
fn the_catalogue_lists_itself() {
    let server = Server::start(&[]);
    let reply = server.get("/queries", "*/*");
    assert_eq!((reply.status, reply.kind()), (200, "application/json"));
    let list: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    let evidence = list["queries"].as_array().unwrap().iter().find(|query| query["name"] == "evidence").unwrap();
    assert_eq!(evidence["href"], "/queries/evidence");
    assert_eq!(evidence["parameters"][0]["name"], "resource");
    assert_eq!(evidence["parameters"][0]["type"], "iri");
    assert_eq!(evidence["columns"][0], "property");
    let page = server.get("/queries", "text/html,application/xhtml+xml,*/*;q=0.8");
    assert_eq!(page.kind(), "text/html; charset=utf-8");
    for query in list["queries"].as_array().unwrap() {
        let href = query["href"].as_str().unwrap();
        assert!(page.body.contains(href), "{href}");
        assert_eq!(server.get(href, "*/*").status, 200, "{href}");
    }
}

/// The document on a thing: its address leads there.
fn described(server: &Server, thing: &str, accept: &str) -> Reply {
    let reply = server.get(thing, accept);
    assert_eq!(reply.status, 303, "{thing}");
    let folder = thing.rsplit_once('/').map_or("", |(folder, _)| folder);
    server.get(&format!("{folder}/{}", reply.headers["location"].trim_start_matches("./")), "*/*")
}

#[test]
fn addresses_answer_with_what_is_known() {
    let server = Server::start(&[]);
    let reply = described(&server, "/id/person/zoe-example", "application/ld+json");
    assert_eq!((reply.status, reply.kind()), (200, "application/ld+json"));
    assert!(reply.body.contains("Zoë Example"), "{}", reply.body);
    // What several graphs say of a node comes together.
    let reply = described(&server, "/id/record/aaa", "application/n-triples");
    assert!(reply.body.contains("recordOf") && reply.body.contains("First meeting"), "{}", reply.body);
    for target in ["/id/person/nobody", "/id/person/%3E%20%3C", "/id/report/none/text", "/nowhere"] {
        let reply = server.get(target, "*/*");
        assert_eq!((reply.status, reply.kind()), (404, "application/problem+json"), "{target}");
    }
}

#[test]
fn the_text_is_what_positions_count_in() {
    let server = Server::start(&[]);
    let reply = server.get("/id/report/%61aa/text", "*/*");
    assert_eq!((reply.status, reply.kind()), (200, "text/plain; charset=utf-8"));
    let spans = server.get("/queries/mentions?format=csv", "*/*");
    let mut checked = 0;
    for line in spans.lines().iter().skip(1).filter(|line| line.starts_with("again/wg-001.md")) {
        let columns: Vec<_> = line.rsplitn(4, ',').collect();
        let (end, start): (usize, usize) = (columns[0].parse().unwrap(), columns[1].parse().unwrap());
        let slice: String = reply.body.chars().skip(start).take(end - start).collect();
        assert_eq!(slice, columns[2]);
        checked += 1;
    }
    assert_eq!(checked, 3);
}

#[test]
fn health_and_the_first_page() {
    let server = Server::start(&[]);
    let health: serde_json::Value = serde_json::from_str(&server.get("/health", "*/*").body).unwrap();
    assert_eq!((&health["status"], &health["reports"]), (&"ok".into(), &2.into()));
    assert!(health["quads"].as_u64().unwrap() > 50);
    let page = server.get("/", "text/html");
    assert_eq!(page.kind(), "text/html; charset=utf-8");
    assert!(page.body.contains("/sparql") && page.body.contains("/queries"));
    assert_eq!(server.send("HEAD", "/queries/meetings", &[], "").status, 200);
}

#[test]
fn a_query_that_takes_too_long_is_stopped() {
    let server = Server::start(&["--query-timeout", "1", "--concurrency", "1"]);
    let scan = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }";
    let reply = server.ask(scan, "*/*");
    assert_eq!(reply.status, 504);
    assert!(reply.body.contains("longer than 1 s"), "{}", reply.body);
}

#[test]
fn an_answer_that_breaks_off_is_no_whole_answer() {
    let server = Server::start(&["--query-timeout", "1"]);
    // Rows come at once, and there are more of them than a second is long.
    let reply = server.ask("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "text/csv");
    assert_eq!(reply.status, 200);
    assert!(!reply.whole);
}

#[test]
fn chains_as_long_as_a_query_may_be_leave_the_service_standing() {
    let server = Server::start(&["--query-timeout", "1"]);
    let direct = [("Content-Type", "application/sparql-query")];
    for (begin, link, end) in [
        ("ASK { {}", "UNION{}", "}"),
        ("ASK { FILTER(1", "+1", ") }"),
        ("ASK { FILTER(true", "||?x", ") }"),
        ("PREFIX : <urn:> ASK { ?s :a", "/:a", " ?o }"),
        ("PREFIX : <urn:> ASK { ?s :a", "|:a", " ?o }"),
        ("ASK { ", "MINUS{}", "}"),
        ("ASK { ", "OPTIONAL{}", "}"),
        ("ASK { ", "FILTER(1)", "}"),
        ("ASK { ", "{?s?p?o}", "}"),
    ] {
        let links = (65_000 - begin.len()) / link.len();
        let reply = server.send("POST", "/sparql", &direct, &format!("{begin}{}{end}", link.repeat(links)));
        assert!(matches!(reply.status, 200 | 400 | 413 | 503 | 504), "{link}: {}", reply.status);
        assert_eq!(server.get("/health", "*/*").status, 200, "{link}");
    }
}

#[test]
fn more_queries_than_may_run_are_asked_to_come_back() {
    let server = Server::start(&["--concurrency", "1", "--query-timeout", "60"]);
    // A client that has read the head of a long answer holds the only permit.
    let query = encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }");
    let mut slow = std::net::TcpStream::connect(server.address).unwrap();
    write!(slow, "GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    std::io::Read::read_exact(&mut slow, &mut [0; 16]).unwrap();
    let reply = server.ask("ASK {}", "*/*");
    assert_eq!(reply.status, 503);
    assert!(reply.headers.contains_key("retry-after"));
    // When it hangs up, its query stops and the permit is free again.
    drop(slow);
    let freed = (0..10_000).any(|_| server.ask("ASK {}", "*/*").status == 200);
    assert!(freed);
}
