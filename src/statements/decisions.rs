//! Decisions that sentences tell: agreed, committed, proposed and hoped are four things, and never one for the other.
//!
//! A decision wants a subject that is nobody in particular or the whole group, or the words of a vote. What was put to the vote may stand before them, in
//! the same block or a few blocks above: then the decision reaches from the motion to its result. A motion that was lost is no decision.

use super::Context;
use crate::document::BlockKind;
use crate::entities::cues::cue_after;
use crate::minutes::sentences::sentences;
use crate::text::{Span, find_words, strip_last_words};
use std::ops::Range;

/// A motion stands no farther above its result, in blocks.
const FARTHEST_MOTION: usize = 6;
/// The words of a bare result, or its label, in bytes.
const LONGEST_RESULT: usize = 60;
/// A result at the end of a motion takes no more words.
const MOST_WORDS_OF_RESULT: usize = 3;
/// No motion with its result takes more bytes.
const LONGEST_MOTION: usize = 3000;
/// What takes the certainty from words stands no farther before them, in words.
const NEAR: usize = 6;
/// A line that ends with "– agreed" has at least so many words before it; fewer could be a name.
const FEWEST_BEFORE_CLOSER: usize = 4;
/// Words for a group stand among so many at the beginning of its sentence.
const SUBJECT_WORDS: usize = 6;

/// How a sentence says that something was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    /// It says what.
    Sentence,
    /// The list behind it says what.
    List,
}

/// Whether a sentence tells what the group settled.
pub(super) fn decision(context: &Context<'_>, sentence: Span) -> Option<Settled> {
    let words = sentence.of_text(context.text());
    if words.ends_with('?') {
        return None;
    }
    let settled = if words.ends_with(':') { Settled::List } else { Settled::Sentence };
    let remarks = &context.language.remarks;
    let told = is_told_impersonally(context, sentence)
        || remarks.opens_settled(words)
        || is_settled(context, sentence)
        || closes_settled(context, words)
        || label_of_result(context, words).is_some()
        || group_agreed(context, sentence);
    told.then_some(settled)
}

/// "It was agreed that": where nobody is said to ask or to recall it, and nobody in particular agreed.
fn is_told_impersonally(context: &Context<'_>, sentence: Span) -> bool {
    let (text, words) = (context.text(), sentence.of_text(context.text()));
    let outcomes = &context.language.speech.outcomes;
    outcomes.impersonal.all(words).take(FARTHEST_MOTION).any(|m| {
        let (at, end) = (sentence.start + m.start, sentence.start + m.end);
        let behind = text.get(end..sentence.end).unwrap_or("").trim_start();
        let undone = outcomes.undone.iter().any(|undone| behind.starts_with(undone.as_str()));
        let mut ahead = context.mentions_in(Span::new(sentence.start, at));
        // "Ada asked for more, and it was agreed that": another clause.
        let own = |from: usize| text.get(from..at).is_some_and(|between| between.contains([',', ';']));
        let reported = ahead.any(|(_, mention)| {
            Context::can_speak(mention)
                && cue_after(text, mention.span.end, at, context.language).is_some_and(|cue| !own(cue.span.end))
        });
        let before = words.get(..m.start).unwrap_or("");
        !undone && !reported && !is_unsettled(context, before) && !by_others(context, Span::new(end, sentence.end))
    })
}

/// "The minutes were approved", "they are approved": words of a result that nothing takes back, and nobody else's.
fn is_settled(context: &Context<'_>, sentence: Span) -> bool {
    let words = sentence.of_text(context.text());
    let remarks = &context.language.remarks;
    let own = |at: usize, end: usize| {
        let before = words.get(..at).unwrap_or("");
        !is_unsettled(context, before) && !by_others(context, Span::new(sentence.start + end, sentence.end))
    };
    remarks.settled.all(words).any(|m| own(m.start, m.end))
        || remarks
            .motions
            .settled_matters
            .all(words)
            .any(|m| own(m.start, m.end) && remarks.motions.matters.any(words.get(..m.start).unwrap_or("")))
}

/// Whether words right before those of a decision take it back: "if it", "was not".
fn is_unsettled(context: &Context<'_>, before: &str) -> bool {
    let clause = before.rsplit([',', ';', ':', '–']).next().unwrap_or(before);
    let near = clause.rmatch_indices(' ').nth(NEAR).map_or(clause, |(at, _)| &clause[at..]);
    let remarks = &context.language.remarks;
    remarks.unsettled.any(near) || remarks.denied.iter().any(|no| strip_last_words(near.trim_end(), no).is_some())
}

/// "by the Parliament": somebody else settled it.
fn by_others(context: &Context<'_>, behind: Span) -> bool {
    let text = context.text();
    let rest = behind.of_text(text);
    let words = rest.trim_start();
    let by = context.language.meeting.officers.by.as_str();
    let Some(agent) = words.strip_prefix(by).and_then(|agent| agent.strip_prefix(' ')) else { return false };
    let at = behind.end - agent.len();
    let near = context.mentions_in(Span::new(at, behind.end)).next();
    near.is_some_and(|(_, m)| {
        let lead = text.get(at..m.span.start).unwrap_or("?").trim().to_lowercase();
        (lead.is_empty() || context.language.words.articles.contains(&lead))
            && (Context::is_person(m) || context.is_organisation(m))
    })
}

/// "Move the call to Monday – agreed", "Publish the draft (approved)".
fn closes_settled(context: &Context<'_>, words: &str) -> bool {
    let bare = words.trim_end_matches(['.', '!', ' ']);
    let behind_dash = bare.rfind(['–', '—']).or_else(|| bare.rfind(" - ").map(|at| at + 1));
    let apart = match bare.strip_suffix([')', ']']) {
        Some(inner) => inner.rfind(['(', '[']).map(|at| (at, &inner[at + 1..])),
        None => behind_dash.and_then(|at| Some((at, bare.get(at..)?.trim_start_matches(['-', '–', '—'])))),
    };
    apart.is_some_and(|(at, closer)| {
        closer.len() <= LONGEST_RESULT
            && context.language.remarks.settled_closers.contains(&closer.trim().to_lowercase())
            && bare[..at].split_whitespace().count() >= FEWEST_BEFORE_CLOSER
    })
}

/// "The committee agreed to", "the Board, therefore, decided that".
fn group_agreed(context: &Context<'_>, sentence: Span) -> bool {
    let words = sentence.of_text(context.text());
    let own = &context.language.speech.own;
    let all = context.language.speech.outcomes.agreed.all(words);
    all.take(FARTHEST_MOTION).any(|agreed| {
        let (Some(subject), Some(phrase)) = (words.get(..agreed.start), words.get(agreed.start..agreed.end)) else {
            return false;
        };
        // A named subject makes it a position.
        let ahead = Span::new(sentence.start, sentence.start + agreed.start);
        if context.mentions_in(ahead).any(|(_, m)| Context::is_person(m)) || has_pronoun(context, subject) {
            return false;
        }
        // "The group agreed": a phrase that holds its subject.
        if own.heads.iter().any(|h| find_words(phrase, h).is_some()) {
            let clause = subject.trim_end();
            return clause.is_empty()
                || clause.ends_with(',')
                || !clause.contains(' ') && !is_unsettled(context, clause);
        }
        let first = subject.split_whitespace().next().unwrap_or("").to_lowercase();
        !own.some.contains(&first) && !is_unsettled(context, subject) && is_group(context, subject)
    })
}

fn has_pronoun(context: &Context<'_>, subject: &str) -> bool {
    let pronouns = &context.language.speech.pronouns;
    subject.split_whitespace().any(|w| pronouns.iter().any(|p| p.eq_ignore_ascii_case(w)))
}

/// Whether a subject is the group that meets: its last word, adverbs aside, or the word before "and" where it began the sentence.
fn is_group(context: &Context<'_>, subject: &str) -> bool {
    let speech = &context.language.speech;
    let bare = |w: &str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let adverb = |w: &str| {
        let lower = bare(w);
        lower.is_empty() || speech.between.adverbs.contains(&lower) || lower.len() > 4 && lower.ends_with("ly")
    };
    let mut back = subject.split_whitespace().rev().skip_while(|w| adverb(w));
    let Some(last) = back.next() else { return false };
    let lower = bare(last);
    if speech.collectives.heads.contains(&lower) || speech.own.settles.contains(&lower) {
        return true;
    }
    // "Members discussed it and agreed that"
    if context.language.words.joins(last) {
        return subject.split_whitespace().take(SUBJECT_WORDS).any(|w| speech.own.settles.contains(&bare(w)));
    }
    // "The TSC", "the Steering Board" in its own minutes; "W3C" without an article is another body than its working group.
    let article = |w: &str| context.language.words.articles.contains(&w.to_lowercase());
    let lead = back.find(|w| article(w) || !in_title(context, w));
    is_own_body(context, last) && lead.is_some_and(article)
}

/// Whether a word of several capitals, or for a body, stands in the title: "the TSC agreed" in minutes of the TSC.
fn is_own_body(context: &Context<'_>, word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = word.to_lowercase();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count() > 1;
    if !capitals && !context.language.speech.own.bodies.contains(&lower) {
        return false;
    }
    in_title(context, word)
}

fn in_title(context: &Context<'_>, word: &str) -> bool {
    let title = context.minutes.header.title.as_ref().map_or("", |title| title.span.of_text(context.text()));
    find_words(title, word).is_some()
}

/// Whether a line below an item about the approval of minutes says that they are: "Approved and merged".
pub(super) fn approves(context: &Context<'_>, item: Option<usize>, line: Span) -> bool {
    let approval = &context.language.remarks.approval;
    let about = || {
        item.and_then(|item| context.minutes.agenda.get(item)).is_some_and(|item| {
            let title = item.title.of_text(context.text());
            approval.items.any(title) && approval.of.any(title)
        })
    };
    let words = line.of_text(context.text());
    approval.signs.all(words).any(|m| !is_unsettled(context, words.get(..m.start).unwrap_or("")))
        && about()
        && !words.ends_with('?')
        && !context.language.remarks.motions.lost.any(words)
}

/// Whether words say that something was settled, and no more.
fn is_bare(context: &Context<'_>, words: &str) -> bool {
    let words = without_votes(context, words);
    words.len() <= LONGEST_RESULT && context.language.remarks.motions.bare.contains(&bare(words))
}

/// The words before the votes: "Carried (5-1)", "Carried 5-1 (opposed: Ada)", "Approved, 5 to 1."
fn without_votes<'t>(context: &Context<'_>, words: &'t str) -> &'t str {
    let Some(at) = words.find(|c: char| c.is_ascii_digit()) else { return words };
    let behind = words[at..].trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    let to = context.language.remarks.owners.to.as_str();
    let joint = behind.strip_prefix(['-', '–', '—', '/', ':']).or_else(|| behind.strip_prefix(to));
    let votes = joint.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    if votes { &words[..at] } else { words }
}

fn bare(words: &str) -> String {
    words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// What a speaker says that settles something: "Ada: no objections".
pub(super) fn spoken(context: &Context<'_>, words: Span) -> bool {
    let words = words.of_text(context.text());
    words.len() <= LONGEST_RESULT && context.language.remarks.motions.spoken.contains(&bare(words))
}

/// Of the sentences of a block those that belong to a decision told by the one at `at`: who moved and how many voted, before and behind a bare "Carried."
pub(super) fn with_vote(context: &Context<'_>, all: &[Span], at: usize) -> Range<usize> {
    let text = context.text();
    let motions = &context.language.remarks.motions;
    let words = |i: usize| all.get(i).map_or("", |s| s.of_text(text));
    let moves = |i: usize| motions.told.any(words(i)) || opens_motion(context, words(i));
    let (mut from, mut to) = (at, at + 1);
    let bare = is_bare(context, words(at)) || label_of_result(context, words(at)).is_some();
    while bare && from > 0 && moves(from - 1) {
        from -= 1;
    }
    while to < all.len()
        && (bare && motions.told.any(words(to))
            || is_bare(context, words(to))
            || bare && decision(context, all[to]).is_some())
    {
        to += 1;
    }
    from..to
}

/// A decision with the motion above it: "Motion to … / Seconded by … / No objections, carried". The block of the result is `block`, the first of its section `first`.
pub(super) fn with_motion(context: &Context<'_>, result: Span, block: usize, first: usize) -> Span {
    let text = context.text();
    let words = result.of_text(text);
    let motions = &context.language.remarks.motions;
    let speaks_of_one = motions.openers.iter().any(|o| find_words(words, o).is_some()) || opens_motion(context, words);
    let all = sentences(text, result, context.language);
    let told =
        all.first().is_some_and(|s| is_bare(context, s.of_text(text))) || label_of_result(context, words).is_some();
    if !told || speaks_of_one {
        return result;
    }
    let blocks = context.document.blocks();
    let mut whole = result;
    let nearest = first.max(block.saturating_sub(FARTHEST_MOTION));
    for at in (nearest..block).rev() {
        let Some(above) = blocks.get(at) else { break };
        if matches!(above.kind, BlockKind::Heading { .. } | BlockKind::TableRow) || context.minutes.is_foreign(at) {
            break;
        }
        let line = context.document.text_of(above);
        let near = result.end - above.span.start <= LONGEST_MOTION;
        if near && opens_motion(context, line) {
            whole = Span::new(above.span.start, result.end);
        // "Moved by: Ada" stands below what she moved; and another result may stand in between.
        } else if whole != result || label_of_result(context, line).is_some() || is_bare(context, line) {
            break;
        }
    }
    whole
}

/// Whether a block holds a motion and, as its last words, what became of it: "Motion: to adopt the agenda. Moved by Ada CARRIED".
pub(super) fn whole_motion(context: &Context<'_>, line: &str) -> bool {
    if !opens_motion(context, line) {
        return false;
    }
    let last: Vec<&str> = line.rsplitn(MOST_WORDS_OF_RESULT + 1, ' ').collect();
    (1..last.len()).any(|count| {
        let start = line.len() - last[..count].iter().map(|w| w.len() + 1).sum::<usize>() + 1;
        line.get(start..).is_some_and(|words| is_bare(context, words))
    })
}

pub(super) fn opens_motion(context: &Context<'_>, words: &str) -> bool {
    let words = words.trim_start_matches(['*', '_', '"', '“', ' ']);
    let words = without_number(context, words).unwrap_or(words);
    context.language.remarks.motions.openers.iter().any(|opener| {
        let head = words.get(..opener.len()).is_some_and(|head| head.eq_ignore_ascii_case(opener));
        head && !words[opener.len()..].starts_with(char::is_alphanumeric)
    })
}

/// What stands behind the label of a numbered motion: "Motion 24-031: Moved by Ada".
fn without_number<'t>(context: &Context<'_>, words: &'t str) -> Option<&'t str> {
    let (label, rest) = words.split_once(": ").filter(|(label, _)| label.len() <= LONGEST_RESULT)?;
    let (noun, number) = label.split_once(' ')?;
    let numbered = number.contains(|c: char| c.is_ascii_digit()) && !number.contains(' ');
    (numbered && context.language.remarks.motions.matters.any(noun)).then_some(rest)
}

/// Whether a block is a bare result below the motion that it is of: "CARRIED (3-1)" under "Moved by Ada, seconded by Alan, that …".
pub(super) fn result_of_motion(context: &Context<'_>, block: Span, at: usize, first: usize) -> bool {
    is_bare(context, block.of_text(context.text())) && with_motion(context, block, at, first) != block
}

/// What stands behind the label of a result, "Vote: carried, 5 to 1", where it says that something was carried.
pub(super) fn label_of_result<'t>(context: &Context<'_>, line: &'t str) -> Option<&'t str> {
    let motions = &context.language.remarks.motions;
    let (label, rest) = line.split_once(':').filter(|(label, _)| label.len() <= LONGEST_RESULT)?;
    (motions.labels.contains(&bare(label)) && is_carried(context, rest)).then_some(rest)
}

/// Whether the words of a result say that something was carried, and nothing that it was not.
pub(super) fn is_carried(context: &Context<'_>, words: &str) -> bool {
    let motions = &context.language.remarks.motions;
    motions.carried.any(words) && !motions.lost.any(words)
}
