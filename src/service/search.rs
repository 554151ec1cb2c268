//! `/search`: full-text search, for programs as JSON and CSV, for people as a page.

use super::App;
use super::admission;
use super::answer::whole;
use super::explorer;
use super::html::framed;
use super::negotiation::{self, Offer};
use super::problem::Problem;
use super::sparql::Pairs;
use crate::search::{Answer, Hit, Kind, MAX_OFFSET, Mark, Request, SearchError, csv, json};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use maud::{Markup, html};
use std::time::{Duration, Instant};

/// How long a search waits for the index of what was written just before; then it is answered from the older one, and says so.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
    Html,
}

const OFFERS: [Offer<Format>; 3] = [
    Offer { value: Format::Json, media_types: &["application/json"] },
    Offer { value: Format::Csv, media_types: &["text/csv"] },
    Offer { value: Format::Html, media_types: &["text/html"] },
];

/// `GET /search?q=…&kind=…&series=…&process=…&speaker=…&from=…&to=…&limit=…&offset=…&format=…`
#[utoipa::path(get, path = "/search", tag = super::openapi::GRAPH, operation_id = "search", summary = "Full-text search",
    params(
        ("q" = String, Query, description = "Words, \"phrases\", beginnings*, -without", example = "\"red line\""),
        ("kind" = Option<String>, Query, description = "contribution, decision, commitment, passage, person …", example = "contribution"),
        ("series" = Option<String>, Query, description = "A name or an address", example = "wg-strategy"),
        ("process" = Option<String>, Query, description = "A name or an address", example = "NETmundial+10"),
        ("speaker" = Option<String>, Query, description = "A name or an address", example = "Jorge Cancio"),
        ("from" = Option<String>, Query, description = "A day, month or year", example = "2022"),
        ("to" = Option<String>, Query, description = "A day, month or year", example = "2024-10"),
        ("limit" = Option<usize>, Query, description = "Hits on a page, 200 at most", example = 20),
        ("offset" = Option<usize>, Query, description = "Hits before the page", example = 0)),
    responses(
        (status = 200, description = "The hits, or the form where nothing is asked for", content((Object = "application/json"), (String = "text/csv"), (String = "text/html"))),
        (status = 400, description = "It is not said what to search for, or in no way that can be read"),
        (status = 406, description = "None of the forms is wanted"),
        (status = 503, description = "The index is still being made")))]
pub(super) async fn answer(
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (format, pairs): (Pairs, Pairs) = pairs.into_iter().partition(|(name, _)| name == "format");
    let (format, media_type) = choose(&format, &headers)?;
    let form = Form { fields: &pairs };
    if format == Format::Html && pairs.iter().all(|(_, value)| value.trim().is_empty()) {
        return Ok(whole(media_type, form.page(&html! {})));
    }
    let request = match Request::read(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))) {
        Ok(request) => request,
        Err(error) if format == Format::Html => {
            let page = form.page(&html! { p role="alert" { (error) } });
            let mut response = whole(media_type, page);
            *response.status_mut() = StatusCode::BAD_REQUEST;
            return Ok(response);
        }
        Err(error) => return Err(Problem::wrong(error.to_string())),
    };
    let found = find(&app, request).await?;
    let mut response = match format {
        Format::Json => {
            let version = (found.version.as_deref(), found.current);
            let text = json(&found.request, &found.answer, version).map_err(|e| Problem::ours(&e))?;
            whole(media_type, text)
        }
        Format::Csv => whole(media_type, csv(&found.answer)),
        Format::Html => whole(media_type, form.page(&results(&app, &found))),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    let other = (format == Format::Csv).then_some("csv");
    if let Ok(links) = HeaderValue::from_str(&links(&found, other)) {
        headers.insert(header::LINK, links);
    }
    Ok(response)
}

fn choose(asked: &Pairs, headers: &HeaderMap) -> Result<(Format, &'static str), Problem> {
    match asked.as_slice() {
        [] => negotiation::choose(headers, &OFFERS)
            .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied())),
        [(_, name)] => match name.as_str() {
            "json" => Ok((Format::Json, "application/json")),
            "csv" => Ok((Format::Csv, "text/csv")),
            "html" => Ok((Format::Html, "text/html")),
            other => Err(Problem::wrong(format!("there is no format `{other}` here; choose one of json, csv, html"))),
        },
        _ => Err(Problem::wrong("`format` is given twice")),
    }
}

/// An answer, what it answers, and which version of the store it knows.
struct Found {
    request: Request,
    answer: Answer,
    version: Option<String>,
    current: bool,
}

async fn find(app: &App, request: Request) -> Result<Found, Problem> {
    let began = Instant::now();
    let deadline = began + app.0.settings.bounds.time;
    let permit = admission::place(app, began.into(), deadline.into()).await?;
    let indexed = app.0.version.indexed().clone();
    let found = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let (searching, current) = indexed.current(deadline.min(began + PATIENCE)).ok_or_else(|| {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the search index is still being made; try again in a moment")
        })?;
        let answer = searching.find(&request, Some(deadline)).map_err(|error| match error {
            SearchError::Late => Problem::new(StatusCode::GATEWAY_TIMEOUT, error.to_string()),
            SearchError::Large(_) => Problem::new(StatusCode::PAYLOAD_TOO_LARGE, error.to_string()),
            error => Problem::ours(&error),
        })?;
        Ok(Found { request, answer, version: searching.version().map(str::to_owned), current })
    });
    found.await.map_err(|e| Problem::ours(&e))?
}

/// The address of the hits from another one on.
fn address(request: &Request, offset: usize, format: Option<&str>) -> String {
    let mut parameters = request.at(offset);
    parameters.extend(format.map(|format| ("format", format.to_owned())));
    // Encoding pairs of texts cannot fail.
    format!("/search?{}", serde_urlencoded::to_string(parameters).unwrap_or_default())
}

/// The offsets of the pages before and behind, where there are any.
fn pages(found: &Found) -> (Option<usize>, Option<usize>) {
    let Request { limit, offset, .. } = found.request;
    let before = (offset > 0).then(|| offset.saturating_sub(limit));
    let behind = Some(offset + limit).filter(|next| *next < found.answer.total && *next <= MAX_OFFSET);
    (before, behind)
}

/// The `Link` header (RFC 8288).
fn links(found: &Found, format: Option<&str>) -> String {
    let (before, behind) = pages(found);
    let links = [(Some(0), "first"), (before, "prev"), (behind, "next")];
    let links = links.into_iter().filter_map(|(offset, relation)| {
        Some(format!("<{}>; rel=\"{relation}\"", address(&found.request, offset?, format)))
    });
    links.collect::<Vec<_>>().join(", ")
}

/// The form, with what was typed into it.
struct Form<'f> {
    fields: &'f Pairs,
}

impl Form<'_> {
    fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value)
    }

    fn page(&self, below: &Markup) -> String {
        let title = match self.value("q") {
            "" => "Search".to_owned(),
            words => format!("{words} · Search"),
        };
        let field = |name: &str, label: &str, hint: &str| {
            html! { label { (label) " " input name=(name) value=(self.value(name)) placeholder=(hint) maxlength="500"; } " " }
        };
        framed(
            &title,
            &html! {},
            &html! {
                h1 { "Search" }
                form action="/search" method="get" role="search" {
                    p {
                        label { "Words " input type="search" name="q" value=(self.value("q")) size="40" maxlength="1000"; }
                        " " button { "Search" }
                    }
                    p {
                        label {
                            "Kind "
                            select name="kind" {
                                option value="" { "all" }
                                @for kind in Kind::ALL {
                                    option value=(kind.name()) selected[self.value("kind") == kind.name()] { (kind.name()) }
                                }
                            }
                        }
                        " "
                        (field("series", "Series", "name or address"))
                        (field("process", "Process", "such as GDC"))
                        (field("speaker", "Speaker", "name or address"))
                        (field("from", "From", "2022 or 2022-04-07"))
                        (field("to", "To", "2024-10"))
                    }
                }
                (below)
                h2 { "How to ask" }
                p {
                    "All words are to be found, in whatever form. " code { "\"red line\"" } " stands for these words in this order, "
                    code { "objection*" } " for all that begins so, " code { "-draft" } " for what is not to be there; "
                    code { "AND" } ", " code { "OR" } " and brackets as usual."
                }
            },
        )
    }
}

fn results(app: &App, found: &Found) -> Markup {
    let Found { request, answer, .. } = found;
    let (before, behind) = pages(found);
    let first = request.offset + 1;
    html! {
        p role="status" {
            @if answer.hits.is_empty() { (answer.total) " hits" }
            @else { "Hits " (first) " to " (request.offset + answer.hits.len()) " of " (answer.total) }
            @if !found.current { "; what was written last is not among them yet" }
            ". As " a href=(address(request, request.offset, Some("json"))) { "JSON" }
            ", " a href=(address(request, request.offset, Some("csv"))) { "CSV" } "."
        }
        ol start=(first) { @for hit in &answer.hits { li { (shown(app, hit)) } } }
        @if before.is_some() || behind.is_some() {
            nav aria-label="Pages" {
                @if let Some(offset) = before { a rel="prev" href=(address(request, offset, Some("html"))) { "Earlier hits" } " " }
                @if let Some(offset) = behind { a rel="next" href=(address(request, offset, Some("html"))) { "More hits" } }
            }
        }
    }
}

fn shown(app: &App, hit: &Hit) -> Markup {
    let base = app.0.store.base().as_str();
    // What has an address here is asked for here, whatever name the service is reached by.
    let local = |iri: &str| iri.strip_prefix(base).map_or_else(|| iri.to_owned(), |path| format!("/{path}"));
    let page = |iri: &str| explorer::page_of(app.0.store.base(), iri).unwrap_or_else(|| iri.to_owned());
    let explain = |iri: &str| format!("/explain?{}", serde_urlencoded::to_string([("iri", iri)]).unwrap_or_default());
    let speakers: Vec<&str> = hit.speaker.iter().chain(&hit.responsible).map(|person| person.label.as_str()).collect();
    html! {
        p {
            b { (hit.label.as_deref().unwrap_or(hit.kind.name())) }
            @if hit.label.is_some() { ", " (hit.kind.name()) }
            @for kind in &hit.also { " and " (kind.name()) }
            @if !speakers.is_empty() { ", " (speakers.join(", ")) }
            @if let Some(act) = &hit.act { " (" (act) ")" }
            @if let Some(meeting) = &hit.meeting { ", " a href=(page(&meeting.iri)) { (meeting.label) } }
            // The name of a meeting tells its day.
            @else if let Some(date) = &hit.date { ", " time { (date) } }
        }
        @if hit.label.as_deref() != Some(&hit.text) || !hit.highlights.is_empty() {
            blockquote {
                @if hit.snippet.start > 0 { "… " }
                (marked(&hit.snippet.text, &hit.snippet.highlights))
                @if hit.snippet.end < hit.text.chars().count() { " …" }
            }
        }
        p {
            @if let Some(place) = &hit.place {
                a href={ (local(&place.report)) "/text.html?start=" (place.start) "&end=" (place.end) "#quote" } {
                    (place.path.as_deref().unwrap_or(&place.report)) ", " (place.start) " to " (place.end)
                }
                @if place.quote != hit.text && hit.kind != Kind::Passage { " (corrected; printed: “" (place.quote) "”)" }
            }
            @if hit.kind != Kind::Passage {
                " " a href=(page(&hit.iri)) { "all about it" } " · " a href=(explain(&hit.iri)) { "why it is here" }
            }
        }
    }
}

/// A text with some of its parts marked.
fn marked(text: &str, marks: &[Mark]) -> Markup {
    let characters: Vec<char> = text.chars().collect();
    let part = |start: usize, end: usize| characters.get(start..end).unwrap_or_default().iter().collect::<String>();
    let starts = std::iter::once(0).chain(marks.iter().map(|mark| mark.end));
    let ends = marks.iter().map(|mark| mark.start).chain(std::iter::once(characters.len()));
    let mut gaps = starts.zip(ends);
    html! {
        @for mark in marks {
            @if let Some((start, end)) = gaps.next() { (part(start, end)) }
            mark { (part(mark.start, mark.end)) }
        }
        @if let Some((start, end)) = gaps.next() { (part(start, end)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_around_words_and_markup_is_text() {
        let marks = [Mark { start: 4, end: 7 }, Mark { start: 13, end: 16 }];
        assert_eq!(
            marked("né <red> & a lin", &marks).into_string(),
            "né &lt;<mark>red</mark>&gt; &amp; a <mark>lin</mark>"
        );
        assert_eq!(marked("<i>", &[]).into_string(), "&lt;i&gt;");
    }
}
