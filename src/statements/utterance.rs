//! A sentence as utterances: who begins to speak where in it.
//!
//! `front phrase? subject appositive? adverb? cue content`. A second subject with a cue behind a joint (", and", ", while", " - ") begins an
//! utterance of its own.

use super::Context;
use crate::entities::Mention;
use crate::entities::cues::{Cue, cue_after};
use crate::entities::people::without_title;
use crate::language::PhraseMatch;
use crate::text::{Span, fold};
use rustc_hash::FxHashSet;

/// Who an utterance says that speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    /// People by name: mentions.
    Named(Vec<usize>),
    /// Several without a name.
    Collective,
    /// "He", "she", "they".
    Pronoun,
    /// "The co-chair", "the co-chairs": whether several.
    Office(bool),
}

/// A stretch of a sentence, and who speaks in it.
#[derive(Debug, Clone)]
pub(super) struct Utterance<'l> {
    pub span: Span,
    pub speaker: Option<(Subject, Cue<'l>)>,
}

/// The utterances of a sentence, in order; they cover it but for the joints.
pub(super) fn split<'l>(context: &Context<'l>, sentence: Span) -> Vec<Utterance<'l>> {
    let mut points = points(context, sentence);
    points.sort_by_key(|p| p.at);
    let mut found: Vec<Utterance<'l>> = vec![Utterance { span: sentence, speaker: None }];
    let mut last: Option<Subject> = None;
    for point in points {
        match point.place {
            Place::First if last.is_none() => {
                found[0].speaker = Some((point.subject.clone(), point.cue));
                last = Some(point.subject);
            }
            Place::Inner(joint)
                if point.subject != Subject::Pronoun
                    && last.as_ref().is_none_or(|l| differs(context, l, &point.subject)) =>
            {
                if let Some(open) = found.last_mut() {
                    open.span.end = joint;
                }
                found.push(Utterance {
                    span: Span::new(point.at, sentence.end),
                    speaker: Some((point.subject.clone(), point.cue)),
                });
                last = Some(point.subject);
            }
            _ => {}
        }
    }
    for utterance in &mut found {
        utterance.span = utterance.span.trimmed(context.text());
    }
    found.retain(|u| !u.span.is_empty());
    found
}

/// The name of a country has no more words.
const MOST_COUNTRY_WORDS: usize = 3;
/// An office before a name that is set apart by a comma has no more words behind its article.
const MOST_OFFICE_WORDS: usize = 8;
/// The words of an office before a name take no more bytes.
const LONGEST_OFFICE: usize = 80;

/// Where a subject stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At its beginning, or behind a front phrase.
    First,
    /// Behind a joint, which begins here.
    Inner(usize),
}

struct Point<'l> {
    at: usize,
    place: Place,
    subject: Subject,
    cue: Cue<'l>,
}

fn differs(context: &Context<'_>, one: &Subject, other: &Subject) -> bool {
    match (one, other) {
        (Subject::Named(a), Subject::Named(b)) => {
            let all = |mentions: &[usize]| mentions.iter().map(|m| context.speaker(*m)).collect::<Vec<_>>();
            all(a) != all(b)
        }
        (_, Subject::Pronoun) => false,
        _ => true,
    }
}

fn points<'l>(context: &Context<'l>, sentence: Span) -> Vec<Point<'l>> {
    let text = context.document.text();
    let mut found = Vec::new();
    let people: Vec<(usize, &Mention)> = context.mentions_in(sentence).filter(|(_, m)| Context::can_speak(m)).collect();
    let mut i = 0;
    while i < people.len() {
        let mut group = vec![people[i].0];
        let start = people[i].1.span.start;
        let mut end = people[i].1.span.end;
        while let Some((index, next)) =
            people.get(i + 1).filter(|(_, n)| text.get(end..n.span.start).is_some_and(|b| joins(context, b)))
        {
            // "Livia asked, and Anriette replied" are two; "Jason and Tereza were" are one.
            if cue_after(text, end, next.span.start, context.language).is_some() {
                break;
            }
            group.push(*index);
            end = next.span.end;
            i += 1;
        }
        i += 1;
        if is_behind_stranger(context, sentence, start) {
            continue;
        }
        // "Responding to Ada Cole, Carla Sy said": the first of them is whom the front phrase names.
        let (mut start, last) = (start, people[i - 1].1.span.start);
        if group.len() > 1
            && place(context, sentence, start).is_none()
            && matches!(place(context, sentence, last), Some((_, Place::First)))
        {
            group = vec![people[i - 1].0];
            start = last;
        }
        if let Some(cue) = inverted(context, sentence, start).or_else(|| passive(context, sentence, start, end)) {
            found.push(Point { at: sentence.start, place: Place::First, subject: Subject::Named(group), cue });
            continue;
        }
        let apposed = is_apposed(context, sentence, start);
        let closed = apposed && text.get(end..).is_some_and(|rest| rest.starts_with(','));
        let begun = || apposed.then_some((sentence.start, Place::First));
        if let Some(cue) = cue_after(text, end + usize::from(closed), sentence.end, context.language)
            && let Some((at, place)) = begun()
                .or_else(|| place(context, sentence, start))
                .or_else(|| spliced(context, sentence, start, cue, &found))
        {
            found.push(Point { at, place, subject: Subject::Named(group), cue });
        }
    }
    unnamed(context, sentence, &mut found);
    found
}

/// Where a clause begins that has its subject at an offset, and what kind of place that is; nothing where the subject stands inside a clause.
fn place(context: &Context<'_>, sentence: Span, subject: usize) -> Option<(usize, Place)> {
    let speech = &context.language.speech;
    let before = before_title(context, context.text().get(sentence.start..subject)?);
    let bare = before.trim_start_matches(['"', '“', '(', '[']).trim();
    let article = context.language.words.is_article(bare);
    if matches!(bare, "" | "@") || is_office(context, bare) || article && is_delegation_at(context, subject) {
        return Some((sentence.start, Place::First));
    }
    let joint = speech.clause_joints.list().iter().filter(|j| before.ends_with(j.as_str())).max_by_key(|j| j.len());
    let first = bare.split([' ', ',']).next().unwrap_or("").to_lowercase();
    if speech.fronts.contains(&first) && bare.ends_with(',') && !bare.contains(';') {
        return Some((sentence.start, Place::First));
    }
    // Behind a joint, an office may stand before the name.
    let (joint, at) = if let Some(joint) = joint {
        let at = sentence.start + before.len();
        (at - joint.len(), at)
    } else {
        let near = last_bytes(before, LONGEST_OFFICE);
        let skipped = before.len() - near.len();
        let last = |j: &String| near.rfind(j.as_str()).map(|at| (skipped + at, j.len()));
        let found = speech.clause_joints.list().iter().filter_map(last).max()?;
        let between = before.get(found.0 + found.1..)?;
        if !is_office(context, between.trim()) {
            return None;
        }
        (sentence.start + found.0, sentence.start + found.0 + found.1)
    };
    Some((at, Place::Inner(joint)))
}

/// Whether a name stands in apposition to an office at the beginning of its sentence: "The Deputy Secretary-General, Mr Kwame Appiah, underlined".
pub(super) fn is_apposed(context: &Context<'_>, sentence: Span, name: usize) -> bool {
    let before = before_title(context, context.text().get(sentence.start..name).unwrap_or(""));
    let Some(office) = before.trim_end().strip_suffix(',') else { return false };
    let mut words = office.split(' ');
    words.next().is_some_and(|word| context.language.words.is_article(word))
        && (1..=MOST_OFFICE_WORDS).contains(&words.clone().count())
        && words.all(|word| {
            word.chars().all(|c| c.is_alphanumeric() || "-'’&".contains(c))
                && !context.language.verb_kinds.contains_key(word)
        })
}

/// Whether what stands between two names joins them: " and ", also before an honorific (" and Ms. ").
pub(super) fn joins(context: &Context<'_>, between: &str) -> bool {
    context.language.words.is_joint(before_title(context, between))
}

/// Whether somebody whom nobody knows stands before a name and its joint: "Dr. Ibrahim and Mr. Turing supported it" is not Turing's alone.
fn is_behind_stranger(context: &Context<'_>, sentence: Span, name: usize) -> bool {
    let before = before_title(context, context.text().get(sentence.start..name).unwrap_or(""));
    let Some(other) = context.language.words.without_joint(before.trim_end()) else { return false };
    let words = other.trim_end();
    let Some(at) = words.rfind(' ') else { return false };
    words[at + 1..].starts_with(char::is_uppercase)
        && without_title(&words[..at], context.language, false).is_some()
        && !context
            .mentions_in(Span::new(sentence.start + at, sentence.start + words.len()))
            .any(|(_, m)| Context::is_person(m))
}

/// What stands before a name and the honorific in front of it: "…, and " of "…, and Mr. Turing".
pub(super) fn before_title<'t>(context: &Context<'_>, before: &'t str) -> &'t str {
    let Some(bare) = without_title(before, context.language, false) else { return before };
    let gap = &before[bare.len()..];
    &before[..bare.len() + gap.len() - gap.trim_start().len()]
}

/// “It is too long,” said Linh: the verb between a quotation and whoever said it.
fn inverted<'l>(context: &Context<'l>, sentence: Span, name: usize) -> Option<Cue<'l>> {
    let before = before_title(context, context.text().get(sentence.start..name)?);
    let (quoted, verb) = before.trim_end().rsplit_once(' ')?;
    let kind = context.language.verb_kinds.get(verb)?;
    let start = sentence.start + quoted.len() + 1;
    let span = Span::new(start, start + verb.len());
    quoted.ends_with(['"', '”', '’', '\'']).then_some(Cue { span, kind, plain: kind == "informs" })
}

/// "It was suggested by Linh that it is shortened", "This was echoed by Linh.": a report of speech in the passive.
fn passive<'l>(context: &Context<'l>, sentence: Span, name: usize, end: usize) -> Option<Cue<'l>> {
    let clauses = &context.language.speech.clauses;
    let before = before_title(context, context.text().get(sentence.start..name)?).trim_end();
    let behind = context.text().get(end..sentence.end)?;
    let by = context.language.meeting.officers.by.as_str();
    let verb = clauses.reported.iter().find_map(|lead| {
        let words = before.get(lead.len()..).filter(|_| before[..lead.len()].eq_ignore_ascii_case(lead))?;
        words.trim().strip_suffix(by)?.trim_end().rsplit(' ').next()
    })?;
    let content = behind.trim_matches(['.', '!', ' ']).is_empty()
        || behind
            .strip_prefix(' ')
            .is_some_and(|rest| rest.starts_with(context.language.speech.outcomes.that.trim_start()));
    let kind = context.language.verb_kinds.get(verb).filter(|_| content)?;
    let span = Span::of(verb, context.text(), 0);
    Some(Cue { span, kind, plain: kind == "informs" })
}

/// "Ada asked whether it is ready, Alan replied that it is": an answer that only a comma parts from what it answers.
fn spliced(
    context: &Context<'_>,
    sentence: Span,
    subject: usize,
    cue: Cue<'_>,
    before: &[Point<'_>],
) -> Option<(usize, Place)> {
    let words = before_title(context, context.text().get(sentence.start..subject)?);
    let answers = context.language.speech.replies.adjacent.iter().any(|verb| verb == cue.span.of_text(context.text()));
    (answers && !before.is_empty() && words.ends_with(", ")).then(|| {
        let at = sentence.start + words.len();
        (at, Place::Inner(at - 2))
    })
}

/// At most so many bytes at the end of a text.
fn last_bytes(text: &str, most: usize) -> &str {
    let cut = text.len().saturating_sub(most);
    (cut..=text.len()).find_map(|at| text.get(at..)).unwrap_or("")
}

/// Whether a body that speaks as a delegation stands at an offset: "The JRC suggested".
fn is_delegation_at(context: &Context<'_>, at: usize) -> bool {
    let from = context.entities.mentions.partition_point(|m| m.span.start < at);
    let here = context.entities.mentions.iter().skip(from).take_while(|m| m.span.start == at);
    here.into_iter().any(Mention::is_delegation)
}

/// Whether words are an office and no more: "The co-chair".
fn is_office(context: &Context<'_>, words: &str) -> bool {
    let mut last = "";
    let known = words.split(' ').all(|w| {
        last = w;
        context.language.speech.own.owners.contains(&w.to_lowercase()) || office_word(context, w)
    });
    known && office_word(context, last)
}

/// " of the Leadership Panel": whether what stands behind an office names a body that is not the one that meets.
fn is_of_another_body(context: &Context<'_>, behind: &str) -> bool {
    let mut words = behind.split([' ', ',', '.']).filter(|word| !word.is_empty());
    let of = words.next().is_some_and(|word| context.language.calendar.of.iter().any(|of| of == word))
        && behind.starts_with(' ');
    let own = |word: &str| context.language.meeting.officers.own.iter().any(|own| own.eq_ignore_ascii_case(word));
    of && !words.find(|word| !context.language.words.is_article(word)).is_some_and(own)
}

fn office_word(context: &Context<'_>, word: &str) -> bool {
    context.language.meeting.officers.offices.contains_key(word.to_lowercase().trim_end_matches("'s"))
}

/// Collectives, pronouns and offices that begin the sentence, or stand behind a front phrase or a joint.
fn unnamed<'l>(context: &Context<'l>, sentence: Span, found: &mut Vec<Point<'l>>) {
    let text = context.document.text();
    let words = sentence.of_text(text);
    let speech = &context.language.speech;
    let mut starts = vec![(sentence.start, Place::First)];
    let first = words.split([' ', ',']).next().unwrap_or("").to_lowercase();
    if speech.fronts.contains(&first)
        && let Some(comma) = words.find(", ")
    {
        starts.push((sentence.start + comma + 2, Place::First));
    }
    let parts = |joint: &PhraseMatch| {
        let words = &words[joint.start..joint.end];
        words.len() > 5 || words.trim().len() == 1
    };
    let mut joints: Vec<PhraseMatch> = speech.clause_joints.all(words).filter(parts).collect();
    joints.sort_by_key(|joint| joint.index);
    starts.extend(joints.iter().map(|joint| (sentence.start + joint.end, Place::Inner(sentence.start + joint.start))));
    let mut taken: FxHashSet<usize> = found.iter().map(|p| p.at).collect();
    for (start, place) in starts {
        let Some((subject, end)) = unnamed_at(context, Span::new(start, sentence.end)) else { continue };
        let cue = match subject {
            Subject::Collective if end == start => {
                Some(Cue { span: Span::new(start, start), kind: "informs", plain: true })
            }
            _ => cue_after(text, end, sentence.end, context.language),
        };
        let inner_at = if place == Place::First { sentence.start } else { start };
        if let Some(cue) = cue
            && taken.insert(inner_at)
        {
            found.push(Point { at: inner_at, place, subject, cue });
        }
    }
}

/// A subject without a name at the beginning of a stretch, and where it ends; the beginning itself for a phrase that needs no verb.
pub(super) fn unnamed_at(context: &Context<'_>, stretch: Span) -> Option<(Subject, usize)> {
    let speech = &context.language.speech;
    let words = stretch.of_text(context.text());
    let starts_with = |phrase: &str| {
        words.get(..phrase.len()).is_some_and(|w| w.eq_ignore_ascii_case(phrase))
            && !words[phrase.len()..].starts_with(char::is_alphanumeric)
    };
    if let Some(pronoun) = speech.pronouns.iter().find(|p| starts_with(p)) {
        return Some((Subject::Pronoun, stretch.start + pronoun.len()));
    }
    if speech.collectives.phrases.iter().any(|p| starts_with(p)) {
        return Some((Subject::Collective, stretch.start));
    }
    // "Norway said": a delegation, whoever speaks for it.
    let mut end = 0;
    for word in words.split_inclusive(' ').take(MOST_COUNTRY_WORDS) {
        let bare = word.trim_end();
        let country = bare.starts_with(char::is_uppercase)
            && context.language.country_by_name.contains_key(&fold(&words[..end + bare.len()]));
        let said = stretch.start + end + bare.len();
        if country && cue_after(context.document.text(), said, stretch.end, context.language).is_some() {
            return Some((Subject::Collective, said));
        }
        end += word.len();
    }
    // "The co-chair", "The WG's participants", "Some others": at most five words that end with a head.
    let mut end = 0;
    for (count, word) in words.split(' ').take(5).enumerate() {
        let bare = word.trim_end_matches([',', '.', ';', ':']);
        end += usize::from(count != 0);
        end += bare.len();
        let lower = bare.to_lowercase();
        if let (Some(before), true) = (words.get(..end), office_word(context, bare)) {
            let own = is_office(context, before);
            if own && !is_of_another_body(context, words.get(end..).unwrap_or("")) {
                return Some((Subject::Office(lower.ends_with('s')), stretch.start + end));
            }
            let article = words.split(' ').next().is_some_and(|first| context.language.words.is_article(first));
            // "The MAG Chair said", "The Chair of the Panel said": somebody who leads another body.
            if (own || article)
                && cue_after(context.document.text(), stretch.start + end, stretch.end, context.language).is_some()
            {
                return Some((Subject::Collective, stretch.start + end));
            }
        }
        if speech.collectives.heads.contains(&lower) {
            let opener = words.get(..end - bare.len()).unwrap_or("").trim().to_lowercase();
            let opened = opener.is_empty() && count == 0 && lower.ends_with('s')
                || speech.collectives.openers.iter().any(|o| opener == *o || opener.starts_with(&format!("{o} ")));
            let group = speech.own.heads.contains(&lower);
            if opened
                && (!group
                    || cue_after(context.document.text(), stretch.start + end, stretch.end, context.language).is_some())
            {
                return Some((Subject::Collective, stretch.start + end));
            }
        }
        // "The representative of Kenya said", "An NGO representative asked": somebody whom the report does not name.
        let one_of_them = || {
            let before = words.get(..end - bare.len()).unwrap_or("").trim();
            let opener = before.split(' ').next().unwrap_or("");
            context.language.words.is_article(opener)
                || speech
                    .collectives
                    .openers
                    .iter()
                    .any(|o| o.eq_ignore_ascii_case(before) || o.eq_ignore_ascii_case(opener))
        };
        if speech.collectives.somebody.contains(&lower)
            && one_of_them()
            && cue_after(context.document.text(), stretch.start + end, stretch.end, context.language).is_some()
        {
            return Some((Subject::Collective, stretch.start + end));
        }
        if bare.len() < word.len() {
            break;
        }
    }
    None
}
