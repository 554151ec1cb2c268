//! What a report says of deeds: done, still open, or dropped. Whether one of them was promised before, only earlier reports tell
//! (`followup`), so nothing is matched here.
//!
//! Done wants the completed tense of a known act ("has been sent", "Titti circulated"), a checked box, or a line under "Done:". Whatever takes the certainty
//! from it (a condition, a hope, a question, "almost", another letter) leaves the sentence out.

use super::wording::{count_common, passage, promise};
use super::{Context, DASHES, Progress, Says, Speakers, Statements, covering};
use crate::document::BlockKind;
use crate::entities::Mention;
use crate::language::{Deed, FollowUpWords, Form, StateWords};
use crate::minutes::sentences::sentences;
use crate::text::{Span, fold};

/// The confidence of a checked box or a line under "Done:", and of a completed tense.
const BY_SIGN: u8 = 95;
const BY_TENSE: u8 = 88;
/// That of a sentence that only names an act.
const BY_WORDS: u8 = 85;
/// The longest sentence that is looked at, in bytes. Longer ones tell of too much.
const MAX_SENTENCE: usize = 600;

/// Reads what became of deeds, and gives commitments the words by which later reports are compared with them.
pub(super) fn read(context: &Context<'_>, statements: &mut Statements) {
    let mut found = Vec::new();
    for discussion in &context.minutes.discussions {
        let agenda = discussion.sole_item();
        let mut under_done = false;
        for block in context.document.blocks().get(discussion.blocks.clone()).unwrap_or(&[]) {
            if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow) {
                under_done = false;
                continue;
            }
            let item = matches!(block.kind, BlockKind::ListItem { .. });
            let words = context.document.text_of(block);
            match sign(&context.language.followup, words) {
                Sign::Heading => {
                    under_done = true;
                    continue;
                }
                Sign::Box(says, from) => {
                    found.extend(signed(context, agenda, block.span, from, says, "progress.box/1"));
                    continue;
                }
                Sign::Label(from) => {
                    found.extend(signed(context, agenda, block.span, from, Says::Done, "progress.label/1"));
                    continue;
                }
                Sign::None => {}
            }
            under_done &= item;
            if under_done {
                found.extend(signed(context, agenda, block.span, 0, Says::Done, "progress.list/1"));
                continue;
            }
            for sentence in sentences(context.text(), block.span, context.language) {
                found.extend(told(context, statements, agenda, sentence));
            }
        }
    }
    statements.progress = found;
    for commitment in &mut statements.commitments {
        commitment.wording = promise(context, commitment.span);
    }
    let all = statements.commitments.iter_mut().map(|c| &mut c.wording);
    count_common(context, all.chain(statements.progress.iter_mut().map(|p| &mut p.wording)));
}

/// How a block is marked.
enum Sign {
    None,
    /// "Done:", with nothing behind it.
    Heading,
    /// A box, and where its words begin.
    Box(Says, usize),
    /// "DONE: …" or "… (done)", and where the words begin.
    Label(usize),
}

fn sign(words: &FollowUpWords, block: &str) -> Sign {
    let starts = |signs: &[String]| {
        signs.iter().find(|s| block.get(..s.len()).is_some_and(|b| b.eq_ignore_ascii_case(s))).map(String::len)
    };
    if let Some(from) = starts(&words.done.checked) {
        return Sign::Box(Says::Done, from);
    }
    if let Some(from) = starts(&words.done.unchecked) {
        return Sign::Box(Says::Open, from);
    }
    let is_label = |part: &str| part.len() < 40 && words.done.labels.contains(&fold(part));
    if let Some(colon) = block.find(':').filter(|at| *at < 40)
        && is_label(&block[..colon])
    {
        return if block[colon + 1..].trim().is_empty() { Sign::Heading } else { Sign::Label(colon + 1) };
    }
    let bare = block.trim_end_matches(['.', ' ']);
    // "[Done] Circulate the draft", "Done - circulate the draft"
    let opened = bare.strip_prefix('[').and_then(|rest| rest.find(']')).filter(|at| is_label(&bare[1..=*at]));
    if let Some(close) = opened.filter(|close| !bare[close + 2..].trim().is_empty()) {
        return Sign::Label(close + 2);
    }
    let set_apart = |dash| bare.split_once(dash).filter(|(label, rest)| is_label(label) && !rest.trim().is_empty());
    if let Some((_, rest)) = DASHES.into_iter().find_map(set_apart) {
        return Sign::Label(bare.len() - rest.len());
    }
    // "Circulate the draft – DONE"
    if DASHES.into_iter().filter_map(|dash| bare.rsplit_once(dash)).any(|(_, label)| is_label(label)) {
        return Sign::Label(0);
    }
    // "Circulate the draft (done)", "Circulate the draft [DONE]."
    let closed = bare.strip_suffix(')').zip(Some('(')).or_else(|| bare.strip_suffix(']').zip(Some('[')));
    match closed.and_then(|(rest, open)| rest.rfind(open)) {
        Some(at) if at > 0 && is_label(&bare[at + 1..]) => Sign::Label(0),
        _ => Sign::None,
    }
}

/// A line that a sign calls done or open.
fn signed(
    context: &Context<'_>,
    agenda: Option<usize>,
    block: Span,
    from: usize,
    says: Says,
    recogniser: &'static str,
) -> Option<Progress> {
    let words = Span::new(block.start + from, block.end).trimmed(context.text());
    let text = words.of_text(context.text());
    let language = &context.language.followup;
    if text.len() > MAX_SENTENCE || text.ends_with('?') {
        return None;
    }
    let deeds = language.deeds(text);
    // "Draft letter circulated", "Circulate the draft letter"
    let first = deeds.iter().find(|d| d.form == Form::Past).or_else(|| deeds.iter().find(|d| d.form != Form::Noun));
    let acts = first.map(|first| with_joined(context, text, first, &deeds)).unwrap_or_default();
    let wording = passage(context, words, acts.into_iter());
    let agent = context.mentions_in(words).find(|(_, m)| Context::is_person(m) || context.is_organisation(m));
    let first = agent.filter(|(_, m)| m.span.start == words.start).map(|(i, _)| i);
    wording.is_enough().then(|| Progress {
        agenda,
        span: block.trimmed(context.text()),
        says,
        agent: first,
        wording,
        recogniser,
        confidence: BY_SIGN,
    })
}

/// What a sentence tells of a deed.
fn told(context: &Context<'_>, statements: &Statements, agenda: Option<usize>, sentence: Span) -> Option<Progress> {
    let text = sentence.of_text(context.text());
    let language = &context.language.followup;
    if text.len() > MAX_SENTENCE {
        return None;
    }
    let deeds = language.deeds(text);
    if deeds.is_empty() && !language.open.phrases.any(text) && !language.dropped.phrases.any(text) {
        return None;
    }
    if text.ends_with('?') || language.doubt.sentence.any(text) {
        return spoken(context, statements, agenda, sentence, &deeds);
    }
    let speaker = || {
        covering(&statements.contributions, |c| c.span, sentence).and_then(|c| match &c.speakers {
            Speakers::Named(mentions) if mentions.len() == 1 => mentions.first().copied(),
            _ => None,
        })
    };
    let dropped = || {
        let claim = state(context, sentence, text, &deeds, &language.dropped)?;
        Some((Says::Dropped, claim, "progress.dropped/1"))
    };
    let done = || Some((Says::Done, done(context, sentence, text, &deeds, &speaker)?, "progress.done/1"));
    let open = || Some((Says::Open, state(context, sentence, text, &deeds, &language.open)?, "progress.open/1"));
    let Some((says, Claim { clause, agent, acts }, recogniser)) = dropped().or_else(done).or_else(open) else {
        return spoken(context, statements, agenda, sentence, &deeds);
    };
    let shift = clause.start - sentence.start;
    let acts = acts.into_iter().filter(|d| d.start >= shift && sentence.start + d.end <= clause.end);
    let wording = passage(context, clause, acts.map(|d| Deed { start: d.start - shift, end: d.end - shift, ..d }));
    let progress = Progress { agenda, span: sentence, says, agent, wording, recogniser, confidence: BY_TENSE };
    progress.wording.is_enough().then_some(progress)
}

/// A sentence that names an act and belongs to no other statement ("the letter should be sent"): it speaks of a deed, and no more.
fn spoken(
    context: &Context<'_>,
    statements: &Statements,
    agenda: Option<usize>,
    span: Span,
    deeds: &[Deed<'_>],
) -> Option<Progress> {
    let elsewhere = covering(&statements.contributions, |c| c.span, span).is_some()
        || covering(&statements.decisions, |d| d.span, span).is_some()
        || covering(&statements.commitments, |c| c.span, span).is_some();
    // The address of a document is no sentence.
    let address = !span.of_text(context.text()).contains(' ');
    let first = deeds.first().filter(|_| !elsewhere && !address)?;
    let wording = passage(context, span, std::iter::once(*first));
    let (says, recogniser) = (Says::Mentioned, "progress.spoken/1");
    let progress = Progress { agenda, span, says, agent: None, wording, recogniser, confidence: BY_WORDS };
    progress.wording.is_enough().then_some(progress)
}

/// What a sentence tells: the clause, who acts, and the acts, with offsets into the sentence.
struct Claim<'l> {
    clause: Span,
    agent: Option<usize>,
    acts: Vec<Deed<'l>>,
}

/// A deed and those of its form that are joined to it: "drafted and circulated".
fn with_joined<'l>(context: &Context<'_>, text: &str, first: &Deed<'l>, deeds: &[Deed<'l>]) -> Vec<Deed<'l>> {
    let mut all = vec![*first];
    for deed in deeds.iter().filter(|d| d.form == first.form && d.start > first.start) {
        let between = all.last().and_then(|last| text.get(last.end..deed.start));
        if between.is_some_and(|between| context.language.words.is_joint(between)) {
            all.push(*deed);
        }
    }
    all
}

/// The clause around a place of a sentence, and nothing beyond its joints.
pub(super) fn clause(language: &FollowUpWords, sentence: Span, text: &str, from: usize, to: usize) -> Span {
    let (mut start, mut end) = (0, text.len());
    for joint in language.doubt.joints.all(text) {
        if joint.end <= from {
            start = start.max(joint.end);
        } else if joint.start >= to {
            end = end.min(joint.start);
        }
    }
    Span::new(sentence.start + start, sentence.start + end)
}

/// The completed tense of acts.
fn done<'l>(
    context: &Context<'_>,
    sentence: Span,
    text: &str,
    deeds: &[Deed<'l>],
    speaker: &dyn Fn() -> Option<usize>,
) -> Option<Claim<'l>> {
    let past = deeds.iter().filter(|d| d.form == Form::Past);
    let (first, clause, agent) = past.into_iter().find_map(|deed| {
        completed(context, sentence, text, deed, speaker).map(|(clause, agent)| (deed, clause, agent))
    })?;
    let mut acts = with_joined(context, text, first, deeds);
    // "The translation has been completed": the act is in the noun.
    if acts.iter().any(|d| d.act == context.language.followup.done.closing) {
        let nouns = deeds.iter().filter(|d| d.form == Form::Noun && d.end <= first.start);
        acts.extend(nouns.filter(|d| clause.start <= sentence.start + d.start));
    }
    Some(Claim { clause, agent, acts })
}

/// Whether a past form stands in completed tense: its clause, and who did it.
fn completed(
    context: &Context<'_>,
    sentence: Span,
    text: &str,
    deed: &Deed<'_>,
    speaker: &dyn Fn() -> Option<usize>,
) -> Option<(Span, Option<usize>)> {
    let language = &context.language.followup;
    let span = clause(language, sentence, text, deed.start, deed.end);
    let ahead = context.text().get(span.start..sentence.start + deed.start)?;
    let whole = span.of_text(context.text());
    let doubt = &language.doubt;
    if doubt.before.any(ahead) || doubt.not_yet.any(whole) || doubt.others.any(whole) {
        return None;
    }
    let before = without_adverbs(language, ahead);
    if language.done.passive.iter().any(|aux| ends_with(before, aux)) {
        return Some((span, by(context, Span::new(sentence.start + deed.end, span.end))));
    }
    let perfect = language.done.active.iter().find(|aux| ends_with(before, aux));
    let next = text.get(deed.end..).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
    if perfect.is_none() && language.done.reporting.iter().any(|word| word == next) {
        return None;
    }
    let subject = perfect.map_or(before, |aux| without_adverbs(language, &before[..before.len() - aux.len()]));
    let subject_span = Span::new(span.start, span.start + subject.len()).trimmed(context.text());
    let named = context
        .mentions_in(Span::new(sentence.start, subject_span.end))
        .filter(|(_, m)| m.span.end == subject_span.end)
        .find(|(_, m)| Context::is_person(m) || context.is_organisation(m));
    if let Some((mention, _)) = named {
        return Some((span, Some(mention)));
    }
    let last = subject.rsplit(' ').next().unwrap_or("").to_lowercase();
    if context.language.speech.pronouns.iter().take(2).any(|p| *p == last) {
        return speaker().map(|mention| (span, Some(mention)));
    }
    // "Our hosts have organised": somebody did it, and the report does not say who.
    (perfect.is_some() && !subject.is_empty()).then_some((span, None))
}

/// "by Titti": who did it, right behind a passive.
fn by(context: &Context<'_>, behind: Span) -> Option<usize> {
    let text = behind.of_text(context.text());
    let by = context.language.meeting.officers.by.as_str();
    let at = crate::text::find_words(text, by)?;
    let name = text.get(at + by.len()..)?.trim_start();
    let articles = &context.language.words.articles;
    let name = articles.iter().find_map(|a| name.strip_prefix(a.as_str())?.strip_prefix(' ')).unwrap_or(name);
    let start = behind.end - name.len();
    let agent = |m: &Mention| Context::is_person(m) || context.is_organisation(m);
    context.mentions_in(behind).find(|(_, m)| m.span.start == start && agent(m)).map(|(i, _)| i)
}

/// A state that words tell by themselves, or that they tell of the act right behind them.
fn state<'l>(
    context: &Context<'_>,
    sentence: Span,
    text: &str,
    deeds: &[Deed<'l>],
    words: &StateWords,
) -> Option<Claim<'l>> {
    let language = &context.language.followup;
    let behind = |end: usize| {
        let gap = |d: &&Deed<'l>| {
            d.form != Form::Noun
                && text.get(end..d.start).is_some_and(|gap| without_adverbs(language, gap).trim().is_empty())
        };
        deeds.iter().find(gap)
    };
    let before = words.before.all(text).filter_map(|m| behind(m.end).map(|deed| (m.start, m.end, Some(deed))));
    let alone = words.phrases.first(text).map(|m| (m.start, m.end, None));
    let (start, end, deed) = before.chain(alone).min_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)))?;
    if words.except.as_ref().is_some_and(|except| except.any(text)) {
        return None;
    }
    let clause = clause(language, sentence, text, start, end);
    let subject = Span::new(clause.start, sentence.start + start).trimmed(context.text());
    let agent = |m: &Mention| Context::is_person(m) || context.is_organisation(m);
    let agent = context.mentions_in(subject).find(|(_, m)| m.span.end == subject.end && agent(m)).map(|(i, _)| i);
    Some(Claim { clause, agent, acts: deed.map(|deed| with_joined(context, text, deed, deeds)).unwrap_or_default() })
}

/// A text without the adverbs at its end.
pub(super) fn without_adverbs<'t>(language: &FollowUpWords, text: &'t str) -> &'t str {
    let mut rest = text.trim_end_matches([' ', ',']);
    while let Some(adverb) = language.done.adverbs.iter().find(|a| ends_with(rest, a)) {
        rest = rest[..rest.len() - adverb.len()].trim_end_matches([' ', ',']);
    }
    rest
}

/// Whether a text ends with a phrase, as whole words and without regard to case.
fn ends_with(text: &str, phrase: &str) -> bool {
    let Some(at) = text.len().checked_sub(phrase.len()) else { return false };
    text.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(phrase))
        && !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '\'' || c == '’')
}
