//! What was said, agreed and promised: contributions with their moves, decisions, commitments.
//!
//! A section of the discussion is read sentence by sentence. A sentence that names a new speaker opens a contribution; one that names nobody, or a
//! pronoun, goes on with the open one; one that tells what the group settled closes it.

mod contributions;
mod decisions;
mod due;
pub mod followup;
mod labelled;
mod moves;
mod outcomes;
mod owners;
mod progress;
mod remarks;
mod replies;
mod tables;
mod turns;
mod utterance;
mod wording;

pub use wording::Wording;

use crate::document::Document;
use crate::entities::{Attribution, Entities, Meaning, Mention};
use crate::language::Language;
use crate::minutes::dates::Dates;
use crate::minutes::remarks::Remark;
use crate::minutes::{Found, Minutes, Moment};
use crate::text::Span;
use std::ops::Range;

/// What sets apart the parts of a line: "Ada – draft the letter – DONE".
const DASHES: [&str; 3] = [" - ", " – ", " — "];

/// Who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speakers {
    /// People, by a mention of each: indices into the report's mentions.
    Named(Vec<usize>),
    /// Several without a name.
    Collective,
}

/// A run of sentences that report what the same speaker said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The section of the discussion, an index into it; none before the first.
    pub discussion: Option<usize>,
    /// The agenda item, an index into the agenda; none where the section treats several.
    pub agenda: Option<usize>,
    /// Who speaks.
    pub speakers: Speakers,
    /// The whole sentences.
    pub span: Span,
    /// Whether the speaker's own words are given, behind a label, and not a report of them.
    pub direct: bool,
    /// The kind of its first move.
    pub kind: Found<String>,
    /// Its moves in order.
    pub moves: Vec<Move>,
    /// Processes and topics that its words name, indices into the mentions.
    pub subjects: Vec<usize>,
    /// People whom it answers, by a mention of each.
    pub replies_to: Vec<usize>,
}

/// One clause of a contribution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The clause.
    pub span: Span,
    /// Its kind.
    pub kind: String,
    /// Processes and topics that it names, indices into the mentions.
    pub subjects: Vec<usize>,
}

/// What the group agreed or decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The agenda item.
    pub agenda: Option<usize>,
    /// Whole sentences, or one item of a list.
    pub span: Span,
}

/// Who will do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Responsible {
    /// A person or body, by a mention.
    Mention(usize),
    /// The group that meets ("WG's participants").
    Group(Span),
    /// An office, as printed ("the Co-Facilitators").
    Office(Span),
}

/// Something that somebody will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The agenda item.
    pub agenda: Option<usize>,
    /// The sentence.
    pub span: Span,
    /// Who.
    pub responsible: Vec<Responsible>,
    /// By when, no finer than printed.
    pub due: Option<Found<Moment>>,
    /// What later reports are compared with.
    pub wording: Wording,
    /// The rule that found it.
    pub recogniser: &'static str,
    /// 0 to 100.
    pub confidence: u8,
}

/// What became of a deed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Says {
    /// It is done.
    Done,
    /// It will not be done any more.
    Dropped,
    /// It is still to be done, or being done.
    Open,
    /// It is spoken of, and nothing told of its state.
    Mentioned,
}

impl Says {
    /// In one word, as the graph has it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Dropped => "dropped",
            Self::Open => "open",
            Self::Mentioned => "mentioned",
        }
    }

    /// From the word of the graph.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Done, Self::Dropped, Self::Open, Self::Mentioned].into_iter().find(|says| says.as_str() == word)
    }
}

/// A passage that tells what became of a deed, whoever promised it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The agenda item.
    pub agenda: Option<usize>,
    /// The sentence or the line of a list.
    pub span: Span,
    /// What it tells.
    pub says: Says,
    /// Who did it or is to do it, by a mention; none where the passage does not say.
    pub agent: Option<usize>,
    /// What it is compared by.
    pub wording: Wording,
    /// The rule that found it.
    pub recogniser: &'static str,
    /// 0 to 100.
    pub confidence: u8,
}

impl Progress {
    /// Whether a sign tells it (a checked box, "DONE: …", a line under "Done:") and no words.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        is_sign(self.recogniser)
    }
}

/// Whether a rule reads signs, by its name.
#[must_use]
pub fn is_sign(recogniser: &str) -> bool {
    ["progress.box/", "progress.list/", "progress.label/"].iter().any(|rule| recogniser.starts_with(rule))
}

/// Everything that a report's discussion states.
#[derive(Debug, Default)]
pub struct Statements {
    /// In the order of the text.
    pub contributions: Vec<Contribution>,
    /// In the order of the text.
    pub decisions: Vec<Decision>,
    /// In the order of the text.
    pub commitments: Vec<Commitment>,
    /// In the order of the text.
    pub progress: Vec<Progress>,
}

/// Who speaks, as far as the report tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Speaker<'r> {
    /// A person of the report.
    Person(usize),
    /// A delegation, by its name.
    Delegation(&'r str),
}

/// How many mentions are looked back at.
const MOST_BACK: usize = 32;

/// What the recognisers of statements work on.
pub(crate) struct Context<'r> {
    pub language: &'r Language,
    pub dates: &'r Dates,
    pub document: &'r Document,
    pub minutes: &'r Minutes,
    pub entities: &'r Entities,
    /// Whether an entity of the registry is a process or topic, and whether it is an organisation.
    pub classes: &'r dyn Fn(u32) -> crate::entities::registry::Classes,
}

impl Context<'_> {
    /// The indices of the mentions that lie in a span, in its order.
    pub(crate) fn mentions_in(&self, span: Span) -> impl Iterator<Item = (usize, &Mention)> {
        let all = &self.entities.mentions;
        let from = all.partition_point(|m| m.span.start < span.start);
        all.iter()
            .enumerate()
            .skip(from)
            .take_while(move |(_, m)| m.span.start < span.end)
            .filter(move |(_, m)| m.span.end <= span.end)
    }

    /// The remark whose label stands in a block, and who speaks in it.
    pub(crate) fn remark_at(&self, block: usize) -> Option<(&Remark, &Attribution)> {
        let remarks = &self.minutes.remarks;
        let at = remarks.binary_search_by_key(&block, |r| r.blocks.start).ok()?;
        let attribution = self.entities.attributions.binary_search_by_key(&at, |a| a.remark).ok()?;
        Some((&remarks[at], &self.entities.attributions[attribution]))
    }

    /// The last mentions that lie in a span, the last one first; no more than a list of names holds.
    pub(crate) fn mentions_back(&self, span: Span) -> impl Iterator<Item = (usize, &Mention)> {
        let all = &self.entities.mentions;
        let upto = all.partition_point(|m| m.span.start < span.end);
        let back = all.iter().enumerate().take(upto).rev().take(MOST_BACK);
        back.take_while(move |(_, m)| m.span.start >= span.start).filter(move |(_, m)| m.span.end <= span.end)
    }

    pub(crate) fn text(&self) -> &str {
        self.document.text()
    }

    /// The person that a mention means in this report.
    pub(crate) fn person(&self, mention: usize) -> Option<usize> {
        match self.entities.mentions.get(mention).map(|m| &m.meaning) {
            Some(Meaning::Person(person)) => Some(*person),
            _ => None,
        }
    }

    /// Who a mention means when it speaks: a person of this report, or a delegation.
    pub(crate) fn speaker(&self, mention: usize) -> Option<Speaker<'_>> {
        let mention = self.entities.mentions.get(mention)?;
        match &mention.meaning {
            Meaning::Person(person) => Some(Speaker::Person(*person)),
            Meaning::Body(name) if mention.is_delegation() => Some(Speaker::Delegation(name)),
            _ => None,
        }
    }

    /// Whether a mention can be the subject of what is reported.
    pub(crate) fn can_speak(mention: &Mention) -> bool {
        Self::is_person(mention) || mention.is_delegation()
    }

    pub(crate) fn is_person(mention: &Mention) -> bool {
        matches!(mention.meaning, Meaning::Person(_) | Meaning::OpenPerson(_))
    }

    pub(crate) fn is_organisation(&self, mention: &Mention) -> bool {
        match &mention.meaning {
            Meaning::Body(_) => true,
            Meaning::Known(entities) => entities.iter().any(|e| (self.classes)(*e).organisation),
            _ => false,
        }
    }

    /// Processes and topics named in a span, each mention.
    pub(crate) fn subjects_in(&self, span: Span) -> Vec<usize> {
        let about = |m: &Mention| match &m.meaning {
            Meaning::Known(entities) => {
                entities.len() == 1 && entities.iter().any(|e| (self.classes)(*e).process || (self.classes)(*e).topic)
            }
            _ => false,
        };
        self.mentions_in(span).filter(|(_, m)| about(m)).map(|(i, _)| i).collect()
    }
}

/// The statement that shares text with a sentence; statements follow each other in the order of the text.
fn covering<T>(statements: &[T], span: impl Fn(&T) -> Span, sentence: Span) -> Option<&T> {
    let at = statements.partition_point(|s| span(s).end <= sentence.start);
    statements.get(at).filter(|s| span(s).overlaps(sentence))
}

/// A stretch of the report that treats one item of the agenda, several, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The discussion, an index into it.
    pub discussion: Option<usize>,
    /// The item, where it is one.
    pub agenda: Option<usize>,
    /// Its blocks, without the heading.
    pub blocks: Range<usize>,
}

/// Where people speak, in the order of the text: what stands before the first item, where the agenda is no list of its own or no item is discussed; then
/// discussion by discussion.
pub(crate) fn sections(minutes: &Minutes) -> Vec<Section> {
    let listed = minutes.agenda.iter().map(|a| a.block + 1).max();
    let first = minutes.discussions.iter().map(|d| d.blocks.start.saturating_sub(1)).min();
    let before = match first {
        Some(first) if listed.is_none_or(|listed| listed > first) => minutes.body.start..first,
        Some(first) => listed.unwrap_or(first)..first,
        None => listed.unwrap_or(minutes.body.start)..minutes.body.end,
    };
    let mut all = vec![Section { discussion: None, agenda: None, blocks: before }];
    all.extend(minutes.discussions.iter().enumerate().map(|(i, discussion)| Section {
        discussion: Some(i),
        agenda: discussion.sole_item(),
        blocks: discussion.blocks.clone(),
    }));
    all
}

/// Reads the statements of a report.
#[must_use]
pub(crate) fn read(context: &Context<'_>) -> Statements {
    let mut statements = contributions::read(context);
    for i in 0..statements.contributions.len() {
        let span = statements.contributions[i].span;
        statements.contributions[i].subjects = context.subjects_in(span);
        let contribution = &statements.contributions[i];
        let read = if contribution.direct { remarks::moves } else { moves::read };
        statements.contributions[i].moves = read(context, contribution);
    }
    replies::find(context, &mut statements.contributions);
    outcomes::commitments(context, &mut statements);
    labelled::find(context, &mut statements);
    progress::read(context, &mut statements);
    statements
}
