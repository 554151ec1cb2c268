//! The few pages for people.

use super::editor;
use super::html::page;
use super::problem::Problem;
use crate::catalogue::Query;
use axum::http::Uri;
use axum::response::Response;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// What stands at no address.
pub(super) fn nowhere(uri: &Uri) -> Problem {
    Problem::missing(format!("there is nothing at {}; / says what there is", uri.path()))
}

/// The catalogue as a page.
pub(super) fn queries<'a>(queries: impl Iterator<Item = &'a Query>) -> Response {
    let groups = by_tag(queries);
    page(
        "Named queries",
        &html! {
            h1 { "Named queries" }
            p { "Each is a page, an address for programs, and a beginning for queries of one's own in the " a href="/sparql" { "editor" } "." }
            nav aria-label="Groups" {
                p { @for (number, tag) in groups.keys().enumerate() { a href={ "#group-" (number) } { (tag) } " " } }
            }
            @for (number, (tag, queries)) in groups.iter().enumerate() {
                section aria-labelledby={ "group-" (number) } {
                    h2 id={ "group-" (number) } { (tag) }
                    dl { @for query in queries { (described(query)) } }
                }
            }
        },
    )
}

fn described(query: &Query) -> Markup {
    html! {
        dt { a href={ "/queries/" (query.name()) } { (query.name()) } ": " (query.summary()) }
        dd {
            (query.description())
            @for parameter in query.parameters() {
                br;
                "Parameter " code { (parameter.name) } " (" (parameter.kind) ")"
                @match query.default_of(&parameter.name) {
                    None => "",
                    Some("") => "; may be left out",
                    Some(usual) => { ", such as " code { (usual) } }
                }
            }
            br;
            span.soft { "Columns: " code { (query.columns().join(" ")) } " · " a href=(editor::address(query, &[])) { "Open " span.soft { (query.name()) } " in the editor" } }
        }
    }
}

/// Queries by the first word that their files group them by, in the order of the alphabet; those without one stand together.
pub(super) fn by_tag<'a>(queries: impl Iterator<Item = &'a Query>) -> BTreeMap<&'a str, Vec<&'a Query>> {
    let mut groups: BTreeMap<&str, Vec<&Query>> = BTreeMap::new();
    for query in queries {
        groups.entry(query.tags().first().map_or("other", String::as_str)).or_default().push(query);
    }
    groups
}
