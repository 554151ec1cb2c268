//! Questions to a SPARQL service elsewhere.

use super::failure::Failure;
use super::output;
use super::query::Format;
use super::table::TableWriter;
use crate::catalogue::ResultFormat;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use std::io::Write;
use std::time::Duration;

/// How much of an error page is worth a line.
const EXCERPT: usize = 300;

/// No page that tells an error is read further, in bytes.
const LONGEST_PAGE: usize = 64 * 1024;

/// A table for people is laid out when all of it is there: no more bytes are read for one.
const LONGEST_TABLE: usize = 64 * 1024 * 1024;

/// How long a service may take to be reached, and to say anything more.
const CONNECT: Duration = Duration::from_secs(10);

/// The address to put a query to, and the base against which relative IRIs in parameters are resolved, which is the root of the service's host.
pub(super) struct Endpoint {
    address: String,
    base: String,
}

impl Endpoint {
    /// The endpoint of an address; that of a host alone is at `/sparql`, as here.
    pub(super) fn of(endpoint: &str) -> Result<Self, Failure> {
        let wrong =
            || Failure::Usage(format!("`{endpoint}` is no address of a SPARQL service: give an http or https URL"));
        let iri = oxiri::Iri::parse(endpoint).map_err(|_| wrong())?;
        if !matches!(iri.scheme(), "http" | "https") || iri.authority().is_none_or(str::is_empty) {
            return Err(wrong());
        }
        let base = iri.resolve("/").map_err(|_| wrong())?.into_inner();
        let is_host = matches!(iri.path(), "" | "/") && iri.query().is_none();
        let address = if is_host { format!("{base}sparql") } else { endpoint.to_owned() };
        Ok(Self { address, base })
    }

    /// The base of relative IRIs.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Sends the query and writes the answer as it comes; all of it within a time.
    pub(super) fn ask(&self, query: &spargebra::Query, format: Format, time: Duration) -> Result<(), Failure> {
        // Only the first call in a process can set the provider; any is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let late = |_| {
            Failure::Failed(format!(
                "{} took longer than {} s; give it more with --timeout",
                self.address,
                time.as_secs_f64()
            ))
        };
        runtime.block_on(async { tokio::time::timeout(time, self.exchange(query, format)).await.map_err(late)? })
    }

    async fn exchange(&self, query: &spargebra::Query, format: Format) -> Result<(), Failure> {
        let endpoint = &self.address;
        let program = match format {
            Format::Program(program) => program,
            Format::Table => ResultFormat::Json,
        };
        let accept = program.media_types().first().copied().unwrap_or("*/*");
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let request = client
            .post(endpoint)
            .header("Content-Type", "application/sparql-query")
            .header("Accept", accept)
            .body(query.to_string());
        let unreachable = |e| Failure::Failed(format!("cannot reach {endpoint}: {}", innermost(&e)));
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        if let Some(other) = response.headers().get("Location").filter(|_| status.is_redirection()) {
            let other = String::from_utf8_lossy(other.as_bytes()).into_owned();
            return Err(Failure::Failed(format!(
                "{endpoint} answered {status} and leads to {other}: ask there with --endpoint"
            )));
        }
        let kind = response.headers().get("Content-Type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !status.is_success() {
            let page = read(&mut response, LONGEST_PAGE, endpoint).await.unwrap_or_default();
            return Err(Failure::Failed(format!("{endpoint} answered {status}: {}", reason(&page))));
        }
        if kind == "text/html" && program != ResultFormat::Html {
            return Err(Failure::Failed(format!(
                "{endpoint} answered with a page, not with {accept}: is it the address of a SPARQL service?"
            )));
        }
        let mut out = output::stdout();
        if format == Format::Table {
            let bytes = read(&mut response, LONGEST_TABLE, endpoint).await?;
            return tabulate(&bytes, out);
        }
        while let Some(chunk) = response.chunk().await.map_err(|e| broken(endpoint, &e))? {
            out.write_all(&chunk)?;
        }
        out.flush()?;
        Ok(())
    }
}

/// All of an answer, if it is no longer than that.
async fn read(response: &mut reqwest::Response, most: usize, endpoint: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| broken(endpoint, &e))? {
        if bytes.len() + chunk.len() > most {
            let message =
                format!("the answer of {endpoint} is longer than {} MB, too long for a table: ask for csv", most >> 20);
            return Err(Failure::Failed(message));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// An answer that came to no end is none.
fn broken(endpoint: &str, error: &reqwest::Error) -> Failure {
    Failure::Failed(format!("the answer of {endpoint} broke off, as where a bound is passed: {}", innermost(error)))
}

/// What a service says is wrong: the detail of a problem (RFC 9457), else the beginning of its page.
fn reason(page: &[u8]) -> String {
    let problem: Option<serde_json::Value> = serde_json::from_slice(page).ok();
    let detail = problem.as_ref().and_then(|problem| problem.get("detail")?.as_str());
    let text = detail.map_or_else(|| String::from_utf8_lossy(page), Into::into);
    text.trim().chars().take(EXCERPT).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_alone_is_asked_where_this_program_answers() {
        for (given, address) in [
            ("http://localhost:7878", "http://localhost:7878/sparql"),
            ("https://example.org/", "https://example.org/sparql"),
            ("https://example.org/repositories/x", "https://example.org/repositories/x"),
            ("https://example.org/?default", "https://example.org/?default"),
        ] {
            let endpoint = Endpoint::of(given).unwrap();
            assert_eq!(endpoint.address, address);
            assert!(endpoint.base().ends_with('/'));
        }
        for wrong in ["sparql", "ftp://example.org/", "http:", "http://a b/"] {
            assert!(Endpoint::of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_a_line() {
        assert_eq!(reason(br#"{"type":"about:blank","detail":"the query is wrong"}"#), "the query is wrong");
        assert_eq!(reason(b" Not here \n"), "Not here");
        assert_eq!(reason(&[b'x'; 1000]).len(), EXCERPT);
    }
}
