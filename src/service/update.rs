//! `/update`: the update half of the SPARQL 1.1 Protocol.

use super::App;
use super::openapi::{Iri, SPARQL, UpdateForm, WriteRefusals};
use super::problem::Problem;
use super::sparql::{Pairs, check_encoding, check_shape, iri, media_type, wrong_at};
use super::writer::{self, is_managed};
use crate::sparql::meter::{self, Bounds, Broken};
use crate::sparql::{Evaluation, EvaluationError, TextError, UpdateError, Writer};
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use oxigraph::model::NamedNode;
use spargebra::SparqlParser;

/// What the protocol lets a client say.
#[derive(Default)]
struct Operation {
    update: Option<String>,
    default_graphs: Vec<NamedNode>,
    named_graphs: Vec<NamedNode>,
}

impl Operation {
    fn read(&mut self, pairs: Pairs) -> Result<(), Problem> {
        for (name, value) in pairs {
            match name.as_str() {
                "update" if self.update.is_some() => return Err(Problem::wrong("`update` is given twice")),
                "update" => self.update = Some(value),
                "using-graph-uri" => self.default_graphs.push(iri(&name, value)?),
                "using-named-graph-uri" => self.named_graphs.push(iri(&name, value)?),
                "query" => return Err(Problem::wrong("this is the address for updates; put queries to /sparql")),
                _ => {}
            }
        }
        Ok(())
    }

    fn using(&mut self) -> Option<(Vec<NamedNode>, Vec<NamedNode>)> {
        let using = (std::mem::take(&mut self.default_graphs), std::mem::take(&mut self.named_graphs));
        (!using.0.is_empty() || !using.1.is_empty()).then_some(using)
    }
}

/// `POST /update` with a form, or with the update itself as the body.
#[utoipa::path(post, path = "/update", tag = SPARQL, operation_id = "update", summary = "A SPARQL 1.1 update, all or nothing",
    params(
        ("using-graph-uri" = Option<Vec<Iri>>, Query, description = "What patterns match; may be repeated"),
        ("using-named-graph-uri" = Option<Vec<Iri>>, Query, description = "Graphs that `GRAPH` finds; may be repeated")),
    request_body(description = "The update", content((String = "application/sparql-update"), (UpdateForm = "application/x-www-form-urlencoded"))),
    responses(
        (status = 204, description = "It is made, and on the disk"),
        (status = 400, description = "The update is wrong"),
        WriteRefusals,
        (status = 409, description = "There is such a graph already, or there is none"),
        (status = 413, description = "It is too long, or took too much memory"),
        (status = 415, description = "It is sent in another form"),
        (status = 504, description = "It took too long")),
    security(("token" = [])))]
pub(super) async fn post(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    writer::admit(&app, &headers)?;
    check_encoding(&headers)?;
    let mut operation = Operation::default();
    operation.read(pairs)?;
    match media_type(&headers).as_str() {
        "application/x-www-form-urlencoded" => {
            let pairs = serde_urlencoded::from_bytes(&body);
            operation.read(pairs.map_err(|e| Problem::wrong(format!("the form cannot be read: {e}")))?)?;
        }
        "application/sparql-update" => {
            let text = String::from_utf8(body.to_vec()).map_err(|_| Problem::wrong("the update is no UTF-8"))?;
            operation.read(vec![("update".to_owned(), text)])?;
        }
        _ => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "send the update as application/sparql-update, or as `update` in application/x-www-form-urlencoded",
            ));
        }
    }
    let text = operation.update.take().ok_or_else(|| Problem::wrong("there is no `update`"))?;
    let using = operation.using();
    tokio::task::spawn_blocking(move || run(&app, &text, using)).await.map_err(|e| Problem::ours(&e))??;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn run(app: &App, text: &str, using: Option<(Vec<NamedNode>, Vec<NamedNode>)>) -> Result<(), Problem> {
    check_shape("update", text)?;
    let base = app.0.store.base();
    let parser = SparqlParser::new().with_base_iri(base.as_str()).map_err(|e| Problem::ours(&e))?;
    let update = parser.parse_update(text).map_err(|e| wrong_at("update", &e.to_string()))?;
    let texts = std::sync::Arc::new(app.0.version.indexed().clone());
    let evaluation = Evaluation::new(app.0.settings.default_graph).with_texts(texts);
    let writer = Writer { evaluation: &evaluation, using, is_managed: &|graph| is_managed(base, graph) };
    let bounds = app.0.settings.bounds;
    let made = meter::run(Bounds::of(bounds.time, bounds.memory), || {
        writer::write(app, "update", |transaction| writer.write(update, transaction).map(|written| ((), written)))
    });
    match made {
        Ok(made) => made.map_err(|error| problem(&error)),
        Err(Broken::Time) => Err(Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            format!("the update took longer than {} s; nothing was written", bounds.time.as_secs_f32()),
        )),
        Err(Broken::Memory) => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("the update took more than {} MB of memory; nothing was written", bounds.memory >> 20),
        )),
    }
}

/// What to tell a client whose update was not made.
pub(super) fn problem(error: &UpdateError) -> Problem {
    match error {
        UpdateError::Managed(_) | UpdateError::Load(_) => Problem::new(StatusCode::FORBIDDEN, error.to_string()),
        UpdateError::Exists(_) | UpdateError::Missing(_) => Problem::new(StatusCode::CONFLICT, error.to_string()),
        UpdateError::TwoDatasets => Problem::wrong(error.to_string()),
        UpdateError::Evaluation(inner) if inner.is_of_the_query() => Problem::wrong(inner.to_string()),
        UpdateError::Evaluation(EvaluationError::Text(TextError::NotReady)) => {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
        }
        UpdateError::Evaluation(_) | UpdateError::Storage(_) => Problem::ours(error),
    }
}
