//! People in a report: who is on its lists, holds an office or sent apologies, and where the text speaks of them.
//!
//! Inside one report a given name means the one listed person of that name; where two share it, the mention stays open with both as candidates.
//! What needs other reports (a given name that is not listed here) is left to the resolution.

mod letters;
mod prose;

use super::identity::is_slip;
use crate::minutes::names::PrintedName;
use crate::text::{Span, fold};
pub use prose::PersonMention;
pub(crate) use prose::without_title;
use rustc_hash::FxHashMap;

/// A person of one report: all mentions that the report itself shows to be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPerson {
    /// The fullest name as printed.
    pub name: Span,
    /// Its folded words.
    pub words: Vec<String>,
    /// Folded names that the report declares for the person, as "titti".
    pub aliases: Vec<(String, Span)>,
    /// The name in the order in which it is said, where it is printed otherwise.
    pub reading: Option<String>,
    /// Handles and initials, which stand for the person in this report only: folded, and as printed.
    pub signs: Vec<(String, Span)>,
}

/// A name of a list, with what else the list calls its bearer.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'l> {
    /// As printed.
    pub name: &'l PrintedName,
    /// In the order in which it is said, where it is printed otherwise.
    pub reading: Option<&'l str>,
    /// Handles and initials.
    pub signs: &'l [Span],
}

/// The people of one report.
#[derive(Debug, Default)]
pub struct People {
    /// In the order of their first mention by the lists, then by the text.
    pub all: Vec<LocalPerson>,
    by_first: FxHashMap<String, Vec<usize>>,
    by_words: FxHashMap<Vec<String>, Vec<usize>>,
    /// Names of several words by their last one, folded.
    by_last: FxHashMap<String, Vec<usize>>,
    /// Words in other letters by their Latin form.
    by_latin: FxHashMap<String, Vec<usize>>,
    /// By the letters of the given name in the order of the alphabet.
    by_anagram: FxHashMap<String, Vec<usize>>,
    /// By handles and initials, folded.
    by_sign: FxHashMap<String, Vec<usize>>,
}

/// More people of one given name are not weighed.
const MOST_CANDIDATES: usize = 16;
/// A given name with a slip of typing in it is at least so long.
const SHORTEST_SLIP: usize = 5;

/// What a name means in its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sieved {
    /// One person, and the rule that found them.
    One(usize, &'static str),
    /// Several could be meant.
    Several(Vec<usize>),
    /// Nobody of that name here.
    Nobody,
}

impl People {
    /// Finds a name as printed: a handle or initials by their letters ("@ada", "AB", case and all), else as [`People::sieve`] does.
    #[must_use]
    pub fn sieve_printed(&self, text: &str, name: Span) -> Sieved {
        let printed = name.of_text(text);
        let handle = printed.starts_with('@');
        let bare = printed.trim_start_matches('@');
        let same = |i: &usize| {
            let mut signs = self.all[*i].signs.iter().map(|(_, sign)| sign.of_text(text));
            signs.any(|s| s.trim_start_matches('@') == bare || handle && s.starts_with('@') && fold(s) == fold(bare))
        };
        let found: Vec<usize> = self.by_sign.get(&fold(bare)).into_iter().flatten().copied().filter(same).collect();
        match found.as_slice() {
            [one] => Sieved::One(*one, "declared-sign"),
            [] => self.sieve(&words_of(printed)),
            _ => Sieved::Several(found.into_iter().take(MOST_CANDIDATES).collect()),
        }
    }

    /// Finds a name among the people so far: full name, declared alias, unique given name, and a handle or initials that are nothing else.
    #[must_use]
    pub fn sieve(&self, words: &[String]) -> Sieved {
        match self.by_name(words) {
            Sieved::Nobody => match self.by_sign.get(&words.join(" ")).map(Vec::as_slice) {
                Some([one]) => Sieved::One(*one, "declared-sign"),
                _ => Sieved::Nobody,
            },
            sieved => sieved,
        }
    }

    /// Finds whom a label or a reporting verb gives the word: as [`People::sieve_printed`] does, else by the family name, a given name in other letters, or one
    /// with a slip of typing in it.
    #[must_use]
    pub fn sieve_speaker(&self, text: &str, name: Span) -> Sieved {
        let words = words_of(name.of_text(text));
        let others = [|people: &Self, words: &[String]| people.by_family(words), Self::by_letters, Self::slipped];
        match self.sieve_printed(text, name) {
            Sieved::Nobody => {
                let mut found = others.iter().map(|sieve| sieve(self, &words));
                found.find(|sieved| *sieved != Sieved::Nobody).unwrap_or(Sieved::Nobody)
            }
            sieved => sieved,
        }
    }

    /// "Byron", "van Gulik", "A. Byron" of somebody whose given name is known.
    fn by_family(&self, words: &[String]) -> Sieved {
        let Some(candidates) = words.last().and_then(|last| self.by_last.get(last)) else { return Sieved::Nobody };
        let ends = |name: &[String]| name.len() > words.len() && name.ends_with(words);
        let initialled = |name: &[String]| match words {
            [initial, family @ ..] if initial.chars().count() == 1 && !family.is_empty() => {
                name.len() > family.len() && name.ends_with(family) && name[0].starts_with(initial.as_str())
            }
            _ => false,
        };
        let fits = |i: &usize| ends(&self.all[*i].words) || initialled(&self.all[*i].words);
        one_of(candidates.iter().copied().filter(fits), "family-name-in-report")
    }

    /// "Nikita" of "Никита Андреевич".
    fn by_letters(&self, words: &[String]) -> Sieved {
        let Some(candidates) = words.first().and_then(|first| self.by_latin.get(first)) else { return Sieved::Nobody };
        let fits = |i: &usize| words.iter().all(|w| self.by_latin.get(w).is_some_and(|people| people.contains(i)));
        one_of(candidates.iter().copied().filter(fits), "name-in-other-letters")
    }

    /// "Jonahtan" where a Jonathan is the only one like it: two letters in the wrong order. Other letters make other names: "Stephen" is no "Stephan".
    fn slipped(&self, words: &[String]) -> Sieved {
        let [word] = words else { return Sieved::Nobody };
        if word.chars().count() < SHORTEST_SLIP {
            return Sieved::Nobody;
        }
        let Some(candidates) = self.by_anagram.get(&anagram(word)) else { return Sieved::Nobody };
        let turned = |i: &usize| self.all[*i].words.first().is_some_and(|given| strsim::osa_distance(given, word) == 1);
        one_of(candidates.iter().copied().filter(turned), "misspelt-given-name")
    }

    /// The one person whose given name differs inside from a word by a letter. That alone is too little to go by: "Stephan" and "Stephen" are two.
    #[must_use]
    pub fn nearly(&self, word: &str) -> Option<usize> {
        let inside = |given: &str| {
            given.chars().count().min(word.chars().count()) > SHORTEST_SLIP
                && given.chars().next_back() == word.chars().next_back()
                && is_slip(given, word, 0)
        };
        let fits = |(_, person): &(usize, &LocalPerson)| person.words.first().is_some_and(|given| inside(given));
        let mut found = self.all.iter().enumerate().filter(fits).map(|(i, _)| i);
        found.next().filter(|_| found.next().is_none())
    }

    /// Takes another spelling of a person's given name as the right one.
    pub fn respell(&mut self, text: &str, person: usize, given: &str) {
        let folded = fold(given);
        self.index(&folded, person);
        let Some(found) = self.all.get_mut(person) else { return };
        let printed = found.reading.clone().unwrap_or_else(|| found.name.of_text(text).to_owned());
        let rest = printed.split_once(' ').map_or(String::new(), |(_, rest)| format!(" {rest}"));
        if let Some(first) = found.words.first_mut() {
            *first = folded;
        }
        found.reading = Some(format!("{given}{rest}"));
    }

    fn by_name(&self, words: &[String]) -> Sieved {
        let Some(first) = words.first() else { return Sieved::Nobody };
        let Some(candidates) = self.by_first.get(first) else { return Sieved::Nobody };
        if let Some([one]) = self.by_words.get(words).map(Vec::as_slice) {
            return Sieved::One(*one, "full-name");
        }
        let by_alias = |i: &usize| {
            let person = &self.all[*i];
            let alias = person.aliases.iter().any(|(a, _)| a.split(' ').next() == Some(first));
            let whole = person.aliases.iter().any(|(a, _)| *a == words.join(" "));
            whole
                || alias
                    && (words.len() == 1 || words.len() <= person.words.len() && person.words.ends_with(&words[1..]))
        };
        let aliased: Vec<usize> = candidates.iter().copied().filter(by_alias).collect();
        if let [one] = aliased.as_slice() {
            return Sieved::One(*one, "declared-alias");
        }
        // "Ada Byron" is "Ada K Byron", where just one person is.
        if words.len() > 1 {
            let bare = without_initials(words);
            let same = |i: &usize| {
                let own = &self.all[*i].words;
                (words.len() == bare.len() || own.len() == bare.len()) && without_initials(own) == bare
            };
            let mut found = candidates.iter().copied().filter(|_| bare.len() > 1).filter(same);
            if let (Some(one), None) = (found.next(), found.next()) {
                return Sieved::One(one, "name-without-initial");
            }
        }
        // A given name may have several words: "Jean-Baptiste", "Rosa Beatriz".
        let given: Vec<usize> = candidates.iter().copied().filter(|i| self.all[*i].words.starts_with(words)).collect();
        match given.as_slice() {
            [] => self.initialled(words, candidates),
            [one] => Sieved::One(*one, "given-name-in-report"),
            // So many candidates are none.
            _ => Sieved::Several(given.into_iter().take(MOST_CANDIDATES).collect()),
        }
    }

    /// "Michael D": a given name, and the initial of a family name.
    fn initialled(&self, words: &[String], candidates: &[usize]) -> Sieved {
        let [given @ .., initial] = words else { return Sieved::Nobody };
        if given.is_empty() || initial.chars().count() != 1 {
            return Sieved::Nobody;
        }
        let fits = |i: &usize| {
            let name = &self.all[*i].words;
            name.starts_with(given) && name.get(given.len()).is_some_and(|next| next.starts_with(initial.as_str()))
        };
        let found: Vec<usize> = candidates.iter().copied().filter(fits).take(MOST_CANDIDATES).collect();
        match found.as_slice() {
            [] => Sieved::Nobody,
            [one] => Sieved::One(*one, "given-name-and-initial"),
            _ => Sieved::Several(found),
        }
    }

    /// The one person whose full name differs from a full name by a single letter.
    fn misspelt(&self, words: &[String]) -> Option<usize> {
        let near = |person: &LocalPerson| {
            let mut apart = person.words.iter().zip(words).enumerate().filter(|(_, (a, b))| a != b);
            let slip = apart.next().is_some_and(|(at, (a, b))| is_slip(a, b, at));
            person.words.len() == words.len() && slip && apart.next().is_none()
        };
        let mut found = self.all.iter().enumerate().filter(|(_, p)| words.len() > 1 && near(p)).map(|(i, _)| i);
        found.next().filter(|_| found.next().is_none())
    }

    /// Takes a name of a list, an office or an apology: the person it means, new where nobody of that name is known yet.
    ///
    /// On a list a lone given name is a person of its own, also beside a full name that begins with it.
    pub fn take(&mut self, text: &str, name: &PrintedName, from_list: bool) -> usize {
        self.take_as(text, name, words_of(name.span.of_text(text)), from_list)
    }

    /// Takes a line of a list, with the handles and initials that it declares.
    pub fn take_listed(&mut self, text: &str, listed: &Listed<'_>) -> usize {
        let words = words_of(listed.reading.unwrap_or_else(|| listed.name.span.of_text(text)));
        let person = self.take_as(text, listed.name, words, true);
        if self.all[person].name == listed.name.span {
            self.all[person].reading = listed.reading.map(str::to_owned);
        }
        self.declare(text, person, listed.signs);
        person
    }

    /// Takes handles and initials as those of a person.
    pub fn declare(&mut self, text: &str, person: usize, signs: &[Span]) {
        for sign in signs {
            let folded = fold(sign.of_text(text));
            if !folded.is_empty() && !self.all[person].signs.iter().any(|(s, _)| *s == folded) {
                self.by_sign.entry(folded.clone()).or_default().push(person);
                self.all[person].signs.push((folded, *sign));
            }
        }
    }

    fn take_as(&mut self, text: &str, name: &PrintedName, words: Vec<String>, from_list: bool) -> usize {
        let known = match self.by_words.get(&words).map(Vec::as_slice) {
            Some([person]) => Some(*person),
            _ if from_list => None,
            _ => match (self.sieve(&words), self.by_family(&words)) {
                (Sieved::One(person, _), _) | (Sieved::Nobody, Sieved::One(person, _)) => Some(person),
                _ => None,
            },
        };
        let person = known.unwrap_or_else(|| {
            self.by_words.entry(words.clone()).or_default().push(self.all.len());
            if let Some(given) = words.first() {
                self.by_anagram.entry(anagram(given)).or_default().push(self.all.len());
            }
            if let [_, .., last] = words.as_slice() {
                self.by_last.entry(last.clone()).or_default().push(self.all.len());
            }
            for latin in words.iter().filter_map(|word| letters::latin(word)) {
                self.by_latin.entry(latin).or_default().push(self.all.len());
            }
            self.index(words.first().map_or("", String::as_str), self.all.len());
            let (aliases, signs) = (Vec::new(), Vec::new());
            self.all.push(LocalPerson { name: name.span, words, aliases, reading: None, signs });
            self.all.len() - 1
        });
        if let Some(alias) = name.alias {
            let folded = fold(alias.of_text(text));
            self.index(folded.split(' ').next().unwrap_or(""), person);
            if !self.all[person].aliases.iter().any(|(a, _)| *a == folded) {
                self.all[person].aliases.push((folded, alias));
            }
        }
        person
    }

    fn index(&mut self, first: &str, person: usize) {
        let places = self.by_first.entry(first.to_owned()).or_default();
        if !places.contains(&person) {
            places.push(person);
        }
    }
}

/// The letters of a word in the order of the alphabet.
fn anagram(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

/// What several candidates come to.
fn one_of(mut found: impl Iterator<Item = usize>, rule: &'static str) -> Sieved {
    match (found.next(), found.next()) {
        (None, _) => Sieved::Nobody,
        (Some(one), None) => Sieved::One(one, rule),
        (Some(one), Some(other)) => {
            Sieved::Several([one, other].into_iter().chain(found).take(MOST_CANDIDATES).collect())
        }
    }
}

/// A name without the initials between its first and last word; with them, two names that differ in one are two.
fn without_initials(words: &[String]) -> Vec<&String> {
    let last = words.len().saturating_sub(1);
    let inner = |i: usize, w: &str| i > 0 && i < last && w.chars().count() == 1;
    words.iter().enumerate().filter(|(i, w)| !inner(*i, w)).map(|(_, w)| w).collect()
}

/// The folded words of a name.
#[must_use]
pub fn words_of(name: &str) -> Vec<String> {
    fold(name).split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
