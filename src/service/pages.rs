//! The few pages for people.

use super::App;
use super::html::page;
use super::openapi::PEOPLE;
use super::problem::Problem;
use super::version::Counts;
use crate::catalogue::Query;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::html;

/// `GET /`: where to go from here.
#[utoipa::path(get, path = "/", tag = PEOPLE, operation_id = "start", summary = "The first page",
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(super) async fn start(State(app): State<App>) -> Result<Response, Problem> {
    let Counts { reports, quads } = app.counts().await?;
    let base = app.0.store.base().as_str();
    Ok(page(
        "Rapporteur",
        &html! {
            h1 { "Rapporteur" }
            p {
                "The minutes of " (reports) " meetings as a graph of " (quads)
                " statements, each with the sentence that it rests on."
            }
            h2 { "Named queries" }
            p { a href="/queries" { "All of them" } "; for instance the meetings as a table:" }
            pre { "curl '" (base) "queries/meetings?format=csv'" }
            p { "where something is named, in which words:" }
            pre { "curl -G '" (base) "queries/named' -d format=csv --data-urlencode 'name=Global Digital Compact'" }
            h2 { "SPARQL" }
            p { "At " code { "/sparql" } "; a query without " code { "GRAPH" } " sees all graphs:" }
            pre {
                "curl '" (base) "sparql' -H 'Accept: text/csv' --data-urlencode \\\n  "
                "'query=SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n)'"
            }
            h2 { "Texts and addresses" }
            p {
                "Each address of the graph answers with what is known of it, and " code { "/id/report/…/text" }
                " with the text that all positions count in. "
                a href="/api" { "All addresses" } " can be tried from a page."
            }
        },
    ))
}

/// What stands at no address.
pub(super) fn nowhere(uri: &Uri) -> Problem {
    Problem::missing(format!("there is nothing at {}; / says what there is", uri.path()))
}

/// The catalogue as a page.
pub(super) fn queries<'a>(queries: impl Iterator<Item = &'a Query>) -> Response {
    page(
        "Named queries",
        &html! {
            h1 { "Named queries" }
            dl {
                @for query in queries {
                    dt { a href={ "/queries/" (query.name()) } { (query.name()) } ": " (query.summary()) }
                    dd {
                        (query.description())
                        br;
                        "Columns: " code { (query.columns().join(" ")) }
                        @for parameter in query.parameters() {
                            br;
                            "Parameter: " code { (parameter.name) } " (" (parameter.kind) "), such as "
                            code { (query.default_of(&parameter.name).unwrap_or("…")) }
                        }
                    }
                }
            }
        },
    )
}
