//! Questions to a SPARQL service elsewhere.

use super::failure::Failure;
use super::output;
use super::query::Format;
use super::table::TableWriter;
use crate::catalogue::ResultFormat;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use std::io::Write;

/// How much of an error page is worth a line.
const EXCERPT: usize = 300;

/// The base against which relative IRIs in parameters are resolved: the root of the service's host.
pub(super) fn base_of(endpoint: &str) -> Result<String, Failure> {
    let wrong = || Failure::Usage(format!("`{endpoint}` is no address of a SPARQL service: give an http or https URL"));
    let iri = oxiri::Iri::parse(endpoint).map_err(|_| wrong())?;
    if !matches!(iri.scheme(), "http" | "https") {
        return Err(wrong());
    }
    Ok(iri.resolve("/").map_err(|_| wrong())?.into_inner())
}

/// Sends the query and writes the answer as it comes.
pub(super) fn ask(endpoint: &str, query: &spargebra::Query, format: Format) -> Result<(), Failure> {
    // Only the first call in a process can set the provider; any is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(exchange(endpoint, query, format))
}

async fn exchange(endpoint: &str, query: &spargebra::Query, format: Format) -> Result<(), Failure> {
    let program = match format {
        Format::Program(program) => program,
        Format::Table => ResultFormat::Json,
    };
    let accept = program.media_types().first().copied().unwrap_or("*/*");
    let client = reqwest::Client::builder().build()?;
    let mut response = client
        .post(endpoint)
        .header("Content-Type", "application/sparql-query")
        .header("Accept", accept)
        .body(query.to_string())
        .send()
        .await
        .map_err(|e| Failure::Failed(format!("cannot reach {endpoint}: {}", innermost(&e))))?;
    let status = response.status();
    if !status.is_success() {
        let page = response.text().await.unwrap_or_default();
        let excerpt: String = page.trim().chars().take(EXCERPT).collect();
        return Err(Failure::Failed(format!("{endpoint} answered {status}: {excerpt}")));
    }
    let mut out = output::stdout();
    if format == Format::Table {
        let bytes = response.bytes().await?;
        return tabulate(&bytes, out);
    }
    while let Some(chunk) = response.chunk().await? {
        out.write_all(&chunk)?;
    }
    out.flush()?;
    Ok(())
}

fn tabulate(json: &[u8], mut out: impl Write) -> Result<(), Failure> {
    match QueryResultsParser::from_format(QueryResultsFormat::Json).for_reader(json)? {
        ReaderQueryResultsParserOutput::Boolean(value) => writeln!(out, "{value}")?,
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let mut table = TableWriter::new(solutions.variables());
            for solution in solutions {
                let solution = solution?;
                table.row(|variable| solution.get(variable));
            }
            return table.finish(&mut out);
        }
    }
    out.flush()?;
    Ok(())
}

/// The last cause of an error, which names the trouble (`Connection refused`).
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
