//! What a line end cut: hyphenated words and addresses.

use super::word::{Line, Word, text_of};
use std::collections::HashSet;

/// How many of a hundred lines end in a hyphen where a program hyphenates.
const HYPHENATED: usize = 3;

/// The words that stand whole somewhere in a document, and whether line ends cut others.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
    /// Words are cut at line ends, so that a hyphen there is none of the word, if nothing speaks for it.
    hyphenates: bool,
}

impl Vocabulary {
    /// Collects the words of all lines of a document, in their order.
    pub(super) fn of<'a>(lines: impl Iterator<Item = &'a Line> + Clone) -> Self {
        let mut words = HashSet::new();
        let mut cut = false;
        let (mut all, mut ends) = (0, Vec::new());
        let mut last = String::new();
        for line in lines {
            let text = line.text();
            let mut parts = text.split_whitespace().peekable();
            // What a line end cut off is no word.
            if let Some(first) = parts.next_if(|_| cut) {
                ends.push((bare(&last), first.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()));
            }
            last.clear();
            while let Some(part) = parts.next() {
                if parts.peek().is_none() {
                    part.clone_into(&mut last);
                }
                words.insert(bare(part));
            }
            cut = last.ends_with(['-', '\u{ad}', '‐']) && last.chars().nth(1).is_some();
            all += 1;
        }
        // Of a word that is cut in two, the second half is none.
        ends.retain(|(_, b)| b.starts_with(char::is_lowercase) && !words.contains(b));
        let whole = ends.iter().any(|(a, b)| words.contains(&format!("{a}{b}")));
        let hyphenates = whole || ends.len() >= 3 && ends.len() * 100 >= all * HYPHENATED;
        Self { words, hyphenates }
    }

    /// Adds the words of the next line to those of a paragraph; mends what the line end cut.
    pub(super) fn append(&self, words: &mut Vec<Word>, mut next: Vec<Word>) {
        let last = last_word(words);
        let first = first_word(&next);
        let glued = match self.seam(&last, &first, one_address(words, &next)) {
            Seam::Blank => false,
            Seam::Glued => true,
            Seam::Dropped => {
                if let Some(word) = words.last_mut() {
                    word.text.pop();
                }
                true
            }
        };
        if let Some(word) = next.first_mut() {
            word.glued = glued;
        }
        words.append(&mut next);
    }

    fn seam(&self, last: &str, first: &str, linked: bool) -> Seam {
        if last.ends_with('\u{ad}') {
            return Seam::Dropped;
        }
        if linked || goes_on(last, first) {
            return Seam::Glued;
        }
        let Some(stem) = last.strip_suffix(['-', '‐']) else { return Seam::Blank };
        if !stem.ends_with(char::is_alphanumeric) || !first.starts_with(char::is_alphanumeric) {
            return Seam::Blank;
        }
        let (a, b) = (bare(stem), bare(first));
        let known = |word: &str| self.words.contains(word);
        if known(&format!("{a}-{b}")) || !first.starts_with(char::is_lowercase) || !stem.ends_with(char::is_alphabetic)
        {
            Seam::Glued
        } else if known(&format!("{a}{b}")) && (self.hyphenates || !known(&b)) {
            Seam::Dropped
        } else if a.len() > 2 && b.len() > 2 && known(&a) && known(&b) || !self.hyphenates || a.contains('-') {
            Seam::Glued
        } else {
            Seam::Dropped
        }
    }
}

enum Seam {
    Blank,
    Glued,
    /// Glued, without the hyphen.
    Dropped,
}

/// A word as it is compared: in small letters, without signs around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn last_word(words: &[Word]) -> String {
    let from = words.iter().rposition(|w| !w.glued).unwrap_or(0);
    text_of(words.get(from..).unwrap_or_default())
}

/// The first word with all its parts.
pub(super) fn first_word(words: &[Word]) -> String {
    let to = words.iter().skip(1).position(|w| !w.glued).map_or(words.len(), |i| i + 1);
    text_of(words.get(..to).unwrap_or_default())
}

/// Whether one link covers both sides of a line end, and the text is its address.
fn one_address(words: &[Word], next: &[Word]) -> bool {
    let same = words.last().and_then(|w| w.link).is_some_and(|link| next.first().and_then(|w| w.link) == Some(link));
    same && is_address(&last_word(words)) && next.len() <= 2
}

/// Whether a text begins as an address of the web does.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim_start_matches(['(', '<', '[']);
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.")
}

/// Whether an address that a line end cut goes on with this word.
fn goes_on(last: &str, first: &str) -> bool {
    if !is_address(last) || is_address(first) {
        return false;
    }
    let signs = |c: char| "/_=&?%#~+".contains(c);
    let looks_cut = last.ends_with(|c: char| signs(c) || c == '-');
    let goes = first.starts_with(|c: char| signs(c)) || first.contains(signs);
    let dotted = first.trim_end_matches(['.', ',', ';', ')']).contains(['.', '-'])
        || first.contains(|c: char| c.is_ascii_digit());
    last.ends_with('-') || goes || looks_cut && (dotted || !last.ends_with('/') && first.len() > 2)
}

#[cfg(test)]
mod tests {
    use super::Vocabulary;
    use crate::document::pdf::word::sample::line;
    use crate::document::pdf::word::text_of;

    fn joined(lines: &[&str], above: &str, below: &str) -> String {
        let mut all: Vec<_> = lines.iter().map(|text| line(text, 72.0, 700.0)).collect();
        all.extend([line(above, 72.0, 600.0), line(below, 72.0, 586.0)]);
        let vocabulary = Vocabulary::of(all.iter());
        let mut words = line(above, 72.0, 600.0).words;
        vocabulary.append(&mut words, line(below, 72.0, 586.0).words);
        text_of(&words)
    }

    #[test]
    fn hyphens_of_the_program_go_and_those_of_the_word_stay() {
        let known = ["A multi-stakeholder process wants participation of all", "in gov-", "ernment and government"];
        assert_eq!(joined(&known, "open to partici-", "pation by all"), "open to participation by all");
        assert_eq!(joined(&known, "a multi-", "stakeholder forum"), "a multi-stakeholder forum");
        assert_eq!(joined(&known, "the secre-", "tariat said"), "the secretariat said");
        assert_eq!(joined(&known, "the Asia-", "Pacific group"), "the Asia-Pacific group");
        assert_eq!(joined(&known, "the 2021-", "2022 term"), "the 2021-2022 term");
        assert_eq!(joined(&[], "the secre\u{ad}", "tariat said"), "the secretariat said");
    }

    #[test]
    fn where_nothing_is_hyphenated_a_hyphen_is_of_the_word() {
        assert_eq!(joined(&["No word is cut in here"], "an open-", "ended group"), "an open-ended group");
        assert_eq!(joined(&[], "the plan –", "and more"), "the plan – and more");
    }

    #[test]
    fn addresses_are_whole() {
        assert_eq!(
            joined(&[], "https://example.org/a/2025-tsc-", "workgroup/b.pdf"),
            "https://example.org/a/2025-tsc-workgroup/b.pdf"
        );
        assert_eq!(joined(&[], "see https://example.org/", "documents/list"), "see https://example.org/documents/list");
        assert_eq!(
            joined(&[], "see https://example.org/", "The chair said"),
            "see https://example.org/ The chair said"
        );
        assert_eq!(joined(&[], "see https://example.org/a", "and more"), "see https://example.org/a and more");
    }
}
