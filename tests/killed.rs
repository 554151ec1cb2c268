//! The service killed in the middle of writes: nothing that was acknowledged is lost, and nothing half done is seen.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use oxigraph::model::{GraphName, NamedNode, Quad};
use rapporteur::graph::Base;
use rapporteur::store::{Access, Changes, Store};
use served::{Server, fill};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread;

const TOKEN: &str = "a-token-that-nobody-guesses";
/// How many write at once.
const WRITERS: usize = 2;
/// Triples of a graph that is replaced as a whole.
const WHOLE: usize = 40;
/// Kills of the short form, and of the long one.
const KILLS: (u64, u64) = (6, 100);
/// The points of a write, and at which of its passes the process ends there: between the operations of an update, before and after its commit, while the search
/// index follows. The first update passes the first of them twice.
const POINTS: [(&str, [u32; 3]); 8] = [
    ("update-operation-made", [1, 2, 7]),
    ("update-made", [1, 2, 8]),
    ("update-committed", [1, 3, 6]),
    ("update-flushed", [1, 2, 5]),
    ("search-unit-written", [1, 2, 3]),
    ("search-written", [1, 2, 4]),
    ("search-prepared", [1, 2, 3]),
    ("search-committed", [1, 2, 4]),
];
/// A point that so many writes do not pass is none.
const ENOUGH: u64 = 500;

/// What was acknowledged: whose write, and its number.
type Acknowledged = (u64, u64);

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    kill_often(KILLS.0);
}

#[test]
#[ignore = "takes minutes: for `make test-long`"]
fn what_was_acknowledged_outlives_a_hundred_kills() {
    kill_often(KILLS.1);
}

#[test]
fn what_was_acknowledged_outlives_a_crash_at_any_point_of_a_write() {
    let (_folder, store, token) = prepared();
    let mut last = [0; WRITERS];
    for (point, passes) in POINTS {
        for pass in passes {
            // The index is up to date when this one ends, so that only writes come by the point.
            check_all(&serve(&store, &token), last);
            let fault = format!("{point}:{pass}");
            let server = Server::failing(&store, &["--token-file", token.to_str().unwrap()], &fault);
            let before = last;
            let (acknowledge, acknowledged) = channel();
            thread::scope(|scope| {
                for (writer, from) in (0..).zip(last) {
                    let (address, acknowledge) = (server.address, acknowledge.clone());
                    scope.spawn(move || write_on(address, writer, from, &acknowledge));
                }
                drop(acknowledge);
                for noted in acknowledged {
                    note(&mut last, noted);
                    if last.iter().zip(before).any(|(now, before)| now - before > ENOUGH) {
                        return;
                    }
                }
            });
            // One that nobody ended would have gone on.
            assert!(last.iter().zip(before).all(|(now, before)| now - before <= ENOUGH), "{fault} was not reached");
            assert_eq!(server.ended(), None, "{fault}");
        }
    }
    check_all(&serve(&store, &token), last);
    assert!(last.iter().all(|number| *number > 0), "{last:?}");
}

/// A store that has a version, with what the service writes for those who have the token.
fn prepared() -> (tempfile::TempDir, std::path::PathBuf, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (store, token) = (folder.path().join("store"), folder.path().join("token"));
    fill(&store);
    let node = NamedNode::new_unchecked("urn:first");
    let quad = Quad::new(node.clone(), node.clone(), node, GraphName::DefaultGraph);
    let open = Store::open(&store, Access::Create { base: Some(Base::new(Base::DEFAULT).unwrap()) }).unwrap();
    open.commit(Changes { added: vec![quad], removed: Vec::new() }).unwrap();
    drop(open);
    std::fs::write(&token, TOKEN).unwrap();
    (folder, store, token)
}

fn check_all(server: &Server, last: [u64; WRITERS]) {
    for (writer, acknowledged) in (0..).zip(last) {
        check(server, writer, acknowledged);
    }
}

fn kill_often(kills: u64) {
    let (_folder, store, token) = prepared();
    let mut last = [0; WRITERS];
    for kill in 0..kills {
        let server = serve(&store, &token);
        check_all(&server, last);
        // After how many answers it ends differs from one kill to the next, and so does what is under way then.
        let most = 1 + kill * 7 % 23;
        let (acknowledge, acknowledged) = channel();
        thread::scope(|scope| {
            for (writer, from) in (0..).zip(last) {
                let (address, acknowledge) = (server.address, acknowledge.clone());
                scope.spawn(move || write_on(address, writer, from, &acknowledge));
            }
            drop(acknowledge);
            for (writer, number) in acknowledged.iter().take(usize::try_from(most).unwrap()) {
                note(&mut last, (writer, number));
            }
            // Dropped is killed, with SIGKILL.
            drop(server);
            for (writer, number) in acknowledged {
                note(&mut last, (writer, number));
            }
        });
    }
    check_all(&serve(&store, &token), last);
}

fn note(last: &mut [u64], (writer, number): Acknowledged) {
    let last = &mut last[usize::try_from(writer).unwrap()];
    *last = number.max(*last);
}

fn serve(store: &Path, token: &Path) -> Server {
    Server::over(store, &["--token-file", token.to_str().unwrap()])
}

/// Writes one number after the other, each as two triples of a graph that grows with a name for the search, and as a graph that is replaced, until the service is
/// gone. The first may be there already, by half: then it is written again, which changes nothing.
fn write_on(address: SocketAddr, writer: u64, from: u64, acknowledge: &Sender<Acknowledged>) {
    for number in from + 1.. {
        let insert = format!(
            "INSERT DATA {{ GRAPH <urn:grows:{writer}> {{ <urn:n:{number}> <urn:one> {number} ; <urn:two> {number} }} }} ;\n\
             INSERT DATA {{ GRAPH <urn:named:{writer}> {{ <urn:n:{writer}:{number}> a <https://w3id.org/rapporteur/Topic> ;\n\
               <http://www.w3.org/2004/02/skos/core#prefLabel> \"zyzzyva{writer} {number}\" }} }}"
        );
        let lines: Vec<String> = (0..WHOLE).map(|line| format!("<urn:line:{line}> <urn:of> {number} .")).collect();
        let whole = lines.join("\n");
        let sent = send(address, "POST", "/update", "application/sparql-update", &insert)
            && send(address, "PUT", &format!("/data?graph=urn:whole:{writer}"), "text/turtle", &whole);
        if !sent || acknowledge.send((writer, number)).is_err() {
            return;
        }
    }
}

/// Whether a write was acknowledged.
fn send(address: SocketAddr, method: &str, target: &str, kind: &str, body: &str) -> bool {
    let length = body.len();
    let request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {TOKEN}\r\n\
         Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let mut answer = Vec::new();
    let sent = TcpStream::connect(address).and_then(|mut stream| {
        stream.write_all(request.as_bytes())?;
        stream.read_to_end(&mut answer)
    });
    sent.is_ok() && answer.starts_with(b"HTTP/1.1 2")
}

/// Compares what the store holds with what was acknowledged: that, and perhaps the write that was under way.
fn check(server: &Server, writer: u64, acknowledged: u64) {
    let ask = |query: &str| {
        let reply = server.ask(query, "text/csv");
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.lines()[1].to_owned()
    };
    let grown = format!("GRAPH <urn:grows:{writer}>");
    let numbers = format!("SELECT (COUNT(*) AS ?n) {{ {grown} {{ ?s <urn:one> ?number ; <urn:two> ?number }} }}");
    let halves = format!("SELECT (COUNT(*) AS ?n) {{ {grown} {{ ?s ?p ?o }} }}");
    let there: u64 = ask(&numbers).parse().unwrap();
    assert_eq!(ask(&halves), (2 * there).to_string(), "a write is there by half");
    let named = format!(
        "SELECT (COUNT(?name) AS ?n) {{ GRAPH <urn:named:{writer}> {{ ?s a ?topic ; ?is ?name FILTER isLiteral(?name) }} }}"
    );
    assert_eq!(ask(&named), there.to_string(), "one operation of an update is there, and not the other");
    let found = format!(
        "PREFIX text: <http://jena.apache.org/text#> SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s text:query (\"zyzzyva{writer}\" 10000) }}"
    );
    assert_eq!(ask(&found), there.to_string(), "the search index and the store do not agree");
    assert!(there == acknowledged || there == acknowledged + 1, "{acknowledged} acknowledged, {there} there");
    let graph = format!("GRAPH <urn:whole:{writer}> {{ ?s <urn:of> ?number }}");
    let whole: usize = ask(&format!("SELECT (COUNT(*) AS ?n) {{ {graph} }}")).parse().unwrap();
    let versions: u64 = ask(&format!("SELECT (COUNT(DISTINCT ?number) AS ?n) {{ {graph} }}")).parse().unwrap();
    assert!(versions == 1 && whole == WHOLE || there <= 1 && versions == 0, "{whole} triples of {versions} versions");
    if versions == 1 {
        let number: u64 = ask(&format!("SELECT DISTINCT ?number {{ {graph} }}")).parse().unwrap();
        assert!((acknowledged..=there).contains(&number), "{number} is there, {acknowledged} was acknowledged");
    }
}
