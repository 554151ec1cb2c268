//! Questions to a service elsewhere, from the command line.

use super::served::{Server, err, out, program, run};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::{Output, Stdio};

/// Asks something that gives the same answer to whatever it is asked.
fn told(answer: &'static str, arguments: &[&str]) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let other = std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut begin = [0; 1024];
        let _ = client.read(&mut begin);
        let _ = client.write_all(answer.as_bytes());
        let _ = client.shutdown(std::net::Shutdown::Write);
        // All of the request is taken in, so that its client reads the answer.
        let _ = client.read_to_end(&mut Vec::new());
    });
    let nowhere = tempfile::tempdir().unwrap();
    let endpoint = format!("http://{address}/sparql");
    let output = run(nowhere.path(), &[&["query", "agenda", "--endpoint", &endpoint], arguments].concat());
    other.join().unwrap();
    output
}

#[test]
fn a_running_service_is_asked_by_name_and_in_sparql() {
    let server = Server::start(&[]);
    let nowhere = tempfile::tempdir().unwrap();
    let host = format!("http://{}", server.address);
    let ask = |arguments: &[&str]| run(nowhere.path(), &[&["query", "--endpoint", &host], arguments].concat());
    let output = ask(&["named", "--param", "name=gdc", "--format", "csv"]);
    assert_eq!(out(&output).lines().count(), 3, "{}", err(&output));
    let query = "SELECT ?l { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?l FILTER(?l = \"Andor Other\") }";
    let output = ask(&[query, "--format", "csv"]);
    assert_eq!(out(&output).lines().collect::<Vec<_>>(), ["l", "Andor Other"], "{}", err(&output));
    let output = ask(&[query, "--format", "table"]);
    assert!(out(&output).contains("Andor Other") && out(&output).trim_end().ends_with("1 row"), "{}", out(&output));
    let output = ask(&["CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "--format", "nquads"]);
    assert_eq!(out(&output).lines().count(), 1, "{}", err(&output));
    let output = ask(&["ASK { ?s ?p ?o }", "--format", "turtle"]);
    assert_eq!(output.status.code(), Some(2));
    let mut child = program(nowhere.path())
        .args(["query", "-", "--endpoint", &host, "--format", "csv"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"ASK { ?s ?p ?o }").unwrap();
    assert_eq!(out(&child.wait_with_output().unwrap()).trim(), "true");
    let output = ask(&["SELECT ?s { ?s ?p }"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("line 1, column"), "{}", err(&output));
}

#[test]
fn what_a_service_answers_amiss_is_told_in_a_line() {
    for (answer, part) in [
        (
            "HTTP/1.1 301 Moved\r\nLocation: https://example.org/sparql\r\nContent-Length: 0\r\n\r\n",
            "leads to https://example.org/sparql",
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi",
            "is it the address of a SPARQL service?",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na,b\r\n", "broke off"),
        (
            "HTTP/1.1 400 Bad\r\nContent-Type: application/problem+json\r\nContent-Length: 27\r\n\r\n{\"detail\":\"not this\\nway\"}  ",
            "not this way",
        ),
        ("garbage\r\n\r\n", "cannot reach"),
    ] {
        let output = told(answer, &["--format", "csv"]);
        assert_eq!((output.status.code(), err(&output).lines().count()), (Some(1), 1), "{answer}: {}", err(&output));
        assert!(err(&output).contains(part), "{answer}: {}", err(&output));
    }
}

#[test]
fn nobody_waits_for_ever() {
    // It takes the connection and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/sparql", listener.local_addr().unwrap());
    let nowhere = tempfile::tempdir().unwrap();
    let output = run(nowhere.path(), &["query", "agenda", "--endpoint", &endpoint, "--timeout", "0.2"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).contains("longer than 0.2 s"), "{}", err(&output));
    assert_eq!(
        run(nowhere.path(), &["query", "agenda", "--endpoint", &endpoint, "--timeout", "x"]).status.code(),
        Some(2)
    );
}
