//! What an adapter makes of a file: lines of text in reading order, with their kind, and where each lay in the source. From here on all formats are one.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// What a line was in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// A heading; level 1 is the highest.
    Heading(u8),
    /// Running text.
    Text,
    /// An item of a list; depth 1 is the outermost list.
    Item(u8),
    /// A row of a table, its cells set apart by ` | `.
    Row,
}

/// How a line ended, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// What it was.
    pub kind: LineKind,
    /// All of it was set in bold or italics.
    pub emphasised: bool,
    /// The break behind it was meant.
    pub hard_break: bool,
    /// No line goes on with it.
    pub ends_paragraph: bool,
}

/// What the places of a source are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PlaceUnit {
    /// Bytes of a text, shown as its lines.
    #[default]
    Byte,
    /// Pages, counted from 1.
    Page,
    /// Paragraphs, counted from 1.
    Paragraph,
}

/// A piece of a line that is set in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run<'a> {
    /// Its text; a line end in it is a break that was meant.
    pub text: &'a str,
    /// Set in bold or italics.
    pub emphasised: bool,
    /// Where it leads, when it is linked.
    pub link: Option<&'a str>,
}

/// The lines of a source: one flat text, and where each line lies in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub(super) flat: String,
    /// Flat offset to source place, ascending.
    pub(super) map: Vec<(usize, usize)>,
    pub(super) all: Vec<(Range<usize>, Line)>,
    /// Where the content behind a list's marker begins, a flat offset a line that has one.
    pub(super) contents: Vec<usize>,
    pub(super) links: Vec<(Range<usize>, String)>,
    /// Where the text is set in bold or italics, ascending.
    pub(super) emphases: Vec<Range<usize>>,
    /// Where the open line began.
    pub(super) open: Option<usize>,
    pub(super) unit: PlaceUnit,
    /// No page break cut a sentence in two.
    pub(super) uncut: bool,
    /// Each is a turn of a speaker or a line of its own: none goes on with the one before it, however it begins.
    pub(super) apart: bool,
    /// When the file says that it was first written: year, month, day.
    pub(super) written: Option<(i16, i8, i8)>,
}

impl Lines {
    /// No lines yet, of a source whose places are counted in this unit.
    #[must_use]
    pub fn new(unit: PlaceUnit) -> Self {
        Self { unit, ..Self::default() }
    }

    /// Adds a paragraph, heading, list item or table row: its printed marker, its runs, and its place in the source. A line end in a run ends a line inside of it.
    pub fn add(&mut self, kind: LineKind, marker: Option<&str>, runs: &[Run<'_>], place: usize) {
        let emphasised = runs.iter().all(|run| run.emphasised || !run.text.contains(char::is_alphanumeric));
        let line = Line { kind, emphasised, hard_break: true, ends_paragraph: false };
        self.begin();
        if let Some(marker) = marker {
            self.push(marker, place);
            self.push(" ", place);
            self.content_begins();
        }
        for run in runs {
            for (i, piece) in run.text.split('\n').enumerate() {
                if i > 0 {
                    self.end(line);
                    self.begin();
                }
                let from = self.flat.len();
                self.push(piece, place);
                if run.emphasised && !piece.trim().is_empty() {
                    self.emphases.push(from..self.flat.len());
                }
                if let Some(link) = run.link.filter(|_| !piece.trim().is_empty()) {
                    self.links.push((from..self.flat.len(), link.to_owned()));
                }
            }
        }
        self.end(Line { ends_paragraph: true, ..line });
    }

    /// The same lines, of a source that no page break ever went through: a paragraph that begins in small letters is a new one.
    #[must_use]
    pub fn uncut(self) -> Self {
        Self { uncut: true, ..self }
    }

    /// Whether no line holds anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flat.trim().is_empty()
    }

    /// How many bytes of text it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flat.len()
    }

    pub(super) fn begin(&mut self) {
        if self.open.is_none() {
            self.open = Some(self.flat.len());
        }
    }

    pub(super) fn push(&mut self, text: &str, source: usize) {
        self.map.push((self.flat.len(), source));
        self.flat.push_str(text);
    }

    pub(super) fn content_begins(&mut self) {
        self.contents.push(self.flat.len());
    }

    pub(super) fn end(&mut self, line: Line) {
        match self.open.take() {
            Some(start) => self.all.push((start..self.flat.len(), line)),
            None if line.ends_paragraph => self.end_paragraph(),
            None => {}
        }
    }

    /// Ends the paragraph behind the last line.
    pub(super) fn end_paragraph(&mut self) {
        if let Some((_, last)) = self.all.last_mut() {
            last.ends_paragraph = true;
        }
    }

    /// Ends the open line at a flat offset; what is behind it is a new one.
    pub(super) fn split_at(&mut self, at: usize, line: Line) {
        if let Some(start) = self.open.replace(at) {
            self.all.push((start..at, line));
        }
    }

    /// Adds the lines of a text that stands behind these.
    pub(super) fn append(&mut self, other: Self) {
        let shift = self.flat.len();
        let moved = |range: Range<usize>| range.start + shift..range.end + shift;
        self.flat.push_str(&other.flat);
        self.map.extend(other.map.into_iter().map(|(at, place)| (at + shift, place)));
        self.all.extend(other.all.into_iter().map(|(range, line)| (moved(range), line)));
        self.contents.extend(other.contents.into_iter().map(|at| at + shift));
        self.links.extend(other.links.into_iter().map(|(range, url)| (moved(range), url)));
        self.apart |= other.apart;
        self.written = self.written.or(other.written);
    }

    /// Puts each place where it is in what the source was taken from.
    pub(super) fn move_places(&mut self, to: impl Fn(usize) -> usize) {
        for (_, place) in &mut self.map {
            *place = to(*place);
        }
    }
}

/// Where in its source something stands, as a reader looks it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A line of a text, counted from 1.
    Line(usize),
    /// A page, counted from 1.
    Page(usize),
    /// A paragraph, counted from 1.
    Paragraph(usize),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(n) => write!(f, "{n}"),
            Self::Page(n) => write!(f, "page {n}"),
            Self::Paragraph(n) => write!(f, "paragraph {n}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::written::tests::sample;
    use crate::document::{BlockKind, Document};

    #[test]
    fn runs_become_blocks() {
        let document = Document::from_lines(&sample(), 0);
        assert_eq!(
            document.text(),
            "Minutes of the steering committee\n3. See the charter\nAda Lovelace | §1 – Zürich\n\
             Present: Ada Lovelace\nRegrets: Alan Turing"
        );
        let item = &document.blocks()[1];
        assert_eq!(item.kind, BlockKind::ListItem { depth: 1 });
        assert_eq!(item.marker.as_ref().map(|m| m.label.as_str()), Some("3"));
        assert_eq!(document.links()[0].span.of_text(document.text()), "charter");
        assert_eq!(document.blocks().len(), 5);
    }
}
