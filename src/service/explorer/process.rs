//! A process or topic: what was said of it over the years, by whom, and what was decided.

use super::super::problem::Problem;
use super::figure::{Data, Picture};
use super::matrix;
use super::parts::{Call, counted, evidence, link, lit, named, or_none, rest, table, words};
use super::rows::{Asker, Row};
use super::{ALL, PART, ROWS};
use crate::catalogue::Page;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What stands on the page of a process or topic.
pub(super) fn above<'c>(asker: &Asker<'_>, iri: &'c str) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let base = asker.base();
    let whole = Page { offset: 0, limit: ALL };
    let trace = asker.ask("trace", &[("topic", iri)])?;
    let involved = asker.page("involvement", &[("process", iri)], whole)?;
    let positions = asker.ask("positions", &[("process", iri)])?;
    let decided = asker.ask("process-decisions", &[("process", iri)])?;
    let mentions = asker.ask("mentions-of", &[("entity", iri)])?;
    let held = asker.page("process-meetings", &[("process", iri)], whole)?;
    let by_year = matrix::of_process(asker, iri)?;
    let (named_in, groups) = (contributions(&trace.rows), groups(&involved.rows));
    let sum = |column: &str| held.rows.iter().map(|row| row.count(column)).sum::<usize>();
    let years: BTreeSet<&str> = trace.rows.iter().map(year).collect();
    let body = html! {
        p {
            "Named " (counted(sum("mentions"), "time", "times")) " at " (counted(held.rows.len(), "meeting", "meetings")) @if held.more { " and more" } "; "
            @if trace.more { (counted(sum("contributions"), "contribution", "contributions")) @if held.more { " and more" } " name it." }
            @else { (counted(named_in.len(), "contribution", "contributions")) " speak of it." }
        }
        nav aria-label="On this page" {
            p {
                a href="#over-time" { "Over time" } " · " a href="#trace" { "What was said" } " · " a href="#groups" { "Who takes part" } " · " a href="#positions" { "Positions" }
                " · " a href="#process-decisions" { "Decisions" } " · " a href="#mentions" { "Mentions" }
            }
        }
        h2 id="over-time" { "Named and spoken of over time" }
        @if held.rows.is_empty() { p { "No report of a meeting names it." } } @else { (over_time(asker, iri, &held.rows, held.more)) }
        h2 id="groups" { "Who takes part" }
        @if involved.rows.is_empty() { p { "No contribution that names it has a speaker." } } @else {
            p { "By stakeholder group, in contributions whose words name it:" }
            ul {
                @for (group, (said, people)) in &groups {
                    li { (group) ": " (counted(*said, "contribution", "contributions")) " by " (counted(people.len(), "person", "people")) }
                }
            }
            @if involved.more { p.soft { "Counted are the first " (ALL) " rows of who spoke for whom; there are more." } }
            (involvement(asker, &involved.rows, &trace.rows))
            (by_year)
        }
        h2 id="positions" { "Positions" }
        @if positions.rows.is_empty() { p { "None was read." } } @else { (stood(asker, iri, &positions.rows, &years)) }
        h2 id="trace" { "What was said, oldest first" }
        @if trace.rows.is_empty() { p { "No contribution speaks of it." } }
        @for of_year in trace.rows.chunk_by(|a, b| year(a) == year(b)) {
            @if let Some(first) = of_year.first() {
                h3 id={ "said-" (year(first)) } { @if year(first).is_empty() { "Without a date" } @else { (year(first)) } }
                ol.said {
                    @for group in of_year.chunk_by(|a, b| a.iri("contribution") == b.iri("contribution")) {
                        @if let Some(row) = group.first() {
                            li id=(anchor(row)) {
                                p {
                                    time { (row.text("date")) } " · " (link(base, row, "meeting", "meeting_name")) br;
                                    @for (at, row) in group.iter().enumerate() {
                                        @if at > 0 { ", " }
                                        b { @if row.has("speaker") { (link(base, row, "who", "speaker")) } @else { "Somebody, not named" } }
                                        @if row.has("organisation") { span.soft dir="auto" { " (" (row.text("organisation")) ")" } }
                                    }
                                    " " (named(base, row.iri("contribution"), row.text("act")))
                                    @if row.text("via") == "agenda" { span.soft { " · under an item of the agenda that names it" } }
                                }
                                (words(base, row))
                            }
                        }
                    }
                }
            }
        }
        (rest(trace.more))
        h2 id="process-decisions" { "Decisions" }
        @if decided.rows.is_empty() { p { "No decision names it." } }
        @for row in &decided.rows {
            div {
                p { time { (row.text("date")) } " · " (link(base, row, "meeting", "meeting_name")) " · " (named(base, row.iri("decision"), "the decision")) }
                (words(base, row))
            }
        }
        h2 id="mentions" { "Mentions" }
        details {
            summary { @if mentions.more { "The first " } (counted(mentions.rows.len(), "place", "places")) " where it is named" }
            (mentioned(asker, &mentions.rows))
            (rest(mentions.more))
        }
    };
    let calls: [(&str, &str); 7] = [
        ("process-meetings", "process"),
        ("groups-over-time", "process"),
        ("trace", "topic"),
        ("involvement", "process"),
        ("positions", "process"),
        ("process-decisions", "process"),
        ("mentions-of", "entity"),
    ];
    Ok((body, calls.into_iter().map(|(name, parameter)| (name, vec![(parameter, iri)])).collect()))
}

/// How often it is named and spoken of, meeting by meeting, drawn and as a table.
fn over_time(asker: &Asker<'_>, iri: &str, rows: &[Row], more: bool) -> Markup {
    let base = asker.base();
    let numbers = table(
        "Mentions and contributions by meeting, latest first",
        &["Date", "Meeting", "Mentions", "Contributions"],
        &html! {
            @for row in rows.iter().take(PART) {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (link(base, row, "meeting", "meeting_name")) }
                    td.number { (row.text("mentions")) }
                    td.number { (row.text("contributions")) }
                }
            }
        },
    );
    let numbers = html! { (numbers) (rest(rows.len() > PART)) };
    let sum = |column: &str| rows.iter().map(|row| row.count(column)).sum::<usize>();
    let undated = rows.iter().filter(|row| !row.has("date")).count();
    let picture = Picture {
        kind: "mentions",
        title: "Mentions and contributions over time",
        caption: html! {
            "How often the reports of each meeting name it (above the line, " (counted(sum("mentions"), "place", "places")) ") and how many contributions name it (below, "
            (sum("contributions")) "), at " @if more { "the latest " } (counted(rows.len(), "meeting", "meetings")) ". Meetings whose reports do not name it are not shown"
            @if undated > 0 { ", nor " (undated) " without a date" } "; what was said and not reported is not known."
        },
        from: Data::Query("process-meetings"),
        given: vec![("process", iri)],
        focus: None,
    };
    picture.with(asker, &numbers, rows.len() > 5)
}

/// How groups stood to it over the years, drawn and as a table.
fn stood(asker: &Asker<'_>, iri: &str, rows: &[Row], years: &BTreeSet<&str>) -> Markup {
    let numbers = table(
        "How groups stood to it: clauses that name it, by year",
        &["Year", "Group", "Basis", "Act", "Clauses"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (row.text("year")) }
                    td { (row.text("group")) }
                    td.soft { (row.text("group_basis")) }
                    td { (row.text("act")) }
                    td.number { @if years.contains(row.text("year")) { a href={ "#said-" (row.text("year")) } { (row.text("moves")) } } @else { (row.text("moves")) } }
                }
            }
        },
    );
    let picture = Picture {
        kind: "positions",
        title: "Positions by stakeholder group over time",
        caption: html! {
            "Clauses that name it, by what they do, stakeholder group and year: "
            (counted(rows.iter().map(|row| row.count("moves")).sum(), "clause", "clauses"))
            ", as the table counts them. “Unknown” is a group that no report states. A clause tells what one person said, not what the group holds."
        },
        from: Data::Query("positions"),
        given: vec![("process", iri)],
        focus: None,
    };
    picture.with(asker, &numbers, rows.len() > 5)
}

/// The places where something is named, as a table.
pub(super) fn mentioned(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    let base = asker.base();
    table(
        "Where it is named, oldest first",
        &["Date", "Meeting", "As printed"],
        &html! {
            @for row in rows {
                tr {
                    th scope="row" { (or_none(row.text("date"))) }
                    td { (link(base, row, "meeting", "meeting_name")) }
                    td { (lit(base, row, row.text("quote"))) }
                }
            }
        },
    )
}

fn involvement(asker: &Asker<'_>, rows: &[Row], trace: &[Row]) -> Markup {
    let base = asker.base();
    let mut shown: Vec<&Row> = rows.iter().collect();
    let left = shown.len().saturating_sub(ROWS);
    if left > 0 {
        // Those of one number stay in the order of the query.
        shown.sort_by_key(|row| Reverse(row.count("contributions")));
        shown.truncate(ROWS);
    }
    let numbers = table(
        "Who spoke of it, for whom, and how often",
        &["Group", "Basis", "Person", "For", "Contributions", "Meetings", "From", "To", "Evidence"],
        &html! {
            @for row in shown {
                // What this person said, in the meetings that the row counts.
                @let said: Vec<&Row> = trace.iter().filter(|said| {
                    said.text("via") == "named" && said.iri("who") == row.iri("who") && said.text("organisation") == row.text("organisation")
                        && said.text("date") >= row.text("first") && said.text("date") <= row.text("last")
                }).collect();
                tr {
                    th scope="row" { (row.text("group")) }
                    td.soft { (row.text("group_basis")) }
                    td { (link(base, row, "who", "person")) }
                    td { (or_none(row.text("organisation"))) }
                    td.number { (row.text("contributions")) }
                    td.number { (row.text("meetings")) }
                    td { (or_none(row.text("first"))) }
                    td { (or_none(row.text("last"))) }
                    td { @for (at, said) in said.iter().enumerate() { @if at > 0 { br; } (or_none(said.text("date"))) " " (evidence(base, said)) } }
                }
            }
        },
    );
    html! {
        (numbers)
        @if left > 0 {
            p.soft {
                "Shown are the " (ROWS) " with most contributions, with evidence for what stands on this page; the query at the foot of the page has "
                (left) " more rows."
            }
        }
    }
}

/// For each group the number of its contributions, and its people.
fn groups(rows: &[Row]) -> BTreeMap<&str, (usize, BTreeSet<&str>)> {
    let mut groups: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for row in rows {
        let (said, people) = groups.entry(row.text("group")).or_default();
        *said += row.count("contributions");
        people.insert(row.text("who"));
    }
    groups
}

fn contributions(rows: &[Row]) -> BTreeSet<&str> {
    rows.iter().filter_map(|row| row.iri("contribution")).collect()
}

fn year(row: &Row) -> &str {
    row.text("date").get(..4).unwrap_or_default()
}

fn anchor(row: &Row) -> String {
    row.iri("contribution").and_then(|iri| iri.rsplit('/').next()).unwrap_or_default().to_owned()
}
