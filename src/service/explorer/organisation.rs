//! A body: who took part for it, and where it is named. A series: its meetings.

use super::super::problem::Problem;
use super::parts::{Call, counted, evidence, link, or_none, rest, table};
use super::rows::Asker;
use super::{affiliations, ledger, matrix, meetings, person, process};
use maud::{Markup, html};

/// So many meetings of a series have a column each.
const BY_MEETING: usize = 24;

/// What stands on the page of a body; where it is a process too, that part shows where it is named.
pub(super) fn above<'c>(asker: &Asker<'_>, iri: &'c str, is_process: bool) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let base = asker.base();
    let people = asker.ask("represented", &[("organisation", iri)])?;
    let promised = asker.ask("commitments", &[("owner", iri)])?;
    let mentions = asker.ask("mentions-of", &[("entity", iri)])?;
    let names = asker.ask("names", &[("entity", iri)])?;
    let represented = table(
        "People with the meetings whose reports print it beside their name",
        &["Date", "Meeting", "Person", "Evidence"],
        &html! {
            @for row in &people.rows {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (link(base, row, "meeting", "meeting_name")) }
                    td { (link(base, row, "who", "person")) }
                    td { (evidence(base, row)) }
                }
            }
        },
    );
    let body = html! {
        h2 { "Who took part for it" }
        @if people.rows.is_empty() { p { "No report gives it as the affiliation of anybody." } } @else {
            (affiliations::of_body(asker, iri, &people, &represented))
            (rest(people.more))
        }
        h2 { "Its commitments" }
        @if promised.rows.is_empty() { p { "None is reported." } }
        @else { (ledger::table_of(asker, &promised, "What it promised", true)) }
        (person::names_of(asker, &names.rows))
        @if !is_process {
            h2 id="mentions" { "Where it is named" }
            details {
                summary { @if mentions.more { "The first " } (counted(mentions.rows.len(), "place", "places")) }
                (process::mentioned(asker, &mentions.rows))
                (rest(mentions.more))
            }
        }
    };
    let calls: [(&str, &str); 4] =
        [("represented", "organisation"), ("commitments", "owner"), ("names", "entity"), ("mentions-of", "entity")];
    Ok((body, calls.into_iter().map(|(name, parameter)| (name, vec![(parameter, iri)])).collect()))
}

/// What stands on the page of a series.
pub(super) fn series<'c>(asker: &Asker<'_>, iri: &'c str) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let held = asker.ask("timeline", &[("series", iri)])?;
    let body = html! {
        h2 { "Its meetings" }
        @if held.rows.is_empty() { p { "No report of it is in here." } }
        @else { (meetings::table_of(asker, &held.rows, "The meetings of the series, latest first")) }
        (rest(held.more))
        @if !held.rows.is_empty() {
            h2 id="groups" { "Who attended" }
            // Very many meetings are told by year.
            (matrix::picture(asker, &[("series", iri), ("columns", if held.rows.len() > BY_MEETING { "year" } else { "meeting" })], "Attendance by stakeholder group", true)?)
            p {
                a href={ "/matrix?" (serde_urlencoded::to_string([("series", iri), ("rows", "organisation")]).unwrap_or_default()) } { "By organisation" } " · "
                a href={ "/matrix?" (serde_urlencoded::to_string([("series", iri), ("measure", "spoke")]).unwrap_or_default()) } { "Who spoke" } " · "
                a href={ "/replies?" (serde_urlencoded::to_string([("series", iri)]).unwrap_or_default()) } { "Who answers whom" }
            }
        }
        p {
            a href={ "/decisions?" (serde_urlencoded::to_string([("series", iri)]).unwrap_or_default()) } { "Its decisions" } " · "
            a href={ "/commitments?" (serde_urlencoded::to_string([("series", iri)]).unwrap_or_default()) } { "Its commitments" }
        }
    };
    let calls = ["timeline", "decided", "commitments"];
    Ok((body, calls.into_iter().map(|name| (name, vec![("series", iri)])).collect()))
}
