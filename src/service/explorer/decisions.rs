//! `/decisions`: what was agreed, latest first.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{foot, link, lit, named, or_none, pager, table};
use super::rows::{Asker, Row};
use super::{ledger, serve};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};

/// `GET /decisions?series=…&page=…`
#[utoipa::path(get, path = "/decisions", tag = PEOPLE, operation_id = "decisions-page", summary = "What was agreed, latest first",
    params(
        ("series" = Option<String>, Query, description = "The address of a series of meetings", example = ""),
        ("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn decisions(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| {
        let series = wishes.value("series");
        let rows = asker.page("decided", &[("series", series)], wishes.rows())?;
        let body = html! {
            h1 { "Decisions" }
            form action="/decisions" method="get" { p { (ledger::series_of(asker, series)?) " " button { "Show" } } }
            @if rows.rows.is_empty() { p role="status" { "There is none." } }
            @else { (table_of(asker, &rows.rows)) }
            (pager("/decisions", wishes, rows.more))
            (foot(asker, &[("decided", vec![("series", series)])]))
        };
        Ok(("Decisions".to_owned(), body))
    };
    serve(&app, &uri, &headers, make).await
}

/// Decisions as a table.
pub(super) fn table_of(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    let base = asker.base();
    table(
        "Decisions, latest first, each with the words that it rests on",
        &["Date", "What", "Meeting", "Address"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (lit(base, row, row.text("text"))) }
                    td { (link(base, row, "meeting", "meeting_name")) }
                    td { (named(base, row.iri("decision"), "all about it")) }
                }
            }
        },
    )
}
