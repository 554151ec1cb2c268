//! `/data`: the SPARQL 1.1 Graph Store HTTP Protocol. Reading is open; writing wants the token.

use super::App;
use super::answer::content_type;
use super::negotiation::{self, Offer};
use super::openapi::{GRAPHS, GraphParameters, WriteRefusals};
use super::problem::Problem;
use super::sparql::{Pairs, iri, media_type};
use super::writer::{self, is_managed};
use crate::graph::Base;
use crate::sparql::{UpdateError, Written};
use crate::store::with_prefixes;
use axum::extract::{FromRequest, Multipart, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser, RdfSerializer};
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad};
use oxigraph::store::Transaction;

const JSON_LD: RdfFormat = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };

/// The formats of a graph.
pub(super) const OFFERS: [Offer<RdfFormat>; 4] = [
    Offer { value: RdfFormat::Turtle, media_types: &["text/turtle"] },
    Offer { value: RdfFormat::NTriples, media_types: &["application/n-triples"] },
    Offer { value: RdfFormat::RdfXml, media_types: &["application/rdf+xml"] },
    Offer { value: JSON_LD, media_types: &["application/ld+json"] },
];

/// Data of one format, as it was sent.
struct Payload {
    format: RdfFormat,
    bytes: Vec<u8>,
}

/// `GET /data?graph=IRI`, `/data?default`
#[utoipa::path(get, path = "/data", tag = GRAPHS, operation_id = "read-graph", summary = "A graph of the store", params(GraphParameters),
    responses(
        (status = 200, description = "The graph", content((String = "text/turtle"), (String = "application/n-triples"), (String = "application/rdf+xml"), (Object = "application/ld+json"))),
        (status = 400, description = "No graph is named, or more than one"),
        (status = 404, description = "There is no such graph"),
        (status = 406, description = "No format is wanted that there is"),
        (status = 413, description = "The graph is longer than any answer may be")))]
pub(super) async fn get(app: State<App>, pairs: Query<Pairs>, request: Request) -> Result<Response, Problem> {
    indirect(app, pairs, request).await
}

/// `PUT /data?graph=IRI`
#[utoipa::path(put, path = "/data", tag = GRAPHS, operation_id = "replace-graph", summary = "Put a graph in the place of what there is", params(GraphParameters),
    request_body(description = "The graph", content((String = "text/turtle"), (String = "application/n-triples"), (String = "application/rdf+xml"), (serde_json::Value = "application/ld+json"))),
    responses(
        (status = 201, description = "There was no such graph; now there is"),
        (status = 204, description = "The graph was replaced"),
        (status = 400, description = "No graph is named, or the data cannot be read"),
        WriteRefusals,
        (status = 413, description = "It is too long"),
        (status = 415, description = "It is sent in another format")),
    security(("token" = [])))]
pub(super) async fn put(app: State<App>, pairs: Query<Pairs>, request: Request) -> Result<Response, Problem> {
    indirect(app, pairs, request).await
}

/// `POST /data?graph=IRI`; without a name a graph with a new one.
#[utoipa::path(post, path = "/data", tag = GRAPHS, operation_id = "add-to-graph", summary = "Add to a graph, or make one with a new name", params(GraphParameters),
    request_body(description = "What is added", content((String = "text/turtle"), (String = "application/n-triples"), (String = "application/rdf+xml"), (serde_json::Value = "application/ld+json"), (Object = "multipart/form-data"))),
    responses(
        (status = 201, description = "There was no such graph; now there is, at `Location`"),
        (status = 204, description = "It was added"),
        (status = 400, description = "More than one graph is named, or the data cannot be read"),
        WriteRefusals,
        (status = 413, description = "It is too long"),
        (status = 415, description = "It is sent in another format")),
    security(("token" = [])))]
pub(super) async fn post(app: State<App>, pairs: Query<Pairs>, request: Request) -> Result<Response, Problem> {
    indirect(app, pairs, request).await
}

/// `DELETE /data?graph=IRI`
#[utoipa::path(delete, path = "/data", tag = GRAPHS, operation_id = "delete-graph", summary = "Delete a graph", params(GraphParameters),
    responses(
        (status = 204, description = "It is gone"),
        (status = 400, description = "No graph is named, or more than one"),
        WriteRefusals,
        (status = 404, description = "There is no such graph")),
    security(("token" = [])))]
pub(super) async fn delete(app: State<App>, pairs: Query<Pairs>, request: Request) -> Result<Response, Problem> {
    indirect(app, pairs, request).await
}

/// Indirect identification. `POST /data` alone makes a graph with a new name.
async fn indirect(State(app): State<App>, Query(pairs): Query<Pairs>, request: Request) -> Result<Response, Problem> {
    if !request.method().is_safe() {
        writer::admit(&app, request.headers())?;
    }
    let graph = match pairs.as_slice() {
        [(name, _)] if name == "default" => Some(GraphName::DefaultGraph),
        [(name, value)] if name == "graph" => Some(iri(name, value.clone())?.into()),
        [] => None,
        _ => return Err(Problem::wrong("name one graph, as /data?graph=IRI or /data?default")),
    };
    match graph {
        Some(graph) => serve(app, graph, request).await,
        None if request.method() == Method::POST => {
            let name =
                address(request.headers(), &format!("/data/{}", oxigraph::model::BlankNode::default().as_str()))?;
            serve(app, name.into(), request).await
        }
        None => Err(Problem::wrong("name a graph, as /data?graph=IRI or /data?default")),
    }
}

/// `/data/…`: direct identification, where the address is the name of the graph.
pub(super) async fn direct(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let graph = address(request.headers(), request.uri().path())?;
    serve(app, graph.into(), request).await
}

/// The address under which a client knows a path of this service.
pub(super) fn address(headers: &HeaderMap, path: &str) -> Result<NamedNode, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    iri("the address", format!("http://{host}{path}"))
}

async fn serve(app: App, graph: GraphName, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    match *request.method() {
        Method::GET | Method::HEAD => read(app, graph, &headers).await,
        Method::DELETE => {
            writer::admit(&app, &headers)?;
            blocking(move || change(&app, &graph, "DELETE", None)).await
        }
        Method::PUT | Method::POST => {
            writer::admit(&app, &headers)?;
            let what = if request.method() == Method::PUT { "PUT" } else { "POST" };
            let payloads = payloads(request, &headers).await?;
            blocking(move || change(&app, &graph, what, Some(payloads))).await
        }
        // The routes let no other pass.
        _ => Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "a graph takes GET, HEAD, PUT, POST and DELETE")),
    }
}

async fn blocking(work: impl FnOnce() -> Result<Response, Problem> + Send + 'static) -> Result<Response, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Problem::ours(&e))?
}

async fn read(app: App, graph: GraphName, headers: &HeaderMap) -> Result<Response, Problem> {
    let (format, kind) = negotiation::choose(headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    blocking(move || {
        let transaction = app.0.store.oxigraph().start_transaction().map_err(|e| Problem::ours(&e))?;
        if !exists(&transaction, &graph).map_err(|e| Problem::ours(&e))? {
            return Err(Problem::missing(format!("there is no graph {graph}")));
        }
        let most = app.0.settings.bounds.bytes;
        let mut serializer = with_prefixes(RdfSerializer::from_format(format)).for_writer(Vec::new());
        for quad in transaction.quads_for_pattern(None, None, None, Some(graph.as_ref())) {
            let quad = quad.map_err(|e| Problem::ours(&e))?;
            serializer.serialize_triple(quad.as_ref()).map_err(|e| Problem::ours(&e))?;
        }
        let bytes = serializer.finish().map_err(|e| Problem::ours(&e))?;
        if bytes.len() > most {
            return Err(Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("the graph has more than {most} bytes; ask for a part of it with a query"),
            ));
        }
        Ok((content_type(kind), bytes).into_response())
    })
    .await
}

fn exists(transaction: &Transaction<'_>, graph: &GraphName) -> Result<bool, oxigraph::store::StorageError> {
    match graph.as_ref() {
        GraphNameRef::DefaultGraph => Ok(true),
        GraphNameRef::NamedNode(node) => transaction.contains_named_graph(node),
        GraphNameRef::BlankNode(node) => transaction.contains_named_graph(node),
    }
}

/// What a request brings: its body, or each part of a form.
async fn payloads(request: Request, headers: &HeaderMap) -> Result<Vec<Payload>, Problem> {
    let kind = media_type(headers);
    if kind != "multipart/form-data" {
        let format = format(&kind)?;
        let bytes = axum::body::Bytes::from_request(request, &()).await;
        let bytes = bytes.map_err(|e| Problem::new(e.status(), e.body_text()))?;
        return Ok(vec![Payload { format, bytes: bytes.to_vec() }]);
    }
    let mut parts = Multipart::from_request(request, &()).await.map_err(|e| Problem::new(e.status(), e.body_text()))?;
    let mut found = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|e| Problem::new(e.status(), e.body_text()))? {
        let kind = part.content_type().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
        let format = format(&kind)?;
        let bytes = part.bytes().await.map_err(|e| Problem::new(e.status(), e.body_text()))?;
        found.push(Payload { format, bytes: bytes.to_vec() });
    }
    Ok(found)
}

fn format(kind: &str) -> Result<RdfFormat, Problem> {
    let offered = || OFFERS.iter().flat_map(|offer| offer.media_types).copied().collect::<Vec<_>>().join(", ");
    RdfFormat::from_media_type(kind).filter(|format| !format.supports_datasets() || *format == JSON_LD).ok_or_else(
        || {
            Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!("a graph is not read from `{kind}`; send it as one of {}", offered()),
            )
        },
    )
}

fn change(app: &App, graph: &GraphName, what: &str, data: Option<Vec<Payload>>) -> Result<Response, Problem> {
    let base = app.0.store.base();
    if let GraphName::NamedNode(node) = graph
        && is_managed(base, node.as_ref())
    {
        return Err(super::update::problem(&UpdateError::Managed(node.clone())));
    }
    let deletes = data.is_none();
    let quads = parsed(graph, data.unwrap_or_default(), base)?;
    let audited = format!("{what} {graph}");
    let replaces = what != "POST";
    let existed = writer::write(app, &audited, |transaction| {
        let existed = exists(transaction, graph)?;
        let mut written = Written { added: quads.len(), ..Written::default() };
        if replaces && existed {
            let old: Result<Vec<Quad>, _> =
                transaction.quads_for_pattern(None, None, None, Some(graph.as_ref())).collect();
            let old = old?;
            written.removed = old.len();
            for quad in &old {
                written.touched.add(quad.subject.as_ref());
                transaction.remove(quad);
            }
        }
        for quad in &quads {
            written.touched.add(quad.subject.as_ref());
            transaction.insert(quad);
        }
        if let GraphName::NamedNode(node) = graph {
            if deletes {
                transaction.remove_named_graph(node)?;
            } else {
                transaction.insert_named_graph(node);
            }
        }
        Ok::<_, UpdateError>((existed, written))
    });
    match existed.map_err(|error| super::update::problem(&error))? {
        false if deletes => Err(Problem::missing(format!("there is no graph {graph}"))),
        true => Ok(StatusCode::NO_CONTENT.into_response()),
        false => {
            let mut response = StatusCode::CREATED.into_response();
            if let GraphName::NamedNode(node) = graph
                && let Ok(location) = HeaderValue::from_str(node.as_str())
            {
                response.headers_mut().insert(header::LOCATION, location);
            }
            Ok(response)
        }
    }
}

/// The quads of what was sent, in a graph, with blank nodes of their own.
fn parsed(graph: &GraphName, data: Vec<Payload>, base: &Base) -> Result<Vec<Quad>, Problem> {
    let mut quads = Vec::new();
    for Payload { format, bytes } in data {
        let relative_to = match graph {
            GraphName::NamedNode(node) => node.as_str(),
            _ => base.as_str(),
        };
        let parser = RdfParser::from_format(format)
            .with_default_graph(graph.clone())
            .without_named_graphs()
            .rename_blank_nodes()
            .with_base_iri(relative_to)
            .map_err(|e| Problem::wrong(e.to_string()))?;
        for quad in parser.for_slice(&bytes) {
            quads.push(quad.map_err(|e| Problem::wrong(format!("the data cannot be read: {e}")))?);
        }
    }
    Ok(quads)
}
