//! Documents: every link of the report, each address once. A dead link still names a document.

use super::{DocumentReference, Minutes};
use crate::document::{Document, Link};
use crate::text::Span;
use rustc_hash::FxHashSet;

pub(super) fn find(document: &Document, minutes: &Minutes) -> Vec<DocumentReference> {
    let text = document.text();
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for link in document.links() {
        let words = link.span.of_text(text);
        let web = link.url.starts_with("http://") || link.url.starts_with("https://");
        let dead = link.url.is_empty() || link.url == "#";
        if !web && !dead || words.is_empty() {
            continue;
        }
        let bare = words.contains("://");
        let key = if web { link.url.trim_end_matches('/').to_owned() } else { words.to_lowercase() };
        if dead && bare || !seen.insert(key) {
            continue;
        }
        let title = if bare { context(document, minutes, link) } else { link.span };
        found.push(DocumentReference { title, url: web.then(|| link.url.clone()), span: link.span });
    }
    found
}

/// What a bare address is the address of: the agenda item above it, or the heading of its section, else the address itself.
fn context(document: &Document, minutes: &Minutes, link: &Link) -> Span {
    let block = document.blocks().partition_point(|b| b.span.end < link.span.end);
    let item = minutes.agenda.iter().find(|a| a.block == block);
    if let Some(parent) = item.and_then(|a| a.parent).and_then(|p| minutes.agenda.get(p)) {
        return parent.title;
    }
    let section = minutes.discussions.iter().find(|d| d.blocks.contains(&block));
    section.map_or(link.span, |d| d.heading)
}
