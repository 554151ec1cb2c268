//! One report more, by the command line, in stores of ten to ten thousand reports: of six series with people of their own, and of one series alone.

#[path = "../tests/support/mod.rs"]
mod support;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use support::generator::{SEED, report};

/// How many reports the stores hold; `RAPPORTEUR_BENCH_REPORTS` may name fewer for the largest.
const SIZES: [usize; 4] = [10, 100, 1000, 10_000];
/// How many reports are added to each, one after the other; the middle one of the times counts.
const TURNS: usize = 9;
/// What is aimed at: the time in the largest store for each second in the smallest.
const TARGET: f64 = 2.0;

fn main() -> Result<(), Box<dyn Error>> {
    let most = std::env::var("RAPPORTEUR_BENCH_REPORTS").ok().and_then(|most| most.parse().ok()).unwrap_or(usize::MAX);
    // Every sixth generated report is of one series.
    for (what, step) in [("six series", 1), ("one series", 6)] {
        println!("one report more by `rapporteur ingest`, {what}, middle of {TURNS}");
        let mut first = None;
        for size in SIZES.into_iter().filter(|size| *size <= most) {
            let folder = tempfile::tempdir()?;
            let (reports, store) = (folder.path().join("reports"), folder.path().join("store"));
            for index in 0..size {
                write(&reports, index * step)?;
            }
            let begun = Instant::now();
            ingest(&store, &reports)?;
            let built = begun.elapsed().as_secs_f64();
            let mut times = Vec::with_capacity(TURNS);
            for index in size..size + TURNS {
                let one = folder.path().join(index.to_string());
                write(&one, index * step)?;
                let begun = Instant::now();
                ingest(&store, &one)?;
                times.push(begun.elapsed().as_secs_f64());
            }
            times.sort_by(f64::total_cmp);
            let (middle, last) = (times[TURNS / 2], times[TURNS - 1]);
            let ratio = middle / *first.get_or_insert(middle);
            println!(
                "  in {size:>6}: {:>5.0} ms (slowest {:.0}), {ratio:.2} of that in {}; the store took {built:.1} s",
                middle * 1e3,
                last * 1e3,
                SIZES[0]
            );
            if size == SIZES[SIZES.len() - 1] {
                println!("  target {TARGET}: {}", if ratio <= TARGET { "reached" } else { "missed" });
            }
        }
    }
    Ok(())
}

fn write(folder: &Path, index: usize) -> Result<(), Box<dyn Error>> {
    let (name, text) = report(SEED, index);
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap_or(folder))?;
    Ok(fs::write(path, text)?)
}

fn ingest(store: &Path, reports: &Path) -> Result<(), Box<dyn Error>> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
    command.arg("ingest").arg(reports).arg("--store").arg(store).stdout(Stdio::null());
    let output = command.stderr(Stdio::piped()).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}
