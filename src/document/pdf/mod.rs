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
use super::paragraph::glued_label;
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
            let (first, glued) = runs.split_at(glued_label(&runs));
            lines.add(block.kind, block.marker, first, block.page);
            if !glued.is_empty() {
                lines.add(block.kind, None, glued, block.page);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::word::sample::line;
    use super::word::{Line, Page};
    use super::{blocks, is_cut_off, written};
    use crate::document::{Document, LineKind};

    fn sized(text: &str, x0: f32, y: f32, size: f32) -> Line {
        let mut words = line(text, x0, y).words;
        for word in &mut words {
            word.size = size;
        }
        Line::new(words)
    }

    fn page(number: usize, lines: Vec<Line>) -> Page {
        Page { number, bottom: 0.0, top: 792.0, lines, ..Page::default() }
    }

    fn shown(pages: Vec<Page>) -> Vec<(LineKind, String, usize)> {
        blocks(pages).iter().map(|b| (b.kind, super::word::text_of(&b.words), b.page)).collect()
    }

    #[test]
    fn headings_paragraphs_and_lists() {
        let lines = vec![
            sized("Minutes of the forum", 72.0, 700.0, 18.0),
            sized("Opening", 72.0, 670.0, 14.0),
            line("The chair opened the fourth meeting of the forum and thanked", 72.0, 650.0),
            line("the secretariat for the papers.", 72.0, 636.0),
            line("Actions:", 72.0, 610.0),
            line("1. Write to the harbours", 90.0, 596.0),
            line("a. in English and in Spanish, and where that is wanted in", 108.0, 582.0),
            line("French as well", 126.0, 568.0),
            line("2. Close the consultation", 90.0, 554.0),
        ];
        let text = "The chair opened the fourth meeting of the forum and thanked the secretariat for the papers.";
        let item = "a. in English and in Spanish, and where that is wanted in French as well";
        let wanted = [
            (LineKind::Heading(1), "Minutes of the forum"),
            (LineKind::Heading(2), "Opening"),
            (LineKind::Text, text),
            (LineKind::Text, "Actions:"),
            (LineKind::Item(1), "1. Write to the harbours"),
            (LineKind::Item(2), item),
            (LineKind::Item(1), "2. Close the consultation"),
        ];
        let read = shown(vec![page(1, lines)]);
        assert_eq!(read.iter().map(|(kind, text, _)| (*kind, text.as_str())).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn a_marker_goes_with_the_address_that_was_too_wide_for_its_line() {
        let address = "https://example.org/papers/2024-05-07/agenda-and-all-of-the-papers";
        let lines = vec![
            line("3. Documents for the meeting of the steering group in Aalen, sent to", 90.0, 640.0),
            line("all members", 104.0, 626.0),
            line("• a.", 108.0, 612.0),
            line(address, 122.0, 598.0),
            line("4. Any other business", 90.0, 584.0),
        ];
        let read = shown(vec![page(1, lines)]);
        let texts: Vec<&str> = read.iter().map(|(_, text, _)| text.as_str()).collect();
        assert_eq!(texts[1..], [format!("a. {address}").as_str(), "4. Any other business"]);
    }

    #[test]
    fn a_label_that_touches_the_words_before_it_is_a_line_of_its_own() {
        let mut words = line("Priorities for the harbours Document:", 72.0, 700.0).words;
        let label = words.last_mut().unwrap();
        (label.bold, label.glued) = (true, true);
        let blocks = blocks(vec![page(1, vec![Line::new(words)])]);
        let document = Document::from_lines(&written(&blocks, &[]), 0);
        assert_eq!(document.text(), "Priorities for the harbours\nDocument:");
    }

    #[test]
    fn a_paragraph_goes_on_over_a_page_break_and_a_new_one_does_not() {
        let first = vec![
            line("The chair opened the fourth meeting of the forum and thanked", 72.0, 300.0),
            line("the secretariat for all of the papers, which had been sent to", 72.0, 286.0),
        ];
        let second = vec![
            line("members in time and were read by them.", 72.0, 700.0),
            line("Maria Keller reported on the consultation.", 72.0, 672.0),
        ];
        let read = shown(vec![page(1, first), page(2, second)]);
        assert_eq!(read.len(), 2, "{read:?}");
        assert!(read[0].1.ends_with("sent to members in time and were read by them."));
        assert_eq!((read[0].2, read[1].2), (1, 2));
    }

    #[test]
    fn a_pdf_without_its_end_is_cut_off() {
        assert!(is_cut_off(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"));
        assert!(!is_cut_off(b"%PDF-1.7\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"));
    }
}
