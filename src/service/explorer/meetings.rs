//! `/meetings`: all of them, latest first.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{foot, link, or_none, pager, table};
use super::rows::{Asker, Row};
use super::{ledger, serve};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};

/// `GET /meetings?series=…&year=…&page=…`
#[utoipa::path(get, path = "/meetings", tag = PEOPLE, operation_id = "meetings-page", summary = "The meetings, latest first",
    params(
        ("series" = Option<String>, Query, description = "The address of a series of meetings", example = ""),
        ("year" = Option<String>, Query, description = "The beginning of a date", example = "2022"),
        ("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn meetings(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| {
        let given = [("series", wishes.value("series")), ("year", wishes.value("year"))];
        let rows = asker.page("timeline", &given, wishes.rows())?;
        let body = html! {
            h1 { "Meetings" @if !given[1].1.is_empty() { ", " (given[1].1) } }
            form action="/meetings" method="get" {
                p {
                    (ledger::series_of(asker, given[0].1)?) " "
                    label { "Year or month " input name="year" value=(given[1].1) placeholder="2022 or 2022-04" maxlength="10"; } " "
                    button { "Show" }
                }
            }
            @if rows.rows.is_empty() { p role="status" { "There is none." } }
            @else { (table_of(asker, &rows.rows, "Meetings, latest first")) }
            (pager("/meetings", wishes, rows.more))
            (foot(asker, &[("timeline", given.to_vec())]))
        };
        Ok(("Meetings".to_owned(), body))
    };
    serve(&app, &uri, &headers, make).await
}

/// Meetings as a table.
pub(super) fn table_of(asker: &Asker<'_>, rows: &[Row], caption: &str) -> Markup {
    let base = asker.base();
    // A figure leads to the part of the page that shows what it counts.
    let part = |row: &Row, count: &str, anchor: &str| {
        let page = row.iri("meeting").and_then(|iri| super::parts::page_of(base, iri));
        html! {
            @match page {
                Some(page) if row.count(count) > 0 => a href={ (page) "#" (anchor) } { (row.text(count)) },
                _ => (row.text(count)),
            }
        }
    };
    table(
        caption,
        &["Date", "Meeting", "Held", "On the list", "Contributions", "Decisions", "Commitments"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (link(base, row, "meeting", "name")) }
                    td { (or_none(row.text("mode"))) }
                    td.number { @if row.has("listed") { (part(row, "listed", "attendance")) } @else { span.soft { "no list" } } }
                    td.number { (part(row, "contributions", "agenda")) }
                    td.number { (part(row, "decisions", "decisions")) }
                    td.number { (part(row, "commitments", "commitments")) }
                }
            }
        },
    )
}
