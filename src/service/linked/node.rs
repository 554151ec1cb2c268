//! `/id/…`, and whatever else of this installation the graph speaks of.

use super::super::App;
use super::super::admission;
use super::super::answer::{is_known, whole};
use super::super::cache::{Answer, Key, today};
use super::super::explorer::{self, Asker};
use super::super::html::framed;
use super::super::openapi::{GRAPH, PEOPLE};
use super::super::pages;
use super::super::problem::Problem;
use super::address::{self, Place};
use super::describe::{Description, replaced_by};
use super::form::Form;
use super::page::ReportText;
use super::view::View;
use super::{labels, page, write};
use crate::graph::Base;
use crate::graph::vocabulary::{NAMESPACE, rap};
use crate::sparql::Source;
use crate::sparql::meter::{self, Bounds, Broken};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use maud::PreEscaped;
use oxigraph::model::{NamedNode, Term};
use serde::Deserialize;
use tokio::time::Instant;

/// `GET /id/{kind}/{slug}` and its documents.
#[utoipa::path(get, path = "/id/{kind}/{slug}", tag = GRAPH, operation_id = "thing", summary = "A thing of the graph, or a document on it",
    params(
        ("kind" = String, Path, description = "What it is: person, meeting, contribution …", example = "meeting"),
        ("slug" = String, Path, description = "Its name; with an ending (ttl, jsonld, nt, rdf, trig, nq, html) a document on it", example = "wg-strategy-2022-04-07-35.ttl"),
        ("page" = Option<usize>, Query, description = "A hundred links to the thing stand on each page, from 1 on", example = 1)),
    responses(
        (status = 200, description = "What is known of it", content((String = "text/turtle"), (Object = "application/ld+json"), (String = "application/n-triples"),
            (String = "application/rdf+xml"), (String = "application/trig"), (String = "application/n-quads"), (String = "text/html"))),
        (status = 301, description = "It has another address now"),
        (status = 303, description = "The thing itself: a document on it is elsewhere"),
        (status = 304, description = "The client has it"),
        (status = 404, description = "Nothing is known of it"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn thing(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    match answer(&app, &uri, &headers).await? {
        Some(response) => Ok(response),
        None => Err(Problem::missing(format!("nothing is known of {}", decoded(&uri)))),
    }
}

/// What stands at no address of the service's own: perhaps the graph speaks of it.
pub(in super::super) async fn elsewhere(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if (method == Method::GET || method == Method::HEAD)
        && let Some(response) = answer(&app, &uri, &headers).await?
    {
        return Ok(response);
    }
    Err(pages::nowhere(&uri))
}

/// The day of today for pages, which say what is overdue; what stands in the graph does not depend on it.
fn day(form: Option<Form>) -> String {
    if form == Some(Form::Html) { today() } else { String::new() }
}

/// A path as people read it, without what no message should hold.
fn decoded(uri: &Uri) -> String {
    let path: String = uri.path().chars().filter(|c| !c.is_control()).take(200).collect();
    path
}

/// What is said at an address, once a place is free.
async fn answer(app: &App, uri: &Uri, headers: &HeaderMap) -> Result<Option<Response>, Problem> {
    let page = page_asked(uri)?;
    let path = uri.path().to_owned();
    let ending = path.rsplit_once('.').and_then(|(_, ending)| Form::of_ending(ending));
    let number = page.to_string();
    let key = Key::of(app.0.version.number(), &["document", &path, &number, &day(ending)], &app.0.settings.bounds);
    if ending.is_some() && is_known(headers, &key.tag()) {
        return Ok(Some(tagged(StatusCode::NOT_MODIFIED.into_response(), &key)));
    }
    let find = move |view: &View<'_>, base: &Base| -> Result<Option<Found>, Problem> {
        let ours = |error| Problem::ours(&error);
        let Some(place) = address::find(view, base, &path).map_err(ours)? else { return Ok(None) };
        let (node, form) = match place {
            Place::Thing(node) => (node, None),
            Place::Document(node, form) => (node, Some(form)),
        };
        let now = replaced_by(view, &node).map_err(ours)?;
        Ok(Some(match now {
            Some(now) => Found::Moved(moved(base.as_str(), &path, &now, form)),
            None => Found::Here(node, form),
        }))
    };
    told(app, key, page, headers, find).await
}

/// What an address stands for.
enum Found {
    /// What has another address now.
    Moved(Response),
    /// A node, or a document on it in a form.
    Here(NamedNode, Option<Form>),
}

/// What is told at an address, which `find` looks up, once a place is free: where the documents on a node are, or one of them.
async fn told(
    app: &App,
    key: Key,
    page: usize,
    headers: &HeaderMap,
    find: impl Fn(&View<'_>, &Base) -> Result<Option<Found>, Problem> + Send + 'static,
) -> Result<Option<Response>, Problem> {
    let headers = headers.clone();
    within_bounds(app, move |app| {
        let look = |source: Source<'_>| -> Result<Option<Response>, Problem> {
            let view = View::of(source.clone());
            let Some(found) = find(&view, app.0.store.base())? else { return Ok(None) };
            let response = match found {
                Found::Moved(response) => response,
                Found::Here(node, None) => see_other(&node, &headers)?,
                Found::Here(node, Some(form)) => tagged(document(app, (&view, source), node, form, page, key)?, &key),
            };
            Ok(Some(response))
        };
        app.0.version.read(look).map_err(|e| Problem::ours(&e))?
    })
    .await
}

/// A document on a node in a form, which is known by a key.
fn document(
    app: &App,
    (view, source): (&View<'_>, Source<'_>),
    node: NamedNode,
    form: Form,
    page: usize,
    key: Key,
) -> Result<Response, Problem> {
    let base = app.0.store.base();
    let ours = |error| Problem::ours(&error);
    let description = Description::of(view, base, node, page).map_err(ours)?;
    if page > description.pages {
        return Err(Problem::missing(format!("there are {} pages, and no page {page}", description.pages)));
    }
    let mut response = if form == Form::Html {
        // The first page says in words what is known.
        let above = match page {
            1 => above(app, source, &description, key)?,
            _ => None,
        };
        let (title, head, body) = page::of(view, base, &description, above.as_ref()).map_err(ours)?;
        whole(form.media_type(), framed(&title, &head, &body))
    } else {
        whole(form.media_type(), write::write(description.quads(), form, &description.node, base)?)
    };
    link(&mut response, &description, form);
    Ok(response)
}

/// What the explorer says of a node. The named queries take most of the time of a page, so that it is kept by the key of the page.
fn above(
    app: &App,
    source: Source<'_>,
    description: &Description,
    key: Key,
) -> Result<Option<explorer::Above>, Problem> {
    if let Some((body, foot)) = app.0.answers.kept(&key).and_then(|kept| serde_json::from_slice(&kept.bytes).ok()) {
        return Ok(Some(explorer::Above { body: PreEscaped(body), foot: PreEscaped(foot) }));
    }
    let above = explorer::above(&Asker::of(app, source), &description.node, &description.classes())?;
    if let Some(above) = &above {
        let bytes = serde_json::to_vec(&(&above.body.0, &above.foot.0)).map_err(|e| Problem::ours(&e))?;
        app.0.answers.keep(key, Answer { media_type: "application/json", bytes: bytes.into(), more: false });
    }
    Ok(above)
}

/// What stands at the address of a process or topic of the ontology's namespace, or of a document on it; none for other terms, and where no report is to be expected to speak of it.
pub(super) async fn of_term(
    app: &App,
    term: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Option<Response>, Problem> {
    let ending = term.rsplit_once('.').and_then(|(stem, ending)| Some((stem, Form::of_ending(ending)?)));
    let (stem, form) = match ending {
        Some((stem, form)) => (stem, Some(form)),
        None => (term, None),
    };
    let wants_page = Form::liked(headers).is_ok_and(|(form, _)| form == Form::Html);
    if !address::has_page(stem) || (form.is_none() && !wants_page) {
        return Ok(None);
    }
    let Ok(node) = NamedNode::new(format!("{NAMESPACE}{stem}")) else { return Ok(None) };
    let page = page_asked(uri)?;
    let words = ["term", node.as_str(), form.map_or("", Form::ending), &page.to_string(), &day(form)];
    let key = Key::of(app.0.version.number(), &words, &app.0.settings.bounds);
    if form.is_some() && is_known(headers, &key.tag()) {
        return Ok(Some(tagged(StatusCode::NOT_MODIFIED.into_response(), &key)));
    }
    let find = move |view: &View<'_>, _: &Base| {
        let is_known = view.knows(&node).map_err(|error| Problem::ours(&error))?;
        Ok(is_known.then(|| Found::Here(node.clone(), form)))
    };
    told(app, key, page, headers, find).await
}

/// Does work on a thread that may block, within the bounds of a query.
pub(in super::super) async fn within_bounds<T: Send + 'static>(
    app: &App,
    work: impl FnOnce(&App) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let began = Instant::now();
    let permit = admission::place(app, began, began + app.0.settings.bounds.time).await?;
    let app = app.clone();
    let worked = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let bounds = app.0.settings.bounds;
        meter::run(Bounds::of(bounds.time, bounds.memory), || work(&app))
    });
    match worked.await.map_err(|e| Problem::ours(&e))? {
        Ok(made) => made,
        Err(Broken::Time) => Err(Problem::new(
            StatusCode::GATEWAY_TIMEOUT,
            "more is said here than can be read in the time; ask for a part of it at /sparql",
        )),
        Err(Broken::Memory) => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "more is said here than fits into an answer; ask for a part of it at /sparql",
        )),
    }
}

/// The page that is asked for, from 1.
fn page_asked(uri: &Uri) -> Result<usize, Problem> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query().unwrap_or_default()).unwrap_or_default();
    let Some((_, page)) = pairs.iter().rev().find(|(name, _)| name == "page") else { return Ok(1) };
    match page.parse() {
        Ok(page) if page > 0 => Ok(page),
        _ => Err(Problem::wrong("`page` is a whole number from 1 on")),
    }
}

/// 301: a node that has another IRI now. The form that was asked for stays.
fn moved(base: &str, path: &str, now: &NamedNode, form: Option<Form>) -> Response {
    let mut to = match now.as_str().strip_prefix(base) {
        // From folder to folder, so that it holds behind any proxy.
        Some(tail) => format!("{}{}", "../".repeat(path.matches('/').count().saturating_sub(1)), address::uri(tail)),
        None => address::uri(now.as_str()),
    };
    if let Some(form) = form.filter(|_| now.as_str().starts_with(base)) {
        to.push('.');
        to.push_str(form.ending());
    }
    redirect(StatusCode::MOVED_PERMANENTLY, &to, format!("this is {now} now\n"))
}

/// 303: a thing is no document, and here is one on it.
fn see_other(node: &NamedNode, headers: &HeaderMap) -> Result<Response, Problem> {
    let (form, _) = Form::liked(headers)?;
    let stem = address::stem(node);
    let to = format!("{stem}.{}", form.ending());
    let mut response = redirect(StatusCode::SEE_OTHER, &to, format!("what is known of {node} stands at {to}\n"));
    for form in Form::all() {
        let (ending, kind) = (form.ending(), form.media_type());
        add_link(&mut response, &format!("<{stem}.{ending}>; rel=\"describedby\"; type=\"{kind}\""));
    }
    Ok(response)
}

fn redirect(status: StatusCode, to: &str, message: String) -> Response {
    let mut response = (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], message).into_response();
    let headers = response.headers_mut();
    if let Ok(to) = HeaderValue::from_str(to) {
        headers.insert(header::LOCATION, to);
    }
    // What is merged may part again when more is known.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Says in the headers of a document what it is about, in which other forms it is to be had, and what comes before and after.
fn link(response: &mut Response, description: &Description, form: Form) {
    let stem = address::stem(&description.node);
    add_link(response, &format!("<{}>; rel=\"describes\"", address::uri(description.node.as_str())));
    let page = |page: usize| if page > 1 { format!("?page={page}") } else { String::new() };
    for other in Form::all().filter(|other| *other != form) {
        let (ending, kind) = (other.ending(), other.media_type());
        let at = page(description.page);
        add_link(response, &format!("<{stem}.{ending}{at}>; rel=\"alternate\"; type=\"{kind}\""));
    }
    let ending = form.ending();
    let mut pages = Vec::new();
    if description.page > 1 {
        pages.extend([("prev", description.page - 1), ("first", 1)]);
    }
    if description.page < description.pages {
        pages.extend([("next", description.page + 1), ("last", description.pages)]);
    }
    for (relation, number) in pages {
        add_link(response, &format!("<{stem}.{ending}{}>; rel=\"{relation}\"", page(number)));
    }
}

pub(super) fn add_link(response: &mut Response, link: &str) {
    if let Ok(link) = HeaderValue::from_str(link) {
        response.headers_mut().append(header::LINK, link);
    }
}

/// Adds the validator of an answer, which caches are to ask for.
pub(in super::super) fn tagged(mut response: Response, key: &Key) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&key.tag()) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// `GET /id/report/{slug}/text`: the text that all positions in the report count in.
#[utoipa::path(get, path = "/id/report/{slug}/text", tag = GRAPH, operation_id = "text", summary = "The text of a report, in which all positions count",
    params(("slug" = String, Path, description = "The report", example = "e36478c12a6a720ca690")),
    responses((status = 200, description = "The text", content((String = "text/plain"))), (status = 404, description = "There is no such report")))]
pub(in super::super) async fn text(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    Ok(whole("text/plain", text_of(&app, slug).await?.text))
}

/// A stretch of a text, in code points.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Stretch {
    start: Option<usize>,
    end: Option<usize>,
}

/// `GET /id/report/{slug}/text.html?start=…&end=…`: the text as a page, with a stretch of it marked.
#[utoipa::path(get, path = "/id/report/{slug}/text.html", tag = PEOPLE, operation_id = "text-page", summary = "The text of a report with a stretch of it lit up",
    params(
        ("slug" = String, Path, description = "The report", example = "e36478c12a6a720ca690"),
        ("start" = Option<usize>, Query, description = "The first character (Unicode code point), from 0", example = 70),
        ("end" = Option<usize>, Query, description = "The one behind the last", example = 82)),
    responses(
        (status = 200, description = "A page; what is marked has the id `quote`", content((String = "text/html"))),
        (status = 304, description = "The client has it"), (status = 404, description = "There is no such report")))]
pub(in super::super) async fn text_page(
    State(app): State<App>,
    Path(slug): Path<String>,
    Query(stretch): Query<Stretch>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let place = stretch.start.zip(stretch.end);
    let words = ["text", &slug, &place.map_or_else(String::new, |(start, end)| format!("{start}-{end}"))];
    let key = Key::of(app.0.version.number(), &words, &app.0.settings.bounds);
    if is_known(&headers, &key.tag()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &key));
    }
    let told = text_of(&app, slug).await?;
    let (title, body) = page::text(app.0.store.base(), &told, place);
    Ok(tagged(whole("text/html", framed(&title, &maud::html! {}, &body)), &key))
}

/// A report with its text and, where it is known, its meeting.
async fn text_of(app: &App, slug: String) -> Result<ReportText, Problem> {
    within_bounds(app, move |app| {
        let iri = format!("{}id/report/{slug}", app.0.store.base());
        let report = NamedNode::new(iri).map_err(|_| Problem::missing("there is no such address"))?;
        let look = |source: Source<'_>| {
            let view = View::of(source);
            let ours = |error| Problem::ours(&error);
            if let Some(Term::Literal(text)) = view.object(&report, rap::TEXT).map_err(ours)? {
                let mut meeting = None;
                if let Some(Term::NamedNode(record)) = view.object(&report, rap::RECORD).map_err(ours)?
                    && let Some(Term::NamedNode(of)) = view.object(&record, rap::RECORD_OF).map_err(ours)?
                {
                    let name = labels::name_of(&view, &of).map_err(ours)?;
                    meeting = Some((of, name));
                }
                return Ok(ReportText { report: report.clone(), text: text.value().to_owned(), meeting });
            }
            let later = replaced_by(&view, &report).map_err(ours)?;
            let later = later.map_or_else(String::new, |later| format!("; where it was, {later} is now"));
            Err(Problem::missing(format!("there is no report {report}{later}")))
        };
        app.0.version.read(look).map_err(|e| Problem::ours(&e))?
    })
    .await
}
