//! `/people`, `/organisations`, `/processes`: who and what is named, the most frequent first.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{foot, link, or_none, page_of, pager, table};
use super::rows::{Asker, Row};
use super::serve;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};

/// `GET /people?page=…`
#[utoipa::path(get, path = "/people", tag = PEOPLE, operation_id = "people-page", summary = "Who takes part, and how often",
    params(("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn people(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| {
        let rows = asker.page("people", &[], wishes.rows())?;
        let shown = table(
            "People, those at most meetings first",
            &["Person", "Meetings", "Apologies", "First", "Last"],
            &html! {
                @for row in &rows.rows {
                    tr {
                        th scope="row" { (link(asker.base(), row, "who", "person")) }
                        td.number { (leading(asker, row, "who", "meetings", "meetings")) }
                        td.number { (leading(asker, row, "who", "apologies", "meetings")) }
                        td { (or_none(row.text("first"))) }
                        td { (or_none(row.text("last"))) }
                    }
                }
            },
        );
        let body = html! {
            h1 { "People" }
            p { "Who was present or spoke, by the reports. Apologies are counted apart." }
            (shown)
            (pager("/people", wishes, rows.more))
            (foot(asker, &[("people", Vec::new())]))
        };
        Ok(("People".to_owned(), body))
    };
    serve(&app, &uri, &headers, make).await
}

/// `GET /organisations?page=…`
#[utoipa::path(get, path = "/organisations", tag = PEOPLE, operation_id = "organisations-page", summary = "Which bodies are named, and how often",
    params(("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn organisations(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| {
        list(asker, wishes, "organisations", "organisation", "Organisations")
    };
    serve(&app, &uri, &headers, make).await
}

/// `GET /processes?page=…`
#[utoipa::path(get, path = "/processes", tag = PEOPLE, operation_id = "processes-page", summary = "Which processes are named, and how often",
    params(("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn processes(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| list(asker, wishes, "processes", "process", "Processes");
    serve(&app, &uri, &headers, make).await
}

fn list(
    asker: &Asker<'_>,
    wishes: &super::Wishes,
    query: &str,
    column: &str,
    title: &str,
) -> Result<(String, Markup), Problem> {
    let rows = asker.page(query, &[], wishes.rows())?;
    let body = html! {
        h1 { (title) }
        (table_of(asker, &rows.rows, column, &format!("{title}, those named at most meetings first")))
        (pager(&format!("/{query}"), wishes, rows.more))
        (foot(asker, &[(query, Vec::new())]))
    };
    Ok((title.to_owned(), body))
}

/// A figure that leads to the part of a thing's page that shows what it counts.
fn leading(asker: &Asker<'_>, row: &Row, thing: &str, count: &str, anchor: &str) -> Markup {
    html! {
        @match row.iri(thing).and_then(|iri| page_of(asker.base(), iri)) {
            Some(page) if row.count(count) > 0 => a href={ (page) "#" (anchor) } { (row.text(count)) },
            _ => (row.text(count)),
        }
    }
}

/// Bodies or processes with how often they are named, as a table.
pub(super) fn table_of(asker: &Asker<'_>, rows: &[Row], column: &str, caption: &str) -> Markup {
    table(
        caption,
        &["Name", "Meetings", "Mentions", "First", "Last"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (link(asker.base(), row, column, "label")) }
                    td.number { (leading(asker, row, column, "meetings", "mentions")) }
                    td.number { (leading(asker, row, column, "mentions", "mentions")) }
                    td { (or_none(row.text("first"))) }
                    td { (or_none(row.text("last"))) }
                }
            }
        },
    )
}
