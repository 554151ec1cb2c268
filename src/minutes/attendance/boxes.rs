//! Check boxes: "[x] Ada Byron", "☐ Alan Turing". A checked box says that somebody came, unless the line itself says otherwise; an empty one that they did
//! not, where the list has checked ones too: a form that nobody filled in says nothing.
//!
//! One box before several names ("[x] Nokia: Ada Byron (Primary), Alan Turing (Alternate)") is the organisation's. Which of them came is told by those set in
//! bold, where some are; of the others nothing is said, as they may have come along. An empty box says of all that they did not come.

use super::{List, Recognisers};
use crate::document::{Block, Document};
use crate::minutes::{Presence, RosterLine};
use crate::text::Span;

/// Recogniser and version.
const RECOGNISER: &str = "roster.box/1";

impl Recognisers<'_> {
    /// The mark at the beginning or end of a line: whether it is checked, and where it stands.
    pub(super) fn box_of<'t>(&self, line: &'t str) -> Option<(bool, &'t str)> {
        let boxes = &self.language.roster.boxes;
        let line = line.trim();
        let all = boxes.checked.iter().map(|m| (true, m)).chain(boxes.unchecked.iter().map(|m| (false, m)));
        all.filter_map(|(checked, mark)| {
            let apart = |rest: &str, inner: fn(&str) -> bool| !mark.is_ascii() || inner(rest);
            let opens = line.strip_prefix(mark.as_str()).filter(|r| apart(r, |r| r.starts_with(char::is_whitespace)));
            let closes = || line.strip_suffix(mark.as_str()).filter(|r| apart(r, |r| r.ends_with(char::is_whitespace)));
            let inner = opens.or_else(closes)?;
            (!inner.trim().is_empty()).then_some((checked, inner.trim()))
        })
        .min_by_key(|(_, inner)| inner.len())
    }

    /// A line without its box.
    pub(super) fn unboxed<'t>(&self, line: &'t str) -> &'t str {
        self.box_of(line).map_or(line, |(_, inner)| inner)
    }

    /// The people of a line with a box.
    pub(super) fn boxed(&self, list: &List<'_>, whole: Span) -> Option<Vec<RosterLine>> {
        let text = list.document.text();
        let (checked, inner) = self.box_of(whole.of_text(text))?;
        let inner = Span::of(inner, text, 0);
        let marked = match (checked, list.presence) {
            (true, said) => said,
            (false, Presence::Present) if list.style.some_checked => Presence::Absent,
            (false, _) => Presence::Open,
        };
        let mut people = match self.labelled(text, inner, list.style, marked) {
            Some(people) => people,
            None => vec![self.person(text, inner, list.style, marked)?],
        };
        let several = people.len() > 1 && checked;
        let set_off = |person: &RosterLine| list.document.is_emphasised(person.name.span);
        let told = several && people.iter().any(set_off) && !people.iter().all(set_off);
        for person in &mut people {
            if told {
                person.presence = if set_off(person) { marked } else { Presence::Open };
            } else if several {
                person.presence = Presence::Open;
            }
            // A remark behind the name ("shared regrets before the call") outweighs the box.
            if person.presence_at.is_none() {
                person.recogniser = RECOGNISER;
            }
            person.whole = whole;
        }
        Some(people)
    }
}

/// Whether a block begins with a box.
pub(super) fn begins_with_box(recognisers: &Recognisers<'_>, document: &Document, block: &Block) -> bool {
    recognisers.box_of(document.text_of(block)).is_some()
}
