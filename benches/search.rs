//! The search index of 1,000 varied reports: how long it takes to make, to follow one more report and what somebody writes over HTTP, and to answer.

#[path = "../tests/support/mod.rs"]
mod support;

use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::search::{Index, Request};
use rapporteur::store::{Access, Store};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use support::served::{Server, encoded};

/// How many reports; `RAPPORTEUR_BENCH_REPORTS` may say another number.
const REPORTS: usize = 1000;
/// Writes of each sort, for searches and for queries.
const WRITES: usize = 9;
const TOKEN: &str = "a-token-that-nobody-guesses";
/// How often each search is put.
const TURNS: usize = 50;

const SEARCHES: [&str; 8] = [
    "\"red line\"",
    "GDC",
    "proposal",
    "the",
    "draft letter -agreed",
    "stakeh* OR govern*",
    "(working OR group) AND meeting",
    "\"next meeting\" OR deadline OR report",
];

fn main() -> Result<(), Box<dyn Error>> {
    let reports = std::env::var("RAPPORTEUR_BENCH_REPORTS").ok().and_then(|n| n.parse().ok()).unwrap_or(REPORTS);
    let folder = tempfile::tempdir()?;
    let written = support::generator::write(support::generator::SEED, reports + 1, &folder.path().join("reports"));
    let store = Store::open(folder.path().join("store"), Access::Create { base: Some(Base::new(Base::DEFAULT)?) })?;
    let (last, others) = written.split_last().ok_or("there are no reports")?;
    read(&store, others)?;
    let (index, made) = timed(|| Index::open(&store))?;
    println!("{reports} reports, {} quads", store.oxigraph().len()?);
    println!(
        "  made anew: {:.2} s, {:.1} MB on the disk",
        made.as_secs_f64(),
        megabytes(&folder.path().join("store/search"))?
    );
    read(&store, std::slice::from_ref(last))?;
    let ((), followed) = timed(|| index.follow())?;
    println!("  one more report: {:.2} s", followed.as_secs_f64());
    let ((), unchanged) = timed(|| index.follow())?;
    println!("  nothing new: {:.2} ms", unchanged.as_secs_f64() * 1e3);
    drop(index);
    let (index, opened) = timed(|| Index::open(&store))?;
    println!("  opened: {:.1} ms", opened.as_secs_f64() * 1e3);
    let searching = index.searching()?;
    let mut all = Vec::new();
    for words in SEARCHES {
        let request = Request::of(words)?;
        let mut times = Vec::new();
        let mut total = 0;
        for _ in 0..TURNS {
            let begun = Instant::now();
            total = searching.find(&request, None)?.total;
            times.push(begun.elapsed());
        }
        times.sort();
        println!("  {words}: {total} hits, {:.2} ms", times[TURNS / 2].as_secs_f64() * 1e3);
        all.extend(times);
    }
    all.sort();
    println!(
        "  median of all: {:.2} ms, slowest {:.2} ms",
        all[all.len() / 2].as_secs_f64() * 1e3,
        all[all.len() - 1].as_secs_f64() * 1e3
    );
    drop((searching, index, store));
    writes(folder.path())
}

/// How long after a write over HTTP its words are found by `/search`, and answered by `text:query`.
fn writes(folder: &Path) -> Result<(), Box<dyn Error>> {
    let token = folder.join("token");
    std::fs::write(&token, TOKEN)?;
    let server = Server::over(&folder.join("store"), &["--token-file", &token.to_string_lossy()]);
    let query = encoded("SELECT * { ?s <http://jena.apache.org/text#query> 'zyzzyva' }");
    server.get("/search?q=zyzzyva", "application/json");
    for (what, words) in [("a name", "a rap:Topic ; skos:prefLabel"), ("nothing that is searched", "rdfs:comment")] {
        let (mut searched, mut queried) = (Vec::new(), Vec::new());
        for turn in 0..2 * WRITES {
            let update = format!(
                "PREFIX rap: <https://w3id.org/rapporteur/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> \
                 PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> \
                 INSERT DATA {{ GRAPH <https://example.org/mine> {{ <https://example.org/{turn}> {words} \"Zyzzyva\" }} }}"
            );
            let authorization = format!("Bearer {TOKEN}");
            let headers = [("Content-Type", "application/sparql-update"), ("Authorization", authorization.as_str())];
            if server.send("POST", "/update", &headers, &update).status != 204 {
                return Err("an update was refused".into());
            }
            let begun = Instant::now();
            if turn % 2 == 0 {
                let answer = server.get("/search?q=zyzzyva", "application/json").body;
                searched.push(begun.elapsed());
                if !answer.contains("\"current\":true") {
                    return Err("a search was answered from an older index".into());
                }
            } else {
                if server.get(&format!("/sparql?query={query}"), "text/csv").status != 200 {
                    return Err("text:query was not answered".into());
                }
                queried.push(begun.elapsed());
            }
        }
        let middle = |times: &mut Vec<Duration>| {
            times.sort();
            (times[WRITES / 2].as_secs_f64() * 1e3, times[WRITES - 1].as_secs_f64() * 1e3)
        };
        let ((search, slow_search), (sparql, slow_sparql)) = (middle(&mut searched), middle(&mut queried));
        println!(
            "  after a write of {what}: /search {search:.0} ms (slowest {slow_search:.0}), text:query {sparql:.0} ms (slowest {slow_sparql:.0})"
        );
    }
    Ok(())
}

fn read(store: &Store, paths: &[PathBuf]) -> Result<(), Box<dyn Error>> {
    let options = Options { paths: paths.to_vec(), quiet: true, ..Options::default() };
    match ingest::run(store, &options)?.refused.first() {
        Some(refusal) => Err(refusal.to_string().into()),
        None => Ok(()),
    }
}

fn timed<T, E: Error + 'static>(work: impl FnOnce() -> Result<T, E>) -> Result<(T, Duration), Box<dyn Error>> {
    let begun = Instant::now();
    let made = work()?;
    Ok((made, begun.elapsed()))
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(folder: &Path) -> Result<f64, Box<dyn Error>> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes as f64 / 1e6)
}
