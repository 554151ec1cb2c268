//! The feeds through their doors, HTTP and the command line: right against what SPARQL counts, well-formed by the rules of each format, whatever names hold.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

#[path = "feeds/cube.rs"]
mod cube;
#[path = "feeds/hostile.rs"]
mod hostile;
#[path = "feeds/network.rs"]
mod network;
#[path = "feeds/tables.rs"]
mod tables;

use oxigraph::io::RdfFormat;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rapporteur::store::{Access, Store};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use support::served::{Server, encoded};
use support::{ingest_all, samples};

const BASE: &str = "http://localhost:7878/";

/// A service over the five sample reports that all tests share.
struct Shared {
    _folder: tempfile::TempDir,
    server: Server,
    /// The same reports for the command line, since a service keeps its store to itself.
    aside: tempfile::TempDir,
}

static SAMPLES: LazyLock<Shared> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    ingest_all(folder.path(), &[samples()]);
    let server = Server::over(folder.path(), &[]);
    let aside = tempfile::tempdir().unwrap();
    ingest_all(aside.path(), &[samples()]);
    Shared { _folder: folder, server, aside }
});

/// A service over the small fixture and more quads.
fn over_small(trig: &str) -> (tempfile::TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    support::served::fill(folder.path());
    let store = Store::open(folder.path(), Access::Existing).unwrap();
    let prefixes = "@prefix rap: <https://w3id.org/rapporteur/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . \
                    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .";
    store.oxigraph().load_from_slice(RdfFormat::TriG, &format!("{prefixes} @base <{BASE}> . {trig}")).unwrap();
    drop(store);
    let server = Server::over(folder.path(), &[]);
    (folder, server)
}

/// A feed that must be there.
fn feed(server: &Server, target: &str) -> String {
    let reply = server.get(&format!("/feeds/{target}"), "*/*");
    assert_eq!(reply.status, 200, "{target}: {}", reply.body);
    reply.body
}

fn json(server: &Server, target: &str) -> Value {
    serde_json::from_str(&feed(server, target)).unwrap()
}

/// The number that a query counts as `?n`.
fn counted(server: &Server, pattern: &str) -> usize {
    let query = format!(
        "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT {pattern}"
    );
    let reply = server.ask(&query, "text/csv");
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.lines()[1].parse().unwrap()
}

/// The rows of comma-separated values, by column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut records: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let record = records.last_mut().unwrap();
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                record.last_mut().unwrap().push('"');
                characters.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => records.push(vec![String::new()]),
            c => record.last_mut().unwrap().push(c),
        }
    }
    records.pop();
    let header = records.remove(0);
    records
        .into_iter()
        .map(|record| {
            assert_eq!(record.len(), header.len(), "{record:?}");
            header.iter().cloned().zip(record).collect()
        })
        .collect()
}

/// An element: where it stands, its attributes, its text.
#[derive(Debug, Default, Clone)]
struct Element {
    path: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

/// The elements of a document in the order of their beginnings; it must be well-formed.
fn elements(text: &str) -> Vec<Element> {
    let mut reader = Reader::from_str(text);
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let begin = |start: &BytesStart<'_>, found: &[Element], open: &[usize]| {
        let name = start.name().as_ref().to_owned();
        let path = open.last().map_or(name.clone(), |at| format!("{}/{name}", found[*at].path));
        let mut attributes = BTreeMap::new();
        for attribute in start.attributes() {
            let attribute = attribute.unwrap();
            let name = attribute.key.as_ref().to_owned();
            assert!(
                attributes
                    .insert(name, attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned())
                    .is_none()
            );
        }
        Element { path, attributes, text: String::new() }
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                found.push(begin(&start, &found, &open));
                open.push(found.len() - 1);
            }
            Event::Empty(start) => found.push(begin(&start, &found, &open)),
            Event::End(_) => {
                let at = open.pop().unwrap();
                let whole = quick_xml::escape::unescape(&found[at].text).unwrap().into_owned();
                found[at].text = whole;
            }
            Event::Text(piece) => {
                if let Some(at) = open.last() {
                    found[*at].text.push_str(&piece.xml10_content());
                }
            }
            Event::GeneralRef(name) => {
                let at = *open.last().unwrap();
                found[at].text.extend(["&", &name.xml10_content(), ";"]);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    found
}

#[test]
fn answers_are_validated_cached_and_headed() {
    let server = &SAMPLES.server;
    for target in [
        "graph",
        "graph?format=gexf",
        "timeline?format=csv",
        "matrix",
        "involvement",
        "decisions.atom",
        "process.atom?process=GDC",
        "calendar.ics",
        "commitments.csv",
    ] {
        let target = format!("/feeds/{target}");
        let first = server.get(&target, "*/*");
        assert_eq!(first.status, 200, "{target}: {}", first.body);
        let tag = first.headers["etag"].clone();
        assert!(tag.starts_with('"'), "{target}: {tag}");
        assert_eq!(first.headers["cache-control"], "no-cache");
        let again = server.get(&target, "*/*");
        assert_eq!((&again.body, &again.headers["etag"]), (&first.body, &tag), "{target}");
        let known = server.send("GET", &target, &[("If-None-Match", &tag)], "");
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{target}");
        let head = server.send("HEAD", &target, &[], "");
        assert_eq!((head.status, head.body.as_str(), &head.headers["etag"]), (200, "", &tag), "{target}");
    }
    let listed: Value = serde_json::from_str(&server.get("/feeds", "*/*").body).unwrap();
    assert_eq!(listed["feeds"].as_array().unwrap().len(), 8);
    let document: Value = serde_json::from_str(&server.get("/openapi.json", "*/*").body).unwrap();
    for entry in listed["feeds"].as_array().unwrap() {
        assert!(document["paths"].get(entry["href"].as_str().unwrap()).is_some(), "{entry}");
    }
}

#[test]
fn what_is_unknown_is_refused_with_what_there_is() {
    let server = &SAMPLES.server;
    for (target, status, said) in [
        ("graph?format=svg", 400, "cytoscape"),
        ("graph?kind=animal", 400, "person, organisation, meeting, process"),
        ("graph?edges=knows", 400, "spoke-about"),
        ("graph?colour=red", 400, "focus"),
        ("graph?depth=2", 400, "focus"),
        ("graph?focus=Jorge%20Cancio&depth=4", 400, "1, 2 or 3"),
        ("graph?focus=Nobody%20At%20All", 400, "is none"),
        ("graph?limit=0", 400, "1 to 20000"),
        ("graph?limit=1&limit=2", 400, "twice"),
        ("graph?from=2024-02-30", 400, "2024-10-31"),
        ("graph?series=none", 400, "address or name of a series"),
        ("graph?max-rows=1", 413, "1 rows"),
        ("graph?max-bytes=10", 413, "10 bytes"),
        ("timeline?kind=party", 400, "mention"),
        ("matrix?rows=planet", 400, "group, organisation, person"),
        ("matrix?columns=planet", 400, "meeting, process, year"),
        ("matrix?measure=mood", 400, "attended, spoke, contributions"),
        ("involvement?process=none", 400, "is none"),
        ("process.atom", 400, "/queries/processes"),
        ("calendar.ics?kind=party", 400, "next-meeting"),
        ("commitments.csv?state=late", 400, "overdue"),
        ("nothing", 404, "nothing"),
    ] {
        let reply = server.get(&format!("/feeds/{target}"), "*/*");
        assert_eq!(reply.status, status, "{target}: {}", reply.body);
        assert!(reply.body.contains(said), "{target}: {}", reply.body);
        assert!(!reply.headers.contains_key("etag"), "{target}");
    }
    assert_eq!(server.get("/feeds/graph", "image/png").status, 406);
    let gexf = server.get("/feeds/graph", "application/gexf+xml");
    assert_eq!(gexf.kind(), "application/gexf+xml");
}

/// Text as it stands in an address.
fn written(text: &str) -> String {
    encoded(text)
}
