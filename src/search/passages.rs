//! The texts of the reports, in parts that are worth finding: paragraphs, and of long ones some sentences.

use crate::text::CodePoints;

/// About how long a passage is at most, in bytes; a sentence that is longer stays whole up to four times of it.
const LONGEST: usize = 1200;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Passage<'t> {
    /// The first code point.
    pub(super) start: usize,
    /// The code point behind the last.
    pub(super) end: usize,
    /// What stands there.
    pub(super) text: &'t str,
}

/// The passages of a text, in order; blanks at their borders belong to none.
pub(super) fn passages(text: &str) -> Vec<Passage<'_>> {
    let points = CodePoints::of(text);
    let mut found = Vec::new();
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let mut from = 0;
        while let Some(rest) = line.get(from..).filter(|rest| !rest.is_empty()) {
            let length = part(rest);
            let piece = rest.get(..length).unwrap_or(rest);
            let trimmed = piece.trim();
            if trimmed.contains(char::is_alphanumeric) {
                let start = line_start + from + (piece.len() - piece.trim_start().len());
                found.push(Passage { start: points.at(start), end: points.at(start + trimmed.len()), text: trimmed });
            }
            from += piece.len();
        }
        line_start += line.len();
    }
    found
}

/// How many bytes of a line the next passage takes.
fn part(line: &str) -> usize {
    if line.len() <= LONGEST {
        return line.len();
    }
    let (mut sentence, mut word) = (None, None);
    for ((at, c), next) in line.char_indices().zip(line.chars().skip(1)).take_while(|((at, _), _)| *at < LONGEST * 4) {
        let behind = at + c.len_utf8();
        if matches!(c, '.' | '!' | '?' | ';') && next.is_whitespace() && (at <= LONGEST || sentence.is_none()) {
            sentence = Some(behind);
        }
        if c.is_whitespace() {
            word = Some(behind);
        }
    }
    let mut limit = line.len().min(LONGEST * 4);
    while !line.is_char_boundary(limit) {
        limit -= 1;
    }
    let whole = (limit == line.len()).then_some(limit);
    sentence.or(whole).or(word).unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_paragraph_is_a_passage_where_it_stands() {
        let text = "Réunion\n\n  1. Agenda  \n---\nJuan agreed.";
        let found = passages(text);
        let points: Vec<char> = text.chars().collect();
        assert_eq!(found.iter().map(|p| p.text).collect::<Vec<_>>(), ["Réunion", "1. Agenda", "Juan agreed."]);
        for passage in found {
            assert_eq!(points[passage.start..passage.end].iter().collect::<String>(), passage.text);
        }
    }

    #[test]
    fn long_paragraphs_are_parted_between_sentences_and_nothing_is_lost() {
        for text in ["A sentence of some words. ".repeat(200), "é".repeat(20_000), "word ".repeat(5_000)] {
            let found = passages(&text);
            let points: Vec<char> = text.chars().collect();
            assert!(found.len() > 1 && found.iter().all(|p| p.text.len() <= LONGEST * 4), "{}", found.len());
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            assert_eq!(found.iter().map(|p| letters(p.text)).sum::<usize>(), letters(&text));
            for passage in &found {
                assert_eq!(points[passage.start..passage.end].iter().collect::<String>(), passage.text);
            }
            assert!(!text.starts_with("A sentence") || found.iter().all(|p| p.text.ends_with('.')));
        }
    }
}
