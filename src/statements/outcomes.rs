//! Commitments that sentences tell: a named person, body or office right before "will", and a deed behind it; "would" counts only inside a decision, "should"
//! and the passive never.

use super::due::due;
use super::utterance::joins;
use super::{Commitment, Context, Responsible, Section, Speakers, Statements, Wording, covering, sections};
use crate::document::BlockKind;
use crate::entities::Mention;
use crate::language::PhraseMatch;
use crate::minutes::sentences::sentences;
use crate::text::{Span, find_words, strip_last_words};

/// In a longer sentence no more words for what somebody will do are looked at.
const MOST_PROMISES: usize = 64;

/// Where what a label such as "Next steps:" labels begins, as an offset into the words.
pub(super) fn label(context: &Context<'_>, words: &str) -> Option<usize> {
    let colon = words.find(':').filter(|at| *at < 32);
    let name = words.get(..colon.unwrap_or(words.len()))?.trim();
    let known = context.language.speech.outcomes.labels.iter().any(|l| l.eq_ignore_ascii_case(name));
    known.then(|| colon.map_or(words.len(), |at| at + 1))
}

/// Finds the commitments in what was said, settled and labelled as next steps.
pub(super) fn commitments(context: &Context<'_>, statements: &mut Statements) {
    let mut found = Vec::new();
    for Section { agenda, blocks: at, .. } in sections(context.minutes) {
        let blocks = context.document.blocks().get(at.clone()).unwrap_or(&[]);
        for (at, block) in at.zip(blocks) {
            if context.minutes.is_foreign(at) || matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow) {
                continue;
            }
            let words = context.document.text_of(block);
            let labelled = label(context, words);
            let span = Span::new(block.span.start + labelled.unwrap_or(0), block.span.end).trimmed(context.text());
            for sentence in sentences(context.text(), span, context.language) {
                let decided = covering(&statements.decisions, |d| d.span, sentence).is_some();
                let said = covering(&statements.contributions, |c| c.span, sentence);
                let speaker = said.and_then(|c| match &c.speakers {
                    Speakers::Named(mentions) if mentions.len() == 1 => mentions.first().copied(),
                    _ => None,
                });
                let direct = said.is_some_and(|c| c.direct);
                let place = Place { sentence, agenda, decided, labelled: labelled.is_some(), direct, speaker };
                found.extend(commitment(context, &place));
            }
        }
    }
    statements.commitments = found;
}

/// A sentence, and what is known of where it stands.
struct Place {
    sentence: Span,
    agenda: Option<usize>,
    decided: bool,
    labelled: bool,
    /// In the speaker's own words.
    direct: bool,
    speaker: Option<usize>,
}

fn commitment(context: &Context<'_>, place: &Place) -> Option<Commitment> {
    let text = context.text();
    let words = place.sentence.of_text(text);
    if words.ends_with('?') || context.minutes.next_meeting.as_ref().is_some_and(|n| n.span.overlaps(place.sentence)) {
        return None;
    }
    let outcomes = &context.language.speech.outcomes;
    let said = |index: usize| outcomes.will.list().get(index).is_some_and(|w| !outcomes.in_decisions_only.contains(w));
    let found = outcomes.will.all(words).filter(|m| place.decided || said(m.index));
    let mut places: Vec<(usize, usize)> = found.map(|m| (m.start, m.end - m.start)).collect();
    places.sort_unstable();
    for (at, length) in places.into_iter().take(MOST_PROMISES) {
        let will = Span::new(place.sentence.start + at, place.sentence.start + at + length);
        if !is_deed(context, will.end, place.sentence.end) {
            continue;
        }
        let responsible = agents(context, place, will);
        if !responsible.is_empty() && promises(context, place, will, &responsible) {
            let recogniser = if place.decided { "commitments.decided/1" } else { "commitments.will/1" };
            let confidence = if place.labelled || place.decided { 92 } else { 80 };
            return Some(Commitment {
                agenda: place.agenda,
                span: place.sentence,
                responsible,
                due: due(context, place.sentence, will.end),
                wording: Wording::default(),
                recogniser,
                confidence,
            });
        }
    }
    plan(context, place)
}

/// "noted that he is currently writing up the report, with the plan to deliver it": the speaker's own plan.
fn plan(context: &Context<'_>, place: &Place) -> Option<Commitment> {
    let words = place.sentence.of_text(context.text());
    let speaker = place.speaker?;
    let (outcomes, one) = (&context.language.speech.outcomes, &context.language.speech.one);
    let own = |plan: PhraseMatch| {
        let last = words[..plan.start].trim_end().rsplit(' ').next().unwrap_or("");
        one.iter().any(|p| p.eq_ignore_ascii_case(last))
    };
    let said = |aim: PhraseMatch| one.iter().any(|p| find_words(&words[..aim.start], p).is_some());
    let plan = outcomes.plans.all(words).take(MOST_PROMISES).find(|plan| own(*plan));
    let aim = || outcomes.aims.all(words).take(MOST_PROMISES).find(|aim| own(*aim) || said(*aim));
    plan.or_else(aim).map(|found| Commitment {
        agenda: place.agenda,
        span: place.sentence,
        responsible: vec![Responsible::Mention(speaker)],
        due: due(context, place.sentence, place.sentence.start + found.end),
        wording: Wording::default(),
        recogniser: "commitments.plan/1",
        confidence: 75,
    })
}

/// Whether a deed follows "will": an active verb that is none of being, having or becoming.
fn is_deed(context: &Context<'_>, at: usize, end: usize) -> bool {
    let rest = deed_at(context, at, end);
    let starts = |phrase: &String| {
        rest.get(..phrase.len()).is_some_and(|r| r.eq_ignore_ascii_case(phrase))
            && !rest[phrase.len()..].starts_with(char::is_alphanumeric)
    };
    !rest.is_empty()
        && rest.starts_with(char::is_lowercase)
        && !context.language.speech.outcomes.no_deeds.iter().any(starts)
}

/// The words behind "will", from the deed on: "periodically review".
fn deed_at<'t>(context: &'t Context<'_>, at: usize, end: usize) -> &'t str {
    let rest = context.text().get(at..end).unwrap_or("").trim_start();
    let (first, behind) = rest.split_once(' ').unwrap_or((rest, ""));
    let adverb = context.language.speech.between.adverbs.iter().any(|a| a == first);
    if adverb || first.len() > 4 && first.ends_with("ly") { behind } else { rest }
}

/// Whether those who will do something promise it: a group that "agreed to" something settles it, and what it "will" do in prose is a known act; a delegation
/// that agreed supports it; and what "will help" is foretold of bodies and promised by people.
fn promises(context: &Context<'_>, place: &Place, will: Span, responsible: &[Responsible]) -> bool {
    let cue = will.of_text(context.text()).to_lowercase();
    let mention = |r: &Responsible| match r {
        Responsible::Mention(i) => context.entities.mentions.get(*i),
        _ => None,
    };
    let agrees = |r: &Responsible| matches!(r, Responsible::Group(_)) || mention(r).is_some_and(Mention::is_delegation);
    if context.language.remarks.owners.agreeing.contains(&cue) && responsible.iter().any(agrees) {
        return false;
    }
    let deed = deed_at(context, will.end, place.sentence.end);
    let group = responsible.iter().all(|r| matches!(r, Responsible::Group(_)));
    if group && !place.decided && !place.labelled && !super::owners::is_act(context, deed) {
        return false;
    }
    let first = deed.split(' ').next().unwrap_or("");
    let foretold = context.language.speech.outcomes.foretelling.iter().any(|verb| verb == first);
    !foretold || responsible.iter().any(|r| mention(r).is_some_and(Context::is_person))
}

/// Who stands right before "will".
fn agents(context: &Context<'_>, place: &Place, will: Span) -> Vec<Responsible> {
    let text = context.text();
    let before = Span::new(place.sentence.start, will.start).trimmed(text);
    let words = before.of_text(text);
    // "the Parliament is engaged and will schedule": the subject of the clause is the agent.
    if let Some(clause) = context.language.words.without_joint(words) {
        return clause_subject(context, Span::new(before.start, before.start + clause.len())).into_iter().collect();
    }
    let last = words.rsplit(' ').next().unwrap_or("");
    let lower = last.to_lowercase();
    // "Ada: I will write it", "Ada: will write it", "Ada: on the list, will write it".
    let bare = words.trim_end_matches(['”', '"', '’', '\'']);
    let plain = !will.of_text(text).contains(' ');
    let own = words.is_empty()
        || words.ends_with(':')
        || plain && bare.ends_with(',')
        || context.language.remarks.myself.contains(&lower);
    // "in the talk he will give": what the talk is, and no promise.
    let mut back = words.rsplit(' ').skip(2);
    let relative = back.next().is_some_and(|w| context.language.words.articles.contains(&w.to_lowercase()));
    if context.language.speech.one.contains(&lower) && relative {
        return Vec::new();
    }
    if context.language.speech.one.contains(&lower) || place.direct && own {
        return place.speaker.map(Responsible::Mention).into_iter().collect();
    }
    if context.language.meeting.officers.offices.contains_key(&lower) {
        return vec![Responsible::Office(office_phrase(context, before))];
    }
    if context.language.speech.collectives.heads.contains(&lower) {
        return collective(context, before);
    }
    // "Ada L. will"
    let name_end =
        before.end - usize::from(words.ends_with('.') && words.rsplit(' ').next().is_some_and(|w| w.len() == 2));
    let ends_here = context.mentions_back(before).find(|(_, m)| m.span.end == before.end || m.span.end == name_end);
    let ends_here = match ends_here {
        Some((_, body)) if context.is_organisation(body) && !Context::is_person(body) => {
            whose_body(context, Span::new(before.start, body.span.start)).or(ends_here)
        }
        _ => ends_here,
    };
    match ends_here {
        Some((i, m)) if Context::is_person(m) || context.is_organisation(m) => {
            let mut all = vec![Responsible::Mention(i)];
            // "Jason and Tereza will"
            let mut start = m.span.start;
            while let Some((j, other)) = context.mentions_back(Span::new(before.start, start)).find(|(_, o)| {
                let between = text.get(o.span.end..start).map(|b| b.trim_end_matches('@'));
                between.is_some_and(|b| joins(context, without_bracket(b)))
            }) {
                if !(Context::is_person(other) || context.is_organisation(other)) {
                    break;
                }
                all.insert(0, Responsible::Mention(j));
                start = other.span.start;
            }
            all
        }
        _ if context.language.remarks.owners.roles.contains(&lower) => {
            vec![Responsible::Office(super::owners::role_phrase(context, before))]
        }
        _ => super::owners::unknown(context, before, deed_at(context, will.end, place.sentence.end))
            .into_iter()
            .collect(),
    }
}

/// "Ada Byron of the Engines Society will": the person before the body that they are of.
fn whose_body<'c>(context: &'c Context<'_>, lead: Span) -> Option<(usize, &'c Mention)> {
    let words = context.language.words.without_last_article(lead.of_text(context.text()).trim_end());
    let name = context.language.speech.between.modifiers.iter().find_map(|of| strip_last_words(words, of))?;
    let end = lead.start + name.len();
    context.mentions_back(lead).find(|(_, m)| m.span.end == end).filter(|(_, m)| Context::is_person(m))
}

/// " (VNNIC) and " as " and ": what stands between two names, without the body of the first.
fn without_bracket(between: &str) -> &str {
    between.strip_prefix(" (").and_then(|rest| rest.split_once(')')).map_or(between, |(_, rest)| rest)
}

/// "WG's participants", "Chengetai and other WG's participants": the group, and whoever is named with it.
pub(super) fn collective(context: &Context<'_>, before: Span) -> Vec<Responsible> {
    let words = before.of_text(context.text());
    let clause = words.rfind([',', ';', ':', '.']).map_or(0, |at| at + 1);
    let phrase = Span::new(before.start + clause, before.end).trimmed(context.text());
    let lower = phrase.of_text(context.text()).to_lowercase();
    let own = &context.language.speech.own;
    let some = own.some.iter().any(|s| find_words(&lower, s).is_some());
    if some
        || !own.all.iter().any(|w| lower.contains(w.as_str()))
        || phrase.of_text(context.text()).split(' ').count() > 8
    {
        return Vec::new();
    }
    let mut all: Vec<Responsible> = context
        .mentions_in(phrase)
        .filter(|(_, m)| Context::is_person(m))
        .map(|(i, _)| Responsible::Mention(i))
        .collect();
    all.push(Responsible::Group(phrase));
    all
}

/// "the WG-Strategy Co-Chairs": the office, with the capitals before it.
fn office_phrase(context: &Context<'_>, before: Span) -> Span {
    let words = before.of_text(context.text());
    let mut start = words.len();
    for word in words.rsplit(' ') {
        let office = context.language.meeting.officers.offices.contains_key(&word.to_lowercase());
        if !(office
            || word.starts_with(char::is_uppercase) && !context.language.words.articles.contains(&word.to_lowercase()))
        {
            break;
        }
        start = start.saturating_sub(word.len() + usize::from(start < words.len()));
    }
    Span::new(before.start + start, before.end).trimmed(context.text())
}

/// The person or body that is the subject of a clause: the first one behind its beginning or behind "that".
fn clause_subject(context: &Context<'_>, clause: Span) -> Option<Responsible> {
    let words = clause.of_text(context.text());
    let that = context.language.speech.outcomes.that.as_str();
    let from = words.rfind(that).map_or(0, |at| at + that.len());
    let stretch = Span::new(clause.start + from, clause.end);
    let (i, m) = context.mentions_in(stretch).next()?;
    let lead = context.text().get(stretch.start..m.span.start)?.trim().to_lowercase();
    let subject = (lead.is_empty() || context.language.words.articles.contains(&lead))
        && (Context::is_person(m) || context.is_organisation(m));
    subject.then_some(Responsible::Mention(i))
}
