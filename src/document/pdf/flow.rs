//! From lines and rows to blocks: which lines are one paragraph, which are headings, which are items of a list and how deep.

use super::grid::{is_box, is_bullet};
use super::hyphen::{Vocabulary, first_word, is_address};
use super::measure::Measure;
use super::ruled::Cell;
use super::word::{Line, Word, text_of};
use crate::document::{LineKind, marker};

/// Lines of a paragraph may stand so much farther apart than is usual, in parts of their size.
const LOOSE: f32 = 0.35;

/// A piece of a document in reading order.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    /// A line of text.
    Line(Placed),
    /// A row of a table.
    Row {
        /// Its cells from left to right.
        cells: Vec<Cell>,
        /// Its page, counted from 1.
        page: usize,
    },
}

/// A line, and what it stands in.
#[derive(Debug, PartialEq)]
pub(super) struct Placed {
    pub(super) line: Line,
    /// Its page, counted from 1.
    pub(super) page: usize,
    /// The right edge of the text there.
    pub(super) right: f32,
    /// It is the first of a page or column.
    pub(super) fresh: bool,
}

/// What becomes a line of the document.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    pub(super) kind: LineKind,
    pub(super) marker: Option<&'static str>,
    pub(super) words: Vec<Word>,
    pub(super) page: usize,
}

struct Open {
    block: Block,
    heading: Option<u8>,
    /// Where its first line begins, and the text behind its marker.
    x0: f32,
    content: f32,
    lines: usize,
    last: Line,
    right: f32,
}

/// Makes blocks of pieces.
pub(super) fn blocks(pieces: Vec<Piece>, measure: &Measure, vocabulary: &Vocabulary) -> Vec<Block> {
    let mut flow = Flow { measure, vocabulary, blocks: Vec::new(), open: None, indents: Vec::new(), number: None };
    for piece in pieces {
        match piece {
            Piece::Line(placed) => flow.line(placed),
            Piece::Row { cells, page } => flow.row(cells, page),
        }
    }
    flow.close();
    flow.blocks
}

struct Flow<'a> {
    measure: &'a Measure,
    vocabulary: &'a Vocabulary,
    blocks: Vec<Block>,
    open: Option<Open>,
    /// Where the items of the lists that are open begin, outermost first.
    indents: Vec<f32>,
    /// The number of the last item that had one, and where it begins.
    number: Option<(u16, f32)>,
}

impl Flow<'_> {
    fn close(&mut self) {
        if let Some(open) = self.open.take() {
            self.blocks.push(open.block);
        }
    }

    fn line(&mut self, mut placed: Placed) {
        self.part_number(&mut placed.line);
        let heading = self.measure.heading(&placed.line);
        let starts = start(&placed.line);
        if let Some(open) = &mut self.open
            && goes_on(open, &placed, heading, starts, self.measure)
        {
            self.vocabulary.append(&mut open.block.words, placed.line.words.clone());
            open.lines += 1;
            open.right = placed.right;
            open.last = placed.line;
            return;
        }
        self.close();
        let x0 = placed.line.x0;
        let mut words = placed.line.words.clone();
        let mut content = x0;
        let (kind, marker) = match (heading, starts) {
            (Some(level), _) => (LineKind::Heading(level), None),
            (None, Start::Text) => (LineKind::Text, None),
            (None, start) => {
                let mut behind = if start == Start::Box { 0 } else { marker_words(&words) };
                // An item that holds only a list prints its own bullet before that of its first item.
                while start == Start::Bullet
                    && words.len() > behind + 1
                    && is_bullet(&words[behind].text)
                    && !words[behind].text.starts_with(is_box)
                {
                    behind += 1;
                }
                let begins = behind.checked_sub(1).and_then(|i| words.get(i)).filter(|_| start == Start::Bullet);
                let depth = self.depth(begins.map_or(x0, |bullet| bullet.x0), placed.line.size);
                content = words.get(behind).map_or(x0, |w| w.x0);
                let bullet = start == Start::Bullet;
                if bullet {
                    words.drain(..behind);
                    if let Some(first) = words.first_mut() {
                        first.glued = false;
                    }
                }
                let boxed = words.first_mut().is_some_and(empty_box);
                (LineKind::Item(depth), (bullet && !boxed).then_some("-"))
            }
        };
        if !matches!(kind, LineKind::Item(_)) && self.indents.first().is_some_and(|outer| x0 <= outer + 3.0) {
            self.indents.clear();
        }
        let block = Block { kind, marker, words, page: placed.page };
        let (last, right) = (placed.line, placed.right);
        self.open = Some(Open { block, heading, x0, content, lines: 1, last, right });
    }

    /// A number that its item touches ("10.Jason Munyan") is parted from it where it follows the number of the item before.
    fn part_number(&mut self, line: &mut Line) {
        let Some(first) = line.words.first_mut() else { return };
        let digits = first.text.bytes().take_while(u8::is_ascii_digit).count();
        let Some(number) = first.text.get(..digits).and_then(|n| n.parse::<u16>().ok()) else { return };
        let behind = first.text.get(digits + 1..).unwrap_or("");
        let closed = first.text[digits..].starts_with(['.', ')']);
        let follows =
            self.number.is_some_and(|(last, x0)| last.checked_add(1) == Some(number) && (x0 - first.x0).abs() < 3.0);
        if closed && follows && behind.starts_with(char::is_uppercase) {
            let mut rest = first.clone();
            behind.clone_into(&mut rest.text);
            #[allow(clippy::cast_precision_loss, reason = "a word has some letters")]
            let part = (digits + 1) as f32 / first.text.chars().count() as f32;
            rest.x0 = first.x0 + part * (first.x1 - first.x0);
            first.x1 = rest.x0;
            first.text.truncate(digits + 1);
            line.words.insert(1, rest);
        } else if !closed || !behind.is_empty() {
            return;
        }
        self.number = Some((number, line.x0));
    }

    /// How many lists an item that begins here stands in.
    fn depth(&mut self, x0: f32, size: f32) -> u8 {
        let near = 0.4 * size;
        while self.indents.last().is_some_and(|inner| x0 < inner - near) {
            self.indents.pop();
        }
        if self.indents.last().is_none_or(|inner| x0 > inner + near) {
            self.indents.push(x0);
        }
        u8::try_from(self.indents.len()).unwrap_or(u8::MAX)
    }

    fn row(&mut self, cells: Vec<Cell>, page: usize) {
        self.close();
        self.indents.clear();
        let within = |cell: Cell| {
            let right = cell.iter().map(|l| l.x1).fold(0.0, f32::max);
            let mut above = f32::INFINITY;
            let pieces = cell.into_iter().map(|line| {
                let fresh = line.y > above;
                above = line.y;
                Piece::Line(Placed { line, page, right, fresh })
            });
            blocks(pieces.collect(), self.measure, self.vocabulary)
        };
        let mut cells: Vec<Vec<Block>> = cells.into_iter().map(within).collect();
        // Minutes laid out as a table: the topic beside what was said of it.
        let several = |cell: &Vec<Block>| cell.len() > 1;
        let laid_out = match &cells[..] {
            [_] => true,
            [_, content] => several(content) && (content.len() > 2 || content.iter().any(is_item)),
            _ => false,
        };
        if laid_out {
            let topic = if cells.len() > 1 { Some(cells.remove(0)) } else { None };
            for mut block in topic.into_iter().flatten() {
                if !matches!(block.kind, LineKind::Heading(_)) {
                    block.kind = LineKind::Text;
                    block.words.iter_mut().for_each(|w| w.bold = true);
                }
                self.blocks.push(block);
            }
            self.blocks.extend(cells.into_iter().flatten());
            return;
        }
        let mut words: Vec<Word> = Vec::new();
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                words.push(sign("|"));
            }
            if cell.is_empty() {
                words.push(sign(""));
            }
            for block in cell {
                words.extend(block.marker.map(|_| sign("•")));
                words.extend(block.words.into_iter().enumerate().map(|(i, mut word)| {
                    word.glued = i > 0 && word.glued;
                    word
                }));
            }
        }
        self.blocks.push(Block { kind: LineKind::Row, marker: None, words, page });
    }
}

/// Whether a word begins with a box; the ornamental ones that stand for an empty one become one.
fn empty_box(word: &mut Word) -> bool {
    let first = word.text.chars().next().filter(|c| is_box(*c));
    if let Some(glyph) = first.filter(|c| !matches!(c, '☑' | '☒')) {
        word.text.replace_range(..glyph.len_utf8(), "☐");
    }
    first.is_some()
}

fn is_item(block: &Block) -> bool {
    matches!(block.kind, LineKind::Item(_))
}

/// A sign that parts words.
fn sign(text: &str) -> Word {
    let text = text.to_owned();
    Word { text, x0: 0.0, x1: 0.0, y: 0.0, size: 0.0, bold: true, italic: false, font: 0, link: None, glued: false }
}

/// What a line begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Text,
    Bullet,
    Box,
    Number,
}

fn start(line: &Line) -> Start {
    let Some(first) = line.words.first() else { return Start::Text };
    if first.text.starts_with(is_box) {
        return Start::Box;
    }
    let behind = line.words.get(1);
    let gap = behind.map_or(0.0, |next| next.x0 - first.x1);
    // A letter or dash that may also be text stands well before the item.
    let plain = first.text.chars().all(char::is_alphanumeric);
    let wide = if plain { 0.5 } else { 0.1 };
    if is_bullet(&first.text) && gap > wide * line.size {
        return Start::Bullet;
    }
    if marker::read(&line.text()).is_some() { Start::Number } else { Start::Text }
}

/// How many words the marker takes.
fn marker_words(words: &[Word]) -> usize {
    words.iter().skip(1).position(|w| !w.glued).map_or(1, |i| i + 1)
}

fn ends_sentence(words: &[Word]) -> bool {
    let text = words.last().map(|w| w.text.trim_end_matches([')', '"', '”', '’', '\''])).unwrap_or_default();
    text.ends_with(['.', '!', '?', ':', ';'])
}

/// Whether a block is nothing but its marker, since what stands behind that was too wide for the line.
fn is_bare_marker(words: &[Word]) -> bool {
    let line = text_of(words) + " x";
    marker::read(&line).is_some_and(|(_, behind)| behind + 1 == line.len())
}

/// Whether a line goes on with the open block.
fn goes_on(open: &Open, next: &Placed, heading: Option<u8>, starts: Start, measure: &Measure) -> bool {
    let (prev, line) = (&open.last, &next.line);
    let size = prev.size.max(line.size);
    if heading != open.heading
        || (prev.size - line.size).abs() > 0.15 * size
        || matches!(starts, Start::Bullet | Start::Box)
    {
        return false;
    }
    let first = first_word(&line.words);
    let width = line.words.iter().take(marker_words(&line.words)).map(|w| w.x1).fold(line.x0, f32::max) - line.x0;
    let cut = prev
        .words
        .last()
        .is_some_and(|w| w.text.strip_suffix('-').is_some_and(|stem| stem.ends_with(char::is_alphabetic)));
    let full = cut || prev.x1 + 0.25 * size + width > open.right - 1.0;
    let ended = ends_sentence(&prev.words);
    let hanging = open.content > open.x0 + 2.0;
    if starts == Start::Number && (!full || ended || hanging && line.x0 < open.content - 2.0 || heading.is_some()) {
        return false;
    }
    let lower = first.starts_with(char::is_lowercase);
    if next.fresh {
        return full && heading.is_none() && (!ended || lower) && starts == Start::Text;
    }
    let gap = (prev.y - line.y) / size;
    if gap > measure.leading + LOOSE || gap < 0.3 {
        return false;
    }
    if line.x0 > open.content.max(prev.x0) + size && (line.x0 + line.x1 - prev.x0 - prev.x1).abs() > 2.0 {
        return false;
    }
    let item = matches!(open.block.kind, LineKind::Item(_));
    if item && (line.x0 < open.x0 - 3.0 || hanging && open.lines > 1 && line.x0 < prev.x0 - 3.0) {
        return false;
    }
    if open.lines == 1 && is_bare_marker(&open.block.words) {
        return true;
    }
    if is_address(&first) && !is_address(&text_of(&prev.words)) && (ended || prev.x1 < 0.65 * open.right) {
        return false;
    }
    full || lower && prev.x1 > 0.6 * open.right
}
