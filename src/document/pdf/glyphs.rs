//! From the glyphs of a page to its lines: what stands on one baseline, where words end, what is printed twice.

use super::word::{Line, Rule, Word};

/// Two baselines are one when they are nearer than this part of the size.
const SAME_BASELINE: f32 = 0.3;
/// A raised or lowered smaller glyph belongs to the line it touches within this part of the line's size.
const RAISED: f32 = 0.65;
/// A gap of this part of the size parts two words.
const BLANK: f32 = 0.16;
/// A sign that closes a clause and stands nearer than this part of the size touches the word before it, whatever blank the file puts between them.
const TOUCHING: f32 = 0.05;
/// No table has more cells in a row.
const MOST_WALLS: usize = 200;
/// A gap of this part of the size parts two columns, or a marker from its item.
const WIDE: f32 = 1.1;

/// A glyph, or what one shows (a ligature is several letters).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: char,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) link: Option<u32>,
}

/// Glyphs that were shown together: one baseline, size and style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) font: u16,
}

impl Span {
    fn x0(&self) -> f32 {
        self.glyphs.first().map_or(0.0, |g| g.x0)
    }

    fn x1(&self) -> f32 {
        self.glyphs.last().map_or(0.0, |g| g.x1)
    }

    fn is_blank(&self) -> bool {
        self.glyphs.iter().all(|g| g.text.is_whitespace())
    }
}

/// The lines of a page from top to bottom, and from left to right on one height; `walls` are the vertical rules that part cells.
pub(super) fn lines(mut spans: Vec<Span>, walls: &[Rule]) -> Vec<Line> {
    spans.retain(|s| !s.glyphs.is_empty() && s.size > 0.5);
    // The large first, so that the small find the line they hang on; blanks only part what is there.
    spans.sort_by(|a, b| {
        let order = a.is_blank().cmp(&b.is_blank()).then(b.size.total_cmp(&a.size));
        order.then(b.y.total_cmp(&a.y)).then(a.x0().total_cmp(&b.x0()))
    });
    let mut rows: Vec<Vec<Span>> = Vec::new();
    let mut by_height: std::collections::BTreeMap<i32, Vec<usize>> = std::collections::BTreeMap::new();
    for span in spans {
        let (key, reach) = (height(span.y), height(2.0 * span.size.max(12.0)));
        let near = by_height.range(key - reach..=key + reach).flat_map(|(_, rows)| rows).copied();
        let found = near.filter(|row| rows[*row].first().is_some_and(|first| belongs(&span, first, &rows[*row])));
        let found = found.min_by(|a, b| {
            let distance = |row: &usize| rows[*row].first().map_or(f32::MAX, |first| (first.y - span.y).abs());
            distance(a).total_cmp(&distance(b))
        });
        if let Some(row) = found {
            rows[row].push(span);
        } else {
            by_height.entry(key).or_default().push(rows.len());
            rows.push(vec![span]);
        }
    }
    rows.sort_by(|a, b| b[0].y.total_cmp(&a[0].y).then(a[0].x0().total_cmp(&b[0].x0())));
    rows.into_iter().flat_map(|row| row_lines(row, walls)).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "a page is at most some thousand points high; more saturates")]
fn height(y: f32) -> i32 {
    y.clamp(-1e6, 1e6) as i32
}

/// Whether a span stands on the baseline of a row, or hangs on it as a raised or lowered sign.
fn belongs(span: &Span, first: &Span, row: &[Span]) -> bool {
    let off = (span.y - first.y).abs();
    if off <= SAME_BASELINE * span.size.min(first.size) {
        return true;
    }
    let touches = |other: &Span| {
        let gap = (span.x0() - other.x1()).max(other.x0() - span.x1());
        gap < 0.3 * first.size
    };
    span.size < 0.85 * first.size && off <= RAISED * first.size && span.glyphs.len() <= 8 && row.iter().any(touches)
}

/// The lines of one height.
fn row_lines(mut row: Vec<Span>, walls: &[Rule]) -> Vec<Line> {
    let (base, largest) = row.first().map_or((0.0, 0.0), |s| (s.y, s.size));
    row.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
    drop_repeated(&mut row);
    let mut row: Vec<Span> = row.iter().flat_map(by_words).collect();
    row.sort_by(|a, b| a.x0().total_cmp(&b.x0()));
    let walls = walls.iter().filter(|w| w.from < base + 1.0 && w.to > base + 1.0).map(|w| w.at);
    let walls: Vec<f32> = walls.take(MOST_WALLS).collect();
    let mut lines = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut end = f32::NEG_INFINITY;
    let mut blank = true;
    for span in &row {
        // The crate sets raised signs back on the baseline at times; lowered ones stay below it.
        let raised = span.size < 0.75 * largest && span.y >= base;
        for glyph in &span.glyphs {
            if glyph.text.is_whitespace() {
                blank = true;
                continue;
            }
            let gap = glyph.x0 - end;
            let wall = || walls.iter().any(|at| *at > end - 1.0 && *at < glyph.x0 + 1.0);
            let wide = gap > WIDE * span.size;
            if !words.is_empty() && (wide || gap > 0.3 && wall()) {
                lines.push(Line::new(spaced(std::mem::take(&mut words))));
                blank = true;
                end = f32::NEG_INFINITY;
            }
            let closes = matches!(glyph.text, ',' | '.' | ';' | ':' | ')') && gap < TOUCHING * span.size;
            let starts = blank && !closes || gap > BLANK * span.size;
            let text = if raised && !starts { superscript(glyph.text) } else { glyph.text };
            match words.last_mut() {
                Some(word)
                    if !starts
                        && word.link == glyph.link
                        && (word.bold, word.italic, word.font) == (span.bold, span.italic, span.font) =>
                {
                    push(&mut word.text, text);
                    word.x1 = word.x1.max(glyph.x1);
                }
                _ => {
                    let mut word = Word {
                        text: String::new(),
                        x0: glyph.x0,
                        x1: glyph.x1,
                        y: span.y,
                        size: span.size,
                        bold: span.bold,
                        italic: span.italic,
                        font: span.font,
                        link: glyph.link,
                        glued: !starts && !words.is_empty(),
                    };
                    push(&mut word.text, text);
                    words.push(word);
                }
            }
            end = end.max(glyph.x1);
            blank = false;
        }
    }
    if !words.is_empty() {
        lines.push(Line::new(spaced(words)));
    }
    lines
}

/// A span that a small sign stands in is two: its words are put in order one by one.
fn by_words(span: &Span) -> impl Iterator<Item = Span> {
    let words = span.glyphs.chunk_by(|a, b| !a.text.is_whitespace() || b.text.is_whitespace()).map(<[Glyph]>::to_vec);
    words.map(|glyphs| Span { glyphs, ..*span })
}

/// Fake bold shows the same glyphs twice, a hair apart.
fn drop_repeated(row: &mut Vec<Span>) {
    let mut kept: Vec<Span> = Vec::new();
    for span in row.drain(..) {
        let same = |other: &&mut Span| {
            (other.x0() - span.x0()).abs() < 0.12 * span.size
                && other.glyphs.len() == span.glyphs.len()
                && other.glyphs.iter().zip(&span.glyphs).all(|(a, b)| a.text == b.text)
        };
        match kept.iter_mut().rev().take(4).find(same) {
            Some(other) => other.bold = true,
            None => kept.push(span),
        }
    }
    *row = kept;
}

/// Adds what a glyph shows: ligatures as their letters, boxes of symbol fonts as boxes.
fn push(text: &mut String, glyph: char) {
    match glyph {
        'ﬀ' => text.push_str("ff"),
        'ﬁ' => text.push_str("fi"),
        'ﬂ' => text.push_str("fl"),
        'ﬃ' => text.push_str("ffi"),
        'ﬄ' => text.push_str("ffl"),
        'ﬅ' | 'ﬆ' => text.push_str("st"),
        '\u{f0a8}' | '\u{f06f}' | '\u{f071}' | '\u{f072}' => text.push('☐'),
        '\u{f0fe}' | '🗹' => text.push('☑'),
        '\u{f0fd}' | '\u{f078}' | '🗷' | '⌧' => text.push('☒'),
        // Windows' encoding shows a bullet for the numbers it has no letter for.
        '\u{7f}' | '\u{f0b7}' | '\u{f0a7}' | '\u{f076}' | '\u{f0d8}' | '\u{f0e0}' => text.push('•'),
        '\u{f0fc}' => text.push('✓'),
        '\u{f0e8}' => text.push('→'),
        _ if glyph.is_control() || glyph == '\u{feff}' || glyph == '\u{200b}' => {}
        _ => text.push(glyph),
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(0x2070 + digit.to_digit(10).unwrap_or(0)).unwrap_or(digit),
        _ => digit,
    }
}

/// "M I N U T E S  O F" is letter-spaced: its words are told from the wider of its gaps.
fn spaced(words: Vec<Word>) -> Vec<Word> {
    let single = |w: &Word| w.text.chars().nth(1).is_none() && w.text.contains(char::is_alphabetic);
    let singles = words.iter().filter(|w| single(w)).count();
    if singles < 5 || singles * 10 < words.len() * 8 {
        return words;
    }
    let mut gaps: Vec<f32> = words.windows(2).map(|pair| pair[1].x0 - pair[0].x1).collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0).max(0.1);
    let mut joined: Vec<Word> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last) if word.x0 - last.x1 < 1.6 * usual && word.link == last.link => {
                last.text.push_str(&word.text);
                last.x1 = word.x1;
            }
            _ => joined.push(word),
        }
    }
    joined
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "a line has some letters")]
mod tests {
    use super::{Glyph, Span, lines};
    use crate::document::pdf::word::Rule;

    /// A span of six points a letter.
    fn span(text: &str, x: f32, y: f32, size: f32) -> Span {
        let at = |i: usize| x + 0.5 * size * i as f32;
        let glyphs = text.chars().enumerate().map(|(i, text)| Glyph { text, x0: at(i), x1: at(i + 1), link: None });
        Span { glyphs: glyphs.collect(), y, size, bold: false, italic: false, font: 0 }
    }

    fn read(spans: Vec<Span>) -> Vec<String> {
        lines(spans, &[]).iter().map(super::super::word::Line::text).collect()
    }

    #[test]
    fn spans_of_one_baseline_are_one_line_from_left_to_right() {
        let spans = vec![
            span("welcomed all", 132.0, 700.2, 12.0),
            span("Second line", 72.0, 685.0, 12.0),
            span("The chair ", 72.0, 700.0, 12.0),
        ];
        assert_eq!(read(spans), ["The chair welcomed all", "Second line"]);
    }

    #[test]
    fn a_comma_that_touches_its_word_is_not_parted_from_it_by_a_blank_without_room() {
        let linked = span("the paper ", 72.0, 700.0, 12.0);
        let touching = vec![linked.clone(), span(", and more", 126.2, 700.0, 12.0)];
        assert_eq!(read(touching), ["the paper, and more"]);
        assert_eq!(read(vec![linked, span(", and more", 132.0, 700.0, 12.0)]), ["the paper , and more"]);
    }

    #[test]
    fn raised_signs_stay_in_their_line() {
        let spans = vec![
            span("on the 20", 72.0, 700.0, 12.0),
            span("th", 126.0, 705.0, 7.0),
            span(" of May", 133.0, 700.0, 12.0),
        ];
        assert_eq!(read(spans), ["on the 20th of May"]);
        let note = vec![span("charter", 72.0, 700.0, 12.0), span("12", 114.0, 705.0, 7.0)];
        assert_eq!(read(note), ["charter¹²"]);
    }

    #[test]
    fn fake_bold_is_read_once() {
        let read = lines(vec![span("Agenda", 72.0, 700.0, 12.0), span("Agenda", 72.4, 700.0, 12.0)], &[]);
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].text().as_str(), read[0].words[0].bold), ("Agenda", true));
    }

    #[test]
    fn letter_spaced_words_are_whole() {
        let letters =
            "MINUTES".chars().enumerate().map(|(i, c)| span(&c.to_string(), 72.0 + 10.0 * i as f32, 700.0, 12.0));
        let more = "OF".chars().enumerate().map(|(i, c)| span(&c.to_string(), 150.0 + 10.0 * i as f32, 700.0, 12.0));
        assert_eq!(read(letters.chain(more).collect()), ["MINUTES OF"]);
    }

    #[test]
    fn ligatures_and_boxes_of_symbol_fonts() {
        assert_eq!(read(vec![span("\u{f0fe} o\u{fb03}cers", 72.0, 700.0, 12.0)]), ["☑ officers"]);
    }

    #[test]
    fn wide_gaps_and_walls_part_a_line() {
        let spans =
            || vec![span("Ada", 72.0, 700.0, 12.0), span("Chair", 94.0, 700.0, 12.0), span("ACME", 200.0, 700.0, 12.0)];
        assert_eq!(read(spans()), ["Ada Chair", "ACME"]);
        let wall = Rule { at: 92.0, from: 650.0, to: 720.0 };
        assert_eq!(lines(spans(), &[wall]).len(), 3);
    }
}
