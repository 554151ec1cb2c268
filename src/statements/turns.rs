//! Where somebody else begins to speak, although no verb of saying tells it: whoever spoke before must not get these words.

use super::utterance::{Subject, before_title, is_apposed, unnamed_at};
use super::{Context, Speakers};
use crate::entities::cues::cue_after;
use crate::text::Span;

/// In a new paragraph another person is its subject behind no more words: "Responding to".
const MOST_WORDS_AHEAD: usize = 4;
/// Nor has a clause that leads to another person.
const MOST_WORDS_OF_LEAD: usize = 6;

/// Whether a sentence that nobody is found to speak in turns from whoever speaks to somebody else: "Marijana, on the other hand, felt that it matters", "Going
/// first, Linh praised it", "According to Linh, it is late". Whose words follow, nobody can tell.
pub(super) fn turns_to_another(context: &Context<'_>, open: &Speakers, sentence: Span, new_paragraph: bool) -> bool {
    let speakers = match open {
        Speakers::Named(speakers) => speakers.as_slice(),
        Speakers::Collective => &[],
    };
    if new_paragraph && unnamed_at(context, sentence).is_some_and(|(subject, _)| subject != Subject::Pronoun) {
        return true;
    }
    if is_body_that_speaks(context, sentence) {
        return true;
    }
    let text = context.text();
    let Some((at, mention)) = context.mentions_in(sentence).find(|(_, m)| Context::is_person(m)) else {
        return false;
    };
    if speakers.iter().any(|speaker| context.speaker(*speaker) == context.speaker(at)) {
        return false;
    }
    let clauses = &context.language.speech.clauses;
    let before = before_title(context, text.get(sentence.start..mention.span.start).unwrap_or("")).trim();
    let behind = text.get(mention.span.end..sentence.end).unwrap_or("");
    if clauses.of_another.iter().any(|lead| lead.eq_ignore_ascii_case(before)) {
        return behind.starts_with(',');
    }
    if let Some(own) = clauses.possessive.iter().find_map(|sign| behind.strip_prefix(sign.as_str())) {
        let noun = own.split([' ', ',', '.']).next().unwrap_or("");
        let (views, said) = (&clauses.views, &context.language.speech.replies.possessed);
        return new_paragraph && before.is_empty() && said.iter().any(|own| own == noun)
            || before.split_whitespace().count() <= 1
                && own[noun.len()..].starts_with(',')
                && views.iter().any(|view| view == noun);
    }
    let early = before.split_whitespace().count() <= if new_paragraph { MOST_WORDS_AHEAD } else { 0 };
    early || is_apposed(context, sentence, mention.span.start) || is_led_to(context, before, behind)
}

/// "The Secretariat clarified that it is final": whether a body is the subject of a sentence and has a verb of saying; "has allocated support" is none.
fn is_body_that_speaks(context: &Context<'_>, sentence: Span) -> bool {
    let text = context.text();
    let Some((_, body)) = context.mentions_in(sentence).next().filter(|(_, m)| context.is_organisation(m)) else {
        return false;
    };
    let before = text.get(sentence.start..body.span.start).unwrap_or("").trim();
    let says =
        |verb: &str| context.language.verb_kinds.contains_key(verb) && context.language.speech.reports_alone(verb);
    (before.is_empty() || context.language.words.is_article(before))
        && cue_after(text, body.span.end, sentence.end, context.language)
            .is_some_and(|cue| says(cue.span.of_text(text)))
}

/// "Satisfied with this answer, Ms. Tran withdrew": whether a clause without a subject leads to a name with a verb behind it.
fn is_led_to(context: &Context<'_>, before: &str, behind: &str) -> bool {
    let Some(lead) = before.strip_suffix(',').filter(|lead| !lead.contains([',', ';', ':'])) else { return false };
    let mut words = lead.split_whitespace();
    let subject = |word: &str| {
        let small = word.to_lowercase();
        context.language.speech.pronouns.contains(&small)
            || context.language.words.is_article(word)
            || context.language.verb_kinds.contains_key(small.as_str())
    };
    words.clone().count() <= MOST_WORDS_OF_LEAD
        && !words.next().is_some_and(subject)
        && behind.strip_prefix(' ').is_some_and(|verb| verb.starts_with(char::is_lowercase))
}
