//! Whom a contribution answers: the speaker before it, where its verb says so, and whoever it names as the one it speaks to.

use super::{Context, Contribution, Speakers};
use crate::entities::people::without_title;
use crate::text::Span;

/// Words that lead to a name are no longer than this.
const LONGEST_LEAD: usize = 32;
/// An answer stands no farther, in bytes, behind its question.
const LONGEST_PAUSE: usize = 8;
/// How many contributions before one its speaker may answer.
const FARTHEST: usize = 24;

/// Fills in whom each contribution answers.
pub(super) fn find(context: &Context<'_>, contributions: &mut [Contribution]) {
    for i in 0..contributions.len() {
        let own = named(&contributions[i]).to_vec();
        let own_people: Vec<_> = own.iter().map(|m| context.speaker(*m)).collect();
        let before =
            contributions[..i].iter().rev().take(FARTHEST).take_while(|c| c.discussion == contributions[i].discussion);
        let previous = before
            .filter(|c| named(c).iter().any(|m| !own_people.contains(&context.speaker(*m))))
            .map(|c| (named(c).to_vec(), c.kind.value.clone()))
            .next();
        // A chair's "confirmed" answers where the one before had asked.
        if let Some((_, kind)) = &previous {
            let text = contributions[i].kind.span.of_text(context.text());
            if kind == "asks"
                && contributions[i].kind.value == "informs"
                && context.language.speech.replies.confirming.iter().any(|verb| verb == text)
                && adjacent(contributions, i)
            {
                "answers".clone_into(&mut contributions[i].kind.value);
            }
        }
        // In people's own words a question is answered by whoever speaks next, unless they ask as well.
        let asked = i > 0 && put_a_question(context, &contributions[i - 1], &contributions[i]);
        if asked && contributions[i].kind.value == "informs" {
            "answers".clone_into(&mut contributions[i].kind.value);
        }
        let mut answered = Vec::new();
        let at_once = i > 0 && takes_up(context, &contributions[i - 1], &contributions[i]);
        if let Some((mentions, _)) =
            previous.filter(|_| asked || at_once || answers_previous(context, &contributions[i]))
        {
            answered.extend(mentions);
        }
        answered.extend(addressed(context, contributions[i].span));
        let mut people = Vec::new();
        answered.retain(|m| {
            let person = context.speaker(*m);
            let new = person.is_some() && !people.contains(&person) && !own_people.contains(&person);
            people.push(person);
            new
        });
        contributions[i].replies_to = answered;
    }
}

/// Whether the contribution before belongs to the same section and ends right before this one.
fn adjacent(contributions: &[Contribution], i: usize) -> bool {
    i > 0 && contributions[i - 1].discussion == contributions[i].discussion && contributions[i - 1].kind.value == "asks"
}

/// Whether somebody's own words end with a question, and another's that follow them directly are none.
fn put_a_question(context: &Context<'_>, one: &Contribution, next: &Contribution) -> bool {
    let ends = one.span.of_text(context.text()).trim_end_matches(['"', '”', ')', ' ', '.']).ends_with('?');
    let near = next.span.start.saturating_sub(one.span.end) < LONGEST_PAUSE;
    let two = named(one).iter().map(|m| context.speaker(*m)).ne(named(next).iter().map(|m| context.speaker(*m)));
    ends && near && two && one.direct && next.direct && one.discussion == next.discussion && next.kind.value != "asks"
}

/// Whether somebody's own words begin as an answer does, right behind the words of another: "Alan: Good point, but it is late."
fn takes_up(context: &Context<'_>, one: &Contribution, next: &Contribution) -> bool {
    let near = next.span.start.saturating_sub(one.span.end) < LONGEST_PAUSE;
    let text = context.text();
    let label = named(next).iter().filter_map(|m| context.entities.mentions.get(*m)).map(|m| m.span.end).max();
    let Some(label) = label.filter(|_| near && one.direct && next.direct && one.discussion == next.discussion) else {
        return false;
    };
    let said = text.get(label..next.span.end).unwrap_or("");
    // "Alan (NPL): yes"
    let aside = said.strip_prefix(" (").and_then(|rest| rest.split_once(')')).map_or(said, |(_, behind)| behind);
    let words = aside.trim_start_matches([':', ';', ',', '-', '–', '—', ' ']).to_lowercase();
    let replies = &context.language.speech.replies;
    let begins = |opener: &String| words.strip_prefix(opener.as_str());
    let goes_on = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || c == '\'');
    !named(one).is_empty()
        && (replies.openers.iter().filter_map(begins).any(|rest| !goes_on(rest))
            || replies.openers_alone.iter().filter_map(begins).any(|rest| !goes_on(rest.trim_start())))
}

fn named(contribution: &Contribution) -> &[usize] {
    match &contribution.speakers {
        Speakers::Named(mentions) => mentions,
        Speakers::Collective => &[],
    }
}

/// Whether the contribution's own verbs say that it answers.
fn answers_previous(context: &Context<'_>, contribution: &Contribution) -> bool {
    // "He agreed with the representative of Kenya", "disagreed with Professor Byron" say with whom.
    let behind = contribution.span.of_text(context.text());
    let speech = &context.language.speech;
    let with_another = speech.replies.with.all(behind).any(|found| {
        let rest = behind.get(found.end..).unwrap_or("").trim_start();
        let mut words = rest.split_whitespace().map(str::to_lowercase);
        rest.starts_with(char::is_uppercase)
            || words.next().is_some_and(|word| context.language.words.articles.contains(&word))
                && words.next().is_some_and(|word| speech.collectives.somebody.contains(&word))
    });
    if with_another {
        return false;
    }
    if contribution.kind.value == "answers" {
        return true;
    }
    let replies = &context.language.speech.replies;
    let cue = contribution.kind.span.of_text(context.text());
    if replies.verbs.iter().any(|v| v == cue) {
        return true;
    }
    let text = contribution.span.of_text(context.text());
    replies.content.any(text)
}

/// The people whose words a stretch speaks to: "Juan's concern", "the proposal raised by Anriette", "the comments from Juan".
fn addressed(context: &Context<'_>, span: Span) -> Vec<usize> {
    let text = context.text();
    let replies = &context.language.speech.replies;
    let people = context.mentions_in(span).filter(|(_, m)| Context::is_person(m));
    let to = people.filter(|(_, m)| {
        let before = text.get(span.start..m.span.start).unwrap_or("");
        let before = without_title(before, context.language, false).unwrap_or(before).trim_end();
        let after = text.get(m.span.end..span.end).unwrap_or("");
        let own = context.language.speech.clauses.possessive.iter().find_map(|sign| after.strip_prefix(sign.as_str()));
        let possessed = own.is_some_and(|rest| replies.possessed.iter().any(|p| rest.starts_with(p.as_str())));
        let near = before.len().saturating_sub(LONGEST_LEAD);
        let near = before.char_indices().map(|(at, _)| at).find(|at| *at >= near).unwrap_or(0);
        let named = replies.before_names.ends(&before[near..]);
        possessed || named
    });
    to.map(|(i, _)| i).collect()
}
