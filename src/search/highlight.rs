//! Where in a text the words stand that were looked for, and the part of it that is worth showing.

use super::query::{Node, Wanted};
use super::words::Word;
use serde::Serialize;

/// A snippet is about so long, in code points.
const SNIPPET: usize = 240;

/// No more parts of one text are marked.
const MOST: usize = 500;

/// A part of a text, in Unicode code points, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The first code point.
    pub start: usize,
    /// The code point behind the last.
    pub end: usize,
}

/// The part of a text that is worth showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// The words, without markup.
    pub text: String,
    /// Where in the whole text they begin, in code points.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What was looked for, in code points of the snippet.
    pub highlights: Vec<Mark>,
}

/// The parts of a text that were looked for, in order and none over another.
pub(super) fn marks(wanted: &Wanted, text: &str, words: &[Word]) -> Vec<Mark> {
    let mut leaves: Vec<&Node> = Vec::new();
    wanted.0.leaves(&mut leaves);
    let (mut found, mut at) = (Vec::new(), 0);
    let mut points = Points { text, byte: 0, point: 0 };
    while at < words.len() && found.len() < MOST {
        let longest = leaves.iter().filter_map(|leaf| leaf.at(words, at)).max();
        let Some(count) = longest else {
            at += 1;
            continue;
        };
        if let (Some(first), Some(last)) = (words.get(at), words.get(at + count - 1)) {
            let start = points.of(first.start);
            found.push(Mark { start, end: points.of(last.end) });
        }
        at += count;
    }
    found
}

/// Counts code points up to byte offsets that are asked for in ascending order.
struct Points<'t> {
    text: &'t str,
    byte: usize,
    point: usize,
}

impl Points<'_> {
    fn of(&mut self, byte: usize) -> usize {
        self.point += self.text.get(self.byte..byte).map_or(0, |part| part.chars().count());
        self.byte = byte;
        self.point
    }
}

/// The part of a text that holds most of what was looked for; all of it where it is short.
pub(super) fn snippet(text: &str, marks: &[Mark]) -> Snippet {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= SNIPPET {
        return Snippet { text: text.to_owned(), start: 0, end: characters.len(), highlights: marks.to_vec() };
    }
    let within = |from: usize| {
        let inside = |mark: &&Mark| mark.start >= from && mark.end <= from + SNIPPET * 3 / 4;
        marks.iter().filter(inside).count()
    };
    // The first of those windows that hold most.
    let best = marks.iter().max_by_key(|mark| (within(mark.start), std::cmp::Reverse(mark.start)));
    let lead = best.map_or(0, |mark| mark.start).saturating_sub(SNIPPET / 4);
    let border =
        |at: usize| at == 0 || at >= characters.len() || characters.get(at - 1).is_some_and(|c| c.is_whitespace());
    // Whole words, where there are any.
    let start = (lead..lead + SNIPPET / 8).find(|at| border(*at)).unwrap_or(lead).min(best.map_or(0, |m| m.start));
    let limit = (start + SNIPPET).min(characters.len());
    let end = (start + SNIPPET / 2..=limit).rev().find(|at| border(*at)).unwrap_or(limit);
    let blank = |at: &usize| characters.get(at - 1).is_some_and(|c| c.is_whitespace());
    let end = (start + 1..=end).rev().find(|at| !blank(at)).unwrap_or(end);
    let cut = marks.iter().filter(|mark| mark.start >= start && mark.end <= end);
    let highlights = cut.map(|mark| Mark { start: mark.start - start, end: mark.end - start }).collect();
    Snippet { text: characters.get(start..end).unwrap_or_default().iter().collect(), start, end, highlights }
}

#[cfg(test)]
mod tests {
    use super::super::words::Splitter;
    use super::*;

    fn marked(query: &str, text: &str) -> Vec<String> {
        let marks = marks(&Wanted::of(query).unwrap(), text, &Splitter::new().words(text));
        let characters: Vec<char> = text.chars().collect();
        marks.iter().map(|mark| characters[mark.start..mark.end].iter().collect()).collect()
    }

    #[test]
    fn what_was_looked_for_is_marked_as_it_stands() {
        let text = "Über “red lines”: Kleinwächter drew a red line at NETmundial+10.";
        assert_eq!(marked("\"red line\"", text), ["red line"]);
        assert_eq!(marked("line kleinwachter", text), ["lines", "Kleinwächter", "line"]);
        assert_eq!(marked("netmundial+10 OR uber -red", text), ["Über", "NETmundial+10"]);
        assert_eq!(marked("klein*", text), ["Kleinwächter"]);
    }

    #[test]
    fn a_snippet_holds_what_was_looked_for() {
        let text = format!("{} the red line {}", "word ".repeat(300), "more ".repeat(300));
        let marks = marks(&Wanted::of("\"red line\"").unwrap(), &text, &Splitter::new().words(&text));
        let snippet = snippet(&text, &marks);
        assert!(snippet.text.chars().count() <= SNIPPET && snippet.text.starts_with("word "), "{}", snippet.text);
        assert!(!snippet.text.ends_with(' '));
        assert_eq!(text[snippet.start..snippet.end], snippet.text);
        let mark = snippet.highlights[0];
        assert_eq!(&snippet.text[mark.start..mark.end], "red line");
    }

    #[test]
    fn a_snippet_of_one_long_word_is_cut() {
        let text = "x".repeat(10_000);
        assert_eq!(snippet(&text, &[]).text.len(), SNIPPET);
    }
}
