//! `rapporteur export`, `digest` and `backup`: what concerns the store as a whole.

use super::failure::{Failure, tell};
use super::{existing, output};
use crate::store::ExportFormat;
use clap::{Args, ValueEnum};
use std::io::{self, Write};
use std::path::Path;

/// How to write the graph.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The syntax
    #[arg(long, value_enum, default_value = "nq")]
    format: Syntax,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Syntax {
    /// N-Quads
    Nq,
    /// TriG
    Trig,
    /// JSON-LD
    Jsonld,
}

/// Writes every graph to standard output.
pub(super) fn export(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let store = existing(dir)?;
    let format = match arguments.format {
        Syntax::Nq => ExportFormat::NQuads,
        Syntax::Trig => ExportFormat::TriG,
        Syntax::Jsonld => ExportFormat::JsonLd,
    };
    let mut out = store.export(format, output::stdout()).map_err(io::Error::from)?;
    out.flush()?;
    Ok(())
}

/// Prints the digest of the graph.
pub(super) fn digest(dir: &Path) -> Result<(), Failure> {
    let digest = existing(dir)?.digest()?;
    let mut out = output::stdout();
    writeln!(out, "{digest}")?;
    out.flush()?;
    Ok(())
}

/// Copies the store to a new folder.
pub(super) fn backup(dir: &Path, target: &Path) -> Result<(), Failure> {
    existing(dir)?.backup(target)?;
    tell(&format!("the backup is in `{}`; use it with --store", target.display()));
    Ok(())
}
