//! Web pages: `html5ever` parses (through `dom_query`), this folder knows what a browser shows, and which part of it is the report.

mod content;
mod guard;
mod lists;
mod marks;
mod page;
mod scribe;
mod tree;

use super::extract::MAX_TEXT;
use super::lines::{Lines, PlaceUnit};
use super::{Unreadable, paragraph};
use dom_query::Document;
use page::Page;

/// Turns a web page into lines of text with their kind; places are paragraphs.
pub(super) fn lines(source: &str) -> Result<Lines, Unreadable> {
    let document = Document::from(guard::harmless(source)?);
    let minutes = scribe::is_minutes(&document);
    let paragraphs = Page::read(&document, minutes);
    if paragraphs.iter().map(paragraph::Paragraph::len).sum::<usize>() > MAX_TEXT {
        return Err(Unreadable::TooLarge);
    }
    let lines = Lines::new(PlaceUnit::Paragraph);
    // Minutes that a program wrote never lay on pages; others may have been converted from what did.
    let mut lines = if minutes { lines.uncut() } else { lines };
    paragraph::write(&paragraphs, &mut lines);
    Ok(lines)
}
