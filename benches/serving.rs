//! How fast queries are answered over HTTP, beside Oxigraph's own server over the same quads: cold and again, by one client and by sixteen.
//!
//! `RAPPORTEUR_OXIGRAPH` names Oxigraph's program (the package `oxigraph` on PyPI carries it); without it only this server is measured.
//! `RAPPORTEUR_BENCH_REPORTS` may name another number of reports, and `RAPPORTEUR_BENCH_CLIENTS` other numbers of clients, with commas between them; words behind `--` pick
//! the queries whose names hold one of them.

#[path = "../tests/support/mod.rs"]
mod support;

use rapporteur::catalogue::Catalogue;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::generator::{SEED, write};

/// So many reports make some two million quads.
const REPORTS: usize = 870;
/// How often each query is put by one client, and by each of several; the middle one of all times counts.
const TURNS: (usize, usize) = (20, 3);
/// A query that takes longer is put once by each client, so that all of it ends: by one client, and by each of several.
const LONG: (Duration, Duration) = (Duration::from_secs(2), Duration::from_millis(200));
/// How many ask at once.
const CLIENTS: [usize; 2] = [1, 16];
/// The questions that people put by hand, a file each.
const EXAMPLES: &str = "benches/serving";
/// How long a query may take here; Oxigraph's server has no such bound that ends all of its work.
const BOUND: &str = "120";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    // The client wants one, though nothing here is encrypted; where there is one already, that will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let reports = std::env::var("RAPPORTEUR_BENCH_REPORTS").ok().and_then(|n| n.parse().ok()).unwrap_or(REPORTS);
    let folder = tempfile::tempdir()?;
    let (texts, store, quads) =
        (folder.path().join("reports"), folder.path().join("store"), folder.path().join("all.nq"));
    write(SEED, reports, &texts);
    run(ours().arg("ingest").arg(&texts).arg("--store").arg(&store).stdout(Stdio::null()))?;
    run(ours().arg("export").arg("--store").arg(&store).stdout(std::fs::File::create(&quads)?))?;
    let count = BufReader::new(std::fs::File::open(&quads)?).lines().count();
    println!("{reports} generated reports, {count} quads; the middle of at most {} turns, in milliseconds", TURNS.0);
    let queries = queries()?;
    let clients = match std::env::var("RAPPORTEUR_BENCH_CLIENTS") {
        Ok(some) => some.split(',').map(|n| Ok(n.trim().parse()?)).collect::<Result<Vec<usize>>>()?,
        Err(_) => CLIENTS.to_vec(),
    };
    // A store is open once.
    let copy = folder.path().join("copy");
    run(ours().arg("backup").arg(&copy).arg("--store").arg(&store).stdout(Stdio::null()))?;
    let cold = Server::of_ours(&store, &["--cache-memory", "0"])?;
    let kept = Server::of_ours(&copy, &[])?;
    let other = match std::env::var_os("RAPPORTEUR_OXIGRAPH") {
        Some(program) => {
            let location = folder.path().join("oxigraph");
            run(Command::new(&program).arg("load").arg("--location").arg(&location).arg("--file").arg(&quads))?;
            Some(Server::of_oxigraph(Path::new(&program), &location)?)
        }
        None => None,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    for clients in clients {
        println!("\n{clients} client{}", if clients == 1 { "" } else { "s" });
        println!("  {:<34} {:>9} {:>9} {:>9} {:>7} {:>7}", "query", "Oxigraph", "cold", "again", "cold ×", "again ×");
        let (mut colder, mut warmer, mut slower) = (Vec::new(), Vec::new(), Vec::new());
        for (name, query) in &queries {
            let time = |server: &Server| runtime.block_on(server.time(query, clients));
            let (cold, kept) = (time(&cold)?, time(&kept)?);
            let Some(other) = &other else {
                println!("  {name:<34} {:>9} {:>9.2} {:>9.2}", "", millis(cold), millis(kept));
                continue;
            };
            let other = time(other)?;
            let ratio = |own: Duration| other.as_secs_f64() / own.as_secs_f64();
            println!(
                "  {name:<34} {:>9.2} {:>9.2} {:>9.2} {:>7.1} {:>7.1}",
                millis(other),
                millis(cold),
                millis(kept),
                ratio(cold),
                ratio(kept)
            );
            colder.push(ratio(cold));
            warmer.push(ratio(kept));
            if cold > other.mul_f64(1.2).max(other + Duration::from_millis(1)) {
                slower.push(name.as_str());
            }
        }
        if other.is_some() {
            println!(
                "  median: cold {:.1} times as fast (target 3), again {:.1} (target 10)",
                median(colder),
                median(warmer)
            );
            println!(
                "  slower by more than a fifth and 1 ms: {}",
                if slower.is_empty() { "none".to_owned() } else { slower.join(", ") }
            );
        }
    }
    println!("\nmemory in MB: cold {}, again {}", cold.memory(), kept.memory());
    if let Some(other) = &other {
        println!("Oxigraph {}", other.memory());
    }
    Ok(())
}

/// The named queries with the parameters of their examples, and the questions of the folder.
fn queries() -> Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let base = rapporteur::graph::Base::DEFAULT;
    for query in Catalogue::embedded()?.iter() {
        let given = query.parameters().iter().filter_map(|p| Some((p.name.as_str(), query.default_of(&p.name)?)));
        let bound = query.with_parameters(given, base)?;
        if !query.columns().is_empty() {
            found.insert(query.name().to_owned(), bound.to_string());
        }
    }
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLES))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.insert(format!("example {name}"), std::fs::read_to_string(path)?);
    }
    // Cargo adds `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    found.retain(|name, _| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str())));
    if found.is_empty() { Err("no query has such a name".into()) } else { Ok(found) }
}

fn ours() -> Command {
    Command::new(env!("CARGO_BIN_EXE_rapporteur"))
}

fn run(command: &mut Command) -> Result<()> {
    let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let output = child.wait_with_output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// A server that runs, and where.
struct Server {
    child: Child,
    sparql: String,
    client: reqwest::Client,
}

impl Server {
    fn of_ours(store: &Path, more: &[&str]) -> Result<Self> {
        let mut command = ours();
        command.args(["serve", "--bind", "127.0.0.1:0", "--query-timeout", BOUND, "--query-memory", "4096"]).args(more);
        command.arg("--store").arg(store).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut line = String::new();
        let output = child.stdout.take().ok_or("no output")?;
        BufReader::new(output).read_line(&mut line)?;
        let at = line.find("http://").ok_or_else(|| format!("no address in {line:?}"))?;
        let end = line[at..].find([' ', '\n']).map_or(line.len(), |end| at + end);
        let sparql = format!("{}/sparql", line[at..end].trim_end_matches('/'));
        Ok(Self { child, sparql, client: reqwest::Client::new() })
    }

    fn of_oxigraph(program: &Path, location: &Path) -> Result<Self> {
        // The port is free when the listener is dropped.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(program);
        command.args(["serve-read-only", "--union-default-graph", "--bind", &format!("127.0.0.1:{port}")]);
        let child = command.arg("--location").arg(location).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { child, sparql: format!("http://127.0.0.1:{port}/query"), client: reqwest::Client::new() })
    }

    /// The middle time of an answer, from the question to its last byte.
    async fn time(&self, query: &str, clients: usize) -> Result<Duration> {
        // Once before the clock counts: what is read from disk is then in memory.
        let first = Instant::now();
        self.ask(query).await?;
        let turns = match clients {
            1 if first.elapsed() > LONG.0 => 1,
            1 => TURNS.0,
            _ if first.elapsed() > LONG.1 => 1,
            _ => TURNS.1,
        };
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..clients {
            let (client, address, query) = (self.client.clone(), self.sparql.clone(), query.to_owned());
            asking.spawn(async move {
                let mut times = Vec::new();
                for _ in 0..turns {
                    let begun = Instant::now();
                    post(&client, &address, &query).await.map_err(|e| e.to_string())?;
                    times.push(begun.elapsed());
                }
                Ok::<_, String>(times)
            });
        }
        let mut times = Vec::new();
        while let Some(some) = asking.join_next().await {
            times.extend(some??);
        }
        times.sort();
        Ok(times[times.len() / 2])
    }

    async fn ask(&self, query: &str) -> Result<()> {
        let mut tries = 0;
        loop {
            match post(&self.client, &self.sparql, query).await {
                // A server that was just started does not listen yet.
                Err(error) if tries < 100 && error.is::<reqwest::Error>() => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                ended => return ended,
            }
        }
    }

    /// What the process holds, in megabytes.
    fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: Option<u64> = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        kilobytes.map_or_else(|| "unknown".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn post(client: &reqwest::Client, address: &str, query: &str) -> Result<()> {
    let request = client.post(address).header("content-type", "application/sparql-query");
    let response = request.header("accept", "application/sparql-results+json").body(query.to_owned()).send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    if status.is_success() { Ok(()) } else { Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into()) }
}
