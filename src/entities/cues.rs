//! Cues: the words by which a report tells that a name speaks, and in which kind of act.
//!
//! `name (appositive | modifier)? adverb? verb`, as in "Adam Peake, who participated in the EGM, noted" and "Paul Blaker from the UK Government observed".

use crate::language::Language;
use crate::text::Span;

/// More appositives than this follow no name.
const MOST_ASIDES: usize = 2;
/// An appositive is no longer, in bytes.
const LONGEST_ASIDE: usize = 120;
/// A body between two commas behind a name is no longer, in bytes.
const LONGEST_BODY: usize = 60;

/// A reporting verb behind a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cue<'l> {
    /// The verb, or the verb and the word that tells the kind ("were both very pleased").
    pub span: Span,
    /// The kind of contribution that it reports.
    pub kind: &'l str,
    /// Whether it only says that something was said, so that the content tells more ("stated that it would be a good idea").
    pub plain: bool,
}

/// The cue behind a subject that ends at `at`, before `end`.
#[must_use]
pub fn cue_after<'l>(text: &str, at: usize, end: usize, language: &'l Language) -> Option<Cue<'l>> {
    let mut at = at;
    // "Ada Byron MP noted"
    while let Some(word) = text.get(at..end)?.strip_prefix(' ').and_then(|rest| rest.split(' ').next())
        && language.roster.post_nominals.contains(word.trim_end_matches(','))
    {
        at += 1 + word.trim_end_matches(',').len();
    }
    // "Ada (Nokia), introducing the draft, said"
    for _ in 0..MOST_ASIDES {
        let Some(behind) = appositive_end(text.get(at..end)?, language) else { break };
        at += behind;
    }
    if let Some(cue) = direct_cue(text, at, end, language) {
        return Some(cue);
    }
    // "from the UK Government": a few words that begin with a preposition, then the verb.
    let rest = text.get(at..end)?;
    let modifier = language.speech.between.modifiers.iter().any(|m| {
        rest.strip_prefix(' ').is_some_and(|r| r.strip_prefix(m.as_str()).is_some_and(|r| r.starts_with(' ')))
    });
    if !modifier {
        return None;
    }
    let most = language.speech.between.most_modifier_words + 2;
    let near: usize = rest.split_inclusive(' ').take(most).map(str::len).sum();
    let stops = rest[..near].find([',', '.', ';', ':']).unwrap_or(near);
    let mut gaps = rest[..stops].match_indices(' ').skip(1).take(language.speech.between.most_modifier_words);
    gaps.find_map(|(gap, _)| direct_cue(text, at + gap, end, language))
}

/// Where an appositive behind a name ends: ", who participated in the EGM," and " (IGF Secretariat)".
fn appositive_end(rest: &str, language: &Language) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix(" (") {
        return inside.bytes().take(80).position(|b| b == b')').map(|end| end + 3);
    }
    let inside = rest.strip_prefix(", ")?;
    let relative = language.speech.between.appositives.iter().any(|w| inside.starts_with(w.as_str()));
    // "Ada Byron, Nokia, said": a body or an office in capitals, and nothing else between the commas.
    let capitals = inside.starts_with(char::is_uppercase);
    let most = if relative { LONGEST_ASIDE } else { LONGEST_BODY };
    let end = inside.bytes().take(most).position(|b| b == b',').filter(|_| relative || capitals)?;
    Some(end + 3)
}

fn direct_cue<'l>(text: &str, at: usize, end: usize, language: &'l Language) -> Option<Cue<'l>> {
    let speech = &language.speech;
    let rest = text.get(at..end)?;
    if !rest.starts_with(' ') {
        return None;
    }
    let mut words = rest.split(' ').skip(1).map(|w| (w, w.trim_end_matches([',', '.', ':', ';', ')'])));
    let (mut printed, mut word) = words.next()?;
    while speech.between.adverbs.iter().any(|a| a == word) || word.len() > 4 && word.ends_with("ly") {
        (printed, word) = words.next()?;
    }
    let place = |w: &str| Span::of(w, text, 0);
    // "would like to see", "did not think": a few words that tell an attitude, before any verb of saying.
    let from = place(printed).start;
    let attitude = text.get(from..end).and_then(|rest| {
        let near: usize = rest.split_inclusive(' ').take(4).map(str::len).sum();
        speech.attitudes.find(&rest[..near]).filter(|(_, at, _)| *at == 0)
    });
    if let Some((kind, _, length)) = attitude {
        return Some(Cue { span: Span::new(from, from + length), kind, plain: false });
    }
    if speech.states.verbs.iter().any(|v| v == word) {
        let verb = place(printed);
        let behind = text.get(verb.end..end)?;
        let near: usize = behind.split_inclusive(' ').take(6).map(str::len).sum();
        return speech.states.find(&behind[..near]).map(|(kind, at, length)| Cue {
            span: Span::new(verb.start, verb.end + at + length),
            kind,
            plain: false,
        });
    }
    let verb = place(word);
    if speech.objects_of.verbs.iter().any(|v| v == word) {
        let behind = text.get(verb.end..end)?;
        let near: usize = behind.split_inclusive(' ').take(5).map(str::len).sum();
        if let Some((kind, at, length)) = speech.objects_of.find(&behind[..near]) {
            return Some(Cue { span: Span::new(verb.start, verb.end + at + length), kind, plain: false });
        }
        if speech.expressing.verbs.iter().any(|v| v == word) {
            return Some(Cue { span: verb, kind: "informs", plain: true });
        }
    }
    // "Paper shared by Ada" tells what was shared; "Ada began by thanking" does not.
    let behind = text.get(verb.end..end).unwrap_or("").trim_start();
    let passive = behind.strip_prefix(language.meeting.officers.by.as_str()).and_then(|rest| rest.strip_prefix(' '));
    let next = |rest: &str| rest.split([' ', ',', '.']).next().unwrap_or("").to_owned();
    if passive.is_some_and(|rest| !language.speech.gerund_ends.iter().any(|end| next(rest).ends_with(end.as_str()))) {
        return None;
    }
    let joined = || language.verb_kinds.get(word.replace('-', "").as_str());
    let kind = language.verb_kinds.get(word).or_else(joined)?;
    Some(Cue { span: verb, kind, plain: kind == "informs" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, subject: &str) -> Option<String> {
        let language = Language::embedded().unwrap();
        cue_after(text, subject.len(), text.len(), &language).map(|c| c.kind.to_owned())
    }

    #[test]
    fn cues_of_real_reports() {
        for (text, subject, wanted) in [
            ("Adam Peake, who participated in the EGM, noted his confidence", "Adam Peake", "informs"),
            ("Paul Blaker from the UK Government observed that", "Paul Blaker", "informs"),
            (
                "Jason Munyan and Tereza Horejsova were both very pleased to see",
                "Jason Munyan and Tereza Horejsova",
                "supports",
            ),
            ("Jorge Cancio expressed some doubts on the proposal", "Jorge Cancio", "objects"),
            ("Jorge Cancio expressed support for the idea", "Jorge Cancio", "supports"),
            ("Titti also noted that the working group", "Titti", "informs"),
            ("Juan made two suggestions: on form", "Juan", "proposes"),
        ] {
            assert_eq!(kind(text, subject).as_deref(), Some(wanted), "{text}");
        }
        for (text, subject, wanted) in [
            ("Ada would like to see a draft", "Ada", Some("proposes")),
            ("Ada did not think that it works", "Ada", Some("objects")),
            ("Ada doesn’t like the term", "Ada", Some("objects")),
            ("Ada re-iterated the mandate", "Ada", Some("informs")),
            ("Ada started by thanking all", "Ada", Some("informs")),
            ("Paper shared by Ada: see below", "Paper", None),
            ("Ada would be there", "Ada", None),
        ] {
            assert_eq!(kind(text, subject).as_deref(), wanted, "{text}");
        }
        assert_eq!(kind("Jason Munyan gave to the WG", "Jason"), None);
        assert_eq!(kind("Juan about concerns with this approach noted", "Juan"), None);
    }
}
