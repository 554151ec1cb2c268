//! Linked data as its clients see it: every address answers, in every form, with what the graph says and no more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod site;
mod support;

use oxigraph::io::{JsonLdProfileSet, LoadedDocument, RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple};
use rapporteur::graph::Base;
use rapporteur::store::{Access, Store};
use sha2::{Digest, Sha256};
use site::minutes;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use support::served::{Reply, Server};
use support::{digest, ingest_all, samples};

const BASE: &str = "http://localhost:7878/";

const FORMS: [(&str, &str); 6] = [
    ("ttl", "text/turtle"),
    ("jsonld", "application/ld+json"),
    ("nt", "application/n-triples"),
    ("rdf", "application/rdf+xml"),
    ("trig", "application/trig"),
    ("nq", "application/n-quads"),
];

/// The properties that call a node something.
const LABELS: &str = "skos:prefLabel rdfs:label dct:title rap:title rap:name rap:listedName rap:heading rap:path rap:placeName \
                      rap:statedName rap:reportName rap:quote rap:label rap:reason";

const PREFIXES: &str = "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX dct: <http://purl.org/dc/terms/> \
                        PREFIX void: <http://rdfs.org/ns/void#>";

/// A service over the five sample reports.
fn over_samples() -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let server = Server::over(folder.path(), &[]);
    (folder, server)
}

/// A service over the small fixture and more quads.
fn over_small(trig: &str) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    support::served::fill(folder.path());
    let store = Store::open(folder.path(), Access::Existing).unwrap();
    let prefixes =
        "@prefix rap: <https://w3id.org/rapporteur/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .";
    let text = format!("{prefixes} @base <{BASE}> . {trig}");
    store.oxigraph().load_from_slice(RdfFormat::TriG, &text).unwrap();
    drop(store);
    let server = Server::over(folder.path(), &[]);
    (folder, server)
}

fn path_of(iri: &str) -> String {
    let path = iri.strip_prefix(BASE).unwrap();
    let bytes =
        path.bytes().map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("%{b:02X}") });
    format!("/{}", bytes.collect::<String>())
}

/// Where a relative address leads to, seen from a path.
fn joined(path: &str, to: &str) -> String {
    let base = oxiri::Iri::parse(format!("http://host{path}")).unwrap();
    base.resolve(to).unwrap().as_str().strip_prefix("http://host").unwrap().to_owned()
}

/// The quads of an answer, read as a client would that fetches contexts from the service.
fn read(server: &Server, reply: &Reply, form: &str) -> HashSet<Triple> {
    let json = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    let format = if form == "jsonld" { json } else { RdfFormat::from_extension(form).unwrap() };
    let context = server.get("/context.jsonld", "*/*").body.into_bytes();
    let parser = RdfParser::from_format(format).for_slice(&reply.body).with_document_loader(move |iri| {
        assert_eq!(iri, format!("{BASE}context.jsonld"));
        Ok(LoadedDocument { url: iri.to_owned(), content: context.clone(), format: json })
    });
    parser.map(|quad| Triple::from(quad.unwrap_or_else(|e| panic!("{e}: {}", reply.body)))).collect()
}

/// The relations of the `Link` headers of an answer. The client keeps one header of a name, so they are read from the bytes.
fn links(server: &Server, target: &str) -> Vec<(String, String)> {
    let bytes = raw(server, target, "*/*");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let lines = head.lines().filter_map(|line| line.strip_prefix("link: "));
    lines
        .map(|line| {
            let (to, rest) = line.strip_prefix('<').unwrap().split_once('>').unwrap();
            let relation = rest.split("rel=\"").nth(1).unwrap().split('"').next().unwrap();
            (relation.to_owned(), to.to_owned())
        })
        .collect()
}

/// All that comes back, as it comes.
fn raw(server: &Server, target: &str, accept: &str) -> Vec<u8> {
    let mut stream = std::net::TcpStream::connect(server.address).unwrap();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

/// The body of an answer of known length.
fn body(server: &Server, target: &str) -> Vec<u8> {
    let bytes = raw(server, target, "*/*");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{target}: {head}");
    let length: usize = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    let body = bytes[end + 4..].to_vec();
    assert_eq!(body.len(), length);
    body
}

/// Everything that the documents of a thing say, page after page.
fn all_pages(server: &Server, path: &str, form: &str) -> HashSet<Triple> {
    let mut target = format!("{path}.{form}");
    let mut met = HashSet::new();
    loop {
        let reply = server.get(&target, "*/*");
        assert_eq!(reply.status, 200, "{target}: {}", reply.body);
        met.extend(read(server, &reply, form));
        match links(server, &target).into_iter().find(|(relation, _)| relation == "next") {
            Some((_, next)) => target = joined(&target, &next),
            None => return met,
        }
    }
}

/// What SPARQL says of a node, of what links to it, and what the others are called.
fn by_query(server: &Server, iri: &str) -> HashSet<Triple> {
    let query = format!(
        "{PREFIXES} CONSTRUCT {{ <{iri}> ?p ?o . ?s ?q <{iri}> . ?n ?l ?name }} WHERE {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} UNION \
         {{ {{ <{iri}> ?to ?n }} UNION {{ ?n ?from <{iri}> }} VALUES ?l {{ {LABELS} }} ?n ?l ?name FILTER(?n != <{iri}>) }} }}"
    );
    let reply = server.ask(&query, "application/n-triples");
    assert_eq!(reply.status, 200, "{}", reply.body);
    read(server, &reply, "nt")
}

fn column(server: &Server, query: &str) -> Vec<String> {
    let reply = server.ask(&format!("{PREFIXES} {query}"), "text/csv");
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.lines()[1..].iter().map(|line| (*line).to_owned()).collect()
}

fn count(server: &Server, query: &str) -> usize {
    column(server, query)[0].parse().unwrap()
}

/// All IRIs of the graph below the base, wherever they stand.
fn addresses(server: &Server) -> Vec<String> {
    let found = column(
        server,
        &format!(
            "SELECT DISTINCT ?x {{ {{ ?x ?p ?o }} UNION {{ ?s ?p ?x }} UNION {{ GRAPH ?x {{ ?s ?p ?o }} }} \
             FILTER(isIRI(?x) && STRSTARTS(STR(?x), \"{BASE}\")) }} ORDER BY ?x"
        ),
    );
    assert!(found.len() > 1_000, "{}", found.len());
    found
}

#[test]
fn every_address_of_the_samples_answers_with_what_sparql_says() {
    let (_folder, server) = over_samples();
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let replaced = column(&server, "SELECT ?x ?y { ?x rap:replacedBy ?y }");
    let replaced = replaced.iter().map(|row| row.split_once(',').unwrap());
    let replaced: BTreeMap<String, String> = replaced.map(|(old, now)| (old.to_owned(), now.to_owned())).collect();
    assert!(!replaced.is_empty());
    for (at, iri) in addresses(&server).into_iter().enumerate() {
        let path = path_of(&iri);
        let (ending, media_type) = FORMS[at % FORMS.len()];
        let reply = server.get(&path, media_type);
        if let Some(now) = replaced.get(&iri) {
            assert_eq!((reply.status, joined(&path, &reply.headers["location"])), (301, path_of(now)), "{iri}");
            continue;
        }
        assert_eq!(reply.status, 303, "{iri}: {}", reply.body);
        let document = joined(&path, &reply.headers["location"]);
        assert_eq!(document, format!("{path}.{ending}"));
        let kind = path.split('/').nth(2).unwrap().to_owned();
        kinds.entry(kind).or_default().push(iri);
    }
    let expected = "agenda-item change commitment contribution decision discussion document event evidence follow-up graph location meeting mention move \
                    next-meeting organisation participation person progress reading record report series version";
    for kind in expected.split_whitespace().filter(|kind| *kind != "follow-up" && *kind != "progress") {
        assert!(kinds.contains_key(kind), "no {kind} among {:?}", kinds.keys());
    }
    for (kind, iris) in kinds {
        // The first and the last, and of people and bodies those that most is linked to.
        let mut chosen = BTreeSet::from([iris.first().unwrap().clone(), iris.last().unwrap().clone()]);
        let most = format!(
            "SELECT ?x {{ ?s ?p ?x FILTER(STRSTARTS(STR(?x), \"{BASE}id/{kind}/\")) }} GROUP BY ?x ORDER BY DESC(COUNT(*)) LIMIT 1"
        );
        chosen.extend(column(&server, &most));
        for iri in chosen {
            let path = path_of(&iri);
            let known = by_query(&server, &iri);
            for (form, media_type) in FORMS {
                let mut said = all_pages(&server, &path, form);
                if kind == "graph" {
                    // How much a graph holds is counted, and stands in none.
                    said.retain(|triple| {
                        let counted = triple.predicate.as_str().starts_with("http://rdfs.org/ns/void#")
                            || matches!(&triple.object, Term::NamedNode(class) if class.as_str() == "http://rdfs.org/ns/void#Dataset");
                        !counted || known.contains(triple)
                    });
                }
                assert_eq!(said, known, "{iri} as {form}");
                let reply = server.get(&format!("{path}.{form}"), "image/png");
                assert_eq!(reply.kind().split(';').next().unwrap(), media_type);
            }
            let page = server.get(&format!("{path}.html"), "*/*");
            assert_eq!((page.status, page.kind()), (200, "text/html; charset=utf-8"), "{iri}");
            assert!(page.body.contains(&iri.replace('&', "&amp;")), "{iri}");
        }
    }
}

#[test]
fn things_lead_to_the_document_that_is_liked_best() {
    let server = Server::start(&[]);
    for (accept, ending) in [
        ("", "ttl"),
        ("*/*", "ttl"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("application/json", "jsonld"),
        ("text/turtle;q=0.3, application/rdf+xml;q=0.4", "rdf"),
        ("application/n-triples;q=0, application/*", "jsonld"),
    ] {
        let reply = server.get("/id/person/zoe-example", accept);
        assert_eq!(
            (reply.status, reply.headers["location"].as_str()),
            (303, format!("./zoe-example.{ending}").as_str()),
            "{accept}"
        );
        let head = raw(&server, "/id/person/zoe-example", "*/*");
        assert!(String::from_utf8(head).unwrap().contains("\r\nvary: accept\r\n"));
    }
    let reply = server.get("/id/person/zoe-example", "image/png");
    assert_eq!(reply.status, 406);
    for (_, media_type) in FORMS {
        assert!(reply.body.contains(media_type), "{}", reply.body);
    }
    let described: Vec<_> = links(&server, "/id/person/zoe-example");
    assert!(described.contains(&("describedby".to_owned(), "./zoe-example.jsonld".to_owned())), "{described:?}");
    let document = links(&server, "/id/person/zoe-example.ttl");
    assert!(document.contains(&("describes".to_owned(), format!("{BASE}id/person/zoe-example"))), "{document:?}");
    assert!(document.contains(&("alternate".to_owned(), "./zoe-example.html".to_owned())), "{document:?}");
    let head = server.send("HEAD", "/id/person/zoe-example.ttl", &[], "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(server.send("POST", "/id/person/zoe-example", &[], "").status, 405);
    for unknown in ["/id/person/nobody", "/id/person/nobody.ttl", "/id/nothing/x", "/id/person/%3E%20%3C", "/elsewhere"]
    {
        let reply = server.get(unknown, "*/*");
        assert_eq!((reply.status, reply.kind()), (404, "application/problem+json"), "{unknown}");
    }
}

#[test]
fn what_did_not_change_is_not_sent_again() {
    let server = Server::start(&[]);
    for target in [
        "/id/person/zoe-example.ttl",
        "/id/person/zoe-example.html",
        "/ontology",
        "/.well-known/void",
        "/changes",
        "/dumps/",
    ] {
        let reply = server.get(target, "*/*");
        assert_eq!(reply.status, 200, "{target}");
        let tag = reply.headers["etag"].clone();
        assert!(tag.starts_with('"'), "{tag}");
        let again = server.send("GET", target, &[("If-None-Match", &tag)], "");
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{target}");
        assert_eq!(server.send("GET", target, &[("If-None-Match", "\"other\"")], "").status, 200, "{target}");
    }
}

#[test]
fn an_address_that_was_given_up_leads_to_the_one_that_stands() {
    let (_folder, server) = over_small(
        "<id/graph/resolution> { <id/person/old> rap:replacedBy <id/person/older> . <id/person/older> rap:replacedBy <id/person/zoe-example> .
           <id/person/ring> rap:replacedBy <id/person/round> . <id/person/round> rap:replacedBy <id/person/ring> . }",
    );
    for (from, to) in [
        ("/id/person/old", "/id/person/zoe-example"),
        ("/id/person/old.jsonld", "/id/person/zoe-example.jsonld"),
        ("/id/person/older.html", "/id/person/zoe-example.html"),
    ] {
        let reply = server.get(from, "*/*");
        assert_eq!((reply.status, joined(from, &reply.headers["location"]).as_str()), (301, to));
    }
    assert_eq!(server.get("/id/person/ring", "*/*").status, 303);
    assert!(
        server.get("/id/person/ring.nt", "*/*").body.contains("replacedBy> <http://localhost:7878/id/person/round>")
    );
}

#[test]
fn what_links_to_a_node_comes_in_pages() {
    let many: Vec<_> = (0..250).map(|n| format!("<id/note/{n:03}> rap:about <id/person/zoe-example> . ")).collect();
    let many = many.concat();
    let (_folder, server) = over_small(&format!("<notes> {{ {many} }} <copy> {{ {many} }}"));
    let incoming = count(&server, &format!("SELECT (COUNT(*) AS ?n) {{ ?s ?p <{BASE}id/person/zoe-example> }}"));
    let mut target = "/id/person/zoe-example.nt".to_owned();
    let (mut met, mut pages) = (Vec::new(), 0);
    loop {
        let reply = server.get(&target, "*/*");
        let links = links(&server, &target);
        let lines: Vec<_> = reply
            .lines()
            .iter()
            .filter(|line| line.ends_with("<http://localhost:7878/id/person/zoe-example> ."))
            .map(|l| (*l).to_owned())
            .collect();
        assert!(lines.len() <= 100);
        met.extend(lines);
        pages += 1;
        assert_eq!(links.iter().any(|(relation, _)| relation == "prev"), pages > 1);
        match links.iter().find(|(relation, _)| relation == "next") {
            Some((_, next)) => target = joined(&target, next),
            None => break,
        }
    }
    let distinct: BTreeSet<_> = met.iter().collect();
    assert_eq!((pages, met.len(), distinct.len()), (3, incoming, incoming));
    let page = server.get("/id/person/zoe-example.html?page=2", "*/*");
    assert!(page.body.contains("Page 2 of 3") && page.body.contains("rel=\"next\""), "{}", page.body);
    // Both graphs are told of where the form has graphs.
    let quads = server.get("/id/person/zoe-example.nq?page=2", "*/*");
    assert!(
        quads.body.contains("<http://localhost:7878/copy> .") && quads.body.contains("<http://localhost:7878/notes> .")
    );
    assert_eq!(server.get("/id/person/zoe-example.ttl?page=4", "*/*").status, 404);
    for wrong in ["0", "-1", "x", "99999999999999999999999"] {
        assert_eq!(server.get(&format!("/id/person/zoe-example.ttl?page={wrong}"), "*/*").status, 400, "{wrong}");
    }
}

#[test]
fn what_others_wrote_below_the_base_answers_as_well() {
    let (_folder, server) = over_small(
        "<mine> { <people/alice> rap:name \"Alice\" ; rap:knows [ rap:name \"Bob\" ; rap:knows [ rap:name \"Eve\" ] ] .
           <people/dot.ttl> rap:name \"Dot\" . <people/> rap:name \"All\" . <café/é> rap:name \"É\" . <people/a%2Fb> rap:name \"Escaped\" .
           <people/alice> <vocab/likes> <https://example.org/x> . }",
    );
    for (path, name) in [
        ("/people/alice", "Alice"),
        ("/people/dot.ttl", "Dot"),
        ("/people/", "All"),
        ("/caf%C3%A9/%C3%A9", "É"),
        ("/people/a%2Fb", "Escaped"),
        ("/vocab/likes", "Alice"),
        ("/mine", "void#triples"),
    ] {
        let reply = server.get(path, "application/n-triples");
        assert_eq!(reply.status, 303, "{path}: {}", reply.body);
        let document = joined(path, &reply.headers["location"]);
        let reply = server.get(&document, "*/*");
        assert_eq!(reply.status, 200, "{document}");
        assert!(path == "/vocab/likes" || reply.body.contains(name), "{document}: {}", reply.body);
    }
    let alice = server.get("/people/alice.ttl", "*/*");
    assert!(alice.body.contains("Bob") && alice.body.contains("Eve"), "{}", alice.body);
    assert!(server.get("/people/alice.html", "*/*").body.contains("Bob"));
    // What stands there already goes first.
    assert_eq!(server.get("/queries", "*/*").status, 200);
}

#[test]
fn names_with_markup_and_hostile_addresses_do_nothing() {
    let (_folder, server) = over_small(
        r#"<id/graph/resolution> { <id/person/evil> a rap:Person ; skos:prefLabel "<script>alert(1)</script>&\"'" ; rap:name "\u202Eشبكة"@ar ;
             rap:url "javascript:alert(1)"^^<http://www.w3.org/2001/XMLSchema#anyURI> ; rap:about <javascript:alert(2)> .
           <id/person/ctrl> rap:name "a\u0001b" . }"#,
    );
    let page = server.get("/id/person/evil.html", "*/*");
    assert_eq!(page.status, 200);
    assert!(
        !page.has_strange_script() && page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"),
        "{}",
        page.body
    );
    assert!(
        !page.body.contains("href=\"javascript:") && page.body.contains("dir=\"auto\" lang=\"ar\""),
        "{}",
        page.body
    );
    assert!(page.headers["content-security-policy"].contains("default-src 'none'"));
    assert_eq!(server.get("/id/person/ctrl.rdf", "*/*").status, 406);
    assert_eq!(server.get("/id/person/ctrl.jsonld", "*/*").status, 200);
    for target in [
        "/id/person/%00",
        "/id/person/%0d%0aSet-Cookie:x",
        "/id/person/..%2f..%2f..%2fetc%2fpasswd.ttl",
        "/id/person/%3Cscript%3E",
        "/id/person/%E2%80%AE.html",
        "/id/person/%ff%fe",
        "/id/person/%zz",
        "/id/person/.ttl",
        "/id/%22%3E%3Cimg/x.html",
        "/dumps/..%2fCargo.toml",
        "/dumps/rapporteur-%0a.nq",
        "/ontology/%3Cx%3E",
        "//evil.example/",
    ] {
        let reply = server.get(target, "text/html");
        assert_eq!(reply.status, 404, "{target}: {}", reply.body);
        assert!(reply.kind().starts_with("text/html") && !reply.headers.contains_key("set-cookie"), "{target}");
        assert!(!reply.has_strange_script() && !reply.body.contains("<img"), "{target}: {}", reply.body);
    }
    let long = format!("/id/person/{}", "a".repeat(6_000));
    assert_eq!(server.get(&long, "*/*").status, 404);
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn a_quote_leads_to_its_place_in_the_report() {
    let server = Server::start(&[]);
    let page = server.get("/id/contribution/aaa-0.html", "*/*").body;
    assert!(page.contains("/id/report/aaa/text.html?start=0&amp;end=9#quote"), "{page}");
    let text = server.get("/id/report/aaa/text.html?start=5&end=8", "*/*").body;
    assert!(text.contains("Zoë, <mark id=\"quote\">GDC</mark>."), "{text}");
    for stretch in ["", "?start=8&end=5", "?start=900&end=999", "?start=5"] {
        let reply = server.get(&format!("/id/report/aaa/text.html{stretch}"), "*/*");
        assert_eq!((reply.status, reply.body.contains("<mark")), (200, false), "{stretch}");
    }
    assert_eq!(server.get("/id/report/none/text.html", "*/*").status, 404);
}

#[test]
fn the_ontology_has_a_page_and_is_the_graph_of_the_store() {
    let (_folder, server) = over_samples();
    let graph = read(
        &server,
        &server.ask(
            "CONSTRUCT { ?s ?p ?o } { GRAPH <https://w3id.org/rapporteur/> { ?s ?p ?o } }",
            "application/n-triples",
        ),
        "nt",
    );
    for (form, media_type) in FORMS {
        let reply = server.get("/ontology", media_type);
        assert_eq!((reply.status, reply.kind().split(';').next().unwrap()), (200, media_type));
        assert_eq!(read(&server, &reply, form), graph, "{form}");
        assert_eq!(server.get(&format!("/ontology.{form}"), "*/*").body, reply.body);
    }
    let page = server.get("/ontology", "text/html").body;
    let mut terms = 0;
    for triple in &graph {
        let (NamedOrBlankNode::NamedNode(term), Term::NamedNode(kind)) = (&triple.subject, &triple.object) else {
            continue;
        };
        let told = ["owl#Class", "owl#ObjectProperty", "owl#DatatypeProperty", "core#ConceptScheme"];
        if let Some(local) = term.as_str().strip_prefix("https://w3id.org/rapporteur/")
            && told.iter().any(|told| kind.as_str().ends_with(told))
        {
            assert!(page.contains(&format!("id=\"{local}\"")), "{local}");
            terms += 1;
        }
    }
    assert!(terms > 100, "{terms}");
    let term = server.get("/ontology/status/present", "text/html");
    assert_eq!((term.status, term.headers["location"].as_str()), (303, "/ontology#status/present"));
    assert_eq!(server.get("/ontology/nothing", "*/*").status, 404);
}

#[test]
fn void_counts_what_sparql_counts() {
    let (_folder, server) = over_samples();
    let reply = server.get("/.well-known/void", "application/n-triples");
    assert_eq!(reply.status, 200, "{}", reply.body);
    let described = Store::in_memory(Base::new(BASE).unwrap()).unwrap();
    described.oxigraph().load_from_slice(RdfFormat::NTriples, &reply.body).unwrap();
    let void = |name: &str| NamedNode::new(format!("http://rdfs.org/ns/void#{name}")).unwrap();
    let dataset = NamedNode::new(format!("{BASE}.well-known/void#dataset")).unwrap();
    let objects = |subject: &NamedNode, name: &str| -> Vec<Term> {
        let property = void(name);
        let quads = described.oxigraph().quads_for_pattern(Some(subject.into()), Some(property.as_ref()), None, None);
        quads.map(|quad| quad.unwrap().object).collect()
    };
    let node = |term: &Term| match term {
        Term::NamedNode(node) => node.clone(),
        other => panic!("{other} is no IRI"),
    };
    let number = |subject: &NamedNode, name: &str| -> usize {
        let Some(Term::Literal(number)) = objects(subject, name).pop() else { panic!("{subject} has no {name}") };
        number.value().parse().unwrap()
    };
    for (name, what) in [
        ("triples", "COUNT(*)"),
        ("distinctSubjects", "COUNT(DISTINCT ?s)"),
        ("distinctObjects", "COUNT(DISTINCT ?o)"),
        ("properties", "COUNT(DISTINCT ?p)"),
    ] {
        assert_eq!(number(&dataset, name), count(&server, &format!("SELECT ({what} AS ?n) {{ ?s ?p ?o }}")), "{name}");
    }
    let ours = format!("SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), \"{BASE}\")) }}");
    assert_eq!(number(&dataset, "entities"), count(&server, &ours));
    assert_eq!(number(&dataset, "classes"), count(&server, "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"));
    let partitions = objects(&dataset, "propertyPartition");
    assert_eq!(partitions.len(), number(&dataset, "properties"));
    for partition in partitions.iter().map(node) {
        let property = node(&objects(&partition, "property")[0]);
        let asked = format!(
            "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?l) {{ ?s {property} ?o }}"
        );
        let told = ["triples", "distinctSubjects", "distinctObjects"].map(|name| number(&partition, name).to_string());
        assert_eq!(column(&server, &asked), [told.join(",")], "{property}");
    }
    let partitions = objects(&dataset, "classPartition");
    assert_eq!(partitions.len(), number(&dataset, "classes"));
    for partition in partitions.iter().map(node) {
        let class = node(&objects(&partition, "class")[0]);
        assert_eq!(
            number(&partition, "entities"),
            count(&server, &format!("SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a {class} }}")),
            "{class}"
        );
        for part in objects(&partition, "propertyPartition").iter().map(node) {
            let property = node(&objects(&part, "property")[0]);
            let asked = format!("SELECT (COUNT(*) AS ?n) {{ ?s a {class} ; {property} ?o }}");
            assert_eq!(number(&part, "triples"), count(&server, &asked), "{class} {property}");
        }
    }
    // Everything that it names is there, and the examples run.
    for example in objects(&dataset, "exampleResource").iter().map(node) {
        assert_eq!(server.get(&path_of(example.as_str()), "*/*").status, 303, "{example}");
    }
    for dump in objects(&dataset, "dataDump").iter().map(node) {
        assert!(!body(&server, &path_of(dump.as_str())).is_empty(), "{dump}");
    }
    let select = NamedNode::new("http://www.w3.org/ns/shacl#select").unwrap();
    let mut examples = 0;
    for quad in described.oxigraph().quads_for_pattern(None, Some(select.as_ref()), None, None) {
        let Term::Literal(query) = quad.unwrap().object else { panic!("a query is text") };
        let reply = server.ask(query.value(), "text/csv");
        assert_eq!(reply.status, 200, "{}: {}", query.value(), reply.body);
        examples += 1;
    }
    assert!(examples > 20, "{examples}");
    let page = server.get("/.well-known/void", "text/html");
    assert!(page.body.contains("Participation"), "{}", page.body);
}

#[test]
fn the_dump_is_the_store_and_its_digest() {
    let (folder, server) = over_samples();
    let list: serde_json::Value = serde_json::from_str(&server.get("/dumps/", "application/json").body).unwrap();
    let lines = body(&server, "/dumps/rapporteur.nq");
    let sum = Sha256::digest(&lines).iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    assert_eq!(list["version"], format!("sha256:{sum}"));
    assert_eq!(list["quads"], lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count());
    assert!(lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).is_sorted());
    for file in list["files"].as_array().unwrap() {
        let target = path_of(file["url"].as_str().unwrap());
        let mut bytes = body(&server, &target);
        assert_eq!(file["bytes"], bytes.len());
        if file["compression"] == "gzip" {
            let mut plain = Vec::new();
            flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain).unwrap();
            bytes = plain;
        }
        let format = if file["mediaType"] == "application/trig" { RdfFormat::TriG } else { RdfFormat::NQuads };
        let again = Store::in_memory(Base::new(BASE).unwrap()).unwrap();
        again.oxigraph().load_from_slice(format, &bytes).unwrap();
        assert_eq!(again.digest().unwrap(), sum, "{target}");
        let operations = Base::new(BASE).unwrap().operations_graph();
        assert!(again.graph(operations.as_ref()).unwrap().is_empty());
    }
    let old = server.get("/dumps/rapporteur-0123456789abcdef.nq.gz", "*/*");
    assert_eq!(old.status, 404);
    assert!(old.body.contains(&format!("rapporteur-{}.nq.gz", &sum[..16])), "{}", old.body);
    let page = server.get("/dumps/", "text/html").body;
    assert!(page.contains(&sum), "{page}");
    // The same facts are the same files, in another run of the service as well.
    let packed = body(&server, "/dumps/rapporteur.trig.gz");
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(digest(folder.path()), sum);
    let server = Server::over(folder.path(), &[]);
    assert_eq!(body(&server, "/dumps/rapporteur.trig.gz"), packed);
    let tag = format!("\"{}-trig-gz\"", &sum[..16]);
    assert_eq!(server.send("GET", "/dumps/rapporteur.trig.gz", &[("If-None-Match", &tag)], "").status, 304);
}

/// The changes of a page of the feed, the latest version first: its number, and what became of which name.
fn changes(server: &Server, target: &str) -> (Vec<(u64, Vec<String>)>, serde_json::Value) {
    let feed: serde_json::Value = serde_json::from_str(&server.get(target, "application/json").body).unwrap();
    let items = feed["items"].as_array().unwrap().iter().map(|item| {
        let own = &item["_rapporteur"];
        let told = own["changes"].as_array().unwrap().iter();
        let told =
            told.map(|change| format!("{} {}", change["kind"].as_str().unwrap(), change["name"].as_str().unwrap()));
        (own["version"].as_u64().unwrap(), told.collect())
    });
    (items.collect(), feed)
}

fn write_minutes(folder: &Path, name: &str, number: usize, topic: &str) {
    fs::write(folder.join(name), minutes(number, topic)).unwrap();
}

#[test]
fn the_feed_tells_what_came_and_what_was_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (store, reports) = (folder.path().join("store"), folder.path().join("minutes"));
    fs::create_dir(&reports).unwrap();
    write_minutes(&reports, "a.md", 1, "The pier");
    write_minutes(&reports, "b<b>.md", 2, "The budget");
    ingest_all(&store, &[&reports]);
    // Nothing changed: no version.
    ingest_all(&store, &[&reports]);
    write_minutes(&reports, "a.md", 1, "The old pier");
    ingest_all(&store, &[&reports]);
    let server = Server::over(&store, &[]);
    let (told, feed) = changes(&server, "/changes");
    assert_eq!(
        told,
        [
            (2, vec!["came a.md".to_owned(), "replaced a.md".to_owned()]),
            (1, vec!["came a.md".to_owned(), "came b<b>.md".to_owned()]),
        ]
    );
    let change = &feed["items"][0]["_rapporteur"]["changes"][1];
    assert_eq!(change["later"], feed["items"][0]["_rapporteur"]["changes"][0]["report"]);
    let atom = server.get("/changes", "*/*");
    assert_eq!(atom.kind().split(';').next(), Some("application/atom+xml"));
    assert!(
        atom.body.contains("Version 2: 1 report came, 1 was replaced") && !atom.body.contains("b<b>"),
        "{}",
        atom.body
    );
    assert_eq!(server.get("/changes.atom", "*/*").body, atom.body);
    assert_eq!(changes(&server, "/changes.json?before=2").0[0].0, 1);
    assert_eq!(server.get("/changes?before=x", "*/*").status, 400);
    assert!(server.get("/changes", "text/html").body.contains("b&lt;b&gt;.md"));
    let version = server.get("/id/version/2.ttl", "*/*");
    assert_eq!(version.status, 200);
    let void = server.get("/.well-known/void", "text/turtle").body;
    assert!(void.contains("owl:versionInfo \"2\""), "{void}");
}

#[test]
fn pages_of_the_feed_stay_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let (store, reports) = (folder.path().join("store"), folder.path().join("minutes"));
    fs::create_dir(&reports).unwrap();
    for n in 1..=23 {
        write_minutes(&reports, &format!("{n:02}.md"), n, "The budget");
        ingest_all(&store, &[reports.join(format!("{n:02}.md"))]);
    }
    let server = Server::over(&store, &[]);
    let (first, feed) = changes(&server, "/changes.json");
    assert_eq!((first.len(), first[0].0, first[19].0), (20, 23, 4));
    assert_eq!(feed["next_url"], format!("{BASE}changes.json?before=4"));
    let (second, feed) = changes(&server, "/changes.json?before=4");
    assert_eq!(second.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 2, 1]);
    assert!(feed.get("next_url").is_none());
    assert_eq!(second[2].1, ["came 01.md"]);
}

#[test]
fn a_run_that_was_killed_tells_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let (store, reports) = (folder.path().join("store"), folder.path().join("minutes"));
    fs::create_dir(&reports).unwrap();
    write_minutes(&reports, "a.md", 1, "The pier");
    let mut run = support::program(&store);
    let killed = run.arg("ingest").arg(&reports).env(rapporteur::store::FAULT_VARIABLE, "reports-committed:1").output();
    assert_eq!(killed.unwrap().status.code(), None);
    write_minutes(&reports, "b.md", 2, "The budget");
    ingest_all(&store, &[&reports]);
    let server = Server::over(&store, &[]);
    let (told, feed) = changes(&server, "/changes.json");
    assert_eq!(told, [(1, vec!["came a.md".to_owned(), "came b.md".to_owned()])]);
    assert_eq!(feed["items"][0]["_rapporteur"]["count"], 2);
}
