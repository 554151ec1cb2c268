//! What a page is made of once its bytes are read: words with their place on it, and the lines and boxes drawn around them.

/// A word, or a part of one that is set or linked in its own way. Lengths are points; y grows upwards.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    /// The baseline.
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// The font, by its number in the document.
    pub(super) font: u16,
    /// The address it leads to, by its number in the document.
    pub(super) link: Option<u32>,
    /// No blank stands before it.
    pub(super) glued: bool,
}

/// Words on one baseline without a wide gap between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    pub(super) size: f32,
}

impl Line {
    /// A line of these words; their size is the one most of its letters have.
    pub(super) fn new(words: Vec<Word>) -> Self {
        let x0 = words.iter().map(|w| w.x0).fold(f32::INFINITY, f32::min);
        let x1 = words.iter().map(|w| w.x1).fold(f32::NEG_INFINITY, f32::max);
        let letters =
            |size: f32| -> usize { words.iter().filter(|w| (w.size - size).abs() < 0.1).map(|w| w.text.len()).sum() };
        let usual = words.iter().max_by_key(|w| letters(w.size));
        let (y, size) = usual.map_or((0.0, 0.0), |w| (w.y, w.size));
        Self { words, x0, x1, y, size }
    }

    /// Its words with their blanks.
    pub(super) fn text(&self) -> String {
        text_of(&self.words)
    }
}

/// Words with blanks between them.
pub(super) fn text_of(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() && !word.glued {
            text.push(' ');
        }
        text.push_str(&word.text);
    }
    text
}

/// A straight line that is drawn, or the edge of a box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    /// Where it stands on the other axis: the y of a horizontal one, the x of a vertical one.
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// A page: its height, the lines on it from top to bottom, and the rules drawn on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) bottom: f32,
    pub(super) top: f32,
    pub(super) lines: Vec<Line>,
    pub(super) horizontal: Vec<Rule>,
    pub(super) vertical: Vec<Rule>,
}

#[cfg(test)]
pub(super) mod sample {
    //! Words made by hand, six points a letter.

    use super::{Line, Word};

    pub(in super::super) fn word(text: &str, x0: f32, y: f32) -> Word {
        #[allow(clippy::cast_precision_loss, reason = "a word has some letters")]
        let x1 = x0 + 6.0 * text.chars().count() as f32;
        let (size, text) = (12.0, text.to_owned());
        Word { text, x0, x1, y, size, bold: false, italic: false, font: 0, link: None, glued: false }
    }

    pub(in super::super) fn line(text: &str, x0: f32, y: f32) -> Line {
        let mut x = x0;
        let words = text.split(' ').map(|part| {
            let word = word(part, x, y);
            x = word.x1 + 6.0;
            word
        });
        Line::new(words.collect())
    }
}
