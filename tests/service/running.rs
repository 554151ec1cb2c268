//! What the service tells of itself while it runs, and how it stops.

use super::served::{Reply, Server, encoded, fill, program};
use std::io::{BufRead as _, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

const TOKEN: &str = "a-token-that-nobody-guesses";

/// A service that takes writes, with its log in a file.
struct Desk {
    server: Server,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (store, token) = (folder.path().join("store"), folder.path().join("token"));
        fill(&store);
        std::fs::write(&token, TOKEN).unwrap();
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let arguments = [&["--token-file", token.to_str().unwrap()], more].concat();
        Self { server: Server::logging(&store, &arguments, Stdio::from(log)), folder }
    }

    fn update(&self, update: &str) -> u16 {
        let authorization = format!("Bearer {TOKEN}");
        let headers = [("Content-Type", "application/sparql-update"), ("Authorization", authorization.as_str())];
        self.server.send("POST", "/update", &headers, update).status
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

fn json(reply: &Reply) -> serde_json::Value {
    serde_json::from_str(&reply.body).unwrap()
}

/// The value of a figure.
fn figure(server: &Server, name: &str) -> f64 {
    let text = server.get("/metrics", "*/*").body;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {text}")).parse().unwrap()
}

#[test]
fn counts_follow_writes() {
    for more in [&[][..], &["--snapshot-memory", "0"]] {
        let desk = Desk::new(more);
        let before = json(&desk.server.get("/health", "*/*"));
        let report = "INSERT DATA { GRAPH <urn:g> { <urn:r> a <https://w3id.org/rapporteur/Report> ; <urn:p> 1, 2 } }";
        assert_eq!(desk.update(report), 204);
        for target in ["/health", "/ready"] {
            let after = json(&desk.server.get(target, "*/*"));
            assert_eq!(after["reports"].as_u64().unwrap(), before["reports"].as_u64().unwrap() + 1, "{target}");
            assert_eq!(after["quads"].as_u64().unwrap(), before["quads"].as_u64().unwrap() + 3, "{target}");
        }
        assert!(figure(&desk.server, "rapporteur_quads") - before["quads"].as_f64().unwrap() > 2.5);
        assert!((figure(&desk.server, "rapporteur_writes_total") - 1.0).abs() < 0.1);
        assert!((figure(&desk.server, "rapporteur_quads_added_total") - 3.0).abs() < 0.1);
        assert!(desk.server.get("/", "text/html").body.contains("<b>3</b> reports"));
        assert_eq!(desk.update("DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }"), 204);
        assert_eq!(json(&desk.server.get("/health", "*/*"))["quads"], before["quads"]);
    }
}

#[test]
fn figures_tell_of_requests_and_queries() {
    let server = Server::start(&["--query-timeout", "1"]);
    server.get("/queries/meetings", "text/csv");
    server.get("/queries/meetings", "text/csv");
    server.get("/queries/agenda", "text/csv");
    for made_up in 0..20 {
        server.send(&format!("METHOD{made_up}"), &format!("/made/up/{made_up}"), &[], "");
    }
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }";
    assert_eq!(server.ask(endless, "text/csv").status, 504);
    let reply = server.get("/metrics", "*/*");
    assert_eq!(reply.kind(), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    for line in [
        "rapporteur_http_requests_total{route=\"/queries/{name}\",method=\"GET\",status=\"200\"} 3",
        "rapporteur_http_requests_total{route=\"none\",method=\"other\",status=\"404\"} 20",
        "rapporteur_http_requests_total{route=\"/sparql\",method=\"GET\",status=\"504\"} 1",
        "rapporteur_http_request_duration_seconds_count{route=\"/queries/{name}\"} 3",
        "rapporteur_queries_total{outcome=\"answered\"} 2",
        "rapporteur_queries_total{outcome=\"time\"} 1",
        "rapporteur_answer_lookups_total{result=\"hit\"} 1",
        "rapporteur_answer_lookups_total{result=\"miss\"} 3",
        "rapporteur_answers_kept 2",
        "rapporteur_reports 2",
    ] {
        assert!(reply.body.lines().any(|given| given == line), "{line} is not in {}", reply.body);
    }
    assert!(!reply.body.contains("/made/") && !reply.body.contains("METHOD"));
    assert!(figure(&server, "rapporteur_answers_kept_bytes") > 100.0);
}

#[test]
fn requests_have_numbers() {
    let server = Server::start(&[]);
    let number =
        |given: &str| server.send("GET", "/health", &[("X-Request-Id", given)], "").headers["x-request-id"].clone();
    assert_eq!(number("abc-1.2_3"), "abc-1.2_3");
    for odd in ["", "two words", "<b>", &"x".repeat(65)] {
        let made = number(odd);
        assert!(made.len() == 32 && made != number(odd), "{odd}: {made}");
    }
    assert_eq!(server.get("/nowhere", "*/*").headers["x-request-id"].len(), 32);
}

#[test]
fn the_log_is_lines_of_json_and_keeps_secrets() {
    let desk = Desk::new(&["--log-format", "json", "--slow-query", "0"]);
    let long = format!("SELECT * {{ VALUES ?x {{ \"two\\nlines\" {} }} }}", "1 ".repeat(2000));
    let target = format!("/sparql?query={}&token={TOKEN}", encoded(&long));
    let reply = desk.server.send("GET", &target, &[("X-Request-Id", "mine"), ("Accept", "text/csv")], "");
    assert_eq!(reply.status, 200);
    assert_eq!(desk.update("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }"), 204);
    let lines = || -> Vec<serde_json::Value> {
        let log = desk.log();
        let whole = log.lines().take(log.matches('\n').count());
        whole.map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    // It is told once the thread of the query has ended, which may be after the answer was read.
    let slow = |lines: &Vec<serde_json::Value>| lines.iter().any(|line| line["target"] == "rapporteur::slow");
    let lines = std::iter::repeat_with(lines).find(slow).unwrap();
    let slow = lines.iter().find(|line| line["target"] == "rapporteur::slow").unwrap();
    assert_eq!((&slow["id"], &slow["rows"]), (&"mine".into(), &2001.into()));
    assert!(slow["milliseconds"].as_f64().unwrap() > 0.0);
    let query = slow["query"].as_str().unwrap();
    assert!(query.contains("VALUES") && query.len() < 1100, "{query}");
    let answered = lines.iter().find(|line| line["target"] == "rapporteur::http" && line["id"] == "mine").unwrap();
    assert_eq!(
        (&answered["status"], &answered["route"], &answered["path"]),
        (&200.into(), &"/sparql".into(), &"/sparql".into())
    );
    assert!(lines.iter().any(|line| line["target"] == "rapporteur::audit" && line["added"] == 1));
    assert!(!desk.log().contains(TOKEN));
}

#[test]
fn answers_under_way_are_finished() {
    let server = Server::start(&[]);
    // More than the system holds for a connection that nobody reads from.
    let query = encoded("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 40000");
    let mut client = TcpStream::connect(server.address).unwrap();
    write!(client, "GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut begin = [0; 64];
    client.read_exact(&mut begin).unwrap();
    server.tell_to_stop();
    // It has heard it once it takes no more connections.
    while TcpStream::connect(server.address).is_ok() {}
    let mut bytes = begin.to_vec();
    client.read_to_end(&mut bytes).unwrap();
    let reply = Reply::parse(&bytes);
    assert_eq!((reply.status, reply.lines().len()), (200, 40_001));
    assert!(reply.whole);
    assert_eq!(server.ended(), Some(0));
}

#[test]
fn while_it_reads_it_is_alive_and_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    // A port that was free a moment ago: the program says its own only once it serves.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = program(&folder.path().join("store"))
        .args(["serve", "--bind", &address.to_string(), "--ingest", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ask = |target: &str| loop {
        let Ok(mut client) = TcpStream::connect(address) else { continue };
        let _ = write!(client, "GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let mut bytes = Vec::new();
        if client.read_to_end(&mut bytes).is_ok() && !bytes.is_empty() {
            return Reply::parse(&bytes);
        }
    };
    assert_eq!(json(&ask("/health"))["status"], "starting");
    let reply = ask("/ready");
    assert_eq!((reply.status, reply.kind()), (503, "application/problem+json"));
    assert!(reply.headers.contains_key("retry-after"));
    assert_eq!(ask("/queries/meetings").status, 503);
    let report = "# Harbour Board\n\nDate: 4 May 2021\n\nPresent: Ann Example, Bob Other\n";
    child.stdin.take().unwrap().write_all(report.as_bytes()).unwrap();
    let mut greeting = String::new();
    std::io::BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut greeting).unwrap();
    assert!(greeting.starts_with("serving 1 report on"), "{greeting}");
    let ready = ask("/ready");
    assert_eq!((ready.status, &json(&ready)["reports"]), (200, &1.into()));
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn before_it_goes_it_says_so() {
    let server = Server::start(&["--drain", "3600"]);
    assert_eq!(json(&server.get("/ready", "*/*"))["status"], "ready");
    server.tell_to_stop();
    let gone = std::iter::repeat_with(|| server.get("/ready", "*/*")).find(|reply| reply.status != 200).unwrap();
    assert_eq!(gone.status, 503);
    assert!(gone.body.contains("stopping") && gone.headers.contains_key("retry-after"));
    // Those who come meanwhile are answered.
    assert_eq!(server.get("/queries/meetings", "*/*").status, 200);
    assert_eq!(server.terminate(), Some(0));
}
