//! A meeting: its head, agenda with what was said, attendance, decisions, commitments, and the next meeting.

use super::super::problem::Problem;
use super::ledger;
use super::parts::{Call, counted, evidence, link, lit, named, or_none, page_of, rest, table, words};
use super::rows::{Asker, Row, Rows};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// What stands on the page of a meeting.
pub(super) fn above<'c>(asker: &Asker<'_>, iri: &'c str) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let of = [("meeting", iri)];
    let facts = asker.ask("meeting-facts", &of)?;
    let agenda = asker.ask("meeting-agenda", &of)?;
    let said = asker.ask("meeting-contributions", &of)?;
    let attendance = asker.ask("meeting-attendance", &of)?;
    let decided = asker.ask("decided", &of)?;
    let promised = asker.ask("commitments", &of)?;
    let page = Meeting { asker, facts, agenda, said, attendance };
    let body = html! {
        (page.head())
        nav aria-label="On this page" {
            p {
                a href="#agenda" { "Agenda and contributions" } " · " a href="#decisions" { "Decisions" } " · "
                a href="#commitments" { "Commitments" } " · " a href="#attendance" { "Attendance" } " · "
                a href="#next" { "Next meeting" }
            }
        }
        h2 id="agenda" { "Agenda and contributions" }
        (page.discussion())
        h2 id="decisions" { "Decisions" }
        @if decided.rows.is_empty() { p { "The reports tell of none." } }
        @for row in &decided.rows {
            div { (words(asker.base(), row)) p.soft { (page.item_named(row.text("agenda"))) (named(asker.base(), row.iri("decision"), "the decision")) } }
        }
        h2 id="commitments" { "Commitments" }
        @if promised.rows.is_empty() { p { "The reports tell of none." } }
        @else { (ledger::table_of(asker, &promised, "What was promised, by whom and by when", false)) }
        h2 id="attendance" { "Attendance" }
        (page.attendance())
        (page.rest_of_facts())
        (rest(page.said.more || page.attendance.more))
    };
    let calls =
        ["meeting-facts", "meeting-agenda", "meeting-contributions", "meeting-attendance", "decided", "commitments"];
    Ok((body, calls.into_iter().map(|name| (name, vec![("meeting", iri)])).collect()))
}

struct Meeting<'a> {
    asker: &'a Asker<'a>,
    facts: Rows,
    agenda: Rows,
    said: Rows,
    attendance: Rows,
}

impl Meeting<'_> {
    fn facts<'r>(&'r self, fact: &'r str) -> impl Iterator<Item = &'r Row> {
        self.facts.rows.iter().filter(move |row| row.text("fact") == fact)
    }

    fn head(&self) -> Markup {
        let base = self.asker.base();
        let mut reports: Vec<&str> = self.facts.rows.iter().filter_map(|row| row.iri("source")).collect();
        reports.sort_unstable();
        reports.dedup();
        // Somebody may be called an officer in several places: the first tells as much as the others.
        let mut met = BTreeSet::new();
        let officers: Vec<&Row> =
            self.facts("officer").filter(|row| met.insert((row.text("node"), row.text("detail")))).collect();
        let fact = |name: &str, label: &str| {
            html! {
                @if self.facts(name).next().is_some() {
                    dt { (label) }
                    @for row in self.facts(name) { dd { (lit(base, row, &shown(name, row.text("value")))) } }
                }
            }
        };
        html! {
            dl.facts {
                (fact("title", "Title"))
                @if let Some(row) = self.facts("series").next() {
                    dt { "Series" } dd { (link(base, row, "node", "value")) " " (evidence(base, row)) }
                }
                (fact("number", "Number"))
                (fact("date", "Date"))
                (fact("start", "Start"))
                (fact("mode", "Held"))
                @if !officers.is_empty() {
                    dt { "Officers" }
                    @for row in &officers { dd { (link(base, row, "node", "value")) ", " (lit(base, row, row.text("detail"))) } }
                }
                @if !reports.is_empty() {
                    dt { "Report" }
                    @for report in &reports {
                        @if let Some(to) = page_of(base, report) {
                            dd { a href=(to.replace(".html", "/text.html")) { "its text" } " · " a href=(to) { "its data" } }
                        }
                    }
                }
            }
        }
    }

    /// The items in the order of the agenda, each with what was said in it; then what was said in none.
    fn discussion(&self) -> Markup {
        let base = self.asker.base();
        let items: Vec<&str> = self.agenda.rows.iter().filter_map(|row| row.iri("item")).collect();
        let outside = self.said.rows.iter().filter(|row| row.iri("item").is_none_or(|item| !items.contains(&item)));
        let outside: Vec<&Row> = outside.collect();
        html! {
            @if self.agenda.rows.is_empty() { p { "The reports give no agenda." } }
            @if self.said.rows.is_empty() { p { "The reports tell of no contributions." } }
            @for item in &self.agenda.rows {
                @let heading = heading(item);
                @let said: Vec<&Row> = self.said.rows.iter().filter(|row| row.iri("item").is_some() && row.iri("item") == item.iri("item")).collect();
                h3 { (lit(base, item, &heading)) }
                (self.contributions(&said))
            }
            @if !outside.is_empty() {
                @if !self.agenda.rows.is_empty() { h3 { "Under no item of the agenda" } }
                (self.contributions(&outside))
            }
        }
    }

    fn contributions(&self, rows: &[&Row]) -> Markup {
        let base = self.asker.base();
        // A contribution of several people has a row for each of them.
        let together = rows.chunk_by(|a, b| a.iri("contribution") == b.iri("contribution"));
        html! {
            @if !rows.is_empty() {
                ol.said {
                    @for group in together {
                        @if let Some(first) = group.first() {
                            li {
                                p {
                                    @for (at, row) in group.iter().enumerate() {
                                        @if at > 0 { ", " }
                                        b { (or_nobody(self.asker, row)) }
                                    }
                                    " " (named(base, first.iri("contribution"), first.text("act")))
                                    @if first.has("subjects") { span.soft dir="auto" { " · " (first.text("subjects").replace(" | ", ", ")) } }
                                }
                                (words(base, first))
                            }
                        }
                    }
                }
            }
        }
    }

    fn attendance(&self) -> Markup {
        let base = self.asker.base();
        let rows = &self.attendance.rows;
        let with = |status: &str| rows.iter().filter(|row| row.text("status") == status).collect::<Vec<_>>();
        let has_roster = rows.iter().any(|row| row.has("listed"));
        let part = |status: &str, caption: &str| {
            let rows = with(status);
            html! {
                @if !rows.is_empty() {
                    (table(
                        &format!("{caption}: {}", counted(rows.len(), "person", "people")),
                        &["Person", "For", "Group", "Roles", "Contributions", "Evidence"],
                        &html! {
                            @for row in &rows {
                                tr {
                                    th scope="row" { (link(base, row, "who", "person")) }
                                    td { (or_none(row.text("organisations"))) }
                                    td { (or_none(row.text("group"))) @if row.has("group") { br; span.soft { (row.text("group_basis")) } } }
                                    td { (or_none(row.text("roles"))) }
                                    td.number { (row.text("contributions")) }
                                    td { (evidence(base, row)) }
                                }
                            }
                        },
                    ))
                }
            }
        };
        html! {
            @if !has_roster { p { "No report of this meeting has a list of participants: who else was there is unknown." } }
            (part("present", "Present")) (part("spoke", "Took part, not on the list")) (part("apologies", "Sent apologies")) (part("absent", "Absent"))
            (part("", "Named, without a status"))
            @if let Some(series) = self.facts("series").find_map(|row| row.iri("node")) {
                p { a href={ "/matrix?" (serde_urlencoded::to_string([("series", series)]).unwrap_or_default()) } { "Stakeholder groups at all meetings of the series" } }
            }
        }
    }

    fn rest_of_facts(&self) -> Markup {
        let base = self.asker.base();
        html! {
            h2 id="next" { "Next meeting" }
            @if self.facts("next meeting").next().is_none() { p { "None is announced." } }
            ul { @for row in self.facts("next meeting") { li { (lit(base, row, row.text("value"))) } } }
            @if self.facts("event").next().is_some() {
                h2 { "Events named" }
                ul { @for row in self.facts("event") { li { (lit(base, row, row.text("value"))) @if row.has("detail") { ", " (row.text("detail")) } } } }
            }
            @if self.facts("document").next().is_some() {
                h2 { "Documents named" }
                ul {
                    @for row in self.facts("document") {
                        li {
                            @match page_of(base, row.text("detail")) {
                                Some(to) => a href=(to) rel="nofollow noreferrer" dir="auto" { (row.text("value")) },
                                None => span dir="auto" { (row.text("value")) },
                            }
                            " " (evidence(base, row))
                        }
                    }
                }
            }
        }
    }

    /// An item by its label as printed.
    fn item_named(&self, label: &str) -> Markup {
        let item = self.agenda.rows.iter().find(|row| row.text("label") == label && !label.is_empty());
        html! { @if let Some(item) = item { "Item " span dir="auto" { (heading(item)) } " · " } }
    }
}

fn or_nobody(asker: &Asker<'_>, row: &Row) -> Markup {
    html! { @if row.has("speaker") { (link(asker.base(), row, "who", "speaker")) } @else { "Somebody, not named" } }
}

/// An item as it is called: its label as printed before its title.
fn heading(item: &Row) -> String {
    match (item.text("label"), item.text("title")) {
        ("", "") => "An item without a title".to_owned(),
        ("", title) => title.to_owned(),
        (label, title) => format!("{label}. {title}"),
    }
}

/// A fact as people write it.
fn shown(fact: &str, value: &str) -> String {
    match fact {
        "start" => value.replace('T', " ").replace(":00Z", " UTC"),
        _ => value.to_owned(),
    }
}
