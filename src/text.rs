//! Spans of text, in bytes inside the program and in Unicode code points outside it.

use std::ops::Range;

/// A stretch of a [`Document`](crate::document::Document)'s canonical text: byte offsets, end exclusive, on character borders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// A span from its offsets.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Where `part` lies in `whole`, shifted by `offset`: both must be slices of the same string.
    #[must_use]
    pub fn of(part: &str, whole: &str, offset: usize) -> Self {
        let start = offset + (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
        Self { start, end: start + part.len() }
    }

    /// The text of this span; empty when the span does not fit the text.
    #[must_use]
    pub fn of_text(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether nothing lies in the span.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies wholly inside this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span without the white space at its ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Span {
        let inner = self.of_text(text);
        let start = self.start + (inner.len() - inner.trim_start().len());
        Span::new(start, start + inner.trim().len())
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Turns byte offsets of one text into offsets in Unicode code points, in constant time.
///
/// ```
/// use rapporteur::text::CodePoints;
///
/// let points = CodePoints::of("Wolfgang Kleinwächter spoke");
/// assert_eq!(points.at("Wolfgang Kleinwächter".len()), 21);
/// ```
#[derive(Debug)]
pub struct CodePoints {
    /// For every 64 bytes, how many code points begin before them; empty where the text is ASCII.
    blocks: Vec<u32>,
    /// The bytes that begin a code point, a bit a byte, in words of 64.
    starts: Vec<u64>,
}

impl CodePoints {
    /// Indexes a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { blocks: Vec::new(), starts: Vec::new() };
        }
        let (mut blocks, mut starts, mut seen) = (Vec::new(), Vec::new(), 0);
        for chunk in text.as_bytes().chunks(64) {
            let bits = chunk.iter().enumerate().fold(0_u64, |bits, (i, b)| bits | (u64::from((b & 0xC0) != 0x80) << i));
            blocks.push(seen);
            starts.push(bits);
            seen += bits.count_ones();
        }
        blocks.push(seen);
        starts.push(0);
        Self { blocks, starts }
    }

    /// How many code points begin before the byte offset.
    #[must_use]
    pub fn at(&self, byte: usize) -> usize {
        let (Some(before), Some(bits)) = (self.blocks.get(byte / 64), self.starts.get(byte / 64)) else { return byte };
        let below = (1_u64 << (byte % 64)) - 1;
        (*before + (bits & below).count_ones()) as usize
    }
}

/// Bytes in hexadecimal, two small digits each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Whether XML can hold a character (XML 1.0, 2.2).
#[must_use]
pub fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether a span of `text` begins and ends at the borders of words.
#[must_use]
pub fn at_word_borders(text: &str, span: Span) -> bool {
    let inside = |at: usize| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at..).and_then(|t| t.chars().next());
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    !inside(span.start) && !inside(span.end)
}

/// Where words first stand in a text as whole words, without regard to case.
#[must_use]
pub fn find_words(text: &str, words: &str) -> Option<usize> {
    let (hay, needle) = (text.as_bytes(), words.as_bytes());
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) =
        memchr::memchr2(first.to_ascii_lowercase(), first.to_ascii_uppercase(), hay.get(from..)?).map(|at| from + at)
    {
        if hay.len() - at >= needle.len()
            && hay[at..at + needle.len()].eq_ignore_ascii_case(needle)
            && at_word_borders(text, Span::new(at, at + needle.len()))
        {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

/// A text without the word or words that end it, in whatever case, and without the blanks before them; nothing where it does not end so.
///
/// ```
/// use rapporteur::text::strip_last_words;
///
/// assert_eq!(strip_last_words("at the End of", "end of"), Some("at the"));
/// assert_eq!(strip_last_words("the weekend of", "end of"), None);
/// ```
#[must_use]
pub fn strip_last_words<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    let start = text.len().checked_sub(words.len())?;
    let (rest, last) = (text.get(..start)?, text.get(start..)?);
    let bordered = !rest.ends_with(char::is_alphanumeric);
    (bordered && last.eq_ignore_ascii_case(words)).then(|| rest.trim_end())
}

/// A name as a key: lower case, without accents, punctuation or doubled blanks. "Kleinwächter" and "Kleinwachter" are one key.
#[must_use]
pub fn fold(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() {
                folded.push(byte.to_ascii_lowercase().into());
            } else if byte != b'\'' && !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        folded.truncate(folded.trim_end().len());
        return folded;
    }
    let mut push = |c: char| {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !matches!(c, '\'' | '\u{2019}') && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    };
    name.nfkd().filter(|c| !is_combining_mark(*c)).for_each(&mut push);
    folded.truncate(folded.trim_end().len());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_agree_with_counting() {
        let text = "Herr Kleinwächter – „IGF“ – 日本, and 𝄞 ".repeat(9);
        let points = CodePoints::of(&text);
        for (count, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.at(byte), count);
        }
        assert_eq!(points.at(text.len()), text.chars().count());
        assert_eq!(CodePoints::of("plain").at(3), 3);
    }

    #[test]
    fn borders_of_words() {
        let text = "The IGFSA and the IGF+ met";
        assert!(!at_word_borders(text, Span::new(4, 7)));
        assert!(at_word_borders(text, Span::new(18, 22)));
    }

    #[test]
    fn folding_forgets_accents_case_and_marks() {
        assert_eq!(fold("  Velmira Nemiguentcheva-Grau. "), "velmira nemiguentcheva grau");
        assert_eq!(fold("O’Neill, Zoë"), "oneill zoe");
        assert_eq!(fold("梶原 龍"), "梶原 龍");
    }
}
