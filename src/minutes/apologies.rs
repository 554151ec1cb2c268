//! Apologies in prose: "passed on apologies for Chris, Bruna, and Amrita"; "Mary sent her apologies".

use super::names::{PrintedName, read_list, read_name};
use super::{Found, Minutes, Recognisers};
use crate::document::Document;
use crate::text::Span;

impl Recognisers<'_> {
    pub(super) fn apologies(&self, document: &Document, minutes: &Minutes) -> Vec<Found<PrintedName>> {
        let text = document.text();
        let mut found: Vec<Found<PrintedName>> = Vec::new();
        let listed = |at: usize| {
            minutes
                .lists
                .iter()
                .any(|l| document.blocks()[l.clone()].iter().any(|b| b.span.contains(Span::new(at, at + 1))))
        };
        let mut push = |name: PrintedName, recogniser| {
            if !found.iter().any(|f| f.span == name.span) {
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
            let start = text[..hit.start()].rfind(['\n', '.', ';', ':']).map_or(0, |at| at + 1);
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
    let rest = text.get(from..).unwrap_or("");
    from + rest.find('\n').unwrap_or(rest.len()).min(rest.find(". ").unwrap_or(rest.len()))
}
