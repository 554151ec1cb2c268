//! `/queries`: the catalogue as a list, and each of its queries as a call.

use super::App;
use super::answer::{self, Asked, Frame, More, answer as respond, whole};
use super::bounds::{PARAMETERS, QueryBounds};
use super::negotiation::{self, Offer};
use super::openapi::QUERIES;
use super::problem::Problem;
use super::sparql::Pairs;
use super::{pages, results};
use crate::catalogue::{Evaluation, Form, Page, Query as NamedQuery, ResultFormat};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

/// The forms of the list.
#[derive(Clone, Copy)]
enum Listing {
    Json,
    Html,
}

/// `GET /queries`: what there is to ask, for programs as JSON and for browsers as a page.
#[utoipa::path(get, path = "/queries", tag = QUERIES, operation_id = "queries", summary = "The named queries",
    responses(
        (status = 200, description = "All of them, with parameters and columns", content((List = "application/json"), (String = "text/html"))),
        (status = 406, description = "Neither form is wanted")))]
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let offers = [
        Offer { value: Listing::Json, media_types: &["application/json"] },
        Offer { value: Listing::Html, media_types: &["text/html"] },
    ];
    let (list, media_type) = negotiation::choose(&headers, &offers)
        .ok_or_else(|| Problem::unacceptable(["application/json", "text/html"]))?;
    Ok(match list {
        Listing::Json => {
            let list = List {
                queries: app.0.catalogue.iter().map(|query| entry(query, app.0.store.base().as_str())).collect(),
            };
            whole(media_type, serde_json::to_string(&list).map_err(|e| Problem::ours(&e))?)
        }
        Listing::Html => pages::queries(app.0.catalogue.iter()),
    })
}

/// The named queries.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List {
    queries: Vec<Entry>,
}

/// A named query.
#[derive(Debug, Serialize, ToSchema)]
struct Entry {
    name: String,
    /// The question, in a sentence.
    summary: String,
    /// What a row is, and what to know of it.
    description: String,
    tags: Vec<String>,
    parameters: Vec<Parameter>,
    /// In their order; none where the answer is a graph.
    columns: Vec<String>,
    /// Where it is asked.
    href: String,
    /// It as SPARQL with its parameters' defaults as their values, if all of them have one.
    sparql: Option<String>,
}

/// What a query takes.
#[derive(Debug, Serialize, ToSchema)]
struct Parameter {
    name: String,
    /// `text`, `iri`, `date` or `integer`.
    r#type: String,
    /// What it is without a value, if it may be without one.
    default: Option<String>,
}

fn entry(query: &NamedQuery, base: &str) -> Entry {
    let own = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
    Entry {
        name: query.name().to_owned(),
        summary: query.summary().to_owned(),
        description: query.description().to_owned(),
        tags: query.tags().to_vec(),
        parameters: query
            .parameters()
            .iter()
            .map(|parameter| Parameter {
                name: parameter.name.clone(),
                r#type: parameter.kind.name().to_owned(),
                default: query.default_of(&parameter.name).map(str::to_owned),
            })
            .collect(),
        columns: own(query.columns()),
        href: format!("/queries/{}", query.name()),
        sparql: query.sparql([], base).ok(),
    }
}

/// What a request says besides the values for the query's own parameters.
struct Wishes {
    format: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
    bounds: QueryBounds,
}

/// Names that a request gives besides the query's own parameters; a parameter of such a name goes first.
pub(super) const FORMAT: &str = "format";
pub(super) const LIMIT: &str = "limit";
pub(super) const OFFSET: &str = "offset";

/// No page has more rows.
pub(super) const MOST_ROWS: usize = 10_000;

/// How many rows a page has when only its beginning is given, or people look at it.
pub(super) const USUAL_ROWS: usize = 500;

impl Wishes {
    /// Takes the wishes out of the pairs, and leaves what is given for the query.
    fn read(query: &NamedQuery, pairs: Pairs, bounds: QueryBounds) -> Result<(Self, Pairs), Problem> {
        let mut wishes = Self { format: None, limit: None, offset: None, bounds };
        let mut own = Pairs::new();
        for (name, value) in pairs {
            let is_own = query.parameters().iter().any(|parameter| parameter.name == name);
            match name.as_str() {
                _ if is_own => own.push((name, value)),
                FORMAT => once(&mut wishes.format, &name, value)?,
                LIMIT => {
                    let limit = count(&name, &value).ok().filter(|limit| (1..=MOST_ROWS).contains(limit));
                    let limit = limit.ok_or_else(|| {
                        Problem::wrong(format!(
                            "`limit` is a whole number from 1 to {MOST_ROWS}, not `{}`",
                            brief(&value)
                        ))
                    })?;
                    once(&mut wishes.limit, &name, limit)?;
                }
                OFFSET => once(&mut wishes.offset, &name, count(&name, &value)?)?,
                bound if PARAMETERS.contains(&bound) => wishes.bounds.lower(bound, &value)?,
                _ => own.push((name, value)),
            }
        }
        Ok((wishes, own))
    }

    /// The page that is wanted, if not all rows are: people get one at a time.
    fn page(&self, form: Form, format: ResultFormat) -> Result<Option<Page>, Problem> {
        let asked = self.limit.is_some() || self.offset.is_some();
        match form {
            Form::Table if asked || format == ResultFormat::Html => {
                Ok(Some(Page { offset: self.offset.unwrap_or(0), limit: self.limit.unwrap_or(USUAL_ROWS) }))
            }
            Form::Graph if asked => {
                Err(Problem::wrong("an answer that is a graph has no rows, so no `limit` and `offset`"))
            }
            _ => Ok(None),
        }
    }
}

fn once<T>(place: &mut Option<T>, name: &str, value: T) -> Result<(), Problem> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Problem::wrong(format!("`{name}` is given twice"))),
    }
}

fn count(name: &str, value: &str) -> Result<usize, Problem> {
    let wrong = || Problem::wrong(format!("`{name}` is a whole number, not `{}`", brief(value)));
    value.parse::<u32>().ok().and_then(|count| usize::try_from(count).ok()).ok_or_else(wrong)
}

fn brief(value: &str) -> String {
    value.chars().take(100).collect()
}

/// `GET /queries/{name}?parameter=value&format=csv`
pub(super) async fn answer(
    State(app): State<App>,
    Path(name): Path<String>,
    Query(pairs): Query<Pairs>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let words: Vec<&str> = pairs.iter().flat_map(|(name, value)| [name.as_str(), value]).collect();
    let words = [&[name.as_str()], words.as_slice()].concat();
    let request = answer::request(&app, &words, &headers, &app.0.settings.bounds);
    if let Some(response) = answer::again(&app, &request, &headers) {
        return Ok(linked(response, &name, &pairs));
    }
    let query = app.0.catalogue.get(&name).map_err(|e| Problem::missing(e.to_string()))?;
    let settings = &app.0.settings;
    let (wishes, given) = Wishes::read(query, pairs.clone(), settings.bounds)?;
    let given = given.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let bound = query.with_parameters(given, app.0.store.base().as_str()).map_err(|e| Problem::wrong(e.to_string()))?;
    let form = Form::of(&bound);
    let chosen = answer::format(form, wishes.format.as_deref(), &headers)?;
    let page = wishes.page(form, chosen.format)?;
    let bound = match page {
        Some(page) => page.of(bound.clone()).unwrap_or(bound),
        None => bound,
    };
    let frame =
        if chosen.format == ResultFormat::Html { results::of_query(query, &pairs, page) } else { Frame::default() };
    let asked = Asked {
        query: bound,
        evaluation: Evaluation::new(settings.default_graph),
        dataset: String::new(),
        chosen,
        page: page.map(|page| page.limit),
        frame,
        bounds: wishes.bounds,
        headers: &headers,
        request,
    };
    Ok(linked(respond(&app, asked).await?, &name, &pairs))
}

/// Adds where the pages around this one are (RFC 8288).
fn linked(mut response: Response, name: &str, pairs: &Pairs) -> Response {
    let number = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).and_then(|(_, value)| value.parse().ok());
    let (limit, offset): (Option<usize>, Option<usize>) = (number(LIMIT), number(OFFSET));
    if response.status() != StatusCode::OK || (limit.is_none() && offset.is_none()) {
        return response;
    }
    let page = Page { offset: offset.unwrap_or(0), limit: limit.unwrap_or(USUAL_ROWS) };
    let more = response.extensions().get::<More>().is_some();
    let links: Vec<String> = around(page, more)
        .into_iter()
        .map(|(relation, page)| format!("<{}>; rel=\"{relation}\"", address(name, pairs, page)))
        .collect();
    if let Ok(value) = HeaderValue::from_str(&links.join(", ")) {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

/// The pages that lie around one, with their relation to it.
pub(super) fn around(page: Page, more: bool) -> Vec<(&'static str, Page)> {
    let at = |offset| Page { offset, limit: page.limit };
    let mut pages = vec![("first", at(0))];
    if page.offset > 0 {
        pages.push(("prev", at(page.offset.saturating_sub(page.limit))));
    }
    if more {
        pages.push(("next", at(page.offset.saturating_add(page.limit))));
    }
    pages
}

/// The address of another page of the same answer.
pub(super) fn address(name: &str, pairs: &Pairs, page: Page) -> String {
    let (limit, offset) = (page.limit.to_string(), page.offset.to_string());
    let others = pairs.iter().filter(|(name, _)| name != LIMIT && name != OFFSET);
    let all: Vec<(&str, &str)> = others
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain([(LIMIT, limit.as_str()), (OFFSET, offset.as_str())])
        .collect();
    // Names and values of text can always be written so.
    format!("/queries/{name}?{}", serde_urlencoded::to_string(all).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lead_to_those_around_them() {
        let page = Page { offset: 5, limit: 10 };
        let around: Vec<_> = around(page, true).into_iter().map(|(name, page)| (name, page.offset)).collect();
        assert_eq!(around, [("first", 0), ("prev", 0), ("next", 15)]);
        assert_eq!(super::around(Page { offset: 0, limit: 10 }, false).len(), 1);
    }

    #[test]
    fn what_else_was_asked_stays_in_the_address_of_a_page() {
        let pairs = vec![("topic".to_owned(), "a>; rel=\"x\"&b".to_owned()), ("limit".to_owned(), "3".to_owned())];
        let address = address("trace", &pairs, Page { offset: 3, limit: 3 });
        assert_eq!(address, "/queries/trace?topic=a%3E%3B+rel%3D%22x%22%26b&limit=3&offset=3");
    }
}
