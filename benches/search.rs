//! The search index of 1,000 varied reports: how long it takes to make, to follow one more report, and to answer.

#[path = "../tests/support/mod.rs"]
mod support;

use rapporteur::graph::Base;
use rapporteur::ingest::{self, Options};
use rapporteur::search::{Index, Request};
use rapporteur::store::{Access, Store};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const REPORTS: usize = 1000;
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
    let folder = tempfile::tempdir()?;
    let written = support::generator::write(support::generator::SEED, REPORTS + 1, &folder.path().join("reports"));
    let store = Store::open(folder.path().join("store"), Access::Create { base: Some(Base::new(Base::DEFAULT)?) })?;
    let (last, others) = written.split_last().ok_or("there are no reports")?;
    read(&store, others)?;
    let (index, made) = timed(|| Index::open(&store))?;
    println!("{REPORTS} reports, {} quads", store.oxigraph().len()?);
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
