//! A contribution, decision, commitment, move or follow-up: the words, who and where, how it was read, what came of it, and what curators said.

use super::super::problem::Problem;
use super::parts::{Call, evidence, link, lit, named, or_none, table};
use super::rows::{Asker, Row};
use maud::{Markup, html};

/// What stands on the page of a statement.
pub(super) fn above<'c>(asker: &Asker<'_>, iri: &'c str) -> Result<(Markup, Vec<Call<'c>>), Problem> {
    let rows = asker.ask("statement", &[("statement", iri)])?.rows;
    let followed = asker.ask("follow-ups", &[("commitment", iri)])?.rows;
    let judged = asker.ask("judged", &[("statement", iri)])?.rows;
    let body = html! {
        @if let Some(first) = rows.first() { (head(asker, first, &rows)) }
        @if rows.first().is_some_and(|row| row.text("type") == "commitment") { (follow_ups(asker, &followed)) }
        @if !judged.is_empty() { (judgements(asker, &judged)) }
    };
    let of = |parameter| vec![(parameter, iri)];
    Ok((body, vec![("statement", of("statement")), ("follow-ups", of("commitment")), ("judged", of("statement"))]))
}

fn head(asker: &Asker<'_>, first: &Row, rows: &[Row]) -> Markup {
    let base = asker.base();
    let who = if first.text("type") == "commitment" { "Responsible" } else { "Who" };
    let confidence: Option<f64> = first.text("confidence").parse().ok();
    html! {
        @if first.text("standing") == "rejected" {
            p role="note" { b { "A curator rejected this." } " It is kept as it was read, and counts nowhere." }
        }
        @if first.text("text") != first.text("read") {
            h2 { "What holds" }
            blockquote { p dir="auto" { (first.text("text")) } }
            p.soft { "Corrected by a curator. The report says: " (lit(base, first, first.text("read"))) }
        }
        dl.facts {
            dt { "What it is" } dd { (first.text("type")) @if first.has("act") { ": " (first.text("act")) } }
            @if rows.iter().any(|row| row.has("speaker")) {
                dt { (who) }
                @for row in rows { dd { (link(base, row, "who", "speaker")) } }
            }
            @if first.has("meeting") {
                dt { "Meeting" } dd { (link(base, first, "meeting", "meeting_name")) }
            }
            @if first.has("agenda") { dt { "Item of the agenda" } dd dir="auto" { (first.text("agenda")) } }
            @if first.has("due") { dt { "Due" } dd { (first.text("due")) } }
            dt { "Evidence" } dd { (evidence(base, first)) }
            @if first.has("recogniser") {
                dt { "Read by" }
                dd {
                    code { (first.text("recogniser")) }
                    @if let Some(confidence) = confidence { ", confidence " (format!("{confidence:.2}")) }
                    " (" a href="/about#confidence" { "what that means" } ")"
                }
            }
        }
    }
}

fn follow_ups(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    let base = asker.base();
    html! {
        h2 { "What later reports say of it" }
        @if rows.is_empty() { p { "Nothing so far." } } @else {
            (table(
                "Later reports that speak of the commitment, oldest first",
                &["Date", "Meeting", "Says", "In these words", "Follow-up"],
                &html! {
                    @for row in rows {
                        tr {
                            th scope="row" { (or_none(row.text("date"))) }
                            td { (link(base, row, "meeting", "meeting_name")) }
                            td { (row.text("says")) @if row.has("perhaps") { span.soft { ", perhaps " (row.text("perhaps")) } } }
                            td { (lit(base, row, row.text("text"))) }
                            td { (named(base, row.iri("followUp"), "address")) }
                        }
                    }
                },
            ))
        }
    }
}

fn judgements(asker: &Asker<'_>, rows: &[Row]) -> Markup {
    html! {
        h2 { "What curators said" }
        (table(
            "Judgements in force",
            &["Date", "Verdict", "Property", "Right is", "Why", "Who"],
            &html! {
                @for row in rows {
                    tr {
                        th scope="row" { (or_none(row.text("created"))) }
                        td { (named(asker.base(), row.iri("judgement"), row.text("verdict"))) }
                        td { (or_none(row.text("property"))) }
                        td { (or_none(row.text("value"))) }
                        td { (or_none(row.text("reason"))) }
                        td { (or_none(row.text("curator"))) }
                    }
                }
            },
        ))
    }
}
