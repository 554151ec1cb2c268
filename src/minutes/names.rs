//! What a person's name looks like, and lists of them.

use crate::language::Language;
use crate::text::Span;

/// A name as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedName {
    /// The name, without honorific.
    pub span: Span,
    /// Another name that is declared behind it, as "Titti" in "Concettina Cassa (Titti)".
    pub alias: Option<Span>,
}

/// Fewer letters in capitals are an acronym's.
const SHORTEST_SAID: usize = 3;
/// A role before a name has no more words.
const MOST_ROLE_WORDS: usize = 3;
/// More words than this are no person's name.
const MOST_WORDS: usize = 6;

/// Takes a stretch as one name, where it looks like one: without honorific, with an alias in parentheses set apart.
#[must_use]
pub fn read_name(text: &str, span: Span, language: &Language) -> Option<PrintedName> {
    let mut span = span.trimmed(text);
    let mut alias = None;
    if let Some(open) = span.of_text(text).find('(') {
        let inside = Span::new(span.start + open + 1, span.end).trimmed(text);
        let close =
            inside.of_text(text).find(')').filter(|close| inside.of_text(text)[close + 1..].trim().is_empty())?;
        let declared = Span::new(inside.start, inside.start + close).trimmed(text);
        alias = looks_like_name(declared.of_text(text), language).then_some(declared);
        span = Span::new(span.start, span.start + open).trimmed(text);
    }
    span = without_honorifics(text, span, language);
    span = without_role(text, span, language);
    span = without_honours(text, span, language);
    let bare = span.of_text(text).trim_end_matches(['.', ',', ';', ':']).len();
    let ends_with_initial = span.of_text(text)[..bare].chars().rev().nth(1).is_some_and(|c| c == ' ' || c == '.');
    if !ends_with_initial {
        span.end = span.start + bare;
    }
    looks_like_name(span.of_text(text), language).then_some(PrintedName { span, alias })
}

/// A full name without the role before it: "Finance Officer Sue Holm", "General Manager Dan Frey".
fn without_role(text: &str, span: Span, language: &Language) -> Span {
    let words: Vec<&str> = span.of_text(text).split_whitespace().take(MOST_WORDS).collect();
    let heads = &language.roster.role_heads;
    let head = words.iter().take(MOST_ROLE_WORDS).rposition(|w| heads.contains(&w.to_lowercase()));
    // A given and a family name stay.
    match head.and_then(|at| words.get(at + 1)).filter(|_| head.is_some_and(|at| words.len() >= at + 3)) {
        Some(name) => Span::new(Span::of(name, text, 0).start, span.end),
        None => span,
    }
}

/// A full name without what stands behind it and is no part of it: "Ada Byron PhD", "Ada Byron MP".
fn without_honours(text: &str, mut span: Span, language: &Language) -> Span {
    while let Some((name, last)) = span.of_text(text).trim_end_matches(',').rsplit_once(' ') {
        let name = name.trim_end_matches([' ', ',']);
        if !name.contains(' ') || !language.roster.post_nominals.contains(last) {
            break;
        }
        span.end = span.start + name.len();
    }
    span
}

/// A name without the honorifics before it; what is nothing else stays.
#[must_use]
pub fn without_honorifics(text: &str, mut span: Span, language: &Language) -> Span {
    let mut titled = false;
    while let Some(first) = span.of_text(text).split_whitespace().next() {
        let honorific = language.roster.is_honorific(first);
        // "Dr. Ing. Tarek Mansour": behind a title others may be shortened.
        let short = titled && first.len() > 2 && first.ends_with('.') && !first.trim_end_matches('.').contains('.');
        if !(honorific || short) || first.len() == span.of_text(text).len() {
            break;
        }
        titled = true;
        span = Span::new(span.start + first.len(), span.end).trimmed(text);
    }
    span
}

/// Whether words could be a person's name: one to six, capitals but for particles, not all of them in capitals only.
#[must_use]
pub fn looks_like_name(words: &str, language: &Language) -> bool {
    let (mut count, mut capitals, mut shouted) = (0, 0, 0);
    let mut first_word = "";
    for word in words.split_whitespace() {
        count += 1;
        let Some(first) = word.chars().next() else { return false };
        if !word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.')) {
            return false;
        }
        let cased = begins_as_name(word, language) || !first.is_lowercase();
        if cased {
            capitals += 1;
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            shouted += usize::from(letters > 1 && word.chars().all(|c| !c.is_lowercase()) && first.is_uppercase());
        } else if !language.roster.particles.contains(word) {
            return false;
        }
        if count == 1 {
            first_word = word;
        }
    }
    // "April Mitchell" is somebody, April is none.
    let small = first_word.trim_end_matches('.').to_lowercase();
    if language.words.not_names.contains(small.as_str())
        && (count < 2 || !language.roster.given_words.contains(small.as_str()))
    {
        return false;
    }
    // "Amb." before a name that was cut off is nobody.
    if count == 1 && language.roster.is_honorific(first_word) {
        return false;
    }
    (1..=MOST_WORDS).contains(&count) && capitals > 0 && (shouted < capitals)
}

/// A name as it is said where a program prints it otherwise: "JANE DOE", "jane doe", "JaneDoe" are Jane Doe. Nothing where it stands as it is said.
#[must_use]
pub fn as_said(printed: &str) -> Option<String> {
    let letters = || printed.chars().filter(|c| c.is_alphabetic());
    if letters().count() < SHORTEST_SAID {
        return None;
    }
    let shouted = letters().all(char::is_uppercase);
    let whispered = printed.contains(' ') && letters().all(char::is_lowercase);
    if shouted || whispered {
        let mut read = String::with_capacity(printed.len());
        let mut begins = true;
        for c in printed.chars() {
            if begins {
                read.extend(c.to_uppercase());
            } else {
                read.extend(c.to_lowercase());
            }
            begins = !c.is_alphabetic() && c != '.';
        }
        return Some(read);
    }
    humps(printed)
}

/// "AdaByron" as "Ada Byron"; not the one hump of "McDonald".
#[must_use]
pub fn humps(name: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            _ if c.is_uppercase() => words.push(c.to_string()),
            Some(word) if c.is_lowercase() => word.push(c),
            _ => return None,
        }
    }
    let long = words.iter().all(|word| word.chars().count() > 2) && words.first().is_none_or(|word| word != "Mac");
    (words.len() > 1 && long).then(|| words.join(" "))
}

/// Whether a word begins as those of names do: with a capital, perhaps behind an elision ("d'Aubigny", "dell'Orto") or a particle and a hyphen ("al-Zahra").
#[must_use]
pub fn begins_as_name(word: &str, language: &Language) -> bool {
    let joined = word.split_once('-').filter(|(before, _)| language.roster.particles.contains(*before));
    let word = joined.map_or(word, |(_, behind)| behind);
    let elided = word
        .split_once(['\'', '’'])
        .filter(|(before, _)| (1..=4).contains(&before.len()) && before.bytes().all(|b| b.is_ascii_lowercase()));
    elided.map_or(word, |(_, behind)| behind).starts_with(char::is_uppercase)
}

/// The names of a list in prose: "Chris, Bruna, and Amrita". It ends with the first part that is no name.
#[must_use]
pub fn read_list(text: &str, span: Span, language: &Language) -> Vec<PrintedName> {
    let mut found = Vec::new();
    let mut at = span.start;
    loop {
        let rest = Span::new(at, span.end).of_text(text);
        let (length, separator, last) = next_separator(rest, language);
        let part = Span::new(at, at + length);
        let Some(name) = read_name(text, part, language).or_else(|| leading_name(text, part, language)) else { break };
        let whole = name.alias.map_or(name.span.end, |a| a.end + 1) >= part.trimmed(text).end.saturating_sub(1);
        found.push(name);
        if !whole || last {
            break;
        }
        at += length + separator;
    }
    found
}

/// Where the next separator stands, how long it is, and whether there is none.
fn next_separator(rest: &str, language: &Language) -> (usize, usize, bool) {
    let candidates = language.words.joints.iter().map(String::as_str).chain(["; ", "/ "]);
    let first = candidates
        .filter_map(|s| rest.find(s).map(|at| (at, s.len())))
        .min_by_key(|(at, length)| (*at, usize::MAX - length));
    first.map_or((rest.len(), 0, true), |(at, length)| (at, length, false))
}

/// The name at the beginning of a stretch that goes on with other words: "Roman Chukov in Moscow".
fn leading_name(text: &str, span: Span, language: &Language) -> Option<PrintedName> {
    let part = span.trimmed(text);
    let words = part.of_text(text);
    let mut end = 0;
    for word in words.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if end > 0 && bare.starts_with('(') {
            if let Some(close) = words[end..].find(')') {
                end += close + 1;
            }
            break;
        }
        let name_word = begins_as_name(bare, language) || language.roster.particles.contains(bare);
        if !name_word || bare.contains(['(', ')']) {
            break;
        }
        let stop = bare.ends_with(['.', ';', ':', ',']) && bare.chars().count() > 2;
        end += word.len();
        if stop {
            break;
        }
    }
    read_name(text, Span::new(part.start, part.start + end), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<&str> {
        let language = Language::embedded().unwrap();
        read_list(text, Span::new(0, text.len()), &language).iter().map(|n| n.span.of_text(text)).collect()
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(list("Chris, Bruna, and Amrita."), ["Chris", "Bruna", "Amrita"]);
        assert_eq!(
            list("Concettina Cassa and Anriette Esterhuysen. The list"),
            ["Concettina Cassa", "Anriette Esterhuysen"]
        );
        assert_eq!(list("Titti Cassa, and a recording of the meeting"), ["Titti Cassa"]);
        assert_eq!(list("Dr. Wout de Natris & J. Smith"), ["Wout de Natris", "J. Smith"]);
    }

    #[test]
    fn aliases_are_set_apart() {
        let language = Language::embedded().unwrap();
        let text = "Concettina Cassa (Titti). The list of participants and the recording";
        let listed = read_list(text, Span::new(0, text.len()), &language);
        assert_eq!(listed[0].alias.unwrap().of_text(text), "Titti");
        let text = "Concettina Cassa (Titti)";
        let name = read_name(text, Span::new(0, text.len()), &language).unwrap();
        assert_eq!((name.span.of_text(text), name.alias.unwrap().of_text(text)), ("Concettina Cassa", "Titti"));
    }

    #[test]
    fn names_as_programs_print_them() {
        for (printed, said) in [("JANE DOE", "Jane Doe"), ("jane o'dell", "Jane O'Dell"), ("JaneDoe", "Jane Doe")] {
            assert_eq!(as_said(printed).as_deref(), Some(said));
        }
        for printed in ["Jane Doe", "jane", "JD", "McDonald", "Jane"] {
            assert_eq!(as_said(printed), None, "{printed}");
        }
    }

    #[test]
    fn months_and_given_names() {
        let language = Language::embedded().unwrap();
        assert!(looks_like_name("April Mitchell", &language));
        assert!(!looks_like_name("April", &language));
        assert!(!looks_like_name("Monday Morning", &language));
    }

    #[test]
    fn what_is_no_name() {
        let language = Language::embedded().unwrap();
        for words in ["MHLB", "The Secretariat", "N/A", "Next steps", "IGF 2020", "several participants", "recording"] {
            assert!(!looks_like_name(words, &language), "{words}");
        }
        for words in [
            "Xiao Zhang",
            "Herman P",
            "Velmira Nemiguentcheva-Grau",
            "Flavio WAGNER",
            "梶原 龍",
            "Jean-Claude van der Meer",
        ] {
            assert!(looks_like_name(words, &language), "{words}");
        }
    }
}
