//! A person: under which names, for whom, at which meetings, and what they said and promised.

use super::super::problem::Problem;
use super::parts::{Call, counted, link, lit, named, or_none, rest, table, words};
use super::rows::{Asker, Row};
use super::{ALL, PART, affiliations, ledger, replies};
use crate::catalogue::Page;
use maud::{Markup, html};

/// What stands on the page of a person.
pub(super) fn above<'c>(asker: &Asker<'_>, iri: &'c str) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let base = asker.base();
    let names = asker.ask("names", &[("entity", iri)])?;
    let part = asker.page("person", &[("person", iri)], Page { offset: 0, limit: ALL })?;
    let said = asker.ask("contributions-of", &[("person", iri)])?;
    let promised = asker.ask("commitments", &[("owner", iri)])?;
    let with = |status: &str| part.rows.iter().filter(|row| row.text("status") == status).count();
    let body = html! {
        p {
            "Present at " (counted(with("present"), "meeting", "meetings")) ", took part in " (with("spoke"))
            " without being on a list, sent apologies to " (with("apologies")) "; " @if said.more { "more than " }
            (counted(said.rows.len(), "contribution", "contributions")) "."
        }
        h2 id="meetings" { "Meetings: attended and spoke" }
        @if part.rows.is_empty() { p { "No report names the person as taking part." } } @else {
            (table(
                "Each meeting with the affiliation and roles that its report states",
                &["Date", "Meeting", "Status", "For", "Roles", "Contributions"],
                &html! {
                    @for row in part.rows.iter().take(PART) {
                        tr {
                            th scope="row" { (or_none(row.text("date"))) }
                            td { (link(base, row, "meeting", "meeting_name")) }
                            td { (lit(base, row, if row.has("status") { row.text("status") } else { "named" })) }
                            td { (or_none(row.text("organisation"))) }
                            td { (or_none(row.text("role"))) }
                            td.number { @if row.count("contributions") > 0 { a href="#said" { (row.text("contributions")) } } @else { "0" } }
                        }
                    }
                },
            ))
            (rest(part.rows.len() > PART))
        }
        (affiliations::of_person(asker, iri)?)
        (replies::of_person(asker, iri)?)
        h2 id="said" { "Contributions, latest first" }
        @if said.rows.is_empty() { p { "No contribution is reported." } }
        ol.said { @for row in &said.rows { li { (contribution(asker, row)) } } }
        (rest(said.more))
        h2 { "Commitments" }
        @if promised.rows.is_empty() { p { "None is reported." } }
        @else { (ledger::table_of(asker, &promised, "What the person promised", true)) }
        (names_of(asker, &names.rows))
    };
    let calls: [(&str, &str); 6] = [
        ("person", "person"),
        ("affiliations-of", "person"),
        ("answers-between", "person"),
        ("contributions-of", "person"),
        ("commitments", "owner"),
        ("names", "entity"),
    ];
    Ok((body, calls.into_iter().map(|(name, parameter)| (name, vec![(parameter, iri)])).collect()))
}

fn contribution(asker: &Asker<'_>, row: &Row) -> Markup {
    let base = asker.base();
    html! {
        p {
            time { (row.text("date")) } " · " (link(base, row, "meeting", "meeting_name")) " · "
            (named(base, row.iri("contribution"), row.text("act")))
        }
        (words(base, row))
    }
}

/// The names that reports print, each leading to a place where it stands.
pub(super) fn names_of(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    html! {
        h2 { "Names as printed" }
        @if rows.is_empty() { p { "No report names it." } } @else {
            (table(
                "The forms of the name, the most usual first",
                &["Name", "Times", "First", "Last"],
                &html! {
                    @for row in rows {
                        tr {
                            th scope="row" { (lit(asker.base(), row, row.text("name"))) }
                            td.number { (row.text("times")) }
                            td { (or_none(row.text("first"))) }
                            td { (or_none(row.text("last"))) }
                        }
                    }
                },
            ))
        }
    }
}
