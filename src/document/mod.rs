//! Any source as one [`Document`]: canonical text, blocks, links, and a map back to the source.
//!
//! The canonical text is what is quoted and served: Markdown's signs are gone, every block is a line of its own, and a sentence that a page
//! break or a narrow column had cut is whole again. The source itself is never changed.

mod assemble;
mod captions;
mod docx;
mod extract;
mod front;
mod html;
mod lines;
mod mail;
mod markdown;
mod marker;
mod paragraph;
mod pdf;
mod plain;
mod written;

pub use extract::{Unreadable, extract, lines_of};
pub use lines::{Line, LineKind, Lines, Place, PlaceUnit, Run};
pub use marker::Marker;
pub use plain::COLUMN_GAP;

use crate::source::Source;
use crate::text::Span;
use jiff::civil::Date;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading; level 1 is the highest.
    Heading {
        /// 1 to 6, as marked.
        level: u8,
    },
    /// Running text, or a line of its own.
    Paragraph,
    /// An item of a list; depth 1 is the outermost list.
    ListItem {
        /// How many lists enclose it.
        depth: u8,
    },
    /// A row of a table, its cells set apart by ` | `.
    TableRow,
}

/// A block of the canonical text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, without marker.
    pub span: Span,
    /// The printed number or letter before it ("3", "a", "IV").
    pub marker: Option<Marker>,
    /// Whether all of it is set in bold or italics, as headings without a heading's mark are.
    pub emphasised: bool,
}

impl Block {
    /// The block with its marker.
    #[must_use]
    pub fn whole(&self) -> Span {
        Span::new(self.marker.as_ref().map_or(self.span.start, |m| m.span.start), self.span.end)
    }
}

/// A link of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The linked words in the canonical text.
    pub span: Span,
    /// Where it leads, as written; `#` or empty for a dead link.
    pub url: String,
}

/// A report's text, ready to be read.
///
/// ```
/// use rapporteur::document::{BlockKind, Document};
///
/// let document = Document::from_markdown("## **Agenda:**\n\n1. [Letter](https://example.org/l) to the *UN SG*\n");
/// let item = &document.blocks()[1];
/// assert_eq!(item.kind, BlockKind::ListItem { depth: 1 });
/// assert_eq!(item.span.of_text(document.text()), "Letter to the UN SG");
/// assert_eq!(document.links()[0].url, "https://example.org/l");
/// ```
#[derive(Debug)]
pub struct Document {
    text: String,
    name_line: Option<Span>,
    blocks: Vec<Block>,
    links: Vec<Link>,
    emphases: Vec<Span>,
    map: Vec<(usize, usize)>,
    unit: PlaceUnit,
    source_length: usize,
    transcript: bool,
    written: Option<Date>,
    rest: Option<Span>,
}

impl Document {
    /// Reads a source of any format.
    ///
    /// # Errors
    /// With what is the matter, when its bytes are not what their first ones promise, or hold no text.
    pub fn read(source: &Source) -> Result<Self, Unreadable> {
        Ok(Self::of_lines(source, &lines_of(source)?))
    }

    /// The document of a source that the lines were taken out of, wherever that was done.
    #[must_use]
    pub fn of_lines(source: &Source, lines: &Lines) -> Self {
        Self::from_lines(lines, source.text_length())
    }

    /// The same document below a line with the name of its file, for what only the name says. No block holds that line.
    #[must_use]
    pub fn under_name(source: &Source, lines: &Lines, name: &str) -> Self {
        Self::below(Some(name), lines, source.text_length())
    }

    /// Reads Markdown (CommonMark with tables).
    #[must_use]
    pub fn from_markdown(source: &str) -> Self {
        Self::from_lines(&markdown::lines(source), source.len())
    }

    /// Reads plain text: blank lines part paragraphs, underlines and markers are understood, wrapped lines are joined.
    #[must_use]
    pub fn from_plain_text(source: &str) -> Self {
        Self::from_lines(&plain::lines(source), source.len())
    }

    fn from_lines(lines: &Lines, source_length: usize) -> Self {
        Self::below(None, lines, source_length)
    }

    fn below(name: Option<&str>, lines: &Lines, source_length: usize) -> Self {
        let mut document = Self {
            text: name.unwrap_or_default().to_owned(),
            name_line: name.map(|name| Span::new(0, name.len())),
            blocks: Vec::new(),
            links: Vec::new(),
            emphases: Vec::new(),
            map: Vec::new(),
            unit: lines.unit,
            source_length,
            transcript: lines.apart,
            written: lines.written.and_then(|(year, month, day)| Date::new(year, month, day).ok()),
            rest: None,
        };
        assemble::assemble(lines, &mut document);
        document
    }

    /// Leaves out everything from a block on, whose text stays.
    pub(crate) fn end_before(&mut self, block: usize) {
        let Some(first) = self.blocks.get(block).map(Block::whole) else { return };
        self.blocks.truncate(block);
        self.links.retain(|link| link.span.start < first.start);
        self.emphases.retain(|span| span.start < first.start);
        self.rest = Some(first);
    }

    /// The first block of what was left out, where something was: the notes of other meetings.
    #[must_use]
    pub fn rest(&self) -> Option<Span> {
        self.rest
    }

    /// Whether each block is what one speaker said, or stands by itself: no block goes on with the one before it.
    #[must_use]
    pub fn is_transcript(&self) -> bool {
        self.transcript
    }

    /// The day on which the file says that it was first written, or a message that it was sent. It is none of the meeting's, but near it.
    #[must_use]
    pub fn written(&self) -> Option<Date> {
        self.written
    }

    /// The canonical text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The first line, where it is the name of the file and no part of the source.
    #[must_use]
    pub fn name_line(&self) -> Option<Span> {
        self.name_line
    }

    /// Whether a place lies in what was read from the source: all of the text but a line with the name of the file, and what was left out.
    #[must_use]
    pub fn is_of_source(&self, span: Span) -> bool {
        self.name_line.is_none_or(|line| span.start > line.end) && self.rest.is_none_or(|rest| span.start < rest.start)
    }

    /// The blocks in the order of the text.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The links in the order of the text: Markdown's own and bare addresses.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Whether all of a stretch is set in bold or italics.
    #[must_use]
    pub fn is_emphasised(&self, span: Span) -> bool {
        let first = self.emphases.partition_point(|e| e.end <= span.start);
        self.emphases.get(first).is_some_and(|e| e.contains(span.trimmed(&self.text)))
    }

    /// The text of a block, without its marker.
    #[must_use]
    pub fn text_of(&self, block: &Block) -> &str {
        block.span.of_text(&self.text)
    }

    /// The cells of a table's row, which begins where its caller counts from, in order, empty ones too.
    #[must_use]
    pub fn cells(&self, row: Span) -> Vec<Span> {
        let (mut cells, mut start) = (Vec::new(), row.start);
        // Blanks beside the bars are lost where a cell at the end of the row is empty.
        for (bar, _) in row.of_text(&self.text).match_indices('|') {
            let bar = row.start + bar;
            let before = self.text.get(..bar).is_some_and(|before| before.ends_with(' ') || bar == row.start);
            let after = self.text.get(bar + 1..row.end);
            if before && after.is_some_and(|after| after.starts_with(' ') || after.is_empty()) {
                cells.push(Span::new(start, bar).trimmed(&self.text));
                start = bar + 1;
            }
        }
        cells.push(Span::new(start, row.end).trimmed(&self.text));
        cells
    }

    /// The bytes of the source that a span was made from: from its first to its last character, signs between them included.
    #[must_use]
    pub fn source_span(&self, span: Span) -> Span {
        Span::new(self.source_offset(span.start), self.source_offset(span.end.saturating_sub(1)) + 1)
    }

    /// The line of the source (counted from 1) in which a span begins; `source` is what the document was read from.
    #[must_use]
    pub fn source_line(&self, source: &str, span: Span) -> usize {
        let end = self.source_offset(span.start).min(source.len());
        memchr::memchr_iter(b'\n', &source.as_bytes()[..end]).count() + 1
    }

    /// Where in its source a span begins; `source` is the text that the document was read from, if it was one.
    #[must_use]
    pub fn place(&self, source: &str, span: Span) -> Place {
        let at = self.map.partition_point(|(from, _)| *from <= span.start);
        let counted = at.checked_sub(1).and_then(|i| self.map.get(i)).map_or(1, |(_, place)| *place);
        match self.unit {
            PlaceUnit::Byte => Place::Line(self.source_line(source, span)),
            PlaceUnit::Page => Place::Page(counted),
            PlaceUnit::Paragraph => Place::Paragraph(counted),
        }
    }

    fn source_offset(&self, canonical: usize) -> usize {
        let after = self.map.partition_point(|(from, _)| *from <= canonical);
        let (from, source) = after.checked_sub(1).and_then(|i| self.map.get(i)).copied().unwrap_or((0, 0));
        (source + (canonical - from)).min(self.source_length)
    }
}
