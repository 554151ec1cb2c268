//! How fast reports are read on one core: bytes to facts, and bytes to quads, over the five sample reports.

use rapporteur::graph::Base;
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::minutes::Recognisers;
use rapporteur::source::Source;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds before the clock counts, and rounds that it counts.
const ROUNDS: (usize, usize) = (20, 200);
/// What is aimed at, in megabytes (10^6 bytes) a second.
const TARGET: f64 = 10.0;

fn main() -> Result<(), Box<dyn Error>> {
    let base = Base::new(Base::DEFAULT)?;
    let knowledge = Knowledge::load(&KnowledgeSource::default(), &base)?;
    let recognisers = Recognisers::new(&knowledge.language)?;
    let reader = Reader::new(&knowledge, &recognisers, &base)?;
    let mut files: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/minutes"))?
        .collect::<Result<Vec<_>, _>>()?
        .iter()
        .map(std::fs::DirEntry::path)
        .collect();
    files.sort();
    let reports: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|path| Ok((path.display().to_string(), std::fs::read(path)?)))
        .collect::<Result<_, std::io::Error>>()?;
    let bytes: usize = reports.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("reading {} reports of {bytes} bytes on one core, median of {} rounds", reports.len(), ROUNDS.1);
    let source = |(name, bytes): &(String, Vec<u8>)| Source::from_bytes(name, bytes.clone());
    let facts = median(|| {
        for report in &reports {
            black_box(reader.facts(&source(report)?)?);
        }
        Ok(())
    })?;
    show("bytes to facts", bytes, facts);
    let speed = megabytes(bytes, facts);
    println!("  target {TARGET:.1} MB/s: {}", if speed >= TARGET { "reached" } else { "missed" });
    let quads = median(|| {
        for report in &reports {
            black_box(reader.quads(&source(report)?)?);
        }
        Ok(())
    })?;
    show("bytes to quads", bytes, quads);
    Ok(())
}

/// The middle time of many rounds: what disturbs a few of them does not show.
fn median(mut round: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Duration, Box<dyn Error>> {
    for _ in 0..ROUNDS.0 {
        round()?;
    }
    let mut times = Vec::with_capacity(ROUNDS.1);
    for _ in 0..ROUNDS.1 {
        let begun = Instant::now();
        round()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

fn show(what: &str, bytes: usize, time: Duration) {
    println!("  {what}: {:.2} ms, {:.1} MB/s", time.as_secs_f64() * 1e3, megabytes(bytes, time));
}
