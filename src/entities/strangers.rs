//! Words in capitals that nothing says to be a name: those that the report itself also uses in small letters are words, and nobody's name. "Grace" and "Mark" are both:
//! such given names are known to the language, and so are family names that stand behind a given one.

use crate::language::Language;
use crate::minutes::names::looks_like_name;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// The words of a text in small letters, gathered when they are first asked for.
#[derive(Debug)]
pub struct SmallWords<'t> {
    text: &'t str,
    found: OnceCell<FxHashSet<&'t str>>,
    large: OnceCell<FxHashSet<&'t str>>,
}

impl<'t> SmallWords<'t> {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        Self { text, found: OnceCell::new(), large: OnceCell::new() }
    }

    /// Whether the text uses a word in small letters, or that of which it is the plural.
    #[must_use]
    pub fn has(&self, small: &str) -> bool {
        let found = self.found.get_or_init(|| {
            // Addresses and file names ("draft-byron-00.txt") spell names in small letters, too.
            let plain = |word: &&str| word.starts_with(char::is_lowercase) && word.chars().all(char::is_alphabetic);
            let words = self.text.split(|c: char| c.is_whitespace() || "()[]\"“”…".contains(c));
            let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
            words
                .flat_map(|word| {
                    word.strip_suffix("'s")
                        .or_else(|| word.strip_suffix("’s"))
                        .map_or(word, |bare| bare)
                        .split(['\'', '’'])
                        .take(1)
                })
                .filter(plain)
                .collect()
        });
        found.contains(small) || small.len() > 4 && small.strip_suffix('s').is_some_and(|one| found.contains(one))
    }

    /// Whether the text prints a word with a capital and small letters, as names are.
    #[must_use]
    pub fn prints(&self, name: &str) -> bool {
        let large = self.large.get_or_init(|| {
            let words = self.text.split(|c: char| !c.is_alphanumeric());
            words.filter(|w| w.starts_with(char::is_uppercase) && w.contains(char::is_lowercase)).collect()
        });
        large.contains(name)
    }

    /// Whether a word of a name is a word of the report: in small letters elsewhere, and no name for all that.
    fn is_word(&self, place: usize, small: &str, language: &Language) -> bool {
        let roster = &language.roster;
        let name = if place == 0 { &roster.given_words } else { &roster.family_words };
        !name.contains(small) && !roster.particles.contains(small) && self.has(small)
    }

    /// Whether words that no list has could be somebody: of a name's shape, none of them a word for something else or a word of the report. Where each line is what
    /// somebody said (`turns`), one word of the report among several is enough of a name.
    #[must_use]
    pub fn could_be_somebody(&self, words: &str, language: &Language, turns: bool) -> bool {
        let small: Vec<String> = words.split_whitespace().map(|w| w.trim_matches('.').to_lowercase()).collect();
        let told = |(at, word): (usize, &String)| {
            let name = if at == 0 { &language.roster.given_words } else { &language.roster.family_words };
            !name.contains(word.as_str())
                && (language.words.not_names.contains(word.as_str())
                    || language.remarks.no_speakers.contains(word.as_str())
                    || language.roster.no_people.contains(word.as_str())
                    || language.bodies.heads.iter().any(|head| head.eq_ignore_ascii_case(word)))
        };
        let particle = |word: &str| language.roster.particles.contains(word);
        let own = small.iter().enumerate().filter(|(at, word)| self.is_word(*at, word, language)).count();
        looks_like_name(words, language)
            && words.starts_with(char::is_alphabetic)
            && !small.iter().enumerate().filter(|(_, w)| !particle(w)).any(told)
            && (own == 0 || turns && small.len() > 1 && own < small.len())
    }
}

#[cfg(test)]
mod tests {
    use super::SmallWords;
    use crate::language::Language;

    #[test]
    fn words_of_the_report_are_nobodys_name() {
        let language = Language::embedded().unwrap();
        let text = "Paper shared with all (draft-ada-byron-00, https://example.org/kaushik). The paper says by the grace of the editor; each response to a query is young, and turing is no word but once.";
        let small = SmallWords::of(text);
        for somebody in ["Ada Byron", "Grace", "Grace Young", "Ada", "Kaushik"] {
            assert!(small.could_be_somebody(somebody, &language, false), "{somebody}");
        }
        for nobody in
            ["Paper", "Responses", "Query Editor", "Ada Turing", "Action Items", "Old Business", "Best Practice Forum"]
        {
            assert!(!small.could_be_somebody(nobody, &language, false), "{nobody}");
        }
        assert!(small.could_be_somebody("Ada Turing", &language, true));
        assert!(!small.could_be_somebody("Paper", &language, true));
    }
}
