//! Notes of several meetings in one document, as groups keep them who write on where they left off: a heading with its day over each.
//!
//! Only the notes of the first are read: who was there, and what was said and agreed at the others, must not become the first one's.

use super::Recognisers;
use super::dates::Direction;
use super::layout::{Outline, Part};
use crate::document::{Block, BlockKind, Document};
use jiff::civil::Date;

/// A heading with a day says no more beside it, in letters.
const MOST_LETTERS: usize = 24;
/// So many days lie between two meetings; the days of one meeting follow each other.
const APART: i32 = 5;

impl Recognisers<'_> {
    /// The document up to where the notes of a second meeting begin; all of it, where they are those of one.
    #[must_use]
    pub fn first_meeting(&self, mut document: Document) -> Document {
        if let Some(second) = self.second_meeting(&document) {
            document.end_before(second);
        }
        document
    }

    /// The heading over the notes of a second meeting: of the level of the first heading that is a day, a day well before or behind it, with participants or an
    /// agenda of its own below.
    fn second_meeting(&self, document: &Document) -> Option<usize> {
        let blocks = document.blocks();
        let mut days =
            blocks.iter().enumerate().filter_map(|(at, block)| Some((at, block.kind, self.day(document, block)?)));
        let (_, level, first) = days.next()?;
        let (second, ..) = days.find(|(_, kind, day)| *kind == level && (*day - first).get_days().abs() >= APART)?;
        let end = (second + 1..blocks.len()).find(|at| blocks[*at].kind == level).unwrap_or(blocks.len());
        let outline = Outline::of(self, document);
        let own = |(at, part, _): &(usize, Part, usize)| {
            (second + 1..end).contains(at) && matches!(part, Part::Participants | Part::Agenda)
        };
        outline.openings.iter().any(own).then_some(second)
    }

    /// The day that a heading is: with few other letters.
    fn day(&self, document: &Document, block: &Block) -> Option<Date> {
        let BlockKind::Heading { .. } = block.kind else { return None };
        let dates = self.dates.dates_in(document.text(), block.span);
        let [date] = dates.as_slice() else { return None };
        let letters = |words: &str| words.chars().filter(|c| c.is_alphabetic()).count();
        let others = letters(document.text_of(block)).saturating_sub(letters(date.span.of_text(document.text())));
        date.year.filter(|_| others <= MOST_LETTERS)?;
        date.day_near(None, Direction::Nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    /// What is left of a document, by its headings.
    fn headings(source: &str) -> Vec<String> {
        let language = Language::embedded().unwrap();
        let document = Recognisers::new(&language).unwrap().first_meeting(Document::from_markdown(source));
        let of_heading = |block: &&Block| matches!(block.kind, BlockKind::Heading { .. });
        document.blocks().iter().filter(of_heading).map(|block| document.text_of(block).to_owned()).collect()
    }

    #[test]
    fn notes_that_are_written_on() {
        let notes = "# SIG Lamps\n\n## March 19, 2025\n\nAttendees:\n\n- Ada\n\n### Topics\n\nAda: fine\n\n## March 5, 2025\n\nAttendees:\n\n- Bea\n\nBea: bad\n";
        assert_eq!(headings(notes), ["SIG Lamps", "March 19, 2025", "Topics"]);
        let days = notes.replace("March 5", "March 20");
        assert_eq!(headings(&days).len(), 4, "two days of one meeting");
        let history = notes.replace("Attendees:\n\n- Bea\n\n", "");
        assert_eq!(headings(&history).len(), 4, "a day without a meeting");
        let title = "# SIG Lamps, 19 March 2025\n\n## Attendees\n\n- Ada\n\n## Plan up to 1 June 2025\n\nAda: fine\n";
        assert_eq!(headings(title).len(), 3);
    }
}
