//! From a parsed query to a response: one at a time a permit, a deadline, and a clean status for early errors.

use super::App;
use super::body::{Part, PartStream, PartWriter, RunningQuery};
use super::negotiation::{self, Offer};
use super::problem::Problem;
use crate::catalogue::{Evaluation, EvaluationError, Form, ResultFormat, ResultsError};
use crate::store::Store;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oxigraph::sparql::CancellationToken;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Parts that may wait to be sent.
const WAITING: usize = 4;

/// A format and the media type to send it under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    format: ResultFormat,
    media_type: &'static str,
}

/// The format for an answer: that of `?format=` when given, else the one that `Accept` likes best.
pub(super) fn format(form: Form, asked: Option<&str>, headers: &HeaderMap) -> Result<Chosen, Problem> {
    let formats = ResultFormat::of(form);
    if let Some(name) = asked {
        let format = ResultFormat::from_name(name).filter(|format| formats.contains(format)).ok_or_else(|| {
            let names: Vec<_> = formats.iter().map(|format| format.name()).collect();
            Problem::wrong(format!("there is no format `{name}` for this query; choose one of {}", names.join(", ")))
        })?;
        return Ok(Chosen { format, media_type: registered(format) });
    }
    let offers: Vec<_> = formats.iter().map(|f| Offer { value: *f, media_types: f.media_types() }).collect();
    let (format, media_type) = negotiation::choose(headers, &offers)
        .ok_or_else(|| Problem::unacceptable(formats.iter().flat_map(|f| f.media_types()).copied()))?;
    Ok(Chosen { format, media_type })
}

fn registered(format: ResultFormat) -> &'static str {
    format.media_types().first().copied().unwrap_or("application/octet-stream")
}

/// Runs the query and streams its answer. The status is sent once the first part of the answer is there.
pub(super) async fn answer(
    app: &App,
    query: spargebra::Query,
    evaluation: Evaluation,
    chosen: Chosen,
) -> Result<Response, Problem> {
    let settings = &app.0.settings;
    let permit = app.0.permits.clone().try_acquire_owned().map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "as many queries are running as may; try again in a moment")
    })?;
    let deadline = Instant::now() + settings.query_timeout;
    let token = CancellationToken::new();
    let running = RunningQuery::until(deadline, token.clone());
    let evaluation = evaluation.with_cancellation(token);
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let store = app.0.store.clone();
    let runtime = Handle::current();
    tokio::task::spawn_blocking(move || {
        // The permit is given back when the thread is free again, not when the client has gone.
        let _permit = permit;
        let writer = PartWriter::new(sender.clone(), runtime, deadline);
        if let Err(error) = compute(query, &evaluation, &store, chosen.format, writer) {
            // Never waits: a client that does not read on must not hold the permit. It gets no end, which tells it the same.
            let _ = sender.try_send(Part::Failed(error));
        }
    });
    let late = || {
        let seconds = settings.query_timeout.as_secs_f32();
        Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            format!("the query took longer than {seconds} s and was stopped; ask for less, or narrow it down"),
        )
    };
    let (first, ended) = match timeout_at(deadline, receiver.recv()).await {
        Ok(Some(Part::Bytes(bytes))) => (Some(bytes), false),
        Ok(Some(Part::End)) => (None, true),
        Ok(Some(Part::Failed(error))) => {
            return Err(match &error {
                ResultsError::Evaluation(EvaluationError::Cancelled) => late(),
                ResultsError::Evaluation(error) if error.is_of_the_query() => Problem::wrong(error.to_string()),
                other => Problem::ours(other),
            });
        }
        Ok(None) => return Err(Problem::ours(&"the thread of a query ended without an answer")),
        Err(_) => return Err(late()),
    };
    let stream = PartStream { first, rest: receiver, _query: running, ended };
    Ok((content_type(chosen.media_type), Body::from_stream(stream)).into_response())
}

fn compute(
    query: spargebra::Query,
    evaluation: &Evaluation,
    store: &Store,
    format: ResultFormat,
    writer: PartWriter<ResultsError>,
) -> Result<(), ResultsError> {
    let results = evaluation.run(query, store)?;
    Ok(format.write(results, writer)?.finish()?)
}

/// The header for a media type; text says its encoding.
pub(super) fn content_type(media_type: &str) -> [(header::HeaderName, String); 1] {
    let charset = if media_type.starts_with("text/") { "; charset=utf-8" } else { "" };
    [(header::CONTENT_TYPE, format!("{media_type}{charset}"))]
}

/// Bytes with their media type.
pub(super) fn whole(media_type: &str, bytes: impl Into<Bytes>) -> Response {
    (content_type(media_type), Body::from(bytes.into())).into_response()
}
