//! Pages with the answer to a query, for people: what stands around its table.

use super::answer::Frame;
use super::editor;
use super::html::framed;
use super::queries::{FORMAT, LIMIT, OFFSET, address, around};
use super::sparql::Pairs;
use crate::catalogue::{Form, Page, ParameterKind, Query, ResultFormat};
use maud::{Markup, PreEscaped, html};

/// Where the table comes. Nothing that is shown can hold it: it is markup, and what is shown is escaped.
const TABLE: &str = "<!--table-->";

/// The frame of the answer to a named query.
pub(super) fn of_query(query: &Query, pairs: &Pairs, part: Option<Page>) -> Frame {
    let shown = html! {
        h1 { (query.summary()) }
        p { (query.description()) }
        (form(query, pairs))
        p { a href=(editor::address(query, pairs)) { "Open in the editor" } }
        p.soft { (others(&format!("/queries/{}", query.name()), pairs, if query.columns().is_empty() { Form::Graph } else { Form::Table })) }
        (PreEscaped(TABLE))
    };
    let mut frame = split(&framed(query.name(), &html! {}, &shown));
    if let Some(part) = part {
        let link = |(name, page): (&str, Page)| {
            let text = match name {
                "next" => "Next rows",
                "prev" => "Rows before",
                _ => "First rows",
            };
            html! { a rel=(name) href=(address(query.name(), pairs, page)) { (text) } " " }
        };
        let pages = around(part, true).into_iter().filter(|(name, _)| *name != "first" || part.offset > 0);
        let (next, before): (Vec<_>, Vec<_>) = pages.partition(|(name, _)| *name == "next");
        let from = html! { p { "Rows from " (part.offset.saturating_add(1)) ", " (part.limit) " at most. " @for page in before { (link(page)) } } };
        frame.after = from.into_string() + &frame.after;
        frame.next = html! { p { strong { "There are more. " } @for page in next { (link(page)) } } }.into_string();
    }
    frame
}

/// The frame of the answer to a query in SPARQL.
pub(super) fn of_sparql(text: &str, form: Form) -> Frame {
    let pairs = vec![("query".to_owned(), text.to_owned())];
    let shown = html! {
        h1 { "Answer" }
        (editor::form(text))
        p.soft { (others("/sparql", &pairs, form)) }
        p { a href={ "/sparql#" (serde_urlencoded::to_string(&pairs).unwrap_or_default()) } { "Open in the editor" } }
        (PreEscaped(TABLE))
    };
    split(&framed("Answer", &html! {}, &shown))
}

/// A form with the parameters of a query, and the values that they have.
pub(super) fn form(query: &Query, pairs: &Pairs) -> Markup {
    let value = |name: &str| {
        let given = pairs.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        given.or_else(|| query.default_of(name)).unwrap_or_default().to_owned()
    };
    html! {
        @if !query.parameters().is_empty() {
            form.parameters action={ "/queries/" (query.name()) } method="get" {
                @for parameter in query.parameters() {
                    @let id = format!("{}-{}", query.name(), parameter.name);
                    @let kind = match parameter.kind { ParameterKind::Date => "date", ParameterKind::Integer => "number", _ => "text" };
                    @let size = match parameter.kind { ParameterKind::Date | ParameterKind::Integer => None, ParameterKind::Text => Some("32"), ParameterKind::Iri => Some("60") };
                    @let empty = query.default_of(&parameter.name) == Some("");
                    p {
                        label for=(id) { (parameter.name) " " span.soft { "(" (parameter.kind) @if empty { "; may be left empty" } ")" } } br;
                        input id=(id) name=(parameter.name) type=(kind) size=[size] value=(value(&parameter.name)) required[!empty] dir="auto" spellcheck="false";
                    }
                }
                p { button type="submit" { "Ask" } }
            }
        }
    }
}

/// Links to the other formats of an answer.
fn others(path: &str, pairs: &Pairs, form: Form) -> Markup {
    let formats = ResultFormat::of(form).iter().filter(|format| **format != ResultFormat::Html);
    html! {
        "For programs: "
        @for format in formats {
            @let all: Vec<(&str, &str)> = pairs.iter()
                .filter(|(name, _)| ![FORMAT, LIMIT, OFFSET].contains(&name.as_str()))
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .chain([(FORMAT, format.name())])
                .collect();
            a href={ (path) "?" (serde_urlencoded::to_string(&all).unwrap_or_default()) } { (format.name()) } " "
        }
    }
}

fn split(page: &str) -> Frame {
    let (before, after) = page.split_once(TABLE).unwrap_or((page, ""));
    Frame { before: before.to_owned(), next: String::new(), after: after.to_owned() }
}
