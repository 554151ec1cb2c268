//! From lines to the canonical text: what belongs together is joined, what does not is kept apart.
//!
//! Three rules, each for a thing that converters and page breaks do to real reports:
//! a line that a narrow column wrapped goes on with a blank; a sentence that a page break cut is joined to its other half; page numbers between
//! the halves are dropped.

use super::lines::{Line, LineKind, Lines, PlaceUnit};
use super::{Block, BlockKind, Document, Link, Marker, marker};
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Beyond this many bytes a line was not wrapped by a column.
const WIDEST_COLUMN: usize = 160;
/// Articles, prepositions and conjunctions have at most so many letters.
const LONGEST_PARTICLE: usize = 4;
/// A cut sentence leaves at least this many bytes before the cut.
const SHORTEST_CUT: usize = 40;

pub(super) fn assemble(lines: &Lines, document: &mut Document) {
    document.text.reserve(lines.flat.len() + lines.all.len());
    let mut assembler = Assembler {
        lines,
        document,
        column: column(lines),
        labels: labels(lines),
        line_at: 0,
        map_at: 0,
        link_at: 0,
        emphasis_at: 0,
        content_at: 0,
    };
    let mut previous: Option<Line> = None;
    let mut skipped_page_number = false;
    for (i, (range, line)) in lines.all.iter().enumerate() {
        let text = lines.flat[range.clone()].trim();
        if text.is_empty() {
            continue;
        }
        if i > 0 && line.kind == LineKind::Text && !lines.apart && is_page_number(text) {
            skipped_page_number = true;
            continue;
        }
        let joined = !lines.apart
            && previous.is_some_and(|before| {
                if before.ends_paragraph || skipped_page_number {
                    assembler.is_cut_sentence(text, *line)
                } else {
                    assembler.is_wrapped(before, text, *line)
                }
            });
        assembler.add(range.clone(), *line, joined);
        previous = Some(*line);
        skipped_page_number = false;
    }
    find_bare_addresses(document);
}

/// The width that lines were wrapped at: of those that surely were, as the next goes on in small letters; where there is none, of all.
fn column(lines: &Lines) -> usize {
    let goes_on = |pair: &[(Range<usize>, Line)]| {
        let next = &lines.flat[pair[1].0.clone()];
        !pair[0].1.ends_paragraph
            && !pair[0].1.hard_break
            && pair[1].1.kind == LineKind::Text
            && next.trim_start().starts_with(char::is_lowercase)
            && !next.trim_start().starts_with("o ")
    };
    let wrapped = lines.all.windows(2).filter(|pair| goes_on(pair)).map(|pair| pair[0].0.len()).max();
    wrapped.or_else(|| lines.all.iter().map(|(range, _)| range.len()).max()).unwrap_or(0)
}

/// The labels by which several lines begin, as in "Ada: is it ready?": each begins a line of its own, however full the one before it is.
fn labels(lines: &Lines) -> FxHashSet<&str> {
    let mut uses: FxHashMap<&str, usize> = FxHashMap::default();
    for (range, _) in &lines.all {
        if let Some(label) = label(lines.flat[range.clone()].trim()) {
            *uses.entry(label).or_default() += 1;
        }
    }
    uses.into_iter().filter(|(_, count)| *count > 1).map(|(label, _)| label).collect()
}

/// A label of up to four words at the beginning of a line.
fn label(line: &str) -> Option<&str> {
    let colon = line.bytes().take(40).position(|b| b == b':')?;
    let label = line.get(..colon)?;
    let apart = line[colon + 1..].starts_with(' ') && label.starts_with(char::is_alphabetic);
    (apart && label.split(' ').count() <= 4).then_some(label)
}

/// Whether a line ends in the middle of a phrase: "and the", "as agreed in".
fn leads_on(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("");
    last.chars().count() <= LONGEST_PARTICLE && last.chars().all(char::is_lowercase)
}

struct Assembler<'a> {
    lines: &'a Lines,
    document: &'a mut Document,
    column: usize,
    /// Labels that open more than one line.
    labels: FxHashSet<&'a str>,
    /// Where the last line begins in the text.
    line_at: usize,
    map_at: usize,
    link_at: usize,
    emphasis_at: usize,
    content_at: usize,
}

impl Assembler<'_> {
    /// Whether a line goes on with the paragraph before it.
    fn is_wrapped(&self, before: Line, text: &str, line: Line) -> bool {
        let Some(block) = self.document.blocks.last() else { return false };
        let above = self.document.text_of(block);
        if before.hard_break || before.kind != line.kind && line.kind != LineKind::Text {
            return false;
        }
        if matches!(line.kind, LineKind::Row) || marker::read(text).is_some() || is_address(text) {
            return false;
        }
        if text.starts_with("... ") || text.starts_with('…') || label(text).is_some_and(|l| self.labels.contains(l)) {
            return false;
        }
        if text.starts_with(char::is_lowercase) || above.ends_with(',') {
            return true;
        }
        // "Present: Ada, Alan / Regrets: Grace": a label in capitals begins a line of its own, unless the words above it lead on to it.
        if label(text).is_some_and(|l| l.starts_with(char::is_uppercase)) && !leads_on(above) {
            return false;
        }
        let first_word = text.split_whitespace().next().map_or(0, str::len);
        let last_line = block.span.end.saturating_sub(self.line_at);
        self.column <= WIDEST_COLUMN && last_line + first_word + 8 > self.column && !above.ends_with(':')
    }

    /// Whether a page break cut a sentence between the last block and this line.
    fn is_cut_sentence(&self, text: &str, line: Line) -> bool {
        let Some(block) = self.document.blocks.last() else { return false };
        let above = self.document.text_of(block);
        !self.lines.uncut
            && line.kind == LineKind::Text
            && !line.emphasised
            && matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. })
            && above.len() >= SHORTEST_CUT
            && above.ends_with(|c: char| c.is_alphanumeric() || c == ',' || c == '-')
            && text.starts_with(char::is_lowercase)
            && marker::read(text).is_none()
            && !is_address(text)
            && !is_address(above)
    }

    fn add(&mut self, range: Range<usize>, line: Line, joined: bool) {
        let flat = &self.lines.flat[range.clone()];
        let mut start = range.start + (flat.len() - flat.trim_start().len());
        let end = start + flat.trim().len();
        let content = self.content_of(&range).filter(|_| line.kind != LineKind::Text);
        if joined {
            self.document.text.push(' ');
        } else if !self.document.text.is_empty() {
            self.document.text.push('\n');
        }
        let at = self.document.text.len();
        self.line_at = at;
        if joined {
            start = content.unwrap_or(start);
        }
        let shift = |flat: usize| at + (flat - start);
        self.copy(start, end, at);
        if joined {
            if let Some(block) = self.document.blocks.last_mut() {
                block.span.end = self.document.text.len();
            }
        } else {
            let written = &self.document.text[at..];
            // The content of an item may have a marker of its own: "- A. Draft proposal".
            let inner = content.map_or(0, |c| c - start);
            let printed = written.get(inner..).unwrap_or("");
            let found = marker::read(printed).map(|(label, length)| (inner, label, length));
            let found = found.or_else(|| marker::read(written).map(|(label, length)| (0, label, length)));
            let (span, marker) = match found {
                Some((from, label, length)) => {
                    let end = at + from + written[from..from + length].trim_end().len();
                    let label = label.to_owned();
                    (at + from + length, Some(Marker { span: Span::new(at + from, end), label }))
                }
                None => (at + inner, None),
            };
            let kind = match line.kind {
                LineKind::Heading(level) => BlockKind::Heading { level },
                LineKind::Item(depth) => BlockKind::ListItem { depth },
                LineKind::Row => BlockKind::TableRow,
                LineKind::Text => BlockKind::Paragraph,
            };
            let span = Span::new(span, self.document.text.len());
            self.document.blocks.push(Block { kind, span, marker, emphasised: line.emphasised });
        }
        self.emphases(&range, start, end, at);
        while let Some((link, url)) = self.lines.links.get(self.link_at).filter(|(link, _)| link.start < range.end) {
            let span = Span::new(shift(link.start.max(start)), shift(link.end.min(end).max(start)));
            self.document.links.push(Link { span: span.trimmed(&self.document.text), url: url.clone() });
            self.link_at += 1;
        }
    }

    /// Carries over where the line is set in bold or italics.
    fn emphases(&mut self, range: &Range<usize>, start: usize, end: usize, at: usize) {
        while let Some(flat) = self.lines.emphases.get(self.emphasis_at).filter(|e| e.start < range.end) {
            let span = Span::new(at + flat.start.clamp(start, end) - start, at + flat.end.clamp(start, end) - start);
            if !span.is_empty() {
                self.document.emphases.push(span);
            }
            self.emphasis_at += 1;
        }
    }

    fn content_of(&mut self, range: &Range<usize>) -> Option<usize> {
        while self.lines.contents.get(self.content_at).is_some_and(|c| *c < range.start) {
            self.content_at += 1;
        }
        self.lines.contents.get(self.content_at).copied().filter(|c| *c <= range.end)
    }

    /// Copies flat text to the canonical text, and the map with it.
    fn copy(&mut self, start: usize, end: usize, at: usize) {
        let map = &self.lines.map;
        while map.get(self.map_at + 1).is_some_and(|(flat, _)| *flat <= start) {
            self.map_at += 1;
        }
        let mut i = self.map_at;
        while let Some((flat, source)) = map.get(i).filter(|(flat, _)| *flat < end) {
            // Places that are counted in bytes go on inside a piece; pages and paragraphs do not.
            let skipped = if self.lines.unit == PlaceUnit::Byte { start.saturating_sub(*flat) } else { 0 };
            self.document.map.push((at + flat.saturating_sub(start), source + skipped));
            i += 1;
        }
        self.map_at = i.saturating_sub(1).max(self.map_at);
        self.document.text.push_str(&self.lines.flat[start..end]);
    }
}

/// "7", "- 7 -", "Page 3 of 12": what a converter leaves between two pages.
fn is_page_number(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    let bare = text.trim_matches(|c: char| c == '-' || c == '–' || c.is_whitespace());
    let number = |s: &str| !s.is_empty() && s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit());
    let mut words = bare.split_whitespace();
    match (words.next(), words.next(), words.next(), words.next(), words.next()) {
        (Some(one), None, ..) => number(one),
        (Some(page), Some(n), None, ..) => page.eq_ignore_ascii_case("page") && number(n),
        (Some(page), Some(n), Some(_), Some(all), None) => {
            page.eq_ignore_ascii_case("page") && number(n) && number(all)
        }
        _ => false,
    }
}

/// Whether a line begins with an address.
fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.")
}

/// Addresses that stand in the text without a link's brackets.
fn find_bare_addresses(document: &mut Document) {
    let text = document.text.as_str();
    let mut found = Vec::new();
    let mut linked = document.links.iter().map(|link| link.span).peekable();
    for separator in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let scheme = if text[..separator].ends_with("https") { 5 } else { 4 };
        if !text[..separator].ends_with("http") && scheme == 4 {
            continue;
        }
        let start = separator - scheme;
        while linked.peek().is_some_and(|link| link.end <= start) {
            linked.next();
        }
        let length =
            text[start..].find(|c: char| c.is_whitespace() || "<>\"|".contains(c)).unwrap_or(text.len() - start);
        let address = trim_address(&text[start..start + length]);
        let span = Span::new(start, start + address.len());
        if !linked.peek().is_some_and(|link| link.overlaps(span)) {
            found.push(Link { span, url: address.to_owned() });
        }
    }
    if !found.is_empty() {
        document.links.append(&mut found);
        document.links.sort_by_key(|link| link.span);
    }
}

/// An address without the punctuation of the sentence around it.
fn trim_address(address: &str) -> &str {
    let mut trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '”', '’']);
    while trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count() {
        trimmed = trimmed[..trimmed.len() - 1].trim_end_matches(['.', ',', ';']);
    }
    trimmed
}
