//! `/about`: how much there is, what is not known, how sure the rest is, and how to cite it.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::parts::{counted, foot, table};
use super::rows::{Asker, Row};
use super::{meetings, serve};
use crate::catalogue::Page;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};

/// `GET /about`
#[utoipa::path(get, path = "/about", tag = PEOPLE, operation_id = "about", summary = "What is in here, how sure it is, and how to cite it",
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn about(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Result<Response, Problem> {
    serve(&app, &uri, &headers, |asker, _| Ok(("About".to_owned(), page(asker)?))).await
}

fn page(asker: &Asker<'_>) -> Result<Markup, Problem> {
    let counts = asker.ask("overview", &[])?.rows;
    let held = asker.page("timeline", &[], Page { offset: 0, limit: super::ALL })?;
    let (mut held, more) = (held.rows, held.more);
    let all = held.len();
    held.retain(|row| !row.has("listed"));
    let without = held.len();
    held.truncate(super::ROWS);
    let sure = asker.ask("confidence", &[])?.rows;
    let base = asker.base().as_str();
    Ok(html! {
        h1 { "About" }
        p {
            "Rapporteur reads minutes by rules, without guessing: what a text leaves open stays open, and each fact carries the words that it was read from. "
            "What curators correct is marked as theirs, and what was read stays beside it."
        }
        h2 { "How much there is" }
        (table("Things by kind", &["Kind", "How many"], &html! {
            @for row in &counts { tr { th scope="row" { (row.text("kind")) } td.number { (row.text("count")) } } }
        }))
        h2 { "What is not known" }
        p {
            "Of " @if more { "the latest " } (counted(all, "meeting", "meetings")) ", " (without) " have no list of participants in any report: their attendance is unknown, not zero. "
            "Names that could not be settled are in " a href="/queries/open-names?format=html" { "open names" } "; what a report is odd in is told when it is read."
        }
        @if !held.is_empty() { (meetings::table_of(asker, &held, "Meetings without a list of participants, latest first")) }
        @if without > held.len() { p.soft { "Shown are the latest " (held.len()) " of " (without) "; the query " code { "timeline" } " at the foot of the page has all of them." } }
        h2 id="confidence" { "How sure it is" }
        p {
            "Each span says which rule read it and how sure that rule is, from 0 to 1. That is what the rule says of itself, not a measured share of what is right; "
            "what was measured stands in the README of the program."
        }
        (table("Confidence by rule", &["Rule", "Spans", "Least", "Mean", "Most"], &html! {
            @for row in &sure {
                tr {
                    th scope="row" { code { (row.text("recogniser")) } }
                    td.number { (row.text("spans")) }
                    td.number { (rounded(row, "least")) }
                    td.number { (rounded(row, "mean")) }
                    td.number { (rounded(row, "most")) }
                }
            }
        }))
        h2 { "How to cite it" }
        p {
            "A fact: by its address, such as " code { (base) "id/contribution/…" } ", and the sentence with its place in the report. "
            "The whole: by the SHA-256 of the canonical N-Quads, which stands beside the " a href="/dumps/" { "dumps" } " and in "
            a href="/.well-known/void" { "VoID" } "; the same facts give the same digest. What changed when is in " a href="/changes" { "the changes" } "."
        }
        h2 { "Forms" }
        p {
            "Each thing is to be had as Turtle, JSON-LD, N-Triples, RDF/XML, TriG and N-Quads, by the ending of its address or by " code { "Accept" } "; "
            "each list as CSV, TSV, JSON and XML from the " a href="/queries" { "named queries" } "; all of it by " a href="/sparql" { "SPARQL" }
            " and as " a href="/dumps/" { "dumps" } "."
        }
        (foot(asker, &[("overview", vec![]), ("timeline", vec![]), ("confidence", vec![]), ("open-names", vec![])]))
    })
}

fn rounded(row: &Row, column: &str) -> String {
    row.text(column).parse::<f64>().map_or_else(|_| String::new(), |number| format!("{number:.2}"))
}
