//! `/feeds/…`: what charts, calendars and feed readers take, each a function of the store's version and of its parameters.

use super::App;
use super::admission::{self, PATIENCE};
use super::answer::{complete, given, is_known, late, unchanged, whole};
use super::bounds::{PARAMETERS, QueryBounds};
use super::cache::{Answer, Key, Known, today};
use super::metrics::{Cached, Outcome};
use super::negotiation;
use super::observe::Routes;
use super::openapi::{FEEDS, FeedRefusals};
use super::problem::Problem;
use super::sparql::Pairs;
use crate::feeds::{Feed, FeedError, Reading};
use crate::sparql::Source;
use crate::sparql::meter::{self, Bounds, Broken};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use serde::Serialize;
use tokio::time::Instant;
use utoipa::ToSchema;

/// The addresses of the feeds.
pub(super) fn routes() -> Routes {
    Routes::new()
        .route("/feeds", get(list))
        .route("/feeds/graph", get(graph))
        .route("/feeds/timeline", get(timeline))
        .route("/feeds/matrix", get(matrix))
        .route("/feeds/involvement", get(involvement))
        .route("/feeds/decisions.atom", get(decisions))
        .route("/feeds/process.atom", get(process))
        .route("/feeds/calendar.ics", get(calendar))
        .route("/feeds/commitments.csv", get(commitments))
}

/// `GET /feeds`
#[utoipa::path(get, path = "/feeds", tag = FEEDS, operation_id = "feeds", summary = "The feeds",
    responses((status = 200, description = "All of them, with their formats", body = FeedList)))]
pub(super) async fn list() -> Result<Response, Problem> {
    let feeds = Feed::ALL
        .iter()
        .map(|feed| FeedEntry {
            name: feed.name().to_owned(),
            href: format!("/feeds/{}", feed.name()),
            formats: feed.formats().iter().map(|(name, _)| (*name).to_owned()).collect(),
        })
        .collect();
    Ok(whole("application/json", serde_json::to_string(&FeedList { feeds }).map_err(|e| Problem::ours(&e))?))
}

/// The feeds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FeedList {
    feeds: Vec<FeedEntry>,
}

/// A feed.
#[derive(Debug, Serialize, ToSchema)]
struct FeedEntry {
    name: String,
    /// Where it is asked for.
    href: String,
    /// What `format` may be, the usual one first.
    formats: Vec<String>,
}

/// `GET /feeds/graph`
#[utoipa::path(get, path = "/feeds/graph", tag = FEEDS, operation_id = "feed-graph", summary = "Who and what is linked with what",
    description = "People, organisations, meetings and processes as nodes, and what links them as edges with weight and first and last day.",
    params(
        ("format" = Option<String>, Query, description = "`cytoscape`, `graphology`, `d3`, `gexf`, `graphml` or `jsonld`; else what `Accept` says"),
        ("focus" = Option<String>, Query, description = "The address or name of a node that stands in the middle"),
        ("depth" = Option<u8>, Query, minimum = 1, maximum = 3, description = "How many edges from `focus` others may be"),
        ("kind" = Option<String>, Query, description = "`person`, `organisation`, `meeting`, `process`; several with commas"),
        ("edges" = Option<String>, Query, description = "`attended`, `spoke-at`, `affiliated-with`, `spoke-about`, `answered`, `committed-at`, `decided-on`, `named-at`; several with commas"),
        ("from" = Option<String>, Query, description = "Of meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Of meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process: meetings whose reports name it, and words that do"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 20000, description = "Nodes at most, the weightiest; the answer says what is left out")),
    responses(
        (status = 200, description = "The graph", content((Object = "application/json"), (String = "application/gexf+xml"), (String = "application/graphml+xml"), (Object = "application/ld+json"))),
        FeedRefusals))]
pub(super) async fn graph(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Graph, pairs, &headers).await
}

/// `GET /feeds/timeline`
#[utoipa::path(get, path = "/feeds/timeline", tag = FEEDS, operation_id = "feed-timeline", summary = "What happened when",
    description = "Meetings, decisions, commitments on the day, month or year they are due, and in which meetings processes are named; the latest are kept.",
    params(
        ("format" = Option<String>, Query, description = "`json` or `csv`; else what `Accept` says"),
        ("kind" = Option<String>, Query, description = "`meeting`, `next-meeting`, `decision`, `commitment`, `mention`; several with commas"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 20000, description = "How many at most"),
        ("from" = Option<String>, Query, description = "Items from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Items until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "Items by date", content((Object = "application/json"), (String = "text/csv"))),
        FeedRefusals))]
pub(super) async fn timeline(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Timeline, pairs, &headers).await
}

/// `GET /feeds/matrix`
#[utoipa::path(get, path = "/feeds/matrix", tag = FEEDS, operation_id = "feed-matrix", summary = "How many, by whom and where",
    description = "Counts with what they are out of. A cell is empty where nobody knows: attendance at meetings without a list of participants.",
    params(
        ("format" = Option<String>, Query, description = "`json` or `csv`; else what `Accept` says"),
        ("rows" = Option<String>, Query, description = "`group`, `organisation` or `person`"),
        ("columns" = Option<String>, Query, description = "`meeting`, `process` or `year`"),
        ("measure" = Option<String>, Query, description = "`attended`, `spoke` or `contributions`"),
        ("basis" = Option<String>, Query, description = "`here` counts only groups that the report itself states, `anywhere` also those of other reports"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 10000, description = "How many at most"),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "Rows, columns and cells", content((Object = "application/json"), (String = "text/csv"))),
        FeedRefusals))]
pub(super) async fn matrix(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Matrix, pairs, &headers).await
}

/// `GET /feeds/involvement`
#[utoipa::path(get, path = "/feeds/involvement", tag = FEEDS, operation_id = "feed-involvement", summary = "Which stakeholder groups spoke of which processes",
    description = "A cube of the RDF Data Cube Vocabulary: processes, years and groups; contributions, people and meetings.",
    params(
        ("format" = Option<String>, Query, description = "`turtle`, `jsonld` or `csv`; else what `Accept` says"),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "The cube", content((String = "text/turtle"), (Object = "application/ld+json"), (String = "text/csv"))),
        FeedRefusals))]
pub(super) async fn involvement(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Involvement, pairs, &headers).await
}

/// `GET /feeds/decisions.atom`
#[utoipa::path(get, path = "/feeds/decisions.atom", tag = FEEDS, operation_id = "feed-decisions", summary = "What was decided, as Atom",
    description = "The latest first.",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "How many at most"),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "The feed", content((String = "application/atom+xml"))),
        FeedRefusals))]
pub(super) async fn decisions(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Decisions, pairs, &headers).await
}

/// `GET /feeds/process.atom`
#[utoipa::path(get, path = "/feeds/process.atom", tag = FEEDS, operation_id = "feed-process", summary = "What was said on a process, as Atom",
    description = "What the named query `trace` finds, the latest first.",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 1000, description = "How many at most"),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year"),
        ("process" = String, Query, description = "The address or name of a process or topic", example = "GDC"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "The feed", content((String = "application/atom+xml"))),
        FeedRefusals))]
pub(super) async fn process(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Process, pairs, &headers).await
}

/// `GET /feeds/calendar.ics`
#[utoipa::path(get, path = "/feeds/calendar.ics", tag = FEEDS, operation_id = "feed-calendar", summary = "Meetings and what is due, as iCalendar",
    description = "What is due in a month or a year has no day, and says so.",
    params(
        ("kind" = Option<String>, Query, description = "`meeting`, `next-meeting`, `due`; several with commas"),
        ("from" = Option<String>, Query, description = "What is from this day, month or year on"),
        ("to" = Option<String>, Query, description = "What is until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "The calendar", content((String = "text/calendar"))),
        FeedRefusals))]
pub(super) async fn calendar(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Calendar, pairs, &headers).await
}

/// `GET /feeds/commitments.csv`
#[utoipa::path(get, path = "/feeds/commitments.csv", tag = FEEDS, operation_id = "feed-commitments", summary = "The ledger of commitments by owner",
    description = "Rows of the named query `commitments`.",
    params(
        ("owner" = Option<String>, Query, description = "Who is responsible"),
        ("state" = Option<String>, Query, description = "`open`, `overdue`, `silent`, `done`, `dropped`; several with commas"),
        ("from" = Option<String>, Query, description = "Of meetings from this day, month or year on"),
        ("to" = Option<String>, Query, description = "Of meetings until this day, month or year"),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic"),
        ("series" = Option<String>, Query, description = "The address or name of a series of meetings")),
    responses(
        (status = 200, description = "The ledger", content((String = "text/csv"))),
        FeedRefusals))]
pub(super) async fn commitments(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(app, Feed::Commitments, pairs, &headers).await
}

/// The format that is asked for by name, else the one that is liked best.
fn chosen(feed: Feed, pairs: &mut Pairs, headers: &HeaderMap) -> Result<String, Problem> {
    let mut named = pairs.extract_if(.., |(name, value)| name == "format" && !value.is_empty());
    match (named.next(), named.next()) {
        (Some((_, name)), None) => return Ok(name),
        (Some(_), Some(_)) => return Err(Problem::wrong("`format` is given twice")),
        (None, _) => {}
    }
    drop(named);
    // Where there is one format, the address says which.
    if let [(name, _)] = feed.formats() {
        return Ok((*name).to_owned());
    }
    let offers: Vec<_> =
        feed.formats().iter().map(|(name, media_types)| negotiation::Offer { value: *name, media_types }).collect();
    let (name, _) = negotiation::choose(headers, &offers)
        .ok_or_else(|| Problem::unacceptable(offers.iter().flat_map(|offer| offer.media_types).copied()))?;
    Ok(name.to_owned())
}

async fn answer(app: App, feed: Feed, mut pairs: Pairs, headers: &HeaderMap) -> Result<Response, Problem> {
    let began = Instant::now();
    let format = chosen(feed, &mut pairs, headers)?;
    let mut bounds = app.0.settings.bounds;
    for (name, value) in pairs.extract_if(.., |(name, _)| PARAMETERS.contains(&name.as_str())) {
        bounds.lower(&name, &value)?;
    }
    // What is overdue today may not have been so yesterday.
    let today = if feed.is_of_today() { today() } else { String::new() };
    let mut words = vec!["feed", feed.name(), format.as_str(), today.as_str()];
    words.extend(pairs.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
    let key = Key::of(app.0.version.number(), &words, &bounds);
    let deadline = began + bounds.time;
    let leader = match app.0.answers.look(&key, deadline.min(began + PATIENCE)).await {
        Known::Answer(_) if is_known(headers, &key.tag()) => {
            app.0.metrics.cached(Cached::Unchanged);
            return Ok(unchanged(&key));
        }
        Known::Answer(answer) => {
            app.0.metrics.cached(Cached::Hit);
            return Ok(given(answer, Some(&key)));
        }
        Known::Make(leader) => leader,
    };
    app.0.metrics.cached(Cached::Miss);
    let permit = admission::place(&app, began, deadline).await?;
    let (shared, span) = (app.clone(), tracing::Span::current());
    let made = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let _in_request = span.entered();
        let limits = Bounds { deadline: Some(deadline.into_std()), memory: bounds.memory };
        let mut rows = 0;
        let ended = meter::run(limits, || {
            let look = |source: Source<'_>| {
                let mut reading = Reading::of(source, shared.0.store.base(), bounds.rows);
                let made = feed.make(&mut reading, &format, &pairs);
                rows = reading.rows();
                made
            };
            shared.0.version.read_all(bounds.time * 3 / 4, look).map_err(FeedError::Storage).and_then(|made| made)
        });
        let (made, outcome) = match ended {
            Ok(Ok(made)) if made.text.len() > bounds.bytes => (Err(long(&bounds)), Outcome::Bytes),
            Ok(Ok(made)) => (Ok(made), Outcome::Answered),
            Ok(Err(error)) => {
                let outcome = if matches!(error, FeedError::TooManyRows(_)) { Outcome::Rows } else { Outcome::Failed };
                (Err(problem(&error)), outcome)
            }
            Err(Broken::Time) => (Err(late("feed", &bounds)), Outcome::Time),
            Err(Broken::Memory) => (Err(large(&bounds)), Outcome::Memory),
        };
        shared.0.ran(&format!("feed {}", feed.name()), rows, began.elapsed(), outcome);
        made
    });
    let made = made.await.map_err(|e| Problem::ours(&e))??;
    let answer = Answer { media_type: made.media_type, bytes: made.text.into(), more: false };
    // Only what was made is unchanged: a wrong request has no validator.
    if is_known(headers, &key.tag()) {
        if let Some(leader) = leader {
            app.0.answers.give(key, leader, answer);
        }
        return Ok(unchanged(&key));
    }
    Ok(complete(&app, answer, Some(&key), leader))
}

/// Why there is no feed, as an answer.
pub(super) fn problem(error: &FeedError) -> Problem {
    match error {
        FeedError::Wrong(message) => Problem::wrong(message.clone()),
        FeedError::TooManyRows(_) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, error.to_string()),
        error => Problem::ours(error),
    }
}

fn large(bounds: &QueryBounds) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the feed took more than {} MB of memory and was stopped; narrow it down", bounds.memory >> 20),
    )
}

fn long(bounds: &QueryBounds) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("the feed has more than {} bytes; narrow it down", bounds.bytes),
    )
}
