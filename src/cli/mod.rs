//! The command line: one file a command.

mod came;
mod check;
mod explain;
mod failure;
mod ingest;
mod judge;
mod logs;
mod output;
mod query;
mod remote;
mod review;
mod search;
mod serve;
mod settings;
mod sources;
mod table;
mod whole;

use crate::catalogue::{Catalogue, CatalogueError, DefaultGraph};
use crate::store::{Access, Store, StoreError};
use clap::{Parser, Subcommand, ValueEnum};
use failure::Failure;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The arguments of a call.
#[derive(Debug, Parser)]
#[command(
    name = "rapporteur",
    version,
    about = "Turns minutes of policy meetings into a knowledge graph and serves it"
)]
struct Arguments {
    /// The folder of the store
    #[arg(long, global = true, env = "RAPPORTEUR_STORE", default_value = "rapporteur.store", value_name = "DIR")]
    store: PathBuf,

    /// The file that says what an installation reads and where things are; what is given here goes before it [default: rapporteur.toml, where there is one]
    #[arg(long, global = true, env = "RAPPORTEUR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// The form of the log on standard error
    #[arg(
        long,
        global = true,
        env = "RAPPORTEUR_LOG_FORMAT",
        value_enum,
        default_value = "text",
        value_name = "FORMAT"
    )]
    log_format: logs::LogFormat,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read reports (files, folders, addresses, or - for standard input) into the store
    Ingest(ingest::Arguments),
    /// Serve SPARQL and the named queries over HTTP
    Serve(serve::Arguments),
    /// Answer a named query or a file with a query; without a name, list the named queries
    Query(query::Arguments),
    /// Search what was said, agreed and promised, names, and the texts of the reports
    Search(search::Arguments),
    /// Check evidence against the texts, shapes, and that no triple stands in two graphs
    Check,
    /// Decide what a name means, or what is wrong with a statement; goes to the judgements file and the store
    Judge(judge::Arguments),
    /// List what waits for a judgement, most useful first
    Review(review::Arguments),
    /// Say in words why a statement, a name or an entity is in the graph
    Explain(explain::Arguments),
    /// Write the whole graph, or who and what is linked in it, to standard output
    Export(whole::Arguments),
    /// Print the digest of the graph (SHA-256 of its canonical form, RDFC-1.0)
    Digest,
    /// Copy the store to a new folder
    Backup {
        /// The new folder
        dir: PathBuf,
    },
    /// Read files for an ingest that started this process, as they come in on standard input
    #[command(hide = true, name = ingest::APART)]
    ReadApart,
}

/// What a query without GRAPH or FROM sees.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DefaultGraphArgument {
    /// All graphs together
    Union,
    /// Only the unnamed graph, which is empty
    Strict,
}

impl From<DefaultGraphArgument> for DefaultGraph {
    fn from(argument: DefaultGraphArgument) -> Self {
        match argument {
            DefaultGraphArgument::Union => Self::Union,
            DefaultGraphArgument::Strict => Self::Strict,
        }
    }
}

/// Runs the command that the process was called with.
///
/// Answers go to standard output, everything else to standard error. The exit code is 0 when all went well, 1 when something failed, 2
/// when the call itself was wrong.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = match settings::parse() {
        Ok(arguments) => arguments,
        Err(failure) => return failure.report(),
    };
    let level = if matches!(arguments.command, Command::Serve(_)) { "info" } else { "warn" };
    logs::begin(arguments.log_format, level);
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let store = &arguments.store;
    match arguments.command {
        Command::Ingest(ingest) => ingest::run(store, &ingest),
        Command::Serve(serve) => serve::run(store, &serve),
        Command::Query(query) => query::run(store, &query),
        Command::Search(search) => search::run(store, &search),
        Command::Judge(judge) => judge::run(store, &judge),
        Command::Review(review) => review::run(store, &review),
        Command::Explain(explain) => explain::run(store, &explain),
        Command::Check => check::run(store),
        Command::Export(export) => whole::export(store, &export),
        Command::Digest => whole::digest(store),
        Command::Backup { dir } => whole::backup(store, &dir),
        Command::ReadApart => Ok(crate::ingest::serve()?),
    }
}

/// Opens a store that must be there.
fn existing(dir: &Path) -> Result<Store, StoreError> {
    Store::open(dir, Access::Existing)
}

/// The queries of a folder, or those that the program carries.
fn catalogue(dir: Option<&Path>) -> Result<Catalogue, CatalogueError> {
    dir.map_or_else(Catalogue::embedded, Catalogue::from_dir)
}
