//! What the pages of the explorer share: links to things and to the words they rest on, tables, pages of lists, and how to get the same as data.

use super::super::linked::address;
use super::rows::{Asker, Row};
use super::{ROWS, Wishes};
use crate::graph::Base;
use maud::{Markup, html};

/// Where a thing is shown: its page here, the place of a term, or another site.
pub(in super::super) fn page_of(base: &Base, iri: &str) -> Option<String> {
    let to = address::href(base, iri)?;
    let here = iri.strip_prefix(base.as_str()).is_some_and(|path| path.starts_with("id/"));
    Some(if here { format!("{to}.html") } else { to })
}

/// A name that leads to the page of what it names.
pub(super) fn named(base: &Base, iri: Option<&str>, name: &str) -> Markup {
    let name = if name.is_empty() { iri.map_or("", |iri| iri.rsplit('/').next().unwrap_or(iri)) } else { name };
    html! {
        @match iri.and_then(|iri| page_of(base, iri)) {
            Some(to) => a href=(to) dir="auto" { (unbroken(name)) },
            None => span dir="auto" { (unbroken(name)) },
        }
    }
}

/// A name whose day at its end stays in one line, as meetings have one.
fn unbroken(name: &str) -> Markup {
    let parts = name.split_at_checked(name.len().saturating_sub(10)).filter(|(_, day)| day.len() == 10 && is_date(day));
    html! { @if let Some((before, day)) = parts { (before) time { (day) } } @else { (name) } }
}

/// The name in one column, leading to what another column holds.
pub(super) fn link(base: &Base, row: &Row, iri: &str, name: &str) -> Markup {
    named(base, row.iri(iri), row.text(name))
}

/// Where the span of a row is lit up in the text of its report.
pub(super) fn place(base: &Base, row: &Row) -> Option<String> {
    let report = row.iri("source").filter(|iri| iri.starts_with(base.as_str()))?;
    let (start, end): (usize, usize) = (row.text("start").parse().ok()?, row.text("end").parse().ok()?);
    Some(format!("{}/text.html?start={start}&end={end}#quote", address::href(base, report)?))
}

/// A link to the words that a row rests on.
pub(super) fn evidence(base: &Base, row: &Row) -> Markup {
    html! {
        @if let Some(to) = place(base, row) {
            a.evidence href=(to) { "in the report" }
        }
    }
}

/// A value that is itself the link to the words it was read from.
pub(super) fn lit(base: &Base, row: &Row, shown: &str) -> Markup {
    html! {
        @match place(base, row) {
            Some(to) => a.evidence href=(to) dir="auto" { (shown) },
            None => span dir="auto" { (shown) },
        }
    }
}

/// The words of a row as a quotation with their place.
pub(super) fn words(base: &Base, row: &Row) -> Markup {
    html! {
        blockquote {
            p dir="auto" { (row.text("text")) }
            p.soft { (evidence(base, row)) }
        }
    }
}

/// A table that can be scrolled where it is wider than the window; its caption tells what it is.
pub(super) fn table(caption: &str, heads: &[&str], rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) }
                thead { tr { @for head in heads { th scope="col" { (head) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// Said where a part does not show all rows.
pub(super) fn rest(more: bool) -> Markup {
    html! { @if more { p.soft { "There are more than " (super::PART) "; the query at the foot of the page gives them all." } } }
}

/// Links to the pages of a list that lie around this one.
pub(super) fn pager(path: &str, wishes: &Wishes, more: bool) -> Markup {
    let at = |page: usize| {
        let page = page.to_string();
        let others = wishes.pairs.iter().filter(|(name, value)| name != "page" && !value.trim().is_empty());
        let pairs = others.map(|(name, value)| (name.as_str(), value.trim())).chain([("page", page.as_str())]);
        let pairs: Vec<_> = pairs.collect();
        // Encoding pairs of texts cannot fail.
        format!("{path}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    };
    html! {
        @if more || wishes.page > 1 {
            nav aria-label="Pages" {
                p {
                    @if wishes.page > 1 { a rel="prev" href=(at(wishes.page - 1)) { "Previous" } " · " }
                    "Page " (wishes.page) ", " (ROWS) " rows a page"
                    @if more { " · " a rel="next" href=(at(wishes.page + 1)) { "Next" } }
                }
            }
        }
    }
}

/// A named query with the parameters that a page asked it with.
pub(super) type Call<'c> = (&'c str, Vec<(&'c str, &'c str)>);

/// How to get what a page shows as data.
pub(super) fn foot(asker: &Asker<'_>, calls: &[Call<'_>]) -> Markup {
    let at = |(name, given): &Call<'_>, format: &str| {
        let pairs = given.iter().copied().filter(|(_, value)| !value.is_empty()).chain([("format", format)]);
        format!("/queries/{name}?{}", serde_urlencoded::to_string(pairs.collect::<Vec<_>>()).unwrap_or_default())
    };
    let served: Vec<_> = calls.iter().filter(|(name, _)| asker.serves(name)).collect();
    html! {
        @if !served.is_empty() {
            section aria-labelledby="data" {
                h2 id="data" { "The same as data" }
                ul {
                    @for call in served {
                        li {
                            "Query " code { (call.0) } ": "
                            a href=(at(call, "csv")) { "CSV" } ", "
                            a href=(at(call, "json")) { "JSON" } ", "
                            a href=(at(call, "html")) { "table" }
                        }
                    }
                }
                p.soft {
                    "All of it as RDF: " a href="/dumps/" { "dumps" } ", " a href="/sparql" { "SPARQL" } "."
                }
            }
        }
    }
}

/// A number with the noun that fits it.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A dash where there is nothing, which is read out as such; dates stay in one line.
pub(super) fn or_none(text: &str) -> Markup {
    html! {
        @if text.is_empty() { span.soft { "–" } } @else if is_date(text) { time { (text) } } @else { span dir="auto" { (text) } }
    }
}

/// Whether a text is a year, a month or a day: `2024`, `2024-10`, `2024-10-31`.
fn is_date(text: &str) -> bool {
    let digits =
        text.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    digits && matches!(text.len(), 4 | 7 | 10)
}
