//! The words by which a promise and what a later report says are compared: acts, and content words without their endings.

use super::Context;
use super::progress::{clause, without_adverbs};
use crate::language::{Deed, FollowUpWords, Form};
use crate::text::{Span, fold};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Fewer content words say too little.
const FEWEST: usize = 2;
/// More content words say too much.
const MOST: usize = 40;
/// A word is common in a report from this many times on, and where it is more than one of `COMMON_SHARE` words.
const COMMON: u32 = 7;
const COMMON_SHARE: u32 = 150;

/// What a promise or a passage is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// The acts, by their names; of a promise only the last, since "draft and send" is kept when it is sent. None where the promise is never over.
    pub acts: Vec<String>,
    /// Content words without endings, sorted; no names of people, no dates.
    pub words: BTreeSet<String>,
    /// Those of them that are common in the report.
    pub common: BTreeSet<String>,
}

impl Wording {
    /// Whether there is something to compare.
    pub(super) fn is_enough(&self) -> bool {
        (FEWEST..=MOST).contains(&self.words.len())
    }
}

/// What a commitment promises.
pub(super) fn promise(context: &Context<'_>, sentence: Span) -> Wording {
    let text = sentence.of_text(context.text());
    let (language, outcomes) = (&context.language.followup, &context.language.speech.outcomes);
    let deeds = language.deeds(text);
    let mut cues: Vec<_> = outcomes.will.all(text).chain(outcomes.plans.all(text)).collect();
    cues.sort_by_key(|cue| (cue.start, std::cmp::Reverse(cue.end)));
    // "will also send": the act stands right behind; "is preparing" has it inside.
    let of_cue = |start: usize, end: usize| {
        let own = deeds.iter().find(|d| d.form == Form::Ongoing && d.start > start && d.start < end);
        own.or_else(|| {
            deeds
                .iter()
                .find(|d| matches!(d.form, Form::Plain | Form::Ongoing) && joined(language, &text[end..], d, end))
        })
    };
    let first = cues.iter().find_map(|cue| of_cue(cue.start, cue.end).map(|deed| (cue.start, *deed)));
    let Some((_, first)) = first else {
        let from = cues.first().map_or(0, |cue| cue.end);
        let span = clause(language, sentence, text, from, from);
        return passage(
            context,
            Span::new(sentence.start + from, span.end.max(sentence.start + from)),
            std::iter::empty(),
        );
    };
    let span = Span::new(sentence.start + first.start, behind(context, sentence, text, first.end));
    let last_end = span.end - sentence.start;
    let mut acts = vec![first];
    // "finalise the two documents and share them", "with the plan to deliver it"
    for deed in deeds.iter().filter(|d| d.form == Form::Plain && d.start > first.end && d.end <= last_end) {
        let ahead = without_adverbs(language, &text[..deed.start]);
        if language.done.joined.iter().any(|joint| ahead.ends_with(joint.as_str())) {
            acts.push(*deed);
        }
    }
    let shifted: Vec<Deed<'_>> =
        acts.iter().map(|d| Deed { start: d.start - first.start, end: d.end - first.start, ..*d }).collect();
    let mut wording = passage(context, span, shifted.into_iter());
    wording.acts.drain(..wording.acts.len().saturating_sub(1));
    if language.doubt.recurring.any(text) {
        wording.acts.clear();
    }
    wording
}

/// Where what is promised ends: at the next joint, unless the promise goes on behind it.
fn behind(context: &Context<'_>, sentence: Span, text: &str, from: usize) -> usize {
    let language = &context.language.followup;
    let mut end = clause(language, sentence, text, from, from).end;
    while let Some(rest) =
        context.text().get(end..sentence.end).and_then(|rest| rest.strip_prefix(language.done.goes_on.as_str()))
    {
        let goes_on = language.deeds(rest).iter().any(|d| d.start == 0 && d.form == Form::Plain);
        if !goes_on {
            break;
        }
        let at = sentence.end - rest.len() - sentence.start;
        end = clause(language, sentence, text, at, at).end;
    }
    end
}

/// Whether a deed stands right behind a place, but for an adverb.
fn joined(language: &FollowUpWords, rest: &str, deed: &Deed<'_>, from: usize) -> bool {
    let Some(between) = deed.start.checked_sub(from).and_then(|length| rest.get(..length)) else { return false };
    let between = without_adverbs(language, between).trim();
    between.is_empty() || language.done.light.iter().any(|light| light == between)
}

/// What a clause is about: `deeds` are its acts, with offsets into the clause.
pub(super) fn passage<'l>(context: &Context<'_>, span: Span, deeds: impl Iterator<Item = Deed<'l>>) -> Wording {
    let text = span.of_text(context.text());
    let mut wording = Wording::default();
    let mut taken: Vec<Span> = Vec::new();
    for deed in deeds {
        taken.push(Span::new(span.start + deed.start, span.start + deed.end));
        if wording.acts.iter().any(|act| act == deed.act) {
            wording.acts.retain(|act| act != deed.act);
        }
        wording.acts.push(deed.act.to_owned());
    }
    taken.extend(context.mentions_in(span).filter(|(_, m)| Context::is_person(m)).map(|(_, m)| m.span));
    taken.extend(context.dates.dates_in(context.text(), span).into_iter().map(|d| d.span));
    let language = &context.language.followup;
    for (at, word) in tokens(text) {
        let place = Span::new(span.start + at, span.start + at + word.len());
        if taken.iter().any(|t| t.overlaps(place)) {
            continue;
        }
        let word = folded(word);
        let telling = word.len() > 1 || word.bytes().all(|b| b.is_ascii_digit());
        if telling && !language.is_empty_word(&word) && wording.words.len() <= MOST {
            wording.words.insert(language.stem(&word).to_owned());
        }
    }
    wording
}

/// Marks the words that are common in the report.
pub(super) fn count_common<'w>(context: &Context<'_>, wordings: impl Iterator<Item = &'w mut Wording>) {
    let wordings: Vec<&mut Wording> = wordings.collect();
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    for word in wordings.iter().flat_map(|w| &w.words) {
        counts.entry(word.clone()).or_default();
    }
    if counts.is_empty() {
        return;
    }
    // Each form is folded once, however often it stands there.
    let mut forms: FxHashMap<&str, u32> = FxHashMap::default();
    for (_, word) in tokens(context.text()) {
        *forms.entry(word).or_default() += 1;
    }
    let all: u32 = forms.values().sum();
    for (word, times) in forms {
        let word = if word.is_ascii() { word.to_ascii_lowercase() } else { fold(word) };
        if let Some(count) = counts.get_mut(context.language.followup.stem(&word)) {
            *count += times;
        }
    }
    let least = COMMON.max(all / COMMON_SHARE);
    for wording in wordings {
        wording.common =
            wording.words.iter().filter(|w| counts.get(*w).is_some_and(|n| *n >= least)).cloned().collect();
    }
}

/// The words of a text, with their places.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .filter(|word| !word.is_empty())
        .map(|word| (Span::of(word, text, 0).start, word))
}

fn folded(word: &str) -> String {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    if word.is_ascii() { word.trim_matches('\'').to_ascii_lowercase() } else { fold(word) }
}
