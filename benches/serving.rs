//! How fast queries are answered over HTTP, beside Oxigraph's own server over the same quads: cold and again, by one client and by sixteen.
//!
//! `RAPPORTEUR_OXIGRAPH` names Oxigraph's program (the package `oxigraph` on PyPI carries it); without it only this server is measured.
//! `RAPPORTEUR_BENCH_REPORTS` may name another number of reports, and `RAPPORTEUR_BENCH_CLIENTS` other numbers of clients, with commas between them; words behind `--` pick
//! the queries whose names hold one of them.
//!
//! An answer that takes longer than a minute is not waited for: the server is started anew, and the minute stands for the time, with a `>` before it; a ratio against it is the least that it can be.

#[path = "../tests/support/mod.rs"]
mod support;

use rapporteur::catalogue::Catalogue;
use reqwest::StatusCode;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use support::generator::{SEED, write};
use tokio::runtime::Runtime;

/// So many reports make some two million quads.
const REPORTS: usize = 870;
/// How often each query is put by one client, and by each of several; the middle one of all times counts.
const TURNS: (usize, usize) = (20, 3);
/// A query that takes longer is put once by each client, so that all of it ends: by one client, and by each of several.
const LONG: (Duration, Duration) = (Duration::from_secs(2), Duration::from_millis(200));
/// How many ask at once.
const CLIENTS: [usize; 2] = [1, 16];
/// The questions that people put by hand, a file each; where Oxigraph's server has no words for one, what comes closest stands in a file beside it.
const EXAMPLES: &str = "benches/serving";
const FOR_THE_OTHER: &str = ".oxigraph";
/// How long an answer is waited for.
const BOUND: Duration = Duration::from_secs(60);

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
    let mut cold = Server::of_ours(&store, &["--cache-memory", "0"])?;
    let mut kept = Server::of_ours(&copy, &[])?;
    let mut other = match std::env::var_os("RAPPORTEUR_OXIGRAPH") {
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
        for (name, Question { ours, theirs }) in &queries {
            let time = |server: &mut Server| server.time(&runtime, ours, clients);
            let (cold, kept) = (time(&mut cold)?, time(&mut kept)?);
            let Some(other) = &mut other else {
                println!("  {name:<34} {:>9} {:>9} {:>9}", "", written(cold), written(kept));
                continue;
            };
            let other = other.time(&runtime, theirs.as_ref().unwrap_or(ours), clients)?;
            let ratio = |own: Duration| other.as_secs_f64() / own.as_secs_f64();
            println!(
                "  {name:<34} {:>9} {:>9} {:>9} {:>7.1} {:>7.1}",
                written(other),
                written(cold),
                written(kept),
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
    println!("\nmemory in MB, at the end and at most");
    for (name, server) in [("cold", Some(&cold)), ("again", Some(&kept)), ("Oxigraph", other.as_ref())] {
        if let Some((held, most)) = server.map(Server::memory) {
            println!("  {name:<9} {held:>6} {most:>6}");
        }
    }
    Ok(())
}

/// A query, and what the other server is asked instead.
#[derive(Default)]
struct Question {
    ours: String,
    theirs: Option<String>,
}

/// The named queries with the parameters of their examples, and the questions of the folder.
fn queries() -> Result<BTreeMap<String, Question>> {
    let mut found: BTreeMap<String, Question> = BTreeMap::new();
    let base = rapporteur::graph::Base::DEFAULT;
    for query in Catalogue::embedded()?.iter() {
        let given = query.parameters().iter().filter_map(|p| Some((p.name.as_str(), query.default_of(&p.name)?)));
        let bound = query.with_parameters(given, base)?;
        if !query.columns().is_empty() {
            found.insert(query.name().to_owned(), Question { ours: bound.to_string(), theirs: None });
        }
    }
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLES))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        let question = |name: &str| format!("example {name}");
        match name.strip_suffix(FOR_THE_OTHER) {
            Some(name) => found.entry(question(name)).or_default().theirs = Some(text),
            None => found.entry(question(&name)).or_default().ours = text,
        }
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

/// A time in milliseconds, as it is printed.
fn written(time: Duration) -> String {
    let longer = if time >= BOUND { ">" } else { "" };
    format!("{longer}{:.2}", time.as_secs_f64() * 1e3)
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// A server that runs, and where.
struct Server {
    /// What starts it.
    command: Command,
    /// Whether it prints its address, or has to be told one.
    told: bool,
    child: Child,
    sparql: String,
    client: reqwest::Client,
    /// The most memory that a process held which was ended, in megabytes.
    most: u64,
}

impl Server {
    fn of_ours(store: &Path, more: &[&str]) -> Result<Self> {
        let mut command = ours();
        // The client gives up before it does.
        let bound = (2 * BOUND).as_secs().to_string();
        command.args(["serve", "--bind", "127.0.0.1:0", "--query-timeout", &bound, "--query-memory", "4096"]);
        command.args(more).arg("--store").arg(store).stdout(Stdio::piped()).stderr(Stdio::null());
        Self::start(command, None)
    }

    fn of_oxigraph(program: &Path, location: &Path) -> Result<Self> {
        // The port is free when the listener is dropped.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new(program);
        command.args(["serve-read-only", "--union-default-graph", "--bind", &format!("127.0.0.1:{port}")]);
        command.arg("--location").arg(location).stdout(Stdio::null()).stderr(Stdio::null());
        Self::start(command, Some(format!("http://127.0.0.1:{port}/query")))
    }

    /// Starts it; without an address it prints the one that it has.
    fn start(mut command: Command, address: Option<String>) -> Result<Self> {
        let mut child = command.spawn()?;
        let told = address.is_some();
        let sparql = match address {
            Some(address) => address,
            None => printed(&mut child)?,
        };
        Ok(Self { command, told, child, sparql, client: reqwest::Client::new(), most: 0 })
    }

    /// Ends it with all that it still computes, and starts it anew.
    fn restart(&mut self) -> Result<()> {
        self.most = self.memory().1;
        self.child.kill()?;
        self.child.wait()?;
        self.child = self.command.spawn()?;
        if !self.told {
            self.sparql = printed(&mut self.child)?;
        }
        Ok(())
    }

    /// The middle time of an answer, from the question to its last byte; the bound where it takes longer.
    fn time(&mut self, runtime: &Runtime, query: &str, clients: usize) -> Result<Duration> {
        // Once before the clock counts: what is read from disk is then in memory.
        let first = Instant::now();
        if !runtime.block_on(self.ask(query))? {
            self.restart()?;
            return Ok(BOUND);
        }
        let turns = match clients {
            1 if first.elapsed() > LONG.0 => 1,
            1 => TURNS.0,
            _ if first.elapsed() > LONG.1 => 1,
            _ => TURNS.1,
        };
        let mut times = runtime.block_on(self.times(query, clients, turns))?;
        times.sort();
        if times.last().is_some_and(|longest| *longest >= BOUND) {
            self.restart()?;
        }
        Ok(times[times.len() / 2])
    }

    /// How long each answer takes where so many ask at once, so many times each.
    async fn times(&self, query: &str, clients: usize, turns: usize) -> Result<Vec<Duration>> {
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..clients {
            let (client, address, query) = (self.client.clone(), self.sparql.clone(), query.to_owned());
            asking.spawn(async move {
                let mut times = Vec::new();
                for _ in 0..turns {
                    let begun = Instant::now();
                    let ended = answered(&client, &address, &query).await.map_err(|e| e.to_string())?;
                    times.push(if ended { begun.elapsed().min(BOUND) } else { BOUND });
                }
                Ok::<_, String>(times)
            });
        }
        let mut times = Vec::new();
        while let Some(some) = asking.join_next().await {
            times.extend(some??);
        }
        Ok(times)
    }

    /// Whether a question is answered in time, the first one.
    async fn ask(&self, query: &str) -> Result<bool> {
        let mut tries = 0;
        loop {
            match answered(&self.client, &self.sparql, query).await {
                // A server that was just started does not listen yet.
                Err(error) if tries < 100 && error.is::<reqwest::Error>() => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                ended => return ended,
            }
        }
    }

    /// What the process holds, and the most that it or one before it held, in megabytes.
    fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let megabytes = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
        };
        (megabytes("VmRSS:").unwrap_or_default(), megabytes("VmHWM:").unwrap_or_default().max(self.most))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address that this server prints when it listens.
fn printed(child: &mut Child) -> Result<String> {
    let mut line = String::new();
    let output = child.stdout.take().ok_or("no output")?;
    BufReader::new(output).read_line(&mut line)?;
    let at = line.find("http://").ok_or_else(|| format!("no address in {line:?}"))?;
    let end = line[at..].find([' ', '\n']).map_or(line.len(), |end| at + end);
    Ok(format!("{}/sparql", line[at..end].trim_end_matches('/')))
}

/// Asks; false where the answer is not there within the bound.
async fn answered(client: &reqwest::Client, address: &str, query: &str) -> Result<bool> {
    match tokio::time::timeout(BOUND, post(client, address, query)).await {
        Ok(Ok(StatusCode::GATEWAY_TIMEOUT)) | Err(_) => Ok(false),
        Ok(Ok(status)) if status.is_success() => Ok(true),
        Ok(Ok(status)) => Err(format!("{address} answered {status} to {query}").into()),
        Ok(Err(error)) => Err(error.into()),
    }
}

/// Asks and reads all of the answer, whose status is returned.
async fn post(client: &reqwest::Client, address: &str, query: &str) -> reqwest::Result<StatusCode> {
    let request = client.post(address).header("content-type", "application/sparql-query");
    let response = request.header("accept", "application/sparql-results+json").body(query.to_owned()).send().await?;
    let status = response.status();
    response.bytes().await?;
    Ok(status)
}
