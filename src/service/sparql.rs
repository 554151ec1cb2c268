//! `/sparql`: the query half of the SPARQL 1.1 Protocol.

use super::App;
use super::answer::{self, Asked, Frame, answer};
use super::bounds::{PARAMETERS, QueryBounds};
use super::negotiation::{self, Offer};
use super::openapi::{BoundParameters, Format, Iri, QueryAnswers, QueryForm, SPARQL};
use super::problem::Problem;
use super::{description, editor, graphs, results};
use crate::catalogue::{Evaluation, Form, ResultFormat, position};
use crate::sparql::Shape;
use axum::RequestExt;
use axum::extract::rejection::{FormRejection, StringRejection};
use axum::extract::{Form as FormData, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use oxigraph::model::NamedNode;
use spargebra::SparqlParser;

/// No query is longer, in bytes, nor an update without its data. Each `UNION` or `+` of a chain takes a piece of the stack as well, so that length is depth.
const MAX_LENGTH: usize = 64 * 1024;

/// How deep brackets may be nested: parser and evaluator need a piece of the stack for each level, and the parser ever more time.
const MAX_DEPTH: usize = 100;

/// A query that is no longer, in bytes, and not nested deeper is parsed within a millisecond.
const SHORT: usize = 2 * 1024;
const SHALLOW: usize = 16;

/// Names and values of a form or of the part of an address behind `?`.
pub(super) type Pairs = Vec<(String, String)>;

/// What the protocol lets a client say.
#[derive(Debug, Default)]
struct Operation {
    query: Option<String>,
    default_graphs: Vec<NamedNode>,
    named_graphs: Vec<NamedNode>,
    format: Option<String>,
    bounds: QueryBounds,
}

impl Operation {
    /// An operation with the bounds of the service.
    fn new(app: &App) -> Self {
        Self { bounds: app.0.settings.bounds, ..Self::default() }
    }

    fn read(&mut self, pairs: Pairs) -> Result<(), Problem> {
        for (name, value) in pairs {
            match name.as_str() {
                "query" if self.query.is_some() => return Err(Problem::wrong("`query` is given twice")),
                "query" => self.query = Some(value),
                "default-graph-uri" => self.default_graphs.push(iri(&name, value)?),
                "named-graph-uri" => self.named_graphs.push(iri(&name, value)?),
                "format" => self.format = Some(value),
                bound if PARAMETERS.contains(&bound) => self.bounds.lower(bound, &value)?,
                "update" => return Err(read_only()),
                _ => {}
            }
        }
        Ok(())
    }
}

/// `GET /sparql?query=…`; without anything asked the description of the service.
#[utoipa::path(get, path = "/sparql", tag = SPARQL, operation_id = "ask", summary = "A SPARQL 1.1 query",
    params(
        ("query" = Option<String>, Query, description = "The query; without one the description of the service", example = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 3"),
        ("default-graph-uri" = Option<Vec<Iri>>, Query, description = "What a query without `GRAPH` sees; may be repeated"),
        ("named-graph-uri" = Option<Vec<Iri>>, Query, description = "Graphs that `GRAPH` finds; may be repeated"),
        ("format" = Option<Format>, Query, description = "The format of the answer, before what `Accept` says"),
        ("example" = Option<String>, Query, description = "For browsers, without `query`: the named query that the editor begins with; its parameters may stand beside it"),
        BoundParameters),
    responses(QueryAnswers, (status = 404, description = "There is no named query of the name that is given as `example`")))]
pub(super) async fn get(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if editor::is_asked(&pairs) && is_for_people(&headers) {
        return editor::page(&app, &pairs);
    }
    if let Some(headers) = description::asked(&pairs, &headers) {
        return description::describe(&app, graphs::address(&headers, "/sparql")?, &headers);
    }
    let mut operation = Operation::new(&app);
    operation.read(pairs)?;
    run(&app, operation, &headers).await
}

/// Whether a page is liked better than any form of the description.
fn is_for_people(headers: &HeaderMap) -> bool {
    let described = graphs::OFFERS.map(|offer| Offer { value: false, media_types: offer.media_types });
    let page = [Offer { value: true, media_types: &["text/html"] }];
    let offers: Vec<_> = described.into_iter().chain(page).collect();
    negotiation::choose(headers, &offers).is_some_and(|(page, _)| page)
}

/// `POST /sparql` with a form, or with the query itself as the body.
#[utoipa::path(post, path = "/sparql", tag = SPARQL, operation_id = "ask-by-post", summary = "A SPARQL 1.1 query that is sent",
    params(
        ("default-graph-uri" = Option<Vec<Iri>>, Query, description = "What a query without `GRAPH` sees; may be repeated"),
        ("named-graph-uri" = Option<Vec<Iri>>, Query, description = "Graphs that `GRAPH` finds; may be repeated"),
        ("format" = Option<Format>, Query, description = "The format of the answer, before what `Accept` says"),
        BoundParameters),
    request_body(description = "The query", content((String = "application/sparql-query"), (QueryForm = "application/x-www-form-urlencoded"))),
    responses(QueryAnswers, (status = 415, description = "It is sent in another form")))]
pub(super) async fn post(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let mut operation = Operation::new(&app);
    operation.read(pairs)?;
    check_encoding(&headers)?;
    match media_type(&headers).as_str() {
        "application/x-www-form-urlencoded" => {
            let FormData(pairs): FormData<Pairs> =
                request.extract().await.map_err(|e: FormRejection| Problem::new(e.status(), e.body_text()))?;
            operation.read(pairs)?;
        }
        "application/sparql-query" => {
            let text: String =
                request.extract().await.map_err(|e: StringRejection| Problem::new(e.status(), e.body_text()))?;
            operation.read(vec![("query".to_owned(), text)])?;
        }
        "application/sparql-update" => return Err(read_only()),
        _ => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send the query as application/sparql-query, or as `query` in application/x-www-form-urlencoded",
            ));
        }
    }
    run(&app, operation, &headers).await
}

fn read_only() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "this address only reads; put updates to /update")
}

/// The IRI that a request gives.
pub(super) fn iri(name: &str, iri: String) -> Result<NamedNode, Problem> {
    NamedNode::new(iri).map_err(|e| Problem::wrong(format!("`{name}` is no IRI: {e}")))
}

/// Refuses a request whose body is in another encoding than UTF-8, which both operations of the protocol want.
pub(super) fn check_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.trim().split_once('='));
    let charset =
        parameters.find(|(name, _)| name.eq_ignore_ascii_case("charset")).map(|(_, value)| value.trim_matches('"'));
    match charset {
        Some(other) if !["utf-8", "utf8", "us-ascii"].iter().any(|known| other.eq_ignore_ascii_case(known)) => {
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("send the request as UTF-8, not as {other}")))
        }
        _ => Ok(()),
    }
}

/// The media type of a request's body, in small letters and without parameters.
pub(super) fn media_type(headers: &HeaderMap) -> String {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

async fn run(app: &App, operation: Operation, headers: &HeaderMap) -> Result<Response, Problem> {
    let lines = |graphs: &[NamedNode]| graphs.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let dataset = format!("{}\n\n{}", lines(&operation.default_graphs), lines(&operation.named_graphs));
    let words =
        [operation.query.as_deref().unwrap_or_default(), &dataset, operation.format.as_deref().unwrap_or_default()];
    let request = answer::request(app, &words, headers, &operation.bounds);
    if let Some(response) = answer::again(app, &request, headers) {
        return Ok(response);
    }
    let text = operation.query.ok_or_else(|| {
        Problem::wrong("there is no `query`: send one as /sparql?query=SELECT…, or look at / for examples")
    })?;
    let base = app.0.store.base().as_str().to_owned();
    let (query, text) = if is_quickly_read(&text) {
        (parse(&text, &base)?, text)
    } else {
        // It must not hold up other requests.
        let parsing = tokio::task::spawn_blocking(move || parse(&text, &base).map(|query| (query, text)));
        parsing.await.map_err(|e| Problem::ours(&e))??
    };
    let form = Form::of(&query);
    let chosen = answer::format(form, operation.format.as_deref(), headers)?;
    let is_page = chosen.format == ResultFormat::Html;
    let frame = if is_page { results::of_sparql(&text, form) } else { Frame::default() };
    let mut evaluation = Evaluation::new(app.0.settings.default_graph);
    if !operation.default_graphs.is_empty() || !operation.named_graphs.is_empty() {
        evaluation = evaluation.with_dataset(operation.default_graphs, operation.named_graphs);
    }
    let bounds = operation.bounds;
    answer(app, Asked { query, evaluation, dataset, chosen, page: None, frame, bounds, headers, request }).await
}

/// Whether a query is parsed, right or wrong, so fast that it is not worth the way to another thread and back.
fn is_quickly_read(text: &str) -> bool {
    text.len() <= SHORT && Shape::of(text).depth <= SHALLOW
}

/// Parses a query; relative IRIs are taken to be of this installation.
fn parse(text: &str, base: &str) -> Result<spargebra::Query, Problem> {
    if text.len() > MAX_LENGTH {
        let message = format!("the query has {} bytes; no more than {MAX_LENGTH} are taken", text.len());
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    check_shape("query", text)?;
    let parser = SparqlParser::new().with_base_iri(base).map_err(|e| Problem::ours(&e))?;
    parser.parse_query(text).map_err(|error| wrong_at("query", &error.to_string()))
}

/// Refuses what would take the parser too far: see [`Shape`].
pub(super) fn check_shape(what: &str, text: &str) -> Result<(), Problem> {
    let shape = Shape::of(text);
    if shape.depth > MAX_DEPTH {
        return Err(Problem::wrong(format!("the {what} is nested deeper than {MAX_DEPTH} levels")));
    }
    if shape.patterns > MAX_LENGTH {
        let message = format!(
            "an operation of the {what} has {} bytes besides its data; no more than {MAX_LENGTH} are taken",
            shape.patterns
        );
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    Ok(())
}

/// What is wrong with a query or an update, and where, from what its parser says.
pub(super) fn wrong_at(what: &str, message: &str) -> Problem {
    Problem::wrong(match position(message) {
        Some((line, column, rest)) => format!("the {what} is wrong at line {line}, column {column}: {rest}"),
        None => format!("the {what} is wrong: {message}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_is_bounded_before_the_parser_sees_it() {
        let nested = |levels| format!("SELECT * {{ FILTER({}1{}) }}", "(".repeat(levels), ")".repeat(levels));
        assert!(parse(&nested(50), "http://localhost/").is_ok());
        for deep in [
            nested(10_000),
            format!("ASK {{ FILTER({}true) }}", "! ".repeat(10_000)),
            format!("ASK {{ {}", "<< ".repeat(10_000)),
        ] {
            let problem = parse(&deep, "http://localhost/").unwrap_err();
            assert!(format!("{problem:?}").contains("nested deeper"));
        }
    }

    #[test]
    fn long_is_not_deep() {
        for part in [r#"1 "-" "#, r#"":-(" "#, r#""--""#, "<http://example.org/(>"] {
            let long = format!("SELECT * {{ VALUES ?x {{ {} }} }}", part.repeat(2_500));
            assert!(parse(&long, "http://localhost/").is_ok(), "{part}");
        }
        let problem = parse(&" ".repeat(MAX_LENGTH + 1), "http://localhost/").unwrap_err();
        assert!(format!("{problem:?}").contains("65537 bytes"));
    }
}
