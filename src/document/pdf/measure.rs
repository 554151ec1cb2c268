//! The measures of a document: the size of its text, the sizes of its headings, how far apart its lines stand, where they end.

use super::word::{Line, Page};
use crate::document::marker;
use std::collections::BTreeMap;

/// A heading is larger than the text by this factor.
const LARGER: f32 = 1.08;
/// A heading is no longer, in bytes.
const LONGEST: usize = 200;
/// Of all letters, headings of one size have no larger part.
const MOST: f32 = 0.25;

/// The measures of a document.
#[derive(Debug, Default)]
pub(super) struct Measure {
    body: f32,
    font: u16,
    /// Sizes of headings in half points, the largest first.
    headings: Vec<i32>,
    /// How far apart the lines of a paragraph stand, in parts of their size.
    pub(super) leading: f32,
    /// Where lines end on the right, in points.
    pub(super) right: f32,
}

impl Measure {
    /// Measures all pages.
    pub(super) fn of(pages: &[Page]) -> Self {
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        let mut fonts: BTreeMap<u16, usize> = BTreeMap::new();
        let words = pages.iter().flat_map(|p| &p.lines).flat_map(|l| &l.words);
        for word in words {
            *sizes.entry(half_points(word.size)).or_default() += word.text.len();
            *fonts.entry(word.font).or_default() += word.text.len();
        }
        let all: usize = sizes.values().sum();
        let most = |counts: &BTreeMap<i32, usize>| counts.iter().max_by_key(|(_, n)| **n).map_or(24, |(size, _)| *size);
        let half = most(&sizes);
        #[allow(clippy::cast_precision_loss, reason = "half points and counts of letters are small")]
        let (body, rare) = (half as f32 / 2.0, |n: usize| (n as f32) < MOST * all as f32);
        let larger = |size: i32| f32::from(i16::try_from(size).unwrap_or(i16::MAX)) / 2.0 > LARGER * body;
        let headings = sizes.iter().rev().filter(|(size, n)| larger(**size) && rare(**n)).map(|(size, _)| *size);
        let font = fonts.iter().max_by_key(|(_, n)| **n).map_or(0, |(font, _)| *font);
        let mut measure = Self { body, font, headings: headings.collect(), leading: 1.2, right: 0.0 };
        measure.lines(pages);
        measure
    }

    /// Leading and right edge, from lines that surely go on in the next one, as that begins in small letters.
    fn lines(&mut self, pages: &[Page]) {
        let mut leadings = Vec::new();
        let mut right: f32 = 0.0;
        let mut farthest: f32 = 0.0;
        for page in pages {
            for pair in page.lines.windows(2) {
                let (above, below) = (&pair[0], &pair[1]);
                let gap = (above.y - below.y) / above.size.max(1.0);
                let same = (above.size - below.size).abs() < 0.1 * above.size;
                let goes_on = below.words.first().is_some_and(|w| w.text.starts_with(char::is_lowercase));
                if same && goes_on && (0.8..3.0).contains(&gap) && above.words.len() > 3 {
                    leadings.push(gap);
                    right = right.max(above.x1);
                }
                farthest = farthest.max(above.x1).max(below.x1);
            }
        }
        leadings.sort_by(f32::total_cmp);
        self.leading = leadings.get(leadings.len() / 2).copied().unwrap_or(self.leading);
        self.right = if right > 0.0 { right } else { farthest };
    }

    /// The level of a heading, 1 for the highest; none for text.
    pub(super) fn heading(&self, line: &Line) -> Option<u8> {
        let text = line.text();
        if text.len() > LONGEST || !text.contains(char::is_alphabetic) {
            return None;
        }
        let size = half_points(line.size);
        if let Some(level) = self.headings.iter().position(|heading| (heading - size).abs() == 0) {
            return u8::try_from(level + 1).ok().map(|level| level.min(6));
        }
        // "2.1.1 Members present" in a font of its own.
        let own_font = line.words.iter().all(|w| w.font != self.font) && (line.size - self.body).abs() < 1.0;
        let deep = marker::read(&text).is_some_and(|(label, _)| label.contains('.'));
        let level = u8::try_from(self.headings.len() + 1).unwrap_or(6).min(6);
        (own_font && deep && !text.ends_with(['.', ';', ','])).then_some(level)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "letters are at most some hundred points high; more saturates")]
fn half_points(size: f32) -> i32 {
    (size * 2.0).round().clamp(0.0, 1e6) as i32
}
