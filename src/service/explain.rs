//! `/explain`: why something is in the graph, in words, as data, and as a page.

use super::App;
use super::answer::whole;
use super::html::framed;
use super::negotiation::{self, Offer};
use super::openapi::GRAPH;
use super::problem::Problem;
use crate::curation::Lookup;
use crate::explain::{ExplainError, Explanation, explain};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use maud::html;
use serde::Deserialize;

/// How an explanation is told.
#[derive(Clone, Copy)]
enum Form {
    Words,
    Data,
    Page,
}

/// The formats of an explanation.
const OFFERS: [Offer<Form>; 3] = [
    Offer { value: Form::Words, media_types: &["text/plain"] },
    Offer { value: Form::Data, media_types: &["application/json"] },
    Offer { value: Form::Page, media_types: &["text/html"] },
];

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    iri: String,
}

/// `GET /explain?iri=…`: in words, as JSON, or as a page.
#[utoipa::path(get, path = "/explain", tag = GRAPH, operation_id = "explain", summary = "Why something is in the graph",
    params(("iri" = String, Query, min_length = 1, description = "The address of a statement, a name or an entity; one relative to this installation will do", example = "id/organisation/mag")),
    responses(
        (status = 200, description = "Why, in words or as data", content((String = "text/plain"), (Explanation = "application/json"), (String = "text/html"))),
        (status = 400, description = "It is not said what to explain"),
        (status = 404, description = "The graph says nothing of it"),
        (status = 406, description = "No form is wanted that there is")))]
pub(super) async fn answer(
    State(app): State<App>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (form, media_type) = negotiation::choose(&headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    let Query(wanted) = wanted.map_err(|_| Problem::wrong("say what to explain: /explain?iri=…"))?;
    let explained = tokio::task::spawn_blocking(move || {
        let store = &app.0.store;
        let iri = Lookup::new(store).iri(&wanted.iri).map_err(|e| Problem::wrong(e.to_string()))?;
        let explanation = explain(store, &iri).map_err(|error| match error {
            ExplainError::Unknown(_) => Problem::missing(error.to_string()),
            error => Problem::ours(&error),
        })?;
        match form {
            Form::Data => serde_json::to_string(&explanation).map_err(|e| Problem::ours(&e)),
            Form::Words => Ok(explanation.to_string()),
            Form::Page => Ok(page(&explanation.to_string(), store.base().as_str())),
        }
    });
    Ok(whole(media_type, explained.await.map_err(|e| Problem::ours(&e))??))
}

/// The words as a page, with the addresses of this installation as links.
fn page(words: &str, base: &str) -> String {
    let title = words.lines().next().and_then(|line| line.split(" <").next()).unwrap_or_default();
    let body = html! {
        h1 { "Why this is in the graph" }
        pre.wrapped dir="auto" {
            @for (place, piece) in words.split('<').enumerate() {
                @if place > 0 { "<" }
                @match piece.split_once('>').filter(|_| place > 0) {
                    Some((iri, rest)) if iri.starts_with(base) => { a href={ "/" (iri.get(base.len()..).unwrap_or_default()) } { (iri) } ">" (rest) },
                    _ => (piece),
                }
            }
        }
    };
    framed(&format!("Why: {title}"), &html! {}, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_words_and_addresses_lead_to_their_pages() {
        let page = page("Ada <http://h/id/person/ada>\n“<b>” & <http://other/> <", "http://h/");
        assert!(page.contains("&lt;<a href=\"/id/person/ada\">http://h/id/person/ada</a>&gt;\n“&lt;b&gt;” &amp; &lt;http://other/&gt; &lt;</pre>"), "{page}");
        assert!(page.contains("<title>Why: Ada · Rapporteur</title>"));
    }
}
