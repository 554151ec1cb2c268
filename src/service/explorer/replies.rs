//! `/replies`: who answers whom, as a matrix and a table; and on a person's page, whom they answer and who answers them.

use super::super::App;
use super::super::openapi::PEOPLE;
use super::super::problem::Problem;
use super::figure::{Data, Picture};
use super::parts::{counted, foot, named, or_none, rest, table};
use super::rows::{Asker, Row};
use super::{Wishes, ledger, serve};
use crate::catalogue::Page;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use maud::{Markup, html};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// `GET /replies?process=…&series=…&from=…&to=…`
#[utoipa::path(get, path = "/replies", tag = PEOPLE, operation_id = "replies-page", summary = "Who answers whom",
    params(
        ("person" = Option<String>, Query, description = "The address of somebody who answers or is answered", example = ""),
        ("process" = Option<String>, Query, description = "The address or name of a process or topic", example = "Global Digital Compact"),
        ("series" = Option<String>, Query, description = "The address of a series of meetings", example = ""),
        ("from" = Option<String>, Query, description = "Meetings from this day, month or year on", example = "2020"),
        ("to" = Option<String>, Query, description = "Meetings until this day, month or year", example = "2024")),
    responses((status = 200, description = "A page", content((String = "text/html")))))]
pub(in super::super) async fn replies(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    serve(&app, &uri, &headers, |asker, wishes| Ok(("Who answers whom".to_owned(), page(asker, wishes)?))).await
}

fn page(asker: &Asker<'_>, wishes: &Wishes) -> Result<Markup, Problem> {
    let given = ["person", "process", "series", "from", "to"].map(|name| (name, wishes.value(name)));
    let found = asker.page("answers-between", &given, Page { offset: 0, limit: super::ALL })?;
    let pairs = pairs(&found.rows);
    let caption = html! {
        "Contributions in which the person of the row answers, agrees or disagrees with the person of the column: "
        (pairs.iter().map(Pair::weight).sum::<usize>()) " between " (counted(pairs.len(), "pair", "pairs")) ". "
        "Those who answer and are answered most come first. Only answers whose addressee a report names are known."
    };
    let picture = Picture {
        kind: "replies",
        title: "Who answers whom",
        caption,
        from: Data::Query("answers-between"),
        given: given.to_vec(),
        focus: None,
    };
    Ok(html! {
        h1 { "Who answers whom" }
        form.filters action="/replies" method="get" {
            p {
                @if !given[0].1.is_empty() { input type="hidden" name="person" value=(given[0].1); }
                label { "Process " input name="process" value=(given[1].1) maxlength="500"; } " "
                (ledger::series_of(asker, given[2].1)?) " "
                label { "From " input name="from" value=(given[3].1) placeholder="2022 or 2022-04" size="10" maxlength="10"; } " "
                label { "To " input name="to" value=(given[4].1) size="10" maxlength="10"; } " "
                button { "Show" }
            }
        }
        @if !given[0].1.is_empty() {
            p { "Only those whom " (named(asker.base(), Some(given[0].1), "one person")) " answers, or who answer them. " a href="/replies" { "All" } }
        }
        @if pairs.is_empty() { p role="status" { "No answer is reported." } } @else {
            (picture.with(asker, &table_of(asker, pairs.get(..super::PART).unwrap_or(&pairs)), false))
            @if found.more || pairs.len() > super::PART { p.soft { "There are more than stand here; the query at the foot of the page gives them all." } }
        }
        (foot(asker, &[("answers-between", given.to_vec())]))
    })
}

/// Whom somebody answers, and who answers them; nothing where no answer is reported.
pub(super) fn of_person(asker: &Asker<'_>, person: &str) -> Result<Markup, Problem> {
    let found = asker.ask("answers-between", &[("person", person)])?;
    let pairs = pairs(&found.rows);
    let weight = |of: &dyn Fn(&&Pair<'_>) -> bool| pairs.iter().filter(of).map(Pair::weight).sum::<usize>();
    let picture = Picture {
        kind: "replies",
        title: "Whom the person answers and who answers them",
        caption: html! {
            "Contributions in which the person answers, agrees or disagrees with somebody (" (weight(&|pair| pair.who == person))
            "), and in which somebody does so with them (" (weight(&|pair| pair.other == person)) "), as far as reports name the addressee."
        },
        from: Data::Query("answers-between"),
        given: vec![("person", person)],
        focus: Some(person),
    };
    Ok(html! {
        h2 id="replies" { "Whom the person answers, and who answers them" }
        @if pairs.is_empty() { p { "No answer is reported." } } @else { (picture.with(asker, &table_of(asker, &pairs), pairs.len() > 5)) (rest(found.more)) }
    })
}

/// Who answers whom, with the acts.
struct Pair<'r> {
    who: &'r str,
    other: &'r str,
    rows: Vec<&'r Row>,
}

impl Pair<'_> {
    fn weight(&self) -> usize {
        self.rows.iter().map(|row| row.count("contributions")).sum()
    }
}

/// The pairs, those with most contributions first.
fn pairs(rows: &[Row]) -> Vec<Pair<'_>> {
    let mut pairs: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for row in rows {
        pairs.entry((row.text("who"), row.text("other"))).or_default().push(row);
    }
    let mut pairs: Vec<Pair<'_>> = pairs.into_iter().map(|((who, other), rows)| Pair { who, other, rows }).collect();
    pairs.sort_by_cached_key(|pair| {
        let name = |column| pair.rows.first().map_or("", |row| row.text(column)).to_owned();
        (Reverse(pair.weight()), name("person"), name("answers"))
    });
    pairs
}

fn table_of(asker: &Asker<'_>, pairs: &[Pair<'_>]) -> Markup {
    let base = asker.base();
    let earliest = |pair: &Pair<'_>| pair.rows.iter().map(|row| row.text("first")).min().unwrap_or_default().to_owned();
    let latest = |pair: &Pair<'_>| pair.rows.iter().map(|row| row.text("last")).max().unwrap_or_default().to_owned();
    table(
        "Pairs of people, those with most contributions first; each act leads to one of them",
        &["Who", "Answers", "Contributions", "Acts", "First", "Last"],
        &html! {
            @for pair in pairs {
                @if let Some(first) = pair.rows.first() {
                    tr {
                        th scope="row" { (named(base, Some(pair.who), first.text("person"))) }
                        td { (named(base, Some(pair.other), first.text("answers"))) }
                        td.number { (pair.weight()) }
                        td {
                            @for (at, row) in pair.rows.iter().enumerate() {
                                @if at > 0 { ", " }
                                (named(base, row.iri("one"), row.text("act"))) " " (row.text("contributions"))
                            }
                        }
                        td { (or_none(&earliest(pair))) }
                        td { (or_none(&latest(pair))) }
                    }
                }
            }
        },
    )
}
