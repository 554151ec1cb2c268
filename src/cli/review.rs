//! `rapporteur review`.

use super::existing;
use super::failure::{Failure, tell};
use super::output;
use super::table::TableWriter;
use crate::csv::quoted;
use crate::curation::{Kind, Waiting, review};
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

/// No cell of the table shows more characters.
const MAX_CELL: usize = 80;

const COLUMNS: [&str; 6] = ["kind", "iri", "text", "report", "candidates", "reason"];

/// Prints what waits.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let store = existing(dir)?;
    let mut waiting = review(&store)?;
    let all = waiting.len();
    waiting.truncate(arguments.limit);
    let mut out = output::stdout();
    match arguments.format {
        Format::Table => {
            let variables = COLUMNS.map(Variable::new_unchecked);
            let mut table = TableWriter::new(&variables);
            for row in &waiting {
                let terms = cells(row).map(|cell| Term::from(Literal::new_simple_literal(fitting(&cell))));
                table.row(|variable| variables.iter().position(|v| v == variable).and_then(|column| terms.get(column)));
            }
            table.finish(&mut out)?;
            tell(&advice(&waiting, all));
            return Ok(());
        }
        Format::Csv => {
            writeln!(out, "{}", COLUMNS.join(","))?;
            for row in &waiting {
                writeln!(out, "{}", cells(row).each_ref().map(|cell| quoted(cell)).join(","))?;
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

/// A cell of the table: whole addresses, and no more words than fit.
fn fitting(cell: &str) -> String {
    if cell.contains("://") || cell.chars().count() <= MAX_CELL {
        return cell.to_owned();
    }
    cell.chars().take(MAX_CELL).chain(['…']).collect()
}

/// What a curator can do about what is shown.
fn advice(waiting: &[Waiting], all: usize) -> String {
    if waiting.is_empty() {
        return "nothing waits for a curator".to_owned();
    }
    let mut advice = Vec::new();
    if waiting.len() < all {
        advice.push(format!("{} more wait (--limit {all} shows them)", all - waiting.len()));
    }
    advice.push("see why: rapporteur explain IRI".to_owned());
    if waiting.iter().any(|row| row.kind != Kind::UncertainStatement) {
        advice.push("settle a name: rapporteur judge same IRI PERSON, or not-same, or unsure".to_owned());
    }
    if waiting.iter().any(|row| row.kind == Kind::UncertainStatement) {
        advice.push("a statement that is wrong: rapporteur judge reject IRI, or correct IRI PROPERTY VALUE".to_owned());
    }
    advice.push("each with --by NAME --reason TEXT --judgements FILE".to_owned());
    advice.join("; ")
}
