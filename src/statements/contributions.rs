//! Contributions: runs of utterances by the same speaker in one section.

use super::decisions::{self, Settled};
use super::labelled::{self, Outcome};
use super::outcomes;
use super::turns::turns_to_another;
use super::utterance::{Subject, Utterance, split};
use super::{Context, Contribution, Decision, Speakers, Statements, sections};
use crate::document::{Block, BlockKind};
use crate::entities::Attribution;
use crate::entities::cues::Cue;
use crate::minutes::names::looks_like_name;
use crate::minutes::remarks::{LabelShape, Remark};
use crate::minutes::sentences::sentences;
use crate::minutes::{Found, Office};
use crate::text::Span;
use std::ops::Range;

/// The recogniser of contributions and its version.
const RECOGNISER: &str = "contributions.run/1";
/// No title is longer, in bytes.
const LONGEST_TITLE: usize = 140;

pub(super) fn read(context: &Context<'_>) -> Statements {
    let mut runs = Runs {
        context,
        statements: Statements::default(),
        open: None,
        section: (None, None),
        first: 0,
        acting: false,
        settling: false,
    };
    runs.opening();
    for section in sections(context.minutes) {
        runs.section(section.discussion, section.agenda, section.blocks);
    }
    runs.statements
}

/// A contribution that may go on.
struct Open<'l> {
    speakers: Speakers,
    span: Span,
    /// The verb that reports it; none where a label attributes the speaker's own words.
    cue: Option<Cue<'l>>,
    /// Where its first utterance ends.
    first_end: usize,
}

struct Runs<'c, 'l> {
    context: &'c Context<'l>,
    statements: Statements,
    open: Option<Open<'l>>,
    section: (Option<usize>, Option<usize>),
    /// The first block of the section.
    first: usize,
    /// Below a heading for actions: "Ada: contact the authors" says who does what.
    acting: bool,
    /// Behind a label such as "Next steps", or a sentence such as "The group agreed that:": what follows is settled, not said.
    settling: bool,
}

impl<'l> Runs<'_, 'l> {
    /// "The co-chair opened the meeting": in the head, only what an officer is said to have done.
    fn opening(&mut self) {
        let context = self.context;
        let text = context.text();
        // Numbered items may begin before the list of participants.
        let discussed = context.minutes.discussions.iter().map(|d| d.blocks.start).min().unwrap_or(usize::MAX);
        let head = context.minutes.body.start.min(discussed);
        for (at, block) in context.document.blocks().iter().enumerate().take(head) {
            if context.minutes.is_foreign(at) {
                continue;
            }
            for sentence in sentences(text, block.span, context.language) {
                for utterance in split(context, sentence) {
                    if let Some((subject @ (Subject::Office(_) | Subject::Named(_)), cue)) = utterance.speaker {
                        self.speak(subject, cue, utterance.span);
                    }
                }
                self.close();
            }
        }
    }

    fn section(&mut self, discussion: Option<usize>, agenda: Option<usize>, blocks: Range<usize>) {
        self.section = (discussion, agenda);
        self.first = blocks.start;
        self.settling = false;
        self.acting = false;
        let context = self.context;
        let mut said_until = 0;
        for at in blocks {
            let Some(block) = context.document.blocks().get(at) else { break };
            if let Some((remark, attribution)) = context.remark_at(at).filter(|_| !self.is_assigned(at)) {
                self.settling = false;
                self.acting = false;
                // Another may speak below the first.
                let next = remark.blocks.clone().skip(1).find(|b| context.remark_at(*b).is_some());
                said_until = next.unwrap_or(remark.blocks.end);
                let last = context.document.blocks().get(said_until - 1).map_or(remark.span.end, |b| b.span.end);
                let words = Span::new(remark.words_at, last).trimmed(context.text());
                // A label that only stands over what others say attributes nothing.
                if words.is_empty() {
                    self.close();
                } else {
                    self.remark(Span::new(remark.span.start, last), remark.words_at, attribution);
                    if decisions::spoken(context, words) {
                        self.decide(words);
                    }
                }
                continue;
            }
            if at < said_until {
                continue;
            }
            if context.minutes.transcript {
                // Somebody whom nothing tells speaks; and what is told there is hearsay.
                self.close();
                continue;
            }
            let words = context.document.text_of(block);
            if context.minutes.is_foreign(at) {
                self.close();
                self.settling = false;
                continue;
            }
            if context.minutes.lists.iter().any(|l| l.contains(&at))
                || context.minutes.next_meeting.as_ref().is_some_and(|n| block.span.start == n.span.start)
            {
                self.close();
                continue;
            }
            if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow) || words.starts_with("http") {
                self.close();
                self.acting = matches!(block.kind, BlockKind::Heading { .. })
                    && labelled::heading(context.language, words) == Some(Outcome::Action);
                self.settling = outcomes::label(context, words).is_some_and(|rest| rest == words.len());
                continue;
            }
            if context.language.layout.is_nothing(words) {
                continue;
            }
            if is_title(block, words) || self.is_numbered_title(at, words) {
                self.close();
            }
            if decisions::opens_motion(context, words) {
                self.close();
            }
            let result = decisions::label_of_result(context, words).is_some()
                || decisions::result_of_motion(context, block.span, at, self.first);
            if result || decisions::whole_motion(context, words) {
                self.close();
                let whole = decisions::with_motion(context, block.span, at, self.first);
                match self
                    .statements
                    .decisions
                    .last_mut()
                    .filter(|last| result && is_next(context, last.span, block.span))
                {
                    // "Vote: unanimous / Result: passed"
                    Some(last) => last.span.end = block.span.end,
                    None => self.decide(whole),
                }
                continue;
            }
            if labelled::label(context.language, words).is_some_and(|found| found.from < words.len()) {
                self.close();
                continue;
            }
            if self.is_of_stranger(at) {
                self.close();
            }
            let mut span = block.span;
            if let Some(rest) = label_end(context, words) {
                let settles = outcomes::label(context, words).is_some();
                self.close();
                self.settling = settles;
                span = Span::new(span.start + rest, span.end).trimmed(context.text());
            } else if !matches!(block.kind, BlockKind::ListItem { .. }) {
                self.settling = false;
            }
            if self.settling && matches!(block.kind, BlockKind::ListItem { .. }) {
                self.settled_item(span);
            } else {
                self.sentences(span, at);
            }
        }
        self.close();
    }

    /// Whether an item of a list below a heading for actions says who does what.
    fn is_assigned(&self, block: usize) -> bool {
        let item = |b: &Block| matches!(b.kind, BlockKind::ListItem { .. });
        self.acting && self.context.document.blocks().get(block).is_some_and(item)
    }

    fn sentences(&mut self, span: Span, block: usize) {
        let context = self.context;
        let all = sentences(context.text(), span, context.language);
        let mut at = 0;
        while let Some(sentence) = all.get(at).copied().filter(|_| !self.settling) {
            if let Some(decision) = decisions::decision(context, sentence) {
                self.close();
                match decision {
                    Settled::Sentence => {
                        let own = decisions::with_vote(context, &all, at);
                        at = own.end - 1;
                        let whole = Span::new(all[own.start].start, all[at].end);
                        self.decide(decisions::with_motion(context, whole, block, self.first));
                    }
                    Settled::List => self.settling = true,
                }
                at += 1;
                continue;
            }
            let words = sentence.of_text(context.text());
            let ends =
                |closing: &String| words.get(..closing.len()).is_some_and(|head| head.eq_ignore_ascii_case(closing));
            // "ACTION: Bo to write it" behind what was said is nobody's speech.
            let set_apart = words.contains(": ") && labelled::label(context.language, words).is_some();
            if set_apart || context.language.speech.closings.iter().any(ends) {
                self.close();
                at += 1;
                continue;
            }
            let utterances = split(context, sentence);
            let announced = context.minutes.next_meeting.as_ref().is_some_and(|next| next.span.overlaps(sentence));
            if announced && utterances.iter().all(|u| u.speaker.is_none()) {
                self.close();
                at += 1;
                continue;
            }
            if utterances.iter().all(|u| u.speaker.is_none()) && decisions::approves(context, self.section.1, sentence)
            {
                self.close();
                self.decide(sentence);
            } else {
                for (i, utterance) in utterances.into_iter().enumerate() {
                    let turns = |open: &Open<'_>| turns_to_another(context, &open.speakers, utterance.span, at == 0);
                    if i == 0 && utterance.speaker.is_none() && self.open.as_ref().is_some_and(turns) {
                        self.close();
                    }
                    self.utterance(utterance);
                }
            }
            at += 1;
        }
    }

    /// An item behind "The group agreed that:" is a decision; one behind "Next steps" is a commitment or nothing, and no speech.
    fn settled_item(&mut self, span: Span) {
        if self.behind_agreement(span) {
            self.decide(span);
        }
    }

    /// Whether the last paragraph before a list says that the group agreed on it.
    fn behind_agreement(&self, item: Span) -> bool {
        let blocks = self.context.document.blocks();
        let at = blocks.partition_point(|b| b.span.end <= item.start);
        let intro = blocks[..at.min(blocks.len())].iter().rev().find(|b| !matches!(b.kind, BlockKind::ListItem { .. }));
        intro.is_some_and(|b| {
            let last = sentences(self.context.text(), b.span, self.context.language).pop();
            last.is_some_and(|s| matches!(decisions::decision(self.context, s), Some(Settled::List)))
        })
    }

    fn decide(&mut self, span: Span) {
        // A result with its motion takes in what was decided on the way.
        while self.statements.decisions.last().is_some_and(|d| d.span.start >= span.start) {
            self.statements.decisions.pop();
        }
        self.statements.decisions.push(Decision { agenda: self.section.1, span });
    }

    fn utterance(&mut self, utterance: Utterance<'l>) {
        match utterance.speaker {
            Some((Subject::Pronoun, _)) | None => {
                // What nobody is named for goes on with a report of speech, not with somebody's own words.
                if let Some(open) = self.open.as_mut().filter(|open| open.cue.is_some()) {
                    open.span.end = utterance.span.end;
                } else {
                    self.close();
                }
            }
            Some((subject, cue)) => self.speak(subject, cue, utterance.span),
        }
    }

    /// Whether a line begins with a label like a full name that is nobody known: "Ben Sole: so do I".
    fn is_of_stranger(&self, block: usize) -> bool {
        let context = self.context;
        let remarks = &context.minutes.remarks;
        let at = remarks.partition_point(|remark| remark.blocks.start < block);
        let label = |remark: &&Remark| remark.blocks.start == block && remark.shape == LabelShape::Colon;
        remarks.get(at).filter(label).is_some_and(|remark| {
            let mut names = remark.names.iter().map(|name| name.of_text(context.text()));
            !remark.names.is_empty() && names.all(|name| name.contains(' ') && looks_like_name(name, context.language))
        })
    }

    /// A label and the words behind it. Remarks that follow each other by the same speaker are one contribution.
    fn remark(&mut self, span: Span, words_at: usize, attribution: &Attribution) {
        let speakers = Speakers::Named(attribution.speakers.clone());
        let same = self.open.as_ref().is_some_and(|open| open.cue.is_none() && self.same(&open.speakers, &speakers));
        match &mut self.open {
            Some(open) if same => open.span.end = span.end,
            _ => {
                self.close();
                self.open = Some(Open { speakers, span, cue: None, first_end: words_at });
            }
        }
    }

    fn speak(&mut self, subject: Subject, cue: Cue<'l>, span: Span) {
        let speakers = match subject {
            Subject::Named(mentions) => Speakers::Named(mentions),
            Subject::Office(several) => match self.officers(several) {
                Some(officers) => Speakers::Named(officers),
                None => Speakers::Collective,
            },
            Subject::Collective | Subject::Pronoun => Speakers::Collective,
        };
        let same = self.open.as_ref().is_some_and(|open| self.same(&open.speakers, &speakers));
        match &mut self.open {
            Some(open) if same => open.span.end = span.end,
            _ => {
                self.close();
                self.open = Some(Open { speakers, span, cue: Some(cue), first_end: span.end });
            }
        }
    }

    fn same(&self, one: &Speakers, other: &Speakers) -> bool {
        match (one, other) {
            (Speakers::Named(a), Speakers::Named(b)) => {
                let all = |mentions: &[usize]| mentions.iter().map(|m| self.context.speaker(*m)).collect::<Vec<_>>();
                all(a) == all(b) && all(a).iter().all(Option::is_some)
            }
            _ => false,
        }
    }

    /// Whom "the co-chair" means: the one who moderates; "the co-chairs" are those that the head names.
    fn officers(&self, several: bool) -> Option<Vec<usize>> {
        let entities = self.context.entities;
        let head = |office: Office| {
            let named = |p: &&crate::entities::Participation| {
                self.context
                    .minutes
                    .header
                    .officers
                    .iter()
                    .any(|o| o.value.1 == office && Some(p.person) == self.person_named(o.value.0.span))
            };
            entities.participations.iter().filter(named).map(|p| p.mention).collect::<Vec<_>>()
        };
        let offices = if several {
            [Office::CoChair, Office::Chair, Office::Moderator]
        } else {
            [Office::Moderator, Office::Chair, Office::CoChair]
        };
        // Who the list says to hold the office: "Present: Ada Byron (Chair)".
        let listed = |office: Office| {
            let holds = |p: &&crate::entities::Participation| p.offices.iter().any(|o| o.value == office);
            entities.participations.iter().filter(holds).map(|p| p.mention).collect::<Vec<_>>()
        };
        let enough = |found: &Vec<usize>| if several { found.len() > 1 } else { found.len() == 1 };
        offices.into_iter().map(head).find(enough).or_else(|| offices.into_iter().map(listed).find(enough))
    }

    /// "5.1 Mill Road", or "3. Fees" between two paragraphs: a short line behind a number, without the end of a sentence, that is no item of a list.
    fn is_numbered_title(&self, at: usize, words: &str) -> bool {
        let blocks = self.context.document.blocks();
        let Some(marker) = blocks.get(at).and_then(|b| b.marker.as_ref()) else { return false };
        let alone = || {
            let paragraph = |b: Option<&Block>| b.is_some_and(|b| b.kind == BlockKind::Paragraph);
            let above = at.checked_sub(1).and_then(|above| blocks.get(above));
            paragraph(above)
                && paragraph(blocks.get(at + 1))
                && above.is_some_and(|b| !self.context.document.text_of(b).ends_with(':'))
        };
        words.len() <= LONGEST_TITLE / 2
            && marker.label.starts_with(|c: char| c.is_ascii_digit())
            && !words.ends_with(['.', '!', '?', ';', ':', ','])
            && (marker.label.contains('.') || alone())
    }

    fn person_named(&self, name: Span) -> Option<usize> {
        let mention = self.context.mentions_in(name).find(|(_, m)| m.span == name)?;
        self.context.person(mention.0)
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let collective = open.speakers == Speakers::Collective;
        let kind = match &open.cue {
            Some(cue) => {
                let first = Span::new(open.span.start, open.first_end);
                let kind = super::moves::kind_of(self.context, cue, first, collective);
                Found::new(kind, cue.span, RECOGNISER, if collective { 85 } else { 92 })
            }
            None => super::remarks::kind(self.context, Span::new(open.first_end, open.span.end)),
        };
        self.statements.contributions.push(Contribution {
            discussion: self.section.0,
            agenda: self.section.1,
            speakers: open.speakers,
            span: open.span,
            direct: open.cue.is_none(),
            kind,
            moves: Vec::new(),
            subjects: Vec::new(),
            replies_to: Vec::new(),
        });
    }
}

/// Whether a paragraph is a title that no mark tells from text: short, all of it set apart, and without the end of a sentence.
fn is_title(block: &Block, words: &str) -> bool {
    block.kind == BlockKind::Paragraph
        && block.emphasised
        && words.len() <= LONGEST_TITLE
        && !words.ends_with(['.', '!', '?', ';'])
}

/// Whether nothing but the marker of a list stands between two spans.
fn is_next(context: &Context<'_>, first: Span, second: Span) -> bool {
    let between = context.text().get(first.end..second.start);
    between.is_some_and(|between| !between.contains(char::is_alphanumeric))
}

/// Where what a label labels begins: "Next steps: Wolfgang will", "Documents:".
fn label_end(context: &Context<'_>, words: &str) -> Option<usize> {
    if let Some(end) = outcomes::label(context, words) {
        return Some(end);
    }
    let colon = words.find(':').filter(|at| *at < 48);
    let label = words.get(..colon.unwrap_or(words.len()))?.trim();
    let known = context.language.layout.labels.iter().any(|l| l.eq_ignore_ascii_case(label));
    (known && (colon.is_some() || words.len() < 30)).then(|| colon.map_or(words.len(), |at| at + 1))
}
