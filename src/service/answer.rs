//! From a parsed query to a response: a place among those that run, bounds, and a clean status for early errors.

use super::App;
use super::admission::{self, PATIENCE};
use super::body::{Keeping, Part, PartStream, PartWriter, RunningQuery};
use super::bounds::QueryBounds;
use super::cache::{Answer, Key, Known, Leader, is_volatile};
use super::metrics::{Cached, Outcome};
use super::negotiation::{self, Offer};
use super::problem::Problem;
use crate::catalogue::{Evaluation, EvaluationError, Extent, Form, ResultFormat, ResultsError};
use crate::sparql::meter::{self, Bounds, Broken};
use crate::sparql::{TextError, canonical};
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oxigraph::sparql::CancellationToken;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

/// Parts that may wait to be sent.
const WAITING: usize = 4;

/// How much later than its deadline the evaluation of a query is heard, which sees to it itself.
const GRACE: Duration = Duration::from_millis(300);

/// A page of rows has no more bytes: it is held whole before it is sent.
const LONGEST_PAGE: usize = 16 * 1024 * 1024;

/// A format and the media type to send it under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    /// The format.
    pub(super) format: ResultFormat,
    /// The name that it was asked for by.
    pub(super) media_type: &'static str,
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

/// Why a query gave no answer, or a part of one.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("the query took more {} than it may", match .0 { Broken::Time => "time", Broken::Memory => "memory" })]
    Broken(Broken),
    #[error(transparent)]
    Results(#[from] ResultsError),
}

impl Failed {
    /// What to tell a client that has not got a byte yet.
    fn problem(&self, bounds: &QueryBounds) -> Problem {
        let too_large = |message: String| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message);
        match self {
            Self::Broken(Broken::Time) => late("query", bounds),
            Self::Broken(Broken::Memory) => too_large(format!(
                "the query took more than {} MB of memory and was stopped; ask for less, or narrow it down",
                bounds.memory >> 20
            )),
            Self::Results(rows @ ResultsError::TooManyRows(_)) => too_large(rows.to_string()),
            Self::Results(ResultsError::Io(error)) if error.kind() == io::ErrorKind::FileTooLarge => long(bounds.bytes),
            Self::Results(ResultsError::Evaluation(error @ EvaluationError::Text(TextError::NotReady))) => {
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
            }
            Self::Results(ResultsError::Evaluation(error)) if error.is_of_the_query() => {
                Problem::wrong(error.to_string())
            }
            Self::Results(other) => Problem::ours(other),
        }
    }
}

impl Failed {
    /// How the query ended, for those who watch the service.
    fn outcome(&self) -> Outcome {
        match self {
            Self::Broken(Broken::Time) => Outcome::Time,
            Self::Broken(Broken::Memory) => Outcome::Memory,
            Self::Results(ResultsError::TooManyRows(_)) => Outcome::Rows,
            // Only its own request cancels a query, when it ends.
            Self::Results(ResultsError::Evaluation(EvaluationError::Cancelled)) => Outcome::Gone,
            Self::Results(ResultsError::Io(error)) => match error.kind() {
                io::ErrorKind::FileTooLarge => Outcome::Bytes,
                io::ErrorKind::TimedOut => Outcome::Time,
                _ => Outcome::Gone,
            },
            Self::Results(_) => Outcome::Failed,
        }
    }
}

fn long(most: usize) -> Problem {
    let message = format!(
        "the answer has more than {most} bytes; narrow the question down, or ask for a part with LIMIT and OFFSET"
    );
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}

/// 504: what was asked for (`what`) passed its deadline.
pub(super) fn late(what: &str, bounds: &QueryBounds) -> Problem {
    let seconds = bounds.time.as_secs_f32();
    Problem::new(
        StatusCode::GATEWAY_TIMEOUT,
        format!("the {what} took longer than {seconds} s and was stopped; ask for less, or narrow it down"),
    )
}

/// A query, what else its answer depends on, and how it is to be answered.
pub(super) struct Asked<'r> {
    /// The query.
    pub(super) query: spargebra::Query,
    /// How it is evaluated.
    pub(super) evaluation: Evaluation,
    /// The graphs of the request, one a line.
    pub(super) dataset: String,
    /// The form of the answer.
    pub(super) chosen: Chosen,
    /// The rows of the page, where not all rows are wanted: the query then asks for one more.
    pub(super) page: Option<usize>,
    /// What stands around the table of a page for people.
    pub(super) frame: Frame,
    /// Its bounds.
    pub(super) bounds: QueryBounds,
    /// The headers of the request.
    pub(super) headers: &'r HeaderMap,
    /// The request as it came, by which it is known again before anything of it is read.
    pub(super) request: Key,
}

/// What stands around the table of a page; nothing around answers for programs.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame {
    pub(super) before: String,
    /// Only where there is another page.
    pub(super) next: String,
    pub(super) after: String,
}

/// Said with a response: there is another page.
#[derive(Debug, Clone, Copy)]
pub(super) struct More;

/// What a request is known again by: its words, and what it accepts.
pub(super) fn request(app: &App, words: &[&str], headers: &HeaderMap, bounds: &QueryBounds) -> Key {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let words: Vec<&str> = words.iter().copied().chain(["accept"]).chain(accepted).collect();
    Key::of(app.0.version.number(), &words, bounds)
}

/// The answer to a request that was put in the same words before, if it is still kept or the client has it.
pub(super) fn again(app: &App, request: &Key, headers: &HeaderMap) -> Option<Response> {
    let key = app.0.answers.known_request(request)?;
    if is_known(headers, &key.tag()) {
        app.0.metrics.cached(Cached::Unchanged);
        return Some(unchanged(&key));
    }
    let answer = app.0.answers.kept(&key)?;
    app.0.metrics.cached(Cached::Hit);
    Some(given(answer, Some(&key)))
}

/// A whole answer as a response.
pub(super) fn given(Answer { media_type, bytes, more }: Answer, key: Option<&Key>) -> Response {
    let mut response = tagged(whole(media_type, bytes), key);
    if more {
        response.extensions_mut().insert(More);
    }
    response
}

/// Answers from what is kept; else runs the query within its bounds and streams its answer. The status is sent once the first part of the answer is there, or all of a page.
pub(super) async fn answer(app: &App, asked: Asked<'_>) -> Result<Response, Problem> {
    let Asked { query, evaluation, dataset, chosen, page, frame, bounds, headers, request } = asked;
    let began = Instant::now();
    let deadline = began + bounds.time;
    let text = query.to_string();
    let version = app.0.version.number();
    let rows = page.map_or_else(String::new, |rows| rows.to_string());
    let asked = canonical(&query, &text);
    let words = [&asked, &dataset, chosen.media_type, &rows, &frame.before, &frame.after];
    let key = (!is_volatile(&text)).then(|| Key::of(version, &words, &bounds));
    let mut leader = None;
    if let Some(key) = &key {
        app.0.answers.name(request, *key);
        if is_known(headers, &key.tag()) {
            app.0.metrics.cached(Cached::Unchanged);
            return Ok(unchanged(key));
        }
        match app.0.answers.look(key, deadline.min(began + PATIENCE)).await {
            Known::Answer(answer) => {
                app.0.metrics.cached(Cached::Hit);
                return Ok(given(answer, Some(key)));
            }
            Known::Make(turn) => leader = turn,
        }
    }
    app.0.metrics.cached(Cached::Miss);
    let permit = admission::place(app, began, deadline).await?;
    let token = CancellationToken::new();
    let running = RunningQuery(token.clone());
    let texts = Arc::new(app.0.version.indexed().clone());
    let evaluation = evaluation.with_cancellation(token).with_texts(texts);
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let (shared, runtime, span) = (app.clone(), Handle::current(), tracing::Span::current());
    tokio::task::spawn_blocking(move || {
        // The permit is given back when the thread is free again, not when the client has gone.
        let _permit = permit;
        let _in_request = span.entered();
        let writer = PartWriter::new(sender.clone(), runtime, deadline, bounds.bytes);
        let extent = Extent { most: page.map_or(bounds.rows, |rows| rows.min(bounds.rows)), cut: page.is_some() };
        let mut rows = 0;
        let work = || -> Result<(), ResultsError> {
            let mut writer = writer;
            writer.write_all(frame.before.as_bytes())?;
            let shape = (chosen.format, extent);
            let (mut writer, more) = shared.0.version.write(query, &evaluation, shape, writer, &mut rows)?;
            if more {
                writer.write_all(frame.next.as_bytes())?;
            }
            writer.write_all(frame.after.as_bytes())?;
            writer.finish(more);
            Ok(())
        };
        let limits = Bounds { deadline: Some(deadline.into_std()), memory: bounds.memory };
        let ended: Result<Result<(), ResultsError>, Broken> = meter::run(limits, work);
        let ended = ended.map_err(Failed::Broken).and_then(|ended| ended.map_err(Failed::Results));
        shared.0.ran(&text, rows, began.elapsed(), ended.as_ref().err().map_or(Outcome::Answered, Failed::outcome));
        if let Err(failed) = ended {
            // Never waits: a client that does not read on must not hold the permit. It gets no end, which tells it the same.
            let _ = sender.try_send(Part::Failed(failed));
        }
    });
    let mut first = Vec::new();
    loop {
        match timeout_at(deadline + GRACE, receiver.recv()).await {
            Ok(Some(Part::End { rest, more })) => {
                let bytes = if first.is_empty() { rest } else { [first.as_slice(), &rest].concat().into() };
                let answer = Answer { media_type: chosen.media_type, bytes, more };
                return Ok(complete(app, answer, key.as_ref(), leader));
            }
            // Only what follows tells whether there is another page.
            Ok(Some(Part::Bytes(bytes))) if page.is_some() && first.len() + bytes.len() <= LONGEST_PAGE => {
                first.extend_from_slice(&bytes);
            }
            Ok(Some(Part::Bytes(_))) if page.is_some() => return Err(long(LONGEST_PAGE)),
            Ok(Some(Part::Bytes(bytes))) => {
                first = bytes.to_vec();
                break;
            }
            Ok(Some(Part::Failed(failed))) => return Err(failed.problem(&bounds)),
            Ok(None) => return Err(Problem::ours(&"the thread of a query ended without an answer")),
            Err(_) => return Err(late("query", &bounds)),
        }
    }
    let keeping = key.zip(leader).map(|(key, leader)| Keeping {
        gathered: Vec::new(),
        media_type: chosen.media_type,
        app: app.clone(),
        key,
        leader,
    });
    let stream = PartStream { first: Some(first.into()), rest: receiver, _query: running, ended: false, keeping };
    let response = (content_type(chosen.media_type), Body::from_stream(stream)).into_response();
    Ok(tagged(response, key.as_ref()))
}

/// An answer that was whole before any of it was sent; who leads keeps it to be given again.
pub(super) fn complete(app: &App, answer: Answer, key: Option<&Key>, leader: Option<Leader>) -> Response {
    if let Some((key, leader)) = key.zip(leader) {
        app.0.answers.give(*key, leader, answer.clone());
    }
    given(answer, key)
}

/// Whether a client says that it has the answer with a validator.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let given = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|value| value.split(',')).any(|given| given.trim() == tag || given.trim() == "*")
}

/// 304: the client has the answer.
pub(super) fn unchanged(key: &Key) -> Response {
    tagged(StatusCode::NOT_MODIFIED.into_response(), Some(key))
}

/// Adds the validator of an answer, which caches are to ask for; one without is not to be kept by any.
fn tagged(mut response: Response, key: Option<&Key>) -> Response {
    let headers = response.headers_mut();
    match key.and_then(|key| HeaderValue::from_str(&key.tag()).ok()) {
        Some(tag) => {
            headers.insert(header::ETAG, tag);
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        None => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
    response
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
