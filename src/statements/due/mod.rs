//! By when something is to be done: a date that is a limit ("by Monday 11 April"), or a time in which the deed falls ("next week", "at the beginning of January"),
//! no finer than it is printed.

mod relative;

use super::{Context, DASHES, Responsible};
use crate::minutes::dates::{Direction, PrintedDate};
use crate::minutes::sentences::sentences;
use crate::minutes::{Found, Moment};
use crate::text::{Span, find_words, strip_last_words};
use relative::Relative;

/// "Schedule a first short online meeting": so many words stand between a verb and what is held.
const MOST_BETWEEN: usize = 4;

/// By when what a sentence promises is to be done. `deed` is where the words for the deed begin, in bytes of the text.
pub(super) fn due(context: &Context<'_>, sentence: Span, deed: usize) -> Option<Found<Moment>> {
    let dates = context.dates.dates_in(context.text(), sentence);
    let clause = clause(context, sentence, deed);
    let limits = || dates.iter().filter(|date| is_limit(context, sentence, date));
    let within = limits().filter(|date| clause.contains(date.span)).find_map(|date| moment(context, date));
    // "Comments until 31 March." behind "Ada to circulate it." is another's; "Due: 31 March." is not.
    let limit = within.or_else(|| {
        limits().filter(|date| is_labelled(context, sentence, date)).find_map(|date| moment(context, date))
    });
    limit.or_else(|| {
        let mut times = times(context, sentence, &dates);
        times.sort_by_key(|time| time.span);
        times.into_iter().find(|time| is_of_deed(context, sentence, deed, time.span))
    })
}

/// By when, as a cell of a table says it: its first date, else the first time that is told from the day of the meeting.
pub(super) fn due_in(context: &Context<'_>, cell: Span) -> Option<Found<Moment>> {
    let dates = context.dates.dates_in(context.text(), cell);
    let date = dates.iter().find_map(|date| moment(context, date));
    date.or_else(|| relative(context, cell, &dates).into_iter().min_by_key(|time| time.span))
}

/// By when, as brackets at the end of a line say it behind who does it: "Draft the letter (Ada, 5 February)".
pub(super) fn due_behind_owner(context: &Context<'_>, line: Span, owners: &[Responsible]) -> Option<Found<Moment>> {
    let text = context.text();
    let inner = line.of_text(text).trim_end_matches(['.', ' ']).strip_suffix([')', ']'])?;
    let (owner, when) = inner[inner.rfind(['(', '['])? + 1..].rsplit_once(',')?;
    let (owner, when) = (Span::of(owner, text, 0), Span::of(when, text, 0).trimmed(text));
    let mut named = context.mentions_in(owner).map(|(mention, _)| Responsible::Mention(mention));
    let due = due_in(context, when).filter(|due| due.span == when)?;
    named.any(|mention| owners.contains(&mention)).then_some(due)
}

/// The clauses around a deed up to where others begin: a semicolon before it; a semicolon or the end of its sentence behind it.
fn clause(context: &Context<'_>, sentence: Span, deed: usize) -> Span {
    let before = context.text().get(sentence.start..deed).unwrap_or("");
    let start = sentence.start + before.rfind(';').map_or(0, |at| at + 1);
    let rest = Span::new(deed, sentence.end);
    let end = sentences(context.text(), rest, context.language).first().map_or(sentence.end, |first| first.end);
    let behind = context.text().get(deed..end).unwrap_or("");
    Span::new(start, behind.find(';').map_or(end, |at| deed + at))
}

/// By when, as the last part of a line says it that dashes set apart: "Ada – draft the letter – 16 July".
pub(super) fn due_behind_dash(context: &Context<'_>, line: Span) -> Option<Found<Moment>> {
    let text = context.text();
    let bare = line.of_text(text).trim_end_matches(['.', ' ']);
    let when = DASHES.into_iter().filter_map(|dash| bare.rfind(dash).map(|at| at + dash.len())).max()?;
    let when = Span::new(line.start + when, line.start + bare.len()).trimmed(text);
    due_in(context, when).filter(|due| due.span == when)
}

/// Whether a date stands behind the label of a due date: "Due: 5 May".
fn is_labelled(context: &Context<'_>, sentence: Span, date: &PrintedDate) -> bool {
    let before = before(context, sentence, date);
    context.language.remarks.owners.when.iter().any(|label| strip_last_words(before, label).is_some())
}

/// Whether a date stands behind such a label, or behind "by", "before" and the like.
fn is_limit(context: &Context<'_>, sentence: Span, date: &PrintedDate) -> bool {
    let limits = &context.language.calendar.limits;
    let before = before(context, sentence, date);
    is_labelled(context, sentence, date) || limits.iter().any(|limit| strip_last_words(before, limit).is_some())
}

/// The words before a date, without the article and the marks that lead to it.
fn before<'t>(context: &'t Context<'_>, sentence: Span, date: &PrintedDate) -> &'t str {
    let before = context.text().get(sentence.start..date.span.start).unwrap_or("");
    context.language.words.without_last_article(before.trim_end_matches([' ', ':', '=', '(']))
}

fn moment(context: &Context<'_>, date: &PrintedDate) -> Option<Found<Moment>> {
    let anchor = context.minutes.header.date.as_ref().map(|d| d.value);
    if let Some(day) = date.day_near(anchor, Direction::Future) {
        return Some(Found::new(Moment::Day(day), date.span, "commitments.due/1", 93));
    }
    let next = || anchor.map(|a| if date.month < a.month() { a.year() + 1 } else { a.year() });
    let year = date.year.or_else(next).filter(|_| date.day.is_none())?;
    Some(Found::new(Moment::Month(year, date.month), date.span, "commitments.due/1", 85))
}

/// Times in which something may fall: "the beginning of January", "next week". A month alone is none: too often it is that of a thing.
fn times(context: &Context<'_>, sentence: Span, dates: &[PrintedDate]) -> Vec<Found<Moment>> {
    let mut found = relative(context, sentence, dates);
    for date in dates.iter().filter(|date| date.day.is_none()) {
        let lead = context.text().get(sentence.start..date.span.start).unwrap_or("").trim_end_matches([' ', '-']);
        let part = context.language.calendar.parts.iter().find_map(|part| strip_last_words(lead, part));
        if let (Some(rest), Some(time)) = (part, moment(context, date)) {
            let span = Span::new(sentence.start + rest.len(), date.span.end).trimmed(context.text());
            found.push(relative::found(time.value, span));
        }
    }
    found
}

/// Times that are told from the day of the meeting, where that is known.
fn relative(context: &Context<'_>, within: Span, dates: &[PrintedDate]) -> Vec<Found<Moment>> {
    let Some(anchor) = context.minutes.header.date.as_ref().map(|d| d.value) else { return Vec::new() };
    Relative { text: context.text(), calendar: &context.language.calendar, anchor }.times_in(within, dates)
}

/// Whether a time is that of the deed: in the clause of the deed, at its end or set apart at its beginning, and not the time of a thing that is named before it.
fn is_of_deed(context: &Context<'_>, sentence: Span, deed: usize, time: Span) -> bool {
    let (text, words) = (context.text(), &context.language.calendar);
    let behind = text.get(time.end..sentence.end).unwrap_or("");
    if time.start == sentence.start {
        return behind.starts_with(',');
    }
    // "Next week's call", "the next month report"
    if behind.starts_with(['\'', '\u{2019}', '-']) || first_word(behind).is_some_and(|word| holds(&words.events, word))
    {
        return false;
    }
    let Some(clause) = text.get(deed..time.start) else { return false };
    let clause = clause.rsplit([';', '.']).next().unwrap_or(clause);
    if context.language.events.closers.iter().any(|other| find_words(clause, other).is_some()) {
        return false;
    }
    let (lead, limited) = without_lead(context, clause);
    if limited {
        return true;
    }
    let Some(last) = lead.split_whitespace().next_back().map(bare) else { return true };
    !holds(&words.of_things, last) && (!holds(&words.events, last) || is_held(context, lead))
}

/// A clause without the words that lead to a time ("by", "at the end of", "sometime in the"), and whether one of them makes it a limit.
fn without_lead<'t>(context: &Context<'_>, clause: &'t str) -> (&'t str, bool) {
    let words = &context.language.calendar;
    let (mut lead, mut limited) = (clause.trim_end(), false);
    let small = words.parts.iter().chain(&words.within).chain(&context.language.words.articles);
    let small: Vec<&String> = small.collect();
    loop {
        if let Some(rest) = words.limits.iter().find_map(|limit| strip_last_words(lead, limit)) {
            (lead, limited) = (rest, true);
        } else if let Some(rest) = small.iter().find_map(|word| strip_last_words(lead, word)) {
            lead = rest;
        } else {
            return (lead, limited);
        }
    }
}

/// "Will schedule a meeting": whether what the last word names is what is to be held.
fn is_held(context: &Context<'_>, lead: &str) -> bool {
    let words = &context.language.calendar;
    let before = lead.split_whitespace().rev().skip(1).take(MOST_BETWEEN).map(bare);
    before.take_while(|word| !holds(&words.of_things, word)).any(|word| holds(&words.holding, word))
}

/// The word behind one blank.
fn first_word(text: &str) -> Option<&str> {
    text.strip_prefix(' ')?.split([' ', ',', '.', ';', ')']).next()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn holds(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}
