//! What the service does with queries that would run for ever or fill all memory: when each is answered, what the process holds afterwards, and how long a cheap question takes beside eight of them.

#[path = "../tests/support/hostile.rs"]
mod hostile;
#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use support::served::Server;

/// The bounds of each query: seconds, and megabytes.
const BOUNDS: [&str; 4] = ["--query-timeout", "2", "--query-memory", "256"];
/// So many hostile queries run beside the cheap question.
const BESIDE: usize = 8;
/// How often the cheap question is put.
const TURNS: usize = 500;
const CHEAP: &str = "SELECT ?meeting ?date { ?meeting a <https://w3id.org/rapporteur/Meeting> ; <https://w3id.org/rapporteur/date> ?date } ORDER BY ?date";
/// What is free is given back to the system within so much time.
const PATIENCE: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("store");
    support::ingest_all(&store, &[support::samples()]);
    // Nothing is kept, so that each is computed.
    let server = Server::over(&store, &[&BOUNDS[..], &["--cache-memory", "0"]].concat());
    let chains = hostile::chains().into_iter().map(|(kind, query, _)| (kind, query)).collect();
    let queries: Vec<_> = [hostile::queries(), hostile::joined(), chains].concat();
    // What any query takes is there before the memory is looked at.
    for query in hostile::SMALL.iter().map(|(query, _)| *query).chain([CHEAP]) {
        assert_eq!(ask(&server, query).0, 200, "{query}");
    }
    let before = server.memory();
    println!("{} hostile queries, one after the other, with bounds of 2 s and 256 MB", queries.len());
    println!("  {:<50} {:>6} {:>8}", "kind", "status", "seconds");
    let mut slowest = Duration::ZERO;
    for (kind, query) in &queries {
        let (status, time) = ask(&server, query);
        println!("  {kind:<50} {status:>6} {:>8.3}", time.as_secs_f64());
        slowest = slowest.max(time);
    }
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until && server.memory() > before {
        server.get("/health", "*/*");
    }
    let megabytes = |kilobytes: u64| kilobytes / 1024;
    println!("  the slowest was answered after {:.3} s", slowest.as_secs_f64());
    println!(
        "  memory: {} MB before, {} MB {} s after, {} MB at most",
        megabytes(before),
        megabytes(server.memory()),
        PATIENCE.as_secs(),
        megabytes(server.most_memory())
    );
    let mut times = beside(&server, &queries);
    times.sort();
    println!("a cheap question beside {BESIDE} of them, {TURNS} times");
    for (name, at) in [("median", times.len() / 2), ("of a hundred the slowest", times.len() * 99 / 100)] {
        println!("  {name}: {:.1} ms", times[at].as_secs_f64() * 1e3);
    }
    Ok(())
}

/// How long the cheap question takes each time, while others put hostile ones without a pause.
fn beside(server: &Server, queries: &[(&str, String)]) -> Vec<Duration> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for first in 0..BESIDE {
            let done = &done;
            scope.spawn(move || {
                let mut turn = first * queries.len() / BESIDE;
                while !done.load(Ordering::Relaxed) {
                    ask(server, &queries[turn % queries.len()].1);
                    turn += 1;
                }
            });
        }
        let times = (0..TURNS).map(|_| ask(server, CHEAP).1).collect();
        done.store(true, Ordering::Relaxed);
        times
    })
}

/// The status of an answer, and when all of it was there.
fn ask(server: &Server, query: &str) -> (u16, Duration) {
    let began = Instant::now();
    let headers = [("accept", "text/csv, text/turtle"), ("content-type", "application/sparql-query")];
    let reply = server.send("POST", "/sparql", &headers, query);
    (reply.status, began.elapsed())
}
