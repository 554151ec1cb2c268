//! `/`: what is in here, and ways into it.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::figure::{Data, Picture};
use super::parts::{foot, table};
use super::rows::{Asker, Row};
use super::{decisions, ledger, lists, meetings, serve};
use crate::catalogue::Page;
use crate::minutes::Moment;
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
    let held = asker.page("timeline", &[], first(super::ALL))?;
    let more = held.more;
    let held = held.rows;
    let processes = asker.page("processes", &[], first(PROCESSES))?.rows;
    let decided = asker.page("decided", &[], first(LATEST))?.rows;
    let mut promised = asker.page("commitments", &[], first(super::ALL))?;
    let (years, more) = (years(&held, &promised.rows), more || promised.more);
    promised.rows.retain(|row| !matches!(row.text("state"), "done" | "dropped"));
    // What is due first stands first, what has no date last.
    promised.rows.sort_by_key(|row| {
        let due = Moment::of(row.text("due"));
        (due.is_none(), due.and_then(Moment::last_day), row.text("due").to_owned())
    });
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
        p { a href="/graph" { "The graph of people, organisations, meetings and processes" } ": who is linked with whom and what." }
        h2 { "Over time" }
        @if held.is_empty() { p { "No report has been read yet: " code { "rapporteur ingest minutes/" } " reads them." } }
        @if !held.is_empty() { (over_time(asker, &years, more)) }
        @if !latest.is_empty() {
            (meetings::table_of(asker, latest, "The latest meetings"))
            p { a href="/meetings" { "All meetings" } }
        }
        h2 { "Processes" }
        @if processes.is_empty() { p { "None is named." } } @else {
            (lists::table_of(asker, &processes, "process", "Processes, those named at most meetings first"))
            p { a href="/processes" { "All processes" } " · " a href="/people" { "People" } " · " a href="/organisations" { "Organisations" } }
        }
        h2 { "Who takes part, and who answers whom" }
        p {
            a href="/matrix" { "Who attended and spoke" } ": stakeholder groups, organisations or people, by meeting, process or year. "
            a href="/replies" { "Who answers whom" } ": pairs of people, by process, series and period."
        }
        h2 { "Latest decisions" }
        @if decided.is_empty() { p { "None is reported." } } @else {
            (decisions::table_of(asker, &decided))
            p { a href="/decisions" { "All decisions" } }
        }
        h2 { "Commitments that nobody has settled" }
        @if promised.rows.is_empty() { p { "None." } } @else {
            (ledger::table_of(asker, &promised, "Those due first, then those without a date", true))
            p { a href="/commitments" { "The ledger" } @if left > LATEST { ": " @if more { "more than " } (left) " are not settled" } }
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

/// What happened in a year.
#[derive(Default)]
struct Year {
    meetings: usize,
    decisions: usize,
    /// Commitments that are due in it.
    due: usize,
}

/// The years in which there were meetings or something is due; what has no date stands under nothing.
fn years(held: &[Row], promised: &[Row]) -> BTreeMap<String, Year> {
    let mut years: BTreeMap<String, Year> = BTreeMap::new();
    for row in held {
        let year = years.entry(row.text("date").get(..4).unwrap_or_default().to_owned()).or_default();
        year.meetings += 1;
        year.decisions += row.count("decisions");
    }
    // A commitment of several owners has a row for each of them.
    let due: BTreeMap<&str, &str> = promised.iter().map(|row| (row.text("commitment"), row.text("due"))).collect();
    for due in due.into_values().filter(|due| !due.is_empty()) {
        years.entry(due.get(..4).unwrap_or_default().to_owned()).or_default().due += 1;
    }
    years
}

/// Meetings, decisions and what is due, drawn and as a table.
fn over_time(asker: &Asker<'_>, years: &BTreeMap<String, Year>, more: bool) -> Markup {
    let numbers = table(
        "Meetings, decisions and commitments due by year",
        &["Year", "Meetings", "Decisions", "Commitments due"],
        &html! {
            @for (year, all) in years {
                tr {
                    th scope="row" { @if year.is_empty() { "no date" } @else { a href={ "/meetings?year=" (year) } { (year) } } }
                    td.number { (all.meetings) }
                    td.number { (all.decisions) }
                    td.number { (all.due) }
                }
            }
        },
    );
    let picture = Picture {
        kind: "timeline",
        title: "Meetings, decisions and commitments over time",
        caption: html! {
            "Each mark is a meeting, a decision of one, or a commitment on the day that it is due, and leads to its page. Commitments without a date, and all that is of a meeting without one, have no mark. "
            "What was held and not reported is not known."
            @if more { " The table counts the latest " (super::ALL) " meetings and as many commitments; there are more." }
        },
        from: Data::Feed("timeline"),
        given: vec![("kind", "meeting,decision,commitment"), ("limit", "1000")],
        focus: None,
    };
    picture.with(asker, &numbers, false)
}
