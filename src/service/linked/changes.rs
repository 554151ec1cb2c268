//! `/changes`: what came, was read anew, was replaced and went, version after version, as Atom (RFC 4287), JSON Feed 1.1 and a page.

use super::super::App;
use super::super::answer::{is_known, whole};
use super::super::cache::Key;
use super::super::html::framed;
use super::super::negotiation::{self, Offer};
use super::super::problem::Problem;
use super::address::href;
use super::labels::short;
use super::node::{add_link, tagged, within_bounds};
use super::versions::{self, Change, StoreVersion};
use crate::feeds::{AtomFeed, Content, Entry, FeedError, Link};
use crate::graph::Base;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// So many versions stand on a page.
const PAGE: usize = 20;
const TITLE: &str = "What changed in the minutes";

/// The forms of the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Feed {
    Atom,
    Json,
    Html,
}

const OFFERS: [Offer<Feed>; 3] = [
    Offer { value: Feed::Atom, media_types: &["application/atom+xml", "application/xml", "text/xml"] },
    Offer { value: Feed::Json, media_types: &["application/feed+json", "application/json"] },
    Offer { value: Feed::Html, media_types: &["text/html"] },
];

/// Which page is asked for: versions are only ever added in front, so that what stands before one stays where it is.
#[derive(Debug, Deserialize)]
pub(in super::super) struct Asked {
    before: Option<u64>,
}

type Wanted = Result<Query<Asked>, QueryRejection>;

/// `GET /changes?before=…`
#[utoipa::path(get, path = "/changes", tag = super::super::openapi::GRAPH, operation_id = "changes", summary = "What changed, latest first",
    params(("before" = Option<u64>, Query, minimum = 0, description = "Only versions before the one of this number", example = 5)),
    responses(
        (status = 200, description = "A feed", content((String = "application/atom+xml"), (Object = "application/feed+json"), (String = "text/html"))),
        (status = 304, description = "The client has it"),
        (status = 406, description = "None of the forms is wanted")))]
pub(in super::super) async fn liked(
    State(app): State<App>,
    wanted: Wanted,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (feed, media_type) = negotiation::choose(&headers, &OFFERS)
        .ok_or_else(|| Problem::unacceptable(OFFERS.iter().flat_map(|offer| offer.media_types).copied()))?;
    answer(app, feed, media_type, wanted, &headers).await
}

/// `GET /changes.atom`
pub(super) async fn atom(State(app): State<App>, wanted: Wanted, headers: HeaderMap) -> Result<Response, Problem> {
    answer(app, Feed::Atom, "application/atom+xml", wanted, &headers).await
}

/// `GET /changes.json`
pub(super) async fn json(State(app): State<App>, wanted: Wanted, headers: HeaderMap) -> Result<Response, Problem> {
    answer(app, Feed::Json, "application/feed+json", wanted, &headers).await
}

async fn answer(
    app: App,
    feed: Feed,
    media_type: &'static str,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let Query(Asked { before }) = wanted.map_err(|_| Problem::wrong("`before` is the number of a version"))?;
    let page = before.map_or_else(String::new, |before| before.to_string());
    let key = Key::of(app.0.version.number(), &["changes", media_type, &page], &app.0.settings.bounds);
    if is_known(headers, &key.tag()) {
        return Ok(tagged(StatusCode::NOT_MODIFIED.into_response(), &key));
    }
    let response = within_bounds(&app, move |app| {
        let (versions, more) = versions::before(app, before, PAGE).map_err(|e| Problem::ours(&e))?;
        let next = versions.last().filter(|_| more).map(|last| last.number);
        let base = app.0.store.base();
        let mut response = match feed {
            Feed::Atom => {
                let atom = as_atom(base, &versions, before, next).map_err(|e| Problem::ours(&e))?;
                whole(media_type, atom)
            }
            Feed::Json => whole(media_type, as_json(base, &versions, next).to_string()),
            Feed::Html => whole(media_type, as_page(base, &versions, next)),
        };
        if let Some(next) = next {
            add_link(&mut response, &format!("<?before={next}>; rel=\"next\""));
        }
        Ok(response)
    });
    Ok(tagged(response.await?, &key))
}

/// A version in a few words: `Version 3: 2 reports came, 1 was replaced`.
fn title(version: &StoreVersion) -> String {
    let mut parts = Vec::new();
    for (kind, one, many) in [
        ("came", "report came", "reports came"),
        ("read anew", "was read anew", "were read anew"),
        ("replaced", "was replaced", "were replaced"),
        ("went", "went", "went"),
    ] {
        let count = version.changes.iter().filter(|change| change.kind == kind).count();
        if count > 0 {
            parts.push(format!("{count} {}", if count == 1 { one } else { many }));
        }
    }
    let untold = untold(version);
    if untold > 0 {
        parts.push(format!("{untold} more changes"));
    }
    let what = if parts.is_empty() { "what follows from the reports".to_owned() } else { parts.join(", ") };
    format!("Version {}: {what}", version.number)
}

fn untold(version: &StoreVersion) -> usize {
    version.count.saturating_sub(version.changes.len())
}

/// One change as a line: what became of it, what it is called, and its meeting.
fn line(base: &Base, change: &Change) -> Markup {
    let link = |report: &oxigraph::model::NamedNode, text: &str| {
        html! {
            @match href(base, report.as_str()) {
                Some(_) => a href=(report.as_str()) dir="auto" { (short(text)) },
                None => span dir="auto" { (short(text)) },
            }
        }
    };
    html! {
        (change.kind) ": "
        @if matches!(change.kind.as_str(), "went") { span dir="auto" { (short(&change.name)) } }
        @else { (link(&change.report, &change.name)) }
        @if let Some(meeting) = &change.meeting { ", " span dir="auto" { (short(meeting)) } }
        @if let Some(later) = &change.later { ", " (link(later, "by a later one")) }
    }
}

fn lines(base: &Base, version: &StoreVersion) -> Markup {
    html! {
        ul {
            @for change in &version.changes { li { (line(base, change)) } }
            @if untold(version) > 0 { li { "and " (untold(version)) " more" } }
        }
    }
}

fn as_page(base: &Base, versions: &[StoreVersion], next: Option<u64>) -> String {
    let head = html! {
        link rel="alternate" type="application/atom+xml" title=(TITLE) href="/changes.atom";
        link rel="alternate" type="application/feed+json" title=(TITLE) href="/changes.json";
    };
    let body = html! {
        h1 { (TITLE) }
        p { "As a feed: " a href="/changes.atom" { "Atom" } ", " a href="/changes.json" { "JSON" } "." }
        @if versions.is_empty() { p { "No version is recorded." } }
        @for version in versions {
            h2 id={ "version-" (version.number) } { (title(version)) }
            p.soft { time datetime=(version.at) { (version.at) } }
            (lines(base, version))
        }
        @if let Some(next) = next { p { a rel="next" href={ "?before=" (next) } { "Earlier versions" } } }
    };
    framed(TITLE, &head, &body)
}

fn as_json(base: &Base, versions: &[StoreVersion], next: Option<u64>) -> Value {
    let items: Vec<Value> = versions
        .iter()
        .map(|version| {
            let changes: Vec<Value> = version
                .changes
                .iter()
                .map(|change| {
                    json!({
                        "kind": change.kind,
                        "report": change.report.as_str(),
                        "name": change.name,
                        "meeting": change.meeting,
                        "later": change.later.as_ref().map(oxigraph::model::NamedNode::as_str),
                    })
                })
                .collect();
            json!({
                "id": base.id("version", &version.number.to_string()).as_str(),
                "url": base.id("version", &version.number.to_string()).as_str(),
                "title": title(version),
                "content_html": lines(base, version).into_string(),
                "date_published": version.at,
                "_rapporteur": { "version": version.number, "count": version.count, "changes": changes },
            })
        })
        .collect();
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": TITLE,
        "home_page_url": format!("{base}changes"),
        "feed_url": format!("{base}changes.json"),
        "items": items,
    });
    if let (Some(next), Some(feed)) = (next, feed.as_object_mut()) {
        feed.insert("next_url".to_owned(), format!("{base}changes.json?before={next}").into());
    }
    feed
}

fn as_atom(
    base: &Base,
    versions: &[StoreVersion],
    before: Option<u64>,
    next: Option<u64>,
) -> Result<String, FeedError> {
    let page = |before: Option<u64>| {
        let query = before.map_or_else(String::new, |before| format!("?before={before}"));
        format!("{base}changes.atom{query}")
    };
    let link = |relation, media_type, address| Link { relation, media_type, address };
    let id = format!("{base}changes");
    let mut links =
        vec![link("self", "application/atom+xml", page(before)), link("alternate", "text/html", id.clone())];
    links.extend(next.map(|next| link("next", "application/atom+xml", page(Some(next)))));
    let entry = |version: &StoreVersion| Entry {
        id: base.id("version", &version.number.to_string()).into_string(),
        title: title(version),
        updated: version.at.clone(),
        authors: BTreeSet::new(),
        category: None,
        content: Content::Html(lines(base, version).into_string()),
    };
    let entries = versions.iter().map(entry).collect();
    AtomFeed { id, title: TITLE.to_owned(), subtitle: None, links, entries }.write()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::NamedNode;

    #[test]
    fn feeds_say_what_changed_and_hold_names_as_text() {
        let base = Base::new(Base::DEFAULT).unwrap();
        let change = |kind: &str, name: &str| Change {
            kind: kind.to_owned(),
            name: name.to_owned(),
            report: NamedNode::new_unchecked("http://localhost:7878/id/report/0a"),
            later: None,
            meeting: None,
        };
        let version = StoreVersion {
            number: 3,
            at: "2026-11-21T10:00:00Z".to_owned(),
            count: 5,
            changes: vec![change("came", "<script>&\u{1}.md"), change("came", "b.md"), change("went", "c.md")],
        };
        assert_eq!(title(&version), "Version 3: 2 reports came, 1 went, 2 more changes");
        let atom = as_atom(&base, std::slice::from_ref(&version), None, Some(3)).unwrap();
        assert!(
            atom.contains("&amp;lt;script&amp;gt;&amp;amp;.md") && atom.contains("changes.atom?before=3"),
            "{atom}"
        );
        let mut reader = quick_xml::Reader::from_str(&atom);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        let json = as_json(&base, &[version], None);
        assert_eq!(json["items"][0]["_rapporteur"]["changes"][2]["name"], "c.md");
        assert!(json.get("next_url").is_none());
    }
}
