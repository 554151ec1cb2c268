//! Clients that are slow, silent or suddenly gone: they hold nothing for long, and nobody waits for them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod served;

use served::{Server, encoded};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Idle connections of the short form, and of the long one.
const IDLE: (usize, usize) = (400, 10_000);
/// Some megabytes of rows over the small fixture: more than the buffers of a connection hold.
const MANY_ROWS: &str = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
/// The service lets go after a second; a test gives up only long after that.
const LONG: Duration = Duration::from_secs(60);

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// Reads to the end of a connection, also where it is cut.
fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            panic!("the connection is still open")
        }
        _ => bytes,
    }
}

fn ask(server: &Server, query: &str) -> TcpStream {
    let mut stream = connect(server);
    let query = encoded(query);
    write!(stream, "GET /sparql?format=csv&query={query} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    stream
}

#[test]
fn a_request_in_drops_is_let_go() {
    let server = Server::start(&["--idle-timeout", "1"]);
    for part in ["", "GET", "GET / HTTP/1.1\r\nHost:", "GET / HTTP/1.1\r\nHost: x\r\nX-More: "] {
        let mut stream = connect(&server);
        stream.write_all(part.as_bytes()).unwrap();
        let answer = String::from_utf8(rest(stream)).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408") || answer.starts_with("HTTP/1.1 400"),
            "{answer}"
        );
    }
    // Between two requests of one connection, too.
    let mut stream = connect(&server);
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert!(rest(stream).starts_with(b"HTTP/1.1 200"));
}

#[test]
fn a_body_that_does_not_come_holds_no_place() {
    let server = Server::start(&["--idle-timeout", "1", "--max-concurrent", "1"]);
    let mut silent: Vec<TcpStream> = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(&server);
        let head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nSELECT";
        stream.write_all(head.as_bytes()).unwrap();
        silent.push(stream);
    }
    assert_eq!(server.ask("ASK {}", "*/*").status, 200);
    for stream in silent {
        let answer = String::from_utf8(rest(stream)).unwrap();
        assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[test]
fn who_reads_nothing_is_cut_off_and_who_is_gone_holds_no_place() {
    let server = Server::start(&["--idle-timeout", "1", "--max-concurrent", "1", "--query-timeout", "2"]);
    let mut first = [0; 12];
    let mut slow = ask(&server, MANY_ROWS);
    slow.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    // The only place is free again when the query has run into its bound, and the connection is cut: what is read of it then is no whole answer.
    let reply = loop {
        let reply = server.ask("ASK {}", "*/*");
        if reply.status != 503 {
            break reply;
        }
    };
    assert_eq!(reply.status, 200);
    assert!(!rest(slow).ends_with(b"\r\n0\r\n\r\n"));
    let mut gone = ask(&server, MANY_ROWS);
    gone.read_exact(&mut first).unwrap();
    drop(gone);
    let reply = loop {
        let reply = server.ask("ASK { ?s ?p ?o }", "*/*");
        if reply.status != 503 {
            break reply;
        }
    };
    assert_eq!(reply.status, 200);
}

fn many_are_idle(count: usize) {
    let server = Server::start(&[]);
    assert_eq!(server.get("/health", "*/*").status, 200);
    let before = server.memory();
    let idle: Vec<TcpStream> = (0..count).map(|_| connect(&server)).collect();
    let reply = server.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv");
    assert_eq!(reply.status, 200);
    let grown = server.memory().saturating_sub(before);
    println!("{count} idle connections: {grown} kB more");
    assert!(grown < 64 * 1024 + 16 * u64::try_from(count).unwrap(), "{grown} kB for {count} idle connections");
    drop(idle);
    assert_eq!(server.get("/health", "*/*").status, 200);
}

#[test]
fn idle_connections_cost_little() {
    many_are_idle(IDLE.0);
}

#[test]
#[ignore = "opens ten thousand connections: for `make test-long`"]
fn ten_thousand_idle_connections_cost_little() {
    many_are_idle(IDLE.1);
}
