//! People in a report: who is on its lists, holds an office or sent apologies, and where the text speaks of them.
//!
//! Inside one report a given name means the one listed person of that name; where two share it, the mention stays open with both as candidates.
//! What needs other reports (a given name that is not listed here) is left to the resolution.

use super::cues::cue_after;
use super::identity::is_slip;
use crate::language::Language;
use crate::minutes::names::{PrintedName, begins_as_name};
use crate::text::{Span, fold};
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

/// A mention of a person in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMention {
    /// Where it stands.
    pub span: Span,
    /// The person, an index into the report's people.
    pub person: Option<usize>,
    /// Where the name fits several: all of them.
    pub candidates: Vec<usize>,
    /// The rule of the sieve that decided.
    pub rule: &'static str,
    /// Whether a reporting verb follows, so that the person speaks.
    pub speaks: bool,
}

/// The people of one report.
#[derive(Debug, Default)]
pub struct People {
    /// In the order of their first mention by the lists, then by the text.
    pub all: Vec<LocalPerson>,
    by_first: FxHashMap<String, Vec<usize>>,
    by_words: FxHashMap<Vec<String>, Vec<usize>>,
    /// By handles and initials, folded.
    by_sign: FxHashMap<String, Vec<usize>>,
}

/// More people of one given name are not weighed.
const MOST_CANDIDATES: usize = 16;

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
        for sign in listed.signs {
            let folded = fold(sign.of_text(text));
            if !folded.is_empty() && !self.all[person].signs.iter().any(|(s, _)| *s == folded) {
                self.by_sign.entry(folded.clone()).or_default().push(person);
                self.all[person].signs.push((folded, *sign));
            }
        }
        person
    }

    fn take_as(&mut self, text: &str, name: &PrintedName, words: Vec<String>, from_list: bool) -> usize {
        let known = match self.by_words.get(&words).map(Vec::as_slice) {
            Some([person]) => Some(*person),
            _ if from_list => None,
            _ => match self.sieve(&words) {
                Sieved::One(person, _) => Some(person),
                _ => None,
            },
        };
        let person = known.unwrap_or_else(|| {
            self.by_words.entry(words.clone()).or_default().push(self.all.len());
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

    /// The mentions in a stretch of prose, in its order. `taken` are spans that name something else, ascending.
    pub fn mentions(&mut self, text: &str, stretch: Span, language: &Language, taken: &[Span]) -> Vec<PersonMention> {
        let mut found = Vec::new();
        let mut words = Words { text, at: stretch.start, end: stretch.end };
        let from = taken.partition_point(|t| t.start < stretch.start);
        let mut taken = taken.iter().copied().skip(from).peekable();
        while let Some(word) = words.next_capitalised() {
            while taken.peek().is_some_and(|t| t.end <= word.start) {
                taken.next();
            }
            if let Some(t) = taken.peek().filter(|t| t.overlaps(word)) {
                words.at = t.end.max(word.end);
                continue;
            }
            let limit = taken.peek().map_or(stretch.end, |t| t.start);
            if let Some(mention) = self.mention_at(text, word, limit, stretch, language) {
                words.at = mention.span.end;
                found.push(mention);
            }
        }
        found
    }

    /// Initials or a handle as the list prints them, where they speak.
    fn sign_at(&self, text: &str, word: Span, stretch: Span, language: &Language) -> Option<PersonMention> {
        if self.by_sign.is_empty() || !word.of_text(text).chars().all(char::is_uppercase) {
            return None;
        }
        let Sieved::One(person, rule @ "declared-sign") = self.sieve_printed(text, word) else { return None };
        let speaks = cue_after(text, word.end, stretch.end, language).is_some();
        Some(PersonMention { span: word, person: Some(person), candidates: Vec::new(), rule, speaks })
    }

    fn mention_at(
        &mut self,
        text: &str,
        word: Span,
        limit: usize,
        stretch: Span,
        language: &Language,
    ) -> Option<PersonMention> {
        let first = fold_word(word.of_text(text));
        if let Some(mention) = self.sign_at(text, word, stretch, language) {
            return Some(mention);
        }
        let known_first = self.by_first.contains_key(&first);
        let not_name = language.words.not_names.contains(word.of_text(text).to_lowercase().as_str());
        if not_name && !known_first {
            return None;
        }
        let span = name_from(text, word, limit, language);
        let verb = cue_after(text, span.end, stretch.end, language).is_some();
        let words = words_of(span.of_text(text));
        let mention = |span, sieved, speaks| match sieved {
            Sieved::One(person, rule) => {
                Some(PersonMention { span, person: Some(person), candidates: Vec::new(), rule, speaks })
            }
            Sieved::Several(candidates) => Some(PersonMention { span, person: None, candidates, rule: "open", speaks }),
            Sieved::Nobody => None,
        };
        let misspelt =
            |people: &Self| people.misspelt(&words).and_then(|p| mention(span, Sieved::One(p, "misspelling"), verb));
        if known_first && !(not_name && words.len() == 1 && !verb) {
            match self.sieve(&words) {
                Sieved::Nobody => {}
                sieved => return mention(span, sieved, verb),
            }
            if let Some(found) = misspelt(self) {
                return Some(found);
            }
            // "Titti Secretariat": the known name may be shorter than the run of capitals.
            if words.len() > 1 && !verb {
                let short = Span::new(word.start, word.end);
                if let sieved @ Sieved::One(..) = self.sieve(&words[..1]) {
                    let possessive = text[word.end..].starts_with("'s") || text[word.end..].starts_with('\u{2019}');
                    return possessive.then(|| mention(short, sieved, false)).flatten();
                }
            }
        }
        if let Some(found) = misspelt(self) {
            return Some(found);
        }
        // Somebody new: at the beginning of a clause, with a reporting verb behind.
        let clause = clause_begins(text, span.start, stretch.start, language);
        let shape = crate::minutes::names::looks_like_name(span.of_text(text), language);
        let long = words.iter().filter(|w| !language.roster.particles.contains(w.as_str())).count() > 4;
        if !(verb && clause && shape && !not_name && !long) {
            return None;
        }
        let person = self.take(text, &PrintedName { span, alias: None }, false);
        Some(PersonMention { span, person: Some(person), candidates: Vec::new(), rule: "speaker", speaks: true })
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

fn fold_word(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_alphabetic()) {
        word.to_ascii_lowercase()
    } else {
        fold(word).split(' ').next().unwrap_or("").to_owned()
    }
}

/// The run of name words that begins with a word: capitals and particles between them.
fn name_from(text: &str, word: Span, limit: usize, language: &Language) -> Span {
    let mut end = word.end;
    let mut at = word.end;
    while let Some(rest) = text.get(at..limit).and_then(|r| r.strip_prefix(' ')) {
        let length =
            rest.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '\u{2019}'))).unwrap_or(rest.len());
        let mut next = &rest[..length];
        for possessive in ["'s", "\u{2019}s"] {
            next = next.strip_suffix(possessive).unwrap_or(next);
        }
        if begins_as_name(next) {
            at += 1 + next.len();
            end = at;
            if next.len() < length {
                break;
            }
        } else if language.roster.particles.contains(next) {
            at += 1 + next.len();
        } else {
            break;
        }
    }
    Span::new(word.start, end)
}

/// Whether a clause begins at an offset: the sentence, or the part behind a comma, "and", "while" or a dash.
fn clause_begins(text: &str, at: usize, from: usize, language: &Language) -> bool {
    let before = text.get(from..at).unwrap_or("").trim_end();
    before.is_empty()
        || before.ends_with(['.', ',', ';', ':', '?', '!', '-', '–', ')', '"', '”'])
        || language.speech.between.clauses.iter().any(|w| before.ends_with(w.as_str()))
}

/// Walks the capitalised words of a text.
struct Words<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

impl Words<'_> {
    fn next_capitalised(&mut self) -> Option<Span> {
        let bytes = self.text.as_bytes();
        while self.at < self.end {
            let b = bytes[self.at];
            let capital = b.is_ascii_uppercase()
                || b >= 0x80 && self.text.get(self.at..).and_then(|t| t.chars().next()).is_some_and(char::is_uppercase);
            if capital {
                let start = self.at;
                let rest = &self.text[start..self.end];
                let length = rest.find(|c: char| !(c.is_alphabetic() || c == '-')).unwrap_or(rest.len());
                self.at = start + length.max(1);
                return Some(Span::new(start, self.at));
            }
            // Skip the rest of this word.
            while self.at < self.end && (bytes[self.at].is_ascii_alphanumeric() || bytes[self.at] >= 0x80) {
                self.at += 1;
            }
            while self.at < self.end && !(bytes[self.at].is_ascii_alphanumeric() || bytes[self.at] >= 0x80) {
                self.at += 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(list: &[&str], prose: &str) -> Vec<(String, Option<String>, bool)> {
        let language = Language::embedded().unwrap();
        let text = format!("{}\n{prose}", list.join("\n"));
        let mut people = People::default();
        let mut at = 0;
        for name in list {
            let printed = crate::minutes::names::read_name(&text, Span::new(at, at + name.len()), &language).unwrap();
            people.take(&text, &printed, true);
            at += name.len() + 1;
        }
        let found = people.mentions(&text, Span::new(at, text.len()), &language, &[]);
        let name = |i: usize| people.all[i].name.of_text(&text).to_owned();
        found.into_iter().map(|m| (m.span.of_text(&text).to_owned(), m.person.map(name), m.speaks)).collect()
    }

    fn one(list: &[&str], prose: &str) -> Option<String> {
        people(list, prose).into_iter().next().and_then(|(_, person, _)| person)
    }

    #[test]
    fn the_sieve_inside_a_report() {
        assert_eq!(one(&["Juan Fernandez", "Jorge Cancio"], "Juan noted that").as_deref(), Some("Juan Fernandez"));
        assert_eq!(one(&["Concettina Cassa (Titti)"], "Titti proposed going").as_deref(), Some("Concettina Cassa"));
        assert_eq!(people(&["Paul Blaker", "Paul Charlton"], "Paul noted that"), [("Paul".into(), None, true)]);
        assert_eq!(one(&["Mark Carvell", "Markus Kummer"], "and Markus's view").as_deref(), Some("Markus Kummer"));
    }

    #[test]
    fn initials_inside_a_name_may_be_left_out() {
        assert_eq!(one(&["Ada K. Byron"], "Ada Byron noted that").as_deref(), Some("Ada K. Byron"));
        assert_eq!(one(&["Ada K. Byron"], "Ada M Byron noted that").as_deref(), Some("Ada M Byron"));
        assert_eq!(one(&["Ada K. Byron", "Ada M. Byron"], "Ada Byron noted that"), Some("Ada Byron".into()));
    }

    #[test]
    fn signs_are_found_as_they_are_printed() {
        let text = "Ada Byron | AB\nIngrid Norden | IN | @ingrid";
        let mut people = People::default();
        let span = |words: &str| Span::of(&text[text.find(words).unwrap()..][..words.len()], text, 0);
        let names = [("Ada Byron", vec!["AB"]), ("Ingrid Norden", vec!["IN", "@ingrid"])];
        for (name, signs) in &names {
            let printed = PrintedName { span: span(name), alias: None };
            let signs: Vec<Span> = signs.iter().map(|s| span(s)).collect();
            people.take_listed(text, &Listed { name: &printed, reading: None, signs: &signs });
        }
        let found = |words: &str| people.sieve_printed(words, Span::new(0, words.len()));
        let sieve = |words: &str| people.sieve(&words_of(words));
        assert_eq!(sieve("AB"), Sieved::One(0, "declared-sign"));
        assert_eq!(sieve("@ingrid"), Sieved::One(1, "given-name-in-report"));
        assert_eq!(found("XY"), Sieved::Nobody);
        let prose = format!("{text}\nIN asked whether it is ready. In general it suggested that. AB agreed.");
        let language = Language::embedded().unwrap();
        let mentions = people.mentions(&prose, Span::new(text.len() + 1, prose.len()), &language, &[]);
        let found: Vec<_> = mentions.iter().map(|m| (m.span.of_text(&prose), m.person)).collect();
        assert_eq!(found, [("IN", Some(1)), ("AB", Some(0))]);
    }

    #[test]
    fn given_names_of_several_words() {
        assert_eq!(
            one(&["Jean-Baptiste Moreau", "Ana Clara Reis"], "Jean-Baptiste noted that").as_deref(),
            Some("Jean-Baptiste Moreau")
        );
        assert_eq!(
            one(&["Ana Clara Reis", "Ana Lucia Pires"], "Ana Clara noted that").as_deref(),
            Some("Ana Clara Reis")
        );
        assert_eq!(people(&["Ana Clara Reis", "Ana Lucia Pires"], "Ana noted that"), [("Ana".into(), None, true)]);
    }

    #[test]
    fn a_full_name_with_one_wrong_letter() {
        assert_eq!(one(&["Mark Carvell", "Markus Kummer"], "Mark Cavell noted that").as_deref(), Some("Mark Carvell"));
        assert_eq!(
            people(&["Jason Munyan"], "Jasson Munyan and Tereza Horejsova were both very pleased")
                .first()
                .map(|p| p.1.as_deref()),
            Some(Some("Jason Munyan"))
        );
        assert_eq!(
            people(&["Tigran Mirzoyan"], "Tigran Mirzyan and Nino Kvaratze were both very pleased")
                .first()
                .map(|p| p.1.as_deref()),
            Some(Some("Tigran Mirzoyan"))
        );
        assert_eq!(one(&["Maria Perez"], "Mario Perez noted that").as_deref(), Some("Mario Perez"));
    }

    #[test]
    fn names_with_particles_and_elisions() {
        for name in ["Gaspard d'Aubigny", "Inma Ruiz de la Cruz", "Joost op de Velde"] {
            assert_eq!(people(&[], &format!("{name} noted that")), [(name.into(), Some(name.into()), true)]);
        }
    }

    #[test]
    fn speakers_that_no_list_knows() {
        assert_eq!(
            people(&[], "Tulio Andrade re-emphasised the need"),
            [("Tulio Andrade".into(), Some("Tulio Andrade".into()), true)]
        );
        assert_eq!(people(&[], "Livia asked, and Anriette replied that").len(), 2);
        assert_eq!(people(&[], "The Secretariat noted. Several participants suggested. Next steps"), []);
    }
}
