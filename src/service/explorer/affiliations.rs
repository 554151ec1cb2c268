//! For whom somebody took part over time, and who took part for a body: as stated, from the first statement to the last.

use super::super::problem::Problem;
use super::figure::{Data, Picture};
use super::parts::{counted, evidence, link, or_none, rest, table};
use super::rows::{Asker, Row, Rows};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The bodies of a person; nothing where no report prints one.
pub(super) fn of_person(asker: &Asker<'_>, person: &str) -> Result<Markup, Problem> {
    let found = asker.ask("affiliations-of", &[("person", person)])?;
    let (rows, more) = (found.rows, found.more);
    let caption = html! {
        "The bodies that reports print beside the name, each from the first statement to the last; every point is one statement and leads to its words. "
        "What held between two points, before and after is not known. "
        (told(&rows, more, "body", ("body", "bodies")))
    };
    let picture = Picture {
        kind: "affiliations",
        title: "Affiliations over time",
        caption,
        from: Data::Query("affiliations-of"),
        given: vec![("person", person)],
        focus: None,
    };
    Ok(html! {
        h2 id="affiliations" { "Affiliations over time" }
        @if rows.is_empty() { p { "No report prints one." } }
        @else { (picture.with(asker, &of_bodies(asker, &rows), rows.len() > 5)) (rest(more)) }
    })
}

/// The people of a body as a picture above their table.
pub(super) fn of_body(asker: &Asker<'_>, body: &str, found: &Rows, numbers: &Markup) -> Markup {
    let picture = Picture {
        kind: "affiliations",
        title: "People over time",
        caption: html! {
            "The people beside whose name reports print it, each from the first statement to the last; every point is one statement and leads to its words. "
            "What held between two points, before and after is not known. "
            (told(&found.rows, found.more, "who", ("person", "people")))
        },
        from: Data::Query("represented"),
        given: vec![("organisation", body)],
        focus: None,
    };
    picture.with(asker, numbers, found.rows.len() > 10)
}

/// How much is stated, and what of it has no date.
fn told(rows: &[Row], more: bool, column: &str, (one, many): (&str, &str)) -> Markup {
    let named: BTreeSet<&str> = rows.iter().map(|row| row.text(column)).collect();
    let undated = rows.iter().filter(|row| !row.has("date")).count();
    html! {
        @if more { "The first " } (counted(rows.len(), "statement", "statements")) " on " (counted(named.len(), one, many))
        @if undated > 0 { "; " (undated) " without a date are not drawn" } "."
    }
}

fn of_bodies(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    let base = asker.base();
    table(
        "The bodies that reports print beside the name",
        &["Date", "Organisation", "Meeting", "Evidence"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (link(base, row, "body", "organisation")) }
                    td { (link(base, row, "meeting", "meeting_name")) }
                    td { (evidence(base, row)) }
                }
            }
        },
    )
}
