//! The agenda, in the layouts it comes in, tried in this order: a list, lines with times, lines in bold, a table, the headings of what was discussed, numbered titles
//! between its paragraphs.

mod headings;
mod lines;
mod list;
mod numbered;
mod table;
mod timed;

use super::AgendaItem;
use super::layout::{Layout, Outline, Part, title_span};
use crate::document::{BlockKind, Document};
use crate::language::{AgendaWords, Language};
use crate::text::Span;
use std::ops::Range;

/// A line over an agenda is no longer.
const LONGEST_HEADING: usize = 64;

/// What the recognisers of an agenda look at.
struct Source<'s> {
    document: &'s Document,
    outline: &'s Outline,
    layout: &'s Layout,
    language: &'s Language,
    words: &'s AgendaWords,
}

/// The items of the agenda in printed order; none where the report shows none.
pub(super) fn find(
    document: &Document,
    language: &Language,
    layout: &Layout,
    outline: &Outline,
    body: &Range<usize>,
) -> Vec<AgendaItem> {
    let source = Source { document, outline, layout, language, words: &language.agenda };
    let anchor = source.anchor();
    let listed = anchor.map(|anchor| list::find(&source, anchor, body));
    let timed = || anchor.map(|anchor| timed::find(&source, anchor, body));
    let some = |items: &Vec<AgendaItem>| !items.is_empty();
    let bold = || anchor.map(|anchor| lines::find(&source, anchor, body));
    let listed = listed.filter(some).or_else(|| timed().filter(some)).or_else(|| bold().filter(some));
    let found = listed.or_else(|| Some(table::find(&source, body)).filter(some));
    found.or_else(|| Some(headings::find(&source, body)).filter(some)).unwrap_or_else(|| numbered::find(&source, body))
}

impl Source<'_> {
    /// The block that announces the agenda: the word for it, or the word and a date ("Agenda for 31 October").
    fn anchor(&self) -> Option<usize> {
        self.outline.first(Part::Agenda).or_else(|| {
            let lines = self.document.blocks().iter().map(|block| self.document.text_of(block));
            lines.enumerate().find(|(_, line)| is_short_with_digits(line) && self.is_dated(line)).map(|(at, _)| at)
        })
    }

    /// Whether a line is a word for the agenda with a date behind it.
    fn is_dated(&self, line: &str) -> bool {
        let lower = line.trim_end_matches([':', '.', ' ']).to_lowercase();
        let behind = |word: &String| lower.strip_prefix(word.as_str()).filter(|rest| rest.starts_with([' ', ',']));
        let calendar = &self.language.calendar;
        let named = |list: &[Vec<String>], word: &str| list.iter().flatten().any(|n| n.eq_ignore_ascii_case(word));
        let date = |word: &str| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            bare.is_empty()
                || bare.starts_with(|c: char| c.is_ascii_digit())
                || named(&calendar.months, bare)
                || named(&calendar.weekdays, bare)
                || self.words.behind_heading.contains(bare)
        };
        self.language
            .layout
            .agenda
            .iter()
            .filter_map(behind)
            .any(|rest| rest.split_whitespace().all(date) && rest.contains(|c: char| c.is_ascii_digit()))
    }

    /// Whether a heading in small letters names a list of decisions or of actions.
    fn is_outcome(&self, lower: &str) -> bool {
        let remarks = &self.language.remarks;
        [&remarks.decisions, &remarks.actions, &remarks.decision_headings, &remarks.action_headings]
            .into_iter()
            .any(|list| list.contains(lower))
    }

    /// The title of an item: without the time before it and an address behind it.
    fn title(&self, span: Span) -> Span {
        let text = self.document.text();
        let from = timed::time_end(span.of_text(text), self.words, false).unwrap_or(0);
        let span = Span::new(span.start + from, span.end);
        let words = span.of_text(text);
        let address = words.rfind("://").and_then(|at| words[..at].rfind(char::is_whitespace));
        let alone = address.filter(|at| !words[*at..].trim().contains(char::is_whitespace));
        title_span(text, Span::new(span.start, span.start + alone.unwrap_or(words.len())))
    }

    /// How many lists enclose a block; 1 for what is in none.
    fn depth(&self, at: usize) -> u8 {
        match self.document.blocks().get(at).map(|block| block.kind) {
            Some(BlockKind::ListItem { depth }) => depth,
            _ => 1,
        }
    }
}

/// Whether a line could be the word for an agenda and a date.
fn is_short_with_digits(line: &str) -> bool {
    line.len() <= LONGEST_HEADING && line.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a line is an address and no more.
fn is_address(line: &str) -> bool {
    line.contains("://") && !line.trim().contains(char::is_whitespace)
}

/// The items that are to stay; what stood below one that goes is below nothing.
fn keep(items: Vec<AgendaItem>, stays: impl Fn(&AgendaItem) -> bool) -> Vec<AgendaItem> {
    let mut places: Vec<Option<usize>> = Vec::with_capacity(items.len());
    let mut kept: Vec<AgendaItem> = Vec::with_capacity(items.len());
    for item in items {
        let stays = stays(&item);
        places.push(stays.then_some(kept.len()));
        if stays {
            let parent = item.parent.and_then(|above| places.get(above).copied().flatten());
            kept.push(AgendaItem { parent, ..item });
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::language::Language;
    use crate::minutes::Recognisers;
    use crate::minutes::layout::Outline;

    fn items(document: &Document) -> Vec<(String, String)> {
        let language = Language::embedded().unwrap();
        let recognisers = Recognisers::new(&language).unwrap();
        let outline = Outline::of(&recognisers, document);
        let body = outline.body(document);
        let items = super::find(document, &language, &recognisers.layout, &outline, &body);
        items.into_iter().map(|i| (i.label, i.title.of_text(document.text()).to_owned())).collect()
    }

    /// The labels and titles of a report's items.
    pub(super) fn agenda(source: &str) -> Vec<(String, String)> {
        items(&Document::from_markdown(source))
    }

    pub(super) fn titles(source: &str) -> Vec<String> {
        agenda(source).into_iter().map(|(_, title)| title).collect()
    }

    /// The titles of a report in plain text.
    pub(super) fn plain_titles(source: &str) -> Vec<String> {
        items(&Document::from_plain_text(source)).into_iter().map(|(_, title)| title).collect()
    }
}
