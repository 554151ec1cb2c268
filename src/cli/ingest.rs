//! `rapporteur ingest`.

use super::came::{Account, Style};
use super::existing;
use super::failure::{Failure, tell};
use super::sources::{Asking, Choosing};
use crate::curation::doubts;
use crate::entities::registry::RegistrySource;
use crate::graph::Base;
use crate::ingest::{self, Apart, Came, KnowledgeSource};
use crate::installation::Installation;
use crate::judgements::JudgementsFile;
use crate::source::{Input, Refusal};
use crate::store::{Access, Store, StoreError};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The hidden command that makes a process read files for another.
pub(super) const APART: &str = "read-apart";

/// What to read.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files, folders, patterns in quotes ('minutes/**/*.pdf'), addresses (https://…); - reads one report from standard input
    /// [default: the sources that rapporteur.toml names]
    #[arg(value_name = "PATH|URL|-")]
    inputs: Vec<OsString>,

    #[command(flatten)]
    choosing: Choosing,

    #[command(flatten)]
    asking: Asking,

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

    /// What rapporteur.toml says besides; set by the program itself.
    #[arg(long, hide = true, value_parser = read_installation)]
    installation: Option<Arc<Installation>>,
}

/// The file was read before, and is right.
fn read_installation(file: &str) -> Result<Arc<Installation>, String> {
    Installation::read(Path::new(file)).map(Arc::new).map_err(|e| e.to_string())
}

impl Reading {
    /// Where word lists and registry come from.
    pub(super) fn knowledge(&self) -> KnowledgeSource {
        let installed = self.installation.as_deref();
        KnowledgeSource {
            registry: RegistrySource {
                registry: self.registry.clone(),
                carried: installed.is_some_and(|i| i.carried_registry && i.registry == self.registry),
                series: installed.map_or_else(Vec::new, |i| i.series.clone()),
                ..RegistrySource::default()
            },
            language: self.language.clone(),
        }
    }

    /// The sources that rapporteur.toml names.
    fn sources(&self) -> &[Input] {
        self.installation.as_deref().map_or(&[], |installed| &installed.sources)
    }
}

/// Reads the inputs into the store and says what was taken. What is refused is named, and fails the command after all else was taken.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { inputs, choosing, asking, reading, quiet, json, dry_run } = arguments;
    let chosen = choosing.inputs(inputs, reading.sources())?;
    if chosen.0.is_empty() && chosen.1.is_empty() {
        if reading.judgements.is_none() {
            return Err(Failure::Usage(
                "nothing to read: name files, folders, addresses or -, or the sources of the installation in rapporteur.toml"
                    .to_owned(),
            ));
        }
        return apply(&existing(dir)?, reading);
    }
    let style = match (json, quiet) {
        (true, _) => Style::Json,
        (false, true) => Style::Quiet,
        (false, false) => Style::Table,
    };
    let base = reading.base.clone();
    let store = if *dry_run { open_dry(dir, base)? } else { Store::open(dir, Access::Create { base })? };
    let refused = read(&store, chosen, asking, reading, style, *dry_run)?;
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
pub(super) fn open_and_read(
    dir: &Path,
    inputs: &[OsString],
    asking: &Asking,
    reading: &Reading,
) -> Result<Store, Failure> {
    let chosen = Choosing::default().inputs(inputs, &[])?;
    let store = Store::open(dir, Access::Create { base: reading.base.clone() })?;
    read(&store, chosen, asking, reading, Style::Errors, false)?;
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

/// Reads the inputs and gives account of them, and of what is wrong with others; whether any was refused.
fn read(
    store: &Store,
    (inputs, wrong): (Vec<Input>, Vec<Refusal>),
    asking: &Asking,
    reading: &Reading,
    style: Style,
    dry_run: bool,
) -> Result<bool, Failure> {
    let patience = Duration::from_secs(reading.file_seconds);
    let options = ingest::Options {
        paths: Vec::new(),
        inputs,
        web: asking.web(),
        knowledge: reading.knowledge(),
        judgements: reading.judgements.clone(),
        quiet: style == Style::Quiet,
        threads: None,
        apart: Some(Apart::this_program(APART, patience)?),
        dry_run,
    };
    let mut account = Account::new(style, store.base());
    for refusal in wrong {
        account.take(&Came::refused(refusal));
    }
    let notes = ingest::run_telling(store, &options, &mut |came| account.take(&came))?;
    for note in &notes {
        account.note(note);
    }
    account.give(dry_run)?;
    if matches!(style, Style::Table | Style::Errors) && !dry_run {
        doubt(store, reading)?;
    }
    Ok(account.refused())
}
