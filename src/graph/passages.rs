//! The passages of a report that may tell of earlier promises, and the promises.

use super::vocabulary::rap;
use crate::statements::{Says, Wording, is_sign};
use oxigraph::model::{NamedNode, NamedNodeRef, Term};
use std::collections::BTreeMap;

/// A passage of a report as its graph has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PassageNode {
    pub(super) wording: Wording,
    pub(super) says: Option<Says>,
    /// Whether a box, a list or a label says it, and no sentence.
    pub(super) signed: bool,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) quote: String,
}

/// The passages of a report that may tell of earlier promises: commitments, progress reports, decisions, moves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passages(BTreeMap<NamedNode, PassageNode>);

/// Of what kind a passage is, by its IRI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Commitment,
    Progress,
    Talk,
}

pub(super) fn kind(node: &NamedNode) -> Option<Kind> {
    let rest = node.as_str().rsplit('/').nth(1)?;
    match rest {
        "commitment" => Some(Kind::Commitment),
        "progress" => Some(Kind::Progress),
        "decision" | "move" => Some(Kind::Talk),
        _ => None,
    }
}

impl Passages {
    /// Whether a report has none, so that no other report's commitments or follow-ups depend on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The commitments of a report.
    pub fn promises(&self) -> impl Iterator<Item = &NamedNode> {
        self.0.keys().filter(|node| kind(node) == Some(Kind::Commitment))
    }

    /// What somebody may be responsible for: commitments and progress reports.
    pub fn deeds(&self) -> impl Iterator<Item = &NamedNode> {
        self.0.keys().filter(|node| matches!(kind(node), Some(Kind::Commitment | Kind::Progress)))
    }

    /// All of them, in the order of their IRIs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&NamedNode, &PassageNode)> {
        self.0.iter()
    }

    /// Adds a passage.
    pub(super) fn insert(&mut self, node: NamedNode, passage: PassageNode) {
        self.0.insert(node, passage);
    }

    /// Takes what a quad of the report's graph says of a passage; passes over all else.
    pub(super) fn take(&mut self, subject: &NamedNode, property: NamedNodeRef<'_>, object: &Term) {
        const OF_PASSAGES: [NamedNodeRef<'static>; 8] = [
            rap::START,
            rap::END,
            rap::QUOTE,
            rap::RECOGNISER,
            rap::SAYS,
            rap::ACT,
            rap::CONTENT_WORDS,
            rap::COMMON_WORDS,
        ];
        let Term::Literal(literal) = object else { return };
        if !OF_PASSAGES.contains(&property) || kind(subject).is_none() {
            return;
        }
        let node = self.0.entry(subject.clone()).or_default();
        let value = literal.value();
        let words = || value.split(' ').map(str::to_owned).collect();
        match property {
            p if p == rap::START => node.start = value.parse().unwrap_or(0),
            p if p == rap::END => node.end = value.parse().unwrap_or(0),
            p if p == rap::QUOTE => value.clone_into(&mut node.quote),
            p if p == rap::RECOGNISER => node.signed = is_sign(value),
            p if p == rap::SAYS => node.says = Says::from_word(value),
            p if p == rap::ACT => node.wording.acts.push(value.to_owned()),
            p if p == rap::CONTENT_WORDS => node.wording.words = words(),
            _ => node.wording.common = words(),
        }
    }
}
