//! Apologies in prose: "passed on apologies for Chris, Bruna, and Amrita"; "Mary sent her apologies".

use super::names::{PrintedName, read_list, read_name};
use super::{Found, Minutes, Recognisers};
use crate::document::Document;
use crate::text::Span;
use rustc_hash::FxHashSet;

/// Names stand no farther, in bytes, from the words of an apology.
const FARTHEST: usize = 1000;

impl Recognisers<'_> {
    pub(super) fn apologies(&self, document: &Document, minutes: &Minutes) -> Vec<Found<PrintedName>> {
        let text = document.text();
        let mut found: Vec<Found<PrintedName>> = Vec::new();
        let listed = |at: usize| {
            let block = document.blocks().partition_point(|b| b.span.end <= at);
            minutes.lists.get(minutes.lists.partition_point(|l| l.end <= block)).is_some_and(|l| l.contains(&block))
        };
        let mut seen = FxHashSet::default();
        let mut push = |name: PrintedName, recogniser| {
            if seen.insert(name.span) {
                let span = name.span;
                found.push(Found::new(name, span, recogniser, 93));
            }
        };
        for hit in self.apologies_before.find_iter(text).filter(|h| !listed(h.start())) {
            let end = sentence_end(text, hit.end());
            for name in read_list(text, Span::new(hit.end(), end), self.language) {
                push(name, "apologies.before-names/1");
            }
        }
        for hit in self.apologies_after.find_iter(text).filter(|h| !listed(h.start())) {
            let near = (hit.start().saturating_sub(FARTHEST)..=hit.start()).find(|at| text.is_char_boundary(*at));
            let before = Span::new(near.unwrap_or(hit.start()), hit.start());
            let start =
                before.of_text(text).rfind(['\n', '.', ';', ':']).map_or(before.start, |at| before.start + at + 1);
            let subject = Span::new(start, hit.start()).trimmed(text);
            let names = read_list(text, subject, self.language);
            let whole = names.last().is_some_and(|n| n.span.end == subject.end);
            for name in names.into_iter().filter(|n| whole && read_name(text, n.span, self.language).is_some()) {
                push(name, "apologies.after-names/1");
            }
        }
        found
    }
}

fn sentence_end(text: &str, from: usize) -> usize {
    let near = (from..=text.len().min(from + FARTHEST)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(from);
    let rest = text.get(from..near).unwrap_or("");
    let line = rest.find('\n').unwrap_or(rest.len());
    from + rest[..line].find(". ").unwrap_or(line)
}
