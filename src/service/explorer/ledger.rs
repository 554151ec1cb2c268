//! `/commitments`: who promised what, by when, and what became of it.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{foot, link, lit, named, or_none, pager, table};
use super::rows::{Asker, Row, Rows};
use super::serve;
use crate::catalogue::Page;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};

/// The states that the ledger tells.
const STATES: [&str; 5] = ["open", "overdue", "silent", "done", "dropped"];

/// `GET /commitments?owner=…&state=…&series=…&page=…`
#[utoipa::path(get, path = "/commitments", tag = PEOPLE, operation_id = "commitments-page", summary = "The ledger of commitments",
    params(
        ("owner" = Option<String>, Query, description = "A name, or the address of a person or body", example = "IGF Secretariat"),
        ("state" = Option<String>, Query, description = "open, overdue, silent, done or dropped", example = "open"),
        ("series" = Option<String>, Query, description = "The address of a series of meetings", example = ""),
        ("page" = Option<usize>, Query, description = "From 1", example = 1)),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn commitments(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let make = |asker: &Asker<'_>, wishes: &super::Wishes| {
        let [owner, state, series] = ["owner", "state", "series"].map(|name| wishes.value(name));
        let given = [("owner", owner), ("state", state), ("series", series)];
        let rows = asker.page("commitments", &given, wishes.rows())?;
        let body = html! {
            h1 { "Commitments" }
            form action="/commitments" method="get" {
                p {
                    label { "Owner " input name="owner" value=(owner) maxlength="500"; } " "
                    label {
                        "State "
                        select name="state" {
                            option value="" { "all" }
                            @for known in STATES { option value=(known) selected[known == state] { (known) } }
                        }
                    }
                    " " (series_of(asker, series)?) " "
                    button { "Show" }
                }
            }
            @if rows.rows.is_empty() { p role="status" { "There is none." } }
            @else { (table_of(asker, &rows, "Commitments by owner, each with the words that it rests on", true)) }
            (pager("/commitments", wishes, rows.more))
            p.soft {
                "Open, done and dropped is what curators and later reports say; overdue is what is past its date, silent what later meetings of its series "
                "do not speak of any more."
            }
            (foot(asker, &[("commitments", given.to_vec())]))
        };
        Ok(("Commitments".to_owned(), body))
    };
    serve(&app, &uri, &headers, make).await
}

/// A choice of one series, or all.
pub(super) fn series_of(asker: &Asker<'_>, chosen: &str) -> Result<Markup, Problem> {
    let known = asker.page("series", &[], Page { offset: 0, limit: super::ALL })?.rows;
    let series = known.iter().filter_map(|row| Some((row.text("name"), row.iri("series")?)));
    Ok(html! {
        label {
            "Series "
            select name="series" {
                option value="" { "all" }
                @for (name, iri) in series { option value=(iri) selected[iri == chosen] { (name) } }
            }
        }
    })
}

/// By what a state is known, where the table does not show it anyway.
fn ground(row: &Row) -> Markup {
    let on = match row.text("ground") {
        "curator" => "by a curator, ",
        "follow-up" => "said on ",
        "silence" => "since ",
        _ => return html! {},
    };
    html! { br; span.soft { (on) (row.text("groundDate")) } }
}

/// Commitments as a table; with the meeting of each where they are of several.
pub(super) fn table_of(asker: &Asker<'_>, rows: &Rows, caption: &str, with_meeting: bool) -> Markup {
    let base = asker.base();
    let mut heads = vec!["Owner", "Due", "State", "What"];
    if with_meeting {
        heads.push("Meeting");
    }
    heads.push("Follow-ups");
    table(
        caption,
        &heads,
        &html! {
            @for row in &rows.rows {
                tr {
                    th scope="row" { @if row.has("responsible") { (link(base, row, "owner", "responsible")) } @else { "nobody named" } }
                    td { (or_none(row.text("due"))) }
                    td { (row.text("state")) (ground(row)) }
                    td { (lit(base, row, row.text("text"))) }
                    @if with_meeting { td { (link(base, row, "meeting", "meeting_name")) } }
                    td { (named(base, row.iri("commitment"), "what came of it")) }
                }
            }
        },
    )
}
