//! Where prose speaks of people: runs of capitals that are somebody's name, and whether a reporting verb follows.

use super::{People, Sieved, words_of};
use crate::entities::cues::cue_after;
use crate::entities::strangers::SmallWords;
use crate::language::Language;
use crate::minutes::names::{PrintedName, begins_as_name, looks_like_name};
use crate::text::{Span, fold};

/// Behind an apostrophe a name goes on with at least so many letters.
const SHORTEST_BEHIND_APOSTROPHE: usize = 3;
/// More initials than this stand before no family name.
const MOST_INITIALS: usize = 3;

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

impl People {
    /// The mentions in a stretch of prose, in its order. `taken` are spans that name something else, ascending. Whoever nobody knows yet is told from other words
    /// by those that the text uses in small letters; without them nobody new is taken.
    pub fn mentions(
        &mut self,
        text: &str,
        stretch: Span,
        language: &Language,
        taken: &[Span],
        small: Option<&SmallWords<'_>>,
    ) -> Vec<PersonMention> {
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
            if let Some(mention) = self.mention_at(text, word, limit, stretch, language, small) {
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

    /// "A. Byron", "A. K. Byron" of somebody whose given name is known.
    fn initialled_at(
        &self,
        text: &str,
        word: Span,
        limit: usize,
        stretch: Span,
        language: &Language,
    ) -> Option<PersonMention> {
        let mut end = word.end;
        let mut initial = word;
        for _ in 0..MOST_INITIALS {
            let dotted = initial.of_text(text).chars().count() == 1 && text.get(end..limit)?.starts_with(". ");
            if !dotted {
                break;
            }
            let rest = text.get(end + 2..limit)?;
            if !rest.starts_with(char::is_uppercase) {
                return None;
            }
            let length =
                rest.find(|c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))).unwrap_or(rest.len());
            let bare = rest[..length].trim_end_matches("'s").trim_end_matches("’s");
            initial = Span::new(end + 2, end + 2 + bare.len());
            end = initial.end;
        }
        if initial == word || initial.of_text(text).chars().count() < 2 {
            return None;
        }
        let span = Span::new(word.start, end);
        let words = words_of(span.of_text(text));
        let short: Vec<String> = words.first().into_iter().chain(words.last()).cloned().collect();
        let Sieved::One(person, rule) = self.by_family(&short) else { return None };
        let speaks = cue_after(text, span.end, stretch.end, language).is_some();
        Some(PersonMention { span, person: Some(person), candidates: Vec::new(), rule, speaks })
    }

    fn mention_at(
        &mut self,
        text: &str,
        word: Span,
        limit: usize,
        stretch: Span,
        language: &Language,
        small: Option<&SmallWords<'_>>,
    ) -> Option<PersonMention> {
        let first = fold_word(word.of_text(text));
        if let Some(mention) = self.sign_at(text, word, stretch, language) {
            return Some(mention);
        }
        if let Some(mention) = self.initialled_at(text, word, limit, stretch, language) {
            return Some(mention);
        }
        let known_first = self.by_first.contains_key(&first);
        if is_honorific(text, word, limit, language) {
            return None;
        }
        let not_name = language.words.not_names.contains(word.of_text(text).to_lowercase().as_str());
        if not_name && !known_first {
            return None;
        }
        let bare = name_from(text, word, limit, language);
        let span = Span::new(with_particles(text, bare.start, stretch.start, language), bare.end);
        let cue = cue_after(text, span.end, stretch.end, language);
        let verb = cue.is_some();
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
        // "Carvell noted", "Mr. Carvell": a family name alone is somebody's where the words around it say that a person is meant.
        let addressed = honorific_before(text, span.start, stretch.start, language);
        // "Tran tabled three drafts": at the beginning of a sentence the name of somebody, before whatever verb.
        let opens = || {
            let begins = {
                let before = text.get(stretch.start..span.start).unwrap_or("").trim_end();
                before.is_empty() || before.ends_with(['.', '?', '!'])
            };
            let behind = text.get(span.end..limit).and_then(|rest| rest.strip_prefix(' '));
            begins
                && behind.is_some_and(|rest| rest.starts_with(char::is_lowercase))
                && small.is_some_and(|small| small.could_be_somebody(span.of_text(text), language, false))
        };
        if !known_first && !not_name && (verb || addressed || opens()) {
            for sieved in [self.by_family(&words), self.slipped(&words)] {
                if sieved != Sieved::Nobody {
                    return mention(span, sieved, verb);
                }
            }
        }
        // Somebody new: at the beginning of a clause, with a reporting verb behind.
        let clause = clause_begins(text, span.start, stretch.start, language);
        let printed = span.of_text(text);
        let long = words.iter().filter(|w| !language.roster.particles.contains(w.as_str())).count() > 4;
        // "Responses were", "Excluding lists": a word that goes with several, or an act, is no person.
        let act = |word: &String| {
            word.len() > 6 && language.speech.gerund_ends.iter().any(|end| word.ends_with(end.as_str()))
        };
        let plural = words.len() == 1 && (is_plural(text, span.end, language) || words.iter().any(act));
        let sure = cue.is_some_and(|cue| language.speech.reports_alone(cue.span.of_text(text)));
        let office = printed.split(' ').any(|word| is_role(word, language));
        // "Kenya supported the text": a delegation, and nobody's name.
        let country = language.country_by_name.contains_key(&fold(printed));
        if !(sure && clause && !not_name && !long && !country && !office && looks_like_name(printed, language)) {
            return None;
        }
        let somebody =
            |small: &SmallWords<'_>| addressed || !plural && small.could_be_somebody(printed, language, false);
        if !small.is_some_and(somebody) {
            return None;
        }
        let person = self.take(text, &PrintedName { span, alias: None }, false);
        Some(PersonMention { span, person: Some(person), candidates: Vec::new(), rule: "speaker", speaks: true })
    }
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
        if language.roster.post_nominals.contains(next) {
            break;
        }
        if begins_as_name(next, language) {
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
    let before = without_title(before, language, true).unwrap_or(before);
    before.is_empty()
        || before.ends_with(['.', ',', ';', ':', '?', '!', '-', '–', ')', '"', '”'])
        || language.speech.between.clauses.iter().any(|w| before.ends_with(w.as_str()))
}

/// Whether a word is an honorific with a name behind it: "Mr. Carvell", "Dr Turing".
fn is_honorific(text: &str, word: Span, limit: usize, language: &Language) -> bool {
    let behind = text.get(word.end..limit).unwrap_or("");
    let name = behind.strip_prefix('.').unwrap_or(behind).strip_prefix(' ');
    let mut words = name.unwrap_or("").split([' ', ',']);
    // "Ms van Dyck"
    let next = words.find(|word| !language.roster.particles.contains(*word)).unwrap_or("");
    let printed = word.of_text(text);
    next.starts_with(char::is_uppercase)
        && (language.roster.is_honorific(printed)
            || is_role(printed, language) && !is_role(next, language) && next.chars().any(char::is_lowercase))
}

/// Whether a word is that of a role, as it stands before a name: "Director Tran".
fn is_role(word: &str, language: &Language) -> bool {
    word.starts_with(char::is_uppercase) && language.roster.role_heads.contains(&word.to_lowercase())
}

/// Where the particles begin that stand between an honorific and a family name, as in "Ms van Dyck"; elsewhere the name itself.
fn with_particles(text: &str, name: usize, from: usize, language: &Language) -> usize {
    let mut start = name;
    loop {
        let before = text.get(from..start).unwrap_or("").trim_end();
        let word = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
        if !language.roster.particles.contains(word) {
            break;
        }
        start = from + before.len() - word.len();
    }
    if honorific_before(text, start, from, language) { start } else { name }
}

/// Whether an honorific stands right before an offset.
fn honorific_before(text: &str, at: usize, from: usize, language: &Language) -> bool {
    without_title(text.get(from..at).unwrap_or(""), language, false).is_some()
}

/// A text before a name without the honorific that ends it; without the office, too, where that counts ("Chair Byron noted").
pub(crate) fn without_title<'t>(before: &'t str, language: &Language, offices: bool) -> Option<&'t str> {
    let before = before.trim_end();
    let word = before.rsplit([' ', '\n', '(']).next().unwrap_or("");
    let small = word.trim_end_matches('.').to_lowercase();
    let title = language.roster.honorifics.contains(small.as_str())
        || is_role(word, language)
        || offices && language.meeting.officers.offices.contains_key(&small);
    (title && !small.is_empty()).then(|| before[..before.len() - word.len()].trim_end())
}

/// Whether a verb for several stands behind a word: "Responses were".
fn is_plural(text: &str, at: usize, language: &Language) -> bool {
    let word = text.get(at..).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
    language.speech.plurals.iter().any(|verb| verb == word)
}

/// How many bytes the word takes that a text begins with: letters and hyphens, and an apostrophe inside of a name ("O'Shea", "Fa'anunu") that begins no ending
/// ("Ada's", "We'll").
fn name_word(text: &str) -> usize {
    let letters = |text: &str| text.find(|c: char| !(c.is_alphabetic() || c == '-')).unwrap_or(text.len());
    let length = letters(text);
    let Some(behind) = text[length..].strip_prefix(['\'', '\u{2019}']) else { return length };
    let more = letters(behind);
    if behind[..more].chars().count() < SHORTEST_BEHIND_APOSTROPHE { length } else { text.len() - behind.len() + more }
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
                self.at = start + name_word(rest).max(1);
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
