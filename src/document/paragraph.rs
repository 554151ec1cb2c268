//! Paragraphs and tables on their way to lines: what Word documents and web pages have in common.
//!
//! A table becomes rows where its cells hold words and short lines. A row whose cells hold whole paragraphs or lists only arranges them on
//! the page, and is read cell by cell.

use super::lines::{LineKind, Lines, Run};
use std::rc::Rc;

/// A cell that holds more paragraphs arranges them.
const CELL_PARAGRAPHS: usize = 8;
/// A cell that holds more items than this holds a list.
const CELL_ITEMS: usize = 2;
/// A paragraph of more bytes, beside others in its cell, is prose.
const CELL_PROSE: usize = 160;
/// A "heading" of more bytes that ends as a sentence does is a paragraph in a heading's style.
const LONGEST_HEADING: usize = 250;

/// Words that are set in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub emphasised: bool,
    pub link: Option<Rc<str>>,
}

/// A paragraph, heading, list item or table row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub kind: LineKind,
    pub marker: Option<String>,
    pub pieces: Vec<Piece>,
    /// Its number in the source.
    pub place: usize,
}

impl Paragraph {
    /// A paragraph of running text, still empty.
    pub(super) fn new(place: usize) -> Self {
        Self { kind: LineKind::Text, marker: None, pieces: Vec::new(), place }
    }

    /// Adds words at the end.
    pub(super) fn push(&mut self, text: &str, emphasised: bool, link: Option<&Rc<str>>) {
        match self.pieces.last_mut() {
            Some(last) if last.emphasised == emphasised && last.link.as_ref() == link => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece { text: text.to_owned(), emphasised, link: link.cloned() }),
        }
    }

    /// Makes one blank of all white space between two words, and takes away what nobody sees: blanks at the ends of lines, empty lines, soft
    /// hyphens and characters without width.
    pub(super) fn tidy(&mut self) {
        let mut last = '\n';
        for piece in &mut self.pieces {
            let mut tidied = String::with_capacity(piece.text.len());
            for c in piece.text.chars() {
                let c = match c {
                    '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => continue,
                    '\n' | '\u{2028}' => '\n',
                    c if c.is_whitespace() || c.is_control() => ' ',
                    c => c,
                };
                if c == '\n' && last == ' ' && tidied.ends_with(' ') {
                    tidied.pop();
                }
                if !(c.is_whitespace() && last == '\n' || c == ' ' && last == ' ') {
                    tidied.push(c);
                    last = c;
                }
            }
            piece.text = tidied;
        }
        while let Some(piece) = self.pieces.last_mut() {
            piece.text.truncate(piece.text.trim_end().len());
            if !piece.text.is_empty() {
                break;
            }
            self.pieces.pop();
        }
        self.pieces.retain(|piece| !piece.text.is_empty());
    }

    /// Whether nothing is to be seen of it.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// How many bytes of text it holds.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.text.len()).sum()
    }

    /// Its text without its marker.
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    fn write(&self, lines: &mut Lines) {
        let runs: Vec<Run<'_>> = self
            .pieces
            .iter()
            .map(|p| Run { text: &p.text, emphasised: p.emphasised, link: p.link.as_deref() })
            .collect();
        let sentence = self.len() > LONGEST_HEADING && runs.last().is_some_and(|run| run.text.ends_with('.'));
        let kind = match self.kind {
            LineKind::Heading(_) if sentence => LineKind::Text,
            kind => kind,
        };
        let (first, glued) = runs.split_at(glued_label(&runs));
        lines.add(kind, self.marker.as_deref(), first, self.place);
        if !glued.is_empty() {
            lines.add(kind, None, glued, self.place);
        }
    }
}

/// Where a label begins that a converter glued to the line before it ("…and priorities**Document:**"); the end where none is.
pub(super) fn glued_label(runs: &[Run<'_>]) -> usize {
    let Some(last) = runs.len().checked_sub(1).filter(|last| *last > 0) else { return runs.len() };
    let (before, label) = (&runs[last - 1], &runs[last]);
    let glued = label.emphasised
        && !before.emphasised
        && label.text.ends_with(':')
        && before.text.ends_with(char::is_alphanumeric)
        && label.text.starts_with(char::is_alphanumeric);
    if glued { last } else { runs.len() }
}

/// Writes paragraphs down as lines.
pub(super) fn write(paragraphs: &[Paragraph], lines: &mut Lines) {
    for paragraph in paragraphs.iter().filter(|p| !p.is_empty()) {
        paragraph.write(lines);
    }
}

/// A cell: its paragraphs, those of tables in it included.
pub(super) type Cell = Vec<Paragraph>;

/// Adds a row of a table to what is read: as one row, or as the paragraphs that it arranges.
pub(super) fn add_row(cells: Vec<Cell>, out: &mut Vec<Paragraph>) {
    if cells.len() < 2 || cells.iter().any(holds_blocks) {
        out.extend(cells.into_iter().flatten().filter(|p| !p.is_empty()));
        return;
    }
    let seen = |p: &Paragraph| !p.is_empty() || p.marker.is_some();
    if !cells.iter().flatten().any(|p| !p.is_empty()) {
        return;
    }
    let mut row = Paragraph::new(cells.iter().flatten().map(|p| p.place).min().unwrap_or(0));
    row.kind = LineKind::Row;
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            row.push(" | ", false, None);
        }
        for (j, paragraph) in cell.into_iter().filter(seen).enumerate() {
            if j > 0 {
                row.push("; ", false, None);
            }
            if let Some(marker) = paragraph.marker.filter(|marker| marker != BULLET) {
                row.push(&marker, false, None);
                row.push(" ", false, None);
            }
            for piece in paragraph.pieces {
                row.push(&piece.text.replace('\n', "; "), piece.emphasised, piece.link.as_ref());
            }
        }
    }
    out.push(row);
}

/// What stands before the items of a list without numbers.
pub(super) const BULLET: &str = "-";

fn holds_blocks(cell: &Cell) -> bool {
    let count = |of: fn(&Paragraph) -> bool| cell.iter().filter(|p| !p.is_empty() && of(p)).count();
    let all = count(|_| true);
    all > CELL_PARAGRAPHS
        || count(|p| p.kind == LineKind::Row) > 0
        || count(|p| matches!(p.kind, LineKind::Item(_))) > CELL_ITEMS
        || all > 1 && count(|p| matches!(p.kind, LineKind::Heading(_)) || p.len() > CELL_PROSE) > 0
}

#[cfg(test)]
mod tests {
    use super::{BULLET, Cell, LineKind, Paragraph, add_row};

    fn paragraph(kind: LineKind, text: &str) -> Paragraph {
        let mut paragraph = Paragraph { kind, ..Paragraph::new(1) };
        paragraph.push(text, false, None);
        paragraph.tidy();
        paragraph
    }

    fn row(cells: Vec<Cell>) -> Vec<String> {
        let mut out = Vec::new();
        add_row(cells, &mut out);
        out.iter().map(Paragraph::text).collect()
    }

    #[test]
    fn white_space_is_what_a_reader_sees() {
        assert_eq!(paragraph(LineKind::Text, " \n The\u{a0} chair \t\n\n opened\u{ad} \n").text(), "The chair\nopened");
        let mut split = Paragraph::new(1);
        split.push("Present: ", true, None);
        split.push(" Ada\n", false, None);
        split.push(" ", true, None);
        split.tidy();
        assert_eq!(split.text(), "Present: Ada");
    }

    #[test]
    fn cells_of_words_make_a_row() {
        let text = |text| vec![paragraph(LineKind::Text, text)];
        assert_eq!(row(vec![text("Ada Lovelace"), text("ICANN"), Vec::new()]), ["Ada Lovelace | ICANN | "]);
        let two = vec![paragraph(LineKind::Text, "Send the letter"), paragraph(LineKind::Text, "Draft\nthe budget")];
        assert_eq!(row(vec![text("Ada"), two]), ["Ada | Send the letter; Draft; the budget"]);
        assert_eq!(row(vec![text("Item 1"), Vec::new()]), ["Item 1 | "]);
        assert!(row(vec![Vec::new(), Vec::new()]).is_empty());
    }

    #[test]
    fn cells_of_paragraphs_are_read_one_by_one() {
        let prose = "The chair opened the meeting and welcomed all. ".repeat(6);
        let cell = vec![paragraph(LineKind::Text, &prose), paragraph(LineKind::Text, "Agreed.")];
        assert_eq!(row(vec![vec![paragraph(LineKind::Text, "Opening")], cell]), ["Opening", prose.trim(), "Agreed."]);
        let items: Cell = ["Ada", "Alan", "Grace"]
            .map(|name| Paragraph { marker: Some(BULLET.to_owned()), ..paragraph(LineKind::Item(1), name) })
            .into();
        assert_eq!(row(vec![vec![paragraph(LineKind::Text, "Present")], items]).len(), 4);
    }
}
