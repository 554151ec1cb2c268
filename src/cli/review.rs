//! `rapporteur review`.

use super::existing;
use super::failure::Failure;
use super::output;
use super::table::TableWriter;
use crate::curation::{Waiting, review};
use clap::{Args, ValueEnum};
use oxigraph::model::{Literal, Term, Variable};
use serde_json::json;
use std::io::Write;
use std::path::Path;

/// How to list what waits.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How to show it
    #[arg(long, value_enum, default_value = "table")]
    format: Format,

    /// The most rows
    #[arg(long, value_name = "NUMBER", default_value = "50")]
    limit: usize,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Columns for people
    Table,
    /// Comma-separated values
    Csv,
    /// JSON
    Json,
}

const COLUMNS: [&str; 6] = ["kind", "iri", "text", "report", "candidates", "reason"];

/// Prints what waits.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let store = existing(dir)?;
    let mut waiting = review(&store)?;
    waiting.truncate(arguments.limit);
    let mut out = output::stdout();
    match arguments.format {
        Format::Table => {
            let variables = COLUMNS.map(Variable::new_unchecked);
            let mut table = TableWriter::new(&variables);
            for row in &waiting {
                let terms = cells(row).map(|cell| Term::from(Literal::new_simple_literal(cell)));
                table.row(|variable| variables.iter().position(|v| v == variable).and_then(|column| terms.get(column)));
            }
            return table.finish(&mut out);
        }
        Format::Csv => {
            writeln!(out, "{}", COLUMNS.join(","))?;
            for row in &waiting {
                writeln!(out, "{}", cells(row).map(|cell| quoted(&cell)).join(","))?;
            }
        }
        Format::Json => {
            let rows: Vec<_> = waiting
                .iter()
                .map(|w| {
                    json!({
                        "kind": w.kind.as_str(), "iri": w.iri.as_str(), "text": w.text, "report": w.report,
                        "candidates": w.candidates, "reason": w.reason,
                    })
                })
                .collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn cells(row: &Waiting) -> [String; 6] {
    let iri = row.iri.as_str().to_owned();
    let kind = row.kind.as_str().to_owned();
    [kind, iri, row.text.clone(), row.report.clone(), row.candidates.join(" "), row.reason.clone()]
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
