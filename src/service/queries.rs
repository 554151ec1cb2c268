//! `/queries`: the catalogue as a list, and each of its queries as a call.

use super::App;
use super::answer::{self, Asked, answer as respond, whole};
use super::negotiation::{self, Offer};
use super::pages;
use super::problem::Problem;
use super::sparql::Pairs;
use crate::catalogue::{Evaluation, Form, Query as NamedQuery};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

/// The kinds of list.
#[derive(Clone, Copy)]
enum List {
    Json,
    Html,
}

/// `GET /queries`: what there is to ask, for programs as JSON and for browsers as a page.
pub(super) async fn list(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let offers = [
        Offer { value: List::Json, media_types: &["application/json"] },
        Offer { value: List::Html, media_types: &["text/html"] },
    ];
    let (list, media_type) = negotiation::choose(&headers, &offers)
        .ok_or_else(|| Problem::unacceptable(["application/json", "text/html"]))?;
    Ok(match list {
        List::Json => {
            let entries: Vec<Value> = app.0.catalogue.iter().map(entry).collect();
            whole(media_type, json!({ "queries": entries }).to_string())
        }
        List::Html => pages::queries(app.0.catalogue.iter()),
    })
}

fn entry(query: &NamedQuery) -> Value {
    let parameters: Vec<Value> = query
        .parameters()
        .iter()
        .map(|parameter| {
            json!({
                "name": parameter.name,
                "type": parameter.kind.name(),
                "default": query.default_of(&parameter.name),
            })
        })
        .collect();
    json!({
        "name": query.name(),
        "summary": query.summary(),
        "description": query.description(),
        "tags": query.tags(),
        "parameters": parameters,
        "columns": query.columns(),
        "href": format!("/queries/{}", query.name()),
    })
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
        return Ok(response);
    }
    let query = app.0.catalogue.get(&name).map_err(|e| Problem::missing(e.to_string()))?;
    // A query's own parameter of that name goes first.
    let own_format = query.parameters().iter().any(|parameter| parameter.name == "format");
    let (asked, given): (Pairs, Pairs) = pairs.into_iter().partition(|(name, _)| name == "format" && !own_format);
    let given = given.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let bound = query.with_parameters(given, app.0.store.base().as_str()).map_err(|e| Problem::wrong(e.to_string()))?;
    let asked = asked.last().map(|(_, format)| format.as_str());
    let chosen = answer::format(Form::of(&bound), asked, &headers)?;
    let settings = &app.0.settings;
    let asked = Asked {
        query: bound,
        evaluation: Evaluation::new(settings.default_graph),
        dataset: String::new(),
        chosen,
        bounds: settings.bounds,
        headers: &headers,
        request,
    };
    respond(&app, asked).await
}
