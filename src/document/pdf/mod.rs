//! PDF as lines. `pdf_oxide` says which glyphs stand where; what is read out of that is decided here.
//!
//! A page goes through these files in turn: `page` (the crate's spans, links and rules) with `fonts` (signs that nothing names), `glyphs` (words
//! and lines), `furniture` (running headers and footers), `ruled` (tables with rules), `columns` (reading order), `grid` (tables
//! without rules), `flow` with `measure` and `hyphen` (paragraphs, headings, lists).

mod columns;
mod flow;
mod fonts;
mod furniture;
mod glyphs;
mod grid;
mod hyphen;
mod measure;
mod page;
mod ruled;
mod word;

use super::extract::{MAX_TEXT, Unreadable};
use super::{Lines, PlaceUnit, Run};
use flow::{Block, Piece, Placed};
use grid::Part;
use hyphen::Vocabulary;
use measure::Measure;
use pdf_oxide::PdfDocument;
use pdf_oxide::error::Error;
use ruled::Cell;
use word::{Line, Page};

/// No report has more pages.
const MAX_PAGES: usize = 2_000;
/// Of so many signs, one that the file does not name makes the text untrue.
const TRUE_SIGNS: usize = 500;

/// Turns the bytes of a PDF into lines of text with their kind.
pub(super) fn lines(bytes: &[u8]) -> Result<Lines, Unreadable> {
    if is_cut_off(bytes) {
        return Err(Unreadable::Damaged);
    }
    let document = PdfDocument::from_bytes(bytes.to_vec()).map_err(|e| refusal(&e))?;
    if document.is_encrypted() && !matches!(document.authenticate(b""), Ok(true)) {
        return Err(Unreadable::Encrypted);
    }
    let count = document.page_count().map_err(|e| refusal(&e))?;
    if count > MAX_PAGES {
        return Err(Unreadable::TooLarge);
    }
    let mut shared = page::Shared::default();
    let mut pages = Vec::with_capacity(count);
    for index in 0..count {
        pages.push(page::read(&document, index, &mut shared));
        if shared.bytes > MAX_TEXT {
            return Err(Unreadable::TooLarge);
        }
    }
    if shared.glyphs == 0 {
        return Err(Unreadable::NoText);
    }
    if shared.unknown * TRUE_SIGNS > shared.glyphs {
        return Err(Unreadable::Unnamed);
    }
    Ok(written(&blocks(pages), &shared.addresses))
}

fn refusal(error: &Error) -> Unreadable {
    match error {
        Error::EncryptedPdf => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

/// Whether a PDF ends without the marks of its end: what is left of it may lack pages, and nobody would see that.
fn is_cut_off(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(4096)..];
    ["%%EOF", "startxref"].iter().all(|mark| memchr::memmem::find(tail, mark.as_bytes()).is_none())
}

/// The blocks of all pages in reading order.
fn blocks(mut pages: Vec<Page>) -> Vec<Block> {
    furniture::drop_running_lines(&mut pages);
    let measure = Measure::of(&pages);
    let vocabulary = Vocabulary::of(pages.iter().flat_map(|page| &page.lines));
    let mut pieces = Vec::new();
    for page in pages {
        let from = pieces.len();
        add_page(page, &measure, &mut pieces);
        mend_row(&mut pieces, from);
    }
    flow::blocks(pieces, &measure, &vocabulary)
}

fn add_page(mut page: Page, measure: &Measure, pieces: &mut Vec<Piece>) {
    let tables = ruled::take_tables(&mut page);
    let (number, mut rest) = (page.number, std::mem::take(&mut page.lines));
    for table in tables {
        let (above, below) = rest.into_iter().partition(|line| line.y > table.top);
        rest = below;
        add_lines(above, number, measure, pieces);
        pieces.extend(table.rows.into_iter().map(|cells| Piece::Row { cells, page: number }));
    }
    add_lines(rest, number, measure, pieces);
}

fn add_lines(lines: Vec<Line>, page: usize, measure: &Measure, pieces: &mut Vec<Piece>) {
    let regions = columns::regions(lines);
    let several = regions.len() > 1;
    for region in regions {
        let edge = region.iter().map(|line| line.x1).fold(0.0, f32::max);
        let right = if several { edge } else { measure.right };
        let mut fresh = true;
        for part in grid::parts(region) {
            pieces.push(match part {
                Part::Line(line) => Piece::Line(Placed { line, page, right, fresh }),
                Part::Row(cells) => Piece::Row { cells, page },
            });
            fresh = false;
        }
    }
}

/// Mends a table that a page break cut: the head that is printed again goes, a row that goes on is one with its beginning.
fn mend_row(pieces: &mut Vec<Piece>, from: usize) {
    let (before, after) = pieces.split_at_mut(from);
    let (Some(Piece::Row { cells: last, .. }), Some(Piece::Row { cells: first, .. })) =
        (before.last_mut(), after.first())
    else {
        return;
    };
    if last.len() != first.len() {
        return;
    }
    let text = |cell: &Cell| cell.iter().map(Line::text).collect::<Vec<_>>().join(" ");
    let goes_on = first.iter().zip(last.iter()).all(|(cell, above)| {
        let (cell, above) = (text(cell), text(above));
        let open = !above.is_empty() && !above.ends_with(['.', '!', '?', ';']);
        cell.is_empty()
            || cell.starts_with(char::is_lowercase)
            || open && cell.chars().next().is_some_and(|c| grid::is_bullet(&c.to_string()))
    });
    let begins_small = first.iter().any(|cell| text(cell).starts_with(char::is_lowercase));
    if goes_on && begins_small {
        if let Piece::Row { cells, .. } = pieces.remove(from)
            && let Some(Piece::Row { cells: last, .. }) = pieces.get_mut(from - 1)
        {
            for (cell, more) in last.iter_mut().zip(cells) {
                cell.extend(more);
            }
        }
        return;
    }
    let head = before.iter().rev().take_while(|piece| matches!(piece, Piece::Row { .. })).last();
    let same = |a: &[Cell], b: &[Cell]| a.iter().map(text).eq(b.iter().map(text));
    let repeated = matches!(head, Some(Piece::Row { cells, .. }) if same(cells, first));
    if repeated {
        pieces.remove(from);
    }
}

/// Writes blocks as lines: neighbouring words that are set in one way and lead to one address are one run.
fn written(blocks: &[Block], addresses: &[String]) -> Lines {
    let mut lines = Lines::new(PlaceUnit::Page);
    for block in blocks {
        let mut texts: Vec<(String, bool, Option<u32>)> = Vec::new();
        for word in &block.words {
            let blank = !texts.is_empty() && !word.glued;
            let emphasised = word.bold || word.italic;
            match texts.last_mut() {
                Some((text, set, link)) if *set == emphasised && *link == word.link => {
                    if blank {
                        text.push(' ');
                    }
                    text.push_str(&word.text);
                }
                last => {
                    // The blank between two runs belongs to the one that is not linked.
                    let inside = match last {
                        Some((text, _, None)) if blank => {
                            text.push(' ');
                            true
                        }
                        _ => !blank,
                    };
                    if !inside && word.link.is_some() {
                        texts.push((" ".to_owned(), emphasised, None));
                    }
                    let before = if !inside && word.link.is_none() { " " } else { "" };
                    texts.push((format!("{before}{}", word.text), emphasised, word.link));
                }
            }
        }
        let address = |link: Option<u32>| addresses.get(usize::try_from(link?).ok()?).map(String::as_str);
        let runs: Vec<Run<'_>> = texts
            .iter()
            .map(|(text, emphasised, link)| Run { text, emphasised: *emphasised, link: address(*link) })
            .collect();
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            lines.add(block.kind, block.marker, &runs, block.page);
        }
    }
    lines
}
