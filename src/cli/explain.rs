//! `rapporteur explain`.

use super::failure::Failure;
use super::{existing, output};
use crate::curation::Lookup;
use crate::explain::explain;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::Path;

/// What to explain.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The address of a statement, mention, person, body, meeting …
    iri: String,

    /// How to say it
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// In words
    Text,
    /// JSON
    Json,
}

/// Says why something is in the graph.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let store = existing(dir)?;
    let explanation = explain(&store, &Lookup::new(&store).iri(&arguments.iri)?)?;
    let mut out = output::stdout();
    match arguments.format {
        Format::Text => write!(out, "{explanation}")?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&explanation)?)?,
    }
    out.flush()?;
    Ok(())
}
