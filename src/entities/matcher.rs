//! Known names in a text: all of them at once, the longest at each place, at the borders of words, abbreviations with their case.

use super::registry::Registry;
use crate::language::Language;
use crate::text::{Span, at_word_borders};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, BuildError, MatchKind};
use rustc_hash::FxHashMap;

/// A known name in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownMention {
    /// Where it stands.
    pub span: Span,
    /// The entities of that name, indices into the registry; more than one where the name alone does not tell.
    pub entities: Vec<u32>,
}

/// All names of the registry as one automaton.
#[derive(Debug)]
pub struct Matcher {
    automaton: AhoCorasick,
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    exact: bool,
    /// The first letter must be a capital: "Access Now" is no "access now". Processes are named in small letters, too ("common agenda").
    capital: bool,
    entities: Vec<u32>,
}

impl Matcher {
    /// Prepares the names of a registry, with the language's spelling variants.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub fn new(registry: &Registry, language: &Language) -> Result<Self, BuildError> {
        let mut by_text: FxHashMap<String, Pattern> = FxHashMap::default();
        for (index, entity) in registry.entities.iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            if entity.classes.person || entity.classes.series && !entity.classes.organisation {
                continue;
            }
            for name in &entity.names {
                for text in variants(&name.text, language) {
                    // The same letters may be an abbreviation with its case and a name without.
                    let key = if name.exact { text.clone() } else { format!("~{}", text.to_lowercase()) };
                    let pattern = by_text.entry(key).or_insert_with(|| Pattern {
                        capital: text.starts_with(char::is_uppercase),
                        text,
                        exact: name.exact,
                        entities: Vec::new(),
                    });
                    pattern.capital &= !(entity.classes.process || entity.classes.topic);
                    if !pattern.entities.contains(&index) {
                        pattern.entities.push(index);
                    }
                }
            }
        }
        let mut patterns: Vec<Pattern> = by_text.into_values().collect();
        patterns.sort_by(|a, b| (&a.text, a.exact).cmp(&(&b.text, b.exact)));
        let automaton = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .ascii_case_insensitive(true)
            .build(patterns.iter().map(|p| &p.text))?;
        Ok(Self { automaton, patterns })
    }

    /// The known names of a text, in its order, none inside another.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<KnownMention> {
        let mut hits: Vec<(usize, usize, usize)> = Vec::new();
        for hit in self.automaton.find_overlapping_iter(text) {
            let pattern = &self.patterns[hit.pattern().as_usize()];
            let span = Span::new(hit.start(), hit.end());
            let words = span.of_text(text);
            let same_case = if pattern.exact {
                words == pattern.text
            } else {
                !pattern.capital || words.starts_with(char::is_uppercase)
            };
            if same_case && at_word_borders(text, span) && !is_part_of_number(text, span) {
                hits.push((hit.start(), hit.end(), hit.pattern().as_usize()));
            }
        }
        hits.sort_by_key(|(start, end, pattern)| (*start, usize::MAX - end, !self.patterns[*pattern].exact));
        let mut found: Vec<KnownMention> = Vec::new();
        for (start, end, pattern) in hits {
            if found.last().is_none_or(|last| last.span.end <= start) {
                found.push(KnownMention {
                    span: Span::new(start, end),
                    entities: self.patterns[pattern].entities.clone(),
                });
            }
        }
        found
    }

    /// The entity that a whole stretch names, where just one does.
    #[must_use]
    pub fn whole(&self, text: &str) -> Option<u32> {
        match self.find(text).as_slice() {
            [one] if one.span == Span::new(0, text.len()) => match one.entities.as_slice() {
                [entity] => Some(*entity),
                _ => None,
            },
            _ => None,
        }
    }
}

/// "WSIS" in "WSIS+15" and "IGF" in "IGF-2" are parts of other names, and so is what stands in an address or before an apostrophe's other half.
fn is_part_of_number(text: &str, span: Span) -> bool {
    let mut after = text[span.end..].chars();
    let joined = matches!(after.next(), Some('+')) && after.next().is_some_and(|c| c.is_ascii_digit());
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    joined
        || matches!(before, Some('@' | '/' | '.' | '_' | '=')) && is_address(text, span)
        || matches!(after, Some('@' | '_'))
}

fn is_address(text: &str, span: Span) -> bool {
    let word = text[..span.start].rsplit(char::is_whitespace).next().unwrap_or("");
    word.contains("://") || word.starts_with("www.") || word.contains('@')
}

/// A name in all spellings of its words, with straight and curled apostrophe.
fn variants(name: &str, language: &Language) -> Vec<String> {
    let mut all = vec![name.to_owned()];
    for spellings in &language.bodies.variants {
        let lower = name.to_ascii_lowercase();
        if let Some((at, found)) = spellings.iter().find_map(|s| lower.find(s.as_str()).map(|at| (at, s))) {
            let others = spellings.iter().filter(|s| *s != found);
            let replaced: Vec<String> = all
                .iter()
                .filter(|n| n.get(at..at + found.len()).is_some_and(|part| part.eq_ignore_ascii_case(found)))
                .flat_map(|n| {
                    others.clone().map(|o| format!("{}{o}{}", &n[..at], &n[at + found.len()..])).collect::<Vec<_>>()
                })
                .collect();
            all.extend(replaced);
        }
    }
    let curled: Vec<String> = all.iter().filter(|n| n.contains('\'')).map(|n| n.replace('\'', "\u{2019}")).collect();
    all.extend(curled);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_an_address_is_no_name_whatever_blank_is_before_it() {
        let inside = |text: &str| {
            let at = text.find("IGF").unwrap();
            is_part_of_number(text, Span::new(at, at + 3))
        };
        for blank in [' ', '\n', '\u{a0}', '\u{2028}'] {
            assert!(inside(&format!("See{blank}https://example.org/IGF")), "{blank:?}");
            assert!(!inside(&format!("See{blank}and/IGF")), "{blank:?}");
            assert!(!inside(&format!("See{blank}.IGF")), "{blank:?}");
        }
    }
}
