//! What a line of a list names that is no person: an organisation by its words, a count, a label, a word for everybody. Refusing is better than inventing
//! a participant.

use super::Recognisers;
use crate::minutes::names::looks_like_name;
use crate::text::fold;

impl Recognisers<'_> {
    /// Whether words have the shape of a person's name and none of a name's strangers in them.
    pub(super) fn could_be_person(&self, words: &str) -> bool {
        looks_like_name(words, self.language) && !self.is_nobody(words)
    }

    /// Whether words are surely no person's name.
    pub(super) fn is_nobody(&self, words: &str) -> bool {
        let language = self.language;
        let folded = fold(words);
        let list = folded.split(' ').collect::<Vec<_>>();
        let last = words.split_whitespace().next_back().unwrap_or("");
        folded.is_empty()
            || words.contains(|c: char| c.is_ascii_digit())
            || list.iter().any(|w| language.roster.no_people.contains(*w))
            || language.layout.nothing.contains(&folded)
            || language.roster.no_bodies.contains(&folded)
            || language.roster.remote.contains(&folded)
            || list.len() > 1 && language.country_by_name.contains_key(&folded)
            || list.len() == 1
                && (language.roster.role_heads.contains(&folded) || language.remarks.no_speakers.contains(&folded))
            || self.is_worded_as_body(words)
            || list.len() > 1
                && language.bodies.company.contains(last.trim_end_matches('.'))
                && last.chars().any(char::is_lowercase)
    }

    /// Whether the words themselves say that they name a body: "Rust Foundation", "University of Rio", "Ministry of Justice".
    pub(in crate::minutes) fn is_worded_as_body(&self, words: &str) -> bool {
        let bodies = &self.language.bodies;
        let is_head =
            |word: &str| bodies.heads.iter().any(|h| h.eq_ignore_ascii_case(word.trim_end_matches(['.', ','])));
        let last = words.split_whitespace().next_back().unwrap_or("");
        is_head(last)
            || bodies.openers.iter().any(|o| words.starts_with(o.as_str()))
            || words
                .split_once(" of ")
                .is_some_and(|(before, _)| before.split_whitespace().next_back().is_some_and(is_head))
    }

    /// Whether a line says that there is more, or nothing, or how many: it names nobody and ends no list.
    pub(super) fn is_filler(&self, line: &str) -> bool {
        let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
        let folded = fold(bare);
        bare.is_empty()
            || self.language.layout.nothing.contains(&folded)
            || matches!(folded.as_str(), "et al" | "etc")
            || line.len() < 48 && bare.starts_with(|c: char| c.is_ascii_digit())
    }
}
