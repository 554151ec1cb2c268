//! How fast reports are read on one core: bytes to facts, bytes to facts and warnings, and bytes to quads, over the five sample reports.
//!
//! The floor is what nobody can do without: finding the known names and phrases in the same text, all at once. It is measured in the same run, so that the
//! ratio holds on any machine.

use aho_corasick::{AhoCorasickBuilder, MatchKind};
use rapporteur::entities::registry::Registry;
use rapporteur::graph::Base;
use rapporteur::ingest::{Knowledge, KnowledgeSource, Reader};
use rapporteur::language::Language;
use rapporteur::minutes::Recognisers;
use rapporteur::source::Source;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// Rounds before the clock counts, and rounds that it counts.
const ROUNDS: (usize, usize) = (20, 200);
/// What is aimed at, in megabytes (10^6 bytes) a second.
const TARGET: f64 = 5.0;

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
    let (reporting, names) = (phrases(&knowledge.language), names(&knowledge.registry));
    let (count, size) = (reporting.len() + names.len(), reporting.iter().chain(&names).map(String::len).sum::<usize>());
    let automaton = AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(reporting.iter().chain(&names))?;
    let floor = times(|| {
        for (_, bytes) in &reports {
            black_box(automaton.find_iter(bytes).count());
        }
        Ok(())
    })?;
    println!("  floor: Aho-Corasick, leftmost-longest, {count} names and phrases of {size} bytes");
    show("floor", bytes, floor);
    let facts = times(|| {
        for report in &reports {
            black_box(reader.facts(&source(report)?)?);
        }
        Ok(())
    })?;
    show("bytes to facts", bytes, facts);
    let speed = megabytes(bytes, facts.median);
    println!("  target {TARGET:.1} MB/s: {}", if speed >= TARGET { "reached" } else { "missed" });
    println!("  quickest round: {:.1} times the floor's", facts.quickest.as_secs_f64() / floor.quickest.as_secs_f64());
    let warned = times(|| {
        for report in &reports {
            let source = source(report)?;
            black_box(reader.warnings(&source, &reader.facts(&source)?));
        }
        Ok(())
    })?;
    show("bytes to facts and warnings", bytes, warned);
    let quads = times(|| {
        for report in &reports {
            black_box(reader.quads(&source(report)?)?);
        }
        Ok(())
    })?;
    show("bytes to quads", bytes, quads);
    Ok(())
}

/// All names of the registry and the schemes.
fn names(registry: &Registry) -> Vec<String> {
    registry.entities.iter().flat_map(|e| &e.names).map(|n| n.text.clone()).collect()
}

/// The words and phrases that tell who said, agreed and promised what.
fn phrases(language: &Language) -> Vec<String> {
    let (speech, outcomes) = (&language.speech, &language.speech.outcomes);
    let lists = [&outcomes.agreed, &outcomes.impersonal, &outcomes.will, &outcomes.plans, &speech.replies.content];
    let phrases = lists.iter().flat_map(|l| l.list());
    let verbs = speech.verbs.values().flatten().chain(&speech.pronouns).chain(&speech.collectives.heads);
    let dates = language.calendar.months.iter().chain(&language.calendar.weekdays).flatten();
    let bodies = language.bodies.heads.iter().chain(language.countries.iter().map(|c| &c.name));
    phrases.chain(verbs).chain(dates).chain(bodies).cloned().collect()
}

/// The times of many rounds.
#[derive(Clone, Copy)]
struct Times {
    /// What disturbs a few rounds does not show in the middle one.
    median: Duration,
    /// What disturbs most rounds, as on a busy machine, does not show in the quickest.
    quickest: Duration,
}

fn times(mut round: impl FnMut() -> Result<(), Box<dyn Error>>) -> Result<Times, Box<dyn Error>> {
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
    Ok(Times { median: times[times.len() / 2], quickest: times[0] })
}

#[allow(clippy::cast_precision_loss, reason = "a figure for people")]
fn megabytes(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}

fn show(what: &str, bytes: usize, times: Times) {
    let speed = |time: Duration| format!("{:.2} ms, {:.1} MB/s", time.as_secs_f64() * 1e3, megabytes(bytes, time));
    println!("  {what}: {}; quickest {}", speed(times.median), speed(times.quickest));
}
