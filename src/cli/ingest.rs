//! `rapporteur ingest`.

use super::came::{Account, Style};
use super::existing;
use super::failure::{Failure, tell};
use crate::curation::doubts;
use crate::entities::registry::RegistrySource;
use crate::graph::Base;
use crate::ingest::{self, Apart, KnowledgeSource};
use crate::judgements::JudgementsFile;
use crate::store::{Access, Store, StoreError};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The hidden command that makes a process read files for another.
pub(super) const APART: &str = "read-apart";

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

    /// Write what became of each source to standard output as JSON: an object a line as they are read, with warnings and reasons, and the totals last
    #[arg(long)]
    json: bool,

    /// Read and tell what would become of each source, and write nothing
    #[arg(long)]
    dry_run: bool,
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

    /// Seconds that a file of an intricate format may take
    #[arg(long, hide = true, env = "RAPPORTEUR_FILE_SECONDS", default_value_t = Apart::PATIENCE.as_secs(),
        value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3600))]
    file_seconds: u64,
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
    let style = match (arguments.json, arguments.quiet) {
        (true, _) => Style::Json,
        (false, true) => Style::Quiet,
        (false, false) => Style::Table,
    };
    let base = arguments.reading.base.clone();
    let store = if arguments.dry_run { open_dry(dir, base)? } else { Store::open(dir, Access::Create { base })? };
    let refused = read(&store, &arguments.inputs, &arguments.reading, style, arguments.dry_run)?;
    if refused { Err(Failure::Told) } else { Ok(()) }
}

/// The store that is there, or one in memory that stands for the one that would be made.
fn open_dry(dir: &Path, asked: Option<Base>) -> Result<Store, Failure> {
    match Store::open(dir, Access::Existing) {
        Err(StoreError::Missing(_)) => Ok(Store::in_memory(asked.map_or_else(|| Base::new(Base::DEFAULT), Ok)?)?),
        Ok(store) => match asked.filter(|asked| asked != store.base()) {
            Some(asked) => {
                Err(StoreError::OtherBase { dir: dir.to_owned(), fixed: store.base().clone(), asked }.into())
            }
            None => Ok(store),
        },
        Err(error) => Err(error.into()),
    }
}

/// Opens or makes the store and reads the inputs; the caller decides what a refusal means.
pub(super) fn open_and_read(dir: &Path, inputs: &[PathBuf], reading: &Reading) -> Result<Store, Failure> {
    let store = Store::open(dir, Access::Create { base: reading.base.clone() })?;
    read(&store, inputs, reading, Style::Errors, false)?;
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

/// Reads the inputs and gives account of them; whether any was refused.
fn read(store: &Store, inputs: &[PathBuf], reading: &Reading, style: Style, dry_run: bool) -> Result<bool, Failure> {
    let patience = Duration::from_secs(reading.file_seconds);
    let options = ingest::Options {
        paths: inputs.to_vec(),
        knowledge: reading.knowledge(),
        judgements: reading.judgements.clone(),
        quiet: style == Style::Quiet,
        threads: None,
        apart: Some(Apart::this_program(APART, patience)?),
        dry_run,
    };
    let mut account = Account::new(style, store.base());
    ingest::run_telling(store, &options, &mut |came| account.take(&came))?;
    account.give(dry_run)?;
    if matches!(style, Style::Table | Style::Errors) && !dry_run {
        doubt(store, reading)?;
    }
    Ok(account.refused())
}
