//! The few pages for people.

use super::html::page;
use super::problem::Problem;
use crate::catalogue::Query;
use axum::http::Uri;
use axum::response::Response;
use maud::html;

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
