//! `rapporteur ingest`.

use super::existing;
use super::failure::{Failure, tell};
use crate::curation::doubts;
use crate::entities::registry::RegistrySource;
use crate::graph::Base;
use crate::ingest::{self, KnowledgeSource};
use crate::judgements::JudgementsFile;
use crate::store::{Access, Store};
use crate::warnings::Warnings;
use clap::Args;
use std::path::{Path, PathBuf};

/// So many warnings are shown of one report, and so many in all before the rest is only counted.
const MOST_WARNINGS_A_REPORT: usize = 10;
const MOST_WARNINGS: usize = 200;

/// What to read.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files or folders with reports; - reads one from standard input
    #[arg(required_unless_present = "judgements", value_name = "PATH")]
    inputs: Vec<PathBuf>,

    #[command(flatten)]
    reading: Reading,

    /// Say nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// With what to read it. `serve --ingest` takes the same.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The base of all addresses; the first ingest fixes it [default: http://localhost:7878/]
    #[arg(long, value_name = "IRI", value_parser = Base::new)]
    base: Option<Base>,

    /// A folder of Turtle files to use in place of the registry that the program carries
    #[arg(long, value_name = "DIR")]
    registry: Option<PathBuf>,

    /// A folder of word lists to use in place of those that the program carries
    #[arg(long, value_name = "DIR")]
    language: Option<PathBuf>,

    /// A file with judgements of curators; without it those in the store stay
    #[arg(long, env = "RAPPORTEUR_JUDGEMENTS", value_name = "FILE")]
    pub(super) judgements: Option<PathBuf>,
}

impl Reading {
    /// Where word lists and registry come from.
    pub(super) fn knowledge(&self) -> KnowledgeSource {
        KnowledgeSource {
            registry: RegistrySource { registry: self.registry.clone(), ..RegistrySource::default() },
            language: self.language.clone(),
        }
    }
}

/// Reads the inputs into the store and says what was taken. What is refused is named, and fails the command after all else was taken.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.inputs.is_empty() {
        return apply(&existing(dir)?, &arguments.reading);
    }
    let store = Store::open(dir, Access::Create { base: arguments.reading.base.clone() })?;
    let outcome = read(&store, &arguments.inputs, &arguments.reading, arguments.quiet)?;
    if outcome.refused.is_empty() { Ok(()) } else { Err(Failure::Told) }
}

/// Opens or makes the store and reads the inputs; the caller decides what a refusal means.
pub(super) fn open_and_read(dir: &Path, inputs: &[PathBuf], reading: &Reading) -> Result<Store, Failure> {
    let store = Store::open(dir, Access::Create { base: reading.base.clone() })?;
    read(&store, inputs, reading, false)?;
    Ok(store)
}

/// Takes the judgements of a file, if one is given, without reading any report.
pub(super) fn apply(store: &Store, reading: &Reading) -> Result<(), Failure> {
    let Some(path) = &reading.judgements else { return Ok(()) };
    let file = JudgementsFile::read(path, store.base())?;
    ingest::judge(store, &reading.knowledge(), &file.judgements)?;
    doubt(store, reading)
}

/// Says which judgements the store cannot follow.
fn doubt(store: &Store, reading: &Reading) -> Result<(), Failure> {
    if reading.judgements.is_some() {
        doubts(store, &ingest::judgements_of(store)?)?.iter().for_each(|doubt| tell(doubt));
    }
    Ok(())
}

fn read(store: &Store, inputs: &[PathBuf], reading: &Reading, quiet: bool) -> Result<ingest::Outcome, Failure> {
    let options = ingest::Options {
        paths: inputs.to_vec(),
        knowledge: reading.knowledge(),
        judgements: reading.judgements.clone(),
        quiet,
        threads: None,
    };
    let outcome = ingest::run(store, &options)?;
    for refusal in &outcome.refused {
        tell(&refusal.to_string());
    }
    if !quiet {
        tell_warnings(&outcome.warnings);
        tell(&summary(&outcome));
        doubt(store, reading)?;
    }
    Ok(outcome)
}

/// What is odd about reports, a few lines for each.
fn tell_warnings(reports: &[Warnings]) {
    let mut told = 0;
    for (at, warnings) in reports.iter().enumerate() {
        if told >= MOST_WARNINGS {
            let rest = reports.iter().skip(at).map(Warnings::count).sum::<usize>();
            let files = reports.len() - at;
            tell(&format!("and {rest} more warnings about {files} more report{}", if files == 1 { "" } else { "s" }));
            return;
        }
        for line in warnings.lines(MOST_WARNINGS_A_REPORT) {
            tell(&line);
            told += 1;
        }
    }
}

fn summary(outcome: &ingest::Outcome) -> String {
    let reports = |count: usize| format!("{count} report{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![format!("{} taken", reports(outcome.taken))];
    if outcome.replaced > 0 {
        parts.push(format!("{} read anew", outcome.replaced));
    }
    if outcome.unchanged > 0 {
        parts.push(format!("{} already there", outcome.unchanged));
    }
    if !outcome.refused.is_empty() {
        parts.push(format!("{} refused", outcome.refused.len()));
    }
    let warnings: usize = outcome.warnings.iter().map(Warnings::count).sum();
    if warnings > 0 {
        parts.push(format!("{warnings} warning{}", if warnings == 1 { "" } else { "s" }));
    }
    parts.join(", ")
}
