//! `/`: what is in here, and ways into it.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{counted, foot};
use super::rows::{Asker, Row};
use super::{decisions, ledger, lists, meetings, serve};
use crate::catalogue::Page;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The latest meetings and decisions, and the first commitments, that stand here.
const LATEST: usize = 10;
/// The processes that stand here.
const PROCESSES: usize = 25;

/// What is counted, in the order in which one thing leads to another.
const KINDS: [&str; 9] = [
    "reports",
    "meetings",
    "series",
    "people",
    "organisations",
    "processes",
    "contributions",
    "decisions",
    "commitments",
];

/// `GET /`: where to go from here.
#[utoipa::path(get, path = "/", tag = PEOPLE, operation_id = "start", summary = "The first page",
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn home(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    serve(&app, &uri, &headers, |asker, _| Ok(("Rapporteur".to_owned(), page(asker)?))).await
}

fn page(asker: &Asker<'_>) -> Result<Markup, Problem> {
    let first = |limit| Page { offset: 0, limit };
    let mut counts = asker.ask("overview", &[])?.rows;
    counts.sort_by_key(|row| KINDS.iter().position(|kind| *kind == row.text("kind")));
    let held = asker.page("timeline", &[], first(super::ALL))?.rows;
    let processes = asker.page("processes", &[], first(PROCESSES))?.rows;
    let decided = asker.page("decided", &[], first(LATEST))?.rows;
    let mut promised = asker.page("commitments", &[], first(super::ALL))?;
    promised.rows.retain(|row| !matches!(row.text("state"), "done" | "dropped"));
    // What is due first stands first, what has no date last.
    promised.rows.sort_by_key(|row| (!row.has("due"), row.text("due").to_owned()));
    let left = promised.rows.len();
    promised.rows.truncate(LATEST);
    let latest = held.get(..LATEST.min(held.len())).unwrap_or_default();
    Ok(html! {
        h1 { "Rapporteur" }
        p { "What was said, agreed and promised at meetings, read from their minutes. Each line leads to the sentence that it rests on." }
        form action="/search" method="get" role="search" {
            p {
                label { "Search what was said " input type="search" name="q" size="40" maxlength="1000"; }
                " " button { "Search" }
            }
        }
        h2 { "What is in here" }
        ul.figures { @for row in &counts { li { (figure(row)) } } }
        h2 { "Meetings by year" }
        @if held.is_empty() { p { "No report has been read yet: " code { "rapporteur ingest minutes/" } " reads them." } }
        (timeline(&held))
        @if !latest.is_empty() {
            (meetings::table_of(asker, latest, "The latest meetings"))
            p { a href="/meetings" { "All " (counted(held.len(), "meeting", "meetings")) } }
        }
        h2 { "Processes" }
        @if processes.is_empty() { p { "None is named." } } @else {
            (lists::table_of(asker, &processes, "process", "Processes, those named at most meetings first"))
            p { a href="/processes" { "All processes" } " · " a href="/people" { "People" } " · " a href="/organisations" { "Organisations" } }
        }
        h2 { "Latest decisions" }
        @if decided.is_empty() { p { "None is reported." } } @else {
            (decisions::table_of(asker, &decided))
            p { a href="/decisions" { "All decisions" } }
        }
        h2 { "Commitments that nobody has settled" }
        @if promised.rows.is_empty() { p { "None." } } @else {
            (ledger::table_of(asker, &promised, "Those due first, then those without a date", true))
            p { a href="/commitments" { "The ledger" } @if left > LATEST { ": " (left) " are not settled" } }
        }
        h2 { "For programs" }
        p {
            a href="/queries" { "Named queries" } ", " a href="/sparql" { "SPARQL" } ", " a href="/api" { "all addresses to try" } ", "
            a href="/ontology" { "the words of the graph" } ", " a href="/dumps/" { "dumps" } ". "
            a href="/about" { "About what is in here, how sure it is, and how to cite it" } "."
        }
        (foot(asker, &[("overview", vec![]), ("timeline", vec![]), ("processes", vec![]), ("decided", vec![]), ("commitments", vec![])]))
    })
}

/// A count that leads to what it counts.
fn figure(row: &Row) -> Markup {
    let kind = row.text("kind");
    let to = match kind {
        "meetings" | "people" | "organisations" | "processes" | "decisions" | "commitments" => format!("/{kind}"),
        "series" => "/meetings".to_owned(),
        "contributions" => "/queries/contributions?format=html".to_owned(),
        _ => "/queries/reports?format=html".to_owned(),
    };
    html! { a href=(to) { b { (row.text("count")) } " " (kind) } }
}

/// The years with their meetings, as bars.
fn timeline(rows: &[Row]) -> Markup {
    let mut years: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *years.entry(row.text("date").get(..4).unwrap_or_default()).or_default() += 1;
    }
    let most = years.values().copied().max().unwrap_or(1).max(1);
    html! {
        ol.years {
            @for (year, count) in &years {
                li {
                    @if year.is_empty() { span { "no date" } } @else { a href={ "/meetings?year=" (year) } { (year) } }
                    " " (counted(*count, "meeting", "meetings")) " "
                    svg width="200" height="10" viewBox="0 0 200 10" aria-hidden="true" focusable="false" {
                        rect.bar width=(count * 200 / most) height="10" {}
                    }
                }
            }
        }
    }
}
