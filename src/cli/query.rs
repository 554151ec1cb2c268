//! `rapporteur query`.

use super::failure::Failure;
use super::remote::Endpoint;
use super::table::TableWriter;
use super::{DefaultGraphArgument, catalogue, existing, output};
use crate::catalogue::{Catalogue, Evaluation, EvaluationError, Form, Query, ResultFormat, ResultsError};
use crate::search::OfStore;
use clap::Args;
use oxigraph::sparql::QueryResults;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// No query on standard input is longer, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Which query to answer, and how.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The name of a query, a file with one (.rq), a query in SPARQL itself, or - for one on standard input
    #[arg(value_name = "NAME|FILE|SPARQL|-")]
    query: Option<String>,

    /// A value for a parameter of the query; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = pair)]
    parameters: Vec<(String, String)>,

    /// json, csv, tsv, xml, html or table; turtle, ntriples, rdfxml, trig, nquads or jsonld for graphs [default: table on a terminal, else json; turtle]
    #[arg(long, value_parser = format)]
    format: Option<Format>,

    /// Ask this SPARQL service instead of the store; of a host alone, the one at /sparql
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,

    /// Seconds that another service may take for all of its answer
    #[arg(long, default_value = "120", value_name = "SECONDS", value_parser = super::serve::seconds, requires = "endpoint")]
    timeout: Duration,

    /// A folder of .rq files to use in place of the queries that the program carries
    #[arg(long, value_name = "DIR")]
    queries: Option<PathBuf>,

    /// What the query sees where it names no graph
    #[arg(long, value_enum, default_value = "union")]
    default_graph: DefaultGraphArgument,
}

/// How to show the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Columns for people.
    Table,
    /// A format for programs.
    Program(ResultFormat),
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not of the form NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}

fn format(text: &str) -> Result<Format, String> {
    if text == "table" {
        return Ok(Format::Table);
    }
    ResultFormat::from_name(text).map(Format::Program).ok_or_else(|| {
        "choose one of json, csv, tsv, xml, html, table, turtle, ntriples, rdfxml, trig, nquads, jsonld".to_owned()
    })
}

/// Answers the query on standard output.
pub(super) fn run(dir: &Path, arguments: &Arguments) -> Result<(), Failure> {
    let Some(name) = &arguments.query else {
        return list(&catalogue(arguments.queries.as_deref())?);
    };
    let query = find(name, arguments.queries.as_deref())?;
    let given = || arguments.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    if let Some(endpoint) = &arguments.endpoint {
        let endpoint = Endpoint::of(endpoint)?;
        let bound = query.with_parameters(given(), endpoint.base()).map_err(|e| Failure::usage(&e))?;
        return endpoint.ask(&bound, fitting(arguments.format, Form::of(&bound))?, arguments.timeout);
    }
    let store = existing(dir)?;
    let bound = query.with_parameters(given(), store.base().as_str()).map_err(|e| Failure::usage(&e))?;
    let format = fitting(arguments.format, Form::of(&bound))?;
    let texts = Arc::new(OfStore::new(store.clone()));
    let results = Evaluation::new(arguments.default_graph.into()).with_texts(texts).run(bound, &store)?;
    write(results, format)
}

/// The named query, the one in a file, or the text itself.
fn find(name: &str, queries: Option<&Path>) -> Result<Query, Failure> {
    if name == "-" {
        let mut text = String::new();
        io::stdin().lock().take(LONGEST).read_to_string(&mut text)?;
        return Ok(Query::parse("-", &text)?);
    }
    // No name and hardly a file has one, and no query is without.
    if name.contains('{') {
        return Ok(Query::parse("given", name)?);
    }
    let path = Path::new(name);
    let is_file = path.extension().is_some_and(|extension| extension == "rq") || path.components().count() > 1;
    if !is_file {
        return Ok(catalogue(queries)?.get(name).map_err(|e| Failure::usage(&e))?.clone());
    }
    let text = fs::read_to_string(path).map_err(|e| Failure::Failed(format!("cannot read the query `{name}`: {e}")))?;
    let stem = path.file_stem().map_or(name.into(), |stem| stem.to_string_lossy());
    Ok(Query::parse(&stem, &text)?)
}

/// The format that is asked for, if it can hold the answer.
fn fitting(asked: Option<Format>, form: Form) -> Result<Format, Failure> {
    match chosen(asked, form) {
        Format::Program(program) if !program.holds(form) => Err(Failure::usage(&ResultsError::Form(program, form))),
        format => Ok(format),
    }
}

/// The format asked for, or the one that suits the reader.
fn chosen(asked: Option<Format>, form: Form) -> Format {
    match (asked, form) {
        // A graph is no table.
        (None | Some(Format::Table), Form::Graph) => Format::Program(ResultFormat::Turtle),
        (Some(format), _) => format,
        (None, Form::Table) if io::stdout().is_terminal() => Format::Table,
        (None, Form::Table) => Format::Program(ResultFormat::Json),
    }
}

fn write(results: QueryResults<'_>, format: Format) -> Result<(), Failure> {
    let mut out = output::stdout();
    match (results, format) {
        (results, Format::Program(format)) => out = format.write(results, out)?,
        (QueryResults::Solutions(solutions), Format::Table) => {
            let mut table = TableWriter::new(solutions.variables());
            for solution in solutions {
                let solution = solution.map_err(EvaluationError::from)?;
                table.row(|variable| solution.get(variable));
            }
            return table.finish(&mut out);
        }
        (QueryResults::Boolean(value), Format::Table) => writeln!(out, "{value}")?,
        (results @ QueryResults::Graph(_), Format::Table) => out = ResultFormat::Turtle.write(results, out)?,
    }
    out.flush()?;
    Ok(())
}

fn list(catalogue: &Catalogue) -> Result<(), Failure> {
    let mut out = output::stdout();
    let width = catalogue.iter().map(|query| query.name().len()).max().unwrap_or(0);
    for query in catalogue.iter() {
        write!(out, "{:width$}  {}", query.name(), query.summary())?;
        for parameter in query.parameters() {
            write!(out, "  --param {}=…", parameter.name)?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}
