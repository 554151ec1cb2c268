//! A page as paragraphs: what a browser sets on lines of their own is one.

use super::content::{self, Content};
use super::lists::List;
use super::marks::{is_emphasis, is_note, is_permalink, title};
use super::scribe::{self, Remark};
use super::tree::{Go, Item, Tag, walk};
use crate::document::lines::LineKind;
use crate::document::paragraph::{BULLET, Cell, Paragraph, add_row};
use dom_query::Document;
use oxiri::Iri;
use std::rc::Rc;

/// What is set on lines of its own, and says nothing else.
const BLOCKS: [&str; 23] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "body",
    "blockquote",
    "address",
    "figure",
    "figcaption",
    "details",
    "summary",
    "center",
    "fieldset",
    "legend",
    "form",
    "hgroup",
    "caption",
    "dl",
    "aside",
    "search",
];
/// What a list of terms explains is a value up to this many bytes, and prose beyond.
const LONGEST_VALUE: usize = 80;
/// No cell reaches over more columns or rows.
const MAX_SPAN: usize = 64;

/// What paragraphs are put into.
enum Frame {
    /// A table, and for each column how many more rows the cell above reaches down.
    Table(Vec<Paragraph>, Vec<usize>),
    /// A row, and which of its cells reach how many rows down.
    Row(Vec<Cell>, Vec<(usize, usize)>),
    Cell(Cell, Around),
}

/// What is open around paragraphs, and is set aside while a table's cell is read.
#[derive(Default)]
struct Around {
    lists: Vec<List>,
    /// The marker of an item whose text has not begun.
    marker: Option<String>,
    items: usize,
    heading: Option<u8>,
    /// How many `pre` are open.
    pre: usize,
    /// A term whose explanation has not begun.
    term: Option<Paragraph>,
    /// The last paragraph explains a term, shortly.
    described: bool,
}

/// Reads a page.
pub(super) struct Page<'a> {
    content: Content<'a>,
    /// The page is `scribe.perl`'s.
    minutes: bool,
    base: Option<Iri<String>>,
    paragraphs: Vec<Paragraph>,
    frames: Vec<Frame>,
    around: Around,
    current: Paragraph,
    emphasis: usize,
    links: Vec<Option<Rc<str>>>,
    /// What the open paragraph of minutes is.
    remark: Option<Remark>,
    /// The last paragraph, where it is of minutes.
    last_remark: Option<Remark>,
    place: usize,
}

impl<'a> Page<'a> {
    /// The paragraphs of a page: those of the report's part of it, below its title.
    pub(super) fn read(document: &'a Document, minutes: bool) -> Vec<Paragraph> {
        let content = if minutes {
            Content { root: document.body().unwrap_or_else(|| document.root()), unmarked: false }
        } else {
            content::find(document)
        };
        let base = document.base_uri().and_then(|base| Iri::parse(base.to_string()).ok());
        let mut page = Page {
            content,
            minutes,
            base,
            paragraphs: Vec::new(),
            frames: Vec::new(),
            around: Around::default(),
            current: Paragraph::new(0),
            emphasis: 0,
            links: Vec::new(),
            remark: None,
            last_remark: None,
            place: 0,
        };
        let root = page.content.root;
        walk(&root, |item| match item {
            Item::Open(tag) if page.open(tag) => Go::On,
            Item::Open(_) => Go::Past,
            Item::Close(tag) => {
                page.close(tag);
                Go::On
            }
            Item::Text(text) => {
                page.text(text);
                Go::On
            }
        });
        page.flush();
        page.end_terms();
        let mut paragraphs = page.paragraphs;
        if let Some(title) = title(document, &paragraphs) {
            paragraphs.insert(0, title);
        }
        paragraphs
    }

    /// An element begins: whether it is gone into.
    fn open(&mut self, tag: &Tag<'_>) -> bool {
        let over = if self.minutes {
            scribe::passes_over(tag) || content::is_hidden(tag) || tag.name == "script"
        } else {
            self.content.passes_over(tag)
        };
        if over {
            // A menu between two words is a break all the same.
            if !matches!(tag.name.as_str(), "span" | "button" | "svg" | "select") {
                self.flush();
            }
            return false;
        }
        match tag.name.as_str() {
            "br" => self.line_break(),
            "hr" => {
                self.flush();
                self.around.described = false;
            }
            "input" if tag.attribute("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) => {
                self.text(if tag.node.has_attr("checked") { "☑ " } else { "☐ " });
            }
            "b" | "strong" | "i" | "em" | "cite" if !(self.minutes && tag.name == "cite") => self.emphasis += 1,
            "span" if is_emphasis(tag) => self.emphasis += 1,
            "q" => self.text("“"),
            "sup" => return !is_note(tag),
            "rt" | "rp" => return false,
            "a" => {
                if is_permalink(tag) {
                    return false;
                }
                let link = tag.attribute("href").and_then(|href| self.address(href.trim()));
                self.links.push(link);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.around.heading = tag.name[1..].parse().ok();
            }
            "ul" | "ol" | "menu" => {
                self.flush();
                self.around.lists.push(List::of(tag));
            }
            "li" => {
                self.flush();
                let marker = self.around.lists.last_mut().map_or_else(|| Some(BULLET.to_owned()), |l| l.marker(tag));
                self.around.marker = marker;
                self.around.items += 1;
            }
            "dt" | "dd" => self.flush(),
            "pre" => {
                self.flush();
                self.around.pre += 1;
            }
            "table" => {
                self.flush();
                self.frames.push(Frame::Table(Vec::new(), Vec::new()));
            }
            "tr" => {
                self.flush();
                self.frames.push(Frame::Row(Vec::new(), Vec::new()));
            }
            "td" | "th" => {
                self.flush();
                let around = std::mem::take(&mut self.around);
                self.frames.push(Frame::Cell(Vec::new(), around));
            }
            name if BLOCKS.contains(&name) => {
                self.flush();
                self.remark = scribe::remark(tag).filter(|_| self.minutes);
            }
            _ => {}
        }
        true
    }

    fn close(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "b" | "strong" | "i" | "em" | "cite" if !(self.minutes && tag.name == "cite") => {
                self.emphasis = self.emphasis.saturating_sub(1);
            }
            "span" if is_emphasis(tag) => self.emphasis = self.emphasis.saturating_sub(1),
            "q" => self.text("”"),
            "a" => {
                self.links.pop();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.around.heading = None;
            }
            "ul" | "ol" | "menu" => {
                self.flush();
                self.around.lists.pop();
            }
            "li" => {
                self.flush();
                self.around.marker = None;
                self.around.items = self.around.items.saturating_sub(1);
            }
            "dt" => self.end_term(),
            "dd" => self.flush(),
            "dl" => {
                self.flush();
                self.end_terms();
            }
            "pre" => {
                self.flush();
                self.around.pre = self.around.pre.saturating_sub(1);
            }
            "table" | "tr" | "td" | "th" => {
                self.flush();
                self.end_frame(tag);
            }
            name if BLOCKS.contains(&name) => {
                self.flush();
                self.remark = None;
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let link = self.links.last().and_then(Option::as_ref);
        if self.around.pre > 0 {
            self.current.push(text, self.emphasis > 0, link);
        } else {
            // A line end of the source is a blank.
            self.current.push(&text.replace(['\n', '\r', '\u{2028}'], " "), self.emphasis > 0, link);
        }
    }

    fn line_break(&mut self) {
        if self.remark.is_some() {
            self.current.push(" ", false, None);
            return;
        }
        let written = self.current.pieces.iter().rev().map(|p| p.text.trim_matches(' ')).find(|text| !text.is_empty());
        if written.is_some_and(|text| text.ends_with('\n')) {
            self.flush();
        } else {
            self.current.push("\n", self.emphasis > 0, None);
        }
    }

    /// Ends the open paragraph, if it holds anything.
    fn flush(&mut self) {
        let mut paragraph = std::mem::replace(&mut self.current, Paragraph::new(0));
        paragraph.tidy();
        if paragraph.is_empty() {
            return;
        }
        self.place += 1;
        paragraph.place = self.place;
        let marker = self.around.marker.take();
        if let Some(level) = self.around.heading {
            paragraph.kind = LineKind::Heading(level);
            paragraph.marker = marker.filter(|marker| marker != BULLET);
        } else if self.around.items > 0 {
            let depth = self.around.lists.len().max(1);
            paragraph.kind = LineKind::Item(u8::try_from(depth).unwrap_or(u8::MAX));
            paragraph.marker = marker;
        }
        if let Some(kind) = self.remark.filter(|_| paragraph.kind == LineKind::Text) {
            self.settle(paragraph, kind);
            return;
        }
        self.last_remark = None;
        self.explain(paragraph);
    }

    fn settle(&mut self, paragraph: Paragraph, kind: Remark) {
        let mut last = self.last_remark.and_then(|kind| Some((self.siblings().pop()?, kind)));
        let settled = scribe::settle(paragraph, kind, last.as_mut().map(|(last, kind)| (last, *kind)));
        if let Some((last, _)) = last {
            self.siblings().push(last);
        }
        if let Some(settled) = settled {
            self.last_remark = Some(kind);
            self.siblings().push(settled);
        }
    }

    /// Puts a paragraph behind the term that it explains, on the same line where both are short.
    fn explain(&mut self, mut paragraph: Paragraph) {
        let value = paragraph.kind == LineKind::Text && paragraph.len() <= LONGEST_VALUE;
        match self.around.term.take() {
            Some(mut term) if paragraph.kind == LineKind::Text => {
                let colon = !term.text().ends_with([':', '?', '.']);
                term.push(if colon { ": " } else { " " }, false, None);
                for piece in &paragraph.pieces {
                    term.push(&piece.text, piece.emphasised, piece.link.as_ref());
                }
                paragraph.pieces = term.pieces;
                paragraph.place = term.place;
                self.siblings().push(paragraph);
                self.around.described = value || self.minutes;
            }
            Some(term) => {
                self.siblings().extend([term, paragraph]);
                self.around.described = false;
            }
            None if self.around.described && value && self.is_in_terms() => {
                if let Some(last) = self.siblings().last_mut() {
                    last.push(", ", false, None);
                    for piece in &paragraph.pieces {
                        last.push(&piece.text, piece.emphasised, piece.link.as_ref());
                    }
                }
            }
            None => {
                self.around.described = false;
                self.siblings().push(paragraph);
            }
        }
    }

    /// Ends a term: it waits for what explains it. Several terms of one explanation are set apart by commas.
    fn end_term(&mut self) {
        let mut paragraph = std::mem::replace(&mut self.current, Paragraph::new(0));
        paragraph.tidy();
        self.around.described = false;
        if paragraph.is_empty() {
            return;
        }
        self.place += 1;
        paragraph.place = self.place;
        if paragraph.len() > LONGEST_VALUE {
            self.end_terms();
            self.siblings().push(paragraph);
            return;
        }
        match &mut self.around.term {
            Some(term) => {
                term.push(", ", false, None);
                for piece in paragraph.pieces {
                    term.push(&piece.text, piece.emphasised, piece.link.as_ref());
                }
            }
            none => *none = Some(paragraph),
        }
    }

    fn end_terms(&mut self) {
        if let Some(term) = self.around.term.take() {
            self.siblings().push(term);
        }
        self.around.described = false;
    }

    fn is_in_terms(&self) -> bool {
        self.around.heading.is_none() && self.around.items == 0
    }

    fn end_frame(&mut self, tag: &Tag<'_>) {
        self.end_terms();
        match self.frames.pop() {
            Some(Frame::Table(rows, _)) => self.siblings().extend(rows),
            Some(Frame::Cell(cell, around)) => {
                self.around = around;
                let down = tag.number("rowspan").and_then(|n| usize::try_from(n).ok()).unwrap_or(1).clamp(1, MAX_SPAN);
                self.end_cell(cell, down - 1);
            }
            Some(Frame::Row(mut cells, reaching)) => {
                let mut rows = Vec::new();
                if let Some(Frame::Table(_, spans)) = self.frames.last_mut() {
                    below_others(&mut cells, spans);
                    for rows in spans.iter_mut() {
                        *rows = rows.saturating_sub(1);
                    }
                    for (at, down) in reaching {
                        spans.resize(spans.len().max(at + 1), 0);
                        spans[at] = down;
                    }
                }
                add_row(cells, &mut rows);
                self.siblings().extend(rows);
            }
            None => {}
        }
    }

    /// Puts a cell into its row.
    fn end_cell(&mut self, cell: Cell, down: usize) {
        let Some(Frame::Row(mut cells, mut reaching)) = self.frames.pop() else { return };
        if let Some(Frame::Table(_, spans)) = self.frames.last() {
            below_others(&mut cells, spans);
        }
        if down > 0 {
            reaching.push((cells.len(), down));
        }
        cells.push(cell);
        self.frames.push(Frame::Row(cells, reaching));
    }

    /// Where the next paragraph goes.
    fn siblings(&mut self) -> &mut Vec<Paragraph> {
        let inner = self.frames.iter_mut().rev().find_map(|frame| match frame {
            Frame::Cell(all, _) | Frame::Table(all, _) => Some(all),
            Frame::Row(..) => None,
        });
        inner.unwrap_or(&mut self.paragraphs)
    }

    /// The address that a link leads to; nothing where it leads to a program.
    fn address(&self, href: &str) -> Option<Rc<str>> {
        if href.to_ascii_lowercase().starts_with("javascript:") {
            return None;
        }
        if href.is_empty() || href.starts_with('#') {
            return Some(href.into());
        }
        let whole = self.base.as_ref().and_then(|base| base.resolve(href).ok());
        Some(whole.map_or_else(|| href.into(), |iri| iri.as_str().into()))
    }
}

/// Adds empty cells where one above reaches down.
fn below_others(cells: &mut Vec<Cell>, spans: &[usize]) {
    while spans.get(cells.len()).is_some_and(|rows| *rows > 0) {
        cells.push(Vec::new());
    }
}
