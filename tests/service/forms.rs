//! Encodings, tables for people, formats of graphs, methods, problems.

use super::served::{Reply, Server, encoded};
use std::io::Read as _;

const ALL: &str = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o";
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn ask(server: &Server, query: &str, headers: &[(&str, &str)]) -> Reply {
    server.send("GET", &format!("/sparql?query={}", encoded(query)), &[&[("Accept", "text/csv")], headers].concat(), "")
}

#[test]
fn each_encoding_of_an_answer_has_a_validator_of_its_own() {
    let server = Server::start(&[]);
    let plain = ask(&server, ALL, &[]);
    let tag = plain.headers["etag"].clone();
    assert!(tag.starts_with('"') && !plain.headers.contains_key("content-encoding"));
    let mut tags = vec![tag.clone()];
    for encoding in ["gzip", "br", "zstd"] {
        let reply = ask(&server, ALL, &[("Accept-Encoding", encoding)]);
        assert_eq!((reply.status, reply.headers["content-encoding"].as_str()), (200, encoding));
        assert!(reply.headers["vary"].contains("accept-encoding") && reply.headers["vary"].ends_with("accept"));
        assert!(reply.whole && reply.bytes.len() < plain.bytes.len() / 2, "{encoding}: {}", reply.bytes.len());
        let own = reply.headers["etag"].clone();
        // What a client has is not sent again, whichever encoding it would take now.
        for given in [own.clone(), format!("W/{own}"), format!("\"other\", {own}"), tag.clone(), "*".to_owned()] {
            let again = ask(&server, ALL, &[("Accept-Encoding", encoding), ("If-None-Match", &given)]);
            assert_eq!((again.status, again.bytes.len()), (304, 0), "{given}");
            assert_eq!(again.headers["etag"], if given.contains(&own) { own.clone() } else { tag.clone() });
        }
        assert_eq!(ask(&server, ALL, &[("If-None-Match", &format!("\"x-{encoding}\""))]).status, 200);
        tags.push(own);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "{tags:?}");
}

#[test]
fn what_is_compressed_is_the_answer() {
    let server = Server::start(&[]);
    let plain = ask(&server, ALL, &[]);
    // Once as it is computed, once as it was kept.
    for _ in 0..2 {
        let zipped = ask(&server, ALL, &[("Accept-Encoding", "gzip;q=1, br;q=0.1, identity;q=0")]);
        let mut text = String::new();
        flate2::read::GzDecoder::new(zipped.bytes.as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.body);
    }
    assert_eq!(ask(&server, ALL, &[("Accept-Encoding", "gzip;q=0, br")]).headers["content-encoding"], "br");
    assert!(!ask(&server, ALL, &[("Accept-Encoding", "identity, gzip;q=0")]).headers.contains_key("content-encoding"));
}

#[test]
fn what_is_short_is_sent_as_it_is() {
    let server = Server::start(&[]);
    let reply = ask(&server, "ASK {}", &[("Accept-Encoding", "gzip, br, zstd")]);
    assert!(!reply.headers.contains_key("content-encoding"));
    assert_eq!(reply.headers["content-length"], reply.body.len().to_string());
}

#[test]
fn an_answer_that_breaks_off_is_no_whole_answer_when_compressed() {
    let server = Server::start(&["--max-rows", "20000"]);
    let many = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for encoding in ["", "gzip", "br", "zstd"] {
        let reply = ask(&server, many, &[("Accept-Encoding", encoding)]);
        assert_eq!(reply.status, 200, "{encoding}");
        assert_eq!(reply.headers.contains_key("content-encoding"), !encoding.is_empty());
        assert!(!reply.whole && !reply.bytes.is_empty(), "{encoding}");
    }
}

#[test]
fn browsers_get_tables() {
    let server = Server::start(&[]);
    let page = server.get("/queries/meetings", BROWSER);
    assert_eq!((page.status, page.kind()), (200, "text/html; charset=utf-8"));
    assert!(page.body.contains("<th scope=\"col\">report</th>") && page.body.matches("<tr>").count() == 3);
    assert!(
        page.body.contains("<a href=\"http://localhost:7878/id/meeting/group-1\" rel=\"nofollow\">"),
        "{}",
        page.body
    );
    for bad in ["style=", " onclick", "javascript:"] {
        assert!(!page.body.contains(bad), "{bad}");
    }
    assert!(
        !page.has_strange_script()
            && page.body.ends_with("</html>")
            && page.body.contains("/queries/meetings?format=csv")
    );
    assert!(!page.headers["content-security-policy"].contains("unsafe"));
    let evil = "SELECT (\"<script>alert(1)</script>\" AS ?x) (<javascript:alert(1)> AS ?y) {}";
    let page = server.get(&format!("/sparql?format=html&query={}", encoded(evil)), "*/*");
    assert!(page.body.contains("<td dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</td>"), "{}", page.body);
    assert!(!page.has_strange_script() && !page.body.contains("href=\"javascript:"));
    let page = server.ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", BROWSER);
    assert!(page.body.contains("<th scope=\"col\">subject</th>"));
    assert!(server.get("/sparql", BROWSER).body.contains("<textarea"));
    assert!(server.get("/sparql", "*/*").kind().starts_with("text/turtle"));
    assert!(server.get("/queries/meetings", "image/png").body.contains("text/html"));
}

#[test]
fn graphs_come_with_names_of_graphs_and_as_json() {
    let server = Server::start(&[]);
    let query = "CONSTRUCT { ?s ?p ?o } WHERE { BIND(<id/person/other> AS ?s) ?s ?p ?o }";
    for (accept, name, part) in [
        ("application/trig", "trig", "skos:prefLabel \"Andor Other\""),
        ("application/n-quads", "nquads", "prefLabel> \"Andor Other\" ."),
        ("application/ld+json", "jsonld", "\"Andor Other\""),
    ] {
        let by_header = server.ask(query, accept);
        assert_eq!((by_header.status, by_header.kind()), (200, accept));
        let by_name = server.get(&format!("/sparql?format={name}&query={}", encoded(query)), "*/*");
        assert_eq!((by_name.body.as_str(), by_name.kind()), (by_header.body.as_str(), accept));
        assert!(by_header.body.contains(part), "{}", by_header.body);
    }
    let parsed: serde_json::Value = serde_json::from_str(&server.ask(query, "application/ld+json").body).unwrap();
    assert!(parsed.is_array() || parsed.is_object());
    assert_eq!(
        server.ask(query, "application/trig;q=0, application/n-quads;q=0.4, text/turtle;q=0.3").kind(),
        "application/n-quads"
    );
}

#[test]
fn every_address_tells_its_methods() {
    let server = Server::start(&[]);
    for (target, allowed) in [
        ("/", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, POST, OPTIONS"),
        ("/update", "POST, OPTIONS"),
        ("/data", "GET, HEAD, PUT, POST, DELETE, OPTIONS"),
        ("/data/mine", "GET, HEAD, PUT, POST, DELETE, OPTIONS"),
        ("/queries/meetings", "GET, HEAD, OPTIONS"),
        ("/id/person/other", "GET, HEAD, OPTIONS"),
        ("/openapi.json", "GET, HEAD, OPTIONS"),
        ("/metrics", "GET, HEAD, OPTIONS"),
    ] {
        let reply = server.send("OPTIONS", target, &[], "");
        let sorted = |list: &str| {
            let mut names: Vec<_> = list.split(", ").map(str::to_owned).collect();
            names.sort();
            names
        };
        assert_eq!((reply.status, sorted(&reply.headers["allow"])), (204, sorted(allowed)), "{target}");
        assert!(reply.bytes.is_empty());
        let reply = server.send("BREW", target, &[], "");
        assert_eq!((reply.status, reply.kind()), (405, "application/problem+json"), "{target}");
        assert_eq!(sorted(&reply.headers["allow"]), sorted(allowed));
    }
    assert_eq!(server.send("OPTIONS", "/nowhere", &[], "").status, 404);
    let before = [("Origin", "https://example.org"), ("Access-Control-Request-Method", "GET")];
    let reply = server.send("OPTIONS", "/sparql", &before, "");
    assert_eq!(reply.status, 200);
    assert!(reply.headers["access-control-allow-methods"].contains("GET"));
}

#[test]
fn head_has_the_head_of_get() {
    let server = Server::start(&[]);
    for target in
        ["/", "/queries", "/queries/meetings?format=csv", "/queries/mentions", "/health", "/openapi.json", "/nowhere"]
    {
        let (get, head) = (server.get(target, "*/*"), server.send("HEAD", target, &[("Accept", "*/*")], ""));
        assert_eq!((head.status, head.kind(), head.bytes.len()), (get.status, get.kind(), 0), "{target}");
        assert_eq!(head.headers.get("etag"), get.headers.get("etag"), "{target}");
    }
}

#[test]
fn problems_come_in_the_form_that_is_wanted() {
    let server = Server::start(&[]);
    let target = "/queries/none%3Cb%3E";
    let reply = server.get(target, "*/*");
    assert_eq!((reply.status, reply.kind()), (404, "application/problem+json"));
    let problem: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!((&problem["status"], &problem["title"]), (&404.into(), &"Not Found".into()));
    assert!(problem["detail"].as_str().unwrap().contains("none<b>"));
    let page = server.get(target, BROWSER);
    assert_eq!((page.status, page.kind()), (404, "text/html; charset=utf-8"));
    assert!(page.body.contains("none&lt;b&gt;") && !page.body.contains("none<b>"));
    let plain = server.get(target, "text/plain");
    assert_eq!((plain.status, plain.kind()), (404, "text/plain; charset=utf-8"));
    // One that is long enough to be compressed.
    let long = format!("/queries/{}", "x".repeat(2000));
    let reply = server.send("GET", &long, &[("Accept", "text/plain"), ("Accept-Encoding", "gzip")], "");
    assert!(!reply.headers.contains_key("content-encoding") && reply.body.contains("there is no query `xxx"));
    // Also what a library refuses by itself is told so.
    for (method, target, headers) in [
        ("GET", "/explain", &[][..]),
        ("POST", "/sparql", &[("Content-Type", "application/sparql-query"), ("Content-Length", "2000000")]),
    ] {
        let reply = server.send(method, target, headers, "");
        assert!(matches!(reply.status, 400 | 413), "{}", reply.status);
        let problem: serde_json::Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(problem["status"], reply.status);
        assert!(!problem["detail"].as_str().unwrap().is_empty());
    }
}

#[test]
fn the_editor_begins_with_what_is_asked_for() {
    let server = Server::start(&["--query-timeout", "7", "--max-rows", "12345"]);
    let page = server.get("/sparql", BROWSER).body;
    for part in [
        "<textarea",
        "data-prefixes=\"{&quot;",
        "may take 7 seconds",
        "12,345 rows",
        "href=\"/sparql?example=trace\"",
        "value=\"turtle\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = server.get("/sparql?example=named&name=%3C%2Ftextarea%3E%22", BROWSER).body;
    assert!(page.contains("&quot;&lt;/textarea&gt;\\&quot;&quot;") && !page.contains("?_name"), "{page}");
    let reply = server.get("/sparql?example=nmaed", BROWSER);
    assert!(reply.status == 404 && reply.body.contains("did you mean `named`"), "{}", reply.body);
    let reply = server.get("/sparql?example=named&other=x", BROWSER);
    assert!(reply.status == 400 && reply.body.contains("no parameter `other`"), "{}", reply.body);
    // What a page links is what programs negotiate.
    assert_eq!(server.get("/sparql?format=ntriples", BROWSER).kind(), "application/n-triples");
    assert_eq!(server.get("/sparql?format=csv", BROWSER).status, 400);
    let listed: serde_json::Value = serde_json::from_str(&server.get("/queries", "*/*").body).unwrap();
    let named = listed["queries"].as_array().unwrap().iter().find(|query| query["name"] == "named").unwrap();
    assert_eq!(server.ask(named["sparql"].as_str().unwrap(), "text/csv").status, 200);
}

#[test]
fn what_is_explained_is_a_page_for_browsers() {
    let server = Server::start(&[]);
    let page = server.get("/explain?iri=id/person/other", BROWSER);
    assert_eq!((page.status, page.kind()), (200, "text/html; charset=utf-8"));
    assert!(
        page.body.contains("<h1>Why this is in the graph</h1>") && page.body.contains("Andor Other"),
        "{}",
        page.body
    );
    assert!(server.get("/explain?iri=id/person/other", "*/*").kind().starts_with("text/plain"));
}
