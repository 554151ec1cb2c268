//! `/explain`: why something is in the graph.

use super::App;
use super::answer::whole;
use super::negotiation::{self, Offer};
use super::openapi::GRAPH;
use super::problem::Problem;
use crate::curation::Lookup;
use crate::explain::{ExplainError, Explanation, explain};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// The formats of an explanation.
const OFFERS: [Offer<bool>; 2] =
    [Offer { value: false, media_types: &["text/plain"] }, Offer { value: true, media_types: &["application/json"] }];

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    iri: String,
}

/// `GET /explain?iri=…`: in words, or as JSON.
#[utoipa::path(get, path = "/explain", tag = GRAPH, operation_id = "explain", summary = "Why something is in the graph",
    params(("iri" = String, Query, min_length = 1, description = "The address of a statement, a name or an entity; one relative to this installation will do", example = "id/organisation/mag")),
    responses(
        (status = 200, description = "Why, in words or as data", content((String = "text/plain"), (Explanation = "application/json"))),
        (status = 400, description = "It is not said what to explain"),
        (status = 404, description = "The graph says nothing of it"),
        (status = 406, description = "Neither form is wanted")))]
pub(super) async fn answer(
    State(app): State<App>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (json, media_type) = negotiation::choose(&headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    let Query(wanted) = wanted.map_err(|_| Problem::wrong("say what to explain: /explain?iri=…"))?;
    let explained = tokio::task::spawn_blocking(move || {
        let store = &app.0.store;
        let iri = Lookup::new(store).iri(&wanted.iri).map_err(|e| Problem::wrong(e.to_string()))?;
        let explanation = explain(store, &iri).map_err(|error| match error {
            ExplainError::Unknown(_) => Problem::missing(error.to_string()),
            error => Problem::ours(&error),
        })?;
        if json {
            return serde_json::to_string(&explanation).map_err(|e| Problem::ours(&e));
        }
        Ok(explanation.to_string())
    });
    Ok(whole(media_type, explained.await.map_err(|e| Problem::ours(&e))??))
}
