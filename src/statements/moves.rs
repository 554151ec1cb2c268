//! Moves: the clauses of a contribution, each with one act.

use super::{Context, Contribution, Move};
use crate::entities::cues::Cue;
use crate::minutes::sentences::sentences;
use crate::text::{Span, find_words};

/// The kind of what a cue reports: that of its verb, or of a plain verb's content.
pub(super) fn kind_of(context: &Context<'_>, cue: &Cue<'_>, utterance: Span, collective: bool) -> String {
    let content = Span::new(cue.span.end.max(utterance.start), utterance.end.max(cue.span.end));
    let words = content.of_text(context.text());
    let verb = cue.span.of_text(context.text());
    let own = !context.language.speech.content.except.iter().any(|v| v == verb);
    if own && (cue.plain || cue.kind == "answers") {
        // The first clause decides: ", and that this should be included" is another one.
        let most = context.language.speech.content.window;
        let window: usize = words.split_inclusive(' ').take(most).map(str::len).sum();
        // A joint of three words may begin where the window ends.
        let near: usize = window + words[window..].split_inclusive(' ').take(3).map(str::len).sum::<usize>();
        let ends = context.language.speech.clauses.ends.iter().filter_map(|joint| words[..near].find(joint.as_str()));
        let first = ends.min().unwrap_or(words.len());
        let clause = &words[..first.min(window)];
        if let Some((kind, at, _)) = context.language.speech.content.find(clause) {
            // "noted the importance of", but not "noted an undercurrent … of the need for".
            let near = clause[..at].split_whitespace().count() <= 3;
            if kind != "urges" || near {
                return kind.to_owned();
            }
        }
        let phrase = utterance.of_text(context.text());
        let agreement = &context.language.speech.clauses.agreement;
        if collective && agreement.iter().any(|word| find_words(phrase, word).is_some()) {
            return "supports".to_owned();
        }
    }
    cue.kind.to_owned()
}

/// The clauses of a contribution: each begins with its reporting verb's subject, named, a pronoun or left out behind "and" or "but".
pub(super) fn read(context: &Context<'_>, contribution: &Contribution) -> Vec<Move> {
    let text = context.text();
    let mut found: Vec<Move> = Vec::new();
    for sentence in sentences(text, contribution.span, context.language) {
        let mut starts: Vec<(usize, String)> = Vec::new();
        if found.is_empty() {
            starts.push((sentence.start, contribution.kind.value.clone()));
        }
        starts.extend(verbs(context, sentence, !found.is_empty()));
        starts.dedup_by_key(|(at, _)| *at);
        if starts.is_empty() {
            if let Some(last) = found.last_mut() {
                last.span.end = sentence.end;
            }
            continue;
        }
        if let (Some((first, _)), Some(last)) = (starts.first(), found.last_mut())
            && *first > sentence.start
        {
            last.span.end = *first;
        }
        for (i, (at, kind)) in starts.iter().enumerate() {
            let end = starts.get(i + 1).map_or(sentence.end, |(next, _)| *next);
            let span = Span::new(*at, end).trimmed(text);
            found.push(Move { span, kind: kind.clone(), subjects: Vec::new() });
        }
    }
    for part in &mut found {
        part.span = part.span.trimmed(text);
        part.subjects = context.subjects_in(part.span);
    }
    found
}

/// Where clauses with reporting verbs of their own begin in a sentence, and the kind of each. The first verb of the sentence counts only where the sentence
/// begins no contribution.
fn verbs(context: &Context<'_>, sentence: Span, with_first: bool) -> Vec<(usize, String)> {
    let text = context.text();
    let words = sentence.of_text(text);
    let mut found = Vec::new();
    let mut starts = vec![];
    if with_first {
        starts.push(sentence.start);
    }
    starts.extend(context.language.speech.clauses.joints.all(words).map(|joint| sentence.start + joint.end));
    starts.sort_unstable();
    starts.dedup();
    for start in starts {
        let rest = Span::new(start, sentence.end);
        let subject = context.language.speech.pronouns.iter().find(|p| {
            let words = rest.of_text(text);
            words.get(..p.len()).is_some_and(|w| w.eq_ignore_ascii_case(p)) && words[p.len()..].starts_with(' ')
        });
        let named = context
            .mentions_in(rest)
            .next()
            .filter(|(_, m)| m.span.start == start && Context::is_person(m))
            .map(|(_, m)| m.span.end);
        let after = subject.map(|p| start + p.len()).or(named);
        let cue = match after {
            Some(after) => crate::entities::cues::cue_after(text, after, sentence.end, context.language),
            // The subject is left out: the verb stands right behind the joint.
            None if start > sentence.start => {
                crate::entities::cues::cue_after(text, start - 1, sentence.end, context.language)
                    .filter(|c| c.span.start <= start + 12)
            }
            None => None,
        };
        if let Some(cue) = cue {
            found.push((start, kind_of(context, &cue, rest, false)));
        }
    }
    found
}
