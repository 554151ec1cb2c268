//! What the resolution needs of a report, taken from the report's graph alone.

use super::passages::Passages;
use super::vocabulary::{concept, rap};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A mention, as its report's graph describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryMention {
    /// Entities of the registry that its words name.
    pub matched: Vec<NamedNode>,
    /// The name of a body by rule.
    pub body_name: Option<String>,
    /// The name of a series that no registry knows.
    pub series_name: Option<String>,
    /// The name of a person whose first mention this is.
    pub person_name: Option<String>,
    /// Names that the report declares for that person.
    pub aliases: Vec<String>,
    /// The first mention of the same person in this report.
    pub antecedent: Option<NamedNode>,
    /// First mentions of the people of this report that it may mean.
    pub candidates: Vec<NamedNode>,
    /// Code point at which it begins.
    pub start: u64,
}

/// A participation, as its report's graph describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryParticipation {
    /// The mention of the person.
    pub person: Option<NamedNode>,
    /// The mentions of the organisations.
    pub affiliations: Vec<NamedNode>,
    /// The stakeholder group that the report states.
    pub group: Option<NamedNode>,
    /// Whether a list names the person.
    pub listed: bool,
    /// Whether the person leads the body or the meeting.
    pub leads: bool,
}

/// What was said or promised, as far as it names somebody or something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryStatement {
    /// Mentions by the direct property that the resolution gives for each.
    pub links: Vec<(NamedNode, NamedNode)>,
    /// Whether the group that meets is responsible.
    pub group: bool,
    /// The contribution that a move is a part of.
    pub part_of: Option<NamedNode>,
}

/// What the resolution needs of one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The report.
    pub report: String,
    /// The record of the meeting.
    pub record: Option<NamedNode>,
    /// The mention of the series.
    pub series: Option<NamedNode>,
    /// The printed title.
    pub title: Option<String>,
    /// What the record says of the meeting, for the meeting to repeat: number, date, start, mode.
    pub meeting: Vec<(NamedNode, Term)>,
    /// All mentions by IRI.
    pub mentions: FxHashMap<NamedNode, SummaryMention>,
    /// All participations by IRI, in the order of their numbers.
    pub participations: Vec<(NamedNode, SummaryParticipation)>,
    /// All contributions, moves and commitments by IRI.
    pub statements: BTreeMap<NamedNode, SummaryStatement>,
    /// What may tell of earlier promises, and what is promised.
    pub passages: Passages,
}

/// The property from a statement to a mention, and the direct one from the statement to what the mention means.
const DIRECT: [(NamedNodeRef<'static>, NamedNodeRef<'static>); 4] = [
    (rap::SPEAKER_MENTION, rap::HAS_SPEAKER),
    (rap::SUBJECT_MENTION, rap::HAS_SUBJECT),
    (rap::REPLY_MENTION, rap::REPLIES_TO),
    (rap::RESPONSIBLE_MENTION, rap::RESPONSIBLE),
];

/// Properties of a record that its meeting has too.
const OF_MEETING: [NamedNodeRef<'static>; 4] = [rap::NUMBER, rap::DATE, rap::START_TIME, rap::MODE];

impl Summary {
    /// Gathers a summary from the quads of one report's graph, in any order.
    pub fn of<'q>(report: &str, quads: impl IntoIterator<Item = &'q Quad>) -> Self {
        let leading = leading();
        let mut summary = Self { report: report.to_owned(), ..Self::default() };
        let mut participations: FxHashMap<NamedNode, SummaryParticipation> = FxHashMap::default();
        for quad in quads {
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            let predicate = quad.predicate.as_ref();
            summary.passages.take(subject, predicate, &quad.object);
            match &quad.object {
                Term::NamedNode(object) => {
                    let mention = |s: &mut Self, take: &dyn Fn(&mut SummaryMention)| {
                        take(s.mentions.entry(subject.clone()).or_default());
                    };
                    match predicate {
                        p if p == rap::MATCHED => mention(&mut summary, &|m| m.matched.push(object.clone())),
                        p if p == rap::ANTECEDENT => mention(&mut summary, &|m| m.antecedent = Some(object.clone())),
                        p if p == rap::CANDIDATE_MENTION => {
                            mention(&mut summary, &|m| m.candidates.push(object.clone()));
                        }
                        p if p == rap::RECORD => summary.record = Some(object.clone()),
                        p if p == rap::SERIES_MENTION => summary.series = Some(object.clone()),
                        p if p == rap::MODE => summary.meeting.push((predicate.into_owned(), object.clone().into())),
                        p if p == rap::PERSON_MENTION => {
                            participations.entry(subject.clone()).or_default().person = Some(object.clone());
                        }
                        p if p == rap::AFFILIATION_MENTION => {
                            participations.entry(subject.clone()).or_default().affiliations.push(object.clone());
                        }
                        p if DIRECT.iter().any(|(mention, _)| *mention == p) => {
                            let direct =
                                DIRECT.iter().find(|(mention, _)| *mention == p).map_or(p, |(_, direct)| *direct);
                            summary.statement(subject).links.push((direct.into_owned(), object.clone()));
                        }
                        p if p == rap::STATED_GROUP => {
                            participations.entry(subject.clone()).or_default().group = Some(object.clone());
                        }
                        p if p == rap::IN_CONTRIBUTION => summary.statement(subject).part_of = Some(object.clone()),
                        p if p == rap::OFFICER_ROLE => {
                            participations.entry(subject.clone()).or_default().leads |= leading.contains(object);
                        }
                        _ => {}
                    }
                }
                Term::Literal(literal) => {
                    let value = || literal.value().to_owned();
                    match predicate {
                        p if p == rap::BODY_NAME => {
                            summary.mentions.entry(subject.clone()).or_default().body_name = Some(value());
                        }
                        p if p == rap::SERIES_NAME => {
                            summary.mentions.entry(subject.clone()).or_default().series_name = Some(value());
                        }
                        p if p == rap::PERSON_NAME => {
                            summary.mentions.entry(subject.clone()).or_default().person_name = Some(value());
                        }
                        p if p == rap::ALIAS => {
                            summary.mentions.entry(subject.clone()).or_default().aliases.push(value());
                        }
                        p if p == rap::RESPONSIBLE_GROUP => {
                            summary.statements.entry(subject.clone()).or_default().group = true;
                        }
                        p if p == rap::LISTED_NAME => participations.entry(subject.clone()).or_default().listed = true,
                        p if p == rap::START && subject.as_str().contains("id/mention/") => {
                            summary.mentions.entry(subject.clone()).or_default().start =
                                literal.value().parse().unwrap_or(0);
                        }
                        p if p == rap::TITLE && subject.as_str().contains("id/record/") => {
                            summary.title = Some(value());
                        }
                        p if OF_MEETING.contains(&p) && subject.as_str().contains("id/record/") => {
                            summary.meeting.push((predicate.into_owned(), literal.clone().into()));
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        summary.meeting.sort_by(|a, b| a.0.cmp(&b.0));
        summary.participations = participations.into_iter().collect();
        summary.participations.sort_by_key(|(node, _)| number_of(node));
        for mention in summary.mentions.values_mut() {
            mention.matched.sort();
            mention.candidates.sort();
            mention.aliases.sort();
        }
        for statement in summary.statements.values_mut() {
            statement.links.sort();
        }
        for (_, participation) in &mut summary.participations {
            participation.affiliations.sort();
        }
        summary
    }

    fn statement(&mut self, node: &NamedNode) -> &mut SummaryStatement {
        self.statements.entry(node.clone()).or_default()
    }

    /// The value of a property that record and meeting share.
    #[must_use]
    pub fn meeting_value(&self, property: NamedNodeRef<'_>) -> Option<&str> {
        self.meeting.iter().find(|(p, _)| p.as_ref() == property).and_then(|(_, value)| match value {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        })
    }
}

/// The offices of those who lead the body or the meeting.
pub(super) fn leading() -> [NamedNode; 4] {
    ["chair", "co-chair", "moderator", "host"].map(|role| concept("role", role))
}

/// The number at the end of a node's IRI.
pub(super) fn number_of(node: &NamedNode) -> u64 {
    node.as_str().rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(0)
}
