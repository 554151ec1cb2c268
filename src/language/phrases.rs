//! Phrases to be looked for all at once, as whole words and without regard to case.

use crate::text::{Span, at_word_borders};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, BuildError};
use serde::Deserialize;

/// A list of phrases, ready to be found.
///
/// ```
/// use rapporteur::language::Phrases;
///
/// let agreed = Phrases::try_from(vec!["agreed that".to_owned(), "it was agreed".to_owned()])?;
/// let found = agreed.first("After discussions, it was agreed that Anriette signs").expect("one is there");
/// assert_eq!((found.index, found.start), (1, 19));
/// assert!(!agreed.any("it was disagreed"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Phrases {
    list: Vec<String>,
    automaton: AhoCorasick,
}

/// Where a phrase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhraseMatch {
    /// Which phrase of the list.
    pub index: usize,
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
}

impl TryFrom<Vec<String>> for Phrases {
    type Error = BuildError;

    fn try_from(list: Vec<String>) -> Result<Self, BuildError> {
        let automaton =
            AhoCorasickBuilder::new().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(&list)?;
        Ok(Self { list, automaton })
    }
}

impl Phrases {
    /// The phrases as written.
    #[must_use]
    pub fn list(&self) -> &[String] {
        &self.list
    }

    /// All places of phrases, by their ends; one may lie inside another.
    pub fn all<'t>(&'t self, text: &'t str) -> impl Iterator<Item = PhraseMatch> + 't {
        let found = self.automaton.find_overlapping_iter(text);
        let found = found.map(|m| PhraseMatch { index: m.pattern().as_usize(), start: m.start(), end: m.end() });
        found.filter(|m| at_word_borders(text, Span::new(m.start, m.end)))
    }

    /// The phrase that begins first; of two that begin together the longer.
    #[must_use]
    pub fn first(&self, text: &str) -> Option<PhraseMatch> {
        self.all(text).min_by_key(|m| (m.start, usize::MAX - m.end))
    }

    /// Whether one of the phrases stands in a text.
    #[must_use]
    pub fn any(&self, text: &str) -> bool {
        self.all(text).next().is_some()
    }

    /// Whether a text ends with one of the phrases.
    #[must_use]
    pub fn ends(&self, text: &str) -> bool {
        self.all(text).any(|m| m.end == text.len())
    }
}
