//! Running headers and footers: what stands at the same height near the edge of several pages, numbers apart, and page numbers.

use super::word::{Line, Page};
use std::collections::HashMap;

/// How much of a page's height its margins take at most, each.
const MARGIN: f32 = 0.1;
/// A running line stands at the same height on all pages, within so many points.
const SAME_HEIGHT: f32 = 6.0;

/// Takes running headers and footers out of pages.
pub(super) fn drop_running_lines(pages: &mut [Page]) {
    let mut seen: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
    for page in pages.iter() {
        for row in margin_rows(page) {
            seen.entry(pattern(&row.text)).or_default().push((page.number, row.y));
        }
    }
    let count = pages.len();
    for page in pages.iter_mut() {
        let mut dropped: Vec<f32> = Vec::new();
        for row in margin_rows(page) {
            let same = seen.get(&pattern(&row.text)).into_iter().flatten();
            let mut on: Vec<usize> =
                same.filter(|(_, y)| (y - row.y).abs() < SAME_HEIGHT).map(|(page, _)| *page).collect();
            on.dedup();
            let repeated = on.len() >= 2 && (on.len() * 2 >= count || on.len() >= 3 && on.len() * 3 >= count);
            if repeated && !row.in_table || is_number_of(&row.text, page.number) {
                dropped.push(row.y);
            }
        }
        page.lines.retain(|line| !dropped.iter().any(|y| same_row(*y, line)));
    }
}

struct Row {
    text: String,
    y: f32,
    in_table: bool,
}

fn same_row(y: f32, line: &Line) -> bool {
    (y - line.y).abs() < 0.3 * line.size.max(1.0)
}

/// The lines in the margins, those of one height as one.
fn margin_rows(page: &Page) -> Vec<Row> {
    let margin = MARGIN * (page.top - page.bottom);
    let mut rows: Vec<Row> = Vec::new();
    for line in &page.lines {
        if line.y < page.top - margin && line.y > page.bottom + margin {
            continue;
        }
        let in_table = page.vertical.iter().any(|rule| rule.from < line.y && line.y < rule.to);
        match rows.last_mut() {
            Some(row) if same_row(row.y, line) => {
                row.text.push(' ');
                row.text.push_str(&line.text());
            }
            _ => rows.push(Row { text: line.text(), y: line.y, in_table }),
        }
    }
    rows
}

/// A text without its numbers.
fn pattern(text: &str) -> String {
    let mut pattern = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_digit() { '#' } else { c };
        if !(c == '#' && pattern.ends_with('#')) {
            pattern.push(c);
        }
    }
    pattern
}

/// "3", "- 3 -", "3/12", "Page | 3" on the third page.
fn is_number_of(text: &str, page: usize) -> bool {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).count();
    text.len() <= 24
        && words <= numbers.len()
        && (1..=2).contains(&numbers.len())
        && numbers.first().and_then(|n| n.parse().ok()) == Some(page)
        && !text.contains('.')
}

#[cfg(test)]
mod tests {
    use super::drop_running_lines;
    use crate::document::pdf::word::Page;
    use crate::document::pdf::word::sample::line;

    #[test]
    fn headers_and_footers_go_and_text_stays() {
        let mut pages: Vec<Page> = (1..=3)
            .map(|number| {
                let lines = vec![
                    line("Steering committee 2024", 72.0, 760.0),
                    line(&format!("Text of page {number} is here"), 72.0, 690.0),
                    line("The same sentence stands here.", 72.0, 400.0),
                    line(&format!("Page | {number}"), 72.0, 40.0),
                ];
                Page { number, bottom: 0.0, top: 792.0, lines, ..Page::default() }
            })
            .collect();
        drop_running_lines(&mut pages);
        for page in &pages {
            assert_eq!(page.lines.len(), 2, "{:?}", page.lines);
        }
    }

    #[test]
    fn a_title_on_one_page_stays_and_its_page_number_goes() {
        let lines = vec![line("Minutes of 7 May", 72.0, 760.0), line("- 1 -", 300.0, 30.0)];
        let mut pages = vec![Page { number: 1, bottom: 0.0, top: 792.0, lines, ..Page::default() }];
        drop_running_lines(&mut pages);
        assert_eq!(pages[0].lines.len(), 1);
    }
}
