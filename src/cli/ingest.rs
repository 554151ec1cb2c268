//! `rapporteur ingest`.

use super::failure::{Failure, tell};
use crate::entities::registry::RegistrySource;
use crate::graph::Base;
use crate::ingest::{self, KnowledgeSource};
use crate::store::{Access, Store};
use clap::Args;
use std::path::{Path, PathBuf};

/// What to read.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files or folders with reports; - reads one from standard input
    #[arg(required = true, value_name = "PATH")]
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
}

/// Reads the inputs into the store and says what was taken. What is refused is named, and fails the command after all else was taken.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
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

fn read(store: &Store, inputs: &[PathBuf], reading: &Reading, quiet: bool) -> Result<ingest::Outcome, Failure> {
    let options = ingest::Options {
        paths: inputs.to_vec(),
        knowledge: KnowledgeSource {
            registry: RegistrySource { registry: reading.registry.clone(), ..RegistrySource::default() },
            language: reading.language.clone(),
        },
        quiet,
        threads: None,
    };
    let outcome = ingest::run(store, &options)?;
    for refusal in &outcome.refused {
        tell(&refusal.to_string());
    }
    if !quiet {
        tell(&summary(&outcome));
    }
    Ok(outcome)
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
    parts.join(", ")
}
