//! Ingest of 2,000 varied reports (or as many as `RAPPORTEUR_BENCH_REPORTS` says), against Oxigraph's bulk loader taking the same quads from N-Quads; each in a process of its own, in turns.

#[path = "../tests/support/mod.rs"]
mod support;

use oxigraph::io::RdfFormat;
use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::store::{Access, ExportFormat, Store};
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// How many reports, where nothing else is said.
const REPORTS: usize = 2000;
/// The variable of the environment that says how many.
const HOW_MANY: &str = "RAPPORTEUR_BENCH_REPORTS";
/// How often each takes its turn; the middle one of the times counts.
const TURNS: usize = 3;
/// What is aimed at: our quads a second for each of the bulk loader's.
const TARGET: f64 = 0.7;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [_, "ours", store, reports] => ours(Path::new(store), Path::new(reports)),
        [_, "loader", store, quads] => loader(Path::new(store), Path::new(quads)),
        _ => compare(),
    }
}

/// How many reports are ingested.
fn how_many() -> Result<usize, Box<dyn Error>> {
    match std::env::var(HOW_MANY) {
        Ok(wanted) => wanted.parse().map_err(|e| format!("{HOW_MANY} is {wanted:?}, no number of reports: {e}").into()),
        Err(_) => Ok(REPORTS),
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let count = how_many()?;
    let folder = tempfile::tempdir()?;
    let (reports, quads) = (folder.path().join("reports"), folder.path().join("quads.nq"));
    let written = support::generator::write(support::generator::SEED, count, &reports);
    let bytes = written.iter().map(|path| path.metadata().map_or(0, |metadata| metadata.len())).sum::<u64>();
    println!("{count} reports of {bytes} bytes, middle of {TURNS} turns");
    let (mut ingests, mut loads) = (Vec::new(), Vec::new());
    for turn in 0..TURNS {
        let store = folder.path().join(format!("ours-{turn}"));
        ingests.push(Figures::of("ours", &store, &reports)?);
        if turn == 0 {
            let store = Store::open(&store, Access::Existing)?;
            store.export(ExportFormat::NQuads, BufWriter::new(File::create(&quads)?))?.flush()?;
        }
        loads.push(Figures::of("loader", &folder.path().join(format!("loader-{turn}")), &quads)?);
    }
    let (ours, loader) = (Figures::middle(ingests), Figures::middle(loads));
    if ours.quads != loader.quads {
        return Err(format!("{} quads were ingested, {} loaded", ours.quads, loader.quads).into());
    }
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let per_second = count as f64 / ours.seconds;
    println!("  ingest: {:.2} s, {per_second:.0} reports/s, {:.0} quads/s", ours.seconds, ours.speed());
    println!("  bulk loader from N-Quads: {:.2} s, {:.0} quads/s", loader.seconds, loader.speed());
    let ratio = ours.speed() / loader.speed();
    println!("  ratio {ratio:.2}, target {TARGET}: {}", if ratio >= TARGET { "reached" } else { "missed" });
    println!("  peak memory: ingest {}, bulk loader {}", ours.memory, loader.memory);
    Ok(())
}

/// What a process says of its work.
struct Figures {
    seconds: f64,
    quads: usize,
    memory: String,
}

impl Figures {
    fn of(what: &str, store: &Path, input: &Path) -> Result<Self, Box<dyn Error>> {
        let output = Command::new(std::env::current_exe()?).arg(what).arg(store).arg(input).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let said = String::from_utf8(output.stdout)?;
        let mut parts = said.trim().split('\t');
        let mut next = || parts.next().ok_or("a figure is missing");
        Ok(Self { seconds: next()?.parse()?, quads: next()?.parse()?, memory: next()?.to_owned() })
    }

    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    fn speed(&self) -> f64 {
        self.quads as f64 / self.seconds
    }

    fn middle(mut all: Vec<Self>) -> Self {
        all.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        all.swap_remove(all.len() / 2)
    }
}

fn ours(dir: &Path, reports: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let store = Store::open(dir, Access::Create { base: Some(Base::new(Base::DEFAULT)?) })?;
    let outcome = ingest::run(&store, &Options { paths: vec![reports.to_owned()], quiet: true, ..Options::default() })?;
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(refusal) = outcome.refused.first() {
        return Err(refusal.to_string().into());
    }
    tell(seconds, store.oxigraph())
}

fn loader(dir: &Path, quads: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let store = oxigraph::store::Store::open(dir)?;
    let mut loader = store.bulk_loader();
    loader.load_from_reader(RdfFormat::NQuads, BufReader::with_capacity(1 << 20, File::open(quads)?))?;
    loader.commit()?;
    tell(begun.elapsed().as_secs_f64(), &store)
}

fn tell(seconds: f64, store: &oxigraph::store::Store) -> Result<(), Box<dyn Error>> {
    // Before the quads are counted, which takes memory of its own.
    let memory = peak_memory();
    println!("{seconds}\t{}\t{memory}", store.len()?);
    Ok(())
}

/// The most memory that this process has had.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.map_or_else(|| "not measured".to_owned(), |kilobytes| format!("{} MB", kilobytes / 1024))
}
