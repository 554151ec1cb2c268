//! Full-text search through its doors: HTTP, the command line, and `text:query` in SPARQL. What is found can be looked up in the text that is served, and the
//! index never says what the store does not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

mod support;

#[path = "search/agreement.rs"]
mod agreement;
#[path = "search/following.rs"]
mod following;
#[path = "search/http.rs"]
mod http;
#[path = "search/laws.rs"]
mod laws;
#[path = "search/sparql.rs"]
mod sparql;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::served::{Reply, Server, encoded};
use support::{ingest_all, printed, samples};

const TOKEN: &str = "a-token-that-nobody-guesses";

/// A folder with a store of the sample reports.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        ingest_all(&desk.store(), &[samples()]);
        desk
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// A service that lets those write who have the token.
    fn serve(&self) -> Server {
        let token = self.folder.path().join("token");
        std::fs::write(&token, TOKEN).unwrap();
        Server::over(&self.store(), &["--token-file", token.to_str().unwrap()])
    }
}

/// What `rapporteur search` prints as JSON.
fn found(store: &Path, arguments: &[&str]) -> Value {
    let arguments = [&["search", "--format", "json"], arguments].concat();
    serde_json::from_str(&printed(store, &arguments)).unwrap()
}

fn search(server: &Server, parameters: &[(&str, &str)]) -> Reply {
    let pairs: Vec<String> = parameters.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    server.get(&format!("/search?{}", pairs.join("&")), "application/json")
}

fn json(reply: &Reply) -> Value {
    assert_eq!(reply.status, 200, "{}", reply.body);
    serde_json::from_str(&reply.body).unwrap()
}

fn hits(answer: &Value) -> &Vec<Value> {
    answer["hits"].as_array().unwrap()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// A part of a text, in code points.
fn part(text: &str, range: &Value) -> String {
    let (start, end) = (number(&range["start"]), number(&range["end"]));
    text.chars().skip(start).take(end - start).collect()
}
